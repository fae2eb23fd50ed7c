"""A plan, written: one operation that adds, changes and deletes, or does nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from db.changes import ChangeSet
from db.records import KINDS
from db.records.base import Record
from db.workspace import Workspace
from gis.transfer.errors import Cancelled
from layers.intake.looks import Look
from layers.intake.remembered import remember
from layers.verbs import singular

if TYPE_CHECKING:
    from layers.intake.plan import Plan


def apply(
    workspace: Workspace,
    plan: Plan,
    *,
    asked_by: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ChangeSet | None:
    """Write `plan` as one operation; returns what changed, None for nothing.

    The journal's label names the file, its frame and the number of its rows.

    Raises
    ------
    Cancelled
        `cancelled` became true; nothing was written.
    WorkspaceError
        The workspace refused; nothing was written.
    ValueError
        The plan still has a question.
    """
    if plan.questions:
        raise ValueError("a question of the plan is open")
    kind = plan.options.kind
    found = plan.difference
    total = len(found.added) + len(found.changed) + len(found.missing)
    done = 0
    with workspace.operation(
        f"{singular(kind)}.import", label=label_of(plan), asked_by=asked_by
    ) as op:

        def step(count: int) -> None:
            nonlocal done
            done += count
            progress(done, total)
            if cancelled():
                raise Cancelled

        step(0)
        remember(op, workspace, plan)
        op.watch = step
        op.crossed = "keep-invalid" in plan.options.remedies
        if found.added:
            # All at once: each call sets a savepoint, and what one costs grows with what is there.
            op.add_frame(kind, _frame(plan, found.added, lambda: step(0)))
        for columns, positions in _alike(found.changed).items():
            op.update_frame(kind, _changes(plan, columns, positions))
        for record in _records(workspace, kind, found.missing).values():
            op.delete(record)
            step(1)
    return op.change_set


def label_of(plan: Plan) -> str:
    """``cameras.csv · gcj02 · 1,204``: file, frame and rows of an import, for the journal."""
    used = plan.decision.used
    parts = [plan.path.name, *([used.name] if used is not None else []), f"{len(plan.rows):,}"]
    return " · ".join(parts)


def _frame(plan: Plan, positions: list[int], look: Look) -> pd.DataFrame:
    """The accepted rows at `positions` as `db.operation.Operation.add_frame` takes them."""
    data: dict[str, Any] = {}
    for name, values in plan.rows.values.items():
        look()
        column = np.full(len(positions), None, dtype=object)
        column[:] = [values[i] for i in positions]
        data[name] = pd.Series(column, dtype=object)
    if plan.decision.used is not None and "geom" in data:
        placed = data["geom"].notna()
        data["source_frame"] = pd.Series(plan.decision.used.name, data["geom"].index).where(placed)
    return pd.DataFrame(data)


def _alike(changed: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, ...], list[int]]:
    """The positions of changed rows, together when the same columns change."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for position, changes in changed.items():
        alike.setdefault(tuple(changes), []).append(position)
    return alike


def _changes(plan: Plan, columns: tuple[str, ...], positions: list[int]) -> pd.DataFrame:
    """What changes in the rows at `positions`, as `db.operation.Operation.update_frame` takes it."""
    found, used = plan.difference, plan.decision.used
    rows = {"uid": [found.uids[i] for i in positions]}
    rows |= {name: [found.changed[i][name] for i in positions] for name in columns}
    if "geom" in columns and used is not None:
        rows["source_frame"] = [used.name] * len(positions)
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})


def _records(workspace: Workspace, kind: str, uids: list[str]) -> dict[str, Record]:
    """The records with these uids, detached."""
    if not uids:
        return {}
    cls = KINDS[kind]
    wanted = set(uids)
    found = {record.uid: record for record in workspace.find(cls) if record.uid in wanted}
    return {uid: found[uid] for uid in uids}
