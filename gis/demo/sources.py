"""The small real data a demo county is made from: outlines, towns and villages with their official codes.

Read from `resources/demo` (sources and licences stand beside it there); nothing is computed here beyond counting.
"""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

import resources

CITIES = {"3503": "莆田市"}
COUNTIES = {
    "411024": "鄢陵县",
    "411528": "息县",
    "610627": "甘泉县",
    "410402": "新华区",
    "350302": "城厢区",
    "350303": "涵江区",
    "350304": "荔城区",
    "350305": "秀屿区",
    "350322": "仙游县",
}
PLACES = COUNTIES | CITIES
"""Every code that a demo can be built for, with its name."""


class UnknownCounty(ValueError):
    """No demo source has the asked code; ``code`` holds it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no demo source for {code!r}; there are {', '.join(PLACES)}")
        self.code = code


@dataclass(frozen=True)
class Source:
    """What is real about one county, or about the counties of one city.

    Attributes
    ----------
    code, name : str
        As asked for: six digits (a county) or four (a city).
    counties : GeoDataFrame
        ``code``, ``name`` and the outline as MultiPolygon, EPSG:4326; neighbours share their vertices.
    towns : DataFrame
        ``code`` (9 digits), ``name``, ``county`` (6 digits), ``villages`` (how many), the extent
        ``west south east north`` and a rough ``lon lat``, in degrees, NaN where unknown.
    villages : DataFrame
        ``code`` (12 digits), ``name``, ``town``, ``county``.
    around : GeoDataFrame
        ``name`` and outline of the counties around as MultiLineString, EPSG:4326, simplified, without the part shared.
    """

    code: str
    name: str
    counties: gpd.GeoDataFrame
    towns: pd.DataFrame
    villages: pd.DataFrame
    around: gpd.GeoDataFrame


def read_source(code: str) -> Source:
    """The source of county or city `code`, rows in the order of their codes; raises `UnknownCounty`."""
    if code not in PLACES:
        raise UnknownCounty(code)
    folder = resources.path("demo")
    outlines = gpd.read_file(folder / "counties.geojson")
    mine = outlines["code"].str.startswith(code)
    counties = outlines.loc[mine, ["code", "name", "geometry"]].sort_values(
        "code", ignore_index=True
    )

    villages = pd.read_csv(folder / "villages.csv", dtype=str)
    villages = villages[villages["code"].str.startswith(code)].sort_values(
        "code", ignore_index=True
    )
    villages = villages.assign(town=villages["code"].str[:9], county=villages["code"].str[:6])

    towns = pd.read_csv(folder / "towns.csv", dtype={"code": str, "name": str})
    towns = towns[towns["code"].str.startswith(code)].sort_values("code", ignore_index=True)
    towns = towns.assign(
        county=towns["code"].str[:6],
        villages=towns["code"].map(villages.groupby("town").size()).astype(int),
    )
    around = gpd.read_file(folder / "around.geojson")
    around = gpd.GeoDataFrame(around.query("of == @of", local_dict={"of": _city_of(code)}))
    around = gpd.GeoDataFrame(around[["name", "geometry"]].reset_index(drop=True))
    return Source(code, PLACES[code], counties, towns, villages, around)


def _city_of(code: str) -> str:
    """The demo whose surroundings are those of `code`: a county of a city that is one has the city's."""
    return next((city for city in CITIES if code.startswith(city)), code)
