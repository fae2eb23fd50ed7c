"""What every record shares: base class, identity columns, description of a field.

A record is a plain mapped class. It knows its own columns and the rules that need no other record;
it never opens a connection and never writes: `db.workspace` does both. `Field` travels in a
column's ``info`` and is what forms, tables, imports and `check` read, so a column is described
once, here beside its type.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Column, ColumnDefault, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry, wrong_shape
from db.privacy import refuse_identity
from db.times import UtcTime
from resources.text import Text

UNITS = {
    "天": Text("天", "days"),
    "人": Text("人", "people"),
    "户": Text("户", "households"),
}
"""Units that are words; a symbol such as ``m`` is the same in both languages."""


@dataclass(frozen=True)
class Field:
    """How one column is named, edited and checked.

    Attributes
    ----------
    label : Text
        The field's name, as the officer reads it.
    choices : mapping of str to Text, optional
        Stored code to shown word; any other code is refused.
    terms : str, optional
        Name of the configurable list (see `db.records.terms`) whose codes are offered.
    link : str, optional
        The plural kind a ``…_uid`` column points to.
    unit : str
        Written after the figure, such as ``"m"`` or ``"°"``.
    low, high : float, optional
        Inclusive bounds of a number.
    required : bool
        Empty is refused.
    free_text : bool
        Typed prose: checked for identity and phone numbers at every write.
    long : bool
        Prose of several lines.
    hidden : bool
        Kept by the program; no form shows it.
    """

    label: Text
    choices: Mapping[str, Text] | None = None
    terms: str | None = None
    link: str | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    required: bool = False
    free_text: bool = False
    long: bool = False
    hidden: bool = False

    def info(self) -> dict[str, Any]:
        """The ``info`` of a column described by this field."""
        return {"field": self}


HIDDEN = Field(Text("", ""), hidden=True)


def field(zh: str, en: str, **options: Any) -> dict[str, Any]:
    """A column's ``info`` for a field labelled `zh` / `en`; `options` are `Field`'s."""
    return Field(Text(zh, en), **options).info()


def link(kind: str, zh: str, en: str, *, required: bool = False, order: int = 0) -> Mapped[Any]:
    """A column that points to the ``uid`` of a record of the plural `kind`.

    The constraint is checked at commit, so that one operation may write in any order.
    """
    return mapped_column(
        String,
        ForeignKey(f"{kind}.uid", deferrable=True, initially="DEFERRED"),
        nullable=not required,
        sort_order=order,
        index=True,
        info=field(zh, en, link=kind, required=required),
    )


class Surveyed:
    """Columns of a record whose place may have come from a file.

    ``source_frame`` is the frame that its coordinates were in there, as `gis.reference` names it
    (``gcj02``, ``EPSG:4547``); None for a place that was set here.
    """

    source_frame: Mapped[str | None] = mapped_column(sort_order=30, info=HIDDEN.info())


class Record(DeclarativeBase):
    """Base of all records. ``kind`` (the table's plural name) keys it everywhere."""

    title: ClassVar[Text]
    """What one such record is called."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        str: String,
        dt.datetime: UtcTime,
        dict[str, Any]: JSON,
        dict[str, int]: JSON,
    }

    fid: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=True, sort_order=-30, info=HIDDEN.info()
    )
    uid: Mapped[str] = mapped_column(
        unique=True,
        default=lambda: str(uuid.uuid4()),
        sort_order=-30,
        info=HIDDEN.info(),
    )
    version: Mapped[int] = mapped_column(default=1, sort_order=-30, info=HIDDEN.info())

    def __init__(self, **values: Any) -> None:
        for name, column, _field in columns_of(type(self)):
            default = column.default
            if name not in values and isinstance(default, ColumnDefault):
                values[name] = default.arg(None) if default.is_callable else default.arg
        for name, value in values.items():
            if name not in type(self).__table__.columns:
                raise TypeError(f"{type(self).__name__} has no column {name!r}")
            setattr(self, name, value)

    @classmethod
    def kind(cls) -> str:
        """The plural name of this kind, which is its table's name."""
        return cast("str", cls.__tablename__)

    def name_for_people(self) -> str:
        """The shortest text by which an officer recognises this record."""
        for name in ("name", "case_no", "serial", "title_text", "badge"):
            value = getattr(self, name, None)
            if value:
                return str(value)
        return self.uid[:8]

    def fill_in(self) -> None:
        """Complete what was left empty and follows from this record alone, before it is checked."""

    def check_rules(self) -> None:
        """Rules that need this record alone, beyond what its fields state; raises `RecordError`."""


def columns_of(cls: type[Record]) -> Iterator[tuple[str, Column[Any], Field]]:
    """Every column of `cls` as ``(name, column, field)``, in the order of the table."""
    for column in cls.__table__.columns:
        yield (
            column.name,
            cast("Column[Any]", column),
            cast("Field", column.info["field"]),
        )


def field_of(cls: type[Record], name: str) -> Field:
    """The description of one column; `KeyError` when `cls` has none of that name."""
    return cast("Field", cls.__table__.columns[name].info["field"])


def geometry_of(cls: type[Record]) -> Geometry | None:
    """The type of the record's geometry column (always named ``geom``), or None."""
    column = cls.__table__.columns.get("geom")
    return cast("Geometry", column.type) if column is not None else None


def values_of(record: Record) -> dict[str, Any]:
    """The record's columns and their values, ``fid`` left out."""
    return {
        name: getattr(record, name) for name, _c, _f in columns_of(type(record)) if name != "fid"
    }


def check_value(cls: type[Record], name: str, value: Any) -> None:
    """Refuse a value that the field of column `name` does not allow.

    Raises
    ------
    RecordError
        Empty though required, out of bounds, or not among the choices.
    PrivacyRefusal
        Free text that holds an identity or phone number.
    """
    description = field_of(cls, name)
    label = description.label
    if value is None or value == "":
        if description.required:
            raise RecordError(
                name,
                Text(f"「{label.zh}」不能为空。", f"“{label.en}” must not be empty."),
            )
        return
    if description.choices is not None and value not in description.choices:
        raise RecordError(
            name,
            Text(
                f"「{label.zh}」没有“{value}”这一项。",
                f"“{label.en}” has no choice “{value}”.",
            ),
        )
    if isinstance(value, BaseGeometry):
        shape = geometry_of(cls)
        assert shape is not None
        wrong = wrong_shape([value], shape.geometry_type)
        if wrong is not None:
            raise RecordError(name, wrong[1])
    if isinstance(value, str) and not storable(value):
        raise RecordError(
            name,
            Text(
                f"「{label.zh}」里有无法保存的字符。",
                f"“{label.en}” holds a character that can't be stored.",
            ),
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise RecordError(name, Text(f"「{label.zh}」不是数。", f"“{label.en}” is not a number."))
    low, high = description.low, description.high
    if isinstance(value, (int, float)) and (
        (low is not None and value < low) or (high is not None and value > high)
    ):
        unit = UNITS.get(description.unit, Text(description.unit, description.unit))
        apart = " " if description.unit in UNITS else ""
        span = f"{'' if low is None else f'{low:g}'}–{'' if high is None else f'{high:g}'}"
        raise RecordError(
            name,
            Text(
                f"「{label.zh}」应在 {span}{unit.zh} 之间，现为 {value:g}。",
                f"“{label.en}” must lie within {span}{apart}{unit.en}; it is {value:g}.",
            ),
        )
    if description.free_text and isinstance(value, str):
        refuse_identity(value, name, label)


def storable(text: str) -> bool:
    """Whether both engines can hold `text`: no NUL and no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def check_record(record: Record) -> None:
    """Check every field of `record`, then the rules of its kind; raises as `check_value` does."""
    cls = type(record)
    for name, _column, _field in columns_of(cls):
        if name != "fid":
            check_value(cls, name, getattr(record, name))
    record.check_rules()
