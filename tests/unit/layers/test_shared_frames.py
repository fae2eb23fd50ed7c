"""What several layers read is read once, and again as soon as it has changed."""

from __future__ import annotations

from layers.shared_frames import SharedFrames
from layers.stack import LayerStack
from tests.page.made import TODAY, MadeWorkspace, made_county


def test_villages_are_read_once_for_all_layers_that_draw_them() -> None:
    county = made_county(villages=16, points=0)
    stack = LayerStack(county, today=lambda: TODAY)
    for name in ("villages", "resident_areas", "liaison_areas"):
        stack.payload(name)
    assert county.reads.count(("villages", False)) == 1
    assert county.reads.count(("postings", False)) == 1


def test_a_column_that_is_missing_is_read_and_kept_with_the_others() -> None:
    county = made_county(villages=16, points=0)
    frames = SharedFrames(county)
    assert list(frames.frame("villages", columns=["uid", "name"])) == ["uid", "name"]
    found = frames.frame("villages", columns=["uid", "geom"])
    assert found.crs.to_epsg() == 4326
    assert list(frames.frame("villages", columns=["name"])["name"]) == list(
        county.frames["villages"]["name"]
    )
    assert len(county.reads) == 2


def test_a_change_is_seen_and_a_part_of_the_rows_is_never_kept() -> None:
    county = made_county(villages=16, points=0)
    frames = SharedFrames(county)
    frames.frame("villages", columns=["name"])
    county.put("villages", "v3", name="改名村")
    frames.drop({"villages"})
    assert "改名村" in set(frames.frame("villages", columns=["name"])["name"])


class Busy(MadeWorkspace):
    """Changes a record while it is being read, after its rows were taken."""

    frames_beside: SharedFrames

    def frame(self, kind, where=None, columns=None, as_of=None):  # type: ignore[no-untyped-def]
        found = super().frame(kind, where, columns, as_of)
        if len(self.reads) == 1:
            self.put(kind, "v3", name="改名村")
            self.frames_beside.drop({kind})
        return found


def test_what_changed_while_it_was_read_is_not_kept() -> None:
    county = Busy(made_county(villages=16, points=0).frames)
    county.frames_beside = SharedFrames(county)
    frames = county.frames_beside
    assert "改名村" not in set(frames.frame("villages", columns=["name"])["name"])
    assert "改名村" in set(frames.frame("villages", columns=["name"])["name"])


def test_a_reader_that_writes_into_its_frame_changes_nobody_elses() -> None:
    frames = SharedFrames(made_county(villages=16, points=0))
    mine = frames.frame("postings")
    mine["post"] = "nobody"
    assert "nobody" not in set(frames.frame("postings")["post"])
