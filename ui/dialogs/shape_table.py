"""The corners of a drawing as text to read, paste and change, in the datum that is named above them.

It writes nothing: ``shaped(shape)`` goes out when the officer takes it. A line that is no place is told by its number,
and what was typed stays.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from shapely.geometry.base import BaseGeometry

from gis import geodesy
from gis.coordinates import NOTATIONS, NoPlace
from gis.vertices import listed, shaped
from ui.panels.labels import plain_label, set_role
from ui.session import Session


class ShapeTable(QDialog):
    """The dialog for `shape` (EPSG:4326), a type of `gis.vertices.TABLED`, called `title`."""

    shaped = Signal(object)

    def __init__(
        self,
        session: Session,
        title: str,
        shape: BaseGeometry,
        notation: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:shape_table")
        self.setWindowTitle(self.tr("坐标表") + f" · {title}")
        self._session, self._shape = session, shape
        self._found: BaseGeometry | None = shape
        self.datum = QComboBox()
        self.datum.setObjectName("shape_table:datum")
        for name, each in NOTATIONS.items():
            self.datum.addItem(each.title.say(session.lang), name)
        self.text = QPlainTextEdit()
        self.text.setObjectName("shape_table:text")
        self.text.setAccessibleName(self.tr("坐标表"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumSize(420, 300)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.said = plain_label()
        self.said.setObjectName("shape_table:said")
        self.said.setWordWrap(True)
        buttons = QDialogButtonBox()
        leave = buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        self.go = buttons.addButton(self.tr("应用"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("shape_table:go")
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("坐标系"), self.datum)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(
            plain_label(self.tr("每行一个点，先纬度（X）后经度（Y）；空行分段"), "secondary")
        )
        column.addWidget(self.text, 1)
        column.addWidget(self.said)
        column.addWidget(buttons)
        self.datum.setCurrentIndex(max(0, self.datum.findData(notation)))
        self._notation = self._chosen()
        self._write(shape)
        self.datum.activated.connect(self._change)
        self.text.textChanged.connect(self._read)
        self._read()

    def _chosen(self) -> str:
        return str(self.datum.currentData())

    def _write(self, shape: BaseGeometry) -> None:
        try:
            self.text.setPlainText(listed(shape, self._notation))
        except ValueError:  # no zone lies there
            self.datum.setCurrentIndex(0)
            self._notation = self._chosen()
            self.text.setPlainText(listed(shape, self._notation))

    def _change(self, _index: int) -> None:
        """Write what is read so far in the other datum; text that can't be read is kept for it."""
        self._notation = self._chosen()
        if self._found is not None:
            self._write(self._found)
        self._read()

    def _read(self) -> None:
        lang = self._session.lang
        try:
            self._found = shaped(self.text.toPlainText(), self._shape, self._notation)
        except NoPlace as trouble:
            self._found = None
            set_role(self.said, "error")
            self.said.setText(trouble.sentence.say(lang))
        else:
            set_role(self.said, "secondary")
            self.said.setText(self._measured(self._found))
        self.go.setEnabled(self._found is not None)

    def _measured(self, shape: BaseGeometry) -> str:
        if shape.geom_type == "Point":
            return ""
        metres = self.tr("{n} 米").format(n=f"{geodesy.length(shape):,.1f}")
        if shape.geom_type != "Polygon":
            return self.tr("长 {length}").format(length=metres)
        area = geodesy.area(shape)
        return self.tr("面积 {m2} 平方米（{mu} 亩），周长 {around}").format(
            m2=f"{area:,.0f}", mu=f"{area / geodesy.MU:,.2f}", around=metres
        )

    def _take(self) -> None:
        if self._found is not None:
            self.shaped.emit(self._found)
            self.accept()
