"""How the child answers: the head of a file once, then its rows, counted; and the questions all formats share.

Loads no parser, so that each file waits for its own alone (`inside`).
"""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson

from gis.transfer import stream
from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.limits import Limits
from resources.text import Text

FROM_1904 = "from_1904"
"""The note of a book whose bare numbers of days count from 1904."""
NO_TABLE = "no_table"
"""The note of a shapefile without its .dbf."""


class Answer:
    """Writes the head once, then rows; keeps count of them."""

    def __init__(self, out: BinaryIO, limits: Limits, held: list[str]) -> None:
        self.out, self.limits = out, limits
        self.head: dict[str, Any] = {"held": held, "notes": []}
        self.sent = 0
        self.known_as: dict[str, str] = {}

    def note(self, what: str, count: int) -> None:
        """Mention `count` things of the sort `what` (see `reader.NOTES`)."""
        if count:
            self.head["notes"].append([what, count])

    def begin(self, **about: Any) -> None:
        """Send the head; what an archive calls a file goes before what the private copy is called."""
        about["layer"] = self.known_as.get(about["layer"], about["layer"])
        for layer in about["layers"]:
            layer["name"] = self.known_as.get(layer["name"], layer["name"])
        stream.send(self.out, b"H", orjson.dumps(self.head | about, default=str))

    def rows(
        self,
        columns: dict[str, list[Any]],
        numbers: Any,
        shapes: Any,
        states: Any,
    ) -> None:
        """Send some rows; `TransferError` when there are more than a file may have."""
        self.sent += len(numbers)
        if self.sent > self.limits.rows:
            raise TransferError(
                Text(
                    f"文件超过 {self.limits.rows} 行，没有导入。",
                    f"The file has more than {self.limits.rows} rows; nothing was imported.",
                )
            )
        stream.send(self.out, b"R", stream.pack_rows(columns, numbers, shapes, states))

    def end(self) -> None:
        """Say that this was all."""
        stream.send(self.out, b"Z", orjson.dumps({"rows": self.sent}))


def which_layer(names: list[str]) -> TransferQuestion:
    """The question which of the layers, sheets or files `names` is meant."""
    shown = names[:50]
    return TransferQuestion(
        Text(
            f"文件里有几个图层：{'、'.join(shown)}。用 --layer 选一个。",
            f"The file holds several layers: {', '.join(shown)}. Choose one with --layer.",
        ),
        "layer",
        tuple(shown),
    )


def which_sheet(names: list[str]) -> TransferQuestion:
    """The question which of the sheets `names` of a book is meant."""
    shown = names[:50]
    return TransferQuestion(
        Text(
            f"文件里有几张工作表：{'、'.join(shown)}。一次导入一张。用 --layer 选。",
            f"The book holds several sheets: {', '.join(shown)}. They are taken one at a time. Choose with --layer.",
        ),
        "layer",
        tuple(shown),
    )
