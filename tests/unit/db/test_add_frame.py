"""Whole frames written by one operation: read as they come, refused as a whole, however many rows they have."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box
from sqlalchemy import event

from db.errors import RecordError
from db.row_writer import STEP
from db.workspace import Workspace

BOW_TIE = Polygon([(113, 34), (114, 35), (114, 34), (113, 35)])


def test_a_frame_is_added_whole(workspace: Workspace) -> None:
    shapes = [box(114 + i * 0.1, 34, 114.1 + i * 0.1, 34.1) for i in range(50)]
    frame = gpd.GeoDataFrame(
        {
            "code": [f"4110241{i:05d}" for i in range(50)],
            "name": [f"村{i}" for i in range(50)],
            "population": pd.array([None, *range(1, 50)], dtype="Int64"),
            "boundary_since": [pd.NaT, *[pd.Timestamp("2024-05-01")] * 49],
            "counts": [{"shops": i} for i in range(50)],
        },
        geometry=shapes,
        crs="EPSG:4326",
    ).rename_geometry("geom")
    with workspace.operation("import") as op:
        uids = op.add_frame("villages", frame)
    back = workspace.frame("villages")
    assert back["uid"].tolist() == uids
    assert back["population"].isna().tolist() == [True, *[False] * 49]
    assert back["counts"].tolist() == frame["counts"].tolist()
    assert back["boundary_since"].dt.date.tolist()[1] == dt.date(2024, 5, 1)
    assert shapely.area(back["geom"].to_numpy()).tolist() == pytest.approx([0.01] * 50)
    assert op.change_set is not None
    assert len(op.change_set.changes) == 50


def test_one_bad_row_of_a_frame_refuses_all_and_is_named(workspace: Workspace) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["411024100001", "411024100002"], "name": ["甲村", "乙村"]},
        geometry=[box(0, 0, 1, 1), BOW_TIE],
        crs="EPSG:4326",
    ).rename_geometry("geom")
    with pytest.raises(RecordError) as refused, workspace.operation("import") as op:
        op.add_frame("villages", frame)
    assert refused.value.sentence.zh.startswith("第 2 行")
    assert len(workspace.frame("villages")) == 0


def cameras(serials: list[str]) -> pd.DataFrame:
    places = [Point(113 + i * 1e-4, 34) for i in range(len(serials))]
    frame = {"serial": serials, "name": serials, "camera_kind": "street", "geom": places}
    return gpd.GeoDataFrame(frame, geometry="geom", crs="EPSG:4326")


def test_many_rows_set_no_savepoint_which_their_places_would_pay_for(workspace: Workspace) -> None:
    said: list[str] = []
    many = [f"C{i:05d}" for i in range(STEP + 1)]
    with workspace.operation("import") as op:
        event.listen(op.connection, "savepoint", lambda _connection, name: said.append(name))
        op.add_frame("cameras", cameras(many[:1]))
        alone = len(said)
        op.add_frame("cameras", cameras([f"D{serial}" for serial in many]))
    assert (alone, len(said)) == (1, 1 if op.connection.dialect.name == "sqlite" else 2)
    assert len(workspace.frame("cameras")) == STEP + 2


def test_of_many_rows_that_are_refused_nothing_stays_though_their_writer_goes_on(
    workspace: Workspace,
) -> None:
    serials, head = [f"C{i:05d}" for i in range(2 * STEP)], workspace.journal.head()
    with (  # noqa: PT012 - that it goes on is what is tried
        pytest.raises(RuntimeError, match="half-way"),
        workspace.operation("import") as op,
    ):
        with pytest.raises(RecordError, match="already used"):
            op.add_frame("cameras", cameras([*serials, serials[-1]]))
        op.add_frame("cameras", cameras([f"D{serial}" for serial in serials]))
    assert workspace.frame("cameras").empty
    assert workspace.journal.head() == head
