"""CSV, TSV and Excel books as tables, inside the child process."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.tables import Cell, Merge, Row, Table, tabulate
from gis.transfer.text import detect, offered
from resources.text import Text

_MOST_KEPT = 10_000
_PANIC = "PanicException"
"""What the reader of books raises where it did not reckon with such bytes (.xlsb above all); no `Exception`."""
_DELIMITERS = ",\t;|，"


@dataclass(frozen=True, slots=True)
class Encoded:
    """Text of a file and how it was read; ``broken`` counts places that were not readable."""

    text: str
    encoding: str
    sure: bool
    broken: int
    others: tuple[str, ...] = ()


def decode(raw: bytes, chosen: str | None) -> Encoded:
    """The text of `raw`, in the encoding that was chosen or else in the likeliest one.

    Raises
    ------
    TransferQuestion
        So much is unreadable that another encoding must be meant.
    """
    guess = detect(raw)
    encoding = chosen or guess.encoding
    text = raw.decode(encoding, errors="replace").removeprefix("\ufeff").rstrip("\x1a")
    broken = len(re.findall("\ufffd+", text))
    if broken > max(3, len(text) // (20 if chosen else 500)):  # who chose it may want the rest
        raise TransferQuestion(
            Text(
                f"按 {encoding} 读出的文字有 {broken} 处乱码，没有导入。用 --encoding 指定编码。",
                f"Read as {encoding}, {broken} characters make no sense; nothing was imported. "
                "Name the encoding with --encoding.",
            ),
            "encoding",
            offered(guess),
        )
    return Encoded(text, encoding, bool(chosen) or guess.sure, broken, guess.others)


def read_text(path: Path, chosen: str | None) -> tuple[Table, Encoded]:
    """The table of a delimited text file."""
    found = decode(path.read_bytes(), chosen)
    if "\x00" in found.text:
        raise TransferError(
            Text("文件里有空字符，不是文本表格。", "The file holds NUL characters and is no table.")
        )
    delimiter = _delimiter(found.text)
    csv.field_size_limit(1 << 20)
    lines: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(found.text, newline=""), delimiter=delimiter, strict=True)
        lines.extend(_blank_to_none(line) for line in reader)
    except csv.Error as error:
        raise TransferError(
            Text(
                f"表格第 {len(lines) + 1} 行起读不下去（引号没有配对，或单元格过长）。",
                f"The table can't be read from row {len(lines) + 1} on (a quote is not closed, or a "
                "cell is too long).",
            )
        ) from error
    return tabulate(lines), found


def _blank_to_none(line: Sequence[str]) -> Row:
    return [_unquoted(cell.strip("\ufeff").strip()) or None for cell in line]


def _unquoted(cell: str) -> str:
    """What stands in ``="0012"``, as texts are kept from being read as figures."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _delimiter(text: str) -> str:
    """The sign that splits the first lines into the most columns, equally in most of them."""
    lines = [line for line in text[:20000].splitlines()[:40] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) * usual if usual else 0, usual)

    return max(_DELIMITERS, key=evenness) if lines else ","


def books_sheets(path: Path) -> list[str]:
    """The names of the sheets with anything in them, in their order; hidden ones only if all are."""
    with _opened(path) as book:
        visible = python_calamine.SheetVisibleEnum.Visible
        shown = [one.name for one in book.sheets_metadata if one.visible == visible]
        return [
            name
            for name in shown or book.sheet_names
            if book.get_sheet_by_name(name).total_height > 0
        ]


def read_book(path: Path, sheet: str) -> Table:
    """The table of one sheet of an Excel book."""
    with _opened(path) as book:
        found = book.get_sheet_by_name(sheet)
        merges: list[Merge] = [
            (first[0], first[1], last[0], last[1]) for first, last in found.merged_cell_ranges or ()
        ]
        _down, right = found.start or (0, 0)
        lines = list(_rows(found, right))
    return tabulate(lines, merges)


@contextmanager
def _opened(path: Path) -> Iterator[python_calamine.CalamineWorkbook]:
    """The book at `path`; a `TransferError` when its reader gives up, at once or on the way."""
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            yield book
    except (python_calamine.CalamineError, OSError) as error:  # the latter where bytes end early
        raise _unreadable() from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise _unreadable() from error


def _unreadable() -> TransferError:
    return TransferError(
        Text(
            "这个 Excel 文件已损坏或加了密，读不出来。用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 再导入；"
            "打不开就重新取得这个文件。",
            "This Excel file is damaged or encrypted and can't be read. Open it in a spreadsheet, take the "
            "password off and save it as .xlsx; if it does not open, get the file again.",
        )
    )


def _rows(sheet: python_calamine.CalamineSheet, right: int) -> Iterator[Row]:
    """The lines of a sheet from its first, one at a time; equal texts are one object."""
    seen: dict[Cell, Cell] = {}
    for row in sheet.iter_rows():
        line: Row = [None] * right
        for value in row:
            cell = _cell(value)
            if isinstance(cell, str) and len(seen) < _MOST_KEPT:
                cell = seen.setdefault(cell, cell)
            elif isinstance(cell, str):
                cell = seen.get(cell, cell)
            line.append(cell)
        yield line


def _cell(value: object) -> Cell:
    """A cell as text, number or truth; a date or time as ISO text; an empty one as None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)
