"""Badges step aside from what they would hide, in the real page: at every scale, and after an edit as if drawn anew."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.pages.page import View
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, bare

LAT = HERE[0]
LNG = round(HERE[1] * 4096 / 360) * 360 / 4096
"""Where two tiles meet at map zoom 13."""
HAZARD = {"severity": "high", "hazard_kind": "fire", "eliminated": None, "due": None}


def crossroads() -> MadeWorkspace:
    """Three disputes, three hazards and the station, all at one crossroads."""
    county = bare()
    for i in range(3):
        place = shapely.Point(LNG + 0.0004 * i, LAT)
        county.put("disputes", f"d{i}", geom=place, **DISPUTE, colour="red")
        county.put("hazards", f"h{i}", geom=place, **HAZARD)
    county.put("units", "u0", geom=shapely.Point(LNG, LAT), unit_kind="station", name="派出所")
    return county


def badges(shown: MapOnTest) -> dict[str, tuple[float, float]]:
    """Where the badges near the crossroads stand, and the station, in px of the view."""
    items: list[dict[str, Any]] = shown.js(
        f"guatu.page.engine.ask('pick', {{lat: {LAT}, lng: {LNG}, zoom: guatu.page.map.getZoom(), reach: 60}})"
    )
    places = {
        item["layer"]: shown.at(item["lat"], item["lng"]) for item in items if not item.get("area")
    }
    return {layer: (place.x(), place.y()) for layer, place in places.items()}


def pixels(shown: MapOnTest) -> npt.NDArray[np.int16]:
    """The picture as channels."""
    image = shown.image()
    return np.frombuffer(image.constBits(), dtype=np.uint8).astype(np.int16)


def test_no_badge_hides_another_or_a_station(open_map: Opens) -> None:
    shown = open_map(crossroads(), view=View(LAT, LNG, 12))
    for zoom in (10.5, 12, 13.5):
        shown.view.go_to(LAT, LNG, zoom)
        shown.settle()
        found = badges(shown)
        assert set(found) == {"disputes", "hazards", "units"}
        for one, other in itertools.combinations(found.values(), 2):
            assert math.dist(one, other) > 18, (zoom, found)
        spot = shown.at(LAT, LNG)
        assert math.dist(found["units"], (spot.x(), spot.y())) < 2, "marks stand where they are"
        assert all(math.dist(place, (spot.x(), spot.y())) < 50 for place in found.values())


def test_an_edit_leaves_the_map_as_one_that_is_painted_anew(open_map: Opens) -> None:
    county = crossroads()
    shown = open_map(county, view=View(LAT, LNG, 13))
    former = badges(shown)
    county.put("units", "u0", geom=shapely.Point(LNG + 0.006, LAT + 0.004))
    shown.settle()
    county.put("hazards", "h2", geom=shapely.Point(LNG + 0.02, LAT))
    shown.settle()
    assert badges(shown)["disputes"] != former["disputes"], "the badge need not step aside any more"
    edited = pixels(shown)
    shown.view.set_theme("light")
    shown.settle()
    assert np.abs(pixels(shown) - edited).max() > 100
    shown.view.set_theme("dark")
    shown.settle()
    assert np.abs(pixels(shown) - edited).max() < 20, "but for the last bits of smoothed edges"
