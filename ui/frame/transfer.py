"""Import and export from the window's menu: the dialogs ask, and what they ask for is done beside the window.

An import is one operation of the journal, and its notice offers to take exactly that one back. Reading, judging and
writing files is `layers.intake`'s and `layers.outlet`'s.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from db.changes import ChangeSet
from db.records import KINDS
from layers.tables.shown_rows import ShownRecords
from resources.text import Text
from ui.frame.closing import Closing
from ui.main_window import MainWindow
from ui.tasks import Progress

if TYPE_CHECKING:
    from layers.intake import Plan
    from layers.outlet import OutletOptions
    from ui.dialogs.export_file import ExportDialog
    from ui.dialogs.import_file import ImportDialog

IMPORTING = Text("导入", "Importing")
EXPORTING = Text("导出", "Exporting")
READING = Text("准备导入", "Getting ready to import")
REST_MS = 4000
"""So long after the window opened, what may be asked for later is read."""
UNDOING = Text("撤销导入", "Undoing the import")


class Transfers(QObject):
    """The window's import and export; belongs to `window`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._tasks = window, window.session, window.tasks
        window.commands["import"].triggered.connect(self.ask_import)
        window.commands["export"].triggered.connect(self.ask_export)
        self.closing = Closing(window, (IMPORTING, UNDOING))
        rest = QTimer(self)
        rest.setSingleShot(True)
        rest.timeout.connect(self._make_ready)
        rest.start(REST_MS)

    def _make_ready(self) -> None:
        """Read what the dialogs need beside the window, so that the first one opens as soon as any other."""
        self._tasks.start(
            READING, lambda _progress: import_module("layers.intake"), lambda _: None, patient=True
        )

    def ask_import(self) -> ImportDialog:
        """Open the dialog for a file that comes in, for the kind whose table is shown."""
        from ui.dialogs.import_file import (  # noqa: PLC0415 - its libraries are read when asked for
            ImportDialog,
        )

        dialog = ImportDialog(self._session, self._tasks, self._window.tables.kind, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take_in(dialog.agreed()))
        dialog.open()
        return dialog

    def ask_export(self) -> ExportDialog:
        """Open the dialog for a file that goes out, for the kind whose table is shown."""
        from ui.dialogs.export_file import (  # noqa: PLC0415 - its libraries are read when asked for
            ExportDialog,
        )

        tables = self._window.tables
        model = tables.table.model
        ledger = model.ledger
        shown = None if ledger is None else ShownRecords(ledger, model.order)
        narrowed = ledger is not None and len(model.order) < len(ledger)
        dialog = ExportDialog(self._session, tables.kind, shown, self._window, narrowed=narrowed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._put_out(dialog.file(), dialog.options()))
        dialog.open()
        return dialog

    # -- coming in --------------------------------------------------------------------------------

    def _take_in(self, plan: Plan) -> None:
        workspace = self._session.workspace

        def work(progress: Progress) -> ChangeSet | None:
            from layers import intake  # noqa: PLC0415 - loaded with the dialog

            return intake.apply(
                workspace,
                plan,
                asked_by="menu",
                progress=lambda done, total: progress.report(done / max(total, 1)),
                cancelled=lambda: progress.stopped,
            )

        self._tasks.start(
            IMPORTING,
            work,
            lambda changed: self._took_in(plan, changed),
            self._session.notices.failed,
            told=True,
            late=lambda changed: self._took_in(plan, changed, late=True),
            dropped=lambda: self._session.notices.done(self.tr("导入已停止，一行也没有写入。")),
        )

    def _took_in(self, plan: Plan, changed: ChangeSet | None, *, late: bool = False) -> None:
        notices, found = self._session.notices, plan.difference
        if changed is None:
            notices.done(self.tr("没有要改的，工作区未变。"))
            return
        words = self.tr(
            "已从 {file} 导入{kind}：新增 {added}，修改 {updated}，删除 {deleted}，拒绝 {rejected}"
        ).format(
            file=plan.path.name,
            kind=self._session.say(KINDS[plan.options.kind].title),
            added=len(found.added),
            updated=len(found.changed),
            deleted=len(found.missing),
            rejected=len(plan.rows.rejected),
        )
        if late:
            words = self.tr("停止时已经写完，要收回，按「撤销」。{told}").format(told=words)
        operation = changed.operation
        notices.done(words, self.tr("撤销"), lambda: self._take_back(operation))

    def _take_back(self, operation: str) -> None:
        """Undo the import, unless something was done after it: that would be undone instead."""
        workspace = self._session.workspace
        last = workspace.undoable()
        if last is None or last.operation != operation:
            self._session.notices.warn(
                self.tr("导入之后又有别的改动。先用 Ctrl+Z 撤销那些，再撤销导入。")
            )
            return
        self._tasks.start(
            UNDOING,
            lambda _progress: workspace.undo(asked_by="menu"),
            lambda _changed: self._session.notices.done(self.tr("已撤销导入。")),
            told=True,
        )

    # -- going out --------------------------------------------------------------------------------

    def _put_out(self, file: Path, options: OutletOptions) -> None:
        workspace = self._session.workspace

        def work(_progress: Progress) -> tuple[int, list[Text]]:
            from layers import outlet  # noqa: PLC0415 - loaded with the dialog

            said = outlet.export(workspace, file, options)
            return int(said["rows"]), outlet.remarks(said)

        self._tasks.start(
            EXPORTING,
            work,
            lambda told: self._put_out_done(file, *told),
            self._session.notices.failed,
            told=True,
        )

    def _put_out_done(self, file: Path, rows: int, remarks: list[Text]) -> None:
        notices, say = self._session.notices, self._session.say
        words = self.tr("已导出 {rows} 条到 {file}").format(rows=rows, file=file.name)
        folder = QUrl.fromLocalFile(str(file.parent))
        act = (self.tr("打开文件夹"), lambda: QDesktopServices.openUrl(folder))
        if remarks:
            notices.warn("\n".join([words, *map(say, remarks)]), *act)
        else:
            notices.done(words, *act)
