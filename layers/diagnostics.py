"""What support needs to know about a program and its workspace, without one word of what the records say.

Versions, sizes, counts, kinds of faults and of operations: figures and names of ours only. No record's text, no label,
no user's or seat's name, no path and no place goes in, and `as_files` is the whole of what goes out.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson
import pyogrio
import pyproj
import shapely

from db.check import check_target
from db.workspace import Workspace
from gis.transfer.writer import writing
from resources.text import Text

LIBRARIES = (
    "guatu",
    "pyside6",
    "shapely",
    "geopandas",
    "pandas",
    "numpy",
    "sqlalchemy",
    "sqlcipher3",
    "psycopg",
    "folium",
    "pyogrio",
)
RECENT = 200
"""So many operations of the journal are told, by verb."""
HELD = Text(
    "诊断包里只有版本、数量和错误类型，没有任何记录内容、人名、路径或坐标。",
    "The bundle holds versions, counts and kinds of faults; no record's content, name, path or place.",
)


def of_program() -> dict[str, Any]:
    """Versions of the program, its libraries and the system."""
    found: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "encoding": sys.getfilesystemencoding(),
        "libraries": found,
        "gdal": ".".join(map(str, pyogrio.__gdal_version__)),
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }


def of_workspace(target: str | Path) -> dict[str, Any]:
    """Counts, size, faults by kind and operations by verb of the workspace at `target`; `WorkspaceError` as opening."""
    report = check_target(target)
    said: dict[str, Any] = {
        "engine": "postgis" if "://" in str(target) else "geopackage",
        "sound": report.ok,
        "counts": report.counts,
        "entries": report.entries,
        "faults": Counter(fault.kind for fault in report.faults),
    }
    if "://" not in str(target):
        said["bytes"] = Path(target).stat().st_size
    with Workspace.open(target, readonly=True) as workspace:
        entries = workspace.journal.entries(newest_first=True, limit=RECENT)
        said["recent"] = [
            {"at": entry.at.isoformat(timespec="seconds"), "verb": entry.verb, "rows": entry.count}
            for entry in entries
        ]
    return said


def as_files(parts: Mapping[str, Any], troubles: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """File name to content of the bundle."""
    made = {
        f"{name}.json": orjson.dumps(part, option=orjson.OPT_INDENT_2)
        for name, part in parts.items()
    }
    made["troubles.json"] = orjson.dumps(list(troubles), option=orjson.OPT_INDENT_2)
    made["README.txt"] = f"{HELD.zh}\n{HELD.en}\n".encode()
    return made


def write_bundle(path: Path, files: Mapping[str, bytes], *, overwrite: bool = False) -> None:
    """Write `files` as a zip to `path`, under a temporary name first; `TransferError` as exports do."""
    with (
        writing(path, "zip", overwrite=overwrite) as inside,
        zipfile.ZipFile(inside, "x", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name, content in files.items():
            packed.writestr(name, content)
