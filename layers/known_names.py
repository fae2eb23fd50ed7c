"""Names that were read before: who steps from record to record meets the same officers, villages and words again.

`KnownNames` reads a name when it is first asked for and keeps it until a record that it comes from changes. It may be
asked on any thread; whoever hears of changes calls `forget`. What a name is, `layers.names` says.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import replace

from layers.layer import Frames
from layers.names import Names, read_names

MOST = 5000
"""So many names are kept before all are read anew."""
_LED = {"townships": "villages"}
"""The kind whose names begin with those of another."""


class KnownNames:
    """Names as a record shows them, villages led by their township, and the words of every list."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._kept = Names()
        self._changes = 0
        self._lock = threading.Lock()

    def of(self, wanted: Mapping[str, Collection[str]]) -> Names:
        """At least the names of `wanted`, uids by kind, and every list."""
        with self._lock:
            kept, changes = self._kept, self._changes
        strange = {
            kind: set(uids) - kept.links.get(kind, {}).keys() for kind, uids in wanted.items()
        }
        strange = {kind: uids for kind, uids in strange.items() if uids}
        if kept.terms and not strange:
            return kept
        found = read_names(self._frames, strange, terms=not kept.terms, lead=True, typed=False)
        names = replace(kept.added(found), terms=kept.terms or found.terms)
        with self._lock:
            if self._changes == changes:  # what changed while it was read is not kept
                few = sum(map(len, names.links.values())) <= MOST
                self._kept = names if few else Names(terms=names.terms)
        return names

    def forget(self, kinds: Collection[str]) -> None:
        """Records of these kinds have changed."""
        gone = {*kinds, *(led for kind, led in _LED.items() if kind in kinds)}
        with self._lock:
            links = {kind: each for kind, each in self._kept.links.items() if kind not in gone}
            self._kept = Names(links, terms={} if "terms" in gone else self._kept.terms)
            self._changes += 1
