"""The layers of one map: their order, visibility, opacity and revision, kept in step with a workspace.

`LayerStack` listens to ChangeSets, marks the layers they touch as stale, and on `advance` works out a `Patch` for
each: what to remove and what to put in, never the whole layer for one record. It holds the features that the page
shows now, so a patch is the difference between then and now. `payload` and `advance` may be called from any thread;
events are emitted on the thread that caused them. It knows no Qt and no page.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from psygnal import Signal

from db.changes import ChangeSet
from layers.catalogue import CATALOGUE
from layers.layer import Asked, Frames, Layer
from layers.payload import encode
from layers.themes import THEMES, MapTheme

PATCH_BYTES = 256 * 1024
"""A larger patch is not worth sending through the channel: the page fetches the layer again."""


class Workspace(Frames, Protocol):
    """What the stack needs of a workspace: frames, and word of every change."""

    def subscribe(self, callback: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


@dataclass(frozen=True)
class Patch:
    """The way of one layer from revision `base` to `revision`.

    `upsert` is a payload that holds just the new and changed features. When `reload` is true it is empty and the
    layer is to be fetched again.
    """

    layer: str
    base: int
    revision: int
    remove: tuple[str, ...] = ()
    upsert: bytes = b""
    reload: bool = False


@dataclass
class _Entry:
    layer: Layer
    visible: bool
    opacity: float = 1.0
    revision: int = 1
    features: gpd.GeoDataFrame | None = None
    content: bytes | None = None
    stale_uids: set[str] = field(default_factory=set)
    stale_all: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def stale(self) -> bool:
        return self.stale_all or bool(self.stale_uids)


class LayerStack:
    """The layers of a map over one workspace.

    Events
    ------
    changed()
        Order, visibility or opacity of a layer is not what it was.
    staled(name)
        A layer no longer shows what the workspace says; call `advance(name)`, on any thread.
    patched(patch)
        A layer moved on to a new revision.
    """

    changed = Signal()
    staled = Signal(str)
    patched = Signal(Patch)

    def __init__(
        self,
        workspace: Workspace,
        layers: Sequence[Layer] = CATALOGUE,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._workspace = workspace
        self._today = today
        self._entries = {layer.name: _Entry(layer, layer.visible) for layer in layers}
        self._lock = threading.RLock()
        self._unsubscribe: Callable[[], None] | None = workspace.subscribe(self.take)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the layers, bottom to top."""
        return tuple(self._entries)

    def layer(self, name: str) -> Layer:
        """The description of a layer; KeyError when there is none of that name."""
        return self._entries[name].layer

    def visible(self, name: str) -> bool:
        return self._entries[name].visible

    def opacity(self, name: str) -> float:
        return self._entries[name].opacity

    def revision(self, name: str) -> int:
        return self._entries[name].revision

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide a layer."""
        if self._entries[name].visible != visible:
            self._entries[name].visible = visible
            self.changed.emit()

    def set_opacity(self, name: str, opacity: float) -> None:
        """Opacity from 0 to 1; ValueError outside."""
        if not 0 <= opacity <= 1:
            raise ValueError(f"opacity must lie within 0–1, not {opacity}")
        if self._entries[name].opacity != opacity:
            self._entries[name].opacity = opacity
            self.changed.emit()

    def apply(self, theme: MapTheme) -> None:
        """Show exactly the layers of `theme`, as strongly as it says; one ``changed``, none when nothing differs.

        KeyError when the theme shows a layer that this map has not; nothing is changed then.
        """
        with self._lock:
            if missing := theme.layers - self._entries.keys():
                raise KeyError(f"{theme.name} shows {sorted(missing)}, which this map has not")
            wanted = {
                name: (name in theme.layers, theme.opacity.get(name, 1.0)) for name in self._entries
            }
            same = all(
                (entry.visible, entry.opacity) == wanted[name]
                for name, entry in self._entries.items()
            )
            for name, entry in self._entries.items():
                entry.visible, entry.opacity = wanted[name]
        if not same:
            self.changed.emit()

    def reveal(self, kind: str, uid: str) -> bool:
        """Show a layer that has the record when every layer that could draw it is hidden; True when one was shown."""
        drawing = [entry for entry in list(self._entries.values()) if entry.layer.kind == kind]
        if any(entry.visible for entry in drawing):
            return False
        found = self.place(kind, uid)
        if found is None:
            return False
        self.set_visible(found[0], True)
        return True

    def theme(self) -> MapTheme | None:
        """The theme whose layers are the visible ones now, None when the officer's own choice is shown."""
        visible = {name for name, entry in list(self._entries.items()) if entry.visible}
        return next((theme for theme in THEMES if theme.layers == visible), None)

    def move(self, name: str, position: int) -> None:
        """Put a layer at `position`, 0 at the bottom."""
        with self._lock:
            order = [other for other in self._entries if other != name]
            order.insert(position, name)
            if tuple(order) == self.names:
                return
            self._entries = {other: self._entries[other] for other in order}
        self.changed.emit()

    def as_json(self) -> list[dict[str, Any]]:
        """What the page has to know of every layer, bottom to top."""
        return [
            {
                **entry.layer.as_json(),
                "visible": entry.visible,
                "opacity": entry.opacity,
                "revision": entry.revision,
            }
            for entry in list(self._entries.values())
        ]

    def payload(self, name: str) -> bytes:
        """The layer's features at its present revision, as bytes; read from the workspace the first time."""
        entry = self._entries[name]
        with entry.lock:
            if entry.content is None:
                features = self._features(entry)
                entry.content = encode(
                    name, entry.revision, entry.layer.geometry, features, notice_of(features)
                )
            return entry.content

    def features(self, name: str) -> gpd.GeoDataFrame:
        """The layer's features at its present revision, read the first time; to be looked at, not changed."""
        entry = self._entries[name]
        with entry.lock:
            return self._features(entry)

    def counts(self, name: str) -> tuple[Counter[str], bool]:
        """How many features of each class the layer has, and whether any boundary among them is invented."""
        entry = self._entries[name]
        with entry.lock:
            features = self._features(entry)
        return Counter(features["class"]), notice_of(features) == "invented"

    def bounds(self) -> tuple[float, float, float, float] | None:
        """South, west, north, east of the lowest layer that has any feature; None on an empty map."""
        for entry in list(self._entries.values()):
            with entry.lock:
                features = self._features(entry)
            if len(features):
                west, south, east, north = features.total_bounds
                return float(south), float(west), float(north), float(east)
        return None

    def place(self, kind: str, uid: str) -> tuple[str, Any] | None:
        """Layer and geometry (EPSG:4326) of a record on the map, looked for from the top; None when it isn't there."""
        for entry in reversed(list(self._entries.values())):
            if entry.layer.kind != kind:
                continue
            with entry.lock:
                features = self._features(entry)
                found = features.loc[features["uid"] == uid]
            if len(found):
                return entry.layer.name, found.geometry.iloc[0]
        return None

    def take(self, change_set: ChangeSet) -> None:
        """Mark the layers that `change_set` touches as stale."""
        touched: list[str] = []
        with self._lock:
            for entry in self._entries.values():
                kinds = {change.kind for change in change_set.changes} & entry.layer.reads
                if not kinds:
                    continue
                if entry.layer.local and kinds == {entry.layer.kind}:
                    entry.stale_uids |= {
                        c.uid for c in change_set.changes if c.kind == entry.layer.kind
                    }
                else:
                    entry.stale_all = True
                touched.append(entry.layer.name)
        for name in touched:
            self.staled.emit(name)

    def refresh(self) -> None:
        """Mark every layer as stale: a new day has begun, or the workspace was changed behind our back."""
        with self._lock:
            for entry in self._entries.values():
                entry.stale_all = True
        for name in self.names:
            self.staled.emit(name)

    def stale(self) -> tuple[str, ...]:
        """Layers that wait for `advance`."""
        return tuple(name for name, entry in list(self._entries.items()) if entry.stale)

    def advance(self, name: str) -> Patch | None:
        """Bring a stale layer up to date; None when nothing that the map shows has changed.

        A layer that was never asked for has nothing to patch: it is simply read when it is.
        """
        entry = self._entries[name]
        with entry.lock:
            with self._lock:
                uids, whole = entry.stale_uids, entry.stale_all
                entry.stale_uids, entry.stale_all = set(), False
            if entry.features is None or not (uids or whole):
                return None
            try:
                patch = self._patch(entry, None if whole else uids)
            except Exception:
                with self._lock:  # still stale: the next change tries again
                    entry.stale_uids |= uids
                    entry.stale_all |= whole
                raise
            if patch is not None:
                self.patched.emit(
                    patch
                )  # under the lock: whoever finds the layer up to date has heard of it
        return patch

    def close(self) -> None:
        """Stop listening to the workspace."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _features(self, entry: _Entry) -> gpd.GeoDataFrame:
        if entry.features is None:
            entry.features = entry.layer.read(Asked(self._workspace, self._today()))
        return entry.features

    def _patch(self, entry: _Entry, uids: set[str] | None) -> Patch | None:
        before = entry.features
        assert before is not None
        now = entry.layer.read(Asked(self._workspace, self._today(), uids, before))
        known = before if uids is None else before.loc[before["uid"].isin(list(uids))]
        gone, fresh = difference(known, now)
        if not gone and not fresh.any():
            return None
        changed = now.loc[fresh]
        if uids is None:
            entry.features = now
        else:
            kept = before.loc[~before["uid"].isin([*gone, *changed["uid"]])]
            entry.features = pd.concat([kept, changed], ignore_index=True) if len(changed) else kept
        base, entry.revision, entry.content = entry.revision, entry.revision + 1, None
        name = entry.layer.name
        content = encode(
            name, entry.revision, entry.layer.geometry, changed, notice_of(entry.features)
        )
        if len(content) > PATCH_BYTES:
            return Patch(name, base, entry.revision, reload=True)
        return Patch(name, base, entry.revision, gone, content)


def notice_of(features: gpd.GeoDataFrame) -> str | None:
    """The standing note of a layer with these features, for `layers.payload`; None when there is nothing to say."""
    return "invented" if "invented" in features and bool(features["invented"].any()) else None


def difference(
    before: gpd.GeoDataFrame, now: gpd.GeoDataFrame
) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """What became of the features `before`.

    Returns
    -------
    gone : tuple of str
        Uids that `now` has no more.
    fresh : bool array, one a row of `now`
        Rows that are new, or differ in any column or in a vertex.
    """
    at = pd.Index(before["uid"]).get_indexer(pd.Index(now["uid"]))
    gone = tuple(before.loc[~before["uid"].isin(now["uid"]), "uid"])
    fresh = at < 0
    old = before.take(np.where(fresh, 0, at)) if len(before) else before
    if not len(old):
        return gone, fresh
    fresh |= ~shapely.equals_identical(old.geometry.to_numpy(), now.geometry.to_numpy())
    for name in now.columns.drop(["uid", now.geometry.name]):
        if name not in old:
            fresh |= True
            continue
        fresh |= _plain(old[name]) != _plain(now[name])
    return gone, fresh


def _plain(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """The values with None for whatever is missing, so that two of them compare equal."""
    values = column.astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)
