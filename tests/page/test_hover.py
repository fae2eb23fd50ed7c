"""What the pointer rests on is outlined, above all that is painted, by painting nothing, until the pointer goes."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, bare
from tests.page.test_hands import village_at
from ui.map_view.view import Item

OUTLINED = "(item => item && (item.uid ?? 'cluster'))(guatu.page.pointer.hover.outlined)"
RESTS = "guatu.page.tiles.present().every(({ due }) => !due.length)"
ACCENT = colour("dark", "accent")
EDGE = (
    "(rings => rings.map(ring => ring.map(p => guatu.page.map.latLngToContainerPoint(p)))"
    ".flat().filter(p => p.x > 20 && p.y > 20 && p.x < 780 && p.y < 560).map(p => [p.x, p.y]))"
    "(guatu.page.pointer.hover.drawn.getLayers()[0].getLatLngs())"
)


@pytest.fixture
def county() -> MadeWorkspace:
    made = bare()
    for serial, place in enumerate([(0, 0), (0.02, 0.02), (0.02, 0.02)]):
        made.put(
            "disputes",
            f"d{serial}",
            geom=shapely.Point(HERE[1] + place[0], HERE[0] + place[1]),
            **DISPUTE,
            colour="red",
            summary="宅基地边界",
        )
    return made


@pytest.fixture
def shown(county: MadeWorkspace, open_map: Opens) -> MapOnTest:
    return open_map(county, view=View(*HERE, 13))


def rest_on(shown: MapOnTest, where: QPoint, what: str) -> None:
    shown.hover(where)
    shown.until(lambda: shown.js(OUTLINED) == what, f"the outline of {what}")


def near(image: QImage, at: QPoint) -> bool:
    """Whether the accent is within 2 px of a place."""
    return any(
        QColor(image.pixel(at.x() + dx, at.y() + dy)).name().upper() == ACCENT
        for dx in range(-2, 3)
        for dy in range(-2, 3)
    )


def test_an_area_is_outlined_along_its_boundary_and_no_tile_is_painted(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    lat, lng = HERE[0] + 0.012, HERE[1] + 0.01
    shown.until(lambda: shown.js(RESTS), "the tiles of the view to be painted")
    before = shown.counts()
    rest_on(shown, shown.at(lat, lng), village_at(county, lat, lng))
    corners = [QPoint(round(x), round(y)) for x, y in shown.js(EDGE)]
    assert len(corners) >= 4

    def lit() -> float:
        image = shown.image()
        return sum(near(image, corner) for corner in corners) / len(corners)

    shown.until(lambda: lit() >= 0.8, "the line along its boundary")
    after = shown.counts()
    assert [after[name] for name in ("painted", "sheets")] == [
        before[name] for name in ("painted", "sheets")
    ]


def test_a_mark_has_a_ring_around_it_and_a_cluster_one_around_its_badge(shown: MapOnTest) -> None:
    rest_on(shown, shown.at(*HERE), "d0")
    beside = shown.at(*HERE) + QPoint(19, 0)
    shown.until(lambda: ACCENT in shown.colours(beside, 4), "the ring")
    assert ACCENT not in shown.colours(shown.at(*HERE), 8)
    badge = shown.at(HERE[0] + 0.02, HERE[1] + 0.02)
    rest_on(shown, badge, "cluster")
    shown.until(lambda: ACCENT in shown.colours(badge + QPoint(18, 0), 3), "the ring of the badge")


def test_it_goes_with_the_pointer_and_for_what_is_selected(shown: MapOnTest) -> None:
    rest_on(shown, shown.at(*HERE), "d0")
    shown.leave()
    shown.until(lambda: not shown.js(OUTLINED), "it to go")
    rest_on(shown, shown.at(*HERE), "d0")
    shown.view.select([Item("disputes", "d0")])
    shown.until(lambda: not shown.js(OUTLINED), "the selection to take its place")
    shown.view.select([])
    shown.until(lambda: shown.js(OUTLINED), "it to come back")


def test_it_follows_a_record_that_moves_and_goes_with_one_that_is_deleted(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    rest_on(shown, shown.at(*HERE), "d0")
    county.put("disputes", "d0", geom=shapely.Point(HERE[1] - 0.01, HERE[0]))
    place = "guatu.page.pointer.hover.drawn.getLayers()[0]?.getLatLng().lng ?? 0"
    shown.until(lambda: abs(shown.js(place) - HERE[1] + 0.01) < 1e-9, "it to follow")
    county.drop("disputes", "d0")
    shown.until(lambda: not shown.js(OUTLINED), "it to go")
