"""The strip above the faults: how many there are, and what may be done with those that are selected.

It offers and asks; working a remedy out and writing it are the panel's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gis.boundary.faults import Fault
from layers.boundary.findings import SORTS, Findings, remedies_of
from layers.boundary.mending import AT_ONCE, EVERY
from resources.text import Text
from ui.boundary.proposals import by_common_boundary
from ui.panels.labels import secondary_label
from ui.session import Session

AUTO = Text("自动选择", "Choose for me")


class RemedyBar(QWidget):
    """The strip. Signals: the remedy of that number for what is selected, the usual one for all, a note, a check."""

    remedyAsked = Signal(int)  # noqa: N815 - as Qt spells its signals
    allAsked = Signal()  # noqa: N815 - as Qt spells its signals
    noteAsked = Signal()  # noqa: N815 - as Qt spells its signals
    checkAsked = Signal()  # noqa: N815 - as Qt spells its signals

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("tableTools")
        self._session = session
        self._found: Findings | None = None
        self.told = secondary_label()
        self.told.setObjectName("check:told")
        self.to = QComboBox()
        self.to.setObjectName("check:to")
        self.to.setMinimumContentsLength(8)
        self.remedies = [QPushButton(), QPushButton()]
        for number, button in enumerate(self.remedies):
            button.setObjectName(f"check:remedy:{number}")
            button.clicked.connect(lambda _on=False, number=number: self.remedyAsked.emit(number))
        self.every = QPushButton()
        self.every.setObjectName("check:all")
        self.every.clicked.connect(self.allAsked)
        self.others = {sort: QCheckBox() for sort in EVERY if sort not in AT_ONCE}
        for sort, box in self.others.items():
            box.setObjectName(f"check:with:{sort}")
            box.toggled.connect(lambda _on: self._offer_every_sort())
        self.note = QLineEdit()
        self.note.setObjectName("check:note")
        self.note.setMaximumWidth(160)
        self.keep = QPushButton()
        self.keep.setObjectName("check:keep")
        self.keep.clicked.connect(self.noteAsked)
        self.anew = QPushButton()
        self.anew.setObjectName("check:again")
        self.anew.clicked.connect(self.checkAsked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        for widget in (self.to, *self.remedies, self.every, self.note, self.keep, self.anew):
            row.addWidget(widget)
        too = QHBoxLayout()  # a line of its own: the panel may be narrow
        too.setSpacing(16)
        too.addStretch(1)
        for box in self.others.values():
            too.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(too)

    def retranslate(self) -> None:
        """Say what stays the same again; `offer` says the rest."""
        self.anew.setText(self.tr("重新检查"))
        self.keep.setText(self.tr("不改，留备注"))
        self.keep.setToolTip(self.tr("这一处照原样保留，写下原因；再检查时不再计入"))
        self.note.setPlaceholderText(self.tr("备注"))

    def taker(self) -> str | None:
        """The village that was chosen to take the ground; None leaves the choice to the remedy."""
        chosen: str | None = self.to.currentData() if self.to.isVisible() else None
        return chosen

    def offer(
        self, found: Findings | None, sort: str | None, faults: Sequence[Fault], *, running: bool
    ) -> None:
        """Offer what may be done with `faults` (selected) and with all of `sort` (listed; None is all sorts)."""
        say = self._session.say
        writable = not self._session.workspace.readonly
        one_sort = faults[0].sort if faults and len({f.sort for f in faults}) == 1 else None
        remedies = {} if one_sort is None else remedies_of(one_sort)
        for button, key in zip(self.remedies, [*remedies, None, None], strict=False):
            button.setVisible(key is not None)
            if key is not None:
                button.setText(say(remedies[key]))
                button.setEnabled(writable and not running)
        self._offer_takers(found, faults)
        many = 0 if found is None or sort is None else found.counts()[sort]
        usual = next(iter(remedies_of(sort).values()), None) if sort is not None else None
        self.every.setVisible(usual is not None and many > 1)
        self.every.setEnabled(writable and not running)
        self._found = found if sort is None else None
        self._offer_every_sort()
        if usual is not None:
            self.every.setToolTip("")
            words = self.tr("全部{remedy}（{count}）")
            self.every.setText(words.format(remedy=say(usual), count=f"{many:,}"))
        self.note.setVisible(len(faults) == 1)
        self.keep.setVisible(len(faults) == 1)
        self.keep.setEnabled(writable)
        self.told.setText(self.tr("正在检查…") if running else self._counted(found))

    def at_once(self) -> tuple[str, ...]:
        """The sorts that are mended at once: those that may be unseen, and the others that are ticked."""
        ticked = [s for s, box in self.others.items() if box.isChecked() and not box.isHidden()]
        return (*AT_ONCE, *ticked)

    def _offer_every_sort(self) -> None:
        counts = {} if self._found is None else self._found.counts()
        for sort, box in self.others.items():
            box.setVisible(counts.get(sort, 0) > 0)
            words, remedy = self._session.say(SORTS[sort]), next(iter(remedies_of(sort).values()))
            box.setText(f"{words} {counts.get(sort, 0):,}")
            box.setToolTip(self.tr("也一并修复：{remedy}").format(remedy=self._session.say(remedy)))
        if self._found is None:
            return
        many = sum(counts[sort] for sort in self.at_once())
        self.every.setVisible(many > 0)
        self.every.setText(self.tr("一并修复…（{count}）").format(count=f"{many:,}"))
        self.every.setToolTip(
            self.tr(
                "无效边界、重叠、缝隙、顶点和碎片一起试算，预览后一次写入，可一步撤销；飞地和点勾选了才动"
            )
        )

    def _counted(self, found: Findings | None) -> str:
        if found is None:
            return ""
        total = sum(found.counts().values())
        if not total:
            return self.tr("没有发现问题：各村边界严丝合缝，点都在所登记的村内。")
        kept = sum(fault.key in found.notes for fault in found.faults)
        words = self.tr("{total} 处问题")
        if kept:
            words = self.tr("{total} 处问题，另有 {kept} 处已备注")
        return words.format(total=f"{total:,}", kept=f"{kept:,}")

    def _offer_takers(self, found: Findings | None, faults: Sequence[Fault]) -> None:
        one = faults[0] if len(faults) == 1 else None
        if one is None or found is None or one.sort not in ("overlap", "gap", "parts"):
            self.to.hide()
            return
        self.to.show()
        land = found.land
        if one.sort == "overlap":
            uids: Sequence[str] = one.labels
        else:
            without = one.labels[0] if one.sort == "parts" else ""
            uids = by_common_boundary(land, one.shape, without)
        self.to.clear()
        self.to.addItem(self._session.say(AUTO), None)
        for uid in uids:
            self.to.addItem(f"→ {land.mosaic.name(uid)}", uid)
