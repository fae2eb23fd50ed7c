"""A table written for spreadsheets: CSV, TSV and Excel books, in which text stays text.

A `Sheet` comes in, a file goes out under a name that nobody else sees yet (`gis.transfer.writer`). A spreadsheet must
not take a cell for a formula, so what would be one gets a quote before it.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.transfer.errors import TransferError
from resources.text import Text

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_XLSX_ROWS = 1_048_575


@dataclass
class Sheet:
    """What is to be written.

    Attributes
    ----------
    name : str
        Of the layer or sheet.
    columns : mapping of name to list
        Text, whole numbers, floats, truth, dates and aware times; None for nothing.
    shapes : array of shapely geometry, optional
        In the frame of ``crs``.
    crs : str, optional
        WKT or ``EPSG:n``; None for a frame without a number (GCJ-02, BD-09).
    """

    name: str
    columns: dict[str, list[Any]]
    shapes: Any = None
    crs: str | None = None


def guarded(value: Any) -> Any:
    """Text that a spreadsheet would run, with a quote before it; anything else as it is."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    return value


def _rows(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    return zip(*sheet.columns.values(), strict=True)


def delimited(path: Path, sheet: Sheet, sign: str) -> None:
    """Write `sheet` as UTF-8 with a byte order mark, its columns parted by `sign`."""
    with path.open("x", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened, delimiter=sign)
        out.writerow([guarded(name) for name in sheet.columns])
        out.writerows([guarded(value) for value in row] for row in _rows(sheet))


def book(path: Path, sheet: Sheet) -> None:
    """Write `sheet` as an Excel book: typed cells, a frozen heading, filters; `TransferError` when it is too long."""
    count = len(next(iter(sheet.columns.values()), []))
    if count > _XLSX_ROWS:
        raise TransferError(
            Text(
                f"Excel 一张表最多 {_XLSX_ROWS:,} 行，这里有 {count:,} 行。改用 CSV。",
                f"An Excel sheet holds {_XLSX_ROWS:,} rows, here are {count:,}. Use CSV.",
            )
        )
    plain: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second, which only who writes a book has to wait

    with xlsxwriter.Workbook(str(path), plain) as book:
        page = book.add_worksheet(sheet.name[:31])
        heading = book.add_format({"bold": True, "bottom": 1})
        styles: dict[type, Any] = {
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        page.freeze_panes(1, 0)
        for at, (name, values) in enumerate(sheet.columns.items()):
            longest = max((_width(str(v)) for v in values[:200] if v is not None), default=0)
            page.set_column(at, at, min(max(longest, _width(name)) + 2, 50))
        for at, name in enumerate(sheet.columns):
            page.write_string(0, at, name, heading)
        for down, row in enumerate(_rows(sheet), start=1):
            for at, value in enumerate(row):
                _cell(page, down, at, value, styles)
        if sheet.columns:
            page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)


def _cell(page: Any, down: int, at: int, value: Any, styles: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(down, at, value)
    elif isinstance(value, dt.datetime):
        local = value.astimezone(dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)
        page.write_datetime(down, at, local, styles[dt.datetime])
    elif isinstance(value, dt.date):
        page.write_datetime(down, at, value, styles[dt.date])
    elif isinstance(value, (int, float)):
        page.write_number(down, at, value)
    else:
        page.write_string(down, at, str(value)[:32767])
