"""The commands `undo` and `redo` of `app.py`: this seat's newest operation taken back, or done again.

What the window's Ctrl+Z does, for those who import and change by command line: an operation of the journal as every
other, refused where later changes stand on what would go.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import orjson

from db.errors import WorkspaceError
from db.workspace import Workspace
from layers.commands.answers import add_answers
from resources.text import Text

_NOTHING = {
    "undo": Text("这个席位没有可撤销的操作。", "This seat has nothing to undo."),
    "redo": Text("这个席位没有可重做的操作。", "This seat has nothing to redo."),
}
_OTHER = Text(
    "最近的操作是“{newest}”，不是所说的那一条，没有改动。",
    "The newest operation is “{newest}”, not the one that was named; nothing was changed.",
)


def parser() -> argparse.ArgumentParser:
    """The command line of `undo` and `redo`."""
    whole = argparse.ArgumentParser(prog="app.py", description="Guatu 挂图")
    commands = whole.add_subparsers(dest="command", required=True)
    for name, said in (
        ("undo", "take this seat's newest operation back 撤销"),
        ("redo", "do again what undo took back 重做"),
    ):
        one = commands.add_parser(name, help=said, description=said)
        one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
        one.add_argument(
            "--operation",
            metavar="ID",
            help="only if it is this one, as import told it 只当最近的操作是这一条",
        )
        add_answers(one)
    return whole


def run(arguments: Sequence[str]) -> int:
    """Run `arguments`; 1 and a sentence when there is nothing to take back, or it can't be."""
    options = parser().parse_args(arguments)
    back = options.command == "undo"
    try:
        with Workspace.open(options.workspace) as workspace:
            entry = workspace.undoable() if back else workspace.redoable()
            if entry is None:
                return _refuse(_NOTHING[options.command], options.lang)
            if options.operation not in (None, entry.operation):
                return _refuse(_OTHER.format(newest=f"{entry.verb} · {entry.label}"), options.lang)
            changed = workspace.undo() if back else workspace.redo()
    except WorkspaceError as trouble:
        return _refuse(trouble.sentence, options.lang)
    verb = entry.verb.removeprefix("undo ")
    answer = {
        "verb": verb,
        "label": entry.label,
        "rows": 0 if changed is None else len(changed.changes),
        "operation": None if changed is None else changed.operation,
    }
    if options.json:
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    else:
        print(f"{options.command}: {verb} · {entry.label} · {answer['rows']}")
    return 0


def _refuse(sentence: Text, lang: str) -> int:
    print(sentence.say(lang), file=sys.stderr)
    return 1
