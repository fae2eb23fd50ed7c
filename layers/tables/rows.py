"""The rows of one kind as its table reads them: the record's own columns, and what is joined to them for a day.

A village's row says who is resident and who is liaison there, an officer's what they carry (`layers.loads`), a
township's how far it is covered (`layers.township_cover`). All follow from the postings in force on the day
(`db.coverage`). Frames in, a frame out; no geometry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import pandas as pd

from db.coverage import active_postings
from db.records import KINDS
from layers.columns import reads
from layers.layer import Frames, only
from layers.loads import LOADS, loads
from layers.township_cover import COVERS, covers

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
    return _JOINS[kind][0](frames, rows, on)


def joined_from(kind: str) -> frozenset[str]:
    """The kinds whose change may change what is joined to rows of `kind`."""
    return _JOINS[kind][1] if kind in _JOINS else frozenset()


def _who_answers(frames: Frames, villages: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """`villages` with ``resident`` and ``liaison``: uid of the officer posted longest, None for a gap."""
    own = KINDS["postings"].__table__.c.village_uid
    where = own.in_(villages["uid"].tolist()) if len(villages) <= CHUNK else None
    names = ["uid", "officer_uid", "village_uid", "post", "start", "end"]
    postings = active_postings(frames.frame("postings", where=where, columns=names), on)
    first = postings.sort_values(["start", "uid"]).drop_duplicates(["village_uid", "post"])
    for post in ("resident", "liaison"):
        held = first.loc[first["post"] == post].set_index("village_uid")["officer_uid"]
        found = held.reindex(villages["uid"]).to_numpy(dtype=object, copy=True)
        found[pd.isna(found)] = None
        villages[post] = pd.Series(found, dtype=object, index=villages.index)
    return villages


def _what_they_carry(frames: Frames, officers: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """`officers` with what each carries."""
    found = loads(frames, officers["uid"], on, few=len(officers) <= CHUNK)
    for name in found:
        officers[name] = found[name].to_numpy()
    return officers


def _how_far_covered(frames: Frames, townships: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """`townships` with how far the villages of each are covered."""
    found = covers(frames, townships["uid"], on, few=len(townships) <= CHUNK)
    for name in found:
        townships[name] = found[name].to_numpy()
    return townships


_JOINS: dict[
    str,
    tuple[Callable[[Frames, pd.DataFrame, dt.date], pd.DataFrame], frozenset[str]],
] = {
    "villages": (_who_answers, frozenset({"postings"})),
    "officers": (_what_they_carry, frozenset().union(*LOADS.values())),
    "townships": (_how_far_covered, frozenset().union(*COVERS.values())),
}
"""What is joined to the rows of a kind, and the kinds whose change may change it."""
