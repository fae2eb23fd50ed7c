"""Files go out and come back as they went; nothing in them runs, and nothing of anybody's is written over."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.records import KINDS, Camera
from db.records.base import geometry_of
from db.workspace import Workspace
from layers import intake, outlet
from layers.intake import IntakeOptions
from layers.verbs import singular
from tests.e2e.test_import import run
from tests.helpers.effort import examples
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "w.gpkg")
    yield made
    made.workspace.close()


FORMATS = ("csv", "tsv", "xlsx", "gpkg", "shp", "zip", "geojson", "geojsonl", "kml")


ONE_SORT = frozenset({"shp", "zip"})
"""Formats whose files hold points, lines or areas, but not some of each."""


def held_by(kind: str) -> list[str]:
    """The formats that hold what `kind` is."""
    mixed = geometry_of(KINDS[kind]).geometry_type == "GEOMETRY"  # type: ignore[union-attr]
    return [ending for ending in FORMATS if not (mixed and ending in ONE_SORT)]


@pytest.mark.parametrize(
    "kind",
    [
        "counties",
        "townships",
        "villages",
        "units",
        "officers",
        "postings",
        "cameras",
        "hazards",
        "disputes",
        "dispute_events",
        "visits",
        "terms",
        "base_lines",
        "drawings",
        "presets",
    ],
)
@pytest.mark.usefixtures("read_here")
def test_what_goes_out_comes_back_unchanged(kind: str, county: SmallCounty, tmp_path: Path) -> None:
    workspace = county.workspace
    located = geometry_of(KINDS[kind]) is not None
    for ending in held_by(kind) if located else FORMATS[:3]:
        for crs in (
            ("EPSG:4326", "gcj02")
            if ending in ("csv", "gpkg", "shp") and located
            else ("EPSG:4326",)
        ):
            path = tmp_path / f"{kind}_{crs[-2:]}.{ending}"
            out = outlet.export(workspace, path, outlet.OutletOptions(kind, crs=crs))
            assert json.loads(Path(f"{path}.json").read_bytes())["frame"] == crs
            declared = ending in ("geojson", "geojsonl", "kml")
            plan = intake.plan(
                workspace,
                path,
                IntakeOptions(
                    kind, crs=None if declared else crs, remedies=frozenset({"keep-empty"})
                ),
            )
            assert not plan.questions
            assert len(plan.difference.unchanged) == len(plan.rows) == out["rows"], (
                path.name,
                plan.difference,
            )
    entry = workspace.journal.entries(newest_first=True, limit=1)[0]
    assert entry.verb == f"export.{singular(kind)}"
    assert list(workspace.journal.verify()) == []
    assert workspace.undoable().verb == "demo"  # type: ignore[union-attr]


TEXT = (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=("Cs", "Cc", "Co", "Cn"),
            exclude_characters="\u2028\u2029\ufeff",
        ),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(lambda t: t and not any(c.isdigit() for c in t))
)


@pytest.mark.usefixtures("read_here")
@settings(
    max_examples=examples(12, deep=40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(TEXT, min_size=1, max_size=8), places=st.data())
def test_any_text_and_place_survives_a_table_and_a_map_file(
    names: list[str], places: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    degrees = st.tuples(st.floats(74, 134), st.floats(4, 53))
    with Workspace.create(folder / "w.gpkg", user="duty", seat="desk") as workspace:
        with workspace.operation("demo") as op:
            for i, name in enumerate(names):
                op.add(Camera(serial=f"S{i}", name=name, geom=shapely.Point(*places.draw(degrees))))
        for ending in ("csv", "xlsx", "gpkg", "geojson"):
            path = folder / f"a.{ending}"
            outlet.export(workspace, path, outlet.OutletOptions("cameras", crs="EPSG:4326"))
            crs = None if ending == "geojson" else "EPSG:4326"
            plan = intake.plan(workspace, path, IntakeOptions("cameras", crs=crs))
            assert not plan.questions, (ending, plan.questions)
            assert not plan.difference.changed, (ending, plan.difference.changed)
            assert len(plan.difference.unchanged) == len(names), (ending, plan.rows.rejected)


def test_a_spreadsheet_runs_nothing_of_ours(county: SmallCounty, tmp_path: Path) -> None:
    workspace = county.workspace
    with workspace.operation("camera.edit") as op:
        op.update(
            workspace.find(Camera, serial="SXT-0000")[0], name="=cmd|' /C calc'!A0", owner="+SUM"
        )
    outlet.export(workspace, tmp_path / "a.csv", outlet.OutletOptions("cameras"))
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b",=" not in text
    assert b",+" not in text
    outlet.export(workspace, tmp_path / "a.xlsx", outlet.OutletOptions("cameras"))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_an_export_goes_through_no_link_and_over_no_file_unasked(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county.workspace.close()
    workspace = tmp_path / "w.gpkg"
    (tmp_path / "real.csv").write_text("mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    code, said = run(capsys, "export", workspace, tmp_path / "link.csv", "--kind", "cameras")
    assert code == 1
    assert "link" in said["error"]
    code, _said = run(capsys, "export", workspace, tmp_path / "real.csv", "--kind", "cameras")
    assert code == 2
    assert (tmp_path / "real.csv").read_text() == "mine"
    code, said = run(
        capsys,
        "export",
        workspace,
        tmp_path / "real.csv",
        "--kind",
        "cameras",
        "--overwrite",
        "--where",
        "status=故障 and bearing>10",
    )
    assert (code, said["rows"]) == (0, 1)
    code, said = run(
        capsys, "export", workspace, tmp_path / "a.geojson", "--kind", "cameras", "--crs", "gcj02"
    )
    assert code == 2
    assert sorted(p.name for p in tmp_path.glob(".guatu-*")) == []
