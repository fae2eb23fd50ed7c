"""What mending would do, said and drawn before it is written: how many faults of which sort, and whose ground changes.

A remedy is worked out beside the window against the newest land; what it can't mend is told with the reason. All that
is written is one operation, and one step to undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import shapely
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from db.operation import Operation
from gis.boundary.faults import Fault
from layers.above.overlay import Overlay, Patch
from layers.boundary import Boundaries, Land
from layers.boundary.findings import SORTS, Findings
from layers.boundary.mending import Mending, mend, mend_all, write_mending
from resources.text import Text
from ui.map_view.view import MapView
from ui.panels.alive import while_alive
from ui.panels.labels import plain_label
from ui.session import Session
from ui.tasks import Progress, Tasks

ORIGIN = "check"
OVERLAY = "fault"
MENDING = Text("试算修复", "Working the remedy out")
WRITING = Text("写入修复", "Writing the remedy")
LEAST_BOX = 0.0006
"""Degrees: a fault is shown with at least so much around it."""
DRAWN = 500
_AT_ONCE = 20
"""So many villages are written without leaving the window's thread."""


class MendPreview(QFrame):
    """The strip that says what a remedy would do; hidden until there is something to say."""

    def __init__(
        self, session: Session, tasks: Tasks, view: MapView, boundaries: Boundaries
    ) -> None:
        super().__init__()
        self._session, self._tasks, self._view = session, tasks, view
        self._boundaries = boundaries
        self._mending: Mending | None = None
        self.setObjectName("check:preview")
        self.setProperty("severity", "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        self.words = plain_label()
        self.words.setObjectName("check:words")
        self.words.setWordWrap(True)
        self.go, self.stop = QPushButton(), QPushButton()
        self.go.setObjectName("check:go")
        self.go.setProperty("role", "primary")
        self.stop.setObjectName("check:stop")
        self.go.clicked.connect(self._write_previewed)
        self.stop.clicked.connect(self.drop)
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        row.addWidget(self.stop)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.go.setText(self.tr("写入"))
        self.stop.setText(self.tr("取消"))

    def work_out_all(self, found: Findings, sorts: Sequence[str]) -> None:
        """Work out the usual remedies for all that was found of `sorts`, without what has a note."""
        workspace, boundaries, faults = self._session.workspace, self._boundaries, found.faults

        def work(progress: Progress) -> Mending:
            land = boundaries.read()
            spared, report = found.notes, progress.report
            return mend_all(workspace, land, faults, sorts=sorts, spared=spared, report=report)

        self._tasks.start(MENDING, work, while_alive(self, self._worked_out), told=True)

    def work_out(self, faults: Sequence[Fault], remedy: str, to: str | None) -> None:
        """Work out one remedy for `faults`; that of a single one is written at once, others are shown first."""
        workspace, boundaries = self._session.workspace, self._boundaries

        def work(progress: Progress) -> Mending:
            land: Land = boundaries.read()
            return mend(workspace, land, faults, remedy, to=to, report=progress.report)

        self._tasks.start(MENDING, work, while_alive(self, self._worked_out), told=True)

    def _worked_out(self, mending: Mending) -> None:
        if not mending.mended and len(mending.refused) == 1:
            self._session.notices.error(mending.refused[0][1])
            return
        if len(mending.mended) + len(mending.refused) == 1:
            self._write(mending)
            return
        self._mending = mending
        words = self.tr("可修 {mended} 处{sorts}，写入后可一步撤销。")
        if mending.refused:
            words = self.tr("可修 {mended} 处{sorts}，{refused} 处不能这样修：{why}")
        why = self._session.say(mending.refused[0][1]) if mending.refused else ""
        self.words.setText(
            words.format(
                mended=f"{len(mending.mended):,}",
                sorts=self._by_sort(mending),
                refused=f"{len(mending.refused):,}",
                why=why,
            )
        )
        self._draw_mending(mending)
        self.go.setEnabled(bool(mending.mended))
        self.show()

    def _by_sort(self, mending: Mending) -> str:
        """How many of each sort are mended, in brackets; nothing when all are of one."""
        counts = Counter(fault.sort for fault in mending.mended)
        if len(counts) < 2:
            return ""
        say, zh = self._session.say, self._session.lang == "zh"
        each = [f"{say(SORTS[sort])} {counts[sort]:,}" for sort in SORTS if counts[sort]]
        return f"（{'、'.join(each)}）" if zh else f" ({', '.join(each)})"

    def _draw_mending(self, mending: Mending) -> None:
        """Show on the map what is mended, what stays, and whose ground changes."""
        planned = mending.plan
        moved = () if planned is None else sorted(planned.moved_ground())[:DRAWN]
        shapes: dict[str, Any] = {} if planned is None else dict(planned.edit.changed)
        patches = [
            Patch(shapes[uid], line="accent", width=1.5, stroke="dashed")
            for uid in moved
            if uid in shapes
        ]
        stays = [fault for fault, _why in mending.refused]
        for colour, faults in (("green", mending.mended), ("red", stays)):
            patches += [
                Patch(shape, fill=colour, alpha=0.5, line=colour, width=2.0)
                for fault in faults[:DRAWN]
                for shape in (area_of(fault.shape),)
                if shape is not None
            ]
        self._view.draw("overlay", OVERLAY, Overlay(patches=tuple(patches)).as_json())
        self._frame(mending.mended)

    def _frame(self, faults: Sequence[Fault]) -> None:
        """Bring all of `faults` into view."""
        shapes = [fault.shape for fault in faults if fault.shape is not None]
        if not shapes:
            return
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        wide = max((east - west) * 0.05, (north - south) * 0.05, LEAST_BOX)
        self._view.fit(((south - wide, west - wide), (north + wide, east + wide)))

    def drop(self) -> None:
        """Think no more of what was worked out."""
        if self._mending is not None:
            self._view.draw("overlay", OVERLAY, None)
        self._mending = None
        self.hide()

    def _write_previewed(self) -> None:
        mending = self._mending
        self.drop()
        if mending is not None:
            self._write(mending)

    def _write(self, mending: Mending) -> None:
        session, on = self._session, self._session.today()
        verb = "village.mend" if mending.plan is not None else "village.repoint"
        label = f"{self._sorts_of(mending)} × {len(mending.mended)}"

        def into(op: Operation) -> None:
            write_mending(op, session.workspace, mending, on)

        size = len(mending.points) + (len(mending.plan.edit.changed) if mending.plan else 0)
        if size <= _AT_ONCE:
            session.perform(verb, label, into, origin=ORIGIN)
            return

        def work(_progress: Progress) -> None:
            with session.workspace.operation(verb, label=label, asked_by=ORIGIN) as op:
                into(op)

        self._tasks.start(WRITING, work, lambda _done: None, told=True, owed=True)

    def _sorts_of(self, mending: Mending) -> str:
        present = {fault.sort for fault in mending.mended}
        return "、".join(self._session.say(SORTS[sort]) for sort in SORTS if sort in present)


def area_of(shape: Any) -> Any:
    """What is drawn of a fault: its area, or a small disc around a point or a line."""
    if shape is None or shapely.is_empty(shape):
        return None
    if shapely.get_dimensions(shape) == 2:
        return shape
    return shapely.buffer(shape, LEAST_BOX / 12)
