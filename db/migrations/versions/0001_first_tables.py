"""The first tables: every kind of record, the journal and the blob store.

Revision: 0001. A frozen picture: later changes are later revisions.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)

from db import schema
from db.migrations.steps import create_kind, drop_kind, geometry, link, on_file
from db.times import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS_BY_NEED = (
    "findings",
    "visits",
    "attachments",
    "hazards",
    "dispute_events",
    "disputes",
    "sites",
    "drone_stations",
    "workstations",
    "rooms",
    "checkpoints",
    "cameras",
    "postings",
    "villages",
    "officers",
    "units",
    "townships",
    "counties",
    "terms",
)
"""Every kind, those that point to others first."""


def upgrade() -> None:
    """Create everything."""
    if on_file():
        schema.furnish(op.get_bind())
    _places_and_force()
    _equipment()
    _cases()
    _visits()
    _journal()


def downgrade() -> None:
    """Drop everything but the GeoPackage furniture."""
    for table in ("journal_changes", "journal", "blobs"):
        op.drop_table(table)
    for kind in KINDS_BY_NEED:
        drop_kind(kind)


def _places_and_force() -> None:
    """Places, units, officers and postings, with the configurable lists."""
    create_kind(
        "terms",
        "词条",
        Column("list", String, nullable=False),
        Column("code", String, nullable=False),
        Column("zh", String, nullable=False),
        Column("en", String, nullable=False),
        Column("position", Integer, nullable=False),
        Column("active", Boolean, nullable=False),
        UniqueConstraint("list", "code", name="terms_list_code"),
    )
    create_kind(
        "counties",
        "县",
        Column("code", String, nullable=False),
        Column("name", String, nullable=False),
        Column("pinyin", String, nullable=False),
        Column("initials", String, nullable=False),
        Column("boundary_source", String, nullable=False),
        Column("boundary_since", Date),
        geometry("MULTIPOLYGON"),
        UniqueConstraint("code", name="counties_code_key"),
    )
    create_kind(
        "townships",
        "乡镇",
        Column("code", String, nullable=False),
        Column("name", String, nullable=False),
        Column("pinyin", String, nullable=False),
        Column("initials", String, nullable=False),
        link("townships", "county_uid", "counties"),
        Column("boundary_source", String, nullable=False),
        Column("boundary_since", Date),
        geometry("MULTIPOLYGON"),
        UniqueConstraint("code", name="townships_code_key"),
    )
    create_kind(
        "units",
        "单位",
        Column("code", String, nullable=False),
        Column("name", String, nullable=False),
        Column("unit_kind", String, nullable=False),
        link("units", "parent_uid", "units"),
        link("units", "township_uid", "townships"),
        Column("duty_phone", String, nullable=False),
        Column("equipment", JSON, nullable=False),
        geometry("POINT"),
        UniqueConstraint("code", name="units_code_key"),
    )
    create_kind(
        "officers",
        "警力",
        Column("badge", String, nullable=False),
        Column("name", String, nullable=False),
        Column("pinyin", String, nullable=False),
        Column("initials", String, nullable=False),
        Column("officer_kind", String, nullable=False),
        link("officers", "unit_uid", "units"),
        link("officers", "home_township_uid", "townships"),
        Column("duty_phone", String, nullable=False),
        Column("leave_from", Date),
        Column("leave_to", Date),
        Column("active_from", Date),
        Column("active_to", Date),
        UniqueConstraint("badge", name="officers_badge_key"),
    )
    create_kind(
        "villages",
        "村/社区",
        Column("code", String, nullable=False),
        Column("name", String, nullable=False),
        Column("pinyin", String, nullable=False),
        Column("initials", String, nullable=False),
        Column("kind_of_place", String, nullable=False),
        link("villages", "township_uid", "townships"),
        link("villages", "unit_uid", "units"),
        Column("population", Integer),
        Column("households", Integer),
        Column("counts", JSON, nullable=False),
        Column("boundary_source", String, nullable=False),
        Column("boundary_since", Date),
        geometry("MULTIPOLYGON"),
        UniqueConstraint("code", name="villages_code_key"),
    )
    create_kind(
        "postings",
        "包驻",
        link("postings", "officer_uid", "officers", required=True),
        Column("post", String, nullable=False),
        link("postings", "village_uid", "villages"),
        link("postings", "township_uid", "townships"),
        Column("start", Date, nullable=False),
        Column("end", Date),
        Column("order_no", String, nullable=False),
    )


def _equipment() -> None:
    """What stands at a point."""
    create_kind(
        "cameras",
        "监控",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("camera_kind", String, nullable=False),
        Column("owner", String, nullable=False),
        Column("bearing", Double),
        Column("fov", Double),
        Column("range_m", Double),
        Column("status", String, nullable=False),
        link("cameras", "village_uid", "villages"),
        link("cameras", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="cameras_serial_key"),
    )
    create_kind(
        "checkpoints",
        "卡口",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("bearing", Double),
        Column("status", String, nullable=False),
        link("checkpoints", "village_uid", "villages"),
        link("checkpoints", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="checkpoints_serial_key"),
    )
    create_kind(
        "rooms",
        "警务室",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("status", String, nullable=False),
        link("rooms", "village_uid", "villages"),
        link("rooms", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="rooms_serial_key"),
    )
    create_kind(
        "workstations",
        "工作站",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("status", String, nullable=False),
        link("workstations", "village_uid", "villages"),
        link("workstations", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="workstations_serial_key"),
    )
    create_kind(
        "drone_stations",
        "无人机站",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("speed_kmh", Double),
        Column("status", String, nullable=False),
        link("drone_stations", "village_uid", "villages"),
        link("drone_stations", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="drone_stations_serial_key"),
    )
    create_kind(
        "sites",
        "重点场所",
        Column("serial", String, nullable=False),
        Column("name", String, nullable=False),
        Column("site_kind", String, nullable=False),
        Column("status", String, nullable=False),
        link("sites", "village_uid", "villages"),
        link("sites", "unit_uid", "units"),
        Column("note", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("serial", name="sites_serial_key"),
    )


def _cases() -> None:
    """Disputes with their events, and hazards."""
    create_kind(
        "disputes",
        "矛盾纠纷",
        Column("case_no", String, nullable=False),
        Column("summary", String, nullable=False),
        Column("dispute_kind", String, nullable=False),
        Column("colour", String, nullable=False),
        Column("case_class", String, nullable=False),
        Column("level", String, nullable=False),
        Column("state", String, nullable=False),
        Column("found", Date, nullable=False),
        Column("closed", Date),
        Column("paused_since", Date),
        Column("paused_days", Integer, nullable=False),
        link("disputes", "village_uid", "villages"),
        link("disputes", "unit_uid", "units"),
        link("disputes", "resident_uid", "officers"),
        link("disputes", "liaison_uid", "officers"),
        link("disputes", "holder_uid", "officers"),
        Column("details", String, nullable=False),
        Column("agreement", String, nullable=False),
        geometry("POINT"),
        UniqueConstraint("case_no", name="disputes_case_no_key"),
    )
    create_kind(
        "dispute_events",
        "纠纷记事",
        link("dispute_events", "dispute_uid", "disputes", required=True),
        Column("at", UtcTime, nullable=False),
        Column("event", String, nullable=False),
        link("dispute_events", "officer_uid", "officers"),
        Column("text", String, nullable=False),
    )
    create_kind(
        "hazards",
        "风险隐患",
        Column("serial", String, nullable=False),
        Column("summary", String, nullable=False),
        Column("hazard_kind", String, nullable=False),
        Column("severity", String, nullable=False),
        Column("found", Date, nullable=False),
        Column("due", Date),
        Column("notice_no", String, nullable=False),
        Column("eliminated", Date),
        Column("proof", String, nullable=False),
        link("hazards", "village_uid", "villages"),
        link("hazards", "unit_uid", "units"),
        link("hazards", "holder_uid", "officers"),
        geometry("POINT"),
        UniqueConstraint("serial", name="hazards_serial_key"),
    )


def _visits() -> None:
    """Attachments, visits and what they bring in."""
    create_kind(
        "attachments",
        "附件",
        Column("owner_kind", String),
        Column("owner_uid", String),
        Column("name", String, nullable=False),
        Column("media_type", String, nullable=False),
        Column("size", Integer, nullable=False),
        Column("sha256", String, nullable=False),
        Column("thumbnail", String),
        Column("taken", Date),
    )
    create_kind(
        "visits",
        "走访",
        link("visits", "officer_uid", "officers", required=True),
        link("visits", "village_uid", "villages", required=True),
        Column("date", Date, nullable=False),
        Column("category", String, nullable=False),
        Column("text", String, nullable=False),
        link("visits", "photo_uid", "attachments", required=True),
        Column("households", Integer, nullable=False),
        Column("persons", Integer, nullable=False),
        Column("shops", Integer, nullable=False),
        Column("enterprises", Integer, nullable=False),
        Column("practitioners", Integer, nullable=False),
        Column("flyers", Integer, nullable=False),
        Column("contact_cards", Integer, nullable=False),
        Column("served", Integer, nullable=False),
        geometry("POINT"),
    )
    create_kind(
        "findings",
        "走访收获",
        Column("finding_kind", String, nullable=False),
        Column("text", String, nullable=False),
        Column("date", Date, nullable=False),
        Column("state", String, nullable=False),
        link("findings", "village_uid", "villages"),
        link("findings", "officer_uid", "officers"),
        link("findings", "visit_uid", "visits"),
    )


def _journal() -> None:
    """The journal, the row images of its entries, and the blob store."""
    op.create_table(
        "journal",
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        Column("operation", String, nullable=False),
        Column("at", String, nullable=False),
        Column("user", String, nullable=False),
        Column("seat", String, nullable=False),
        Column("verb", String, nullable=False),
        Column("label", String, nullable=False),
        Column("undoes", String),
        Column("redoes", String),
        Column("count", Integer, nullable=False),
        Column("previous", String, nullable=False),
        Column("hash", String, nullable=False),
        UniqueConstraint("operation", name="journal_operation_key"),
    )
    op.create_table(
        "journal_changes",
        Column("fid", Integer, primary_key=True, autoincrement=True),
        Column(
            "sequence",
            Integer,
            ForeignKey("journal.sequence", name="journal_changes_sequence_fkey"),
            nullable=False,
        ),
        Column("ordinal", Integer, nullable=False),
        Column("action", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("uid", String, nullable=False),
        Column("before", String),
        Column("after", String),
    )
    op.create_index("journal_changes_record", "journal_changes", ["kind", "uid"])
    op.create_index("journal_changes_sequence", "journal_changes", ["sequence"])
    op.create_table(
        "blobs",
        Column("sha256", String, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
