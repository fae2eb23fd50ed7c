"""One layer as the map draws it now: its features, how it is drawn, and how it moves on from revision to revision.

A `DrawnLayer` keeps what the page shows of a layer, so that what comes next is a difference: a `Patch` of features, or
a `Recolour` of classes. `LayerStack` holds one for each layer, decides when something is due, and tells of it; order
and words to the page are its own. Whoever calls a method here holds `lock`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.kept_layers import Head, KeptLayer, KeptLayers, Made
from layers.layer import Asked, Bounds, Classify, Layer
from layers.patches import PATCH_BYTES, Patch, Recolour, coded, difference
from layers.payload import encode
from layers.style import Style, Swatch

QUICK_RECORDS, QUICK_FEATURES = 20, 50_000
"""A patch of so many records, in a layer of so many features, takes less than a frame or two."""


class Ask(Protocol):
    """Makes what a layer is asked with: the workspace's frames and the day that is shown."""

    def __call__(
        self,
        uids: Collection[str] | None = None,
        before: gpd.GeoDataFrame | None = None,
        labels: tuple[str, ...] = (),
    ) -> Asked: ...


@dataclass
class DrawnLayer:
    """A layer on a map: how it stands there, what of it is drawn, and what of that no longer holds."""

    layer: Layer
    ask: Ask
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
    keeper: KeptLayers | None = None
    kept: KeptLayer | None = None
    """What the page was given as it was kept; its features are not taken out of it before somebody asks for them."""
    made: Made | None = None
    """Of what the features were read, while they may still be kept."""
    stale_uids: set[str] = field(default_factory=set)
    stale_all: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def stale(self) -> bool:
        """Whether the workspace says other than what is drawn."""
        return self.stale_all or bool(self.stale_uids)

    @property
    def quick(self) -> bool:
        """Whether what is stale is read and patched in some milliseconds: a few records that follow from themselves."""
        if self.stale_all or self.classify is not None or len(self.stale_uids) > QUICK_RECORDS:
            return False
        return self.count <= QUICK_FEATURES

    @property
    def asked(self) -> bool:
        """Whether anybody was given the layer: only then is there something to patch."""
        return self.features is not None or self.kept is not None

    def as_json(self) -> dict[str, Any]:
        """What the page has to know of the layer."""
        return {
            **self.layer.as_json(),
            "visible": self.visible,
            "opacity": self.opacity,
            "revision": self.revision,
        }

    def read(self) -> gpd.GeoDataFrame:
        """The features at the present revision, read the first time."""
        if self.features is None:
            kept = self._found()
            if kept is None:
                asked = self.ask(labels=self.labels)
                self.made = self._made_of(asked)
                read = self.layer.read(asked)
            else:
                read = kept.features()
            self.own = None if self.classify is None else read.set_index("uid")["class"]
            self.features = read.assign(**{"class": self._classes(self.classify, read).array})
            self.kept = None
        return self.features

    def payload(self) -> bytes:
        """The features at the present revision as bytes."""
        if self.content is None:
            kept = self._found() if self.classify is None else None
            if kept is not None:
                self.content = kept.content
                return self.content
            features = self.read()
            self.content = self._encoded(features, notice_of(features))
        return self.content

    @property
    def count(self) -> int:
        """How many features there are, as far as anybody asked."""
        if self.features is not None:
            return len(self.features)
        return 0 if self.kept is None else self.kept.count

    def counts(self) -> tuple[Counter[str], bool]:
        """How many features of each class there are, and whether any boundary among them is invented."""
        head = self._head() if self.classify is None else None
        if head is not None:
            return head.counts()
        features = self.read()
        return Counter(features["class"]), notice_of(features) == "invented"

    @property
    def unkept(self) -> bool:
        """Whether there is something to keep."""
        return self.made is not None

    def keep(self) -> None:
        """Keep the layer beside its workspace, if it was read and is still as it was read."""
        made, self.made = self.made, None
        if (
            self.keeper is None
            or made is None
            or self.features is None
            or self.revision != 1
            or self.classify is not None
        ):
            return
        notice = notice_of(self.features)
        content = self.content or self._encoded(self.features, notice)
        self.keeper.keep(self.layer, made, content, self.features, notice)

    def _made_of(self, asked: Asked) -> Made | None:
        """Of what the layer is made that is read now; None when it will not be kept."""
        if self.keeper is None or self.labels:
            return None
        return Made(self.keeper.before_reading(), asked.on)

    def _found(self) -> KeptLayer | None:
        """The layer as it was kept, while nobody has been given it in another way."""
        if self.keeper is None or self.features is not None:
            return None
        if self.kept is None and self.revision == 1:
            self.kept = self.keeper.find(self.layer, self.ask().on, self.labels)
        return self.kept

    def _head(self) -> Head | None:
        """What a kept layer says of itself; of one that nobody is shown, nothing else is read."""
        if self.asked or self.keeper is None or self.revision != 1:
            return None if self.kept is None else self.kept.head
        return self.keeper.head(self.layer, self.ask().on, self.labels)

    def bounds(self) -> Bounds | None:
        """Where the layer lies; None when it has no feature that is drawn."""
        kept = self._found() if self.classify is None else None
        if kept is not None and (known := kept.bounds(self.layer.style.rules.keys())):
            return known
        features = self.read()
        features = features.loc[features["class"].isin(self.layer.style.rules.keys())]
        if not len(features):
            return None
        west, south, east, north = features.total_bounds
        return float(south), float(west), float(north), float(east)

    def restyle(
        self,
        style: Style | None,
        classify: Classify | None,
        legend: Sequence[Swatch] | None,
        reads: frozenset[str],
    ) -> Recolour | None:
        """Draw by other rules (see `LayerStack.restyle`); None when nothing of the layer is drawn yet."""
        plain = self.plain or self.layer
        if style is None:
            layer, classify = plain, None
        else:
            swatches = style.legend() if legend is None else tuple(legend)
            local = plain.local and reads <= {plain.kind}
            layer = replace(
                plain, style=style, legend=swatches, reads=reads | plain.reads, local=local
            )
        drawn = self.read() if self.asked else None
        if drawn is not None:
            own = drawn.set_index("uid")["class"] if self.own is None else self.own
            drawn = drawn.assign(**{"class": own.reindex(drawn["uid"]).array})
            drawn = drawn.assign(**{"class": self._classes(classify, drawn).array})
            self.own = own if classify is not None else None
        self.layer, self.classify = layer, classify
        self.plain = plain if style is not None else None
        if drawn is None:
            return None
        self.features = drawn
        base, self.revision, self.content = self.revision, self.revision + 1, None
        return Recolour(layer.name, base, self.revision, self.as_json(), *coded(drawn["class"]))

    def patch(self, uids: set[str] | None, tell: Callable[[Patch], object]) -> Patch | None:
        """Read `uids` again, or everything, and `tell` what is other than drawn; None when nothing is."""
        before = self.read()
        now = self.layer.read(self.ask(uids, before, self.labels))
        own = None if self.own is None else now.set_index("uid")["class"]
        if self.classify is not None:
            now = now.assign(**{"class": self._classes(self.classify, now).array})
        read_again = before["uid"].isin(before["uid"] if uids is None else list(uids)).to_numpy()
        gone, fresh = difference(before.loc[read_again], now)
        if not gone and not fresh.any():
            return None
        changed = now if fresh.all() else now.loc[fresh]
        kept = ~before["uid"].isin([*gone, *changed["uid"]]).to_numpy()
        base, self.revision, self.content = self.revision, self.revision + 1, None
        content = self._encoded(changed, notice_of(before, kept) or notice_of(changed))
        patch = Patch(self.layer.name, base, self.revision, gone, content)
        if len(content) > PATCH_BYTES:
            patch = Patch(self.layer.name, base, self.revision, reload=True)
        tell(patch)  # under the lock: who finds the layer up to date has heard of it
        self.features = (
            pd.concat([before.loc[kept], changed], ignore_index=True)
            if len(changed)
            else before.loc[kept]
        )
        if self.own is not None and own is not None:
            self.own = pd.concat([self.own.drop(own.index, errors="ignore"), own])
        return patch

    def _encoded(self, features: gpd.GeoDataFrame, notice: str | None) -> bytes:
        return encode(self.layer.name, self.revision, self.layer.geometry, features, notice)

    def _classes(self, classify: Classify | None, features: gpd.GeoDataFrame) -> pd.Series[Any]:
        """The class of each of `features`, in their order."""
        if classify is None:
            return features["class"]
        return classify(self.ask(), features).astype(object)


def notice_of(features: gpd.GeoDataFrame, among: NDArray[np.bool_] | None = None) -> str | None:
    """The standing note of a layer with these features, for `layers.payload`; None when there is nothing to say.

    With `among`, of those features alone.
    """
    if "invented" not in features:
        return None
    invented = features["invented"].to_numpy(dtype=bool)
    return "invented" if (invented if among is None else invented[among]).any() else None
