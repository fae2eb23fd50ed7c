"""The process that opens what came from outside. It reads one file, writes rows, and ends.

Run as a program of its own by `gis.transfer.sandbox`, which hands it a request on standard input
and a private folder that holds a copy of the file. It confines itself before it loads a parser, and
it writes nothing but the frames of `gis.transfer.stream` to standard output.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Any, BinaryIO

_SPARED: tuple[str, ...] = ("geopandas", "pandas", "pyproj", "pyarrow")
"""Libraries that pyogrio would load because they are there: nothing here uses them, and they take most of a start."""


def main() -> None:
    """Answer the request on standard input."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not fall between the frames
    from gis.transfer.limits import confine  # noqa: PLC0415

    folder = Path(request["folder"])
    held = confine(request["memory"], request["cpu"], folder, _libraries())
    # Only now, confined, are parsers loaded.
    for name in _SPARED:
        sys.modules[name] = None  # type: ignore[assignment]
    from gis.transfer import stream  # noqa: PLC0415
    from gis.transfer.errors import TransferError, TransferQuestion  # noqa: PLC0415
    from gis.transfer.inside import answer  # noqa: PLC0415

    try:
        answer(request, out, held)
    except TransferQuestion as asked:
        _say(out, b"Q", asked, option=asked.option, choices=list(asked.choices))
    except TransferError as error:
        _say(out, b"E", error)
    except MemoryError:
        stream.send(out, b"M", b"")
    except RecursionError:
        stream.send(out, b"D", b"")


def _say(out: BinaryIO, sort: bytes, error: Any, **more: Any) -> None:
    from gis.transfer import stream  # noqa: PLC0415

    said = {"zh": error.sentence.zh, "en": error.sentence.en, **more}
    stream.send(out, sort, json.dumps(said).encode())


def _libraries() -> list[Path]:
    """Where the program and its libraries lie: all that may be read beside the private folder."""
    own = Path(__file__).resolve().parents[2]
    places = {Path(p) for p in sysconfig.get_paths().values()}
    places |= {Path(p) for p in (sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path) if p}
    places |= {own / "gis", own / "resources"}
    places |= {Path(p) for p in ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib")}
    places |= {Path(p) for p in ("/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/urandom")}
    places |= {Path("/dev/null"), Path("/sys/devices/system/cpu")}
    places.discard(own)  # a program that runs from its sources: only its own packages
    return sorted(places)
