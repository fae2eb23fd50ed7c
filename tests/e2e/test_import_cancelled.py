"""A long import can be stopped at any moment, and then nothing of it is there: not a row, not a byte."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.workspace import Workspace
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
def test_writing_is_stopped_at_every_look_and_leaves_no_row(
    workspace: Workspace, file: Path
) -> None:
    plan, entries = planned(workspace, file), workspace.journal.entries()
    looks: list[tuple[int, int]] = []
    for looked in itertools.count():
        seen: list[tuple[int, int]] = []
        try:
            intake.apply(
                workspace, plan, cancelled=after(looked), progress=lambda *at, s=seen: s.append(at)
            )
        except Cancelled:
            looks = seen
            assert workspace.journal.entries() == entries
            assert len(workspace.frame("cameras")) == 4
            continue
        break
    assert looked >= 5, "it looks before, after every part, and before it is done for good"
    assert looks[-1] == (ROWS, ROWS), "the last look comes when all is written but the commit"
    assert len(workspace.frame("cameras")) == ROWS + 4
    workspace.undo()
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
