"""The stack turns changes of the workspace into the smallest patches, from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely

from layers.patches import Patch
from layers.payload import decode
from layers.stack import LayerStack
from tests.page.made import TODAY, MadeWorkspace, made_county


@pytest.fixture
def county() -> MadeWorkspace:
    return made_county(villages=25, points=120)


@pytest.fixture
def stack(county: MadeWorkspace) -> LayerStack:
    made = LayerStack(county, today=lambda: TODAY)
    for name in made.names:
        made.payload(name)
    county.reads.clear()
    return made


def uids(patch: Patch) -> list[str]:
    found: list[str] = decode(patch.upsert).header["columns"]["uid"]
    return found


def test_a_changed_point_makes_a_patch_of_one_and_reads_one_record(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.put("cameras", "cam3", geom=shapely.Point(114.1, 34.0))
    assert stack.stale() == ("cameras",)
    patch = stack.advance("cameras")
    assert patch is not None
    assert (patch.base, patch.revision, patch.remove, patch.reload) == (1, 2, (), False)
    assert uids(patch) == ["cam3"]
    assert county.reads == [("cameras", True)]
    assert decode(stack.payload("cameras")).header["revision"] == 2


def test_a_few_records_are_quick_and_many_or_those_that_hang_on_others_are_not(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.put("cameras", "cam3", geom=shapely.Point(114.1, 34.0))
    assert stack.quick("cameras")
    for number in range(30):
        county.put("cameras", f"cam{number}", geom=shapely.Point(114.1, 34.0))
    assert not stack.quick("cameras")
    county.put("villages", "v3", name="新村名")
    assert not stack.quick("villages")


def test_a_layer_that_another_thread_is_at_work_on_is_not_quick(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.put("cameras", "cam3", geom=shapely.Point(114.1, 34.0))
    told: list[bool] = []
    with ThreadPoolExecutor(1) as other:
        stack.patched.connect(
            lambda _patch: told.append(other.submit(stack.quick, "cameras").result())
        )
        stack.advance("cameras")
    assert told == [False]


def test_added_and_deleted_records_are_put_in_and_taken_out(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    count = decode(stack.payload("rooms")).header["count"]
    county.put("rooms", "new", name="新警务室", status="ok", geom=shapely.Point(114.1, 34.0))
    patch = stack.advance("rooms")
    assert patch is not None
    assert uids(patch) == ["new"]
    county.drop("rooms", "new")
    county.drop("rooms", "room0")
    patch = stack.advance("rooms")
    assert patch is not None
    assert set(patch.remove) == {"new", "room0"}
    assert uids(patch) == []
    assert decode(stack.payload("rooms")).header["count"] == count - 1


def test_a_record_that_loses_its_place_leaves_the_map(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.put("cameras", "cam3", geom=None)
    patch = stack.advance("cameras")
    assert patch is not None
    assert patch.remove == ("cam3",)


def test_a_change_that_the_map_does_not_show_makes_no_patch(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.put("cameras", "cam3", owner="镇政府")
    assert stack.stale() == ("cameras",)
    assert stack.advance("cameras") is None
    assert stack.revision("cameras") == 1


def test_a_posting_changes_only_the_villages_and_areas_it_touches(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    postings = county.frames["postings"]
    posting = postings.loc[postings["post"] == "resident"].iloc[0]
    county.drop("postings", posting["uid"])
    assert set(stack.stale()) == {"villages", "resident_areas", "liaison_areas"}
    villages = stack.advance("villages")
    assert villages is not None
    assert uids(villages) == [posting["village_uid"]]
    areas = stack.advance("resident_areas")
    assert areas is not None
    assert f"gap:{posting['village_uid']}" in uids(areas)
    assert len(uids(areas)) <= 3
    assert stack.advance("liaison_areas") is None


def test_patches_add_up_to_what_a_fresh_read_gives(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    shown = dict.fromkeys(decode(stack.payload("disputes")).header["columns"]["uid"])
    county.put("disputes", "d0", colour="red", state="mediating")
    county.drop("disputes", "d1")
    first = stack.advance("disputes")
    county.put("disputes", "d2", summary="改过的事由")
    second = stack.advance("disputes")
    for patch in (first, second):
        assert patch is not None
        header = decode(patch.upsert).header
        for uid in patch.remove:
            del shown[uid]
        shown |= dict.fromkeys(header["columns"]["uid"])
    assert first is not None
    assert second is not None
    assert second.base == first.revision
    fresh = LayerStack(county, today=lambda: TODAY).payload("disputes")
    columns = decode(fresh).header["columns"]
    assert set(shown) == set(columns["uid"])
    held = decode(stack.payload("disputes")).header["columns"]
    assert dict(zip(held["uid"], held["class"], strict=True)) == dict(
        zip(columns["uid"], columns["class"], strict=True)
    )


def test_a_large_change_asks_the_page_to_fetch_the_layer_again(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    county.frames["cameras"]["name"] = "改" * 2000
    stack.refresh()
    patch = stack.advance("cameras")
    assert patch is not None
    assert patch.reload
    assert patch.upsert == b""


def test_a_layer_never_asked_for_has_nothing_to_patch(county: MadeWorkspace) -> None:
    stack = LayerStack(county, today=lambda: TODAY)
    county.put("cameras", "cam3", geom=shapely.Point(114.1, 34.0))
    assert stack.advance("cameras") is None
    assert decode(stack.payload("cameras")).header["revision"] == 1


def test_a_read_that_fails_leaves_the_layer_stale(county: MadeWorkspace, stack: LayerStack) -> None:
    kept = county.frames.pop("cameras")
    county._tell("update", "cameras", "cam3")
    with pytest.raises(KeyError):
        stack.advance("cameras")
    assert stack.stale() == ("cameras",)
    county.frames["cameras"] = kept
    county.put("cameras", "cam3", name="修好了")
    patch = stack.advance("cameras")
    assert patch is not None
    assert uids(patch) == ["cam3"]


def test_many_threads_make_one_patch_of_one_change(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    heard: list[Patch] = []
    stack.patched.connect(heard.append)
    with ThreadPoolExecutor(8) as pool:
        for step in range(20):
            county.put("hazards", "h0", geom=shapely.Point(114.1 + step / 1000, 34.0))
            list(pool.map(stack.advance, ["hazards"] * 8))
    assert [patch.revision for patch in heard] == list(range(2, 22))
    assert all(patch.base == patch.revision - 1 for patch in heard)


def test_order_visibility_and_opacity_are_told(stack: LayerStack) -> None:
    heard: list[None] = []
    stack.changed.connect(lambda: heard.append(None))
    stack.set_visible("cameras", False)
    stack.set_visible("cameras", False)
    stack.set_opacity("villages", 0.5)
    stack.move("cameras", 0)
    assert len(heard) == 3
    assert stack.names[0] == "cameras"
    described = {layer["name"]: layer for layer in stack.as_json()}
    assert described["cameras"]["visible"] is False
    assert described["villages"]["opacity"] == 0.5
    with pytest.raises(ValueError, match="opacity"):
        stack.set_opacity("villages", 2)


def test_bounds_and_places_are_those_of_the_records(
    county: MadeWorkspace, stack: LayerStack
) -> None:
    south, west, north, east = stack.bounds() or (0, 0, 0, 0)
    assert (west, south, east, north) == pytest.approx(
        tuple(county.frames["villages"].total_bounds)
    )
    found = stack.place("disputes", "d0")
    assert found is not None
    assert found[0] == "disputes"
    assert found[1].equals(county.frames["disputes"].set_index("uid").loc["d0", "geom"])
    assert stack.place("disputes", "nobody") is None


def test_a_closed_stack_hears_nothing(county: MadeWorkspace, stack: LayerStack) -> None:
    stack.close()
    county.put("cameras", "cam3", geom=shapely.Point(114.1, 34.0))
    assert stack.stale() == ()
