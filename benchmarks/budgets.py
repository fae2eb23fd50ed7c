"""The budgets: how long each piece of work may take at each scale. Nothing is measured here.

They hold for two cores, no GPU and a window of 1920×1080 pixels. `docs/benchmarks.md` says what each measure means;
a test of this table is `make bench` itself, which prints today's figures beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

SCALES = ("county", "city", "province", "tw")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one measure may cost, in `unit`, at each scale; `more_is_better` for frames a second.

    A measure without `limits` has no budget: it is printed beside those that have one.
    """

    title: str
    unit: str
    limits: dict[str, float]
    more_is_better: bool = False

    def met(self, scale: str, median: float) -> bool:
        """Whether `median` keeps the budget of `scale`; KeyError when there is none."""
        limit = self.limits[scale]
        return median >= limit if self.more_is_better else median <= limit


def _each(county: float, city: float, province: float) -> dict[str, float]:
    """``tw`` is nine times a city's villages with its points: it is held to what a province may take."""
    return dict(zip(SCALES, (county, city, province, province), strict=True))


BUDGETS: dict[str, Budget] = {
    "first_map_ms": Budget("data asked for → first complete map", "ms", _each(220, 400, 1500)),
    "first_ever_ms": Budget("the same, with no layer kept", "ms", _each(220, 400, 4000)),
    "drag_fps": Budget("drag", "fps", _each(55, 55, 55), more_is_better=True),
    "drag_settle_ms": Budget("drag released → all painted", "ms", _each(50, 50, 50)),
    "zoom_step_ms": Budget("zoom step, complete", "ms", _each(60, 65, 120)),
    "zoom_run_ms": Budget("last of three notches 120 ms apart", "ms", {}),
    "recolour_ms": Budget("recolour every village", "ms", _each(100, 120, 400)),
    "edit_ms": Budget("edit one record → seen on map and table", "ms", _each(60, 80, 150)),
    "open_record_ms": Budget("record opened from a table → in the panel", "ms", _each(60, 60, 60)),
    "table_100k_ms": Budget("table of 100,000 rows opened", "ms", _each(200, 200, 200)),
    "filter_100k_ms": Budget("the same, filtered by what is typed", "ms", _each(150, 150, 150)),
    "typing_ms": Budget("slowest of 30 keys in a field", "ms", _each(30, 30, 30)),
    "start_ms": Budget("process start → usable window with map", "ms", _each(2500, 3000, 6000)),
}
