"""Photos and documents of a record under a real hand: dropped, pasted, chosen, looked at, taken away, taken back."""

from __future__ import annotations

import io
import stat
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

import ui.pictures
from db.records import Attachment, Hazard
from tests.helpers.seat import Seat, child, press, seat, words
from tests.helpers.small_county import TODAY
from ui.dialogs.camera_roll import CameraRoll
from ui.dialogs.photo import PhotoDialog
from ui.panels.lines import LineButton
from ui.panels.record_panel import RecordPanel
from ui.panels.thumb import Thumb
from ui.session import Item
from ui.settings import Settings

__all__ = ["seat"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def panel(seat: Seat, settings: Settings) -> RecordPanel:
    return seat.show(RecordPanel(seat.session, seat.tasks, settings), 360, 900)


def photo(path: Path, size: tuple[int, int] = (64, 48)) -> Path:
    Image.new("RGB", size, (30, 160, 90)).save(path)
    return path


def drop(panel: RecordPanel, *paths: Path) -> bool:
    offered = QMimeData()
    offered.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    try:
        entering = QDragEnterEvent(QPointF(20, 20), copy, offered, left, none)
    except (TypeError, ValueError):  # as it was before Qt 6.12
        entering = QDragEnterEvent(QPoint(20, 20), copy, offered, left, none)
    QApplication.sendEvent(panel, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(panel, QDropEvent(QPointF(20, 20), copy, offered, left, none))
    return True


def attached(seat: Seat, kind: str, key: str) -> list[Attachment]:
    return [
        each
        for each in seat.workspace.find(Attachment, owner_uid=seat.county[key])
        if each.owner_kind == kind
    ]


def test_three_photos_and_a_paper_are_dropped_on_a_dispute_as_one_operation(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    seat.select("disputes", "dispute0")
    paper = tmp_path / "调解协议.pdf"
    paper.write_bytes(b"%PDF-1.7 agreed")
    before = seat.workspace.journal.head()[0]
    assert drop(panel, *(photo(tmp_path / f"{n}.png") for n in range(3)), paper)
    seat.settle(lambda: len(panel.photos.thumbs) == 4)
    kept = attached(seat, "disputes", "dispute0")
    assert [each.name for each in kept] == ["0.png", "1.png", "2.png", "调解协议.pdf"]
    assert seat.workspace.blob(kept[3].sha256) == b"%PDF-1.7 agreed"
    assert seat.workspace.journal.head()[0] == before + 1
    seat.settle(lambda: sum(thumb.pictured for thumb in panel.photos.thumbs) == 3)
    seat.session.undo("menu")
    seat.settle(lambda: not panel.photos.thumbs)
    assert attached(seat, "disputes", "dispute0") == []


def test_what_is_refused_is_told_and_the_rest_is_taken(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    told: list[str] = []
    seat.session.notices.posted.connect(lambda notice: told.append(str(notice.words)))
    seat.select("hazards", "hazard0")
    wrong = tmp_path / "setup.jpg"
    wrong.write_bytes(b"MZ\x90\x00")
    drop(panel, wrong, photo(tmp_path / "现场.jpg"))
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    assert [each.name for each in attached(seat, "hazards", "hazard0")] == ["现场.jpg"]
    assert any("setup.jpg" in words and "没有添加" in words for words in told)


def test_a_picture_on_the_clipboard_is_pasted_with_ctrl_v(panel: RecordPanel, seat: Seat) -> None:
    seat.select("disputes", "dispute0")
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    value = child(panel, QLabel, "value:summary")
    seat.wake(panel)
    value.setFocus()
    QTest.keyClick(value, Qt.Key.Key_V, CTRL)
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    (kept,) = attached(seat, "disputes", "dispute0")
    assert kept.media_type == "image/png"
    content = seat.workspace.blob(kept.sha256)
    assert content is not None
    assert Image.open(io.BytesIO(content)).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_photos_come_from_the_folder_that_was_remembered_newest_first(
    panel: RecordPanel, seat: Seat, settings: Settings, tmp_path: Path
) -> None:
    roll = tmp_path / "roll"
    roll.mkdir()
    for name in ("a", "b", "c"):
        photo(roll / f"{name}.jpg")
    seat.select("hazards", "hazard0")
    dialog = panel.photos.choose_from_roll()
    assert dialog.list.count() == 0
    dialog.open_folder(roll)
    seat.settle(lambda: dialog.list.count() == 3)
    dialog.list.selectAll()
    dialog.accept()
    seat.settle(lambda: len(panel.photos.thumbs) == 3)
    assert len(attached(seat, "hazards", "hazard0")) == 3
    assert settings.camera_roll == roll
    again = panel.photos.choose_from_roll()
    assert isinstance(again, CameraRoll)
    seat.settle(lambda: again.list.count() == 3)
    again.close()
    seat.settle()


def test_photos_are_turned_by_key_zoomed_and_decoded_beside_the_window(
    panel: RecordPanel, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    real = ui.pictures.picture_in

    def spy(content: bytes, *most: object) -> QImage:
        threads.add(threading.get_ident())
        return real(content, *most)  # type: ignore[arg-type]

    monkeypatch.setattr("ui.dialogs.photo.picture_in", spy)
    seat.select("disputes", "dispute0")
    drop(panel, photo(tmp_path / "1.png", (3000, 2000)), photo(tmp_path / "2.png", (300, 200)))
    seat.settle(lambda: len(panel.photos.thumbs) == 2)
    first = panel.photos.thumbs[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, PhotoDialog))
    seat.settle(lambda: not dialog.canvas.sceneRect().isEmpty())
    assert words(dialog, "photo:place") == "1 / 2"
    fitted = dialog.canvas.scale_now
    assert fitted < 1
    QTest.keyClick(dialog, Qt.Key.Key_Plus)
    assert dialog.canvas.scale_now == pytest.approx(fitted * 1.25)
    QTest.keyClick(dialog, Qt.Key.Key_1)
    assert dialog.canvas.scale_now == 1
    QTest.keyClick(dialog, Qt.Key.Key_Right)
    seat.settle(lambda: dialog.canvas.sceneRect().width() == 300)
    assert words(dialog, "photo:place") == "2 / 2"
    QTest.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.at == 1
    assert threads
    assert threading.get_ident() not in threads
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()


class Opener(QObject):
    """Stands where the system's programs would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


def test_a_document_opens_in_the_systems_program_from_a_private_copy(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    seat.select("disputes", "dispute0")
    paper = tmp_path / "协议.pdf"
    paper.write_bytes(b"%PDF-1.7 agreed")
    drop(panel, paper)
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # the stubs want bytes, Qt a name
    try:
        panel.photos.thumbs[0].click()
        seat.settle(lambda: bool(opener.opened))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    (copy,) = opener.opened
    assert copy != paper
    assert copy.read_bytes() == b"%PDF-1.7 agreed"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400


def test_delete_takes_an_attachment_away_and_undo_brings_it_back(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    seat.select("disputes", "dispute0")
    drop(panel, photo(tmp_path / "1.png"))
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    thumb = panel.photos.thumbs[0]
    assert isinstance(thumb, Thumb)
    thumb.setFocus()
    QTest.keyClick(thumb, Qt.Key.Key_Delete)
    seat.settle(lambda: not panel.photos.thumbs)
    assert attached(seat, "disputes", "dispute0") == []
    seat.session.undo("menu")
    seat.settle(lambda: len(panel.photos.thumbs) == 1)


def test_a_photo_for_a_record_that_is_not_written_yet_is_written_with_it(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    record = Hazard(serial="H-77", summary="井盖缺失", found=TODAY)
    panel.edit_new(record, "summary")
    drop(panel, photo(tmp_path / "1.png"))
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    assert seat.workspace.find(Attachment, owner_uid=record.uid) == []
    before = seat.workspace.journal.head()[0]
    assert panel.save()
    seat.settle()
    assert len(seat.workspace.find(Attachment, owner_uid=record.uid)) == 1
    assert seat.workspace.journal.head()[0] == before + 1


def test_a_workspace_open_for_reading_takes_nothing(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    seat.workspace.readonly = True
    seat.select("disputes", "dispute0")
    assert not drop(panel, photo(tmp_path / "1.png"))
    assert not panel.photos.isVisible()


def test_an_attachment_shows_itself_leads_to_its_record_and_takes_no_other(
    panel: RecordPanel, seat: Seat, tmp_path: Path
) -> None:
    seat.select("disputes", "dispute0")
    drop(panel, photo(tmp_path / "1.png"))
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    kept = attached(seat, "disputes", "dispute0")[0]
    seat.session.selection.set((Item("attachments", kept.uid),), "table")
    seat.settle(lambda: panel.record is not None and panel.record.uid == kept.uid)
    seat.settle(lambda: len(panel.photos.thumbs) == 1)
    assert not drop(panel, photo(tmp_path / "2.png"))
    assert not panel.photos.adder.isVisible()
    panel.edit()
    assert panel.findChild(QLineEdit, "field:name") is not None
    assert panel.findChild(QLineEdit, "field:sha256") is None, "what is stored is not typed"
    panel.revert()
    press(panel.related.findChildren(LineButton)[0])
    seat.settle(lambda: panel.record is not None)
    assert seat.session.selection.lead == Item("disputes", seat.county["dispute0"])
