"""A check finds each sort of fault, says where, and stays silent about a sound workspace. It never writes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box
from sqlalchemy import Connection, text

from db import schema
from db.check import check_target
from db.errors import NotAWorkspace
from db.geometry import encode
from db.records import KINDS, Village
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty

BOW_TIE = MultiPolygon([Polygon([(114, 34), (115, 35), (115, 34), (114, 35)])])


def kinds_of_faults(ws: Workspace) -> set[str]:
    return {fault.kind for fault in ws.check().faults}


def spoil(ws: Workspace, *statements: str) -> None:
    """Change rows around the journal, as a stranger with a database tool would."""
    with ws.engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount != 0


def on_file(ws: Workspace) -> bool:
    return ws.target.path is not None


def test_a_sound_workspace_has_no_faults(county: SmallCounty) -> None:
    report = county.workspace.check()
    assert report.faults == ()
    assert report.ok
    assert set(report.counts) == set(KINDS)
    assert report.counts["villages"] == 5
    assert report.entries == 2
    assert report.head == county.workspace.journal.head()[1]


def test_the_report_is_the_json_that_is_promised(county: SmallCounty) -> None:
    told = json.loads(json.dumps(county.workspace.check().as_json()))
    assert set(told) == {"ok", "faults", "counts", "journal"}
    assert told["journal"] == {"entries": 2, "head": county.workspace.journal.head()[1]}
    spoil(county.workspace, "UPDATE officers SET name = '民警 x' WHERE badge = '102400'")
    told = county.workspace.check().as_json()
    assert told["ok"] is False
    (fault,) = told["faults"]
    assert fault["kind"] == "rows"
    assert set(fault["sentence"]) == {"zh", "en"}


def test_a_check_writes_nothing(file_county: SmallCounty) -> None:
    path = file_county.workspace.target.path
    assert path is not None
    file_county.workspace.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with Workspace.open(path, readonly=True) as ws:
        assert ws.check().ok
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


ROWS = {
    "a changed text": "UPDATE disputes SET summary = '改过' WHERE case_no = '{case}'",
    "a changed date": "UPDATE disputes SET found = '2020-01-01' WHERE case_no = '{case}'",
    "a changed version": "UPDATE disputes SET version = 9 WHERE case_no = '{case}'",
    "a row taken out": "DELETE FROM hazards",
    "a row put in": (
        "INSERT INTO terms (uid, version, list, code, zh, en, position, active) "
        "VALUES ('u', 1, 'site_kinds', 'x', '甲', 'x', 1, '1')"
    ),
}


@pytest.mark.parametrize("statement", ROWS.values(), ids=ROWS)
def test_a_row_changed_around_the_journal_is_found(county: SmallCounty, statement: str) -> None:
    ws = county.workspace
    case = ws.frame("disputes")["case_no"][0]
    spoil(ws, statement.format(case=case))
    faults = ws.check().faults
    assert [fault.kind for fault in faults] == ["rows"]


def test_a_moved_point_is_found(county: SmallCounty) -> None:
    ws = county.workspace
    value = (
        f"x'{(encode([Point(114.5, 34.5)], 'POINT')[0] or b'').hex()}'"
        if on_file(ws)
        else "ST_SetSRID(ST_MakePoint(114.5, 34.5), 4326)"
    )
    spoil(ws, f"UPDATE cameras SET geom = {value} WHERE serial = 'SXT-0000'")  # noqa: S608
    (fault,) = ws.check().faults
    assert (fault.kind, fault.where) == ("rows", f"cameras/{county['camera0']}")
    assert "位置" in fault.sentence.zh


def test_a_link_to_nothing_is_found(county: SmallCounty) -> None:
    ws = county.workspace
    statement = text("UPDATE cameras SET village_uid = 'gone' WHERE serial = 'SXT-0000'")
    with ws.engine.connect() as connection:
        if on_file(ws):
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("ALTER TABLE cameras DROP CONSTRAINT cameras_village_uid_fkey"))
        connection.execute(statement)
        connection.commit()
    assert ("links", f"cameras/{county['camera0']}") in {
        (fault.kind, fault.where) for fault in ws.check().faults
    }


def test_a_word_that_its_list_lacks_is_found(county: SmallCounty) -> None:
    spoil(
        county.workspace,
        "UPDATE disputes SET dispute_kind = 'ghosts' WHERE case_no = '2026-0001'",
        "UPDATE villages SET counts = '{\"ghosts\": 1}' WHERE code = '411024100001'",
    )
    links = {f.where for f in county.workspace.check().faults if f.kind == "links"}
    assert links == {f"disputes/{county['dispute1']}", f"villages/{county['village1']}"}


def test_an_attachment_of_nobody_is_found(county: SmallCounty) -> None:
    spoil(county.workspace, "UPDATE attachments SET owner_kind = 'visits', owner_uid = 'gone'")
    assert "links" in kinds_of_faults(county.workspace)


RULES = {
    "a choice that does not exist": "UPDATE disputes SET colour = 'green'",
    "a code too short": "UPDATE villages SET code = '4110' WHERE code = '411024100000'",
    "a bearing off the circle": "UPDATE cameras SET bearing = 900",
    "an open dispute with a closing date": (
        "UPDATE disputes SET closed = '2026-11-20' WHERE state = 'found'"
    ),
}


@pytest.mark.parametrize("statement", RULES.values(), ids=RULES)
def test_a_broken_rule_is_found(county: SmallCounty, statement: str) -> None:
    spoil(county.workspace, statement)
    assert "rules" in kinds_of_faults(county.workspace)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disputes SET details = '甲方证号199999199003071234'",
        "UPDATE cameras SET note = '找13800000000'",
        "UPDATE journal SET label = '找13800000000' WHERE sequence = 2",
    ],
)
def test_an_identity_that_got_in_is_found(county: SmallCounty, statement: str) -> None:
    spoil(county.workspace, statement)
    privacy = [f for f in county.workspace.check().faults if f.kind == "privacy"]
    assert privacy
    assert all("19900307" not in f.sentence.zh for f in privacy)


def put_village(ws: Workspace, uid: str, shape: object) -> None:
    table = Village.__table__
    with ws.engine.begin() as connection:
        connection.execute(table.update().where(table.c.uid == uid).values(geom=shape))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (BOW_TIE, "自相交"),
        (MultiPolygon(), "为空"),
        (MultiPolygon([box(500, 34, 501, 35)]), "经纬度"),
    ],
    ids=["crosses itself", "empty", "off the earth"],
)
def test_a_bad_geometry_is_found(county: SmallCounty, shape: object, words: str) -> None:
    put_village(county.workspace, county["village0"], shape)
    geometry = [f for f in county.workspace.check().faults if f.kind == "geometry"]
    assert [f.where for f in geometry] == [f"villages/{county['village0']}"]
    assert words in geometry[0].sentence.zh


def test_villages_that_overlap_are_found_by_name(county: SmallCounty) -> None:
    ws = county.workspace
    moved = shapely.affinity.translate(ws.frame("villages").geom[0], 0.01, 0.0)
    put_village(ws, county["village0"], moved)
    (overlap,) = [f for f in ws.check().faults if f.kind == "coverage"]
    assert "姚家居委会" in overlap.sentence.zh
    assert "张桥村" in overlap.sentence.zh


def test_villages_that_only_touch_are_sound(county: SmallCounty) -> None:
    frame = county.workspace.frame("villages")
    assert shapely.touches(frame.geom[0], frame.geom[1])
    assert county.workspace.check().ok


def test_an_altered_or_missing_photo_is_found(county: SmallCounty) -> None:
    ws = county.workspace
    spoil(ws, "UPDATE blobs SET content = '123'")
    assert "blobs" in kinds_of_faults(ws)
    spoil(ws, "DELETE FROM blobs")
    (fault,) = [f for f in ws.check().faults if f.kind == "blobs"]
    assert fault.where == f"attachments/{county['photo0']}"


FURNITURE = {
    "a trigger gone": ("DROP TRIGGER rtree_cameras_geom_update6", "rtree"),
    "an rtree row gone": ("DELETE FROM rtree_cameras_geom WHERE id = 1", "rtree"),
    "an rtree row too many": ("INSERT INTO rtree_cameras_geom VALUES (99, 1, 1, 1, 1)", "rtree"),
    "an rtree box moved": (
        "UPDATE rtree_cameras_geom SET minx = minx + 1, maxx = maxx + 1",
        "rtree",
    ),
    "an rtree box too wide": ("UPDATE rtree_cameras_geom SET maxx = maxx + 0.01", "rtree"),
    "a table off the list": ("DELETE FROM gpkg_contents WHERE table_name = 'officers'", "schema"),
    "a column too many": ("ALTER TABLE officers ADD COLUMN extra TEXT", "schema"),
    "another revision": ("UPDATE alembic_version SET version_num = '0000'", "schema"),
    "another application": ("PRAGMA application_id = 7", "file"),
}


@pytest.mark.parametrize(("statement", "kind"), FURNITURE.values(), ids=FURNITURE)
def test_broken_furniture_is_found(file_county: SmallCounty, statement: str, kind: str) -> None:
    ws = file_county.workspace
    with ws.engine.begin() as connection:
        connection.execute(text(statement))
    assert kinds_of_faults(ws) == {kind}


def test_a_column_gone_is_found_on_a_server(postgres_url: str) -> None:
    with Workspace.create(postgres_url) as ws:
        assert ws.check().ok
        spoil(ws, "ALTER TABLE officers ADD COLUMN extra text")
        assert kinds_of_faults(ws) == {"schema"}


def test_many_faults_of_one_sort_are_counted(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    with ws.engine.begin() as connection:
        add_strays(connection, 250)
    faults = [f for f in ws.check().faults if f.kind == "rows"]
    assert len(faults) == 101
    assert "150" in faults[-1].sentence.zh


def add_strays(connection: Connection, count: int) -> None:
    for number in range(count):
        connection.execute(
            text(
                "INSERT INTO terms (uid, version, list, code, zh, en, position, active) "
                "VALUES (:n, 1, 'site_kinds', :n, '甲', 'x', 1, 1)"
            ),
            {"n": f"s{number}"},
        )


def test_refilling_and_restoring_mends_an_rtree(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    with ws.engine.begin() as connection:
        connection.execute(text("DELETE FROM rtree_cameras_geom"))
        schema.drop_triggers(connection, "cameras")
    assert kinds_of_faults(ws) == {"rtree"}
    with ws.engine.begin() as connection:
        schema.refill(connection, "cameras")
        schema.restore_triggers(connection, "cameras")
    assert ws.check().ok


def test_an_unreadable_geometry_is_a_fault_and_not_a_crash(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    with ws.engine.begin() as connection:
        schema.drop_triggers(connection, "cameras")
        connection.execute(
            text("UPDATE cameras SET geom = x'47500001E610000001' WHERE serial = 'SXT-0000'")
        )
        schema.restore_triggers(connection, "cameras")
    faults = {(f.kind, f.where) for f in ws.check().faults}
    assert ("geometry", f"cameras/{file_county['camera0']}") in faults


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disputes SET found = 'yesterday' WHERE case_no = '2026-0001'",
        "UPDATE villages SET counts = 'many' WHERE code = '411024100001'",
        "UPDATE villages SET population = 'crowd' WHERE code = '411024100001'",
        "UPDATE journal SET at = 'never' WHERE sequence = 2",
        "UPDATE journal_changes SET after = '{' WHERE sequence = 2",
    ],
)
def test_a_value_of_the_wrong_sort_is_a_fault_and_not_a_crash(
    file_county: SmallCounty, statement: str
) -> None:
    spoil(file_county.workspace, statement)
    assert not file_county.workspace.check().ok


def test_a_target_is_checked_without_opening_it(county: SmallCounty) -> None:
    name = str(county.workspace.target.path or county.workspace.target.url)
    report = check_target(name)  # while it is open for writing
    assert report == county.workspace.check()
    spoil(county.workspace, "UPDATE journal SET at = 'never' WHERE sequence = 2")
    county.workspace.close()
    assert "journal/2" in {fault.where for fault in check_target(name).faults}


def test_a_damaged_target_is_a_report_with_one_fault(file_county: SmallCounty) -> None:
    path = file_county.workspace.target.path
    assert path is not None
    file_county.workspace.close()
    whole = bytearray(path.read_bytes())
    whole[8192:65536] = bytes(65536 - 8192)
    path.write_bytes(whole)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    report = check_target(path)
    assert [fault.kind for fault in report.faults] == ["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    with pytest.raises(NotAWorkspace):
        check_target(path.with_name("missing.gpkg"))


def test_the_file_of_a_check_may_be_anywhere(tmp_path: Path) -> None:
    folder = tmp_path / "百分% 号" / "空 格"
    folder.mkdir(parents=True)
    with Workspace.create(folder / "工作区#1?.gpkg") as ws:
        assert ws.check().ok
        assert ws.backup() is not None
    with Workspace.open(folder / "工作区#1?.gpkg") as ws:
        assert ws.check().ok
