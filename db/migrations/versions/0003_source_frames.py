"""The frame that a place's coordinates were in before they came here, for every kind that has a place.

Revision: 0003. A frozen picture: later changes are later revisions.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLACED = (
    "counties",
    "townships",
    "villages",
    "units",
    "cameras",
    "checkpoints",
    "rooms",
    "workstations",
    "drone_stations",
    "sites",
    "hazards",
    "disputes",
    "visits",
    "drawings",
    "base_lines",
)


def upgrade() -> None:
    """Add the column; no table is rebuilt."""
    for table in PLACED:
        op.add_column(table, Column("source_frame", String))


def downgrade() -> None:
    """Drop it."""
    for table in PLACED:
        op.drop_column(table, "source_frame")
