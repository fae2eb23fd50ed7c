"""Deleting many records: asked about first, kind by kind, then done beside the window as one operation.

A few are deleted at once by `ui.map.on_map`, with a way back; thousands may have come into the selection by one pull
of a box, so the question says what they are. Cancelling on the way changes nothing, since the operation is one
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from db.records import KINDS
from layers import verbs
from resources.text import Text
from ui.session import Item, Session, kinds_of
from ui.tasks import Tasks

FEW = 20
"""Up to so many are deleted without a question."""
DELETING = Text("删除 {n} 条记录", "Deleting {n} records")
QUESTION = Text("删除选中的 {n} 条记录？", "Delete the {n} selected records?")
WAY_BACK = Text("作为一次操作写入，可以撤销。", "It is one operation and can be undone.")
DONE = Text("已删除 {n} 条记录。", "{n} records are deleted.")
UNDO = Text("撤销", "Undo")


class Deleting:
    """Deletes selections that are too large to go without a question; `window` owns the question."""

    def __init__(self, session: Session, tasks: Tasks, window: QWidget) -> None:
        self._session, self._tasks, self._window = session, tasks, window

    def ask(self, items: Sequence[Item], origin: str) -> None:
        """Ask whether `items` should go, and let them go."""
        session = self._session
        kinds = kinds_of(items)
        lines = [f"{session.say(KINDS[kind].title)}  {len(uids)}" for kind, uids in kinds.items()]
        box = QMessageBox(self._window)
        box.setObjectName("dialog:delete_many")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(session.say(QUESTION.format(n=len(items))))
        box.setText(session.say(QUESTION.format(n=len(items))))
        box.setInformativeText("\n".join([*lines, "", session.say(WAY_BACK)]))
        verb = session.say(Text("删除", "Delete"))
        go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(session.say(Text("取消", "Cancel")), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        go.clicked.connect(lambda: self._start(kinds, len(items), origin))
        box.finished.connect(box.deleteLater)
        box.open()

    def _start(self, kinds: Mapping[str, Sequence[str]], count: int, origin: str) -> None:
        session = self._session

        def done(written: int) -> None:
            session.notices.done(
                DONE.format(n=written), session.say(UNDO), lambda: session.undo("menu")
            )

        self._tasks.start(
            DELETING.format(n=count),
            lambda progress: self._write(kinds, count, origin, progress.report),
            done,
            told=True,
        )

    def _write(
        self,
        kinds: Mapping[str, Sequence[str]],
        count: int,
        origin: str,
        report: Callable[[float], object],
    ) -> int:
        """Delete record by record in one operation, on a worker thread; returns how many were there."""
        workspace = self._session.workspace
        verb = verbs.verb(next(iter(kinds)), "delete")
        written = 0
        with workspace.operation(verb, label=f"× {count}", asked_by=origin) as operation:
            for kind, uids in kinds.items():
                for uid in uids:
                    record = workspace.get(KINDS[kind], uid)
                    if record is not None:
                        operation.delete(record)
                        written += 1
                    report(written / count)
        return written
