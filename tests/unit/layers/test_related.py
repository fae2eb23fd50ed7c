"""What stands around a record: who answers, what points to it, its past, its photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import RecordError
from db.records import KINDS, Dispute, Officer, Posting, Village, Visit
from layers.record.attachments import photo_of
from layers.record.related import relations_to
from layers.record.view import (
    deadline_of,
    read_about,
    read_past,
    read_record,
)
from layers.tables.sheet import LATE
from tests.helpers.small_county import TODAY, SmallCounty, picture, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


def about(county: SmallCounty, kind: str, key: str, lang: str = "zh"):  # type: ignore[no-untyped-def]
    view = read_record(county.workspace, kind, county[key])
    assert view is not None
    return read_about(county.workspace, view.record, TODAY, lang)


def test_a_village_is_led_by_its_township_and_says_who_answers_at_three_levels(
    county: SmallCounty,
) -> None:
    view = read_record(county.workspace, "villages", county["village0"])
    assert view is not None
    assert view.title == "柏梁镇 · 姚家居委会"
    answers = about(county, "villages", "village0").answers
    assert [(a.post.zh, [name for _uid, name, _away in a.officers]) for a in answers] == [
        ("包抓", ["领导 2"]),
        ("包村", ["民警 1"]),
        ("驻村", ["民警 0"]),
    ]
    assert not any(answer.gap for answer in answers)


def test_a_level_without_an_officer_is_a_gap(county: SmallCounty) -> None:
    assert [a.gap for a in about(county, "villages", "village4").answers] == [True, True, True]
    assert [a.gap for a in about(county, "villages", "village1").answers] == [False, True, False]


def test_an_officer_on_leave_still_answers_and_is_marked(county: SmallCounty) -> None:
    officer = county.workspace.get(Officer, county["officer0"])
    assert officer is not None
    with county.workspace.operation("officer.edit") as op:
        op.update(officer, leave_from=TODAY)
    resident = about(county, "villages", "village0").answers[2]
    assert resident.officers == ((county["officer0"], "民警 0", True),)


def test_open_disputes_come_before_closed_ones_and_say_how_late_they_are(
    county: SmallCounty,
) -> None:
    related = {r.relation.kind: r for r in about(county, "villages", "village1").related}
    disputes = related["disputes"]
    assert (disputes.total, disputes.running) == (2, 1)
    assert [line.name for line in disputes.lines] == ["噪音扰民", "借款未还"]
    assert [line.ended for line in disputes.lines] == [False, True]
    late = {r.relation.kind: r for r in about(county, "villages", "village0").related}["disputes"]
    assert late.lines[0].beside[0] == ("超期 5 天", LATE)
    assert late.lines[0].symbol is not None


def test_lines_are_said_in_the_language(county: SmallCounty) -> None:
    related = {r.relation.kind: r for r in about(county, "villages", "village0", "en").related}
    assert related["disputes"].lines[0].beside[0][0] == "5 days overdue"
    assert related["disputes"].title.en == "Disputes"


def test_an_officers_villages_and_cases_are_found(county: SmallCounty) -> None:
    related = {r.relation.kind: r for r in about(county, "officers", "officer0").related}
    assert {line.name for line in related["postings"].lines} == {"姚家居委会", "张桥村"}
    assert (related["disputes"].total, related["disputes"].running) == (5, 4)


def test_a_disputes_course_is_told_in_the_order_it_went(county: SmallCounty) -> None:
    (course,) = about(county, "disputes", "dispute0").related
    assert course.title.zh == "经过"
    assert course.lines[0].name == "发现"


@pytest.mark.parametrize("kind", KINDS)
def test_relations_name_columns_that_exist_and_link_here(kind: str) -> None:
    for relation in relations_to(kind):
        columns = KINDS[relation.kind].__table__.columns
        assert columns[relation.column].info["field"].link == kind


def test_the_past_tells_each_changed_field_from_what_to_what_with_names(
    county: SmallCounty,
) -> None:
    dispute = county.workspace.get(Dispute, county["dispute0"])
    assert dispute is not None
    with county.workspace.operation("dispute.edit", label="x") as op:
        op.update(dispute, colour="yellow", holder_uid=county["officer1"])
    newest, oldest = read_past(county.workspace, "disputes", dispute.uid, "zh")
    assert (newest.user, newest.seat, newest.did.zh) == ("duty", "desk-1", "修改矛盾纠纷")
    told = {change.name: (change.before, change.after) for change in newest.changes}
    assert told == {"colour": ("红", "黄"), "holder_uid": ("民警 0", "民警 1")}
    assert oldest.changes == ()


def test_the_deadline_of_an_open_dispute_is_told_and_of_a_closed_one_is_not(
    county: SmallCounty,
) -> None:
    late, closed = (county.workspace.get(Dispute, county[key]) for key in ("dispute0", "dispute3"))
    assert late is not None
    assert closed is not None
    assert deadline_of(late, TODAY, "zh") == ("超期 5 天", LATE, "期限 2026-11-17 周二")
    assert deadline_of(closed, TODAY, "zh") is None
    village = county.workspace.get(Village, county["village0"])
    assert village is not None
    assert deadline_of(village, TODAY, "zh") is None


def test_a_visits_photo_is_among_its_photos(county: SmallCounty) -> None:
    (photo,) = about(county, "visits", "visit0").photos
    assert photo.name == "走访.jpg"
    assert photo.thumbnail == picture()


def test_opening_a_record_spells_no_names(county: SmallCounty) -> None:
    view = read_record(county.workspace, "disputes", county["dispute0"])
    assert view is not None
    assert view.names.of("villages", county["village0"])
    assert not any(view.names.typed.values())  # pinyin would cost more than everything else


def test_a_record_that_is_gone_is_none(county: SmallCounty) -> None:
    assert read_record(county.workspace, "disputes", "no such uid") is None


def test_a_photo_is_checked_by_content_and_written_with_its_thumbnail(county: SmallCounty) -> None:
    photo = photo_of(picture((200, 10, 10)), "现场.jpg", "photo_uid")
    visit = Visit(
        officer_uid=county["officer0"],
        village_uid=county["village1"],
        date=TODAY,
        text="入户",
        photo_uid=photo.record.uid,
    )
    with county.workspace.operation("visit.new") as op:
        photo.write(op, "visits", visit.uid)
        op.add(visit)
    (shown,) = about_of(county, visit)
    assert shown.thumbnail == photo.thumbnail
    assert county.workspace.blob(shown.sha256) == photo.content


def about_of(county: SmallCounty, record: Visit):  # type: ignore[no-untyped-def]
    return read_about(county.workspace, record, TODAY, "zh").photos


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a not really", b"\x00" * 64, b"<svg onload=alert(1)>"]
)
def test_what_is_no_photo_is_refused_at_its_field(content: bytes) -> None:
    with pytest.raises(RecordError) as refused:
        photo_of(content, "x.jpg", "photo_uid")
    assert refused.value.field == "photo_uid"


def test_a_township_names_the_villages_that_lack_somebody(county: SmallCounty) -> None:
    found = about(county, "townships", "town1")
    assert [(fact.label.zh, fact.value) for fact in found.facts][:3] == [
        ("村/社区", "3"),
        ("已覆盖", "1"),
        ("空缺", "2"),
    ]
    villages = next(r for r in found.related if r.relation.kind == "villages")
    said = {
        line.name: [word for word, tone in line.beside if tone == LATE] for line in villages.lines
    }
    assert list(said.items()) == [
        ("王庄村", ["缺驻村民警", "缺包村民警"]),
        ("张桥村", ["缺包村民警"]),
        ("姚家居委会", []),
    ]


def test_an_officers_load_is_villages_people_and_open_cases(county: SmallCounty) -> None:
    facts = about(county, "officers", "officer0").facts
    assert [fact.value for fact in facts] == ["2", "3\u2009392", "4", "1"]


def test_postings_that_ended_come_last(county: SmallCounty) -> None:
    posting = county.workspace.get(Posting, county["resident0"])
    assert posting is not None
    with county.workspace.operation("posting.edit") as op:
        op.update(posting, end=TODAY)
    related = {r.relation.kind: r for r in about(county, "villages", "village0").related}
    assert [line.ended for line in related["postings"].lines] == [False, True]
