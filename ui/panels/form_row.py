"""One field of the form: its label, its value to read or its editor, what is wrong with it, and a second side.

Reading is the rule; the editor is made when it is first needed. A row knows no record: the form gives it a value
and its words, and hears what was typed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import RecordError
from db.records import KINDS
from db.records.base import check_value, field_of
from layers.record.forms import TOLD
from layers.record.merge import merge
from ui.panels.conflict import Sides
from ui.panels.fields import FieldEditor, Surroundings, editor_for
from ui.panels.fields.place import PointEditor
from ui.panels.form_values import same
from ui.panels.labels import plain_label, set_role
from ui.theme import icon

MARK = 16
LEAST = 60
"""Px that a value has at least."""
EDITOR_TOP, READER_TOP = 5, 2
"""How far below a row's top its label stands, so that label and value share a line."""


class ValueLabel(QLabel):
    """A value to read.

    Emits ``opened()`` for Enter or a click on a link, ``edit_asked()`` for F2 or a double click.
    """

    opened = Signal()
    edit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(LEAST)  # a word that nothing breaks must not widen the panel
        self.leads = False

    def lead(self, somewhere: bool) -> None:
        """Whether the value is a link that can be followed."""
        self.leads = somewhere
        set_role(self, "link" if somewhere else "value")
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if somewhere else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows a link or edits; F2 edits."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.leads:
            self.opened.emit()
        elif enter or event.key() == Qt.Key.Key_F2:
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a link follows it."""
        inside = self.rect().contains(event.position().toPoint())
        if self.leads and inside and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits."""
        if not self.leads:
            self.edit_asked.emit()


class FormRow(QWidget):
    """One field.

    Emits
    -----
    edited(str), edit_asked(str), opened(str), pick_asked(str), put_back_asked(str), history_asked(str)
        With the name of the field.
    """

    edited = Signal(str)
    edit_asked = Signal(str)
    opened = Signal(str)
    pick_asked = Signal(str)
    put_back_asked = Signal(str)
    history_asked = Signal(str)

    def __init__(self, kind: str, name: str, around: Surroundings) -> None:
        super().__init__()
        self.kind, self.name, self._around = kind, name, around
        self.field = field_of(KINDS[kind], name)
        self.setObjectName(f"row:{name}")
        self.editor: FieldEditor | None = None
        self.error: RecordError | None = None
        self.theirs: Any = None
        self.disputed = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._line = QHBoxLayout()
        self._line.setSpacing(6)
        column.addLayout(self._line)
        self.mark = QLabel()
        self.mark.setFixedSize(MARK, MARK + 4)
        self.mark.hide()
        self._line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.reader = ValueLabel()
        self.reader.setObjectName(f"value:{name}")
        self.reader.opened.connect(lambda: self.opened.emit(name))
        self.reader.edit_asked.connect(lambda: self.edit_asked.emit(name))
        self._line.addWidget(self.reader, 1)
        self.back = QToolButton()
        self.back.setObjectName(f"back:{name}")
        self.back.setProperty("role", "small")
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back.clicked.connect(lambda: self.put_back_asked.emit(name))
        self.back.hide()
        self._line.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.complaint = plain_label("", "error")
        self.complaint.setObjectName(f"error:{name}")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        column.addWidget(self.complaint)
        self._sides: Sides | None = None
        self.label = plain_label("", "secondary")
        self.label.setObjectName(f"label:{name}")
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for asks in (self.label, self.reader):
            asks.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            asks.customContextMenuRequested.connect(partial(self._offer, asks))
        self.relabel()

    def _offer(self, on: QWidget, at: QPoint) -> None:
        """The menu of a field: copy its value, see its past, edit it."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name, words, act in (
            ("edit", self.tr("编辑（F2）"), lambda: self.edit_asked.emit(self.name)),
            ("copy", self.tr("复制"), self._copy),
            ("past", self.tr("这一项的历史"), lambda: self.history_asked.emit(self.name)),
        ):
            action = menu.addAction(words)
            action.setObjectName(f"field:{name}")
            action.triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(on.mapToGlobal(at))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.reader.text())

    # -- reading ----------------------------------------------------------------------------------

    def read(self, words: str, icon: QIcon, leads: bool) -> None:
        """Show the value in `words`, to read."""
        if self.editor is not None:
            self.editor.hide()
        self.settle()
        self.complain(None)
        self.tell_changed(False)
        self.reader.setText(words)
        self.reader.setAccessibleName(f"{self._around.session.say(self.field.label)} {words}")
        self.reader.lead(leads)
        self.reader.show()
        self.mark.setVisible(not icon.isNull())
        if not icon.isNull():
            self.mark.setPixmap(icon.pixmap(MARK, MARK))
        self.label.setBuddy(self.reader)
        self.label.setContentsMargins(0, READER_TOP, 0, 0)

    def show_line(self, shown: bool) -> None:
        """Show the row with its label, or neither."""
        self.setVisible(shown)
        self.label.setVisible(shown)

    def faint(self) -> None:
        """Let what is read stand back: it is no value."""
        set_role(self.reader, "secondary")

    # -- editing ----------------------------------------------------------------------------------

    def edit(self, value: Any) -> FieldEditor:
        """Show the editor with `value` in it."""
        if self.editor is None:
            self.editor = editor_for(self.kind, self.name, self._around)
            self.editor.edited.connect(self._typed)
            if isinstance(self.editor, PointEditor):
                self.editor.pick_asked.connect(lambda: self.pick_asked.emit(self.name))
            self._line.insertWidget(2, self.editor, 1)
        self.reader.hide()
        self.mark.hide()
        self.editor.set_value(value)
        self.editor.show()
        self.label.setBuddy(self.editor)
        self.label.setContentsMargins(0, EDITOR_TOP, 0, 0)
        return self.editor

    def typed(self) -> Any:
        """The value as typed; raises `RecordError` when it can't be read or is refused."""
        assert self.editor is not None
        value = self.editor.value()
        check_value(KINDS[self.kind], self.name, value)
        return value

    def holds(self, value: Any) -> bool:
        """Whether `value` is what its editor holds; what can't be read is no value."""
        try:
            return self.editor is not None and same(self.editor.value(), value)
        except RecordError:
            return False

    def complain(self, refusal: RecordError | None) -> None:
        """Show why the value is refused, or that it is not."""
        self.error = refusal
        self.complaint.setText(
            "" if refusal is None else self._around.session.say(refusal.sentence)
        )
        self.complaint.setVisible(refusal is not None)
        if self.editor is not None:
            self.editor.mark_wrong(refusal is not None)

    def tell_changed(self, changed: bool) -> None:
        """Mark a field that differs from before, and offer the way back."""
        if changed and self.back.icon().isNull():
            self.back.setIcon(icon("undo", self._around.session.theme))
        self.back.setVisible(changed)
        set_role(self.label, "changed" if changed else "secondary")

    # -- two sides --------------------------------------------------------------------------------

    def oppose(self, base: Any, theirs: Any, words: tuple[str, str]) -> None:
        """Show what stood here and what someone else wrote, in `words`, and ask which side stands."""
        self.theirs, self.disputed = theirs, True
        self.settle(keep=True)
        both = None
        if self.field.free_text and self.editor is not None and theirs:
            both = merge(str(base or ""), str(self.editor.value() or ""), str(theirs))
        self._sides = Sides(self.name, *words, both)
        self._sides.chosen.connect(self._choose)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._sides)

    def adopt(self, theirs: Any, words: tuple[str, str]) -> None:
        """Take what someone else wrote here, since nothing was typed, and say so with what stood here."""
        if self.editor is None:
            return
        self.settle()
        self.editor.set_value(theirs)
        self._sides = Sides(self.name, *words, None, adopted=True)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._sides)

    def settle(self, *, keep: bool = False) -> None:
        """Take the second side away."""
        if self._sides is not None:
            self._sides.hide()
            self._sides.deleteLater()
            self._sides = None
        if not keep:
            self.disputed = False

    def choose_side(self, *, mine: bool) -> None:
        """Let one side stand."""
        if self.disputed:
            self._choose("mine" if mine else "theirs")

    def _choose(self, side: str) -> None:
        both = self._sides.both if self._sides is not None else None
        if self.editor is not None and side == "theirs":
            self.editor.set_value(self.theirs)
        elif self.editor is not None and side == "both" and both is not None:
            self.editor.set_value(both.text)
        self.settle()
        self.edited.emit(self.name)

    # -- words ------------------------------------------------------------------------------------

    def relabel(self) -> None:
        """Say the label and the editor's words in the language of the session."""
        say = self._around.session.say
        self.label.setText(say(self.field.label))
        self.back.setToolTip(self.tr("撤回这一项（Ctrl+Z）"))
        self.back.setAccessibleName(self.tr("撤回这一项"))
        if self.editor is not None:
            self.editor.relabel()
        if self.error is not None:
            self.complain(self.error)
        if self._sides is not None:
            self._sides.retranslate()

    def require(self, shown: bool) -> None:
        """Mark the label of a field that must be filled in."""
        words = self._around.session.say(self.field.label)
        asked = self.field.required and (self.kind, self.name) not in TOLD
        self.label.setText(f"{words} *" if shown and asked else words)

    def _typed(self) -> None:
        self.edited.emit(self.name)
