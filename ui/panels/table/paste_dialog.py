"""What a paste would change, shown before it is written: each cell before and after, and what can't be written and why.

It is given a plan and says yes or no; it reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from layers.cells import figure
from layers.tables.paste import Paste
from ui import theme
from ui.panels.labels import plain_label, secondary_label
from ui.plain import tip
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex


class Lines(QAbstractTableModel):
    """Lines of text under headings; the cells of `loud` columns in a colour of their own."""

    def __init__(
        self,
        headings: list[str],
        lines: Sequence[tuple[str, ...]],
        loud: dict[int, Any],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._headings, self.lines, self._loud = headings, lines, loud

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row each."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index | None = None) -> int:
        """As many as headings."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as it was typed."""
        text = self.lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(text)
        return self._loud.get(index.column()) if role == Qt.ItemDataRole.ForegroundRole else None


class PasteDialog(QDialog):
    """The preview; `exec` or `open` it."""

    def __init__(self, session: Session, paste: Paste, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:paste")
        self.setWindowTitle(self.tr("粘贴为修改"))
        self.resize(760, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        said = self.tr("将改 {cells} 处，涉及 {records} 条记录；{same} 处与现在相同。").format(
            cells=figure(len(paste.changes)),
            records=figure(paste.records),
            same=figure(paste.same),
        )
        self.summary = plain_label(said, "heading")
        self.summary.setObjectName("paste:summary")
        column.addWidget(self.summary)
        column.addWidget(secondary_label(self.tr("作为一次操作写入，可以撤销。")))
        say = session.say
        if paste.changes:
            lines = [(c.title, say(c.heading), c.before, c.after) for c in paste.changes]
            headings = [self.tr("记录"), self.tr("项目"), self.tr("原来"), self.tr("改为")]
            loud = {
                2: theme.colour(session.theme, "secondary"),
                3: theme.colour(session.theme, "accent"),
            }
            changes = Lines(headings, lines, loud, self)
            column.addWidget(_table("paste:changes", self.tr("将要写入的修改"), changes), 3)
        if paste.refused:
            words = self.tr("{n} 处不能写入，其余不受影响：").format(n=figure(len(paste.refused)))
            column.addWidget(plain_label(words, "error"))
            refusals = [
                (
                    str(each.line),
                    each.title,
                    "" if each.heading is None else say(each.heading),
                    each.typed,
                    say(each.sentence),
                )
                for each in sorted(paste.refused, key=lambda refused: refused.line)
            ]
            headings = [
                self.tr("行"),
                self.tr("记录"),
                self.tr("项目"),
                self.tr("粘贴的内容"),
                self.tr("原因"),
            ]
            model = Lines(headings, refusals, {4: theme.colour(session.theme, "late")}, self)
            column.addWidget(_table("paste:refused", self.tr("不能写入的内容"), model), 2)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(
            self.tr("写入 {n} 处").format(n=figure(len(paste.changes))),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        self.go.setObjectName("paste:go")
        self.go.setProperty("role", "primary")
        self.go.setEnabled(bool(paste.changes))
        leave = buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        (self.go if paste.changes else leave).setFocus()


def _table(name: str, spoken: str, model: Lines) -> QTableView:
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(spoken)
    view.setModel(model)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(26)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setTabKeyNavigation(False)
    view.horizontalHeader().setStretchLastSection(True)
    view.horizontalHeader().setHighlightSections(False)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    view.horizontalHeader().setDefaultAlignment(left)
    metrics = view.fontMetrics()
    for section in range(model.columnCount()):
        texts = [model.lines[row][section] for row in range(min(model.rowCount(), 200))]
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        title = metrics.horizontalAdvance(str(model.headerData(section, Qt.Orientation.Horizontal)))
        view.setColumnWidth(section, min(max(widest, title) + 28, 240))
    return view
