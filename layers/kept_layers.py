"""Layers as they were last drawn, kept beside the workspace so that a map need not be worked out at every start.

One file a layer, in a hidden folder beside a workspace file: the layer's payload, what it was made of (the newest
entry of the journal, when each kind was last written, the day, this program), and what is asked of a layer before its
features are (how many of each class there are, where they lie). It is taken only when nothing that the layer reads has
changed since, and no date that moves a feature has passed; else the layer is read as ever. So the folder can be deleted
at any time, and is nobody's record. An encrypted workspace and one on a server leave nothing on the disk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import math
import os
import shutil
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

import geopandas as gpd
import orjson
from sqlalchemy import or_
from sqlalchemy.engine import Engine

from db.records import KINDS
from db.since import Moment, kinds_changed, last_changes, moment
from layers.layer import Bounds, Frames, Layer
from layers.payload import decode, forms_of, frame_of

if TYPE_CHECKING:
    from db.workspace import Workspace

log = logging.getLogger(__name__)
Read = TypeVar("Read")
MAGIC = b"GTK1"


class Stand(NamedTuple):
    """How far the records had come: the journal, and by kind when it was last written, by any program."""

    moment: Moment
    written: Mapping[str, str]


class Made(NamedTuple):
    """Of what a layer is read: how far the records had come before that, and the day that is shown."""

    stand: Stand
    on: dt.date


class Head(NamedTuple):
    """What a kept layer was made of, and what is in it."""

    program: str
    sequence: int
    seal: str
    written: Mapping[str, str]
    """When each kind that the layer reads was last written."""
    on: str
    """The day, as ISO text."""
    sum: int
    """CRC-32 of the payload."""
    forms: str
    """What the payload does not say of the shapes (`layers.payload.forms_of`)."""
    classes: Mapping[str, int]
    """How many features of each class there are."""
    bounds: Bounds | None
    """Where the features lie; None when there is none."""
    notice: str | None
    """The standing note of the layer."""

    @classmethod
    def read(cls, source: BinaryIO) -> Head | None:
        """The head of an open file, None when another program made it; ValueError when it has none."""
        if source.read(4) != MAGIC:
            raise ValueError("not a kept layer")
        said = orjson.loads(source.read(int.from_bytes(source.read(4), "little")))
        return cls(*said) if said[0] == _program() else None

    def counts(self) -> tuple[Counter[str], bool]:
        """How many features of each class there are, and whether any boundary among them is invented."""
        return Counter(self.classes), self.notice == "invented"


def folder_of(path: Path) -> Path:
    """Where the layers of the workspace file `path` are kept."""
    return path.with_name(f".{path.name}.map")


class KeptLayers:
    """The kept layers of one workspace; `frames` and `engine` are the workspace's. Any thread may ask."""

    def __init__(self, folder: Path, engine: Engine, frames: Frames) -> None:
        self._folder, self._engine, self._frames = folder, engine, frames
        self._changed: dict[Moment, frozenset[str] | None] = {}
        self._written: Mapping[str, str] | None = None
        self._asked = 0
        self._first: Stand | None = None
        self._lock = threading.Lock()

    def again(self) -> KeptLayers:
        """The same, of which nothing has been asked yet."""
        return KeptLayers(self._folder, self._engine, self._frames)

    def before_reading(self) -> Stand:
        """How far the records had come when that was first asked here, which is before anything is read for a layer.

        It stays the first one, for a layer may be made of records that were read for another: at worst a layer that was
        read later is read once more at the next start.
        """
        with self._lock:
            if self._first is None:
                self._first = Stand(moment(self._engine), last_changes(self._engine))
            return self._first

    def find(self, layer: Layer, on: dt.date, labels: Sequence[str]) -> KeptLayer | None:
        """The layer as it is on the day `on`; None when it was not kept, is no longer so, or bears other `labels`."""
        found = None if labels else self._read(layer, KeptLayer.read)
        return found if found is not None and self._holds(found.head, layer, on) else None

    def head(self, layer: Layer, on: dt.date, labels: Sequence[str]) -> Head | None:
        """The head of what `find` gives, without reading the rest."""
        head = None if labels else self._read(layer, Head.read)
        return head if head is not None and self._holds(head, layer, on) else None

    def _read(self, layer: Layer, read: Callable[[BinaryIO], Read | None]) -> Read | None:
        """What `read` makes of the layer's file; None when there is none, or something is wrong with it."""
        try:
            with (self._folder / f"{layer.name}.layer").open("rb") as source:
                return read(source)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, LookupError) as trouble:
            log.warning("the kept layer %s can't be read, it is made anew: %s", layer.name, trouble)
            return None

    def _holds(self, head: Head, layer: Layer, on: dt.date) -> bool:
        """Whether nothing that the layer reads has changed since, and it is the same on the day `on`."""
        changed, written = self._since(Moment(head.sequence, head.seal))
        if changed is None or changed & layer.reads or head.written != _of(layer, written):
            return False
        return self._same_day(layer, dt.date.fromisoformat(head.on), on)

    def forget(self) -> None:
        """Something was committed: what the journal said until now no longer counts."""
        with self._lock:
            self._changed.clear()
            self._written = None
            self._asked += 1

    def _since(self, moment: Moment) -> tuple[frozenset[str] | None, Mapping[str, str]]:
        """As `kinds_changed` and `last_changes`, asked once for the layers of one moment until `forget`.

        What others commit afterwards is told to the workspace's subscribers, as it is of any layer that was read.
        """
        with self._lock:
            asked, written = self._asked, self._written
            if written is not None and moment in self._changed:
                return self._changed[moment], written
        changed, written = kinds_changed(self._engine, moment), last_changes(self._engine)
        with self._lock:
            if self._asked == asked:
                self._changed[moment], self._written = changed, written
        return changed, written

    def keep(
        self,
        layer: Layer,
        made: Made,
        content: bytes,
        features: gpd.GeoDataFrame,
        notice: str | None,
    ) -> None:
        """Keep the payload `content` of `features`, which were read of `made`."""
        head = Head(
            _program(),
            *made.stand.moment,
            _of(layer, made.stand.written),
            made.on.isoformat(),
            zlib.crc32(content),
            forms_of(features),
            Counter(features["class"]),
            _bounds_of(features),
            notice,
        )
        file = self._folder / f"{layer.name}.layer"
        half = file.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(exist_ok=True)
            _write(half, head, content)
            half.replace(file)
        except OSError as trouble:  # a full disk, or a folder that may not be written
            log.info("the layer %s is not kept: %s", layer.name, trouble)

    def _same_day(self, layer: Layer, one: dt.date, other: dt.date) -> bool:
        """Whether the layer is the same on both days."""
        if one == other:
            return True
        if layer.dates is None:
            return False
        for kind, columns in layer.dates.items():
            table = KINDS[kind].__table__
            first, last = sorted((one, other))
            passed = or_(*(table.c[name].between(first, last) for name in columns))
            if len(self._frames.frame(kind, where=passed, columns=["uid"])):
                return False
        return True


class KeptLayer:
    """One kept layer: its payload, and the features that it was made of."""

    def __init__(self, head: Head, content: bytes) -> None:
        self.head, self.content = head, content

    @classmethod
    def read(cls, source: BinaryIO) -> KeptLayer | None:
        """The layer in an open file, None when another program made it; ValueError when it is none or is not whole."""
        head = Head.read(source)
        if head is None:
            return None
        content = source.read()
        if zlib.crc32(content) != head.sum:
            raise ValueError("it is not whole")
        return cls(head, content)

    @property
    def count(self) -> int:
        """How many features there are."""
        return sum(self.head.classes.values())

    def bounds(self, classes: Collection[str]) -> Bounds | None:
        """Where all of it lies; None when there is nothing, or features that are of none of the `classes`."""
        if self.head.bounds is None or not self.head.classes.keys() <= {*classes}:
            return None
        south, west, north, east = self.head.bounds
        return south, west, north, east

    def features(self) -> gpd.GeoDataFrame:
        """The features, as they were when the layer was kept."""
        return frame_of(decode(self.content), self.head.forms)


def _of(layer: Layer, written: Mapping[str, str]) -> dict[str, str]:
    """What `written` says of the kinds that `layer` reads."""
    return {kind: written[kind] for kind in sorted(layer.reads & written.keys())}


def _bounds_of(features: gpd.GeoDataFrame) -> Bounds | None:
    if not len(features):
        return None
    west, south, east, north = map(float, features.total_bounds)
    return (south, west, north, east) if math.isfinite(west) else None


def _write(file: Path, head: Head, content: bytes) -> None:
    """Write a kept layer; what could not be written whole is taken away again."""
    text = orjson.dumps(list(head))
    try:
        with file.open("wb") as out:
            out.write(MAGIC + len(text).to_bytes(4, "little") + text)
            out.write(content)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def kept_of(workspace: Workspace) -> KeptLayers | None:
    """The kept layers of `workspace`; None for one on a server and an encrypted one: they leave nothing on the disk."""
    path = workspace.target.path
    if path is None:
        return None
    if workspace.passphrase is not None:
        shutil.rmtree(folder_of(path), ignore_errors=True)  # of the time before it was encrypted
        return None
    return KeptLayers(folder_of(path), workspace.engine, workspace)


@cache
def _program() -> str:
    """Stands for the code that layers are made with: another one may make another layer of the same records."""
    total = hashlib.sha256()
    here = Path(__file__).resolve().parent
    for package in ("layers", "gis", "db"):
        for file in sorted((here.parent / package).rglob("*.py")):
            seen = file.stat()
            total.update(f"{file.name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return total.hexdigest()
