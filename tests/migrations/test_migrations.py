"""Revisions make exactly the schema of the models on both engines; an upgrade happens on a copy or not at all."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from alembic import command
from pandas.testing import assert_frame_equal
from shapely import Point
from sqlalchemy import Engine, inspect, text

from db import backups, migrations, schema
from db.check.storage import differences
from db.engine import Target, open_engine
from db.errors import NotAWorkspace, WorkspaceError
from db.records import KINDS, Camera, geometry_of
from db.workspace import Workspace
from tests.helpers.small_county import small_county

TODAYS = migrations.needed()
NEXT = '''
"""A revision of a later day: rebuilds the cameras' table with one more column."""

from sqlalchemy import Column, String, text
from alembic import op
from db.migrations.steps import alter

revision = "{number}"
down_revision = "{after}"
branch_labels = None
depends_on = None


def upgrade():
    with alter("cameras") as batch:
        batch.add_column(Column("lens", String, server_default="wide", nullable=False))
        batch.alter_column("owner", nullable=True)
{more}
'''


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The revisions of a later program: ours and those that the test puts into this folder."""
    folder = tmp_path / "later program 100%"
    shutil.copytree(migrations.__path__[0], folder, ignore=shutil.ignore_patterns("__pycache__"))
    migrations._script.cache_clear()
    monkeypatch.setattr(migrations, "_HERE", folder)
    yield folder / "versions"
    migrations._script.cache_clear()


def add_revision(folder: Path, more: str = "") -> None:
    number = "9001"
    (folder / f"{number}_later.py").unlink(missing_ok=True)
    migrations._script.cache_clear()
    after = migrations.needed()
    (folder / f"{number}_later.py").write_text(
        NEXT.format(number=number, after=after, more=more), encoding="utf-8"
    )
    migrations._script.cache_clear()


@pytest.fixture(params=["file", pytest.param("postgis", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """A place for a new workspace on each engine."""
    if request.param == "file":
        return Target(path=tmp_path / "ws.gpkg")
    return Target(url=str(request.getfixturevalue("postgres_url")))


@pytest.fixture
def engine(target: Target) -> Iterator[Engine]:
    """A new workspace's engine."""
    migrations.create(target)
    made = open_engine(target)
    yield made
    made.dispose()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_revisions_make_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) == []
        assert migrations.current(connection) == migrations.needed()


def test_a_difference_would_be_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE hazards RENAME COLUMN proof TO evidence"))
    with engine.connect() as connection:
        told = " ".join(differences(connection))
    assert "proof" in told
    assert "evidence" in told


def test_there_is_one_line_of_revisions() -> None:
    script = migrations._script()
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_a_server_has_an_index_for_each_geometry(postgres_url: str) -> None:
    target = Target(url=postgres_url)
    migrations.create(target)
    engine = open_engine(target)
    with engine.connect() as connection:
        found = set(
            connection.scalars(
                text("SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%USING gist (geom)'")
            )
        )
    engine.dispose()
    assert found == {kind for kind, cls in KINDS.items() if geometry_of(cls)}


def test_links_are_checked_at_commit(engine: Engine) -> None:
    with engine.connect() as connection:
        for kind in KINDS:
            for key in inspect(connection).get_foreign_keys(kind):
                assert key["options"].get("deferrable") is True, (kind, key)
                assert str(key["options"].get("initially")).upper() == "DEFERRED", (kind, key)


def test_a_new_file_is_a_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "ws.gpkg"
    migrations.create(Target(path=path))
    assert [p.name for p in tmp_path.iterdir()] == ["ws.gpkg"]
    head = path.read_bytes()[:100]
    assert head[68:72] == b"GPKG"
    assert int.from_bytes(head[60:64], "big") == schema.USER_VERSION
    engine = open_engine(Target(path=path))
    with engine.connect() as connection:
        names = set(connection.scalars(text("SELECT name FROM sqlite_master")))
        for kind, cls in KINDS.items():
            if geometry_of(cls):
                assert schema.rtree(kind) in names
                assert set(schema.trigger_names(kind)) <= names
        declared = {
            row.type
            for kind in KINDS
            for row in connection.execute(text(f"PRAGMA table_info({kind})"))
        }
    engine.dispose()
    assert declared <= {
        *(
            "INTEGER",
            "TEXT",
            "BOOLEAN",
            "DOUBLE",
            "REAL",
            "DATE",
            "DATETIME",
            "POINT",
            "MULTILINESTRING",
            "MULTIPOLYGON",
            "GEOMETRY",
        ),
    }


def test_creating_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        migrations.create(Target(path=tmp_path / "ws.gpkg"))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_rebuilt_table_keeps_its_rows_links_and_triggers(tmp_path: Path, tomorrow: Path) -> None:
    path = tmp_path / "ws.gpkg"
    county = small_county(path)
    before = county.workspace.frame("cameras")
    county.workspace.close()
    add_revision(tomorrow)
    with Workspace.open(path) as ws:
        after = ws.frame("cameras")
        assert_frame_equal(before.drop(columns="geom"), after.drop(columns="geom"))
        assert shapely.equals_exact(before.geom, after.geom, 0.0).all()
        with ws.engine.connect() as connection:
            assert migrations.current(connection) == "9001"
            assert set(connection.scalars(text("SELECT lens FROM cameras"))) == {"wide"}
            sql = str(
                connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'cameras'"))
            )
        assert "AUTOINCREMENT" in sql
        assert "DEFERRABLE INITIALLY DEFERRED" in sql
        # The one difference to today's models is the column that the later program added.
        faults = ws.check().faults
        assert {f.kind for f in faults} == {"schema"}
        assert all("lens" in f.sentence.en or "owner" in f.sentence.en for f in faults)
        # The triggers work: an edit keeps the rtree in step.
        camera = ws.get(Camera, county["camera0"])
        assert camera is not None
        with ws.operation("camera.move") as op:
            op.update(camera, geom=Point(120, 40))
        assert {f.kind for f in ws.check().faults} == {"schema"}


def test_the_older_file_is_kept_as_a_backup(tmp_path: Path, tomorrow: Path) -> None:
    path = tmp_path / "ws.gpkg"
    small_county(path).workspace.close()
    add_revision(tomorrow)
    Workspace.open(path).close()
    (kept,) = backups.backups_of(path)
    engine = open_engine(Target(path=kept), readonly=True)
    with engine.connect() as connection:
        assert migrations.current(connection) == TODAYS
    engine.dispose()
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {"ws.gpkg", ".ws.gpkg.lock"}


FAILING = {
    "an error in the revision": '    raise RuntimeError("no")',
    "a broken statement": '    op.execute("SELECT * FROM nowhere")',
    "a link that points nowhere": "    op.execute(\"UPDATE cameras SET village_uid = 'gone'\")",
}


@pytest.mark.parametrize("more", FAILING.values(), ids=FAILING)
def test_a_failed_upgrade_leaves_the_file_as_it_was(
    tmp_path: Path, tomorrow: Path, more: str
) -> None:
    path = tmp_path / "ws.gpkg"
    small_county(path).workspace.close()
    before = digest(path)
    add_revision(tomorrow, more)
    with pytest.raises(WorkspaceError) as refused:
        Workspace.open(path)
    assert "没有改动" in refused.value.sentence.zh
    assert digest(path) == before
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {"ws.gpkg", ".ws.gpkg.lock"}


def test_a_server_is_upgraded_in_place_or_not_at_all(postgres_url: str, tomorrow: Path) -> None:
    small_county(postgres_url).workspace.close()
    add_revision(tomorrow, FAILING["a broken statement"])
    with pytest.raises(WorkspaceError):
        Workspace.open(postgres_url)
    engine = open_engine(Target(url=postgres_url))
    with engine.connect() as connection:
        assert migrations.current(connection) == TODAYS
        assert "lens" not in {c["name"] for c in inspect(connection).get_columns("cameras")}
    add_revision(tomorrow)
    with Workspace.open(postgres_url) as ws:
        assert len(ws.frame("cameras")) == 4
    with engine.connect() as connection:
        assert migrations.current(connection) == "9001"
    engine.dispose()


def test_a_newer_workspace_is_refused_and_left_alone(target: Target) -> None:
    name = str(target.path or target.url)
    Workspace.create(name).close()
    engine = open_engine(target)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = digest(target.path) if target.path else ""
    with pytest.raises(NotAWorkspace) as refused:
        Workspace.open(name)
    assert "更新版本" in refused.value.sentence.zh
    assert (digest(target.path) if target.path else "") == before


def test_an_older_file_is_not_upgraded_for_a_reader(tmp_path: Path, tomorrow: Path) -> None:
    path = tmp_path / "ws.gpkg"
    small_county(path).workspace.close()
    before = digest(path)
    add_revision(tomorrow)
    with pytest.raises(NotAWorkspace):
        Workspace.open(path, readonly=True)
    assert digest(path) == before


def test_an_empty_database_is_no_workspace(postgres_url: str) -> None:
    with pytest.raises(NotAWorkspace):
        Workspace.open(postgres_url)


def test_an_encrypted_file_is_upgraded_and_stays_encrypted(tmp_path: Path, tomorrow: Path) -> None:
    path = tmp_path / "secret.gpkg"
    Workspace.create(path, passphrase="口令").close()  # noqa: S106
    add_revision(tomorrow)
    with Workspace.open(path, passphrase="口令") as ws, ws.engine.connect() as connection:  # noqa: S106
        assert migrations.current(connection) == "9001"
    assert not path.read_bytes().startswith(b"SQLite")


def test_everything_can_be_taken_down_again(engine: Engine) -> None:
    with engine.begin() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(inspect(connection).get_table_names())
    assert not left & set(KINDS)
    assert not any(name.startswith("rtree_") for name in left)


def test_the_newest_revision_is_known_without_loading_alembic() -> None:
    assert migrations._script().get_current_head() == migrations.needed()
