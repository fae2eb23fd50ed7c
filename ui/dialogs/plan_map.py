"""The picture of a plan: where a file's shapes would lie, before and after a change of frame, with their faults.

Draws a `layers.intake.picture.Picture`; knows no plan and no workspace. Paths are built beside the window
(`Drawn`), so that a county's outlines don't hold it up; here they are only put on the screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.frames import frame_words
from ui.panels.labels import secondary_label
from ui.session import Session
from ui.theme import colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.intake.picture import Picture

_VERTICES = 60_000
_SCALE = 10_000.0  # scene units a degree: Qt's scenes like figures that are not tiny
_STEP = 1.25


@dataclass(frozen=True)
class Layer:
    """Shapes of one sort: areas and lines as one path, points as another."""

    path: QPainterPath
    dots: QPainterPath

    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.path.isEmpty() and self.dots.isEmpty()


@dataclass(frozen=True)
class Drawn:
    """A picture in scene coordinates, ready to be shown."""

    ground: Layer
    said: Layer
    taken: Layer
    faults: dict[str, Layer]
    whole: QRectF
    near: QRectF | None
    said_in: str
    taken_in: str


def drawn(picture: Picture) -> Drawn:
    """The paths of `picture`; may run on any thread."""
    shown = picture.taken if len(picture.taken) else picture.said
    middle = shapely.total_bounds(shown)[[1, 3]].mean()
    squeeze = math.cos(math.radians(float(middle)))

    def layer(shapes: NDArray[np.object_]) -> Layer:
        return _layer(shapes, squeeze)

    def rect(bounds: tuple[float, ...] | NDArray[np.float64]) -> QRectF:
        west, south, east, north = (float(v) for v in bounds)
        corner = QPointF(west * squeeze * _SCALE, -north * _SCALE)
        return QRectF(corner, QPointF(east * squeeze * _SCALE, -south * _SCALE))

    return Drawn(
        layer(picture.ground),
        layer(picture.said),
        layer(picture.taken),
        {name: layer(shapes) for name, shapes in picture.faults.items()},
        rect(shapely.total_bounds(shown)),
        None if picture.near is None else rect(picture.near),
        picture.said_in.name,
        picture.taken_in.name,
    )


def _layer(shapes: NDArray[np.object_], squeeze: float) -> Layer:
    shapes = shapes[~shapely.is_missing(shapes)]
    count = int(shapely.get_num_coordinates(shapes).sum()) if len(shapes) else 0
    if count > _VERTICES:
        west, south, east, north = shapely.total_bounds(shapes)
        coarse = max(east - west, north - south) / 3000 * count / _VERTICES
        shapes = shapely.simplify(shapes, coarse, preserve_topology=False)
        shapes = shapes[~shapely.is_empty(shapes)]
    parts = shapely.get_parts(
        shapely.get_parts(shapes)
    )  # a collection may hold several of one sort
    sorts = shapely.get_dimensions(parts)
    dots = parts[sorts == 0]
    lines = np.concatenate((shapely.get_rings(parts[sorts == 2]), parts[sorts == 1]))
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    xy *= (squeeze * _SCALE, -_SCALE)
    for ring in np.split(xy, np.flatnonzero(np.diff(owner)) + 1):
        path.addPolygon(_polygon(ring))
    points = QPainterPath()
    for x, y in (shapely.get_coordinates(dots) * (squeeze * _SCALE, -_SCALE)).tolist():
        points.moveTo(x, y)
        points.lineTo(x + 1e-6, y)  # a line of no length has no end to round
    return Layer(path, points)


def _polygon(xy: NDArray[np.float64]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in xy.tolist()])


class _View(QGraphicsView):
    """Wheel zooms at the pointer, a drag moves. Emits ``resized()`` until a person has moved it."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.moved = False
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(160)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.moved = True
        factor = _STEP if event.angleDelta().y() > 0 else 1 / _STEP
        self.scale(factor, factor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self.moved = True
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was fitted into another size is fitted again."""
        super().resizeEvent(event)
        if not self.moved:
            self.resized.emit()


class PlanMap(QWidget):
    """Shows one `Drawn` at a time; empty until there is one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("import:map")
        self._session = session
        self._drawn: Drawn | None = None
        self.view = _View()
        self.view.setObjectName("import:map:view")
        self.view.setAccessibleName(self.tr("导入位置预览"))
        self.legend = secondary_label()
        self.legend.setObjectName("import:map:legend")
        self.legend.setWordWrap(True)
        self._near = QPushButton(self.tr("近看"))
        self._whole = QPushButton(self.tr("全部"))
        for button, name in ((self._near, "near"), (self._whole, "whole")):
            button.setObjectName(f"import:map:{name}")
            button.setAutoDefault(False)
        self._close = False
        self.view.resized.connect(lambda: self._fit(near=self._close))
        self._near.clicked.connect(lambda: self._fit(near=True))
        self._whole.clicked.connect(lambda: self._fit(near=False))
        row = QHBoxLayout()
        row.addWidget(self.legend, 1)
        row.addWidget(self._near)
        row.addWidget(self._whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show `drawn`, or nothing."""
        self._drawn = drawn
        theme = self._session.theme
        scene = QGraphicsScene(self.view)
        scene.setBackgroundBrush(colour(theme, "outside"))
        old, words = self.view.scene(), []
        self.view.setScene(scene)
        if old is not None:
            old.deleteLater()
        if drawn is not None:
            land, line = colour(theme, "land"), colour(theme, "township")
            _put(scene, drawn.ground, line, 1.0, fill=land)
            both = not drawn.taken.empty()
            if both:
                _put(scene, drawn.said, colour(theme, "amber"), 1.4, style=Qt.PenStyle.DashLine)
                words.append(self.tr("橙色虚线：{frame}").format(frame=self._frame(drawn.said_in)))
            shown = drawn.taken if both else drawn.said
            accent = colour(theme, "accent")
            _put(scene, shown, accent, 1.6, fill=_thin(accent, 40))
            words.append(self.tr("蓝色：{frame}").format(frame=self._frame(drawn.taken_in)))
            red = colour(theme, "red")
            for layer in drawn.faults.values():
                _put(scene, layer, red, 2.0, fill=_thin(red, 110))
            if drawn.faults:
                faults = self.tr("、").join(map(self._fault, drawn.faults))
                words.append(self.tr("红色：{faults}").format(faults=faults))
        self.legend.setText(" · ".join(words))
        self._near.setEnabled(drawn is not None and drawn.near is not None)
        self._whole.setEnabled(drawn is not None)
        # What two frames differ by is seen from near only.
        self._fit(near=drawn is not None and not drawn.taken.empty())

    def _frame(self, name: str) -> str:
        return frame_words(name, self._session.lang)

    def _fault(self, name: str) -> str:
        return {
            "invalid": self.tr("几何无效"),
            "overlaps": self.tr("重叠"),
            "gaps": self.tr("缝隙"),
            "slivers": self.tr("狭长碎片"),
            "outside": self.tr("不在任何村内"),
        }[name]

    def _fit(self, *, near: bool) -> None:
        self._close, self.view.moved = near, False
        if self._drawn is None:
            return
        wanted = self._drawn.near if near and self._drawn.near is not None else self._drawn.whole
        margin = max(wanted.width(), wanted.height(), 1.0) * 0.04
        wanted = wanted.adjusted(-margin, -margin, margin, margin)
        room = wanted.adjusted(*(s * wanted.width() * 20 for s in (-1, -1, 1, 1)))
        self.view.setSceneRect(room)
        self.view.fitInView(wanted, Qt.AspectRatioMode.KeepAspectRatio)


def _thin(base: QColor, alpha: int) -> QColor:
    made = QColor(base)
    made.setAlpha(alpha)
    return made


def _put(
    scene: QGraphicsScene,
    layer: Layer,
    line: QColor,
    width: float,
    *,
    fill: QColor | None = None,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    pen = QPen(line, width, style)
    pen.setCosmetic(True)
    if not layer.path.isEmpty():
        scene.addPath(layer.path, pen, QBrush(Qt.BrushStyle.NoBrush) if fill is None else fill)
    if not layer.dots.isEmpty():
        pen = QPen(line, 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setCosmetic(True)
        scene.addPath(layer.dots, pen)
