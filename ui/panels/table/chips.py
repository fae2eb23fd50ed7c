"""What holds back rows of a table, each as a chip that takes it away: column filters, the quick filter, the query.

It shows what it is given and says which one was let go; the row goes away when nothing is held back.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from ui.plain import menu_text, tip

MOST = 44
"""So many characters of a chip are shown; the rest is in its tooltip."""


class Chips(QWidget):
    """The row of chips.

    Emits
    -----
    dropped(key)
        A chip was taken away.
    allDropped()
    """

    dropped = Signal(str)
    allDropped = Signal()  # noqa: N815 - as Qt's own

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chips")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 8, 3)
        self._row.setSpacing(6)
        self.shown: list[tuple[str, str]] = []
        self.hide()

    def show_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show ``(key, words)`` pairs."""
        if list(chips) == self.shown:
            return
        self.shown = list(chips)
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, words in self.shown:
            chip = QToolButton()
            chip.setObjectName(f"chip:{key}")
            chip.setProperty("role", "chip")
            cut = words if len(words) <= MOST else f"{words[: MOST - 1]}…"
            chip.setText(f"{menu_text(cut)}  ✕")
            chip.setToolTip(tip(words) if cut != words else self.tr("取消这个条件"))
            chip.setAccessibleName(self.tr("取消条件：{words}").format(words=words))
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.clicked.connect(lambda _c=False, key=key: self.dropped.emit(key))
            self._row.addWidget(chip)
        if len(self.shown) > 1:
            every = QPushButton(self.tr("全部取消"))
            every.setObjectName("chips:all")
            every.setProperty("role", "quiet")
            every.clicked.connect(self.allDropped)
            self._row.addWidget(every)
        self._row.addStretch(1)
        self.setVisible(bool(self.shown))

    def changeEvent(self, event: QEvent) -> None:
        """Say the words again; the chips themselves are said by their owner."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.shown:
            shown, self.shown = self.shown, []
            self.show_chips(shown)
