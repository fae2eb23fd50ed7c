"""What a person may say about an import, and what an import may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from resources.text import Text

Mode = Literal["add", "update", "replace"]
Decimal = Literal["comma", "point"]
Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
NEAREST_M = 500.0
MODES: tuple[Mode, ...] = ("add", "update", "replace")


@dataclass(frozen=True)
class IntakeOptions:
    """How a file is to be taken in.

    Attributes
    ----------
    kind : str
        Plural record kind.
    layer, crs, encoding : str, optional
        Which part of the file, in which frame and encoding; see `gis.reference.parse`.
    columns : mapping of column to field
        Said by a person; it goes before what names and content suggest. An empty field leaves
        the column out.
    constants : mapping of field to text
        The same value for every row.
    values : mapping of field to mapping of text to text
        Words of the file for words of ours, such as ``{"status": {"在用": "ok"}}``.
    key : str, optional
        The field that tells whether a row is there already; each kind has a usual one.
    mode : Mode
        ``add`` refuses known rows, ``update`` changes them, ``replace`` also deletes what the
        file lacks.
    remedies : frozenset of str
        ``make-valid``, ``drop-invalid``, ``keep-invalid``, ``drop-empty``, ``keep-empty``,
        ``drop-duplicates``, ``clean-coverage``, ``drop-slivers``, ``assign-nearest``,
        ``drop-outside``, ``make-codes``.
    nearest_m : float
        How far from a village a point may lie that ``assign-nearest`` gives to it.
    decimal : {"comma", "point"}, optional
        What parts the decimals of a figure such as ``1,234``, where the file does not tell.
    dates : {"ymd", "dmy", "mdy"}, optional
        How day, month and year stand in a date such as ``05/03/2026``, where the file does not tell.
    recall : bool
        Read columns as they were told for an earlier file with the same ones, unless something
        is said about them here.
    """

    kind: str
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: str | None = None
    mode: Mode = "update"
    remedies: frozenset[str] = frozenset()
    recall: bool = True
    decimal: Decimal | None = None
    dates: Order | None = None
    nearest_m: float = NEAREST_M


REMEDIES: dict[str, Text] = {
    "make-valid": Text("修复无效边界", "rebuild invalid boundaries"),
    "drop-invalid": Text("不要几何无效的行", "leave out rows with an invalid geometry"),
    "keep-invalid": Text("照原样保留无效边界", "keep invalid boundaries as they are"),
    "drop-empty": Text("不要没有几何的行", "leave out rows without a geometry"),
    "keep-empty": Text("保留没有几何的行", "keep rows without a geometry"),
    "drop-duplicates": Text("不要几何重复的行", "leave out rows that repeat a geometry"),
    "clean-coverage": Text("消除重叠和缝隙", "close overlaps and gaps"),
    "drop-slivers": Text("不要细长的碎面", "leave out slivers"),
    "assign-nearest": Text(
        "不在任何村内的点归最近的村（500 米内）",
        "give points outside every village to the nearest one (within 500 m)",
    ),
    "drop-outside": Text("不要不在任何村内的点", "leave out points that lie in no village"),
    "make-codes": Text(
        "没有规定代码的行用临时代码（9 开头）",
        "give rows without an official code a provisional one (it begins with 9)",
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide; ``option`` answers it, ``choices`` are what it takes."""

    option: str
    sentence: Text
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One row and what is to be said about it; ``row`` counts as the file does, from 1."""

    row: int
    reason: Text
