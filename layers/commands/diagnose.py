"""The command `diagnose` of `app.py`: a bundle for support, from the workspace at hand. Options in, exit code out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from db.errors import WorkspaceError
from gis.transfer.errors import TransferError, TransferQuestion
from layers import diagnostics
from layers.commands.answers import add_answers

DONE, FAILED, QUESTION = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run ``diagnose …``; returns 0 written, 2 the file exists, 1 it failed."""
    options = parser().parse_args(arguments[1:])
    try:
        parts = {
            "program": diagnostics.of_program(),
            "workspace": diagnostics.of_workspace(options.workspace),
        }
        files = diagnostics.as_files(parts, ())
        diagnostics.write_bundle(options.file, files, overwrite=options.overwrite)
    except (TransferError, WorkspaceError) as error:
        print(error.sentence.say(options.lang), file=sys.stderr)
        return QUESTION if isinstance(error, TransferQuestion) else FAILED
    if options.json:
        print(orjson.dumps(parts | {"files": sorted(files)}, option=orjson.OPT_INDENT_2).decode())
    else:
        print(f"{options.file}: {diagnostics.HELD.say(options.lang)}")
    return DONE


def parser() -> argparse.ArgumentParser:
    """The command line of the command."""
    one = argparse.ArgumentParser(
        prog="app.py diagnose",
        description="Write a bundle for support, without any record's contents 诊断包",
    )
    one.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    one.add_argument("file", metavar="OUT.zip", type=Path)
    one.add_argument("--overwrite", action="store_true", help="replace a file that exists 覆盖")
    add_answers(one)
    return one
