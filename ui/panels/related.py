"""What stands around a record: who answers for it, and the records that point to it, each line a way there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.record.fresh import BY_HAND
from layers.record.related import SHOWN, Line, Related
from layers.record.view import Answer, Fact
from layers.tables.sheet import LATE
from ui.panels.labels import plain_label, secondary_label
from ui.panels.lines import LineButton
from ui.panels.marks import mark_icon
from ui.panels.sections import Section
from ui.session import Item, Session
from ui.theme import icon

LEAD = 88
SHORT, LONG = 120, 190
"""Px: names up to the one stand in a column where words beside them pass the other, as dates with accounts do."""


class AnswersView(QWidget):
    """Who answers for a village at each level. Emits ``opened(Item)``."""

    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("answers")
        self._session = session
        self._answers: tuple[Answer, ...] = ()
        self._lead = LEAD
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)

    def show_answers(self, answers: tuple[Answer, ...], lead: int = 0) -> None:
        """Show `answers`, names `lead` px from the left (0: as before); a level without an officer is a gap."""
        self._answers, self._lead = answers, lead or self._lead
        _empty(self._column)
        for answer in answers:
            post = self._session.say(answer.post)
            if answer.gap:
                line = LineButton(
                    self._session, self.tr("空缺"), lead=post, lead_width=self._lead, missing=True
                )
                line.setObjectName("gap")
                self._column.addWidget(line)
            for place, (uid, name, away) in enumerate(answer.officers):
                line = LineButton(
                    self._session,
                    name,
                    ((self.tr("请假中"), LATE),) if away else (),
                    lead=post if place == 0 else " ",
                    lead_width=self._lead,
                )
                line.setObjectName(f"answer:{uid}")
                line.clicked.connect(
                    lambda _checked=False, uid=uid: self.opened.emit(Item("officers", uid))
                )
                self._column.addWidget(line)
        self.setVisible(bool(answers))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_answers"):
            self.show_answers(self._answers)


class FactsView(QWidget):
    """A few figures side by side, each with its name below."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("facts")
        self._session = session
        self._facts: tuple[Fact, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 0, 6, 0)
        self._row.setSpacing(8)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show `facts`."""
        self._facts = facts
        _empty(self._row)
        for fact in facts:
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(plain_label(fact.value, "fact-late" if fact.tone else "fact"))
            label = secondary_label(self._session.say(fact.label))
            label.setWordWrap(True)
            column.addWidget(label)
            column.addStretch(1)
            self._row.addWidget(box, 1)
        self.setVisible(bool(facts))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_facts"):
            self.show_facts(self._facts)


class RelatedView(QWidget):
    """The relations of a record. Emits ``opened(Item)``, and ``addAsked(kind, column)`` for one more."""

    opened = Signal(object)
    addAsked = Signal(str, str)  # noqa: N815 - as Qt spells its signals

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("related")
        self._session = session
        self._related: tuple[Related, ...] = ()
        self._folded: set[str] = set()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    def show_related(self, related: tuple[Related, ...]) -> None:
        """Show `related`, each with its first lines."""
        self._related = related
        _empty(self._column)
        for each in related:
            self._column.addWidget(self._section(each))
        self.setVisible(bool(related))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_related"):
            self.show_related(self._related)

    def _section(self, related: Related) -> Section:
        name = f"{related.relation.kind}.{related.relation.column}"
        section = Section(name, folded=name in self._folded)
        count = str(related.total)
        if related.running is not None and related.running != related.total:
            count = self.tr("{running} / {total}").format(
                running=related.running, total=related.total
            )
        section.entitle(self._session.say(related.title), count)
        section.opener.toggled.connect(
            lambda shown: self._folded.discard(name) if shown else self._folded.add(name)
        )
        adds = related.relation.kind in BY_HAND and related.relation.column != "uid"
        if adds and not self._session.workspace.readonly:
            section.offer(self._adder(related))
        first = [self._line(line) for line in related.lines[:SHOWN]]
        rest = related.lines[SHOWN:]
        for button in first:
            section.inside.addWidget(button)
        column = self._column_of(first)
        for button in first:
            button.name_width = column
        if rest:
            more = QPushButton(self.tr("再看 {count} 条").format(count=len(rest)))
            more.setObjectName(f"more:{name}")
            more.setProperty("role", "quiet")

            def unfold() -> None:
                for line in rest:
                    button = self._line(line)
                    button.name_width = column
                    section.inside.addWidget(button)
                more.hide()

            more.clicked.connect(unfold)
            section.inside.addWidget(more)
        return section

    def _column_of(self, lines: list[LineButton]) -> int:
        """The width of a column for names, where they are short and long words stand beside them; else 0."""
        if not lines:
            return 0
        width = self.fontMetrics().horizontalAdvance
        names = max(width(line.name) for line in lines) + 2
        return names if names <= SHORT and max(width(line.besides) for line in lines) > LONG else 0

    def _adder(self, related: Related) -> QToolButton:
        relation = related.relation
        adder = QToolButton()
        adder.setObjectName(f"add:{relation.kind}.{relation.column}")
        adder.setProperty("role", "small")
        adder.setIcon(icon("add", self._session.theme))
        said = self.tr("新增：{what}").format(what=self._session.say(related.title))
        adder.setToolTip(said)
        adder.setAccessibleName(said)
        adder.clicked.connect(partial(self.addAsked.emit, relation.kind, relation.column))
        return adder

    def _line(self, line: Line) -> LineButton:
        icon = None if line.symbol is None else mark_icon(line.symbol, self._session.theme)
        button = LineButton(
            self._session,
            line.name,
            line.beside,
            icon=icon,
            faint=line.ended,
        )
        button.setObjectName(f"related:{line.uid}")
        button.clicked.connect(lambda _checked=False: self.opened.emit(Item(line.kind, line.uid)))
        return button


def _empty(column: QBoxLayout) -> None:
    while column.count():
        item = column.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
