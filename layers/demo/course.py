"""The course of each dispute as events: found, accepted, mediated at each level, paused, closed.

Every event agrees with the dispute it belongs to: its last state and closing day, its level (one escalation a level,
naming the new holder), its pauses. Nothing lies after the day of the demo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.demo import case_words, words
from layers.demo.cases import LEVELS
from layers.demo.force import uids
from layers.demo.ground import LOCAL, Ground, first_of

_ORDER = {
    name: rank
    for rank, name in enumerate(
        ("found", "accepted", "reclassified", "mediating", "note", "escalated", "paused", "resumed",
         "resolved", "referred")
    )
}  # fmt: skip
"""The order of events of one day, but for mediation and escalation, which take turns."""

Step = tuple[int, int, str]
"""Days after it was found, rank within the day, event."""


def build_events(
    disputes: gpd.GeoDataFrame, ground: Ground, on: dt.date, rng: np.random.Generator
) -> pd.DataFrame:
    """The events of `disputes`, at working hours, in order, none later than the morning of `on`."""
    village = {uid: row for row, uid in enumerate(ground.uid)}
    starter = first_of(ground.resident, ground.liaison, ground.chief)
    rows: list[tuple[str, dt.datetime, str, str]] = []
    for dispute in pd.DataFrame(disputes.drop(columns="geometry")).to_dict("records"):
        at = village[dispute["village_uid"]]
        holders = (starter[at], ground.chief[at], ground.centre[at])
        level = 0
        minutes, today = 0.0, -1
        for day, _rank, event in steps(dispute, on, rng):
            if event == "escalated":
                level += 1
            date = dispute["found"] + dt.timedelta(days=day)
            fresh = day != today
            if fresh:
                minutes = 0.0 if date == on else float(rng.uniform(0, 300))
            minutes, today = minutes + float(rng.uniform(3, 12 if date == on else 40)), day
            moment = dt.datetime.combine(date, dt.time(8), LOCAL) + dt.timedelta(minutes=minutes)
            rows.append((dispute["uid"], moment, event, holders[level]))
    frame = pd.DataFrame(rows, columns=["dispute_uid", "at", "event", "officer_uid"])
    sentences = _agreeing(words.compose(frame["event"].tolist(), case_words.EVENT_TEXTS, rng))
    frame["text"] = [
        text.replace("{holder}", ground.names[uid])
        for text, uid in zip(sentences, frame["officer_uid"], strict=True)
    ]
    frame["at"] = pd.to_datetime(frame["at"]).dt.tz_convert("UTC").dt.floor("s")
    frame["uid"] = uids(rng, len(frame))
    return frame


def _agreeing(sentences: list[str]) -> list[str]:
    """`sentences` in order, with each end of a pause naming what the pause before it named."""
    paused, resumed = case_words.EVENT_TEXTS["paused"], case_words.EVENT_TEXTS["resumed"]
    reason = 0
    agreed = []
    for sentence in sentences:
        if sentence in paused:
            reason = paused.index(sentence)
        agreed.append(resumed[reason] if sentence in resumed else sentence)
    return agreed


def steps(dispute: Mapping[Hashable, Any], on: dt.date, rng: np.random.Generator) -> list[Step]:
    """What happened in `dispute` up to `on`, in order."""
    state = dispute["state"]
    span = ((dispute["closed"] or on) - dispute["found"]).days
    found: list[Step] = [(0, _ORDER["found"], "found")]
    if state == "found":
        return found
    found.append((min(1, span), _ORDER["accepted"], "accepted"))
    if state == "accepted":
        return found
    room = span
    if dispute["paused_since"] is not None:
        room = (dispute["paused_since"] - dispute["found"]).days
        found.append((room, 90, "paused"))
    elif dispute["paused_days"] > 0:
        room = max(span - int(dispute["paused_days"]) - 1, 0)
        found.append((room, 90, "paused"))
        found.append((room + int(dispute["paused_days"]), 91, "resumed"))
    found += _mediations(LEVELS.index(dispute["level"]), room, rng)
    if room >= 3 and dispute["case_class"] != "general" and rng.random() < 0.09:
        found.append((2, _ORDER["reclassified"], "reclassified"))
    if room >= 2 and rng.random() < 0.25:
        found.append((room, 80, "note"))
    if state in ("resolved", "referred"):
        found.append((span, 99, state))
    return sorted(found)


def _mediations(escalations: int, room: int, rng: np.random.Generator) -> list[Step]:
    """A mediation at each level within `room` days, an escalation after each but the last."""
    shares = np.sort(rng.uniform(0.15, 0.95, 2 * escalations + 1))
    return [
        (
            max(min(1, room), int(share * room)),
            10 + number,
            "escalated" if number % 2 else "mediating",
        )
        for number, share in enumerate(shares)
    ]
