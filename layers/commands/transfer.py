"""The commands `import` and `export` of `app.py`: options in, one answer out, an exit code.

An import that needs a person's word ends with 2 and the question; a failure ends with 1 and a
sentence; 0 means done. With ``--json`` the answer is one JSON document in every case.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from db.errors import WorkspaceError
from db.records import KINDS
from db.workspace import Workspace
from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.writer import SUFFIXES
from layers import intake, outlet
from layers.commands.answers import add_answers
from layers.commands.stoppable import stoppable
from layers.intake.options import MODES, NEAREST_M, ORDERS, REMEDIES, IntakeOptions
from layers.intake.shapes import CLASSES
from resources.text import LANGUAGES, Text

DONE, FAILED, QUESTION = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run ``import …`` or ``export …``; returns the exit code."""
    options = parser().parse_args(arguments)
    return COMMANDS[options.command](options)


def parser() -> argparse.ArgumentParser:
    """The command line of the two commands."""
    whole = argparse.ArgumentParser(prog="app.py", description="Guatu 挂图")
    commands = whole.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    add_answers(shared)
    _import_parser(commands, shared)
    _export_parser(commands, shared)
    return whole


def _import_parser(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser(
        "import", parents=[shared], help="take a file in as one undoable operation 导入"
    )
    one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    one.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="SHP, ZIP, GPKG, GeoJSON, KML, KMZ, GPX, CSV, XLSX, PBF",
    )
    one.add_argument("--kind", required=True, choices=sorted(KINDS), help="what the rows are 类别")
    one.add_argument("--layer", metavar="NAME", help="layer, sheet, or file of an archive 图层")
    one.add_argument(
        "--crs",
        metavar="FRAME",
        help="EPSG:n, gcj02, bd09, bd09mc, swapped:…, feet:…, gcj02:EPSG:n, moved:EAST,NORTH:EPSG:n (metres) … 坐标系",
    )
    one.add_argument("--encoding", metavar="NAME", help="gbk, utf-8, big5 … 编码")
    one.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="a column's field; COLUMN= leaves it out 列对应",
    )
    one.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="the same value for every row 常量",
    )
    one.add_argument(
        "--value",
        action="append",
        default=[],
        metavar="FIELD:WORD=CODE",
        help="a word of the file for one of ours 值对应",
    )
    one.add_argument(
        "--key", metavar="FIELD", help="the field that tells which record a row is 主键"
    )
    one.add_argument(
        "--mode", choices=MODES, default="update", help="add, update (default) or replace 方式"
    )
    one.add_argument(
        "--dry-run", action="store_true", help="work everything out, write nothing 试运行"
    )
    one.add_argument(
        "--fresh",
        action="store_true",
        help="do not read columns as they were told last time 不沿用上次的列对应",
    )
    one.add_argument(
        "--decimal",
        choices=("comma", "point"),
        help="what 1,234 is where the file does not tell: 1.234 or 1234 逗号是小数点还是千分位",
    )
    one.add_argument(
        "--dates",
        choices=ORDERS,
        help="how 05/03/2026 stands where the file does not tell 日期的年月日次序",
    )
    one.add_argument(
        "--nearest",
        type=_metres,
        default=NEAREST_M,
        metavar="METRES",
        help="how far --assign-nearest may go (default: 500) 归最近的村最多多远",
    )
    for name, meaning in REMEDIES.items():
        one.add_argument(f"--{name}", action="store_true", help=f"{meaning.en} {meaning.zh}")


def _metres(text: str) -> float:
    metres = float(text)
    if not 0 < metres <= 20_000:
        raise argparse.ArgumentTypeError("0 < METRES ≤ 20000")
    return metres


def _export_parser(commands: Any, shared: argparse.ArgumentParser) -> None:
    one = commands.add_parser("export", parents=[shared], help="write records to a file 导出")
    one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    one.add_argument("file", metavar="OUT", type=Path, help="the file to write")
    one.add_argument("--kind", required=True, choices=sorted(KINDS), help="what to write 类别")
    one.add_argument(
        "--where",
        default="",
        metavar="QUERY",
        help='such as "status = ok and bearing > 90", see docs/query.md 条件',
    )
    one.add_argument(
        "--crs", default="EPSG:4326", metavar="FRAME", help="EPSG:n, gcj02, bd09, bd09mc 坐标系"
    )
    one.add_argument(
        "--format",
        choices=sorted(set(SUFFIXES.values())),
        help="by the name's ending when not said 格式",
    )
    one.add_argument(
        "--words",
        choices=LANGUAGES,
        default="zh",
        help="language of headings in CSV and XLSX 表头语言",
    )
    one.add_argument("--overwrite", action="store_true", help="replace a file that exists 覆盖")


def export_command(options: argparse.Namespace) -> int:
    """Write records to a file; returns 0 done, 2 an option is wanted, 1 failed."""
    wanted = outlet.OutletOptions(
        options.kind,
        where=options.where,
        crs=options.crs,
        format=options.format,
        lang=options.words,
        overwrite=options.overwrite,
    )
    try:
        with Workspace.open(options.workspace) as workspace:
            said = outlet.export(workspace, options.file, wanted)
    except (TransferError, WorkspaceError) as error:
        sentence = error.sentence.say(options.lang)
        if options.json:
            print(orjson.dumps({"rows": 0, "error": sentence, "operation": None}).decode())
        print(sentence, file=sys.stderr)
        return QUESTION if isinstance(error, TransferQuestion) else FAILED
    if options.json:
        print(orjson.dumps(said, option=orjson.OPT_INDENT_2).decode())
    else:
        print(f"{said['rows']} rows → {options.file.name} ({said['frame']})")
        for remark in outlet.remarks(said):
            print(remark.say(options.lang), file=sys.stderr)
    return DONE


def import_command(options: argparse.Namespace) -> int:
    """Take a file in; prints the answer and returns 0 done, 2 a question is open, 1 failed."""
    try:
        wanted = _options(options)
        with (
            Workspace.open(options.workspace, readonly=options.dry_run) as workspace,
            stoppable() as stopped,
        ):
            found = intake.plan(workspace, options.file, wanted, cancelled=stopped)
            operation = None
            empty = len(found.rows) > 0 and len(found.rows.rejected) == len(found.rows)
            if not (found.questions or options.dry_run or empty):
                changed = intake.apply(workspace, found, cancelled=stopped)
                operation = None if changed is None else changed.operation
            late = stopped() and operation is not None
    except TransferQuestion as asked:
        return _asked(options, asked)
    except (TransferError, WorkspaceError) as error:
        return _failed(options, error.sentence)
    answer = found.as_json(operation, options.lang)
    if empty and not found.questions:
        answer["error"] = _NOTHING.say(options.lang)
    _print(options, answer)
    if late:
        print(_LATE.say(options.lang), file=sys.stderr)
    if found.questions:
        for question in found.questions:
            print(question.sentence.say(options.lang), file=sys.stderr)
        return QUESTION
    if empty:
        print(_NOTHING.say(options.lang), file=sys.stderr)
        return FAILED
    return DONE


_NOTHING = Text("每一行都被拒绝，没有导入。", "Every row was rejected; nothing was imported.")


_LATE = Text(
    "停止时已经写完。要收回，用 app.py undo。",
    "It was already written when you stopped it. To take it back, run app.py undo.",
)


def _options(options: argparse.Namespace) -> IntakeOptions:
    values: dict[str, dict[str, str]] = {}
    for field_word, code in _pairs(options.value):
        field, _colon, word = field_word.partition(":")
        values.setdefault(field, {})[word] = code
    return IntakeOptions(
        kind=options.kind,
        layer=options.layer,
        crs=options.crs,
        encoding=options.encoding,
        columns=dict(_pairs(options.map)),
        constants=dict(_pairs(options.set)),
        values=values,
        key=options.key,
        mode=options.mode,
        recall=not options.fresh,
        decimal=options.decimal,
        dates=options.dates,
        nearest_m=options.nearest,
        remedies=frozenset(n for n in REMEDIES if getattr(options, n.replace("-", "_"))),
    )


def _pairs(given: Sequence[str]) -> list[tuple[str, str]]:
    """``A=B`` split at the last sign, since a column's name may hold one."""
    pairs = []
    for one in given:
        left, sign, right = one.rpartition("=")
        if not (sign and left):
            raise WorkspaceError(
                Text(f"“{one}”应写成 甲=乙。", f"“{one}” should be written as A=B.")
            )
        pairs.append((left.strip(), right.strip()))
    return pairs


def _asked(options: argparse.Namespace, asked: TransferQuestion) -> int:
    said = asked.sentence.say(options.lang)
    question = {"option": asked.option, "sentence": said, "choices": list(asked.choices)}
    _print(options, _nothing_yet() | {"questions": [question]})
    print(said, file=sys.stderr)
    return QUESTION


def _failed(options: argparse.Namespace, sentence: Text) -> int:
    said = sentence.say(options.lang)
    _print(options, _nothing_yet() | {"error": said})
    print(said, file=sys.stderr)
    return FAILED


def _nothing_yet() -> dict[str, Any]:
    frame = dict.fromkeys(("declared", "used", "offset_m", "suspected"))
    counts = dict.fromkeys(("rows", "added", "updated", "unchanged", "deleted"), 0)
    geometry = dict.fromkeys(CLASSES, 0)
    empty: dict[str, Any] = {"rejected": [], "encoding": None, "frame": frame, "geometry": geometry}
    return counts | empty | {"operation": None, "questions": []}


def _print(options: argparse.Namespace, answer: dict[str, Any]) -> None:
    if options.json:
        print(
            orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()
        )
        return
    for name in ("rows", "added", "updated", "unchanged", "deleted"):
        print(f"{name:12} {answer.get(name, 0):>8}")
    for name in ("rejected", "flagged"):
        listed = answer.get(name, [])
        if listed:
            print(f"{name:12} {len(listed):>8}")
        for one in listed[:20]:
            print(f"  {one['row']:>8}  {one['reason']}")
    frame = answer["frame"]
    print(f"{'encoding':12} {answer['encoding'] or '–'}")
    print(f"{'frame':12} {frame['declared'] or '–'} → {frame['used'] or '–'}")
    for note in answer.get("notes", []):
        print(note)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "import": import_command,
    "export": export_command,
}
"""Command to the function that answers it."""
