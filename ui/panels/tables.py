"""The tables below the map: one tab for each kind, in groups, with one filter box, saved views and a query bar above.

A table is made and read when its tab is first shown, in its default view or as its user left it. The tabs follow the
selection, so that what is clicked on the map is a selected row here, unless the officer switches that off.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.records import KINDS
from layers.query import Query
from layers.tables.column_filters import said
from layers.tables.views import Arrangement, SavedView, saved_views
from resources.text import Text
from ui.keys import within
from ui.panels.labels import secondary_label
from ui.panels.query_bar import QueryBar
from ui.panels.record_table import ORIGIN, RecordTable
from ui.panels.switch import switch
from ui.panels.table.chips import Chips
from ui.panels.table.head_row import HeadRow
from ui.panels.table.kept import KeptLayouts
from ui.panels.table.kinds_button import KindsButton
from ui.panels.table.views_button import ViewsButton
from ui.plain import thin
from ui.session import Item, Session
from ui.tasks import Tasks

GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("work", Text("工作", "Work"), ("disputes", "hazards", "visits", "findings", "dispute_events")),
    (
        "force",
        Text("村与警力", "Places and force"),
        ("villages", "officers", "postings", "units", "townships", "counties"),
    ),
    (
        "equipment",
        Text("装备设施", "Equipment"),
        ("cameras", "checkpoints", "rooms", "workstations", "drone_stations", "sites"),
    ),
    ("map", Text("标绘底图", "Drawings and lines"), ("drawings", "base_lines")),
    ("lists", Text("词条与附件", "Lists and files"), ("terms", "attachments", "presets")),
)
TAB_PX = 25
"""Px of a tab beside its words."""
GROUP_OF = {kind: name for name, _title, kinds in GROUPS for kind in kinds}


class RecordTables(QWidget):
    """A table of every kind. Emits ``newAsked(kind)``, ``openAsked(Item)``, ``deleteAsked()`` for the window to do."""

    newAsked = Signal(str)  # noqa: N815 - as Qt spells its signals
    openAsked = Signal(object)  # noqa: N815
    deleteAsked = Signal()  # noqa: N815

    def __init__(
        self,
        session: Session,
        tasks: Tasks | None = None,
        kept: KeptLayouts | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("recordTables")
        self._kept = kept
        self._session = session
        self._tasks = tasks if tasks is not None else Tasks(self)
        self.tables: dict[str, RecordTable] = {}
        self._last = {name: kinds[0] for name, _title, kinds in GROUPS}
        self.kind = ""
        self._lay_out()
        self._connect()
        self.retranslate()
        self._shown = False
        self._fill_tabs("work", "disputes")

    # -- putting together -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.groups = QButtonGroup(self)
        self.tabs = QTabBar()
        self.choose = KindsButton(self._session, GROUPS, lambda: self.kind)
        tools = HeadRow(self.groups, self.tabs, self.choose, self._widest)
        row = tools.row
        for name, _title, _kinds in GROUPS:
            button = switch(f"group:{name}")
            self.groups.addButton(button)
            row.addWidget(button)
        row.addSpacing(8)
        self.tabs.setObjectName("tables:kinds")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.count = secondary_label()
        self.count.setObjectName("tables:count")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        room = self.count.fontMetrics().horizontalAdvance(figures(88_888, 88_888))
        self.count.setMinimumWidth(room)  # so that no filter moves the row
        row.addWidget(self.count)
        row.addSpacing(8)
        self.filter = QLineEdit()
        self.filter.setObjectName("tables:filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(110)
        self.filter.setMaximumWidth(220)
        row.addWidget(self.filter, 2)
        self.conditions = switch("tables:conditions")
        row.addWidget(self.conditions)
        self.views = ViewsButton(self._session, lambda: self.table)
        row.addWidget(self.views)
        self.follow = switch("tables:follow")
        self.follow.setChecked(True)
        row.addWidget(self.follow)
        self.query = QueryBar(self._session, self._tasks)
        self.query.hide()
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(tools)
        column.addWidget(self.query)
        self.chips = Chips()
        column.addWidget(self.chips)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.groups.buttonClicked.connect(self._group_clicked)
        self.choose.chosen.connect(lambda kind: self.show_kind(kind).view.setFocus())
        within(self, "F4", self.choose.open)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.filter.textEdited.connect(self._filter)
        self.filter.textChanged.connect(self._filter)
        self.conditions.toggled.connect(self._show_query)
        self.query.found.connect(self._queried)
        self.views.chosen.connect(self._show_view)
        self.chips.dropped.connect(self._drop)
        self.chips.allDropped.connect(self._drop_all)
        self.query.left.connect(lambda: self.conditions.setChecked(False))
        self._session.selection.changed.connect(self._selected)
        within(self, "Ctrl+F", self._find)
        within(self, "Ctrl+Shift+F", self._ask)
        within(self.filter, "Esc", self.filter.clear)

    def _widest(self) -> int:
        """Px that the tabs of any group need."""
        metrics, say = self.tabs.fontMetrics(), self._session.say
        titles = ([say(KINDS[kind].title) for kind in kinds] for _name, _title, kinds in GROUPS)
        found = (sum(metrics.horizontalAdvance(t) + TAB_PX for t in each) for each in titles)
        return max(self.tabs.sizeHint().width(), *found)

    # -- which kind -------------------------------------------------------------------------------

    @property
    def table(self) -> RecordTable:
        """The table that is shown."""
        return self.tables[self.kind]

    def show_kind(self, kind: str) -> RecordTable:
        """Show the table of `kind` and return it; KeyError for an unknown kind."""
        self._fill_tabs(GROUP_OF[kind], kind)
        return self.tables[kind]

    def showEvent(self, event: QShowEvent) -> None:
        """Read the first table only when it is seen."""
        self._shown = True
        self.table.load()

    def _fill_tabs(self, group: str, kind: str) -> None:
        kinds = next(kinds for name, _title, kinds in GROUPS if name == group)
        button = self.findChild(QToolButton, f"group:{group}")
        if isinstance(button, QToolButton):
            button.setChecked(True)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for each in kinds:
            index = self.tabs.addTab(self._session.say(KINDS[each].title))
            self.tabs.setTabData(index, each)
        self.tabs.setCurrentIndex(kinds.index(kind))
        self.tabs.blockSignals(False)
        self._show_table(kind)

    def _show_table(self, kind: str) -> None:
        self.kind = kind
        self._last[GROUP_OF[kind]] = kind
        if kind not in self.tables:
            table = RecordTable(self._session, self._tasks, kind, arrangement=self._first(kind))
            table.counted.connect(lambda *_counts: self._count())
            table.arranged.connect(lambda table=table: self._arranged(table))
            table.newAsked.connect(self.newAsked)
            table.acting.openAsked.connect(self.openAsked)
            table.acting.deleteAsked.connect(self.deleteAsked)
            self.tables[kind] = table
            self.stack.addWidget(table)
        table = self.tables[kind]
        self.stack.setCurrentWidget(table)
        self.query.show_kind(kind)
        self.views.say(kind)
        self.choose.say()
        if table.arrangement.query and kind not in self.query.queries:
            self.conditions.setChecked(True)
            self.query.put(table.arrangement.query)
        if self._shown:
            table.load()
        self.filter.blockSignals(True)
        self.filter.setText(table.needle)
        self.filter.blockSignals(False)
        self._count()

    def _group_clicked(self, button: QToolButton) -> None:
        group = button.objectName().partition(":")[2]
        self._fill_tabs(group, self._last[group])

    def _tab_changed(self, index: int) -> None:
        if index >= 0:
            self._show_table(self.tabs.tabData(index))

    def _selected(self, items: tuple[Item, ...], origin: str) -> None:
        if origin == ORIGIN or not items or not self.follow.isChecked():
            return
        if items[-1].kind != self.kind:
            self.show_kind(items[-1].kind)

    # -- views ------------------------------------------------------------------------------------

    def _first(self, kind: str) -> Arrangement | None:
        """What the table of `kind` opens with: its default view, or what its user left."""
        for view in saved_views(self._session.workspace, kind):
            if view.default:
                self.views.note(kind, view)
                return view.arrangement
        return None if self._kept is None else self._kept.layout(kind)

    def _arranged(self, table: RecordTable) -> None:
        """The hand laid a table out: keep it for its user, say it over the table."""
        if self._kept is not None:
            self._kept.keep(table.kind, table.arrangement)
        if table.kind == self.kind:
            self._count()

    def _show_view(self, view: SavedView | None) -> None:
        """Show a saved view, or the table as it was made."""
        self.views.note(self.kind, view)
        wanted = Arrangement() if view is None else view.arrangement
        self.table.arrange(wanted)
        if wanted.query:
            self.conditions.setChecked(True)
        if wanted.query or self.kind in self.query.queries:
            self.query.put(wanted.query)
        self._count()

    def _queried(self, kind: str, wanted: Query | None) -> None:
        """The query bar asks for records of a kind, or has no query any more."""
        table = self.tables[kind]
        query = self.query.queries.get(kind)
        table.arrangement = replace(table.arrangement, query="" if query is None else query.text)
        table.limit(wanted)
        self._show_chips()

    def _drop(self, key: str) -> None:
        """Take away one of the conditions that hold rows back."""
        if key == "query":
            self.query.clear()
        else:
            column = key.partition(":")[2]
            self.table.arrange(self.table.arrangement.with_filter(column, None))

    def _drop_all(self) -> None:
        self.table.arrange(replace(self.table.arrangement, filters=(), needle=""))
        self.query.clear()

    def _show_chips(self) -> None:
        table, ledger = self.table, self.table.model.ledger
        if ledger is None:
            self.chips.show_chips(())
            return
        known = {column.name for column in ledger.columns}
        held = [
            (f"filter:{each.column}", said(ledger, each))
            for each in table.arrangement.filters
            if each.column in known
        ]
        query = self.query.queries.get(self.kind)
        if query is not None:
            held.append(("query", query.text))
        self.chips.show_chips(held)

    # -- filter and count -------------------------------------------------------------------------

    def _filter(self, text: str) -> None:
        self.table.filter(text)

    def _find(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _show_query(self, shown: bool) -> None:
        """Open the query bar; to put it away takes every query away, so that none works unseen."""
        self.query.setVisible(shown)
        if shown:
            self.query.open()
        else:
            self.query.clear_all()
            self.table.view.setFocus()

    def _ask(self) -> None:
        self.conditions.setChecked(True)
        self.query.open()

    def _count(self) -> None:
        model = self.table.model
        if model.ledger is None:
            self.count.setText("")
            self._show_chips()
            return
        self._show_chips()
        shown, total = len(model.order), len(model.ledger)
        self.count.setText(figures(shown, total))
        if self.filter.text() != self.table.needle:
            self.filter.blockSignals(True)
            self.filter.setText(self.table.needle)
            self.filter.blockSignals(False)

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_shown"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        for name, title, _kinds in GROUPS:
            button = self.findChild(QToolButton, f"group:{name}")
            if isinstance(button, QToolButton):
                button.setText(self._session.say(title))
        for index in range(self.tabs.count()):
            self.tabs.setTabText(index, self._session.say(KINDS[self.tabs.tabData(index)].title))
        self.filter.setPlaceholderText(self.tr("筛选"))
        self.filter.setToolTip(self.tr("任何文字或拼音首字母（Ctrl+F）"))
        self.filter.setAccessibleName(self.tr("筛选表格"))
        self.conditions.setText(self.tr("条件"))
        self.conditions.setToolTip(self.tr("按条件查找，如 颜色 = 红（Ctrl+Shift+F）"))
        self.follow.setText(self.tr("跟随"))
        self.follow.setToolTip(self.tr("表格跟随地图上的选择"))
        self.count.setToolTip(self.tr("显示的条数 / 全部条数"))
        self.views.say(self.kind)
        self.choose.say()


def figures(shown: int, total: int) -> str:
    """How many rows are shown of how many."""
    return f"{thin(shown)} / {thin(total)}"
