"""The commands of `app.py` that need no window: demo, check, measures, journal, rows.

Each gets its parsed options, prints what it found, as text or as one JSON document, and returns the exit code. A
`WorkspaceError` ends as one sentence on stderr and 1. Nothing of Qt is loaded here.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from db.check import check_target
from db.errors import WorkspaceError
from db.workspace import Workspace
from layers import verbs

if TYPE_CHECKING:
    from db.measures import Figure


def run(options: argparse.Namespace) -> int:
    """Run ``options.command``; returns the exit code."""
    try:
        return COMMANDS[options.command](options)
    except WorkspaceError as trouble:
        print(trouble.sentence.say(options.lang), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def demo(options: argparse.Namespace) -> int:
    """Build a demo county in a new file."""
    from gis.demo.sources import PLACES  # noqa: PLC0415 - the demo's sources are for this command only
    from layers.demo import build  # noqa: PLC0415
    from layers.first_start import keep_layers  # noqa: PLC0415 - all that layers are made with

    if options.county not in PLACES:
        print(
            f"there is no demo of {options.county}; there are {', '.join(PLACES)}", file=sys.stderr
        )
        return 2
    counts = build(options.workspace, options.county, seed=options.seed, on=options.on or _today())
    with Workspace.open(options.workspace) as workspace:
        keep_layers(workspace)
    if options.json:
        _print_json(
            {"workspace": str(options.workspace), "county": options.county, "counts": counts}
        )
    else:
        _print_counts(counts)
    return 0


def check(options: argparse.Namespace) -> int:
    """Verify the whole workspace; 1 and a sentence for each fault when it is not sound."""
    from layers.commands import check as check_command  # noqa: PLC0415 - shapes are loaded for this command only

    report = check_target(options.workspace)
    boundaries = check_command.boundaries(options.workspace, report)
    if options.json:
        _print_json(report.as_json() | {"boundaries": boundaries})
    else:
        _print_counts(report.counts)
        for line in check_command.in_words(boundaries, options.lang) if boundaries else ():
            print(line)
        print(f"journal: {report.entries} entries, head {report.head[:16]}")
    for fault in report.faults:
        print(f"{fault.where or fault.kind}: {fault.sentence.say(options.lang)}", file=sys.stderr)
    return 0 if report.ok else 1


def measures(options: argparse.Namespace) -> int:
    """Print the named figures with their formula."""
    from db.measures import MEASURES, measure_all  # noqa: PLC0415 - loads more than the other commands need

    on = options.on or _today()
    unknown = sorted(set(options.name or ()) - set(MEASURES))
    if unknown:
        print(
            f"no such measure: {', '.join(unknown)}; there are {', '.join(MEASURES)}",
            file=sys.stderr,
        )
        return 2
    with _opened(options) as workspace:
        figures = measure_all(workspace, on, options.name)
    if options.json:
        _print_json(
            {
                "on": on.isoformat(),
                "measures": {name: _figure(figure) for name, figure in figures.items()},
            }
        )
        return 0
    for name, figure in figures.items():
        flag = "  !" if figure.impossible else ""
        print(f"{name:24} {_value(figure):>12}{flag}  {figure.title.say(options.lang)}")
        print(f"{'':24} {'':>12}  {figure.formula.say(options.lang)}")
    return 0


def journal(options: argparse.Namespace) -> int:
    """Print the journal's entries, oldest first."""
    with _opened(options) as workspace:
        if options.record is None:
            entries = workspace.journal.entries(after=options.after, limit=options.limit)
        else:
            touched = reversed(workspace.history(*options.record))
            entries = [part.entry for part in touched if part.entry.sequence > options.after][
                : options.limit
            ]
    if options.json:
        _print_json({"entries": [_entry(entry) for entry in entries]})
        return 0
    for entry in entries:
        words = verbs.said(entry.verb).say(options.lang)
        moment = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"
        print(f"{entry.sequence:6}  {moment}  {entry.user}@{entry.seat}  {words}  {entry.label}")
    return 0


def rows(options: argparse.Namespace) -> int:
    """Print the records that a query finds."""
    from layers.commands import rows as rows_command  # noqa: PLC0415 - reads frames, which most commands do without

    return rows_command.rows(options)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the local calendar date is meant


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "operation": entry.operation,
        "at": entry.at.isoformat(),
        "user": entry.user,
        "seat": entry.seat,
        "verb": entry.verb,
        "label": entry.label,
        "undoes": entry.undoes,
        "redoes": entry.redoes,
        "count": entry.count,
        "hash": entry.hash,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "title": {"zh": figure.title.zh, "en": figure.title.en},
        "formula": {"zh": figure.formula.zh, "en": figure.formula.en},
        "value": figure.value,
        "unit": figure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "impossible": figure.impossible,
        "rows": {"kind": figure.rows.kind, "uids": figure.rows.uids},
    }


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.1f} %" if figure.unit == "%" else f"{figure.value:g}"


def _opened(options: argparse.Namespace) -> Workspace:
    return Workspace.open(options.workspace, readonly=True)


def _print_json(document: Any) -> None:
    print(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode())


def _print_counts(counts: dict[str, int]) -> None:
    for kind, number in counts.items():
        print(f"{kind:16} {number:>8}")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": demo,
    "check": check,
    "measures": measures,
    "journal": journal,
    "rows": rows,
}
"""Command to the function that answers it."""
