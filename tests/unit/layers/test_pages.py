"""The page names nothing remote, guards its scripts, and its addresses answer what they should."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

import resources
from layers.pages.answers import AssetsMissing, NoSuchPage, Pages
from layers.pages.document import document_of, kept_document
from layers.pages.page import View, compose, content_security_policy, fitting
from layers.payload import decode
from layers.stack import LayerStack
from tests.page.made import TODAY, made_county

NONCE = "0123456789abcdef"


@pytest.fixture(scope="module")
def stack() -> LayerStack:
    return LayerStack(made_county(villages=16, points=60), today=lambda: TODAY)


def test_the_page_names_no_remote_address(stack: LayerStack) -> None:
    html = compose(stack.as_json(), theme="dark", lang="zh", view=View(), nonce=NONCE)
    assert not re.search(r"(?:https?:)?//[a-z]", html)
    assert sorted(re.findall(r'(?:src|href)="([^"]+)"', html)) == [
        "vendor/page.css",
        "vendor/page.js",
        "vendor/qwebchannel.js",
    ]


def test_every_inline_script_and_style_carries_the_nonce(stack: LayerStack) -> None:
    html = compose(stack.as_json(), theme="light", lang="en", view=View(), nonce=NONCE)
    tags = re.findall(r"<(?:script|style)\b[^>]*>", html)
    assert len(tags) >= 4
    assert all(f'nonce="{NONCE}"' in tag or "src=" in tag for tag in tags)
    assert '<html lang="en">' in html


def test_the_same_arguments_give_the_same_page(stack: LayerStack) -> None:
    pages = {
        compose(stack.as_json(), theme="dark", lang="zh", view=View(34, 114, 11), nonce=NONCE)
        for _ in range(2)
    }
    assert len(pages) == 1


def test_text_in_the_configuration_cannot_leave_its_script(stack: LayerStack) -> None:
    layers = stack.as_json()
    layers[0]["title"] = {"zh": "</script><script>alert(1)</script>", "en": "${1+1}{{7*7}}<!--"}
    html = compose(layers, theme="dark", lang="zh", view=View(), nonce=NONCE)
    assert "alert(1)</script>" not in html
    assert "<!--" not in html
    config = re.search(r"JSON\.parse\((\".*\")\)\)", html)
    assert config
    assert (
        json.loads(json.loads(config.group(1)))["layers"][0]["title"]["en"] == "${1+1}{{7*7}}<!--"
    )


@pytest.mark.parametrize("view", [View(), View(34, 114, 11), View(-0.5, 179.123456789, 4.25)])
def test_the_live_page_is_what_folium_composes(stack: LayerStack, view: View) -> None:
    layers = stack.as_json()
    layers[0]["title"] = {"zh": "@lat@ {{ 7*7 }}", "en": "</script> @config@"}
    html = compose(layers, theme="dark", lang="zh", view=view, nonce=NONCE)
    config = re.search(r"JSON\.parse\((\".*\")\)\)", html)
    assert config
    composed = document_of(view, config.group(1))
    assert re.sub(rf' (nonce="{NONCE}"|lang="zh-CN")', "", html) == composed
    assert kept_document() == resources.path("page", "document.html").read_text("utf-8")


def test_a_weak_nonce_is_refused(stack: LayerStack) -> None:
    with pytest.raises(ValueError, match="nonce"):
        compose(stack.as_json(), theme="dark", lang="zh", view=View(), nonce='"><script>')


def test_the_policy_allows_nothing_by_default() -> None:
    policy = content_security_policy(NONCE)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_addresses_answer(stack: LayerStack) -> None:
    picture = b"\xff\xd8\xff\xe0 small picture"
    name = hashlib.sha256(picture).hexdigest()

    class Kept:
        def blob(self, sha256: str) -> bytes | None:
            return picture if sha256 == name else b"<svg/>" if sha256 == "0" * 64 else None

    pages = Pages(stack, Kept(), built_in={"qwebchannel.js": b"channel"})
    page = pages.answer("/page.html")
    assert page.mimetype == "text/html"
    nonce = re.search(r"nonce-([^']+)", page.headers["Content-Security-Policy"])
    assert nonce
    assert nonce.group(1).encode() in page.content
    assert pages.answer("/vendor/qwebchannel.js").content == b"channel"
    assert decode(pages.answer("/layers/villages").content).header["count"] == 16
    assert pages.answer(f"/thumbs/{name}").mimetype == "image/jpeg"
    for path in (
        "/",
        "/layers/nobody",
        "/layers/../page.html",
        "/vendor/stamp",
        "/vendor/../tokens.json",
        f"/thumbs/{'1' * 64}",
        f"/thumbs/{'0' * 64}",
        "/page.html/",
    ):
        with pytest.raises(NoSuchPage):
            pages.answer(path)


def test_a_page_without_its_bundles_says_what_to_do(
    stack: LayerStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = resources.path("vendor", "not-built")
    monkeypatch.setattr("layers.pages.answers.resources.path", lambda *_parts: missing)
    with pytest.raises(AssetsMissing) as caught:
        Pages(stack).answer("/vendor/page.js")
    assert "make assets" in caught.value.sentence.zh
    assert "make assets" in caught.value.sentence.en


@pytest.mark.parametrize("size", [(1200, 760), (500, 900), (3840, 2160)])
def test_a_fitting_view_shows_all_and_no_closer_one_would(size: tuple[int, int]) -> None:
    south, west, north, east = 33.77, 113.93, 34.24, 114.33
    view = fitting((south, west, north, east), *size)
    assert south < view.lat < north
    assert view.lng == pytest.approx((west + east) / 2)
    across = (east - west) / 360 * 256 * 2**view.zoom
    assert across <= size[0]
    assert view.zoom % 0.25 == 0
    down = (
        (north - south) / 360 * 256 * 2**view.zoom / 0.828
    )  # about what Mercator does at 34° north
    assert down <= size[1]
    step = 2**0.25
    assert step * across > size[0] * 0.96 or step * down > size[1] * 0.96
