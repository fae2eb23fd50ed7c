"""The dialog that takes a file in: which file, as what, and what would happen, before anything is written.

Every answer (kind, layer, encoding, frame, mode, remedies) makes a new plan, worked out beside the window and
stopped when the dialog closes. The dialog writes nothing: it is accepted with a plan that may be applied.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from gis.transfer.errors import TransferError, TransferQuestion
from layers import intake
from layers.intake import IntakeOptions, Plan
from layers.intake.picture import picture
from resources.text import Text
from ui.dialogs import parts
from ui.dialogs.frames import frame_words
from ui.dialogs.import_answers import Answers
from ui.dialogs.import_columns import ColumnTable
from ui.dialogs.import_remedies import Remedies, fitting
from ui.dialogs.plan_lines import LineTable, PlanWords, lines, without_switches
from ui.dialogs.plan_map import Drawn, PlanMap, drawn
from ui.panels.labels import plain_label, secondary_label, set_role
from ui.session import Session
from ui.tasks import Progress, Task, Tasks

PLANNING = Text("试算导入", "Working out the import")
_SUFFIXES = "*.shp *.zip *.gpkg *.geojson *.json *.kml *.kmz *.gpx *.csv *.tsv *.xlsx *.pbf"
_PATIENCE_MS = 200
_FRAME = QSize(16, 48)
"""What the desktop puts around a window."""


class ImportDialog(QDialog):
    """Accepted only while `plan` may be applied; `agreed` returns it then."""

    def __init__(
        self, session: Session, tasks: Tasks, kind: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle(self.tr("导入"))
        self._session, self._tasks = session, tasks
        self._task: Task[tuple[Plan, Drawn | None]] | None = None
        self._words = PlanWords(session.lang, self)
        self.plan: Plan | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MS)
        self._soon.timeout.connect(self._work_out)
        self._make_answers(kind)
        self._make_outcome()
        self._lay_out()
        self.finished.connect(self._leave)
        self.resize(QSize(860, 760).boundedTo(self.screen().availableSize() - _FRAME))
        self._show_nothing()

    # -- putting together -------------------------------------------------------------------------

    def _make_answers(self, kind: str) -> None:
        self._file = QLineEdit()
        self._file.setObjectName("import:file")
        self._file.setPlaceholderText(
            self.tr("SHP、ZIP、GPKG、GeoJSON、KML、KMZ、GPX、CSV、XLSX 或 PBF")
        )
        self._file.editingFinished.connect(self._file_typed)
        self.answers = Answers(self._session, kind)
        self.answers.otherRows.connect(self._other_rows)
        self.answers.changed.connect(self._soon.start)
        self._remedies = Remedies(self._session)
        self._remedies.changed.connect(self._soon.start)

    def _make_outcome(self) -> None:
        self.counts = plain_label(role="figure")
        self.counts.setObjectName("import:counts")
        self.facts = secondary_label()
        self.facts.setObjectName("import:facts")
        self.trouble = plain_label(role="error")
        self.trouble.setObjectName("import:trouble")
        for label in (self.facts, self.trouble):
            label.setWordWrap(True)
        self.correct = QPushButton()
        self.correct.setObjectName("import:correct")
        self.correct.setAutoDefault(False)
        self.correct.clicked.connect(self._correct_frame)
        self.table = LineTable()
        self.table.setObjectName("import:lines")
        self.table.setAccessibleName(self.tr("逐行的结果"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("行"), self.tr("结果"), self.tr("编号"), self.tr("内容或原因")]
        )
        self.columns = ColumnTable(self._session)
        self.columns.changed.connect(self._soon.start)
        self.map = PlanMap(self._session)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("import:tabs")
        self.tabs.addTab(self.table, self.tr("结果"))
        self.tabs.addTab(self.columns, self.tr("列对应"))
        self.tabs.addTab(self.map, self.tr("位置"))
        self._progress = QProgressBar()
        self._progress.setObjectName("import:progress")
        self._progress.setTextVisible(False)
        self._cancel = QPushButton(self.tr("停止试算"))
        self._cancel.setObjectName("import:stop")
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self._stopped_by_hand)

    def _lay_out(self) -> None:
        where = parts.file_row(self._file, self.tr("文件"), self.tr("浏览…"), self._browse)
        first = QFormLayout()
        first.addRow(self.tr("文件"), where)
        busy = QHBoxLayout()
        busy.addWidget(self._progress, 1)
        busy.addWidget(self._cancel)
        self._busy = QWidget()
        self._busy.setLayout(busy)
        busy.setContentsMargins(0, 0, 0, 0)
        buttons, self.go = parts.foot(
            self, "import:go", self.tr("导入"), self.tr("取消"), self.accept
        )
        self.go.setProperty("role", "primary")
        self.go.setAutoDefault(False)
        room = QWidget()
        inner = QVBoxLayout(room)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        for widget in (self.answers, self._busy, self.counts, self.facts, self.trouble):
            inner.addWidget(widget)
        inner.addWidget(self.correct, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self._remedies)
        inner.addWidget(self.tabs, 1)
        inner.addStretch(0)
        scroll = QScrollArea()  # the buttons stay in sight on any screen
        scroll.setObjectName("dialogScroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(room)
        column = parts.column(self)
        column.addLayout(first)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)

    # -- answers ----------------------------------------------------------------------------------

    def file(self) -> Path | None:
        """The file chosen, None before one is."""
        text = self._file.text().strip()
        return Path(text).expanduser() if text else None

    def set_file(self, path: Path) -> None:
        """Take `path` as the file and work out what taking it in would do."""
        self._file.setText(str(path))
        self._file_typed()

    def options(self) -> IntakeOptions:
        """What has been answered so far."""
        given = self.answers.given()
        return replace(
            given,
            columns={**self.columns.columns, **given.columns},
            constants=self.columns.constants,
            values=self.columns.values,
            remedies=self._remedies.chosen(),
            decimal=self._remedies.decimal(),
            dates=self._remedies.dates(),
        )

    def agreed(self) -> Plan:
        """The plan that was accepted; ValueError when there is none."""
        if self.plan is None:
            raise ValueError("there is no plan")
        return self.plan

    def accept(self) -> None:
        """Close with the plan, if it may be applied."""
        if self.go.isEnabled():
            super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the typing in a box; it imports only when the button itself has the keyboard."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.go.hasFocus():
            self.accept()

    def _browse(self) -> None:
        sorts = self.tr("地图和表格")
        name, _filter = QFileDialog.getOpenFileName(
            self, self.windowTitle(), self._file.text(), f"{sorts} ({_SUFFIXES})"
        )
        if name:
            self.set_file(Path(name))

    def _file_typed(self) -> None:
        if self.file() != (self.plan.path if self.plan else None):
            self.answers.forget_file()
            self._other_rows()

    def _other_rows(self) -> None:
        """Other rows are read: what was said about columns and repairs meant those before."""
        self.answers.key.clear()
        self.columns.forget()
        self._remedies.clear()
        self._soon.start()

    # -- working out ------------------------------------------------------------------------------

    def _work_out(self) -> None:
        self._stop()
        path = self.file()
        if path is None:
            self._show_nothing()
            return
        workspace, options = self._session.workspace, self.options()
        self.plan = None
        self.go.setEnabled(False)
        self._progress.setRange(0, 0)
        self._busy.show()

        def work(progress: Progress) -> tuple[Plan, Drawn | None]:
            def report(done: int, total: int) -> None:
                if total:
                    progress.report(done / total)

            plan = intake.plan(
                workspace, path, options, progress=report, cancelled=lambda: progress.stopped
            )
            seen = picture(workspace, plan)
            return plan, None if seen is None else drawn(seen)

        self._task = self._tasks.start(PLANNING, work, self._show_plan, self._show_trouble)

    def _leave(self) -> None:
        """Closed: what was worked out is no longer held, a large file's rows above all."""
        self._stop()
        self.plan = None

    def _stop(self) -> None:
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _stopped_by_hand(self) -> None:
        self._stop()
        self._show_only(self.tr("试算已停止。改动任何一项会重新试算。"))

    # -- outcome ----------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._show_only("")
        self.facts.setText(
            self.tr(
                "先选一个文件。这里会列出导入会新增、修改和拒绝什么；按「导入」之前不写入任何内容。"
            )
        )
        self.facts.show()

    def _show_only(self, trouble: str) -> None:
        """Nothing can be imported; `trouble` says why, if anything does."""
        self.plan = None
        self.go.setEnabled(False)
        for each in (self._busy, self.counts, self.facts, self.tabs, self.correct, self._remedies):
            each.hide()
        self.answers.show_nothing()
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))

    def _show_trouble(self, trouble: Exception) -> None:
        self._task = None
        if isinstance(trouble, TransferQuestion) and trouble.option == "layer":
            self.answers.offer(self.answers.layer, trouble.choices)
        if not isinstance(trouble, TransferError | WorkspaceError):
            self._show_only("")
            raise trouble
        self._show_only(without_switches(trouble.sentence, self._session.lang))

    def _show_plan(self, result: tuple[Plan, Drawn | None]) -> None:
        self._task = None
        plan, seen = result
        self.plan = plan
        self._busy.hide()
        lang, found = self._session.lang, plan.difference
        self.answers.show_plan(plan, self._words)
        suspected = plan.decision.suspected
        if suspected is not None:
            likely = frame_words(suspected.name, lang)
            self.correct.setText(self.tr("改按 {frame} 读").format(frame=likely))
        self.correct.setVisible(suspected not in (None, plan.decision.used))
        self.counts.setText(self._words.counted(plan))
        self.counts.show()
        self.facts.setText(self._words.told(plan))
        self.facts.setVisible(bool(self.facts.text()))
        parts = [without_switches(q.sentence, lang) for q in plan.questions]
        writes = len(found.added) + len(found.changed) + len(found.missing)
        if not plan.questions and not writes:
            parts.append(self.tr("没有可导入的：每一行都被拒绝，或与工作区相同。"))
        if found.missing:
            parts.append(self.tr("替换会删除文件里没有的 {n} 条。").format(n=len(found.missing)))
        self.trouble.setText("\n".join(part for part in parts if part))
        self.trouble.setVisible(bool(self.trouble.text()))
        set_role(self.trouble, "error")
        offered = {c.removeprefix("--") for q in plan.questions for c in q.choices}
        offered |= plan.options.remedies | fitting(plan.soundness.counts)
        self._remedies.answer(plan.as_before)
        self._remedies.offer(offered, plan.soundness.counts)
        self.table.show_lines(lines(plan, lang), lang)
        self.columns.show_plan(plan)
        self.map.show_drawn(seen)
        self.tabs.setTabEnabled(self.tabs.indexOf(self.map), seen is not None)
        if any(question.option == "value" for question in plan.questions):
            self.tabs.setCurrentWidget(self.columns)  # where words are given a meaning
        self.tabs.show()
        self.go.setEnabled(not plan.questions and writes > 0)

    def _correct_frame(self) -> None:
        """Read the file in the frame that it is most likely in."""
        if self.plan is not None and self.plan.decision.suspected is not None:
            self.answers.frame.set_name(self.plan.decision.suspected.name)
            self._soon.start()
