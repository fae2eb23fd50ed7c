"""Editors of a day, typed or picked from a calendar, and of a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QLineEdit,
    QSizePolicy,
    QTableView,
    QToolButton,
    QVBoxLayout,
)

from db.errors import RecordError
from db.records.base import Field
from layers.cells import weekday
from layers.record import entry
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import secondary_label
from ui.theme import colour, icon

FIRST_YEAR, LAST_YEAR = 1949, 2100
FRAME = 26
"""Px of a line around its text."""


class DayEditor(FieldEditor):
    """A day: typed in many ways, stepped by Up and Down, or picked from the calendar that F4 opens."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.line = _DayLine(self._step, self.open_calendar)
        self.line.setMaximumWidth(140)
        width = self.line.fontMetrics().horizontalAdvance
        self.line.setMinimumWidth(max(map(width, ("2026-08-28", "yyyy-mm-dd"))) + FRAME)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._tidy)
        self.take(self.line)
        self.opener = QToolButton()
        self.opener.setObjectName(f"calendar:{name}")
        self.opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.opener.clicked.connect(self.open_calendar)
        self.row.addWidget(self.opener)
        self.weekday = secondary_label("")
        self.weekday.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.row.addWidget(self.weekday, 1)
        self.calendar: _CalendarPopup | None = None
        self.relabel()

    def value(self) -> Any:
        """The day, None for nothing; raises `RecordError` when it is none."""
        return entry.day(self.line.text(), self.around.today(), self.name)

    def set_value(self, value: Any) -> None:
        """Show a day."""
        self.line.setText("" if value is None else cast("dt.date", value).isoformat())
        self._say_weekday()

    def relabel(self) -> None:
        """Say the weekday again."""
        super().relabel()
        self.opener.setIcon(icon("chevron-down", self.around.session.theme))
        self.opener.setToolTip(self.tr("打开日历（F4）"))
        self.opener.setAccessibleName(self.tr("打开日历"))
        self.line.setPlaceholderText(self.tr("年-月-日"))
        self._say_weekday()

    def open_calendar(self) -> None:
        """Show the calendar below the line."""
        try:
            chosen = self.value() or self.around.today()
        except RecordError:
            chosen = self.around.today()
        self.calendar = _CalendarPopup(self, chosen)
        self.calendar.month.clicked.connect(self._pick)
        self.calendar.month.activated.connect(self._pick)
        self.calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        self.calendar.show()
        self.calendar.month.setFocus()

    def _pick(self, picked: QDate) -> None:
        self.set_value(dt.date(picked.year(), picked.month(), picked.day()))
        if self.calendar is not None:
            self.calendar.close()
            self.calendar = None
        self.line.setFocus()
        self.edited.emit()

    def _step(self, days: int) -> None:
        try:
            start = self.value() or self.around.today()
        except RecordError:
            return
        self.set_value(start + dt.timedelta(days=days))
        self.edited.emit()

    def _typed(self) -> None:
        self._say_weekday()
        self.edited.emit()

    def _tidy(self) -> None:
        try:
            self.set_value(self.value())
        except RecordError:
            return

    def _say_weekday(self) -> None:
        try:
            day = self.value()
        except RecordError:
            day = None
        self.weekday.setText("" if day is None else self.around.session.say(weekday(day)))


class _DayLine(QLineEdit):
    def __init__(self, step: Any, calendar: Any) -> None:
        super().__init__()
        self._step, self._calendar = step, calendar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_F4:
            self._calendar()
        else:
            super().keyPressEvent(event)


class _CalendarPopup(QFrame):
    def __init__(self, parent: DayEditor, chosen: dt.date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        self.month = QCalendarWidget()
        self.month.setObjectName("calendar")
        self.month.setMinimumDate(QDate(FIRST_YEAR, 1, 1))
        self.month.setMaximumDate(QDate(LAST_YEAR, 12, 31))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        shade = parent.around.session.theme
        quiet = QTextCharFormat()
        quiet.setForeground(colour(shade, "secondary"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(weekend, quiet)
        self.month.setHeaderTextFormat(quiet)
        for name, drawing in (("prev", "chevron-left"), ("next", "chevron-right")):
            turner = self.month.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(turner, QToolButton):
                turner.setIcon(icon(drawing, shade))
        days = self.month.findChild(QTableView)
        if days is not None:
            days.setAccessibleName(self.tr("日历"))
        self.month.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        column.addWidget(self.month)


class MomentEditor(FieldEditor):
    """A local date and time, to the minute."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.line = QLineEdit()
        self.line.setMaximumWidth(170)
        width = self.line.fontMetrics().horizontalAdvance
        self.line.setMinimumWidth(max(map(width, ("2026-08-28 08:58", "yyyy-mm-dd hh:mm"))) + FRAME)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)
        self.take(self.line)
        self.row.addStretch(1)
        self.relabel()

    def value(self) -> Any:
        """The time, aware, None for nothing; raises `RecordError` when it is none."""
        return entry.moment(self.line.text(), self.around.today(), self.name)

    def set_value(self, value: Any) -> None:
        """Show a time."""
        self.line.setText("" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M}")

    def relabel(self) -> None:
        """Say the hint again."""
        super().relabel()
        self.line.setPlaceholderText(self.tr("年-月-日 时:分"))

    def _tidy(self) -> None:
        """Say in full how what was typed is understood."""
        try:
            self.set_value(self.value())
        except RecordError:
            return
