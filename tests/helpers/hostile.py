"""Files that mean harm, made by the tests: bombs, links, false names, endless views, cut ends."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import shapely
import xlsxwriter

SQUARES = gpd.GeoDataFrame(
    {
        "code": [f"4110241000{i:02d}" for i in range(1, 9)],
        "name": [f"{c}村" for c in "甲乙丙丁戊己庚辛"],
    },
    geometry=[shapely.box(114 + i / 100, 34, 114.01 + i / 100, 34.01) for i in range(8)],
    crs="EPSG:4326",
)
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource>'
    "<GeometryType>wkbUnknown</GeometryType></OGRVRTLayer></OGRVRTDataSource>"
)
KML = '<?xml version="1.0" encoding="UTF-8"?>{}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'


def bomb(path: Path) -> None:
    """A zip of some kilobytes that unpacks to 1.5 GB."""
    block = b" " * (1 << 20)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("big.geojson", "w", force_zip64=True) as member,
    ):
        for _ in range(1500):
            member.write(block)


def climbing(path: Path) -> None:
    """A zip whose member wants to lie outside."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.geojson", SQUARES.to_json())


def linking(path: Path) -> None:
    """A zip with a symbolic link to a file of the system."""
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("villages.geojson")
        member.create_system = 3
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")


def many(path: Path) -> None:
    """A zip of ten thousand files."""
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(10_000):
            archive.writestr(f"{i}.csv", "a,b\n1,2\n")


def excel_bomb(path: Path) -> None:
    """A book whose sheet is a gigabyte of blanks."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("表").write_row(0, 0, ["代码", "名称"])
    whole = path.read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for one in old.infolist():
            if "sheet1" not in one.filename:
                new.writestr(one, old.read(one))
                continue
            with new.open(one.filename, "w", force_zip64=True) as member:
                member.write(old.read(one).replace(b"</worksheet>", b""))
                for _ in range(1200):
                    member.write(b" " * (1 << 20))


def vrt(path: Path) -> None:
    """A VRT that points to a file of the system, under whatever name."""
    path.write_text(VRT.format("/etc/passwd"))


def remote_vrt(path: Path) -> None:
    """A VRT that points into the network."""
    path.write_text(VRT.format("/vsicurl/http://127.0.0.1:9/x.geojson"))


def entities(path: Path) -> None:
    """A KML whose entities multiply and read a file."""
    lines = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    kinds = f'<!DOCTYPE kml [<!ENTITY a0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{lines}]>'
    path.write_text(KML.format(kinds, "<Placemark><name>&a9;&f;</name></Placemark>"))


def network_links(path: Path) -> None:
    """A KML of nothing but links to other places."""
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    path.write_text(KML.format("", link * 50))


def deep_kml(path: Path) -> None:
    """Folders 200,000 deep."""
    path.write_text(KML.format("", "<Folder>" * 200_000 + "</Folder>" * 200_000))


def deep_geojson(path: Path) -> None:
    """Brackets 200,000 deep."""
    nested = "[" * 200_000 + "]" * 200_000
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"type":"Polygon","coordinates":{nested}}}}}]}}'
    )


def deep_collection(path: Path) -> None:
    """A geometry in a geometry in a geometry, 5,000 deep."""
    inner = '{"type":"Point","coordinates":[114,34]}'
    for _ in range(5000):
        inner = f'{{"type":"GeometryCollection","geometries":[{inner}]}}'
    path.write_text(
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"1"}},"geometry":{inner}}}]}}'
    )


def odd_numbers(path: Path) -> None:
    """Points at NaN, at 1e400 and at Infinity."""
    points = "".join(
        f'{{"type":"Feature","properties":{{"serial":"C{i}","name":"口{i}"}},'
        f'"geometry":{{"type":"Point","coordinates":[{x},34.0]}}}},'
        for i, x in enumerate(("NaN", "1e400", "Infinity", "-1e400"))
    )
    path.write_text(f'{{"type":"FeatureCollection","features":[{points[:-1]}]}}')


def _gpkg(path: Path, *, layer: str = "villages") -> sqlite3.Connection:
    SQUARES.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
    return sqlite3.connect(path)


def endless_view(path: Path) -> None:
    """A GeoPackage whose layer is a view without end."""
    link = _gpkg(path)
    link.executescript(
        """CREATE VIEW forever AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n)
        SELECT n.fid AS fid, geom, code, name FROM n, (SELECT geom, code, name FROM villages LIMIT 1);
        INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
            VALUES ('forever', 'features', 'forever', 4326);
        INSERT INTO gpkg_geometry_columns VALUES ('forever', 'geom', 'POLYGON', 4326, 0, 0);
        DELETE FROM gpkg_contents WHERE table_name = 'villages';
        DELETE FROM gpkg_geometry_columns WHERE table_name = 'villages';"""
    )
    link.commit()
    link.close()


def hostile_layer(path: Path) -> None:
    """A GeoPackage whose layer is named like a statement."""
    _gpkg(path, layer='x"; DROP TABLE villages; --').close()


def trigger(path: Path) -> None:
    """A GeoPackage with triggers on everything, and one that reads like a shell's line."""
    link = _gpkg(path)
    for action in ("INSERT", "UPDATE", "DELETE"):
        link.execute(
            f"CREATE TRIGGER harm_{action} AFTER {action} ON villages BEGIN "  # noqa: S608 - our own words
            "DELETE FROM gpkg_contents; SELECT load_extension('/tmp/x'); END"
        )
    link.commit()
    link.close()


def torn(path: Path) -> None:
    """A workspace-like file of which half is noise."""
    _gpkg(path).close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = bytes((i * 7919) & 0xFF for i in range(len(whole) - 4096))
    path.write_bytes(whole)


def lying_shapefile(path: Path) -> None:
    """A shapefile that says it has two thousand million rows."""
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 0x7FFFFFFF) + struct.pack(
        "<2i8d", 1000, 5, *[0.0] * 8
    )
    path.write_bytes(header)


HOSTILE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a zip bomb": ("bomb.zip", bomb),
    "a zip that climbs out": ("up.zip", climbing),
    "a zip with a link": ("link.zip", linking),
    "a zip of many files": ("many.zip", many),
    "an Excel bomb": ("bomb.xlsx", excel_bomb),
    "a VRT named .geojson": ("false.geojson", vrt),
    "a VRT named .shp": ("false.shp", vrt),
    "a VRT named .csv": ("false.csv", remote_vrt),
    "a VRT named .gpkg": ("false.gpkg", remote_vrt),
    "a KML with entities": ("entities.kml", entities),
    "a KML with network links": ("links.kml", network_links),
    "a KML 200,000 deep": ("deep.kml", deep_kml),
    "a GeoJSON 200,000 deep": ("deep.geojson", deep_geojson),
    "a geometry 5,000 deep": ("collection.geojson", deep_collection),
    "coordinates NaN and 1e400": ("odd.geojson", odd_numbers),
    "an endless view": ("endless.gpkg", endless_view),
    "a torn GeoPackage": ("torn.gpkg", torn),
    "a lying shapefile": ("lying.shp", lying_shapefile),
}
HARMLESS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a layer named like a statement": ("layer.gpkg", hostile_layer),
    "triggers": ("trigger.gpkg", trigger),
}


def whole_files(folder: Path) -> dict[str, Path]:
    """One good file of each format, to be cut."""
    made = {}
    for name, driver in (
        ("a.gpkg", "GPKG"),
        ("a.geojson", "GeoJSON"),
        ("a.geojsonl", "GeoJSONSeq"),
        ("a.kml", "LIBKML"),
        ("a.shp", "ESRI Shapefile"),
    ):
        made[name] = folder / name
        SQUARES.to_file(
            made[name],
            driver=driver,
            engine="pyogrio",
            encoding="UTF-8" if driver.startswith("ESRI") else None,
        )
    points = SQUARES.set_geometry(shapely.centroid(SQUARES.geometry.to_numpy()), crs=SQUARES.crs)[
        ["name", "geometry"]
    ]
    made["a.gpx"] = folder / "a.gpx"
    points.to_file(made["a.gpx"], driver="GPX", engine="pyogrio")
    made["a.xlsx"] = folder / "a.xlsx"
    with xlsxwriter.Workbook(str(made["a.xlsx"])) as book:
        page = book.add_worksheet("表")
        for i, row in enumerate(
            [("代码", "名称"), *zip(SQUARES["code"], SQUARES["name"], strict=True)]
        ):
            page.write_row(i, 0, row)
    made["a.zip"] = folder / "a.zip"
    with zipfile.ZipFile(made["a.zip"], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("villages.geojson", json.dumps(json.loads(SQUARES.to_json())))
    return made
