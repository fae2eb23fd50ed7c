"""Every rule of every layer is on the map in its colour: one map with all that stands, is drawn or runs in lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely

from db.records.base_lines import LINE_CLASSES
from db.records.drawings import CATEGORIES, COLOURS
from db.records.hazards import SEVERITIES
from layers.catalogue import CATALOGUE
from layers.pages.page import View
from layers.style import Mark, colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import TODAY
from tests.page.test_drawing import DISPUTE, HERE, bare

PX = 360 / 256 / 2**16
"""Degrees of longitude that one px has at zoom 16."""
CELL, ACROSS, DOWN = 54, 25, 16
"""Px from one thing to the next, and how many stand beside and above each other."""
HALF = 20
"""Px around a thing that are looked at."""
NEARER = 0.6
"""A px counts as painted in a colour when it is so much nearer to it than the land is; a hair line never fills a px."""
HAZARDS = ("order", "fire", "traffic", "school", "explosives", "other")
STANDING = ("rooms", "workstations", "drone_stations", "sites")
AREAS = {"villages", "resident_areas", "liaison_areas", "townships", "county"}
"""Tested where neighbours matter: `test_drawing`, `test_neighbours`, `test_fills`."""


Thing = tuple[str, dict[str, Any], str]


def standing() -> Iterator[Thing]:
    """Kind, values and shape of what stands somewhere, working and out of order, and of units."""
    for status in ("ok", "fault"):
        for kind in STANDING:
            yield kind, {"name": kind, "status": status}, "point"
        yield "checkpoints", {"name": "卡口", "status": status, "bearing": 0.0}, "point"
    cameras = (("street", "ok"), ("recognition", "ok"), ("social", "ok"), ("social", "fault"))
    for sort, status in cameras:
        yield "cameras", {"name": "路口", "camera_kind": sort, "status": status}, "point"
    for unit in ("bureau", "station", "department"):
        yield "units", {"name": unit, "unit_kind": unit}, "point"


def cases() -> Iterator[Thing]:
    """Hazards of each severity and kind, disputes of each colour, one of both that is over."""
    for severity, hazard in product(SEVERITIES, HAZARDS):
        yield "hazards", {"serial": "H", "hazard_kind": hazard, "severity": severity}, "point"
    yield "hazards", {"serial": "H", "severity": "low", "eliminated": TODAY}, "point"
    for shade in ("red", "yellow", "blue"):
        yield "disputes", {**DISPUTE, "colour": shade}, "point"
    yield "disputes", {**DISPUTE, "colour": "red", "state": "resolved"}, "point"


def drawn() -> Iterator[Thing]:
    """Drawings of each category, colour and shape, and lines of each class."""
    for category, shade, shape in product(CATEGORIES, COLOURS, ("point", "line", "polygon")):
        yield "drawings", {"name": "", "category": category, "colour": shade}, shape
    for line in LINE_CLASSES:
        yield "base_lines", {"name": "", "line_class": line}, "line"


def shaped(shape: str, at: tuple[float, float]) -> Any:
    """Something of 28 px around a place."""
    lng, lat = at
    high = PX * np.cos(np.radians(lat))
    corners = [
        (lng + 14 * x * PX, lat + 14 * y * high) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    if shape == "point":
        return shapely.Point(at)
    return (
        shapely.Polygon(corners)
        if shape == "polygon"
        else shapely.LineString([corners[0], corners[2]])
    )


@pytest.fixture(scope="module")
def county() -> Any:
    made = bare(4)
    rows: dict[str, list[dict[str, Any]]] = {}
    for place, (kind, values, shape) in enumerate((*standing(), *cases(), *drawn())):
        row, column = divmod(place, ACROSS)
        lng = HERE[1] + (column - ACROSS / 2 + 0.5) * CELL * PX
        lat = HERE[0] - (row - DOWN / 2 + 0.5) * CELL * PX * np.cos(np.radians(HERE[0]))
        record = {"uid": f"{kind}{place}", "geom": shaped(shape, (lng, lat)), **values}
        rows.setdefault(kind, []).append(record)
    assert place < ACROSS * DOWN
    for kind, found in rows.items():
        columns = made.frames[kind].columns.union(list(found[0]), sort=False)
        frame = pd.DataFrame(found).reindex(columns=columns).astype(object)
        frame = frame.where(frame.notna(), None)
        made.frames[kind] = gpd.GeoDataFrame(frame, geometry="geom", crs="EPSG:4326")
    return made


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_rule_of_every_layer_is_drawn_in_its_colour(
    theme: str, county: Any, open_map: Opens
) -> None:
    shown = open_map(county, theme=theme, view=View(*HERE, 16))
    shown.view.resize(ACROSS * CELL, DOWN * CELL)
    wide = "guatu.page.map.getSize().x"
    shown.until(lambda: shown.js(wide) == ACROSS * CELL, "the page to be as large")
    for name in shown.stack.names:
        shown.stack.set_visible(name, name not in AREAS)
    shown.settle()
    painted = pixels(shown)
    ground = rgb(colour(theme, "window"))
    for layer in CATALOGUE:
        if layer.name in AREAS:
            continue
        drawn = shown.stack.features(layer.name)
        assert set(drawn["class"]) == set(layer.style.rules), layer.name
        middles = shapely.centroid(drawn.geometry.to_numpy())
        places = at(shown, [[point.y, point.x] for point in middles])
        for name, (x, y) in zip(drawn["class"], places, strict=True):
            symbol = layer.style.rules[name].symbol
            token = symbol.colour if isinstance(symbol, Mark) else symbol.line
            assert token is not None
            wanted = rgb(colour(theme, token))
            box = painted[y - HALF : y + HALF, x - HALF : x + HALF]
            nearest = np.abs(box - wanted).sum(axis=2).min()
            assert nearest <= (1 - NEARER) * np.abs(ground - wanted).sum(), f"{layer.name} {name}"


def pixels(shown: MapOnTest) -> npt.NDArray[np.int_]:
    image = shown.image()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 2::-1].astype(int)


def rgb(hex_colour: str) -> npt.NDArray[np.int_]:
    return np.array([int(hex_colour[at : at + 2], 16) for at in (1, 3, 5)])


def at(shown: MapOnTest, places: list[list[float]]) -> list[tuple[int, int]]:
    """Where places (lat, lng) are in the widget, all asked at once."""
    found = shown.js(
        f"{json.dumps(places)}.map(place => guatu.page.map.latLngToContainerPoint(place)).map(p => [p.x, p.y])"
    )
    return [(round(x), round(y)) for x, y in found]
