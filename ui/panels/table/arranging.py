"""What the hand does to the columns of a table: sort, filter, group, freeze, hide, choose, add up.

Each becomes another `Arrangement` of the table. Menus and small windows open here; values to choose from are counted
beside the window when the table is long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from layers.columns import Column
from layers.tables.column_filters import Value, sort_of_filter
from layers.tables.groups import SUMS, sums_for
from layers.tables.ledger import Among
from layers.tables.views import Arrangement
from resources.text import Text
from ui.models.ledger_model import LedgerModel
from ui.panels.alive import while_alive
from ui.panels.table.columns_popup import ColumnsPopup
from ui.panels.table.filter_popup import FilterPopup
from ui.panels.table.totals_row import TotalsRow
from ui.panels.table_view import TableView
from ui.plain import menu_text
from ui.session import Session
from ui.tasks import Tasks

COUNTING = Text("统计各值条数", "Counting values")
AT_ONCE = 3000
"""Of so few rows the values are counted without going beside the window."""


class Table(Protocol):
    """The table that is arranged."""

    view: TableView
    totals: TotalsRow
    model: LedgerModel
    arrangement: Arrangement
    among: Among | None

    def arrange(self, wanted: Arrangement) -> None: ...
    def note_layout(self, wanted: Arrangement) -> None: ...
    def sort_by(self, section: int, add: bool = False) -> None: ...
    def columns(self) -> tuple[str, ...]: ...
    def fold_all(self, *, folded: bool) -> None: ...


class Arranging(QObject):
    """The hand on the columns of `table`, which is shown as `widget`."""

    def __init__(self, session: Session, tasks: Tasks, table: Table, widget: QWidget) -> None:
        super().__init__(widget)
        self._session, self._tasks, self._table, self._widget = session, tasks, table, widget
        view = self._table.view
        view.menuAsked.connect(lambda section, place: self.menu_of(section).popup(place))
        view.filterAsked.connect(self.filter_section)
        view.resized.connect(self._resized)
        view.moved.connect(self._moved)
        self._table.totals.asked.connect(self._ask_sum)

    # -- menus ------------------------------------------------------------------------------------

    def menu_of(self, section: int) -> QMenu:
        """The menu of a column."""
        table, column = self._table, self._table.model.column(section)
        kept, name = table.arrangement, column.name
        menu = QMenu(self._widget)
        menu.setObjectName("menu:column")
        menu.aboutToHide.connect(menu.deleteLater)
        rules = self._rules()
        self._entry(menu, "up", self.tr("升序"), lambda: self._sort(((name, False),)))
        self._entry(menu, "down", self.tr("降序"), lambda: self._sort(((name, True),)))
        if rules and name not in dict(rules):
            self._entry(
                menu, "then", self.tr("再按它排序"), lambda: self._sort((*rules, (name, False)))
            )
        menu.addSeparator()
        self._entry(menu, "filter", self.tr("筛选…"), lambda: self.filter_section(section))
        if kept.filter_of(name) is not None:
            dropped = kept.with_filter(name, None)
            self._entry(menu, "unfilter", self.tr("取消这列的筛选"), lambda: table.arrange(dropped))
        if kept.group == name:
            self._entry(menu, "ungroup", self.tr("取消分组"), lambda: self.group_by(""))
            fold, unfold = self.tr("折起所有组"), self.tr("展开所有组")
            self._entry(menu, "fold", fold, lambda: table.fold_all(folded=True))
            self._entry(menu, "unfold", unfold, lambda: table.fold_all(folded=False))
        elif groups_by(column):
            self._entry(menu, "group", self.tr("按它分组"), lambda: self.group_by(name))
        menu.addSeparator()
        columns = table.columns()
        place = columns.index(name) + 1
        self._entry(
            menu,
            "freeze",
            self.tr("冻结到这一列"),
            lambda: table.arrange(replace(kept, frozen=place)),
        )
        if kept.frozen:
            self._entry(
                menu, "thaw", self.tr("取消冻结"), lambda: table.arrange(replace(kept, frozen=0))
            )
        self._entry(menu, "fit", self.tr("适合内容的宽度"), lambda: self._fit(name))
        if len(columns) > 1:
            rest = tuple(each for each in columns if each != name)
            self._entry(
                menu,
                "hide",
                self.tr("隐藏这一列"),
                lambda: table.arrange(replace(kept, columns=rest)),
            )
        corner = table.view.title_corner(section)
        self._entry(menu, "columns", self.tr("选择列…"), lambda: self.choose_columns(corner))
        self._entry(menu, "reset", self.tr("恢复默认排列"), self.reset)
        return menu

    def group_menu(self, parent: QMenu) -> QMenu:
        """By which columns rows can be grouped."""
        menu = QMenu(self.tr("分组"), parent)
        menu.setObjectName("menu:group")
        now = self._table.arrangement.group
        columns = {c.name: c for c in self._columns()}
        for name, words in (
            ("", self.tr("不分组")),
            *((n, self._session.say(columns[n].title)) for n in self._table.columns()),
        ):
            if name and not groups_by(columns[name]):
                continue
            action = self._entry(menu, f"group:{name}", words, partial(self.group_by, name))
            action.setCheckable(True)
            action.setChecked(now == name)
        return menu

    def _entry(self, menu: QMenu, name: str, words: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(menu_text(words))
        action.setObjectName(f"column:{name}")
        action.triggered.connect(lambda _checked=False: act())
        return action

    # -- what they do -----------------------------------------------------------------------------

    def group_by(self, name: str) -> None:
        """Group the rows by a column, or by none."""
        self._table.arrange(replace(self._table.arrangement, group=name))

    def show_totals(self, *, shown: bool) -> None:
        """Show the row of totals, or put it away."""
        self._table.arrange(replace(self._table.arrangement, totals=shown))

    def reset(self) -> None:
        """Lay the table out as it was made, with the filters that hold."""
        now = self._table.arrangement
        self._table.arrange(Arrangement(filters=now.filters, query=now.query, needle=now.needle))

    def choose_columns(self, place: QPoint) -> None:
        """Let the columns be chosen and put in order, in a small window at a place on the screen."""
        table = self._table
        shown, say = table.columns(), self._session.say
        known = {column.name: column for column in self._columns()}
        order = [*shown, *(name for name in known if name not in shown)]
        popup = ColumnsPopup(
            [(name, say(known[name].title), name in shown) for name in order], self._widget
        )
        popup.chosen.connect(
            lambda names: table.arrange(replace(table.arrangement, columns=tuple(names)))
        )
        popup.resetAsked.connect(
            lambda: table.arrange(replace(table.arrangement, columns=(), widths={}, frozen=0))
        )
        popup.open_at(place)

    def filter_section(self, section: int) -> None:
        """Let the filter of a column be set, in a small window under its title."""
        table, ledger = self._table, self._table.model.ledger
        if ledger is None:
            return
        column = table.model.column(section)
        kept, among = table.arrangement, table.among
        if sort_of_filter(column) != "values":
            self._open_filter(column, [])
            return

        def count(_progress: object) -> list[Value]:
            return ledger.values(column, kept.filters, kept.needle, among)

        if len(ledger) <= AT_ONCE:
            self._open_filter(column, count(None))
        else:
            self._tasks.start(
                COUNTING,
                count,
                while_alive(self._widget, lambda found: self._open_filter(column, found)),
            )

    def _open_filter(self, column: Column, values: list[Value]) -> None:
        table = self._table
        holds = table.arrangement.filter_of(column.name)
        popup = FilterPopup(self._session, column, values, holds, self._widget)
        popup.wanted.connect(
            lambda found: table.arrange(table.arrangement.with_filter(column.name, found))
        )
        popup.open_at(table.view.title_corner(table.model.section(column.name)))

    def _ask_sum(self, name: str, place: QPoint) -> None:
        kept = self._table.arrangement
        column = self._table.model.column(self._table.model.section(name))
        offered = sums_for(column)
        menu = QMenu(self._widget)
        menu.setObjectName("menu:sum")
        menu.aboutToHide.connect(menu.deleteLater)
        for by in offered:
            action = self._entry(
                menu,
                f"sum:{by}",
                self._session.say(SUMS[by]),
                partial(self._table.arrange, replace(kept, sums={**kept.sums, name: by})),
            )
            action.setCheckable(True)
            action.setChecked(kept.sums.get(name, offered[0]) == by)
        menu.popup(place - QPoint(0, menu.sizeHint().height()))

    def _columns(self) -> tuple[Column, ...]:
        return self._table.model.columns

    def _rules(self) -> tuple[tuple[str, bool], ...]:
        return self._table.arrangement.sorting or ()

    def _sort(self, rules: tuple[tuple[str, bool], ...]) -> None:
        self._table.arrange(replace(self._table.arrangement, sorting=rules))

    def _fit(self, name: str) -> None:
        self._table.view.fit(name)
        kept = self._table.arrangement
        widths = {each: px for each, px in kept.widths.items() if each != name}
        self._table.note_layout(replace(kept, widths=widths))

    def _resized(self, name: str, width: int) -> None:
        kept = self._table.arrangement
        self._table.note_layout(replace(kept, widths={**kept.widths, name: width}))

    def _moved(self) -> None:
        shown = tuple(self._table.view.shown_columns())
        self._table.note_layout(replace(self._table.arrangement, columns=shown))


def groups_by(column: Column) -> bool:
    """Whether rows can be grouped by `column`: what many of them share."""
    return not column.figure
