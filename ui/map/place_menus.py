"""Two menus of a place: its coordinates to copy, in each datum, and what is near to select."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gis.coordinates import NOTATIONS, written
from ui.map_tools.around import OFFERED, Around
from ui.plain import menu_text
from ui.session import Session


class CopyMenu(QMenu):
    """The coordinates of `place` (EPSG:4326) in every notation; what is copied names its datum."""

    def __init__(self, lang: str, place: Point, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("menu:copy")
        self.setTitle(self.tr("复制坐标"))
        for name in NOTATIONS:
            try:
                said = written(place, name, lang)
            except ValueError:  # no zone there
                continue
            action = self.addAction(menu_text(said))
            action.setObjectName(f"action:here:copy:{name}")
            action.triggered.connect(
                lambda _checked=False, said=said: QGuiApplication.clipboard().setText(said)
            )


class NearMenu(QMenu):
    """How far around `place` (EPSG:4326) everything is selected."""

    def __init__(
        self, session: Session, around: Around, place: BaseGeometry, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("menu:near")
        self.setTitle(self.tr("选中周围的记录"))
        for metres in sorted({*OFFERED, around.metres}):
            action = self.addAction(self.tr("{n} 米以内").format(n=metres))
            action.setObjectName(f"action:here:near:{metres}")
            action.triggered.connect(
                lambda _checked=False, metres=metres: around.select(place, metres)
            )
        other = self.addAction(self.tr("其他距离…"))
        other.setObjectName("action:here:near:ask")
        other.triggered.connect(lambda _checked=False: around.ask(place))
