"""A long import can be stopped at any moment, and then nothing of it is there: not a row, not a byte."""

from __future__ import annotations

import itertools
import json
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import geopandas as gpd
import pytest
import shapely

from app import main
from db.workspace import Workspace
from gis import defects
from gis.transfer.errors import Cancelled
from layers import intake
from layers.intake import IntakeOptions, Plan
from tests.helpers.small_county import small_county

ROWS = 5000
OPTIONS = IntakeOptions("cameras", crs="EPSG:4326", columns={"a": "serial", "b": "name"})


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cancelled") / "w.gpkg"
    small_county(path).workspace.close()
    return path


@pytest.fixture
def workspace(closed: Path) -> Iterator[Workspace]:
    with Workspace.open(closed, user="duty", seat="desk") as opened:
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "a.csv"
    rows = (f"C{i},路口,{114.0 + i / 100_000},34.03\n" for i in range(ROWS))
    path.write_text("a,b,lon,lat\n" + "".join(rows))
    return path


def after(looks: int) -> Callable[[], bool]:
    """False so many times, then true for ever."""
    count = itertools.count()
    return lambda: next(count) >= looks


def planned(workspace: Workspace, file: Path) -> Plan:
    return intake.plan(workspace, file, OPTIONS)


def test_reading_is_stopped_where_it_stands(workspace: Workspace, closed: Path, file: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(Cancelled):
        intake.plan(workspace, file, OPTIONS, cancelled=after(0))
    assert closed.read_bytes() == before


@pytest.mark.usefixtures("read_here")
def test_writing_is_stopped_at_the_first_look_and_at_the_last(
    workspace: Workspace, file: Path
) -> None:
    plan = planned(workspace, file)
    seen: list[tuple[int, int]] = []
    intake.apply(workspace, plan, progress=lambda *at: seen.append(at))
    assert seen[-1] == (ROWS, ROWS), "the last look comes when all is written but the commit"
    assert len(workspace.frame("cameras")) == ROWS + 4
    workspace.undo()
    entries = workspace.journal.entries()
    for looked in (0, len(seen) // 2, len(seen) - 1):
        with pytest.raises(Cancelled):
            intake.apply(workspace, plan, cancelled=after(looked))
        assert workspace.journal.entries() == entries
        assert len(workspace.frame("cameras")) == 4
    assert list(workspace.journal.verify()) == []


@pytest.mark.usefixtures("read_here")
def test_a_stopped_write_leaves_the_file_as_it_was(closed: Path, file: Path) -> None:
    with Workspace.open(closed, user="duty", seat="desk") as workspace:
        plan = planned(workspace, file)
    before = closed.read_bytes()
    with Workspace.open(closed, user="duty", seat="desk") as workspace, pytest.raises(Cancelled):
        intake.apply(workspace, plan, cancelled=after(4))
    assert closed.read_bytes() == before


def within(*names: str) -> Callable[[], bool]:
    """True as soon as it is asked, in this order of calls, from within functions of these names."""

    def cancelled() -> bool:
        frame: FrameType | None = sys._getframe(1)
        wanted = [*names]
        while frame is not None and wanted:
            if frame.f_code.co_name == wanted[-1]:
                wanted.pop()
            frame = frame.f_back
        return not wanted

    return cancelled


PHASES = [
    ("decimal_sign",),
    ("fill", "convert"),
    ("from_table",),
    ("_placed", "aside"),
    ("bring_to_kind",),
    ("villages_by_place",),
    ("judge",),
    ("compare",),
]


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("phase", PHASES, ids=lambda names: names[-1])
def test_working_out_is_stopped_in_every_phase(
    phase: tuple[str, ...], workspace: Workspace, closed: Path, file: Path
) -> None:
    before = closed.read_bytes()
    told: list[bool] = []

    def cancelled() -> bool:
        told.append(stop())
        return told[-1]

    stop = within(*phase)
    with pytest.raises(Cancelled):
        intake.plan(workspace, file, OPTIONS, cancelled=cancelled)
    assert told.count(True) == 1, "the first look that says so is the last"
    assert closed.read_bytes() == before


def test_overlaps_that_take_long_to_mend_are_not_waited_for(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.geojson"
    squares = [shapely.box(114 + i, 34, 115.01 + i, 35) for i in range(3)]
    frame = {"code": [f"4110241002{i:02d}" for i in range(3)], "name": ["甲", "乙", "丙"]}
    gpd.GeoDataFrame(frame, geometry=squares, crs="EPSG:4326").to_file(path)
    ended = threading.Event()
    monkeypatch.setattr(defects, "clean_coverage", lambda shapes: ended.wait(30) and shapes)
    options = IntakeOptions("villages", remedies=frozenset({"clean-coverage"}))
    with pytest.raises(Cancelled):
        intake.plan(workspace, path, options, cancelled=within("_coverage", "aside"))
    ended.set()


WRITING = [
    ("_frame",),
    ("rows_of_frame",),
    ("_check_fields",),
    ("insert",),
    ("seal",),
    ("write_entry",),
    ("finish",),
]


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("phase", WRITING, ids=lambda names: names[-1])
def test_writing_is_stopped_in_every_phase(
    phase: tuple[str, ...], workspace: Workspace, file: Path
) -> None:
    plan, entries = planned(workspace, file), workspace.journal.entries()
    with pytest.raises(Cancelled):
        intake.apply(workspace, plan, cancelled=within(*phase))
    assert workspace.journal.entries() == entries
    assert len(workspace.frame("cameras")) == 4


@pytest.mark.usefixtures("read_here")
def test_ctrl_c_stops_an_import_and_too_late_tells_how_to_take_it_back(
    closed: Path,
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "w.gpkg"
    shutil.copy(closed, path)
    command = ["import", str(path), str(file), "--kind", "cameras", "--crs", "EPSG:4326"]
    command += ["--map", "a=serial", "--map", "b=name"]

    def press(*_anything: object) -> None:
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["layers.intake.plan"], "judge", press)
        before = path.read_bytes()
        assert main(command) == 1
        assert "nothing was changed" in capsys.readouterr().err
        assert path.read_bytes() == before
    with monkeypatch.context() as patched:
        patched.setattr(Workspace, "publish", press)
        assert main(command) == 0
        assert "app.py undo" in capsys.readouterr().err
    assert main(["undo", str(path), "--operation", "another"]) == 1
    assert main(["undo", str(path), "--json"]) == 0
    assert (
        json.loads(capsys.readouterr().out)["rows"] == ROWS + 1
    )  # and what was said of the columns
    assert main(["redo", str(path)]) == 0
    assert main(["redo", str(path)]) == 1
    with Workspace.open(path) as workspace:
        assert len(workspace.frame("cameras")) == ROWS + 4
