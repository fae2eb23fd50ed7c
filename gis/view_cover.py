"""How much of an area a set of views covers: the union of the wedges, cut to the area, measured in metres.

Frames and shapes in, a `ViewCover` out; which cameras count is the caller's to say. The wedges are flat: neither
buildings nor ground stop a view, so the answer is the most that could be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import to_metric, zone_for
from gis.reach import wedges


@dataclass(frozen=True)
class ViewCover:
    """What is seen of an area.

    Attributes
    ----------
    seen : Polygon or MultiPolygon
        EPSG:4326; empty when nothing is seen.
    seen_m2, area_m2 : float
        Metres squared, in the CGCS2000 zone of the area.
    reaching : bool array, one a view
        Whether it sees any of the area.
    """

    seen: BaseGeometry
    seen_m2: float
    area_m2: float
    reaching: npt.NDArray[np.bool_]

    @property
    def share(self) -> float:
        """Part of the area that is seen, 0 to 1; 0 of an area of none."""
        return self.seen_m2 / self.area_m2 if self.area_m2 else 0.0


def view_cover(views: gpd.GeoDataFrame, area: BaseGeometry) -> ViewCover:
    """What `views` see of `area`.

    Parameters
    ----------
    views : GeoDataFrame of Point
        EPSG:4326, with ``bearing`` and ``fov`` in degrees and ``range_m`` in metres, all of them known.
    area : Polygon or MultiPolygon
        EPSG:4326.

    Raises
    ------
    ValueError
        Another CRS, or a view without bearing, angle or range.
    """
    if views.crs is None or views.crs.to_epsg() != 4326:
        raise ValueError(f"views must be in EPSG:4326, not {views.crs}")
    places = views.geometry
    sectors = wedges(
        places.x.to_numpy(),
        places.y.to_numpy(),
        views["bearing"].to_numpy(dtype=float),
        views["fov"].to_numpy(dtype=float),
        views["range_m"].to_numpy(dtype=float),
    )
    ground = gpd.GeoSeries([area], crs=views.crs)
    zone = zone_for(ground)
    flat = shapely.make_valid(to_metric(ground, zone).iloc[0])
    seen_by_each = shapely.intersection(
        to_metric(gpd.GeoSeries(sectors, crs=views.crs), zone).to_numpy(), flat
    )
    reaching = shapely.area(seen_by_each) > 0
    union = shapely.union_all(seen_by_each[reaching])
    seen = gpd.GeoSeries([union], crs=zone).to_crs(views.crs).iloc[0]
    return ViewCover(seen, float(union.area), float(flat.area), reaching)
