"""What lights up with a record of the force or the ground: villages, unit, lines, and who is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from shapely import box
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from db.records import Officer
from layers.above.overlay import Overlay, Patch, joined, middle, rings
from layers.above.spotlight import spotlight
from resources.text import Text
from tests.helpers.small_county import TODAY, SmallCounty, small_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("lit") / "small.gpkg")
    yield made
    made.workspace.close()


def lit(county: SmallCounty, kind: str, key: str) -> Overlay:
    found = spotlight(county.workspace, kind, county[key], TODAY)
    assert found is not None
    return found


def shape(county: SmallCounty, key: str, kind: str = "villages") -> BaseGeometry:
    frame = county.workspace.frame(kind, columns=["uid", "geom"]).set_index("uid")
    found: Any = frame.loc[county[key], "geom"]
    return cast("BaseGeometry", found)


def test_an_officer_lights_the_union_of_the_villages_in_force(county: SmallCounty) -> None:
    overlay = lit(county, "officers", "officer0")

    (area,) = overlay.patches
    assert area.lit
    assert area.shape.equals(joined([shape(county, "village0"), shape(county, "village1")]))
    assert overlay.dim > 0


def test_a_solid_line_runs_from_the_unit_to_each_village_of_a_resident(county: SmallCounty) -> None:
    overlay = lit(county, "officers", "officer0")

    (station,) = overlay.stands
    assert station.words == Text("柏梁派出所", "柏梁派出所")
    assert [link.stroke for link in overlay.links] == ["solid", "solid"]
    assert {link.start for link in overlay.links} == {station.place}
    ends = {middle(shape(county, f"village{i}")) for i in range(2)}
    assert {link.end for link in overlay.links} == ends
    assert overlay.title == Text("民警 0 · 柏梁派出所 · 驻村 2", "民警 0 · 柏梁派出所 · Resident 2")


def test_a_leader_lights_the_township(county: SmallCounty) -> None:
    overlay = lit(county, "officers", "officer2")

    assert overlay.patches[0].shape.equals(shape(county, "town1", "townships"))


def test_the_home_township_is_tied_to_the_unit_by_a_dotted_line(tmp_path: Path) -> None:
    made = small_county(tmp_path / "home.gpkg")
    officer = made.workspace.get(Officer, made["officer0"])
    assert officer is not None
    with made.workspace.operation("officers.edit", label="") as op:
        op.update(officer, home_township_uid=made["town0"])

    overlay = lit(made, "officers", "officer0")
    made.workspace.close()

    dotted = [link for link in overlay.links if link.stroke == "dotted"]
    assert [link.colour for link in dotted] == ["secondary"]
    assert [stand.words.zh for stand in overlay.stands] == ["柏梁派出所", "籍贯"]


def test_a_village_names_its_officers_at_their_units(county: SmallCounty) -> None:
    overlay = lit(county, "villages", "village0")

    assert overlay.title is not None
    assert overlay.title.zh == "姚家居委会 · 驻村 民警 0 · 包村 民警 1 · 包抓 领导 2"
    assert [stand.words.zh for stand in overlay.stands] == ["柏梁派出所 · 驻村 民警 0"]
    assert [link.stroke for link in overlay.links] == ["solid"]
    assert overlay.patches[0].shape.equals(shape(county, "village0"))


def test_a_unit_lights_every_village_it_answers_for(county: SmallCounty) -> None:
    overlay = lit(county, "units", "station")

    assert len(overlay.links) == 5
    assert overlay.patches[0].shape.equals(joined(shape(county, f"village{i}") for i in range(5)))


def test_a_posting_lights_what_its_officer_does(county: SmallCounty) -> None:
    assert lit(county, "postings", "resident0") == lit(county, "officers", "officer0")


def test_an_officer_without_a_posting_dims_the_map_but_lights_nothing(county: SmallCounty) -> None:
    overlay = lit(county, "officers", "officer4")

    assert overlay.patches == ()
    assert overlay.links == ()
    assert [stand.words.zh for stand in overlay.stands] == ["柏梁派出所"]


@pytest.mark.parametrize(("kind", "uid"), [("disputes", "dispute0"), ("officers", "nobody")])
def test_what_answers_for_no_village_lights_nothing(
    county: SmallCounty, kind: str, uid: str
) -> None:
    assert spotlight(county.workspace, kind, county.uids.get(uid, uid), TODAY) is None


def test_rings_are_latitude_first_holes_included_and_a_point_has_none() -> None:
    with_hole = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))

    found = rings(with_hole)

    assert len(found) == 2
    assert [1.0, 2.0] in found[1]
    assert rings(Point(1, 2)) == []
    assert Patch(with_hole).as_json()["rings"] == found


def test_a_name_stands_inside_an_area_whose_centroid_does_not() -> None:
    ring = box(0, 0, 4, 4).difference(box(0.5, 0.5, 4, 3.5))

    assert ring.contains(Point(middle(ring)))
    assert middle(box(0, 0, 4, 2)) == (2.0, 1.0)
