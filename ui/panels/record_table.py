"""The table of one kind: its rows, its filter and sorting, in step with what is selected.

Rows are read and put in order beside the window, one step after the other; a change re-reads the
touched rows only. The selection follows the session's and leads it when the hand is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.records import KINDS
from layers.columns import FIRST, columns_for, links_of
from layers.names import naming_column, read_names
from layers.rows import joined_from, read_rows
from layers.sheet import Sheet, Sorting
from resources.text import Text
from ui.models.sheet_model import SheetModel
from ui.panels.alive import while_alive
from ui.panels.labels import secondary_label
from ui.panels.table_view import TableView
from ui.session import Item, Session
from ui.tasks import Tasks

ORIGIN = "table"
READING = Text("读取台账", "Reading the table")
AT_ONCE = 3000
"""So few rows are put in order without going beside the window."""
FILTER_MS = 90

Step = Callable[[Sheet | None], Sheet]


class RecordTable(QWidget):
    """All records of one kind.

    Emits
    -----
    counted(shown, all)
        After the rows or the filter changed.
    newAsked(str)
        The officer wants to add the first record of the kind.
    """

    counted = Signal(int, int)
    newAsked = Signal(str)  # noqa: N815 - as Qt spells its signals

    def __init__(self, session: Session, tasks: Tasks, kind: str, name: str = "table") -> None:
        super().__init__()
        self.kind = kind
        self.among: frozenset[str] | None = None
        self.needle = ""
        self.sorting = _first_sorting(kind)
        self._session, self._tasks = session, tasks
        self._steps: list[Step] = []
        self._busy = False
        self._selecting = False
        self._sized = False
        self.model = SheetModel(session, self)
        self.view = TableView(self.model)
        self.view.setObjectName(f"{name}:{kind}")
        self.view.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.view.activated.connect(self._fly)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.message = secondary_label()
        self.remedy = QPushButton()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(FILTER_MS)
        self._soon.timeout.connect(self._arrange)
        session.changed.connect(self._changed)
        session.selection.changed.connect(self._follow)
        session.themeChanged.connect(lambda _theme: self.model.repaint_marks())
        self._say_state()

    # -- putting together -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        self.message.setObjectName(f"empty:{self.kind}")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.remedy.setObjectName(f"remedy:{self.kind}")
        self.remedy.clicked.connect(self._remedy)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(nothing)

    # -- reading ----------------------------------------------------------------------------------

    @property
    def loaded(self) -> bool:
        """Whether its rows are there."""
        return self.model.sheet is not None

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or put in order for it."""
        return not (self._busy or self._steps or self._soon.isActive())

    def load(self) -> None:
        """Read the rows, unless they are there or on their way."""
        if not self.loaded and not self._busy:
            self._take_step(self._read_all)

    def _read_all(self, _sheet: Sheet | None) -> Sheet:
        session, kind = self._session, self.kind
        workspace, on = session.workspace, session.today()
        names = read_names(workspace, links_of(columns_for(kind)))
        sheet = Sheet(kind, read_rows(workspace, kind, on), names, session.lang, on)
        for column in sheet.columns:
            sheet.texts(column)
        return sheet

    def _take_step(self, step: Step) -> None:
        """Put `step` behind those that wait; they run one after the other, beside the window."""
        self._steps.append(step)
        if not self._busy:
            self._work()

    def _work(self) -> None:
        steps, self._steps = self._steps, []
        start = self.model.sheet
        asked = sorting, needle, among = self._asked()

        def run(_progress: object) -> tuple[Sheet | None, NDArray[np.int64]]:
            sheet = start
            for step in steps:
                sheet = step(sheet)
            none = np.zeros(0, dtype=np.int64)
            return sheet, none if sheet is None else sheet.order(sorting, needle, among)

        def done(found: tuple[Sheet | None, NDArray[np.int64]]) -> None:
            self._busy = False
            if found[0] is not None:
                self._show(found[0], found[1])
                if start is None and len(found[0]) > AT_ONCE:
                    self._steps.append(_warm)
            if self._steps or asked != self._asked():
                self._work()

        self._busy = True
        self._say_state()
        self._tasks.start(READING, run, while_alive(self, done), while_alive(self, self._fail))

    def _fail(self, trouble: Exception) -> None:
        self._busy = False
        self._say_state()
        if not isinstance(trouble, WorkspaceError):
            raise trouble
        self._session.notices.error(trouble)

    def _show(self, sheet: Sheet, order: NDArray[np.int64]) -> None:
        scroll = self.view.verticalScrollBar().value()
        top = self.view.rowAt(1)
        top_uid = self.model.uid(top) if 0 <= top < self.model.rowCount() else None
        self._selecting = True
        self.model.show_sheet(sheet, order)
        self._selecting = False
        if not self._sized and len(order):
            self.view.fit_columns()
            self._sized = True
        self.view.mark_sorting(self.sorting)
        row = self.model.row_of(top_uid) if top_uid is not None and scroll else None
        if row is not None:
            at_top = QAbstractItemView.ScrollHint.PositionAtTop
            self.view.scrollTo(self.model.index(row, 0), at_top)
        self._select(self._session.selection.items, scroll=False)
        self._say_state()
        total = len(sheet) if self.among is None else len(self.among)
        self.counted.emit(len(order), total)

    # -- what changed -----------------------------------------------------------------------------

    def _changed(self, changes: ChangeSet) -> None:
        if not self.loaded and not self._busy:
            return
        if "terms" in changes.kinds() or changes.kinds() & joined_from(self.kind):
            self._take_step(self._read_all)
            return
        renamed = {
            kind
            for kind in changes.kinds() & links_of(columns_for(self.kind))
            if any(_renames(kind, change.action, change.fields) for change in changes.of(kind))
        }
        if renamed:
            self._take_step(lambda sheet: self._rename(sheet, renamed))
        own = {change.uid: change.action for change in changes.of(self.kind)}
        if own:
            self._take_step(lambda sheet: self._reread(sheet, own.keys()))

    def _reread(self, sheet: Sheet | None, uids: Iterable[str]) -> Sheet:
        """Read the touched rows again; those that are not found are gone."""
        if sheet is None:
            return self._read_all(None)
        session = self._session
        rows = read_rows(session.workspace, self.kind, session.today(), set(uids))
        if self.kind in links_of(sheet.columns):
            own = read_names(session.workspace, (self.kind,), terms=False)
            sheet = sheet.with_names(own)
        return sheet.replaced(rows, set(uids) - set(rows["uid"]))

    def _rename(self, sheet: Sheet | None, kinds: Iterable[str]) -> Sheet:
        if sheet is None:
            return self._read_all(None)
        return sheet.with_names(read_names(self._session.workspace, set(kinds), terms=False))

    # -- order ------------------------------------------------------------------------------------

    def filter(self, needle: str) -> None:
        """Show the rows that `needle` finds, a moment after the last key."""
        if needle != self.needle:
            self.needle = needle
            self._soon.start()

    def limit(self, uids: Iterable[str] | None) -> None:
        """Show no other records than these; with None, all again."""
        self.among = None if uids is None else frozenset(uids)
        if self.loaded:
            self._arrange()

    def sort_by(self, section: int) -> None:
        """Sort by a column; the same one again turns the order, a third time gives it up."""
        first = self.sorting[0] if self.sorting else None
        if first is None or first.column != section:
            self.sorting = (Sorting(section),)
        elif not first.descending:
            self.sorting = (Sorting(section, descending=True),)
        else:
            self.sorting = ()
        self._arrange()

    def _asked(self) -> tuple[tuple[Sorting, ...], str, frozenset[str] | None]:
        return self.sorting, self.needle, self.among

    def _arrange(self) -> None:
        sheet = self.model.sheet
        if sheet is None or self._busy:
            return
        if len(sheet) <= AT_ONCE or sheet.prepared(self.sorting, self.needle):
            self._show(sheet, sheet.order(*self._asked()))
        else:
            self._work()

    # -- selection --------------------------------------------------------------------------------

    def _selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        if self._selecting or self.model.sheet is None:
            return
        rows = self.view.selected_rows()
        items = tuple(Item(self.kind, uid) for uid in self.model.uids(rows))
        self._session.selection.set(items, ORIGIN)

    def _follow(self, items: Sequence[Item], origin: str) -> None:
        if origin != ORIGIN:
            self._select(items, scroll=True)

    def _select(self, items: Sequence[Item], *, scroll: bool) -> None:
        """Select the rows of `items`; those that the filter hides stay selected elsewhere."""
        found = [self.model.row_of(item.uid) for item in items if item.kind == self.kind]
        rows = [row for row in found if row is not None]
        self._selecting = True
        self.view.select_rows(rows)
        self._selecting = False
        if rows and scroll:
            self.view.scrollTo(self.model.index(rows[-1], 0))

    def _fly(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.flyTo.emit(Item(self.kind, self.model.uid(index.row())))

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Say every row again in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            self._sized = False
            lang = self._session.lang
            if self.loaded or self._busy:
                self._take_step(
                    lambda sheet: self._read_all(None) if sheet is None else sheet.said(lang)
                )
            self._say_state()

    def _say_state(self) -> None:
        title = self._session.say(KINDS[self.kind].title)
        sheet = self.model.sheet
        empty = sheet is not None and not len(self.model.order)
        self._stack.setCurrentIndex(1 if empty or sheet is None else 0)
        may_add = not self._session.workspace.readonly and self.among is None
        self.remedy.setVisible(empty and (bool(self.needle.strip()) or may_add))
        if sheet is None:
            self.message.setText(self.tr("正在读取{title}…").format(title=title))
        elif self.needle.strip():
            self.message.setText(
                self.tr("没有符合“{needle}”的{title}。").format(
                    needle=self.needle.strip(), title=title
                )
            )
            self.remedy.setText(self.tr("清除筛选"))
        elif self.among is not None:
            self.message.setText(self.tr("没有符合条件的{title}。").format(title=title))
        else:
            self.message.setText(
                self.tr("还没有{title}。新增的记录会列在这里。").format(title=title)
            )
            self.remedy.setText(self.tr("新增{title}").format(title=title))

    def _remedy(self) -> None:
        if self.needle.strip():
            self.needle = ""
            self._arrange()
        else:
            self.newAsked.emit(self.kind)


def _renames(kind: str, action: str, fields: frozenset[str]) -> bool:
    spelt = {naming_column(kind), "pinyin", "initials", "code", "badge", "township_uid"}
    return action != "update" or bool(fields & spelt)


def _first_sorting(kind: str) -> tuple[Sorting, ...]:
    """What the officer asks first, until somebody sorts the table."""
    if kind not in FIRST:
        return ()
    name, down = FIRST[kind]
    return (Sorting([column.name for column in columns_for(kind)].index(name), down),)


def _warm(sheet: Sheet | None) -> Sheet:
    """Fill what the first filter and selection would otherwise wait for."""
    assert sheet is not None
    return sheet.warmed()
