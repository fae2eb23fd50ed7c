"""Two hundred hostile texts as names of villages and as summaries of disputes, shown everywhere the window shows text.

No script runs, nothing is requested, and what is read is what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shapely import MultiPolygon, Point, box

from db.records import County, Dispute, Officer, Township, Village
from db.workspace import Workspace
from layers.pages.page import View
from layers.payload import decode
from tests.helpers.hostile_words import TEXTS
from tests.helpers.small_county import TODAY
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.map.new_here import HereMenu
from ui.map.on_map import OnMap
from ui.session import Item

STEP = 0.01
COLUMNS = 20
VIEW = View(34.05, 114.10, 13)
# What resources/page/text.js leaves out: marks that would turn the text beside them.
TURNING = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+"
)


# A tooltip as ui/plain.py writes it: everything inside is escaped.
OURS = re.compile(r'<p style="white-space:pre-wrap">[^<>]*</p>')


def corner(number: int) -> tuple[float, float]:
    return 114.0 + number % COLUMNS * STEP, 34.0 + number // COLUMNS * STEP


def middle(number: int) -> Point:
    x, y = corner(number)
    return Point(x + STEP / 2, y + STEP / 2)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("hostile") / "hostile.gpkg"
    with (
        Workspace.create(where, user=TEXTS[0], seat=TEXTS[1]) as workspace,
        workspace.operation("demo", label=TEXTS[2]) as op,
    ):
        county = County(
            code="411024", name=TEXTS[3], geom=MultiPolygon([box(114, 34, 114.2, 34.1)])
        )
        town = Township(code="411024100", name=TEXTS[4], county_uid=county.uid, geom=county.geom)
        op.add(county)
        op.add(town)
        for number, text in enumerate(TEXTS):
            x, y = corner(number)
            village = Village(
                code=f"4110241{number:05d}",
                name=text,
                township_uid=town.uid,
                geom=MultiPolygon([box(x, y, x + STEP, y + STEP)]),
            )
            op.add(village)
            op.add(Officer(badge=f"B{number:04d}", name=text))
            op.add(
                Dispute(
                    case_no=text,
                    summary=text,
                    found=TODAY,
                    village_uid=village.uid,
                    details=f"{text}\n{text}",
                    geom=middle(number),
                )
            )
    return where


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path, file: Path) -> Iterator[MainWindow]:
    desk = Desk(qapp, qtbot, tmp_path)
    opened = desk.open(file, view=VIEW)
    troubles: list[tuple[object, str]] = []
    opened.map.trouble.connect(lambda trouble, source: troubles.append((trouble, source)))
    try:
        yield opened
        # Whatever the test did: no script ran, nothing was asked of anybody, the page had no trouble.
        assert in_page(qtbot, opened, "String(window.pwned)") == "undefined"
        markup = (
            "document.querySelectorAll('iframe,img[src^=http],b,h1,table,script[src^=http]').length"
        )
        assert in_page(qtbot, opened, markup) == 0
        assert troubles == []
        assert_nothing_reads_as_markup(opened)
    finally:
        desk.close()


def in_page(qtbot: QtBot, window: MainWindow, script: str) -> Any:
    """What `script` is in the map's page."""
    answers: list[Any] = []
    window.map.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def until_page_says(qtbot: QtBot, window: MainWindow, script: str, expected: str) -> None:
    qtbot.waitUntil(lambda: in_page(qtbot, window, script) == expected)


def until_shown(qtbot: QtBot, window: MainWindow, uid: str) -> None:
    """Wait until the panel shows the record `uid`."""
    qtbot.waitUntil(lambda: getattr(window.panel.record, "uid", None) == uid)


def as_read(tip: str) -> str:
    """What a person reads of a tooltip."""
    if not GuiQt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def assert_nothing_reads_as_markup(window: MainWindow) -> None:
    for label in window.findChildren(QLabel):
        guessed = label.textFormat() == Qt.TextFormat.AutoText and GuiQt.mightBeRichText(
            label.text()
        )
        rich = label.textFormat() in (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText)
        assert not guessed, f"{label.objectName()} guesses at markup: {label.text()}"
        assert not rich, f"{label.objectName()} understands markup"
    for widget in window.findChildren(QWidget):
        tip = widget.toolTip()
        if GuiQt.mightBeRichText(tip):
            assert OURS.fullmatch(tip), f"{widget.objectName()} has a tooltip of markup: {tip}"


def test_labels_of_the_map_carry_the_texts_as_typed(window: MainWindow) -> None:
    labels = decode(window.session.stack.payload("villages")).header["columns"]["label"]

    assert sorted(labels) == sorted(TEXTS)


def test_tooltips_of_the_map_read_as_typed(qtbot: QtBot, window: MainWindow) -> None:
    hand = Hand(qtbot, window)
    window.session.stack.set_visible("disputes", False)
    first_line = "document.querySelector('.guatu-tooltip bdi')?.textContent ?? ''"
    seen: set[int] = set()
    for lat, lng in product((34.03, 34.07), (114.05, 114.10, 114.15)):
        window.map.go_to(lat, lng, 13)
        settled(qtbot, window)
        extent = window.map.extent
        assert extent is not None
        (south, west), (north, east) = extent.bounds
        shown = box(west, south, east, north).buffer(-STEP / 2)
        for number, text in enumerate(TEXTS):
            if number in seen or not shown.contains(middle(number)):
                continue
            hand.hover(middle(number))
            expected = TURNING.sub(" ", text).strip()
            until_page_says(qtbot, window, first_line, expected)
            seen.add(number)
    assert len(seen) == len(TEXTS)


def test_the_table_shows_every_text_as_typed(qtbot: QtBot, window: MainWindow) -> None:
    table = window.tables.show_kind("disputes")
    settled(qtbot, window)
    model = table.model
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == len(TEXTS))

    shown: set[str] = set()
    for row in range(model.rowCount(QModelIndex())):
        for column in range(model.columnCount(QModelIndex())):
            index = model.index(row, column)
            value = index.data(Qt.ItemDataRole.DisplayRole)
            tip = index.data(Qt.ItemDataRole.ToolTipRole)
            shown.add(str(value))
            if isinstance(tip, str) and tip:
                assert as_read(tip).replace("\u2028", "\n").strip() in {
                    str(value).strip(),
                    *map(str.strip, TEXTS),
                }
    assert set(TEXTS) <= shown


def test_the_panel_shows_every_text_as_typed(qtbot: QtBot, window: MainWindow) -> None:
    frame = window.session.workspace.frame("villages", columns=["uid", "name"])
    for uid, name in zip(frame["uid"], frame["name"], strict=True):
        window.session.selection.set((Item("villages", uid),), "table")
        until_shown(qtbot, window, uid)
        texts = {label.text() for label in window.panel.findChildren(QLabel)}
        assert any(name in text for text in texts), name
        assert name.split("\n")[0].strip() in window.record_dock.title.words.text()


def test_the_form_gives_back_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    for number in range(0, len(TEXTS), 17):
        dispute = window.session.workspace.find(Dispute, summary=TEXTS[number])[0]
        window.session.selection.set((Item("disputes", dispute.uid),), "table")
        until_shown(qtbot, window, dispute.uid)
        window.panel.edit()
        lines = {line.text() for line in window.panel.findChildren(QLineEdit)}
        assert TEXTS[number] in lines
        assert not window.panel.form.changes()
        window.panel.revert()


def test_search_finds_and_paints_them(qtbot: QtBot, window: MainWindow) -> None:
    hand = Hand(qtbot, window)
    box = window.ribbon.search
    box.index.find("")  # the names are read when the window stands, or when looked for
    hand.wait(lambda: not box.index.reading)
    for number in (0, 1, 2, 12, 14, 22):
        hand.keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        hand.type(TEXTS[number], box) if TEXTS[number].isascii() else box.setText(TEXTS[number])
        box.textEdited.emit(box.text())
        rows = [box.results.index(row).data() for row in range(box.results.rowCount())]
        assert TEXTS[number] in rows
        window.grab()
        hand.keys(Qt.Key.Key_Escape)
        box.clear()


def test_menu_notices_and_ribbon_are_plain(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    for number in range(0, len(TEXTS), 23):
        village = session.workspace.find(Village, name=TEXTS[number])[0]
        dispute = session.workspace.find(Dispute, summary=TEXTS[number])[0]
        items = [Item("disputes", dispute.uid), Item("villages", village.uid)]
        menu = HereMenu(session, window.on_map, middle(number), items)
        qtbot.addWidget(menu)
        words = [action.text().replace("&&", "&") for action in menu.actions()]
        name = " ".join(TEXTS[number].split())
        assert any(word == name or word.startswith(name[:40]) for word in words)
        session.notices.warn(TEXTS[number])
        told = window.notices.findChild(QLabel, "notice:words")
        assert told is not None
        assert told.textFormat() == Qt.TextFormat.PlainText
        for notice in session.notices.standing:
            session.notices.withdraw(notice)
    assert isinstance(window.on_map, OnMap)


def test_undo_names_what_it_takes_back_without_understanding_it(window: MainWindow) -> None:
    session = window.session
    dispute = session.workspace.find(Dispute, summary=TEXTS[0])[0]
    session.perform(
        "dispute.edit", TEXTS[0], lambda op: op.update(dispute, level="station"), origin="panel"
    )

    action: QAction = window.commands["undo"]

    assert "<script>" in action.text()
    assert "<script>" in as_read(action.toolTip())
    button = window.findChild(QAbstractButton, "tool:undo")
    assert button is not None
    assert "<script>" in as_read(button.toolTip())
    assert "<script>" in window.bar.last.text()
    session.undo("menu")
