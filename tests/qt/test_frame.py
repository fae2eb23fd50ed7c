"""The frame around the work: modes keep what they hold, help has a page for every place, settings come and go whole."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

import resources
from db.backups import Keeping, backups_of
from layers.looks.themes import DISPUTES, DUTY, FORCE
from layers.pages.page import View
from resources.text import LANGUAGES, Language, Text
from tests.helpers.small_county import small_county
from tests.helpers.window import Desk, Hand, settled
from ui.frame import modes, settings_file
from ui.frame.diagnose import Troubles
from ui.frame.frame import Frame
from ui.frame.help import PAGES, PLACES, found, page_of, pages
from ui.frame.long_work import left_in_words
from ui.frame.tour import STEPS
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.tasks import Progress

CTRL = Qt.KeyboardModifier.ControlModifier
VIEW = View(34.05, 114.09, 12)


@pytest.fixture
def no_leaked_windows() -> None:
    """What the shared window opens lives as long as it does."""


@pytest.fixture(scope="module")
def opened(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("frame")
    small_county(folder / "county.gpkg").workspace.close()
    desk = Desk(qapp, QtBot(request), folder)
    yield desk.open(folder / "county.gpkg", size=(1366, 768), view=VIEW)
    desk.close()


@pytest.fixture
def window(opened: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    yield opened
    opened.set_lang("zh")
    frame_of(opened).modes.show("duty")
    frame_of(opened).modes.reset()
    settled(qtbot, opened)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def frame_of(window: MainWindow) -> Frame:
    frame = window.findChild(Frame)
    assert isinstance(frame, Frame)
    return frame


# -- modes ----------------------------------------------------------------------------------------


def test_each_mode_lays_the_window_out_and_comes_back_as_it_was_left(
    window: MainWindow, hand: Hand
) -> None:
    hand.keys(Qt.Key.Key_2, CTRL)
    assert frame_of(window).modes.name == "planning"
    assert window.styles.theme == FORCE
    assert window.tables.kind == "villages"
    window.layer_dock.hide()
    window.styles.show(DISPUTES)
    hand.keys(Qt.Key.Key_3, CTRL)
    assert window.layer_dock.isVisible()
    assert not window.table_dock.isVisible()
    assert not window.record_dock.isVisible()
    assert window.above.wall.isChecked()
    figure = window.ribbon.buttons["overdue"]
    large = figure.sizeHint().height()
    hand.press("mode:duty")
    assert window.table_dock.isVisible()
    assert window.record_dock.isVisible()
    assert window.tables.kind == "disputes"
    assert window.styles.theme == DUTY
    assert not window.above.wall.isChecked()
    assert figure.sizeHint().height() < large
    hand.keys(Qt.Key.Key_2, CTRL)
    assert not window.layer_dock.isVisible()
    assert window.styles.theme == DISPUTES
    frame_of(window).modes.reset_action.trigger()
    assert window.layer_dock.isVisible()
    assert window.styles.theme == FORCE


def test_a_mode_that_is_left_while_boundaries_are_adjusted_comes_back_with_its_layers(
    window: MainWindow, hand: Hand
) -> None:
    window.commands.map_tools["boundary"].trigger()
    assert not window.layer_dock.isVisible()
    hand.keys(Qt.Key.Key_2, CTRL)
    assert window.toolbox.active is None
    assert not window.boundary.dock.isVisible()
    assert window.layer_dock.isVisible()
    hand.press("mode:duty")
    assert window.layer_dock.isVisible()


def test_a_view_that_was_asked_for_stays_when_the_window_starts_in_a_large_mode(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modes, "FIT_MS", 0)
    fitted: list[bool] = []
    window.commands["fit"].triggered.connect(lambda: fitted.append(True))
    window.settings.keep_arrangement("briefing", None)
    frame_of(window).begin("briefing", keep_view=True)
    hand.qtbot.wait(20)
    assert not fitted
    frame_of(window).modes.reset()
    hand.wait(lambda: fitted)


def test_a_mode_is_taken_up_again_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "g.ini")
    assert (settings.mode, settings.start_mode) == ("duty", "")
    settings.mode, settings.start_mode = "planning", "briefing"
    settings.save()
    again = Settings(tmp_path / "g.ini")
    assert (again.mode, again.start_mode) == ("planning", "briefing")


# -- help -----------------------------------------------------------------------------------------


def test_every_page_stands_in_both_languages_and_is_led_to() -> None:
    for lang in LANGUAGES:
        files = {file.stem for file in resources.path("help", lang).glob("*.md")}
        assert files == set(PAGES)
        for page in pages(lang).values():
            assert page.title
            assert len(page.text) > 60
    assert set(PLACES.values()) | {"start", "keys"} == set(PAGES)


def test_f1_tells_of_what_has_the_keyboard(window: MainWindow, hand: Hand) -> None:
    frame = frame_of(window)
    for widget, page in (
        (window.tables.filter, "filters"),
        (window.tables.table.view, "tables"),
        (window.ribbon.search, "search"),
        (window.layers, "layers"),
        (window.panel, "record"),
    ):
        assert page_of(widget) == page
    window.tables.filter.setFocus()
    hand.keys(Qt.Key.Key_F1)
    assert frame.help.dock.isVisible()
    assert "拼音首字母" in frame.help.view.text.toPlainText()
    window.set_lang("en")
    hand.wait(lambda: "initials" in frame.help.view.text.toPlainText())
    frame.help.dock.hide()


@pytest.mark.parametrize(("lang", "typed"), [("zh", "坐标系"), ("en", "datum")])
def test_the_help_is_searched(lang: Language, typed: str) -> None:
    names = [page.name for page in found(lang, typed)]
    assert "coordinates" in names
    assert found(lang, "qqqqq") == []


# -- long work ------------------------------------------------------------------------------------


def test_long_work_shows_its_end_until_it_was_read_and_what_failed_without_its_message(
    window: MainWindow, hand: Hand
) -> None:
    work = frame_of(window).work

    def fails(_progress: Progress) -> None:
        raise ValueError("张三 13900000000")

    window.tasks.start(
        Text("试", "Trying"), fails, lambda _none: None, lambda _trouble: None, told=True
    )
    hand.wait(lambda: work.works and work.works[-1].ended is not None)
    assert work.button.text() == "有一项没做成"
    work.open()
    last = work.works[-1]
    assert "ValueError" in last.details()
    assert "tests/qt/test_frame.py" in last.details()
    assert "张三" not in last.details()
    details = work.popup.findChild(QPushButton, "work:details:0")
    assert details is not None
    details.click()
    assert QGuiApplication.clipboard().text() == last.details()
    work.popup.hide()
    assert work.button.text() == "后台工作"
    assert last in work.works


def test_long_work_is_cancelled_from_the_list(window: MainWindow, hand: Hand) -> None:
    work = frame_of(window).work

    def goes_on(progress: Progress) -> None:
        for step in range(1000):
            progress.report(0.05 + step / 2000)
            time.sleep(0.01)

    window.tasks.start(Text("试", "Trying"), goes_on, lambda _none: None, told=True)
    work.open()
    cancel = work.popup.findChild(QPushButton, "work:cancel:0")
    assert cancel is not None
    cancel.click()
    hand.wait(lambda: work.works[-1].ended is not None)
    assert work.works[-1].cancelled
    work.popup.hide()


def test_the_time_left_is_told_once_it_can_be() -> None:
    assert left_in_words(0.01, 3.0) is None
    assert left_in_words(0.5, 10.0) == Text("约剩 10 秒", "about 10 s left")
    assert left_in_words(0.25, 60.0) == Text("约剩 3 分钟", "about 3 min left")


def test_the_ring_keeps_kinds_and_lines_and_no_message() -> None:
    ring, log = Troubles(), logging.getLogger("guatu.test.ring")
    log.addHandler(ring)
    try:
        dict[str, str]()["张三"]
    except KeyError:
        log.exception("could not open 张三")
    log.removeHandler(ring)
    (told,) = ring.told
    assert (told["logger"], told["exception"]) == ("guatu.test.ring", "KeyError")
    assert told["frames"][0].startswith("tests/qt/test_frame.py:")
    assert "张三" not in json.dumps(told, ensure_ascii=False)


# -- settings -------------------------------------------------------------------------------------


def test_settings_are_searched_changed_at_once_and_come_back_from_a_file(
    window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    hand.keys(Qt.Key.Key_Comma, CTRL)
    dialog = frame_of(window).dialog
    assert dialog is not None
    theme = hand.find(QComboBox, "settings:theme")
    hand.type("坐标", hand.find(QLineEdit, "settings:search"))
    assert not theme.isVisible()
    notation = hand.find(QComboBox, "settings:notation")
    assert notation.isVisible()
    QTest.keyClick(notation, Qt.Key.Key_Down)
    assert window.settings.notation == notation.currentData() != "wgs84"
    assert window.bar.place.notation == window.settings.notation
    file = tmp_path / "mine.json"
    dialog.write(file)
    kept = json.loads(file.read_text("utf-8"))
    assert kept["notation"] == window.settings.notation
    assert "recent" not in kept
    file.write_text(json.dumps({**kept, "notation": "wgs84"}), "utf-8")
    dialog.take(file)
    assert window.settings.notation == "wgs84"


def test_backups_are_set_for_this_workspace_alone_and_hold_for_the_next_one_written(
    window: MainWindow, hand: Hand
) -> None:
    workspace, settings = window.session.workspace, window.settings
    file = workspace.target.path
    assert file is not None
    dialog = frame_of(window).show_settings()
    hand.type("备份", dialog.search)
    assert dialog.tabs.currentIndex() == 1
    often, kept = (
        hand.find(QComboBox, f"settings:{name}") for name in ("backup_every", "backups_kept")
    )
    assert (often.currentData(), kept.currentData()) == (60, 8)
    QTest.keyClick(often, Qt.Key.Key_Up)
    QTest.keyClick(kept, Qt.Key.Key_Up)
    dialog.accept()
    assert (workspace.keeping.every, workspace.keeping.newest) == (dt.timedelta(minutes=30), 4)
    assert settings.keeping(str(file)) == workspace.keeping
    assert settings.keeping("other.gpkg") == Keeping()
    assert "keeping" not in settings_file.as_json(settings)
    for _ in range(6):
        workspace.backup()
    assert len(backups_of(file)) == 4  # the last one of today is among them


def test_the_map_stands_still_when_it_is_asked_to_and_the_program_reopens_the_last_workspace(
    window: MainWindow, hand: Hand
) -> None:
    dialog = frame_of(window).show_settings()
    for name in ("still", "reopen"):
        QTest.keyClick(hand.find(QCheckBox, f"settings:{name}"), Qt.Key.Key_Space)
    dialog.accept()
    assert (window.settings.still, window.settings.reopen) == (True, True)
    stood: list[bool] = []
    page = window.map.page

    def stands() -> bool:
        page.runJavaScript("guatu.page.drawn.pulse.asked", 0, stood.append)
        return bool(stood) and stood[-1]

    hand.wait(stands)
    window.above.set_still(False)
    window.settings.reopen = False


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "第 1 行"),
        ("[1]", "不是本程序"),
        ('{"guatu_settings": 1, "lang": "fr"}', "lang"),
        ('{"guatu_settings": 1, "wall": "yes"}', "wall"),
        ('{"guatu_settings": 1, "theme": ["dark"]}', "theme"),
    ],
)
def test_a_bad_file_of_settings_is_told_and_changes_nothing(
    text: str, part: str, tmp_path: Path
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")
    with pytest.raises(settings_file.BadSettings) as refusal:
        settings_file.read(file)
    assert part in refusal.value.sentence.zh


# -- the tour -------------------------------------------------------------------------------------


def test_the_tour_has_six_steps_and_its_card_stays_in_the_window(
    window: MainWindow, hand: Hand
) -> None:
    frame = frame_of(window)
    frame.tour_action.trigger()
    tour = frame.tour
    assert tour is not None
    assert len(STEPS) == 6
    for place in range(len(STEPS)):
        assert tour.place == place
        assert tour.rect().contains(tour.card.geometry())
        assert tour.words.height() >= tour.words.heightForWidth(tour.words.width())
        hand.press("tour:next")
    assert window.settings.toured
    assert not tour.isVisible()


# -- words and names ------------------------------------------------------------------------------
