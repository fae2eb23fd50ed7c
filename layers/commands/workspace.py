"""The commands `new` and `copy` of `app.py`: an empty workspace, and a whole one taken elsewhere.

A target is a file that does not exist yet, or the URL of a database with PostGIS that holds no workspace. A
passphrase is never an argument, which others on the machine could read: it is typed, or comes from the environment.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence

import orjson

from db.engine import Target
from db.errors import WorkspaceError
from db.moving import copy_workspace
from db.records import KINDS
from db.workspace import Workspace
from layers.commands.answers import add_answers

NEW_PASSPHRASE = "GUATU_NEW_PASSPHRASE"  # noqa: S105 - the name of a variable
"""What a new file is encrypted with, where nobody can be asked."""


def parser(command: str) -> argparse.ArgumentParser:
    """The command line of `new` or `copy`."""
    about = {
        "new": "make an empty workspace, in a file or on a server 新建工作区",
        "copy": "copy a whole workspace with its journal, between files and servers 复制工作区",
    }
    made = argparse.ArgumentParser(prog=f"app.py {command}", description=about[command])
    if command == "copy":
        made.add_argument("workspace", metavar="WORKSPACE", help="file or URL 原工作区")
    made.add_argument(
        "target",
        metavar="TARGET",
        help="a file that does not exist yet, or the URL of an empty database with PostGIS 目标",
    )
    made.add_argument(
        "--encrypt",
        action="store_true",
        help=f"encrypt the new file; the passphrase is asked for, or read from {NEW_PASSPHRASE} 加密",
    )
    add_answers(made)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run `arguments`, the first of them the command; 1 and a sentence when there is no new workspace."""
    command = arguments[0]
    made = parser(command)
    options = made.parse_args(arguments[1:])
    place = Target.of(options.target)
    if options.encrypt and place.path is None:
        made.error("only a file can be encrypted; a server keeps its own accounts and disks")
    passphrase = _chosen(made) if options.encrypt else None
    try:
        if command == "new":
            Workspace.create(options.target, passphrase=passphrase).close()
            counts: dict[str, int] = {}
        else:
            with Workspace.open(options.workspace) as source:
                counts = copy_workspace(source, options.target, passphrase=passphrase)
    except WorkspaceError as trouble:
        print(trouble.sentence.say(options.lang), file=sys.stderr)
        return 1
    if options.json:
        print(orjson.dumps({"workspace": place.name, "counts": counts}).decode())
    else:
        for kind in KINDS:
            if counts.get(kind):
                print(f"{counts[kind]:>9,}  {kind}")
        print(place.name)
    return 0


def _chosen(made: argparse.ArgumentParser) -> str:
    """The passphrase for a new file."""
    given = os.environ.get(NEW_PASSPHRASE)
    if given is None and sys.stdin.isatty():
        given = getpass.getpass("口令 passphrase: ")
        if getpass.getpass("再输入一次 once more: ") != given:
            made.error("the two passphrases differ")
    if not given:
        made.error(f"--encrypt needs a passphrase: set {NEW_PASSPHRASE}, or run it in a terminal")
    return given
