"""`app.py locate` as a person types it: every datum, the village, who answers, what is near; nonsense is told."""

from __future__ import annotations

import json

import pytest

import app
from gis import datum
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    made = small_county(tmp_path_factory.mktemp("locate") / "county.gpkg")
    made.workspace.close()
    return made


def target(county: SmallCounty) -> str:
    return str(county.workspace.target.path)


def test_a_place_is_said_in_every_datum_with_who_answers(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["locate", target(county), "114.05, 34.05", "--datum", "gcj02", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    lon, lat = datum.gcj02_to_wgs84(114.05, 34.05)
    assert answer["read_as"] == "gcj02"
    assert answer["frames"]["wgs84"] == {
        "lat": pytest.approx(float(lat), abs=1e-8),
        "lng": pytest.approx(float(lon), abs=1e-8),
    }
    assert answer["frames"]["gcj02"] == {"lat": 34.05, "lng": 114.05}
    assert 38_000_000 < answer["frames"]["zone-number"]["y_east_m"] < 39_000_000
    assert answer["village"] is not None
    assert set(answer) >= {"station", "resident", "liaison"}


def test_what_stands_near_is_listed_by_kind(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["locate", target(county), "34.05, 114.05", "--within", "30000", "--json"]) == 0
    wide = json.loads(capsys.readouterr().out)["near"]
    assert app.main(["locate", target(county), "34.05, 114.05", "--within", "1", "--json"]) == 0
    close = json.loads(capsys.readouterr().out)["near"]
    assert len(wide["disputes"]) > len(close.get("disputes", []))
    assert len(wide["villages"]) > len(close["villages"]) >= 1


def test_nonsense_is_refused_with_a_sentence(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["locate", target(county), "县城东边", "--lang", "zh"]) == 2
    assert "没有两个坐标数" in capsys.readouterr().err
    assert app.main(["locate", target(county), "34, 114", "--within", "-5"]) == 2
