"""One editor for each sort of field, in one registry: a new sort is one small widget file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from db.records import KINDS
from db.records.base import Field, field_of
from layers.record.forms import editor_sort
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.fields.choice import ChoiceEditor, FlagEditor, TermEditor
from ui.panels.fields.counts import CountsEditor
from ui.panels.fields.day import DayEditor, MomentEditor
from ui.panels.fields.link import LinkEditor
from ui.panels.fields.photo import PhotoEditor
from ui.panels.fields.place import PointEditor, ShapeTeller
from ui.panels.fields.text import LineEditor, NumberEditor, ProseEditor, Teller

EDITORS: dict[str, Callable[[str, Field, Surroundings], FieldEditor]] = {
    "text": LineEditor,
    "prose": ProseEditor,
    "whole": partial(NumberEditor, whole=True),
    "number": partial(NumberEditor, whole=False),
    "date": DayEditor,
    "time": MomentEditor,
    "choice": ChoiceEditor,
    "term": TermEditor,
    "link": LinkEditor,
    "photo": PhotoEditor,
    "flag": FlagEditor,
    "count": CountsEditor,
    "point": PointEditor,
    "shape": ShapeTeller,
    "told": Teller,
}


def editor_for(kind: str, name: str, around: Surroundings) -> FieldEditor:
    """The editor of column `name` of `kind`."""
    return EDITORS[editor_sort(kind, name)](name, field_of(KINDS[kind], name), around)


__all__ = ["EDITORS", "FieldEditor", "Surroundings", "editor_for"]
