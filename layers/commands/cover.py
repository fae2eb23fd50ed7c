"""The command `cover` of `app.py`: what the cameras see of a village, as one line or as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import orjson

from db.errors import WorkspaceError
from db.records import Village
from db.workspace import Workspace
from layers.above.viewshed import ASSUMPTION, village_cover
from layers.commands.answers import add_answers


def parser() -> argparse.ArgumentParser:
    """The command line of `cover`."""
    made = argparse.ArgumentParser(
        prog="app.py cover", description="what the cameras see of a village 村监控覆盖"
    )
    made.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    made.add_argument("village", metavar="VILLAGE", help="its code or uid 村代码")
    add_answers(made)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run `arguments`, the first of them ``cover``; 1 and a sentence when the village or its boundary is missing."""
    options = parser().parse_args(arguments[1:])
    try:
        with Workspace.open(options.workspace, readonly=True) as workspace:
            by_code = workspace.find(Village, code=options.village)
            found = by_code[0] if by_code else workspace.get(Village, options.village)
            if found is None:
                print(f"no village with the code {options.village}", file=sys.stderr)
                return 1
            cover = village_cover(workspace, found.uid)
    except WorkspaceError as trouble:
        print(trouble.sentence.say(options.lang), file=sys.stderr)
        return 1
    if options.json:
        print(orjson.dumps(cover.as_json(), option=orjson.OPT_INDENT_2).decode())
    else:
        print(cover.sentence().say(options.lang))
        print(ASSUMPTION.say(options.lang))
    return 0
