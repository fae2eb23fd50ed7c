"""Does ``1,234`` mean a thousand or little more than one? The file as a whole tells, or a person is asked.

A figure that can be read one way only is evidence for its whole column, and for columns that hold none of
their own: programs write all figures of a file alike. Whole numbers need none, for they have no decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Float

from db.records.base import Record, columns_of
from layers.intake.looks import Look, never
from layers.intake.mapping import ColumnMap
from layers.intake.options import Decimal, IntakeOptions, Question
from layers.intake.remembered import AS_BEFORE
from layers.intake.text import blank, folded
from layers.intake.values import writes_comma
from resources.text import Text

_EITHER = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_POINT = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}|-?\d+\.(?:\d{1,2}|\d{4,})")


@dataclass(frozen=True, slots=True)
class Comma:
    """What a comma in an unclear figure stands for: None where there is no such figure, or where a person is asked.

    ``note`` says that an answer to an earlier file served.
    """

    sign: Decimal | None = None
    note: Text | None = None
    question: Question | None = None


def decimal_sign(
    cls: type[Record],
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    options: IntakeOptions,
    before: Decimal | None = None,
    look: Look = never,
) -> Comma:
    """What commas of a file stand for: said by a person, told by the file, or as it was for such a file `before`."""
    if options.decimal is not None:
        return Comma(options.decimal)
    seen: set[Decimal] = set()
    unclear: tuple[str, str] | None = None
    for name in _figures(cls, found):
        look()
        texts = [
            t for v in columns[name] if isinstance(v, str) and not blank(v) and (t := folded(v))
        ]
        own: set[Decimal] = set()
        if writes_comma(texts):
            own.add("comma")
        if any(_POINT.fullmatch(t) for t in texts):
            own.add("point")
        seen |= own
        if not own and unclear is None:
            either = next((t for t in texts if _EITHER.fullmatch(t)), None)
            unclear = None if either is None else (name, either)
    if unclear is None:
        return Comma()
    if len(seen) == 1:
        return Comma(seen.pop())
    if before is not None:
        return Comma(before, _as_before(*unclear, before))
    return Comma(question=_question(*unclear))


def _figures(cls: type[Record], found: ColumnMap) -> Iterator[str]:
    """The columns that hold figures with decimals."""
    for name, column, _field in columns_of(cls):
        if (
            name in found.fields
            and isinstance(column.type, Float)
            and not isinstance(column.type, Boolean)
        ):
            yield found.fields[name][0]
    yield from (found.place[axis] for axis in ("lon", "lat") if axis in found.place)


def _as_before(column: str, figure: str, sign: Decimal) -> Text:
    read = figure.replace(",", "." if sign == "comma" else "")
    return Text(
        f"“{column}”里的“{figure}”读作 {read}：{AS_BEFORE.zh}。",
        f"“{figure}” of “{column}” is read as {read}, {AS_BEFORE.en}.",
    )


def _question(column: str, figure: str) -> Question:
    small, large = figure.replace(",", "."), figure.replace(",", "")
    return Question(
        "decimal",
        Text(
            f"“{column}”一列写的“{figure}”是 {small} 还是 {large}？文件里看不出来，不能猜。"
            f"用 --decimal comma（逗号是小数点，即 {small}）或 --decimal point（逗号分千位，即 {large}）。",
            f"“{column}” says “{figure}”: {small} or {large}? The file does not tell, and it is not guessed. "
            f"Say --decimal comma (a decimal comma: {small}) or --decimal point (it parts thousands: {large}).",
        ),
        ("comma", "point"),
    )
