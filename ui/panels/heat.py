"""The controls of the heat map, folded under the layers: what, which period, how wide; a switch shows and hides it.

Reading and the peak are `layers.above.heat`'s, done beside the window; the page paints and shows the legend. A change
of the records that are shown reads anew.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QDate, QEvent, QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from layers.above.heat import PERIODS, RADII, SOURCES, Asked, Heat, read_heat
from resources.text import Text
from ui.map_view.view import MapView
from ui.session import Session
from ui.tasks import Task, Tasks

HEATING = Text("计算热力图", "Working out the heat map")
_OWN = 0
"""In place of a number of days: from one day to another."""


class HeatPanel(QWidget):
    """A switch and, while it is on, the three choices. ``asked`` is what is shown now, None when nothing is."""

    def __init__(self, session: Session, view: MapView, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("heat")
        self._session, self._view, self._tasks = session, view, tasks
        self._task: Task[Heat] | None = None
        self.asked: Asked | None = None
        self.switch = QCheckBox()
        self.switch.setObjectName("heat:switch")
        self.what, self.period, self.radius = QComboBox(), QComboBox(), QComboBox()
        self.first, self.last = QDateEdit(), QDateEdit()
        self.choices = QWidget()
        self._lay_out()
        self._fill()
        today = session.today()
        self.last.setDate(_qdate(today))
        self.first.setDate(_qdate(today - dt.timedelta(days=PERIODS[1] - 1)))
        self.switch.toggled.connect(self._switch)
        for box in (self.what, self.period, self.radius):
            box.currentIndexChanged.connect(lambda _index: self._ask())
        for day in (self.first, self.last):
            day.dateChanged.connect(lambda _date: self._ask())
        session.changed.connect(self._follow)
        self._switch(False)

    def put_under(self, panel: QWidget) -> None:
        """Stand at the lower end of `panel`."""
        column = panel.layout()
        assert column is not None
        column.addWidget(self)

    def _lay_out(self) -> None:
        for name in ("what", "period", "radius", "first", "last"):
            field: QWidget = getattr(self, name)
            field.setObjectName(f"heat:{name}")
        for day in (self.first, self.last):
            day.setCalendarPopup(True)
            day.setDisplayFormat("yyyy-MM-dd")
        self.days = QWidget()
        both = QVBoxLayout(self.days)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(4)
        both.addWidget(self.first)
        both.addWidget(self.last)
        self.form = QFormLayout(self.choices)
        self.form.setContentsMargins(20, 0, 0, 4)
        self.form.setSpacing(4)
        for field in (self.what, self.period, self.days, self.radius):
            self.form.addRow(" ", field)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 4)
        column.setSpacing(4)
        column.addWidget(self.switch)
        column.addWidget(self.choices)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()

    def _fill(self) -> None:
        """Say the words again; what is chosen stays chosen."""
        say = self._session.say
        self.switch.setText(self.tr("热力图"))
        days = self.tr("近 {n} 天")
        choices: dict[QComboBox, list[tuple[str, Any]]] = {
            self.what: [(say(source.title), kind) for kind, source in SOURCES.items()],
            self.period: [
                *((days.format(n=n), n) for n in PERIODS),
                (self.tr("自定时段"), _OWN),
            ],
            self.radius: [(f"{radius / 1000:g} km", radius) for radius in RADII],
        }
        for box, entries in choices.items():
            chosen = box.currentIndex() if box.count() else 1 if box is not self.what else 0
            with QSignalBlocker(box):
                box.clear()
                for words, value in entries:
                    box.addItem(words, value)
                box.setCurrentIndex(chosen)
        rows = (self.tr("内容"), self.tr("时段"), self.tr("起止"), self.tr("半径"))
        for field, words in zip(
            (self.what, self.period, self.days, self.radius), rows, strict=True
        ):
            label = self.form.labelForField(field)
            label.setText(words)  # type: ignore[attr-defined] # a form's label is a QLabel
            field.setAccessibleName(words)

    # -- asking -----------------------------------------------------------------------------------

    def show_heat(self, kind: str, days: int, radius_m: int | None = None) -> None:
        """Switch the heat map on for `kind` over the last `days` (one of `PERIODS`)."""
        for box, value in ((self.what, kind), (self.period, days), (self.radius, radius_m)):
            if value is not None:
                with QSignalBlocker(box):
                    box.setCurrentIndex(box.findData(value))
        self.switch.setChecked(True)
        self._ask()

    def _switch(self, on: bool) -> None:
        self.choices.setVisible(on)
        self._ask()

    def _period(self) -> tuple[dt.date, dt.date]:
        days = self.period.currentData()
        if days != _OWN:
            today = self._session.today()
            return today - dt.timedelta(days=days - 1), today
        first, last = _day(self.first), _day(self.last)
        return (first, last) if first <= last else (last, first)

    def _ask(self) -> None:
        self.form.setRowVisible(self.days, self.period.currentData() == _OWN)
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not self.switch.isChecked():
            if self.asked is not None:
                self._view.draw("heat", "heat", None)
            self.asked = None
            return
        asked = Asked(self.what.currentData(), *self._period(), self.radius.currentData())
        self.asked = asked
        workspace = self._session.workspace
        self._task = self._tasks.start(
            HEATING, lambda _progress: read_heat(workspace, asked), self._show
        )

    def _show(self, heat: Heat) -> None:
        self._task = None
        self._view.draw("heat", "heat", heat.as_json())

    def _follow(self, changes: Any) -> None:
        if self.asked is not None and self.asked.kind in changes.kinds():
            self._ask()


def _qdate(day: dt.date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(edit: QDateEdit) -> dt.date:
    at = edit.date()
    return dt.date(at.year(), at.month(), at.day())
