"""Tables inside the child: a sheet or a delimited text becomes a head and rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from gis.transfer import records, sheets
from gis.transfer.answer import FROM_1904, Answer, which_sheet
from gis.transfer.archive import check_book
from gis.transfer.errors import TransferError
from gis.transfer.tables import Table
from resources.text import Text

_SHEET_CHUNK = 20_000


def answer_table(
    told: Answer, path: Path, sort: str, sheet: str | None, encoding: str | None
) -> None:
    """Send the sheet called `sheet`, or the only one, of the table at `path`."""
    names: list[str] = []
    about: dict[str, Any] = {"encoding": None, "encoding_by": None, "encoding_sure": True}
    if sort == "xlsx":
        book = check_book(path, told.limits)
        told.note("formulas", book.uncomputed)
        told.note(FROM_1904, int(book.from_1904))
        names = sheets.books_sheets(path)
        if not names:
            raise TransferError(Text("这个 Excel 文件没有内容。", "This Excel file is empty."))
        if sheet not in names:
            if len(names) > 1 or sheet is not None:
                raise which_sheet(names)
            sheet = names[0]
        table = sheets.read_book(path, sheet)
    else:
        read_it = records.read_records if sort == "records" else sheets.read_text
        table, read = read_it(path, encoding)
        told.note("broken_characters", read.broken)
        by = "choice" if encoding else "detected"
        about = {
            "encoding": read.encoding,
            "encoding_by": by,
            "encoding_sure": read.sure,
            "encoding_others": read.others,
        }
        sheet = path.stem
    if not table.names:
        raise TransferError(Text("表里没有内容。", "The table is empty."))
    for what, count in table.left_out.items():
        if what != "blank":
            told.note(what, count)
    told.begin(
        layer=sheet,
        layers=[{"name": n, "geometry": "none", "rows": -1} for n in names or [sheet]],
        columns=table.names,
        crs=None,
        crs_by=None,
        total=len(table.rows),
        geometry="none",
        **about,
    )
    _send_table(told, table)
    told.end()


def _send_table(told: Answer, table: Table) -> None:
    for start in range(0, len(table.rows), _SHEET_CHUNK):
        part = table.rows[start : start + _SHEET_CHUNK]
        columns: dict[str, list[Any]] = {
            name: list(values)
            for name, values in zip(table.names, zip(*part, strict=True), strict=True)
        }
        numbers = np.array(table.numbers[start : start + _SHEET_CHUNK], dtype=np.int64)
        told.rows(columns, numbers, None, np.zeros(len(part), np.uint8))
