"""The part of the style editor that chooses what villages are filled by, and how a figure is classed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QFormLayout, QSpinBox, QWidget

from layers.kinds.village_figures import CATEGORIES, figures
from layers.kinds.village_ground import Figure
from layers.layer import Frames
from layers.looks.classify import Method
from layers.looks.look import FEWEST_CLASSES, METHOD_WORDS, MOST_CLASSES, PALETTES, Fill
from ui import theme
from ui.panels.labels import plain_label
from ui.session import Session

_RAMP = QSize(72, 14)


class FillBox(QWidget):
    """Emits ``changed()`` when something else was chosen."""

    changed = Signal()

    def __init__(self, session: Session, frames: Frames) -> None:
        super().__init__()
        self._session = session
        self._figures = figures(frames)
        self.by, self.method, self.palette_box = QComboBox(), QComboBox(), QComboBox()
        self.classes = QSpinBox()
        self.classes.setRange(FEWEST_CLASSES, MOST_CLASSES)
        for widget, name in (
            (self.by, "by"),
            (self.method, "method"),
            (self.palette_box, "palette"),
            (self.classes, "classes"),
        ):
            widget.setObjectName(f"style:{name}")
        self.by.setMaxVisibleItems(20)
        self.formula = plain_label("", "secondary")
        self.formula.setWordWrap(True)
        self._words = {
            key: plain_label("", "secondary") for key in ("by", "method", "classes", "palette")
        }
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self._words["by"], self.by)
        form.addRow("", self.formula)
        form.addRow(self._words["method"], self.method)
        form.addRow(self._words["classes"], self.classes)
        form.addRow(self._words["palette"], self.palette_box)
        self._fill_boxes()
        self.retranslate()
        self.set_fill(None)
        for box in (self.by, self.method, self.palette_box):
            box.currentIndexChanged.connect(self._touch)
        self.classes.valueChanged.connect(self._touch)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_words"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        say = self._session.say
        for name, field, words in (
            ("by", self.by, self.tr("填色")),
            ("method", self.method, self.tr("分级")),
            ("classes", self.classes, self.tr("级数")),
            ("palette", self.palette_box, self.tr("色带")),
        ):
            self._words[name].setText(words)
            field.setAccessibleName(words)
        self.by.setItemText(0, self.tr("不填色"))
        for row in range(1, self.by.count()):
            name = self.by.itemData(row)
            if name in self._figures:
                self.by.setItemText(row, say(self._figures[name].title))
            elif name in CATEGORIES:
                self.by.setItemText(row, say(CATEGORIES[name].title))
        for row in range(self.method.count()):
            self.method.setItemText(row, say(METHOD_WORDS[self.method.itemData(row)]))
        for row in range(self.palette_box.count()):
            self.palette_box.setItemText(row, say(PALETTES[self.palette_box.itemData(row)]))
        self._say_formula()

    def _fill_boxes(self) -> None:
        self.by.addItem("", None)
        self.by.insertSeparator(1)
        for name in self._figures:
            self.by.addItem("", name)
        self.by.insertSeparator(self.by.count())
        for name in CATEGORIES:
            self.by.addItem("", name)
        for method in METHOD_WORDS:
            self.method.addItem("", method)
        self.palette_box.setIconSize(_RAMP)
        for palette in PALETTES:
            self.palette_box.addItem(self._ramp(palette), "", palette)

    def _ramp(self, palette: str) -> QIcon:
        picture = QPixmap(_RAMP)
        painter = QPainter(picture)
        steps = 6
        for step in range(steps):
            colour = theme.colour(self._session.theme, f"{palette}:{step / (steps - 1):.3f}")
            width = _RAMP.width() // steps
            painter.fillRect(step * width, 0, width, _RAMP.height(), colour)
        painter.end()
        return QIcon(picture)

    def fill(self) -> Fill | None:
        """What is chosen; None for no fill."""
        by = self.by.currentData()
        if by is None:
            return None
        method: Method = self.method.currentData()
        return Fill(by, method, self.classes.value(), self.palette_box.currentData())

    def set_fill(self, fill: Fill | None) -> None:
        """Show a choice without telling anybody."""
        widgets = (self.by, self.method, self.palette_box, self.classes)
        for widget in widgets:
            widget.blockSignals(True)
        shown = fill or Fill("")
        self.by.setCurrentIndex(0 if fill is None else max(self.by.findData(fill.by), 0))
        self.method.setCurrentIndex(self.method.findData(shown.method))
        self.palette_box.setCurrentIndex(self.palette_box.findData(shown.palette))
        self.classes.setValue(shown.classes)
        for widget in widgets:
            widget.blockSignals(False)
        self._say_formula()

    def _figure(self) -> Figure | None:
        return self._figures.get(self.by.currentData() or "")

    def _say_formula(self) -> None:
        figure = self._figure()
        self.formula.setText("" if figure is None else self._session.say(figure.formula))
        self.formula.setVisible(figure is not None)
        graded = figure is not None
        for widget in (self.method, self.classes):
            widget.setEnabled(graded)
        self.palette_box.setEnabled(figure is not None and figure.middle is None)

    def _touch(self, *_value: object) -> None:
        self._say_formula()
        self.changed.emit()
