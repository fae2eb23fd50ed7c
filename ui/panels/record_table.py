"""The table of one kind: its rows, filtered, sorted, grouped and added up, in step with what is selected.

Rows are read and put in order beside the window, one step after the other; a change re-reads the touched rows only.
How the table is laid out is one value (`layers.views.Arrangement`); the hand changes it through
`ui.panels.table.arranging`. The selection follows the session's and leads it when the hand is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

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
from layers.columns import columns_for, links_of
from layers.names import read_names
from layers.rows import joined_from
from layers.sheet import Sheet, Sorting
from layers.shown_rows import Arranged, Asked, arranged_rows
from layers.table_groups import Sum, sums_for
from layers.table_reading import read_first, read_sheet, renames, reread
from layers.views import Arrangement, sorting_of
from resources.text import Text
from ui.models.sheet_model import SheetModel
from ui.panels.alive import while_alive
from ui.panels.labels import secondary_label
from ui.panels.table.arranging import Arranging
from ui.panels.table.row_acting import RowActing
from ui.panels.table.totals_row import TotalsRow
from ui.panels.table_view import TableView
from ui.session import Item, Session, items_of_kinds
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
    arranged()
        The arrangement changed, by hand or by a saved view.
    """

    counted = Signal(int, int)
    newAsked = Signal(str)  # noqa: N815 - as Qt spells its signals
    arranged = Signal()

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        kind: str,
        name: str = "table",
        arrangement: Arrangement | None = None,
    ) -> None:
        super().__init__()
        self.kind = kind
        self.among: frozenset[str] | None = None
        self.arrangement = arrangement or Arrangement()
        self.folded: frozenset[str] = frozenset()
        self._session, self._tasks = session, tasks
        self._steps: list[Step] = []
        self._busy = False
        self._selecting = False
        self._laid_out: tuple[object, ...] | None = None
        self.model = SheetModel(session, self)
        self.view = TableView(self.model, session)
        self.view.setObjectName(f"{name}:{kind}")
        self.totals = TotalsRow(self.view, self.model, session)
        self.arranging = Arranging(session, tasks, self, self)
        self.acting = RowActing(session, tasks, self, self)
        self.view.activated.connect(self._fly)
        self.view.foldAsked.connect(self.fold)
        self.view.sortAsked.connect(self.sort_by)
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
        rows = QWidget()
        below = QVBoxLayout(rows)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.view, 1)
        below.addWidget(self.totals)
        self.totals.setVisible(self.arrangement.totals)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(rows)
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
            self._take_step(self._read_first if self._as_read() else self._read_all)

    def _as_read(self) -> bool:
        """Whether the first rows that are read are the first that are shown."""
        kept = self.arrangement
        return not (
            self.sorting or kept.filters or kept.group or kept.totals or kept.needle or self.among
        )

    def _read_first(self, _sheet: Sheet | None) -> Sheet:
        session = self._session
        return read_first(session.workspace, self.kind, session.lang, session.today())

    def _read_all(self, _sheet: Sheet | None) -> Sheet:
        session = self._session
        return read_sheet(session.workspace, self.kind, session.lang, session.today())

    def _take_step(self, step: Step) -> None:
        """Put `step` behind those that wait; they run one after the other, beside the window."""
        self._steps.append(step)
        if not self._busy:
            self._work()

    def _work(self) -> None:
        steps, self._steps = self._steps, []
        start = self.model.sheet
        asked = self._asked()

        def run(_progress: object) -> Arranged:
            sheet = start
            for step in steps:
                sheet = step(sheet)
            return arranged_rows(sheet, asked)

        def done(found: Arranged) -> None:
            self._busy = False
            if found.sheet is not None:
                self._show(found)
                if not found.sheet.whole:
                    self._steps.insert(0, self._read_all)
                elif (start is None or not start.whole) and len(found.sheet) > AT_ONCE:
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

    def _show(self, found: Arranged) -> None:
        assert found.sheet is not None
        sheet, order = found.sheet, found.order
        scroll = self.view.verticalScrollBar().value()
        top = self.view.rowAt(1)
        top_uid = self.model.uid(top) if 0 <= top < self.model.rowCount() else None
        self._selecting = True
        self.model.show_sheet(sheet, order, found.groups)
        self._selecting = False
        self._lay_out_columns()
        self.totals.show_cells(found.totals)
        row = self.model.row_of(top_uid) if top_uid and scroll else None
        if row is not None:
            at_top = QAbstractItemView.ScrollHint.PositionAtTop
            self.view.scrollTo(self.model.index(row, 0), at_top)
        self._select(self._session.selection.kinds.get(self.kind, ()), scroll=False)
        self._say_state()
        total = len(sheet) if self.among is None else len(self.among)
        self.counted.emit(len(order), total)

    def _lay_out_columns(self) -> None:
        """Lay the columns out again when arrangement, columns or language say something else than before."""
        sheet = self.model.sheet
        if sheet is None:
            return
        kept, columns = self.arrangement, self.columns()
        widths = tuple(sorted(kept.widths.items()))
        names = tuple(column.name for column in sheet.columns)
        measured = len(self.model.order) > 0
        wanted = (columns, widths, kept.frozen, names, sheet.lang, measured)
        self.view.mark(
            sorting_of(kept, self.kind, sheet.columns), {each.column for each in kept.filters}
        )
        known = self._laid_out
        if wanted == known or (known is not None and not measured and wanted[:5] == known[:5]):
            return
        if known is not None and known[5] and wanted[1:5] == known[1:5]:  # widths stay as they are
            stay = {name: self.view.width_of(name) for name in self.view.shown_columns()}
            self.view.lay_out(columns, {**stay, **kept.widths}, kept.frozen)
        else:
            self.view.lay_out(columns, kept.widths, kept.frozen)
        self._laid_out = wanted

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
            if any(renames(kind, change.action, change.fields) for change in changes.of(kind))
        }
        if renamed:
            self._take_step(lambda sheet: self._rename(sheet, renamed))
        own = {change.uid: change.action for change in changes.of(self.kind)}
        if own:
            self._take_step(lambda sheet: self._reread(sheet, own.keys()))

    def _reread(self, sheet: Sheet | None, uids: Iterable[str]) -> Sheet:
        if sheet is None:
            return self._read_all(None)
        return reread(self._session.workspace, sheet, set(uids), self._session.today())

    def _rename(self, sheet: Sheet | None, kinds: Iterable[str]) -> Sheet:
        if sheet is None:
            return self._read_all(None)
        return sheet.with_names(read_names(self._session.workspace, set(kinds), terms=False))

    # -- order ------------------------------------------------------------------------------------

    @property
    def needle(self) -> str:
        """What the quick filter holds."""
        return self.arrangement.needle

    @property
    def sorting(self) -> tuple[Sorting, ...]:
        """By which columns the rows are sorted."""
        sheet = self.model.sheet
        columns = columns_for(self.kind) if sheet is None else sheet.columns
        return sorting_of(self.arrangement, self.kind, columns)

    def columns(self) -> tuple[str, ...]:
        """The names of the columns to show, in order."""
        sheet = self.model.sheet
        known = [
            column.name for column in (columns_for(self.kind) if sheet is None else sheet.columns)
        ]
        kept = tuple(name for name in self.arrangement.columns if name in known)
        return kept or tuple(known)

    def arrange(self, wanted: Arrangement) -> None:
        """Lay the table out as `wanted` says and show what it says."""
        if wanted == self.arrangement:
            return
        self.arrangement = wanted
        self.totals.setVisible(wanted.totals)
        if self.loaded:
            self._lay_out_columns()
            self._arrange()
        self.arranged.emit()

    def note_layout(self, wanted: Arrangement) -> None:
        """Take over what the hand did to the columns, which the view shows already."""
        self.arrangement = wanted
        known = self._laid_out
        if known is not None:
            widths = tuple(sorted(wanted.widths.items()))
            self._laid_out = (self.columns(), widths, *known[2:])
        self.arranged.emit()

    def filter(self, needle: str) -> None:
        """Show the rows that `needle` finds, a moment after the last key."""
        if needle != self.needle:
            self.arrangement = replace(self.arrangement, needle=needle)
            self._soon.start()

    def limit(self, uids: Iterable[str] | None) -> None:
        """Show no other records than these; with None, all again."""
        self.among = None if uids is None else frozenset(uids)
        if self.loaded:
            self._arrange()

    def sort_by(self, section: int, add: bool = False) -> None:
        """Sort by a column; the same one again turns the order, a third time gives it up.

        With `add`, the column is added behind those that sort already.
        """
        name = self.model.column(section).name
        columns = self.model.sheet.columns if self.model.sheet is not None else ()
        rules = [(columns[rule.column].name, rule.descending) for rule in self.sorting]
        known = dict(rules)
        if name not in known:
            wanted = [*rules, (name, False)] if add else [(name, False)]
        elif not known[name]:
            wanted = (
                [(n, True if n == name else down) for n, down in rules] if add else [(name, True)]
            )
        else:
            wanted = [rule for rule in rules if rule[0] != name] if add else []
        self.arrange(replace(self.arrangement, sorting=tuple(wanted)))

    def fold(self, row: int) -> None:
        """Fold the group whose head a line is, or open it."""
        head = self.model.head(row)
        if head is None:
            return
        self.folded = self.folded ^ {head.key}
        column = max(self.view.currentIndex().column(), 0)
        self._arrange()
        place = next(
            (r for r in range(min(row, self.model.rowCount() - 1), -1, -1) if self.model.head(r)),
            row,
        )
        if not self._busy:
            self.view.setCurrentIndex(self.model.index(place, column))

    def fold_all(self, *, folded: bool) -> None:
        """Fold every group, or open every one."""
        self.folded = frozenset(head.key for head in self.model.heads) if folded else frozenset()
        self._arrange()

    def _asked(self) -> Asked:
        kept, sheet = self.arrangement, self.model.sheet
        sums: tuple[tuple[str, Sum], ...] = ()
        if kept.totals:
            columns = columns_for(self.kind) if sheet is None else sheet.columns
            shown = set(self.columns())
            sums = tuple(
                (c.name, kept.sums.get(c.name, sums_for(c)[0])) for c in columns if c.name in shown
            )
        return Asked.of(kept, sums, self.among, self.folded)

    def _arrange(self) -> None:
        sheet = self.model.sheet
        if sheet is None or self._busy:
            return
        plain = not (self.arrangement.filters or self.arrangement.group or self.arrangement.totals)
        if len(sheet) <= AT_ONCE or (plain and sheet.prepared(self.sorting, self.needle)):
            self._show(arranged_rows(sheet, self._asked()))
        else:
            self._work()

    # -- selection --------------------------------------------------------------------------------

    def _selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        if self._selecting or self.model.sheet is None:
            return
        self.view.drop_chosen()
        self._session.selection.set(self.chosen(), ORIGIN)

    def chosen(self) -> tuple[Item, ...]:
        """The records that are selected here, the leading one last."""
        if self.model.sheet is None:
            return ()
        return items_of_kinds({self.kind: self.model.uids(self.view.selected_rows())})

    def _follow(self, _items: Sequence[Item], origin: str) -> None:
        if origin != ORIGIN:
            self._select(self._session.selection.kinds.get(self.kind, ()), scroll=True)

    def _select(self, uids: Sequence[str], *, scroll: bool) -> None:
        """Select the rows of `uids`; those that the filter hides stay selected elsewhere."""
        rows = self.model.rows_of(uids)
        if not rows and not self.view.selectionModel().hasSelection():
            return
        self._selecting = True
        self.view.select_rows(rows)
        self._selecting = False
        if rows and scroll:
            self.view.scrollTo(self.model.index(rows[-1], 0))

    def _fly(self, index: QModelIndex) -> None:
        if index.isValid() and self.model.uid(index.row()):
            self._session.flyTo.emit(Item(self.kind, self.model.uid(index.row())))

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Say every row again in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
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
        held = bool(self.needle.strip() or self.arrangement.filters)
        self.remedy.setVisible(empty and (held or may_add))
        if sheet is None:
            self.message.setText(self.tr("正在读取{title}…").format(title=title))
        elif self.needle.strip():
            self.message.setText(
                self.tr("没有符合“{needle}”的{title}。").format(
                    needle=self.needle.strip(), title=title
                )
            )
            self.remedy.setText(self.tr("清除筛选"))
        elif self.arrangement.filters:
            self.message.setText(self.tr("没有符合筛选的{title}。").format(title=title))
            self.remedy.setText(self.tr("清除筛选"))
        elif self.among is not None:
            self.message.setText(self.tr("没有符合条件的{title}。").format(title=title))
        else:
            self.message.setText(
                self.tr("还没有{title}。新增的记录会列在这里。").format(title=title)
            )
            self.remedy.setText(self.tr("新增{title}").format(title=title))

    def _remedy(self) -> None:
        if self.needle.strip() or self.arrangement.filters:
            self.arrange(replace(self.arrangement, needle="", filters=()))
        else:
            self.newAsked.emit(self.kind)


def _warm(sheet: Sheet | None) -> Sheet:
    """Fill what the first filter and selection would otherwise wait for."""
    assert sheet is not None
    return sheet.warmed()
