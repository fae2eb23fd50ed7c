"""Go to coordinates: one box for whatever was typed or pasted, a datum that is always named, and what it was read as.

The place is read as the officer types; what is wrong with it is said below the box, and nothing is lost. How text
becomes a place is `gis.coordinates`'s.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shapely.geometry import Point

from gis.coordinates import EMPTY, NOTATIONS, NoPlace, Reading, read, written
from ui.panels.labels import plain_label, set_role
from ui.session import Session

LONGEST_PASTED = 200
"""A longer text on the clipboard is no coordinates."""


class GoToDialog(QDialog):
    """Emits ``placed(Point)`` (EPSG:4326) for "go", and stays open: one place is often followed by another.

    `near` gives where the map is; an easting that names no zone is of the zone there. `tell` says what lies at a place.
    """

    placed = Signal(object)
    datumChosen = Signal(str)  # noqa: N815 - as Qt's own

    def __init__(
        self,
        session: Session,
        notation: str,
        near: Callable[[], Point | None],
        tell: Callable[[Point], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:go_to")
        self.setWindowTitle(self.tr("转到坐标"))
        self._session, self._near, self._tell = session, near, tell
        self._reading: Reading | None = None
        self.line = QLineEdit()
        self.line.setObjectName("go_to:line")
        self.line.setMinimumWidth(400)
        self.line.setPlaceholderText(
            self.tr("如 114.18, 34.10；114°10′48″E 34°6′N；X 3774768 Y 38516610")
        )
        self.line.setClearButtonEnabled(True)
        self.datum = QComboBox()
        self.datum.setObjectName("go_to:datum")
        for name, each in NOTATIONS.items():
            self.datum.addItem(each.title.say(session.lang), name)
        self.datum.setCurrentIndex(max(0, self.datum.findData(notation)))
        self.said = plain_label()
        self.said.setObjectName("go_to:said")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        form = QFormLayout()
        form.addRow(self.tr("坐标"), self.line)
        form.addRow(self.tr("坐标系"), self.datum)
        form.addRow("", self.said)
        buttons = QDialogButtonBox()
        leave = buttons.addButton(self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        self.go = buttons.addButton(self.tr("前往"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("go_to:go")
        self.go.setDefault(True)
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(buttons)
        self.line.textChanged.connect(lambda _text: self._read())
        self.datum.activated.connect(self._choose)
        self._paste()
        self._read()

    def _paste(self) -> None:
        """Take the clipboard's coordinates when it holds some."""
        text = QGuiApplication.clipboard().text()
        if not text or len(text) > LONGEST_PASTED:
            return
        try:
            read(text, self._chosen(), near=self._near())
        except NoPlace:
            return
        self.line.setText(" ".join(text.split()))
        self.line.selectAll()

    def _chosen(self) -> str:
        return str(self.datum.currentData())

    def _choose(self, _index: int) -> None:
        self.datumChosen.emit(self._chosen())
        self._read()

    def _read(self) -> None:
        lang = self._session.lang
        try:
            self._reading = read(self.line.text(), self._chosen(), near=self._near())
        except NoPlace as trouble:
            self._reading = None
            empty = trouble.sentence is EMPTY
            set_role(self.said, "secondary" if empty else "error")
            self.said.setText(trouble.sentence.say(lang))
        else:
            set_role(self.said, "secondary")
            self.said.setText(self._heard(self._reading, lang))
        self.go.setEnabled(self._reading is not None)

    def _heard(self, reading: Reading, lang: str) -> str:
        """What was understood: the datum, the place in it and in WGS-84, and what lies there."""
        by = self.tr("文中写明") if reading.named else self.tr("按所选坐标系")
        lines = [f"{by}  {written(reading.place, reading.notation.name, lang)}"]
        if reading.notation.name != "wgs84":
            lines.append(written(reading.place, "wgs84", lang))
        lines.append(self._tell(reading.place))
        return "\n".join(lines)

    def _go(self) -> None:
        if self._reading is not None:
            self.placed.emit(self._reading.place)
            self.line.selectAll()
            self.line.setFocus()
