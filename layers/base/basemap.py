"""Base maps that the user adds: MBTiles and PMTiles files, raster or vector, read where they lie and never written.

A file comes from outside, so nothing in it is believed: what is read is bounded in size and work, and a file that is
not what it says ends as one sentence. A tile goes out as bytes of one of four types; drawing is the page's
(`resources/page/base.js`). Reading PMTiles is `layers.base.pmtiles`'s. No network, no Qt, no record.
"""

from __future__ import annotations

import itertools
import json
import math
import sqlite3
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from db.errors import WorkspaceError
from layers.base.pmtiles import Archive, BadArchive
from resources.text import Text

Datum = Literal["wgs84", "gcj02"]
DATUMS: dict[Datum, Text] = {
    "wgs84": Text("WGS-84 或 CGCS2000", "WGS-84 or CGCS2000"),
    "gcj02": Text("GCJ-02（高德、腾讯等网络地图）", "GCJ-02 (Chinese web maps)"),
}
"""In which datum tiles may be. BD-09 tiles are cut by another scheme and can't be laid under this map."""

MOST_BYTES = 8 * 1024 * 1024
"""Of one tile, unpacked."""
_STEPS = 200_000
"""Virtual machine steps of SQLite for one tile: a view in a hostile file must not run for ever."""
_MERCATOR = 85.0511

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
)
VECTOR = "application/vnd.mapbox-vector-tile"


class BadBaseMap(WorkspaceError):
    """A file that can't serve as a base map."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(
            Text(f"“{path.name}”不能用作底图：{zh}。", f"“{path.name}” can't be a base map: {en}.")
        )


@dataclass(frozen=True, slots=True)
class About:
    """What a base map says of itself, checked.

    Attributes
    ----------
    vector : bool
    low, high : int
        First and last zoom of its tiles, in the scheme of web maps.
    bounds : (west, south, east, north)
        EPSG:4326.
    name, credit : str
        Plain text, cut to a line.
    """

    vector: bool
    low: int
    high: int
    bounds: tuple[float, float, float, float]
    name: str
    credit: str

    def as_json(self) -> dict[str, Any]:
        """What the page needs to ask for tiles."""
        west, south, east, north = self.bounds
        return {
            "vector": self.vector,
            "low": self.low,
            "high": self.high,
            "bounds": [[south, west], [north, east]],
            "credit": self.credit,
        }


@dataclass(frozen=True, slots=True)
class BaseLook:
    """How a base map is laid under the map.

    Attributes
    ----------
    datum : "wgs84" or "gcj02"
        In which its tiles are drawn; the file can't tell.
    opacity : float
        0 to 1.
    visible : bool
    """

    datum: Datum = "wgs84"
    opacity: float = 1.0
    visible: bool = True

    def __post_init__(self) -> None:
        if self.datum not in DATUMS:
            raise ValueError(f"no such datum: {self.datum!r}")
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity must lie within 0–1, not {self.opacity}")


class _Source(Protocol):
    def about(self) -> About: ...

    def tile(self, z: int, x: int, y: int) -> bytes | None: ...

    def close(self) -> None: ...


_SERIALS = itertools.count(1)


class BaseMap:
    """An open base map; its methods may be called from any thread.

    Raises
    ------
    BadBaseMap
        The file is neither MBTiles nor PMTiles, is damaged, or holds tiles of a type that no map can show.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.serial = next(_SERIALS)
        self._source: _Source = _opened(path)
        try:
            self.about = self._source.about()
        except (sqlite3.Error, BadArchive, ValueError) as error:
            self._source.close()
            raise BadBaseMap(path, "文件已损坏", "the file is damaged") from error
        except BadBaseMap:
            self._source.close()
            raise

    def tile(self, z: int, x: int, y: int) -> tuple[str, bytes] | None:
        """MIME type and bytes of a tile (y counts from the north), None where the map has none.

        Raises BadBaseMap for a tile that can't be read.
        """
        about = self.about
        if not (about.low <= z <= about.high and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        try:
            content = self._source.tile(z, x, y)
            if not content:
                return None
            content = unpacked(content)
        except (sqlite3.Error, BadArchive, ValueError) as error:
            where = f"{z}/{x}/{y}"
            raise BadBaseMap(
                self.path, f"图块 {where} 读不出", f"tile {where} can't be read"
            ) from error
        return type_of(content), content

    def as_json(self, look: BaseLook) -> dict[str, Any]:
        """What the page needs to know to ask for tiles and lay them."""
        return {
            "serial": self.serial,
            "datum": look.datum,
            "opacity": look.opacity,
            "visible": look.visible,
            **self.about.as_json(),
        }

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()


def _opened(path: Path) -> _Source:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BadBaseMap(
            path, f"读不了（{error.strerror}）", f"it can't be read ({error.strerror})"
        ) from error
    try:
        if head.startswith(b"PMTiles"):
            return _Archive(path)
        if head == b"SQLite format 3\0":
            return _Database(path)
    except (sqlite3.Error, BadArchive, OSError) as error:
        raise BadBaseMap(path, "文件已损坏", "the file is damaged") from error
    raise BadBaseMap(path, "不是 MBTiles 或 PMTiles 文件", "it is neither MBTiles nor PMTiles")


def type_of(content: bytes) -> str:
    """The MIME type of a tile by its first bytes; what is no picture is taken for a vector tile."""
    for magic, mimetype in _MAGIC:
        if content.startswith(magic):
            return mimetype
    return VECTOR


def unpacked(content: bytes) -> bytes:
    """A tile without its gzip; ValueError when it is damaged or grows beyond `MOST_BYTES`."""
    if len(content) > MOST_BYTES:
        raise ValueError("a tile of too many bytes")
    if not content.startswith(b"\x1f\x8b"):
        return content
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = inflate.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise ValueError("a damaged gzip") from error
    if len(found) > MOST_BYTES or not inflate.eof:
        raise ValueError("a tile of too many bytes, or cut short")
    return found


class _Database:
    """MBTiles: an SQLite file with the tables ``metadata`` and ``tiles``, whose rows count from the south."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._steps = 0
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._file = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._file.execute("PRAGMA trusted_schema = OFF")
        self._file.execute("PRAGMA query_only = ON")
        self._file.set_progress_handler(self._worked, 10_000)

    def _worked(self) -> int:
        self._steps += 10_000
        return int(self._steps > _STEPS * 50)

    def _ask(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            self._steps = 0
            return self._file.execute(query, values).fetchmany(64)

    def about(self) -> About:
        told = {str(k): str(v) for k, v in self._ask("SELECT name, value FROM metadata")}
        first = self._ask("SELECT zoom_level, tile_data FROM tiles LIMIT 1")
        if not first or not isinstance(first[0][1], bytes):
            raise BadBaseMap(self._path, "里面没有图块", "it holds no tiles")
        vector = type_of(unpacked(first[0][1])) == VECTOR
        if vector and told.get("format", "pbf") not in ("pbf", "mvt"):
            raise BadBaseMap(
                self._path,
                "图块不是 PNG、JPEG、WebP 或矢量图块",
                "its tiles are no PNG, JPEG, WebP or vector tiles",
            )
        low, high = _zooms(told)
        if low is None or high is None:
            low, high = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles")[0]
        return checked(vector, low, high, _bounds(told), told.get("name"), told.get("attribution"))

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        rows = self._ask(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (z, x, (1 << z) - 1 - y),
        )
        if not rows:
            return None
        content = rows[0][0]
        if not isinstance(content, bytes):
            raise ValueError("a tile that is no blob")  # noqa: TRY004 - the file is wrong, not our call
        return content

    def close(self) -> None:
        with self._lock:
            self._file.close()


def _zooms(told: dict[str, str]) -> tuple[int | None, int | None]:
    try:
        return int(told["minzoom"]), int(told["maxzoom"])
    except (KeyError, ValueError):
        return None, None


def _bounds(told: dict[str, str]) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in told["bounds"].split(","))
    except (KeyError, ValueError):
        return (-180, -_MERCATOR, 180, _MERCATOR)


class _Archive:
    """PMTiles, version 3."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = Archive(path)

    def about(self) -> About:
        head = self._archive.head
        if head.tile_type not in ("mvt", "png", "jpeg", "webp"):
            raise BadBaseMap(
                self._path,
                "图块不是 PNG、JPEG、WebP 或矢量图块",
                "its tiles are no PNG, JPEG, WebP or vector tiles",
            )
        told = json.loads(self._archive.metadata() or b"{}")
        told = told if isinstance(told, dict) else {}
        return checked(
            head.tile_type == "mvt",
            head.low,
            head.high,
            head.bounds,
            told.get("name"),
            told.get("attribution"),
        )

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        return self._archive.tile(z, x, y)

    def close(self) -> None:
        self._archive.close()


def checked(
    vector: bool, low: Any, high: Any, bounds: tuple[float, ...], name: Any, credit: Any
) -> About:
    """An `About` of values from outside; ValueError when zooms make no sense. Bounds that make none are the world."""
    if not (isinstance(low, int) and isinstance(high, int) and 0 <= low <= high <= 24):
        raise ValueError(f"zooms {low!r} to {high!r}")
    world = (-180.0, -_MERCATOR, 180.0, _MERCATOR)
    where = world
    if len(bounds) == 4 and all(map(math.isfinite, bounds)):
        west, south, east, north = bounds
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            where = (west, max(south, -_MERCATOR), east, min(north, _MERCATOR))
    return About(vector, low, high, where, _line(name), _line(credit))


def _line(text: Any) -> str:
    """Plain text of one line: metadata often carries HTML."""
    plain, inside = [], False
    for character in str(text or "")[:400]:
        if character in "<>":
            inside = character == "<"
        elif not inside and character.isprintable():
            plain.append(character)
    return "".join(plain).strip()[:120]
