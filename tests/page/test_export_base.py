"""The base map in an exported page: its tiles of the extent ride inside, with no request; one too large is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from layers.base import tiles as base_tiles
from layers.base.basemap import BaseLook, BaseMap
from layers.base.tiles import LEFT_OUT, carried
from layers.looks.themes import DISPUTES
from layers.pages.export import PageOptions, export_page
from layers.pages.page import View
from layers.stack import LayerStack
from tests.helpers.base_maps import mbtiles, picture, tiles_over
from tests.helpers.chromium import Chromium
from tests.helpers.needs import ROOT
from tests.helpers.small_county import TODAY, SmallCounty, small_county

EXTENT = (114.0, 34.0, 114.2, 34.15)
HERE = View(34.05, 114.09, 12)
RED, BLUE = (200, 40, 40), (40, 60, 200)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("base") / "small.gpkg")
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Red up to zoom 11, blue beyond."""
    tiles = {
        place: picture(RED if place[0] <= 11 else BLUE)
        for place in tiles_over(113.5, 33.5, 114.7, 34.6, range(8, 14))
    }
    return mbtiles(
        tmp_path_factory.mktemp("tiles") / "base.mbtiles", tiles, "png", attribution="© 测绘院"
    )


@pytest.fixture
def base(file: Path) -> Iterator[BaseMap]:
    opened = BaseMap(file)
    yield opened
    opened.close()


@pytest.fixture
def written(county: SmallCounty, base: BaseMap, tmp_path: Path) -> Callable[[], Path]:
    def write() -> Path:
        stack = LayerStack(county.workspace, today=lambda: TODAY)
        stack.apply(DISPUTES)
        options = PageOptions(theme="light", view=HERE, base=(base, BaseLook()))
        target = tmp_path / "map.html"
        export_page(county.workspace, stack, target, options, TODAY)
        stack.close()
        return target

    return write


def tint(image: QImage) -> str:
    """Whether most of the map's right half is rather red or rather blue."""
    seen: Counter[str] = Counter()
    for x in range(500, 980, 7):
        for y in range(80, 640, 7):
            colour = QColor(image.pixel(x, y))
            seen["red" if colour.red() > colour.blue() else "blue"] += 1
    return seen.most_common(1)[0][0]


def test_its_tiles_are_shown_at_every_zoom_without_a_request(written: Callable[[], Path]) -> None:
    with Chromium((1000, 700)) as browser:
        browser.open(written())
        seen = {}
        for zoom in (11, 12, 15):
            browser.js(
                f"(guatu.page.map.setView([{HERE.lat}, {HERE.lng}], {zoom}, {{animate: false}}), 0)"
            )
            browser.settle()
            browser.until("guatu.page.base.tiles.waiting === 0")
            seen[zoom] = tint(browser.image())
        assert seen == {11: "red", 12: "blue", 15: "blue"}
        assert browser.js("document.querySelector('.guatu-credit').textContent") == "© 测绘院"
        browser.js("(document.querySelector('[data-layer=base] input').click(), 0)")
        assert browser.js("guatu.page.base.tiles === null")
        assert browser.requests == []
        assert browser.said == []


def test_whole_zooms_go_out_as_far_as_they_fit(
    base: BaseMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = carried(base, BaseLook(), EXTENT)
    assert everything is not None
    assert everything.about["high"] == 13
    size = len(picture(RED))
    monkeypatch.setattr(base_tiles, "MOST_BYTES", 12 * size)
    some = carried(base, BaseLook(), EXTENT)
    assert some is not None
    assert some.about["low"] <= some.about["high"] < 13
    assert some.tiles * size <= 12 * size
    monkeypatch.setattr(base_tiles, "MOST_BYTES", size - 1)
    assert carried(base, BaseLook(), EXTENT) is None


def test_one_that_does_not_fit_is_left_out_and_the_page_says_so(
    written: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_tiles, "MOST_BYTES", 10)
    text = written().read_text(encoding="utf-8")
    assert json.dumps(LEFT_OUT.zh)[1:-1] in text
    assert 'id="guatu-base-tiles"' not in text


def test_the_command_takes_a_base_map_along(
    county: SmallCounty, file: Path, tmp_path: Path
) -> None:
    county.workspace.close()
    target = county.workspace.target.path
    assert target is not None
    command = [sys.executable, "app.py", "page", str(target), str(tmp_path / "out.html")]
    done = subprocess.run(
        [*command, "--base", str(file), "--json"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)["base"]
    assert said["zooms"][1] == 13
    assert said["tiles"] > 10
