"""Small coverages of villages for tests of boundaries: a grid, one with a hole and a detached part, and measures."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gis.boundary import Mosaic


def grid(columns: int = 3, rows: int = 3, side: float = 0.01) -> Mosaic:
    """Squares of `side` degrees near Yanling, called a0 b0 …; each has a vertex in the middle of each side."""
    labels, shapes = [], []
    for row in range(rows):
        for column in range(columns):
            x, y = 114 + column * side, 34 + row * side
            labels.append(f"{'abcdefgh'[column]}{row}")
            corners = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
            ring = np.array([(x, y)]) + np.array(corners) * side / 2
            shapes.append(shapely.Polygon(np.round(ring, 9)))
    frame = gpd.GeoDataFrame({"name": labels}, index=labels, geometry=shapes, crs=4326)
    return Mosaic.of(frame)


def enclaved() -> Mosaic:
    """The grid with a village inside b1, so that b1 has a hole, and a0 with a second part east of all others."""
    mosaic = grid()
    inner = shapely.box(114.013, 34.013, 114.017, 34.017)
    apart = shapely.box(114.05, 34.0, 114.06, 34.01)
    shapes = mosaic.shapes.copy()
    shapes[mosaic.at("b1")] = shapely.difference(mosaic.shape("b1"), inner)
    shapes[mosaic.at("a0")] = shapely.multipolygons([mosaic.shape("a0"), apart])
    labels = np.append(mosaic.labels, np.array(["inner"], dtype=object))
    made = np.append(shapes, np.array([inner], dtype=object))
    return Mosaic(labels, made, {str(label): str(label) for label in labels})


def sound(mosaic: Mosaic) -> bool:
    return bool(shapely.is_valid(mosaic.shapes).all() and shapely.coverage_is_valid(mosaic.shapes))


def ground(mosaic: Mosaic) -> float:
    return float(shapely.area(mosaic.shapes).sum())
