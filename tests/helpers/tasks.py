"""A window for the tasks of a shift, and the strokes that they are made of: counted, and seen on the map.

One window serves all tasks, in any order: each takes back what it wrote. What is on the map is read from its pixels, or
found by a click where it lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Camera, Dispute, Hazard, Posting
from db.workspace import Workspace
from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.panels.fields.link import LinkEditor
from ui.session import Item, Session

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "tasks.md"
VIEW = View(34.05, 114.09, 12)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
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


def painted(hand: Hand, place: Point) -> QImage:
    """What the map paints at a place close by, with nothing selected: its picture, 48 px a side."""
    window = hand.window
    window.session.selection.set((), "search")
    window.map.go_to(place.y, place.x, 17)
    settled(hand.qtbot, window)
    middle = hand.pixel(place)
    return window.map.web.grab(QRect(middle - QPoint(24, 24), QSize(48, 48))).toImage()


def said_on_map(hand: Hand) -> str:
    """What the map says of what is lit on it."""
    settled(hand.qtbot, hand.window)
    told: list[str] = []
    script = "document.querySelector('.guatu-lit').innerText"
    hand.window.map.page.runJavaScript(script, 0, told.append)
    hand.wait(lambda: told)
    return told[0]


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


def at_hand(widget: QWidget) -> QWidget:
    """The widget, where the keyboard is in its window already: nothing has to be clicked before typing."""
    assert widget.window().focusWidget() is widget, widget.objectName()
    return widget


def name_officer(hand: Hand, dialog: QDialog, name: str, badge: str) -> None:
    """Type a badge where the keyboard is, take what is offered with Enter, and confirm with Enter."""
    line = at_hand(field(hand, name, dialog))
    hand.wait(lambda: not hand.window.tasks.running)
    hand.type(badge, line)
    link = dialog.findChild(LinkEditor)
    assert link is not None
    hand.wait(link.popup.isVisible)
    for _ in range(2):
        hand.pressed += 1
        QTest.keyClick(line, Qt.Key.Key_Return)


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
