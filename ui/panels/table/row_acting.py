"""What is done to the selected rows of a table, by menu and by keys: look at, copy, fill, assign, escalate, eliminate.

Each act is one operation with a verb of its own, over one row or many (`layers.tables.row_acts`); what it needs to
know is asked in one small form. What changes nothing (zoom, copy, select alike) does not ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from db.operation import Operation
from db.records import KINDS
from db.records.base import Field, field_of
from db.records.disputes import LEVELS
from db.workspace import Workspace
from layers import verbs
from layers.record.forms import editor_sort
from layers.record.many import shared_fields, write_many
from layers.tables import row_acts, row_told
from layers.tables.column_filters import Chosen, sort_of_filter
from layers.tables.row_uids import RowUids
from resources.text import Text
from ui.chosen import Item, Rows, kinds_of
from ui.keys import within
from ui.panels.alive import while_alive
from ui.panels.table.act_dialog import ActDialog, Question
from ui.panels.table.arranging import Table
from ui.panels.table.clipboard import TableClipboard
from ui.panels.table.posting import (
    load_foretold,
    posted,
    questions_of_posting,
    questions_of_succession,
)
from ui.panels.table.selecting import AT_ONCE, SELECTING
from ui.plain import menu_text
from ui.session import Session
from ui.tasks import Tasks

NARROWING = Text("在地图上只显示这些", "Showing only these on the map")
UNDO = Text("撤销", "Undo")
FEW = 60
"""So few records are named by a query, which the layer's look keeps and a person can change; more are remembered."""
_NUMBERED = ("case_no", "serial", "code", "badge")
_HOLDER = Field(Text("承办人", "Holder"), link="officers", required=True)
_REASON = Field(Text("理由", "Reason"), free_text=True, long=True)
_DAY = Field(Text("日期", "Date"), required=True)
_PROOF = Field(Text("消除证明", "Proof"), free_text=True, long=True, required=True)


class RowTable(Table, Protocol):
    """The table whose rows are acted on."""

    kind: str

    def chosen(self) -> Sequence[Item]: ...


class RowActing(QObject):
    """Acts on the rows of `table`, which is shown as `widget`.

    Emits
    -----
    openAsked(Item)
        The record should be opened beside the map.
    deleteAsked()
        The selected records should go.
    """

    openAsked = Signal(object)  # noqa: N815 - as Qt's own
    deleteAsked = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, session: Session, tasks: Tasks, table: RowTable, widget: QWidget) -> None:
        super().__init__(widget)
        self._session, self._tasks, self._table, self._widget = session, tasks, table, widget
        self.clipboard = TableClipboard(session, tasks, table, widget)
        table.view.rowMenuAsked.connect(lambda place: self.menu().popup(place))
        within(table.view, "Ctrl+C", self.clipboard.copy)
        within(table.view, "Ctrl+V", self._paste)
        within(table.view, "Ctrl+Return", self.open)
        within(table.view, "Ctrl+D", self.fill)
        within(table.view, "Ctrl+L", self.select_alike)
        within(table.view, "Shift+F10", self._menu_here)

    # -- the menu ---------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done to the selected rows."""
        menu = QMenu(self._widget)
        menu.setObjectName("menu:rows")
        menu.aboutToHide.connect(menu.deleteLater)
        chosen, writes = self._table.chosen(), not self._session.workspace.readonly
        if chosen:
            self._entry(menu, "zoom", self.tr("在地图上找到"), self.zoom, "Enter")
            self._entry(menu, "open", self.tr("打开"), self.open, "Ctrl+Enter")
            menu.addSeparator()
        if chosen and writes:
            for name, words, act in self._acts():
                self._entry(menu, name, words, act)
            column = self._column()
            if column in shared_fields(self._table.kind):
                title = self._session.say(field_of(KINDS[self._table.kind], column).label)
                words = self.tr("填写“{title}”…").format(title=title)
                self._entry(menu, "fill", words, self.fill, "Ctrl+D")
            menu.addSeparator()
        self._entry(menu, "copy", self.tr("复制为表格"), self.clipboard.copy, "Ctrl+C")
        if writes:
            self._entry(menu, "paste", self.tr("粘贴为修改…"), self._paste, "Ctrl+V")
        menu.addSeparator()
        if chosen and self._alike() is not None:
            self._entry(menu, "alike", self.tr("选中同样的"), self.select_alike, "Ctrl+L")
            self._entry(menu, "only", self.tr("只看同样的"), self.only_alike)
        if chosen and self._layers():
            self._entry(menu, "narrow", self.tr("地图上只显示这些"), self.show_only)
        if any(self._session.styling.look(name).narrowed for name in self._layers()):
            self._entry(menu, "widen", self.tr("地图上恢复显示全部"), self.show_all)
        if chosen and writes:
            menu.addSeparator()
            self._entry(menu, "delete", self.tr("删除"), self.deleteAsked.emit, "Del")
        return menu

    def _acts(self) -> Sequence[tuple[str, str, Callable[[], object]]]:
        """The acts of the kind."""
        hand = ("hand", self.tr("转交…"), self.hand_over)
        post = ("post", self.tr("派驻民警…"), self.post)
        return {
            "disputes": [("escalate", self.tr("上提…"), self.escalate), hand],
            "hazards": [("eliminate", self.tr("标记消除…"), self.eliminate), hand],
            "villages": [post],
            "officers": [("succeed", self.tr("移交包驻…"), self.succeed)],
        }.get(self._table.kind, [])

    def _entry(
        self, menu: QMenu, name: str, words: str, act: Callable[[], object], keys: str = ""
    ) -> QAction:
        shown = f"{menu_text(words)}\t{keys}" if keys else menu_text(words)
        action = menu.addAction(shown)
        action.setObjectName(f"row:{name}")
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _menu_here(self) -> None:
        view = self._table.view
        self.menu().popup(view.cell_corner(view.currentIndex()))

    def _paste(self) -> None:
        if not self._session.workspace.readonly:
            self.clipboard.paste()

    # -- what changes nothing ---------------------------------------------------------------------

    def zoom(self) -> None:
        """Bring the leading row into view on the map; once more, the view goes back to what it was."""
        chosen = self._table.chosen()
        if chosen:
            self._session.flyTo.emit(chosen[-1])

    def open(self) -> None:
        """Open the leading row beside the map."""
        chosen = self._table.chosen()
        if chosen:
            self._session.selection.set((chosen[-1],), "menu")
            self.openAsked.emit(chosen[-1])

    def select_alike(self) -> None:
        """Select every shown row that says the same in the current column."""
        found, model = self._alike(), self._table.model
        if found is None or model.ledger is None:
            return
        ledger, order = model.ledger, model.order
        lead = model.fid(self._table.view.currentIndex().row())
        wanted = Chosen(found[0], frozenset({found[1]}))

        def find(_progress: object) -> Rows:
            alike = ledger.fids[ledger.kept(ledger.clause((wanted,)))]
            rows = order[np.isin(order, alike)]
            rows = np.append(rows[rows != lead], lead)
            return Rows(RowUids(ledger.workspace, ledger.kind, rows))

        def select(rows: Rows) -> None:
            few = len(rows) <= AT_ONCE
            self._session.selection.set(tuple(rows) if few else rows, "menu")

        if len(ledger) <= AT_ONCE:
            select(find(None))
        else:
            self._tasks.start(SELECTING, find, while_alive(self._widget, select))

    def only_alike(self) -> None:
        """Show only rows that say the same in the current column, as a filter of that column."""
        found = self._alike()
        if found is not None:
            kept = self._table.arrangement
            self._table.arrange(kept.with_filter(found[0], Chosen(found[0], frozenset({found[1]}))))

    def show_only(self) -> None:
        """Draw no other records of the kind on the map than the selected ones."""
        ledger, view, model = self._table.model.ledger, self._table.view, self._table.model
        if ledger is None:
            return
        fids, number = model.fids(view.selected_rows()), self._number()

        def narrow(_progress: object) -> None:
            if len(fids) > FEW or number is None:
                self._wear("", frozenset(ledger.uids_of(fids)))
                return
            sheet, _at = ledger.window(fids)
            texts = sheet.texts(sheet.column(number)).tolist()
            quoted = ", ".join('"' + text.replace('"', "") + '"' for text in texts)
            self._wear(f"{number} in ({quoted})", None)

        self._tasks.start(NARROWING, narrow, lambda _none: None)

    def show_all(self) -> None:
        """Draw every record of the kind on the map again."""
        self._tasks.start(NARROWING, lambda _progress: self._wear("", None), lambda _none: None)

    def _wear(self, where: str, only: frozenset[str] | None) -> None:
        """Let the layers of the kind leave out what is not found; beside the window."""
        styling = self._session.styling
        for name in self._layers():
            styling.wear(name, replace(styling.look(name), where=where, only=only))

    # -- what is written --------------------------------------------------------------------------

    def fill(self) -> None:
        """Give the selected rows one value in the current column."""
        kind, name = self._table.kind, self._column()
        uids = self._uids()
        if not uids or name not in shared_fields(kind) or self._session.workspace.readonly:
            return
        described = field_of(KINDS[kind], name)
        title = self.tr("填写“{title}”").format(title=self._session.say(described.label))
        question = Question(name, editor_sort(kind, name), described)
        self._ask(
            title,
            [question],
            "edit",
            lambda op, values: write_many(op, kind, uids, {name: values[name]}),
        )

    def hand_over(self) -> None:
        """Give the selected disputes or hazards to another holder."""
        kind, uids, workspace = self._table.kind, self._uids(), self._session.workspace
        self._ask(
            self.tr("转交"),
            [Question("holder_uid", "link", _HOLDER)],
            "hand",
            lambda op, v: row_acts.hand_over(op, workspace, kind, uids, v["holder_uid"]),
        )

    def escalate(self) -> None:
        """Bring the selected disputes one level up, to a new holder."""
        uids, workspace = self._uids(), self._session.workspace
        levels = " → ".join(self._session.say(level) for level in LEVELS.values())
        self._ask(
            self.tr("上提"),
            [Question("holder_uid", "link", _HOLDER), Question("reason", "prose", _REASON)],
            "escalate",
            lambda op, v: row_acts.escalate(
                op, workspace, uids, v["holder_uid"], (v["reason"] or "").strip()
            ),
            self.tr("每件上提一级：{levels}").format(levels=levels),
        )

    def eliminate(self) -> None:
        """Mark the selected hazards eliminated, with a day and the proof."""
        uids, workspace = self._uids(), self._session.workspace
        self._ask(
            self.tr("标记消除"),
            [
                Question("eliminated", "date", _DAY, self._session.today()),
                Question("proof", "prose", _PROOF),
            ],
            "eliminate",
            lambda op, v: row_acts.eliminate(op, workspace, uids, v["eliminated"], v["proof"]),
        )

    def post(self) -> None:
        """Post an officer to the selected villages."""
        uids, workspace = self._uids(), self._session.workspace
        self._ask(
            self.tr("派驻"),
            questions_of_posting(self._session.today()),
            "post",
            lambda op, v: row_acts.post(op, workspace, uids, posted(v)),
            self.tr("接替：现任在这个岗位的包驻于前一日到期；不勾选则并存。"),
            load_foretold(self._session, lambda _on: uids),
        )

    def succeed(self) -> None:
        """Hand all postings of the selected officers to another."""
        uids, workspace = self._uids(), self._session.workspace

        def theirs(on: dt.date) -> set[str]:
            held = row_acts.held_on(workspace, uids, on)
            return {posting.village_uid for posting in held if posting.village_uid}

        self._ask(
            self.tr("移交包驻"),
            questions_of_succession(self._session.today()),
            "succeed",
            lambda op, v: row_acts.succeed(op, workspace, uids, posted(v)),
            self.tr("当日在任的包驻全部交给接替人，原包驻于前一日到期。"),
            load_foretold(self._session, theirs) if len(uids) <= FEW else None,
        )

    def _ask(
        self,
        title: str,
        questions: list[Question],
        action: str,
        act: Callable[[Operation, Mapping[str, Any]], int],
        about: str = "",
        foretell: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> None:
        session, kind = self._session, self._table.kind
        chosen, uids = self._table.chosen(), self._uids()
        record = session.workspace.get(KINDS[kind], chosen[-1].uid) if len(chosen) == 1 else None
        label = f"× {len(chosen)}" if record is None else record.name_for_people()
        about = "    ".join(filter(None, (f"{session.say(KINDS[kind].title)}  {label}", about)))

        def carry_out(values: Mapping[str, Any]) -> bool:
            verb, counted = verbs.verb(kind, action), [-1]  # not yet

            def tell(_done: object) -> None:
                words = row_told.told(session.workspace, action, title, counted[0], uids, values)
                back = (session.say(UNDO), lambda: session.undo("menu")) if counted[0] else ()
                session.notices.done(words, *back)

            def write(operation: Operation) -> None:
                counted[0] = act(operation, values)

            if len(chosen) > AT_ONCE:
                self._tasks.start(
                    Text(title, title),
                    lambda _progress: _write(session.workspace, verb, label, write),
                    while_alive(self._widget, tell),
                    told=True,
                )
                return True
            done = session.perform(verb, label, write, origin="table", on_error="raise")
            taken = done is not None or counted[0] == 0
            if taken:
                tell(done)
            return taken

        dialog = ActDialog(session, title, about, questions, carry_out, self._widget, foretell)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- what is meant ----------------------------------------------------------------------------

    def _uids(self) -> Sequence[str]:
        return kinds_of(self._table.chosen()).get(self._table.kind, ())

    def _column(self) -> str:
        """The name of the column that the keyboard is in; empty for none."""
        index = self._table.view.currentIndex()
        return self._table.model.column(index.column()).name if index.isValid() else ""

    def _alike(self) -> tuple[str, str] | None:
        """Column and key of the cell that the keyboard is in, when it is one of values to choose from."""
        model, index = self._table.model, self._table.view.currentIndex()
        if model.ledger is None or not index.isValid() or not model.fid(index.row()):
            return None
        column = model.column(index.column())
        if sort_of_filter(column) != "values":
            return None
        block, at = model.block(index.row())
        return column.name, block.key(at, column)

    def _number(self) -> str | None:
        """The column by which a query can name single records."""
        own = KINDS[self._table.kind].__table__.columns
        return next((name for name in _NUMBERED if name in own), None)

    def _layers(self) -> list[str]:
        stack = self._session.stack
        return [name for name in stack.names if stack.layer(name).kind == self._table.kind]


def _write(workspace: Workspace, verb: str, label: str, write: Callable[[Operation], None]) -> None:
    """Very many records as one operation, beside the window."""
    with workspace.operation(verb, label=label, asked_by="table") as operation:
        write(operation)
