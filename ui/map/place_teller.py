"""Where the pointer is, in the datum that the officer chose; the datum stands before the figures, a click changes it.

It shows what it is told; `gis.coordinates` writes the figures.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from shapely.geometry import Point

from gis.coordinates import NOTATIONS, figures, zone_number
from ui.plain import menu_text

DECIMALS = 5


class PlaceTeller(QToolButton):
    """A flat button with coordinates on it. Emits ``chosen(name)`` when another notation was picked from its menu."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status:pointer")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self._lang = "zh"
        self._place: tuple[float, float] | None = None
        self.notation = "wgs84"
        self._menu = QMenu(self)
        self._menu.setObjectName("menu:datum")
        self._group = QActionGroup(self)
        for name in NOTATIONS:
            action = self._menu.addAction("")
            action.setObjectName(f"action:datum:{name}")
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
        self._group.triggered.connect(lambda action: self._choose(str(action.data())))
        self.setMenu(self._menu)

    def set_notation(self, name: str) -> None:
        """Write in the notation `name` from now on; an unknown one is none."""
        if name in NOTATIONS:
            self.notation = name
        self.show_place(self._place)

    def set_lang(self, lang: str) -> None:
        """Say everything in `lang`."""
        self._lang = lang
        for action in self._group.actions():
            action.setText(menu_text(NOTATIONS[str(action.data())].title.say(lang)))
        self.setToolTip(self.tr("指针处的坐标；单击换坐标系"))
        self.setAccessibleName(self.tr("指针处的坐标"))
        self.show_place(self._place)

    def show_place(self, place: tuple[float, float] | None) -> None:
        """Write (lat, lng) in EPSG:4326; None when the pointer is not on the map."""
        self._place = place
        for action in self._group.actions():
            action.setChecked(action.data() == self.notation)
        title = NOTATIONS[self.notation].title.say(self._lang)
        self.setText(title if place is None else self._written(title, Point(place[1], place[0])))

    def _written(self, title: str, place: Point) -> str:
        try:
            first, second = figures(place, self.notation)
        except ValueError:  # no zone there
            nowhere = self.tr("不在分带范围内")
            return f"{title}  {nowhere}"
        if NOTATIONS[self.notation].zoned:
            zone = self.tr("{n} 带").format(n=zone_number(place.x))
            return f"{title} {zone}  X {first:.1f}  Y {second:.1f}"
        north = self.tr("北纬") if first >= 0 else self.tr("南纬")
        east = self.tr("东经") if second >= 0 else self.tr("西经")
        return f"{title}  {north} {abs(first):.{DECIMALS}f}°  {east} {abs(second):.{DECIMALS}f}°"

    def _choose(self, name: str) -> None:
        self.set_notation(name)
        self.chosen.emit(name)
