"""The form of one record: its fields in groups, to read, and to edit in the same place.

It knows one record's values and what is typed over them; it neither reads nor writes the workspace.
The panel gives it values and names and takes back the changed fields. What a field or a rule of the
record refuses is said beside that field while it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QVBoxLayout

from db.errors import RecordError
from db.records import KINDS
from db.records.base import field_of
from layers.columns import mark_of
from layers.names import Names
from layers.record.forms import FieldGroup, groups_for
from layers.record.values import value_in_words
from ui.panels.fields import FieldEditor, Surroundings
from ui.panels.form_row import FormRow
from ui.panels.form_values import SPELLINGS, VILLAGE, draft_of, same, stored
from ui.panels.kind_form import GAP, LABEL_WIDTH, KindForm
from ui.panels.typing_order import TypingOrder
from ui.panels.unfilled import Unfilled


class RecordForm(TypingOrder):
    """The fields of one record.

    Emits
    -----
    edited()
        Something typed differs from before.
    edit_asked(str)
        The officer wants to edit, starting at that field.
    opened(kind, uid)
        A link was followed.
    pick_asked(str)
        A place is to be picked on the map for that field.
    history_asked(str)
        What happened to that field is asked for.
    village_chosen(before, after)
        Another village was chosen by hand; uids, the former may be None.
    """

    edited = Signal()
    edit_asked = Signal(str)
    opened = Signal(str, str)
    pick_asked = Signal(str)
    history_asked = Signal(str)
    village_chosen = Signal(object, str)

    def __init__(self, around: Surroundings, symbol: Callable[[str, str, str], QIcon]) -> None:
        super().__init__()
        self.setObjectName("form")
        self._around, self._symbol = around, symbol
        self.kind = ""
        self.base: dict[str, Any] = {}
        self.names = Names()
        self.editing = False
        self.fresh = False
        self.village: str | None = None
        """The village that was last chosen or told, as long as one types."""
        self.rows: dict[str, FormRow] = {}
        self._forms: dict[str, KindForm] = {}
        self.unfilled = Unfilled()
        self.unfilled.asked.connect(self.edit_asked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 0, 6, 0)
        self._column.addWidget(self.unfilled)

    def groups(self, kind: str) -> tuple[FieldGroup, ...]:
        """The fields that are shown, in groups."""
        return groups_for(kind)

    # -- showing ----------------------------------------------------------------------------------

    def show_record(self, kind: str, values: Mapping[str, Any], names: Names) -> None:
        """Show the record's `values`, to read."""
        self._lay_out(kind)
        self.base, self.names = dict(values), names
        self.editing = self.fresh = False
        self._touched.clear()
        for name in self.rows:
            self._read(name)
        self._gather()

    def edit(self, focus: str | None = None, *, fresh: bool = False) -> None:
        """Edit every field in place; `fresh` is a record that does not exist yet."""
        self.editing, self.fresh = True, fresh
        self.village = self.base.get(VILLAGE)
        self._forms[self.kind].show_without(())
        self.unfilled.hide()
        for name, row in self.rows.items():
            row.edit(self.base.get(name))
            row.require(True)
            row.complain(None)
        target = self.rows.get(focus or "") or next(iter(self.rows.values()), None)
        if target is not None and target.editor is not None:
            target.editor.setFocus()

    def put(self, values: Mapping[str, Any]) -> None:
        """Type `values` into their fields, as if by hand."""
        for name, value in values.items():
            row = self.rows.get(name)
            if row is not None and row.editor is not None and not row.holds(value):
                row.editor.set_value(value)
                self._touch(name)
        self.village = values.get(VILLAGE, self.village)
        self._check()
        self.edited.emit()

    def put_back(self, name: str) -> None:
        """Take back what was typed into one field."""
        editor = self.rows[name].editor
        if editor is not None:
            self._set_back(name, editor)
            self.village = self.base.get(VILLAGE) if name == VILLAGE else self.village
            self._touched.pop(name, None)
            editor.setFocus()
        self._check()
        self.edited.emit()

    def _set_back(self, name: str, editor: FieldEditor) -> None:
        editor.set_value(self.base.get(name))

    # -- what is typed ----------------------------------------------------------------------------

    def changes(self) -> dict[str, Any]:
        """The fields that differ from before, with their typed values.

        Raises
        ------
        RecordError
            A field can't be read or is refused; every such field says so.
        """
        found, first = {}, None
        for name, row in self.rows.items():
            try:
                value = row.typed()
            except RecordError as refusal:
                row.complain(refusal)
                first = first or refusal
                continue
            if not same(value, self.base.get(name)):
                found[name] = stored(self.kind, name, value)
        if first is not None:
            raise first
        draft_of(self.kind, {**self.base, **found}).check_rules()
        return found

    def dirty(self) -> bool:
        """Whether anything typed differs from before."""
        return self.editing and any(self._differs(name) for name in self.rows)

    def complain(self, refusal: RecordError) -> bool:
        """Say a refusal beside its field and go there.

        False when the form does not show that field.
        """
        row = self.rows.get(refusal.field)
        if row is None:
            return False
        row.complain(refusal)
        if row.editor is not None:
            row.editor.setFocus()
        return True

    def typed(self) -> dict[str, Any]:
        """The fields that differ from before, as far as they can be read; nothing is checked."""
        found = {}
        for name, row in self.rows.items():
            if row.editor is None:
                continue
            try:
                value = row.editor.value()
            except RecordError:
                continue
            if not same(value, self.base.get(name)):
                found[name] = value
        return found

    def raw(self) -> dict[str, str]:
        """What stands in the fields that can't be read, as text."""
        found = {}
        for name, row in self.rows.items():
            if row.editor is not None:
                try:
                    row.editor.value()
                except RecordError:
                    found[name] = row.editor.text()
        return found

    def put_raw(self, texts: Mapping[str, str]) -> None:
        """Type texts again that could not be read."""
        for name, text in texts.items():
            row = self.rows.get(name)
            if row is not None and row.editor is not None:
                row.editor.set_text(text)
                self._touch(name)
        self._check()
        self.edited.emit()

    @property
    def disputed(self) -> bool:
        """Whether two sides still stand against each other in some field."""
        return self.disputed_count() > 0

    def disputed_count(self) -> int:
        """In how many fields two sides stand against each other."""
        return sum(row.disputed for row in self.rows.values())

    # -- two sides --------------------------------------------------------------------------------

    def oppose(self, base: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
        """Put `theirs`, written meanwhile over `base`, beside what is typed.

        A field that only they changed takes their value and says so; one that both changed shows both sides and
        waits for a choice; what only was typed here stays.

        Returns
        -------
        list of str
            The fields that wait.
        """
        against = []
        for name, row in self.rows.items():
            if row.editor is None:
                continue
            stood, other = base.get(name), theirs.get(name)
            try:
                mine = row.editor.value()
            except RecordError:
                mine = None
            if same(other, stood) or same(mine, other):
                continue
            words = self.words(name, stood), self.words(name, other)
            if same(mine, stood):
                row.adopt(other, words)
            else:
                row.oppose(stood, other, words)
                against.append(name)
        self.base = {**self.base, **{name: theirs.get(name) for name in self.base}}
        self._check()
        self.edited.emit()
        return against

    def choose_sides(self, *, mine: bool) -> None:
        """Let one side stand in every field."""
        for row in self.rows.values():
            row.choose_side(mine=mine)

    # -- words ------------------------------------------------------------------------------------

    def words(self, name: str, value: Any) -> str:
        """A value of field `name` in the language of the session."""
        return value_in_words(self.kind, name, value, self.names, self._around.session.lang)

    def retranslate(self) -> None:
        """Say everything again; what is typed stays."""
        for form in self._forms.values():
            form.say()
        for name, row in self.rows.items():
            if self.editing:
                row.require(True)
            else:
                self._read(name)
        if self.kind and not self.editing:
            self._gather()

    # -- inside -----------------------------------------------------------------------------------

    def prepare(self, kinds: Sequence[str]) -> bool:
        """Build the form of the next of `kinds` that has none yet; False when all are there."""
        missing = next((kind for kind in kinds if kind not in self._forms), None)
        if missing is None:
            return False
        self._make(missing).hide()
        return True

    def _make(self, kind: str) -> KindForm:
        if kind not in self._forms:
            made = self._forms[kind] = KindForm(kind, self.groups(kind), self._around)
            for row in made.rows.values():
                row.edited.connect(self._typed)
                row.edit_asked.connect(self.edit_asked)
                row.opened.connect(self._follow)
                row.pick_asked.connect(self.pick_asked)
                row.put_back_asked.connect(self.put_back)
                row.history_asked.connect(self.history_asked)
            self._column.insertWidget(self._column.count() - 1, made)
        return self._forms[kind]

    @property
    def lead_width(self) -> int:
        """Px from the left edge to where values begin."""
        labels = (row.label.sizeHint().width() for row in self.rows.values())
        return max([LABEL_WIDTH, *labels]) + GAP

    def _lay_out(self, kind: str) -> None:
        if kind == self.kind:
            return
        if self.kind:
            self._forms[self.kind].hide()
        made = self._make(kind)
        self.kind, self.rows = kind, made.rows
        made.show()

    def left_out(self) -> list[str]:
        """The fields that are named in one line while one reads, because nothing stands in them."""
        return [name for name in self.rows if self.base.get(name) in ("", None, {}, [])]

    def _gather(self) -> None:
        """Leave out rows in which nothing stands; how a name is spelt is for typing only."""
        empty = [name for name in self.left_out() if name not in SPELLINGS]
        self._forms[self.kind].show_without({*empty, *SPELLINGS})
        say = self._around.session.say
        self.unfilled.show_fields({name: say(self.rows[name].field.label) for name in empty})

    def _read(self, name: str) -> None:
        row, value = self.rows[name], self.base.get(name)
        code = value if isinstance(value, str) else ""
        icon = self._symbol(self.kind, name, code) if mark_of(self.kind, name, code) else QIcon()
        row.require(False)
        row.read(self.words(name, value), icon, row.field.link is not None and value is not None)

    def _follow(self, name: str) -> None:
        link, uid = field_of(KINDS[self.kind], name).link, self.base.get(name)
        if link is not None and uid:
            self.opened.emit(link, uid)

    def _typed(self, name: str) -> None:
        self._touch(name)
        if name == "name":
            self._respell()
        self._check()
        self.edited.emit()
        if name == VILLAGE:
            self._settle_village()

    def _settle_village(self) -> None:
        """Say which village was chosen, once what is typed is one."""
        editor = self.rows[VILLAGE].editor
        try:
            chosen = None if editor is None else editor.value()
        except RecordError:
            return
        if chosen is not None and chosen != self.village:
            before, self.village = self.village, chosen
            self.village_chosen.emit(before, chosen)

    def _respell(self) -> None:
        """Let pinyin and initials follow the name, unless a person has corrected them."""
        before, after = str(self.base.get("name") or ""), self.rows["name"].editor
        for name, spell in SPELLINGS.items():
            row = self.rows.get(name)
            if row is None or row.editor is None or after is None or name in self._touched:
                continue
            if (self.base.get(name) or "") in ("", spell(before)):
                row.editor.set_value(spell(after.value()))

    def _check(self) -> None:
        self._complain()
        for name, row in self.rows.items():
            row.tell_changed(self.editing and not self.fresh and self._differs(name))

    def _complain(self) -> None:
        """Say what is refused in the fields that were touched, first by themselves, then together."""
        typed: dict[str, Any] = {}
        for name, row in self.rows.items():
            try:
                typed[name] = stored(self.kind, name, row.typed())
            except RecordError as refusal:
                row.complain(refusal if name in self._touched else None)
            else:
                row.complain(None)
        if len(typed) < len(self.rows):
            return
        try:
            draft_of(self.kind, {**self.base, **typed}).check_rules()
        except RecordError as refusal:
            row_of = self.rows.get(refusal.field)
            if row_of is not None:
                row_of.complain(refusal)

    def _differs(self, name: str) -> bool:
        row = self.rows[name]
        return row.editor is not None and not row.holds(self.base.get(name))
