"""The query bar above a table: one line of the filter language, its mistake beside it.

Each kind keeps its own query. Enter reads it and hands it on, to be asked with whatever else holds rows back; after
a change that concerns it, it is handed on again. A mistake is underlined in the line and said
in one sentence; while one types, what is merely not finished is no mistake.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from db.changes import ChangeSet
from db.records import KINDS
from db.records.base import columns_of
from layers.layer import Frames
from layers.names import read_names
from layers.query import Query, QueryError, Scope, read
from resources.text import Text
from ui.panels.alive import while_alive
from ui.panels.labels import ElidedLabel, secondary_label
from ui.panels.query_line import QueryLine
from ui.session import Session
from ui.tasks import Tasks

READING = Text("读取查询用的名称", "Reading names for the query")
PAUSE_MS = 500
"""After so long without a key, a mistake is shown."""


class QueryBar(QWidget):
    """The bar.

    Emits
    -----
    found(kind, query)
        The query of a kind, for its table to find its records, or None when there is none; again after a change that
        may change what it finds.
    left()
        Escape in an empty line: the bar may be put away.
    """

    found = Signal(str, object)
    left = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("queryBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._tasks = session, tasks
        self.kind = ""
        self.queries: dict[str, Query] = {}
        self._texts: dict[str, str] = {}
        self._scopes: dict[str, Scope] = {}
        self._reading: set[str] = set()
        self._asked_early = False
        self._trouble: QueryError | None = None
        self.line = QueryLine(session, self._scope)
        self.unasked = secondary_label()
        self.said = ElidedLabel(role="error")
        self.said.setObjectName("query:said")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self._look)
        self._lay_out()
        self.line.textEdited.connect(self._edited)
        self.line.textChanged.connect(self._changed_text)
        self.line.asked.connect(self.ask)
        self.line.left.connect(self._leave)
        session.changed.connect(self._follow)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self.line, 1)
        self.unasked.setObjectName("query:unasked")
        self.unasked.hide()
        row.addWidget(self.unasked)
        row.addWidget(self.said, 1)
        self.said.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.said.hide()

    # -- which kind, and its words ----------------------------------------------------------------

    def show_kind(self, kind: str) -> None:
        """Show the query of `kind`."""
        if kind == self.kind:
            return
        self._texts[self.kind] = self.line.text()
        self.kind = kind
        self.line.close_offers()
        self.line.setText(self._texts.get(kind, ""))
        self._tell(None)
        if self.isVisible():
            self._scope()
        self.retranslate()

    def _scope(self) -> Scope | None:
        """The words of the kind; None while they are being read, which this begins."""
        kind = self.kind
        known = self._scopes.get(kind)
        if known is not None and known.today == self._session.today():
            return known
        if kind and kind not in self._reading:
            self._reading.add(kind)
            workspace, today = self._session.workspace, self._session.today()

            def take(scope: Scope) -> None:
                self._reading.discard(kind)
                self._scopes[kind] = scope
                if kind == self.kind:
                    self._arrived()

            self._tasks.start(
                READING,
                lambda _progress: _read_scope(workspace, kind, today),
                while_alive(self, take),
            )
        return None

    def _arrived(self) -> None:
        """The words of the kind are there: do what waited for them."""
        if self._asked_early:
            self._asked_early = False
            self.ask()
        elif self.line.hasFocus() and self.line.text():
            self.line.offer()

    # -- asking -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Put the keyboard in the line."""
        self._scope()
        self.line.setFocus()
        self.line.selectAll()

    def ask(self) -> None:
        """Read the line and find its rows; an empty line takes the query away."""
        self._soon.stop()
        text = self.line.text().strip()
        if not text:
            self.clear()
            return
        scope = self._scope()
        if scope is None:
            self._asked_early = True
            return
        try:
            query = read(text, scope)
        except QueryError as trouble:
            self._tell(trouble)
            return
        self._tell(None)
        if query is not None:
            self.line.remember(text)
            self.queries[self.kind] = query
            self._say_unasked()
            self._find(query)

    def put(self, text: str) -> None:
        """Write `text` into the line and ask it; an empty one takes the query away."""
        self.line.setText(text)
        self.ask()

    def clear(self) -> None:
        """Take the query of the kind away."""
        self.line.clear()
        self._tell(None)
        if self.queries.pop(self.kind, None) is not None:
            self.found.emit(self.kind, None)

    def clear_all(self) -> None:
        """Take the queries of every kind away."""
        self.clear()
        self._texts.clear()
        for kind in list(self.queries):
            del self.queries[kind]
            self.found.emit(kind, None)

    def _find(self, query: Query) -> None:
        self.found.emit(query.kind, query)

    def _follow(self, changes: ChangeSet) -> None:
        """Ask again what a change may have made different; forget names that it may have changed."""
        touched = changes.kinds()
        for kind in list(self._scopes):
            if touched & ({"terms"} | _linked(kind)):
                del self._scopes[kind]
        for query in list(self.queries.values()):
            if touched & query.reads():
                self._find(query)

    # -- mistakes ---------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._tell(None)
        self._soon.start()

    def _changed_text(self, text: str) -> None:
        if not text and self.queries.get(self.kind) is not None:  # the clear button
            self.clear()
        self._say_unasked()

    def _say_unasked(self) -> None:
        """Say that what stands in the line does not hold yet, unless a mistake is said there."""
        query, text = self.queries.get(self.kind), self.line.text().strip()
        asked = "" if query is None else query.text
        self.unasked.setVisible(text not in ("", asked) and self._trouble is None)

    def _look(self) -> None:
        """Show a mistake that is one already; a text that only breaks off is still being written."""
        scope = self._scopes.get(self.kind)
        if scope is None or self.line.offering:
            return
        try:
            read(self.line.text(), scope)
        except QueryError as trouble:
            if trouble.expected is None and trouble.end < len(self.line.text()):
                self._tell(trouble)

    def _tell(self, trouble: QueryError | None) -> None:
        self.said.setVisible(trouble is not None)
        self.line.setProperty("wrong", trouble is not None)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self.line.underline(None if trouble is None else (trouble.start, trouble.end))
        self._trouble = trouble
        self._say_unasked()
        if trouble is not None:
            self.said.show_text(self._session.say(trouble.short))

    def _leave(self) -> None:
        if self.line.text() or self.kind in self.queries:
            self.clear()
        else:
            self.left.emit()

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            self.retranslate()
            self._tell(self._trouble)

    def retranslate(self) -> None:
        """Say the words again."""
        self.line.setPlaceholderText(
            self.tr("条件：如 {example}    ↓ 可选的词 · Enter 查找 · Esc 清除").format(
                example=self._session.say(_EXAMPLES.get(self.kind, _EXAMPLE))
            )
        )
        self.line.setAccessibleName(self.tr("查询条件"))
        self.unasked.setText(self.tr("按 Enter 查找"))


_EXAMPLE = Text("名称 包含 村", "name contains 村")
_EXAMPLES = {
    "disputes": Text("颜色 = 红 且 期限 < 今天+3", "colour = red and due < today+3"),
    "hazards": Text("未结 且 程度 = 重大", "open and severity = severe"),
    "villages": Text("空缺 且 人口 > 2000", "gap and population > 2000"),
    "officers": Text("类别 = 民警 且 包驻村数 > 3", "kind = officer and villages held > 3"),
    "postings": Text("在任 且 岗位 = 驻村", "active and post = resident"),
    "cameras": Text("状态 在 (故障, 离线)", "status in (fault, offline)"),
    "visits": Text("日期 = 本周 且 户数 > 4", "date = this week and households > 4"),
    "findings": Text("类别 = 线索 且 日期 = 本月", "kind = clue and date = this month"),
    "dispute_events": Text("时间 = 本周 且 事项 = 上提", "time = this week and event = escalated"),
    "terms": Text("列表 = dispute_kinds", "list = dispute_kinds"),
    "attachments": Text("拍摄日期 = 本周", "taken = this week"),
}


def _linked(kind: str) -> frozenset[str]:
    return frozenset(field.link for _n, _c, field in columns_of(KINDS[kind]) if field.link) | {
        "officers"
    }


def _read_scope(frames: Frames, kind: str, today: dt.date) -> Scope:
    """The words of `kind` and the names of what it points to, read at once."""
    names = read_names(frames, _linked(kind))
    return Scope(kind, today, names.terms, names=names, frames=frames)
