"""The plain page in a window of its own, driven by the same hand as the real one.

It opens the file that `plain_page` wrote, in this process and at the size of the real map, and reads the page's title
to know what is on the screen. An edit goes through the same workspace; the plain program then sets the style of the one
circle that it stands for. It has no table and no panel to keep in step.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSize, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from benchmarks.hand import Hand, evaluate, until
from benchmarks.trial import LIMIT_MS, turned_on


class PlainWindow:
    """One plain page on trial.

    Parameters
    ----------
    compose : callable
        Reads the records and writes the HTML file; part of the first map, as reading them is of the real one.
    size : QSize
        Of the map, in px.
    fill : callable
        Gives the path options of every village by uid, by its cover or (True) by population.
    edit : callable
        Writes one change to the workspace; returns the uid and the new path options of its circle.
    """

    def __init__(
        self,
        compose: Callable[[], Path],
        size: QSize,
        fill: Callable[[bool], Mapping[str, Any]],
        edit: Callable[[], tuple[str, Mapping[str, Any]]],
    ) -> None:
        self._compose = compose
        self._fill, self._by_population = fill, False
        self.page_alone: list[float] = []
        """Of each first map, the milliseconds of the browser alone."""
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
        self._until(lambda: self._page.setHtml(""), accept=lambda _: True, what="an empty page")
        started = time.perf_counter()
        url = QUrl.fromLocalFile(str(self._compose()))
        composed = (time.perf_counter() - started) * 1000
        loaded = self._drawn(
            lambda: self._page.load(url), what="the plain page's first map", first=True
        )
        self.page_alone.append(loaded)
        self._hand = Hand(self.view)
        if not self._home:
            centre = "plain.map.getCenter()"
            self._home = json.loads(
                self._js(f"JSON.stringify([{centre}.lat, {centre}.lng, plain.map.getZoom()])")
            )
        return composed + loaded

    def zoom(self, notches: int) -> float:
        return self._drawn(lambda: self.hand.wheel(notches), what="a plain zoom step")

    def run_in(self) -> float:
        turned_on(self.hand)
        return self._drawn(lambda: self.hand.wheel(1), what="a plain run of the wheel")

    def let_go(self) -> float:
        return self._drawn(self.hand.release, what="the plain map after a drag")

    def recolour(self) -> float:
        self._by_population = not self._by_population

        def change() -> None:
            styles = json.dumps(self._fill(self._by_population))
            style = "plain.layers.villages.setStyle((f) => styles[f.properties.uid])"
            self._page.runJavaScript(f"{{ const styles = {styles}; {style}; plain.tell(); }}")

        return self._drawn(change, what="a plain recolouring")

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
        self.view.setPage(None)  # type: ignore[arg-type]  # the page goes before its profile; Qt takes none
        for each in (
            self._page,
            self.view,
            self._profile,
        ):  # the profile last, as WebEngine wants it
            shiboken6.delete(each)

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
