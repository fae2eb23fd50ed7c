"""From records to a file: columns for people or for programs, the target's frame, one journal entry.

Tables (CSV, XLSX) carry the words that people read; map formats carry names and codes. A link is
written as the key and the name of what it points to. Free text passes the privacy rule once more,
and a sidecar beside the file says where it came from. What goes out is an entry of the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely
from sqlalchemy import JSON

from db.errors import ReadOnly, RecordError, WorkspaceError
from db.geometry import Geometry
from db.privacy import refuse_identity
from db.records import KINDS, Attachment
from db.records.base import Field, Record, columns_of, geometry_of
from db.times import now, to_iso
from db.workspace import Workspace
from gis.reference import ReferenceFrame, parse
from gis.transfer.errors import TransferQuestion
from gis.transfer.table_writer import Sheet
from gis.transfer.writer import ALWAYS_WGS84, TABLES, format_of, write, writing
from layers.intake.links import key_of
from layers.names import Names, naming_column, read_names
from layers.query import where_clause
from layers.transfer_names import LEFT_OUT
from layers.verbs import OUT, singular
from resources.text import Text

_UNLOGGED = Text(
    "工作区以只读方式打开。导出要记入日志，这里记不了，所以没有导出。在能修改它的席位上导出。",
    "The workspace is open for reading only. What goes out is logged, which can't be done here, so "
    "nothing was exported. Export from a seat that can change it.",
)
_NAMED = 5
_PLACE = {"zh": ("经度", "纬度", "WKT"), "en": ("lon", "lat", "WKT")}


@dataclass(frozen=True)
class OutletOptions:
    """What is to go out, and how.

    Attributes
    ----------
    kind : str
    where : str
        A query of the filter language (`docs/query.md`), such as ``status = ok and bearing > 90``.
    uids : collection of str, optional
        Only these records (a selection).
    crs : str
    format : str, optional
        By the name's ending when not said.
    lang : str
        Of headings and words in tables.
    overwrite : bool
    """

    kind: str
    where: str = ""
    uids: Collection[str] | None = None
    crs: str = "EPSG:4326"
    format: str | None = None
    lang: str = "zh"
    overwrite: bool = False


def export(workspace: Workspace, path: Path, options: OutletOptions) -> dict[str, Any]:
    """Write records to `path` with a sidecar and a journal entry; returns what the sidecar says.

    Raises
    ------
    TransferError, TransferQuestion
        The target can't be written, or not in that frame or format.
    WorkspaceError
        A query makes no sense, a text holds an identity number, or the workspace can't be
        written and so the export can't be logged.
    """
    if workspace.readonly:
        raise ReadOnly(_UNLOGGED)
    sort = format_of(path, options.format)
    target = _frame(options.crs, sort)
    cls = KINDS[options.kind]
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    frame = workspace.frame(
        options.kind, where=where_clause(options.kind, options.where, workspace, today)
    )
    if options.uids is not None:
        frame = frame[frame["uid"].isin(set(options.uids))].reset_index(drop=True)
    _refuse_identities(cls, frame)
    names = read_names(workspace, [f.link for _n, _c, f in columns_of(cls) if f.link])
    sheet = _sheet(workspace, cls, frame, names, target, sort, options.lang)
    said: dict[str, Any] = {
        "source": workspace.target.name,
        "kind": options.kind,
        "rows": len(frame),
        "filter": options.where or None,
        "selected": None if options.uids is None else len(options.uids),
        "frame": target.name,
        "format": sort,
        "at": to_iso(now()),
    }
    with workspace.operation(f"{OUT}.{singular(options.kind)}") as op:
        op.note()
        with writing(path, sort, overwrite=options.overwrite) as inside:
            written = write(inside, sort, sheet)
            said |= {
                "renamed": written.renamed,
                "cut_texts": written.cut,
                "left_out": written.left_out,
                "rows": len(frame) - len(written.placeless),
                "rows_left_out": _keys(cls, frame, written.placeless),
            }
            said["untied"] = _is_untied(target, frame)
            said["attachments_left_out"] = _attachments_of(workspace, options.kind, frame)
            op.label = label_of(path, said)
        beside = path.with_name(f"{path.name}.json")
        with writing(beside, "json", overwrite=True) as inside:
            inside.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2))
        said["operation"] = op.operation
    return said


def label_of(path: Path, said: dict[str, Any]) -> str:
    """``a.csv · gcj02 · status = ok · 1,204``: file, frame, filter and rows of an export, for the journal."""
    parts = (path.name, said["frame"], said["filter"], f"{said['rows']:,}")
    return " · ".join(part for part in parts if part)


def _is_untied(target: ReferenceFrame, frame: pd.DataFrame) -> bool:
    """Whether the rows went out in an old survey's frame to which no published parameters lead."""
    if "geom" not in frame or not frame["geom"].notna().any():
        return False
    west, south, east, north = shapely.total_bounds(np.asarray(frame["geom"], dtype=object))
    return target.untied(((west + east) / 2, (south + north) / 2))


def _keys(cls: type[Record], frame: pd.DataFrame, positions: list[int]) -> list[str]:
    """What the rows at `positions` go by: their official code or number, else their identity."""
    key = key_of(cls.kind()) or "uid"
    rows = frame.iloc[positions]
    named: list[str] = rows[key].where(rows[key].notna(), rows["uid"]).astype(str).tolist()
    return named


def _attachments_of(workspace: Workspace, kind: str, frame: pd.DataFrame) -> int:
    """How many photos and documents hang on the rows of `frame`; a table or map file carries none."""
    owners = workspace.frame(
        "attachments", where=Attachment.owner_kind == kind, columns=["owner_uid"]
    )
    hanging = set(owners.loc[owners["owner_uid"].isin(set(frame["uid"])), "uid"])
    for name, _column, field in columns_of(KINDS[kind]):
        if field.link == "attachments":
            hanging |= set(frame[name].dropna())
    return len(hanging)


def remarks(said: dict[str, Any]) -> list[Text]:
    """What an export could not write as it is in the workspace, in sentences; `said` is its answer."""
    found = []
    if rows := said["rows_left_out"]:
        first = "、".join(rows[:_NAMED]), ", ".join(rows[:_NAMED])
        more = ("……", " …") if len(rows) > _NAMED else ("", "")
        found.append(
            Text(
                f"{len(rows)} 条没有位置，这种格式放不下，没有写入：{first[0]}{more[0]}。",
                f"{len(rows)} record(s) have no place, which the format can't hold, and were left out: "
                f"{first[1]}{more[1]}.",
            )
        )
    if said["untied"]:
        found.append(
            Text(
                f"{said['frame']} 没有公开的转换参数，写出的就是 WGS-84 的数，和实地该坐标系的成果会差几十米到几百米。"
                f"知道本地平移量的，坐标系写成 moved:东,北:{said['frame']}（米）。",
                f"No published parameters lead to {said['frame']}: what was written are WGS-84's figures, tens to "
                f"hundreds of metres off that survey. If you know the local shift, write the frame as "
                f"moved:EAST,NORTH:{said['frame']} (metres).",
            )
        )
    if files := said["attachments_left_out"]:
        found.append(
            Text(
                f"{files} 个附件（照片、文件）没有随表导出；要连附件一起带走，复制整个工作区。",
                f"{files} attachment(s) did not go with the table; a copy of the whole workspace has them.",
            )
        )
    if columns := said["left_out"]:
        found.append(
            Text(
                f"这种格式放不下的列：{'、'.join(columns)}。",
                f"Columns that the format can't hold: {', '.join(columns)}.",
            )
        )
    if renamed := said["renamed"]:
        found.append(
            Text(
                f"{len(renamed)} 个列名太长，已缩短，对照表在说明文件里。",
                f"{len(renamed)} column name(s) were too long and cut; the sidecar lists them.",
            )
        )
    if said["cut_texts"]:
        found.append(
            Text(
                f"{said['cut_texts']} 处文字超过这种格式的长度，被截断。",
                f"{said['cut_texts']} text(s) were longer than the format holds, and cut.",
            )
        )
    return found


def _frame(name: str, sort: str) -> ReferenceFrame:
    try:
        target = parse(name)
    except ValueError as error:
        raise TransferQuestion(
            Text(f"没有坐标系“{name}”。", f"There is no frame “{name}”."),
            "crs",
            ("EPSG:4326", "EPSG:4490", "gcj02", "bd09"),
        ) from error
    if sort in ALWAYS_WGS84 and target.name != "EPSG:4326":
        raise TransferQuestion(
            Text(
                f"这种格式规定只用 WGS-84，写成 {target.name} 会被别人读错。换 CSV、XLSX、GPKG 或 SHP。",
                f"This format is WGS-84 by its standard; {target.name} in it would be misread. "
                "Choose CSV, XLSX, GPKG or SHP.",
            ),
            "format",
            ("csv", "xlsx", "gpkg", "shapefile"),
        )
    return target


def _refuse_identities(cls: type[Record], frame: pd.DataFrame) -> None:
    for name, _column, field in columns_of(cls):
        if not field.free_text or name not in frame:
            continue
        for value in frame[name].dropna().unique():
            if isinstance(value, str) and any(c.isdigit() for c in value):
                try:
                    refuse_identity(value, name, field.label)
                except RecordError as error:
                    row = int((frame[name] == value).to_numpy().argmax()) + 1
                    said = error.sentence
                    raise WorkspaceError(
                        Text(
                            f"第 {row} 行：{said.zh}没有导出。",
                            f"Row {row}: {said.en} Nothing was exported.",
                        )
                    ) from error


def _sheet(
    workspace: Workspace,
    cls: type[Record],
    frame: pd.DataFrame,
    names: Names,
    target: ReferenceFrame,
    sort: str,
    lang: str,
) -> Sheet:
    people = sort in TABLES
    columns: dict[str, list[Any]] = {}
    for name, column, field in columns_of(cls):
        if name in LEFT_OUT or isinstance(column.type, Geometry):
            continue
        title = field.label.say(lang) if people and name != "uid" else name
        if field.link is not None:
            columns |= _linked(
                workspace, frame[name], field, name, names, title if people else None
            )
        elif isinstance(column.type, JSON):
            columns |= _counted(frame[name], field, name, names, title if people else None, lang)
        elif not field.hidden or name == "uid":
            values = _values(frame[name])
            columns[title] = _words(values, field, names, lang) if people else values
    shapes = None
    if geometry_of(cls) is not None:
        shapes = target.from_wgs84(np.asarray(frame["geom"], dtype=object))
        if people:
            columns |= _place(shapes, lang)
    number = target.base if target.plain else None
    return Sheet(cls.kind(), columns, shapes, number)


def _values(column: pd.Series[Any]) -> list[Any]:
    """Python values of a frame's column, None for what is missing; dates as dates."""
    if pd.api.types.is_datetime64_any_dtype(column):
        aware = column.dt.tz is not None
        return [
            None if v is pd.NaT else v.to_pydatetime() if aware else v.date()
            for v in column.tolist()
        ]
    values = column.astype(object).tolist()
    gone = pd.isna(np.array([*values, None], dtype=object))[:-1].tolist()
    return [None if missing or v == "" else v for v, missing in zip(values, gone, strict=True)]


def _words(values: list[Any], field: Field, names: Names, lang: str) -> list[Any]:
    known = field.choices if field.choices is not None else names.terms.get(field.terms or "", {})
    if not known:
        return values
    words = {code: text.say(lang) for code, text in known.items()}
    return [words.get(v, v) for v in values]


def _linked(
    workspace: Workspace,
    uids: pd.Series[Any],
    field: Field,
    name: str,
    names: Names,
    title: str | None,
) -> dict[str, list[Any]]:
    """The key and the name of what each row points to."""
    assert field.link is not None
    key = key_of(field.link) or "uid"
    rows = workspace.frame(field.link, columns=[key, naming_column(field.link)])
    keys = dict(zip(rows["uid"], rows[key], strict=True))
    base = name.removesuffix("_uid")
    key_title, name_title = (f"{title}代码", title) if title else (f"{base}_code", f"{base}_name")
    found = {key_title: [keys.get(uid) for uid in uids.tolist()]}
    if naming_column(field.link) == "name":
        found[name_title] = [names.of(field.link, uid) or None for uid in uids.tolist()]
    return found


def _counted(
    values: pd.Series[Any], field: Field, name: str, names: Names, title: str | None, lang: str
) -> dict[str, list[Any]]:
    found = {}
    for code, word in names.terms.get(field.terms or "", {}).items():
        heading = word.say(lang) if title is not None else f"{name}.{code}"
        found[heading] = [(v or {}).get(code) for v in values.tolist()]
    return found


def _place(shapes: Any, lang: str) -> dict[str, list[Any]]:
    lon, lat, wkt = _PLACE[lang]
    here = ~shapely.is_missing(shapes)
    if bool((shapely.get_type_id(shapes[here]) == shapely.GeometryType.POINT).all()):
        xy = np.round(np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes))), 9)
        pairs = [p if given else [None, None] for p, given in zip(xy.tolist(), here, strict=True)]
        return {lon: [p[0] for p in pairs], lat: [p[1] for p in pairs]}
    texts = shapely.to_wkt(shapes, rounding_precision=9)
    return {wkt: [None if t is None else str(t) for t in texts.tolist()]}
