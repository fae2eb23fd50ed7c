"""`app.py --shot`: the program as it is started, a picture of the whole window, an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.helpers.needs import ROOT
from tests.helpers.small_county import small_county


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("shot") / "small.gpkg"
    small_county(where).workspace.close()
    return where


def start(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "app.py", *map(str, arguments)],
        env=os.environ | {"XDG_CONFIG_HOME": str(home), "HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_picture_of_the_whole_window_in_the_size_asked_for(file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "out" / "window.png"

    done = start(
        tmp_path,
        *(file, "--shot", picture, "--size", "1366x768", "--lang", "en", "--theme", "light"),
        *("--select", "villages:411024100000"),
    )

    assert done.returncode == 0, done.stderr
    image = Image.open(picture).convert("RGB")
    assert image.size == (1366, 768)
    # The head of the window, the map's selected village, and the panel are all in it.
    assert image.getpixel((600, 10)) == (0xF4, 0xF6, 0xF9)
    middle = np.asarray(image.crop((230, 130, 1030, 520))).astype(int).reshape(-1, 3)
    assert len(np.unique(middle, axis=0)) > 50
    near_accent = np.abs(middle - (0x0B, 0x6B, 0xCB)).sum(axis=1) < 48
    assert near_accent.sum() > 300, "the selection is outlined"
    assert list(tmp_path.glob("**/guatu.ini")) == []


def test_a_record_that_is_not_there_ends_1(file: Path, tmp_path: Path) -> None:
    done = start(tmp_path, file, "--shot", tmp_path / "x.png", "--select", "villages:999")

    assert done.returncode == 1
    assert "no villages with the key 999" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_a_kind_that_is_not_there_ends_2(file: Path, tmp_path: Path) -> None:
    done = start(tmp_path, file, "--select", "teapots:1")

    assert done.returncode == 2
    assert "teapots" in done.stderr


def test_a_damaged_file_ends_1_with_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)

    done = start(tmp_path, broken, "--shot", tmp_path / "x.png", "--lang", "en")

    assert done.returncode == 1
    assert "broken" in done.stderr
