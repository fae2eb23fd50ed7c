"""A duty officer's quarter of an hour, with real mouse and keys in the real window.

Somebody calls about a quarrel in 姚家居委会. The officer finds the village, logs the dispute, learns that it
happened across the boundary and drags it there, thinks better of it twice, and goes home. Next
morning everything is as it was left.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Dispute, DisputeEvent, Posting
from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.session import Item, Session

HERE = Point(114.050, 34.050)
NEXT_VILLAGE = Point(114.105, 34.050)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """Two villages side by side, each with officers of its own."""
    made = small_county(tmp_path / "county.gpkg")
    workspace = made.workspace
    with workspace.operation("demo", label="neighbours") as op:
        posting = workspace.get(Posting, made["resident1"])
        assert posting is not None
        op.update(posting, officer_uid=made["officer4"])
    workspace.close()
    return made


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)


def test_a_dispute_is_logged_dragged_taken_back_and_still_there_next_morning(  # noqa: PLR0915 - one story
    qapp: QApplication, qtbot: QtBot, desk: Desk, county: SmallCounty, tmp_path: Path
) -> None:
    file = tmp_path / "county.gpkg"
    window = desk.open(file, view=View(34.05, 114.09, 12))
    hand = Hand(qtbot, window)
    session = window.session

    # The village is found by its initials and comes into view.
    hand.search("yjjwh")
    assert session.selection.items == (Item("villages", county["village0"]),)
    settled(qtbot, window)

    # New dispute here: village, station, officers, day and number are filled in.
    hand.click(HERE, Qt.MouseButton.RightButton)
    hand.wait(lambda: qapp.activePopupWidget() is not None)
    menu = qapp.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, "action:here:new:disputes")
    assert action is not None
    assert action.text() == "在此新增矛盾纠纷"
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    hand.wait(lambda: window.panel.editing)
    draft = window.panel.record
    assert isinstance(draft, Dispute)
    assert draft.village_uid == county["village0"]
    assert draft.unit_uid == county["station"]
    assert (draft.resident_uid, draft.liaison_uid) == (county["officer0"], county["officer1"])
    assert (draft.found, draft.case_no) == (TODAY, "2026-0005")

    # The rest is typed, and saved.
    field = hand.find(QWidget, "field:summary")
    line = field if field.focusPolicy() else field.focusProxy()
    hand.type("排水沟堵塞引发争吵", QApplication.focusWidget() or line)
    hand.keys(Qt.Key.Key_S, CTRL)
    hand.wait(lambda: session.workspace.find(Dispute, case_no="2026-0005"))
    logged = session.workspace.find(Dispute, case_no="2026-0005")[0]
    assert logged.summary == "排水沟堵塞引发争吵"
    assert [e.event for e in session.workspace.find(DisputeEvent, dispute_uid=logged.uid)] == [
        "found"
    ]
    hand.wait(lambda: session.selection.items == (Item("disputes", logged.uid),))
    settled(qtbot, window)

    # It is dragged across the boundary: village and officers follow, and the officer is told.
    assert isinstance(logged.geom, Point)
    hand.drag(logged.geom, NEXT_VILLAGE)
    hand.wait(lambda: _of(session, logged.uid).village_uid == county["village1"])
    moved = _of(session, logged.uid)
    assert (moved.resident_uid, moved.liaison_uid) == (county["officer4"], None)
    assert moved.holder_uid == county["officer4"]
    told = [label.text() for label in window.notices.findChildren(QLabel, "notice:words")]
    assert len(told) == 1
    assert "姚家居委会 → 张桥村" in told[0]
    assert "驻村 民警 4" in told[0]
    assert "包村 空缺" in told[0]

    # Undone twice: first the move, then the dispute itself.
    window.map.setFocus()
    hand.keys(Qt.Key.Key_Z, CTRL)
    hand.wait(lambda: _of(session, logged.uid).village_uid == county["village0"])
    assert _of(session, logged.uid).resident_uid == county["officer0"]
    hand.keys(Qt.Key.Key_Z, CTRL)
    hand.wait(lambda: session.workspace.get(Dispute, logged.uid) is None)
    assert session.selection.lead is None
    assert not session.workspace.find(DisputeEvent, dispute_uid=logged.uid)

    # Next morning: everything as it was left, and what was taken back can still be had again.
    entries = len(session.workspace.journal.entries())
    window.set_theme("light")
    desk.close()
    again = desk.open(file, theme=desk.settings.theme)
    workspace = again.session.workspace
    assert again.session.theme == "light"
    assert workspace.get(Dispute, logged.uid) is None
    assert len(workspace.find(Dispute)) == 5
    assert len(workspace.journal.entries()) == entries
    assert workspace.check().ok
    again.commands["redo"].trigger()
    assert _of(again.session, logged.uid).village_uid == county["village0"]
    again.commands["redo"].trigger()
    assert _of(again.session, logged.uid).village_uid == county["village1"]


def _of(session: Session, uid: str) -> Dispute:
    found = session.workspace.get(Dispute, uid)
    assert found is not None
    return found
