"""Draws the wall charts of `docs/shots/wall`: five themes at three scales, dark and light, of Yanling and Putian.

Called by `tools.shots`. Each chart is the exported page (`layers.pages.export`) as a browser shows it, opened in Qt's
own engine with every request refused: what is drawn is what the file carries. Saved as WebP, small enough for one page.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QTimer, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from db.workspace import Workspace
from layers.looks.look import Fill, Look
from layers.looks.styling import FILLED, Styling
from layers.looks.themes import DISPUTES, DUTY, FORCE, HAZARDS, MapTheme
from layers.pages.export import PageOptions, export_page
from layers.pages.page import View
from layers.stack import LayerStack
from resources.text import Text

SIZE = (1680, 1050)
MOST_BYTES = 250_000
PATIENCE = 60.0
DENSITY = MapTheme(
    "density",
    Text("人口密度", "Population density"),
    Text("每平方公里人口", "people a square kilometre"),
    frozenset({"villages", "townships", "county", "units"}),
    looks={FILLED: Look(fill=Fill("density"), gaps=False)},
)
CHARTS = (DUTY, FORCE, DISPUTES, HAZARDS, DENSITY)
TITLES = {"411024": "鄢陵县", "3503": "莆田市"}
PLACES: dict[str, dict[str, View | None]] = {
    "411024": {
        "county": None,
        "town": View(34.1, 114.19, 12.75),
        "street": View(34.121, 114.134, 15),
    },
    "3503": {
        "county": None,
        "town": View(25.43, 119.02, 12.75),
        "street": View(25.4365, 119.128, 15),
    },
}


class _Nothing(QWebEngineUrlRequestInterceptor):
    """Lets the page itself and what it carries through, and nothing else."""

    refused: list[str]

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        if url.scheme() not in ("file", "blob", "data"):
            self.refused.append(url.toString())
            info.block(True)


def draw(demos: dict[str, Path], into: Path, only: str = "") -> Iterator[Path]:
    """Draw every chart whose name holds `only`; yields the files as they are written."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    guard = _Nothing()
    guard.refused = []
    view = QWebEngineView()
    view.page().profile().setUrlRequestInterceptor(guard)
    view.settings().setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, False)
    view.resize(*SIZE)
    view.show()
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for code, workspace in demos.items():
            for theme in CHARTS:
                names = [
                    f"{code}-{theme.name}-{scale}-{shade}"
                    for scale in PLACES[code]
                    for shade in ("dark", "light")
                ]
                if not any(only in name for name in names):
                    continue
                page = _page(
                    workspace, TITLES[code], theme, Path(folder) / f"{code}-{theme.name}.html"
                )
                _load(view, page)
                _until(
                    view,
                    "globalThis.guatu?.page?.firstSettled > 0 && guatu.page.reader.records.kinds !== null",
                )
                for scale, place in PLACES[code].items():
                    for shade in ("dark", "light"):
                        name = f"{code}-{theme.name}-{scale}-{shade}"
                        if only in name:
                            _show(view, place, shade)
                            yield _save(view, into / f"{name}.webp")
    assert not guard.refused, f"a page asked for {guard.refused}"
    delete(view)  # before the profile that its page lives in
    assert app is not None


def _page(workspace_file: Path, title: str, theme: MapTheme, file: Path) -> Path:
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    with Workspace.open(workspace_file) as workspace:
        stack = LayerStack(workspace, today=lambda: today)
        Styling(workspace, stack, today=lambda: today).show(theme)
        export_page(
            workspace, stack, file, PageOptions(title=title, subtitle=theme.title.zh), today
        )
        stack.close()
    return file


def _load(view: QWebEngineView, page: Path) -> None:
    loop = QEventLoop()
    view.loadFinished.connect(loop.quit)
    view.load(QUrl.fromLocalFile(str(page)))
    QTimer.singleShot(round(PATIENCE * 1000), loop, loop.quit)
    loop.exec()
    view.loadFinished.disconnect(loop.quit)


def _show(view: QWebEngineView, place: View | None, shade: str) -> None:
    if place is None:
        move = "guatu.page.reader.fit()"
    else:
        move = f"void guatu.page.map.setView([{place.lat}, {place.lng}], {place.zoom}, {{animate: false}})"
    _js(view, f"{move}; guatu.page.reader.dress('{shade}'); guatu.page.reader.chart(); 0")
    _wait(150)
    _until(view, "guatu.page.tiles.complete() && !guatu.page.tiles.sheets.shown.length")
    _wait(350)  # until the frame is on the widget


def _save(view: QWebEngineView, file: Path) -> Path:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    view.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    for quality in (88, 80, 70, 60, 45):
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size <= MOST_BYTES:
            return file
    raise SystemExit(f"{file.name} is larger than {MOST_BYTES} bytes")


def _js(view: QWebEngineView, script: str) -> Any:
    """What `script` gives, as far as Qt carries values across."""
    got: list[Any] = []
    loop = QEventLoop()

    def take(value: Any) -> None:
        got.append(value)
        loop.quit()

    view.page().runJavaScript(script, 0, take)
    QTimer.singleShot(10_000, loop, loop.quit)
    loop.exec()
    return got[0] if got else None


def _until(view: QWebEngineView, script: str) -> None:
    end = time.monotonic() + PATIENCE
    while not _js(view, f"Boolean({script})"):
        if time.monotonic() > end:
            raise SystemExit(f"waited for {script} in vain")
        _wait(50)


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def gallery(into: Path) -> None:
    """Write the page that shows every chart."""
    names = {"411024": "鄢陵县 Yanling", "3503": "莆田市 Putian"}
    lines = ["# Wall charts", "", _INTRODUCTION, ""]
    for code, place in names.items():
        for theme in CHARTS:
            lines += [
                f"## {place} · {theme.title.zh} {theme.title.en}",
                "",
                "| | dark | light |",
                "|---|---|---|",
            ]
            for scale in PLACES[code]:
                cells = [
                    f"![{scale} {shade}](wall/{code}-{theme.name}-{scale}-{shade}.webp)"
                    for shade in ("dark", "light")
                ]
                lines.append(f"| {scale} | {' | '.join(cells)} |")
            lines.append("")
    (into.parent / "README.md").write_text("\n".join(lines).rstrip() + "\n", "utf-8")


_INTRODUCTION = """\
Five map themes at three scales, dark for the duty room and light for print, drawn by `make shots` from the exported
page (`app.py page`) of two demo places. Outlines and place names are real; boundaries, people and cases are
invented."""


def main() -> int:
    """``python -m tools.wall_shots YANLING.gpkg PUTIAN.gpkg INTO [PART OF A NAME]``."""
    yanling, putian, into, *part = sys.argv[1:]
    for drawn in draw({"411024": Path(yanling), "3503": Path(putian)}, Path(into), *part[:1]):
        print(drawn)
    if not part:
        gallery(Path(into))
    return 0


if __name__ == "__main__":
    sys.exit(main())
