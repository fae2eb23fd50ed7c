"""The map page's document as folium makes it: a map, its scale bar, and the element that starts our script.

`layers.pages.page` says what the page holds and guards it; nothing is known here of layers, policies or outlets. An
exported page is composed when it is asked for; the live one is kept in ``resources/page/document.html`` with its
places open.
``python -m layers.pages.document`` writes that file anew, and a test holds it in step.
"""

from __future__ import annotations

import folium
from branca.element import MacroElement
from folium.template import Template

import resources
from layers.pages.page import MAX_ZOOM, MIN_ZOOM, ZOOM_SNAP, View


class WarRoomMap(folium.Map):
    """A folium map that loads our bundle instead of folium's list of remote ones."""

    default_js = [("guatu_channel", "vendor/qwebchannel.js"), ("guatu_page", "vendor/page.js")]  # noqa: RUF012 - folium's form
    default_css = [("guatu_style", "vendor/page.css")]  # noqa: RUF012


class PaintedLayers(MacroElement):
    """Starts tile worker, pointer and bridge on the map this element is added to."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            guatu.start({{ this._parent.get_name() }}, JSON.parse({{ this.config }}));
        {% endmacro %}
        """
    )

    def __init__(self, config: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PaintedLayers"
        self.config = config


class MetricScale(MacroElement):
    """A scale bar in metres and kilometres only."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.scale({imperial: false, maxWidth: 140}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )


def document_of(view: View, config: str) -> str:
    """The document that shows `view` and starts our script with `config`, a JavaScript string."""
    drawn = WarRoomMap(
        location=(view.lat, view.lng),
        zoom_start=view.zoom,  # type: ignore[arg-type]  # Leaflet takes a fraction
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        min_zoom=MIN_ZOOM,
        zoom_animation=False,
        fade_animation=False,
        marker_zoom_animation=False,
        scroll_wheel_zoom=False,
        double_click_zoom=False,
        box_zoom=False,
        inertia=False,
        keyboard=False,
        zoom_snap=ZOOM_SNAP,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
    )
    drawn._id = "main"  # noqa: SLF001 - folium draws a random name; the page is to follow from its arguments
    MetricScale().add_to(drawn)  # type: ignore[no-untyped-call]
    PaintedLayers(config).add_to(drawn)
    document: str = drawn.get_root().render()
    return document


def kept_document() -> str:
    """The document with ``@lat@``, ``@lng@``, ``@zoom@`` and ``@config@`` where these stand."""
    marked = View(12.0625, 65.0625, 7.0625)
    document = document_of(marked, "@config@")
    for name in ("lat", "lng", "zoom"):
        value = str(getattr(marked, name))
        if document.count(value) != 1:
            raise ValueError(f"the document should have one {name}")
        document = document.replace(value, f"@{name}@")
    return document


if __name__ == "__main__":
    resources.path("page", "document.html").write_text(kept_document(), "utf-8")
