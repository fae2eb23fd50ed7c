"""The villages as a mosaic of shapes, and an edit of it.

A `Mosaic` finds what is near without a walk over all of it and takes edits one after the other; an `Edit` is the
answer of every operation: the new shape of each village it changed, those that are gone, those that are born.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundary.rings import ON_EDGE, Shapes
from gis.crs import GEOGRAPHIC

_STALE = 256
"""So many shapes may have changed before the tree is built anew."""


@dataclass(frozen=True)
class Edit:
    """What an operation changed.

    Attributes
    ----------
    changed : mapping of label to MultiPolygon
        The new shape of each village whose vertices differ, born ones included.
    gone : tuple of label
        Villages that no longer exist.
    born : tuple of label
        Villages that did not exist before.
    """

    changed: Mapping[str, shapely.Geometry]
    gone: tuple[str, ...] = ()
    born: tuple[str, ...] = ()

    def series(self) -> gpd.GeoSeries:
        """The changed shapes by label, EPSG:4326."""
        return gpd.GeoSeries(dict(self.changed), crs=GEOGRAPHIC)


@dataclass
class Mosaic:
    """Villages by label; ``shapes`` are (Multi)Polygons in EPSG:4326 or None."""

    labels: NDArray[np.object_]
    shapes: Shapes
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = {str(label): i for i, label in enumerate(self.labels.tolist())}
        self._plant()

    @classmethod
    def of(cls, villages: gpd.GeoDataFrame) -> Mosaic:
        """The mosaic of a frame whose index holds the labels; a column ``name`` gives the names for sentences.

        Raises ValueError when the frame is not in EPSG:4326 or a label repeats.
        """
        if villages.crs is None or not GEOGRAPHIC.equals(villages.crs, ignore_axis_order=True):
            raise ValueError(f"villages are in {villages.crs}, not in EPSG:4326")
        if not villages.index.is_unique:
            raise ValueError("a label stands for two villages")
        labels = np.array([str(label) for label in villages.index], dtype=object)
        names = (
            dict(zip(labels.tolist(), villages["name"].astype(str), strict=True))
            if "name" in villages
            else {}
        )
        return cls(labels, villages.geometry.to_numpy().copy(), names)

    def frame(self) -> gpd.GeoDataFrame:
        """Label as index, ``name`` and geometry, EPSG:4326."""
        return gpd.GeoDataFrame(
            {"name": [self.name(label) for label in self.labels.tolist()]},
            index=self.labels,
            geometry=gpd.GeoSeries(self.shapes, index=self.labels, crs=GEOGRAPHIC),
        )

    def __contains__(self, label: object) -> bool:
        return label in self._at

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, label: str) -> int:
        """The position of a label; KeyError for an unknown one."""
        return self._at[label]

    def shape(self, label: str) -> Any:
        """The shape of a village; KeyError for an unknown label."""
        return self.shapes[self._at[label]]

    def name(self, label: str) -> str:
        """What the village is called: its name, or its label."""
        return self.names.get(label) or label

    def near(self, shapes: Any, by: float = ON_EDGE) -> NDArray[np.int64]:
        """Positions of villages whose box comes within `by` degrees of the box of one of `shapes`, ascending."""
        given = np.atleast_1d(np.asarray(shapes, dtype=object))
        given = given[~(shapely.is_missing(given) | shapely.is_empty(given))]
        bounds = shapely.bounds(given).reshape(-1, 4)
        boxes = shapely.box(
            bounds[:, 0] - by, bounds[:, 1] - by, bounds[:, 2] + by, bounds[:, 3] + by
        )
        found = set(self._tree.query(boxes)[1].tolist()) - self._stale
        if self._stale and len(boxes):
            stale = np.array(sorted(self._stale), dtype=np.int64)
            theirs = np.asarray(shapely.box(*shapely.bounds(self.shapes[stale]).T), dtype=object)
            meets = shapely.intersects(theirs[:, None], boxes[None, :]).any(axis=1)
            found |= set(stale[meets].tolist())
        return np.array(sorted(found), dtype=np.int64)

    def put(self, edit: Edit, names: Mapping[str, str] | None = None) -> None:
        """Make `edit`; `names` are those of villages that it brings."""
        self.names.update(names or {})
        born = [label for label in edit.changed if label not in self._at]
        if born:
            start = len(self.labels)
            self.labels = np.append(self.labels, np.array(born, dtype=object))
            self.shapes = np.append(self.shapes, np.full(len(born), None, dtype=object))
            self._at.update({label: start + i for i, label in enumerate(born)})
        for label, shape in edit.changed.items():
            self.shapes[self._at[label]] = shape
            self._stale.add(self._at[label])
        if edit.gone:
            keep = np.array([label not in edit.gone for label in self.labels.tolist()])
            self.labels, self.shapes = self.labels[keep], self.shapes[keep]
            self._at = {str(label): i for i, label in enumerate(self.labels.tolist())}
        if edit.gone or len(self._stale) > _STALE:
            self._plant()

    def copy(self) -> Mosaic:
        """Another mosaic of the same villages, to try edits on."""
        return Mosaic(self.labels.copy(), self.shapes.copy(), dict(self.names))

    def labels_at(self, positions: Iterable[int]) -> list[str]:
        """The labels at `positions`."""
        return [str(self.labels[i]) for i in positions]

    def _plant(self) -> None:
        self._tree = shapely.STRtree(self.shapes)
        self._stale: set[int] = set()
