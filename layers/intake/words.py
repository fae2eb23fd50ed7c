"""Words of a file that a field of choices does not know, so that a person can say what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.records.base import columns_of
from layers.intake.text import blank, folded
from layers.intake.values import convert

if TYPE_CHECKING:
    from layers.intake.plan import Plan

MOST = 40


def unknown_words(plan: Plan) -> dict[str, list[str]]:
    """Field to the words of its column that are none of its choices, in the order of the file.

    At most `MOST` a field: a column with more is not the field's column.
    """
    found: dict[str, list[str]] = {}
    for name, column, field in columns_of(plan.rows.cls):
        if field.choices is None or name not in plan.columns.fields:
            continue
        values = plan.reading.columns[plan.columns.fields[name][0]]
        distinct = list(dict.fromkeys(folded(v) for v in values if not blank(v)))
        said = plan.options.values.get(name, {})
        _found, reasons = convert(distinct, name, column, field, terms={}, words=said)
        words = [distinct[i] for i in sorted(reasons)] + [w for w in said if w in distinct]
        if words:
            found[name] = words[:MOST]
    return found
