"""Words of a file that a field of choices does not know, so that a person can say what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.records.base import Record, columns_of, field_of
from layers.intake.mapping import ColumnMap
from layers.intake.options import Question
from layers.intake.text import blank, folded
from layers.intake.values import convert
from resources.text import Text

if TYPE_CHECKING:
    from layers.intake.plan import Plan

MOST = 40
_NAMED = 6


def unknown_words(plan: Plan) -> dict[str, list[str]]:
    """Field to the words of its column that are none of its choices, in the order of the file.

    At most `MOST` a field: a column with more is not the field's column. A word that a person gave a meaning stays
    among them, so that it can be given another.
    """
    found = _unknown(plan.rows.cls, plan.reading.columns, plan.columns, plan.options.values)
    for name, words in plan.options.values.items():
        if name in plan.columns.fields:
            values = plan.reading.columns[plan.columns.fields[name][0]]
            there = {folded(v) for v in values if not blank(v)}
            found.setdefault(name, []).extend(w for w in words if w in there)
    return {name: words[:MOST] for name, words in found.items() if words}


def ask_words(
    cls: type[Record],
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    said: Mapping[str, Mapping[str, str]],
) -> list[Question]:
    """What to ask where no row is left, for each field whose column says words that it has no choice for."""
    return [
        _question(cls, name, words, found.fields[name][0])
        for name, words in _unknown(cls, columns, found, said).items()
    ]


def _unknown(
    cls: type[Record],
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    said: Mapping[str, Mapping[str, str]],
) -> dict[str, list[str]]:
    unknown: dict[str, list[str]] = {}
    for name, column, field in columns_of(cls):
        if field.choices is None or name not in found.fields:
            continue
        values = columns[found.fields[name][0]]
        distinct = list(dict.fromkeys(folded(v) for v in values if not blank(v)))
        own = said.get(name, {})
        _found, reasons = convert(distinct, name, column, field, terms={}, words=own)
        if reasons:
            unknown[name] = [distinct[i] for i in sorted(reasons)]
    return unknown


def _question(cls: type[Record], name: str, words: Sequence[str], column: str) -> Question:
    field = field_of(cls, name)
    choices = field.choices or {}
    zh = "、".join(f"{label.zh} {code}" for code, label in choices.items())
    en = ", ".join(f"{code} ({label.en})" for code, label in choices.items())
    named_zh = "".join(f"“{word}”" for word in words[:_NAMED])
    named = ", ".join(f"“{word}”" for word in words[:_NAMED])
    first = next(iter(choices), "")
    return Question(
        "value",
        Text(
            f"没有一行能导入：「{field.label.zh}」不认得“{column}”列里的{named_zh}。"
            f"用 --value {name}:{words[0]}={first} 逐个说明意思（可用：{zh}），或用 --map {column}= 不读这一列。",
            f"No row can be imported: “{field.label.en}” knows none of {named} in the column “{column}”. "
            f"Say what each means with --value {name}:{words[0]}={first} (there are: {en}), or leave the column "
            f"out with --map {column}=.",
        ),
        (*(f"--value {name}:{word}=" for word in words[:_NAMED]), f"--map {column}="),
    )
