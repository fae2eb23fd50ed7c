"""Guatu (挂图): the composition root and the command line.

Starting up goes in this order. The command line is read first, with nothing of Qt loaded: `demo`, `check`, `measures`,
`journal` and `rows` are answered by `layers.commands.basic`, the others by a module each, and end here. For the
window, the map's own URL scheme is registered before there is a QApplication, because QtWebEngine reads the list of
schemes once; then come the program (style, font, theme, language), the workspace, and the window around it. Without a
workspace the start page asks for one. Whatever a person should read goes to stderr as one sentence; exit codes are 0
for done, 1 for a fault or a failure, 2 for a command line that makes no sense.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from layers.commands.answers import add_answers
from layers.looks.themes import THEMES
from resources.text import LANGUAGES

SUBCOMMANDS = ("demo", "check", "measures", "journal", "rows")
MODULES = {
    "import": "layers.commands.transfer",
    "export": "layers.commands.transfer",
    "record": "layers.commands.record",
    "set": "layers.commands.record",
    "locate": "layers.commands.locate",
    "cover": "layers.commands.cover",
    "style": "layers.commands.style",
    "page": "layers.commands.page",
    "boundary": "layers.commands.boundary",
    "diagnose": "layers.commands.diagnose",
    "new": "layers.commands.workspace",
    "copy": "layers.commands.workspace",
    "undo": "layers.commands.undo",
    "redo": "layers.commands.undo",
}
"""Commands with a module of their own, which is loaded for them alone; its ``run`` gets the whole command line."""
_EXAMPLES = """\
examples / 示例:
  app.py demo yanling.gpkg --county 411024     生成演示县 build a demo county
  app.py yanling.gpkg                          打开 open it
  app.py yanling.gpkg --select villages:411024100002 --shot out.png --size 1920x1080
  app.py check yanling.gpkg --json             检查 verify file, links, geometry, journal
  app.py measures yanling.gpkg --json          指标 key figures with formula and rows
  app.py journal yanling.gpkg --after 100      日志 who changed what
  app.py rows yanling.gpkg disputes --where "颜色 = 红 且 未结"          查询 records that a query finds
  app.py import yanling.gpkg cameras.xlsx --kind cameras --crs gcj02   导入 take a file in
  app.py export yanling.gpkg out.geojson --kind villages               导出 write a file
  app.py record yanling.gpkg disputes JF411024-2026-0001 --json        记录 one record, what is related, its history
  app.py set yanling.gpkg cameras JK411024-00001 状态=故障 note=       修改 change fields, journalled
  app.py locate yanling.gpkg "114.18,34.10" --datum gcj02              定位 a place in every datum, who answers
  app.py cover yanling.gpkg 411024100002                               监控覆盖 what cameras see of a village
  app.py style yanling.gpkg --by population --method natural           填色 classes of a fill, saved with --save
  app.py page yanling.gpkg map.html --audience briefing                导出网页地图 the map as one file
  app.py diagnose yanling.gpkg report.zip                              诊断包 for support; no record contents
  app.py copy yanling.gpkg postgresql://duty@server/guatu              复制 take a workspace to a server, or back
  app.py boundary yanling.gpkg merge --villages 411024100001,411024100002   调整村界 edit boundaries

exit codes / 退出码: 0 done 完成 · 1 fault or failure 有错误 · 2 wrong command line 用法错误
`app.py COMMAND --help` tells about one command. 各命令的用法见 `app.py 命令 --help`。
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with `arguments` (those of the process when None); returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in SUBCOMMANDS:
        from layers.commands import basic as commands  # noqa: PLC0415 - the window need not wait for it, nor it for the window

        return commands.run(commands_parser().parse_args(given))
    if given and given[0] in MODULES:
        return int(import_module(MODULES[given[0]]).run(given))
    options = window_parser().parse_args(given)
    start, opening = _window(options.workspace, readonly=options.readonly)
    try:
        return int(start.run(options, opening))
    finally:
        if opening is not None:
            opening.give_up()


def _window(target: str | None = None, *, readonly: bool = False) -> tuple[ModuleType, Any]:
    """The module that opens the window, and `target`, if it is a file, as it is being opened meanwhile.

    The module is read with the garbage collector at rest, and without what tables are made with.

    Reading it makes half a million objects that stay; to walk through them again and again would take a sixth of the
    time, and later collections pass them over. The libraries of tables are a third of it, and the first map does
    without them (`layers.kept_layers`): they are read while it is being painted (`ui.map.map_first`).
    """
    gc.disable()
    try:
        from ui.startup import late  # noqa: PLC0415 - for the window only

        late.leave_sources()
        late.put_off("pandas", "geopandas", "rapidfuzz")
        from ui.startup.opening import Opening  # noqa: PLC0415 - it reads what was put off just now

        is_file = target is not None and Path(target).is_file()
        opening = Opening(target, readonly=readonly) if target and is_file else None
        from ui.startup import start  # noqa: PLC0415 - Qt is loaded for the window only
    finally:
        gc.enable()
    gc.freeze()
    return start, opening


def window_parser() -> argparse.ArgumentParser:
    """The command line that opens the window."""
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="挂图: the map war-room of one village, one officer. Opens WORKSPACE in a window, "
        f"or runs one of the commands {', '.join((*SUBCOMMANDS, *MODULES))}.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="app.py [WORKSPACE] [options]\n"
        f"       app.py {{{','.join((*SUBCOMMANDS, *MODULES))}}} … [--help]",
    )
    parser.add_argument(
        "workspace",
        metavar="WORKSPACE",
        nargs="?",
        help="a workspace file (.gpkg) or a postgresql+psycopg:// URL; without it the start page opens 工作区",
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="language of the window 界面语言 (default: as last used, at first zh)",
    )
    parser.add_argument(
        "--theme",
        choices=("dark", "light"),
        help="dark for duty, light for print 主题 (default: as last used)",
    )
    parser.add_argument(
        "--mode",
        choices=("duty", "planning", "briefing"),
        help="in which mode the window starts 模式 (default: as the settings say, at first duty)",
    )
    parser.add_argument(
        "--map-theme",
        metavar="NAME",
        help=f"how the map starts 地图专题: {', '.join(theme.name for theme in THEMES)} or a saved one "
        "(default: as the mode was left)",
    )
    parser.add_argument(
        "--wall",
        action="store_true",
        help="names and marks of the map at wall size, twice as large 大屏字号",
    )
    parser.add_argument("--readonly", action="store_true", help="open for reading only 只读打开")
    parser.add_argument(
        "--shot",
        type=Path,
        metavar="FILE.png",
        help="wait until map and panels are completely painted, save the whole window, end 截图",
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="WIDTHxHEIGHT",
        help="size of the window in pixels, e.g. 1920x1080 窗口大小",
    )
    parser.add_argument(
        "--view",
        type=_view,
        metavar="LAT,LNG,ZOOM",
        help="where the map starts 地图位置, e.g. 34.10,114.19,13",
    )
    parser.add_argument(
        "--select",
        type=_selected,
        metavar="KIND:KEY",
        help="select a record 选中记录: KIND as villages, officers, cameras, disputes …; "
        "KEY its code, badge, serial, case number or uid",
    )
    parser.add_argument("--version", action="version", version=f"guatu {version()}")
    return parser


def commands_parser() -> argparse.ArgumentParser:
    """The command line of the commands that need no window."""
    parser = argparse.ArgumentParser(prog="app.py", description="Guatu 挂图", epilog=_EXAMPLES)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    add_answers(shared)

    demo = commands.add_parser("demo", parents=[shared], help="build a demo county 生成演示县")
    demo.add_argument(
        "workspace",
        metavar="WORKSPACE",
        help="the file to create, which must not exist, or the URL of an empty database with PostGIS",
    )
    demo.add_argument(
        "--county",
        required=True,
        metavar="CODE",
        help="411024 Yanling, 411528 Xixian, 610627 Ganquan, 410402 Xinhua, 3503 Putian",
    )
    demo.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help="another seed, another county 随机种子 (default: 1)",
    )
    demo.add_argument(
        "--on", type=_day, metavar="DATE", help="the day the demo is made for 日期 (default: today)"
    )

    check = commands.add_parser(
        "check", parents=[shared], help="verify file, schema, links, geometry, journal 检查"
    )
    check.add_argument("workspace", metavar="WORKSPACE", help="file or URL")

    measures = commands.add_parser(
        "measures", parents=[shared], help="key figures, formulas and rows 指标"
    )
    measures.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    measures.add_argument(
        "--on", type=_day, metavar="DATE", help="the day counted for 日期 (default: today)"
    )
    measures.add_argument(
        "--name",
        action="append",
        metavar="MEASURE",
        help="only this figure (may be repeated) 只算此项",
    )

    journal = commands.add_parser("journal", parents=[shared], help="operations, oldest first 日志")
    journal.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    journal.add_argument(
        "--after", type=int, default=0, metavar="N", help="only entries after sequence N 序号之后"
    )
    journal.add_argument("--limit", type=int, metavar="N", help="at most N entries 条数")
    journal.add_argument(
        "--record",
        type=_selected,
        metavar="KIND:UID",
        help="only entries that touched this record 只看此记录",
    )

    rows = commands.add_parser("rows", parents=[shared], help="records that a query finds 查询")
    rows.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    rows.add_argument("kind", metavar="KIND", choices=_kinds(), help="villages, disputes … 类别")
    rows.add_argument(
        "--where",
        default="",
        metavar="QUERY",
        help="see docs/query.md 条件, e.g. 颜色 = 红 且 未结",
    )
    rows.add_argument("--limit", type=int, metavar="N", help="at most N records 条数")
    rows.add_argument("--view", default="", metavar="NAME", help="as a saved view shows them 视图")
    rows.add_argument("--columns", default="", metavar="A,B", help="columns, by label or name 列")
    rows.add_argument("--group", default="", metavar="COLUMN", help="with a count a group 分组")
    rows.add_argument("--totals", action="store_true", help="what the columns add up to 合计")
    return parser


def _kinds() -> list[str]:
    from db.records import KINDS  # noqa: PLC0415 - the window's command line does without

    return sorted(KINDS)


def version() -> str:
    """The version of the program."""
    from importlib.metadata import version as installed  # noqa: PLC0415 - asked for rarely

    return installed("guatu")


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,5})[xX×](\d{3,5})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"expected WIDTHxHEIGHT such as 1920x1080, not {text!r}")
    return int(match[1]), int(match[2])


def _view(text: str) -> tuple[float, float, float]:
    try:
        lat, lng, zoom = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected LAT,LNG,ZOOM such as 34.10,114.19,13, not {text!r}"
        ) from None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180 and 0 <= zoom <= 22):
        raise argparse.ArgumentTypeError(f"latitude, longitude or zoom out of range: {text!r}")
    return lat, lng, zoom


def _selected(text: str) -> tuple[str, str]:
    kind, colon, key = text.partition(":")
    if not (kind and colon and key):
        raise argparse.ArgumentTypeError(
            f"expected KIND:KEY such as villages:411024100002, not {text!r}"
        )
    return kind, key


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected a date such as 2026-11-22, not {text!r}"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
