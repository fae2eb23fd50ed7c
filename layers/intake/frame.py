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

from gis.reference import ReferenceFrame, parse
from gis.rivals import candidates, of_the_place
from gis.suspect import Fit, Verdict, displacement_m, examine, fit, share_inside
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


@dataclass
class Decision:
    """Which frame is used, and what was measured.

    ``offset_m`` is how far off the file lies in the frame it declares (or, declaring none, in the
    one used); ``corrected_m`` is what is left in the frame used. ``apart`` is the part of the rows
    that only the suspected frame lays right while others lie right as declared; ``shifted`` says that
    all lie elsewhere and no frame is known that would explain it.
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
    question: Question | None = None

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
            return Decision(declared, question=_no_frame(said))
    found = Decision(declared, chosen or declared)
    judged = declared or chosen
    verdict = examine(shapes, known.same, judged)
    if verdict.declared is None and verdict.suspected is None:
        verdict = _as_wholes(shapes, judged, known)
    suspected = verdict.suspected
    if verdict.declared is not None:
        _note(found, verdict.declared)
        found.shifted = verdict.declared.shifted and suspected is None
    found.apart = verdict.apart
    if suspected is not None:
        found.suspected = suspected.frame
        found.corrected_m = suspected.offset_m
    elif verdict.declared is None or verdict.declared.offset_m > 10_000:
        _by_share(found, shapes, judged, known)
    if headed is not None and declared is None and suspected is None:
        found.suspected = headed
    if chosen is not None and chosen != declared:
        own = _fit(shapes, known, chosen)
        found.corrected_m = found.corrected_m if own is None else own.offset_m
        if declared is None and own is not None:
            _note(found, own)
    found.question = (_question(found) if chosen is None else None) or _nowhere(found, shapes)
    return found


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
            f"按 {used.name} 读，没有一行在地球上。{hint_zh}请用 --crs 指定坐标系。",
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
        return  # each would put all rows on the workspace's ground: the numbers tell nothing
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


def _no_frame(said: str) -> Question:
    return Question(
        "crs",
        Text(
            f"没有坐标系“{said}”。可写 EPSG:4326、EPSG:4547、gcj02、bd09 等。",
            f"There is no frame “{said}”. Write EPSG:4326, EPSG:4547, gcj02, bd09 and the like.",
        ),
        ("EPSG:4326", "EPSG:4490", "gcj02", "bd09"),
    )


def _question(found: Decision) -> Question | None:
    likely = found.suspected.name if found.suspected is not None else None
    if found.used is None:
        hint_zh = f"最像 {likely}。" if likely else ""
        hint = f" It is most likely {likely}." if likely else ""
        usual = ("EPSG:4326", "EPSG:4490", "gcj02", "bd09", "EPSG:4547")
        return Question(
            "crs",
            Text(
                f"文件没有说明坐标系，不能猜。{hint_zh}请用 --crs 指定。",
                f"The file names no coordinate system, and it is not guessed.{hint} "
                "Name it with --crs.",
            ),
            tuple(dict.fromkeys([likely, *usual] if likely else usual)),
        )
    if found.apart and likely is not None:
        return _of_two_frames(found, likely, found.used.name)
    if likely is None:
        return _shifted(found, found.used.name) if found.shifted else None
    off = "" if found.offset_m is None else f"{found.offset_m:,.0f}"
    left = "" if found.corrected_m is None else f"{found.corrected_m:,.1f}"
    away_zh = f"与工作区相差 {off} 米" if off else "落在工作区之外"
    away = f"lies {off} m off the workspace" if off else "lies outside the workspace"
    after_zh = f"，换成 {likely} 后差 {left} 米" if left else ""
    after = f" ({left} m when read as {likely})" if left else ""
    return Question(
        "crs",
        Text(
            f"按 {found.used.name} 读，数据{away_zh}{after_zh}，很可能是 {likely}。"
            f"请用 --crs {likely} 纠正，或用 --crs {found.used.name} 照文件所说导入。",
            f"Read as {found.used.name} the file {away}{after}; it is most likely {likely}. "
            f"Say --crs {likely} to correct it, or --crs {found.used.name} to take it as it says.",
        ),
        (likely, found.used.name),
    )


def _of_two_frames(found: Decision, likely: str, used: str) -> Question:
    part = f"{max(found.apart, 0.01):.0%}"
    return Question(
        "crs",
        Text(
            f"文件里混着两种坐标系：约 {part} 的行是 {likely}，其余按 {used} 读位置正确。请分成两个文件，"
            f"各用 --crs 导入；或用 --crs {used}（或 --crs {likely}）把全部按一种读。",
            f"The file mixes two frames: about {part} of its rows are {likely}, the others lie right as {used}. "
            f"Part it and import each with its own --crs; or say --crs {used} (or --crs {likely}) to read all "
            "of it as one.",
        ),
        (used, likely),
    )


def _shifted(found: Decision, used: str) -> Question:
    off = "…" if found.offset_m is None else f"{found.offset_m:,.0f}"
    return Question(
        "crs",
        Text(
            f"按 {used} 读，数据与工作区里的同一批记录整体相差 {off} 米，已知的坐标系都解释不了。请查明来源，"
            f"用 --crs 指定坐标系，或用 --crs {used} 照文件所说导入。",
            f"Read as {used} the file lies {off} m off the same records of the workspace as a whole, and no frame "
            f"that is known explains it. Find out where it comes from and name its frame with --crs, or say "
            f"--crs {used} to take it as it says.",
        ),
        (used,),
    )
