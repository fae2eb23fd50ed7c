"""No resident's identity or phone number gets in, however it is written; ordinary figures do."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point

from db.errors import PrivacyRefusal
from db.privacy import identities, refuse_identity
from db.records import KINDS, Dispute, Officer
from db.records.base import columns_of
from db.workspace import Workspace
from resources.text import Text
from tests.helpers.small_county import TODAY, SmallCounty

# None of these belongs to anyone: the area code 999999 and 199999 do not exist, the mobile prefix is unassigned.
IDENTITIES = {
    "plain": "身份证199999199003071234",
    "with x": "19999919900307123X",
    "small x": "19999919900307123x",
    "in a sentence": "甲方（证号199999199003071234）拒绝调解",
    "spaces": "199999 19900307 1234",
    "hyphens": "199999-19900307-1234",
    "full width": "１９９９９９１９９００３０７１２３４",
    "zero width inside": "199999\u200b19900307\u200b1234",
    "bidi mark inside": "199999\u202e19900307\u202c1234",
    "born in 1899": "199999189912311234",
    "born in 2019": "199999201902281234",
    "fifteen digits": "证号199999900307123",
    "after letters": "ID199999199003071234号",
    "leap day": "199999200002291234",
}
PHONES = {
    "mobile": "联系13800000000",
    "with spaces": "138 0000 0000",
    "with hyphens": "138-0000-0000",
    "with country": "+8613800000000",
    "country and space": "+86 138 0000 0000",
    "double zero": "008613800000000",
    "full width": "１３８００００００００",
    "zero width": "138\u200d0000\u200d0000",
    "landline": "0374-7160000",
    "landline in brackets": "(0374) 7160000",
    "landline three digits": "010-62000000",
    "between Chinese": "电话13800000000谢谢",
}
HARMLESS = {
    "case number": "2026-0231",
    "village code": "411024100002",
    "order": "鄢公调〔2026〕15号",
    "date": "2026-11-22",
    "money": "欠薪 128000 元，分 12 期",
    "coordinates": "114.177123, 34.102345",
    "area": "面积 13800.5 平方米",
    "long serial": "41102410000213800000000999",
    "eighteen digits, no such day": "199999199013451234",
    "fifteen digits, no such day": "199999909945123",
    "eleven digits, no mobile": "12345678901",
    "roles": "甲方与乙方因宅基地发生争执",
    "short number": "拨打110、12345",
    "plate": "豫K12345",
    "serial": "SXT-0138-0000",
}


@pytest.mark.parametrize("text", IDENTITIES.values(), ids=IDENTITIES)
def test_an_identity_number_is_found(text: str) -> None:
    assert [sort for sort, _ in identities(text)] == ["identity"]


@pytest.mark.parametrize("text", PHONES.values(), ids=PHONES)
def test_a_phone_number_is_found(text: str) -> None:
    assert "phone" in [sort for sort, _ in identities(text)]


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_an_ordinary_figure_is_not_refused(text: str) -> None:
    assert list(identities(text)) == []


def test_the_refusal_says_why_and_shows_only_the_end_of_the_number() -> None:
    with pytest.raises(PrivacyRefusal) as refused:
        refuse_identity("证号199999199003071298", "summary", Text("事由", "Summary"))
    for words in (refused.value.sentence.zh, refused.value.sentence.en):
        assert "98" in words
        assert "1990" not in words
    assert refused.value.field == "summary"
    assert "身份证" in refused.value.sentence.zh


def test_every_typed_text_is_guarded_unless_it_belongs_to_staff_or_the_program() -> None:
    unguarded = {
        f"{kind}.{name}"
        for kind, cls in KINDS.items()
        for name, column, field in columns_of(cls)
        if column.type.python_type is str
        and not (field.free_text or field.choices or field.link or field.terms or field.hidden)
    }
    # Codes, numbers and staff's duty phones; a file's type and checksum.
    assert unguarded == {
        *("counties.code", "townships.code", "villages.code", "units.code", "officers.badge"),
        *("units.duty_phone", "officers.duty_phone", "disputes.case_no", "hazards.serial"),
        *(f"{kind}.serial" for kind in ("cameras", "checkpoints", "rooms", "workstations")),
        *("drone_stations.serial", "sites.serial", "attachments.media_type"),
        *("attachments.sha256", "terms.list", "terms.code"),
    }


FORBIDDEN = (
    "id_number",
    "identity",
    "id_card",
    "phone",
    "mobile",
    "face",
    "resident_name",
    "party",
)


def test_no_column_for_a_residents_identity_exists() -> None:
    columns = {(kind, c.name) for kind, cls in KINDS.items() for c in cls.__table__.columns}
    suspicious = {(k, n) for k, n in columns if any(word in n for word in FORBIDDEN)}
    assert suspicious == {("units", "duty_phone"), ("officers", "duty_phone")}


def test_nothing_of_a_refused_operation_stays(county: SmallCounty) -> None:
    ws = county.workspace
    before = ws.journal.head()
    with pytest.raises(PrivacyRefusal), ws.operation("dispute.add") as op:  # noqa: PT012
        op.add(Dispute(case_no="2026-0900", summary="正常", found=TODAY))
        op.add(Dispute(case_no="2026-0901", summary="找13800000000", found=TODAY))
    assert ws.journal.head() == before
    assert ws.find(Dispute, case_no="2026-0900") == []


def test_an_update_is_guarded(county: SmallCounty) -> None:
    ws = county.workspace
    dispute = ws.get(Dispute, county["dispute0"])
    assert dispute is not None
    with pytest.raises(PrivacyRefusal) as refused, ws.operation("dispute.edit") as op:
        op.update(dispute, details="甲方证号199999199003071234")
    assert refused.value.field == "details"
    again = ws.get(Dispute, dispute.uid)
    assert again is not None
    assert again.details == ""


def test_an_import_names_the_row(workspace: Workspace) -> None:
    frame = gpd.GeoDataFrame(
        {
            "serial": ["a", "b", "c"],
            "name": ["东门", "西门", "南门"],
            "note": ["", "户主电话13800000000", ""],
        },
        geometry=[Point(114, 34)] * 3,
        crs="EPSG:4326",
    ).rename_geometry("geom")
    with pytest.raises(PrivacyRefusal) as refused, workspace.operation("import") as op:
        op.add_frame("cameras", frame)
    assert "2" in refused.value.sentence.zh
    assert len(workspace.frame("cameras")) == 0


def test_staff_may_have_a_duty_phone(workspace: Workspace) -> None:
    with workspace.operation("officer.add") as op:
        op.add(Officer(badge="102400", name="民警 0", duty_phone="13800000000"))
    assert workspace.find(Officer, badge="102400")[0].duty_phone == "13800000000"
