"""Files in and out of a workspace on a server, and of one that can only be read."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from db.errors import ReadOnly
from db.records import Camera
from db.workspace import Workspace
from gis.transfer.errors import Cancelled
from layers import intake, outlet
from layers.intake import IntakeOptions
from layers.outlet import OutletOptions
from tests.e2e.test_import import cameras, run
from tests.helpers.small_county import small_county

ENDINGS = ("csv", "xlsx", "gpkg", "zip", "geojson", "kmz", "gpx")


@pytest.mark.usefixtures("read_here")
def test_a_server_takes_files_in_gives_them_out_and_takes_them_back(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = small_county(postgres_url)
    before = len(made.workspace.frame("cameras"))
    made.workspace.close()
    path = tmp_path / "摄像头.csv"
    path.write_bytes(cameras("gcj02").encode("gbk"))

    code, said = run(
        capsys,
        "import",
        postgres_url,
        path,
        "--kind",
        "cameras",
        "--crs",
        "gcj02",
        "--key",
        "serial",
    )
    assert (code, said["added"], said["encoding"]) == (0, 30, "gb18030")
    assert said["frame"]["used"] == "gcj02"
    assert said["operation"]
    code, said = run(capsys, "import", postgres_url, path, "--kind", "cameras", "--crs", "gcj02")
    assert (code, said["added"], said["updated"], said["unchanged"]) == (0, 0, 0, 30)

    with Workspace.open(postgres_url, user="duty", seat="desk") as workspace:
        one = workspace.find(Camera, serial="J0003")[0]
        assert (one.village_uid, one.source_frame) == (made.uids["village0"], "gcj02")
        for ending in ENDINGS:
            out = tmp_path / f"out.{ending}"
            told = outlet.export(workspace, out, OutletOptions("cameras"))
            crs = None if ending in ("geojson", "kmz", "gpx") else "EPSG:4326"
            back = intake.plan(workspace, out, IntakeOptions("cameras", crs=crs))
            assert not back.questions, ending
            assert len(back.difference.unchanged) == told["rows"] == before + 30, ending
        rows = (f"S{i},路口,{114.0 + i / 100_000},34.03\n" for i in range(2500))
        path.write_text("编号,名称,经度,纬度\n" + "".join(rows), encoding="utf-8")
        plan = intake.plan(workspace, path, IntakeOptions("cameras", crs="EPSG:4326"))
        looks = itertools.count()
        with pytest.raises(Cancelled):
            intake.apply(workspace, plan, cancelled=lambda: next(looks) >= 2)
        assert len(workspace.frame("cameras")) == before + 30
        intake.apply(workspace, plan)
        assert len(workspace.frame("cameras")) == before + 2530
        workspace.undo()
        assert len(workspace.frame("cameras")) == before + 30
        assert list(workspace.journal.verify()) == []


def test_what_can_only_be_read_lets_nothing_out_unlogged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "w.gpkg", tmp_path / "out.csv"
    made = small_county(file)
    entries = made.workspace.journal.entries()
    # another seat has it: the command line may only look
    code, said = run(capsys, "export", file, out, "--kind", "cameras")
    assert (code, said["operation"]) == (1, None)
    assert "logged" in said["error"]
    assert made.workspace.journal.entries() == entries
    made.workspace.close()
    with Workspace.open(file, user="duty", seat="desk", readonly=True) as workspace:
        with pytest.raises(ReadOnly) as refused:
            outlet.export(workspace, out, OutletOptions("cameras"))
        assert "日志" in refused.value.sentence.zh
    assert list(tmp_path.glob("out*")) == []


def test_what_can_only_be_read_tells_what_an_import_would_do_and_takes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, path = tmp_path / "w.gpkg", tmp_path / "a.csv"
    made = small_county(file)
    path.write_text(cameras("EPSG:4326"), encoding="utf-8")
    given = ("import", file, path, "--kind", "cameras", "--crs", "EPSG:4326")
    code, said = run(capsys, *given, "--dry-run")
    assert (code, said["added"], said["operation"]) == (0, 30, None)
    code, said = run(capsys, *given)
    assert code == 1
    assert said["error"]
    assert len(made.workspace.frame("cameras")) == 4
    made.workspace.close()


GIVEN = {
    "rows",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "encoding",
    "frame",
    "geometry",
    "operation",
}
FRAME = {"declared", "used", "offset_m", "suspected"}
GEOMETRY = {"invalid", "empty", "overlaps", "gaps"}


@pytest.mark.usefixtures("read_here")
def test_every_answer_of_an_import_has_the_same_shape_and_its_status_tells_how_it_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, good, bad = tmp_path / "w.gpkg", tmp_path / "a.csv", tmp_path / "b.csv"
    small_county(file).workspace.close()
    good.write_text(
        cameras("EPSG:4326") + "J9,村口13812345678,正常,,114.03,34.03\n", encoding="utf-8"
    )
    bad.write_bytes(b"\x00\x01\x02" * 50)
    given = ("--kind", "cameras", "--crs", "EPSG:4326")
    for code, arguments in (
        (2, (good, "--kind", "cameras")),
        (0, (good, *given, "--dry-run")),
        (0, (good, *given)),
        (1, (bad, *given)),
        (1, (tmp_path / "absent.csv", *given)),
        (2, (good, "--kind", "cameras", "--crs", "EPSG:999999")),
        (2, (good, *given, "--encoding", "no-such-one")),
        (1, (good, *given, "--map", "no such column=name")),
    ):
        found, said = run(capsys, "import", file, *arguments)
        assert found == code, (arguments, said)
        assert said.keys() >= GIVEN
        assert said["frame"].keys() >= FRAME
        assert said["geometry"].keys() >= GEOMETRY
        assert bool(said["operation"]) == (arguments == (good, *given))
        assert all(one.keys() == {"row", "reason"} for one in said["rejected"])
        if code == 2:
            assert said["questions"][0].keys() == {"option", "sentence", "choices"}
    code, said = run(capsys, "import", file, good, *given)
    assert (code, said["unchanged"], said["operation"]) == (0, 30, None)
    assert [one["row"] for one in said["rejected"]] == [32]
    assert run(capsys, "import", tmp_path / "no.gpkg", good, *given)[0] == 1
