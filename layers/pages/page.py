"""The map page: one document composed by folium, served live or exported as one file.

folium gives the document, the map and its controls (`layers.pages.document`); our script and style stand in for all
that it would load from afar, so the page names no remote address. What differs between the outlets is the data source
in the configuration (`resources/page/source.js`), and whether script, style and bytes are named by address or stand
`inside` the document. A page depends on its arguments alone.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import resources
from layers.style import Theme, marks, page_tokens
from resources.text import Language

MIN_ZOOM, MAX_ZOOM = 4, 19
ZOOM_SNAP = 0.25

LIVE: dict[str, Any] = {"kind": "scheme", "base": "layers/", "worker": "vendor/worker.js"}
"""Source of the live page: bytes and worker come from where the page came from; ``workers`` may fix their number."""


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows: its centre in EPSG:4326 and the zoom of web maps."""

    lat: float = 34.1
    lng: float = 114.2
    zoom: float = 10


def fitting(bounds: tuple[float, float, float, float], width: int, height: int) -> View:
    """The closest view of `width` × `height` px that shows (south, west, north, east) whole, with a little room."""
    south, west, north, east = bounds
    top, bottom = _mercator(north), _mercator(south)
    across = max((east - west) / 360, 1e-9)
    down = max(bottom - top, 1e-9)
    zoom = min(math.log2(width * 0.96 / 256 / across), math.log2(height * 0.96 / 256 / down))
    zoom = math.floor(zoom / ZOOM_SNAP) * ZOOM_SNAP
    middle = (top + bottom) / 2
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * middle))))
    return View(lat, (west + east) / 2, min(MAX_ZOOM, max(MIN_ZOOM, zoom)))


def _mercator(lat: float) -> float:
    """World y (0 north to 1 south) of a latitude."""
    return (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2


def compose(
    layers: Sequence[Mapping[str, Any]],
    *,
    theme: Theme,
    lang: Language,
    view: View,
    nonce: str,
    source: Mapping[str, Any] = LIVE,
    inside: Mapping[str, str] | None = None,
    base: Mapping[str, Any] | None = None,
) -> str:
    """The whole document as HTML.

    Parameters
    ----------
    layers : sequence of mapping
        What `LayerStack.as_json` says.
    nonce : str
        Put on each inline script and style; the Content-Security-Policy lets nothing else run.
    inside : mapping of str to str, optional
        What the document is to carry instead of asking for it: text of script and style by address, and blocks of
        base64 by the id under which the page finds them. The document then has its own policy, which lets it ask for
        nothing at all.
    base : mapping, optional
        What `layers.base.basemap.BaseMap.as_json` says of the base map that lies under it all.
    """
    config = {
        "source": dict(source),
        "layers": list(layers),
        "marks": marks(),
        "tokens": page_tokens(theme),
        "theme": theme,
        "lang": lang,
        "base": None if base is None else dict(base),
    }
    text = _literal(json.dumps(config, ensure_ascii=False))
    if inside is None:
        return _guarded(_filled(view, text), nonce, lang)
    from layers.pages.document import document_of  # noqa: PLC0415 - the live page need not wait for folium

    return _guarded(_self_contained(document_of(view, text), inside, nonce), nonce, lang)


def _filled(view: View, config: str) -> str:
    """The document as folium composes it, kept with its places open: folium takes a fifth of a second to load."""
    kept = resources.path("page", "document.html").read_text("utf-8")
    places = {
        "lat": json.dumps(float(view.lat)),
        "lng": json.dumps(float(view.lng)),
        "zoom": json.dumps(view.zoom),
        "config": config,
    }
    return re.sub(r"@(lat|lng|zoom|config)@", lambda place: places[place[1]], kept)


def _literal(text: str) -> str:
    """`text` as a JavaScript string that means nothing to HTML or to a template.

    folium renders what an element made as a template once more, so a brace in a name would be evaluated.
    """
    literal = json.dumps(text)
    for mark in "{}<>&'":
        literal = literal.replace(mark, f"\\u{ord(mark):04x}")
    return literal


WORKER_BLOCK = "guatu-worker"
"""Id of the block with the worker's text in a document that carries its own (`resources/page/source.js`)."""
_CHANNEL = '<script src="vendor/qwebchannel.js"></script>'


def _self_contained(document: str, inside: Mapping[str, str], nonce: str) -> str:
    """`document` with everything in it that it would ask for; ValueError when an address is left."""
    script = _block("script", inside["vendor/page.js"])
    style = f"<style>{inside['vendor/page.css']}</style>"
    blocks = [_block(f'script type="text/plain" id="{WORKER_BLOCK}"', inside["worker"])]
    for name, text in inside.items():
        if name.startswith("guatu-"):
            blocks.append(_block(f'script type="application/gzip;base64" id="{name}"', text))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_alone(nonce)}">'
    for old, new in (
        ("<head>", f"<head>{policy}"),
        (_CHANNEL, ""),
        ('<script src="vendor/page.js"></script>', "".join((*blocks, script))),
        ('<link rel="stylesheet" href="vendor/page.css"/>', style),
    ):
        if document.count(old) != 1:
            raise ValueError(f"the document should have one {old}")
        document = document.replace(old, new, 1)
    return document


def _block(tag: str, text: str) -> str:
    """`text` in a script element that only its own end tag can end."""
    if "<!--" in text:
        raise ValueError("a comment of HTML inside a script")
    return f"<{tag}>{re.sub('</(?=script)', '<' + chr(92) * 2 + '/', text)}</script>"


def _alone(nonce: str) -> str:
    """The policy of a document that carries everything: no address is asked for, not even its own."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            "img-src data: blob:",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def content_security_policy(nonce: str) -> str:
    """Nothing but our own scripts, styles, worker and bytes; inline ones by `nonce`."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "worker-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _guarded(document: str, nonce: str, lang: Language) -> str:
    """`document` with `nonce` on its inline scripts and styles, and its language."""
    if not re.fullmatch(r"[a-z0-9_-]{16,}", nonce):
        raise ValueError("a nonce is at least 16 lower-case letters, digits, - and _")
    document = re.sub(r"<(script|style)>", rf'<\1 nonce="{nonce}">', document)
    return document.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)
