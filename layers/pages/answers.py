"""What each address of the map's scheme answers: pure functions from a path to (type, bytes, headers).

No Qt: the glue in `ui.map_view.scheme` asks `Pages.answer` on a worker thread and hands the answer over. Addresses are
listed in `_ROUTES`; anything else is refused with `NoSuchPage`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import resources
from db.errors import WorkspaceError
from layers.base.basemap import BadBaseMap, BaseLook, BaseMap
from layers.pages.page import View, compose, content_security_policy
from layers.stack import LayerStack
from layers.style import Theme
from resources.text import Language, Text


class NoSuchPage(Exception):
    """No page has this address."""


class AssetsMissing(WorkspaceError):
    """The page's bundles were never built."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"地图页面不完整（缺少 {name}）。数据未受影响；运行 make assets 后重新打开。",
                f"The map page is incomplete ({name} is missing). No data is affected; run make assets and open again.",
            )
        )


class Blobs(Protocol):
    """Where thumbnails are kept."""

    def blob(self, sha256: str) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers."""

    mimetype: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def _raised(error: BadBaseMap) -> None:
    raise error


@dataclass
class Pages:
    """The pages of one map view.

    `view`, `theme` and `lang` are read when the page is asked for, so that a page that is loaded again looks as the
    last one did. `built_in` holds files that are not ours, such as Qt's ``qwebchannel.js``.
    """

    stack: LayerStack
    blobs: Blobs | None = None
    theme: Theme = "dark"
    lang: Language = "zh"
    view: View = field(default_factory=View)
    built_in: Mapping[str, bytes] = field(default_factory=dict)
    base: tuple[BaseMap, BaseLook] | None = None
    """The base map that lies under the map, and how."""
    fault: Callable[[BadBaseMap], object] = field(default=_raised)
    """Told, once a base map, of the first tile that can't be read; the page gets an empty one in its place."""
    _faulty: int = field(default=0, init=False)
    _chosen: tuple[int, Callable[[], bytes]] = field(default=(0, bytes), init=False)
    composed: list[dict[str, Any]] = field(default_factory=list, init=False)
    """The layers as the page was last told of them in its own text."""

    def answer(self, path: str) -> Answer:
        """The answer to ``/page.html``, ``/layers/villages`` …; `path` is decoded and has no query.

        Raises NoSuchPage, AssetsMissing, and whatever the workspace raises while a layer is read.
        """
        for pattern, make in _ROUTES:
            match = pattern.fullmatch(path)
            if match:
                return make(self, **match.groupdict())
        raise NoSuchPage(path)

    def page(self) -> Answer:
        nonce = secrets.token_hex(16)  # lower case: WebEngine 6.12 lowers the header's value
        self.composed = self.stack.as_json()
        html = compose(
            self.composed,
            theme=self.theme,
            lang=self.lang,
            view=self.view,
            nonce=nonce,
            base=self.base and self.base[0].as_json(self.base[1]),
        )
        return Answer(
            "text/html", html.encode(), {"Content-Security-Policy": content_security_policy(nonce)}
        )

    def vendor(self, name: str) -> Answer:
        mimetype = _MIMETYPES[name.rpartition(".")[2]]
        if name in self.built_in:
            return Answer(mimetype, self.built_in[name])
        file = resources.path("vendor", name)
        if not file.is_file():
            raise AssetsMissing(name)
        headers = {"Content-Security-Policy": content_security_policy(secrets.token_hex(16))}
        return Answer(mimetype, file.read_bytes(), headers)

    def layer(self, name: str) -> Answer:
        if name not in self.stack.names:
            raise NoSuchPage(name)
        return Answer("application/octet-stream", self.stack.payload(name))

    def base_tile(self, serial: str, z: str, x: str, y: str) -> Answer:
        """A tile of the base map; empty where it has none, and for a base map that is no longer shown."""
        nothing = Answer("application/octet-stream", b"")
        shown = self.base
        if shown is None or shown[0].serial != int(serial):
            return nothing
        try:
            found = shown[0].tile(int(z), int(x), int(y))
        except BadBaseMap as error:
            if self._faulty != shown[0].serial:
                self._faulty = shown[0].serial
                self.fault(error)
            return nothing
        return nothing if found is None else Answer(*found)

    def choose(self, uids: Callable[[], bytes]) -> int:
        """Have `uids` (JSON, by kind) ready for the page; returns the number by which it asks for them."""
        self._chosen = self._chosen[0] + 1, uids
        return self._chosen[0]

    def chosen(self, serial: str) -> Answer:
        number, uids = self._chosen
        if int(serial) != number:
            raise NoSuchPage(serial)
        return Answer("application/json", uids())

    def thumb(self, sha256: str) -> Answer:
        content = self.blobs.blob(sha256) if self.blobs else None
        if content is None:
            raise NoSuchPage(sha256)
        for magic, mimetype in _PICTURES.items():
            if content.startswith(magic):
                return Answer(mimetype, content)
        raise NoSuchPage(sha256)


_MIMETYPES = {"js": "text/javascript", "css": "text/css"}
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}

_ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = (
    (re.compile(r"/page\.html"), Pages.page),
    (
        re.compile(r"/vendor/(?P<name>(?:page|worker|draw_later|qwebchannel)\.js|page\.css)"),
        Pages.vendor,
    ),
    (re.compile(r"/layers/(?P<name>[a-z_]+)"), Pages.layer),
    (
        re.compile(r"/base/(?P<serial>\d{1,9})/(?P<z>\d{1,2})/(?P<x>\d{1,9})/(?P<y>\d{1,9})"),
        Pages.base_tile,
    ),
    (re.compile(r"/chosen/(?P<serial>\d{1,9})"), Pages.chosen),
    (re.compile(r"/thumbs/(?P<sha256>[0-9a-f]{64})"), Pages.thumb),
)
