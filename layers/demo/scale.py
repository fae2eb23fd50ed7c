"""How much of everything a demo has: its scale, from the number of villages or from real campaigns.

The figures for Yanling, Xixian and Putian follow what their bureaus reported; the others are drawn
to the same proportions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of records in a demo workspace; a year of disputes, hazards and visits."""

    officers: int
    cameras: int
    checkpoints: int
    rooms: int
    workstations: int
    drone_stations: int
    sites: int
    disputes: int
    hazards: int
    visits: int


_KNOWN = {
    "411024": Scale(488, 600, 16, 56, 281, 4, 260, 1480, 820, 4200),
    "411528": Scale(662, 900, 18, 60, 298, 4, 300, 1560, 860, 4800),
    "3503": Scale(2700, 16000, 60, 210, 900, 12, 3000, 5200, 4300, 14000),
}


def scale_of(code: str, villages: int) -> Scale:
    """The scale for a county or city of that many villages."""
    if code in _KNOWN:
        return _KNOWN[code]
    return Scale(
        officers=max(60, round(1.6 * villages)),
        cameras=max(120, round(1.5 * villages)),
        checkpoints=max(4, villages // 25),
        rooms=max(6, villages // 7),
        workstations=round(0.6 * villages),
        drone_stations=2,
        sites=max(30, round(0.7 * villages)),
        disputes=max(140, round(3.6 * villages)),
        hazards=max(110, round(2.1 * villages)),
        visits=max(700, 10 * villages),
    )
