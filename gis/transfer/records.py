"""JSON that is no map but records, inside the child: a list of objects, wherever in the document it stands.

Programs answer with an envelope (``{"code": 0, "data": {"rows": […]}}``), with one object a line, or with
rows under their keys. What lies deeper in a record becomes a column with dots in its name; a geometry
becomes WKT. What it all means is decided above, as with any table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import shapely

from gis.transfer.errors import TransferError
from gis.transfer.sheets import Encoded, decode
from gis.transfer.tables import Cell, Row, Table, tabulate
from resources.text import Text

_DEEPEST, _MOST_COLUMNS = 4, 1000


def read_records(path: Path, chosen: str | None) -> tuple[Table, Encoded]:
    """The records of the file as a table; `TransferError` when it holds no list of them."""
    found = decode(path.read_bytes(), chosen)
    return _table(_parsed(found.text)), found


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as whole:
        lines = [line for line in text.split("\n") if line.strip(" \t\r\x1e,")]
        try:
            return [orjson.loads(line.strip(" \t\r\x1e,")) for line in lines]
        except orjson.JSONDecodeError:
            raise TransferError(
                Text(
                    f"JSON 从第 {whole.lineno} 行起读不下去，没有导入。文件可能不完整。",
                    f"The JSON can't be read from line {whole.lineno} on; nothing was imported. The file "
                    "may be incomplete.",
                )
            ) from whole


def _table(document: Any) -> Table:
    rows = max(_lists(document, 0), key=len, default=None)
    if rows is None:
        raise TransferError(
            Text(
                "JSON 里没有成列的记录，也不是 GeoJSON。",
                "The JSON holds no list of records and is no GeoJSON.",
            )
        )
    if isinstance(rows[0], list):
        return tabulate([[_cell(value) for value in row] for row in rows if isinstance(row, list)])
    flat = [dict(_flat(row, "", 0)) for row in rows if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in flat for name in row))[:_MOST_COLUMNS]
    table: list[Row] = [[row.get(name) for name in names] for row in flat]
    return Table(names, table, list(range(1, len(table) + 1)), 0)


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    """Every list of objects or of lists in the document; objects under keys count as a list of them."""
    if isinstance(value, list):
        if value and isinstance(value[0], (dict, list)):
            yield value
        return
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    inner = list(value.values())
    if len(inner) > 1 and all(isinstance(one, dict) for one in inner) and _alike(inner):
        yield inner
    for one in inner:
        yield from _lists(one, depth + 1)


def _alike(rows: list[dict[str, Any]]) -> bool:
    first = rows[0].keys()
    return bool(first) and all(len(first & row.keys()) * 2 > len(first) for row in rows)


def _flat(row: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Cell]]:
    for key, value in row.items():
        name = f"{before}{key}"
        if not isinstance(value, dict):
            yield name, _cell(value)
        elif value.keys() >= {"type", "coordinates"}:
            yield name, _wkt(value)
        elif depth < _DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        else:
            yield name, orjson.dumps(value).decode()


def _wkt(value: dict[str, Any]) -> Cell:
    try:
        return str(shapely.from_geojson(orjson.dumps(value).decode()).wkt)
    except (shapely.errors.GEOSException, ValueError):
        return orjson.dumps(value).decode()


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return ",".join(map(str, value)) or None
    return orjson.dumps(value).decode()
