"""The plain way: the same features drawn by folium's GeoJson and CircleMarker on Leaflet's canvas, in one HTML file.

This is what a capable analyst writes in an afternoon, less its remote links: folium's templates with `prefer_canvas`,
every feature an object of Leaflet, its name in a tooltip. Where behaviour and not drawing differs, it takes the ways
of our page (no animation, no inertia, no pause after a notch of the wheel), so that what is compared is the drawing.
`plain_window` shows it and measures it; nothing here knows Qt.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import MacroElement
from folium.template import Template

from db.workspace import Workspace
from layers.catalogue import CATALOGUE
from layers.layer import Asked, Layer
from layers.pages.page import MAX_ZOOM, MIN_ZOOM, View
from layers.style import Area, Rule, Symbol, colour

ROOT = Path(__file__).resolve().parent.parent
LEAFLET = ROOT / "node_modules" / "leaflet" / "dist"
THEME = "dark"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One layer and its features, bottom to top in a list."""

    layer: Layer
    features: gpd.GeoDataFrame


class PlainMap(folium.Map):
    """folium's map with Leaflet from the folder of the page, and nothing from afar."""

    default_js = [("leaflet", "leaflet.js")]  # noqa: RUF012 - folium's form
    default_css = [("leaflet_css", "leaflet.css")]  # noqa: RUF012


class Told(MacroElement):
    """Says in the title of the document, ``drawn N``, when the newest piece of work, the N-th, is on the screen.

    Leaflet's canvas draws at once when the view changes and in the next frame when a style does; two frames later
    it is on the screen, as our page counts it.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            globalThis.plain = {map: {{ this._parent.get_name() }}, layers: {{ this.layers }}};
            Object.assign(plain, {byUid: new Map(), asked: 0});
            for (const layer of Object.values(plain.layers)) {
                layer.eachLayer((one) => plain.byUid.set(one.feature.properties.uid, one));
            }
            plain.tell = function () {
                const mine = ++plain.asked;
                const look = () => {
                    if (mine !== plain.asked) return;
                    if (plain.map._renderer && plain.map._renderer._redrawRequest) requestAnimationFrame(look);
                    else requestAnimationFrame(() => requestAnimationFrame(say));
                };
                const say = () => { if (mine === plain.asked) document.title = "drawn " + mine; };
                look();
            };
            plain.map.on("moveend", plain.tell);
            plain.tell();
        {% endmacro %}
        """
    )

    def __init__(self, layers: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types here
        self._name = "Told"
        self.layers = "{" + ", ".join(f"{json.dumps(k)}: {v}" for k, v in layers.items()) + "}"


def write_page(folder: Path, drawn: list[Drawn], view: View) -> Path:
    """Write the page with all its data, and Leaflet beside it, into `folder`; returns the HTML file.

    `drawn` is bottom to top. Raises FileNotFoundError when the page's libraries were never installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copyfile(LEAFLET / name, folder / name)
    page = PlainMap(
        location=(view.lat, view.lng),
        zoom_start=round(view.zoom),
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=False,
        zoom_animation=False,
        fade_animation=False,
        marker_zoom_animation=False,
        inertia=False,
        wheel_debounce_time=0,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
    )
    names: dict[str, str] = {}
    for each in drawn:
        element = _element(each)
        if element is not None:
            element.add_to(page)
            names[each.layer.name] = element.get_name()
    Told(names).add_to(page)
    target = folder / "plain.html"
    target.write_text(page.get_root().render(), encoding="utf-8")
    return target


def _element(drawn: Drawn) -> folium.GeoJson | None:
    rules = drawn.layer.style.rules
    shown = drawn.features.loc[
        drawn.features["class"].isin(list(rules)), ["uid", "label", "class", "geom"]
    ]
    if shown.empty:
        return None
    point = drawn.layer.geometry == "point"
    return folium.GeoJson(
        shown,
        style_function=_styler(rules),
        marker=folium.CircleMarker(radius=5) if point else None,
        tooltip=folium.GeoJsonTooltip(fields=["label"], labels=False),
    )


def _styler(rules: Mapping[str, Rule]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    styles = {name: path_style(rule.symbol) for name, rule in rules.items()}
    return lambda feature: styles[feature["properties"]["class"]]


def path_style(symbol: Symbol) -> dict[str, Any]:
    """Leaflet's path options for a symbol of ours, as near as a path can come."""
    if not isinstance(symbol, Area):
        fill = colour(THEME, symbol.colour)
        return {
            "color": colour(THEME, "land"),
            "weight": 1,
            "fillColor": fill,
            "fillOpacity": 1,
            "fill": True,
        }
    hatched = symbol.fill is None and symbol.hatch is not None
    token = symbol.hatch_colour if hatched else symbol.fill
    style: dict[str, Any] = {"stroke": symbol.line is not None, "fill": token is not None}
    if symbol.line is not None:
        style |= {"color": colour(THEME, symbol.line), "weight": symbol.width, "opacity": 1}
    if token is not None:
        style |= {
            "fillColor": colour(THEME, token),
            "fillOpacity": 0.3 if hatched else symbol.alpha,
        }
    return style


def drawn_of(workspace: Workspace, on: dt.date) -> list[Drawn]:
    """Every layer that the map shows at first, with its features on the day `on`, bottom to top."""
    return [Drawn(layer, layer.read(Asked(workspace, on))) for layer in CATALOGUE if layer.visible]


def path_styles(drawn: Drawn) -> dict[str, dict[str, Any]]:
    """Path options of each feature by uid."""
    styles = {name: path_style(rule.symbol) for name, rule in drawn.layer.style.rules.items()}
    return {
        uid: styles[name]
        for uid, name in zip(drawn.features["uid"], drawn.features["class"], strict=True)
        if name in styles
    }
