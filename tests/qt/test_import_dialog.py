"""Files through the window: a plan before anything is written, one step to take it back, a file that reads back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot
from shapely import Point

from db.changes import ChangeSet
from db.records import Camera
from gis.reference import parse
from gis.transfer.reader import read
from layers.intake.picture import Picture
from tests.helpers.small_county import small_county
from tests.helpers.window import Desk, settled
from ui.dialogs.export_file import ExportDialog
from ui.dialogs.frames import FrameBox
from ui.dialogs.import_file import ImportDialog
from ui.dialogs.plan_map import drawn
from ui.main_window import MainWindow
from ui.session import Item

COUNT = 30


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    file = tmp_path / "county.gpkg"
    small_county(file).workspace.close()
    desk = Desk(qapp, qtbot, tmp_path)
    desk.program.dress("zh", "dark")
    made = desk.open(file)
    settled(qtbot, made)
    made.tables.show_kind("cameras")
    yield made
    qtbot.waitUntil(lambda: not made.tasks.running)
    desk.close()


@pytest.fixture
def cameras(tmp_path: Path) -> Path:
    """Cameras of the first village in GBK and GCJ-02; the last row holds a phone number."""
    ground = np.random.default_rng(2).uniform((114.005, 34.005), (114.065, 34.065), (COUNT, 2))
    rows = [
        f"J{i:04d},路口{i}号,正常,姚家居委会,{x:.9f},{y:.9f}\n"
        for i, (x, y) in enumerate(parse("gcj02")._out(ground))
    ]
    rows.append("J9999,村口电话13812345678,正常,姚家居委会,114.03,34.03\n")
    path = tmp_path / "摄像头.csv"
    path.write_bytes(
        ("设备编号,点位名称,运行状态,所属村,经度,纬度\n" + "".join(rows)).encode("gbk")
    )
    return path


def asked_import(window: MainWindow, qtbot: QtBot) -> ImportDialog:
    window.commands["import"].trigger()
    dialog = window.findChild(ImportDialog, "import")
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def choose(box: QComboBox, data: object) -> None:
    """Pick the entry of `box` that stands for `data`, as a hand does: the widget tells of it."""
    index = box.findData(data)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def found(dialog: ImportDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText
    return label.text() if label.isVisible() else ""


def test_a_table_in_gbk_and_gcj02_goes_in_and_is_taken_back(
    window: MainWindow, qtbot: QtBot, cameras: Path
) -> None:
    workspace = window.session.workspace
    before = len(workspace.frame("cameras"))
    dialog = asked_import(window, qtbot)

    dialog.set_file(cameras)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    assert not dialog.go.isEnabled(), "a file without a frame must not be guessed at"
    assert "坐标系" in found(dialog, "import:trouble")
    assert "--" not in found(dialog, "import:trouble")

    frame = dialog.findChild(FrameBox, "import:frame")
    assert frame is not None
    choose(frame, "gcj02")
    qtbot.waitUntil(dialog.go.isEnabled)
    assert f"新增 {COUNT}" in found(dialog, "import:counts")
    assert "拒绝 1" in found(dialog, "import:counts")
    table = dialog.findChild(QTableWidget, "import:lines")
    assert table is not None
    refused = [table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in refused if cell][:3] == [str(COUNT + 2), "拒绝", "J9999"]
    assert len(workspace.frame("cameras")) == before, "a plan writes nothing"

    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(workspace.frame("cameras")) == before + COUNT)
    camera = workspace.find(Camera, serial="J0003")[0]
    assert camera.name == "路口3号"
    true = np.random.default_rng(2).uniform((114.005, 34.005), (114.065, 34.065), (COUNT, 2))[3]
    assert isinstance(camera.geom, Point)
    assert (camera.geom.x, camera.geom.y) == pytest.approx(tuple(true), abs=1e-7)

    qtbot.waitUntil(lambda: bool(window.session.notices.standing))
    notice = window.session.notices.standing[-1]
    assert f"新增 {COUNT}" in notice.say("zh")
    assert notice.act is not None
    notice.act()
    qtbot.waitUntil(lambda: len(workspace.frame("cameras")) == before)
    qtbot.waitUntil(lambda: not window.tasks.running)


def test_an_import_is_not_taken_back_over_later_work(
    window: MainWindow, qtbot: QtBot, cameras: Path
) -> None:
    workspace, notices = window.session.workspace, window.session.notices
    before = len(workspace.frame("cameras"))
    dialog = asked_import(window, qtbot)
    dialog.set_file(cameras)
    frame = dialog.findChild(FrameBox, "import:frame")
    assert frame is not None
    choose(frame, "gcj02")
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(notices.standing))
    act = notices.standing[-1].act
    camera = workspace.find(Camera, serial="J0001")[0]
    window.session.perform("camera.delete", "J0001", lambda op: op.delete(camera), origin="menu")

    assert act is not None
    act()

    assert len(workspace.frame("cameras")) == before + COUNT - 1
    assert "别的改动" in notices.standing[-1].say("zh")


def test_a_plan_is_dropped_when_the_dialog_closes(
    window: MainWindow, qtbot: QtBot, cameras: Path
) -> None:
    before = len(window.session.workspace.frame("cameras"))
    dialog = asked_import(window, qtbot)
    dialog.set_file(cameras)
    qtbot.waitUntil(lambda: bool(window.tasks.running))

    dialog.reject()

    qtbot.waitUntil(lambda: not window.tasks.running)
    assert len(window.session.workspace.frame("cameras")) == before


def test_what_is_no_file_of_ours_is_said_beside_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = asked_import(window, qtbot)

    dialog.set_file(tmp_path / "missing.csv")

    qtbot.waitUntil(lambda: bool(found(dialog, "import:trouble")))
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_the_selection_goes_out_and_reads_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    one = window.session.workspace.find(Camera, serial="SXT-0002")[0]
    window.session.selection.set((Item("cameras", one.uid),), "map")
    window.commands["export"].trigger()
    dialog = window.findChild(ExportDialog, "export")
    assert isinstance(dialog, ExportDialog)
    scope, frame = dialog.findChild(QComboBox, "export:scope"), dialog.findChild(FrameBox)
    assert scope is not None
    assert frame is not None
    scope.setCurrentIndex(scope.count() - 1)
    frame.set_name("gcj02")
    target = tmp_path / "out.csv"
    dialog.set_file(target)

    go = dialog.findChild(QPushButton, "export:go")
    assert go is not None
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: bool(window.session.notices.standing))
    assert "已导出 1 条" in window.session.notices.standing[-1].say("zh")
    back = read(target)
    assert "SXT-0002" in [str(v) for values in back.columns.values() for v in values]
    lon = float(back.columns["经度"][0])
    assert isinstance(one.geom, Point)
    assert 0.003 < lon - one.geom.x < 0.01, "GCJ-02 lies some 500 m east of the ground"


def test_a_file_that_exists_is_replaced_only_when_said(window: MainWindow, tmp_path: Path) -> None:
    target = tmp_path / "there.csv"
    target.write_text("kept")
    window.commands["export"].trigger()
    dialog = window.findChild(ExportDialog, "export")
    assert isinstance(dialog, ExportDialog)

    dialog.set_file(target)

    assert not dialog.go.isEnabled()
    dialog._replace.setChecked(True)
    assert dialog.go.isEnabled()
    dialog.reject()
    assert target.read_text() == "kept"


def test_columns_words_and_constants_are_told_by_hand(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙,丙,lon,lat\nN1,村口,好着,114.03,34.03\n", encoding="utf-8")
    dialog = asked_import(window, qtbot)
    box = dialog.findChild(FrameBox, "import:frame")
    assert isinstance(box, FrameBox)
    dialog.set_file(path)
    box.set_name("EPSG:4326")
    qtbot.waitUntil(dialog.tabs.isVisible)
    dialog.tabs.setCurrentIndex(1)
    for column, field in (("甲", "serial"), ("乙", "name"), ("丙", "status")):
        qtbot.waitUntil(lambda: dialog.plan is not None)
        combo = dialog.findChild(QComboBox, f"import:column:{column}")
        assert isinstance(combo, QComboBox)
        choose(combo, field)

        def read_so(column: str = column, field: str = field) -> bool:
            plan = dialog.plan
            return plan is not None and plan.columns.as_json().get(column) == field

        qtbot.waitUntil(read_so)
    assert not dialog.go.isEnabled()
    word = dialog.findChild(QComboBox, "import:word:好着")
    assert isinstance(word, QComboBox)
    choose(word, "ok")
    qtbot.waitUntil(dialog.go.isEnabled)
    constant = dialog.findChild(QComboBox, "import:constant:field")
    assert isinstance(constant, QComboBox)
    constant.setCurrentIndex(constant.findData("owner"))
    value = dialog.findChild(QLineEdit, "import:constant:value")
    assert isinstance(value, QLineEdit)
    QTest.keyClicks(value, "bureau")
    QTest.keyClick(value, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.plan is not None and "owner" in dialog.plan.rows.values)
    assert dialog.isVisible(), "Enter in a box imported"
    dialog.accept()
    qtbot.waitUntil(lambda: bool(window.session.workspace.find(Camera, serial="N1")))
    made = window.session.workspace.find(Camera, serial="N1")[0]
    assert (made.name, made.status, made.owner) == ("村口", "ok", "bureau")


def test_a_wrong_datum_is_put_right_by_one_click(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    villages = window.session.workspace.frame("villages", columns=["code", "name", "geom"])
    shapes = parse("gcj02").from_wgs84(villages["geom"].to_numpy())
    path = tmp_path / "v.geojson"
    gpd.GeoDataFrame(
        {"code": villages["code"], "name": villages["name"]}, geometry=shapes, crs=4326
    ).to_file(path, driver="GeoJSON")
    window.tables.show_kind("villages")
    dialog = asked_import(window, qtbot)
    dialog.set_file(path)
    qtbot.waitUntil(dialog.correct.isVisible)
    assert "GCJ-02" in dialog.map.legend.text()
    assert "WGS-84" in dialog.map.legend.text()
    assert not dialog.go.isEnabled()
    QTest.mouseClick(dialog.correct, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.plan.decision.used == parse("gcj02"))
    assert not dialog.plan.questions  # type: ignore[union-attr]
    dialog.reject()


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """Seconds of processor time that the GUI thread worked between one beat of its event loop and the next.

    Its own work is what can be held to a limit: how long it waited besides is the machine's load.
    """
    worked, last = [0.0], [time.thread_time()]

    def beat() -> None:
        now = time.thread_time()
        worked.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    yield worked
    timer.stop()


def said_last(window: MainWindow) -> str:
    """What the newest notice says."""
    standing = window.session.notices.standing
    return standing[-1].say("zh") if standing else ""


def stopped_at_the_commit(window: MainWindow) -> Callable[[], None]:
    """Cancel whatever runs once its change is in the file; what is returned ends that."""

    def cancel(_changed: ChangeSet) -> None:
        for task in window.tasks.running:
            task.cancel()

    return window.session.workspace.subscribe(cancel)


def test_the_window_lives_while_many_rows_go_in_and_can_stop_them(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace, tasks = window.session.workspace, window.tasks
    before, entries = len(workspace.frame("cameras")), workspace.journal.entries()
    path = tmp_path / "many.csv"
    rows = (f"H{i:05d},路口{i % 97},{114.0 + i / 100_000},34.03\n" for i in range(3000))
    path.write_text("编号,名称,经度,纬度\n" + "".join(rows), encoding="utf-8")

    def asked() -> ImportDialog:
        dialog = asked_import(window, qtbot)
        dialog.set_file(path)
        frame = dialog.findChild(FrameBox, "import:frame")
        assert frame is not None
        choose(frame, "EPSG:4326")
        qtbot.waitUntil(dialog.go.isEnabled)
        return dialog

    with heartbeat() as worked:
        asked().accept()
        qtbot.waitUntil(lambda: any(t.share > 0 for t in tasks.running))
        for task in tasks.running:
            task.cancel()
        notices = window.session.notices
        qtbot.waitUntil(lambda: not tasks.running)
        qtbot.waitUntil(lambda: said_last(window).startswith("导入已停止"))
        assert workspace.journal.entries() == entries
        assert len(workspace.frame("cameras")) == before
        worked.clear()
        asked().accept()
        window.commands["quit"].trigger()
        stay = window.findChild(QPushButton, "closing:stay")
        assert stay is not None
        stay.click()
        assert window.isVisible()
        for task in tasks.running:
            task.cancel()
        qtbot.waitUntil(lambda: not tasks.running)
        committing = stopped_at_the_commit(window)
        asked().accept()
        qtbot.waitUntil(lambda: said_last(window).startswith("停止时已经写完"))
        committing()
        assert len(workspace.frame("cameras")) == before + 3000
        settled(qtbot, window)
        act = notices.standing[-1].act
        assert act is not None
        act()
        qtbot.waitUntil(lambda: len(workspace.frame("cameras")) == before)
        qtbot.waitUntil(lambda: not tasks.running)
    assert len(worked) > 20
    assert sorted(worked)[-2] < 0.1, "the dialog's first showing may take longer, nothing else"


@pytest.mark.usefixtures("qapp")
def test_ground_of_several_parts_is_drawn_under_what_comes_in() -> None:
    frame, two = parse("EPSG:4326"), shapely.box(114, 34, 115, 35)
    areas = np.array([shapely.multipolygons([two, shapely.box(116, 34, 117, 35)]), two])
    points = np.array([Point(114.5, 34.5)])
    made = drawn(Picture(areas, points, points[:0], frame, frame))
    assert made.ground.path.elementCount() == 3 * 5
    assert made.said.path.isEmpty()
    assert made.said.dots.elementCount() == 2
