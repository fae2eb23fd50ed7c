"""Values of a form as its record takes them: when two are one, what an empty field stores, the record as typed so far.

Pure values; no widget is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.names import initials, pinyin
from db.records import KINDS, Record
from db.records.base import columns_of

SPELLINGS = {"pinyin": pinyin, "initials": initials}
"""The fields that follow a name, and how."""
VILLAGE = "village_uid"
"""The field that others follow: another village has another station and other officers."""


def same(left: Any, right: Any) -> bool:
    """Whether two values of a column are one; nothing and empty text are."""
    if left is None or right is None:
        return left in (None, "") and right in (None, "")
    if hasattr(left, "equals_exact") and hasattr(right, "equals_exact"):
        return bool(left.equals_exact(right, 0.0))
    return bool(left == right)


def stored(kind: str, name: str, value: Any) -> Any:
    """The value as the column takes it: no text is empty text where the column has no null."""
    column = KINDS[kind].__table__.columns[name]
    if value is None and not column.nullable and column.default is not None:
        default = column.default.arg
        return default(None) if callable(default) else default
    if value == "" and column.nullable:
        return None
    return value


def draft_of(kind: str, values: Mapping[str, Any]) -> Record:
    """A record of `kind` with `values`, completed as it would be when it is written."""
    cls = KINDS[kind]
    known = {name for name, _column, _field in columns_of(cls)}
    draft = cls(**{name: value for name, value in values.items() if name in known})
    draft.fill_in()
    return draft
