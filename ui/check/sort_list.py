"""The sorts of fault that a check found, each with its count, and all of them at the top.

One of them is chosen; which faults that shows is the panel's.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from layers.boundary.findings import SORTS, Findings
from resources.text import Text
from ui.session import Session

ALL = Text("全部", "All")
_WIDTH = 228
_ROW = 28


class SortList(QTreeWidget):
    """The list; ``currentItemChanged`` says that another sort is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("check:sorts")
        self.setProperty("role", "sorts")
        self._session = session
        self.setFixedWidth(_WIDTH)
        self.setColumnCount(2)
        self.setRootIsDecorated(False)
        self.setIndentation(8)
        self.setUniformRowHeights(True)
        self.header().hide()
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sort(self) -> str | None:
        """The sort that is chosen; None is all."""
        item: QTreeWidgetItem | None = self.currentItem()
        sort: str | None = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        return sort

    def fill(self, found: Findings | None) -> None:
        """List what was found; the sort that was chosen stays so, quietly."""
        now = self.sort()
        counts = {} if found is None else found.counts()
        present = set() if found is None else {fault.sort for fault in found.faults}
        with QSignalBlocker(self):
            self.clear()
            self._add(ALL, None, sum(counts.values()))
            for sort, words in SORTS.items():
                if counts.get(sort) or sort in present:
                    self._add(words, sort, counts.get(sort, 0))
            self.choose(None)
            self.choose(now)

    def _add(self, words: Text, sort: str | None, count: int) -> None:
        item = QTreeWidgetItem([self._session.say(words), f"{count:,}"])
        item.setData(0, Qt.ItemDataRole.UserRole, sort)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setSizeHint(0, QSize(0, _ROW))
        self.addTopLevelItem(item)

    def choose(self, sort: str | None) -> None:
        """Choose one sort, all when it is None; a sort that is not listed changes nothing."""
        for i in range(self.topLevelItemCount()):
            item = self.topLevelItem(i)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == sort:
                self.setCurrentItem(item)
