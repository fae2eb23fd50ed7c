"""Many rows changed at once: one entry, images of what changed alone, a version check, all or nothing."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box

from db.changes import ChangeSet
from db.errors import PrivacyRefusal, RecordError, StaleWrite
from db.records import BaseLine, Camera, Drawing, Officer, Preset, Village
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty


def cameras(county: SmallCounty) -> pd.DataFrame:
    return county.workspace.frame("cameras", columns=["uid", "version", "name", "status"])


def test_only_what_differs_is_written_and_told(county: SmallCounty) -> None:
    ws = county.workspace
    frame = cameras(county)
    frame["status"] = ["ok", "ok", "ok", "ok"]  # the second and the fourth were out
    frame["name"] = [*frame["name"][:3], "东门"]
    told: list[ChangeSet] = []
    ws.subscribe(told.append)
    with ws.operation("camera.edit") as op:
        assert op.update_frame("cameras", frame) == 2
    (change_set,) = told
    assert {(c.uid, frozenset(c.fields)) for c in change_set.changes} == {
        (county["camera1"], frozenset({"status"})),
        (county["camera3"], frozenset({"status", "name"})),
    }
    after = cameras(county)
    assert after["status"].tolist() == ["ok"] * 4
    assert after["version"].tolist() == [1, 2, 1, 2]
    (newest, *_older) = ws.history("cameras", county["camera3"])
    assert newest.before == {"name": "村口4号", "status": "offline", "version": 1}
    assert newest.after == {"name": "东门", "status": "ok", "version": 2}
    assert ws.check().faults == ()
    ws.undo()
    assert cameras(county)["status"].tolist() == ["ok", "fault", "ok", "offline"]
    ws.redo()
    assert cameras(county)["status"].tolist() == ["ok"] * 4


def test_places_dates_counts_and_empty_cells_go_in(county: SmallCounty) -> None:
    ws = county.workspace
    uids = [county["village0"], county["village1"]]
    ground = gpd.GeoDataFrame(
        {"uid": uids, "population": [7, None], "counts": [{"shops": 2}, None]},
        geometry=[box(114, 34, 114.01, 34.01), box(114.1, 34, 114.2, 34.1)],
        crs="EPSG:4326",
    )
    people = pd.DataFrame({"uid": [county["officer0"]], "leave_from": [pd.Timestamp("2026-11-01")]})
    with ws.operation("village.edit") as op:
        assert op.update_frame("villages", ground) == 2
        assert op.update_frame("officers", people) == 1
    first, second = (ws.find(Village, uid=uid)[0] for uid in uids)
    assert (first.population, first.counts) == (7, {"shops": 2})
    assert (second.population, second.counts) == (None, {})
    assert first.geom == MultiPolygon([box(114, 34, 114.01, 34.01)])
    officer = ws.get(Officer, county["officer0"])
    assert officer is not None
    assert officer.leave_from == dt.date(2026, 11, 1)
    assert {fault.kind for fault in ws.check().faults} <= {"coverage"}
    with ws.operation("village.edit") as op:
        assert op.update_frame("villages", ground) == 0
    ws.undo()
    again = ws.get(Village, uids[0])
    assert again is not None
    assert again.population == 2412


def test_a_row_that_changed_since_it_was_read_takes_all_back(county: SmallCounty) -> None:
    ws = county.workspace
    frame = cameras(county).assign(status="fault")
    with ws.operation("camera.edit") as op:
        op.update(ws.find(Camera, serial="SXT-0002")[0], name="改过")
    head = ws.journal.head()
    with pytest.raises(StaleWrite) as stale, ws.operation("camera.edit") as op:
        op.update_frame("cameras", frame)
    assert stale.value.uid == county["camera2"]
    assert ws.journal.head() == head
    assert cameras(county)["status"].tolist() == ["ok", "fault", "ok", "offline"]
    with ws.operation("camera.edit") as op:
        assert op.update_frame("cameras", frame.drop(columns="version")) == 3


def test_a_row_that_is_gone_is_refused(county: SmallCounty) -> None:
    frame = pd.DataFrame({"uid": ["nobody"], "status": ["ok"]})
    with pytest.raises(StaleWrite), county.workspace.operation("camera.edit") as op:
        op.update_frame("cameras", frame)


@pytest.mark.parametrize(
    ("columns", "row", "error"),
    [
        ({"status": ["ok", "ok", "broken", "ok"]}, "3", RecordError),
        ({"name": ["a", "", "b", "c"]}, "2", RecordError),
        ({"name": ["a", "b", "c", "找13800000000"]}, "4", PrivacyRefusal),
        ({"bearing": [0.0, 361.0, 0.0, 0.0]}, "2", RecordError),
        ({"geom": [Point(1, 1), Point(200, 1), Point(1, 1), Point(1, 1)]}, "2", RecordError),
        ({"nowhere": [1, 2, 3, 4]}, None, RecordError),
        ({"serial": ["SXT-0001", "X", "Y", "Z"]}, None, RecordError),
    ],
    ids=["choice", "required", "privacy", "bounds", "place", "column", "unique"],
)
def test_a_refused_row_is_named_and_nothing_stays(
    columns: dict[str, list[object]],
    row: str | None,
    error: type[RecordError],
    county: SmallCounty,
) -> None:
    ws = county.workspace
    before, head = ws.frame("cameras"), ws.journal.head()
    frame = pd.DataFrame({"uid": before["uid"], **columns})
    if "serial" in columns:  # taken by a row that the frame does not change
        frame = frame.iloc[[0]]
    with pytest.raises(error) as refused, ws.operation("camera.edit") as op:
        op.update_frame("cameras", frame)
    if row is not None:
        assert f"第 {row} 行" in refused.value.sentence.zh
    assert ws.journal.head() == head
    assert ws.frame("cameras")["version"].tolist() == before["version"].tolist()


@pytest.mark.parametrize("uids", [["a", "a"], ["a", None]], ids=["twice", "none"])
def test_identities_must_be_there_once(uids: list[str | None], county: SmallCounty) -> None:
    frame = pd.DataFrame({"uid": uids, "status": ["ok", "ok"]})
    with (
        pytest.raises(RecordError, match="Row 2"),
        county.workspace.operation("camera.edit") as op,
    ):
        op.update_frame("cameras", frame)


def test_a_rule_of_the_kind_is_held_row_by_row(county: SmallCounty) -> None:
    ws = county.workspace
    frame = pd.DataFrame({"uid": [county["hazard0"]], "due": [dt.date(2026, 1, 1)]})
    with pytest.raises(RecordError, match="Row 1"), ws.operation("hazard.edit") as op:
        op.update_frame("hazards", frame)
    names = pd.DataFrame({"uid": [county["village1"]], "name": ["李桥村"], "pinyin": [""]})
    with ws.operation("village.edit") as op:
        assert op.update_frame("villages", names) == 1
    village = ws.get(Village, county["village1"])
    assert village is not None
    assert (village.name, village.pinyin) == ("李桥村", "li qiao cun")


def test_a_caller_may_go_on_after_a_refused_frame(county: SmallCounty) -> None:
    ws = county.workspace
    two = [county["camera0"], county["camera1"]]
    twice = pd.DataFrame({"uid": two, "serial": ["NEW", "SXT-0003"]})
    with ws.operation("camera.edit") as op:
        with pytest.raises(RecordError, match="already used"):
            op.update_frame("cameras", twice)
        op.update_frame("cameras", pd.DataFrame({"uid": two, "owner": ["村委会", "村委会"]}))
    assert ws.frame("cameras")["serial"].tolist() == [f"SXT-{i:04d}" for i in range(4)]
    assert ws.check().faults == ()


def test_drawings_take_points_lines_and_areas_and_keep_them_apart(county: SmallCounty) -> None:
    sorts = county.workspace.frame("drawings").geom.geom_type.tolist()
    assert sorts == ["LineString", "MultiPolygon", "Point"]
    lines = county.workspace.frame("base_lines").geom.geom_type.tolist()
    assert lines == ["MultiLineString"] * 2
    ws = county.workspace
    with pytest.raises(RecordError), ws.operation("base_line.new") as op:
        op.add(BaseLine(geom=Point(114, 34)))
    with pytest.raises(RecordError), ws.operation("drawing.new") as op:
        op.add(Drawing(name="无图形"))
    with pytest.raises(RecordError, match="before"), ws.operation("drawing.new") as op:
        op.add(
            Drawing(
                geom=Point(114, 34), shown_from=dt.date(2026, 2, 1), shown_to=dt.date(2026, 1, 1)
            )
        )


def test_a_preset_keeps_its_content_and_refuses_what_no_preset_may_hold(
    workspace: Workspace,
) -> None:
    content = {"columns": {"编号": "serial"}, "zoom": 11.5, "on": [True, None]}
    with workspace.operation("preset.new") as op:
        op.add(Preset(sort="mapping", of_kind="cameras", name="市局表", content=content))
    (kept,) = workspace.find(Preset)
    assert kept.content == content
    assert workspace.frame("presets")["content"][0] == content
    refused: list[tuple[dict[str, object], str]] = [
        ({"name": "市局表", "of_kind": "cameras"}, "already used"),
        ({"of_kind": "spaceships"}, "no kind"),
        ({"content": {"note": ["打13800000000"]}}, "phone"),
        ({"content": {"zoom": float("nan")}}, "can't be stored"),
        ({"content": {"text": "\x00"}}, "can't be stored"),
        ({"content": {"text": "长" * 400_000}}, "too large"),
    ]
    for values, why in refused:
        with pytest.raises(RecordError, match=why), workspace.operation("preset.new") as op:
            op.add(Preset(**({"sort": "mapping", "name": "x"} | values)))
    assert len(workspace.find(Preset)) == 1
    workspace.undo()
    assert workspace.find(Preset) == []
