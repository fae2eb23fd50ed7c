"""The command `locate` of `app.py`: one place in every datum, its village, who answers there, what stands near.

Options in, one answer out, as text or as one JSON document. How a place is read and written is `gis.coordinates`'s.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import orjson
from shapely.geometry import Point

from db.errors import WorkspaceError
from db.records import KINDS
from db.workspace import Workspace
from gis.coordinates import NOTATIONS, NoPlace, Reading, figures, read, written
from layers import here
from layers.catalogue import CATALOGUE
from layers.commands.answers import add_answers
from layers.layer import Asked, Layer
from layers.near import near

DONE, FAILED, NONSENSE = 0, 1, 2
CLOSEST = 19
"""The zoom at which every class of every layer is drawn."""


def run(arguments: Sequence[str]) -> int:
    """Run ``locate …``; returns the exit code."""
    options = parser().parse_args(arguments[1:])
    try:
        with Workspace.open(options.workspace, readonly=True) as workspace:
            return locate(options, workspace)
    except WorkspaceError as trouble:
        print(trouble.sentence.say(options.lang), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return FAILED


def parser() -> argparse.ArgumentParser:
    """The command line of the command."""
    one = argparse.ArgumentParser(
        prog="app.py locate",
        description="Say a place in every datum, its village and who answers there 定位：坐标换算、所在村、责任人",
    )
    one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    one.add_argument(
        "place",
        metavar="COORDINATES",
        help='"114.18,34.10", degrees and minutes, "X 3774768 Y 38516609", or text pasted from another program',
    )
    one.add_argument(
        "--datum",
        choices=list(NOTATIONS),
        default="wgs84",
        help="what the figures are when they do not say it 坐标系 (default: %(default)s)",
    )
    one.add_argument(
        "--within",
        type=float,
        metavar="METRES",
        help="also list the records at most so far away 周围多少米之内",
    )
    add_answers(one)
    return one


def locate(options: argparse.Namespace, workspace: Workspace) -> int:
    """Answer about ``options.place``; 2 and a sentence when it is no place."""
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    lang, within = options.lang, options.within
    if within is not None and not 0 < within <= 100_000:
        print("--within takes metres, more than 0 and at most 100000", file=sys.stderr)
        return NONSENSE
    ground = here.Ground(workspace)
    try:
        reading = read(options.place, options.datum, near=_middle(ground.read()))
    except NoPlace as trouble:
        print(trouble.sentence.say(lang), file=sys.stderr)
        return NONSENSE
    who = _who(workspace, ground.here(reading.place, today))
    around = (
        {}
        if within is None
        else near(_Everything(workspace, today), reading.place, within, CLOSEST)
    )
    if options.json:
        answer = {**_as_json(reading), **who, "within_m": within, "near": around}
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
        return DONE
    for name in _written_here(reading.place):
        print(written(reading.place, name, lang))
    for what, record in who.items():
        if record is not None:
            print(f"{what:9} {record['name']}")
    for kind, uids in around.items():
        print(f"{KINDS[kind].title.say(lang):16} {len(uids):>8}")
    return DONE


class _Everything:
    """Every layer of the catalogue as if it were shown."""

    def __init__(self, workspace: Workspace, on: dt.date) -> None:
        self._asked = Asked(workspace, on)

    def seen(self) -> list[tuple[Layer, gpd.GeoDataFrame]]:
        """Layers with their features, one of each kind."""
        first = {layer.kind: layer for layer in reversed(CATALOGUE)}
        return [(layer, layer.read(self._asked)) for layer in reversed(first.values())]


def _middle(villages: gpd.GeoDataFrame) -> Point | None:
    """The middle of the workspace, for an easting that names no zone."""
    if villages.empty or villages.geometry.is_empty.all():
        return None
    west, south, east, north = villages.total_bounds
    return Point((west + east) / 2, (south + north) / 2)


def _written_here(place: Point) -> list[str]:
    """The notations that there are at a place: no zone lies abroad."""
    names = []
    for name in NOTATIONS:
        try:
            figures(place, name)
        except ValueError:
            continue
        names.append(name)
    return names


def _as_json(reading: Reading) -> dict[str, Any]:
    frames: dict[str, Any] = {}
    for name in _written_here(reading.place):
        first, second = figures(reading.place, name)
        keys = ("x_north_m", "y_east_m") if NOTATIONS[name].zoned else ("lat", "lng")
        digits = 3 if NOTATIONS[name].zoned else 8
        frames[name] = dict(zip(keys, (round(first, digits), round(second, digits)), strict=True))
    return {"read_as": reading.notation.name, "named_in_text": reading.named, "frames": frames}


def _who(workspace: Workspace, at: here.Here) -> dict[str, Any]:
    links = {
        "village": ("villages", at.village_uid),
        "station": ("units", at.unit_uid),
        "resident": ("officers", at.resident_uid),
        "liaison": ("officers", at.liaison_uid),
    }
    found: dict[str, Any] = {}
    for what, (kind, uid) in links.items():
        name = here.names(workspace, kind, (uid,)).get(uid or "")
        found[what] = None if uid is None else {"uid": uid, "name": name}
    return found
