"""The rows of one kind as its table reads them: the record's own columns, and what is joined to them for a day.

A village's row says who is resident and who is liaison there; an officer's how many villages they hold. Both follow
from the postings in force on the day (`db.coverage`). Frames in, a frame out; no geometry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import pandas as pd

from db.coverage import active_postings
from db.records import KINDS
from layers.columns import reads
from layers.layer import Frames, only

CHUNK = 500
"""So many uids go into one query."""


def read_rows(
    frames: Frames, kind: str, on: dt.date, uids: Collection[str] | None = None
) -> pd.DataFrame:
    """Every row of `kind`, or those of `uids` that exist, with what a table shows of them on the day `on`."""
    columns = reads(kind)
    if uids is None:
        rows = frames.frame(kind, columns=columns)
    else:
        wanted = sorted(uids)
        parts = [
            frames.frame(kind, where=only(kind, wanted[i : i + CHUNK]), columns=columns)
            for i in range(0, max(len(wanted), 1), CHUNK)
        ]
        rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return joined(frames, kind, rows, on)


def joined(frames: Frames, kind: str, rows: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """`rows` of `kind` with what is joined to them on the day `on`."""
    if kind not in _JOINS:
        return rows
    join, link = _JOINS[kind]
    few = len(rows) <= CHUNK
    where = KINDS["postings"].__table__.c[link].in_(rows["uid"].tolist()) if few else None
    names = ["uid", "officer_uid", "village_uid", "post", "start", "end"]
    postings = frames.frame("postings", where=where, columns=names)
    return join(rows, active_postings(postings, on))


def joined_from(kind: str) -> frozenset[str]:
    """The kinds whose change may change what is joined to rows of `kind`."""
    return frozenset({"postings"}) if kind in _JOINS else frozenset()


def _who_answers(villages: pd.DataFrame, postings: pd.DataFrame) -> pd.DataFrame:
    """`villages` with ``resident`` and ``liaison``: uid of the officer posted longest, None for a gap."""
    first = postings.sort_values(["start", "uid"]).drop_duplicates(["village_uid", "post"])
    for post in ("resident", "liaison"):
        held = first.loc[first["post"] == post].set_index("village_uid")["officer_uid"]
        found = held.reindex(villages["uid"]).to_numpy(dtype=object, copy=True)
        found[pd.isna(found)] = None
        villages[post] = pd.Series(found, dtype=object, index=villages.index)
    return villages


def _how_many(officers: pd.DataFrame, postings: pd.DataFrame) -> pd.DataFrame:
    """`officers` with ``held``: in how many villages they have a posting."""
    counted = postings.groupby("officer_uid")["village_uid"].nunique()
    officers["held"] = counted.reindex(officers["uid"]).fillna(0).astype("Int64").to_numpy()
    return officers


_JOINS: dict[str, tuple[Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame], str]] = {
    "villages": (_who_answers, "village_uid"),
    "officers": (_how_many, "officer_uid"),
}
"""How the postings of some rows are joined to them, and the column by which a posting points there."""
