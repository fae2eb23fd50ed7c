"""What a person can say of a file that comes in: kind, way, key, frame, encoding and layer, in one grid.

Shows what a plan read and offers what it asked; says through signals what was answered. Working a plan out is the
dialog's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from db.records import KINDS
from layers.intake import IntakeOptions, Plan
from layers.intake.links import key_of
from ui.dialogs.frames import FrameBox, choice_box
from ui.dialogs.plan_lines import PlanWords
from ui.panels.labels import plain_label
from ui.session import Session

ENCODINGS = (
    "gb18030",
    "utf-8",
    "big5",
    "utf-16",
    *("cp932", "euc-jp", "cp949", "cp1252", "cp1250", "cp1251", "koi8-r", "cp1254", "cp1253"),
    *("cp1256", "cp1255", "cp874"),
)


class Answers(QWidget):
    """Emits ``otherRows()`` when other rows are to be read, ``changed()`` when the same ones are read otherwise."""

    otherRows = Signal()  # noqa: N815 - as Qt spells its signals
    changed = Signal()

    def __init__(self, session: Session, kind: str) -> None:
        super().__init__()
        self.kind = choice_box("import:kind")
        for each, record in KINDS.items():
            self.kind.addItem(session.say(record.title), each)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.mode = choice_box("import:mode")
        self.mode.addItem(self.tr("更新：改已有的，添没有的"), "update")
        self.mode.addItem(self.tr("只添加：已有的拒绝"), "add")
        self.mode.addItem(self.tr("替换：文件里没有的删除"), "replace")
        self.key = choice_box("import:key")
        self.frame = FrameBox(session.lang, self.tr("照文件所说"))
        self.frame.setObjectName("import:frame")
        self.encoding = choice_box("import:encoding")
        self.encoding.addItem(self.tr("自动识别"), None)
        for name in ENCODINGS:
            self.encoding.addItem(name.upper(), name)
        self.layer = choice_box("import:layer")
        self._titles: dict[QComboBox, QLabel] = {}
        self._lay_out()
        for box in (self.kind, self.layer):
            box.activated.connect(self.otherRows)
        for box in (self.encoding, self.mode, self.key):
            box.activated.connect(self.changed)
        self.frame.chosen.connect(self.changed)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        cells: tuple[tuple[str, QComboBox], ...] = (
            (self.tr("类别"), self.kind),
            (self.tr("坐标系"), self.frame),
            (self.tr("方式"), self.mode),
            (self.tr("文字编码"), self.encoding),
            (self.tr("编号列"), self.key),
            (self.tr("图层或工作表"), self.layer),
        )
        for number, (words, box) in enumerate(cells):
            down, right = divmod(number, 2)
            title = plain_label(words)
            title.setBuddy(box)
            box.setAccessibleName(words)
            grid.addWidget(title, down, 3 * right)
            grid.addWidget(box, down, 3 * right + 1)
            self._titles[box] = title
        grid.setColumnMinimumWidth(2, 8)
        for column in (1, 4):
            grid.setColumnStretch(column, 1)

    # -- what is said ---------------------------------------------------------------------------

    def given(self) -> IntakeOptions:
        """What has been answered here, and nothing else."""
        kind, column = str(self.kind.currentData()), self.key.currentData()
        return IntakeOptions(
            kind,
            layer=self.layer.currentData(),
            crs=self.frame.name(),
            encoding=self.encoding.currentData(),
            columns={column: key_of(kind) or "uid"} if column else {},
            mode=self.mode.currentData(),
        )

    def forget_file(self) -> None:
        """Another file: its layer, frame and encoding are not known."""
        self.layer.clear()
        self.frame.set_name(None)
        self.encoding.setCurrentIndex(0)

    # -- what is shown --------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No plan: only what stays worth choosing is offered."""
        self.offer(self.key, ())
        self._show(self.layer, shown=self.layer.count() > 1)

    def show_plan(self, plan: Plan, words: PlanWords) -> None:
        """Show how `plan` was read, and offer what it asks."""
        names = [str(one["name"]) for one in plan.reading.layers if "name" in one]
        if len(names) > 1 and not self.layer.count():
            self.offer(self.layer, names, plan.reading.layer)
        self._show(self.layer, shown=self.layer.count() > 1)
        if "map" in {question.option for question in plan.questions} and not self.key.count():
            self.offer(self.key, list(plan.reading.columns))
        self._show(self.key, shown=self.key.count() > 0)
        self.encoding.setItemText(0, words.encoding(plan))
        self.encoding.setEnabled(plan.reading.encoding is not None)
        undeclared = plan.decision.used is None and plan.decision.declared is None
        self.frame.set_unsaid(
            self.tr("文件没有说明，选一个") if undeclared else self.tr("照文件所说")
        )
        asked = plan.decision.question
        suspected = plan.decision.suspected
        for name in (
            *(() if suspected is None else (suspected.name,)),
            *(asked.choices if asked else ()),
        ):
            self.frame.offer(name)
        self.frame.setEnabled("geom" in plan.rows.cls.__table__.columns)

    def offer(self, box: QComboBox, choices: Sequence[str], chosen: str | None = None) -> None:
        """Fill `box` with `choices` and show it; the first entry stands for no choice."""
        box.clear()
        if choices:
            box.addItem(self.tr("未选"), None)
        for one in choices:
            box.addItem(one, one)
        if chosen in choices:
            box.setCurrentIndex(box.findData(chosen))
        self._show(box, shown=bool(choices))

    def _show(self, box: QComboBox, *, shown: bool) -> None:
        box.setVisible(shown)
        self._titles[box].setVisible(shown)
