"""A file from outside, read to the end: columns, shapes in the file's own numbers, what it says.

The one way in. Everything is taken as it stands: the frame is what the file declares, values are
what it holds. What it means (fields, frame, repair) is decided above, in `layers.intake`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from gis.reference import ReferenceFrame, of_crs
from gis.transfer import sandbox, stream
from gis.transfer.answer import FROM_1904, NO_TABLE
from gis.transfer.errors import TransferError
from gis.transfer.limits import Limits
from resources.text import Text

NOTES = {
    "titles": Text("跳过 {n} 行标题", "{n} title line(s) skipped"),
    "totals": Text("跳过 {n} 行合计", "{n} line(s) of totals skipped"),
    "remarks": Text("跳过 {n} 行附注", "{n} line(s) of remarks skipped"),
    "headings": Text("跳过 {n} 行重复的表头", "{n} repeated heading line(s) skipped"),
    "broken_characters": Text("{n} 处文字读不出", "{n} unreadable character(s)"),
    "cut_texts": Text(
        "{n} 处文字被属性表的栏宽截断", "{n} text(s) were cut by the width of their column"
    ),
    "formulas": Text(
        "{n} 个公式没有存结果，按空白读。用 Excel 或 WPS 打开后另存一次再导入",
        "{n} formula(s) were saved without their result and read as blank; open the book in a spreadsheet, "
        "save it and import it again",
    ),
    "headless": Text(
        "表格没有标题行，第一行按数据读；为各列指定字段",
        "the table has no heading; its first line is read as a row, name the columns' fields",
    ),
    NO_TABLE: Text(
        "旁边没有同名的 .dbf，只有图形，没有属性。把 .dbf（连同 .shx、.prj）和 .shp 放在同一个文件夹再导入",
        "there is no .dbf of the same name beside it: shapes without their attributes. Put the .dbf (with .shx and "
        ".prj) in one folder with the .shp and import it again",
    ),
    "wrong_cpg": Text(".cpg 声明的编码与内容不符", "the .cpg names an encoding that does not fit"),
}


@dataclass
class Reading:
    """What a file held.

    Attributes
    ----------
    columns : mapping of name to list
        Values as text, number, truth or None; dates as ISO text.
    rows : array of int
        Where each row stands in the file: a table's line, a layer's feature, from 1.
    shapes : array of shapely geometry
        In the file's own numbers, two-dimensional; None where ``states`` says so.
    states : array of uint8
        See `gis.transfer.stream`.
    declared : ReferenceFrame, optional
        What the file or its format says; None when nothing does.
    declared_by : str, optional
        ``file`` or ``format``.
    """

    path: Path
    format: str
    layer: str
    layers: list[dict[str, Any]]
    geometry: str
    columns: dict[str, list[Any]]
    rows: NDArray[np.int64]
    shapes: NDArray[np.object_]
    states: NDArray[np.uint8]
    declared: ReferenceFrame | None
    declared_by: str | None
    encoding: str | None
    encoding_by: str | None
    encoding_sure: bool
    held: list[str]
    encoding_others: tuple[str, ...] = ()
    notes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def from_1904(self) -> bool:
        """Whether bare numbers of days in it count from 1904."""
        return any(what == FROM_1904 for what, _count in self.notes)

    @property
    def without_table(self) -> bool:
        """Whether it is a shapefile whose .dbf is missing."""
        return any(what == NO_TABLE for what, _count in self.notes)

    def said(self, lang: str) -> list[str]:
        """The notes in words."""
        return [
            NOTES[what].format(n=count).say(lang) for what, count in self.notes if what in NOTES
        ]


def read(
    path: Path,
    *,
    layer: str | None = None,
    wanted: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Read the file at `path` in a sandboxed child process.

    Parameters
    ----------
    layer : str, optional
        A layer, a sheet of a book, or a file of an archive; needed when there are several.
    wanted : {"point", "line", "polygon"}, optional
        Decides between layers when only one of them has this geometry.
    encoding : str, optional
        Of the text; detected where the file does not say.
    progress : callable
        Called with rows read and rows in all (0 when that is not known).
    cancelled : callable
        Asked several times a second; true ends the child.

    Raises
    ------
    TransferError, TransferQuestion, Cancelled
    """
    request = {"layer": layer, "wanted": wanted, "encoding": encoding, "stem": path.stem}
    head: dict[str, Any] = {}
    columns: dict[str, list[Any]] = {}
    parts: list[tuple[Any, Any, Any]] = []
    done = 0
    for sort, payload in sandbox.frames(path, request, limits or Limits(), cancelled):
        if sort == b"H":
            head = orjson.loads(payload)
            columns = {str(name): [] for name in head["columns"]}
        elif sort == b"R":
            try:
                values, rows, shapes, states = stream.unpack_rows(payload)
            except stream.BrokenStream as error:
                raise _broken() from error
            for name, column in columns.items():
                column.extend(values[name])
            parts.append((rows, shapes, states))
            done += len(rows)
            progress(done, int(head.get("total") or 0))
    try:
        declared = of_crs(head["crs"]) if head.get("crs") else None
    except ValueError:
        declared = None
    if not done:
        raise TransferError(
            Text(f"文件“{path.name}”里没有一行数据。", f"The file “{path.name}” holds no rows.")
        )
    joined = [np.concatenate(one) for one in zip(*parts, strict=True)] if parts else None
    return Reading(
        path=path,
        format=head["format"],
        layer=path.stem if head["layer"] == sandbox.COPY else head["layer"],
        layers=head["layers"],
        geometry=head["geometry"],
        columns=columns,
        rows=joined[0] if joined else np.zeros(0, np.int64),
        shapes=joined[1] if joined else np.zeros(0, object),
        states=joined[2] if joined else np.zeros(0, np.uint8),
        declared=declared,
        declared_by=head["crs_by"] if declared else None,
        encoding=head["encoding"],
        encoding_by=head["encoding_by"],
        encoding_sure=head["encoding_sure"],
        encoding_others=tuple(head.get("encoding_others", ())),
        held=head["held"],
        notes=[(str(what), int(count)) for what, count in head["notes"]],
    )


def _broken() -> TransferError:
    return TransferError(
        Text(
            "读文件的进程给出的结果不成立，没有导入。",
            "The process that read the file gave an answer that does not hold; nothing was imported.",
        )
    )
