"""The shell of the window: figures, layers, search, commands, what it remembers and hands over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Camera, Dispute, Village
from db.workspace import Workspace
from tests.helpers.county_window import VIEW, county, desk, hand, on_that_day, window
from tests.helpers.other_program import running_elsewhere
from tests.helpers.small_county import SmallCounty
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.notify import Severity
from ui.session import Item
from ui.settings import Settings
from ui.startup.shot import Shot, blank, whole, within

__all__ = ["county", "desk", "hand", "on_that_day", "window"]


def words_of(window: MainWindow) -> dict[str, str]:
    return {name: button.words() for name, button in window.ribbon.buttons.items()}


def test_the_ribbon_counts_the_county(window: MainWindow) -> None:
    assert words_of(window) == {
        "cover": "20.0\u2009%",
        "gaps": "4",
        "open_red": "1",
        "open_yellow": "2",
        "open_blue": "1",
        "overdue": "1",
        "open_hazards": "1",
        "visits_this_week": "1",
    }


def test_a_figure_greys_while_it_is_counted_again(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    record = window.session.workspace.get(Dispute, county["dispute4"])
    assert record is not None

    window.session.perform(
        "dispute.edit", "", lambda op: op.update(record, colour="red"), origin="panel"
    )

    assert all(button.stale for button in window.ribbon.buttons.values())
    hand.wait(lambda: not window.ribbon.stale)
    assert words_of(window)["open_red"] == "2"
    assert words_of(window)["open_yellow"] == "1"


def test_a_figure_opens_the_rows_behind_it(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    hand.press("figure:open_red")

    hand.wait(lambda: window.rows.figure is not None and window.rows.figure.name == "open_red")
    assert window.rows_dock.isVisible()
    figure = window.rows.figure
    assert figure is not None
    assert figure.rows.uids == (county["dispute0"],)
    assert window.rows_dock.title.words.text() == "红色未结"


def test_an_impossible_figure_is_flagged(window: MainWindow) -> None:
    button = window.ribbon.buttons["cover"]
    assert button.figure is not None
    button.show_figure(replace(button.figure, value=116.0, impossible=True))

    assert "数值不可能" in button.toolTip()
    assert button.words() == "116.0\u2009%"
    picture = button.grab().toImage()
    amber = QColor("#FFB020")
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert amber.name() in colours


def test_layers_are_counted_and_switched(window: MainWindow) -> None:
    tree = window.layers.tree
    disputes = tree.findItems("矛盾纠纷", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[
        0
    ]

    assert window.layers._counts["disputes"].total() == 5
    assert window.layers._counts["disputes"]["closed"] == 1
    disputes.setCheckState(0, Qt.CheckState.Unchecked)
    assert not window.session.stack.visible("disputes")
    window.session.stack.set_visible("disputes", True)
    assert disputes.checkState(0) == Qt.CheckState.Checked


def test_invented_boundaries_are_said_in_the_status_bar(window: MainWindow) -> None:
    assert window.bar.indicative.isVisible()

    for name in window.session.stack.names:
        window.session.stack.set_visible(name, False)

    assert not window.bar.indicative.isVisible()


def test_search_walks_with_the_keys_and_flies(
    window: MainWindow, hand: Hand, county: SmallCounty, qtbot: QtBot
) -> None:
    hand.keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.ribbon.search
    hand.wait(box.hasFocus)
    hand.type("王庄村", box)
    hand.wait(
        lambda: not box.index.reading
    )  # names are read when the window stands, or when looked for
    box.textEdited.emit(box.text())
    assert box.list is not None
    assert box.list.isVisible()
    hand.keys(Qt.Key.Key_Down)
    hand.keys(Qt.Key.Key_Return)

    assert window.session.selection.items == (Item("villages", county["village3"]),)
    assert not box.list.isVisible()
    assert box.text() == ""
    settled(qtbot, window)
    extent = window.map.extent
    assert extent is not None
    assert abs(extent.view.lng - 114.245) < 0.01


def test_search_for_nothing_says_what_can_be_typed(window: MainWindow, hand: Hand) -> None:
    box = window.ribbon.search
    hand.keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hand.type("zzzzz", box)
    hand.wait(lambda: not box.index.reading)
    hand.keys(Qt.Key.Key_Return)

    assert "没有找到" in str(box.results.index(0).data())
    assert window.session.selection.items == ()


@pytest.mark.parametrize("typed", ["浅色", "qianse", "shense"])
def test_search_finds_commands_too_and_does_them(
    window: MainWindow, hand: Hand, typed: str
) -> None:
    box = window.ribbon.search
    before = window.session.theme
    hand.keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hand.type(typed, box)
    box.textEdited.emit(box.text())
    assert "命令" in [box.results.index(row).data() for row in range(box.results.rowCount())]
    hand.keys(Qt.Key.Key_Return)
    assert window.session.theme != before


def test_a_click_on_the_map_selects_row_and_panel_alike(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    hand.click(Point(114.02, 34.06))

    hand.wait(lambda: window.session.selection.items == (Item("villages", county["village0"]),))
    hand.wait(lambda: getattr(window.panel.record, "uid", None) == county["village0"])
    assert window.tables.kind == "villages"
    hand.wait(lambda: "姚家居委会" in window.record_dock.title.words.text())


def test_a_point_is_added_by_tool_and_click(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    hand.press("tool:add:cameras")
    hand.click(Point(114.05, 34.02))

    hand.wait(lambda: isinstance(window.panel.record, Camera))
    draft = window.panel.record
    assert isinstance(draft, Camera)
    assert draft.village_uid == county["village0"]
    assert draft.serial == "SXT-0004"
    assert window.commands["select"].isChecked()
    assert window.session.workspace.find(Camera, serial="SXT-0004") == []
    assert "新增" in window.record_dock.title.note.text()


def test_escape_puts_the_tool_away_and_then_lets_the_selection_go(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    hand.press("tool:add:cameras")
    window.map.setFocus()
    hand.hover(Point(114.05, 34.02))
    hand.keys(Qt.Key.Key_Escape)

    assert window.commands["select"].isChecked()
    hand.click(Point(114.05, 34.02))
    hand.wait(lambda: window.session.selection.lead == Item("villages", county["village0"]))
    hand.keys(Qt.Key.Key_Escape)
    assert window.session.selection.lead is None


def test_delete_asks_nothing_and_can_be_taken_back(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    workspace = window.session.workspace
    window.session.selection.set((Item("cameras", county["camera0"]),), "table")

    hand.press("tool:delete")

    assert workspace.get(Camera, county["camera0"]) is None
    assert window.session.selection.items == ()
    hand.press("notice:answer")
    assert workspace.get(Camera, county["camera0"]) is not None
    assert window.session.notices.standing == ()


def test_a_refused_delete_is_said_and_stays(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    window.session.selection.set((Item("villages", county["village0"]),), "table")

    hand.press("tool:delete")

    assert window.session.workspace.get(Village, county["village0"]) is not None
    notice = window.session.notices.standing[0]
    assert notice.severity is Severity.ERROR
    label = window.notices.findChild(QLabel, "notice:words")
    assert label is not None
    assert "没有删除" in label.text()
    hand.press("notice:close")
    assert window.session.notices.standing == ()


def test_undo_says_what_it_takes_back(window: MainWindow, county: SmallCounty) -> None:
    session = window.session
    record = session.workspace.get(Camera, county["camera0"])
    assert record is not None
    session.perform(
        "camera.edit", "SXT-0000", lambda op: op.update(record, status="fault"), origin="panel"
    )

    assert window.commands["undo"].text() == "撤销 修改监控 SXT-0000"
    window.commands["undo"].trigger()
    assert window.commands["redo"].text() == "重做 修改监控 SXT-0000"
    assert "撤销：修改监控" in window.bar.last.text()


def test_the_desk_remembers_language_theme_layout_and_what_was_open(
    desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    window.set_theme("light")
    window.set_lang("en")
    window.layer_dock.hide()
    desk.close()

    kept = Settings(tmp_path / "guatu.ini")
    assert (kept.theme, kept.lang) == ("light", "en")
    assert kept.recent == [str(tmp_path / "county.gpkg")]
    again = desk.open(tmp_path / "county.gpkg", theme=kept.theme, lang=kept.lang)
    assert not again.layer_dock.isVisible()
    assert again.record_dock.isVisible()


@pytest.mark.usefixtures("county")
def test_a_second_seat_reads_only_and_is_told_who_writes(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "county.gpkg"
    hold = (
        "import sys; from db.workspace import Workspace\n"
        "held = Workspace.open(sys.argv[1], user='colleague', seat='desk-2')\n"
        "print('held'); sys.stdin.readline(); held.close()"
    )
    with running_elsewhere(hold, str(file)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        window = desk.open(file, view=VIEW)
        assert window.bar.holder.isVisible()
        assert window.bar.holder.text() == "只读：colleague（desk-2）正在使用"
        assert not any(action.isEnabled() for action in window.commands.add.values())
        assert not window.commands["undo"].isEnabled()
        desk.close()


@pytest.mark.usefixtures("window")
def test_the_menu_of_a_place_names_who_answers(hand: Hand, qapp: QApplication) -> None:
    hand.click(Point(114.02, 34.06), Qt.MouseButton.RightButton)
    hand.wait(lambda: isinstance(qapp.activePopupWidget(), QMenu))
    menu = qapp.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]

    assert words[0] == "姚家居委会"
    assert words[1] == "驻村 民警 0 · 包村 民警 1 · 柏梁派出所"
    copy = menu.findChild(QAction, "action:here:copy:wgs84")
    assert copy is not None
    copy.trigger()
    lat, lng = (float(part) for part in QApplication.clipboard().text().split("（")[0].split(","))
    assert (lat, lng) == pytest.approx((34.06, 114.02), abs=0.002)
    menu.close()


def test_other_seats_work_arrives_by_polling(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    """Another program can't write while we hold the file, so the other seat is another connection of ours."""
    other = Workspace(
        window.session.workspace.target,
        user="colleague",
        seat="desk-2",
        readonly=False,
        passphrase=None,
    )
    record = other.get(Dispute, county["dispute4"])
    assert record is not None
    with other.operation("dispute.edit", label="") as op:
        op.update(record, colour="red")
    other.close()

    hand.wait(lambda: words_of(window)["open_red"] == "2")


def test_a_picture_shows_the_map_too(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "shot.png"
    shot = Shot(window, window.map, file, window.conditions())
    with qtbot.waitSignal(shot.taken) as taken:
        pass

    assert taken.args == [True, ""]
    picture = whole(window, window.map).toImage()
    assert file.stat().st_size > 10_000
    assert not blank(picture, within(window.map, window, picture.devicePixelRatio()))


def test_a_picture_that_never_gets_ready_says_what_was_missing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    conditions = {"the tea": lambda: False, "the window": window.isVisible}
    shot = Shot(window, window.map, tmp_path / "never.png", conditions, patience_ms=300)
    with qtbot.waitSignal(shot.taken) as taken:
        pass

    assert taken.args == [False, "not ready: the tea"]
    assert not (tmp_path / "never.png").exists()
