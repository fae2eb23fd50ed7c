"""The editor of a layer's look, with the map itself as its preview.

Every change is put on the map a moment after it was made; closing without keeping puts the look back that the layer
had. What can be chosen follows from the layer: villages can be filled and labelled by figures, others cannot.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from layers.looks.look import HIGHEST_ZOOM, LOWEST_ZOOM, PLAIN, Look
from layers.looks.styling import FILLED
from layers.query import QueryError, Scope, read
from ui.dialogs.style_fill import FillBox
from ui.dialogs.style_labels import LabelsBox
from ui.dialogs.style_presets import StylePresets
from ui.map.map_styles import MapStyles
from ui.panels.labels import plain_label
from ui.session import Session

PREVIEW_MS = 160
_STEP = 4
"""Of the slider for a line: quarters of the layer's own width."""


class StyleEditor(QDialog):
    """Edits the look of one layer; not modal, so that the map can be moved while it is open."""

    def __init__(
        self, session: Session, styles: MapStyles, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("styleEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._styles, self.name = session, styles, name
        self._layer = session.styling.plain(name)
        self._before = styles.state()
        self._first = styles.look(name)
        self._kept = False
        self._filling = name == FILLED
        self._only: frozenset[str] | None = None
        self._build()
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_MS)
        self._preview.timeout.connect(self._show)
        self._take(self._first)
        self.retranslate()
        self.where.setFocus()

    # -- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        frames = self._session.workspace
        self.fill = FillBox(self._session, frames)
        self.labels = LabelsBox(self._session, frames)
        self.fill.changed.connect(self._touch)
        self.labels.changed.connect(self._touch)
        self.presets = StylePresets(self._styles, self._layer.kind, self.look, self)
        self.presets.chosen.connect(lambda look: self._take(look, touch=True))
        self.gaps = QCheckBox()
        self.gaps.setObjectName("style:gaps")
        self.gaps.toggled.connect(self._touch)
        self.line = QSlider(Qt.Orientation.Horizontal)
        self.line.setObjectName("style:line")
        self.line.setRange(0, 3 * _STEP)
        self.line.valueChanged.connect(self._touch)
        self.where = QLineEdit()
        self.where.setObjectName("style:where")
        self.where.setClearButtonEnabled(True)
        self.where.textEdited.connect(self._touch)
        self.trouble = plain_label("", "error")
        self.trouble.setWordWrap(True)
        self.low, self.high = QDoubleSpinBox(), QDoubleSpinBox()
        for box, which in ((self.low, "low"), (self.high, "high")):
            box.setObjectName(f"style:{which}")
            box.setRange(LOWEST_ZOOM, HIGHEST_ZOOM)
            box.setDecimals(1)
            box.setSingleStep(0.5)
            box.valueChanged.connect(self._touch)
        self._lay_out()

    def _lay_out(self) -> None:
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        self.buttons.accepted.connect(self._keep)
        self.buttons.rejected.connect(self.reject)
        plain = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        plain.setObjectName("style:plain")
        plain.clicked.connect(lambda: self._take(PLAIN, touch=True))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setObjectName("style:keep")
        zooms = QWidget()
        row = QHBoxLayout(zooms)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.low)
        row.addWidget(plain_label("–"))
        row.addWidget(self.high)
        row.addStretch(1)
        self._words = {key: plain_label("", "secondary") for key in ("line", "where", "zooms")}
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.presets, 0, Qt.AlignmentFlag.AlignRight)
        if self._filling:
            column.addWidget(self.fill)
            column.addWidget(self.gaps)
            column.addWidget(self.labels)
        if self._layer.geometry == "polygon":
            form.addRow(self._words["line"], self.line)
        form.addRow(self._words["where"], self.where)
        form.addRow("", self.trouble)
        form.addRow(self._words["zooms"], zooms)
        for unused in (self.fill, self.labels, self.gaps, self.line, self._words["line"]):
            if unused.parent() is None:  # what this layer has not: kept, and never shown
                unused.setParent(self)
                unused.hide()
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.trouble.hide()
        self.setMinimumWidth(340)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "buttons"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        layer = self._session.say(self._layer.title)
        self.setWindowTitle(self.tr("样式 · {layer}").format(layer=layer))
        self.gaps.setText(self.tr("缺岗的村加斜线"))
        self._words["line"].setText(self.tr("边界粗细"))
        self._words["where"].setText(self.tr("只显示"))
        self.where.setPlaceholderText(self.tr("筛选条件，写法同台账查询"))
        self._words["zooms"].setText(self.tr("缩放级别"))
        self.where.setAccessibleName(self.tr("只显示"))
        self.low.setAccessibleName(self.tr("缩放级别，从"))
        self.high.setAccessibleName(self.tr("缩放级别，到"))
        self.line.setAccessibleName(self.tr("边界粗细"))
        for button, words in (
            (QDialogButtonBox.StandardButton.Ok, self.tr("采用")),
            (QDialogButtonBox.StandardButton.Cancel, self.tr("放弃")),
            (QDialogButtonBox.StandardButton.RestoreDefaults, self.tr("默认样式")),
        ):
            self.buttons.button(button).setText(words)

    # -- the look -------------------------------------------------------------------------------

    def look(self) -> Look:
        """What is chosen now."""
        low, high = sorted((self.low.value(), self.high.value()))
        return Look(
            fill=self.fill.fill() if self._filling else None,
            labels=self.labels.labels() if self._filling else (),
            gaps=self.gaps.isChecked() if self._filling else True,
            line=self.line.value() / _STEP,
            where=self.where.text().strip(),
            from_zoom=low,
            to_zoom=high,
            only=self._only,
        )

    def _take(self, look: Look, *, touch: bool = False) -> None:
        widgets = (self.gaps, self.line, self.low, self.high)
        for widget in widgets:
            widget.blockSignals(True)
        self.fill.set_fill(look.fill)
        self.labels.set_labels(look.labels)
        self.gaps.setChecked(look.gaps)
        self.line.setValue(round(look.line * _STEP))
        self.where.setText(look.where)
        self._only = look.only
        self.low.setValue(look.from_zoom)
        self.high.setValue(look.to_zoom)
        for widget in widgets:
            widget.blockSignals(False)
        if touch:
            self._touch()

    def _touch(self, *_value: object) -> None:
        self._preview.start()

    def _understood(self) -> bool:
        """Whether the filter makes sense; says why not."""
        text = self.where.text().strip()
        try:
            if text:
                scope = Scope.of(self._session.workspace, self._layer.kind, self._session.today())
                read(text, scope)
        except QueryError as trouble:
            self._say(trouble)
            return False
        self._say(None)
        return True

    def _say(self, trouble: WorkspaceError | None) -> None:
        self.trouble.setVisible(trouble is not None)
        self.trouble.setText("" if trouble is None else self._session.say(trouble.sentence))
        wrong = trouble is not None
        if self.where.property("wrong") != wrong:
            self.where.setProperty("wrong", wrong)
            self.where.style().unpolish(self.where)
            self.where.style().polish(self.where)

    def _show(self) -> None:
        if self._understood():
            self._styles.wear(self.name, self.look(), remember=False)

    def _keep(self) -> None:
        if not self._understood():
            return
        self._preview.stop()
        self._kept = True
        self._styles.wear_for_good(self.name, self.look(), self._before)
        self.accept()

    def done(self, result: int) -> None:
        """Put the first look back unless the new one was kept."""
        self._preview.stop()
        if not self._kept and self._styles.look(self.name) != self._first:
            self._styles.wear(self.name, self._first, remember=False)
        super().done(result)

    def closeEvent(self, event: object) -> None:
        """Closing by the window's cross is leaving it as it was."""
        self.done(QDialog.DialogCode.Rejected)
        super().closeEvent(event)  # type: ignore[arg-type]


def edit_style(
    session: Session, styles: MapStyles, name: str, window: QWidget, beside: QWidget
) -> StyleEditor:
    """Open the editor for a layer right beside `beside`, in place of one that is open."""
    for open_editor in window.findChildren(StyleEditor):
        open_editor.close()
    editor = StyleEditor(session, styles, name, window)
    editor.move(beside.mapToGlobal(beside.rect().topRight()) + QPoint(12, 48))
    editor.show()
    return editor
