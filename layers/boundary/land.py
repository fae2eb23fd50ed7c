"""The villages of a workspace as ground to edit: shapes by uid, with code, name, township and version.

A `Land` is a snapshot that any thread may read; `Boundaries` holds the newest one and, when villages change, makes the
next from it by reading just those rows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.records import Village
from db.workspace import Workspace
from gis.boundary import Edit, Mosaic, Refused
from gis.boundary.areas import zone_of
from resources.text import Text

COLUMNS = ("uid", "version", "code", "name", "township_uid", "boundary_source", "geom")
_SHARE = 4
"""When more than one village in so many changed, all are read again."""
_CHUNK = 500
_UNKNOWN = Text("没有代码为“{code}”的村。", "There is no village with the code “{code}”.")


class BoundaryError(WorkspaceError):
    """An edit of boundaries was refused; ``labels`` are the uids of the villages concerned."""

    def __init__(self, sentence: Text, labels: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.labels = labels


@contextmanager
def told() -> Iterator[None]:
    """Inside, a refusal of `gis.boundary` becomes a `BoundaryError`."""
    try:
        yield
    except Refused as refused:
        raise BoundaryError(refused.sentence, refused.labels) from refused


@dataclass(frozen=True)
class Land:
    """One state of the villages.

    Attributes
    ----------
    mosaic : Mosaic
        Shapes by uid, EPSG:4326; None for a village without a boundary.
    rows : DataFrame
        Index uid; code, name, township_uid, boundary_source, version.
    zone : CRS
        The metric system in which areas are measured.
    """

    mosaic: Mosaic
    rows: pd.DataFrame
    zone: CRS

    def uid_of(self, code: str) -> str:
        """The uid of the village with that code (or that uid); BoundaryError when there is none."""
        if code in self.mosaic:
            return code
        found = self.rows.index[self.rows["code"] == code]
        if not len(found):
            raise BoundaryError(_UNKNOWN.format(code=code))
        return str(found[0])

    def next_code(self, township_code: str) -> str:
        """A code of 12 digits that no village has: the township's nine and the next free three."""
        taken = set(self.rows["code"])
        own = [int(c[9:]) for c in taken if c.startswith(township_code) and c[9:].isdigit()]
        for number in (*range(max(own, default=0) + 1, 1000), *range(1, 1000)):
            code = f"{township_code}{number:03d}"
            if code not in taken:
                return code
        return ""


class Boundaries:
    """The newest `Land` of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._land: Land | None = None
        self._behind: set[str] = set()
        self._lock = threading.Lock()
        self._behind_lock = threading.Lock()  # held for a moment: the GUI thread notes what changed

    @property
    def ready(self) -> bool:
        """Whether the land is at hand, without reading."""
        return self._land is not None and not self._behind

    def follow(self, changes: ChangeSet) -> None:
        """Note which villages changed; they are read when the land is asked for next."""
        self.doubt(change.uid for change in changes.of("villages"))

    def doubt(self, uids: Iterable[str]) -> None:
        """Have these villages read again when the land is asked for next."""
        with self._behind_lock:
            self._behind |= set(uids)

    def read(self) -> Land:
        """The land as it is now; may run on any thread."""
        with self._lock:
            with self._behind_lock:
                land, behind, self._behind = self._land, self._behind, set()
            try:
                if land is None or len(behind) * _SHARE > len(land.rows):
                    land = whole(self._workspace)
                elif behind:
                    land = caught_up(self._workspace, land, behind)
            except Exception:
                self.doubt(behind)  # still to be read: whoever asks next tries again
                raise
            self._land = land
            return land


def whole(workspace: Workspace) -> Land:
    """All villages, read."""
    frame = workspace.frame("villages", columns=COLUMNS)
    return _land(frame)


def caught_up(workspace: Workspace, land: Land, uids: set[str]) -> Land:
    """`land` with the rows of `uids` read again."""
    wanted = sorted(uids)
    parts = [
        workspace.frame("villages", where=Village.uid.in_(wanted[i : i + _CHUNK]), columns=COLUMNS)
        for i in range(0, len(wanted), _CHUNK)
    ]
    fresh = pd.concat(parts).set_index("uid", drop=False)
    there = set(fresh.index)
    mosaic = land.mosaic.copy()
    gone = tuple(uid for uid in wanted if uid in mosaic and uid not in there)
    mosaic.put(Edit(dict(zip(fresh["uid"], fresh["geom"], strict=True)), gone=gone), _names(fresh))
    kept = land.rows.drop(index=[uid for uid in wanted if uid in land.rows.index])
    rows = pd.concat([kept, _rows(fresh)]) if len(fresh) else kept
    return Land(mosaic, rows, land.zone)


def _land(frame: Any) -> Land:
    shapes = np.asarray(gpd.GeoSeries(frame["geom"]).to_numpy(), dtype=object).copy()
    labels = frame["uid"].to_numpy(dtype=object)
    return Land(Mosaic(labels, shapes, _names(frame)), _rows(frame), zone_of(shapes))


def _names(frame: Any) -> dict[str, str]:
    return dict(zip(frame["uid"], frame["name"], strict=True))


def _rows(frame: Any) -> pd.DataFrame:
    columns = ["uid", "code", "name", "township_uid", "boundary_source", "version"]
    return pd.DataFrame({name: frame[name].to_numpy() for name in columns}).set_index("uid")
