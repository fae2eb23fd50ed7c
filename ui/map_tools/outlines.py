"""Selecting by an outline: everything that the visible layers show inside a box or inside a line drawn around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.near import Found, inside
from resources.text import Text
from ui.chosen import and_then, without
from ui.map_tools.tool import MapTool
from ui.session import Item, items_of_kinds

LOOKING = Text("查找框内的记录", "Looking inside the outline")
NOTHING = Text("框内没有可选的记录。", "There is nothing to select inside.")


class BoxTool(MapTool):
    """A box pulled open."""

    name = "box"
    page_tool = "box"
    title = Text("框选", "Select by box")
    hint = Text(
        "按住拖出方框；Shift 加选，Ctrl 减选",
        "Pull a box open; Shift adds to the selection, Ctrl takes out of it",
    )
    icon = "box"
    group = "select"
    keys = "B"

    def heard(self, event: str, message: Any) -> None:
        """Select what lies inside the ring that was drawn."""
        if event != "ring":
            return
        stack, mode = self.seat.session.stack, message["mode"]
        ring, zoom = message["ring"], message["zoom"]
        self.seat.tasks.start(
            LOOKING,
            lambda _progress: inside(stack, ring, zoom),
            lambda found: self._select(found, mode),
        )

    def _select(self, found: Found, mode: str) -> None:
        now = self.seat.session.selection.items
        items = items_of_kinds(found)
        if not items and mode == "replace":
            self.seat.session.notices.done(NOTHING)
        self.seat.choose(joined(now, items, mode))


class LassoTool(BoxTool):
    """A line drawn around."""

    name = "lasso"
    page_tool = "lasso"
    title = Text("套索选择", "Select by lasso")
    hint = Text(
        "按住画一圈；Shift 加选，Ctrl 减选",
        "Draw around with the button down; Shift adds to the selection, Ctrl takes out of it",
    )
    icon = "lasso"
    keys = "L"


def joined(now: Sequence[Item], found: tuple[Item, ...], mode: str) -> Sequence[Item]:
    """The selection `now` after `found` was added to it, taken out of it, or put in its place."""
    if mode == "add":
        return and_then(now, found)
    return without(now, found) if mode == "remove" else found
