"""The tree of a query as it was written: tests joined by and, or, not, each with its place in the text.

Fields and operators are recognised here, values are still the words that were typed; what they mean
is settled in `layers.query.meaning`.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.query.operators import Operator
from layers.query.states import State
from layers.query.words import Reference


@dataclass(frozen=True)
class Operand:
    """A value as it was typed, half-width unless it stood in quotation marks."""

    text: str
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both belonging to it."""

    low: Operand
    high: Operand


@dataclass(frozen=True)
class Compare:
    """A field, an operator and its values."""

    reference: Reference
    operator: Operator
    operands: tuple[Operand | Range, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """A word alone: it occurs in any text of the record."""

    operand: Operand


@dataclass(frozen=True)
class InState:
    """A state's word alone."""

    state: State
    start: int
    end: int


@dataclass(frozen=True)
class Both:
    """Each of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """One of `parts` at least."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Negation:
    """Not `part`."""

    part: Node


Node = Both | Either | Negation | Compare | Match | InState
