"""The rows of one kind as its table reads them: the record's own columns, and what is joined to them for a day.

A village's row says who is resident and who is liaison there; an officer's how many villages they hold. Both follow
from the postings in force on the day (`db.coverage`). Frames in, a frame out; no geometry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
from sqlalchemy import select

from db.coverage import active_postings
from db.records import KINDS
from layers.columns import columns_for, reads
from layers.layer import Frames, only

CHUNK = 500
"""So many uids go into one query."""
AT_ONCE = 20_000
"""So many rows are read at once."""


def read_rows(
    frames: Frames, kind: str, on: dt.date, uids: Collection[str] | None = None
) -> pd.DataFrame:
    """Every row of `kind`, or those of `uids` that exist, with what a table shows of them on the day `on`."""
    columns = reads(kind)
    if uids is None:
        rows = shared(kind, _every(frames, kind, columns))
    else:
        wanted = sorted(uids)
        parts = [
            frames.frame(kind, where=only(kind, wanted[i : i + CHUNK]), columns=columns)
            for i in range(0, max(len(wanted), 1), CHUNK)
        ]
        rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return joined(frames, kind, rows, on)


def _every(frames: Frames, kind: str, columns: list[str]) -> pd.DataFrame:
    """Every row, read some thousands at a time, so that no step keeps the interpreter from a window for long."""
    fid = KINDS[kind].__table__.c.fid
    parts: list[pd.DataFrame] = []
    last = None
    while not parts or len(parts[-1]) == AT_ONCE:
        after = select(fid).order_by(fid).limit(AT_ONCE)
        part = frames.frame(
            kind,
            where=fid.in_(after if last is None else after.where(fid > last)),
            columns=[*columns, "fid"],
        )
        last = None if part.empty else int(part["fid"].iloc[-1])
        parts.append(part.drop(columns="fid"))
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def first_rows(frames: Frames, kind: str, on: dt.date, count: int) -> pd.DataFrame:
    """The first `count` rows of `kind` in the order in which they are read, as `read_rows` gives them."""
    table = KINDS[kind].__table__
    first = select(table.c.fid).order_by(table.c.fid).limit(count)
    rows = frames.frame(kind, where=table.c.fid.in_(first), columns=reads(kind))
    return joined(frames, kind, rows, on)


def shared(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` in which equal codes and links are one object each: of a million rows, a tenth of the memory."""
    for column in columns_for(kind):
        name = column.source
        if (
            column.sort in ("choice", "term", "link")
            and name in rows
            and rows[name].dtype == object
        ):
            codes, unique = pd.factorize(rows[name].to_numpy(dtype=object))
            rows[name] = pd.Series(np.append(unique, [None])[codes], dtype=object, index=rows.index)
    return rows


def joined(frames: Frames, kind: str, rows: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """`rows` of `kind` with what is joined to them on the day `on`."""
    join = _JOINS.get(kind)
    return rows if join is None else join(rows, _active(frames, on))


def joined_from(kind: str) -> frozenset[str]:
    """The kinds whose change may change what is joined to rows of `kind`."""
    return frozenset({"postings"}) if kind in _JOINS else frozenset()


def _active(frames: Frames, on: dt.date) -> pd.DataFrame:
    names = ["uid", "officer_uid", "village_uid", "post", "start", "end"]
    return active_postings(frames.frame("postings", columns=names), on)


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


_JOINS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]] = {
    "villages": _who_answers,
    "officers": _how_many,
}
