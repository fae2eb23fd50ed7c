"""How a table is laid out and what it shows, as one value; and the views of it that people saved under a name.

An `Arrangement` names columns, so that it outlives a program with other columns: what it names and the table lacks is
passed over. A saved view is a preset of sort ``view`` for one kind, written by the one write path; one of a kind may
be its default. Nothing here knows a widget.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.operation import Operation
from db.records.presets import Preset
from db.workspace import Workspace
from layers.columns import FIRST, Column
from layers.tables.column_filters import Filter, as_json, from_json
from layers.tables.groups import SUMS, Sum
from layers.tables.sheet import Sorting

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrangement:
    """A table as somebody laid it out.

    Attributes
    ----------
    columns : tuple of str
        Columns shown, in order; none named means the table's own choice.
    widths : mapping of str to int
        Pixels of columns that were made wider or narrower by hand.
    frozen : int
        So many leading columns stay in sight.
    sorting : tuple of (column, descending), or None
        None means the table's own order.
    filters : tuple of Filter
    group : str
        Column by which rows are grouped; empty for none.
    sums : mapping of str to Sum
        What a column's total is, where it is not the first that offers itself.
    totals : bool
        Whether the row of totals is shown.
    query : str
        A line of the filter language.
    needle : str
        What the quick filter holds.
    """

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 0
    sorting: tuple[tuple[str, bool], ...] | None = None
    filters: tuple[Filter, ...] = ()
    group: str = ""
    sums: Mapping[str, Sum] = field(default_factory=dict)
    totals: bool = False
    query: str = ""
    needle: str = ""

    def with_filter(self, column: str, wanted: Filter | None) -> Arrangement:
        """The same with `wanted` as the filter of `column`, or with none there."""
        others = tuple(each for each in self.filters if each.column != column)
        return replace(self, filters=others if wanted is None else (*others, wanted))

    def filter_of(self, column: str) -> Filter | None:
        """The filter of `column`, None when there is none."""
        return next((each for each in self.filters if each.column == column), None)

    def unfiltered(self) -> Arrangement:
        """The same layout with every row shown: what a user keeps between two days."""
        return replace(self, filters=(), query="", needle="")

    def as_json(self) -> dict[str, Any]:
        """As a preset or a user's settings keep it."""
        return {
            "columns": list(self.columns),
            "widths": dict(self.widths),
            "frozen": self.frozen,
            "sorting": None if self.sorting is None else [list(rule) for rule in self.sorting],
            "filters": [as_json(each) for each in self.filters],
            "group": self.group,
            "sums": dict(self.sums),
            "totals": self.totals,
            "query": self.query,
            "needle": self.needle,
        }


def arrangement_from_json(kept: Mapping[str, Any]) -> Arrangement:
    """What `Arrangement.as_json` wrote; KeyError, TypeError or ValueError when it is something else."""
    sorting = kept.get("sorting")
    return Arrangement(
        columns=tuple(str(name) for name in kept.get("columns", ())),
        widths={str(name): int(width) for name, width in kept.get("widths", {}).items()},
        frozen=int(kept.get("frozen", 0)),
        sorting=None if sorting is None else tuple((str(n), bool(down)) for n, down in sorting),
        filters=tuple(from_json(each) for each in kept.get("filters", ())),
        group=str(kept.get("group", "")),
        sums={str(name): by for name, by in kept.get("sums", {}).items() if by in SUMS},
        totals=bool(kept.get("totals", False)),
        query=str(kept.get("query", "")),
        needle=str(kept.get("needle", "")),
    )


def sorting_of(
    arrangement: Arrangement, kind: str, columns: Sequence[Column]
) -> tuple[Sorting, ...]:
    """By which columns, first to last; columns that are gone are passed over."""
    places = {column.name: place for place, column in enumerate(columns)}
    rules = arrangement.sorting
    if rules is None:
        rules = (FIRST[kind],) if kind in FIRST else ()
    return tuple(Sorting(places[name], down) for name, down in rules if name in places)


@dataclass(frozen=True)
class SavedView:
    """One saved view of a kind's table."""

    uid: str
    name: str
    arrangement: Arrangement
    default: bool


def saved_views(workspace: Workspace, kind: str) -> list[SavedView]:
    """The saved views of `kind` in their order; one that can't be read is left out."""
    presets = workspace.find(Preset, sort="view", of_kind=kind)
    presets.sort(key=lambda preset: (preset.position, preset.name))
    found = []
    for preset in presets:
        try:
            arrangement = arrangement_from_json(preset.content)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("the view %s can't be read", preset.uid)
            continue
        default = bool(preset.content.get("default"))
        found.append(SavedView(preset.uid, preset.name, arrangement, default))
    return found


def save_view(
    operation: Operation, workspace: Workspace, kind: str, name: str, arrangement: Arrangement
) -> None:
    """Save `arrangement` as the view `name` of `kind`, in place of the one that had the name.

    Raises
    ------
    RecordError, PrivacyRefusal
        The name is empty or holds what no name may hold.
    """
    known = workspace.find(Preset, sort="view", of_kind=kind)
    same = next((preset for preset in known if preset.name == name), None)
    if same is None:
        position = max((preset.position for preset in known), default=0) + 1
        content = arrangement.as_json()
        operation.add(
            Preset(sort="view", of_kind=kind, name=name, content=content, position=position)
        )
    else:
        default = bool(same.content.get("default"))
        operation.update(same, content={**arrangement.as_json(), "default": default})


def make_default(operation: Operation, workspace: Workspace, kind: str, uid: str | None) -> None:
    """Let the view `uid` be what the table of `kind` opens with; with None, the table's own layout."""
    for preset in workspace.find(Preset, sort="view", of_kind=kind):
        wanted = preset.uid == uid
        if bool(preset.content.get("default")) != wanted:
            operation.update(preset, content={**preset.content, "default": wanted})


def remove_view(operation: Operation, workspace: Workspace, uid: str) -> None:
    """Delete a saved view; one that is gone already is passed over."""
    preset = workspace.get(Preset, uid)
    if preset is not None:
        operation.delete(preset)
