"""Drawings, base lines and presets; an index on every link and on what is looked up beside links.

Revision: 0002. A frozen picture: later changes are later revisions.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Integer, String, UniqueConstraint

from db.migrations.steps import create_index, create_kind, drop_index, drop_kind, geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXED: dict[str, tuple[str, ...]] = {
    "townships": ("county_uid",),
    "villages": ("township_uid", "unit_uid"),
    "units": ("parent_uid", "township_uid"),
    "officers": ("unit_uid", "home_township_uid"),
    "postings": ("officer_uid", "village_uid", "township_uid"),
    "cameras": ("village_uid", "unit_uid"),
    "checkpoints": ("village_uid", "unit_uid"),
    "rooms": ("village_uid", "unit_uid"),
    "workstations": ("village_uid", "unit_uid"),
    "drone_stations": ("village_uid", "unit_uid"),
    "sites": ("village_uid", "unit_uid"),
    "hazards": ("village_uid", "unit_uid", "holder_uid"),
    "disputes": ("village_uid", "unit_uid", "resident_uid", "liaison_uid", "holder_uid"),
    "dispute_events": ("dispute_uid", "officer_uid"),
    "visits": ("officer_uid", "village_uid", "photo_uid", "date"),
    "findings": ("village_uid", "officer_uid", "visit_uid"),
    "attachments": ("owner_uid",),
    "journal": ("at",),
}
"""Links, owners of attachments, and the days by which visits and the journal are asked for."""


def upgrade() -> None:
    """Create three kinds and the indexes."""
    create_kind(
        "drawings",
        "标绘",
        Column("name", String, nullable=False),
        Column("category", String, nullable=False),
        Column("colour", String, nullable=False),
        Column("note", String, nullable=False),
        Column("shown_from", Date),
        Column("shown_to", Date),
        geometry("GEOMETRY", required=True),
    )
    create_kind(
        "base_lines",
        "底图线",
        Column("line_class", String, nullable=False),
        Column("name", String, nullable=False),
        Column("source", String, nullable=False),
        geometry("MULTILINESTRING", required=True),
    )
    create_kind(
        "presets",
        "预设",
        Column("sort", String, nullable=False),
        Column("of_kind", String, nullable=False),
        Column("name", String, nullable=False),
        Column("content", JSON, nullable=False),
        Column("position", Integer, nullable=False),
        UniqueConstraint("sort", "of_kind", "name", name="presets_sort_kind_name"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            create_index(table, column)


def downgrade() -> None:
    """Drop them."""
    for table, columns in INDEXED.items():
        for column in columns:
            drop_index(table, column)
    for kind in ("presets", "base_lines", "drawings"):
        drop_kind(kind)
