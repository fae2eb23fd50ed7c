"""The few things an act on rows needs to know, asked in one small form: who, when, why.

It is made of the record panel's own editors, so that an officer is found and a day is typed as everywhere. What it asks
is a list of fields; what was typed comes back by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from db.errors import RecordError
from db.records.base import Field
from layers.names import Names, read_names
from resources.text import Text
from ui.panels.fields import EDITORS
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import plain_label, secondary_label
from ui.panels.marks import choice_icon
from ui.session import Session

EMPTY = Text("「{label}」不能为空。", "“{label}” must not be empty.")


@dataclass(frozen=True)
class Question:
    """One thing that is asked: the field of its editor, the sort of value, and what stands there at first."""

    name: str
    sort: str
    field: Field
    first: Any = None


class ActDialog(QDialog):
    """The form. `carry_out(values)` is called when it is taken; what it refuses is said beside the buttons.

    `foretell(values)` says what would come of what stands there, as often as that changes.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        about: str,
        questions: Sequence[Question],
        carry_out: Callable[[Mapping[str, Any]], bool],
        parent: QWidget,
        foretell: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:act")
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._session, self._questions, self._carry_out = session, questions, carry_out
        self._names = Names()
        around = Surroundings(session, lambda: self._names, self._options, self._symbol)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(plain_label(title, "heading"))
        said = secondary_label(about)
        said.setWordWrap(True)
        column.addWidget(said)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        self.editors: dict[str, FieldEditor] = {}
        for question in questions:
            editor = EDITORS[question.sort](question.name, question.field, around)
            editor.set_value(question.first)
            self.editors[question.name] = editor
            form.addRow(plain_label(session.say(question.field.label)), editor)
        column.addLayout(form)
        self._foretell = foretell
        self.foretold = plain_label("")
        self.foretold.setObjectName("act:foretold")
        self.foretold.setWordWrap(True)
        self.foretold.setVisible(foretell is not None)
        column.addWidget(self.foretold)
        for editor in self.editors.values():
            editor.edited.connect(self._tell)
        self.trouble = plain_label("", "error")
        self.trouble.setObjectName("act:trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(title, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("act:go")
        self.go.setProperty("role", "primary")
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.editors[questions[0].name].setFocus()

    def _tell(self) -> None:
        if self._foretell is None:
            return
        readable = {}
        for name, editor in self.editors.items():
            with suppress(RecordError):  # said when the form is taken
                readable[name] = editor.value()
        self.foretold.setText(self._foretell(readable))

    def _options(self, kind: str, then: Callable[[Names], None]) -> None:
        if kind not in self._names.links:
            found = read_names(self._session.workspace, (kind,), lead=True)
            self._names = self._names.merged(found)
        then(self._names)

    def _symbol(self, name: str, code: str) -> QIcon:
        return choice_icon("", name, code, self._session.theme)

    def _go(self) -> None:
        try:
            if self._carry_out(self._values()):
                self.accept()
        except RecordError as refusal:
            self.trouble.setText(self._session.say(refusal.sentence))
            self.trouble.show()
            editor = self.editors.get(refusal.field)
            if editor is not None:
                editor.setFocus()

    def _values(self) -> dict[str, Any]:
        values = {name: editor.value() for name, editor in self.editors.items()}
        for question in self._questions:
            if question.field.required and values[question.name] in (None, ""):
                raise RecordError(question.name, EMPTY.format(label=question.field.label))
        return values
