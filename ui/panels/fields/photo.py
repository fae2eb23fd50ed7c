"""The editor of a photo that a record must have: chosen from a file or dropped, stored when the form is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from db.errors import RecordError
from db.records import Attachment
from db.records.base import Field
from layers.record.attachments import Enclosure, photo_of
from ui.panels.fields.base import FieldEditor, Surroundings

WIDTH, HEIGHT = 64, 72


class PhotoEditor(FieldEditor):
    """One photo; ``pending`` is the one chosen here and not yet written."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.pending: Enclosure | None = None
        self._uid: str | None = None
        self._refused: RecordError | None = None
        self.setAcceptDrops(True)
        self.picture = QLabel()
        self.picture.setObjectName(f"picture:{name}")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(self.picture)
        self.chooser = QPushButton()
        self.chooser.clicked.connect(self._choose)
        self.take(self.chooser)
        self.row.setStretch(1, 0)
        self.row.addStretch(1)
        self.relabel()

    def value(self) -> Any:
        """The uid of the attachment.

        Raises `RecordError` when the file that was chosen is no photo.
        """
        if self._refused is not None:
            raise self._refused
        return self._uid

    def set_value(self, value: Any) -> None:
        """Show the attachment with the uid `value`."""
        self.pending, self._refused, self._uid = None, None, value
        workspace = self.around.session.workspace
        record = None if value is None else workspace.get(Attachment, value)
        content = None if record is None else workspace.blob(record.thumbnail or record.sha256)
        self._show(content)

    def choose_file(self, path: Path) -> None:
        """Take the picture in the file at `path`."""
        try:
            self.pending = photo_of(path.read_bytes(), path.name, self.name)
        except RecordError as refusal:
            self.pending, self._refused = None, refusal
        else:
            self._refused, self._uid = None, self.pending.record.uid
            self._show(self.pending.thumbnail)
        self.edited.emit()

    def relabel(self) -> None:
        """Say the words again."""
        super().relabel()
        self.chooser.setText(self.tr("选照片…"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that is dragged here."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that is dropped."""
        self.choose_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def _choose(self) -> None:
        filters = self.tr("照片 (*.jpg *.jpeg *.png *.webp)")
        path, _filter = QFileDialog.getOpenFileName(self, self.tr("选照片"), "", filters)
        if path:
            self.choose_file(Path(path))

    def _show(self, content: bytes | None) -> None:
        picture = QPixmap()
        if content is not None and picture.loadFromData(content):
            mode = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(WIDTH, HEIGHT, Qt.AspectRatioMode.KeepAspectRatio, mode)
        self.picture.setPixmap(picture)
        self.picture.setVisible(not picture.isNull())
