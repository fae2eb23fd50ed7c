"""What an import would change: new rows, changed fields, rows already as the file says, missing ones.

A blank cell says nothing and leaves the value that is there. A place counts as unchanged within a
millimetre, since formats round their numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from db.frames import Frame
from db.geometry import promote
from db.records.base import columns_of, geometry_of
from layers.intake.looks import looking
from layers.intake.options import Mode
from layers.intake.rows import Rows
from resources.text import Text

MILLIMETRE = 9.5e-9
"""One millimetre in degrees of latitude, rounded up for the last digit of a text format."""


@dataclass
class Difference:
    """Positions in the file and uids in the workspace, by what would happen."""

    added: list[int] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    uids: dict[int, str] = field(default_factory=dict)
    unchanged: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def compare(rows: Rows, key: str | None, present: Frame, mode: Mode) -> Difference:
    """Compare accepted rows with the records `present`, by the values of `key`.

    Rows of an ``add`` whose key is known are rejected; new rows that lack a required field are
    too.
    """
    found = Difference()
    known = {} if key is None else {v: i for i, v in enumerate(present[key].tolist()) if v}
    keys = rows.values.get(key, []) if key is not None else []
    matched: list[tuple[int, int]] = []
    for i in looking(rows.accepted(), rows.look):
        at = known.get(keys[i]) if key is not None else None
        if at is None:
            found.added.append(i)
        elif mode == "add":
            rows.reject(i, Text(f"“{keys[i]}”已经有了。", f"“{keys[i]}” is there already."))
        else:
            matched.append((i, at))
    found.added = _complete(rows, found.added)
    _compare_values(rows, matched, present, found)
    if mode == "replace":
        kept = {at for _i, at in matched}
        said = {known[k] for k in keys if k in known}
        uids = present["uid"].tolist()
        found.missing = [uid for at, uid in enumerate(uids) if at not in kept | said]
    return found


def _complete(rows: Rows, added: list[int]) -> list[int]:
    """The new rows that say all that a record of their kind must have; the others are rejected."""
    for name, column, described in columns_of(rows.cls):
        if not described.required or column.default is not None:
            continue
        values = rows.values.get(name) or [None] * len(rows)
        lacking = [i for i in looking(added, rows.look) if values[i] is None or values[i] == ""]
        label = described.label
        for i in lacking:
            rows.reject(i, Text(f"「{label.zh}」不能为空。", f"“{label.en}” must not be empty."))
        if lacking:
            added = [i for i in added if i not in rows.rejected]
    return added


def _compare_values(
    rows: Rows, matched: list[tuple[int, int]], present: Frame, found: Difference
) -> None:
    if not matched:
        return
    here = [i for i, _at in matched]
    there = np.array([at for _i, at in matched])
    changed: dict[int, dict[str, Any]] = {i: {} for i in here}
    for name, values in rows.values.items():
        if name == "geom":
            _compare_places(rows, here, there, present, changed)
        elif name != "uid":
            before = present[name].astype(object).to_numpy()[there].tolist()
            derived = rows.derived.get(name, set())
            for i, old in looking(zip(here, before, strict=True), rows.look):
                new = None if old is not None and i in derived else _over(old, values[i])
                if new is not None and not _same(old, new):
                    changed[i][name] = new
    if rows.stated:
        _keep_villages(rows, here, there, present, changed)
    uids = present["uid"].to_numpy()[there]
    for i, uid in zip(here, uids.tolist(), strict=True):
        found.uids[i] = uid
        if changed[i]:
            found.changed[i] = changed[i]
        else:
            found.unchanged.append(i)


def _keep_villages(
    rows: Rows,
    here: list[int],
    there: Any,
    present: Frame,
    changed: dict[int, dict[str, Any]],
) -> None:
    """A record that did not move keeps its village, unless the file names another."""
    before = present["village_uid"].to_numpy()[there].tolist()
    for i, village in zip(here, before, strict=True):
        if "geom" not in changed[i] and rows.stated[i] in (None, village):
            changed[i].pop("village_uid", None)


def _over(before: Any, after: Any) -> Any:
    """`after` with what it leaves unsaid taken from `before`: counts are changed one by one."""
    return before | after if isinstance(after, dict) and isinstance(before, dict) else after


def _compare_places(
    rows: Rows,
    here: list[int],
    there: Any,
    present: Frame,
    changed: dict[int, dict[str, Any]],
) -> None:
    geometry = geometry_of(rows.cls)
    assert geometry is not None
    sort = geometry.geometry_type
    new = np.full(len(here), None, dtype=object)
    new[:] = [rows.values["geom"][i] for i in here]
    old = np.asarray(present["geom"], dtype=object)[there]
    same = same_places(promote(new, sort), promote(old, sort))
    for i, one, equal in zip(here, new, same, strict=True):
        if one is not None and not equal:
            changed[i]["geom"] = one


def _same(before: Any, after: Any) -> bool:
    if before is None or before is pd.NA or before is pd.NaT:
        return False
    if isinstance(after, dt.datetime):
        return abs((pd.Timestamp(before) - pd.Timestamp(after)).total_seconds()) < 0.001
    if isinstance(after, dt.date):
        return bool(pd.Timestamp(before).date() == after)
    if isinstance(after, float) and isinstance(before, (int, float)):
        return abs(before - after) <= 1e-9 * max(1.0, abs(after))
    return bool(before == after)


def same_places(left: Any, right: Any) -> Any:
    """Whether shapes are equal within a millimetre, wherever their rings begin and however they turn."""
    here = ~(shapely.is_missing(left) | shapely.is_missing(right))
    same = np.zeros(len(left), dtype=bool)
    same[here] = shapely.equals_exact(left[here], right[here], tolerance=MILLIMETRE)
    rest = np.flatnonzero(here & ~same)
    if len(rest):
        turned = shapely.equals_exact(
            shapely.normalize(left[rest]), shapely.normalize(right[rest]), tolerance=MILLIMETRE
        )
        same[rest] = turned
        rest = rest[~turned]
        equal_size = shapely.get_num_coordinates(left[rest]) == shapely.get_num_coordinates(
            right[rest]
        )
        rest = rest[equal_size]
        same[rest] = shapely.hausdorff_distance(left[rest], right[rest]) < 1.5 * MILLIMETRE
    return same
