"""Drawing on the map (标绘): a shape that the page has drawn becomes a record at once, in one operation.

One tool for each sort of shape, and one that takes the selected drawing in hand to change its vertices: every change is
one operation, so that one Ctrl+Z takes back one movement of the hand. A circle is kept as the polygon of its geodesic.
"""

from __future__ import annotations

from typing import Any

import shapely
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from db.changes import ChangeSet
from db.records import Drawing
from gis.geodesy import ring
from layers import verbs
from resources.text import Text
from ui.map_tools.tool import MapTool, Seat
from ui.session import Item

ORIGIN = "drawing"
FARTHEST = 100_000
CIRCLE = Text("已画半径 {metres} 米的圆。", "A circle of {metres} m radius is drawn.")
OTHER_RADIUS = Text("改半径…", "Other radius…")
RADIUS = Text("半径（米）", "Radius (m)")
TOO_SMALL = Text("图形太小，没有画上。", "The shape is too small; nothing was drawn.")


class DrawTool(MapTool):
    """Draws shapes of one sort; `category` and `colour` are what a new one has at first."""

    page_tool = "draw"
    hint = Text(
        "单击加点，双击或回车结束，退格撤点，Esc 放弃；靠近边界自动吸附，按 Alt 不吸附",
        "Click adds a corner, double click or Enter ends, Backspace takes one back, Esc drops all; Alt: no snapping",
    )
    writes = True
    steps_back = True
    mode = "Line"
    category = "route"
    colour = "amber"

    def begin(self) -> dict[str, Any]:
        """Tell the page which shape; show the layers that what is drawn will be on."""
        for name in ("drawn_areas", "drawn_lines"):
            self.seat.session.stack.set_visible(name, True)
        return {"mode": self.mode}

    def heard(self, event: str, message: Any) -> None:
        """Make a record of what was drawn."""
        if event == "drawn":
            self.add(shape_of(message["geometry"]))
        elif event == "circle":
            self._circle(Point(message["centre"]), message["metres"])

    def add(self, shape: BaseGeometry) -> Item | None:
        """Write a new drawing and select it; None when it was refused."""
        session = self.seat.session
        if shape.is_empty or not shape.is_valid:
            session.notices.error(TOO_SMALL)
            return None
        record = Drawing(category=self.category, colour=self.colour, geom=shape)
        done = session.perform(
            verbs.verb("drawings", "new"),
            record.name_for_people(),
            lambda operation: operation.add(record),
            origin=ORIGIN,
        )
        if done is None:
            return None
        item = Item("drawings", record.uid)
        self.seat.choose((item,))
        return item

    def _circle(self, centre: Point, metres: float) -> None:
        session = self.seat.session
        item = self.add(ring(centre, metres)) if metres > 0 else None
        if item is None:
            return
        session.notices.done(
            CIRCLE.format(metres=f"{metres:.0f}"),
            session.say(OTHER_RADIUS),
            lambda: self._ask_radius(item, centre, metres),
        )

    def _ask_radius(self, item: Item, centre: Point, metres: float) -> None:
        session = self.seat.session
        wanted, said = QInputDialog.getDouble(
            self.seat.view,
            session.say(self.title),
            session.say(RADIUS),
            metres,
            1,
            FARTHEST,
            1,
        )
        if said:
            reshape(self.seat, item.uid, ring(centre, wanted))


class LineTool(DrawTool):
    """A line."""

    name = "draw_line"
    title = Text("画线", "Draw a line")
    icon = "draw-line"
    keys = "Shift+L"


class AreaTool(DrawTool):
    """An area."""

    name = "draw_area"
    title = Text("画区域", "Draw an area")
    icon = "draw-area"
    keys = "Shift+A"
    mode = "Polygon"
    category = "area"


class CircleTool(DrawTool):
    """A circle: a click for the middle, one for the edge."""

    name = "draw_circle"
    title = Text("画圆", "Draw a circle")
    hint = Text(
        "单击定圆心，再单击定半径；画好后可输入半径",
        "Click the middle, then the edge; the radius can be typed afterwards",
    )
    icon = "draw-circle"
    keys = "Shift+C"
    mode = "Circle"
    category = "area"


class EditTool(MapTool):
    """Changes the vertices of the selected drawing."""

    name = "edit_shape"
    page_tool = "draw"
    title = Text("编辑标绘图形", "Edit a drawing")
    hint = Text(
        "选中标绘后拖动顶点；拖动边上的点增加顶点，右键顶点删除，拖动图形移动",
        "Select a drawing and drag a vertex; a point on an edge adds one, a right click removes one, the shape moves",
    )
    icon = "edit-shape"
    keys = "Shift+E"
    writes = True

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(seat, parent)
        self._uid: str | None = None
        self._shape: BaseGeometry | None = None
        self._in_hand = False
        seat.session.selection.changed.connect(lambda _items, _origin: self._take())
        seat.session.changed.connect(self._follow)

    def begin(self) -> dict[str, Any]:
        """Take the selected drawing in hand, as soon as the page has the tool."""
        self._in_hand, self._uid, self._shape = True, None, None
        return {"mode": "edit", "take": self._taken()}

    def end(self) -> None:
        """Let it go."""
        self._in_hand, self._uid, self._shape = False, None, None

    def heard(self, event: str, message: Any) -> None:
        """Write what a movement of the hand has changed; a refusal shows the drawing as it is kept."""
        if event != "edited" or message["uid"] != self._uid:
            return
        uid, shape = message["uid"], shape_of(message["geometry"])
        self._shape, before = shape, self._shape
        if not reshape(self.seat, uid, shape):
            self._shape = before
            self._tell_page()

    def _taken(self) -> dict[str, Any]:
        lead = self.seat.session.selection.lead
        record = None
        if lead is not None and lead.kind == "drawings":
            record = self.seat.session.workspace.get(Drawing, lead.uid)
        self._uid = None if record is None else record.uid
        self._shape = None if record is None else record.geom
        return self._as_json()

    def _as_json(self) -> dict[str, Any]:
        shape = self._shape
        return {
            "uid": self._uid,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }

    def _take(self) -> None:
        if not self._in_hand:
            return
        lead = self.seat.session.selection.lead
        if lead is None or lead.kind != "drawings" or lead.uid != self._uid:
            self._taken()
            self._tell_page()

    def _tell_page(self) -> None:
        self.tell(take=self._as_json())

    def _follow(self, changes: ChangeSet) -> None:
        """Undo, redo or another seat changed the drawing in hand: show it as it is now."""
        if not self._in_hand or self._uid is None:
            return
        if not any(change.uid == self._uid for change in changes.of("drawings")):
            return
        record = self.seat.session.workspace.get(Drawing, self._uid)
        now = None if record is None else record.geom
        if now is None or self._shape is None or not now.equals_exact(self._shape, 1e-9):
            self._taken()
            self._tell_page()


def shape_of(geometry: Any) -> BaseGeometry:
    """A GeoJSON geometry of the page as a shape (EPSG:4326); an area that crosses itself is made sound."""
    shape: BaseGeometry = shapely.geometry.shape(geometry)
    if shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return shape


def reshape(seat: Seat, uid: str, shape: BaseGeometry) -> bool:
    """Give a drawing another shape, in one operation; False when it was refused or is gone."""
    session = seat.session
    record = session.workspace.get(Drawing, uid)
    if record is None or shape.is_empty:
        return False
    done = session.perform(
        verbs.verb("drawings", "edit"),
        record.name_for_people(),
        lambda operation: operation.update(record, geom=shape),
        origin=ORIGIN,
    )
    return done is not None
