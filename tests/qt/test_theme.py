"""Icons are painted once for each hue, sharp at every size that is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from ui import theme

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = QSize(24, 24)


def picture(mode: QIcon.Mode) -> QImage:
    """The magnifying glass in the dark theme."""
    return theme.icon("search", "dark").pixmap(SIZE, 1.0, mode).toImage()


def test_a_disabled_icon_is_the_same_drawing_in_the_disabled_hue() -> None:
    usual, disabled = picture(QIcon.Mode.Normal), picture(QIcon.Mode.Disabled)
    hue = theme.colour("dark", "disabled")
    seen = 0
    for x in range(SIZE.width()):
        for y in range(SIZE.height()):
            shown = disabled.pixelColor(x, y)
            assert shown.alpha() == usual.pixelColor(x, y).alpha()
            if shown.alpha() > 200:
                seen += 1
                assert abs(shown.red() - hue.red()) <= 1
                assert abs(shown.blue() - hue.blue()) <= 1
    assert seen > 20


def test_equal_marks_are_one_icon_and_what_is_no_drawing_is_refused() -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
    assert theme.svg_icon(square) is theme.svg_icon(square)
    with pytest.raises(ValueError, match="not an SVG"):
        theme.svg_icon("<svg")
