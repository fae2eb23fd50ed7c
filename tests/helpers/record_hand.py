"""A record panel in a window of its own, and the strokes that every test of it begins and ends with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)

from db.records import Dispute
from tests.helpers.seat import Seat
from ui.panels.record_panel import RecordPanel

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(seat: Seat) -> RecordPanel:
    return seat.show(RecordPanel(seat.session, seat.tasks), 360, 900)


def dispute(seat: Seat, key: str = "dispute0") -> Dispute:
    found = seat.workspace.get(Dispute, seat.county[key])
    assert found is not None
    return found


def save(panel: RecordPanel, seat: Seat) -> None:
    seat.wake(panel)
    QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_S, CTRL)
    seat.settle()


def start(panel: RecordPanel, seat: Seat, kind: str, key: str) -> None:
    """Select a record and open it for editing with F2."""
    seat.select(kind, key)
    panel.setFocus()
    first = panel.form.rows[next(iter(panel.form.rows))].reader
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_F2)
    assert panel.editing
