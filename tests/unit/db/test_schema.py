"""The rtree stays in step with its table whatever a writer does; the furniture tells the truth about changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from db import migrations, schema
from db.check.storage import rtree_faults
from db.engine import Target, open_engine
from db.geometry import encode
from tests.helpers.effort import examples

points = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))
places = st.none() | st.just(Point()) | points
fids = st.integers(1, 6)
_uids = itertools.count()
steps = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), fids, places),
        # The standard's triggers miss a REPLACE by nothing: SQLite fires no delete trigger for it.
        st.tuples(st.just("replace"), fids, points),
        st.tuples(st.just("move"), fids, places),
        st.tuples(st.just("renumber"), fids, fids),
        st.tuples(st.just("renumber and move"), fids, fids, places),
        st.tuples(st.just("delete"), fids),
    ),
    max_size=25,
)


@contextmanager
def fresh(path: Path) -> Iterator[Connection]:
    """A connection to a new workspace file, in a transaction that is thrown away."""
    if not path.exists():
        migrations.create(Target(path=path))
    engine = open_engine(Target(path=path))
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
    engine.dispose()


def stored(place: BaseGeometry | None) -> bytes | None:
    return encode([place], "POINT")[0]


def do(connection: Connection, step: tuple[object, ...]) -> None:
    """One thing that a writer may do to the table of rooms."""
    known = set(connection.scalars(text("SELECT fid FROM rooms")))
    verb, fid, *rest = step
    values: dict[str, object] = {"fid": fid}
    if verb in ("insert", "replace"):
        if verb == "insert" and fid in known:
            return
        into = (
            "INTO rooms (fid, uid, version, serial, name, status, note, geom) "
            "VALUES (:fid, :uid, 1, :uid, 'x', 'ok', '', :geom)"
        )
        way = {"insert": "INSERT ", "replace": "INSERT OR REPLACE "}[str(verb)]
        connection.execute(
            text(way + into),
            {"fid": fid, "uid": str(next(_uids)), "geom": stored(rest[0])},  # type: ignore[arg-type]
        )
        return
    if verb.startswith("renumber") and rest[0] in known:  # type: ignore[attr-defined]
        return
    statement = {
        "move": "UPDATE rooms SET geom = :geom WHERE fid = :fid",
        "renumber": "UPDATE rooms SET fid = :other WHERE fid = :fid",
        "renumber and move": "UPDATE rooms SET fid = :other, geom = :geom WHERE fid = :fid",
        "delete": "DELETE FROM rooms WHERE fid = :fid",
    }[str(verb)]
    if verb == "move":
        values["geom"] = stored(rest[0])  # type: ignore[arg-type]
    if verb == "renumber and move":
        values["geom"] = stored(rest[1])  # type: ignore[arg-type]
    if rest and isinstance(rest[0], int):
        values["other"] = rest[0]
    needed = {name: value for name, value in values.items() if f":{name}" in statement}
    connection.execute(text(statement), needed)


@given(steps)
@settings(deadline=None, max_examples=examples(150, deep=600))
def test_the_rtree_follows_every_write(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[object, ...]]
) -> None:
    with fresh(tmp_path_factory.getbasetemp() / "rtree.gpkg") as connection:
        for step in done:
            do(connection, step)
            assert list(rtree_faults(connection)) == [], step


def test_a_bulk_load_without_triggers_is_indexed_at_the_end(tmp_path: Path) -> None:
    with fresh(tmp_path / "bulk.gpkg") as connection:
        schema.drop_triggers(connection, "rooms")
        for fid in range(1, 5):
            do(connection, ("insert", fid, Point(fid, fid)))
        assert list(rtree_faults(connection))
        schema.refill(connection, "rooms")
        schema.restore_triggers(connection, "rooms")
        assert list(rtree_faults(connection)) == []
        do(connection, ("move", 1, Point(50, 50)))
        assert list(rtree_faults(connection)) == []


def test_an_extent_that_another_program_wrote_is_dropped_with_the_next_change(
    tmp_path: Path,
) -> None:
    with fresh(tmp_path / "extent.gpkg") as connection:
        connection.execute(
            text(
                "UPDATE gpkg_contents SET min_x = 1, min_y = 1, max_x = 2, max_y = 2, "
                "last_change = '2020-01-01T00:00:00.000Z'"
            )
        )
        schema.touch(connection, ["rooms"])
        rows = {
            row.table_name: row
            for row in connection.execute(
                text("SELECT table_name, min_x, last_change FROM gpkg_contents")
            )
        }
    assert rows["rooms"].min_x is None
    assert rows["rooms"].last_change > "2026"
    assert rows["cameras"].min_x == 1
    assert rows["cameras"].last_change.startswith("2020")


def test_only_known_geometry_types_are_registered(tmp_path: Path) -> None:
    with fresh(tmp_path / "ws.gpkg") as connection, pytest.raises(ValueError, match="CIRCLE"):
        schema.register_features(connection, "terms", "词条", "CIRCLE")
