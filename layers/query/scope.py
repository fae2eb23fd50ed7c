"""What a query is asked about: the kind, the day, the lists, and the names that links may be compared with.

The words of a workspace come in here, once; the rest of the package is given a `Scope` and reads
nothing itself, except that names of linked records are fetched when a query first needs them.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from layers.layer import Frames
from layers.names import LEADS, Names, read_names, read_terms
from layers.query.conditions import fold
from layers.query.words import Terms, Vocabulary


class Scope:
    """The surroundings of a query.

    Parameters
    ----------
    kind : str
        Plural kind; KeyError when there is none.
    today : date
        What 今天 means.
    terms : mapping of list to mapping of code to Text
    names : Names, optional
        Names of linked records that are at hand.
    frames : Frames, optional
        Where to read the names of a linked kind that `names` lacks. With neither, a link is
        compared without asking whether the record exists.
    """

    def __init__(
        self,
        kind: str,
        today: dt.date,
        terms: Terms,
        *,
        names: Names | None = None,
        frames: Frames | None = None,
    ) -> None:
        self.kind, self.today, self.terms = kind, today, terms
        self._names = names or Names()
        self._frames = frames
        self._known: dict[str, frozenset[str]] = {}
        self.kept: dict[str, list[Any]] = {}
        """What completion has made of the names of a kind, to be made once only."""

    @classmethod
    def of(cls, frames: Frames, kind: str, today: dt.date) -> Scope:
        """The scope of a query over a workspace."""
        return cls(kind, today, read_terms(frames), frames=frames)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the kind."""
        return Vocabulary(self.kind, self.terms)

    def names(self, kind: str) -> Names | None:
        """Names that hold every record of `kind`; None when they are not to be had."""
        if kind not in self._names.links:
            if self._frames is None:
                return None
            self._names = self._names.merged(read_names(self._frames, (kind,), terms=False))
        return self._names

    def knows(self, kind: str, text: str) -> bool:
        """Whether a record of `kind` has the name, number or uid `text`, or none can be asked."""
        names = self.names(kind)
        if names is None:
            return True
        if kind not in self._known:
            said: set[str] = set()
            for uid, name in names.links[kind].items():
                said |= {uid, fold(name), fold(name.rpartition(LEADS)[2])}
                said.update(names.typed[kind].get(uid, "").split("\x1f"))
            self._known[kind] = frozenset(said)
        place, _lead, name = text.rpartition(LEADS)
        return fold(text) in self._known[kind] or (bool(place) and fold(name) in self._known[kind])
