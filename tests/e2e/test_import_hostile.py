"""Files that mean harm: each ends in a sentence, in time, in memory, and leaves everything as it was."""

from __future__ import annotations

import hashlib
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis.transfer.errors import Cancelled, TransferError
from gis.transfer.limits import Limits
from gis.transfer.reader import read
from layers import intake
from layers.intake import IntakeOptions
from tests.helpers.hostile import HARMLESS, HOSTILE, whole_files
from tests.helpers.needs import shared
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "workspace.gpkg")
    yield made
    made.workspace.close()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(what: str, county: SmallCounty, tmp_path: Path) -> None:
    name, make = HOSTILE[what]
    folder = tmp_path / "given"
    folder.mkdir()
    make(folder / name)
    inside = sorted(p.name for p in folder.iterdir())
    heads = county.workspace.journal.head()
    workspace = tmp_path / "workspace.gpkg"
    before = _digest(workspace)
    began = time.monotonic()
    options = IntakeOptions("cameras" if "NaN" in what else "villages")
    with pytest.raises(TransferError) as refused:
        intake.plan(county.workspace, folder / name, options)
    assert refused.value.sentence.zh.endswith("。")
    assert refused.value.sentence.en
    assert time.monotonic() - began < 30
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20  # kilobytes: 1 GB
    assert _digest(workspace) == before
    assert county.workspace.journal.head() == heads
    assert sorted(p.name for p in folder.iterdir()) == inside


@pytest.mark.parametrize("what", HARMLESS)
def test_what_is_harmless_when_read_only_is_taken_in(what: str, tmp_path: Path) -> None:
    name, make = HARMLESS[what]
    make(tmp_path / name)
    before = _digest(tmp_path / name)
    assert len(read(tmp_path / name).rows) == 8
    assert _digest(tmp_path / name) == before


@pytest.mark.parametrize("share", [0.97, 0.6, 0.2])
@pytest.mark.parametrize(
    "name", ["a.gpkg", "a.geojson", "a.geojsonl", "a.kml", "a.shp", "a.gpx", "a.xlsx", "a.zip"]
)
def test_a_file_cut_short_is_refused(name: str, share: float, tmp_path: Path) -> None:
    path = whole_files(tmp_path)[name]
    assert len(read(path).rows) == 8
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(TransferError):
        read(path)


@pytest.mark.needs_shared
def test_a_cut_map_extract_is_refused(tmp_path: Path) -> None:
    whole = shared("helsinki.osm.pbf").read_bytes()
    path = tmp_path / "cut.pbf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TransferError):
        read(path, layer="lines")


def test_the_child_can_open_no_socket_and_no_other_file(tmp_path: Path) -> None:
    held = read(whole_files(tmp_path)["a.geojson"]).held
    assert {"memory", "cpu"} <= set(held)
    script = (
        "import sys; from pathlib import Path; from gis.transfer import limits, child; "
        "got = limits.confine(1 << 30, 5, Path(sys.argv[1]), child._libraries()); "
        "import socket\n"
        "def tried(f):\n"
        "    try: f()\n"
        "    except OSError: return 'refused'\n"
        "    return 'done'\n"
        "print(got, tried(socket.socket), tried(lambda: open(sys.argv[2])), "
        "tried(lambda: open(sys.argv[1] + '/x', 'w')))"
    )
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the child")
    room = tmp_path / "room"
    room.mkdir()
    root = Path(__file__).resolve().parents[2]

    said = subprocess.run(
        [sys.executable, "-c", script, str(room), str(secret)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "network" in held:
        assert "refused" in said.split("]")[1].split()[0]
    if "files" in held:
        assert said.split("]")[1].split() == ["refused", "refused", "done"]


def test_no_connection_is_made(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        port = server.getsockname()[1]
        link = f"<NetworkLink><Link><href>http://127.0.0.1:{port}/x.kml</href></Link></NetworkLink>"
        path = tmp_path / "links.kml"
        path.write_text(
            f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}'
            "<Placemark><name>甲</name><Point><coordinates>114,34</coordinates></Point></Placemark></Document></kml>"
        )
        read(path)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_child_that_hangs_is_ended(tmp_path: Path) -> None:
    path = whole_files(tmp_path)["a.geojson"]
    with pytest.raises(TransferError, match="too long"):
        read(path, limits=Limits(silence=0.0, seconds=0.05))


def test_a_child_that_wants_too_much_memory_is_ended(tmp_path: Path) -> None:
    path = whole_files(tmp_path)["a.geojson"]
    with pytest.raises(TransferError):
        read(path, limits=Limits(memory=60 << 20))


def test_cancelling_ends_at_once_and_leaves_no_thread(tmp_path: Path) -> None:
    path = whole_files(tmp_path)["a.geojson"]
    began = time.monotonic()
    with pytest.raises(Cancelled):
        read(path, cancelled=lambda: True)
    assert time.monotonic() - began < 5
    assert not [t for t in threading.enumerate() if t.name == "import"]
