"""What the import dialog shows as answered or asks in words of its own, without a switch of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QTableWidget
from pytestqt.qtbot import QtBot

from layers import intake
from layers.intake import IntakeOptions
from layers.stack import LayerStack
from tests.helpers.small_county import small_county
from ui.dialogs.frames import frame_words, in_frame_words
from ui.dialogs.import_file import ImportDialog
from ui.session import Session
from ui.tasks import Tasks

PATIENCE = 30_000
HAZARDS = "编号,内容,发现日期\nX-1,电线老化,05/03/2026\n"
CAMERAS = "设备编号,名称,摄像机类型,经度,纬度\nA,甲,枪机,114.03,34.03\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = small_county(tmp_path / "w.gpkg").workspace
    yield Session(workspace, LayerStack(workspace))
    workspace.close()


@pytest.fixture
def tasks(qapp: QApplication, qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks(qapp)
    yield made
    qtbot.waitUntil(lambda: not made.running, timeout=PATIENCE)


def planned(
    session: Session, tasks: Tasks, qtbot: QtBot, kind: str, path: Path, frame: str | None = None
) -> ImportDialog:
    dialog = ImportDialog(session, tasks, kind)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.set_file(path)
    dialog.answers.frame.set_name(frame)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=PATIENCE)
    return dialog


def button(dialog: ImportDialog, name: str) -> QRadioButton:
    found = dialog.findChild(QRadioButton, name)
    assert isinstance(found, QRadioButton)
    return found


def test_an_answer_to_an_earlier_file_is_shown_as_given_and_can_be_changed(
    session: Session, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HAZARDS, encoding="utf-8")
    answered = IntakeOptions("hazards", dates="dmy")
    intake.apply(session.workspace, intake.plan(session.workspace, path, answered))
    path.write_text(HAZARDS.replace("X-1", "X-2"), encoding="utf-8")

    dialog = planned(session, tasks, qtbot, "hazards", path)

    assert button(dialog, "import:dates:dmy").isChecked()
    other = button(dialog, "import:dates:mdy")
    assert other.isVisible()
    first = dialog.plan
    other.click()
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.plan is not first, timeout=PATIENCE)
    assert dialog.agreed().rows.values["found"][0].isoformat() == "2026-05-03"


def test_words_that_no_choice_knows_lead_to_where_they_are_given_a_meaning(
    session: Session, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CAMERAS, encoding="utf-8")

    dialog = planned(session, tasks, qtbot, "cameras", path, "EPSG:4326")

    assert dialog.tabs.currentWidget() is dialog.columns
    words = dialog.findChild(QTableWidget, "import:words")
    assert isinstance(words, QTableWidget)
    item = words.item(0, 1)
    assert item is not None
    assert item.text() == "枪机"
    trouble = dialog.findChild(QLabel, "import:trouble")
    assert isinstance(trouble, QLabel)
    assert "枪机" in trouble.text()
    assert "--" not in trouble.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bd09mc", "BD-09 墨卡托（百度，米）"),
        ("gcj02:EPSG:4526", "EPSG:4526（由 GCJ-02 投影）"),
        ("swapped:EPSG:4547", "EPSG:4547（两轴互换）"),
        ("moved:-106,3:EPSG:2383", "EPSG:2383，平移东 -106 米、北 3 米"),
    ],
)
def test_a_frame_is_called_as_people_call_it(name: str, words: str) -> None:
    assert frame_words(name, "zh") == words
    if not name.startswith("moved:"):
        assert in_frame_words(f"按 {name} 读", "zh") == f"按 {words} 读"
    typed = "写成 moved:东,北:EPSG:2383，如 moved:8,-1:EPSG:2383"
    assert in_frame_words(typed, "zh") == typed
