"""The photos and documents of a record: shown as a strip, added by dropping, pasting or choosing, opened, taken away.

Files are read, checked and made small beside the window; what comes of them goes out as `Enclosure`s, and the panel
writes them as one operation. A document opens in the system's program, from a private copy that goes with the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QDateTime,
    QEvent,
    QIODevice,
    QMimeData,
    Qt,
    QTemporaryDir,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QImageWriter, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from db.errors import RecordError
from db.records import Attachment
from layers.record.attachments import FILE_ENDINGS, Enclosure, enclosure_of, file_at, private_copy
from layers.record.view import PhotoView
from resources.text import Text
from ui.dialogs.camera_roll import CameraRoll
from ui.dialogs.photo import PhotoDialog
from ui.panels.alive import while_alive
from ui.panels.labels import plain_label
from ui.panels.sections import Section
from ui.panels.thumb import THUMB, Thumb
from ui.pictures import picture_in
from ui.session import Session
from ui.settings import Settings
from ui.tasks import Tasks

FIRST = 9
"""So many are shown at first."""
READING = Text("读取附件", "Reading attachments")
TAKING_IN = Text("读入照片和文件", "Taking in photos and files")
Read = Callable[[], Enclosure]


class PhotoStrip(QWidget):
    """The photos and documents of one record.

    Emits
    -----
    enclosed(list of Enclosure)
        Files that were taken in, checked, to be written.
    removeAsked(str)
        The uid of an attachment to delete.
    """

    enclosed = Signal(object)
    removeAsked = Signal(str)  # noqa: N815 - as Qt spells its signals

    def __init__(self, session: Session, tasks: Tasks, settings: Settings | None = None) -> None:
        super().__init__()
        self.setObjectName("photos")
        self._session, self._tasks, self._settings = session, tasks, settings
        self._photos: tuple[PhotoView, ...] = ()
        self._pending: tuple[Enclosure, ...] = ()
        self._takes = self._all = False
        self._copies: QTemporaryDir | None = None
        self.thumbs: list[Thumb] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section("photos")
        column.addWidget(self.section)
        self.adder = QPushButton()
        self.adder.setObjectName("photos:add")
        self.adder.setProperty("role", "quiet")
        self.adder.setMenu(self._ways())
        self.section.offer(self.adder)
        self.hint = plain_label("", "secondary")
        self.hint.setObjectName("photos:hint")
        self.hint.setContentsMargins(6, 2, 6, 2)
        self.hint.setWordWrap(True)
        self.more = QPushButton()
        self.more.setObjectName("photos:more")
        self.more.setProperty("role", "quiet")
        self.more.clicked.connect(self._show_all)
        self._grid_of = QWidget()
        self._grid = QGridLayout(self._grid_of)
        self._grid.setContentsMargins(6, 4, 6, 0)
        self._grid.setSpacing(8)
        for part in (self.hint, self._grid_of, self.more):
            self.section.inside.addWidget(part)
        self.retranslate()

    # -- showing ----------------------------------------------------------------------------------

    def show_photos(self, photos: tuple[PhotoView, ...], *, takes: bool) -> None:
        """Show `photos`; `takes` offers to add some."""
        if photos == self._photos and takes == self._takes and len(self.thumbs) >= 1:
            return
        self._photos, self._takes, self._all = photos, takes, False
        self._fill()

    def show_pending(self, pending: Sequence[Enclosure]) -> None:
        """Show what will be written with the record, after what is written."""
        self._pending = tuple(pending)
        self._fill()

    def retranslate(self) -> None:
        """Say the words again."""
        self.adder.setText(self.tr("添加"))
        self.adder.setToolTip(self.tr("添加照片或文件；也可拖到这里，或 Ctrl+V 粘贴"))
        for name, words in (
            ("files", self.tr("选文件…")),
            ("roll", self.tr("从相机照片选…")),
            ("paste", self.tr("粘贴截图或文件（Ctrl+V）")),
        ):
            self._acts[name].setText(words)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "more"):
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many side by side as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _say(self) -> None:
        count = len(self._photos) + len(self._pending)
        self.section.entitle(self.tr("照片与附件"), str(count) if count else "")
        self.adder.setVisible(self._takes)
        self.hint.setText(self.tr("可把照片、文件拖到这里，或 Ctrl+V 粘贴"))
        self.hint.setVisible(self._takes and count == 0)
        left = 0 if self._all else max(count - FIRST, 0)
        self.more.setText(self.tr("再看 {count} 个").format(count=left))
        self.more.setVisible(left > 0)
        self.setVisible(self._takes or count > 0)

    def _fill(self) -> None:
        for thumb in self.thumbs:
            thumb.hide()
            thumb.deleteLater()
        shown = self._photos if self._all else self._photos[:FIRST]
        self.thumbs = [self._thumb(photo) for photo in shown]
        self.thumbs += [self._waiting(each) for each in self._pending]
        self._grid_of.setVisible(bool(self.thumbs))
        self._arrange()
        self._say()
        wanted = [(thumb, thumb.content) for thumb in self.thumbs if thumb.content is not None]
        contents = [content for _thumb, content in wanted]

        def show(pictures: list[QImage]) -> None:
            for (thumb, _content), picture in zip(wanted, pictures, strict=True):
                if thumb in self.thumbs and not picture.isNull():
                    thumb.show_picture(picture)

        if contents:
            read = partial(_small, contents)
            self._tasks.start(READING, lambda _progress: read(), while_alive(self, show))

    def _arrange(self) -> None:
        beside = max((self.width() - 12 + 8) // (THUMB.width() + 8), 1)
        for place, thumb in enumerate(self.thumbs):
            self._grid.addWidget(thumb, *divmod(place, beside), Qt.AlignmentFlag.AlignLeft)
        for column in range(12):
            self._grid.setColumnStretch(column, int(column == beside))

    def _thumb(self, photo: PhotoView) -> Thumb:
        thumb = Thumb(photo.name, photo.thumbnail, self._session.theme)
        thumb.setObjectName(f"photo:{photo.uid}")
        thumb.clicked.connect(lambda: self.open_photo(photo))
        thumb.menuAsked.connect(lambda at: self._menu(photo).popup(at))
        thumb.deleteAsked.connect(lambda: self._remove(photo))
        return thumb

    def _waiting(self, pending: Enclosure) -> Thumb:
        thumb = Thumb(pending.record.name, pending.thumbnail, self._session.theme)
        thumb.setObjectName(f"photo:{pending.record.uid}")
        thumb.setEnabled(False)
        return thumb

    def _menu(self, photo: PhotoView) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("打开")).triggered.connect(lambda: self.open_photo(photo))
        if self._takes:
            remove = menu.addAction(self.tr("删除"))
            remove.triggered.connect(lambda: self._remove(photo))
        return menu

    def _remove(self, photo: PhotoView) -> None:
        if self._takes:
            self.removeAsked.emit(photo.uid)

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    # -- opening ----------------------------------------------------------------------------------

    def open_photo(self, photo: PhotoView) -> None:
        """Show a photo in the viewer, a document in the system's program."""
        if not photo.picture:
            self._open_document(photo)
            return
        pictures = [each for each in self._photos if each.picture]
        dialog = PhotoDialog(
            self._session, self._tasks, pictures, pictures.index(photo), self.window()
        )
        dialog.show()

    def _open_document(self, photo: PhotoView) -> None:
        if self._copies is None:
            self._copies = QTemporaryDir()
        folder, workspace = Path(self._copies.path()), self._session.workspace

        def copy(_progress: object) -> Path | None:
            record = workspace.get(Attachment, photo.uid)
            content = workspace.blob(photo.sha256)
            return (
                None if record is None or content is None else private_copy(folder, record, content)
            )

        def show(path: Path | None) -> None:
            if path is None or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._session.notices.error(CANNOT_OPEN.format(name=photo.name))

        self._tasks.start(READING, copy, while_alive(self, show))

    # -- taking in --------------------------------------------------------------------------------

    def _ways(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("photos:ways")
        self._acts = {name: menu.addAction("") for name in ("files", "roll", "paste")}
        self._acts["files"].triggered.connect(lambda _checked=False: self._choose())
        self._acts["roll"].triggered.connect(lambda _checked=False: self.choose_from_roll())
        self._acts["paste"].triggered.connect(lambda _checked=False: self.paste())
        return menu

    def _choose(self) -> None:
        endings = " ".join(f"*{ending}" for ending in FILE_ENDINGS)
        kinds = self.tr("照片和文件 ({endings})").format(endings=endings)
        paths, _kind = QFileDialog.getOpenFileNames(self, self.tr("添加照片或文件"), "", kinds)
        self.take_files([Path(path) for path in paths])

    def choose_from_roll(self) -> CameraRoll:
        """Open the remembered folder of photos."""
        settings = self._settings
        dialog = CameraRoll(
            self._tasks, settings.camera_roll if settings is not None else None, self.window()
        )
        dialog.chosen.connect(self.take_files)
        if settings is not None:
            dialog.moved.connect(lambda folder: setattr(settings, "camera_roll", folder))
        dialog.show()
        return dialog

    def paste(self) -> bool:
        """Take what is on the clipboard; False when it is nothing of the kind."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def accepts(self, offered: QMimeData) -> bool:
        """Whether `offered` is a picture or files, and they can be added here."""
        local = any(url.isLocalFile() for url in offered.urls())
        return self._takes and (local or offered.hasImage())

    def take(self, offered: QMimeData) -> bool:
        """Take in files or a picture that were pasted or dropped; False when it is neither."""
        if not self.accepts(offered):
            return False
        paths = [Path(url.toLocalFile()) for url in offered.urls() if url.isLocalFile()]
        if paths:
            self.take_files(paths)
            return True
        picture = QImage(offered.imageData())
        moment = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss")
        name = self.tr("截图 {moment}.png").format(moment=moment)
        self._take_in([lambda: enclosure_of(_png(picture), name)])
        return True

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take in the files at `paths`; what is refused is told, the rest is taken."""
        self._take_in([partial(file_at, path) for path in paths])

    def _take_in(self, reads: Sequence[Read]) -> None:
        if not reads:
            return

        def done(found: tuple[list[Enclosure], list[Text]]) -> None:
            made, refused = found
            for sentence in refused[:3]:
                self._session.notices.error(sentence)
            if made:
                self.enclosed.emit(made)

        self._tasks.start(
            TAKING_IN,
            lambda progress: _taken_in(reads, progress.report),
            while_alive(self, done),
            told=True,
        )


CANNOT_OPEN = Text(
    "没有程序能打开“{name}”。装一个能看这种文件的程序。",
    "No program opened “{name}”. Install one for this type of file.",
)


def _taken_in(
    reads: Sequence[Read], report: Callable[[float], object]
) -> tuple[list[Enclosure], list[Text]]:
    made, refused = [], []
    for number, read in enumerate(reads):
        report(number / len(reads))
        try:
            made.append(read())
        except RecordError as refusal:
            refused.append(refusal.sentence)
    return made, refused


def _small(contents: Sequence[bytes]) -> list[QImage]:
    return [picture_in(content, THUMB * 2) for content in contents]


def _png(picture: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    buffer.close()
    return bytes(held.data())
