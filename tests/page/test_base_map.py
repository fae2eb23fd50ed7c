"""Base maps of each sort lie under the map: in their place, quiet in both themes, never in place of the records."""

from __future__ import annotations

import gzip
import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from gis.datum import wgs84_to_gcj02
from layers.base.basemap import MOST_BYTES, VECTOR, BadBaseMap, BaseLook, BaseMap, unpacked
from layers.looks.themes import DISPUTES
from layers.pages.page import View
from layers.style import colour
from tests.helpers.base_maps import (
    EXTENT,
    directory,
    mbtiles,
    picture,
    pmtiles,
    tile_at,
    tiles_over,
    vector_tile,
)
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import made_county

HERE = (34.07, 114.21)
BOX = (113.9, 33.8, 114.6, 34.4)
RED = (214, 60, 60)
ALL = [(0, 0), (EXTENT, 0), (EXTENT, EXTENT), (0, EXTENT)]


def raster() -> dict[tuple[int, int, int], bytes]:
    return dict.fromkeys(tiles_over(*BOX, range(9, 13)), picture(RED))


def vector() -> dict[tuple[int, int, int], bytes]:
    water = vector_tile({"water": [("lake", ALL)], "unheard_of": [("x", ALL)]})
    return dict.fromkeys(tiles_over(*BOX, range(9, 13)), water)


@pytest.fixture
def opened() -> Iterator[list[BaseMap]]:
    made: list[BaseMap] = []
    yield made
    for base in made:
        base.close()


def until_ground(page: MapOnTest, wanted: QColor) -> None:
    """Wait until most of the land has the colour `wanted`: a frame reaches the widget later than the page."""
    page.until(lambda: ground(page) == wanted, f"land in {wanted.name()}")


def bare_map(open_map: Opens, view: View | None = None) -> MapOnTest:
    """Villages alone, nothing standing in them."""
    county = made_county(16, 60)
    for kind in ("hazards", "disputes"):
        county.frames[kind] = county.frames[kind].iloc[:0]
    page = open_map(county) if view is None else open_map(county, view=view)
    page.stack.apply(DISPUTES)
    page.settle()
    return page


def laid(page: MapOnTest, base: BaseMap, look: BaseLook | None = None) -> None:
    page.view.set_base(base, look)
    page.until(lambda: page.js("guatu.page.base.tiles !== null"), "the base map")
    page.until(lambda: page.js("guatu.page.base.tiles?.waiting === 0"), "its tiles")
    page.settle()


def reddish(seen: QColor) -> bool:
    return seen.red() > seen.green() + 20


def ground(page: MapOnTest) -> QColor:
    """The colour that most of the land has around the middle, names and lines aside."""
    image, middle = page.image(), page.at(*HERE)
    found = Counter(
        image.pixel(middle.x() + dx, middle.y() + dy)
        for dx in range(-60, 60, 2)
        for dy in range(-60, 60, 2)
    )
    return QColor(found.most_common(1)[0][0])


@pytest.mark.parametrize("sort", ["png", "jpg", "webp"])
def test_pictures_show_through_the_land_and_are_dimmed(
    open_map: Opens, opened: list[BaseMap], tmp_path: Path, sort: str
) -> None:
    kind = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[sort]
    tiles = dict.fromkeys(raster(), picture(RED, kind))
    opened.append(BaseMap(mbtiles(tmp_path / "r.mbtiles", tiles, sort)))
    page = bare_map(open_map)
    until_ground(page, QColor(colour("dark", "land")))
    laid(page, opened[0])
    page.until(lambda: reddish(ground(page)), "the picture under the land")
    seen = ground(page)
    assert seen.red() < RED[0] * 0.7, "a dark room wants it dim"
    page.view.set_theme("light")
    page.settle()
    assert ground(page).red() > 160
    page.view.set_base(opened[0], BaseLook(visible=False))
    page.settle()
    until_ground(page, QColor(colour("light", "land")))


@pytest.mark.parametrize("sort", ["mbtiles", "pmtiles", "pmtiles with leaves"])
def test_vector_tiles_take_the_colours_of_the_theme(
    open_map: Opens, opened: list[BaseMap], tmp_path: Path, sort: str
) -> None:
    file = tmp_path / "v.tiles"
    if sort == "mbtiles":
        mbtiles(file, vector(), "pbf")
    else:
        pmtiles(file, vector(), 1, leaves="leaves" in sort)
    opened.append(BaseMap(file))
    assert opened[0].about.vector
    page = bare_map(open_map)
    laid(page, opened[0])
    until_ground(page, QColor(colour("dark", "water")))
    page.view.set_theme("light")
    page.settle()
    until_ground(page, QColor(colour("light", "water")))
    page.view.go_to(*HERE, 15)  # beyond the file's last zoom: its last tiles, larger
    page.settle()
    page.until(lambda: page.js("guatu.page.base.tiles.waiting === 0"))
    until_ground(page, QColor(colour("light", "water")))


def test_tiles_in_gcj02_are_moved_to_where_their_places_are(
    open_map: Opens, opened: list[BaseMap], tmp_path: Path
) -> None:
    lat, lng = HERE
    east, north = wgs84_to_gcj02(lng, lat)
    z = 14
    x, y = tile_at(float(east), float(north), z)
    side = 60 / 4096  # of a tile: a house of some 40 m around the place
    corners = [
        (round((cx - int(x)) * EXTENT), round((cy - int(y)) * EXTENT))
        for cx, cy in (
            (x - side, y - side),
            (x + side, y - side),
            (x + side, y + side),
            (x - side, y + side),
        )
    ]
    tiles = dict.fromkeys(tiles_over(*BOX, [z]), vector_tile({"water": []}))
    tiles[z, int(x), int(y)] = vector_tile({"water": [("house", corners)]})
    opened.append(BaseMap(mbtiles(tmp_path / "g.mbtiles", tiles, "pbf")))
    page = bare_map(open_map, View(lat, lng, 16))
    water = colour("dark", "water").upper()
    laid(page, opened[0], BaseLook("gcj02"))
    page.until(lambda: water in page.colours(page.at(lat, lng), 2), "the house in its place")
    page.view.go_to(lat + 0.001, lng - 0.001, 17)
    page.settle()
    page.until(lambda: page.js("guatu.page.base.tiles.waiting === 0"))
    page.until(lambda: water in page.colours(page.at(lat, lng), 2), "the house in its place")
    laid(page, opened[0], BaseLook("wgs84"))
    page.view.go_to(lat, lng, 16)
    page.settle()
    page.until(lambda: page.js("guatu.page.base.tiles.waiting === 0"))
    assert water not in page.colours(page.at(lat, lng), 2)


def test_a_tile_that_cant_be_read_is_said_once_and_the_rest_is_shown(
    open_map: Opens, opened: list[BaseMap], tmp_path: Path
) -> None:
    tiles = raster()
    for tile in list(tiles)[1::2]:
        tiles[tile] = gzip.compress(picture(RED))[:-9]
    opened.append(BaseMap(mbtiles(tmp_path / "half.mbtiles", tiles, "png")))
    page = bare_map(open_map)
    laid(page, opened[0])
    faults = list(page.until(lambda: list(page.troubles), "the sentence"))
    page.troubles.clear()
    assert len(faults) == 1
    error, _where = faults[0]
    assert isinstance(error, BadBaseMap)
    assert "half.mbtiles" in error.sentence.zh


# -- files that are not what they say -----------------------------------------------------------------


def test_what_a_file_says_of_itself_is_kept_as_plain_text(
    opened: list[BaseMap], tmp_path: Path
) -> None:
    file = pmtiles(tmp_path / "p.pmtiles", raster(), 2)
    opened.append(BaseMap(file))
    about = opened[0].about
    assert (about.name, about.credit) == ("底图", "示例")
    assert not about.vector
    assert [about.low, about.high] == [9, 12]
    assert about.bounds == pytest.approx((113, 33, 115, 35))
    mimetype, content = opened[0].tile(*next(iter(raster()))) or ("", b"")
    assert (mimetype, content) == ("image/png", picture(RED))
    assert opened[0].tile(9, 0, 0) is None
    assert opened[0].tile(3, 0, 0) is None
    assert opened[0].tile(12, 1 << 12, 0) is None


def damaged(folder: Path) -> dict[str, Path]:
    good = pmtiles(folder / "good.pmtiles", raster(), 2).read_bytes()
    files = {
        "nothing": b"",
        "a text": "不是地图".encode(),
        "a head alone": good[:100],
        "cut in its directory": good[:140],
        "another version": b"PMTiles\x02" + good[8:],
        "another compression": good[:97] + b"\x04" + good[98:],
        "a root beyond the file": good[:8] + struct.pack("<2Q", 1 << 40, 1 << 20) + good[24:],
        "tiles of another type": good[:99] + b"\x05" + good[100:],
        "zooms upside down": good[:100] + b"\x0c\x02" + good[102:],
        "half a database": sqlite_bytes(folder)[:700],
        "a database without tiles": sqlite_bytes(folder),
    }
    made = {}
    for i, (name, content) in enumerate(files.items()):
        made[name] = folder / f"bad{i}.map"
        made[name].write_bytes(content)
    return made


def sqlite_bytes(folder: Path) -> bytes:
    where = folder / "empty.db"
    with sqlite3.connect(where) as file:
        file.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT)")
    file.close()
    return where.read_bytes()


def test_every_bad_file_is_one_sentence(tmp_path: Path) -> None:
    for name, file in damaged(tmp_path).items():
        with pytest.raises(BadBaseMap) as caught:
            BaseMap(file)
        assert file.name in caught.value.sentence.zh, name
        assert file.name in caught.value.sentence.en, name
    with pytest.raises(BadBaseMap):
        BaseMap(tmp_path / "not there.mbtiles")


def test_no_file_makes_the_reader_work_without_end(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * (MOST_BYTES + 1))
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="too many bytes"):
        unpacked(bomb)
    endless = tmp_path / "endless.mbtiles"
    with sqlite3.connect(endless) as file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT max(i) AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n"
        )
    file.close()
    with pytest.raises(BadBaseMap):
        BaseMap(endless)
    loop = pmtiles(tmp_path / "loop.pmtiles", raster(), 2, leaves=True)
    content = bytearray(loop.read_bytes())
    leaves_at, leaves_size = struct.unpack_from("<2Q", content, 40)
    itself = directory([(0, 0, leaves_size, 0)])  # a directory whose one entry is that directory
    content[8:24] = struct.pack("<2Q", len(content), len(itself))
    below = directory([(0, 0, len(itself), 0)])
    content[leaves_at : leaves_at + len(below)] = below
    loop.write_bytes(bytes(content) + itself)
    base = BaseMap(loop)
    with pytest.raises(BadBaseMap):
        base.tile(9, *(int(v) for v in tile_at(HERE[1], HERE[0], 9)))
    base.close()


def test_a_base_map_is_never_written(tmp_path: Path, opened: list[BaseMap]) -> None:
    file = mbtiles(tmp_path / "ro.mbtiles", vector(), "pbf")
    before = file.read_bytes()
    file.chmod(0o444)
    opened.append(BaseMap(file))
    found = opened[0].tile(9, *(int(v) for v in tile_at(HERE[1], HERE[0], 9)))
    assert found is not None
    assert found[0] == VECTOR
    assert file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ro.mbtiles"]
