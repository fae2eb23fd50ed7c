"""The edit that is measured: an open dispute that stands on the map gets another colour, another one each time."""

from __future__ import annotations

import itertools

from db.records import Dispute
from db.records.disputes import CLOSED_STATES
from db.workspace import Workspace

_NEXT = {"red": "yellow", "yellow": "blue", "blue": "red"}


class DisputeEdits:
    """Disputes of `workspace` to be edited in turn; the same ones for the same workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        frame = workspace.frame("disputes", columns=["uid", "state", "geom"])
        shown = frame.loc[~frame["state"].isin(CLOSED_STATES) & frame["geom"].notna(), "uid"]
        if shown.empty:
            raise LookupError("the workspace has no open dispute on the map")
        self._turn = itertools.cycle(shown.sample(min(50, len(shown)), random_state=1).tolist())

    def next(self) -> str:
        """The uid of the next dispute."""
        return str(next(self._turn))

    def read(self, uid: str) -> Dispute:
        """The dispute as it is now."""
        found = self._workspace.get(Dispute, uid)
        if found is None:
            raise LookupError(uid)
        return found

    def next_colour(self, dispute: Dispute) -> str:
        """The colour that it gets."""
        return _NEXT[dispute.colour]
