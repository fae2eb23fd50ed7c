"""Everything within some metres of a place or of a record, selected; the distance asked for last is offered first."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget
from shapely.geometry.base import BaseGeometry

from layers.near import Found, near
from resources.text import Text
from ui.map_tools.tool import Seat
from ui.session import items_of_kinds

OFFERED = (100, 200, 500, 1000, 2000)
FARTHEST = 50_000
LOOKING = Text("查找周围的记录", "Looking around")
NOTHING = Text("{metres} 米之内没有显示着的记录。", "Nothing that is shown lies within {metres} m.")


class Around:
    """Selects what is near; `parent` owns the question for another distance."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._seat, self._parent = seat, parent
        self.metres = 500

    def select(self, place: BaseGeometry, metres: int) -> None:
        """Select everything that the map shows within `metres` of `place` (EPSG:4326)."""
        self.metres = metres
        stack, extent = self._seat.session.stack, self._seat.view.extent
        zoom = extent.view.zoom if extent is not None else 0.0

        def done(found: Found) -> None:
            items = items_of_kinds(found)
            if not items:
                self._seat.session.notices.done(NOTHING.format(metres=metres))
            self._seat.choose(items)

        self._seat.tasks.start(LOOKING, lambda _progress: near(stack, place, metres, zoom), done)

    def ask(self, place: BaseGeometry) -> None:
        """Ask how far, then select."""
        session = self._seat.session
        metres, said = QInputDialog.getInt(
            self._parent,
            session.say(Text("选中周围的记录", "Select what is near")),
            session.say(Text("距离（米）", "Distance (m)")),
            self.metres,
            1,
            FARTHEST,
            100,
        )
        if said:
            self.select(place, metres)
