"""The photos of a record as a strip of thumbnails; a click shows one whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from layers.record_view import PhotoView
from ui.dialogs.photo import PhotoDialog
from ui.panels.sections import Section
from ui.plain import tip
from ui.session import Session

THUMB = QSize(96, 72)


class PhotoStrip(QWidget):
    """The photos of one record."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("photos")
        self._session = session
        self._photos: tuple[PhotoView, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section("photos")
        column.addWidget(self.section)

    def show_photos(self, photos: tuple[PhotoView, ...]) -> None:
        """Show `photos`."""
        self._photos = photos
        self.section.clear()
        self.section.entitle(self.tr("照片与附件"), str(len(photos)))
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        for photo in photos:
            row.addWidget(self._thumb(photo))
        row.addStretch(1)
        self.section.inside.addWidget(strip)
        self.setVisible(bool(photos))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "section"):
            self.section.entitle(self.tr("照片与附件"), str(len(self._photos)))

    def _thumb(self, photo: PhotoView) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"photo:{photo.uid}")
        button.setAccessibleName(photo.name)
        button.setToolTip(tip(photo.name))
        picture = QPixmap()
        if photo.thumbnail is not None and picture.loadFromData(photo.thumbnail):
            filled = picture.scaled(
                THUMB,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            button.setIcon(QIcon(filled))
            button.setIconSize(THUMB)
        else:
            button.setText(photo.name[:12].replace("&", "&&"))
        button.clicked.connect(lambda: self._open(photo))
        return button

    def _open(self, photo: PhotoView) -> None:
        content = self._session.workspace.blob(photo.sha256) or photo.thumbnail
        if content is not None:
            dialog = PhotoDialog(photo.name, content, self.window())
            dialog.show()
