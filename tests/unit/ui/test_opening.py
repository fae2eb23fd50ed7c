"""A workspace that is opened while the window is being read: handed over once, or closed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import NotAWorkspace
from db.workspace import Workspace
from tests.helpers.small_county import small_county
from ui.startup.opening import Opening


@pytest.fixture
def file(tmp_path: Path) -> Path:
    where = tmp_path / "county.gpkg"
    small_county(where).workspace.close()
    return where


def test_whoever_asks_has_the_workspace(file: Path) -> None:
    opening = Opening(str(file), readonly=False)
    with opening.workspace() as workspace:
        opening.give_up()  # it is somebody's already
        assert not workspace.readonly
        assert len(workspace.frame("villages"))


def test_what_nobody_asks_for_is_closed_again(file: Path) -> None:
    Opening(str(file), readonly=False).give_up()
    with Workspace.open(file) as workspace:
        assert not workspace.readonly


def test_what_cannot_be_opened_is_said_to_whoever_asks(tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    other.write_text("no workspace")
    opening = Opening(str(other), readonly=False)
    with pytest.raises(NotAWorkspace):
        opening.workspace()
    Opening(str(other), readonly=False).give_up()
