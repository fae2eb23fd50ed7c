"""What the map tells: records under the pointer, places, extents, read from the page's messages. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import orjson

from layers.pages.answers import Pages
from layers.pages.page import View


@dataclass(frozen=True, slots=True)
class Item:
    """A record on the map. `layer` may be empty: then the topmost layer of its kind is meant."""

    kind: str
    uid: str
    layer: str = ""
    label: str = ""

    def as_json(self) -> dict[str, str]:
        return {"layer": self.layer, "kind": self.kind, "uid": self.uid}


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is under the pointer, marks before areas, and where (EPSG:4326; None outside the map)."""

    items: tuple[Item, ...]
    lat: float | None = None
    lng: float | None = None
    shift: bool = False
    ctrl: bool = False
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """What the map shows: centre, zoom, bounds ((south, west), (north, east)) and metres a CSS px at the centre."""

    view: View
    bounds: tuple[tuple[float, float], tuple[float, float]]
    metres_a_pixel: float


FEW = 200
"""Up to so many selected records the page is told of one by one, and outlines each; of more it asks for the uids."""


class Chosen(Protocol):
    """A record that can be selected on the map."""

    @property
    def kind(self) -> str: ...
    @property
    def uid(self) -> str: ...


def selection_message(items: Sequence[Chosen], pages: Pages) -> dict[str, Any]:
    """A selection as the page is told of it; a large one by the number under which it asks `pages` for the uids."""
    if len(items) <= FEW:
        return {
            "items": [
                {"layer": getattr(item, "layer", ""), "kind": item.kind, "uid": item.uid}
                for item in items
            ]
        }
    return {"items": [], "chosen": pages.choose(partial(_uids, items))}


def _uids(items: Sequence[Chosen]) -> bytes:
    """The uids of a large selection, by kind, as the page asks for them; they may be looked up here."""
    kinds: dict[str, list[str]] = {}
    for item in items:
        kinds.setdefault(item.kind, []).append(item.uid)
    return orjson.dumps(kinds)


def items_of(message: Any) -> tuple[Item, ...]:
    """The records among the items of a message; a cluster is none."""
    return tuple(
        Item(item["kind"], item["uid"], item.get("layer", ""), item.get("label", ""))
        for item in message["items"]
        if item["uid"] is not None
    )


def pointed(message: Any) -> Pointed:
    """What a message says is under the pointer."""
    return Pointed(
        items_of(message),
        message.get("lat"),
        message.get("lng"),
        bool(message.get("shift")),
        bool(message.get("ctrl")),
        round(message.get("x", 0)),
        round(message.get("y", 0)),
    )
