"""The one write path: what an operation writes, what it refuses, and that refusal leaves nothing behind."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from shapely import MultiPoint, Point, Polygon

from db.changes import ChangeSet
from db.errors import LinkError, RecordError, StaleWrite, WorkspaceError
from db.records import (
    Camera,
    Dispute,
    DisputeEvent,
    Hazard,
    Officer,
    Posting,
    Record,
    Unit,
    Village,
)
from db.workspace import Workspace
from tests.helpers.small_county import TODAY, SmallCounty

BOW_TIE = Polygon([(113, 34), (114, 35), (114, 34), (113, 35)])


def dispute(**values: object) -> Dispute:
    return Dispute(**({"case_no": "2026-0900", "summary": "宅基地", "found": TODAY} | values))


REFUSED: dict[str, tuple[Record, str]] = {
    "a village code of eleven digits": (Village(code="41102410000", name="张桥村"), "code"),
    "a village code in full width": (
        Village(code="４１１０２４１００００１", name="张桥村"),
        "code",
    ),
    "a village without a name": (Village(code="411024100001", name=""), "name"),
    "a population below zero": (
        Village(code="411024100001", name="张桥村", population=-1),
        "population",
    ),
    "counts that list people": (
        Village(code="411024100001", name="张桥村", counts={"key_people": ["甲", "乙"]}),
        "counts",
    ),
    "counts that are true": (
        Village(code="411024100001", name="张桥村", counts={"shops": True}),
        "counts",
    ),
    "a phone number as the name of a count": (
        Village(code="411024100001", name="张桥村", counts={"13800000000": 1}),
        "counts",
    ),
    "an unknown boundary source": (
        Village(code="411024100001", name="张桥村", boundary_source="guessed"),
        "boundary_source",
    ),
    "a boundary that crosses itself": (
        Village(code="411024100001", name="张桥村", geom=BOW_TIE),
        "geom",
    ),
    "metres for degrees": (
        Camera(serial="c", name="东门", geom=Point(38512345.0, 3765432.0)),
        "geom",
    ),
    "latitude and longitude swapped": (
        Camera(serial="c", name="东门", geom=Point(34, 114)),
        "geom",
    ),
    "a camera nowhere": (Camera(serial="c", name="东门"), "geom"),
    "a camera at an empty point": (Camera(serial="c", name="东门", geom=Point()), "geom"),
    "a bearing beyond the circle": (
        Camera(serial="c", name="东门", bearing=361.0, geom=Point(114, 34)),
        "bearing",
    ),
    "a bearing that is no number": (
        Camera(serial="c", name="东门", bearing=float("nan"), geom=Point(114, 34)),
        "bearing",
    ),
    "a text with a NUL": (Unit(code="S9", name="派出所\x00"), "name"),
    "a text with half a character": (Unit(code="S9", name="派出所\ud800"), "name"),
    "a closed dispute without its date": (dispute(state="resolved"), "closed"),
    "an open dispute with one": (dispute(closed=TODAY), "closed"),
    "closed before it was found": (
        dispute(state="resolved", closed=TODAY - dt.timedelta(days=1)),
        "closed",
    ),
    "an unknown colour": (dispute(colour="green"), "colour"),
    "a hazard eliminated without proof": (
        Hazard(serial="h", summary="消防", found=TODAY, eliminated=TODAY),
        "proof",
    ),
    "a hazard due before it was found": (
        Hazard(serial="h", summary="消防", found=TODAY, due=TODAY - dt.timedelta(days=1)),
        "due",
    ),
    "a leave that ends before it begins": (
        Officer(badge="1", name="民警 1", leave_from=TODAY, leave_to=TODAY - dt.timedelta(days=1)),
        "leave_to",
    ),
    "a leader posted to a village": (
        Posting(officer_uid="o", post="leader", village_uid="v", start=TODAY),
        "township_uid",
    ),
    "a resident posted to a township": (
        Posting(officer_uid="o", post="resident", township_uid="t", start=TODAY),
        "village_uid",
    ),
    "a pause without a reason": (
        DisputeEvent(
            dispute_uid="d", at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), event="paused", text=" "
        ),
        "text",
    ),
}


@pytest.mark.parametrize(("record", "field"), REFUSED.values(), ids=REFUSED)
def test_a_rule_refuses_with_its_field_and_a_sentence(
    workspace: Workspace, record: Record, field: str
) -> None:
    with pytest.raises(RecordError) as refused, workspace.operation("add") as op:
        op.add(record)
    assert refused.value.field == field
    assert refused.value.sentence.zh
    assert refused.value.sentence.en
    assert len(workspace.frame(record.kind())) == 0


def test_a_point_column_takes_no_other_geometry(workspace: Workspace) -> None:
    camera = Camera(serial="c", name="东门", geom=MultiPoint([(114, 34), (114.1, 34)]))
    with pytest.raises(RecordError) as refused, workspace.operation("add") as op:
        op.add(camera)
    assert refused.value.field == "geom"


def test_spellings_are_filled_in_and_a_correction_is_kept(workspace: Workspace) -> None:
    plain = Village(code="411024100001", name="姚家居委会")
    mended = Village(code="411024100002", name="重兴村", pinyin="zhong xing cun", initials="zxc")
    with workspace.operation("add") as op:
        op.add(plain)
        op.add(mended)
    stored = [workspace.get(Village, v.uid) for v in (plain, mended)]
    assert [(v.pinyin, v.initials) for v in stored if v] == [
        ("yao jia ju wei hui", "yjjwh"),
        ("zhong xing cun", "zxc"),
    ]


def test_a_taken_number_is_refused_by_its_field(county: SmallCounty) -> None:
    with pytest.raises(RecordError) as refused, county.workspace.operation("add") as op:
        op.add(Officer(badge="102400", name="民警 9"))
    assert refused.value.field == "badge"


def test_a_caller_may_go_on_after_a_refusal(county: SmallCounty) -> None:
    ws = county.workspace
    frame = pd.DataFrame(
        {"badge": ["new1", "new2", "102400"], "name": ["民警 7", "民警 8", "民警 9"]}
    )
    officer = ws.get(Officer, county["officer1"])
    assert officer is not None
    with ws.operation("import") as op:
        for refused in (
            lambda: op.add(Officer(badge="102400", name="民警 9")),
            lambda: op.add_frame("officers", frame),
            lambda: op.update(officer, badge="102400"),
        ):
            with pytest.raises(RecordError):
                refused()
        op.add(Officer(badge="fresh", name="民警 6"))
    badges = set(ws.frame("officers")["badge"])
    assert "fresh" in badges
    assert not badges & {"new1", "new2"}
    assert ws.check().ok


def test_a_link_to_nothing_is_refused_at_the_end(county: SmallCounty) -> None:
    before = county.workspace.journal.head()
    with pytest.raises(LinkError), county.workspace.operation("add") as op:
        op.add(
            Posting(
                officer_uid="00000000-0000-0000-0000-000000000000",
                post="resident",
                village_uid=county["village0"],
                start=TODAY,
            )
        )
    assert county.workspace.journal.head() == before


def test_links_may_be_written_in_any_order(workspace: Workspace) -> None:
    officer = Officer(badge="1", name="民警 1")
    village = Village(code="411024100001", name="张桥村")
    posting = Posting(
        officer_uid=officer.uid, post="resident", village_uid=village.uid, start=TODAY
    )
    with workspace.operation("add") as op:
        op.add(posting)
        op.add(village)
        op.add(officer)
    assert workspace.frame("postings")["officer_uid"].tolist() == [officer.uid]


def test_what_others_point_to_is_not_deleted(county: SmallCounty) -> None:
    ws = county.workspace
    village = ws.get(Village, county["village0"])
    assert village is not None
    with pytest.raises(LinkError) as refused, ws.operation("village.delete") as op:
        op.delete(village)
    assert "包驻" in refused.value.sentence.zh
    assert ws.get(Village, village.uid) is not None


def test_a_dispute_goes_with_its_events(county: SmallCounty) -> None:
    ws = county.workspace
    one = ws.get(Dispute, county["dispute0"])
    assert one is not None
    with ws.operation("dispute.delete") as op:
        op.delete(one)
    assert ws.find(DisputeEvent, dispute_uid=one.uid) == []
    assert op.change_set is not None
    assert [(c.action, c.kind) for c in op.change_set.changes] == [
        ("delete", "dispute_events"),
        ("delete", "disputes"),
    ]


def test_an_error_of_the_callers_own_takes_everything_back(county: SmallCounty) -> None:
    ws = county.workspace
    before = ws.journal.head()
    with pytest.raises(ZeroDivisionError), ws.operation("mixed") as op:  # noqa: PT012
        op.add(dispute())
        raise ZeroDivisionError
    assert ws.journal.head() == before
    assert ws.find(Dispute, case_no="2026-0900") == []
    with ws.operation("next") as op:
        op.add(dispute())
    assert len(ws.find(Dispute, case_no="2026-0900")) == 1


def test_a_stale_write_is_refused_and_shows_both_sides(county: SmallCounty) -> None:
    ws = county.workspace
    mine = ws.get(Dispute, county["dispute0"])
    theirs = ws.get(Dispute, county["dispute0"])
    assert mine is not None
    assert theirs is not None
    with ws.operation("dispute.edit") as op:
        op.update(theirs, summary="先写的")
    assert theirs.version == 2
    with pytest.raises(StaleWrite) as refused, ws.operation("dispute.edit") as op:
        op.update(mine, summary="后写的")
    assert refused.value.mine["summary"] == "后写的"
    assert refused.value.theirs is not None
    assert refused.value.theirs["summary"] == "先写的"
    now = ws.get(Dispute, mine.uid)
    assert now is not None
    assert now.summary == "先写的"


def test_an_update_of_a_deleted_row_is_stale(county: SmallCounty) -> None:
    ws = county.workspace
    camera, again = (ws.get(Camera, county["camera0"]) for _ in range(2))
    assert camera is not None
    assert again is not None
    with ws.operation("camera.delete") as op:
        op.delete(camera)
    with pytest.raises(StaleWrite) as refused, ws.operation("camera.edit") as op:
        op.update(again, name="新名")
    assert refused.value.theirs is None


def test_writing_the_same_value_is_no_change(county: SmallCounty) -> None:
    ws = county.workspace
    camera = ws.get(Camera, county["camera0"])
    assert camera is not None
    before = ws.journal.head()
    with ws.operation("camera.edit") as op:
        op.update(camera, name=camera.name, geom=camera.geom)
    assert op.change_set is None
    assert ws.journal.head() == before
    assert camera.version == 1


def test_an_update_names_the_columns_that_changed(county: SmallCounty) -> None:
    ws = county.workspace
    heard: list[ChangeSet] = []
    ws.subscribe(heard.append)
    camera = ws.get(Camera, county["camera0"])
    assert camera is not None
    with ws.operation("camera.edit", label=camera.name, asked_by="panel") as op:
        op.update(camera, status="fault", geom=Point(114.2, 34.1))
        assert heard == []
    assert heard == [op.change_set]
    (change,) = heard[0].changes
    assert (change.action, change.kind, change.uid) == ("update", "cameras", camera.uid)
    assert change.fields == {"status", "geom"}
    assert heard[0].asked_by == "panel"
    assert camera.version == 2


def test_a_file_is_stored_once(county: SmallCounty) -> None:
    ws = county.workspace
    with ws.operation("store") as op:
        first, second = op.store(b"photo"), op.store(b"photo")
    assert first == second
    assert ws.blob(first) == b"photo"
    assert ws.blob("0" * 64) is None


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE villages; --",
    "\"quoted\" 'twice'",
    "${window.x} {{x}} {% x %} %s %(a)s",
    "\u202eright to left\u202c",
    "👮\u200d♂️🗺️",
    "𠀋𪚥𫝆",
    "line\nbreak\ttab",
    "\\x00 \\u0000 \\",
    "é e\u0301",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_reads_as_typed(workspace: Workspace, text: str) -> None:
    one = Dispute(case_no=text, summary=text, details=text, found=TODAY)
    with workspace.operation("dispute.add", label=text) as op:
        op.add(one)
    frame = workspace.frame("disputes")
    assert [frame[name][0] for name in ("case_no", "summary", "details")] == [text] * 3
    assert workspace.journal.entries(newest_first=True, limit=1)[0].label == text
    assert workspace.find(Dispute, case_no=text)[0].uid == one.uid


def test_creating_over_an_existing_workspace_is_refused(county: SmallCounty, target: str) -> None:
    with pytest.raises(WorkspaceError):
        Workspace.create(target)
    assert len(county.workspace.frame("villages")) == 5
