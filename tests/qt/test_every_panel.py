"""Every panel and dialog of the program, opened in both languages: each word translated, each word with room, each
control with a name.

The way through the program is `tests.helpers.round`. A widget of ours that nothing on it shows fails the test, so that
a new panel or dialog has to be put on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.records import Attachment
from layers.pages.page import View
from resources.text import LANGUAGES, Language
from tests.helpers import face
from tests.helpers.round import ROUND
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.walk import Round
from tests.helpers.window import Desk, Hand
from ui.main_window import MainWindow
from ui.panels.fields.base import FieldEditor
from ui.panels.layers.dragging import InsertionLine
from ui.panels.record_shown import RecordShown
from ui.panels.typing_order import TypingOrder
from ui.session import Session
from ui.tab_order import TabOrder

SMALL = (1366, 768)
MADE_INTO_OTHERS = {FieldEditor, RecordShown, TabOrder, TypingOrder}
"""Classes that are never shown by themselves."""
WITHOUT_WORDS = {InsertionLine}
"""Painted while a hand drags: nothing to read and nothing to press (`test_layers_panel` has it)."""


@pytest.fixture
def no_leaked_windows() -> None:
    """What the shared window opens lives as long as it does."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    """The small county, with a photo and a document at its first dispute."""
    made = small_county(tmp_path_factory.mktemp("round") / "县.gpkg")
    photo = made.workspace.get(Attachment, made["photo0"])
    assert photo is not None
    with made.workspace.operation("dispute.edit", label="photo") as op:
        for name, sort in (("现场.png", "image/jpeg"), ("协议.pdf", "application/pdf")):
            op.add(
                Attachment(
                    name=name,
                    media_type=sort,
                    size=photo.size,
                    sha256=photo.sha256,
                    thumbnail=photo.thumbnail if sort.startswith("image") else None,
                    owner_kind="disputes",
                    owner_uid=made["dispute0"],
                )
            )
    made.workspace.close()
    return made


@pytest.fixture(scope="module")
def desk(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    made = Desk(qapp, QtBot(request), tmp_path_factory.mktemp("desk"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def window(county: SmallCounty, desk: Desk) -> Iterator[MainWindow]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "today", lambda _session: TODAY)
        file = county.workspace.target.path
        assert file is not None
        yield desk.open(file, size=SMALL, view=View(34.05, 114.09, 12))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_panel_and_dialog_is_translated_has_room_and_names(
    lang: Language, window: MainWindow, qtbot: QtBot, county: SmallCounty, tmp_path: Path
) -> None:
    window.set_lang(lang)
    way = Round(window, Hand(qtbot, window), county, tmp_path)
    for part in ROUND:
        part(way)
    assert way.wrong == []
    unseen = face.classes() - way.seen - MADE_INTO_OTHERS - WITHOUT_WORDS
    assert unseen == set(), "put it on the round"
