"""Ten tasks of a shift with real keys and mouse in the real window; each is proved in workspace, journal and map.

Keys and clicks are counted, and docs/guide/tasks.md must tell these very numbers. One window serves all tasks, in any
order: each takes back what it wrote.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Attachment, Camera, Dispute, DisputeEvent, Hazard, Posting
from db.workspace import Workspace
from layers.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.panels.lines import LineButton
from ui.session import Item, Session

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "tasks.md"
VIEW = View(34.05, 114.09, 12)
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


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)


@pytest.fixture
def no_leaked_windows() -> None:
    """Lists that forms of the shared window open are windows of their own, and live as long as it does."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    """The small county, thirty cameras of one road, and a dispute that a colleague at another seat got wrong."""
    file = tmp_path_factory.mktemp("tasks") / "county.gpkg"
    made = small_county(file)
    with made.workspace.operation("camera.new", label="neighbours") as op:
        posting = made.workspace.get(Posting, made["resident1"])
        assert posting is not None
        op.update(posting, officer_uid=made["officer4"])
        for n in range(30):
            place = Point(114.02 + n / 1000, 34.02)
            op.add(Camera(serial=f"DL-{n:03d}", name=f"大路{n}", status="ok", geom=place))
    made.workspace.close()
    with Workspace.open(file, user="colleague", seat="desk-2") as workspace:
        wrong = workspace.get(Dispute, made["dispute1"])
        assert wrong is not None
        with workspace.operation("dispute.edit", label=wrong.summary) as op:
            op.update(wrong, colour="blue")
    return made


@pytest.fixture(scope="module")
def opened(
    qapp: QApplication,
    county: SmallCounty,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[MainWindow]:
    desk = Desk(qapp, QtBot(request), tmp_path_factory.mktemp("desk"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "today", lambda _session: TODAY)
        window = desk.open(county.workspace.target.path or Path(), size=(1600, 900), view=VIEW)
    yield window
    desk.close()


@pytest.fixture
def window(opened: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    head = opened.session.workspace.journal.head()[0]
    opened.map.go_to(VIEW.lat, VIEW.lng, VIEW.zoom)
    settled(qtbot, opened)
    yield opened
    for dialog in opened.findChildren(QDialog, "dialog:act"):
        dialog.reject()
    opened.commands["select"].trigger()
    if opened.session.workspace.journal.head()[0] > head:
        opened.session.undo("menu")
    opened.session.selection.set((), "search")
    settled(qtbot, opened)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


@contextmanager
def counted(hand: Hand, task: str) -> Iterator[None]:
    """Count what the hand does inside, print it, and hold it against the guide."""
    hand.count_anew()
    yield
    print(f"{task}: {hand.pressed} keys, {hand.clicked} clicks")
    assert told()[task] == (hand.pressed, hand.clicked)


def told() -> dict[str, tuple[int, int]]:
    """Task → keys and clicks, as the guide has them."""
    found = re.findall(r"<!-- task: (\w+) keys: (\d+) clicks: (\d+) -->", GUIDE.read_text("utf-8"))
    return {task: (int(keys), int(clicks)) for task, keys, clicks in found}


def newest(window: MainWindow) -> str:
    """The verb of the last entry of the journal."""
    return window.session.workspace.journal.entries(limit=1, newest_first=True)[0].verb


def drawn(hand: Hand, kind: type[Dispute | Hazard], uid: str) -> None:
    """A click where the record lies on the map finds it: what is painted there answers."""
    window = hand.window
    window.session.selection.set((), "search")
    record = window.session.workspace.get(kind, uid)
    assert record is not None
    assert isinstance(record.geom, Point)
    window.map.go_to(record.geom.y, record.geom.x, 16)
    settled(hand.qtbot, window)
    hand.click(record.geom)
    hand.wait(lambda: window.session.selection.items)
    assert window.session.selection.items == (Item(kind.__tablename__, uid),)


def choose(hand: Hand, name: str) -> None:
    """Click on the entry `name` of the menu that is open."""
    hand.wait(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, name)
    assert action is not None, [each.objectName() for each in menu.actions()]
    hand.press_widget(menu, menu.actionGeometry(action).center())


def field(hand: Hand, name: str, inside: QWidget | None = None) -> QWidget:
    """What takes the typing of the field `name`."""
    found = (inside or hand.window).findChild(QWidget, f"field:{name}")
    assert found is not None, name
    return found


def row_of(hand: Hand, uid: str) -> None:
    """Click on the row of a record in the table that is shown."""
    table = hand.window.tables.table
    hand.wait(lambda: table.model.ledger is not None)
    rows = table.model.uids(range(table.model.rowCount()))
    index = table.model.index(rows.index(uid), 1)
    table.view.scrollTo(index)
    hand.press_widget(table.view.viewport(), table.view.visualRect(index).center())
    hand.wait(lambda: hand.window.session.selection.lead == Item(table.kind, uid))


def tab(hand: Hand, group: str, kind: str) -> None:
    """Show the table of `kind` by a click on its group and, when it isn't there yet, on its tab."""
    hand.press(f"group:{group}")
    tabs = hand.window.tables.tabs
    if hand.window.tables.kind != kind:
        place = next(i for i in range(tabs.count()) if tabs.tabData(i) == kind)
        hand.press_widget(tabs, tabs.tabRect(place).center())
    hand.wait(lambda: hand.window.tables.kind == kind)


def asked(hand: Hand) -> QDialog:
    """The form that is open over the window."""
    hand.wait(lambda: hand.window.findChild(QDialog, "dialog:act") is not None)
    return hand.find(QDialog, "dialog:act")


def name_officer(hand: Hand, dialog: QDialog, name: str, badge: str) -> None:
    """Type a badge and click on what is offered."""
    line = field(hand, name, dialog)
    line.setFocus()
    hand.type(badge, line)
    offers = next(
        w for w in QApplication.allWidgets() if w.objectName() == f"offers:{name}" and w.isVisible()
    )
    assert isinstance(offers, QListView)
    hand.press_widget(offers.viewport(), offers.visualRect(offers.model().index(0, 0)).center())


# -- the tasks ------------------------------------------------------------------------------------


def test_a_hazard_is_taken_down_while_somebody_tells_it_on_the_phone(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    place = Point(114.055, 34.055)
    with counted(hand, "hazard"):
        hand.press("tool:add:hazards")
        hand.click(place)
        hand.wait(lambda: window.panel.editing and isinstance(window.panel.record, Hazard))
        hand.type("楼道堆放杂物", field(hand, "summary", window.panel))
        hand.keys(Qt.Key.Key_S, CTRL)
        hand.wait(lambda: window.session.workspace.find(Hazard, summary="楼道堆放杂物"))

    hazard = window.session.workspace.find(Hazard, summary="楼道堆放杂物")[0]
    assert (hazard.village_uid, hazard.found) == (county["village0"], TODAY)
    assert newest(window) == "hazard.new"
    drawn(hand, Hazard, hazard.uid)


def test_thirty_cameras_are_corrected_at_once(window: MainWindow, hand: Hand) -> None:
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
        hand.press("many:edit")
        hand.wait(lambda: window.panel.many.findChild(QComboBox, "field:status") is not None)
        status = window.panel.many.findChild(QComboBox, "field:status")
        assert status is not None
        status.setFocus()
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
    window.tables.filter.clear()


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
    settled(hand.qtbot, window)
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


def drop(hand: Hand, target: QWidget, files: list[Path]) -> None:
    """Drag files from a folder onto a widget."""
    hand.clicked += 1
    offered = QMimeData()
    offered.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    rest = (offered, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    at, copy = QPointF(20, 20), Qt.DropAction.CopyAction
    try:
        entering = QDragEnterEvent(at, copy, *rest)
    except (TypeError, ValueError):  # as it was before Qt 6.12
        entering = QDragEnterEvent(at.toPoint(), copy, *rest)
    QApplication.sendEvent(target, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(target, QDropEvent(at, copy, *rest))


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
    window.tables.show_kind("disputes")
    with counted(hand, "escalate"):
        row_of(hand, before.uid)
        hand.keys(Qt.Key.Key_F10, SHIFT)
        choose(hand, "row:escalate")
        dialog = asked(hand)
        name_officer(hand, dialog, "holder_uid", "102401")
        hand.press("act:go")
        hand.wait(lambda: newest(window) == "dispute.escalate")

    after = workspace.get(Dispute, county["dispute0"])
    assert after is not None
    assert (before.level, after.level) == ("village", "station")
    assert after.holder_uid == county["officer1"]
    events = workspace.find(DisputeEvent, dispute_uid=after.uid)
    assert "escalated" in {event.event for event in events}
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
        hand.press("act:go")
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


def test_overdue_red_disputes_are_found_and_put_out(
    window: MainWindow, hand: Hand, county: SmallCounty, tmp_path: Path
) -> None:
    window.tables.show_kind("disputes")
    table = window.tables.table
    hand.wait(lambda: table.model.ledger is not None)
    file = tmp_path / "超期.csv"
    typed = "颜色 = 红 且 超期"
    with counted(hand, "overdue"):
        hand.press("tables:conditions")
        hand.wait(window.tables.query.line.hasFocus)
        hand.type(typed, window.tables.query.line)
        hand.keys(Qt.Key.Key_Return)
        hand.wait(lambda: len(table.model.order) == 1)
        window.commands["export"].trigger()
        hand.clicked += 2  # the menu and its entry
        scope = hand.find(QComboBox, "export:scope")
        hand.pressed += 1
        QTest.keyClick(scope, Qt.Key.Key_Down)
        line = hand.find(QLineEdit, "export:file")
        line.selectAll()
        hand.type(str(file), line)
        hand.pressed += len(file.name) - len(str(file))  # how deep a folder lies is no part of it
        hand.press("export:go")
        hand.wait(file.exists)

    assert list(pd.read_csv(file).iloc[:, 0]) == [county["dispute0"]]
    hand.wait(lambda: not window.tasks.running)
    assert newest(window).endswith("export")
    hand.press("tables:conditions")
    hand.wait(lambda: len(table.model.order) == 5)


def test_coordinates_read_out_on_the_phone_are_gone_to(window: MainWindow, hand: Hand) -> None:
    QGuiApplication.clipboard().clear()
    head = window.session.workspace.journal.head()
    with counted(hand, "coordinates"):
        hand.keys(Qt.Key.Key_G, CTRL)
        line = hand.find(QLineEdit, "go_to:line")
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
