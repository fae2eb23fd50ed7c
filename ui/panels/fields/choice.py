"""Editors that choose one of a few: fixed choices with their marks, a county's own lists, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox

from db.records.base import Field
from resources.text import Text
from ui.panels.fields.base import CalmWheel, FieldEditor, Surroundings, only_click_focus
from ui.panels.fields.searched import SearchedList


class ChoiceEditor(FieldEditor):
    """One of the field's choices, each with its mark; found by typing its word, its pinyin or its initials."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.box = QComboBox()
        self.box.setView(SearchedList())
        self.box.installEventFilter(CalmWheel(self.box))
        only_click_focus(self.box)
        self.fill(None)
        self.box.activated.connect(lambda _index: self.edited.emit())
        self.box.currentIndexChanged.connect(self._changed_by_key)
        self._setting = False
        self.take(self.box)

    def words(self) -> Mapping[str, Text]:
        """Code to word, in order."""
        return self.field.choices or {}

    def fill(self, keep: str | None) -> None:
        """Offer the choices again, with the code `keep` chosen, even one that is offered no more."""
        self._setting = True
        self.box.clear()
        if not self.field.required:
            self.box.addItem("—", None)
        words = self.words()
        for code, word in words.items():
            icon = self.around.symbol(self.name, code)
            self.box.addItem(icon, self.around.session.say(word), code)
        if keep is not None and keep not in words:
            self.box.addItem(keep, keep)
        self.box.setCurrentIndex(self.box.findData(keep))
        self._setting = False

    def value(self) -> Any:
        """The code that is chosen."""
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        """Choose a code."""
        self.fill(value)

    def relabel(self) -> None:
        """Say the choices again."""
        super().relabel()
        self.fill(self.value())

    def _changed_by_key(self) -> None:
        if not self._setting:
            self.edited.emit()


class TermEditor(ChoiceEditor):
    """One word of a configurable list."""

    def words(self) -> Mapping[str, Text]:
        """The list as the county has it now."""
        return self.around.names().terms.get(self.field.terms or "", {})


class FlagEditor(FieldEditor):
    """Yes or no."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.box = QCheckBox()
        self.box.clicked.connect(self._ticked)
        self.take(self.box)

    def _ticked(self) -> None:
        self.box.setTristate(False)
        self.edited.emit()

    def value(self) -> Any:
        """Whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick it or not."""
        self.box.setTristate(False)
        self.box.setChecked(bool(value))
