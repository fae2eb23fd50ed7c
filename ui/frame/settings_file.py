"""A user's settings as a JSON file: written out on one machine, read in on another.

Only what belongs to the user goes out: no workspace's path or address, and no layout, which belongs to a screen. What
is read in is judged whole first: a file with anything wrong changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gis.coordinates import NOTATIONS
from resources.text import LANGUAGES, Text
from ui.settings import MODE_NAMES, Settings

FORMAT = 1
MOST_BYTES = 100_000
NOT_JSON = Text(
    "{file} 不是设置文件：第 {line} 行读不懂。什么也没有改。",
    "{file} is no settings file: line {line} can't be read. Nothing was changed.",
)
NOT_OURS = Text(
    "{file} 不是本程序的设置文件。什么也没有改。",
    "{file} is no settings file of this program. Nothing was changed.",
)
WRONG = Text(
    "{file} 里“{name}”的值不对。什么也没有改。",
    "“{name}” in {file} has a value that can't be. Nothing was changed.",
)
UNREADABLE = Text("读不了 {file}：{why}", "{file} can't be read: {why}")

_SOUND: dict[str, Callable[[Any], bool]] = {
    "lang": lambda value: value in LANGUAGES,
    "theme": lambda value: value in ("dark", "light"),
    "wall": lambda value: isinstance(value, bool),
    "still": lambda value: isinstance(value, bool),
    "reopen": lambda value: isinstance(value, bool),
    "notation": lambda value: value in NOTATIONS,
    "start_mode": lambda value: value in ("", *MODE_NAMES),
    "camera_roll": lambda value: value is None or isinstance(value, str),
}
"""What goes out, and what its value may be."""


class BadSettings(Exception):
    """The file can't be taken; `sentence` says why."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def as_json(settings: Settings) -> str:
    """The user's settings."""
    folder = settings.camera_roll
    values: dict[str, Any] = {name: getattr(settings, name) for name in _SOUND}
    values["camera_roll"] = None if folder is None else str(folder)
    return json.dumps({"guatu_settings": FORMAT, **values}, ensure_ascii=False, indent=2) + "\n"


def read(file: Path) -> Mapping[str, Any]:
    """The sound values of `file` by their names; `BadSettings` when it can't be taken."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadSettings(NOT_OURS.format(file=file.name))
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else "UTF-8"
        raise BadSettings(UNREADABLE.format(file=file.name, why=why)) from trouble
    try:
        found = json.loads(text)
    except json.JSONDecodeError as trouble:
        raise BadSettings(NOT_JSON.format(file=file.name, line=trouble.lineno)) from trouble
    except RecursionError as trouble:
        raise BadSettings(NOT_OURS.format(file=file.name)) from trouble
    if not isinstance(found, dict) or found.get("guatu_settings") != FORMAT:
        raise BadSettings(NOT_OURS.format(file=file.name))
    values = {name: found[name] for name in _SOUND if name in found}
    for name, value in values.items():
        if isinstance(value, (list, dict)) or not _SOUND[name](value):
            raise BadSettings(WRONG.format(file=file.name, name=name))
    return values
