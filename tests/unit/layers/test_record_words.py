"""What a record's values are called where people read them."""

from __future__ import annotations

from db.records import KINDS
from db.records.base import field_of
from layers.names import Names
from layers.record.forms import groups_for
from layers.record.values import value_in_words


def test_a_bearing_of_another_program_is_read_to_a_tenth_of_a_degree() -> None:
    said = value_in_words("checkpoints", "bearing", 217.4386291, Names(), "zh")
    assert said.startswith("217.4 ")
    assert value_in_words("cameras", "range_m", 85.25, Names(), "zh").startswith("85.25 ")


def test_no_heading_is_said_again_right_below_it() -> None:
    for kind, record in KINDS.items():
        for group in groups_for(kind):
            assert group.title != field_of(record, group.fields[0]).label, kind
