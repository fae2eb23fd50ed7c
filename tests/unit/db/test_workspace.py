"""Reading while writing, reading by column and condition, a full disk, and what a reader is told."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point
from sqlalchemy import event, make_url

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.names import initials, pinyin
from db.records import KINDS, Camera, Dispute, Officer, Village, geometry_of
from db.times import from_iso, now, to_iso
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty


def test_a_frame_of_every_kind_is_typed(county: SmallCounty) -> None:
    for kind, cls in KINDS.items():
        frame = county.workspace.frame(kind)
        assert isinstance(frame, gpd.GeoDataFrame) == (geometry_of(cls) is not None), kind
        assert list(frame.columns) == list(cls.__table__.columns.keys())
        assert str(frame["fid"].dtype) == "Int64"
    disputes = county.workspace.frame("disputes")
    assert str(disputes["found"].dtype) == "datetime64[ms]"
    assert str(county.workspace.frame("dispute_events")["at"].dt.tz) == "UTC"
    assert str(county.workspace.frame("terms")["active"].dtype) == "boolean"
    assert str(county.workspace.frame("cameras")["bearing"].dtype) == "float64"
    assert isinstance(county.workspace.frame("villages")["counts"][1], dict)


def test_a_frame_by_condition_and_columns(county: SmallCounty) -> None:
    ws = county.workspace
    frame = ws.frame("cameras", where=Camera.status == "ok", columns=["serial"])
    assert type(frame) is pd.DataFrame
    assert set(frame.columns) == {"uid", "serial"}
    assert sorted(frame["serial"]) == ["SXT-0000", "SXT-0002"]
    none = ws.frame("cameras", where=Camera.status == "melted")
    assert len(none) == 0
    assert none.crs == "EPSG:4326"
    with pytest.raises(KeyError):
        ws.frame("cameras", columns=["colour"])
    with pytest.raises(TypeError):
        ws.frame("cameras", where=Camera.status == "ok", as_of=now())


def test_records_are_found_by_their_columns(county: SmallCounty) -> None:
    ws = county.workspace
    assert [o.uid for o in ws.find(Officer, badge="102402")] == [county["officer2"]]
    assert ws.find(Officer, badge="nobody") == []
    assert ws.get(Officer, "nobody") is None
    assert {v.uid for v in ws.find(Village, name="王庄村")} == {
        county["village2"],
        county["village3"],
    }
    assert [v.uid for v in ws.find(Village, population=None)] == [county["village4"]]


def test_readers_are_not_kept_waiting_by_a_writer(county: SmallCounty) -> None:
    ws = county.workspace
    trouble: list[BaseException] = []
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                seen.append(len(ws.frame("cameras")))
        except BaseException as error:  # noqa: BLE001 - the test tells of it
            trouble.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(40):
        with ws.operation("camera.add") as op:
            op.add(Camera(serial=f"T{number}", name="x", geom=Point(114, 34)))
            op.add(Camera(serial=f"U{number}", name="x", geom=Point(114, 34)))
    stop.set()
    for reader in readers:
        reader.join()
    assert trouble == []
    assert seen
    assert all(count % 2 == 0 for count in seen)  # never half an operation


def test_two_threads_that_write_take_turns(county: SmallCounty) -> None:
    ws = county.workspace
    trouble: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(15):
                with ws.operation("camera.add", label=name) as op:
                    op.add(Camera(serial=f"{name}{number}", name="x", geom=Point(114, 34)))
        except BaseException as error:  # noqa: BLE001 - the test tells of it
            trouble.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in "AB"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert trouble == []
    assert len(ws.frame("cameras")) == 4 + 30
    assert list(ws.journal.verify()) == []


def test_a_full_disk_is_told_and_costs_one_operation(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    before = ws.journal.head()

    def fill(connection: Any, *_rest: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def drain(connection: Any, *_rest: object) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823")

    event.listen(ws.engine, "checkout", fill)
    with pytest.raises(WorkspaceError) as refused, ws.operation("store") as op:
        op.store(bytes(5_000_000))
    assert "磁盘" in refused.value.sentence.zh
    event.remove(ws.engine, "checkout", fill)
    event.listen(ws.engine, "checkout", drain)
    assert ws.journal.head() == before
    with ws.operation("camera.add") as op:
        op.add(Camera(serial="X", name="x", geom=Point(114, 34)))
    assert ws.check().ok


def test_a_subscriber_may_read_and_leave(county: SmallCounty) -> None:
    ws = county.workspace
    heard: list[tuple[str, int]] = []
    leave = ws.subscribe(lambda changed: heard.append((changed.verb, len(ws.frame("cameras")))))
    with ws.operation("camera.add") as op:
        op.add(Camera(serial="X", name="x", geom=Point(114, 34)))
    leave()
    leave()
    ws.undo()
    assert heard == [("camera.add", 5)]


def test_the_password_of_a_server_is_not_shown(postgres_url: str) -> None:
    with Workspace.create(postgres_url) as ws:
        url = make_url(postgres_url)
        assert url.password
        assert ws.target.name == f"{url.database} @ {url.host}:{url.port}"
        assert url.password not in ws.target.name


@pytest.mark.parametrize(
    ("name", "spelt", "first"),
    [
        ("姚家居委会", "yao jia ju wei hui", "yjjwh"),
        ("鄢陵县", "yan ling xian", "ylx"),
        ("大马镇A区2号", None, None),
        ("", "", ""),
    ],
)
def test_names_are_spelt(name: str, spelt: str | None, first: str | None) -> None:
    if spelt is None:
        assert initials(name).startswith("dmz")
        return
    assert (pinyin(name), initials(name)) == (spelt, first)


def test_times_are_utc_to_the_millisecond() -> None:
    beijing = dt.timezone(dt.timedelta(hours=8))
    moment = dt.datetime(2026, 11, 22, 16, 30, 1, 234567, tzinfo=beijing)
    assert to_iso(moment) == "2026-11-22T08:30:01.234Z"
    assert from_iso(to_iso(moment)) == moment.replace(microsecond=234000)
    assert from_iso("2026-11-22T08:30:01Z") == dt.datetime(2026, 11, 22, 8, 30, 1, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="time zone"):
        to_iso(dt.datetime(2026, 11, 22))  # noqa: DTZ001
    assert now().microsecond % 1000 == 0


def test_a_time_comes_back_from_the_workspace(county: SmallCounty) -> None:
    ws = county.workspace
    events = ws.frame("dispute_events").sort_values("at")
    assert events["at"].iloc[0] == pd.Timestamp("2026-11-01T01:30:00Z")
    found = ws.find(Dispute)[0].found
    assert isinstance(found, dt.date)


def test_a_journal_whose_time_is_garbage_ends_in_a_sentence(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    target = ws.target.path
    assert target is not None
    ws.close()
    other = sqlite3.connect(target)  # another program
    other.execute("UPDATE journal SET at = 'yesterday'")
    other.commit()
    other.close()
    with pytest.raises(WorkspaceError) as refused:
        Workspace.open(target, user="duty", seat="desk-1")
    assert "时间读不出来" in refused.value.sentence.zh


def test_news_is_read_without_keeping_a_writer_waiting_and_told_once(county: SmallCounty) -> None:
    ws = county.workspace
    told: list[ChangeSet] = []
    ws.subscribe(told.append)
    other = Workspace(ws.target, user="b", seat="desk-2", readonly=False, passphrase=None)
    camera = other.get(Camera, county["camera0"])
    assert camera is not None
    with other.operation("camera.edit") as op:
        op.update(camera, status="fault")
    with ws.operation("camera.edit") as op:
        op.update_many("cameras", [county["camera1"]], status="ok")
    with other.operation("camera.edit") as op:
        op.update(camera, status="ok")
    other.close()
    assert len(told) == 1
    with ThreadPoolExecutor(1) as beside:
        fresh = beside.submit(ws.news).result()
    assert len(told) == 1, "reading tells nobody"
    assert [change.uid for one in fresh for change in one.changes] == [county["camera0"]] * 2
    for changed in fresh:
        ws.publish(changed)
    assert len(told) == 3
    assert ws.news() == []
    assert ws.poll() == []
