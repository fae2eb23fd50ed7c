"""Pictures decoded beside the window: bytes or a file in, a `QImage` of the size that is needed out.

These functions run on a worker thread (`ui.tasks`); only the `QImage` crosses to the window. A picture is turned as
its file says, and is never decoded larger than asked, so that a photo of many megapixels costs what its thumbnail
costs.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MOST_SIDE = 8000
"""No picture is shown with more pixels on a side; a wall of four screens has fewer."""


def picture_in(content: bytes, most: QSize | None = None) -> QImage:
    """The picture in `content`, no larger than `most`; a null image when it can't be read."""
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    found = _read(QImageReader(held), most)
    held.close()
    return found


def picture_at(path: Path, most: QSize | None = None) -> QImage:
    """The picture in the file at `path`, no larger than `most`; a null image when it can't be read."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    return _read(reader, most)


def _read(reader: QImageReader, most: QSize | None) -> QImage:
    reader.setAutoTransform(True)
    whole = reader.size()
    room = most if most is not None else QSize(MOST_SIDE, MOST_SIDE)
    if whole.isValid():
        turned = bool(
            reader.transformation().value & reader.transformation().TransformationRotate90.value
        )
        fits = room.transposed() if turned else room
        if whole.width() > fits.width() or whole.height() > fits.height():
            reader.setScaledSize(whole.scaled(fits, Qt.AspectRatioMode.KeepAspectRatio))
    found = reader.read()
    if found.isNull():
        return QImage()
    if found.width() > room.width() or found.height() > room.height():
        found = found.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return found
