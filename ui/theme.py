"""Theme of the window: palette, style sheet, font and icons, all from the tokens of `resources/theme`.

`layers.style` reads the tokens; here they become Qt's. The map page gets the same tokens by its own way, so the
window and the map can't drift apart. Icons are line drawings in ``currentColor``, painted in the theme's text colour.
"""

from __future__ import annotations

import tempfile
from functools import cache, lru_cache
from pathlib import Path
from string import Template
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

import resources
from layers import style
from ui.session import Theme

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "late",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.PlaceholderText: "secondary",
    QPalette.ColorRole.Light: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "window",
    QPalette.ColorRole.Shadow: "window",
    QPalette.ColorRole.Accent: "accent",
}
_WHEN_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def colour(theme: Theme, token: str) -> QColor:
    """The colour of `token` in `theme`."""
    return QColor(style.colour(theme, token))


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the colours of `theme`."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, colour(theme, token))
    for role in _WHEN_DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, colour(theme, "disabled"))
    return made


def font() -> QFont:
    """The face of the window: the first family that the machine has, in the size of the tokens."""
    faces = style.tokens()["type"]
    made = QFont()
    made.setFamilies([name for name in faces["family"] if name != "sans-serif"])
    made.setPointSizeF(float(faces["size_pt"]))
    made.setStyleHint(QFont.StyleHint.SansSerif)
    return made


def style_sheet(theme: Theme) -> str:
    """``window.qss`` with the tokens of `theme`; a name that is no token is a KeyError, not a grey button."""
    values: dict[str, Any] = {
        name: value for name, value in style.tokens()[theme].items() if isinstance(value, str)
    }
    values["stripe"] = _between(values["panel"], values["window"], 0.45)
    values["icon_down"] = _icon_file("chevron-down", values["secondary"])
    values["icon_up"] = _icon_file("chevron-up", values["secondary"])
    values["icon_tick"] = _icon_file("tick", values["accent_text"], stroke=3.2)
    return Template(resources.path("theme", "window.qss").read_text("utf-8")).substitute(values)


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program in `theme`."""
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font())
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def svg_pixmap(svg: str, size: int, ratio: float = 1.0) -> QPixmap:
    """`svg`, a square document, painted at `size` logical pixels for a screen of device pixel `ratio`."""
    return _painted(_renderer(svg), size, ratio)


def _renderer(svg: str) -> QSvgRenderer:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    if not renderer.isValid():
        raise ValueError("not an SVG document")
    return renderer


def _painted(renderer: QSvgRenderer, size: int, ratio: float = 1.0) -> QPixmap:
    pixels = round(size * ratio)
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture = QPixmap.fromImage(image)
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=512)
def svg_icon(svg: str) -> QIcon:
    """`svg` as an icon that is sharp up to twice the usual size."""
    made, renderer = QIcon(), _renderer(svg)
    for size in (16, 20, 24, 32, 48):
        made.addPixmap(_painted(renderer, size))
    return made


@cache
def icon(name: str, theme: Theme) -> QIcon:
    """The line icon `name` in the text colour of `theme`, greyed when disabled."""
    made, renderer = QIcon(), _renderer(_drawing(name, style.colour(theme, "text")))
    for size in (16, 20, 24, 32, 40, 48):
        picture = _painted(renderer, size)
        made.addPixmap(picture, QIcon.Mode.Normal)
        made.addPixmap(_tinted(picture, colour(theme, "disabled")), QIcon.Mode.Disabled)
    return made


def _tinted(picture: QPixmap, hue: QColor) -> QPixmap:
    """`picture`, a drawing in one colour, in `hue`; to paint it again would take ten times as long."""
    tinted = QPixmap(picture)
    painter = QPainter(tinted)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(tinted.rect(), hue)
    painter.end()
    return tinted


def program_icon() -> QIcon:
    """The mark of the program."""
    return QIcon(str(resources.path("icons", "guatu.svg")))


def _drawing(name: str, hue: str, stroke: float | None = None) -> str:
    drawing = resources.path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", hue)
    return (
        drawing
        if stroke is None
        else drawing.replace('stroke-width="1.6"', f'stroke-width="{stroke}"')
    )


@cache
def _icon_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="guatu-icons-")


@cache
def _icon_file(name: str, hue: str, stroke: float | None = None) -> str:
    """A coloured icon as a file, since a style sheet can only name files."""
    where = Path(_icon_folder().name) / f"{name}-{hue.lstrip('#')}.svg"
    where.write_text(_drawing(name, hue, stroke), "utf-8")
    return where.as_posix()


def _between(one: str, other: str, share: float) -> str:
    a, b = QColor(one), QColor(other)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in pairs)
