"""A county small enough to check by eye: two towns, five villages, a few officers, cameras and disputes.

Everything is written through the workspace's own operation, so tests stand on a real file. Deadlines are counted
from `TODAY`. Officers are numbered.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from shapely import LineString, MultiPolygon, Point, box

from db.records import (
    Attachment,
    BaseLine,
    Camera,
    County,
    Dispute,
    DisputeEvent,
    Drawing,
    Hazard,
    Officer,
    Posting,
    Preset,
    Record,
    Township,
    Unit,
    Village,
    Visit,
)
from db.workspace import Workspace

TODAY = dt.date(2026, 11, 22)


@dataclass
class SmallCounty:
    """The open workspace and the uids of its records, by a short key of this file's own."""

    workspace: Workspace
    uids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.uids[key]


def picture(colour: tuple[int, int, int] = (40, 90, 140)) -> bytes:
    """A small real JPEG."""
    held = io.BytesIO()
    Image.new("RGB", (96, 64), colour).save(held, "JPEG")
    return held.getvalue()


def small_county(path: Path | str) -> SmallCounty:
    """The county in a new workspace at `path` (a file, or a PostGIS URL), open for writing.

    A file is a copy of one that each run builds once.
    """
    if isinstance(path, str) and "://" in path:
        return build_small_county(path)
    if Path(path).exists():
        raise FileExistsError(path)
    content, uids = _original()
    Path(path).write_bytes(content)
    return SmallCounty(Workspace.open(path, user="duty", seat="desk-1"), dict(uids))


@cache
def _original() -> tuple[bytes, dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="guatu-county-") as folder:
        file = Path(folder) / "original.gpkg"
        made = build_small_county(file)
        made.workspace.close()
        return file.read_bytes(), made.uids


def build_small_county(path: Path | str) -> SmallCounty:
    """Build the county through operations in a new workspace at `path`."""
    made = SmallCounty(Workspace.create(path, user="duty", seat="desk-1"))
    with made.workspace.operation("demo", label="small") as op:

        def add(key: str, record: Record) -> str:
            op.add(record)
            made.uids[key] = record.uid
            return record.uid

        county = add("county", County(code="411024", name="鄢陵县", geom=_square(0, 0, 4)))
        towns = [
            add(
                f"town{i}",
                Township(
                    code=f"41102410{i}", name=name, county_uid=county, geom=_square(i * 2, 0, 2)
                ),
            )
            for i, name in enumerate(("安陵镇", "柏梁镇"))
        ]
        bureau = add("bureau", Unit(code="JU", name="县公安局", unit_kind="bureau"))
        station = add(
            "station",
            Unit(
                code="S1",
                name="柏梁派出所",
                parent_uid=bureau,
                township_uid=towns[1],
                equipment={"motorcycles": 3, "laptops": 2},
                geom=_point(3, 1),
            ),
        )
        places = (
            ("姚家居委会", towns[1], "community", 2412),
            ("张桥村", towns[1], "village", 980),
            ("王庄村", towns[0], "village", 15230),
            ("王庄村", towns[1], "village", 640),
            ("重兴村", towns[0], "village", None),
        )
        villages = [
            add(
                f"village{i}",
                Village(
                    code=f"4110241000{i:02d}",
                    name=name,
                    township_uid=town,
                    kind_of_place=kind,
                    unit_uid=station,
                    population=population,
                    households=None if population is None else population // 4,
                    counts={"key_people": 3 * i, "shops": 11} if i else {},
                    boundary_source="invented",
                    geom=_square(i * 0.7, 0, 0.7),
                ),
            )
            for i, (name, town, kind, population) in enumerate(places)
        ]
        officers = [
            add(
                f"officer{i}",
                Officer(
                    badge=f"1024{i:02d}",
                    name=f"{word} {i}",
                    officer_kind=kind,
                    unit_uid=unit,
                    active_from=dt.date(2024, 1, 1),
                ),
            )
            for i, (word, kind, unit) in enumerate(
                (
                    ("民警", "officer", station),
                    ("民警", "officer", bureau),
                    ("领导", "leader", bureau),
                    ("辅警", "auxiliary", station),
                    ("民警", "officer", station),
                )
            )
        ]
        start = dt.date(2026, 1, 1)
        for key, officer, post, village in (
            ("resident0", officers[0], "resident", villages[0]),
            ("liaison0", officers[1], "liaison", villages[0]),
            ("resident1", officers[0], "resident", villages[1]),
        ):
            add(key, Posting(officer_uid=officer, post=post, village_uid=village, start=start))
        add(
            "leader1",
            Posting(officer_uid=officers[2], post="leader", township_uid=towns[1], start=start),
        )
        for i, status in enumerate(("ok", "fault", "ok", "offline")):
            add(
                f"camera{i}",
                Camera(
                    serial=f"SXT-{i:04d}",
                    name=f"村口{i + 1}号",
                    status=status,
                    bearing=90.0 * i,
                    range_m=120.5,
                    village_uid=villages[i % 2],
                    unit_uid=station,
                    geom=_point(0.1 + i * 0.5, 0.3),
                ),
            )
        for i, values in enumerate(_disputes(villages, officers, station)):
            dispute = add(f"dispute{i}", Dispute(**values))
            op.add(
                DisputeEvent(
                    dispute_uid=dispute,
                    at=dt.datetime(2026, 11, 1 + i, 1, 30, tzinfo=dt.UTC),
                    event="found",
                    officer_uid=officers[0],
                    text="群众反映",
                )
            )
        add(
            "hazard0",
            Hazard(
                serial="YH-2026-0001",
                summary="加油站消防通道堵塞",
                hazard_kind="fire",
                severity="high",
                found=dt.date(2026, 11, 1),
                due=dt.date(2026, 11, 10),
                village_uid=villages[0],
                unit_uid=station,
                holder_uid=officers[0],
                geom=_point(0.4, 0.4),
            ),
        )
        content = picture()
        address = op.store(content)
        photo = add(
            "photo0",
            Attachment(
                name="走访.jpg",
                media_type="image/jpeg",
                size=len(content),
                sha256=address,
                thumbnail=address,
            ),
        )
        add(
            "visit0",
            Visit(
                officer_uid=officers[1],
                village_uid=villages[0],
                date=dt.date(2026, 11, 17),
                text="入户宣传防火",
                photo_uid=photo,
                households=6,
            ),
        )
        _drawn(add)
    return made


def _drawn(add: Callable[[str, Record], str]) -> None:
    """What lies on the map beside the records of the county: drawings, base lines and a preset."""
    route = LineString([(114.02, 34.02), (114.1, 34.05), (114.2, 34.04)])
    for i, values in enumerate(
        (
            {"name": "疏散一号", "category": "evacuation", "colour": "green", "geom": route},
            {"name": "封控区", "category": "area", "colour": "red", "geom": _square(0.2, 0.2, 0.3)},
            {"category": "assembly", "note": "学校操场", "geom": _point(0.3, 0.6)},
        )
    ):
        add(f"drawing{i}", Drawing(**values))
    for i, (sort, name) in enumerate((("primary", "省道甲线"), ("river", ""))):
        course = LineString([(114.0, 34.1 + i / 20), (114.2, 34.15), (114.4, 34.1)])
        add(f"line{i}", BaseLine(line_class=sort, name=name, source="测绘", geom=course))
    add(
        "preset0",
        Preset(sort="view", name="县城", content={"centre": [114.1, 34.1], "zoom": 13}),
    )


def _disputes(villages: list[str], officers: list[str], station: str) -> list[dict[str, Any]]:
    shared = {"unit_uid": station, "resident_uid": officers[0], "holder_uid": officers[0]}
    rows = (
        ("red", "宅基地边界争议", "general", dt.date(2026, 11, 10), "mediating", 0, None),
        ("yellow", "欠薪未结", "complex", dt.date(2026, 11, 9), "accepted", 0, None),
        ("blue", "噪音扰民", "general", dt.date(2026, 11, 15), "found", 1, None),
        ("blue", "借款未还", "difficult", dt.date(2026, 9, 1), "resolved", 1, dt.date(2026, 10, 1)),
        ("yellow", "灌溉用水", "general", dt.date(2026, 11, 21), "found", 2, None),
    )
    return [
        {
            "case_no": f"2026-{i:04d}",
            "colour": colour,
            "summary": summary,
            "case_class": sort,
            "found": found,
            "state": state,
            "closed": closed,
            "village_uid": villages[village],
            "geom": _point(0.2 + 0.1 * i, 0.2),
            **shared,
        }
        for i, (colour, summary, sort, found, state, village, closed) in enumerate(rows)
    ]


def _square(x: float, y: float, side: float) -> MultiPolygon:
    left, low = 114.0 + x / 10, 34.0 + y / 10
    return MultiPolygon([box(left, low, left + side / 10, low + side / 10)])


def _point(x: float, y: float) -> Point:
    return Point(114.0 + x / 10, 34.0 + y / 10)
