"""The commands `record` and `set` of `app.py`: one record with everything around it, and a change of its fields.

`record` prints what the record panel shows. `set` writes through the one operation that a form uses: all fields or
none, journalled, undoable; what the form would refuse it refuses with the same sentence and the field's name.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from db.errors import RecordError, WorkspaceError
from db.records import KINDS, Record
from db.records.base import columns_of, values_of
from db.times import to_iso
from db.workspace import Workspace
from layers import verbs
from layers.commands.answers import add_answers
from layers.commands.typed import read_assignments, record_named
from layers.record.related import Related
from layers.record.values import value_in_words
from layers.record.view import About, PastEntry, RecordView, read_about, view_of
from resources.text import Language


def parser(command: str) -> argparse.ArgumentParser:
    """The command line of `record` or `set`."""
    about = {
        "record": "one record: its fields, who answers, what is related, its history 查看一条记录",
        "set": "change fields of one record through the journal 修改一条记录",
    }
    made = argparse.ArgumentParser(prog=f"app.py {command}", description=about[command])
    made.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    made.add_argument(
        "kind", metavar="KIND", choices=sorted(KINDS), help="villages, disputes … 类别"
    )
    made.add_argument(
        "key", metavar="KEY", help="uid, code, badge, serial, case number or exact name 编号"
    )
    if command == "set":
        made.add_argument(
            "fields",
            metavar="FIELD=VALUE",
            nargs="+",
            help="a column or its label, and the value as typed in the form; nothing after = empties it",
        )
        made.add_argument(
            "--user", metavar="NAME", help="who the journal names (default: the login)"
        )
    add_answers(made)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run `arguments`, the first of them ``record`` or ``set``; 1 and a sentence for a refusal."""
    command = arguments[0]
    options = parser(command).parse_args(arguments[1:])
    try:
        return _record(options) if command == "record" else _set(options)
    except WorkspaceError as trouble:
        said = trouble.sentence.say(options.lang)
        field = trouble.field if isinstance(trouble, RecordError) else ""
        if options.json:
            _print({"refused": {"field": field or None, "sentence": said}})
        print(f"{field}: {said}" if field else said, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _record(options: argparse.Namespace) -> int:
    on = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    with Workspace.open(options.workspace, readonly=True) as workspace:
        found = record_named(workspace, options.kind, options.key)
        view = view_of(workspace, found)
        about = read_about(workspace, found, on, options.lang)
    if options.json:
        _print(_as_json(view, about, options.lang))
    else:
        _print_lines(view, about, options.lang)
    return 0


def _set(options: argparse.Namespace) -> int:
    on = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    with Workspace.open(options.workspace, user=options.user) as workspace:
        found = record_named(workspace, options.kind, options.key)
        changes = read_assignments(workspace, options.kind, options.fields, on)
        before = values_of(found)
        verb = verbs.verb(options.kind, "edit")
        with workspace.operation(verb, label=found.name_for_people()) as operation:
            operation.update(found, **_stored(found, changes))
        after = values_of(found)
        entry = operation.entry
    changed = {name: _plain(value) for name, value in after.items() if value is not before[name]}
    changed = {name: value for name, value in changed.items() if value != _plain(before[name])}
    version = changed.pop("version", after["version"])
    if options.json:
        _print(
            {
                "kind": options.kind,
                "uid": found.uid,
                "version": version,
                "changed": changed,
                "sequence": None if entry is None else entry.sequence,
            }
        )
    else:
        for name, value in changed.items():
            print(f"{name} = {value}")
    return 0


def _stored(record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` with empty text in place of nothing where the column has no null."""
    columns = type(record).__table__.columns
    return {
        name: ""
        if value is None and not columns[name].nullable and columns[name].default
        else value
        for name, value in changes.items()
    }


def _as_json(view: RecordView, about: About, lang: Language) -> dict[str, Any]:
    record = view.record
    return {
        "kind": record.kind(),
        "uid": record.uid,
        "version": record.version,
        "title": view.title,
        "values": {name: _plain(value) for name, value in values_of(record).items()},
        "words": dict(_words(view, lang)),
        "facts": {fact.label.say(lang): fact.value for fact in about.facts},
        "answers": [
            {
                "post": answer.post.say(lang),
                "officers": [
                    {"uid": uid, "name": name, "on_leave": away}
                    for uid, name, away in answer.officers
                ],
            }
            for answer in about.answers
        ],
        "related": [_related(each, lang) for each in about.related],
        "attachments": [
            {"uid": each.uid, "name": each.name, "type": each.media_type, "size": each.size}
            for each in about.photos
        ],
        "history": [_past(entry, lang) for entry in about.past],
    }


def _related(each: Related, lang: Language) -> dict[str, Any]:
    return {
        "kind": each.relation.kind,
        "column": each.relation.column,
        "title": each.title.say(lang),
        "total": each.total,
        "running": each.running,
        "records": [
            {"uid": line.uid, "name": line.name, "beside": [word for word, _tone in line.beside]}
            for line in each.lines
        ],
    }


def _past(entry: PastEntry, lang: Language) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "at": to_iso(entry.at),
        "user": entry.user,
        "seat": entry.seat,
        "did": entry.did.say(lang),
        "changes": [
            {"field": change.name, "before": change.before, "after": change.after}
            for change in entry.changes
        ],
    }


def _words(view: RecordView, lang: Language) -> list[tuple[str, str]]:
    kind = view.record.kind()
    return [
        (
            field.label.say(lang),
            value_in_words(kind, name, getattr(view.record, name), view.names, lang),
        )
        for name, _column, field in columns_of(KINDS[kind])
        if not field.hidden
    ]


def _print_lines(view: RecordView, about: About, lang: Language) -> None:
    print(view.title)
    for label, words in _words(view, lang):
        print(f"{label}\t{' '.join(words.split())}")
    for answer in about.answers:
        print(
            f"{answer.post.say(lang)}\t{', '.join(name for _u, name, _a in answer.officers) or '—'}"
        )
    for each in about.related:
        print(f"{each.title.say(lang)}\t{each.total}")
    for entry in about.past:
        print(f"#{entry.sequence}\t{to_iso(entry.at)}\t{entry.user}\t{entry.did.say(lang)}")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseGeometry):
        return mapping(value)
    if isinstance(value, dt.datetime):
        return to_iso(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _print(document: Mapping[str, Any]) -> None:
    print(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
