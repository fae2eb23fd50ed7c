"""Kernel density of points: how many to the square kilometre, smoothed by a Gaussian.

Coordinates and a radius in, the greatest density out. The page paints the density itself (`resources/page/heat.js`) by
the same kernel; the peak fixes what its strongest colour means, so that a picture does not change its meaning when it
is moved. The radius is two standard deviations: 86 % of a point's weight lies within it.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import GEOGRAPHIC, to_metric

_CELLS_A_SIGMA = 3.0
_MOST_CELLS = 6_000_000
_REACH = 3.0
"""Standard deviations after which the kernel is cut."""


def peak_density(lonlat: npt.NDArray[np.floating[Any]], radius_m: float) -> float:
    """The greatest density of points (n × 2, EPSG:4326), per square kilometre; 0 without points.

    Computed on a grid of a third of a standard deviation in the CGCS2000 zone of the points, coarser when that would
    be more than six million cells. Raises ValueError for a radius that is not positive.
    """
    if radius_m <= 0:
        raise ValueError(f"a radius must be above 0 m, not {radius_m:g}")
    if not len(lonlat):
        return 0.0
    flat = to_metric(gpd.GeoSeries(shapely.points(lonlat), crs=GEOGRAPHIC))
    metres = np.column_stack((flat.x, flat.y))
    sigma = radius_m / 2
    span = metres.max(axis=0) - metres.min(axis=0) + 2 * _REACH * sigma
    cell = max(sigma / _CELLS_A_SIGMA, float(np.sqrt(span.prod() / _MOST_CELLS)))
    at = (metres - metres.min(axis=0) + _REACH * sigma) / cell
    shape = np.ceil(span / cell).astype(int) + 2
    counts = np.zeros(shape)
    low = np.floor(at).astype(int)
    share = at - low
    for dx in (0, 1):  # each point is shared among the four corners around it
        for dy in (0, 1):
            weight = np.abs(1 - dx - share[:, 0]) * np.abs(1 - dy - share[:, 1])
            np.add.at(counts, (low[:, 0] + dx, low[:, 1] + dy), weight)
    kernel = _kernel(sigma / cell)
    smooth = _along(_along(counts, kernel, 0), kernel, 1)
    return float(smooth.max() / (cell / 1000) ** 2)


def _kernel(sigma: float) -> npt.NDArray[np.float64]:
    """A Gaussian of standard deviation `sigma` cells, of sum 1."""
    reach = max(1, int(np.ceil(_REACH * sigma)))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _along(
    grid: npt.NDArray[np.float64], kernel: npt.NDArray[np.float64], axis: int
) -> npt.NDArray[np.float64]:
    """`grid` smoothed along one axis; nothing lies beyond its edges."""
    reach = len(kernel) // 2
    padded = np.pad(grid, [(reach, reach) if a == axis else (0, 0) for a in (0, 1)])
    size = grid.shape[axis]
    smooth = np.zeros_like(grid)
    for step, weight in enumerate(kernel):
        smooth += weight * padded.take(range(step, step + size), axis=axis)
    return smooth
