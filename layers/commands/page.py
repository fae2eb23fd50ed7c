"""The command `page` of `app.py`: the map of a workspace as one file that any browser opens with no network.

Options in, one answer out, an exit code: 0 written, 2 the file exists and nobody said that it may be replaced, 1
anything else. What goes out, and to whom, is `layers.pages.export`'s and `layers.pages.readership`'s.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import orjson

from db.errors import WorkspaceError
from db.workspace import Workspace
from gis.transfer.errors import TransferError, TransferQuestion
from layers.base.basemap import DATUMS, BaseLook, BaseMap
from layers.base.tiles import LEFT_OUT, MOST_BYTES
from layers.looks.styling import Styling
from layers.looks.theme_store import all_themes, find_theme
from layers.looks.themes import DUTY, THEMES
from layers.pages.export import Extent, PageOptions, export_page
from layers.pages.readership import AUDIENCES, BRIEFING, audience_named
from layers.stack import LayerStack
from layers.style import THEMES as COLOURS
from resources.text import LANGUAGES

DONE, FAILED, QUESTION = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run ``page …``; returns the exit code."""
    return page_command(parser().parse_args(arguments[1:]))


def parser() -> argparse.ArgumentParser:
    """The command line of the command."""
    one = argparse.ArgumentParser(
        prog="app.py page",
        description="Write the map as one self-contained html file 导出网页地图",
    )
    one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    one.add_argument("file", metavar="OUT.html", type=Path)
    one.add_argument(
        "--theme",
        metavar="NAME",
        default=DUTY.name,
        help=f"what is shown at first: {', '.join(theme.name for theme in THEMES)}, "
        "or a theme saved in the workspace 专题 (default: %(default)s)",
    )
    one.add_argument(
        "--colours", choices=COLOURS, default="dark", help="dark for screens, light for print 配色"
    )
    one.add_argument(
        "--audience",
        choices=[audience.name for audience in AUDIENCES],
        default=BRIEFING.name,
        help="; ".join(f"{a.name} {a.title.zh}: {a.purpose.en}" for a in AUDIENCES),
    )
    one.add_argument(
        "--extent",
        type=extent,
        metavar="W,S,E,N",
        help="only what reaches into it, in degrees 范围, e.g. 114.1,34.0,114.3,34.2 "
        "(write --extent=-… for a western longitude)",
    )
    one.add_argument(
        "--base",
        metavar="FILE",
        type=Path,
        help="base map, MBTiles or PMTiles, of which the tiles of the extent go along 底图 "
        f"(at most {MOST_BYTES // 1_000_000} MB)",
    )
    one.add_argument(
        "--base-datum",
        choices=DATUMS,
        default="wgs84",
        help="of its tiles 底图坐标 (default: wgs84)",
    )
    one.add_argument("--title", default="", help="at the head of the page 标题")
    one.add_argument("--overwrite", action="store_true", help="replace the file 覆盖")
    one.add_argument(
        "--lang", choices=LANGUAGES, default="zh", help="language of the page 语言 (default: zh)"
    )
    one.add_argument("--json", action="store_true", help="answer as one JSON document")
    return one


def extent(text: str) -> Extent:
    """``W,S,E,N`` in degrees; argparse.ArgumentTypeError when it is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected W,S,E,N in degrees, not {text!r}") from None
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise argparse.ArgumentTypeError(f"no such extent: {text!r}")
    return west, south, east, north


def page_command(options: argparse.Namespace) -> int:
    """Write the page; prints what went out."""
    wanted = PageOptions(
        theme=options.colours,
        lang=options.lang,
        audience=audience_named(options.audience),
        extent=options.extent,
        title=options.title,
        overwrite=options.overwrite,
    )
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    try:
        with Workspace.open(options.workspace) as workspace:
            theme = find_theme(workspace, options.theme)
            if theme is None:
                known = ", ".join(each.name for each in all_themes(workspace))
                print(f"no theme is called {options.theme}; there are {known}", file=sys.stderr)
                return QUESTION
            stack = LayerStack(workspace, today=lambda: today)
            Styling(workspace, stack, today=lambda: today).show(theme)
            wanted = replace(wanted, subtitle=theme.title.say(options.lang))
            with ExitStack() as opened:
                if options.base is not None:
                    base = opened.enter_context(closing(BaseMap(options.base)))
                    wanted = replace(wanted, base=(base, BaseLook(options.base_datum)))
                said = export_page(workspace, stack, options.file, wanted, today)
    except (TransferError, WorkspaceError) as error:
        sentence = error.sentence.say(options.lang)
        if options.json:
            print(orjson.dumps({"error": sentence, "operation": None}).decode())
        print(sentence, file=sys.stderr)
        return QUESTION if isinstance(error, TransferQuestion) else FAILED
    if options.json:
        print(orjson.dumps(said, option=orjson.OPT_INDENT_2).decode())
    else:
        features = sum(said["layers"].values())
        print(f"{features} features, {said['bytes'] / 1e6:.1f} MB → {options.file.name}")
    if options.base is not None and said["base"] is None:
        print(LEFT_OUT.say(options.lang), file=sys.stderr)
    return DONE
