"""The parent's side of the child process: start it, feed it, watch it, end it.

The file is copied into a private folder first (with its side files, a shapefile's), so that the
child needs no other place and the original is opened once, for reading. Frames arrive on a reader
thread; the caller's thread sees them one by one, looks at the clock and at the request to cancel,
and kills the child on any excess. Whatever goes wrong over there is a `TransferError` here.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from gis.transfer import job_windows
from gis.transfer.errors import Cancelled, TransferError, TransferQuestion
from gis.transfer.limits import Limits
from gis.transfer.stream import BrokenStream, receive
from resources.text import Text

log = logging.getLogger(__name__)

_Frame = tuple[bytes, bytes]
_Arrivals = queue.Queue[_Frame | None]

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from gis.transfer.child import main; main()"
_SIDES = (".dbf", ".shx", ".prj", ".cpg")
_TICK = 0.1
_PART = 8 << 20
COPY = "input"
"""What the private copy is called; a driver may name its only layer after it."""
# Everything of GDAL's vector drivers but the seven formats that are taken in.
_DRIVERS_OFF = (
    "OGR_VRT,VRT,MEM,PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,"
    "CSV,GML,ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,FlatGeobuf,GeoRSS,VFK,PGDUMP,"
    "GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,XLS,Elasticsearch,Carto,AmigoCloud,SXF,"
    "Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,"
    "AVCE00,AIVector,HTTP,PostgreSQL,MySQL,MSSQLSpatial,ODBC,PGeo,OCI,MongoDBv3,HANA,SOSI,CAD,"
    "Parquet,Arrow,netCDF,NAS,INTERLIS 1,INTERLIS 2,GMLAS,OpenJPEG,JP2OpenJPEG,STACIT,STACTA"
)


def _environment(folder: Path) -> dict[str, str]:
    """What the child may know of ours: nothing but where Windows has its libraries."""
    kept = {k: v for k, v in os.environ.items() if k.upper() in ("SYSTEMROOT", "WINDIR", "PATH")}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP", "CPL_TMPDIR", "HOME"), str(folder))
    return (
        kept
        | temporary
        | {
            "GDAL_SKIP": _DRIVERS_OFF,
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
            "CPL_VSIL_GZIP_WRITE_PROPERTIES": "NO",
            "GDAL_HTTP_MAX_RETRY": "0",
            "GDAL_PAM_ENABLED": "NO",
            "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
            "GDAL_NUM_THREADS": "1",
            "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
            "OGR_SQLITE_LOAD_EXTENSIONS": "",
            "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
            "OSM_MAX_TMPFILE_SIZE": "64",
            "SQLITE_USE_OGR_VFS": "NO",
            "SHAPE_RESTORE_SHX": "YES",
            "PROJ_NETWORK": "OFF",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "LC_ALL": "C.UTF-8",
        }
    )


@contextmanager
def _private_copy(
    path: Path, limits: Limits, cancelled: Callable[[], bool]
) -> Iterator[tuple[Path, Path, int]]:
    """A folder of our own with a copy of `path` and its side files; its name and the whole size."""
    try:
        if path.is_dir():
            raise TransferError(
                Text(
                    f"“{path.name}”是文件夹，不能直接导入。选里面的文件；ArcGIS 的 .gdb 先在 ArcGIS 或 QGIS 里"
                    "导出为 GeoPackage 或 Shapefile。",
                    f"“{path.name}” is a folder. Choose a file in it; a .gdb must be exported as a GeoPackage or "
                    "shapefile from ArcGIS or QGIS first.",
                )
            )
        if not path.is_file():
            raise TransferError(
                Text(f"找不到文件“{path.name}”。", f"There is no file “{path.name}”.")
            )
        size = path.stat().st_size
        if size > limits.input_bytes:
            most = limits.input_bytes >> 20
            raise TransferError(
                Text(
                    f"文件“{path.name}”超过 {most} MB，没有导入。",
                    f"The file “{path.name}” is larger than {most} MB; nothing was imported.",
                )
            )
        with tempfile.TemporaryDirectory(prefix="guatu-read-") as made:
            folder = Path(made).resolve()
            copy = folder / _plain_name(path)
            _copied(path, copy, cancelled)
            with path.open("rb") as opened:
                shapefile = opened.read(4) == b"\x00\x00\x27\x0a"
            if shapefile:
                size += _copy_sides(path, copy, limits)
            yield folder, copy, size
    except OSError as error:
        raise TransferError(
            Text(
                f"读不了文件“{path.name}”：{error.strerror}。",
                f"The file “{path.name}” can't be read: {error.strerror}.",
            )
        ) from error


def _copied(path: Path, copy: Path, cancelled: Callable[[], bool]) -> None:
    """Copy the file in parts; raises `Cancelled` between two of them."""
    with path.open("rb") as source, copy.open("wb") as target:
        while part := source.read(_PART):
            if cancelled():
                raise Cancelled
            target.write(part)


def _sayable(name: str) -> str:
    """A file's name as it may stand inside a JSON text."""
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _plain_name(path: Path) -> str:
    suffix = path.suffix.lower()
    return f"{COPY}{suffix if suffix[1:].isalnum() else ''}"


def _copy_sides(path: Path, copy: Path, limits: Limits) -> int:
    """The files that belong to a shapefile, whatever the case of their names."""
    size = 0
    for beside in path.parent.iterdir():
        suffix = beside.suffix.lower()
        if beside.stem.lower() != path.stem.lower() or suffix not in _SIDES or not beside.is_file():
            continue
        size += beside.stat().st_size
        if size > limits.input_bytes:
            break
        shutil.copyfile(beside, copy.with_suffix(suffix))
    return size


def frames(
    path: Path,
    request: dict[str, Any],
    limits: Limits,
    cancelled: Callable[[], bool],
) -> Iterator[tuple[bytes, bytes]]:
    """Frames of the child that reads `path`, until its `Z`.

    Raises
    ------
    TransferError
        It refused the file, crashed, hung, or took more than `limits` allow.
    TransferQuestion
        An option would answer what it asks.
    Cancelled
        `cancelled` became true.
    """
    with _private_copy(path, limits, cancelled) as (folder, copy, size):
        cpu = limits.cpu(size)
        asked = request | {
            "path": str(copy),
            "name": _sayable(path.name),
            "folder": str(folder),
            "memory": limits.memory,
            "cpu": cpu,
            "limits": asdict(limits),
        }
        root = Path(__file__).resolve().parents[2]
        said = folder / "said.txt"
        with said.open("wb") as errors:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own program
                [sys.executable, "-I", "-c", _BOOT, str(root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=folder,
                env=_environment(folder),
                close_fds=True,
            )
            job = None
            if sys.platform == "win32":
                job = job_windows.hold(int(child._handle), limits.memory, cpu)  # noqa: SLF001
            try:
                yield from _watched(child, asked, limits, cpu, cancelled)
            finally:
                child.kill()
                child.wait()
                for pipe in (child.stdin, child.stdout):
                    if pipe is not None:
                        pipe.close()
                job_windows.release(job)
                _log(said)


def _watched(
    child: subprocess.Popen[bytes],
    request: dict[str, Any],
    limits: Limits,
    cpu: float,
    cancelled: Callable[[], bool],
) -> Iterator[tuple[bytes, bytes]]:
    assert child.stdout is not None
    arrived: _Arrivals = queue.Queue(maxsize=8)
    listening = (child.stdout, limits.answer_bytes, arrived)
    listener = threading.Thread(target=_listen, args=listening, daemon=True, name="import")
    listener.start()
    try:
        yield from _heard(child, request, limits, cpu, cancelled, arrived)
    finally:
        child.kill()
        while listener.is_alive():  # it may stand before a full queue
            with suppress(queue.Empty):
                arrived.get(timeout=_TICK)


def _heard(
    child: subprocess.Popen[bytes],
    request: dict[str, Any],
    limits: Limits,
    cpu: float,
    cancelled: Callable[[], bool],
    arrived: _Arrivals,
) -> Iterator[_Frame]:
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
    except OSError:
        log.warning("the reading process ended at once")
    end = time.monotonic() + 3 * cpu
    total = 0
    while True:
        silent = time.monotonic() + limits.silence + cpu - limits.seconds
        frame = _next(arrived, min(silent, end), cancelled)
        if frame is None:
            raise _died(child)
        sort, payload = frame
        total += len(payload)
        if total > limits.answer_bytes:
            raise _too_much()
        if sort in b"QEMD":
            copy, given = Path(request["path"]).name, str(request["name"])
            named = payload.replace(copy.encode(), given.encode())
            sides = f"{given.rpartition('.')[0] or given}.".encode()
            raise _refusal(sort, named.replace(f"{COPY}.".encode(), sides))
        yield frame
        if sort == b"Z":
            return


def _listen(source: IO[bytes], most: int, arrived: _Arrivals) -> None:
    """Put every frame into the queue, and None at the end or at what is no frame."""
    try:
        while (frame := receive(source, most)) is not None:
            arrived.put(frame)
    except (BrokenStream, ValueError, OSError) as error:
        log.warning("the reading process broke off: %s", error)
    arrived.put(None)


def _next(arrived: _Arrivals, until: float, cancelled: Callable[[], bool]) -> _Frame | None:
    """The next frame; raises when it does not come in time or is no longer wanted."""
    while True:
        if cancelled():
            raise Cancelled
        try:
            return arrived.get(timeout=_TICK)
        except queue.Empty:
            if time.monotonic() > until:
                raise _too_long() from None


def _refusal(sort: bytes, payload: bytes) -> TransferError:
    if sort == b"M":
        return _too_much()
    if sort == b"D":
        return TransferError(
            Text("文件嵌套太深，没有导入。", "The file is nested too deep; nothing was imported.")
        )
    said = json.loads(payload)
    sentence = Text(str(said["zh"]), str(said["en"]))
    if sort == b"Q":
        return TransferQuestion(sentence, str(said["option"]), tuple(map(str, said["choices"])))
    return TransferError(sentence)


def _too_long() -> TransferError:
    return TransferError(
        Text(
            "读这个文件花的时间太长，已停止，没有导入。文件可能已损坏或被做过手脚。",
            "Reading this file took too long and was stopped; nothing was imported. The file may be "
            "damaged or tampered with.",
        )
    )


def _too_much() -> TransferError:
    return TransferError(
        Text(
            "读这个文件要用的内存太多，已停止，没有导入。拆分后再试。",
            "Reading this file takes too much memory and was stopped; nothing was imported. "
            "Split it and try again.",
        )
    )


def _died(child: subprocess.Popen[bytes]) -> TransferError:
    """The sentence for a child that ended without saying anything."""
    code = child.wait(timeout=10)
    log.warning("the reading process ended with code %s", code)
    if sys.platform != "win32" and code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_long()
    return TransferError(
        Text(
            "读文件的进程崩溃了，没有导入；程序和工作区不受影响。文件可能已损坏。",
            "The process that read the file crashed; nothing was imported, and the program and the "
            "workspace are unharmed. The file may be damaged.",
        )
    )


def _log(said: Path) -> None:
    with said.open("rb") as opened:
        text = opened.read(60_000).decode("utf-8", errors="replace").strip()
    lines = [line for line in text.splitlines() if "Unable to find driver" not in line]
    if lines:
        log.info("while reading: %s", "; ".join(lines[:20]))
