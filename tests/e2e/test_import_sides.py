"""Shapefiles whose side files lie, fall short or are spelt otherwise, read as they come from other hands."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.transfer.errors import TransferError
from gis.transfer.reader import read

NAMES = ("鄢陵县安陵镇东门路口", "马栏镇西街派出所", "柏梁镇中心小学门口", "陈化店镇卫生院")


def shapefile(folder: Path, encoding: str, names: tuple[str, ...] = NAMES) -> Path:
    places = [shapely.Point(114.1 + i / 100, 34.1) for i in range(len(names))]
    frame = gpd.GeoDataFrame({"name": names}, geometry=places, crs=4326)
    frame.to_file(folder / "a.shp", encoding=encoding)
    return folder / "a.shp"


@pytest.mark.parametrize("page", ["1252", "ISO-8859-1", "1251"])
def test_a_page_of_one_byte_a_letter_is_not_believed_of_chinese(page: str, tmp_path: Path) -> None:
    path = shapefile(tmp_path, "gbk")
    path.with_suffix(".cpg").write_text(page)
    found = read(path)
    assert (found.encoding, found.columns["name"]) == ("gb18030", list(NAMES))
    assert ("wrong_cpg", 1) in found.notes


def test_a_page_that_says_what_is_so_is_believed(tmp_path: Path) -> None:
    names = ("São João", "Conceição", "Brasília", "Itajaí")
    path = shapefile(tmp_path, "cp1252", names)
    path.with_suffix(".cpg").write_text("1252")
    found = read(path)
    assert (found.encoding_by, found.columns["name"]) == ("cpg", list(names))


@pytest.mark.parametrize("rows", [3, 6])
def test_a_table_with_other_rows_than_there_are_shapes_is_refused(
    rows: int, tmp_path: Path
) -> None:
    table = shapefile(tmp_path, "utf-8").with_suffix(".dbf")
    raw = bytearray(table.read_bytes())
    first, width = struct.unpack_from("<HH", raw, 8)
    struct.pack_into("<I", raw, 4, rows)
    records = bytes(raw[first : first + 4 * width]) * 2
    table.write_bytes(bytes(raw[:first]) + records[: rows * width] + b"\x1a")
    with pytest.raises(TransferError) as refused:
        read(tmp_path / "a.shp")
    assert f"属性表却有 {rows} 行" in refused.value.sentence.zh


def test_sides_in_an_archive_are_found_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "utf-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for part in tmp_path.glob("a.???"):
            if part.suffix != ".zip":
                packed.write(part, f"data/{'A' if part == path else 'a'}{part.suffix.upper()}")
    found = read(tmp_path / "a.zip")
    assert found.columns["name"] == list(NAMES)
    assert found.declared is not None


def test_an_archive_in_an_archive_is_told_from_one_with_nothing(tmp_path: Path) -> None:
    inner = zipfile.ZipFile(tmp_path / "inner.zip", "w")
    inner.writestr("a.csv", "a,b\n1,2\n")
    inner.close()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.write(tmp_path / "inner.zip", "inner.zip")
    with pytest.raises(TransferError) as refused:
        read(tmp_path / "a.zip")
    assert "里面还是压缩包" in refused.value.sentence.zh
