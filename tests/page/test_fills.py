"""Fills, legend, names with figures and filters in the real page: probed pixels and what the page says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import shapely
from PySide6.QtGui import QColor

from layers.looks.look import PLAIN, Fill, Look
from layers.looks.styling import Styling
from layers.pages.page import View
from layers.style import Area, colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import TODAY, MadeWorkspace
from tests.page.test_drawing import bare

Dressed = Callable[..., tuple[MapOnTest, Styling]]


def county() -> MadeWorkspace:
    """A made county whose villages have people in five steps, one of them an unknown number."""
    made = bare(villages=36)
    rows = made.frames["villages"]
    rows["population"] = [1000 * (i % 5 + 1) for i in range(len(rows))]
    rows["population"] = rows["population"].astype("Int64")
    rows.loc[rows.index[7], "population"] = None
    rows["households"] = 400
    for column in ("counts", "unit_uid", "kind_of_place", "township_uid"):
        if column not in rows:
            rows[column] = None
    made.frames["terms"] = pd.DataFrame(
        {"list": ["village_counts"], "code": ["shops"], "zh": ["门店"], "en": ["Shops"]}
    ).assign(position=0, active=True)
    rows["kind_of_place"] = ["community" if i % 3 == 0 else "village" for i in range(len(rows))]
    return made


@pytest.fixture
def dressed(open_map: Opens) -> Dressed:
    def opens(**options: Any) -> tuple[MapOnTest, Styling]:
        options.setdefault("view", View(34.07, 114.21, 11))
        shown = open_map(county(), **options)
        for name in shown.stack.names:
            shown.stack.set_visible(name, name == "villages")
        shown.settle()
        return shown, Styling(shown.workspace, shown.stack, lambda: TODAY)

    return opens


def mixed(theme: str, area: Area) -> QColor:
    """The colour of an area's fill."""
    assert area.alpha == 1
    return QColor(colour(theme, area.fill or "land"))


def near(found: set[str], wanted: QColor) -> bool:
    """Whether one of the colours is the wanted one, give or take a step of rounding."""
    for name in found:
        seen = QColor(name)
        apart = (
            abs(seen.red() - wanted.red()),
            abs(seen.green() - wanted.green()),
            abs(seen.blue() - wanted.blue()),
        )
        if max(apart) <= 2:
            return True
    return False


def inside(shown: MapOnTest) -> list[tuple[str, str, Any]]:
    """Uid, class and a place off its name for every village well within the view."""
    found = []
    for layer, rows in shown.stack.seen():
        if layer.name != "villages":
            continue
        for uid, class_, shape in zip(rows["uid"], rows["class"], rows.geometry, strict=True):
            lon, lat = shapely.get_coordinates(shape)[0]
            lon, lat = lon + 0.28 * (shape.centroid.x - lon), lat + 0.28 * (shape.centroid.y - lat)
            at = shown.at(lat, lon)
            if 20 < at.x() < 780 and 20 < at.y() < 580 and not (at.x() > 560 and at.y() > 340):
                found.append((uid, class_, at))
    assert len(found) > 8
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("by", ["population", "kind_of_place", "household_size"])
def test_each_village_has_the_colour_that_the_legend_says(
    dressed: Dressed, by: str, theme: str
) -> None:
    shown, styling = dressed(theme=theme)
    assert styling.wear("villages", Look(fill=Fill(by, "natural", 5), gaps=False, line=0))
    shown.settle()
    rules = shown.stack.layer("villages").style.rules
    probed = 0
    for uid, class_, at in inside(shown):
        area = rules[class_].symbol
        assert isinstance(area, Area)
        if area.hatch:
            continue
        assert near(shown.colours(at, 2), mixed(theme, area)), (uid, class_)
        probed += 1
    assert probed > 6


def test_a_village_without_a_value_is_dotted_and_its_line_is_in_the_legend(
    dressed: Dressed,
) -> None:
    shown, styling = dressed()
    styling.wear("villages", Look(fill=Fill("population"), gaps=False, line=0))
    shown.settle()
    (empty,) = [at for _uid, class_, at in inside(shown) if class_ == "none"]
    found = shown.colours(empty, 6)
    assert near(found, QColor(colour("dark", "land")))
    assert len(found) > 2  # dots lie on it
    shown.until(lambda: "无数据" in shown.js("document.querySelector('.guatu-key').textContent"))


def test_the_legend_in_the_corner_counts_its_classes_and_follows_the_language(
    dressed: Dressed,
) -> None:
    shown, styling = dressed()
    assert shown.js("document.querySelector('.guatu-key').hidden")
    styling.wear("villages", Look(fill=Fill("population", "equal", 5), gaps=False))
    shown.settle()
    read = "[...document.querySelectorAll('.guatu-key-count')].map(e => Number(e.textContent))"
    shown.until(lambda: sum(shown.js(read)) == 36, "the legend")
    assert len(shown.js(read)) == 6
    shown.view.set_language("en")
    title = "document.querySelector('.guatu-key-title').textContent"
    shown.until(lambda: "Population" in shown.js(title))
    styling.wear("villages", PLAIN)
    shown.until(lambda: shown.js("document.querySelector('.guatu-key').hidden"))


def test_figures_stand_under_names_in_the_language_of_the_page(dressed: Dressed) -> None:
    shown, styling = dressed(view=View(34.11, 114.21, 13.5))
    styling.wear("villages", Look(labels=("population",)))
    shown.stack.advance("villages")
    shown.settle()
    lines = "guatu.page.engine.ask('written', {zoom: Math.round(guatu.page.map.getZoom())})"
    shown.until(lambda: any("人口3000" in line for line in shown.js(lines)), "lines under names")
    shown.view.set_language("en")
    shown.until(lambda: any("Pop. 3000" in line for line in shown.js(lines)), "in English")


def test_a_filter_leaves_the_rest_undrawn_unnamed_and_unpicked(dressed: Dressed) -> None:
    shown, styling = dressed()
    places = inside(shown)
    styling.wear("villages", Look(where="人口 > 4500", line=0))
    shown.settle()
    drawn = {uid: class_ for uid, class_, _at in inside(shown)}
    hidden = next(at for uid, _class, at in places if drawn[uid] == "-")
    kept = next(at for uid, _class, at in places if drawn[uid] != "-")
    outside = QColor(colour("dark", "outside"))
    shown.until(lambda: near(shown.colours(hidden, 3), outside), "an empty place")
    assert near(shown.colours(kept, 2), QColor(colour("dark", "land")))
    shown.click(hidden)
    assert not shown.last("clicked").items
    names = set(shown.counts()["names"])
    found = shown.workspace.frames["villages"]
    assert names <= set(found.loc[found["population"] > 4500, "name"])


def test_out_of_its_zooms_a_layer_is_not_drawn(dressed: Dressed) -> None:
    shown, styling = dressed()
    _uid, _class, at = inside(shown)[0]
    styling.wear("villages", Look(from_zoom=12))
    shown.settle()
    outside = QColor(colour("dark", "outside")).name().upper()
    shown.until(lambda: shown.colours(at, 2) == {outside}, "an empty place")
    assert shown.counts()["names"] == []
    shown.view.go_to(34.07, 114.21, 12)
    shown.settle()
    assert len(shown.counts()["names"]) > 0


def test_names_without_room_are_told(open_map: Opens) -> None:
    heard: list[list[dict[str, str]]] = []
    shown = open_map(bare(villages=400), view=View(34.07, 114.21, 10))
    shown.view.namesLeft.connect(heard.append)
    shown.view.go_to(34.07, 114.21, 11)
    shown.settle()
    shown.until(lambda: heard and len(heard[-1]) > 0, "names without room")
    told = [name["uid"] for name in heard[-1] if name["layer"] == "villages"]
    villages = shown.workspace.frames["villages"]
    assert told
    assert set(told) <= set(villages["uid"])
    written = [name for name in shown.counts()["names"] if name in set(villages["name"])]
    assert len(written) + len(told) <= len(villages)
    shown.view.go_to(34.07, 114.21, 14)
    shown.settle()
    shown.until(lambda: len(heard[-1]) == 0, "room for every name")


def test_a_mark_hides_no_name_that_stands_aside_or_is_told(open_map: Opens) -> None:
    county = bare(64)
    px = 360 / 256 / 2**11
    for uid, shape in zip(
        county.frames["townships"]["uid"], county.frames["townships"].geometry, strict=True
    ):
        middle = shape.representative_point()
        for row in range(-9, 10):  # a fence of marks through the whole township
            where = shapely.Point(middle.x, middle.y + row * 16 * px)
            county.put("units", f"{uid}{row}", name="所", unit_kind="station", geom=where)
    heard: list[list[dict[str, str]]] = []
    shown = open_map(county, view=View(34.07, 114.21, 12))
    shown.view.namesLeft.connect(heard.append)
    shown.view.go_to(34.07, 114.21, 11)
    shown.settle()
    written = set(shown.js("guatu.page.engine.ask('written', {zoom: 11})"))
    assert len(written & set(county.frames["townships"]["name"])) > 4
    assert len(written & set(county.frames["villages"]["name"])) > 20
    ask = """
    (places => {
      const at = places.map(place => guatu.page.map.project(place, 11));
      const lines = at.map(({x, y}) => [x - 6, y, x + 6, y]);
      return guatu.page.engine.ask('crossed', {zoom: 11, lines});
    })"""
    marks = [[point.y, point.x] for point in county.frames["units"].geometry]
    assert shown.js(f"{ask}({marks})") == []
    villages = county.frames["villages"]
    left = set(villages["name"]) - written
    told = {name["uid"] for name in heard[-1]} if heard else set()
    assert set(villages.loc[villages["name"].isin(left), "uid"]) <= told
