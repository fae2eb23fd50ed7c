"""The invented territory of a county or city: its villages and townships as an exact coverage of the real outline.

The real parts (outlines, codes, names, extents of towns) come in as a `Source`; frames go out, in
EPSG:4326. The same source and seed always give the same vertices. What stands on the territory
(roads, cameras) is made in its own modules.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.demo import cells, scatter
from gis.demo.sources import Source

_BOX_FILL = 0.58
"""A town fills about this part of its extent (median over the 12 towns of Yanling: area by village count ÷ extent)."""
_FACES_PER_VILLAGE = 34
_DEGREES = 9
"""Decimals of a degree kept: 0.1 mm."""


class BrokenTerritory(RuntimeError):
    """The invented cells do not meet exactly: a mistake in this package, never the user's."""


@dataclass(frozen=True)
class Territory:
    """What `build_territory` makes.

    Attributes
    ----------
    zone : CRS
        The metric zone in which it was drawn.
    counties, townships, villages : GeoDataFrame
        EPSG:4326, MultiPolygon. ``code``, ``name``; townships and villages also ``county``, villages ``town`` and
        ``community`` (bool). A township is the union of its villages, a county of its townships.
    centres : GeoDataFrame
        One Point a village, in the order of `villages` and inside it: its settlement. EPSG:4326.
        ``code``, ``town``, ``seat`` (bool: the township's seat stands here).
    """

    zone: CRS
    counties: gpd.GeoDataFrame
    townships: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    centres: gpd.GeoDataFrame


def build_territory(source: Source, seed: int) -> Territory:
    """The territory of `source`; raises `BrokenTerritory` when its villages do not meet exactly."""
    zone = crs.zone_for(source.counties)
    outlines = shapely.transform(
        source.counties.to_crs(zone).geometry.to_numpy(),
        lambda xy: np.round(xy / cells.GRID) * cells.GRID,
    )
    codes, arcs, marks, parts = [], [], [], []
    for code, outline in zip(source.counties["code"], outlines, strict=True):
        rng = np.random.default_rng([seed, int(code)])
        towns = source.towns[source.towns["county"] == code]
        points, label, order = _villages_of(source, towns, outline, zone, rng)
        vertices, edges = cells.borders(points, label, outline)
        arcs.append(cells.natural(vertices, edges, rng))
        marks.append(points)
        parts.append(label)
        codes.append(order)

    found, county = cells.faces(arcs, outlines)
    offset = np.concatenate([[0], np.cumsum([len(order) for order in codes])])
    label = np.zeros(len(found), dtype=np.int64)
    for k in range(len(outlines)):
        mine = np.flatnonzero(county == k)
        label[mine] = cells.by_majority(found[mine], marks[k], parts[k]) + offset[k]
    all_codes = np.concatenate(codes)
    town_of = np.unique([code[:9] for code in all_codes], return_inverse=True)[1]
    label = cells.whole(found, label, town_of)
    shapes = cells.dissolve(found, label, len(all_codes))

    table = source.villages.set_index("code").loc[list(all_codes)].reset_index()
    villages = gpd.GeoDataFrame(
        {
            "code": table["code"],
            "name": table["name"],
            "town": table["town"],
            "county": table["county"],
            "community": table["name"].str.contains("社区|居委会"),
        },
        geometry=gpd.GeoSeries(_degrees(shapes, zone), crs=crs.GEOGRAPHIC),
    ).sort_values("code", ignore_index=True)
    shaped = villages.geometry.to_numpy()
    if not (shapely.is_valid(shaped).all() and shapely.coverage_is_valid(shaped)):
        raise BrokenTerritory(f"the villages of {source.code} (seed {seed}) do not meet exactly")
    return Territory(
        zone,
        _union(villages, "county", source.counties),
        _union(villages, "town", source.towns),
        villages,
        _centres(villages, zone),
    )


def _villages_of(
    source: Source,
    towns: pd.DataFrame,
    outline: BaseGeometry,
    zone: CRS,
    rng: np.random.Generator,
) -> tuple[scatter.Points, scatter.Labels, npt.NDArray[np.object_]]:
    """Sample points of one county, the village (index) each belongs to, and the villages' codes."""
    boxes = _extents(towns, zone)
    known = _known_seats(towns, boxes, zone)
    targets = _areas(towns, boxes, known, outline)
    seats = scatter.town_seats(outline, known, targets, boxes)
    coarse = scatter.spread(outline, 260 * len(towns), rng)
    width = float(np.sqrt(outline.area / len(towns)))
    bent = scatter.bend(coarse, 0.9 * width, 0.05 * width, rng)
    town = scatter.share_among_towns(
        bent, seats, ~np.isnan(known[:, 0]), targets / targets.sum(), boxes
    )
    grounds = _grounds(coarse, town, outline, len(towns))
    points: list[scatter.Points] = []
    labels: list[scatter.Labels] = []
    codes: list[npt.NDArray[np.object_]] = []
    for ground, row in zip(grounds, towns.itertuples(), strict=True):
        seat = shapely.get_coordinates(_middle(ground))[0]
        own = source.villages[source.villages["town"] == row.code]
        mine = scatter.spread(_settled(ground, len(own)), _FACES_PER_VILLAGE * len(own), rng)
        label, middles = scatter.share_among_villages(mine, len(own), seat, rng)
        ordered = _codes_by_place(own, middles, seat, rng)
        labels.append(label + sum(len(c) for c in codes))
        points.append(mine)
        codes.append(ordered)
    return np.concatenate(points), np.concatenate(labels), np.concatenate(codes)


def _extents(towns: pd.DataFrame, zone: CRS) -> list[BaseGeometry | None]:
    sides = towns[["west", "south", "east", "north"]].to_numpy(dtype=float)
    known = ~np.isnan(sides[:, 0])
    boxes = gpd.GeoSeries(shapely.box(*sides[known].T), crs=crs.GEOGRAPHIC).to_crs(zone)
    found: list[BaseGeometry | None] = [None] * len(towns)
    for at, box in zip(np.flatnonzero(known), boxes, strict=True):
        found[at] = box
    return found


def _known_seats(
    towns: pd.DataFrame, boxes: list[BaseGeometry | None], zone: CRS
) -> scatter.Points:
    rough = gpd.GeoSeries(
        gpd.points_from_xy(towns["lon"], towns["lat"]), crs=crs.GEOGRAPHIC
    ).to_crs(zone)
    seats = np.full((len(towns), 2), np.nan)
    has_rough = towns["lon"].notna().to_numpy()
    seats[has_rough] = shapely.get_coordinates(rough[has_rough])
    for at, box in enumerate(boxes):
        if box is not None:
            seats[at] = shapely.get_coordinates(box.centroid)[0]
    return seats


def _areas(
    towns: pd.DataFrame,
    boxes: list[BaseGeometry | None],
    seats: scatter.Points,
    outline: BaseGeometry,
) -> scatter.Numbers:
    """Square metres for each town: its island, or from its extent, or by its villages (a street's are smaller)."""
    whole = outline.area
    count = towns["villages"].to_numpy(dtype=float)
    boxed = np.array([box is not None for box in boxes])
    extent = np.array([box.area if box is not None else 0.0 for box in boxes])
    island = _islands(outline, seats)
    area = np.where(boxed, _BOX_FILL * extent, island)
    free = area == 0
    street = towns["code"].str[6].eq("0").to_numpy()
    weight = np.where(street, 0.35, 1.0) * count**0.85
    left = max(whole - float(area.sum()), 0.25 * whole if free.any() else 0.0)
    area[free] = left * weight[free] / max(float(weight[free].sum()), 1.0)
    scaled: scatter.Numbers = area * whole / area.sum()
    return scaled


def _islands(outline: BaseGeometry, seats: scatter.Points) -> scatter.Numbers:
    """The area of the island each seat stands on; 0 on the mainland and where the seat is not known."""
    parts = shapely.get_parts(outline)
    parts = parts[np.argsort(-shapely.area(parts), kind="stable")]
    known = np.flatnonzero(~np.isnan(seats[:, 0]))
    marks = np.asarray(shapely.points(seats[known]), dtype=object)
    seat, part = shapely.STRtree(parts).query(marks, predicate="intersects")
    area = np.zeros(len(seats))
    ashore = part > 0
    area[known[seat[ashore]]] = shapely.area(parts[part[ashore]])
    return area


def _grounds(
    points: scatter.Points, town: scatter.Labels, outline: BaseGeometry, count: int
) -> list[BaseGeometry]:
    """The ground of each town inside `outline`: the Voronoi cells of its points, in one piece but for islands."""
    frame = shapely.box(*outline.bounds).buffer(0.1 * np.sqrt(outline.area))
    voronoi = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    )
    pieces, owners = [], []
    for k in range(count):
        mine = voronoi[town == k]
        if not len(mine):
            raise BrokenTerritory(f"town number {k} got no ground")
        parts = shapely.get_parts(shapely.intersection(shapely.coverage_union_all(mine), outline))
        pieces.append(parts[shapely.get_dimensions(parts) == 2])
        owners.append(np.full(len(pieces[-1]), k, dtype=np.int64))
    ground, owner = np.concatenate(pieces), np.concatenate(owners)
    owner = cells.whole(ground, owner, np.arange(count), least=1.0)
    return [shapely.union_all(ground[owner == k]) for k in range(count)]


def _settled(ground: BaseGeometry, villages: int) -> BaseGeometry:
    """`ground` without the islets too small for a village of their own: they go with the village nearest to them."""
    parts = shapely.get_parts(ground)
    area = shapely.area(parts)
    large = (area >= 1.5 * ground.area / villages) | (area == area.max())
    return shapely.union_all(parts[large])


def _middle(shape: BaseGeometry) -> shapely.Point:
    """The middle of the largest part of a polygon, or a point inside it when the middle is not."""
    parts = shapely.get_parts(shape)
    main = parts[shapely.area(parts).argmax()]
    middle = main.centroid
    inside: shapely.Point = middle if main.contains_properly(middle) else main.point_on_surface()
    return inside


def _codes_by_place(
    villages: pd.DataFrame, middles: scatter.Points, seat: scatter.Points, rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    """A code for each place: communities nearest to the seat, the other villages anywhere."""
    distance = np.hypot(*(middles - seat).T)
    places = np.argsort(distance, kind="stable")
    community = villages["name"].str.contains("社区|居委会").to_numpy()
    codes = villages["code"].to_numpy(dtype=object)
    outer = codes[~community]
    ordered = np.concatenate([codes[community], outer[rng.permutation(len(outer))]])
    found = np.empty(len(codes), dtype=object)
    found[places] = ordered
    return found


def _degrees(shapes: cells.Shapes, zone: CRS) -> cells.Shapes:
    series = gpd.GeoSeries(shapes, crs=zone).to_crs(crs.GEOGRAPHIC)
    rounded: cells.Shapes = shapely.transform(
        series.to_numpy().astype(object), lambda xy: np.round(xy, _DEGREES)
    )
    return rounded


def _union(villages: gpd.GeoDataFrame, by: str, named: pd.DataFrame) -> gpd.GeoDataFrame:
    merged = (
        villages[[by, "county", "geometry"]] if by != "county" else villages[["county", "geometry"]]
    )
    merged = merged.dissolve(by=by, method="coverage").sort_index()
    names = named.set_index("code")["name"]
    out = gpd.GeoDataFrame(
        {"code": merged.index.to_numpy(), "name": names.loc[merged.index].to_numpy()},
        geometry=gpd.GeoSeries(
            [cells.as_multi(shape) for shape in merged.geometry], crs=villages.crs
        ),
    )
    if by != "county":
        out.insert(2, "county", merged["county"].to_numpy())
    return out


def _centres(villages: gpd.GeoDataFrame, zone: CRS) -> gpd.GeoDataFrame:
    """A settlement in each village: its middle when that lies inside its largest part, else the part's inner point."""
    shapes = villages.to_crs(zone).geometry.to_numpy()
    main = shapely.get_geometry(shapes, 0)
    middle = shapely.centroid(main)
    inside = shapely.contains_properly(main, middle)
    place = np.where(inside, middle, shapely.point_on_surface(main))
    points = gpd.GeoSeries(place, crs=zone)
    grounds = villages.to_crs(zone).dissolve(by="town", method="coverage").geometry
    cores = gpd.GeoSeries(grounds.centroid).loc[list(villages["town"])]
    frame = pd.DataFrame(
        {
            "town": villages["town"],
            "far": shapely.distance(
                np.asarray(place, dtype=object), np.asarray(cores, dtype=object)
            ),
        }
    )
    first = villages.groupby("town")["code"].transform("min") == villages["code"]
    has_community = villages["community"].groupby(villages["town"]).transform("any")
    seat = np.where(
        has_community, first, frame["far"] == frame.groupby("town")["far"].transform("min")
    )
    return gpd.GeoDataFrame(
        {"code": villages["code"], "town": villages["town"], "seat": seat.astype(bool)},
        geometry=points.to_crs(crs.GEOGRAPHIC),
    )
