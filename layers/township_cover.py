"""How far the villages of a township are covered on a day: how many there are, how many are covered, the share in %.

Which village is covered, and the share, are `db.coverage`'s to say; here they stand beside rows of townships. The same
as SQL is `layers.query.sql`'s, where a covered village is what the query language means by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import select

from db.coverage import cover_by_township
from db.records import KINDS
from layers.columns import COVER, COVERED, VILLAGES
from layers.layer import Frames

COVERS: dict[str, frozenset[str]] = {
    VILLAGES.name: frozenset({"villages"}),
    COVERED.name: frozenset({"villages", "postings"}),
    COVER.name: frozenset({"villages", "postings"}),
}
"""The figures, by the column of a township's row, and the kinds whose change may change them."""


def covers(frames: Frames, uids: Iterable[str], on: dt.date, *, few: bool = False) -> pd.DataFrame:
    """`COVERS` of the townships `uids` on the day `on`, a row for each in that order; with `few`, only theirs is read.

    The share of a township without villages is missing.
    """
    wanted = list(uids)
    village, posting = (KINDS[kind].__table__.c for kind in ("villages", "postings"))
    inside = village.township_uid.in_(wanted)
    there = posting.village_uid.in_(select(village.uid).where(inside))
    villages = frames.frame(
        "villages", where=inside if few else None, columns=["uid", "township_uid"]
    )
    postings = frames.frame(
        "postings",
        where=there if few else None,
        columns=["uid", "village_uid", "post", "start", "end"],
    )
    found = cover_by_township(villages, postings, on)
    found = found.set_index("township_uid").reindex(wanted)
    counts = found[["villages", "covered"]].fillna(0).astype("Int64")
    return pd.DataFrame(
        {
            VILLAGES.name: counts["villages"],
            COVERED.name: counts["covered"],
            COVER.name: found["rate"].astype("Float64"),
        }
    )
