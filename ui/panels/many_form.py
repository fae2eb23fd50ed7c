"""The form of many records of one kind: what they share is shown, what differs says so, what is typed holds for all.

Only a field that a person touched is a change; one that differs and is left alone stays as it is in each record.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QIcon

from db.errors import RecordError
from layers.record.forms import FieldGroup
from layers.record.many import Many, shared_groups
from ui.panels.fields import FieldEditor
from ui.panels.form import RecordForm
from ui.panels.form_values import same, stored


class _Differing:
    """Stands where the records have no common value."""

    def __repr__(self) -> str:
        return "DIFFERING"


DIFFERING = _Differing()


class ManyForm(RecordForm):
    """A `RecordForm` over many records."""

    def groups(self, kind: str) -> tuple[FieldGroup, ...]:
        """The fields that several records may be given at once."""
        return shared_groups(kind)

    def left_out(self) -> list[str]:
        """None: what stands in none of the records is often what all of them are to be given."""
        return []

    def show_many(self, many: Many) -> None:
        """Show what `many` have in common, to read."""
        values = {**many.values, **dict.fromkeys(many.differing, DIFFERING)}
        self.show_record(many.kind, values, many.names)

    def edit(self, focus: str | None = None, *, fresh: bool = False) -> None:
        """Edit every field; one that differs is left open."""
        self.editing = True
        for name, row in self.rows.items():
            open_ = self.base.get(name) is DIFFERING
            editor = row.edit(None if open_ else self.base.get(name))
            if open_:
                editor.leave_open(self.tr("多个值"))
            row.complain(None)
        target = self.rows.get(focus or "") or next(iter(self.rows.values()), None)
        if target is not None and target.editor is not None:
            target.editor.setFocus()

    def changes(self) -> dict[str, Any]:
        """The fields that were touched and differ from what is common, with their typed values.

        Raises RecordError when one can't be read or is refused; every such field says so.
        """
        found, first = {}, None
        for name in self._touched:
            row = self.rows[name]
            try:
                value = row.typed()
            except RecordError as refusal:
                row.complain(refusal)
                first = first or refusal
                continue
            if self._differs(name):
                found[name] = stored(self.kind, name, value)
        if first is not None:
            raise first
        return found

    def typed(self) -> dict[str, Any]:
        """The fields that were touched, as far as they can be read; nothing is checked."""
        found = {}
        for name in self._touched:
            editor = self.rows[name].editor
            try:
                if editor is not None and self._differs(name):
                    found[name] = editor.value()
            except RecordError:
                continue
        return found

    def _read(self, name: str) -> None:
        if self.base.get(name) is not DIFFERING:
            super()._read(name)
            return
        row = self.rows[name]
        row.require(False)
        row.read(self.tr("多个值"), QIcon(), False)
        row.faint()

    def _complain(self) -> None:
        for name, row in self.rows.items():
            try:
                if name in self._touched:
                    row.typed()
            except RecordError as refusal:
                row.complain(refusal)
            else:
                row.complain(None)

    def _differs(self, name: str) -> bool:
        editor, base = self.rows[name].editor, self.base.get(name)
        if editor is None or name not in self._touched:
            return False
        if base is DIFFERING:
            return True
        try:
            return not same(editor.value(), base)
        except RecordError:
            return True

    def _set_back(self, name: str, editor: FieldEditor) -> None:
        base = self.base.get(name)
        editor.set_value(None if base is DIFFERING else base)
        if base is DIFFERING:
            editor.leave_open(self.tr("多个值"))
