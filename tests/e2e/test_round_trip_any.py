"""Whatever a record may hold goes out in any format that holds it, and comes back as it was: drawn, not listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Date, Float, Integer

from db.errors import RecordError
from db.geometry import Geometry
from db.records import KINDS
from db.records.base import columns_of, geometry_of
from db.times import UtcTime
from layers import intake, outlet
from layers.intake import IntakeOptions
from layers.names import read_terms
from tests.helpers.effort import examples
from tests.helpers.small_county import SmallCounty, small_county

TABLES = ("csv", "tsv", "xlsx")
MAPS = ("gpkg", "shp", "zip", "geojson", "geojsonl", "kml", "kmz", "gpx")
DECLARED = ("geojson", "geojsonl", "kml", "kmz", "gpx")
NOT_HELD = {"MULTIPOLYGON": ("gpx",), "GEOMETRY": ("shp", "zip", "gpx")}
"""What a format does not hold: GPX no areas, a shapefile one sort of shape."""
DIGITS = {"counties": 6, "townships": 9, "villages": 12}

TEXT = (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=("Cs", "Cc", "Co", "Cn", "Nd", "Nl", "No"),
            exclude_characters="\u2028\u2029\ufeff",
        ),
        min_size=1,
        max_size=24,
    )
    .map(str.strip)
    .filter(bool)
)
LON, LAT = st.floats(74, 134), st.floats(4, 53)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("any") / "w.gpkg")
    yield made
    made.workspace.close()


def shapes(sort: str) -> st.SearchStrategy[Any]:
    point = st.builds(shapely.Point, LON, LAT)
    corner = st.tuples(st.floats(74, 133), st.floats(4, 52))
    side = st.floats(0.001, 0.9)
    area = st.builds(
        lambda c, w, h: shapely.box(c[0], c[1], c[0] + w, c[1] + h), corner, side, side
    )
    areas = area.map(lambda one: shapely.MultiPolygon([one]))
    line = st.lists(st.tuples(LON, LAT), min_size=2, max_size=5, unique=True)
    lines = line.map(lambda xy: shapely.MultiLineString([xy]))
    return {
        "POINT": point,
        "MULTIPOLYGON": areas,
        "MULTILINESTRING": lines,
        "GEOMETRY": st.one_of(point, area, line.map(shapely.LineString)),
    }[sort]


def of_column(kind: str, name: str, column: Any, field: Any, county: SmallCounty) -> Any:
    """What may stand in a column; None leaves it at its default."""
    sort = column.type
    if isinstance(sort, Geometry):
        return shapes(sort.geometry_type)
    if field.link is not None:
        return st.sampled_from(county.workspace.frame(field.link, columns=["uid"])["uid"].tolist())
    if field.choices is not None:
        return st.sampled_from(sorted(field.choices))
    if field.terms is not None:
        terms = st.sampled_from(sorted(read_terms(county.workspace)[field.terms]))
        if isinstance(sort, JSON):
            return st.dictionaries(terms, st.integers(0, 99_999), min_size=1)
        return terms
    if name == "code" and kind in DIGITS:
        digits = DIGITS[kind]
        return st.integers(10 ** (digits - 1), 10**digits - 2).map(str).filter(_whole_code)
    if name in ("code", "badge", "serial", "case_no", "sha256"):
        return st.from_regex(r"[A-Z]{1,4}-[0-9]{1,6}[a-z]?", fullmatch=True)
    low, high = field.low or 0, field.high or 1_000_000
    cases: tuple[tuple[Any, st.SearchStrategy[Any]], ...] = (
        (Boolean, st.booleans()),
        (Integer, st.integers(int(low), int(high))),
        (Float, st.floats(low, high, width=32)),
        (UtcTime, st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2030, 1, 1))),  # noqa: DTZ001
        (Date, st.dates(dt.date(2001, 1, 1), dt.date(2030, 1, 1))),
    )
    for known, drawn in cases:
        if isinstance(sort, known):
            return drawn.map(_in_utc) if known is UtcTime else drawn
    return st.sampled_from(["image/jpeg"]) if name == "media_type" else TEXT


def _whole_code(code: str) -> bool:
    return not code.endswith("000000") and not code.startswith("9")


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=dt.UTC)


def held_by(kind: str) -> list[str]:
    geometry = geometry_of(KINDS[kind])
    if geometry is None:
        return list(TABLES)
    refused = NOT_HELD.get(geometry.geometry_type, ())
    return [*TABLES, *(ending for ending in MAPS if ending not in refused)]


@pytest.mark.usefixtures("read_here")
@settings(
    max_examples=examples(3, deep=80),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "attachments"])
def test_any_record_comes_back_as_it_went(
    kind: str, data: st.DataObject, county: SmallCounty, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace, cls = county.workspace, KINDS[kind]
    values: dict[str, Any] = {}
    for name, column, field in columns_of(cls):
        if name in ("fid", "uid", "version", "source_frame", "duty_phone") or field.hidden:
            continue
        if field.required or data.draw(st.booleans(), label=name):
            values[name] = data.draw(of_column(kind, name, column, field, county), label=name)
    record = cls(**values)
    try:
        with workspace.operation("record.add") as op:
            op.add(record)
    except RecordError:
        assume(False)
    try:
        for ending in data.draw(st.permutations(held_by(kind)), label="formats")[:4]:
            path = tmp_path_factory.mktemp("out") / f"a.{ending}"
            if ending == "gpx" and values.get("geom") is None:
                continue  # GPX has no row without a place
            told = outlet.export(workspace, path, outlet.OutletOptions(kind, uids=[record.uid]))
            assert (told["rows"], told["cut_texts"]) == (1, 0)
            plan = intake.plan(
                workspace,
                path,
                IntakeOptions(
                    kind,
                    crs=None if ending in DECLARED else "EPSG:4326",
                    encoding=None if ending in DECLARED else "utf-8",
                    decimal="point",
                    remedies=frozenset({"keep-empty"}),
                ),
            )
            if told["left_out"]:
                continue  # the format's own limit, and told
            assert not plan.questions, (ending, plan.questions)
            assert not plan.rows.rejected, (ending, plan.rows.rejected)
            assert not plan.difference.changed, (ending, plan.difference.changed, values)
            assert len(plan.difference.unchanged) == 1, (ending, plan.difference)
    finally:
        workspace.undo()
