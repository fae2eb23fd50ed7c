"""The card of the layer in hand, under the tree: opacity, style, the way there, and what limits it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from layers.looks.look import Look
from ui.map.map_styles import MapStyles
from ui.panels.labels import ElidedLabel, plain_label
from ui.plain import thin
from ui.session import Session

LEAST_OPACITY = 10
"""In per cent: a layer that is shown can be seen."""


class LayerCard(QWidget):
    """Says and changes how one layer is drawn. Emits ``styleAsked(name)`` and ``fitAsked(name)``."""

    styleAsked = Signal(str)  # noqa: N815 - as Qt's own
    fitAsked = Signal(str)  # noqa: N815

    def __init__(self, session: Session, styles: MapStyles) -> None:
        super().__init__()
        self.setObjectName("layerCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._styles = session, styles
        self._name: str | None = None
        self._before = styles.state()
        self.title = ElidedLabel("", "heading")
        self.style_button = QPushButton()
        self.style_button.setObjectName("layer:style")
        self.style_button.clicked.connect(lambda: self._tell(self.styleAsked))
        self.fit_button = QPushButton()
        self.fit_button.setObjectName("layer:fit")
        self.fit_button.clicked.connect(lambda: self._tell(self.fitAsked))
        for button in (self.style_button, self.fit_button):
            button.setProperty("role", "quiet")
        self.opacity_word = plain_label("", "secondary")
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setObjectName("layer:opacity")
        self.opacity.setRange(LEAST_OPACITY, 100)
        self.opacity.setPageStep(10)
        self.percent = plain_label("", "secondary")
        self.percent.setFixedWidth(self.percent.fontMetrics().horizontalAdvance("100 %") + 4)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.opacity.valueChanged.connect(self._fade)
        self.opacity.sliderPressed.connect(self._hold)
        self.opacity.sliderReleased.connect(self._keep)
        self.limits = QVBoxLayout()
        self.limits.setSpacing(2)
        acts = QHBoxLayout()
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(0)
        acts.addStretch(1)
        acts.addWidget(self.style_button)
        acts.addWidget(self.fit_button)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.opacity_word)
        row.addWidget(self.opacity, 1)
        row.addWidget(self.percent)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addLayout(self.limits)
        column.addLayout(acts)
        session.mapChanged.connect(self.refresh)
        self.retranslate()
        self.show_layer(None)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "limits"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.style_button.setText(self.tr("样式…"))
        self.fit_button.setText(self.tr("缩放到"))
        self.opacity_word.setText(self.tr("不透明度"))
        self.opacity.setAccessibleName(self.tr("不透明度"))
        self.refresh()

    @property
    def name(self) -> str | None:
        """The layer in hand."""
        return self._name

    def show_layer(self, name: str | None) -> None:
        """Take a layer in hand, or none."""
        self._name = name
        self.setVisible(name is not None)
        self.refresh()

    def refresh(self) -> None:
        """Say how the layer is drawn now."""
        if self._name is None:
            return
        stack = self._session.stack
        self.title.show_text(self._session.say(stack.layer(self._name).title))
        percent = round(stack.opacity(self._name) * 100)
        self.opacity.blockSignals(True)
        self.opacity.setValue(percent)
        self.opacity.blockSignals(False)
        self.percent.setText(f"{percent} %")
        self._show_limits(self._styles.look(self._name))

    def _show_limits(self, look: Look) -> None:
        while (item := self.limits.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if look.where.strip():
            self._limit(
                self.tr("只显示：{query}").format(query=look.where), replace(look, where="")
            )
        if look.only is not None:
            words = self.tr("只显示选出的 {n} 条").format(n=thin(len(look.only)))
            self._limit(words, replace(look, only=None))
        if not look.always:
            words = self.tr("缩放级别 {low:g}–{high:g}").format(
                low=look.from_zoom, high=look.to_zoom
            )
            plain = Look()
            self._limit(words, replace(look, from_zoom=plain.from_zoom, to_zoom=plain.to_zoom))

    def _limit(self, words: str, without: Look) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        chip: QLabel = ElidedLabel(words, "chip")
        clear = QPushButton(self.tr("取消"))
        clear.setProperty("role", "quiet")
        clear.setObjectName("layer:unlimit")
        name = self._name
        assert name is not None
        clear.clicked.connect(lambda: self._styles.wear(name, without))
        row.addWidget(chip, 1)
        row.addWidget(clear)
        self.limits.addWidget(line)

    def _hold(self) -> None:
        self._before = self._styles.state()

    def _fade(self, percent: int) -> None:
        if self._name is None:
            return
        by_hand = self.opacity.isSliderDown()
        before = self._styles.state()
        self._session.stack.set_opacity(self._name, percent / 100)
        if not by_hand:
            self._styles.changed_by_hand(before)

    def _keep(self) -> None:
        self._styles.changed_by_hand(self._before)

    def _tell(self, signal: object) -> None:
        if self._name is not None:
            signal.emit(self._name)  # type: ignore[attr-defined]
