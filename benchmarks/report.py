"""What a run found: one JSON for machines, one table for people. Nothing is measured here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.budgets import BUDGETS
from benchmarks.trial import Series

Row = dict[str, Any]


def rows(scale: str, real: Mapping[str, Series], plain: Mapping[str, Series]) -> dict[str, Row]:
    """``{measure: {"median", "unit", "budget", "plain", …}}`` of one scale.

    ``median`` and ``plain`` are None where nothing was measured, ``budget`` where there is none. ``runs`` and
    ``plain_runs`` are every figure behind them; ``at_least`` and ``plain_at_least`` say that the work was given up at
    that time; ``note`` says why a measure is not what it seems.
    """
    return {
        name: _row(scale, name, real.get(name, Series()), plain.get(name, Series()))
        for name in BUDGETS
    }


def _row(scale: str, name: str, real: Series, plain: Series) -> Row:
    budget = BUDGETS[name]
    row: Row = {
        "median": _round(real.median),
        "unit": budget.unit,
        "budget": budget.limits.get(scale),
        "plain": _round(plain.median),
        "runs": [_round(run) for run in real.runs],
        "plain_runs": [_round(run) for run in plain.runs],
    }
    if real.at_least:
        row["at_least"] = True
    if plain.at_least:
        row["plain_at_least"] = True
    note = "; ".join(part for part in (real.note, plain.note and f"plain: {plain.note}") if part)
    if note:
        row["note"] = note
    return row


def write(found: Mapping[str, Mapping[str, Row]], file: Path) -> None:
    """Write ``{scale: {measure: row}}`` as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table(scale: str, title: str, contents: Mapping[str, int], found: Mapping[str, Row]) -> str:
    """One scale as text: today's median, the budget, whether it is kept, the plain way and the ratio."""
    counts = ", ".join(f"{number:,} {name}" for name, number in contents.items())
    lines = [
        f"{scale}: {title} ({counts})",
        f"  {'work':<42}{'today':>12}{'budget':>12}  {'':6}{'plain way':>12}{'ratio':>8}",
    ]
    for name, row in found.items():
        lines.append(_line(scale, name, row))
        if row.get("note"):
            lines.append(f"      {row['note']}")
    return "\n".join(lines)


def _line(scale: str, name: str, row: Row) -> str:
    budget = BUDGETS[name]
    median, plain = row["median"], row["plain"]
    kept = (
        ""
        if median is None or row["budget"] is None
        else ("kept" if budget.met(scale, median) and not row.get("at_least") else "OVER")
    )
    ratio = ""
    if median and plain:
        times = median / plain if budget.more_is_better else plain / median
        ratio = f"×{times:.1f}"
    limit = "—"
    if row["budget"] is not None:
        limit = f"{'≥' if budget.more_is_better else '≤'} {row['budget']:g}"
    return (
        f"  {budget.title:<42}{_figure(median, budget.unit, row.get('at_least')):>12}{limit:>12}  {kept:<6}"
        f"{_figure(plain, budget.unit, row.get('plain_at_least')):>12}{ratio:>8}"
    )


def _figure(value: float | None, unit: str, at_least: object) -> str:
    if value is None:
        return "—"
    return f"{'> ' if at_least else ''}{value:,.0f} {unit}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
