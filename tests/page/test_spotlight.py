"""Lines and words of an overlay among the names of the map, in the real page: neither makes the other unreadable."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from shapely import Point

from layers.above.overlay import Link, Overlay, Patch, Stand
from layers.pages.page import View
from layers.style import colour
from resources.text import Text
from tests.page.conftest import MapOnTest, Opens
from tests.page.test_drawing import HERE, bare

LAT, LNG = HERE
ABOVE = "[...document.querySelectorAll('.guatu-names-above text')].map((text) => text.textContent)"


def named(shown: MapOnTest) -> tuple[str, float, float, QPoint]:
    """A village's name near the middle of the view: text, place, and the same in px."""
    found: list[Any] = shown.js(
        "(async page => { const zoom = page.map.getZoom(); const { min, max } = page.map.getPixelBounds();"
        " const lines = []; for (let y = min.y; y < max.y; y += 8) lines.push([min.x, y, max.x, y]);"
        " const names = await page.engine.ask('crossed', { zoom, lines });"
        " const far = ({ x, y }) => Math.hypot(2 * x - min.x - max.x, 2 * y - min.y - max.y);"
        " return names.sort((a, b) => far(a) - far(b)).map((name) => {"
        " const { lat, lng } = page.map.unproject([name.x, name.y], zoom);"
        " return [name.lines[0].text, lat, lng]; }); })(guatu.page)"
    )
    text, lat, lng = found[0]
    return text, lat, lng, shown.at(lat, lng)


def test_a_name_that_a_line_goes_through_is_written_above_it_and_follows_the_map(
    open_map: Opens,
) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    text, lat, lng, where = named(shown)
    halo = colour("light", "land")
    free = shown.image().copy(where.x() - 40, where.y() - 6, 80, 12)
    overlay = Overlay((), (Link((lng - 0.02, lat), (lng + 0.02, lat), "red", 3),))
    shown.view.draw("overlay", "spotlight", overlay.as_json())
    shown.settle()
    assert shown.js(ABOVE) == [text]
    assert halo in shown.colours(where, 6), "the halo parts the line"
    struck = shown.image().copy(where.x() - 40, where.y() - 6, 80, 12)
    same = sum(free.pixel(x, y) == struck.pixel(x, y) for x in range(20, 60) for y in range(12))
    assert same > 0.8 * 40 * 12, "the letters stand where they stood"

    shown.js("void guatu.page.map.setZoom(15, { animate: false })")
    shown.settle()
    assert shown.js(ABOVE) == [text]
    shown.view.draw("overlay", "spotlight", None)
    shown.settle()
    assert shown.js(ABOVE) == []


def test_words_of_an_overlay_step_aside_from_names_and_from_each_other(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    _, lat, lng, where = named(shown)
    place = shown.js(
        f"(({{lat, lng}}) => [lng, lat])(guatu.page.map.containerPointToLatLng([{where.x()}, {where.y() - 48}]))"
    )
    two = (
        Stand(tuple(place), Text("派出所", "Station")),
        Stand(tuple(place), Text("籍贯", "Home")),
    )
    covering = Stand((lng, lat), Text("在名称上", "On a name"))
    shown.view.draw("overlay", "spotlight", Overlay(stands=(*two, covering)).as_json())
    shown.settle()
    sides = shown.js(
        "[...document.querySelectorAll('.guatu-stand-words')].map((words) => words.dataset.side)"
    )
    assert sides[0] != sides[1]
    assert sides[2] != "below", "there the words would cover the name"


def test_words_at_the_side_of_the_map_are_shifted_into_it(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    lng, lat = shown.js(
        "(({lat, lng}) => [lng, lat])(guatu.page.map.containerPointToLatLng([12, 200]))"
    )
    words = Stand((lng, lat), Text("马栏派出所 · 驻村 民警0028", "Malan station"))
    shown.view.draw("overlay", "spotlight", Overlay(stands=(words,)).as_json())
    shown.settle()
    box = "document.querySelector('.guatu-stand-words').getBoundingClientRect()"
    assert shown.js(f"{box}.left") >= 0

    shown.js("void guatu.page.map.panBy([-300, 0], { animate: false })")
    shown.settle()
    middle = shown.js(f"{box}.left + {box}.width / 2")
    assert middle == pytest.approx(shown.at(lat, lng).x(), abs=2), "with room it is under its mark"


def test_the_line_that_says_what_is_lit_breaks_between_its_parts(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    parts = "水坑村委会 · 驻村 民警0151 · 包村 民警0304 · 包抓 领导0008"
    shown.view.draw("overlay", "spotlight", Overlay(title=Text(parts, parts)).as_json())
    shown.settle()
    told = shown.js(
        "(() => { const card = document.querySelector('.guatu-lit'); const found = [];"
        " for (let width = 300; width > 140; width -= 20) { card.style.width = `${width}px`;"
        " found.push([...card.querySelectorAll('span')].map((part) => part.offsetHeight)); }"
        " return [card.innerText.trim(), card.offsetHeight, found.flat()]; })()"
    )
    text, high, heights = told
    assert " ".join(text.split()) == parts
    assert high > 2 * heights[0], "at some width it has several lines"
    assert len(set(heights)) == 1, "no part is broken over two of them"


def test_what_is_lit_keeps_its_name_bright_while_the_names_around_step_back(
    open_map: Opens,
) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    text, lat, lng, _where = named(shown)
    around = Point(lng, lat).buffer(0.004)
    shown.view.draw(
        "overlay",
        "spotlight",
        Overlay((Patch(around, lit=True, line="accent"),), dim=0.76).as_json(),
    )
    shown.settle()
    written = shown.js(
        "[...document.querySelectorAll('.guatu-names-above text')].map((text) =>"
        " [text.textContent, text.style.fill, Number(text.style.fillOpacity)])"
    )
    red, green, blue = (int(colour("light", "text")[at : at + 2], 16) for at in (1, 3, 5))
    assert [text, f"rgb({red}, {green}, {blue})", 1] in written
    assert all(strength == 1 for _name, _fill, strength in written), "no faint name is written anew"


def test_the_line_of_what_is_lit_covers_nothing_at_the_edge(open_map: Opens) -> None:
    shown = open_map(bare(), theme="light", view=View(LAT, LNG, 14))
    gaps = (
        "(() => { const low = (name) => document.querySelector(name).getBoundingClientRect();"
        " const [card, note] = [low('.guatu-lit'), low('.guatu-notice')];"
        " const map = guatu.page.map.getSize().x;"
        " return [card.left + card.right - map, note.left - card.right, note.top - card.bottom]; })()"
    )
    words = Text("甲村委会驻村民警、" * 8, "Village, resident officer, " * 6)
    for wide, where in ((60, "middle"), (200, "left"), (380, "above")):
        shown.js(f"document.querySelector('.guatu-notice').style.width = '{wide}px'")
        shown.view.draw("overlay", "spotlight", Overlay(title=words).as_json())
        shown.settle()
        off, across, above = shown.js(gaps)
        assert (abs(off) < 2) is (where != "left")
        assert (across > 0) is (where != "above")
        assert (above > 0) is (where == "above")
