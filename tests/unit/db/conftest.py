"""Both engines for every test that asks for `target`, `workspace` or `county`.

The empty workspace and the small county are built once on each engine and copied for each test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.workspace import Workspace
from tests.helpers.postgres import PostgresServer
from tests.helpers.small_county import SmallCounty, small_county

ENGINES = ["file", pytest.param("postgis", marks=pytest.mark.postgres)]


def make_empty(target: str) -> dict[str, str]:
    Workspace.create(target, user="duty", seat="desk-1").close()
    return {}


def make_county(target: str) -> dict[str, str]:
    made = small_county(target)
    made.workspace.close()
    return made.uids


MAKERS: dict[str, Callable[[str], dict[str, str]]] = {"empty": make_empty, "county": make_county}


class Originals:
    """Workspaces made once in a session; `copy` gives a test its own."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder, self._request = folder, request
        self._files: dict[str, dict[str, str]] = {}
        self._databases: dict[str, tuple[str, dict[str, str]]] = {}

    @contextmanager
    def copy(self, sort: str, engine: str, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
        """A target with its own copy of the `sort` of workspace, and the uids in it."""
        if engine == "file":
            path = folder / "挂图 one.gpkg"
            shutil.copyfile(self._file(sort), path)
            yield str(path), self._files[sort]
            return
        server: PostgresServer = self._request.getfixturevalue("postgres_server")
        name, uids = self._database(sort, server)
        with server.database(name) as url:
            yield url, uids

    def _file(self, sort: str) -> Path:
        path = self._folder / f"{sort}.gpkg"
        if sort not in self._files:
            self._files[sort] = MAKERS[sort](str(path))
        return path

    def _database(self, sort: str, server: PostgresServer) -> tuple[str, dict[str, str]]:
        if sort not in self._databases:
            template: str = self._request.getfixturevalue("postgis_template")
            name = f"{template}_{sort}"
            server.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
            self._request.addfinalizer(lambda: server.run(f'DROP DATABASE "{name}" WITH (FORCE)'))
            url = server.url.set(database=name).render_as_string(hide_password=False)
            self._databases[sort] = name, MAKERS[sort](url)
        return self._databases[sort]


@pytest.fixture(scope="session")
def originals(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Originals:
    """The workspaces that tests get copies of."""
    return Originals(tmp_path_factory.mktemp("originals"), request)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """``"file"`` and ``"postgis"``."""
    return str(request.param)


@pytest.fixture
def a_copy(
    request: pytest.FixtureRequest, originals: Originals, engine_name: str, tmp_path: Path
) -> Iterator[tuple[str, dict[str, str]]]:
    """The county's copy when the test asks for it, else an empty workspace's."""
    sort = "county" if "county" in request.fixturenames else "empty"
    with originals.copy(sort, engine_name, tmp_path) as made:
        yield made


@pytest.fixture
def target(a_copy: tuple[str, dict[str, str]]) -> str:
    """Where the test's workspace is: a path, and a PostGIS URL."""
    return a_copy[0]


@pytest.fixture
def workspace(target: str) -> Iterator[Workspace]:
    """An empty workspace, open for writing."""
    with Workspace.open(target, user="duty", seat="desk-1") as made:
        yield made


@pytest.fixture
def county(a_copy: tuple[str, dict[str, str]]) -> Iterator[SmallCounty]:
    """The small county, open for writing."""
    target, uids = a_copy
    with Workspace.open(target, user="duty", seat="desk-1") as made:
        yield SmallCounty(made, uids)


@pytest.fixture
def file_county(originals: Originals, tmp_path: Path) -> Iterator[SmallCounty]:
    """The small county as a file."""
    with (
        originals.copy("county", "file", tmp_path) as (target, uids),
        Workspace.open(target, user="duty", seat="desk-1") as made,
    ):
        yield SmallCounty(made, uids)
