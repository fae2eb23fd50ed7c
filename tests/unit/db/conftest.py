"""Both engines for every test that asks for `target`, `workspace` or `county`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture(params=["file", pytest.param("postgis", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new workspace may be made: a path, and a PostGIS URL."""
    if request.param == "file":
        return str(tmp_path / "挂图 one.gpkg")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def workspace(target: str) -> Iterator[Workspace]:
    """An empty workspace, open for writing."""
    with Workspace.create(target, user="duty", seat="desk-1") as made:
        yield made


@pytest.fixture
def county(target: str) -> Iterator[SmallCounty]:
    """The small county, open for writing."""
    made = small_county(target)
    yield made
    made.workspace.close()


@pytest.fixture
def file_county(tmp_path: Path) -> Iterator[SmallCounty]:
    """The small county as a file."""
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()
