"""The command `boundary` of `app.py`: move, split, merge, cut and draw village boundaries without a window.

Options in, one answer out, an exit code: 0 done (or worked out, with ``--dry-run``), 1 refused or failed, 2 a command
line that makes no sense. Places are lon,lat in EPSG:4326; a line or ring is ``lon,lat lon,lat …`` or WKT.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import orjson
import shapely

from db.errors import WorkspaceError
from db.records import Township, Village
from db.records.places import BOUNDARY_SOURCES, VILLAGE_KINDS
from db.workspace import Workspace
from gis.boundary import Edit, carve, cut, draw, furthest, grip, merge, shift, split, stretch
from gis.boundary.areas import MU_M2
from layers.boundary.findings import inspect
from layers.boundary.land import BoundaryError, Land, told, whole
from layers.boundary.mending import AT_ONCE, EVERY, mend_all, write_points
from layers.boundary.plan import NewVillage, Plan, plan
from layers.boundary.write import verb_of, write
from layers.commands.answers import add_answers
from resources.text import Text

DONE, FAILED, USAGE = 0, 1, 2
Points = tuple[tuple[str, str, str], ...]
"""Kind and uid of points, and the village that each names from now on."""
_NO_CODE = Text(
    "这个乡镇的代码已用完，用 --code 指定新村的代码。",
    "The township has no code left; give the new village's with --code.",
)


def run(arguments: Sequence[str]) -> int:
    """Run ``boundary …``; returns the exit code."""
    return boundary(parser().parse_args(arguments[1:]))


def parser() -> argparse.ArgumentParser:
    """The command line of the command."""
    whole_ = argparse.ArgumentParser(
        prog="app.py boundary", description="Edit village boundaries that stay whole 调整村界"
    )
    whole_.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    commands = whole_.add_subparsers(dest="what", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--dry-run", action="store_true", help="work out, write nothing 试运行")
    shared.add_argument(
        "--repoint",
        action="store_true",
        help="points that lie in another village then name it 按位置改所在村",
    )
    shared.add_argument(
        "--source", choices=sorted(BOUNDARY_SOURCES), help="where the boundary now comes from 来源"
    )
    add_answers(shared)
    snap = argparse.ArgumentParser(add_help=False)
    snap.add_argument(
        "--snap",
        type=float,
        default=10.0,
        metavar="M",
        help="metres within which what is given is taken to a boundary 吸附 (default: 10)",
    )
    one = commands.add_parser("shift", parents=[shared, snap], help="move vertices 移动边界")
    one.add_argument("--at", action="append", type=place, required=True, metavar="LON,LAT")
    one.add_argument(
        "--to",
        action="append",
        type=place,
        required=True,
        metavar="LON,LAT",
        help="as often as --at; with --taper or --rigid, --at twice (the ends) and --to once (where the first end "
        "would go)",
    )
    one.add_argument("--village", metavar="CODE", help="whose boundary; needed for a stretch")
    one.add_argument(
        "--furthest", action="store_true", help="as far as nothing crosses 能移多远移多远"
    )
    way = one.add_mutually_exclusive_group()
    way.add_argument("--rigid", action="store_true", help="a stretch, all by the same 整段平移")
    way.add_argument("--taper", action="store_true", help="a stretch, less to its ends 渐变")

    one = commands.add_parser("split", parents=[shared, snap], help="divide a village 拆分")
    one.add_argument("--village", required=True, metavar="CODE")
    one.add_argument("--line", required=True, type=line, metavar="LINE")
    one.add_argument(
        "--keep", type=place, metavar="LON,LAT", help="on the side that keeps the code"
    )
    _new_village(one)

    one = commands.add_parser("merge", parents=[shared], help="make one of several 合并")
    one.add_argument("--villages", required=True, metavar="CODE,CODE…")
    one.add_argument("--into", metavar="CODE", help="the survivor (default: the first)")

    one = commands.add_parser("cut", parents=[shared, snap], help="give a piece away 划转")
    one.add_argument("--village", required=True, metavar="CODE", help="who gives")
    one.add_argument("--to", required=True, metavar="CODE", help="who takes")
    by = one.add_mutually_exclusive_group(required=True)
    by.add_argument("--line", type=line, metavar="LINE")
    by.add_argument("--polygon", type=ring, metavar="RING")
    one.add_argument("--piece", type=place, metavar="LON,LAT", help="on the piece that goes over")

    one = commands.add_parser("draw", parents=[shared, snap], help="a new one on free land 新划")
    one.add_argument("--polygon", required=True, type=ring, metavar="RING")
    one.add_argument(
        "--take", action="store_true", help="ground of villages inside it, too 连同村里的地"
    )
    one.add_argument("--township", required=True, metavar="CODE")
    _new_village(one)

    one = commands.add_parser(
        "mend", parents=[shared], help="what the check finds, at once 修复检查出的问题"
    )
    one.add_argument(
        "--sort",
        action="append",
        choices=EVERY,
        help=f"only these (default: {', '.join(AT_ONCE)})",
    )
    return whole_


def _new_village(one: argparse.ArgumentParser) -> None:
    one.add_argument("--code", metavar="CODE", help="of the new village (default: the next free)")
    one.add_argument("--name", required=True, help="of the new village 新村名称")
    one.add_argument("--kind", choices=sorted(VILLAGE_KINDS), default="village")


def boundary(options: argparse.Namespace) -> int:
    """Work the edit out, write it, and tell what it did."""
    try:
        with Workspace.open(options.workspace, readonly=options.dry_run) as workspace:
            land = whole(workspace)
            with told():
                planned, points, more = _work_out(workspace, land, options)
            document = planned.as_json() | more | {"dry_run": options.dry_run, "sequence": None}
            if not options.dry_run:
                on = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
                with workspace.operation(verb_of(planned), label=planned.label()) as op:
                    write_points(op, workspace, points, on)
                    write(
                        op, workspace, planned, on, repoint=options.repoint, source=options.source
                    )
                done = op.change_set
                if done is not None:
                    document |= {"sequence": done.sequence, "operation": done.operation}
    except Usage as wrong:
        print(f"app.py boundary {options.what}: {wrong}", file=sys.stderr)
        return USAGE
    except WorkspaceError as refused:
        if options.json:
            _print({"ok": False, "sentence": _both(refused.sentence)} | _villages(refused))
        print(refused.sentence.say(options.lang), file=sys.stderr)
        return FAILED
    if options.json:
        _print({"ok": True} | document)
    else:
        _say(planned, options)
    return DONE


def _work_out(
    workspace: Workspace, land: Land, options: argparse.Namespace
) -> tuple[Plan, Points, dict[str, Any]]:
    """The plan that is asked for; for mending also the points that name another village, and what is refused."""
    if options.what != "mend":
        return EDITS[options.what](workspace, land, options), (), {}
    found = inspect(workspace, land)
    wanted = options.sort or AT_ONCE
    faults = [fault for fault in found.faults if fault.sort in wanted]
    mending = mend_all(workspace, land, faults, sorts=wanted, spared=found.notes)
    refused = [
        {"sort": fault.sort, "name": found.name(fault), "reason": _both(why)}
        for fault, why in mending.refused
    ]
    mended = dict(Counter(fault.sort for fault in mending.mended))
    nothing = plan(workspace, land, "mend", Edit({}))
    return mending.plan or nothing, mending.points, {"mended": mended, "refused": refused}


def _shift(workspace: Workspace, land: Land, options: argparse.Namespace) -> Plan:
    label = land.uid_of(options.village) if options.village else None
    held = [grip(land.mosaic, at, options.snap, label) for at in options.at]
    if options.rigid or options.taper:
        if label is None or len(held) != 2 or len(options.to) != 1:
            raise Usage("a stretch needs --village, --at twice and --to once")
        by = (options.to[0][0] - held[0][0], options.to[0][1] - held[0][1])
        ends = (held[0], held[1])
        how: Any = "taper" if options.taper else "rigid"
        at, to = stretch(land.mosaic, label, ends, by, how)
    else:
        if len(held) != len(options.to):
            raise Usage("--at and --to come in pairs")
        at, to = np.array(held), np.array(options.to)
    if options.furthest:
        return plan(workspace, land, "shift", furthest(land.mosaic, at, to)[0])
    return plan(workspace, land, "shift", shift(land.mosaic, at, to))


def _split(workspace: Workspace, land: Land, options: argparse.Namespace) -> Plan:
    label = land.uid_of(options.village)
    parent = workspace.get(Village, label)
    assert parent is not None
    new = _named(land, options, parent.code[:9], parent.township_uid, parent.unit_uid)
    edit = split(
        land.mosaic, label, options.line, str(uuid.uuid4()), snap_m=options.snap, keep=options.keep
    )
    return plan(workspace, land, "split", edit, new=new)


def _merge(workspace: Workspace, land: Land, options: argparse.Namespace) -> Plan:
    chosen = [land.uid_of(code.strip()) for code in options.villages.split(",") if code.strip()]
    into = land.uid_of(options.into) if options.into else chosen[0]
    return plan(workspace, land, "merge", merge(land.mosaic, chosen, into), into=into)


def _cut(workspace: Workspace, land: Land, options: argparse.Namespace) -> Plan:
    giver, taker = land.uid_of(options.village), land.uid_of(options.to)
    by = options.line if options.polygon is None else options.polygon
    edit = cut(land.mosaic, giver, by, taker, snap_m=options.snap, piece=options.piece)
    return plan(workspace, land, "cut", edit)


def _draw(workspace: Workspace, land: Land, options: argparse.Namespace) -> Plan:
    found = workspace.find(Township, code=options.township)
    if not found:
        raise BoundaryError(
            Text(
                f"没有代码为“{options.township}”的乡镇。",
                f"There is no township with the code “{options.township}”.",
            )
        )
    new = _named(land, options, found[0].code, found[0].uid, None)
    make = carve if options.take else draw
    edit = make(land.mosaic, options.polygon, str(uuid.uuid4()), snap_m=options.snap)
    return plan(workspace, land, "draw", edit, new=new)


EDITS: dict[str, Callable[[Workspace, Land, argparse.Namespace], Plan]] = {
    "shift": _shift,
    "split": _split,
    "merge": _merge,
    "cut": _cut,
    "draw": _draw,
}
"""Sub-command to the function that works its edit out."""


def _named(
    land: Land,
    options: argparse.Namespace,
    township_code: str,
    township_uid: str | None,
    unit_uid: str | None,
) -> NewVillage:
    code = options.code or land.next_code(township_code)
    if not code:
        raise BoundaryError(_NO_CODE)
    return NewVillage(code, options.name, township_uid, unit_uid, options.kind)


def place(text: str) -> tuple[float, float]:
    """``LON,LAT`` in degrees; argparse.ArgumentTypeError when it is none."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected LON,LAT such as 114.19,34.10, not {text!r}"
        ) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(f"longitude or latitude out of range: {text!r}")
    return lon, lat


def line(text: str) -> Any:
    """A LineString from WKT or from places; argparse.ArgumentTypeError when it is none."""
    return _shape(text, "LineString", 2)


def ring(text: str) -> Any:
    """A Polygon from WKT or from the places of its corners; argparse.ArgumentTypeError when it is none."""
    return _shape(text, "Polygon", 3)


def _shape(text: str, wanted: str, least: int) -> Any:
    if text.strip()[:1].isalpha():
        made: Any = shapely.from_wkt(text, on_invalid="ignore")
        if made is None or made.geom_type != wanted or made.is_empty:
            raise argparse.ArgumentTypeError(f"expected the WKT of a {wanted}, not {text!r}")
        return made
    places = [place(part) for part in text.split()]
    if len(places) < least:
        raise argparse.ArgumentTypeError(f"a {wanted} has {least} corners or more, not {text!r}")
    return shapely.LineString(places) if least == 2 else shapely.Polygon(places)


class Usage(Exception):
    """A command line whose parts do not go together."""


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _villages(refused: WorkspaceError) -> dict[str, Any]:
    return {"villages": list(refused.labels)} if isinstance(refused, BoundaryError) else {}


def _say(planned: Plan, options: argparse.Namespace) -> None:
    for area in planned.areas:
        before, after = (
            "–" if m2 is None else f"{m2 / 1e6:.4f} km² {m2 / MU_M2:.1f} 亩"
            for m2 in (area.before_m2, area.after_m2)
        )
        print(f"{area.code:12}  {before:>28}  →  {after:>28}  {area.name}")
    for outline in planned.outlines:
        print(f"{outline.kind}: {outline.name}")
    for kind, uids in planned.relinked.items():
        print(f"{kind}: {len(uids)}")
    if planned.points:
        said = "re-pointed" if options.repoint else "lie in another village now (--repoint)"
        print(f"{len(planned.points)} points {said}")


def _print(document: Any) -> None:
    print(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
