"""The map as one file: what the map shows now, written so that any browser opens it with no network.

The page is `layers.pages.page`'s, with worker, style and bytes inside and a reader in place of the window: layers and
legend, search, records on a click. Who may see what is `layers.pages.readership`'s to say; only that is read here,
and only within the extent. The file gets its name when it is whole, and what went out is an entry of the journal.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import secrets
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import shapely

import resources
from db.records import KINDS
from db.times import now, to_iso
from db.workspace import Workspace
from gis.transfer.writer import writing
from layers.base.basemap import BaseLook, BaseMap
from layers.base.tiles import LEFT_OUT, CarriedBase, carried, in_view
from layers.catalogue import layer_named
from layers.columns import Column, columns_for, links_of
from layers.drawn_layer import notice_of
from layers.finder import FINDABLE
from layers.layer import Frames, Layer
from layers.names import as_text, read_names
from layers.pages.answers import AssetsMissing
from layers.pages.page import View, compose, fitting
from layers.pages.readership import BRIEFING, DRAWN, FIGURES, Audience
from layers.payload import encode
from layers.spelling import quick_spellings
from layers.stack import LayerStack
from layers.stack import Workspace as StackWorkspace
from layers.style import THEMES, Area, Symbol, Theme, page_tokens, swatch_svg
from layers.tables.rows import read_rows
from layers.tables.sheet import Sheet
from layers.title import title_of
from resources.text import Language, Text

Extent = tuple[float, float, float, float]
WIDTH, HEIGHT = 1600, 900
"""Px of the window that a page without a view of its own is fitted to."""


@dataclass(frozen=True)
class PageOptions:
    """How a map is written.

    Attributes
    ----------
    theme : "dark" or "light"
        Colours the page opens with; its reader may switch.
    lang : "zh" or "en"
    audience : Audience
        What its readers may see.
    extent : (west, south, east, north), optional
        EPSG:4326; only what reaches into it goes out.
    view : View, optional
        What the page shows first; by default the extent, or everything.
    title, subtitle : str
        At the head of the page; by default what the workspace is called, and the map theme that is shown.
    base : pair of BaseMap and BaseLook, optional
        A base map of which the tiles of what is seen go out too (`layers.base.tiles` says how many).
    overwrite : bool
    """

    theme: Theme = "dark"
    lang: Language = "zh"
    audience: Audience = field(default=BRIEFING)
    extent: Extent | None = None
    view: View | None = None
    title: str = ""
    subtitle: str = ""
    base: tuple[BaseMap, BaseLook] | None = None
    overwrite: bool = False


def export_page(
    workspace: Workspace, stack: LayerStack, path: Path, options: PageOptions, on: dt.date
) -> dict[str, Any]:
    """Write the map of `stack` to `path` and log it; returns what went out.

    Returns
    -------
    dict
        ``file``, ``bytes``, ``audience``, ``extent``, ``layers`` (name to number of features), ``base`` (its ``tiles``,
        ``zooms`` and ``bytes``, or None when none went out), ``at``, ``operation`` (of the journal).

    Raises
    ------
    TransferError, TransferQuestion
        The target is a link, can't be written, or exists.
    AssetsMissing
        The page's bundles were never built.
    WorkspaceError
        The workspace can't be read, or not be written and so the export can't be logged.
    """
    at = now()
    called = title_of(workspace)
    if called is not None and not options.title:
        options = replace(options, title=called.say(options.lang))
    html, counts, base = page_text(workspace, stack, options, on, at)
    content = html.encode()
    said: dict[str, Any] = {
        "file": str(path),
        "bytes": len(content),
        "audience": options.audience.name,
        "extent": options.extent,
        "layers": counts,
        "base": None if base is None else base.as_json(),
        "at": to_iso(at),
    }
    label = f"{path.name} · {options.audience.title.zh} · {sum(counts.values()):,}"
    with workspace.operation("page", label=label) as op:
        op.note()
        with writing(path, "html", overwrite=options.overwrite) as inside:
            inside.write_bytes(content)
        said["operation"] = op.operation
    return said


def page_text(
    frames: StackWorkspace, stack: LayerStack, options: PageOptions, on: dt.date, at: dt.datetime
) -> tuple[str, dict[str, int], CarriedBase | None]:
    """The whole document, the number of features of each layer in it, and the base map as far as it is in it."""
    if not options.audience.gaps and any(map(partial(_is_restyled, stack), stack.names)):
        with closing(_own_styles(frames, stack, on)) as plain:
            return page_text(frames, plain, options, on, at)
    features = _features(stack, options)
    specs = [spec for spec in stack.as_json() if spec["name"] in features]
    payloads = {
        spec["name"]: encode(
            spec["name"],
            spec["revision"],
            spec["geometry"],
            features[spec["name"]],
            notice_of(features[spec["name"]]),
        )
        for spec in specs
    }
    blocks = {f"guatu-layer-{name}": _packed(content) for name, content in payloads.items()}
    blocks["guatu-records"] = _packed(orjson.dumps(_records(frames, features, stack, options, on)))
    bounds = _bounds(features, options)
    base = _base(features, options)
    if base is not None:
        blocks["guatu-base-tiles"] = _packed(base.block)
    view = options.view or (View() if bounds is None else fitting(bounds, WIDTH, HEIGHT))
    reader = _reader(frames, stack, features, options, at)
    html = compose(
        specs,
        theme=options.theme,
        lang=options.lang,
        view=view,
        nonce=secrets.token_hex(16),
        source={
            "kind": "embedded",
            "layers": _visible_first(specs),
            "reader": {**reader, "bounds": bounds, "base": _base_left(base, options)},
        },
        base=None if base is None else base.about,
        inside={
            "vendor/page.js": _vendor("page.js"),
            "vendor/page.css": _vendor("page.css"),
            "worker": _vendor("worker.js"),
            **blocks,
        },
    )
    return html, {name: len(frame) for name, frame in features.items()}, base


def _base(features: dict[str, gpd.GeoDataFrame], options: PageOptions) -> CarriedBase | None:
    """The base map's tiles of what a window shows of the extent, or of all that is on the page."""
    box = options.extent or _drawn(features)
    if options.base is None or box is None:
        return None
    return carried(*options.base, in_view(box))


def _base_left(base: CarriedBase | None, options: PageOptions) -> str:
    """The sentence of the foot for a base map that did not fit."""
    return LEFT_OUT.say(options.lang) if options.base is not None and base is None else ""


def _is_restyled(stack: LayerStack, name: str) -> bool:
    """Whether a layer is drawn by other rules than the catalogue's."""
    return stack.layer(name).style is not layer_named(name).style


def _own_styles(frames: StackWorkspace, stack: LayerStack, on: dt.date) -> LayerStack:
    """The same layers by their own rules: a fill or a label by a figure would tell outsiders the figure."""
    plain = LayerStack(frames, today=lambda: on)
    for name in plain.names:
        plain.set_visible(name, name in stack.names and stack.visible(name))
    return plain


def _vendor(name: str) -> str:
    file = resources.path("vendor", name)
    if not file.is_file():
        raise AssetsMissing(name)
    return file.read_text("utf-8")


def _packed(content: bytes) -> str:
    """Bytes as text of a third to a tenth of their size: gzip (the same for the same bytes), then base64."""
    return base64.b64encode(gzip.compress(content, 6, mtime=0)).decode("ascii")


def _visible_first(specs: list[dict[str, Any]]) -> list[str]:
    return [s["name"] for s in sorted(specs, key=lambda spec: not spec["visible"])]


def _features(stack: LayerStack, options: PageOptions) -> dict[str, gpd.GeoDataFrame]:
    """What goes out: allowed layers that have anything within the extent, their features, drawing columns alone."""
    audience, found = options.audience, {}
    for name in stack.names:
        layer = stack.layer(name)
        if not audience.may_see(name, layer.kind):
            continue
        frame = stack.features(name)
        frame = frame.loc[
            frame["class"].isin(list(layer.style.rules))
        ]  # a filter may hide the rest
        if options.extent is not None:
            frame = frame.loc[frame.geometry.intersects(shapely.box(*options.extent))]
        if not audience.gaps:
            frame = _without_gaps(frame, layer)
        if not len(frame):
            continue
        kept = DRAWN | (FIGURES if audience.gaps else set())
        kept |= {"note"} if audience.summaries else set()
        columns = [c for c in frame.columns if c in kept or c == frame.geometry.name]
        found[name] = frame[columns].reset_index(drop=True)
    return found


def _without_gaps(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """The features with nothing that tells where a post is not filled: what is hatched looks like what is not."""
    rules = layer.style.rules
    hatched = {name for name, rule in rules.items() if _is_hatched(rule.symbol)}
    patterns = {name for name in hatched if not rules[name].pickable}
    plain = next((name for name in rules if name not in hatched), None)
    told = frame.loc[~frame["class"].isin(patterns)].copy()
    told["class"] = told["class"].where(~told["class"].isin(hatched), plain)
    return told


def _is_hatched(symbol: Symbol) -> bool:
    return isinstance(symbol, Area) and symbol.hatch is not None


def _bounds(
    features: dict[str, gpd.GeoDataFrame], options: PageOptions
) -> tuple[float, float, float, float] | None:
    """South, west, north, east of what the page shows first; None when it has a view of its own, or nothing."""
    if options.view is not None:
        return None
    found = options.extent or _drawn(features)
    if found is None:
        return None
    west, south, east, north = found
    return south, west, north, east


def _drawn(features: dict[str, gpd.GeoDataFrame]) -> Extent | None:
    """Where the lowest layer above the ground lies."""
    above = sorted(features, key=lambda name: layer_named(name).ground)
    found = next(
        (features[name].total_bounds.tolist() for name in above if len(features[name])), None
    )
    if found is None:
        return None
    west, south, east, north = found
    return west, south, east, north


# -- what the reader is told ------------------------------------------------------------------------


def _reader(
    frames: Frames,
    stack: LayerStack,
    features: dict[str, gpd.GeoDataFrame],
    options: PageOptions,
    at: dt.datetime,
) -> dict[str, Any]:
    """Head, foot and legend of the page, in the language it is read in."""
    lang, shown = options.lang, stack.theme()
    places = frames.frame("counties", columns=["uid", "name"])
    title = options.title or "、".join(as_text(places["name"]).tolist()) or PLAIN.say(lang)
    return {
        "title": title,
        "subtitle": options.subtitle or ("" if shown is None else shown.title.say(lang)),
        "fills": {name: _fill(stack.layer(name), lang) for name in features},
        "at": f"{at.astimezone():%Y-%m-%d %H:%M}",
        "audience": options.audience.title.say(lang),
        "withheld": options.audience.withheld.say(lang),
        "indicative": any(notice_of(frame) is not None for frame in features.values()),
        "kinds": {
            kind: KINDS[kind].title.say(lang)
            for kind in sorted({stack.layer(name).kind for name in features})
        },
        "tokens": {theme: page_tokens(theme) for theme in THEMES},
        "legend": {
            name: _legend(stack.layer(name), frame, options) for name, frame in features.items()
        },
    }


def _legend(layer: Layer, frame: gpd.GeoDataFrame, options: PageOptions) -> list[dict[str, Any]]:
    """The lines of what is on the page, each with how many there are; of what is not there, none."""
    counts = frame["class"].value_counts()
    lines: list[dict[str, Any]] = []
    for swatch in layer.legend:
        count = int(counts.reindex(layer.style.classes_of(swatch), fill_value=0).sum())
        if not count or (_is_hatched(swatch.symbol) and not options.audience.gaps):
            continue
        line: dict[str, Any] = {"label": swatch.label.say(options.lang), "count": count}
        lines.append(line | {theme: swatch_svg(swatch.symbol, theme) for theme in THEMES})
    return lines


PLAIN = Text("地图", "Map")


def _fill(layer: Layer, lang: Language) -> str:
    """By what a layer is filled, with the unit; empty when it wears its own style."""
    key = layer.style.key
    if key is None:
        return ""
    unit = key.unit.say(lang)
    return f"{key.title.say(lang)} ({unit})" if unit else key.title.say(lang)


def _records(
    frames: Frames,
    features: dict[str, gpd.GeoDataFrame],
    stack: LayerStack,
    options: PageOptions,
    on: dt.date,
) -> dict[str, Any]:
    """Of each kind on the page: the allowed columns as people read them, and what finds a record."""
    uids: dict[str, set[str]] = {}
    for name, frame in features.items():
        uids.setdefault(stack.layer(name).kind, set()).update(frame["uid"])
    return {kind: _kind(frames, kind, among, options, on) for kind, among in uids.items() if among}


def _kind(
    frames: Frames, kind: str, among: set[str], options: PageOptions, on: dt.date
) -> dict[str, Any]:
    rows = read_rows(frames, kind, on)
    rows = rows.loc[rows["uid"].isin(among)].reset_index(drop=True)
    every = {column.name: column for column in columns_for(kind)}
    shown = [every[name] for name in options.audience.fields[kind] if name in every]
    sheet = Sheet(kind, rows, read_names(frames, links_of(shown)), options.lang, on)
    found = {each.kind: each for each in FINDABLE}.get(kind)
    naming = (
        [n for n in (found.name, found.number) if n in options.audience.fields[kind]]
        if found
        else []
    )
    keys = [as_text(rows[name]) for name in naming]
    return {
        "columns": [_heading(column, options.lang) for column in shown],
        "uids": sheet.uids.tolist(),
        "texts": [sheet.texts(column).tolist() for column in shown],
        "keys": [key.tolist() for key in keys],
        "spelt": _spelt(rows, keys[0]) if keys else [],
    }


def _heading(column: Column, lang: Language) -> str:
    unit = column.field.unit if column.field is not None else None
    return column.title.say(lang) if not unit else f"{column.title.say(lang)} ({unit})"


def _spelt(rows: Any, names: Any) -> list[str]:
    """Pinyin without spaces and initials of each name, in one text."""
    if "pinyin" in rows.columns:
        pairs = zip(
            as_text(rows["pinyin"]).tolist(), as_text(rows["initials"]).tolist(), strict=True
        )
        return [f"{sounds.replace(' ', '')} {letters}" for sounds, letters in pairs]
    return [" ".join(pair) for pair in quick_spellings(names.tolist())]
