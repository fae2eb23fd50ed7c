"""The map as one file, in Chromium with the network off: it asks for nothing and looks as the live one does."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from shapely import MultiPolygon, box

from db.records import Camera, Dispute, Officer, Record, Unit, Village
from db.workspace import Workspace
from gis.transfer.errors import TransferError, TransferQuestion
from layers.looks.look import Fill, Look
from layers.looks.styling import Styling
from layers.looks.themes import DISPUTES
from layers.looks.themes import DUTY as DUTY_THEME
from layers.pages.export import PageOptions, export_page
from layers.pages.page import View
from layers.pages.readership import AUDIENCES, BRIEFING, DUTY, PUBLIC, Audience
from layers.stack import LayerStack
from tests.helpers.chromium import Chromium
from tests.helpers.needs import ROOT
from tests.helpers.small_county import SmallCounty, small_county
from ui.map_view.view import MapView

TODAY = dt.date(2026, 11, 22)
WIDTH, HEIGHT = 800, 600
HERE = View(34.075, 114.15, 11.5)
NOT_FOR_EVERYONE: dict[type[Record], dict[str, str]] = {
    Officer: {"duty_phone": "0374-7160110"},
    Unit: {"duty_phone": "0374-7160220"},
    Camera: {"note": "箱体钥匙在警务室"},
    Dispute: {"details": "双方各执一词", "agreement": "各让一步"},
}


@dataclass
class Made:
    """A small county, and a folder for what is written of it."""

    county: SmallCounty
    folder: Path

    def stack(self) -> LayerStack:
        found = LayerStack(self.county.workspace, today=lambda: TODAY)
        found.apply(DUTY_THEME)
        return found

    def written(self, name: str, options: PageOptions) -> Path:
        file = self.folder / name
        stack = self.stack()
        export_page(self.county.workspace, stack, file, options, TODAY)
        stack.close()
        return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("export")
    county = small_county(folder / "small.gpkg")
    with county.workspace.operation("test", label="what is not for everyone") as op:
        for cls, values in NOT_FOR_EVERYONE.items():
            drawn = (
                one for one in county.workspace.find(cls) if getattr(one, "geom", 0) is not None
            )
            op.update(next(drawn), **values)
    yield Made(county, folder)
    county.workspace.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium((1280, 800)) as page:
        yield page


@pytest.fixture
def quiet(browser: Chromium) -> Iterator[Chromium]:
    """The browser; a request or a complaint of the page fails the test."""
    browser.requests.clear()
    browser.said.clear()
    yield browser
    assert browser.requests == []
    assert browser.said == []


@pytest.mark.parametrize("colours", ["dark", "light"])
def test_it_asks_for_nothing_and_looks_as_the_live_map_does(
    made: Made, quiet: Chromium, qtbot: QtBot, colours: str
) -> None:
    options = PageOptions(theme=colours, view=HERE)  # type: ignore[arg-type]
    file = made.written(f"{colours}.html", options)
    quiet.resize(WIDTH, HEIGHT + 100)
    quiet.open(file)
    quiet.js("guatu.page.reader.side.dataset.open = false")
    tall = quiet.js("document.querySelector('.folium-map').getBoundingClientRect().height")
    quiet.resize(WIDTH, round(HEIGHT + 100 + HEIGHT - tall))
    go_to(quiet, HERE)
    quiet.settle()
    box = quiet.js(
        "(b => [b.x, b.y, b.width, b.height])(guatu.page.map.getContainer().getBoundingClientRect())"
    )
    assert box[2:] == [WIDTH, HEIGHT]
    exported = pixels(quiet.image().copy(*map(round, box)))

    stack = made.stack()
    view = MapView(stack, theme=colours, view=HERE)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(WIDTH, HEIGHT)
    view.show()
    stamp = view.ask_stamp()
    qtbot.waitUntil(lambda: view.painted_stamp >= stamp)
    live = pixels(view.web.grab().toImage())
    view.shutdown()
    stack.close()

    assert live.shape == exported.shape
    assert len(np.unique(live[::4, ::4].reshape(-1, 3), axis=0)) > 12, "there is something to see"
    # Left out: the scale bar's corner, and the corners where the live page has its beacon and its notice.
    inner = (slice(4, HEIGHT - 44), slice(4, WIDTH))
    off = np.abs(live[inner].astype(int) - exported[inner].astype(int)).max(axis=2) > 24
    assert off.mean() < 0.004, f"{off.mean():.2%} of the map differs"


def test_its_reader_finds_opens_and_switches(made: Made, quiet: Chromium) -> None:
    file = made.written("reader.html", PageOptions())
    quiet.resize(1280, 800)
    quiet.open(file)
    name = made.county.workspace.frame("villages", columns=["name"])["name"].iloc[0]
    quiet.js("document.querySelector('.reader-search input').focus()")
    quiet.type(name)
    quiet.until("document.querySelectorAll('.reader-answers li bdi').length")
    quiet.key("Enter", 13)
    quiet.until("!document.querySelector('.reader-card').hidden")
    assert quiet.js("document.querySelector('.reader-card h2').textContent") == name
    assert quiet.js("document.querySelectorAll('.leaflet-selection-pane path').length") == 2

    lines = "[...document.querySelectorAll('[data-layer={}] .reader-count')].map((count) => Number(count.textContent))"
    counts = quiet.js(lines.format("villages"))
    assert sum(counts) == len(made.county.workspace.frame("villages", columns=["uid"]))
    assert 0 not in counts, "the legend names what is there and nothing else"

    quiet.js("document.querySelector('.reader-close').click()")
    quiet.settle()
    before = pixels(quiet.image())
    quiet.js("document.querySelector('[data-layer=villages] input').click()")
    quiet.settle()
    assert quiet.js("document.querySelector('[data-layer=villages]').dataset.on") == "false"
    assert (pixels(quiet.image()) != before).any()


def test_a_click_tells_of_the_record_and_what_lies_under_it(made: Made, quiet: Chromium) -> None:
    file = made.written("click.html", PageOptions(lang="en"))
    quiet.resize(1280, 800)
    quiet.open(file)
    rows = made.county.workspace.frame("disputes")
    row = rows.loc[rows.geometry.notna() & rows["closed"].isna()].iloc[0]
    go_to(quiet, View(row.geom.y, row.geom.x, 17))
    quiet.settle()
    x, y = quiet.js(
        f"(() => {{ const m = guatu.page.map; const p = m.latLngToContainerPoint([{row.geom.y}, {row.geom.x}]);"
        " const b = m.getContainer().getBoundingClientRect(); return [p.x + b.x, p.y + b.y]; })()"
    )
    quiet.click(x, y)
    quiet.until("!document.querySelector('.reader-card').hidden")
    text = quiet.js("document.querySelector('.reader-card').innerText")
    assert row["case_no"] in text
    assert row["summary"] not in text
    assert "Also here" in text


def test_its_button_prints_a_painted_light_sheet_of_the_same_ground_and_leaves_the_screen_as_it_was(
    made: Made, quiet: Chromium
) -> None:
    quiet.resize(1000, 500)
    quiet.open(made.written("sheet.html", PageOptions(theme="dark")))
    go_to(quiet, View(34.08, 114.16, 13))
    state = (
        "[guatu.page.reader.theme, ...Object.values(guatu.page.map.getSize()),"
        " guatu.page.map.getZoom(), guatu.page.tiles.complete()]"
    )
    screen = quiet.js(state)
    quiet.js("void (globalThis.ground = guatu.page.map.getBounds())")
    quiet.js(f"window.print = () => {{ globalThis.sheet = {state} }}")
    quiet.js("document.querySelector('.reader-head').lastChild.click()")
    theme, width, height, zoom, painted = quiet.until("globalThis.sheet")
    assert (theme, painted) == ("light", True)
    assert width == pytest.approx(403 / 25.4 * 96, abs=1)
    assert height > 900, "as tall as a sheet of A3, not as the window"
    assert zoom >= screen[3]
    assert quiet.js("guatu.page.map.getBounds().contains(ground)")
    quiet.ask("Emulation.setEmulatedMedia", media="print")
    seen = "getComputedStyle(document.querySelector('{}')).display !== 'none'"
    shown = [".reader-head button", ".reader-search", ".reader-side", ".reader-foot"]
    assert [quiet.js(seen.format(part)) for part in shown] == [False, False, True, True]
    quiet.ask("Emulation.setEmulatedMedia", media="")
    quiet.js("window.dispatchEvent(new Event('afterprint'))")
    assert quiet.js(state)[:4] == screen[:4]


def test_on_a_telephone_the_head_is_two_lines_and_layers_give_way_to_the_record(
    made: Made, quiet: Chromium
) -> None:
    quiet.resize(390, 844)
    quiet.open(made.written("telephone.html", PageOptions(title="鄢陵县春季百日行动挂图作战总览")))
    assert quiet.js("document.querySelector('.reader-head').offsetHeight") < 110
    assert quiet.js("document.documentElement.scrollWidth") == 390
    quiet.js("document.querySelector('.reader-head button').click()")
    assert quiet.js("document.querySelector('.reader-side').dataset.open") == "true"
    quiet.js("document.querySelector('.reader-search input').focus()")
    quiet.type(made.county.workspace.frame("villages", columns=["name"])["name"].iloc[0])
    quiet.until("document.querySelectorAll('.reader-answers li bdi').length")
    quiet.key("Enter", 13)
    quiet.until("document.querySelector('.reader-card').offsetHeight")
    assert quiet.js("document.querySelector('.reader-side').dataset.open") == "false"
    quiet.key("Escape", 27)
    quiet.until("document.querySelector('.reader-card').hidden")


def test_villages_without_officers_or_townships_go_out_too(quiet: Chromium, tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "bare.gpkg", user="duty", seat="desk-1") as workspace:
        square = MultiPolygon([box(114, 34, 114.1, 34.1)])
        with workspace.operation("test") as op:
            op.add(Village(code="411024100001", name="孤村", boundary_source="drawn", geom=square))
        stack = LayerStack(workspace, today=lambda: TODAY)
        export_page(workspace, stack, tmp_path / "bare.html", PageOptions(), TODAY)
        stack.close()
    quiet.open(tmp_path / "bare.html")
    assert quiet.js("guatu.page.reader.records.find('guc').then(found => found[0].name)") == "孤村"


# -- who may read what --------------------------------------------------------------------------------


def carried(file: Path) -> str:
    """Everything that stands in a page, its packed blocks opened."""
    text = file.read_text("utf-8")
    blocks = re.findall(r'<script type="application/gzip;base64" id="([^"]+)"[^>]*>([^<]*)<', text)
    assert len(blocks) > 3
    opened = [
        gzip.decompress(base64.b64decode(block)).decode("utf-8", "replace") for _, block in blocks
    ]
    return re.sub(r'<script type="application/gzip[^<]*<', "<", text) + "".join(opened)


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda audience: audience.name)
def test_only_what_its_reader_may_see_is_in_the_file(made: Made, audience: Audience) -> None:
    workspace = made.county.workspace
    text = carried(made.written(f"{audience.name}.html", PageOptions(audience=audience)))
    disputes = workspace.frame("disputes")
    assert disputes["case_no"].notna().any()
    for cls in (Officer, Unit):
        assert (NOT_FOR_EVERYONE[cls]["duty_phone"] in text) == (audience is DUTY)
    for summary in disputes.loc[disputes.geometry.notna(), "summary"]:
        assert (summary in text) == (audience is DUTY)
    for case in disputes.loc[disputes.geometry.notna(), "case_no"]:
        assert (case in text) == (audience is not PUBLIC)
    for kind, column in (
        ("disputes", "details"),
        ("disputes", "agreement"),
        ("visits", "text"),
        ("findings", "text"),
        ("cameras", "note"),
    ):
        for prose in workspace.frame(kind)[column].dropna():
            assert not prose or prose not in text, (
                f"{kind}.{column} is in the page for {audience.name}"
            )
    gaps = [f"gap:{uid}" in text for uid in workspace.frame("villages")["uid"]]
    assert any(gaps) == (audience is not PUBLIC)


def test_a_page_of_an_extent_holds_nothing_beyond_it(made: Made) -> None:
    villages = made.county.workspace.frame("villages")
    first = villages.geometry.iloc[0]
    beyond = villages.loc[~villages.geometry.intersects(first.envelope)]
    assert len(beyond)
    west, south, east, north = first.buffer(-0.001).bounds
    text = carried(made.written("part.html", PageOptions(extent=(west, south, east, north))))
    assert villages["name"].iloc[0] in text
    for uid in beyond["uid"]:
        assert uid not in text


def test_a_fill_goes_out_to_colleagues_and_never_to_the_public(made: Made) -> None:
    workspace, stack = made.county.workspace, made.stack()
    look = Look(fill=Fill("population"), labels=("population",))
    Styling(workspace, stack, today=lambda: TODAY).wear("villages", look)
    texts = {}
    for audience in (BRIEFING, PUBLIC):
        file = made.folder / f"filled-{audience.name}.html"
        export_page(workspace, stack, file, PageOptions(audience=audience), TODAY)
        texts[audience.name] = carried(file)
    stack.close()
    assert "人口" in texts["briefing"]
    assert '"count0"' in texts["briefing"]
    assert "人口" not in texts["public"]
    assert '"count0"' not in texts["public"].replace('"count0","count1"', "")


# -- the file -----------------------------------------------------------------------------------------


def test_it_is_written_whole_logged_and_never_through_a_link(made: Made) -> None:
    workspace, stack = made.county.workspace, made.stack()
    file = made.folder / "logged.html"
    said = export_page(workspace, stack, file, PageOptions(), TODAY)
    entry = workspace.journal.entries()[-1]
    assert entry.verb == "page"
    assert entry.operation == said["operation"]
    assert "logged.html" in entry.label
    assert said["bytes"] == file.stat().st_size
    before = file.read_bytes()
    with pytest.raises(TransferQuestion):
        export_page(workspace, stack, file, PageOptions(), TODAY)
    assert file.read_bytes() == before
    link = made.folder / "link.html"
    link.symlink_to(file)
    with pytest.raises(TransferError):
        export_page(workspace, stack, link, PageOptions(overwrite=True), TODAY)
    assert file.read_bytes() == before
    assert workspace.journal.entries()[-1].operation == said["operation"], (
        "a refused export is no export"
    )
    assert not list(made.folder.glob(".guatu-*"))
    stack.close()


def test_names_in_a_page_are_text(made: Made) -> None:
    stack = made.stack()
    hostile = "</script><script>alert(1)</script><!--{{7*7}}"
    file = made.folder / "hostile.html"
    export_page(made.county.workspace, stack, file, PageOptions(title=hostile), TODAY)
    stack.close()
    assert "alert(1)</script>" not in file.read_text("utf-8")
    with Chromium((1000, 700)) as page:
        page.open(file)
        assert page.js("document.querySelector('.reader-head h1 bdi').textContent") == hostile
        assert page.said == []


def test_the_command_writes_what_the_window_writes(tmp_path: Path) -> None:
    source = tmp_path / "small.gpkg"
    small_county(source).workspace.close()
    file = tmp_path / "out.html"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, ROOT / "app.py", "page", source, file, "--json", *words],
            env=os.environ | {"HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    done = run(
        "--theme", "disputes", "--colours", "light", "--audience", "briefing", "--lang", "en"
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["audience"] == "briefing"
    assert said["layers"]["disputes"] > 0
    html = file.read_text("utf-8")
    assert '<html lang="en">' in html
    assert DISPUTES.title.en in html
    again = run()
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert file.read_text("utf-8") == html
    with Workspace.open(source, readonly=True) as workspace:
        assert workspace.journal.entries()[-1].operation == said["operation"]


def go_to(page: Chromium, view: View) -> None:
    page.js(
        f"void guatu.page.map.setView([{view.lat}, {view.lng}], {view.zoom}, {{animate: false}})"
    )


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Rows of (red, green, blue)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return flat[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()
