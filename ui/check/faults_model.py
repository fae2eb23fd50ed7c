"""The faults of a check as a table: what it is about, how large, what is said of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from db.records import KINDS
from gis.boundary.areas import MU_M2
from gis.boundary.faults import Fault
from gis.verdicts import in_words
from layers.boundary.findings import SORTS, Findings
from resources.text import Text
from ui.boundary.area_list import MU, thousands
from ui.plain import tip
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
HEADS = (
    Text("问题", "Fault"),
    Text("村或记录", "Village or record"),
    Text("面积", "Area"),
    Text("说明", "About it"),
)
_STANDS_IN = Text("位于{now}，登记在{was}", "stands in {now}, recorded in {was}")
_NOWHERE = Text("不在任何村内", "in no village")
_NONE = Text("未登记", "nowhere")
_KEPT = Text("备注：{note}", "Note: {note}")


class FaultsModel(QAbstractTableModel):
    """Rows are `shown`: the faults of one sort, or of all."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: Findings | None = None
        self.shown: list[Fault] = []

    def show(self, found: Findings | None, sort: str | None) -> None:
        """Show the faults of `found` that are of `sort`, all when it is None."""
        self.beginResetModel()
        self.found = found
        faults = () if found is None else found.faults
        self.shown = [fault for fault in faults if sort in (None, fault.sort)]
        self.endResetModel()

    def fault(self, row: int) -> Fault:
        """The fault in a row."""
        return self.shown[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._session.say(HEADS[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        fault = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(fault, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._text(fault, index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, fault: Fault, column: int) -> str:
        say, found = self._session.say, self.found
        assert found is not None
        if column == 0:
            return say(SORTS[fault.sort])
        if column == 1:
            kind = "" if fault.record is None else say(KINDS[fault.record[0]].title) + " "
            return kind + found.name(fault)
        if column == 2:
            return "" if fault.m2 is None else self._size(fault.m2)
        return "  ".join(part for part in (self._about(fault), self._note(fault)) if part)

    def _size(self, m2: float) -> str:
        if m2 < MU_M2:
            return f"{thousands(m2)} m²"
        return f"{thousands(m2 / MU_M2)} {self._session.say(MU)}"

    def _about(self, fault: Fault) -> str:
        say, found = self._session.say, self.found
        assert found is not None
        name = found.land.mosaic.name
        if fault.sort == "stated":
            was = name(fault.labels[0]) if len(fault.labels) > 1 else say(_NONE)
            return say(_STANDS_IN.format(now=name(fault.labels[-1]), was=was))
        if fault.sort == "outside":
            was = name(fault.labels[0]) if fault.labels else say(_NONE)
            return say(_STANDS_IN.format(now=_NOWHERE, was=was))
        return say(in_words(fault.reason))

    def _note(self, fault: Fault) -> str:
        note = None if self.found is None else self.found.note_of(fault)
        return "" if note is None else self._session.say(_KEPT.format(note=note))
