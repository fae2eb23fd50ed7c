"""The plain page in a window of its own, driven by the same hand as the real one.

It opens the file that `plain_page` wrote, in this process and at the size of the real map, and reads the page's title
to know what is on the screen. An edit goes through the same workspace; the plain program then sets the style of the one
circle that it stands for. It has no table and no panel to keep in step.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from benchmarks.hand import Hand, evaluate, until
from benchmarks.trial import LIMIT_MS


class PlainWindow:
    """One plain page on trial.

    Parameters
    ----------
    page : Path
        The HTML file.
    size : QSize
        Of the map, in px.
    fills : two mappings uid → path options
        The two colourings of the villages that `recolour` takes in turn.
    edit : callable
        Writes one change to the workspace; returns the uid and the new path options of its circle.
    """

    def __init__(
        self,
        page: Path,
        size: QSize,
        fills: tuple[Mapping[str, Any], Mapping[str, Any]],
        edit: Callable[[], tuple[str, Mapping[str, Any]]],
    ) -> None:
        self._file = page
        self._fills, self._filled = fills, 0
        self._edit = edit
        self._profile = QWebEngineProfile()
        self._page = QWebEnginePage(self._profile)
        self.view = QWebEngineView()
        self.view.setPage(self._page)
        self.view.resize(size)
        self.view.show()
        self._hand: Hand | None = None
        self._home: list[float] = []

    @property
    def hand(self) -> Hand:
        """The hand on the page; RuntimeError before the first map."""
        if self._hand is None:
            raise RuntimeError("the plain page was not opened yet")
        return self._hand

    def first_map(self) -> float:
        url = QUrl.fromLocalFile(str(self._file))
        self._until(
            lambda: self._page.setHtml(""), accept=lambda _title: True, what="an empty page"
        )
        taken = self._drawn(
            lambda: self._page.load(url), what="the plain page's first map", first=True
        )
        self._hand = Hand(self.view)
        if not self._home:
            self._home = self._js(
                "[plain.map.getCenter().lat, plain.map.getCenter().lng, plain.map.getZoom()]"
            )
        return taken

    def zoom(self, notches: int) -> float:
        return self._drawn(lambda: self.hand.wheel(notches), what="a plain zoom step")

    def let_go(self) -> float:
        return self._drawn(self.hand.release, what="the plain map after a drag")

    def recolour(self) -> float:
        self._filled = 1 - self._filled
        styles = json.dumps(self._fills[self._filled])
        script = f"{{ const s = {styles}; plain.layers.villages.setStyle((f) => s[f.properties.uid]); plain.tell(); }}"
        return self._drawn(lambda: self._page.runJavaScript(script), what="a plain recolouring")

    def edit(self) -> float:
        def change() -> None:
            uid, style = self._edit()
            script = (
                f"plain.byUid.get({json.dumps(uid)}).setStyle({json.dumps(style)}); plain.tell();"
            )
            self._page.runJavaScript(script)

        return self._drawn(change, what="a plain edit")

    def back(self) -> None:
        lat, lng, zoom = self._home
        script = f"plain.map.setView([{lat}, {lng}], {zoom}, {{animate: false, reset: true}}); plain.tell();"
        self._drawn(lambda: self._page.runJavaScript(script), what="the plain map's first view")

    def close(self) -> None:
        """Close the window and its page."""
        self.view.close()
        self.view.setPage(None)  # type: ignore[arg-type]
        self._page.deleteLater()
        self.view.deleteLater()
        self._profile.deleteLater()

    def _js(self, script: str) -> Any:
        return evaluate(self._page, script)

    def _drawn(self, act: Callable[[], object], *, what: str, first: bool = False) -> float:
        """Milliseconds from `act` until the page has drawn what it started after that."""
        done = 0 if first else int(self._js("plain.asked"))
        return self._until(act, accept=lambda title: _number(title) > done, what=what)

    def _until(
        self, act: Callable[[], object], *, accept: Callable[[str], bool], what: str
    ) -> float:
        return until(self._page.titleChanged, act, accept, what=what, limit_ms=LIMIT_MS)


def _number(title: str) -> int:
    word, _, number = title.partition(" ")
    return int(number) if word == "drawn" and number.isdigit() else -1
