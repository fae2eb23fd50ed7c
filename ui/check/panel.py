"""The panel of a boundary check: sorts with their counts, the faults of one, and what may be done about them.

A row is shown on the map. A remedy for one row is done at once, one for many is worked out first and says how many
it mends and how many it can't; either is one operation. The check and large remedies run beside the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from PySide6.QtCore import QEvent, QItemSelection, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.operation import Operation
from gis.boundary.faults import Fault
from layers.boundary import Boundaries, Land
from layers.boundary.findings import (
    SORTS,
    Findings,
    Mending,
    inspect,
    keep_note,
    mend,
    remedies_of,
    write_points,
)
from layers.boundary.plan import point_kinds
from layers.boundary.write import write
from layers.overlay import Overlay, Patch
from resources.text import Text
from ui.check.faults_model import FaultsModel
from ui.check.remedy_bar import RemedyBar
from ui.check.sort_list import SortList
from ui.map_view.view import MapView
from ui.panels.alive import while_alive
from ui.panels.labels import plain_label
from ui.session import Item, Session
from ui.tasks import Progress, Tasks

ORIGIN = "check"
OVERLAY = "fault"
CHECKING = Text("检查边界", "Checking the boundaries")
MENDING = Text("试算修复", "Working the remedy out")
WRITING = Text("写入修复", "Writing the remedy")
_SOON_MS = 600
_LEAST_BOX = 0.0006
"""Degrees: a fault is shown with at least so much around it."""
_DRAWN = 500
_AT_ONCE = 20
"""So many villages are written without leaving the window's thread."""


class CheckPanel(QWidget):
    """The panel."""

    def __init__(
        self, session: Session, tasks: Tasks, view: MapView, boundaries: Boundaries
    ) -> None:
        super().__init__()
        self.setObjectName("check")
        self._session, self._tasks, self._view = session, tasks, view
        self._boundaries = boundaries
        self.found: Findings | None = None
        self._mending: Mending | None = None
        self._running = False
        self._again = False
        self.model = FaultsModel(session)
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.check)
        session.changed.connect(self._follow)
        self.retranslate()

    # -- putting together -------------------------------------------------------------------------

    def _build(self) -> None:
        self.sorts = SortList(self._session)
        self.sorts.currentItemChanged.connect(lambda _now, _before: self._sort_chosen())
        self.bar = RemedyBar(self._session)
        self.bar.remedyAsked.connect(self._mend_chosen)
        self.bar.allAsked.connect(self._mend_all)
        self.bar.noteAsked.connect(self._keep)
        self.bar.checkAsked.connect(self.check)
        self.table = QTableView()
        self.table.setObjectName("check:faults")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setWordWrap(False)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        for column, width in enumerate((130, 260, 110)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().selectionChanged.connect(self._rows_chosen)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bar)
        right.addWidget(self._preview())
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sorts)
        row.addLayout(right, 1)

    def _preview(self) -> QFrame:
        self.preview = QFrame()
        self.preview.setObjectName("check:preview")
        self.preview.setProperty("severity", "warning")
        row = QHBoxLayout(self.preview)
        row.setContentsMargins(12, 4, 12, 4)
        self.words = plain_label()
        self.words.setObjectName("check:words")
        self.go, self.stop = QPushButton(), QPushButton()
        self.go.setObjectName("check:go")
        self.go.setProperty("role", "primary")
        self.stop.setObjectName("check:stop")
        self.go.clicked.connect(self._write_previewed)
        self.stop.clicked.connect(self._drop_preview)
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        row.addWidget(self.stop)
        self.preview.hide()
        return self.preview

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.bar.retranslate()
        self.go.setText(self.tr("写入"))
        self.stop.setText(self.tr("取消"))
        self.sorts.fill(self.found)
        self.model.show(self.found, self.sorts.sort())
        self._offer()

    # -- checking ---------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a check is under way or about to begin."""
        return self._running or self._again or self._soon.isActive()

    def check(self) -> None:
        """Check beside the window, and show what is found."""
        if self._running:
            self._again = True
            return
        self._running = True
        workspace, boundaries = self._session.workspace, self._boundaries

        def work(progress: Progress) -> Findings:
            return inspect(workspace, boundaries.read(), progress.report)

        self._tasks.start(
            CHECKING,
            work,
            while_alive(self, self._have),
            while_alive(self, self._failed),
            told=True,
        )
        self._offer()

    def _have(self, found: Findings) -> None:
        self._running = False
        self.found = found
        self.sorts.fill(found)
        self.model.show(found, self.sorts.sort())
        self._draw(())
        self._offer()
        if self._again:
            self._again = False
            self._soon.start()

    def _failed(self, trouble: Exception) -> None:
        self._running = False
        if not isinstance(trouble, WorkspaceError):
            raise trouble
        self._session.notices.error(trouble)

    def _follow(self, changes: ChangeSet) -> None:
        self._boundaries.follow(changes)
        if self.found is not None and changes.kinds() & {"villages", "presets", *point_kinds()}:
            self._drop_preview()
            if self.isVisible():
                self._soon.start()
            else:
                self._again = True

    def showEvent(self, event: Any) -> None:
        """Check when it is shown for the first time, and when something changed while it was hidden."""
        super().showEvent(event)
        if not event.spontaneous() and (self.found is None or self._again):
            self._again = False
            self.check()

    def hideEvent(self, event: Any) -> None:
        """Take the drawing off the map."""
        super().hideEvent(event)
        self._draw(())

    # -- choosing ---------------------------------------------------------------------------------

    def choose_sort(self, sort: str | None) -> None:
        """Show the faults of one sort, of all when it is None."""
        self.sorts.choose(sort)

    def _sort_chosen(self) -> None:
        self._drop_preview()
        self.model.show(self.found, self.sorts.sort())
        self._draw(())
        self._offer()

    def chosen(self) -> list[Fault]:
        """The faults whose rows are selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.model.fault(row) for row in sorted(rows)]

    def _rows_chosen(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self._drop_preview()
        faults = self.chosen()
        self._draw(faults)
        if len(faults) == 1:
            self._go_to(faults[0])
        self._offer()

    def _go_to(self, fault: Fault) -> None:
        shape = fault.shape
        if fault.record is not None:
            self._session.selection.set((Item(*fault.record),), ORIGIN)
        if shape is None or shapely.is_empty(shape):
            return
        west, south, east, north = shapely.bounds(shape).tolist()
        wide = max(east - west, north - south, _LEAST_BOX)
        self._view.fit(((south - wide, west - wide), (north + wide, east + wide)))

    def _draw(self, faults: Sequence[Fault]) -> None:
        patches: list[Patch] = []
        if len(faults) == 1 and self.found is not None:
            land = self.found.land.mosaic
            patches += [
                Patch(shape, line="accent", width=1.5, stroke="dashed")
                for shape in (land.shape(uid) for uid in faults[0].labels if uid in land)
                if shape is not None
            ]
        patches += [
            Patch(shape, fill="red", alpha=0.4, line="red", width=2.0)
            for fault in faults[:_DRAWN]
            for shape in (_area(fault.shape),)
            if shape is not None
        ]
        overlay = Overlay(patches=tuple(patches)) if patches else None
        self._view.draw("overlay", OVERLAY, None if overlay is None else overlay.as_json())

    def _offer(self) -> None:
        self.bar.offer(self.found, self.sorts.sort(), self.chosen(), running=self._running)

    # -- mending ----------------------------------------------------------------------------------

    def _mend_chosen(self, number: int) -> None:
        faults = self.chosen()
        if faults:
            remedy = list(remedies_of(faults[0].sort))[number]
            self._work_out(faults, remedy, self.bar.taker())

    def _mend_all(self) -> None:
        sort, found = self.sorts.sort(), self.found
        if sort is None or found is None:
            return
        open_ = [f for f in found.faults if f.sort == sort and f.key not in found.notes]
        self._work_out(open_, next(iter(remedies_of(sort))), None)

    def _work_out(self, faults: Sequence[Fault], remedy: str, to: str | None) -> None:
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
        words = self.tr("可修 {mended} 处，写入后可一步撤销。")
        if mending.refused:
            words = self.tr("可修 {mended} 处，{refused} 处不能这样修：{why}")
        why = self._session.say(mending.refused[0][1]) if mending.refused else ""
        self.words.setText(
            words.format(
                mended=f"{len(mending.mended):,}", refused=f"{len(mending.refused):,}", why=why
            )
        )
        self.go.setEnabled(bool(mending.mended))
        self.preview.show()

    def _drop_preview(self) -> None:
        self._mending = None
        self.preview.hide()

    def _write_previewed(self) -> None:
        mending = self._mending
        self._drop_preview()
        if mending is not None:
            self._write(mending)

    def _write(self, mending: Mending) -> None:
        session, on = self._session, self._session.today()
        verb = "village.mend" if mending.plan is not None else "village.repoint"
        label = f"{session.say(SORTS[mending.mended[0].sort])} × {len(mending.mended)}"

        def into(op: Operation) -> None:
            if mending.plan is not None:
                write(op, session.workspace, mending.plan, on)
            write_points(op, session.workspace, mending.points, on)

        size = len(mending.points) + (len(mending.plan.edit.changed) if mending.plan else 0)
        if size <= _AT_ONCE:
            session.perform(verb, label, into, origin=ORIGIN)
            return

        def work(_progress: Progress) -> None:
            with session.workspace.operation(verb, label=label, asked_by=ORIGIN) as op:
                into(op)

        self._tasks.start(WRITING, work, lambda _done: None, told=True)

    def _keep(self) -> None:
        faults = self.chosen()
        if not faults or self.found is None:
            return
        fault, workspace = faults[0], self._session.workspace
        known = self.found.note_of(fault)
        text = self.bar.note.text().strip()
        note = None if known is not None and not text else text or self.tr("核实无误")
        self._session.perform(
            "preset.edit",
            f"{self._session.say(SORTS[fault.sort])} {self.found.name(fault)}",
            lambda op: keep_note(op, workspace, fault, note),
            origin=ORIGIN,
        )
        self.bar.note.clear()


def _area(shape: Any) -> Any:
    """What is drawn of a fault: its area, or a small disc around a point or a line."""
    if shape is None or shapely.is_empty(shape):
        return None
    if shapely.get_dimensions(shape) == 2:
        return shape
    return shapely.buffer(shape, _LEAST_BOX / 12)
