"""Tables that were meant for people: find the heading, leave out what is not a row.

Cells in, a `Table` out. Title lines above the heading, headings of two lines with merged cells,
heading lines repeated on every page, lines of totals and remarks below are recognised; what was
left out is counted, never silent. Values stay as they are: what a text means is decided by whoever
maps it to a field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | float | bool | None
Row = list[Cell]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, from 0."""

_LOOK = 30
_LONG = re.compile(r"\d{6,}")
"""An official code or a number of a device: no column is called so."""
_TOTAL = re.compile(
    r"^(本页|全[县市区乡镇村]|累计|总)?(合计|总计|小计|共计|总数)[:：]?$|^(grand|sub)?total[:s]?$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(备注|注|说明|填表|制表|审核|填报|单位负责|联系|note|source)\S{0,6}[:：]", re.IGNORECASE
)


@dataclass
class Table:
    """A heading and the rows below it.

    Attributes
    ----------
    names : list of str
        Unique column names.
    rows : list of rows, each as long as `names`
    numbers : list of int
        The line of the sheet that each row stands on, from 1.
    heading : int
        The line of the (last) heading, from 1; 0 when the columns had to be named here.
    left_out : mapping of str to int
        ``titles``, ``totals``, ``remarks``, ``headings``, ``blank``; ``headless``: the first line is a row.
    """

    names: list[str]
    rows: list[Row]
    numbers: list[int]
    heading: int
    left_out: dict[str, int] = field(default_factory=dict)


def tabulate(cells: Sequence[Row], merges: Sequence[Merge] = ()) -> Table:
    """The table in the lines `cells` of one sheet; an empty sheet gives no columns."""
    if merges:
        cells = _unmerge([list(row) for row in cells], merges)
    top = _heading(cells)
    if top is None:
        return Table([], [], [], 0)
    headless = _headless(cells, top)
    depth = 0 if headless else _depth(cells, top, merges)
    heads = [cells[i] for i in range(top, top + depth)]
    width = max((len(row) for row in cells[top : top + 2000]), default=0)
    titled = [_name(heads, column, merged=bool(merges)) for column in range(width)]
    filled = [
        c for c in range(width) if titled[c] or any(_is(row, c) for row in cells[top + depth :])
    ]
    if headless:
        titled = [""] * width
        filled = [c for c in range(width) if any(_is(row, c) for row in cells[top:])]
    names = _unique([titled[c] or f"column_{c + 1}" for c in filled])
    left = {"titles": sum(1 for row in cells[:top] if _count(row))}
    table = Table(names, [], [], 0 if headless else top + depth, left)
    own = [] if headless else [_plain(cells[top + depth - 1], c) for c in filled]
    if headless:
        left["headless"] = 1
    for i in range(top + depth, len(cells)):
        row = cells[i]
        why = _why_not(row, filled, own)
        if why is None:
            whole = len(row) == len(filled) == width
            table.rows.append(row if whole else [row[c] if c < len(row) else None for c in filled])
            table.numbers.append(i + 1)
        else:
            left[why] = left.get(why, 0) + 1
    table.left_out = {why: count for why, count in left.items() if count}
    return table


def _title(row: Row, column: int) -> str:
    """What a heading cell says on one line; between ideographs blanks only spread them."""
    value = row[column] if column < len(row) else None
    words = "" if value is None else " ".join(str(value).split())
    return re.sub(r"(?<=[\u2e80-\u9fff（）]) | (?=[\u2e80-\u9fff（）])", "", words)


def _plain(row: Row, column: int) -> str:
    value = row[column] if column < len(row) else None
    return "" if value is None else re.sub(r"\s+", "", str(value))


def _is(row: Row, column: int) -> bool:
    return bool(_plain(row, column))


def _count(row: Row) -> int:
    return sum(1 for c in range(len(row)) if _is(row, c))


def _wordy(value: Cell) -> bool:
    """Whether a cell reads like a heading: words, not a figure or a date."""
    if not isinstance(value, str) or not value.strip():
        return False
    text = unicodedata.normalize("NFKC", value).strip()
    return not re.fullmatch(r"[-+]?[\d.,/%:\-年月日\s°′″'\"NSEW]+", text) and len(text) <= 60


def _heading(cells: Sequence[Row]) -> int | None:
    """The first line that names columns: words in most of the columns that the body fills."""
    first = [i for i in range(min(len(cells), _LOOK)) if _count(cells[i])]
    if not first:
        return None
    body = [_count(row) for row in cells[: 4 * _LOOK] if _count(row)]
    typical = sorted(body)[len(body) // 2]
    for i in first:
        row = cells[i]
        filled = _count(row)
        words = [_plain(row, c) for c in range(len(row)) if _wordy(row[c])]
        if (
            filled >= max(0.6 * typical, 1 if typical == 1 else 2)
            and len(words) >= 0.8 * filled
            and len(set(words)) >= max(0.5 * len(words), 2 if typical > 1 else 1)
        ):
            return i
    return first[0]


def _headless(cells: Sequence[Row], top: int) -> bool:
    """Whether the line that would be the heading has figures where the lines below have them."""
    row = cells[top]
    figures = [c for c in range(len(row)) if _is(row, c) and not _wordy(row[c])]
    below = [one for one in cells[top + 1 : top + 1 + _LOOK] if _count(one)]
    alike = [
        c
        for c in figures
        if below and all(c < len(one) and _is(one, c) and not _wordy(one[c]) for one in below)
    ]
    return len(alike) >= 2 or any(_LONG.fullmatch(_plain(row, c)) for c in alike)


def _depth(cells: Sequence[Row], top: int, merges: Sequence[Merge]) -> int:
    """How many lines the heading has: the second one only names what merged cells leave open."""
    if any(r0 <= top < r1 <= top + 2 for r0, _c0, r1, _c1 in merges):
        return max(r1 for r0, _c0, r1, _c1 in merges if r0 <= top < r1 <= top + 2) - top + 1
    if top + 2 >= len(cells):
        return 1
    upper, lower = cells[top], cells[top + 1]
    gaps = [c for c in range(max(len(upper), len(lower))) if not _is(upper, c)]
    spanned = any(r0 == r1 == top and c1 > c0 for r0, c0, r1, c1 in merges)
    words = [c for c in range(len(lower)) if _is(lower, c)]
    if not words or not all(_wordy(lower[c]) for c in words):
        return 1
    below = cells[top + 2]
    figures = any(c < len(below) and _is(below, c) and not _wordy(below[c]) for c in words)
    fills = sum(1 for c in words if c in gaps)
    return 2 if figures and (spanned or (fills and len(words) < _count(below))) else 1


def _name(heads: Sequence[Row], column: int, *, merged: bool) -> str:
    parts: list[str] = []
    for depth, row in enumerate(heads):
        text = _title(row, column)
        if not text and depth < len(heads) - 1 and not merged:
            text = next((t for c in range(column, -1, -1) if (t := _title(row, c))), "")
            if not _is(heads[-1], column):
                text = ""
        if text and text not in parts:
            parts.append(text)
    return "_".join(parts)


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _why_not(row: Row, filled: list[int], heading: list[str]) -> str | None:
    """Why a line is no row of the table; None when it is one."""
    texts = [_plain(row, c) for c in filled]
    present = [t for t in texts if t]
    if not present:
        return "blank"
    if texts == heading:
        return "headings"
    if any(_TOTAL.match(unicodedata.normalize("NFKC", t)) for t in present[:2]):
        return "totals"
    if len(present) <= 2 < len(filled) and _REMARK.match(present[0]):
        return "remarks"
    return None


def _unmerge(cells: list[Row], merges: Sequence[Merge]) -> list[Row]:
    """Every cell of a merge holds its value; lines are lengthened as needed."""
    for r0, c0, r1, c1 in merges:
        if r0 >= len(cells) or (r1 - r0 + 1) * (c1 - c0 + 1) > 1_000_000:
            continue
        value = cells[r0][c0] if c0 < len(cells[r0]) else None
        wide = c1 > c0
        for r in range(r0, min(r1, len(cells) - 1) + 1):
            if wide and r0 == r1 and _count(cells[r]) == 1 and c1 - c0 > 1 and r < 3:
                break  # a title across the sheet stays one cell
            cells[r] += [None] * (c1 + 1 - len(cells[r]))
            cells[r][c0 : c1 + 1] = [value] * (c1 - c0 + 1)
    return cells
