"""A layer is drawn by another figure without reading or sending a boundary again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from layers.kinds.villages import VILLAGES
from layers.layer import Asked
from layers.patches import Patch, Recolour
from layers.payload import decode
from layers.stack import LayerStack
from layers.style import Area, Rule, Style
from resources.text import Text
from tests.page.made import TODAY, MadeWorkspace, made_county

FEW, MANY = "few", "many"
STYLE = Style(
    {
        FEW: Rule(Text("人少", "Few"), Area("category:0")),
        MANY: Rule(Text("人多", "Many"), Area("category:3")),
    }
)


def by_population(asked: Asked, features: gpd.GeoDataFrame) -> pd.Series[str]:
    frame = asked.frames.frame("villages", columns=["uid", "population"]).set_index("uid")
    people = frame["population"].reindex(features["uid"])
    return pd.Series(np.where(people < 2000, FEW, MANY), dtype=object)


@pytest.fixture
def county() -> MadeWorkspace:
    return made_county(villages=25, points=0)


@pytest.fixture
def stack(county: MadeWorkspace) -> LayerStack:
    made = LayerStack(county, today=lambda: TODAY)
    made.payload("villages")
    county.reads.clear()
    return made


def drawn(stack: LayerStack) -> dict[str, str]:
    columns = decode(stack.payload("villages")).header["columns"]
    return dict(zip(columns["uid"], columns["class"], strict=True))


def expected(county: MadeWorkspace) -> dict[str, str]:
    rows = county.frames["villages"]
    return {
        uid: FEW if people < 2000 else MANY
        for uid, people in zip(rows["uid"], rows["population"], strict=True)
    }


def told(recolour: Recolour) -> list[str]:
    return [recolour.classes[code] for code in np.frombuffer(recolour.codes, "<u2")]


def test_a_figure_colours_every_village_and_reads_only_what_it_asks_for(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    before = decode(stack.payload("villages"))
    heard: list[Recolour] = []
    stack.recoloured.connect(heard.append)
    recolour = stack.restyle("villages", STYLE, by_population)
    assert recolour is not None
    assert heard == [recolour]
    assert county.reads == []  # the figure is known: the layer itself reads it
    order = before.header["columns"]["uid"]
    assert dict(zip(order, told(recolour), strict=True)) == expected(county)
    assert (recolour.base, recolour.revision) == (1, 2)
    assert list(recolour.spec["style"]["rules"]) == [FEW, MANY]
    after = decode(stack.payload("villages"))
    assert drawn(stack) == expected(county)
    assert np.array_equal(after.buffers["xy"], before.buffers["xy"])
    assert [swatch.label for swatch in stack.layer("villages").legend] == [
        Text("人少", "Few"),
        Text("人多", "Many"),
    ]


def test_back_to_its_own_style_it_is_as_it_was(county: MadeWorkspace, stack: LayerStack) -> None:
    own = drawn(stack)
    stack.restyle("villages", STYLE, by_population)
    county.reads.clear()
    recolour = stack.restyle("villages")
    assert recolour is not None
    assert county.reads == []
    assert drawn(stack) == own
    assert stack.layer("villages") == VILLAGES


def test_a_layer_that_was_never_read_is_coloured_when_it_is(county: MadeWorkspace) -> None:
    stack = LayerStack(county, today=lambda: TODAY)
    assert stack.restyle("villages", STYLE, by_population) is None
    assert drawn(stack) == expected(county)


def test_a_changed_record_gets_the_class_of_the_figure_and_keeps_its_own(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    own = drawn(stack)
    stack.restyle("villages", STYLE, by_population)
    county.put("villages", "v3", population=1 if expected(county)["v3"] == MANY else 9000)
    patch = stack.advance("villages")
    assert isinstance(patch, Patch)
    assert decode(patch.upsert).header["columns"]["uid"] == ["v3"]
    assert drawn(stack) == expected(county)
    again = stack.restyle("villages")
    assert again is not None
    assert drawn(stack) == own


def test_classes_come_in_the_order_in_which_the_page_keeps_the_features(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    page = decode(stack.payload("villages")).header["columns"]["uid"]
    county.put("villages", "v3", name="改名村")
    patch = stack.advance("villages")
    assert patch is not None
    fresh = decode(patch.upsert).header["columns"]["uid"]
    page = [uid for uid in page if uid not in fresh and uid not in patch.remove] + fresh
    recolour = stack.restyle("villages", STYLE, by_population)
    assert recolour is not None
    assert dict(zip(page, told(recolour), strict=True)) == expected(county)
