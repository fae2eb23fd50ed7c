"""Which column of a file is which field: one line a column with what is in it, constants, and unknown words.

Shows a `layers.intake.Plan`; what a person picks here goes back to the dialog as options and makes a new plan.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.geometry import Geometry
from db.records.base import columns_of, field_of
from layers.intake import Plan
from layers.intake.mapping import fields_of
from layers.intake.text import blank, folded
from layers.intake.words import unknown_words
from resources.text import Text
from ui.panels.labels import plain_label, secondary_label
from ui.plain import tip
from ui.session import Session

_SAMPLES = 3
_PLACES: dict[str, Text] = {
    "lon": Text("经度", "Longitude"),
    "lat": Text("纬度", "Latitude"),
    "lonlat": Text("经纬度（一列）", "Longitude and latitude in one"),
    "wkt": Text("几何（WKT）", "Geometry (WKT)"),
}


class ColumnTable(QWidget):
    """Emits ``changed()`` when a person said something; `said` is all of what they said."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.columns: dict[str, str] = {}
        self.constants: dict[str, str] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.table = _table(
            "import:columns", [self.tr("文件的列"), self.tr("内容"), self.tr("对应字段")]
        )
        self.words = _table(
            "import:words", [self.tr("字段"), self.tr("没认出的词"), self.tr("意思是")]
        )
        self.words_title = plain_label(self.tr("没认出的词"), role="heading")
        self.words.setAccessibleName(self.words_title.text())
        self.table.setAccessibleName(self.tr("文件的列"))
        self._field = QComboBox()
        self._field.setObjectName("import:constant:field")
        self._value = QLineEdit()
        self._value.setObjectName("import:constant:value")
        self._value.setPlaceholderText(self.tr("每一行都填这个值"))
        self._value.setAccessibleName(self.tr("每一行都填这个值"))
        self._field.setAccessibleName(self.tr("填常量的字段"))
        self._value.returnPressed.connect(self._add_constant)
        self._add = QPushButton(self.tr("设为常量"))
        self._add.setObjectName("import:constant:add")
        self._add.setAutoDefault(False)
        self._add.clicked.connect(self._add_constant)
        self._given = secondary_label()
        self._given.setWordWrap(True)
        self._clear = QPushButton(self.tr("清除常量"))
        self._clear.setObjectName("import:constant:clear")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self._drop_constants)
        constant = QHBoxLayout()
        for widget, stretch in ((self._field, 1), (self._value, 2), (self._add, 0)):
            constant.addWidget(widget, stretch)
        given = QHBoxLayout()
        given.addWidget(self._given, 1)
        given.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 3)
        column.addWidget(self.words_title)
        column.addWidget(self.words, 2)
        column.addLayout(constant)
        column.addLayout(given)

    def forget(self) -> None:
        """Other rows are read: nothing has been said about them yet."""
        self.columns, self.constants, self.values = {}, {}, {}

    def show_plan(self, plan: Plan) -> None:
        """Show how the columns of `plan` were read."""
        options = (
            plan.options
        )  # what was recalled counts as said: a change of one column keeps the rest
        self.columns, self.constants = dict(options.columns), dict(options.constants)
        self._show_columns(plan)
        self._show_words(plan)
        self._show_constants(plan)

    # -- columns --------------------------------------------------------------------------------

    def _show_columns(self, plan: Plan) -> None:
        read = plan.columns.as_json()
        choices = self._choices(plan)
        self.table.setRowCount(len(plan.reading.columns))
        for down, (name, values) in enumerate(plan.reading.columns.items()):
            self.table.setItem(down, 0, _cell(name))
            self.table.setItem(down, 1, _cell(_samples(values)))
            box = QComboBox()
            box.setObjectName(f"import:column:{name}")
            box.setAccessibleName(name)
            box.addItem(self.tr("不导入"), "")
            for field, words in choices:
                box.addItem(words, field)
            said = read.get(name, "")
            if box.findData(said) < 0:
                box.addItem(said, said)
            box.setCurrentIndex(box.findData(said))
            box.activated.connect(lambda _i, name=name, box=box: self._say(name, box.currentData()))
            self.table.setCellWidget(down, 2, box)

    def _choices(self, plan: Plan) -> list[tuple[str, str]]:
        say, cls = self._session.say, plan.rows.cls
        found: list[tuple[str, str]] = []
        for name in fields_of(cls):
            field = field_of(cls, name)
            star = " *" if field.required else ""
            found.append((name, (say(field.label) or name) + star))
        if any(isinstance(column.type, Geometry) for _n, column, _f in columns_of(cls)):
            found += [(name, say(words)) for name, words in _PLACES.items()]
        return found

    def _say(self, column: str, field: Any) -> None:
        for other, said in list(self.columns.items()):
            if field and said == field and other != column:
                self.columns[other] = ""  # one column serves one field
        self.columns[column] = str(field or "")
        self.changed.emit()

    # -- words ----------------------------------------------------------------------------------

    def _show_words(self, plan: Plan) -> None:
        unknown = [(f, word) for f, words in unknown_words(plan).items() for word in words]
        self.words.setVisible(bool(unknown))
        self.words_title.setVisible(bool(unknown))
        self.words.setRowCount(len(unknown))
        for down, (name, word) in enumerate(unknown):
            field = field_of(plan.rows.cls, name)
            self.words.setItem(down, 0, _cell(self._session.say(field.label)))
            self.words.setItem(down, 1, _cell(word))
            box = QComboBox()
            box.setObjectName(f"import:word:{word}")
            box.setAccessibleName(word)
            box.addItem(self.tr("拒绝这些行"), None)
            for code, meaning in (field.choices or {}).items():
                box.addItem(self._session.say(meaning), code)
            said = plan.options.values.get(name, {}).get(word)
            box.setCurrentIndex(max(box.findData(said), 0))
            box.activated.connect(
                lambda _i, name=name, word=word, box=box: self._mean(name, word, box.currentData())
            )
            self.words.setCellWidget(down, 2, box)
        self.values = {f: dict(words) for f, words in plan.options.values.items()}

    def _mean(self, field: str, word: str, code: str | None) -> None:
        meant = self.values.setdefault(field, {})
        meant.pop(word, None)
        if code is not None:
            meant[word] = code
        self.changed.emit()

    # -- constants ------------------------------------------------------------------------------

    def _show_constants(self, plan: Plan) -> None:
        chosen = self._field.currentData()
        self._field.clear()
        for name in fields_of(plan.rows.cls):
            if name != "uid":
                label = self._session.say(field_of(plan.rows.cls, name).label)
                self._field.addItem(label, name)
        self._field.setCurrentIndex(max(self._field.findData(chosen), 0))
        say = self._session.say
        told = [
            f"{say(field_of(plan.rows.cls, name).label)} = {value}"
            for name, value in self.constants.items()
        ]
        self._given.setText("；".join(told))
        self._clear.setVisible(bool(told))

    def _add_constant(self) -> None:
        name, value = self._field.currentData(), self._value.text().strip()
        if name and value:
            self.constants[str(name)] = value
            self._value.clear()
            self.changed.emit()

    def _drop_constants(self) -> None:
        self.constants = {}
        self.changed.emit()


def _table(name: str, heads: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setObjectName(name)
    table.setHorizontalHeaderLabels(heads)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(32)
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    table.setColumnWidth(0, 170)
    head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    table.setColumnWidth(2, 220)
    return table


def _cell(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(tip(text))
    return item


def _samples(values: list[Any]) -> str:
    """The first different things that a column says."""
    seen: dict[str, None] = {}
    for value in values:
        if not blank(value):
            seen[folded(value)[:40]] = None
        if len(seen) == _SAMPLES:
            break
    return " · ".join(seen)
