"""The only place that tells the officer something went wrong, was done, or can be taken back.

`Notices` is the list; `NoticeBar` shows it over the head of the map, which stays where it is. An error stays until
it is closed by hand; what merely reports success leaves by itself. Text is shown as plain text always: a notice may
quote what somebody typed into a record.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from gis.transfer.errors import TransferError
from resources.text import Text

_log = logging.getLogger(__name__)
_MARGIN, _WIDEST = 8, 860
LINGER_MS = 9000
"""How long a notice that needs nobody stays."""


class Severity(StrEnum):
    """How loudly a notice speaks."""

    DONE = "done"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing said: its words, and at most one way to answer it."""

    severity: Severity
    words: Text | str
    answer: Text | str | None = None
    act: Callable[[], object] | None = None

    def say(self, lang: str) -> str:
        """The words in `lang`; words that came as plain text stay as they are."""
        return said(self.words, lang)


def said(words: Text | str, lang: str) -> str:
    """`words` in `lang`, or unchanged when they were already put in one language."""
    return words.say(lang) if isinstance(words, Text) else words


class Notices(QObject):
    """What is being said now, oldest first.

    Emits ``posted(Notice)`` when one is added and ``withdrawn(Notice)`` when one leaves.
    """

    posted = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: list[Notice] = []

    @property
    def standing(self) -> tuple[Notice, ...]:
        """The notices that are shown now."""
        return tuple(self._standing)

    def done(
        self,
        words: Text | str,
        answer: Text | str | None = None,
        act: Callable[[], object] | None = None,
    ) -> Notice:
        """Say that something was done; it leaves by itself."""
        return self._post(Notice(Severity.DONE, words, answer, act))

    def warn(
        self,
        words: Text | str,
        answer: Text | str | None = None,
        act: Callable[[], object] | None = None,
    ) -> Notice:
        """Say something the officer must know; it stays until read."""
        return self._post(Notice(Severity.WARNING, words, answer, act))

    def error(self, trouble: WorkspaceError | Text | str) -> Notice:
        """Say what went wrong; it stays until read. The cause goes to the log."""
        if isinstance(trouble, WorkspaceError):
            _log.info("shown to the officer: %s", trouble, exc_info=trouble)
            return self._post(Notice(Severity.ERROR, trouble.sentence))
        _log.info("shown to the officer: %s", trouble)
        return self._post(Notice(Severity.ERROR, trouble))

    def failed(self, trouble: Exception) -> None:
        """Say why work beside the window was not done; what is no refusal is a mistake of ours, and raised."""
        if isinstance(trouble, TransferError):
            self.error(trouble.sentence)
        elif isinstance(trouble, WorkspaceError):
            self.error(trouble)
        else:
            raise trouble

    def withdraw(self, notice: Notice) -> None:
        """Take `notice` away; nothing happens when it already left."""
        for place, standing in enumerate(self._standing):
            if standing is notice:
                del self._standing[place]
                self.withdrawn.emit(notice)
                return

    def _post(self, notice: Notice) -> Notice:
        if notice.severity is Severity.DONE:
            for earlier in [n for n in self._standing if n.severity is Severity.DONE]:
                self.withdraw(earlier)
        for same in [n for n in self._standing if n.words == notice.words]:
            self.withdraw(same)  # said again, it stands once
        self._standing.append(notice)
        self.posted.emit(notice)
        return notice


class _NoticeLine(QFrame):
    """One notice as a line: words, an answer, a way to close it."""

    def __init__(self, notice: Notice, lang: str, close: Callable[[], None]) -> None:
        super().__init__()
        self.notice = notice
        self.setObjectName(f"notice:{notice.severity.value}")
        self.setProperty("severity", notice.severity.value)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        self.words = QLabel()
        self.words.setObjectName("notice:words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setWordWrap(True)
        row.addWidget(self.words, 1)
        self.answer = QPushButton()
        self.answer.setObjectName("notice:answer")
        self.answer.clicked.connect(close)
        if notice.act is not None:
            self.answer.clicked.connect(notice.act)
        row.addWidget(self.answer)
        self.answer.setVisible(notice.act is not None)
        self.closer = QToolButton()
        self.closer.setObjectName("notice:close")
        self.closer.setText("✕")
        self.closer.setAutoRaise(True)
        self.closer.clicked.connect(close)
        row.addWidget(self.closer)
        self.say(lang)

    def say(self, lang: str) -> None:
        """Show the notice in `lang`."""
        self.words.setText(self.notice.say(lang))
        if self.notice.answer is not None:
            self.answer.setText(said(self.notice.answer, lang))
        self.closer.setAccessibleName(self.tr("关闭提示"))
        self.closer.setToolTip(self.tr("关闭提示"))


class NoticeBar(QWidget):
    """The notices that stand, newest at the top. Emits ``changed()`` when it needs another height."""

    changed = Signal()

    def __init__(self, notices: Notices, lang: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("notices")
        self._notices, self._lang = notices, lang
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        notices.posted.connect(self._show)
        notices.withdrawn.connect(self._remove)
        for notice in notices.standing:
            self._show(notice)

    def changeEvent(self, event: QEvent) -> None:
        """Say every standing notice again when the language changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for line in self._lines():
                line.say(self._lang())

    def _lines(self) -> list[_NoticeLine]:
        return self.findChildren(_NoticeLine, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def height_in(self, width: int) -> int:
        """The height that the notices need in `width` pixels; 0 when there are none."""
        if not self._notices.standing:
            return 0
        layout = self._column
        return (
            layout.heightForWidth(width)
            if layout.hasHeightForWidth()
            else layout.sizeHint().height()
        )

    def _show(self, notice: Notice) -> None:
        line = _NoticeLine(notice, self._lang(), lambda: self._notices.withdraw(notice))
        self._column.insertWidget(0, line)
        line.show()
        if notice.severity is Severity.DONE:
            QTimer.singleShot(LINGER_MS, self, lambda: self._notices.withdraw(notice))
        self.changed.emit()

    def _remove(self, notice: Notice) -> None:
        for line in self._lines():
            if line.notice is notice:
                self._column.removeWidget(line)
                line.hide()
                line.setParent(None)
                line.deleteLater()
        self.changed.emit()


class UnderNotices(QWidget):
    """A widget with the notices floating over its head, so that it need not move when one comes or goes."""

    def __init__(self, below: QWidget, notices: NoticeBar) -> None:
        super().__init__()
        self._notices = notices
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(below)
        notices.setParent(self)
        notices.changed.connect(self._place)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notices at the head."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = min(self.width() - 2 * _MARGIN, _WIDEST)
        height = self._notices.height_in(width)
        self._notices.setVisible(height > 0)
        self._notices.setGeometry((self.width() - width) // 2, _MARGIN, width, height)
        self._notices.raise_()
