"""Everything an import would do, worked out without writing.

The file is read in the sandbox, its columns become fields, its frame is judged, its geometry is
checked, its rows are held against the rules and compared with what is there. The result is a `Plan`:
what would be written, what is rejected and why, and what only a person can decide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from db.errors import WorkspaceError
from db.records import KINDS
from db.records.base import field_of, geometry_of
from db.workspace import Workspace
from gis.transfer import stream
from gis.transfer.limits import Limits
from gis.transfer.reader import Reading, read
from gis.transfer.text import Guess, offered
from layers.intake import osm
from layers.intake import shapes as shape_of
from layers.intake.by_place import villages_by_place
from layers.intake.commas import decimal_sign
from layers.intake.date_order import from_1904, read_dates
from layers.intake.difference import Difference, compare
from layers.intake.frame import Decision, decide, headed_frame, in_degrees
from layers.intake.frame_questions import unproved
from layers.intake.keys import settle
from layers.intake.known import Known, known_places
from layers.intake.links import key_of
from layers.intake.looks import Look, aside, looking_for
from layers.intake.mapping import ColumnMap, map_columns
from layers.intake.options import IntakeOptions, Question
from layers.intake.remembered import RECALLED, recall, tells_columns
from layers.intake.rows import (
    Rows,
    fill,
    flag_lost_zeros,
    judge,
    make_codes,
    refuse_repeated_keys,
    refuse_rounded_codes,
)
from layers.intake.shapes import Soundness
from layers.intake.words import ask_words
from layers.names import read_terms
from resources.text import Text

_DRAWN_ON_WEB_MAPS = ("geojson", "geojsonseq", "kml")
"""WGS-84 by their standards, and yet what web maps in China hand out is shifted."""
_NAMED = 5
"""Other sheets of a book that are said by name."""


@dataclass
class Plan:
    """What an import would do; see `layers.intake.apply` for doing it.

    Attributes
    ----------
    questions : list of Question
        While there is one, the plan can't be applied.
    shapes : array of shapely geometry
        By row, in the file's own numbers; None where there is none.
    as_before : frozenset of str
        Answers to an earlier file that served for this one, such as ``dmy``.
    """

    path: Path
    options: IntakeOptions
    reading: Reading
    columns: ColumnMap
    decision: Decision
    soundness: Soundness
    rows: Rows
    key: str | None
    difference: Difference
    shapes: shape_of.Shapes
    questions: list[Question] = field(default_factory=list)
    as_before: frozenset[str] = frozenset()

    def as_json(self, operation: str | None, lang: str) -> dict[str, Any]:
        """The answer of ``import --json``."""
        reading, found = self.reading, self.difference
        counts = dict.fromkeys(shape_of.CLASSES, 0) | self.soundness.counts
        return {
            "rows": len(self.rows),
            "added": len(found.added),
            "updated": len(found.changed),
            "unchanged": len(found.unchanged) + len(self.rows.merged),
            "deleted": len(found.missing),
            "rejected": [
                {"row": one.row, "reason": one.reason.say(lang)} for one in self.rows.remarks()
            ],
            "flagged": [
                {"row": one.row, "reason": one.reason.say(lang)} for one in self.rows.flagged
            ],
            "encoding": reading.encoding,
            "encoding_by": reading.encoding_by,
            "frame": self.decision.as_json(),
            "geometry": counts,
            "places": self.soundness.places,
            "kind": self.options.kind,
            "format": reading.format,
            "layer": reading.layer,
            "key": self.key,
            "columns": self.columns.as_json(),
            "ignored": self.columns.ignored,
            "merged": len(self.rows.merged),
            "notes": [*reading.said(lang), *(note.say(lang) for note in self.rows.notes)],
            "questions": [
                {
                    "option": one.option,
                    "sentence": one.sentence.say(lang),
                    "choices": list(one.choices),
                }
                for one in self.questions
            ],
            "operation": operation,
        }


def plan(
    workspace: Workspace,
    path: Path,
    options: IntakeOptions,
    *,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Read the file at `path` and work out what taking it in would do.

    Raises
    ------
    TransferError, TransferQuestion, Cancelled
        The file can't be read, or not without a word of the person's.
    WorkspaceError
        An option names a field or column that does not exist.
    """
    look = looking_for(cancelled)
    cls = KINDS[options.kind]
    geometry = geometry_of(cls)
    reading = read(
        path,
        layer=options.layer,
        wanted=None if geometry is None else shape_of.WANTED.get(geometry.geometry_type),
        encoding=options.encoding,
        limits=limits,
        progress=progress,
        cancelled=cancelled,
    )
    table = _table(workspace, reading, options, look)
    rows, options, questions = table.rows, table.options, list(table.questions)
    key = _key(options)
    if "make-codes" in options.remedies and key != "uid":
        make_codes(rows, key, reading.columns, table.shapes)
    present = workspace.frame(options.kind)
    if key in present:
        settle(rows, key, present[key])
    decision, soundness = Decision(), Soundness()
    if geometry is not None and not bool((table.states == stream.NULL).all()):
        known = known_places(workspace, rows, key, present)
        decision, soundness = _placed(workspace, reading, table, known, look)
        questions += [decision.question] if decision.question is not None else []
        questions += soundness.questions
    judge(rows)
    refuse_rounded_codes(rows)
    if key == "badge" and key in table.columns.fields:
        flag_lost_zeros(rows, reading.columns[table.columns.fields[key][0]], list(present[key]))
    if key in rows.values:
        refuse_repeated_keys(rows, key)
    questions += _about_text(reading)
    usable = key if key in rows.values else None
    difference = Difference()
    if not questions or decision.used is not None or geometry is None:
        difference = compare(rows, usable, present, options.mode)
    look()
    questions += _about_keys(rows, options, key, reading)
    if len(rows) and len(rows.rejected) == len(rows):
        questions += ask_words(cls, reading.columns, table.columns, options.values)
    return Plan(
        path,
        options,
        reading,
        table.columns,
        decision,
        soundness,
        rows,
        usable,
        difference,
        table.shapes,
        questions,
        table.as_before,
    )


@dataclass
class _Table:
    """The rows of a file with their values, before their place is judged."""

    options: IntakeOptions
    columns: ColumnMap
    rows: Rows
    shapes: shape_of.Shapes
    states: shape_of.States
    questions: list[Question]
    as_before: frozenset[str]


def _table(workspace: Workspace, reading: Reading, options: IntakeOptions, look: Look) -> _Table:
    """Give the columns their fields, and the rows their values and their shapes in the file's numbers."""
    cls = KINDS[options.kind]
    tabular = reading.geometry == "none" and bool((reading.states == stream.NULL).all())
    tagged = osm.tagged(options.kind, reading)
    said, options = options, recall(workspace, options, list(reading.columns))
    terms = read_terms(workspace)
    look()
    columns = _mapped(options, reading, terms, place=tabular)
    look()
    cells = from_1904(cls, reading.columns, columns) if reading.from_1904 else reading.columns
    comma = decimal_sign(cls, cells, columns, said, options.decimal, look)
    dates = read_dates(cls, cells, columns, said, options.dates, look)
    rows = Rows(options.kind, reading.rows, look)
    if tells_columns(options) and not tells_columns(said):
        rows.notes.append(RECALLED)
    rows.notes += _other_sheets(reading)
    rows.notes += [] if comma.note is None else [comma.note]
    read_so = replace(options, decimal=comma.sign)
    fill(rows, cells, columns, read_so, terms, workspace, dates)
    osm.leave_out_other_things(rows, tagged)
    shapes, states = reading.shapes, reading.states
    if tabular:
        shapes, states = shape_of.from_table(
            reading.columns,
            columns.place,
            len(rows),
            comma=comma.sign == "comma",
            degrees=in_degrees(options.crs),
            look=look,
        )
    asked = [one for one in (comma.question, dates.question) if one is not None]
    before = [comma.sign if comma.note is not None else None, dates.as_before]
    as_before = frozenset(answer for answer in before if answer is not None)
    return _Table(options, columns, rows, shapes, states, asked, as_before)


def _placed(
    workspace: Workspace, reading: Reading, table: _Table, known: Known, look: Look
) -> tuple[Decision, Soundness]:
    """Judge the frame of the rows' shapes, bring them to EPSG:4326 and to the kind, and find their villages."""
    rows, options, place = table.rows, table.options, table.columns.place
    geometry = geometry_of(rows.cls)
    assert geometry is not None
    look()
    declared = reading.declared or shape_of.declared_by_table(reading.columns, place)
    headed = headed_frame(place.values())
    decision = aside(
        lambda: decide(table.shapes, declared, options.crs, known, headed=headed), look
    )
    rows.notes += [] if decision.note is None else [decision.note]
    if reading.declared_by == "format" and reading.format in _DRAWN_ON_WEB_MAPS:
        rows.notes += unproved(decision) if options.crs is None else []
    if decision.used is None:
        return decision, Soundness()
    used = decision.used
    soundness = shape_of.bring_to_kind(
        rows,
        aside(lambda: used.to_wgs84(table.shapes), look),
        table.states,
        geometry.geometry_type,
        required=field_of(rows.cls, "geom").required,
        remedies=options.remedies,
    )
    villages_by_place(workspace, rows, options, soundness)
    return decision, soundness


def _mapped(
    options: IntakeOptions, reading: Reading, terms: dict[str, dict[str, Text]], *, place: bool
) -> ColumnMap:
    try:
        return map_columns(options.kind, reading.columns, options.columns, terms, place=place)
    except KeyError as error:
        name = str(error.args[0])
        have = "、".join(reading.columns)
        raise WorkspaceError(
            Text(
                f"没有名为“{name}”的列或字段。文件里的列：{have}。",
                f"There is no column or field named “{name}”. The file's columns: "
                f"{', '.join(reading.columns)}.",
            )
        ) from error


def _key(options: IntakeOptions) -> str:
    key = options.key or key_of(options.kind) or "uid"
    if key not in KINDS[options.kind].__table__.columns:
        raise WorkspaceError(Text(f"没有名为“{key}”的字段。", f"There is no field named “{key}”."))
    return key


def _other_sheets(reading: Reading) -> list[Text]:
    """That a book has more sheets than the one that is taken, though their columns be the same."""
    others = [str(one["name"]) for one in reading.layers if one["name"] != reading.layer]
    if reading.format != "xlsx" or not others:
        return []
    return [
        Text(
            f"另有 {len(others)} 张工作表不在这次导入里：{'、'.join(others[:_NAMED])}"
            f"{'……' if len(others) > _NAMED else ''}。列相同也要一张一张导入。",
            f"{len(others)} other sheet(s) are no part of this import: {', '.join(others[:_NAMED])}"
            f"{' …' if len(others) > _NAMED else ''}. Sheets are imported one by one, even with the same columns.",
        )
    ]


def _about_text(reading: Reading) -> list[Question]:
    if reading.encoding_sure or reading.encoding_by != "detected":
        return []
    return [
        Question(
            "encoding",
            Text(
                f"文字编码拿不准，像是 {reading.encoding}。用 --encoding 确认。",
                f"The encoding of the text is uncertain; it looks like {reading.encoding}. "
                "Confirm it with --encoding.",
            ),
            offered(Guess(str(reading.encoding), sure=False, others=reading.encoding_others)),
        )
    ]


def _about_keys(rows: Rows, options: IntakeOptions, key: str, reading: Reading) -> list[Question]:
    """Ask for a key when the file has none, or when no row has a proper one."""
    if key == "uid" or not len(rows) or "make-codes" in options.remedies:
        return []
    label = field_of(rows.cls, key).label
    if key not in rows.values and reading.without_table:
        name = reading.path.with_suffix(".dbf").name
        return [
            Question(
                "remedy",
                Text(
                    f"旁边没有“{name}”，「{label.zh}」等各栏都在那里面。把它（连同 .shx、.prj）和 .shp 放在同一个"
                    "文件夹再导入。只要图形，可用 --make-codes 编临时代码。",
                    f"“{name}” is missing; it holds the “{label.en}” and all other columns. Put it (with .shx and "
                    ".prj) in one folder with the .shp and import again. For the shapes alone say --make-codes.",
                ),
                ("--make-codes",),
            )
        ]
    if key not in rows.values:
        return [
            Question(
                "map",
                Text(
                    f"文件里找不到「{label.zh}」一列。用 --map 列名={key} 指定，或用 --make-codes 编临时代码。",
                    f"No column of the file is the “{label.en}”. Name it with --map COLUMN={key}, "
                    "or say --make-codes for provisional ones.",
                ),
                (f"--map COLUMN={key}", "--make-codes"),
            )
        ]
    if all(value is None for value in rows.values[key]):
        return []  # each row says why
    wrong: Collection[int] = _ill_formed(rows, key)
    if len(wrong) < len(rows):
        return []
    return [
        Question(
            "remedy",
            Text(
                f"没有一行的「{label.zh}」符合规定。用 --make-codes 可编临时代码。",
                f"No row has a proper “{label.en}”. --make-codes gives provisional ones.",
            ),
            ("--make-codes",),
        )
    ]


def _ill_formed(rows: Rows, key: str) -> list[int]:
    digits = getattr(rows.cls, "digits", None)
    if digits is None or key != "code":
        return []
    text = pd.Series(rows.values[key], dtype=object).astype(str)
    return np.flatnonzero(~text.str.fullmatch(rf"\d{{{digits}}}").to_numpy(dtype=bool)).tolist()
