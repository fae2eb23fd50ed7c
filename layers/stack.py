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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd
from psygnal import Signal

from db.changes import ChangeSet
from layers.catalogue import CATALOGUE
from layers.layer import Asked, Classify, Frames, Layer
from layers.patches import PATCH_BYTES, Patch, Recolour, coded, difference
from layers.payload import encode
from layers.shared_frames import KEPT, SharedFrames
from layers.style import Style, Swatch
from layers.themes import THEMES, MapTheme

__all__ = ["LayerStack", "Patch", "Recolour"]


class Workspace(Frames, Protocol):
    """What the stack needs of a workspace: frames, and word of every change."""

    def subscribe(self, callback: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


@dataclass
class _Entry:
    layer: Layer
    visible: bool
    opacity: float = 1.0
    revision: int = 1
    features: gpd.GeoDataFrame | None = None
    """In the order in which the page keeps them: what changed goes to the end."""
    plain: Layer | None = None
    """The layer as the catalogue has it, while another style is shown."""
    classify: Classify | None = None
    own: pd.Series[Any] | None = None
    """The class by uid that the layer itself gives, while another style is shown."""
    labels: tuple[str, ...] = ()
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
    recoloured(recolour)
        A layer moved on to a new revision that differs in classes and style alone.
    """

    changed = Signal()
    staled = Signal(str)
    patched = Signal(Patch)
    recoloured = Signal(Recolour)

    def __init__(
        self,
        workspace: Workspace,
        layers: Sequence[Layer] = CATALOGUE,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._frames = SharedFrames(workspace)
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
        """Show exactly the layers of `theme`, as strongly as it says; KeyError when this map has not all of them."""
        if missing := theme.layers - self._entries.keys():
            raise KeyError(f"{theme.name} shows {sorted(missing)}, which this map has not")
        self.arrange(self.names, theme.layers, theme.opacity)

    def arrange(
        self, order: Sequence[str], visible: Collection[str], opacity: Mapping[str, float]
    ) -> None:
        """Put the layers in `order`, bottom to top, those it lacks on top; show just the `visible` ones; one event."""
        with self._lock:
            before = self._arranged()
            places = [*order, *(name for name in self._entries if name not in order)]
            self._entries = {name: self._entries[name] for name in places}
            for name, entry in self._entries.items():
                entry.visible, entry.opacity = name in visible, opacity.get(name, 1.0)
            same = before == self._arranged()
        if not same:
            self.changed.emit()

    def _arranged(self) -> list[tuple[str, bool, float]]:
        return [(name, each.visible, each.opacity) for name, each in self._entries.items()]

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
        return [_described(entry) for entry in list(self._entries.values())]

    def restyle(
        self,
        name: str,
        style: Style | None = None,
        classify: Classify | None = None,
        legend: Sequence[Swatch] | None = None,
        reads: frozenset[str] = frozenset(),
    ) -> Recolour | None:
        """Draw a layer by other rules; its geometry is neither read nor sent again.

        Without a `style` it goes back to its own style, classes and legend. `classify` gives each feature its class,
        now and whenever one of the kinds `reads` or of the layer's own changes; None keeps the layer's own classes. It
        reads what it needs itself, so call this from a worker thread. The `legend` is every rule when not given.

        Returns None when the map shows nothing of the layer yet. Emits ``recoloured`` and ``changed``.
        """
        entry = self._entries[name]
        with entry.lock:
            plain = entry.plain or entry.layer
            if style is None:
                layer, classify = plain, None
            else:
                swatches = style.legend() if legend is None else tuple(legend)
                local = plain.local and reads <= {plain.kind}
                reads |= plain.reads
                layer = replace(plain, style=style, legend=swatches, reads=reads, local=local)
            recolour = None
            if entry.features is not None:
                own = entry.features.set_index("uid")["class"] if entry.own is None else entry.own
                drawn = entry.features.assign(**{"class": own.reindex(entry.features["uid"]).array})
                classes = self._classes(classify, drawn)
                entry.own = own if classify is not None else None
                entry.features = drawn.assign(**{"class": classes.array})
                base, entry.revision, entry.content = entry.revision, entry.revision + 1, None
            entry.layer, entry.classify = layer, classify
            entry.plain = plain if style is not None else None
            if entry.features is not None:
                recolour = Recolour(
                    name, base, entry.revision, _described(entry), *coded(entry.features["class"])
                )
                self.recoloured.emit(recolour)
        self.changed.emit()
        return recolour

    def label(self, name: str, figures: tuple[str, ...]) -> None:
        """Write these figures under the names of a layer; the layer is stale then when they are others."""
        entry = self._entries[name]
        if entry.labels != figures:
            entry.labels = figures
            if entry.features is not None:  # else they come with the first read
                entry.stale_all = True
                self.staled.emit(name)

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
        found = (self.bounds_of(name) for name in self.names)
        return next((bounds for bounds in found if bounds is not None), None)

    def bounds_of(self, name: str) -> tuple[float, float, float, float] | None:
        """South, west, north, east of a layer; None when it has no feature that is drawn."""
        entry = self._entries[name]
        with entry.lock:
            features = self._features(entry)
        features = features.loc[features["class"].isin(entry.layer.style.rules.keys())]
        if not len(features):
            return None
        west, south, east, north = features.total_bounds
        return float(south), float(west), float(north), float(east)

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

    def seen(self) -> list[tuple[Layer, gpd.GeoDataFrame]]:
        """The layers that are shown, bottom to top, with their features."""
        shown = []
        for entry in list(self._entries.values()):
            if entry.visible:
                with entry.lock:
                    shown.append((entry.layer, self._features(entry)))
        return shown

    def take(self, change_set: ChangeSet) -> None:
        """Mark the layers that `change_set` touches as stale."""
        touched: list[str] = []
        self._frames.drop({change.kind for change in change_set.changes})
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
        self._frames.drop(KEPT)
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
        return patch

    def close(self) -> None:
        """Stop listening to the workspace."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _features(self, entry: _Entry) -> gpd.GeoDataFrame:
        if entry.features is None:
            read = entry.layer.read(Asked(self._frames, self._today(), labels=entry.labels))
            entry.own = None if entry.classify is None else read.set_index("uid")["class"]
            entry.features = read.assign(**{"class": self._classes(entry.classify, read).array})
        return entry.features

    def _classes(self, classify: Classify | None, features: gpd.GeoDataFrame) -> pd.Series[Any]:
        """The class of each of `features`, in their order."""
        if classify is None:
            return features["class"]
        return classify(Asked(self._frames, self._today()), features).astype(object)

    def _patch(self, entry: _Entry, uids: set[str] | None) -> Patch | None:
        before = entry.features
        assert before is not None
        now = entry.layer.read(Asked(self._frames, self._today(), uids, before, entry.labels))
        own = now.set_index("uid")["class"]
        now = now.assign(**{"class": self._classes(entry.classify, now).array})
        known = before if uids is None else before.loc[before["uid"].isin(list(uids))]
        gone, fresh = difference(known, now)
        if not gone and not fresh.any():
            return None
        changed = now.loc[fresh]
        kept = before.loc[~before["uid"].isin([*gone, *changed["uid"]])]
        base, entry.revision, entry.content = entry.revision, entry.revision + 1, None
        name, notice = entry.layer.name, notice_of(kept) or notice_of(changed)
        content = encode(name, entry.revision, entry.layer.geometry, changed, notice)
        patch = Patch(name, base, entry.revision, gone, content)
        if len(content) > PATCH_BYTES:
            patch = Patch(name, base, entry.revision, reload=True)
        self.patched.emit(patch)  # under the lock: who finds the layer up to date has heard of it
        entry.features = pd.concat([kept, changed], ignore_index=True) if len(changed) else kept
        if entry.own is not None:
            entry.own = pd.concat([entry.own.drop(own.index, errors="ignore"), own])
        return patch


def _described(entry: _Entry) -> dict[str, Any]:
    return {
        **entry.layer.as_json(),
        "visible": entry.visible,
        "opacity": entry.opacity,
        "revision": entry.revision,
    }


def notice_of(features: gpd.GeoDataFrame) -> str | None:
    """The standing note of a layer with these features, for `layers.payload`; None when there is nothing to say."""
    return "invented" if "invented" in features and bool(features["invented"].any()) else None
