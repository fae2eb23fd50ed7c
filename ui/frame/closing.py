"""Closing while a file is going in: the officer says whether to stop it, to wait for it, or to stay.

A person who closes the window is asked; a program that closes it (another workspace is opened) is not: `ui.tasks` stops
what runs then, and an import that is stopped leaves not a row. What a hand let go of on the map is waited for in any
case.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMessageBox

from ui.main_window import MainWindow
from ui.tasks import Task


class Closing(QObject):
    """Asks before `window` is closed by hand while one of `unfinished` titles is being done."""

    def __init__(self, window: MainWindow, unfinished: tuple[object, ...]) -> None:
        super().__init__(window)
        self._window, self._titles = window, unfinished
        self.box: QMessageBox | None = None
        self._waits = False
        window.installEventFilter(self)
        window.tasks.ended.connect(self._ended)
        quit_ = window.commands["quit"]
        quit_.triggered.disconnect(window.close)
        quit_.triggered.connect(self.leave)

    def leave(self) -> None:
        """Close the window, unless something is to be asked first."""
        if not self._asks():
            self._window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A close that comes from the window's frame or the desktop is asked about."""
        by_hand = watched is self._window and event.type() == QEvent.Type.Close
        if by_hand and event.spontaneous() and self._asks():
            event.ignore()
            return True
        return False

    def _running(self) -> list[Task[object]]:
        return [task for task in self._window.tasks.running if task.title in self._titles]

    def _asks(self) -> bool:
        """Ask, when there is something to ask about; whether there was."""
        if not self._running():
            return False
        if self.box is None:
            box = QMessageBox(self._window)
            box.setObjectName("closing")
            box.setWindowTitle(self.tr("正在导入"))
            box.setText(self.tr("文件还在写入。现在停下，一行也不会留下。"))
            stop = box.addButton(self.tr("停止并关闭"), QMessageBox.ButtonRole.DestructiveRole)
            wait = box.addButton(self.tr("写完再关"), QMessageBox.ButtonRole.AcceptRole)
            stay = box.addButton(self.tr("不关闭"), QMessageBox.ButtonRole.RejectRole)
            for button, name in ((stop, "stop"), (wait, "wait"), (stay, "stay")):
                button.setObjectName(f"closing:{name}")
            box.setDefaultButton(wait)
            box.setEscapeButton(stay)
            stop.clicked.connect(self._window.close)
            wait.clicked.connect(self._wait)
            box.finished.connect(self._answered)
            self.box = box
            box.open()
        return True

    def _wait(self) -> None:
        self._waits = True
        if not self._running():
            self._window.close()

    def _answered(self) -> None:
        if self.box is not None:
            self.box.deleteLater()
            self.box = None

    def _ended(self, _task: Task[object], trouble: Exception | None) -> None:
        """What was waited for is done; what went wrong is read first."""
        if self._running():
            return
        if self.box is not None:
            self.box.reject()
        if self._waits:
            self._waits = False
            if trouble is None:
                self._window.close()
