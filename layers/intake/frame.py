"""The datum guard: which frame a file's numbers are read in, and whether that can be right.

A file that names no frame is never guessed: the person is asked, with the likeliest named. One that
names a frame is compared with what the workspace holds (the same records, the villages that rows
name, the extent of all) and, for county outlines, with those that the program carries. When
another frame fits and the named one does not, the person is asked too. A frame said by a person is
used, and what was measured is still reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.datum import in_china
from gis.reference import ReferenceFrame, parse
from gis.rivals import candidates, of_the_place
from gis.suspect import AGREED, FEW, Fit, Verdict, displacement_m, examine, fit, share_inside
from layers.intake.frame_questions import no_frame, question_of, untied
from layers.intake.known import Known
from layers.intake.options import Question
from resources.text import Text

Shapes = NDArray[np.object_]
_SHARE_GAIN, _SHARE_GOOD = 0.08, 0.7
_FEWEST_STATED = 10
_ENOUGH = 2000
_ROUND_HALF_M = 20_100_000.0
"""Nothing on Earth lies further apart: figures beyond are none."""
_FILLED_M = 60.0
"""Places that fill an outline come so near to it, in the median."""
_APART_M = 20.0
"""Frames that differ by less are one for this purpose: WGS-84 and CGCS2000."""
_ELSEWHERE_M = 10_000.0
"""Pairs further apart than this are no pairs: where all lies in the workspace tells more."""
_FITTING = 5
_UNTIED_M = 10.0
"""A survey without published parameters lies elsewhere when pairs agree on more than this."""


@dataclass
class Decision:
    """Which frame is used, and what was measured.

    ``offset_m`` is how far off the file lies in the frame it declares (or, declaring none, in the
    one used); ``corrected_m`` is what is left in the frame used. ``apart`` is the part of the rows
    that only the suspected frame lays right while others lie right as declared; ``shifted`` says that
    all lie elsewhere and no frame is known that would explain it: what is suspected then is the same frame, moved by
    what was measured. ``untied`` says that no published parameters tie the frame used to WGS-84. ``fitting`` are the
    projections among which nothing decides: in each of them all lies in the workspace. ``in_china`` says that web maps
    shift what lies there.
    """

    declared: ReferenceFrame | None = None
    used: ReferenceFrame | None = None
    suspected: ReferenceFrame | None = None
    offset_m: float | None = None
    corrected_m: float | None = None
    east_m: float | None = None
    north_m: float | None = None
    matched: int = 0
    apart: float = 0.0
    shifted: bool = False
    untied: bool = False
    fitting: tuple[str, ...] = ()
    in_china: bool = False
    question: Question | None = None

    @property
    def note(self) -> Text | None:
        """What is to be said of the frame used, whoever named it, unless it was measured to lie right."""
        right = self.matched >= FEW and self.offset_m is not None and self.offset_m <= _UNTIED_M
        if self.used is None or not self.untied or right or self.question is not None:
            return None
        return untied(self.used)

    def as_json(self) -> dict[str, Any]:
        """The ``frame`` of an import's answer."""

        def metres(value: float | None) -> float | None:
            return None if value is None else round(value, 2)

        return {
            "declared": None if self.declared is None else self.declared.name,
            "used": None if self.used is None else self.used.name,
            "offset_m": metres(self.offset_m),
            "suspected": None if self.suspected is None else self.suspected.name,
            "corrected_m": metres(self.corrected_m),
            "east_m": metres(self.east_m),
            "north_m": metres(self.north_m),
            "matched": self.matched,
        }


def decide(
    shapes: Shapes,
    declared: ReferenceFrame | None,
    said: str | None,
    known: Known,
    *,
    headed: ReferenceFrame | None = None,
) -> Decision:
    """Judge the frame of `shapes` (in the file's numbers); asks by ``question`` when it must.

    `headed` is what headings hint at; it is offered where nothing could be measured.
    """
    chosen: ReferenceFrame | None = None
    if said:
        try:
            chosen = parse(said)
        except ValueError:
            return Decision(declared, question=no_frame(said))
    found = Decision(declared, chosen or declared)
    judged = declared or chosen
    verdict = examine(shapes, known.same, judged)
    if verdict.declared is None and verdict.suspected is None:
        verdict = _as_wholes(shapes, judged, known)
    suspected = verdict.suspected
    _look_at_place(found, shapes)
    if verdict.declared is not None:
        _note(found, verdict.declared)
        found.shifted = suspected is None and _lies_elsewhere(verdict.declared, found)
    found.apart = verdict.apart
    if suspected is not None:
        found.suspected = suspected.frame
        found.corrected_m = suspected.offset_m
    elif verdict.declared is None or verdict.declared.offset_m > _ELSEWHERE_M:
        _by_share(found, shapes, judged, known)
    elif found.shifted:
        _move_back(found, verdict.declared, shapes, known)
    if headed is not None and declared is None and suspected is None:
        found.suspected = headed
    _measure_chosen(found, shapes, known, chosen)
    found.question = (question_of(found) if chosen is None else None) or _nowhere(found, shapes)
    return found


def _middle(shapes: Shapes, frame: ReferenceFrame) -> tuple[float, float]:
    """The middle (lon, lat) of where the shapes lie, read in `frame`; NaN for nowhere."""
    here = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    centres = shapely.get_coordinates(shapely.centroid(here[:: len(here) // _ENOUGH + 1]))
    places = frame.coordinates_to_wgs84(centres)
    places = places[np.isfinite(places).all(axis=1)]
    lon, lat = np.median(places, axis=0) if len(places) else (np.nan, np.nan)
    return float(lon), float(lat)


def _measure_chosen(
    found: Decision, shapes: Shapes, known: Known, chosen: ReferenceFrame | None
) -> None:
    """What is left in the frame that a person named, where it is not the one declared."""
    if chosen is None or chosen == found.declared:
        return
    own = _fit(shapes, known, chosen)
    if own is not None:
        found.corrected_m = own.offset_m
        if found.declared is None:
            _note(found, own)


def _look_at_place(found: Decision, shapes: Shapes) -> None:
    """What follows from where the shapes lie in the frame used."""
    if found.used is not None:
        middle = _middle(shapes, found.used)
        found.untied = found.used.untied(middle)
        found.in_china = bool(in_china(*middle))


def _lies_elsewhere(measured: Fit, found: Decision) -> bool:
    """Whether pairs agree on a shift that must be asked about; in an old survey that is tens of metres."""
    agree = measured.pairs >= FEW and measured.spread_m < AGREED * measured.offset_m
    return measured.shifted or (found.untied and agree and measured.offset_m > _UNTIED_M)


def _move_back(found: Decision, measured: Fit, shapes: Shapes, known: Known) -> None:
    """Suspect the frame itself, moved by what was measured, unless that is another region."""
    around = _middle(shapes, measured.frame)
    if not np.isfinite(around).all():
        return
    found.suspected = measured.frame.laid_right(around, -measured.east_m, -measured.north_m)
    own = _fit(shapes, known, found.suspected)
    found.corrected_m = None if own is None else own.offset_m


def _on_earth(shapes: Shapes, frame: ReferenceFrame) -> NDArray[np.bool_]:
    """Which of the shapes (of many, some) lie somewhere on Earth, read in `frame`."""
    here = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    here = here[:: len(here) // _ENOUGH + 1]
    bounds = shapely.bounds(frame.to_wgs84(here))
    west, south, east, north = bounds.T
    finite = np.isfinite(bounds).all(axis=1)
    on: NDArray[np.bool_] = np.logical_and.reduce(
        (finite, west >= -180, south >= -90, east <= 180, north <= 90)
    )
    return on


def _nowhere(found: Decision, shapes: Shapes) -> Question | None:
    """Ask when no row at all lies on Earth: axes the other way round if that helps, else another frame."""
    used = found.used
    nothing = (shapely.is_missing(shapes) | shapely.is_empty(shapes)).all()
    if used is None or nothing or _on_earth(shapes, used).any():
        return None
    turned = replace(used, swapped=not used.swapped)
    if _on_earth(shapes, turned).all():
        found.suspected = turned
    suspected = found.suspected
    likely = [] if suspected is None or suspected == used else [suspected.name]
    hint_zh, hint = "", ""
    if likely:
        hint_zh, hint = f"最像 {likely[0]}。", f" It is most likely {likely[0]}."
    return Question(
        "crs",
        Text(
            f"按 {used.name} 读，没有一行在地球上。{hint_zh}用 --crs 指定坐标系。",
            f"Read as {used.name}, no row lies on Earth.{hint} Name the frame with --crs.",
        ),
        tuple(dict.fromkeys((*likely, "EPSG:3857", "EPSG:4547", "EPSG:4326"))),
    )


_HEADED = {
    "gcj02": re.compile(r"gcj|高德|腾讯|火星|amap", re.IGNORECASE),
    "bd09": re.compile(r"bd-?0?9|百度|baidu", re.IGNORECASE),
    "EPSG:4326": re.compile(r"wgs-?84|gps|84坐标", re.IGNORECASE),
    "EPSG:4490": re.compile(r"cgcs-?2000|国家2000|2000坐标", re.IGNORECASE),
}


def headed_frame(headings: Iterable[str]) -> ReferenceFrame | None:
    """The frame that the headings of coordinate columns name, if they name one."""
    words = " ".join(headings)
    return next((parse(name) for name, said in _HEADED.items() if said.search(words)), None)


def _as_wholes(shapes: Shapes, judged: ReferenceFrame | None, known: Known) -> Verdict:
    """Judge places that are all new by the place above them: together they should fill its outline."""
    verdict = examine(*known.filled(shapes), judged)
    fits = [one for one in (verdict.declared, verdict.suspected) if one is not None]
    alike = fits and min(one.residual_m for one in fits) < _FILLED_M
    return verdict if alike else Verdict(None, None)


def in_degrees(said: str | None) -> bool:
    """Whether a person named a frame whose figures are degrees."""
    try:
        return said is not None and parse(said).geographic
    except ValueError:
        return False


def _fit(shapes: Shapes, known: Known, frame: ReferenceFrame) -> Fit | None:
    both = ~(shapely.is_missing(shapes) | shapely.is_missing(known.same))
    return fit(shapes[both], known.same[both], frame) if both.any() else None


def _note(found: Decision, measured: Fit) -> None:
    found.matched = measured.pairs
    if measured.offset_m < _ROUND_HALF_M:
        found.offset_m = measured.offset_m
        found.east_m, found.north_m = measured.east_m, measured.north_m


def _by_share(found: Decision, shapes: Shapes, judged: ReferenceFrame | None, known: Known) -> None:
    """Compare frames by how many rows fall into the village they name, or into the workspace."""
    here = ~shapely.is_missing(shapes)
    stated = here & ~shapely.is_missing(known.stated)
    if stated.sum() >= _FEWEST_STATED:
        around = shapely.get_coordinates(shapely.centroid(known.stated[stated])).mean(axis=0)

        def share(frame: ReferenceFrame) -> float:
            centres = shapely.centroid(frame.to_wgs84(shapes[stated]))
            return float(shapely.intersects(centres, known.stated[stated]).mean())

        found.matched = int(stated.sum())
    elif known.box is not None and here.any():
        west, south, east, north = known.box
        around = np.array([(west + east) / 2, (south + north) / 2])
        box = known.box

        def share(frame: ReferenceFrame) -> float:
            return share_inside(shapes[here], frame, box)
    else:
        return
    rivals = candidates(shapes[here][:200], judged, around)
    shares = [(share(frame), frame) for frame in rivals]
    own = share(judged) if judged is not None else 0.0
    best = max((s for s, _frame in shares), default=0.0)
    if max(best, own) < _SHARE_GOOD:
        local = of_the_place(shapes[here][:200], judged, around)
        shares = [(share(frame), frame) for frame in local]
        best = max((s for s, _frame in shares), default=0.0)
    best_of = [frame for s, frame in shares if s >= best - 1e-9]
    if judged is None and stated.sum() < _FEWEST_STATED and _lie_apart(shapes[here], best_of):
        # Each would put all rows on the workspace's ground: the numbers tell nothing.
        found.fitting = tuple(f.name for f in best_of if not f.geographic)[:_FITTING]
        return
    winner = next(iter(best_of), None)
    clear = stated.sum() >= _FEWEST_STATED or own < 0.2
    if winner is None or winner == judged or best < _SHARE_GOOD or not clear:
        return
    if best - own >= _SHARE_GAIN:
        found.suspected = winner
        if judged is not None:
            away = displacement_m(shapes[here], judged, winner)
            found.offset_m = away if away < _ROUND_HALF_M else None


def _lie_apart(shapes: Shapes, frames: list[ReferenceFrame]) -> bool:
    """Whether two of `frames` put the shapes in places that differ by more than `_APART_M`."""
    if not frames:
        return False
    some = shapes[: min(len(shapes), 200)]
    return any(displacement_m(some, frames[0], other) > _APART_M for other in frames[1:])
