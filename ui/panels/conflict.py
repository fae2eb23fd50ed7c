"""The second side of a field that two people changed: what stood there, what the other wrote, and the answers.

Mine is in the field itself. For prose, a third answer puts both together (`layers.record.merge`).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from layers.record.merge import Merged
from ui.panels.flow import Flow
from ui.panels.labels import plain_label


class Sides(QWidget):
    """What the other seat wrote.

    Parameters
    ----------
    base, theirs : str
        What stood there before and what stands there now, in words.
    both : Merged, optional
        Both sides put together, where that makes sense.
    adopted : bool
        Nothing was typed here, so theirs was taken: only told, nothing is asked.

    Emits ``chosen(str)``: "mine", "theirs" or "both".
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, base: str, theirs: str, both: Merged | None, *, adopted: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(f"sides:{name}")
        self.setProperty("role", "sides")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._base, self._theirs, self.both, self._adopted = base, theirs, both, adopted
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        self.said = plain_label()
        self.said.setObjectName(f"theirs:{name}")
        self.before = plain_label("", "secondary")
        self.before.setObjectName(f"base:{name}")
        for label in (self.said, self.before):
            label.setWordWrap(True)
            column.addWidget(label)
        row = Flow(across=0)
        column.addLayout(row)
        self.mine, self.others, self.merge = (QPushButton() for _ in range(3))
        for button, called, side in (
            (self.mine, "mine", "mine"),
            (self.others, "others", "theirs"),
            (self.merge, "both", "both"),
        ):
            button.setObjectName(f"{called}:{name}")
            button.setProperty("role", "quiet")
            row.addWidget(button)
            button.setVisible(not adopted and (side != "both" or both is not None))
            button.clicked.connect(lambda _checked=False, side=side: self.chosen.emit(side))
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "merge"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        words = (
            self.tr("对方改为：{value}（已采用）")
            if self._adopted
            else self.tr("对方改为：{value}")
        )
        self.said.setText(words.format(value=self._theirs))
        self.before.setText(self.tr("原来是：{value}").format(value=self._base))
        self.mine.setText(self.tr("用我的"))
        self.others.setText(self.tr("用对方的"))
        self.merge.setText(self.tr("合并两边"))
        if self.both is not None:
            hint = "" if self.both.clean else self.tr("两边改了同一处，都留下，再看一遍")
            self.merge.setToolTip(hint)
