"""One edit of one record: read it, write it, append the sealed journal entry, until COMMIT has returned from disk."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.edits import DisputeEdits
from db.workspace import Workspace

TITLE = "commit one edit (dispute, new colour)"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Edits another dispute at each call."""
    edits = DisputeEdits(workspace)

    def work() -> None:
        dispute = edits.read(edits.next())
        with workspace.operation("disputes.update", label=dispute.case_no) as op:
            op.update(dispute, colour=edits.next_colour(dispute))

    return work
