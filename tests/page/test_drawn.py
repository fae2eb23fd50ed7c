"""What is laid over the painted map, in the real page: lit areas, fans, heat, pulse, wall size, letters."""

from __future__ import annotations

import base64
import math

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from layers.above.overlay import Link, Overlay, Patch, Stand
from layers.pages.page import View
from layers.style import colour, page_tokens
from resources.text import Text
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import TODAY, MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, at_rest, bare

LAT, LNG = HERE
EARLIER = TODAY.replace(year=TODAY.year - 1)


def stacked(*uids: str, late: bool = False) -> MadeWorkspace:
    """Disputes on the very same spot, in a county where nothing else stands."""
    made = bare()
    common = DISPUTE | ({"found": EARLIER} if late else {})
    for uid, tint in zip(uids, ("red", "yellow", "blue", "blue", "blue"), strict=False):
        made.put("disputes", uid, geom=shapely.Point(LNG, LAT), **common, colour=tint)
    return made


def pixel(shown: MapOnTest, lat: float, lng: float) -> QColor:
    return QColor(shown.image().pixel(shown.at(lat, lng)))


def brightness(tint: QColor) -> float:
    return 0.2126 * tint.redF() + 0.7152 * tint.greenF() + 0.0722 * tint.blueF()


# -- overlays ---------------------------------------------------------------------------------------


def test_an_overlay_lights_its_area_dims_the_rest_and_goes_again(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    inside, outside = (LAT + 0.001, LNG + 0.001), (LAT - 0.008, LNG - 0.008)
    before = [pixel(shown, *place) for place in (inside, outside)]
    area = shapely.box(LNG - 0.004, LAT - 0.004, LNG + 0.004, LAT + 0.004)
    link = Link((LNG - 0.012, LAT), (LNG, LAT), "red", 3)
    words = Stand((LNG, LAT + 0.006), Text("柏梁派出所", "Bailiang station"))
    overlay = Overlay(
        (Patch(area, line="accent", width=3, lit=True),),
        (link,),
        (words,),
        Text("点亮", "Lit"),
        0.8,
    )

    shown.view.draw("overlay", "spotlight", overlay.as_json())
    shown.settle()

    assert pixel(shown, *inside) == before[0]
    assert pixel(shown, *outside) != before[1]
    edge = shown.at(LAT + 0.002, LNG + 0.004)
    assert colour("light", "accent") in shown.colours(edge, 3)
    assert colour("light", "red") in shown.colours(shown.at(LAT, LNG - 0.009), 3)
    assert shown.js("document.querySelector('.guatu-stand-words').textContent") == "柏梁派出所"
    assert shown.js("document.querySelector('.guatu-lit').textContent") == "点亮"
    shown.view.set_language("en")
    shown.settle()
    assert shown.js("document.querySelector('.guatu-lit').textContent") == "Lit"

    shown.view.draw("overlay", "spotlight", None)
    shown.settle()
    assert [pixel(shown, *place) for place in (inside, outside)] == before
    assert shown.js("document.querySelector('.guatu-lit').hidden") is True


def test_a_name_on_the_map_is_taken_for_what_it_names(open_map: Opens) -> None:
    county = bare()
    shown = open_map(county, view=View(LAT, LNG, 13))
    shown.stack.set_visible("resident_areas", True)
    shown.settle()
    named = shown.js(
        "(async page => { const found = []; const zoom = page.map.getZoom();"
        " for (let y = 20; y < 600; y += 8) for (let x = 20; x < 800; x += 26) {"
        "  const { lat, lng } = page.map.containerPointToLatLng([x, y]);"
        "  const [first] = await page.engine.ask('pick', { lat, lng, zoom });"
        "  if (first?.kind === 'officers') found.push([lat, lng, first.uid]); }"
        " return found; })(guatu.page)"
    )
    assert named, "no officer's name can be hit"
    lat, lng, uid = named[len(named) // 2]
    shown.click(shown.at(lat, lng))
    assert [(item.kind, item.uid) for item in shown.last("clicked").items[:1]] == [
        ("officers", uid)
    ]


# -- stacks and clusters ------------------------------------------------------------------------------


def test_marks_on_one_spot_are_one_badge_even_at_the_closest_view(open_map: Opens) -> None:
    shown = open_map(stacked("a", "b", "c"), view=View(LAT, LNG, 18))
    found = shown.js(f"guatu.page.engine.ask('pick', {{lat: {LAT}, lng: {LNG}, zoom: 18}})")
    assert found[0]["cluster"]["count"] == 3
    assert [one["count"] for one in found[0]["cluster"]["counts"]] == [1, 1, 1]


def test_a_stack_spreads_out_and_each_mark_is_chosen_by_mouse_or_key(open_map: Opens) -> None:
    shown = open_map(stacked("a", "b", "c"), view=View(LAT, LNG, 17))
    shown.target.setFocus()
    shown.click(shown.at(*HERE))
    fanned = "document.querySelectorAll('.guatu-fanned')"
    shown.until(lambda: shown.js(f"{fanned}.length") == 3, "the fan")
    assert shown.js(f"[...{fanned}].map(mark => mark.getAttribute('role'))") == ["button"] * 3
    assert "红色纠纷" in shown.js(f"{fanned}[0].getAttribute('aria-label')")

    x, y = shown.js(
        f"(b => [b.left + b.width / 2, b.top + b.height / 2])({fanned}[1].getBoundingClientRect())"
    )
    shown.leave()
    shown.settle()
    assert colour("dark", "yellow") in shown.colours(QPoint(round(x), round(y)), 6)
    shown.click(QPoint(round(x), round(y)))
    shown.until(lambda: shown.last("clicked").items[0].uid == "b", "the second")

    shown.js("document.activeElement.blur() || 0")
    shown.js(f"{fanned}[1].focus() || 0")
    QTest.keyClick(shown.target, Qt.Key.Key_Right)
    QTest.keyClick(shown.target, Qt.Key.Key_Return)
    shown.until(lambda: shown.last("clicked").items[0].uid == "c", "the third")
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    shown.until(lambda: shown.js(f"{fanned}.length") == 0, "the fan to close")


def test_hovering_a_cluster_lists_what_it_holds_worst_first(open_map: Opens) -> None:
    shown = open_map(stacked("a", "b", "c", "d"), view=View(LAT, LNG, 13))
    shown.hover(shown.at(*HERE))
    lines = "[...document.querySelectorAll('.guatu-tally > div')].map(line => line.innerText)"
    shown.until(lambda: len(shown.js(lines)) == 3, "the lines")
    assert [line.split() for line in shown.js(lines)] == [
        ["红色纠纷", "1"],
        ["黄色纠纷", "1"],
        ["蓝色纠纷", "2"],
    ]


# -- heat -------------------------------------------------------------------------------------------


def heat(lonlat: list[tuple[float, float]], peak: float, sigma_m: float = 500) -> dict[str, object]:
    packed = np.array(lonlat, dtype="<f4").tobytes()
    return {
        "places": base64.b64encode(packed).decode(),
        "sigma_m": sigma_m,
        "peak": peak,
        "title": {"zh": "热力", "en": "Heat"},
    }


def test_heat_is_strongest_where_the_places_are_and_has_a_legend(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 13))
    away = (LAT + 0.02, LNG + 0.03)
    plain, far = pixel(shown, *HERE), pixel(shown, *away)
    peak = 10 / (2 * math.pi * 0.5**2)  # ten on one spot, to the square kilometre
    shown.view.draw("heat", "heat", heat([(LNG, LAT)] * 10, peak))
    shown.settle()
    hot, warm = pixel(shown, *HERE), pixel(shown, LAT + 0.0045, LNG)  # 500 m: e^-½ of the peak
    assert brightness(hot) < brightness(warm) < brightness(plain)
    ramp = QColor(page_tokens("light")["ramp"][-1])
    assert abs(hot.red() - (0.78 * ramp.red() + 0.22 * plain.red())) < 14
    assert pixel(shown, *away) == far
    scale = shown.js("document.querySelector('.guatu-heat-scale').innerText").split()
    assert scale == ["0", "3.2", "6.4", "件/km²"]

    shown.view.draw("heat", "heat", None)
    shown.settle()
    assert pixel(shown, *HERE) == plain


# -- pulse ------------------------------------------------------------------------------------------


def move(shown: MapOnTest, still: bool) -> None:
    """Have the page find that the system asks for stillness, or not."""
    shown.js(
        "(pulse => { pulse.still = { matches: %s }; pulse.draw(); return 0; })"
        "(guatu.page.drawn.pulse)" % ("true" if still else "false")
    )


RINGS = "document.querySelectorAll('.guatu-pulse').length"


def test_what_is_overdue_pulses_without_a_tile_being_painted(open_map: Opens) -> None:
    shown = open_map(stacked("a", late=True), view=View(LAT, LNG, 15))
    QTest.qWait(300)
    assert shown.js(RINGS) == 0, "the system asks for stillness here"
    move(shown, still=False)
    shown.until(lambda: shown.js(RINGS) == 1, "the ring")
    strength = "guatu.page.drawn.pulse.pane.style.opacity"
    painted = at_rest(shown)["painted"]
    seen = set[str]()

    def shades() -> int:
        seen.add(shown.js(strength))
        return len(seen)

    shown.until(lambda: shades() >= 3, "it to grow and fade")
    assert shown.counts()["painted"] == painted
    move(shown, still=True)
    shown.until(lambda: shown.js(RINGS) == 0, "the rings to rest")


def test_nothing_pulses_when_nothing_is_overdue(open_map: Opens) -> None:
    shown = open_map(stacked("a"), view=View(LAT, LNG, 15))
    move(shown, still=False)
    QTest.qWait(400)
    assert shown.js(RINGS) == 0


# -- wall size and letters --------------------------------------------------------------------------


def test_at_wall_size_marks_are_twice_as_large_over_the_same_ground(open_map: Opens) -> None:
    shown = open_map(stacked("a"), view=View(LAT, LNG, 15))
    want = QColor(colour("dark", "red")).rgb()

    def width() -> int:
        image = shown.image()
        y = round(image.height() / 2) + 4
        return sum(image.pixel(x, y) == want for x in range(image.width()))

    before, extent = width(), shown.view.extent
    shown.view.set_wall(True)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 14, "the zoom")
    QTest.qWait(100)
    shown.settle()
    now = shown.view.extent
    assert extent is not None
    assert now is not None
    assert 1.6 * before <= width() <= 2.4 * before
    assert np.allclose(now.bounds, extent.bounds, atol=2e-4)
    assert now.metres_a_pixel == pytest.approx(extent.metres_a_pixel, rel=0.01)
    shown.view.set_wall(False)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 15, "the way back")


WRITTEN = """
(family => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [60, 20];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `400 12px "${family}"`;
  pen.fillStyle = guatu.page.tokens.land;
  pen.fillRect(0, 0, 60, 20);
  pen.textAlign = "center";
  pen.fillStyle = guatu.page.tokens.place_minor;
  pen.fillText("复直骨角", 30, 14);
  return [...pen.getImageData(0, 0, 60, 20).data].filter((_, i) => i % 4 === 1);
})
"""


def test_names_have_their_mainland_forms_though_a_worker_knows_no_language(open_map: Opens) -> None:
    county = bare(villages=9)
    county.frames["villages"]["name"] = "复直骨角"
    shown = open_map(county, theme="light", lang="en", view=View(LAT, LNG, 13))
    image = shown.image().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    green = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)[:, :, 1]
    windows = np.lib.stride_tricks.sliding_window_view(green, (20, 60))

    def off(family: str) -> int:
        """How far the nearest thing on the map is from the letters as `family` writes them."""
        letters = np.array(shown.js(f"{WRITTEN}('{family}')"), dtype=np.int16).reshape(20, 60)
        return min(
            int(np.abs(line.astype(np.int16) - letters).sum(axis=(1, 2)).min()) for line in windows
        )

    mainland, japanese = off("Noto Sans CJK SC"), off("Noto Sans CJK JP")
    assert mainland < 0.9 * japanese
