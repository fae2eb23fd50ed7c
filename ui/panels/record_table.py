"""The table of one kind: its rows, filtered, sorted, grouped and added up, in step with what is selected.

How the table is laid out is one value (`layers.tables.views.Arrangement`); the hand changes it through
`ui.panels.table.arranging`. Rows come by `ui.panels.table.reading`, `ui.panels.table.selecting` holds the selection;
here they are put together and the state is said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from db.records import KINDS
from layers.columns import Column, columns_for
from layers.query import Query
from layers.several import several
from layers.tables.groups import Sum, sums_for
from layers.tables.ledger import Among
from layers.tables.sheet import Sorting
from layers.tables.shown_rows import Arranged, Asked
from layers.tables.views import Arrangement, sorting_of
from ui.models.ledger_model import LedgerModel
from ui.panels.labels import secondary_label
from ui.panels.table.arranging import Arranging
from ui.panels.table.reading import TableReading
from ui.panels.table.row_acting import RowActing
from ui.panels.table.selecting import ORIGIN, Selecting
from ui.panels.table.totals_row import TotalsRow
from ui.panels.table.waiting import Waiting
from ui.panels.table_view import TableView
from ui.session import Item, Session
from ui.tasks import Tasks

__all__ = ["ORIGIN", "RecordTable"]

FILTER_MS = 30
"""So long after a key the rows are looked for; with a fast hand most keys are passed over."""


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
        self.among: Among | None = None
        self.arrangement = arrangement or Arrangement()
        self.folded: frozenset[str] = frozenset()
        self._session, self._tasks = session, tasks
        self._laid_out: tuple[object, ...] | None = None
        self.model = LedgerModel(session, self)
        self.view = TableView(self.model, session)
        self.view.setObjectName(f"{name}:{kind}")
        self.totals = TotalsRow(self.view, self.model, session)
        self.reading = TableReading(session, tasks, kind, self.model, self.view, self._asked, self)
        self.selecting = Selecting(session, tasks, kind, self.model, self.view, self)
        self.arranging = Arranging(session, tasks, self, self)
        self.acting = RowActing(session, tasks, self, self)
        self.view.activated.connect(self._fly)
        self.view.foldAsked.connect(self.fold)
        self.view.sortAsked.connect(self.sort_by)
        self.reading.found.connect(self._show)
        self.reading.changed.connect(self._say_state)
        self.waiting = Waiting(kind, self)
        self.waiting.stopAsked.connect(self.reading.stop)
        self.reading.cameOn.connect(self.waiting.come_on)
        self.reading.changed.connect(self._wait)
        self.reading.stopped.connect(self._put_back)
        self.message = secondary_label()
        self.remedy = QPushButton()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(FILTER_MS)
        self._soon.timeout.connect(self.reading.arrange)
        session.changed.connect(self.reading.follow)
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
        return self.model.ledger is not None

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or put in order for it."""
        return self.reading.idle and not (self._soon.isActive())

    def load(self) -> None:
        """Read the rows, unless they are there or on their way."""
        if not self.loaded and self.reading.idle:
            self.reading.read()

    def _show(self, found: Arranged) -> None:
        scroll = self.view.verticalScrollBar().value()
        top = self.view.rowAt(1)
        top_fid = self.model.fid(top) if 0 <= top < self.model.rowCount() else 0
        self.selecting.quietly(lambda: self.model.show_rows(found))
        self._lay_out_columns()
        self.totals.show_cells(found.totals)
        rows = self.model.rows_of([top_fid] if top_fid and scroll else [])
        if len(rows):
            at_top = QAbstractItemView.ScrollHint.PositionAtTop
            self.view.scrollTo(self.model.index(int(rows[0]), 0), at_top)
        self.selecting.again()
        self._say_state()
        total = len(self.among) if isinstance(self.among, frozenset) else len(found.ledger)
        self.counted.emit(len(found.order), total)

    def _lay_out_columns(self) -> None:
        """Lay the columns out again when arrangement, columns or language say something else than before."""
        ledger = self.model.ledger
        if ledger is None:
            return
        kept, columns = self.arrangement, self.columns()
        widths = tuple(sorted(kept.widths.items()))
        names = tuple(column.name for column in ledger.columns)
        measured = len(self.model.order) > 0
        wanted = (columns, widths, kept.frozen, names, ledger.lang, measured)
        self.view.mark(
            sorting_of(kept, self.kind, ledger.columns), {each.column for each in kept.filters}
        )
        known = self._laid_out
        if wanted == known or (known is not None and not measured and wanted[:5] == known[:5]):
            return
        measured_before = known is not None and bool(known[5]) and wanted[1:5] == known[1:5]
        self.view.lay_out(columns, kept.widths, kept.frozen, keep=measured_before)
        self._laid_out = wanted

    def _wait(self) -> None:
        if self.reading.busy:
            self.waiting.begin()
        else:
            self.waiting.end()

    def _put_back(self, answered: Asked | None) -> None:
        """Ask for what is shown, after something else took too long; with nothing shown, for rows as they come."""
        kept = self.arrangement
        if answered is None:
            wanted = replace(kept, sorting=())
        else:
            wanted = replace(
                kept,
                sorting=answered.sorting,
                needle=answered.needle,
                filters=answered.filters,
                group=answered.group,
            )
        self.arrangement = wanted
        self.arranged.emit()
        self.reading.resume()

    # -- order ------------------------------------------------------------------------------------

    @property
    def needle(self) -> str:
        """What the quick filter holds."""
        return self.arrangement.needle

    @property
    def sorting(self) -> tuple[Sorting, ...]:
        """By which columns the rows are sorted."""
        return sorting_of(self.arrangement, self.kind, self._all_columns())

    def _all_columns(self) -> tuple[Column, ...]:
        return self.model.columns or columns_for(self.kind)

    def columns(self) -> tuple[str, ...]:
        """The names of the columns to show, in order."""
        known = [column.name for column in self._all_columns()]
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
            self.reading.arrange()
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

    def limit(self, among: Iterable[str] | Query | None) -> None:
        """Show no other records than these, or than a query finds; with None, all again."""
        if among is None or isinstance(among, Query):
            self.among = among
        else:
            self.among = frozenset(among)
        if self.loaded:
            self.reading.arrange()

    def sort_by(self, section: int, add: bool = False) -> None:
        """Sort by a column; the same one again turns the order, a third time gives it up.

        With `add`, the column is added behind those that sort already.
        """
        name = self.model.column(section).name
        columns = self.model.columns
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
        self.reading.arrange()
        place = next(
            (r for r in range(min(row, self.model.rowCount() - 1), -1, -1) if self.model.head(r)),
            row,
        )
        if not self.reading.busy:
            self.view.setCurrentIndex(self.model.index(place, column))

    def fold_all(self, *, folded: bool) -> None:
        """Fold every group, or open every one."""
        self.folded = frozenset(head.key for head in self.model.heads) if folded else frozenset()
        self.reading.arrange()

    def _asked(self) -> Asked:
        kept = self.arrangement
        sums: tuple[tuple[str, Sum], ...] = ()
        if kept.totals:
            shown = set(self.columns())
            sums = tuple(
                (c.name, kept.sums.get(c.name, sums_for(c)[0]))
                for c in self._all_columns()
                if c.name in shown
            )
        return Asked.of(kept, sums, self.among, self.folded)

    def chosen(self) -> Sequence[Item]:
        """The records that are selected here, the leading one last."""
        return self.selecting.chosen()

    def _fly(self, index: QModelIndex) -> None:
        if index.isValid() and self.model.uid(index.row()):
            self._session.flyTo.emit(Item(self.kind, self.model.uid(index.row())))

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Say every row again in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            if self.loaded or self.reading.busy:
                self.reading.read()
            self._say_state()

    def _say_state(self) -> None:
        title, many = (
            self._session.say(KINDS[self.kind].title),
            self._session.say(several(self.kind)),
        )
        self.view.setAccessibleName(many)
        many = many[:1].lower() + many[1:]  # it stands inside a sentence
        self.waiting.say(self.tr("正在读取和排序{title}").format(title=many))
        empty = self.loaded and not len(self.model.order)
        self._stack.setCurrentIndex(1 if empty or not self.loaded else 0)
        may_add = not self._session.workspace.readonly and self.among is None
        held = bool(self.needle.strip() or self.arrangement.filters)
        self.remedy.setVisible(empty and (held or may_add))
        if not self.loaded:
            self.message.setText(self.tr("正在读取{title}…").format(title=many))
        elif self.needle.strip():
            self.message.setText(
                self.tr("没有符合“{needle}”的{title}。").format(
                    needle=self.needle.strip(), title=many
                )
            )
            self.remedy.setText(self.tr("清除筛选"))
        elif self.arrangement.filters:
            self.message.setText(self.tr("没有符合筛选的{title}。").format(title=many))
            self.remedy.setText(self.tr("清除筛选"))
        elif self.among is not None:
            self.message.setText(self.tr("没有符合条件的{title}。").format(title=many))
        else:
            self.message.setText(
                self.tr("还没有{title}。新增的记录会列在这里。").format(title=many)
            )
            self.remedy.setText(self.tr("新增{title}").format(title=title))

    def _remedy(self) -> None:
        if self.needle.strip() or self.arrangement.filters:
            self.arrange(replace(self.arrangement, needle="", filters=()))
        else:
            self.newAsked.emit(self.kind)
