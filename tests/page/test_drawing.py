"""Each layer is drawn: probe pixels, tiles that agree, patches that repaint what they touch and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import signal
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import TODAY, MadeWorkspace, made_county

HERE = (34.07, 114.21)


def bare(villages: int = 64) -> MadeWorkspace:
    """A county with every post filled and nothing standing in it."""
    county = made_county(villages=villages, points=120)
    for kind in (
        "cameras",
        "checkpoints",
        "rooms",
        "workstations",
        "drone_stations",
        "sites",
        "units",
    ):
        county.frames[kind] = county.frames[kind].iloc[:0]
    for kind in ("hazards", "disputes"):
        county.frames[kind] = county.frames[kind].iloc[:0]
    return county


DISPUTE: dict[str, Any] = {
    "case_no": "D",
    "case_class": "general",
    "level": "village",
    "state": "found",
    "found": TODAY,
    "paused_days": 0,
}


def test_the_shapes_of_the_three_disputes_differ(open_map: Opens) -> None:
    county = bare()
    for i, name in enumerate(("red", "yellow", "blue")):
        county.put(
            "disputes",
            name,
            geom=shapely.Point(HERE[1] + 0.01 * (i - 1), HERE[0]),
            **DISPUTE,
            colour=name,
        )
    shown = open_map(county, view=View(*HERE, 14))
    image = shown.image()

    def width(name: str, dy: int) -> int:
        where = shown.at(HERE[0], HERE[1] + 0.01 * (("red", "yellow", "blue").index(name) - 1))
        want = QColor(colour("dark", name)).rgb()
        return sum(image.pixel(where.x() + dx, where.y() + dy) == want for dx in range(-11, 12))

    assert width("red", -6) < width("red", 0) < width("red", 6)  # triangle
    assert width("yellow", -5) < width("yellow", 0) > width("yellow", 5)  # diamond
    assert abs(width("blue", -5) - width("blue", 5)) <= 2  # circle
    assert width("blue", 5) > width("yellow", 5)


def test_an_overdue_dispute_has_a_halo_and_a_fresh_one_a_ring(open_map: Opens) -> None:
    county = bare()
    for i, age in enumerate((0, 30)):
        case = {**DISPUTE, "colour": "blue", "found": TODAY - dt.timedelta(days=age)}
        county.put("disputes", f"d{i}", geom=shapely.Point(HERE[1] + 0.01 * i, HERE[0]), **case)
    shown = open_map(county, view=View(*HERE, 14))
    image = shown.image()
    fresh, late = shown.at(HERE[0], HERE[1]), shown.at(HERE[0], HERE[1] + 0.01)
    blue = QColor(colour("dark", "blue")).rgb()
    assert any(image.pixel(fresh.x() + 14, fresh.y() + dy) == blue for dy in range(-2, 3))
    assert not any(image.pixel(late.x() + 14, late.y() + dy) == blue for dy in range(-2, 3))
    tinted = QColor(image.pixel(late.x() - 17, late.y()))
    plain = QColor(image.pixel(fresh.x() - 17, fresh.y()))
    assert tinted.blue() > plain.blue() + 25


def test_a_camera_turns_to_its_bearing_and_shows_its_view_from_zoom_16(open_map: Opens) -> None:
    county = bare()
    eye = {"camera_kind": "street", "status": "ok", "name": "x", "fov": 60.0, "range_m": 100.0}
    county.put("cameras", "east", geom=shapely.Point(HERE[1], HERE[0]), bearing=90.0, **eye)
    shown = open_map(county, view=View(*HERE, 17))
    where = shown.at(*HERE)
    image = shown.image()
    ground = QColor(image.pixel(where.x() - 60, where.y()))
    seen = QColor(image.pixel(where.x() + 60, where.y()))
    assert seen != ground
    assert QColor(image.pixel(where.x(), where.y() - 60)) == ground
    shown.view.go_to(*HERE, 15)
    shown.settle()
    image = shown.image()
    assert image.pixel(where.x() + 20, where.y()) == image.pixel(where.x() - 20, where.y())


def test_gaps_are_hatched_by_the_post_that_is_missing(open_map: Opens) -> None:
    county = made_county(villages=4, points=12)
    rows = [
        ("p1", "o1", "resident", "v1"),
        ("p2", "o2", "liaison", "v2"),
        ("p3", "o1", "resident", "v3"),
        ("p4", "o2", "liaison", "v3"),
    ]
    postings = county.frames["postings"].iloc[:0]
    for uid, officer, post, village in rows:
        postings.loc[len(postings)] = [uid, officer, post, village, None, TODAY, None]
    county.frames["postings"] = postings
    shown = open_map(county, view=View(34.07, 114.21, 11))
    shown.stack.set_visible("resident_areas", False)
    shown.settle()
    cells = county.frames["villages"].set_index("uid").geometry
    land = colour("dark", "land")

    def inside(uid: str) -> set[str]:
        centre = cells[uid].centroid
        return shown.colours(shown.at(centre.y + 0.03, centre.x + 0.03), 5)

    assert inside("v3") == {land}
    for uid in ("v0", "v1", "v2"):
        assert len(inside(uid) - {land}) > 3, uid


@pytest.mark.parametrize("post", ["resident", "liaison"])
def test_areas_of_neighbouring_officers_differ_in_colour_and_a_gap_is_hatched(
    post: str, open_map: Opens
) -> None:
    county = bare(16)
    postings = county.frames["postings"].query("post != @post or village_uid != 'v5'")
    county.frames["postings"] = postings.assign(officer_uid="o" + postings["village_uid"])
    shown = open_map(county, view=View(34.07, 114.21, 11))
    shown.stack.set_visible("resident_areas", post == "resident")
    shown.stack.set_visible("liaison_areas", post == "liaison")
    shown.settle()
    held = set(county.frames["postings"].query("post == @post")["village_uid"])
    cells = county.frames["villages"].set_index("uid").geometry
    image = shown.image()
    seen = {}
    for uid in held:
        inside = cells[uid].representative_point()
        where = shown.at(inside.y + 0.02, inside.x + 0.02)
        seen[uid] = QColor(image.pixel(where)).name()
    assert len(set(seen.values())) >= 5
    for one in held:
        for other in held:
            if one < other and cells[one].intersection(cells[other]).length > 0.01:
                assert seen[one] != seen[other]
    inside = cells["v5"].representative_point()
    hatch = shown.colours(shown.at(inside.y + 0.02, inside.x + 0.02), 6)
    assert any(QColor(each).red() > 2 * QColor(each).blue() for each in hatch), "amber lines"
    outline = county.frames["counties"].geometry.iloc[0].exterior
    edge = shapely.get_coordinates(cells["v0"].exterior.intersection(outline))
    lng, lat = max(edge, key=lambda place: place[1])
    assert colour("dark", "county") in shown.colours(shown.at(lat, lng), 3)


def test_the_map_says_so_while_an_invented_boundary_shows(
    open_map: Opens,
) -> None:
    shown = open_map()
    notice = "document.querySelector('.guatu-notice')"
    assert shown.js(f"{notice}.textContent") == "示意边界"
    assert shown.js(f"{notice}.hidden") is False
    shown.view.set_language("en")
    shown.settle()
    assert shown.js(f"{notice}.textContent") == "Indicative boundaries"
    for name in ("villages", "townships"):
        shown.stack.set_visible(name, False)
    shown.settle()
    assert shown.js(f"{notice}.hidden") is True


def test_a_name_that_crosses_the_edge_of_a_tile_is_whole(open_map: Opens) -> None:
    """Two villages of one shape and name, one over a tile's edge and one in its middle, look the same."""
    span = 360 / 2**11  # degrees of a tile at map zoom 12
    edge = round(HERE[1] / span) * span
    county = bare(4)
    county.frames["villages"] = county.frames["villages"].iloc[:0]
    county.frames["postings"] = county.frames["postings"].iloc[:0]
    for uid, middle in (("edge", edge), ("middle", edge + span / 2)):
        box = shapely.box(middle - 0.03, HERE[0] - 0.02, middle + 0.03, HERE[0] + 0.02)
        county.put(
            "villages", uid, name="彭店槐树村", population=1, boundary_source="official", geom=box
        )
    shown = open_map(county, view=View(HERE[0], edge + span / 4, 12))
    for name in ("townships", "county"):
        shown.stack.set_visible(name, False)
    shown.settle()
    image = shown.image()
    first, second = (shown.at(HERE[0], edge), shown.at(HERE[0], edge + span / 2))
    parts = [image.copy(where.x() - 50, where.y() - 12, 100, 24) for where in (first, second)]
    assert QColor(colour("dark", "place_minor")).rgb() in {
        parts[0].pixel(x, y) for x in range(100) for y in range(24)
    }
    assert parts[0] == parts[1]


def test_marks_that_would_cover_each_other_become_a_cluster_in_the_worst_colour(
    open_map: Opens,
) -> None:
    county = bare()
    for i, name in enumerate(("blue", "blue", "yellow", "red")):
        county.put(
            "disputes",
            f"d{i}",
            geom=shapely.Point(HERE[1] + 0.0004 * i, HERE[0]),
            **DISPUTE,
            colour=name,
        )
    shown = open_map(county, view=View(*HERE, 12))
    found = shown.colours(shown.at(HERE[0], HERE[1] + 0.0006), 14)
    assert {colour("dark", name) for name in ("red", "yellow", "blue")} <= found
    items = shown.js("guatu.page.engine.ask('pick', {lat: 34.07, lng: 114.2106, zoom: 12})")
    assert items[0]["cluster"]["count"] == 4
    shown.click(shown.at(HERE[0], HERE[1] + 0.0006))
    shown.until(
        lambda: shown.view.extent and shown.view.extent.view.zoom > 13, "the cluster to open"
    )


RESTLESS = ("painted", "sheets", "waiting", "ahead")


def at_rest(shown: MapOnTest) -> dict[str, Any]:
    """What the worker counted, when nothing has been painted for a while."""
    seen = [shown.counts()]

    def quiet() -> bool:
        QTest.qWait(150)
        seen.append(shown.counts())
        same = all(seen[-1][name] == seen[-2][name] for name in RESTLESS)
        return same and bool(shown.js("guatu.page.tiles.present().every(({ due }) => !due.length)"))

    shown.until(quiet, "the map at rest")
    return seen[-1]


def pixels(shown: MapOnTest) -> npt.NDArray[np.int16]:
    """The picture but for the corner with the beacon: height × width × 3."""
    image = shown.image().convertToFormat(QImage.Format.Format_RGBA8888)
    whole = np.frombuffer(bytes(image.constBits()), np.uint8)
    return whole.reshape(image.height(), image.width(), 4)[4:, 4:, :3].astype(np.int16)


def alike(one: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> bool:
    """Whether only the last shade of a slanting edge differs: it is rounded from where a picture begins."""
    off = np.abs(one - other).max(axis=2)
    return bool(off.max() <= 24 and (off > 8).mean() < 0.001)


def test_an_edit_repaints_the_tiles_it_touches_and_nothing_else(open_map: Opens) -> None:
    county = bare()
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]), **DISPUTE, colour="red")
    shown = open_map(county, view=View(*HERE, 14))
    shown.settle()
    before = at_rest(shown)
    assert before["names"]
    tile = 360 / 2**14  # 256 px
    row = (
        int(HERE[1] / tile) + 0.5
    ) * tile  # the middle of a tile in x: one column, at most two rows
    county.put("disputes", "d0", geom=shapely.Point(row, HERE[0]))
    shown.settle()
    at_once = shown.counts()
    assert at_once["patched"] == before["patched"] + 1
    assert at_once["sheets"] == before["sheets"] + 1
    across = shown.at(HERE[0], row).x() - shown.at(*HERE).x()
    assert at_once["sheetPx"] - before["sheetPx"] <= (abs(across) + 80) * 200
    red = colour("dark", "red")
    assert red in shown.colours(shown.at(HERE[0], row), 8)
    assert red not in shown.colours(shown.at(*HERE), 8)
    after = at_rest(shown)
    assert 1 <= after["painted"] - before["painted"] <= 6
    assert after["sheets"] == at_once["sheets"]
    assert after["loaded"] == before["loaded"]


@pytest.mark.parametrize("zoom", [11, 12.25, 14, 16.5])
def test_a_sheet_and_the_tiles_that_follow_it_are_the_same_picture(
    zoom: float, open_map: Opens
) -> None:
    shown = open_map(made_county(villages=100, points=200), view=View(*HERE, zoom))
    at_rest(shown)
    shown.js("(guatu.page.tiles.rest = () => {}, true)")  # tiles wait, however busy the machine is
    shown.js("guatu.page.engine.tell('theme', {tokens: guatu.page.tokens})")
    shown.settle()
    assert shown.js("guatu.page.tiles.sheets.shown.length") == 1
    sheet = pixels(shown)
    shown.js("(delete guatu.page.tiles.rest, guatu.page.tiles.rest(), true)")
    shown.until(lambda: shown.js("guatu.page.tiles.sheets.shown.length") == 0, "the sheet to go")
    shown.settle()
    assert alike(pixels(shown), sheet)


def test_after_many_edits_and_steps_the_map_is_as_if_it_were_opened_now(open_map: Opens) -> None:
    county = made_county(villages=100, points=200)
    shown = open_map(county, view=View(*HERE, 13))
    disputes = list(county.frames["disputes"]["uid"])[:12]
    for i, uid in enumerate(disputes[:6]):
        county.put("disputes", uid, geom=shapely.Point(HERE[1] + 0.004 * i, HERE[0]))
        county.put("disputes", disputes[6 + i], colour="yellow")  # where it stands, alone or not
        if i % 2:
            shown.view.go_to(HERE[0] + 0.002 * i, HERE[1] + 0.003 * i, 13 + i % 3)
    shown.view.go_to(*HERE, 13)
    shown.settle()
    worked = pixels(shown)
    at_rest(shown)
    assert alike(pixels(shown), worked)
    fresh = open_map(county, view=View(*HERE, 13))
    assert alike(pixels(fresh), worked)


def test_hiding_a_layer_takes_it_off_the_map_and_showing_brings_it_up_to_date(
    open_map: Opens,
) -> None:
    county = bare()
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]), **DISPUTE, colour="red")
    shown = open_map(county, view=View(*HERE, 14))
    red = colour("dark", "red")
    where = shown.at(*HERE)
    assert red in shown.colours(where, 8)
    shown.stack.set_visible("disputes", False)
    shown.settle()
    assert red not in shown.colours(where, 8)
    county.put("disputes", "d0", geom=shapely.Point(HERE[1] + 0.01, HERE[0]))
    shown.stack.set_visible("disputes", True)
    shown.settle()
    assert red not in shown.colours(where, 8)
    assert red in shown.colours(shown.at(HERE[0], HERE[1] + 0.01), 8)


def test_a_theme_changes_every_colour_and_asks_for_nothing_again(open_map: Opens) -> None:
    shown = open_map(bare(), view=View(34.07, 114.6, 12))  # beside the county
    loaded = shown.counts()["loaded"]
    assert colour("dark", "outside") in shown.colours(QPoint(400, 300), 30)
    shown.view.set_theme("light")
    shown.settle()
    assert colour("light", "outside") in shown.colours(QPoint(400, 300), 30)
    assert shown.counts()["loaded"] == loaded


def test_the_page_comes_back_with_the_same_view_when_its_process_dies(open_map: Opens) -> None:
    shown = open_map()
    shown.view.go_to(34.05, 114.15, 14)
    shown.settle()
    ready: list[None] = []
    shown.view.ready.connect(lambda: ready.append(None))
    pid = shown.view.page.renderProcessPid()
    os.kill(pid, signal.SIGKILL)
    shown.until(lambda: ready, "a new page")
    shown.settle()
    extent = shown.view.extent
    assert extent is not None
    assert (extent.view.lat, extent.view.lng) == pytest.approx((34.05, 114.15), abs=1e-3)
    assert extent.view.zoom == 14
    assert shown.counts()["loaded"] > 5
