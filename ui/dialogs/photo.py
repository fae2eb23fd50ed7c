"""The photos of a record, one at a time in a window of its own: fitted, zoomed, moved, the next and the one before.

Each is read and decoded beside the window. The wheel zooms where the pointer is, a drag moves the picture, a double
click or Space goes between fitted and full size; Left and Right turn to its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.record.view import PhotoView
from resources.text import Text
from ui import theme
from ui.panels.alive import while_alive
from ui.panels.labels import ElidedLabel, secondary_label
from ui.pictures import picture_in
from ui.session import Session
from ui.tasks import Tasks

LARGEST = 0.85
"""Share of the screen that the window takes at most."""
STEP = 1.25
NEAREST = 8.0
READING = Text("读取照片", "Reading the photo")


class PhotoDialog(QDialog):
    """Shows `photos`, beginning with the one numbered `start`."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        photos: Sequence[PhotoView],
        start: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:photo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._tasks = session, tasks
        self._photos, self.at = tuple(photos), start
        self.canvas = Canvas()
        self.name = ElidedLabel()
        self.name.setObjectName("photo:name")
        self.place = secondary_label()
        self.place.setObjectName("photo:place")
        self.hint = secondary_label()
        self.before, self.after = self._turner("photo:before", -1), self._turner("photo:after", 1)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 12, 6)
        row.setSpacing(8)
        for part, stretch in ((self.before, 0), (self.place, 0), (self.after, 0), (self.name, 1)):
            row.addWidget(part, stretch)
        row.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
        self.resize(QGuiApplication.primaryScreen().availableSize() * LARGEST)
        self.retranslate()
        self.turn_to(start)
        self.canvas.setFocus()

    def turn_to(self, at: int) -> None:
        """Show the photo numbered `at`; past an end, nothing happens."""
        if not 0 <= at < len(self._photos):
            return
        self.at = at
        photo, workspace = self._photos[at], self._session.workspace
        self._say()

        def read(_progress: object) -> QImage:
            content = workspace.blob(photo.sha256) or photo.thumbnail
            return QImage() if content is None else picture_in(content)

        def show(picture: QImage) -> None:
            if self.at == at:
                self.canvas.show_picture(picture)
                if picture.isNull():
                    self.place.setText(self.tr("这张照片打不开"))

        self._tasks.start(READING, read, while_alive(self, show))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn to a neighbour, or change the size."""
        act = self._keys().get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _keys(self) -> dict[int, Callable[[], object]]:
        last = len(self._photos) - 1
        canvas = self.canvas
        return {
            Qt.Key.Key_Left: lambda: self.turn_to(self.at - 1),
            Qt.Key.Key_PageUp: lambda: self.turn_to(self.at - 1),
            Qt.Key.Key_Right: lambda: self.turn_to(self.at + 1),
            Qt.Key.Key_PageDown: lambda: self.turn_to(self.at + 1),
            Qt.Key.Key_Home: lambda: self.turn_to(0),
            Qt.Key.Key_End: lambda: self.turn_to(last),
            Qt.Key.Key_Plus: lambda: canvas.zoom(STEP),
            Qt.Key.Key_Equal: lambda: canvas.zoom(STEP),
            Qt.Key.Key_Minus: lambda: canvas.zoom(1 / STEP),
            Qt.Key.Key_0: canvas.fit,
            Qt.Key.Key_1: canvas.full_size,
            Qt.Key.Key_Space: canvas.turn,
        }

    def _turner(self, name: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        drawing = "chevron-left" if step < 0 else "chevron-right"
        button.setIcon(theme.icon(drawing, self._session.theme))
        button.clicked.connect(lambda: self.turn_to(self.at + step))
        return button

    def _say(self) -> None:
        photo = self._photos[self.at]
        size = (
            f"{photo.size / 1024 / 1024:.1f} MB"
            if photo.size >= 100_000
            else f"{photo.size / 1024:.0f} KB"
        )
        taken = "" if photo.taken is None else photo.taken.isoformat()
        self.setWindowTitle(photo.name)
        self.name.show_text("  ·  ".join(part for part in (photo.name, taken, size) if part))
        self.place.setText(f"{self.at + 1} / {len(self._photos)}")
        self.canvas.setAccessibleName(photo.name)
        self.before.setEnabled(self.at > 0)
        self.after.setEnabled(self.at < len(self._photos) - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "after"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.before.setToolTip(self.tr("上一张（←）"))
        self.before.setAccessibleName(self.tr("上一张"))
        self.after.setToolTip(self.tr("下一张（→）"))
        self.after.setAccessibleName(self.tr("下一张"))
        self.hint.setText(self.tr("滚轮缩放 · 拖动 · 空格原大"))


class Canvas(QGraphicsView):
    """The picture: fitted to the room until it is zoomed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("photo:canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fitted = True
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)

    @property
    def scale_now(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self.transform().m11()

    def show_picture(self, picture: QImage) -> None:
        """Show another picture, fitted."""
        self._item.setPixmap(QPixmap.fromImage(picture))
        self.setSceneRect(QRectF(self._item.boundingRect()))
        self.fit()

    def fit(self) -> None:
        """Show all of it, no larger than it is."""
        self.fitted = True
        self.resetTransform()
        if self._item.pixmap().isNull():
            return
        room, picture = self.viewport().rect(), self._item.boundingRect()
        share = min(room.width() / picture.width(), room.height() / picture.height(), 1.0)
        self.scale(share, share)

    def full_size(self) -> None:
        """Show it pixel by pixel."""
        self.fitted = False
        self.resetTransform()

    def turn(self) -> None:
        """Go between fitted and full size."""
        self.full_size() if self.fitted else self.fit()

    def zoom(self, factor: float) -> None:
        """Bring it nearer by `factor`, within reason."""
        wanted = self.scale_now * factor
        if self._item.pixmap().isNull() or not 0.02 <= wanted <= NEAREST:
            return
        self.fitted = False
        self.scale(factor, factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the pointer is."""
        self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go between fitted and full size."""
        self.turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the dialog."""
        event.ignore()
