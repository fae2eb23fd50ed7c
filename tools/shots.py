"""Draws the pictures of the README and the guide: real windows on the demo county, taken by ``app.py --shot``.

    .venv/bin/python -m tools.shots              all of them, into docs/shots
    .venv/bin/python -m tools.shots war-room-dark-zh --into build/shots
    .venv/bin/python -m tools.shots wall         the wall charts alone (`tools.wall_shots`), into docs/shots/wall

Look at them before committing: alignment, clipped text, contrast, empty places. The demo is built for today, so that
nothing in it is stale; its names and boundaries are the same every day.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from shapely import Point

from db.records import Dispute
from db.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
COUNTY, CITY = "411024", "3503"
WALL = "wall"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: how the program is started, and which record is selected."""

    lang: str
    theme: str
    size: str = "1920x1080"
    select: Callable[[Workspace], str] | None = None
    zoom: float | None = None
    """Shows the surroundings of the record at this zoom, instead of the record close by."""
    scale: float = 1.0
    mode: str = ""


def a_dispute(workspace: Workspace) -> str:
    """The red dispute in mediation that was found last."""
    rows = workspace.frame("disputes", columns=["case_no", "colour", "state", "found"])
    red = (rows["colour"] == "red") & (rows["state"] == "mediating")
    rows = rows.loc[red].sort_values("found")
    return f"disputes:{rows['case_no'].iloc[-1]}"


def a_village(workspace: Workspace) -> str:
    """The most populous village."""
    rows = workspace.frame("villages", columns=["code", "population"])
    return f"villages:{rows.sort_values('population')['code'].iloc[-1]}"


def an_officer(workspace: Workspace) -> str:
    """An officer with several villages, whose area is shown."""
    held = workspace.frame("postings", columns=["officer_uid", "post", "village_uid", "end"])
    held = held.loc[(held["post"] == "resident") & held["end"].isna()]
    uid = held.groupby("officer_uid").size().idxmax()
    officers = workspace.frame("officers", columns=["uid", "badge"]).set_index("uid")
    return f"officers:{officers['badge'][str(uid)]}"


def around(workspace: Workspace, selected: str, zoom: float) -> str:
    """``LAT,LNG,ZOOM`` with the dispute `selected` in the middle."""
    number = selected.partition(":")[2]
    place = workspace.find(Dispute, case_no=number)[0].geom
    assert isinstance(place, Point)
    return f"{place.y:.5f},{place.x:.5f},{zoom:g}"


SCENES: dict[str, Scene] = {
    "war-room-dark-zh": Scene("zh", "dark", select=a_dispute, zoom=13),
    "war-room-light-en": Scene("en", "light", select=a_village),
    "county-dark-zh": Scene("zh", "dark"),
    "officer-dark-zh": Scene("zh", "dark", select=an_officer),
    "small-screen-dark-en": Scene("en", "dark", "1366x768", select=a_dispute, zoom=13),
    "large-type-light-zh": Scene("zh", "light", "1280x800", select=a_dispute, scale=1.5),
}
MODES: dict[str, Callable[[Workspace], str]] = {
    "duty": a_dispute,
    "planning": an_officer,
    "briefing": a_village,
}
"""Which record stands for the work of a mode."""
SCENES |= {
    f"{mode}-{name}": Scene(lang, theme, size, selected if chosen else None, scale=scale, mode=mode)
    for mode, selected in MODES.items()
    for name, lang, theme, size, chosen, scale in (
        ("dark-zh", "zh", "dark", "1920x1080", True, 1.0),
        ("light-en", "en", "light", "1366x768", True, 1.0),
        ("dark-en", "en", "dark", "1366x768", False, 1.0),
        ("large-light-zh", "zh", "light", "1280x720", True, 1.5),
    )
}
"""Four of each mode besides: both themes and languages, a large and a small screen, and one at one and a half times."""


def main() -> int:
    """Draw the scenes; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scene", nargs="*", help=f"of {', '.join(SCENES)}, {WALL} (default: all)")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "shots")
    options = parser.parse_args()
    unknown = sorted(set(options.scene) - {*SCENES, WALL})
    if unknown:
        parser.error(f"no such scene: {', '.join(unknown)}")
    options.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "鄢陵.gpkg"
        _app("demo", str(county), "--county", COUNTY)
        for name in options.scene or SCENES:
            if name == WALL:
                continue
            file = options.into / f"{name}.png"
            _draw(SCENES[name], county, file)
            print(file)
        if not options.scene or WALL in options.scene:
            _draw_wall(county, Path(folder) / "莆田.gpkg", options.into / "wall")
    return 0


def _draw_wall(county: Path, city: Path, into: Path) -> None:
    _app("demo", str(city), "--county", CITY)
    environment = _environment()
    command = [sys.executable, "-m", "tools.wall_shots", str(county), str(city), str(into)]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def _draw(scene: Scene, county: Path, file: Path) -> None:
    words = [
        str(county),
        "--shot",
        str(file),
        "--lang",
        scene.lang,
        "--theme",
        scene.theme,
    ]
    words += ["--size", scene.size]
    if scene.mode:
        words += ["--mode", scene.mode]
    if scene.select is not None:
        with Workspace.open(county, readonly=True) as workspace:
            selected = scene.select(workspace)
            words += ["--select", selected]
            if scene.zoom is not None:
                words += ["--view", around(workspace, selected, scene.zoom)]
    _app(*words, scale=scene.scale)
    Image.open(file).convert("RGB").save(file, optimize=True)


def _environment(scale: float = 1.0) -> dict[str, str]:
    environment = {**os.environ, "QT_SCALE_FACTOR": f"{scale:g}", "LOGNAME": "值班员"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environment.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    return environment


def _app(*words: str, scale: float = 1.0) -> None:
    environment = _environment(scale)
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"app.py {' '.join(words)} ended {done.returncode}:\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
