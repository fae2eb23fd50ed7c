"""Named figures: each with its value, the formula it follows, the two numbers in it and the rows behind it.

`MEASURES` is the one list; the ribbon, the command line and a bulletin read it. A measure is computed from frames for
a day that is given. A rate over 100 % or below zero is returned as it is and marked impossible: it says
that the records are wrong, which must be seen. A rate without a denominator has no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from db.coverage import active_postings, cover, on_roster
from db.records.disputes import CLASS_DAYS, CLOSED_STATES
from resources.text import Text

if TYPE_CHECKING:
    from db.frames import Frame
    from db.workspace import Workspace


class Rows(NamedTuple):
    """The records behind a figure: their plural kind and their uids."""

    kind: str
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on one day.

    ``value`` is in ``unit``: a count, or per cent of `numerator` ÷ `denominator` (None when there is nothing to
    divide by). ``rows`` are the records counted in it. ``impossible`` says that no true state of affairs gives it.
    """

    name: str
    title: Text
    value: float | None
    unit: str
    numerator: float
    denominator: float | None
    rows: Rows
    formula: Text
    on: dt.date
    impossible: bool


class Frames:
    """The frames one round of figures needs, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read: dict[str, Frame] = {}

    def __call__(self, kind: str) -> pd.DataFrame:
        """The columns of `kind` that figures use, without geometry."""
        if kind not in self._read:
            self._read[kind] = self._workspace.frame(kind, columns=_COLUMNS[kind])
        return self._read[kind]


_COLUMNS = {
    "villages": ("uid", "township_uid", "households"),
    "postings": ("uid", "officer_uid", "village_uid", "township_uid", "post", "start", "end"),
    "officers": ("uid", "officer_kind", "active_from", "active_to"),
    "disputes": (
        *("uid", "colour", "case_class", "state", "found", "closed", "paused_since", "paused_days"),
    ),
    "hazards": ("uid", "found", "due", "eliminated"),
    "visits": ("uid", "date", "households"),
}


class Counted(NamedTuple):
    """What a measure's function finds: the two numbers and the uids behind the first."""

    numerator: float
    denominator: float | None
    uids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """How one figure is found. ``unit`` is ``"%"`` for a rate; ``kind`` says what its rows are."""

    title: Text
    formula: Text
    unit: str
    kind: str
    count: Callable[[Frames, dt.date], Counted]


def measure(workspace: Workspace, name: str, on: dt.date) -> Figure:
    """The figure `name` on the day `on`; `KeyError` for a name that `MEASURES` does not have."""
    return _figure(Frames(workspace), name, on)


def measure_all(
    workspace: Workspace, on: dt.date, names: Sequence[str] | None = None
) -> dict[str, Figure]:
    """Every figure (or those of `names`) on the day `on`, with each table read once."""
    frames = Frames(workspace)
    return {name: _figure(frames, name, on) for name in (MEASURES if names is None else names)}


def _figure(frames: Frames, name: str, on: dt.date) -> Figure:
    definition = MEASURES[name]
    found = definition.count(frames, on)
    value: float | None = found.numerator
    if definition.unit == "%":
        value = 100.0 * found.numerator / found.denominator if found.denominator else None
    # Something counted out of nothing is as impossible as more than all.
    impossible = (
        found.numerator < 0
        or (found.denominator is not None and found.numerator > found.denominator)
        or (found.denominator is not None and found.denominator < 0)
    )
    return Figure(
        name=name,
        title=definition.title,
        value=value,
        unit=definition.unit,
        numerator=found.numerator,
        denominator=found.denominator,
        rows=Rows(definition.kind, tuple(found.uids)),
        formula=definition.formula,
        on=on,
        impossible=impossible,
    )


def _counted(frame: pd.DataFrame, chosen: Any, denominator: float | None = None) -> Counted:
    uids = frame.loc[chosen, "uid"].tolist()
    return Counted(len(uids), denominator, uids)


# -- cover and participation --------------------------------------------------------------------


def _cover(frames: Frames, on: dt.date) -> Counted:
    state = cover(frames("villages"), frames("postings"), on)
    return _counted(state, state["covered"], len(state))


def _gaps(frames: Frames, on: dt.date) -> Counted:
    state = cover(frames("villages"), frames("postings"), on)
    return _counted(state, ~state["covered"])


def _participation(frames: Frames, on: dt.date) -> Counted:
    officers = frames("officers")
    police = officers["officer_kind"] != "auxiliary"
    posted = officers["uid"].isin(active_postings(frames("postings"), on)["officer_uid"])
    return _counted(officers, police & posted, int((police & on_roster(officers, on)).sum()))


# -- disputes -----------------------------------------------------------------------------------


def _days(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_datetime(column)


def dispute_open(disputes: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """Found by the day `on` and not closed by then."""
    day = pd.Timestamp(on)
    closed = disputes["state"].isin(CLOSED_STATES) & ~(_days(disputes["closed"]) > day)
    return (_days(disputes["found"]) <= day) & ~closed


def _open_of(colour: str) -> Callable[[Frames, dt.date], Counted]:
    def count(frames: Frames, on: dt.date) -> Counted:
        disputes = frames("disputes")
        return _counted(disputes, dispute_open(disputes, on) & (disputes["colour"] == colour))

    return count


def days_used(disputes: pd.DataFrame, on: dt.date) -> pd.Series[float]:
    """Days each dispute's clock has run by the day `on`: since found, less every day it was paused."""
    day = pd.Timestamp(on)
    standing = (day - _days(disputes["paused_since"])).dt.days.fillna(0).clip(lower=0)
    paused = disputes["paused_days"].astype(float).fillna(0)
    used: pd.Series[float] = (day - _days(disputes["found"])).dt.days.astype(float)
    left: pd.Series[float] = used - paused - standing
    return left


def dispute_overdue(disputes: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """Open on the day `on`, with a clock that has run for more days than the class allows."""
    allowed = disputes["case_class"].map(CLASS_DAYS).astype(float)
    return dispute_open(disputes, on) & (days_used(disputes, on) > allowed)


def _overdue(frames: Frames, on: dt.date) -> Counted:
    disputes = frames("disputes")
    return _counted(disputes, dispute_overdue(disputes, on))


def _resolution(frames: Frames, on: dt.date) -> Counted:
    disputes, day = frames("disputes"), pd.Timestamp(on)
    resolved = (disputes["state"] == "resolved") & (_days(disputes["closed"]) <= day)
    return _counted(disputes, resolved, int((_days(disputes["found"]) <= day).sum()))


# -- hazards and visits -------------------------------------------------------------------------


def _open_hazards(frames: Frames, on: dt.date) -> Counted:
    hazards = frames("hazards")
    return _counted(hazards, hazard_open(hazards, on))


def hazard_open(hazards: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """Found by the day `on` and not eliminated by then."""
    day = pd.Timestamp(on)
    return (_days(hazards["found"]) <= day) & ~(_days(hazards["eliminated"]) <= day)


def hazard_overdue(hazards: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """Open on the day `on`, after its due date."""
    return hazard_open(hazards, on) & (_days(hazards["due"]) < pd.Timestamp(on))


def _overdue_hazards(frames: Frames, on: dt.date) -> Counted:
    hazards = frames("hazards")
    return _counted(hazards, hazard_overdue(hazards, on))


def _elimination(frames: Frames, on: dt.date) -> Counted:
    hazards, day = frames("hazards"), pd.Timestamp(on)
    return _counted(
        hazards, _days(hazards["eliminated"]) <= day, int((_days(hazards["found"]) <= day).sum())
    )


def _visits_between(visits: pd.DataFrame, first: dt.date, last: dt.date) -> pd.Series[bool]:
    return _days(visits["date"]).between(pd.Timestamp(first), pd.Timestamp(last))


def _visits_this_week(frames: Frames, on: dt.date) -> Counted:
    visits = frames("visits")
    return _counted(visits, _visits_between(visits, on - dt.timedelta(days=6), on))


def _visits_this_month(frames: Frames, on: dt.date) -> Counted:
    visits = frames("visits")
    return _counted(visits, _visits_between(visits, on.replace(day=1), on))


def _visit_rate(frames: Frames, on: dt.date) -> Counted:
    visits = frames("visits")
    chosen = visits.loc[_visits_between(visits, on.replace(day=1), on)]
    known = frames("villages")["households"].astype("Int64").sum()
    return Counted(int(chosen["households"].sum()), int(known), chosen["uid"].tolist())


MEASURES: dict[str, Measure] = {
    "cover": Measure(
        Text("覆盖率", "Cover"),
        Text(
            "驻村、包村两岗都有人的村 ÷ 全部村", "villages with resident and liaison ÷ all villages"
        ),
        "%",
        "villages",
        _cover,
    ),
    "gaps": Measure(
        Text("空缺村", "Gaps"),
        Text("缺驻村或包村民警的村数", "villages that lack a resident or a liaison"),
        "",
        "villages",
        _gaps,
    ),
    "participation": Measure(
        Text("民警参与率", "Officers taking part"),
        Text(
            "有在任包驻的民警（含领导）÷ 在册民警（含领导）",
            "officers (with leaders) holding an active posting ÷ officers (with leaders) on the roster",
        ),
        "%",
        "officers",
        _participation,
    ),
    "open_red": Measure(
        Text("红色未结", "Open red"),
        Text("未办结的红色纠纷", "red disputes that are not closed"),
        "",
        "disputes",
        _open_of("red"),
    ),
    "open_yellow": Measure(
        Text("黄色未结", "Open yellow"),
        Text("未办结的黄色纠纷", "yellow disputes that are not closed"),
        "",
        "disputes",
        _open_of("yellow"),
    ),
    "open_blue": Measure(
        Text("蓝色未结", "Open blue"),
        Text("未办结的蓝色纠纷", "blue disputes that are not closed"),
        "",
        "disputes",
        _open_of("blue"),
    ),
    "overdue": Measure(
        Text("超期纠纷", "Overdue"),
        Text(
            "未办结，且（今天 − 发现日 − 暂停天数）超过等级期限（7、15、60 天）",
            "not closed, and (day − found − days paused) exceeds what the class allows (7, 15, 60)",
        ),
        "",
        "disputes",
        _overdue,
    ),
    "resolution_rate": Measure(
        Text("化解率", "Resolution"),
        Text("已化解纠纷 ÷ 已发现纠纷", "disputes resolved ÷ disputes found"),
        "%",
        "disputes",
        _resolution,
    ),
    "open_hazards": Measure(
        Text("未消除隐患", "Open hazards"),
        Text("已发现、未消除的隐患", "hazards found and not eliminated"),
        "",
        "hazards",
        _open_hazards,
    ),
    "overdue_hazards": Measure(
        Text("超期隐患", "Overdue hazards"),
        Text("未消除且已过整改期限的隐患", "hazards not eliminated after their due date"),
        "",
        "hazards",
        _overdue_hazards,
    ),
    "elimination_rate": Measure(
        Text("隐患消除率", "Hazards eliminated"),
        Text("已消除隐患 ÷ 已发现隐患", "hazards eliminated ÷ hazards found"),
        "%",
        "hazards",
        _elimination,
    ),
    "visits_this_week": Measure(
        Text("近 7 天走访", "Visits, 7 days"),
        Text("最近 7 天（含当天）的走访次数", "visits of the last 7 days, the day itself included"),
        "",
        "visits",
        _visits_this_week,
    ),
    "visits_this_month": Measure(
        Text("本月走访", "Visits this month"),
        Text("本月 1 日至当天的走访次数", "visits from the first of the month to the day"),
        "",
        "visits",
        _visits_this_month,
    ),
    "visit_rate": Measure(
        Text("本月走访率", "Visit rate"),
        Text(
            "本月走访登记的户数 ÷ 各村户数之和",
            "households counted in this month's visits ÷ households",
        ),
        "%",
        "visits",
        _visit_rate,
    ),
}
