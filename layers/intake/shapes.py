"""The geometry of an import: built from columns, brought to the kind's type, checked, repaired.

Nothing is repaired unasked: each class of fault is counted, and what can't be stored as it stands
becomes a question whose answers are the remedies of `layers.intake.options`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from db.geometry import fits
from gis import defects
from gis.reference import ReferenceFrame, parse
from gis.transfer import one_sort, stream
from gis.verdicts import in_words
from layers.intake.looks import Look, aside, looking, never
from layers.intake.options import REMEDIES, Question
from layers.intake.rows import Rows
from layers.intake.text import blank, folded
from layers.intake.values import coordinate, with_points
from resources.text import Text

CLASSES = (
    "invalid",
    "empty",
    "null",
    "mixed",
    "duplicates",
    "overlaps",
    "gaps",
    "slivers",
    "outside",
)
"""Faults that are always counted, if only as none."""
MOST_SHOWN = 2000
"""So many faults of each class are kept as shapes."""
Shapes = NDArray[np.object_]
States = NDArray[np.uint8]
WANTED = {"POINT": "point", "MULTILINESTRING": "line", "MULTIPOLYGON": "polygon"}


@dataclass
class Soundness:
    """Faults counted, the rows, places and shapes they are at, and the questions that they raise."""

    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[Any]] = field(default_factory=dict)
    faults: dict[str, Shapes] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def from_table(
    columns: Mapping[str, Sequence[Any]],
    place: Mapping[str, str],
    count: int,
    *,
    comma: bool = False,
    degrees: bool = False,
    look: Look = never,
) -> tuple[Shapes, States]:
    """Shapes from columns of coordinates or of WKT, and what became of each (`stream` states).

    `degrees` says that a person named a frame of degrees, so that ``1141230`` is no metres.
    """
    shapes = np.full(count, None, dtype=object)
    states = np.full(count, stream.NULL, dtype=np.uint8)
    if "wkt" in place:
        texts = np.array(
            [
                None if blank(v) else re.sub(r"^SRID=\d+;", "", folded(v))
                for v in columns[place["wkt"]]
            ],
            dtype=object,
        )
        given = np.array([t is not None for t in texts.tolist()], dtype=bool)
        written = given & np.array([str(t).startswith("{") for t in texts.tolist()], dtype=bool)
        binary = np.array([t is not None and _is_wkb(t) for t in texts.tolist()], dtype=bool)
        shapes = np.full(count, None, dtype=object)
        plain = ~(binary | written)
        shapes[plain] = one_sort.read(shapely.from_wkt, texts[plain])
        shapes[written] = one_sort.read(shapely.from_geojson, texts[written])
        shapes[binary] = one_sort.read(shapely.from_wkb, texts[binary])
        states[given] = stream.SOUND
        states[given & shapely.is_missing(shapes)] = stream.REFUSED
        one_sort.settle(shapes, states)
        return shapes, states
    if "lonlat" in place:
        x, y = _pairs(looking(columns[place["lonlat"]], look), place["lonlat"])
        given = np.array([not blank(v) for v in columns[place["lonlat"]]], dtype=bool)
    elif {"lon", "lat"} <= place.keys():
        axes = (with_points(columns[place[axis]], comma=comma) for axis in ("lon", "lat"))
        x, y = (_numbers(looking(axis, look), degrees=degrees) for axis in axes)
        pair = zip(columns[place["lon"]], columns[place["lat"]], strict=True)
        given = np.array([not (blank(a) and blank(b)) for a, b in looking(pair, look)], dtype=bool)
        nowhere = (x == 0) & (y == 0)  # what a device writes that knows no place
        given &= ~nowhere
    else:
        return shapes, states
    sound = np.isfinite(x) & np.isfinite(y) & given
    shapes[sound] = shapely.points(x[sound], y[sound])
    states[given] = stream.NOT_FINITE
    states[sound] = stream.SOUND
    return shapes, states


def declared_by_table(
    columns: Mapping[str, Sequence[Any]], place: Mapping[str, str]
) -> ReferenceFrame | None:
    """The frame that every text of a WKT column names by ``SRID=n;``."""
    if "wkt" not in place:
        return None
    said = {
        match[1] if (match := re.match(r"SRID=(\d+);", folded(v))) else None
        for v in columns[place["wkt"]]
        if not blank(v)
    }
    number = said.pop() if len(said) == 1 else None
    try:
        return None if not number or number == "0" else parse(number)
    except ValueError:
        return None


def _is_wkb(text: str) -> bool:
    return re.fullmatch(r"0[01][0-9A-Fa-f]{8,}", text) is not None


def _numbers(values: Iterable[Any], *, degrees: bool) -> NDArray[np.float64]:
    found = (coordinate(v, degrees=degrees) for v in values)
    return np.array([np.nan if n is None else n for n in found], dtype=np.float64)


_LAT_FIRST = re.compile(r"lat.*(lon|lng)|纬.{0,3}经", re.IGNORECASE)
_NORTH = re.compile(r"^\W*([NS]|北纬|南纬)|\d\W*[NS]\s*[,，;；\s]", re.IGNORECASE)


def _pairs(values: Iterable[Any], heading: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two figures out of each text; what is a latitude, by its letters, its size or the heading, goes second."""
    texts = [folded(value).strip("()[]{} ") for value in values]
    found = np.full((len(texts), 2), np.nan)
    for i, text in enumerate(texts):
        parts = re.split(r"\s*[,，;；]\s*|\s+(?=[-\dNSEW东西南北])", text)
        axes = [coordinate(part) for part in parts] if len(parts) == 2 else [None]
        figures = re.findall(r"-?\d+(?:\.\d+)?", text)
        if None not in axes:
            turned = _NORTH.search(text) is not None
            found[i] = np.array(axes[::-1] if turned else axes, dtype=np.float64)
        elif len(figures) == 2:
            found[i] = [float(f) for f in figures]
    first, second = np.nanmedian(found, axis=0) if np.isfinite(found).any() else (0.0, 0.0)
    lettered = any(_NORTH.search(text) for text in texts)
    named = _LAT_FIRST.search(heading) is not None and abs(first) <= 90 and not lettered
    if named or (abs(first) <= 60 and 60 < abs(second) <= 180):
        found = found[:, ::-1]
    return found[:, 0], found[:, 1]


_REASONS = {
    stream.REFUSED: Text(
        "几何不成形（环不闭合或点太少）。",
        "The geometry can't be built (an open ring, or too few points).",
    ),
    stream.NOT_FINITE: Text("坐标不是数字。", "A coordinate is no number."),
}


def bring_to_kind(
    rows: Rows,
    shapes: Shapes,
    states: States,
    geometry_type: str,
    *,
    required: bool,
    remedies: frozenset[str],
) -> Soundness:
    """Put shapes (EPSG:4326) into ``rows.values["geom"]``, as the kind's type, and report.

    Rows whose geometry is of another type, or is missing though `required`, are rejected.
    """
    found = Soundness()
    rows.look()
    shapes = _right_type(rows, shapes, states, geometry_type, found)
    rows.look()
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    outside = ~(np.isfinite(xy).all(axis=1) & (np.abs(xy[:, 0]) <= 180) & (np.abs(xy[:, 1]) <= 90))
    for i in np.unique(owner[outside]).tolist():
        rows.reject(
            i,
            Text(
                "坐标不在地球上，坐标系可能不对。",
                "The place is not on Earth; the frame may be wrong.",
            ),
        )
        shapes[i] = None
    for state, reason in _REASONS.items():
        for i in np.flatnonzero(states == state).tolist():
            if (
                state == stream.REFUSED
                and "make-valid" in remedies
                and defects.present(shapes[[i]])[0]
            ):
                continue
            shapes[i] = None
            rows.reject(i, reason)
    _empties(rows, states, required, remedies, found)
    shapes[shapely.is_empty(shapes)] = None  # a row that is kept all the same has no place
    rows.look()
    shapes = _invalids(rows, shapes, remedies, found)
    rows.look()
    again = aside(lambda: defects.repeated(shapes), rows.look)
    found.counts["duplicates"] = int(again.sum())
    if "drop-duplicates" in remedies:
        for i in np.flatnonzero(again).tolist():
            rows.reject(
                i, Text("几何与前面一行完全相同。", "The geometry equals that of an earlier row.")
            )
    if geometry_type == "MULTIPOLYGON":
        shapes = _coverage(rows, shapes, remedies, found)
    rows.values["geom"] = [None if shape is None else shape for shape in shapes.tolist()]
    return found


def _right_type(
    rows: Rows, shapes: Shapes, states: States, geometry_type: str, found: Soundness
) -> Shapes:
    wanted = _SORTS[geometry_type]
    shapes = shapes.copy()
    single = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    single &= shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    here = defects.present(shapes)
    other = here & ~fits(shapes, geometry_type)
    sorts = np.unique(shapely.get_type_id(shapes[here]))
    found.counts["mixed"] = int(
        (states == stream.MIXED).sum() + (other.sum() if len(sorts) > 1 else 0)
    )
    for i in np.flatnonzero((states == stream.MIXED) & ~other).tolist():
        rows.flag(
            i,
            Text(
                f"里面还有别的形状，只取{wanted.zh}。",
                f"It holds other shapes too; only {wanted.en} was taken.",
            ),
        )
    found.counts["refused"] = int((states == stream.REFUSED).sum())
    found.counts["not_finite"] = int((states == stream.NOT_FINITE).sum())
    for i in np.flatnonzero(other).tolist():
        title, sort = rows.cls.title, shapes[i].geom_type
        rows.reject(
            i,
            Text(
                f"{title.zh}的几何应为{wanted.zh}，这一行是 {sort}。",
                f"A {title.en.lower()} is {wanted.en}; this row is a {sort}.",
            ),
        )
        shapes[i] = None
    return shapes


_SORTS = {
    "POINT": Text("点", "a point"),
    "MULTILINESTRING": Text("线", "a line"),
    "MULTIPOLYGON": Text("面", "an area"),
    "GEOMETRY": Text("点、线或面", "a point, line or area"),
}


def _empties(
    rows: Rows,
    states: States,
    required: bool,
    remedies: frozenset[str],
    found: Soundness,
) -> None:
    empty, null = states == stream.EMPTY, states == stream.NULL
    found.counts |= {"empty": int(empty.sum()), "null": int(null.sum())}
    bare = empty | null
    if required or "drop-empty" in remedies:
        for i in np.flatnonzero(bare).tolist():
            rows.reject(i, Text("没有位置。", "It has no place."))
    elif bare.any() and not null.all() and "keep-empty" not in remedies:
        found.questions.append(
            _ask(
                Text(
                    f"有 {int(bare.sum())} 行没有几何。",
                    f"{int(bare.sum())} row(s) have no geometry.",
                ),
                ("drop-empty", "keep-empty"),
            )
        )


def _invalids(rows: Rows, shapes: Shapes, remedies: frozenset[str], found: Soundness) -> Shapes:
    wrong = defects.invalid(shapes)
    found.counts["invalid"] = int(wrong.sum())
    if not wrong.any():
        return shapes
    at = np.flatnonzero(wrong)
    found.faults["invalid"] = shapes[at]
    why = defects.reasons(shapes[at])
    found.places["invalid"] = [
        {"row": int(rows.numbers[i]), "reason": reason} for i, reason in zip(at, why, strict=True)
    ]
    if "make-valid" in remedies:
        repaired = aside(lambda: defects.make_valid(shapes), rows.look)
        found.counts["repaired"] = len(at)
        for i in at.tolist():
            if repaired[i] is None:
                rows.reject(
                    i,
                    Text(
                        "几何修复后什么也不剩。", "Nothing is left of the geometry once repaired."
                    ),
                )
        return repaired
    if "drop-invalid" in remedies:
        for i, reason in zip(at.tolist(), why, strict=True):
            rows.reject(i, _not_valid(reason))
        return shapes
    if "keep-invalid" in remedies:
        for i, reason in zip(at.tolist(), why, strict=True):
            rows.flag(i, _not_valid(reason))
        return shapes
    found.questions.append(
        _ask(
            Text(f"有 {len(at)} 行几何无效。", f"{len(at)} row(s) have an invalid geometry."),
            ("make-valid", "drop-invalid", "keep-invalid"),
        )
    )
    return shapes


def _not_valid(reason: str) -> Text:
    said = in_words(reason)
    return Text(f"几何无效：{said.zh}。", f"The geometry is not valid: {said.en}.")


def _coverage(rows: Rows, shapes: Shapes, remedies: frozenset[str], found: Soundness) -> Shapes:
    taken = np.array([i not in rows.rejected for i in range(len(rows))], dtype=bool)
    whole = shapes.copy()
    whole[~taken] = None
    if "clean-coverage" in remedies and not defects.invalid(whole).any():
        overlapping = whole
        whole = aside(lambda: defects.clean_coverage(overlapping), rows.look)
        shapes = np.where(taken, whole, shapes)
    faults = aside(lambda: defects.coverage_faults(whole), rows.look)
    if "drop-slivers" in remedies:
        for i in faults.slivers.tolist():
            rows.reject(i, Text("是细长的碎面。", "It is a sliver."))
    found.counts |= {
        "overlaps": len(faults.overlaps),
        "gaps": len(faults.gaps),
        "slivers": len(faults.slivers),
    }
    one, other = faults.overlaps[:MOST_SHOWN].T
    found.faults |= {
        "overlaps": shapely.intersection(whole[one], whole[other]),
        "gaps": faults.gaps[:MOST_SHOWN],
        "slivers": whole[faults.slivers[:MOST_SHOWN]],
    }
    numbers = rows.numbers
    found.places["overlaps"] = [
        [int(numbers[a]), int(numbers[b])] for a, b in faults.overlaps.tolist()
    ]
    found.places["gaps"] = shapely.get_coordinates(shapely.point_on_surface(faults.gaps)).tolist()
    found.places["slivers"] = [int(numbers[i]) for i in faults.slivers.tolist()]
    return shapes


def _ask(what: Text, remedies: tuple[str, ...]) -> Question:
    zh = "；".join(f"--{name} {REMEDIES[name].zh}" for name in remedies)
    en = "; ".join(f"--{name}: {REMEDIES[name].en}" for name in remedies)
    return Question(
        "remedy",
        Text(
            f"{what.zh}没有问过不会修。选：{zh}。",
            f"{what.en} Nothing is repaired unasked. Choose: {en}.",
        ),
        tuple(f"--{name}" for name in remedies),
    )
