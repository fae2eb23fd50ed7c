"""The allow-list names what there is, and nothing that nobody may see."""

from __future__ import annotations

import pytest

from db.records import KINDS
from layers.catalogue import CATALOGUE
from layers.columns import columns_for
from layers.pages.readership import AUDIENCES, DUTY, PUBLIC, Audience, audience_named

NEVER = {"note", "details", "agreement", "text", "owner", "proof", "notice_no", "content"}


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda each: each.name)
def test_every_name_on_the_list_is_a_column_of_its_kind(audience: Audience) -> None:
    for kind, names in audience.fields.items():
        assert kind in KINDS
        assert set(names) <= {column.name for column in columns_for(kind)}, kind
    for layer in audience.layers or ():
        assert layer in {each.name for each in CATALOGUE}


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda each: each.name)
def test_nobody_gets_prose_attachments_visits_or_findings(audience: Audience) -> None:
    assert not {"attachments", "visits", "findings", "dispute_events", "presets"} & set(
        audience.fields
    )
    for names in audience.fields.values():
        assert not NEVER & set(names)
        assert audience is DUTY or not {"summary", "duty_phone"} & set(names)


def test_the_public_sees_no_case_no_camera_and_no_gap() -> None:
    seen = {layer.kind for layer in CATALOGUE if PUBLIC.may_see(layer.name, layer.kind)}
    assert not seen & {
        "disputes",
        "hazards",
        "cameras",
        "checkpoints",
        "drone_stations",
        "sites",
        "drawings",
    }
    assert not PUBLIC.gaps
    assert audience_named("public") is PUBLIC
