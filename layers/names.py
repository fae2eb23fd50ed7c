"""What uids and codes are called: the words behind link columns and configurable lists.

Read once for the kinds a view needs and handed around as a value. It resolves whole columns at a
time; a name that repeats inside its kind is led by its township, because names repeat and people
must still tell two villages apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import and_, func, select

from db.records import KINDS
from layers.layer import Frames, only
from layers.spelling import spellings
from resources.text import Text

LEADS = " · "
"""Between a place and what lies in it, as in 柏梁镇 · 姚家居委会."""

_NAMED_BY = {
    "disputes": "case_no",
    "hazards": "summary",
    "visits": "date",
    "dispute_events": "at",
    "findings": "text",
    "terms": "zh",
    "postings": "start",
}


def naming_column(kind: str) -> str:
    """The column by which people know a record of `kind`."""
    return _NAMED_BY.get(kind, "name")


@dataclass(frozen=True)
class Names:
    """Names of records by kind and uid, and the words of the workspace's lists.

    Attributes
    ----------
    links : mapping of kind to mapping of uid to str
    typed : mapping of kind to mapping of uid to str
        What may be typed to find the same record: pinyin, initials and code, lower case.
    terms : mapping of list to mapping of code to Text, in the order of the list
    """

    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    def of(self, kind: str, uid: str | None) -> str:
        """The name of one record; empty when it is not known."""
        return self.links.get(kind, {}).get(uid or "", "")

    def column(self, kind: str, uids: Iterable[Any], *, typed: bool = False) -> NDArray[np.object_]:
        """The names (or, with `typed`, the spellings) of a whole column of uids; empty for none."""
        codes, unique = pd.factorize(np.asarray(uids, dtype=object))
        known = (self.typed if typed else self.links).get(kind, {})
        words = np.array([*(known.get(uid, "") for uid in unique.tolist()), ""], dtype=object)
        found: NDArray[np.object_] = words[codes]
        return found

    def term(self, name: str, code: str | None) -> Text | None:
        """The word of one code of list `name`; None when the list lacks it."""
        return self.terms.get(name, {}).get(code or "")

    def added(self, other: Names) -> Names:
        """These names and those of `other`, record by record."""
        kinds = {**self.links, **other.links}
        return replace(
            self,
            links={k: {**self.links.get(k, {}), **other.links.get(k, {})} for k in kinds},
            typed={k: {**self.typed.get(k, {}), **other.typed.get(k, {})} for k in kinds},
        )

    def merged(self, other: Names) -> Names:
        """These names with those of `other` in place of the kinds and lists it carries."""
        return replace(
            self,
            links={**self.links, **other.links},
            typed={**self.typed, **other.typed},
            terms={**self.terms, **other.terms},
        )


def read_names(
    frames: Frames,
    kinds: Collection[str] | Mapping[str, Collection[str]],
    *,
    terms: bool = True,
    lead: bool = False,
    typed: bool = True,
) -> Names:
    """Names of records, and the lists when `terms` is set.

    Parameters
    ----------
    kinds : collection of str, or mapping of kind to uids
        Every record of those kinds, or only the records named.
    lead : bool
        Every village is led by its township, not only those whose name repeats.
    typed : bool
        Also what may be typed to find them, which costs more than the names.
    """
    wanted = kinds if isinstance(kinds, Mapping) else dict.fromkeys(kinds)
    links: dict[str, Mapping[str, str]] = {}
    spelt: dict[str, Mapping[str, str]] = {}
    for kind, uids in sorted(wanted.items()):
        links[kind], spelt[kind] = _named(frames, kind, uids, lead=lead, typed=typed)
    return Names(links, spelt, read_terms(frames) if terms else {})


def read_terms(frames: Frames) -> dict[str, dict[str, Text]]:
    """Every configurable list: code to word, in the order the county gave it."""
    rows = frames.frame("terms", columns=["list", "code", "zh", "en", "position"])
    columns = (rows[name].tolist() for name in ("list", "position", "code", "zh", "en"))
    lists: dict[str, dict[str, Text]] = {}
    for name, _position, code, zh, en in sorted(zip(*columns, strict=True), key=itemgetter(0, 1)):
        lists.setdefault(name, {})[code] = Text(zh, en)
    return lists


def _named(
    frames: Frames, kind: str, uids: Collection[str] | None, *, lead: bool, typed: bool
) -> tuple[dict[str, str], dict[str, str]]:
    own = KINDS[kind].__table__.columns
    column = naming_column(kind)
    spelling = ("pinyin", "initials", "code", "badge", "serial") if typed else ()
    extra = [name for name in spelling if name in own]
    own_lead = ["township_uid"] if kind == "villages" else []
    wanted = dict.fromkeys(["uid", column, *extra, *own_lead])
    rows = frames.frame(kind, where=only(kind, uids), columns=list(wanted))
    keys = rows["uid"].tolist()
    names = as_text(rows[column])
    repeated = pd.Series(names).duplicated(keep=False).to_numpy(copy=True)
    if own_lead and uids is not None and not lead:  # a namesake may be one that was not asked for
        repeated |= np.isin(keys, _namesakes(frames, kind, uids))
    if lead:
        repeated[:] = True
    if own_lead and repeated.any():
        towns = read_names(frames, ("townships",), terms=False, typed=False)
        prefix = towns.column("townships", rows["township_uid"])
        full = prefix + LEADS + names
        names = np.where(repeated & (prefix != ""), full, names)
    if not typed:
        return dict(zip(keys, names.tolist(), strict=True)), {}
    if {"pinyin", "initials"} <= set(extra):
        joined = as_text(rows["pinyin"])
        spelt = joined + "\x1f" + np.array([s.replace(" ", "") for s in joined], dtype=object)
        spelt = spelt + "\x1f" + as_text(rows["initials"])
    elif column in ("name", "zh"):
        spelt = np.array(spellings(names.tolist()), dtype=object)
    else:
        spelt = np.full(len(names), "", dtype=object)
    for name in ("code", "badge", "serial"):
        if name in extra:
            spelt = spelt + "\x1f" + as_text(rows[name])
    lowered = [text.casefold() for text in spelt.tolist()]
    return dict(zip(keys, names.tolist(), strict=True)), dict(zip(keys, lowered, strict=True))


def _namesakes(frames: Frames, kind: str, uids: Collection[str]) -> list[str]:
    """Those of `uids` whose name another record of the kind has too."""
    own = KINDS[kind].__table__.c
    twice = select(own.name).group_by(own.name).having(func.count(own.fid) > 1)
    found = frames.frame(kind, where=and_(only(kind, uids), own.name.in_(twice)), columns=["uid"])
    return found["uid"].tolist()


def as_text(values: pd.Series[Any]) -> NDArray[np.object_]:
    """A column as str, nothing for what is missing; dates as ISO, times as local minutes."""
    if pd.api.types.is_datetime64_any_dtype(values):
        aware = values.dt.tz is not None
        local = values.dt.tz_convert(dt.datetime.now().astimezone().tzinfo) if aware else values
        said = local.dt.strftime("%Y-%m-%d %H:%M" if aware else "%Y-%m-%d")
        return np.where(values.isna(), "", said.to_numpy(dtype=object))
    array = values.to_numpy(dtype=object)
    found = np.where(pd.isna(array), "", array)
    return np.array(
        [value if isinstance(value, str) else str(value) for value in found.tolist()], dtype=object
    )
