"""Long work in one place: a button of the status bar, and the list behind it.

What runs shows its progress, the time that is left and a cancel; what ended stays, with its result or what went wrong,
until it was read. An error is told as a sentence with what to do; its details can be copied for support, and hold
no record's content. `Tasks` does the work, this only listens.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from gis.transfer.errors import TransferError
from resources.text import Text
from ui.frame.diagnose import frames_of
from ui.panels.labels import plain_label, secondary_label
from ui.tasks import Task

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KEPT = 20
TICK_MS = 500
EARLY = 0.03
"""Less than this share tells nothing of the time that is left."""
OURS = Text(
    "程序出错，记录没有受影响。再试一次；仍不行，复制详情交给技术支持。",
    "The program failed; no record was affected. Try again; if it fails again, copy the details for support.",
)


def left_in_words(share: float, gone_s: float) -> Text | None:
    """The time that is left when `share` took `gone_s` seconds; None while that can't be told."""
    if not EARLY <= share < 1:
        return None
    left = gone_s / share * (1 - share)
    if left < 60:
        return Text(f"约剩 {max(round(left), 1)} 秒", f"about {max(round(left), 1)} s left")
    return Text(f"约剩 {round(left / 60)} 分钟", f"about {round(left / 60)} min left")


@dataclass(eq=False)
class Work:
    """One piece of long work as it is listed."""

    task: Task[Any]
    begun: float
    ended: dt.datetime | None = None
    took_s: float = 0.0
    trouble: Exception | None = None
    cancelled: bool = False
    overtaken: bool = False
    read: bool = False

    def sentence(self) -> Text | None:
        """What went wrong, for the officer; None when nothing did."""
        if self.trouble is None:
            return None
        if isinstance(self.trouble, (WorkspaceError, TransferError)):
            return self.trouble.sentence
        return OURS

    def details(self) -> str:
        """For support: the kind of the error and our lines it came through, no message."""
        if self.trouble is None:
            return ""
        at = "" if self.ended is None else self.ended.isoformat(timespec="seconds")
        frames = "\n".join(frames_of(self.trouble))
        return f"{self.task.title.en}\n{at}\n{type(self.trouble).__name__}\n{frames}\n"


class LongWork(QObject):
    """The list of one window's long work, its button and its popup."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.works: list[Work] = []
        self.button = QToolButton()
        self.button.setObjectName("status:work")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.open)
        window.bar.addPermanentWidget(self.button)
        self.action = QAction(window)
        self.action.setObjectName("action:work")
        self.action.setShortcut(QKeySequence("Ctrl+J"))
        self.action.triggered.connect(lambda _checked=False: self.open())
        window.addAction(self.action)
        self.popup = WorkList(self)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._refresh)
        window.tasks.changed.connect(self._look)
        window.tasks.ended.connect(self._ended)
        window.installEventFilter(self)
        self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window."""
        if watched is self._window and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    @property
    def window(self) -> MainWindow:
        """The window it belongs to."""
        return self._window

    def retranslate(self) -> None:
        """Say the words again."""
        self.action.setText(self.tr("后台工作"))
        self._refresh()

    def _look(self) -> None:
        known = {id(work.task) for work in self.works}
        for task in self._window.tasks.running:
            if task.told and id(task) not in known:
                self.works.append(Work(task, time.monotonic()))
                self._tick.start()
        self._refresh()

    def _ended(self, task: Task[Any], trouble: Exception | None) -> None:
        for work in self.works:
            if work.task is task:
                work.ended = dt.datetime.now().astimezone()
                work.took_s = time.monotonic() - work.begun
                work.trouble, work.cancelled = trouble, task.progress.stopped
                work.overtaken = task.overtaken
                work.read = self.popup.isVisible()
        finished = [work for work in self.works if work.ended is not None]
        for work in finished[:-KEPT]:
            self.works.remove(work)
        self._refresh()

    def _refresh(self) -> None:
        running = [work for work in self.works if work.ended is None]
        unread = [work for work in self.works if work.ended is not None and not work.read]
        if not running:
            self._tick.stop()
        wrong = any(work.trouble is not None for work in unread)
        if running:
            words = self.tr("进行中 {count}").format(count=len(running))
        elif wrong:
            words = self.tr("有一项没做成")
        elif unread:
            words = self.tr("已完成 {count}").format(count=len(unread))
        else:
            words = self.tr("后台工作")
        self.button.setText(words)
        name = self.tr("后台工作")
        self.button.setAccessibleName(f"{name} {words}")
        self.button.setToolTip(f"{name}  Ctrl+J")
        self.button.setProperty("severity", "error" if wrong else "")
        if self.popup.isVisible():
            self.popup.fill()

    def open(self) -> None:
        """Show the list above its button; what it shows counts as read when it closes."""
        self.popup.fill()
        self.popup.adjustSize()
        corner = self.button.mapToGlobal(QPoint(self.button.width(), 0))
        self.popup.move(corner.x() - self.popup.width(), corner.y() - self.popup.height() - 4)
        self.popup.show()
        self.popup.setFocus(Qt.FocusReason.PopupFocusReason)

    def mark_read(self) -> None:
        """Everything that ended was seen."""
        for work in self.works:
            work.read = work.read or work.ended is not None
        self._refresh()

    def clear(self) -> None:
        """Take what ended off the list."""
        self.works = [work for work in self.works if work.ended is None]
        self._refresh()


class WorkList(QFrame):
    """The popup: newest first."""

    def __init__(self, works: LongWork) -> None:
        super().__init__(works.window, Qt.WindowType.Popup)
        self.setObjectName("work")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._works, self._session = works, works.window.session
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.title = plain_label("", "heading")
        self.clearer = QPushButton()
        self.clearer.setObjectName("work:clear")
        self.clearer.setProperty("role", "quiet")
        self.clearer.clicked.connect(works.clear)
        head.addWidget(self.title, 1)
        head.addWidget(self.clearer)
        column.addLayout(head)
        self._scroller = QScrollArea()
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.viewport().setAutoFillBackground(False)
        column.addWidget(self._scroller)
        self.setFixedWidth(400)

    def hideEvent(self, event: Any) -> None:
        """What was listed was read."""
        super().hideEvent(event)
        self._works.mark_read()

    def fill(self) -> None:
        """List the work as it stands."""
        self.title.setText(self.tr("后台工作"))
        self.clearer.setText(self.tr("清除已完成"))
        works = self._works.works
        self.clearer.setEnabled(any(work.ended is not None for work in works))
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for place, work in enumerate(reversed(works)):
            column.addWidget(self._line(work, place))
        if not works:
            empty = secondary_label(self.tr("没有后台工作。导入、导出、检查和备份会列在这里。"))
            empty.setWordWrap(True)
            column.addWidget(empty)
        column.addStretch(1)
        self._scroller.setWidget(inside)
        self._scroller.setFixedHeight(min(max(inside.sizeHint().height(), 60), 420))

    def _line(self, work: Work, place: int) -> QWidget:
        box = QWidget()
        box.setObjectName(f"work:{place}")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        say = self._session.say
        row = QHBoxLayout()
        row.addWidget(plain_label(say(work.task.title)), 1)
        if work.ended is None:
            bar = QProgressBar()
            bar.setObjectName(f"work:progress:{place}")
            bar.setTextVisible(False)
            bar.setRange(0, 100 if work.task.share else 0)
            bar.setValue(round(work.task.share * 100))
            left = left_in_words(work.task.share, time.monotonic() - work.begun)
            row.addWidget(secondary_label("" if left is None else say(left)))
            cancel = QPushButton(self.tr("取消"))
            cancel.setObjectName(f"work:cancel:{place}")
            cancel.clicked.connect(work.task.cancel)
            row.addWidget(cancel)
            column.addLayout(row)
            column.addWidget(bar)
            return box
        row.addWidget(secondary_label(f"{work.ended:%H:%M} · {work.took_s:.1f}\u2009s"))
        column.addLayout(row)
        sentence = work.sentence()
        if sentence is None:
            said = self.tr("已取消，没有改动。") if work.cancelled else self.tr("已完成。")
            said = self.tr("取消前已经做完。") if work.overtaken else said
            column.addWidget(secondary_label(said))
            return box
        words: QLabel = plain_label(say(sentence), "error")
        words.setWordWrap(True)
        column.addWidget(words)
        details = QPushButton(self.tr("复制详情"))
        details.setObjectName(f"work:details:{place}")
        details.setToolTip(self.tr("给技术支持：错误类型和程序行，没有记录内容"))
        details.clicked.connect(lambda: QGuiApplication.clipboard().setText(work.details()))
        column.addWidget(details, 0, Qt.AlignmentFlag.AlignLeft)
        return box
