"""A fill worked out for a day: classes, colours, legend, and villages that move between classes as records change."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.records import Dispute, Village
from layers.kinds.village_figures import CATEGORIES, figures
from layers.kinds.village_ground import Ground
from layers.kinds.villages import VILLAGES
from layers.layer import Asked
from layers.looks.choropleth import NONE, NoSuchFigure, resolve
from layers.looks.look import PLAIN, Fill, Look, look_from_json
from layers.looks.styling import HIDDEN, Styling
from layers.looks.theme_store import find_theme, save_theme, saved_themes
from layers.looks.themes import DUTY, FORCE
from layers.stack import LayerStack
from layers.style import Area, colour, tokens
from tests.helpers.small_county import TODAY, SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "county.gpkg")
    yield made
    made.workspace.close()


@pytest.fixture
def stack(county: SmallCounty) -> LayerStack:
    return LayerStack(county.workspace, today=lambda: TODAY)


@pytest.fixture
def styling(county: SmallCounty, stack: LayerStack) -> Styling:
    return Styling(county.workspace, stack, lambda: TODAY)


def asked(county: SmallCounty) -> Asked:
    return Asked(county.workspace, TODAY)


def classes(stack: LayerStack) -> dict[str, str]:
    stack.payload("villages")
    rows = stack._entries["villages"].features
    assert rows is not None
    return dict(zip(rows["label"], rows["class"], strict=True))


def test_every_figure_has_a_value_or_none_for_each_village_and_tells_unit_and_formula(
    county: SmallCounty,
) -> None:
    ground = Ground(county.workspace, TODAY)
    for name, figure in figures(county.workspace).items():
        values = figure.compute(ground)
        assert values.dtype == float, name
        assert len(values) == len(ground.villages), name
        assert figure.formula.zh, name
        assert figure.formula.en, name


def test_counts_follow_from_the_records(county: SmallCounty) -> None:
    ground = Ground(county.workspace, TODAY)
    known = figures(county.workspace)
    disputes = county.workspace.frame("disputes")
    there = disputes.loc[disputes["closed"].isna(), "village_uid"].value_counts()
    expected = [int(there.get(uid, 0)) for uid in ground.villages["uid"]]
    assert known["open_disputes"].compute(ground).tolist() == expected
    assert sum(expected) > 0
    visits = county.workspace.frame("visits")
    last = visits.groupby("village_uid")["date"].max()
    days = known["days_since_visit"].compute(ground)
    for uid, found in zip(ground.villages["uid"], days.tolist(), strict=True):
        if uid in last.index:
            assert found == (TODAY - last[uid].date()).days
        else:
            assert math.isnan(found)


def test_each_class_has_a_rule_a_legend_line_and_a_colour_in_both_themes(
    county: SmallCounty,
) -> None:
    drawn = VILLAGES.read(asked(county))
    for by in (*figures(county.workspace), *CATEGORIES):
        painting = resolve(Fill(by, "natural", 4), VILLAGES.style, asked(county))
        found = painting.classify(asked(county), drawn)
        assert set(found) <= set(painting.style.rules), by
        key = painting.style.key
        assert key is not None
        listed = {name for swatch in key.swatches for name in swatch.classes}
        assert set(found) <= listed, by
        for rule in painting.style.rules.values():
            assert isinstance(rule.symbol, Area)
            for shade in ("dark", "light"):
                assert rule.symbol.fill is not None
                assert colour(shade, rule.symbol.fill).startswith("#")


def test_a_ramp_starts_and_ends_with_its_colours_and_mixes_between() -> None:
    ramp = tokens()["dark"]["ramp"]
    assert colour("dark", "ramp:0") == ramp[0]
    assert colour("dark", "ramp:1") == ramp[-1]
    assert colour("dark", "ramp:0.2") == ramp[1]
    assert colour("dark", "ramp:0.1") not in ramp


def test_a_village_without_a_value_is_a_class_of_its_own(county: SmallCounty) -> None:
    workspace = county.workspace
    before = resolve(Fill("population", "quantile", 4), VILLAGES.style, asked(county))
    record = workspace.find(Village, uid=county["village0"])[0]
    assert record.population is not None
    with workspace.operation("village.edit", label="x") as operation:
        operation.update(record, population=None)
    painting = resolve(Fill("population", "quantile", 4), VILLAGES.style, asked(county))
    assert painting.counts[NONE] == before.counts[NONE] + 1


def test_a_figure_that_there_is_not_is_told(county: SmallCounty) -> None:
    with pytest.raises(NoSuchFigure, match="wealth"):
        resolve(Fill("wealth"), VILLAGES.style, asked(county))


def test_a_closed_dispute_moves_its_village_to_another_class(
    county: SmallCounty, stack: LayerStack, styling: Styling
) -> None:
    assert styling.wear("villages", Look(fill=Fill("open_disputes"), gaps=False))
    before = classes(stack)
    workspace = county.workspace
    disputes = workspace.frame("disputes")
    one = disputes.loc[disputes["closed"].isna() & disputes["village_uid"].notna()].iloc[0]
    here = workspace.find(Village, uid=one["village_uid"])[0].name
    with workspace.operation("dispute.delete", label="x") as operation:
        operation.delete(workspace.find(Dispute, uid=one["uid"])[0])
    assert "villages" in stack.stale()
    stack.advance("villages")
    after = classes(stack)
    assert {name for name in after if after[name] != before[name]} == {here}


def test_a_filter_draws_only_what_it_finds_and_takes_itself_back(
    stack: LayerStack, styling: Styling
) -> None:
    stack.payload("disputes")
    assert styling.wear("disputes", Look(where="颜色 = 红"))
    counts, _ = stack.counts("disputes")
    assert counts["red"] > 0
    assert set(counts) <= {"red", HIDDEN}
    assert styling.undo()
    counts, _ = stack.counts("disputes")
    assert counts[HIDDEN] == 0
    assert counts["blue"] > 0


def test_a_filter_that_makes_no_sense_is_told_and_changes_nothing(styling: Styling) -> None:
    heard: list[str] = []
    styling.failed.connect(lambda name, _error: heard.append(name))
    assert not styling.wear("disputes", Look(where="颜色 = 绿得"))
    assert heard == ["disputes"]
    assert styling.look("disputes") == PLAIN


def test_labels_travel_as_counts(stack: LayerStack, styling: Styling) -> None:
    stack.payload("villages")
    styling.wear("villages", Look(labels=("population", "open_disputes")))
    stack.advance("villages")
    rows = stack._entries["villages"].features
    assert rows is not None
    assert rows["count0"].sum() > 0
    names = stack.layer("villages").style.names
    assert names is not None
    assert [count.word.zh for count in names.counts] == ["人口", "矛盾"]
    styling.wear("villages", PLAIN)
    plain = stack.layer("villages").style.names
    assert plain is not None
    assert plain.counts == ()


def test_a_look_survives_its_json_and_nonsense_is_refused() -> None:
    look = Look(
        fill=Fill("visits", "equal", 6, "ramp_teal"),
        labels=("cameras",),
        where="人口 > 3",
        to_zoom=15,
    )
    assert look_from_json(look.as_json()) == look
    assert PLAIN.as_json() == {}
    for wrong in ({"fill": {"by": "x", "classes": 9}}, {"line": 7}, {"colour": 1}):
        with pytest.raises((ValueError, TypeError)):
            look_from_json(wrong)


def test_a_saved_theme_brings_the_same_look_back(
    county: SmallCounty, stack: LayerStack, styling: Styling
) -> None:
    workspace = county.workspace
    styling.wear("villages", Look(fill=Fill("population"), gaps=False))
    stack.set_opacity("villages", 0.5)
    stack.set_visible("cameras", True)
    stack.move("cameras", 0)
    state = styling.state()
    with workspace.operation("preset.new", label="x") as operation:
        save_theme(operation, workspace, "人口图", state)
    styling.show(DUTY)
    assert styling.state() != state
    theme = find_theme(workspace, "人口图")
    assert theme is not None
    styling.show(theme)
    assert styling.state() == state
    assert styling.theme((DUTY, theme)) == theme
    workspace.undo(asked_by="menu")
    assert saved_themes(workspace) == ()


def test_steps_lead_back_through_themes_and_looks(stack: LayerStack, styling: Styling) -> None:
    styling.show(DUTY)
    first = styling.state()
    styling.show(FORCE)
    styling.wear("villages", Look(line=2))
    before = styling.state()
    stack.set_opacity("townships", 0.4)
    styling.remember(before)
    for _ in range(2):
        assert styling.undo()
    assert styling.look("villages") == PLAIN
    assert styling.undo()
    assert styling.state() == first


def test_the_day_is_given(county: SmallCounty) -> None:
    long_ago = Asked(county.workspace, dt.date(2000, 1, 1))
    painting = resolve(Fill("open_disputes"), VILLAGES.style, long_ago)
    assert set(painting.counts) == {"zero"}
