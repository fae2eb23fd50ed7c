"""The panel of a boundary check: sorts with their counts, the faults of one, and what may be done about them.

A row is shown on the map. What is asked of its remedies goes to `MendPreview`, which works them out and writes them;
the check itself runs beside the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from PySide6.QtCore import QEvent, QItemSelection, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from gis.boundary.faults import Fault
from gis.verdicts import place_of
from layers.above.overlay import Overlay, Patch
from layers.boundary import Boundaries
from layers.boundary.findings import (
    SORTS,
    Findings,
    inspect,
    keep_note,
    remedies_of,
)
from layers.boundary.plan import point_kinds
from resources.text import Text
from ui.check.faults_model import FaultsModel
from ui.check.mend_preview import DRAWN, LEAST_BOX, ORIGIN, OVERLAY, MendPreview, area_of
from ui.check.remedy_bar import RemedyBar
from ui.check.sort_list import SortList
from ui.map_view.view import MapView
from ui.panels.alive import while_alive
from ui.session import Item, Session
from ui.tasks import Progress, Tasks

CHECKING = Text("检查边界", "Checking the boundaries")
_SOON_MS = 600
_RING = 0.03
"""How large the ring around the spot where an outline crosses itself is, beside the whole village."""


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
        self.preview = MendPreview(self._session, self._tasks, self._view, self._boundaries)
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
        right.addWidget(self.preview)
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sorts)
        row.addLayout(right, 1)

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.bar.retranslate()
        self.table.setAccessibleName(self.tr("发现的问题"))
        self.sorts.setAccessibleName(self.tr("问题的种类"))
        self.preview.retranslate()
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
        self._session.notices.failed(trouble)

    def _follow(self, changes: ChangeSet) -> None:
        self._boundaries.follow(changes)
        if self.found is not None and changes.kinds() & {"villages", "presets", *point_kinds()}:
            self.preview.drop()
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
        self.preview.drop()
        self.model.show(self.found, self.sorts.sort())
        self._draw(())
        self._offer()

    def chosen(self) -> list[Fault]:
        """The faults whose rows are selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.model.fault(row) for row in sorted(rows)]

    def _rows_chosen(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self.preview.drop()
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
        wide = max(east - west, north - south, LEAST_BOX)
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
            for fault in faults[:DRAWN]
            for shape in (area_of(fault.shape),)
            if shape is not None
        ]
        patches += [
            Patch(spot.buffer(_share_of(fault.shape)), line="amber", width=2.5)
            for fault in faults[:DRAWN]
            if (spot := place_of(fault.reason)) is not None
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
            self.preview.work_out(faults, remedy, self.bar.taker())

    def _mend_all(self) -> None:
        sort, found = self.sorts.sort(), self.found
        if found is None:
            return
        if sort is None:
            self.preview.work_out_all(found, self.bar.at_once())
            return
        open_ = [f for f in found.faults if f.sort == sort and f.key not in found.notes]
        self.preview.work_out(open_, next(iter(remedies_of(sort))), None)

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


def _share_of(shape: Any) -> float:
    """The radius of the ring around what is wrong with `shape`, in degrees: seen where the whole of it is."""
    west, south, east, north = shapely.bounds(shape).tolist()
    return float(max(east - west, north - south)) * _RING
