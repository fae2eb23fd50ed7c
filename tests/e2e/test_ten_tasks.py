"""Ten tasks of a shift with real keys and mouse in the real window; each is proved in workspace, journal and map.

Keys and clicks are counted, and docs/guide/tasks.md must tell these very numbers. The window, and the strokes of which
the tasks are made, are `tests.helpers.tasks`'s.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QToolButton
from shapely import Point

from db.records import Attachment, Camera, Dispute, DisputeEvent, Hazard, Posting
from tests.helpers.small_county import TODAY, SmallCounty
from tests.helpers.tasks import (
    GUIDE,
    asked,
    at_hand,
    choose,
    counted,
    county,
    drawn,
    drop,
    field,
    hand,
    name_officer,
    newest,
    no_leaked_windows,
    on_that_day,
    opened,
    painted,
    row_of,
    said_on_map,
    tab,
    told,
    window,
)
from tests.helpers.window import Hand, settled
from ui.main_window import MainWindow
from ui.panels.lines import LineButton
from ui.session import Item

__all__ = ["county", "hand", "no_leaked_windows", "on_that_day", "opened", "window"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TASKS = (
    "hazard",
    "cameras",
    "answers",
    "mistake",
    "photos",
    "move",
    "escalate",
    "reassign",
    "overdue",
    "coordinates",
)


# -- the tasks ------------------------------------------------------------------------------------


def test_a_hazard_is_taken_down_while_somebody_tells_it_on_the_phone(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    place = Point(114.055, 34.055)
    with counted(hand, "hazard"):
        hand.press("tool:add:hazards")
        hand.click(place)
        hand.wait(lambda: window.panel.editing and isinstance(window.panel.record, Hazard))
        hand.type("楼道堆放杂物", at_hand(field(hand, "summary", window.panel)))
        hand.keys(Qt.Key.Key_S, CTRL)
        hand.wait(lambda: window.session.workspace.find(Hazard, summary="楼道堆放杂物"))

    hazard = window.session.workspace.find(Hazard, summary="楼道堆放杂物")[0]
    assert (hazard.village_uid, hazard.found) == (county["village0"], TODAY)
    assert newest(window) == "hazard.new"
    drawn(hand, Hazard, hazard.uid)


def test_thirty_cameras_are_corrected_at_once(window: MainWindow, hand: Hand) -> None:
    window.session.stack.set_visible("cameras", True)
    places = {camera.serial: camera.geom for camera in window.session.workspace.find(Camera)}
    one, other = places["DL-000"], places["SXT-0000"]
    assert isinstance(one, Point)
    assert isinstance(other, Point)
    working, untouched = painted(hand, one), painted(hand, other)
    with counted(hand, "cameras"):
        tab(hand, "equipment", "cameras")
        hand.wait(lambda: window.tables.table.model.ledger is not None)
        hand.press_widget(window.tables.filter)
        hand.type("大路", window.tables.filter)
        hand.wait(lambda: len(window.tables.table.model.order) == 30)
        row_of(hand, window.session.workspace.find(Camera, serial="DL-000")[0].uid)
        hand.keys(Qt.Key.Key_A, CTRL)
        hand.wait(lambda: len(window.session.selection.items) == 30)
        hand.wait(lambda: window.panel.many.findChild(QLabel, "value:status") is not None)
        shown = window.panel.many.findChild(QLabel, "value:status")
        assert shown is not None
        hand.clicked += 2
        QTest.mouseDClick(shown, Qt.MouseButton.LeftButton)
        hand.wait(lambda: window.panel.many.findChild(QComboBox, "field:status") is not None)
        status = window.panel.many.findChild(QComboBox, "field:status")
        assert status is not None
        at_hand(status)
        hand.keys(Qt.Key.Key_Down)
        hand.keys(Qt.Key.Key_Down)
        hand.keys(Qt.Key.Key_S, CTRL)
        hand.wait(lambda: newest(window) == "camera.edit")

    cameras = window.session.workspace.find(Camera)
    told_now = {camera.status for camera in cameras if camera.name.startswith("大路")}
    assert told_now == {"offline"}
    others = [c.status for c in cameras if not c.name.startswith("大路")]
    assert sorted(others) == ["fault", "offline", "ok", "ok"]
    entry = window.session.workspace.journal.entries(limit=1, newest_first=True)[0]
    assert entry.count == 30
    assert painted(hand, one) != working
    assert painted(hand, other) == untouched
    window.tables.filter.clear()
    window.session.stack.set_visible("cameras", False)


def test_who_answers_for_a_place_is_said_after_its_name(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    head = window.session.workspace.journal.head()
    with counted(hand, "answers"):
        hand.search("yjjwh")
        hand.wait(lambda: window.session.selection.lead == Item("villages", county["village0"]))
        hand.wait(lambda: window.panel.answers.findChildren(LineButton))

    lines = [line.accessibleName() for line in window.panel.answers.findChildren(LineButton)]
    assert lines == ["包抓  领导 2", "包村  民警 1", "驻村  民警 0"]
    assert window.session.workspace.journal.head() == head
    assert "民警 0" in said_on_map(hand)
    extent = window.map.extent
    assert extent is not None
    assert abs(extent.view.lng - 114.045) < 0.02


def test_a_colleagues_mistake_is_taken_back_from_the_history_of_the_record(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    workspace = window.session.workspace
    past = workspace.history("disputes", county["dispute1"])[0].entry
    assert past.user == "colleague"
    with counted(hand, "mistake"):
        hand.search("2026-0001")
        hand.wait(lambda: window.session.selection.lead == Item("disputes", county["dispute1"]))
        opener = window.panel.history.section.opener
        window.panel.page.scroller.ensureWidgetVisible(opener)
        hand.press_widget(opener)
        back = f"return:{past.sequence}.colour"
        hand.wait(lambda: window.panel.history.findChild(QToolButton, back) is not None)
        hand.press(back)
        hand.wait(lambda: newest(window) == "dispute.restore")

    dispute = workspace.get(Dispute, county["dispute1"])
    assert dispute is not None
    assert dispute.colour == "yellow"
    drawn(hand, Dispute, dispute.uid)


def test_three_photos_are_attached_to_a_dispute(
    window: MainWindow, hand: Hand, county: SmallCounty, tmp_path: Path
) -> None:
    files = [tmp_path / f"现场{n}.png" for n in range(3)]
    for file in files:
        Image.new("RGB", (64, 48), (30, 160, 90)).save(file)
    with counted(hand, "photos"):
        hand.search("2026-0000")
        hand.wait(lambda: window.session.selection.lead == Item("disputes", county["dispute0"]))
        hand.wait(lambda: not window.tasks.running)
        drop(hand, window.panel, files)
        hand.wait(lambda: len(window.panel.photos.thumbs) == 3)

    kept = window.session.workspace.find(Attachment, owner_uid=county["dispute0"])
    assert sorted(each.name for each in kept) == [file.name for file in files]
    assert window.session.workspace.blob(kept[0].sha256) == files[0].read_bytes()
    assert window.session.workspace.journal.entries(limit=1, newest_first=True)[0].count == 3
    drawn(hand, Dispute, county["dispute0"])


def test_a_dispute_is_moved_to_where_it_happened(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    there = Point(114.11, 34.03)
    workspace = window.session.workspace
    dispute = workspace.get(Dispute, county["dispute0"])
    assert dispute is not None
    assert isinstance(dispute.geom, Point)
    assert dispute.village_uid == county["village0"]
    middle = (dispute.geom.y + there.y) / 2, (dispute.geom.x + there.x) / 2
    window.map.go_to(*middle, 13)
    settled(hand.qtbot, window)
    window.tables.show_kind("disputes")
    with counted(hand, "move"):
        row_of(hand, dispute.uid)
        settled(hand.qtbot, window)
        hand.drag(dispute.geom, there)
        hand.wait(lambda: newest(window) == "dispute.move")

    moved = workspace.get(Dispute, county["dispute0"])
    assert moved is not None
    assert isinstance(moved.geom, Point)
    assert moved.geom.distance(there) < 0.001
    assert moved.village_uid == county["village1"]
    drawn(hand, Dispute, moved.uid)


def test_a_dispute_is_handed_up_a_level(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    workspace = window.session.workspace
    before = workspace.get(Dispute, county["dispute0"])
    assert before is not None
    assert isinstance(before.geom, Point)
    of_a_village = painted(hand, before.geom)
    window.tables.show_kind("disputes")
    with counted(hand, "escalate"):
        row_of(hand, before.uid)
        hand.keys(Qt.Key.Key_F10, SHIFT)
        choose(hand, "row:escalate")
        dialog = asked(hand)
        name_officer(hand, dialog, "holder_uid", "102401")
        hand.wait(lambda: newest(window) == "dispute.escalate")

    after = workspace.get(Dispute, county["dispute0"])
    assert after is not None
    assert (before.level, after.level) == ("village", "station")
    assert after.holder_uid == county["officer1"]
    events = workspace.find(DisputeEvent, dispute_uid=after.uid)
    assert "escalated" in {event.event for event in events}
    assert painted(hand, before.geom) != of_a_village, "it has one notch more"
    drawn(hand, Dispute, after.uid)


def test_a_village_gets_another_resident_officer(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    workspace = window.session.workspace
    with counted(hand, "reassign"):
        tab(hand, "force", "villages")
        row_of(hand, county["village0"])
        hand.keys(Qt.Key.Key_F10, SHIFT)
        choose(hand, "row:post")
        dialog = asked(hand)
        name_officer(hand, dialog, "officer_uid", "102404")
        hand.wait(lambda: newest(window) == "village.post")

    residents = workspace.find(Posting, village_uid=county["village0"])
    now = {p.officer_uid for p in residents if p.post == "resident" and p.end is None}
    assert now == {county["officer4"]}
    left = workspace.get(Posting, county["resident0"])
    assert left is not None
    assert left.end == TODAY - dt.timedelta(days=1)
    hand.wait(
        lambda: (
            "驻村  民警 4"
            in [line.accessibleName() for line in window.panel.answers.findChildren(LineButton)]
        )
    )
    hand.wait(lambda: "民警 4" in said_on_map(hand))


def test_overdue_red_disputes_are_found_and_put_out(
    window: MainWindow,
    hand: Hand,
    county: SmallCounty,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    window.tables.show_kind("disputes")
    table = window.tables.table
    hand.wait(lambda: table.model.ledger is not None)
    with counted(hand, "overdue"):
        hand.press("tables:conditions")
        hand.wait(window.tables.query.line.hasFocus)
        hand.type("颜色 = 红 且 超期", window.tables.query.line)
        hand.keys(Qt.Key.Key_Return)
        hand.wait(lambda: len(table.model.order) == 1)
        hand.keys(Qt.Key.Key_E, CTRL)
        dialog = hand.find(QDialog, "export")
        hand.wait(dialog.isVisible)
        hand.pressed += 1
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        hand.wait(lambda: newest(window) == "export.dispute" and not window.tasks.running)

    file = next(tmp_path.glob("矛盾纠纷-*.xlsx"))
    assert list(pd.read_excel(file, engine="calamine").iloc[:, 0]) == [county["dispute0"]]
    drawn(hand, Dispute, county["dispute0"])
    hand.press("tables:conditions")
    hand.wait(lambda: len(table.model.order) == 5)


def test_coordinates_read_out_on_the_phone_are_gone_to(window: MainWindow, hand: Hand) -> None:
    QGuiApplication.clipboard().clear()
    head = window.session.workspace.journal.head()
    with counted(hand, "coordinates"):
        hand.keys(Qt.Key.Key_G, CTRL)
        line = hand.find(QLineEdit, "go_to:line")
        hand.wait(lambda: line.window().focusWidget() is line)
        hand.type("114.03,34.0", line)
        said = hand.find(QLabel, "go_to:said").text()
        hand.pressed += 1
        QTest.keyClick(line, Qt.Key.Key_Return)
        hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom == 16)

    assert "民警" in said
    extent = window.map.extent
    assert extent is not None
    assert (extent.view.lat, extent.view.lng) == pytest.approx((34.0, 114.03), abs=1e-5)
    assert window.session.workspace.journal.head() == head
    dialog = window.places.dialog
    assert dialog is not None
    dialog.reject()


def test_the_guide_tells_every_task_in_both_languages() -> None:
    assert tuple(told()) == TASKS
    for part in GUIDE.read_text("utf-8").split("<!-- task:")[1:]:
        assert "**步骤**" in part
        assert "**Steps**" in part
        task, keys, clicks = re.findall(r"(\w+) keys: (\d+) clicks: (\d+)", part)[0]
        assert f"键 {keys} · 点击 {clicks}" in part, task
        assert f"{keys} keys · {clicks} clicks" in part, task
