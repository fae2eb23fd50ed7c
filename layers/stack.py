"""The layers of one map: their order, visibility, opacity and revision, kept in step with a workspace.

`LayerStack` listens to ChangeSets, marks the layers they touch as stale, and on `advance` works out a `Patch` for
each: what to remove and what to put in, never the whole layer for one record. What of a layer is drawn, and how it
moves on, is `DrawnLayer`'s; order, events and threads are the stack's. `payload` and `advance` may be called from any
thread; events are emitted on the thread that caused them. It knows no Qt and no page.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import geopandas as gpd
from psygnal import Signal
from sqlalchemy.exc import SQLAlchemyError

from db.changes import ChangeSet
from layers.catalogue import CATALOGUE
from layers.drawn_layer import DrawnLayer
from layers.kept_layers import KeptLayers
from layers.layer import Asked, Bounds, Classify, Frames, Layer
from layers.looks.themes import THEMES, MapTheme
from layers.patches import Patch, Recolour
from layers.shared_frames import KEPT, SharedFrames
from layers.style import Style, Swatch

__all__ = ["LayerStack", "Patch", "Recolour"]

log = logging.getLogger(__name__)
SMALL_FEATURES = 20_000
"""A layer of so many is read in a tenth of a second or two."""


class Workspace(Frames, Protocol):
    """What the stack needs of a workspace: frames, and word of every change."""

    def subscribe(self, callback: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


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
        kept: KeptLayers | None = None,
    ) -> None:
        self._workspace, self._kept = workspace, kept
        self._frames = SharedFrames(workspace)
        self._today = today
        self._touched: set[str] = set()
        self._entries = {
            layer.name: DrawnLayer(layer, self._ask, layer.visible, keeper=kept) for layer in layers
        }
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
        return [entry.as_json() for entry in list(self._entries.values())]

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
            recolour = entry.restyle(style, classify, legend, reads)
            if recolour is not None:
                self.recoloured.emit(recolour)
        self.changed.emit()
        return recolour

    def label(self, name: str, figures: tuple[str, ...]) -> None:
        """Write these figures under the names of a layer; the layer is stale then when they are others."""
        entry = self._entries[name]
        if entry.labels != figures:
            entry.labels = figures
            if entry.asked:  # else they come with the first read
                entry.stale_all = True
                self.staled.emit(name)

    def payload(self, name: str) -> bytes:
        """The layer's features at its present revision, as bytes; read from the workspace the first time."""
        entry = self._entries[name]
        with entry.lock:
            return entry.payload()

    def features(self, name: str) -> gpd.GeoDataFrame:
        """The layer's features at its present revision, read the first time; to be looked at, not changed."""
        entry = self._entries[name]
        with entry.lock:
            return entry.read()

    def counts(self, name: str) -> tuple[Counter[str], bool]:
        """How many features of each class the layer has, and whether any boundary among them is invented."""
        entry = self._entries[name]
        with entry.lock:
            return entry.counts()

    def bounds(self) -> Bounds | None:
        """South, west, north, east of the lowest layer above the ground that has any feature; None on an empty map."""
        above = sorted(self.names, key=lambda name: self._entries[name].layer.ground)
        found = (self.bounds_of(name) for name in above)
        return next((bounds for bounds in found if bounds is not None), None)

    def bounds_of(self, name: str) -> Bounds | None:
        """South, west, north, east of a layer; None when it has no feature that is drawn."""
        entry = self._entries[name]
        with entry.lock:
            return entry.bounds()

    def place(self, kind: str, uid: str) -> tuple[str, Any] | None:
        """Layer and geometry (EPSG:4326) of a record on the map, looked for from the top; None when it isn't there."""
        for entry in reversed(list(self._entries.values())):
            if entry.layer.kind != kind:
                continue
            with entry.lock:
                features = entry.read()
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
                    shown.append((entry.layer, entry.read()))
        return shown

    def take(self, change_set: ChangeSet) -> None:
        """Mark the layers that `change_set` touches as stale."""
        touched: list[str] = []
        self._drop({change.kind for change in change_set.changes})
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
            self._touched |= set(touched)
        for name in touched:
            self.staled.emit(name)

    def refresh(self) -> None:
        """Mark every layer as stale: a new day has begun, or the workspace was changed behind our back."""
        self._drop(KEPT)
        with self._lock:
            for entry in self._entries.values():
                entry.stale_all = True
        for name in self.names:
            self.staled.emit(name)

    def stale(self) -> tuple[str, ...]:
        """Layers that wait for `advance`."""
        return tuple(name for name, entry in list(self._entries.items()) if entry.stale)

    def quick(self, name: str) -> bool:
        """Whether `advance` would take some milliseconds only: a few records, in a layer that nobody is at work on."""
        entry = self._entries[name]
        if not entry.lock.acquire(blocking=False):
            return False
        try:
            return entry.quick
        finally:
            entry.lock.release()

    def advance(self, name: str) -> Patch | None:
        """Bring a stale layer up to date; None when nothing that the map shows has changed.

        A layer that was never asked for has nothing to patch: it is simply read when it is.
        """
        entry = self._entries[name]
        with entry.lock:
            with self._lock:
                uids, whole = entry.stale_uids, entry.stale_all
                entry.stale_uids, entry.stale_all = set(), False
            if not entry.asked or not (uids or whole):
                return None
            try:
                patch = entry.patch(None if whole else uids, self.patched.emit)
            except Exception:
                with self._lock:  # still stale: the next change tries again
                    entry.stale_uids |= uids
                    entry.stale_all |= whole
                raise
        return patch

    @property
    def unkept(self) -> bool:
        """Whether a layer was read that should be kept for the next start."""
        return any(entry.unkept for entry in list(self._entries.values()))

    def keep(self) -> None:
        """Keep what was read beside the workspace, for the next start; takes as long as writing does."""
        for entry in list(self._entries.values()):
            with entry.lock:
                entry.keep()

    def keep_changed(self) -> None:
        """Keep the layers that have changed since they were read, unless they are large: read anew, for the next start.

        What is drawn is not kept: it follows from what was heard of the records, and need not be all that is in them.
        """
        changed = [entry for name, entry in self._entries.items() if name in self._touched]
        small = [
            entry.plain or entry.layer
            for entry in changed
            if entry.asked and entry.count <= SMALL_FEATURES
        ]
        if self._kept is None or not small:
            return
        again = LayerStack(self._workspace, small, self._today, self._kept.again())
        try:
            for layer in small:
                again.counts(layer.name)
            again.keep()
        except SQLAlchemyError as trouble:  # the file is gone, or held: the next start reads it
            log.info("changed layers are not kept: %s", trouble)
        finally:
            again.close()

    def close(self) -> None:
        """Stop listening to the workspace."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _drop(self, kinds: Collection[str]) -> None:
        """What was read of these kinds, or held good of them, is not so any more."""
        self._frames.drop(kinds)
        if self._kept is not None:
            self._kept.forget()

    def _ask(
        self,
        uids: Collection[str] | None = None,
        before: gpd.GeoDataFrame | None = None,
        labels: tuple[str, ...] = (),
    ) -> Asked:
        if self._kept is not None:
            self._kept.before_reading()
        return Asked(self._frames, self._today(), uids, before, labels)
