"""The start page: what would be here is a county; open one, create one, or build the demo.

Shown when the program starts without a workspace or can't open it. What went wrong stands on the page until another
way is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from resources.text import Text
from ui import theme
from ui.panels.labels import ElidedLabel
from ui.settings import Settings


class StartPage(QWidget):
    """The page.

    Emits ``openAsked(how)`` with "open", "server", "new", "demo" or a target opened before, and ``cancelAsked()``
    while busy.
    """

    openAsked = Signal(str)  # noqa: N815 - as Qt's own
    cancelAsked = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, settings: Settings, lang: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._settings, self._lang = settings, lang
        self._trouble: WorkspaceError | None = None
        self._title, self._about, self._recent_title = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("startTitle")
        self._about.setWordWrap(True)
        self._about.setProperty("role", "secondary")
        self._recent_title.setProperty("role", "secondary")
        self.trouble = QLabel()
        self.trouble.setObjectName("start:trouble")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.trouble_box = QFrame()
        self.trouble_box.setProperty("severity", "error")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy_words = QLabel()
        self.cancel = QPushButton()
        self.cancel.setObjectName("start:cancel")
        self.cancel.clicked.connect(self.cancelAsked)
        self.buttons = {how: QPushButton() for how in ("open", "server", "new", "demo")}
        self._lay_out()
        self.show_idle()
        self.resize(720, 480)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.setWindowTitle(self.tr("挂图"))
        self._title.setText(self.tr("挂图"))
        self._about.setText(self.tr("一村一警作战图。打开一个县的工作区，或先用演示县看一看。"))
        self._recent_title.setText(self.tr("最近打开"))
        self.cancel.setText(self.tr("取消"))
        self.buttons["open"].setText(self.tr("打开工作区…"))
        self.buttons["server"].setText(self.tr("连接服务器…"))
        self.buttons["new"].setText(self.tr("新建工作区…"))
        self.buttons["demo"].setText(self.tr("生成演示县…"))
        if self._trouble is not None:
            self.trouble.setText(self._trouble.sentence.say(self._lang()))

    def show_trouble(self, trouble: WorkspaceError) -> None:
        """Say why a workspace could not be opened."""
        self._trouble = trouble
        self.trouble.setText(trouble.sentence.say(self._lang()))
        self.trouble_box.show()

    def show_busy(self, title: Text) -> None:
        """Show that something is being done; nothing else can be started meanwhile."""
        self.trouble_box.hide()
        self.busy_words.setText(title.say(self._lang()))
        self._be_busy(True)

    def show_idle(self) -> None:
        """Nothing is being done."""
        self._be_busy(False)
        self.trouble_box.setVisible(self._trouble is not None)

    def _be_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.busy_words.setVisible(busy)
        for button in self.findChildren(QPushButton):
            button.setEnabled(not busy)
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(busy)

    def _lay_out(self) -> None:
        mark = QLabel()
        mark.setPixmap(theme.program_icon().pixmap(56, 56))
        head = QHBoxLayout()
        head.addWidget(mark)
        head.addSpacing(12)
        head.addWidget(self._title, 1)
        row = QHBoxLayout()
        for how, button in self.buttons.items():
            button.setObjectName(f"start:{how}")
            button.clicked.connect(lambda _checked=False, how=how: self.openAsked.emit(how))
            row.addWidget(button)
        row.addStretch(1)
        self.buttons["open"].setProperty("role", "primary")
        inside = QHBoxLayout(self.trouble_box)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self.trouble)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 40, 48, 32)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addSpacing(8)
        column.addLayout(row)
        column.addWidget(self.trouble_box)
        column.addWidget(self.busy_words)
        doing = QHBoxLayout()
        doing.addWidget(self.busy, 1)
        doing.addWidget(self.cancel)
        column.addLayout(doing)
        column.addSpacing(12)
        column.addWidget(self._recent_title)
        recent = self._settings.recent
        self._recent_title.setVisible(bool(recent))
        for target in recent:
            column.addLayout(self._recent(target))
        column.addStretch(1)

    def _recent(self, target: str) -> QHBoxLayout:
        path = Path(target)
        button = QPushButton(
            path.stem.replace("&", "&&") if "://" not in target else target.rsplit("@", 1)[-1]
        )
        button.setProperty("role", "quiet")
        button.setObjectName("start:recent")
        button.clicked.connect(lambda: self.openAsked.emit(target))
        where = ElidedLabel(str(path.parent) if "://" not in target else "", "secondary")
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(where, 1)
        return row
