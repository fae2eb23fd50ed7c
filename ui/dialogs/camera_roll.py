"""The folder of photos that a phone or camera is copied to, newest first, to choose from; it is remembered.

Names are listed at once, the small pictures come as they are read beside the window. What is chosen is handed out as
paths; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers.record.attachments import camera_roll
from resources.text import Text
from ui.panels.alive import while_alive
from ui.panels.labels import ElidedLabel, secondary_label
from ui.pictures import picture_at
from ui.tasks import Tasks

THUMB = QSize(132, 100)
AT_ONCE = 12
"""So many small pictures are read in one go."""
READING = Text("读取照片", "Reading photos")
_PATH = Qt.ItemDataRole.UserRole


class CameraRoll(QDialog):
    """Emits ``chosen(list of Path)`` when photos are taken from it, ``moved(Path)`` when its folder is another."""

    chosen = Signal(object)
    moved = Signal(object)

    def __init__(self, tasks: Tasks, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:cameraRoll")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks = tasks
        self._listing = 0
        self.folder = folder
        self.where = ElidedLabel()
        self.where.setObjectName("roll:folder")
        self.changer = QPushButton()
        self.changer.setObjectName("roll:change")
        self.changer.clicked.connect(self._choose_folder)
        head = QHBoxLayout()
        head.addWidget(self.where, 1)
        head.addWidget(self.changer)
        self.list = QListWidget()
        self.list.setObjectName("roll:list")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(THUMB)
        self.list.setGridSize(THUMB + QSize(16, 34))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.itemSelectionChanged.connect(self._count)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.told = secondary_label()
        self.told.setObjectName("roll:told")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.resize(760, 560)
        self.retranslate()
        self.look()

    def look(self) -> None:
        """List the folder again."""
        self._listing += 1
        self.list.clear()
        self._count()
        folder = self.folder
        if folder is None:
            self.told.setText(self.tr("先选一个放照片的文件夹，以后会记住它。"))
            return

        def read(_progress: object) -> list[Path] | None:
            try:
                return camera_roll(folder)
            except OSError:
                return None

        self._tasks.start(READING, read, while_alive(self, self._now(self._show)))

    def accept(self) -> None:
        """Hand out what is chosen."""
        paths = [Path(item.data(_PATH)) for item in self.list.selectedItems()]
        if paths:
            self.chosen.emit(paths)
            super().accept()

    def _show(self, paths: Sequence[Path] | None) -> None:
        if paths is None:
            self.told.setText(self.tr("读不了这个文件夹。换一个。"))
            return
        blank = QPixmap(THUMB)
        blank.fill(Qt.GlobalColor.transparent)
        for path in paths:
            item = QListWidgetItem(QIcon(blank), path.name)
            item.setData(_PATH, str(path))
            self.list.addItem(item)
        self.told.setText("" if paths else self.tr("这个文件夹里没有照片。"))
        if paths:
            self.list.setCurrentRow(0)
            self.list.clearSelection()
            self.list.setFocus()
        self._paint(0)

    def _paint(self, start: int) -> None:
        """Read the next few small pictures, then the ones after them."""
        last = min(start + AT_ONCE, self.list.count())
        if start >= last:
            return
        paths = [Path(self.list.item(row).data(_PATH)) for row in range(start, last)]

        def show(pictures: Sequence[QImage]) -> None:
            for row, picture in enumerate(pictures, start=start):
                if not picture.isNull():
                    self.list.item(row).setIcon(QIcon(QPixmap.fromImage(picture)))
            self._paint(last)

        self._tasks.start(
            READING,
            lambda _progress: [picture_at(path, THUMB) for path in paths],
            while_alive(self, self._now(show)),
        )

    def _now(self, take: Callable[..., object]) -> Callable[..., None]:
        """`take`, as long as the folder is still the one that was asked for."""
        listing = self._listing

        def guarded(answer: object) -> None:
            if listing == self._listing:
                take(answer)

        return guarded

    def _choose_folder(self) -> None:
        start = str(self.folder) if self.folder is not None else ""
        found = QFileDialog.getExistingDirectory(self, self.tr("放照片的文件夹"), start)
        if found:
            self.open_folder(Path(found))

    def open_folder(self, folder: Path) -> None:
        """List another folder and remember it."""
        self.folder = folder
        self.moved.emit(folder)
        self.retranslate()
        self.look()

    def _count(self) -> None:
        count = len(self.list.selectedItems())
        take = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        take.setEnabled(count > 0)
        take.setText(self.tr("添加 {count} 张").format(count=count) if count else self.tr("添加"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "buttons"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.setWindowTitle(self.tr("相机照片"))
        self.where.show_text(str(self.folder) if self.folder is not None else self.tr("未选文件夹"))
        self.changer.setText(self.tr("换文件夹…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self.list.setAccessibleName(self.tr("相机照片"))
        self._count()
