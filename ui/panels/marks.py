"""The small pictures beside choices and related records: the same marks as on the map, in the window's theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QIcon

from layers.columns import mark_of
from layers.style import Symbol, swatch_svg
from ui.session import Theme
from ui.theme import svg_pixmap

SIZES = (14, 16, 20, 28, 32, 48)


@cache
def mark_icon(symbol: Symbol, theme: Theme) -> QIcon:
    """`symbol` as an icon in `theme`; a selected row does not tint it."""
    drawing, made = swatch_svg(symbol, theme), QIcon()
    for size in SIZES:
        picture = svg_pixmap(drawing, size)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
            made.addPixmap(picture, mode)
    return made


def choice_icon(kind: str, name: str, code: str, theme: Theme) -> QIcon:
    """The mark beside one choice; an empty icon when it is words alone."""
    symbol = mark_of(kind, name, code)
    return QIcon() if symbol is None else mark_icon(symbol, theme)
