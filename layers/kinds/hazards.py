"""Hazards: a square with the pictogram of its kind, filled by severity; hollow with a tick once eliminated."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from db.records.hazards import SEVERITIES
from layers.layer import Asked, Layer, chosen, features, only, placed
from layers.style import DONE_FROM, Cluster, Mark, Rule, Style, Swatch
from resources.text import Text

_KINDS = {
    "order": Text("治安", "public order"),
    "fire": Text("消防", "fire"),
    "traffic": Text("交通", "traffic"),
    "school": Text("校园", "school"),
    "explosives": Text("涉爆涉油", "explosives and fuel"),
    "other": Text("其他", "other"),
}
_COLOURS = {"low": "blue", "medium": "amber", "high": "red"}


def read_hazards(asked: Asked) -> gpd.GeoDataFrame:
    """Hazards by severity and kind; one past its due day and not eliminated has a halo.

    A kind that the county added to its list is drawn as ``other``.
    """
    names = ["uid", "serial", "summary", "hazard_kind", "severity", "due", "eliminated", "geom"]
    rows = placed(asked.frames.frame("hazards", where=only("hazards", asked.uids), columns=names))
    kind = chosen(rows["hazard_kind"], _KINDS, "other").astype(str)
    severity = chosen(rows["severity"], SEVERITIES, "low").astype(str)
    eliminated = rows["eliminated"].notna()
    due = pd.to_datetime(rows["due"])
    return features(
        rows,
        label=rows["serial"],
        class_=(severity + "-" + kind).where(~eliminated, "eliminated").astype(object),
        note=rows["summary"],
        halo=(due < pd.Timestamp(asked.on)) & ~eliminated,
    )


def _rules() -> dict[str, Rule]:
    rules = {
        "eliminated": Rule(
            Text("已消除", "Eliminated"),
            Mark(("square_hollow", "tick"), "mark_off", "mark_off", 0.6),
            from_zoom=DONE_FROM,
        )
    }
    for rank, (severity, token) in enumerate(_COLOURS.items(), start=1):
        for kind, word in _KINDS.items():
            title = Text("{s}隐患 · {k}", "{s} hazard, {k}").format(s=SEVERITIES[severity], k=word)
            rules[f"{severity}-{kind}"] = Rule(
                title, Mark(("square", kind), token, "ink"), rank=rank
            )
    return rules


def _legend() -> tuple[Swatch, ...]:
    """A line for each severity and for each kind: what a colour means and what a pictogram means."""
    severities = (
        Swatch(
            Text("{s}隐患", "{s} hazard").format(s=SEVERITIES[severity]),
            Mark(("square",), token, "ink"),
            tuple(f"{severity}-{kind}" for kind in _KINDS),
        )
        for severity, token in reversed(_COLOURS.items())
    )
    kinds = (
        Swatch(
            Text(word.zh, word.en.capitalize()),
            Mark(("square", kind), "mark", "ink"),
            tuple(f"{severity}-{kind}" for severity in _COLOURS),
        )
        for kind, word in _KINDS.items()
    )
    return (*severities, *kinds, *_STYLE.legend(("eliminated",)))


_STYLE = Style(_rules(), cluster=Cluster("square"))

HAZARDS = Layer(
    name="hazards",
    title=Text("风险隐患", "Hazards"),
    kind="hazards",
    geometry="point",
    read=read_hazards,
    style=_STYLE,
    legend=_legend(),
    emblem=Mark(("square", "fire"), "red", "ink"),
    reads=frozenset({"hazards"}),
    local=True,
    editable=True,
)
