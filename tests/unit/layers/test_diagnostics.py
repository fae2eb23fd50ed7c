"""The bundle for support: enough to help, and nothing of what the records say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app import main
from db.records import KINDS, Camera
from tests.helpers.small_county import small_county


def test_the_bundle_tells_counts_and_nothing_of_the_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county = small_county(tmp_path / "county.gpkg")
    with county.workspace.operation("camera.change", label="只在标签里的字") as op:
        op.update(county.workspace.find(Camera)[0], note="只在备注里的字")
    county.workspace.close()

    code = main(["diagnose", str(tmp_path / "county.gpkg"), str(tmp_path / "d.zip"), "--json"])

    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert said["workspace"]["sound"] is True
    assert set(said["workspace"]["counts"]) == set(KINDS)
    assert said["workspace"]["recent"][0]["verb"] == "camera.change"
    with zipfile.ZipFile(tmp_path / "d.zip") as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    for secret in ("只在", "姚家", "county.gpkg", str(tmp_path), "114."):
        assert secret not in everything


def test_a_bundle_is_not_written_over_a_file_unasked(tmp_path: Path) -> None:
    small_county(tmp_path / "county.gpkg").workspace.close()
    (tmp_path / "d.zip").write_text("mine", encoding="utf-8")
    assert main(["diagnose", str(tmp_path / "county.gpkg"), str(tmp_path / "d.zip")]) == 2
    assert (tmp_path / "d.zip").read_text(encoding="utf-8") == "mine"
