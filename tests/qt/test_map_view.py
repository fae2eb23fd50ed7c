"""The map view keeps to itself: its scheme, its profile, its threads, and the guard that PySide6 6.12 needs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineUrlScheme
from PySide6.QtWidgets import QApplication

from db.errors import WorkspaceError
from layers.pages.page import View
from layers.stack import LayerStack
from resources.text import Text
from tests.helpers.qt import PATIENCE
from tests.page.conftest import MapOnTest
from tests.page.made import TODAY, MadeWorkspace, made_county
from tools.build_assets import build
from ui.map_view.scheme import ORIGIN, SCHEME
from ui.map_view.view import MapView


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[MapOnTest]:  # noqa: ARG001 - there must be one before a view
    build()
    found = MapOnTest(made_county(villages=16, points=60), view=View(34.07, 114.21, 12))
    yield found
    found.close()


def outcome(shown: MapOnTest, request: str) -> str:
    """What became of a request that a script in the page makes: ``status N`` or ``refused``."""
    return str(shown.js(f"fetch({request}).then(a => 'status ' + a.status, () => 'refused')"))


@pytest.mark.usefixtures("shown")
def test_the_scheme_is_secure_and_has_no_local_access() -> None:
    flags = QWebEngineUrlScheme.schemeByName(SCHEME).flags()
    kinds = QWebEngineUrlScheme.Flag
    assert flags & kinds.SecureScheme
    assert flags & kinds.FetchApiAllowed
    assert not flags & kinds.LocalScheme
    assert not flags & kinds.LocalAccessAllowed


def test_our_addresses_answer_get_and_nothing_else(shown: MapOnTest) -> None:
    assert outcome(shown, "'layers/villages'") == "status 200"
    assert outcome(shown, "'layers/nobody'") == "status 404"
    assert outcome(shown, "'layers/villages', {method: 'POST', body: 'x'}") == "status 403"
    assert outcome(shown, "'layers/villages', {method: 'DELETE'}") == "status 403"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "https://example.invalid/",
        "file:///etc/hostname",
        "guatu://other/page.html",
        "//x.invalid/",
    ],
)
def test_no_other_address_can_be_asked_for(address: str, shown: MapOnTest) -> None:
    assert outcome(shown, repr(address)) == "refused"
    assert (
        shown.js(
            f"new Promise(r => {{ const i = new Image(); i.onload = () => r('shown');"
            f" i.onerror = () => r('refused'); i.src = {address!r}; }})"
        )
        == "refused"
    )


def test_the_page_cannot_be_led_away(shown: MapOnTest) -> None:
    for address in (
        "https://example.invalid/",
        "file:///etc/hostname",
        "data:text/html,x",
    ):
        shown.view.page.runJavaScript(f"location.href = {address!r}")
        QTest.qWait(50)
        assert shown.view.page.url().toString() == f"{ORIGIN}/page.html", address
    shown.view.page.setUrl(QUrl("https://example.invalid/"))
    QTest.qWait(50)
    assert shown.js("location.href") == f"{ORIGIN}/page.html"


def test_nothing_is_kept(shown: MapOnTest) -> None:
    profile = shown.view.page.profile()
    assert profile.isOffTheRecord()
    assert profile.httpCacheType() == QWebEngineProfile.HttpCacheType.NoCache
    assert (
        shown.js(
            "(() => { try { return localStorage === null ? 'none' : 'some' } catch (e) { return 'none' } })()"
        )
        == "none"
    )


def test_an_inline_script_without_the_nonce_does_not_run(shown: MapOnTest) -> None:
    shown.js(
        "(() => { const s = document.createElement('script'); s.text = 'globalThis.trapped = 1';"
        " document.body.append(s); return 0 })()"
    )
    assert shown.js("globalThis.trapped ?? null") is None
    assert any(
        "Content Security Policy" in str(error)
        for error, source in shown.troubles
        if source == "console"
    )


class Slow(MadeWorkspace):
    """A workspace that notes which thread reads, and may fail."""

    threads: set[int]
    broken = False

    def frame(self, kind: str, *values: Any, **named: Any) -> Any:
        self.threads = {*getattr(self, "threads", ()), threading.get_ident()}
        if self.broken:
            raise WorkspaceError(Text("读不到工作区。", "The workspace can't be read."))
        return super().frame(kind, *values, **named)


def test_layers_are_read_off_the_gui_thread(qapp: QApplication) -> None:  # noqa: ARG001
    workspace = Slow(made_county(villages=16, points=60).frames)
    shown = MapOnTest(workspace)
    workspace.put(
        "postings", workspace.frames["postings"]["uid"].iloc[0], end=TODAY.replace(year=2020)
    )
    shown.settle()
    assert threading.get_ident() not in workspace.threads
    assert len(workspace.threads) >= 1
    assert not shown.troubles
    shown.close()


class Told(LayerStack):
    """A stack that tells when every layer that is shown was asked for."""

    def __init__(self, workspace: MadeWorkspace) -> None:
        self.asked: set[str] = set()
        self.all_asked = threading.Event()
        super().__init__(workspace, today=lambda: TODAY)

    def payload(self, name: str) -> bytes:
        self.asked.add(name)
        if self.asked >= {name for name in self.names if self.visible(name)}:
            self.all_asked.set()
        return super().payload(name)


def test_what_the_page_will_ask_for_is_read_before_it_does(qapp: QApplication) -> None:  # noqa: ARG001
    stack = Told(made_county(villages=16, points=60))
    view = MapView(stack)
    # No event is dealt with meanwhile, so there is no page.
    assert stack.all_asked.wait(PATIENCE / 1000)
    assert view.extent is None
    view.shutdown()
    stack.close()
    view.close()
    view.deleteLater()


def test_a_layer_that_cannot_be_read_is_told_and_the_map_stays(shown: MapOnTest) -> None:
    before = shown.counts()["painted"]
    workspace = Slow(shown.workspace.frames)
    shown.stack._frames._source = workspace
    workspace.broken = True
    shown.workspace.put("disputes", "d0", colour="red")
    shown.settle()
    errors = [error for error, source in shown.troubles if source == "layer disputes"]
    assert isinstance(errors[0], WorkspaceError)
    assert shown.stack.stale() == ("disputes",)
    assert shown.counts()["painted"] >= before


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_none_outlives_a_shift_of_calls(shown: MapOnTest) -> None:
    for _ in range(20_000):
        shown.view.setObjectName("map")
    assert sys.getrefcount(None) > 1 << 39
