"""Frames that several layers read are read once: villages and postings make three layers of one map.

`SharedFrames` stands between the layers and a workspace and keeps the last whole frame of each kind until a record of
that kind changes. It hands out frames that share their values, so a reader takes columns and makes new ones and
changes nothing in place. Any thread may read.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from layers.layer import Frames

KEPT = frozenset({"villages", "postings", "officers"})
"""Kinds that more than one layer reads whole."""


_ALL = ""  # no column is called so


class _Kept(NamedTuple):
    frame: pd.DataFrame
    whole: bool


class SharedFrames:
    """The frames of `source`, whole frames of the kinds in ``KEPT`` kept until `drop`."""

    def __init__(self, source: Frames) -> None:
        self._source = source
        self._kept: dict[str, _Kept] = {}
        self._changes = dict.fromkeys(KEPT, 0)
        self._locks = {kind: threading.Lock() for kind in KEPT}

    def frame(
        self,
        kind: str,
        where: Any = None,
        columns: Sequence[str] | None = None,
        as_of: dt.datetime | None = None,
    ) -> pd.DataFrame:
        """As the source's; a part of the rows, or the past, is always read anew."""
        if kind not in KEPT or where is not None or as_of is not None:
            return self._source.frame(kind, where=where, columns=columns, as_of=as_of)
        with self._locks[kind]:
            kept = self._kept.get(kind)
            if kept is None or not (kept.whole or set(columns or (_ALL,)) <= set(kept.frame)):
                before = self._changes[kind]
                known = () if kept is None else tuple(map(str, kept.frame))
                wanted = None if columns is None else list(dict.fromkeys([*columns, *known]))
                kept = _Kept(self._source.frame(kind, columns=wanted), columns is None)
                if self._changes[kind] == before:  # what changed while it was read is not kept
                    self._kept[kind] = kept
        frame = kept.frame
        if columns is None:
            return frame.copy(deep=False)
        return frame[[name for name in frame if name == "uid" or name in columns]]

    def drop(self, kinds: Iterable[str]) -> None:
        """Records of these kinds have changed."""
        for kind in KEPT.intersection(kinds):
            self._changes[kind] += 1
            self._kept.pop(kind, None)
