"""What the window does for its workspace and with no record: check it, back it up, open another, tell of a failed map.

Joins commands and menus of the window to what is done beside it; holds nothing.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from db.check import CROSSES_ITSELF, CheckReport, Fault
from db.engine import Target
from db.errors import WorkspaceError
from db.moving import copy_workspace
from db.records import KINDS, Village
from db.workspace import Workspace
from layers.boundary.plan import NAMES, told_as
from resources.text import Text
from ui.dialogs.copy_workspace import CopyDialog
from ui.frame.keeper import BACKING_UP
from ui.tasks import Progress

if TYPE_CHECKING:
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)
COPYING = Text("复制工作区", "Copying the workspace")
CHECKING = Text("检查工作区", "Checking the workspace")
SHOWN = 5
"""So many faults are told one by one."""


class Upkeep(QObject):
    """Belongs to `window`, and lives as long."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._tasks = window, window.session, window.tasks
        window.commands["check"].triggered.connect(self._check)
        window.commands["backup"].triggered.connect(self._back_up)
        window.commands["copy"].triggered.connect(self.ask_copy)
        window.menus.recent.aboutToShow.connect(self._fill_recent)
        window.map.trouble.connect(self._map_trouble)

    def _check(self) -> None:
        workspace, notices = self._session.workspace, self._session.notices

        def work(_progress: Progress) -> tuple[CheckReport, list[Text]]:
            report = workspace.check()
            return report, [said_of(workspace, fault) for fault in elsewhere(report)[:SHOWN]]

        def tell(answer: tuple[CheckReport, list[Text]]) -> None:
            report, sentences = answer
            if report.ok:
                notices.done(self.tr("检查通过：文件、结构、关联、图形、索引和日志都没有问题。"))
            for sentence in sentences:
                notices.error(sentence)

        self._tasks.start(CHECKING, work, tell, told=True)

    def _back_up(self) -> None:
        workspace, notices = self._session.workspace, self._session.notices

        def tell(where: Path | None) -> None:
            notices.done(
                self.tr("已备份到 {name}").format(name=where.name)
                if where
                else self.tr("服务器上的工作区由服务器备份。")
            )

        self._tasks.start(BACKING_UP, lambda _progress: workspace.backup(), tell, told=True)

    def ask_copy(self) -> CopyDialog:
        """Ask where a copy of the whole workspace goes, and copy it there beside the window."""
        dialog = CopyDialog(self._session.workspace.target.path, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._copy(dialog.target(), dialog.passphrase()))
        dialog.open()
        return dialog

    def _copy(self, target: str, passphrase: str | None) -> None:
        workspace, notices = self._session.workspace, self._session.notices

        def work(progress: Progress) -> dict[str, int]:
            return copy_workspace(
                workspace, target, passphrase=passphrase, progress=progress.report
            )

        def tell(_counts: dict[str, int]) -> None:
            notices.done(
                self.tr("工作区已复制到 {name}").format(name=Target.of(target).name),
                self.tr("打开"),
                lambda: self._window.openAsked.emit(target),
            )

        self._tasks.start(COPYING, work, tell, told=True)

    def _fill_recent(self) -> None:
        recent = self._window.menus.recent
        recent.clear()
        for target in self._window.settings.recent:
            action = recent.addAction(target.replace("&", "&&"))
            action.triggered.connect(
                lambda _checked=False, target=target: self._window.openAsked.emit(target)
            )

    def _map_trouble(self, trouble: object, source: str) -> None:
        if isinstance(trouble, WorkspaceError):
            self._session.notices.error(trouble)
            return
        log.error("the map reported from %s: %s", source, trouble)
        self._session.notices.error(
            Text(
                f"地图出了错（{source}），记录没有受影响。可按 Ctrl+0 重画；细节在日志里。",
                f"The map failed ({source}); no record was affected. Ctrl+0 draws it again; details are in the log.",
            )
        )


def elsewhere(report: CheckReport) -> list[Fault]:
    """What a check found and the panel of the boundary check does not list by itself."""
    told = [fault for fault in report.faults if fault.where and not _of_a_boundary(fault)]
    kinds = {fault.kind for fault in told}
    return told + [fault for fault in report.faults if not fault.where and fault.kind in kinds]


def _of_a_boundary(fault: Fault) -> bool:
    village = fault.where.startswith(f"{Village.kind()}/")
    return fault.kind == "coverage" or (village and fault.sentence == CROSSES_ITSELF)


def said_of(workspace: Workspace, fault: Fault) -> Text:
    """The sentence of a fault, led by the name of the record it is about."""
    kind, _slash, uid = fault.where.partition("/")
    if kind not in KINDS or not uid:
        return fault.sentence
    cls: Any = KINDS[kind]
    named = next(name for name in NAMES if name in cls.__table__.c)
    found = workspace.frame(kind, where=cls.uid == uid, columns=["uid", named])[named]
    if found.empty:
        return fault.sentence
    title, name = cls.title, told_as(found.iloc[0])
    return Text(
        f"{title.zh}“{name}”：{fault.sentence.zh}", f"{title.en} “{name}”: {fault.sentence.en}"
    )
