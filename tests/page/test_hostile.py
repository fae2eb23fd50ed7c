"""Two hundred hostile names and texts: none runs, none asks for anything, all read as typed."""

from __future__ import annotations

import re

import pytest
import shapely

from layers.pages.page import View
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, bare

TRAP = "globalThis.trapped=1"
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SEEDS = (
    f"<script>{TRAP}</script>",
    f"<img src=x onerror='{TRAP}'>",
    f'"><svg onload="{TRAP}">',
    f"';{TRAP};'",
    f"`${{{TRAP}}}`",
    f"${{{TRAP}}}",
    f"{{{{{TRAP}}}}}",
    "{{ 7*7 }}{% raw %}{# x #}",
    "</script><!--",
    "<b>村</b>&amp;&lt;&#x3c;",
    "\\u003cscript\\u003e \\x41 \\",
    "javascript:alert(1)",
    "http://example.invalid/x.png",
    "\u202e倒过来\u202c",
    "\u2067right\u2069\u200f",
    "\u202a\u202b\u202d\u2066",
    "𠀀𪚥㐂䶮",
    "👨‍👩‍👧‍👦🇨🇳🏳️‍🌈",
    "e\u0301\u0328ก็็็็",
    "__proto__",
    "constructor",
    "'; DROP TABLE villages; --",
    "=cmd|' /C calc'!A0",
    "姚家居委会",
    "A" * 300,
)
TEXTS = [
    seed if turn == 0 else f"{seed}{turn}{SEEDS[(i + turn) % len(SEEDS)]}"
    for turn in range(8)
    for i, seed in enumerate(SEEDS)
]


@pytest.fixture
def county() -> MadeWorkspace:
    """A county whose villages, townships, officers and disputes are named by the texts."""
    made = bare(256)
    for kind in ("villages", "townships", "officers"):
        frame = made.frames[kind]
        frame["name"] = [TEXTS[i % len(TEXTS)] for i in range(len(frame))]
    for i, text in enumerate(TEXTS):
        lat, lng = 33.95 + 0.2 * (i // 20) / 10, 114.05 + 0.3 * (i % 20) / 20
        values = {**DISPUTE, "case_no": text}
        made.put(
            "disputes", f"d{i}", geom=shapely.Point(lng, lat), **values, colour="red", summary=text
        )
    return made


def test_there_are_two_hundred() -> None:
    assert len(TEXTS) == 200
    assert len(set(TEXTS)) > 195


def test_nothing_runs_nothing_is_asked_for_and_the_tooltip_reads_as_typed(
    county: MadeWorkspace, open_map: Opens
) -> None:
    shown = open_map(county, view=View(*HERE, 18))
    for i in range(0, len(TEXTS), 4):
        read_one(shown, i)
    assert shown.js("globalThis.trapped ?? null") is None
    assert shown.js("document.querySelectorAll('script').length") == shown.js(
        "[...document.querySelectorAll('script')].filter(s => s.nonce || s.src.startsWith('guatu:')).length"
    )
    assert (
        shown.js(
            "document.querySelector('.guatu-tooltip').querySelectorAll(':not(div):not(bdi)').length"
        )
        == 0
    )


def read_one(shown: MapOnTest, i: int) -> None:
    lat, lng = shown.of("disputes", f"d{i}")
    shown.view.go_to(lat, lng, 18)
    shown.settle()
    shown.hover(shown.at(lat, lng))
    pointed = shown.until(
        lambda: [
            v for n, v in shown.heard if n == "hovered" and v.items and v.items[0].uid == f"d{i}"
        ],
        f"text {i}",
    )[-1]
    wanted = " ".join(BIDI.sub(" ", TEXTS[i]).split())
    assert " ".join(pointed.items[0].label.split()) == wanted
    name = shown.js("document.querySelector('.guatu-tooltip-name bdi').textContent")
    note = shown.js("document.querySelector('.guatu-tooltip-note').textContent")
    assert " ".join(name.split()) == wanted
    assert " ".join(note.split()) == wanted


def test_names_on_the_map_are_written_without_what_would_reorder_them(
    county: MadeWorkspace, open_map: Opens
) -> None:
    shown = open_map(county, view=View(*HERE, 13))
    names = shown.counts()["names"]
    assert len(names) > 50
    assert not [name for name in names if BIDI.search(name)]
    assert any("<script>" in name for name in names)
    assert any("{{" in name for name in names)
    assert all(len(name) <= 80 for name in names)
    assert shown.js("globalThis.trapped ?? null") is None


def test_a_patch_and_a_selection_with_hostile_text_stay_text(
    county: MadeWorkspace, open_map: Opens
) -> None:
    shown = open_map(county, view=View(*HERE, 14))
    county.put("villages", "v0", name=f"</script><script>{TRAP}</script>{{{{7*7}}}}")
    shown.settle()
    shown.view.set_language("en")
    shown.view.set_theme("light")
    shown.settle()
    assert shown.js("globalThis.trapped ?? null") is None
