"""What a person is asked about the frame of a file, in sentences that say how to answer.

`layers.intake.frame` measures and decides; what it found is put into words here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gis.reference import ReferenceFrame
from gis.suspect import FEW
from layers.intake.options import Question
from resources.text import Text

if TYPE_CHECKING:
    from layers.intake.frame import Decision


def no_frame(said: str) -> Question:
    """Asked where a person named a frame that does not exist."""
    return Question(
        "crs",
        Text(
            f"没有坐标系“{said}”。可写 EPSG:4326、EPSG:4547、gcj02、bd09 等。",
            f"There is no frame “{said}”. Write EPSG:4326, EPSG:4547, gcj02, bd09 and the like.",
        ),
        ("EPSG:4326", "EPSG:4490", "gcj02", "bd09"),
    )


def question_of(found: Decision) -> Question | None:
    """What must be asked before a file is read in the frame that it declares, if anything."""
    likely = found.suspected.name if found.suspected is not None else None
    if found.used is None:
        hint_zh = f"最像 {likely}。" if likely else ""
        hint = f" It is most likely {likely}." if likely else ""
        usual = found.fitting or ("EPSG:4326", "EPSG:4490", "gcj02", "bd09", "EPSG:4547")
        if found.fitting:
            hint_zh = f"按 {'、'.join(usual)} 读都落在工作区里。"
            hint = f" Read as {', '.join(usual)} it lies in the workspace."
        return Question(
            "crs",
            Text(
                f"文件没有说明坐标系，不能猜。{hint_zh}用 --crs 指定。",
                f"The file names no coordinate system, and it is not guessed.{hint} "
                "Name it with --crs.",
            ),
            tuple(dict.fromkeys([likely, *usual] if likely else usual)),
        )
    if found.apart and likely is not None:
        return _of_two_frames(found, likely, found.used.name)
    if found.shifted:
        return _shifted(found, found.used.name, likely)
    if found.untied and likely is None and (found.offset_m is None or found.matched < FEW):
        return Question("crs", _ask_untied(found.used), (found.used.name,))
    if likely is None:
        return None
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
            f"用 --crs {likely} 纠正，或用 --crs {found.used.name} 照文件所说导入。",
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
            f"文件里混着两种坐标系：约 {part} 的行是 {likely}，其余按 {used} 读位置正确。分成两个文件，"
            f"各用 --crs 导入；或用 --crs {used}（或 --crs {likely}）把全部按一种读。",
            f"The file mixes two frames: about {part} of its rows are {likely}, the others lie right as {used}. "
            f"Part it and import each with its own --crs; or say --crs {used} (or --crs {likely}) to read all "
            "of it as one.",
        ),
        (used, likely),
    )


def _shifted(found: Decision, used: str, likely: str | None) -> Question:
    off = "…" if found.offset_m is None else f"{found.offset_m:,.0f}"
    back_zh, back = "", ""
    if likely is not None:
        back_zh = f"用 --crs {likely} 按量得的差平移改正，"
        back = f"say --crs {likely} to move it back by what was measured, "
    why_zh, why = "已知的坐标系都解释不了", "no frame that is known explains it"
    if found.untied:
        why_zh = "这个坐标系没有公开的转换参数，差的就是它"
        why = "no published parameters tie this frame to WGS-84, which is the cause"
    return Question(
        "crs",
        Text(
            f"按 {used} 读，数据与工作区里的同一批记录整体相差 {off} 米，{why_zh}。查明来源。{back_zh}"
            f"用 --crs 另指定坐标系，或用 --crs {used} 照文件所说导入。",
            f"Read as {used} the file lies {off} m off the same records of the workspace as a whole, and {why}. "
            f"Find out where it comes from. Then {back}name its frame with --crs, or say "
            f"--crs {used} to take it as it says.",
        ),
        (used,) if likely is None else (likely, used),
    )


def unproved(found: Decision) -> list[Text]:
    """What to say of a frame that only a format's standard declares, where nothing in the workspace proves it."""
    if found.used is None or found.question is not None or found.matched or not found.in_china:
        return []
    return [
        Text(
            f"按格式规定当作 {found.used.name} 读；都是新的，没有可比对的记录，坐标系没能核对。"
            "从高德、腾讯、百度等网页地图取的，指明 gcj02 或 bd09，否则会偏几百米。",
            f"Read as {found.used.name}, as the format has it; all is new and nothing in the workspace could prove it. "
            "If it comes from a Chinese web map, name gcj02 or bd09, or it lies hundreds of metres off.",
        )
    ]


def untied(frame: ReferenceFrame) -> Text:
    """How far off places may lie that are read in a frame without published parameters."""
    return Text(
        f"{frame.name}（{frame.title}）没有公开的转换参数，按 WGS-84 读，位置会偏几十米到几百米"
        "（北京54、西安80 一般不到 150 米）。",
        f"No published parameters tie {frame.name} ({frame.title}) to WGS-84; it is read as though it were, and places "
        "lie tens to hundreds of metres off (Beijing 1954 and Xi'an 1980 usually less than 150).",
    )


def _ask_untied(frame: ReferenceFrame) -> Text:
    said = untied(frame)
    return Text(
        f"{said.zh}知道本地平移量的，坐标系写成 moved:东,北:{frame.name}（米，如 moved:85.1,-14.9:{frame.name}）。"
        f"不知道就用 --crs {frame.name} 照原样导入。",
        f"{said.en} If you know the local shift, write the frame as moved:EAST,NORTH:{frame.name} (metres, such as "
        f"moved:85.1,-14.9:{frame.name}). If not, --crs {frame.name} takes it as it is.",
    )
