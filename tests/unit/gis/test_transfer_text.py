"""The encoding of undeclared text is told by its bytes; tables meant for people lose what is no row."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gis.transfer import dbf
from gis.transfer.tables import Row, tabulate
from gis.transfer.text import Guess, detect, known_encoding

SIMPLIFIED = "姚家居委会,正常\n张桥村委会,故障\n柏梁镇派出所南三百米路口,离线\n安陵镇,在线\n"
TRADITIONAL = "高雄市,林園區\n中門里,港埔里\n臺北市,大安區\n新竹縣,關西鎮\n"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (
            "São Sebastião do Caí,Três Passos\nErechim,Sertão,Nonoai,Ijuí,Cacequi\n",
            "cp1252",
            "cp1252",
        ),
        ("code,name\n1,a\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_told(text: str, codec: str, expected: str) -> None:
    guess = detect(text.encode(codec))
    assert guess.encoding == expected
    assert guess.sure


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ("GBK", "gb18030"),
        ("936", "gb18030"),
        ("cp936", "gb18030"),
        ("UTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("Big5", "big5"),
        ("950", "big5"),
        ("ANSI 1252", "cp1252"),
        ("ISO 8859-1", "iso8859-1"),
    ],
)
def test_an_encoding_is_known_by_its_usual_names(said: str, codec: str) -> None:
    assert known_encoding(said) == codec


@pytest.mark.parametrize("said", ["", "mojibake", "base64", "zip"])
def test_what_is_no_encoding_is_refused(said: str) -> None:
    with pytest.raises(LookupError):
        known_encoding(said)


def test_a_title_totals_remarks_and_repeated_headings_are_left_out_and_counted() -> None:
    table = tabulate(
        [
            ["鄢陵县村级监控一览表", None, None],
            ["填报单位：县局", None, "2026年11月"],
            [],
            ["编号", "名称", "数量"],
            ["001", "村口", "３"],
            ["002", "桥头", "4"],
            ["编号", "名称", "数量"],
            ["003", "学校", "5"],
            ["合　计", None, "12"],
            ["备注：以上为十一月数据", None, None],
        ]
    )
    assert table.names == ["编号", "名称", "数量"]
    assert [row[0] for row in table.rows] == ["001", "002", "003"]
    assert table.numbers == [5, 6, 8]
    assert table.left_out == {"titles": 2, "headings": 1, "totals": 1, "remarks": 1}


def test_a_heading_of_two_lines_with_merged_cells_is_joined() -> None:
    cells: list[Row] = [
        ["村情表", None, None, None],
        ["代码", "名称", "人口", None],
        [None, None, "总数", "户数"],
        ["411024100001", "甲村", 900, 210],
        ["411024100002", "乙村", 800, 190],
    ]
    merges = [(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)]
    table = tabulate(cells, merges)
    assert table.names == ["代码", "名称", "人口_总数", "人口_户数"]
    assert table.rows[0] == ["411024100001", "甲村", 900, 210]


def test_a_value_merged_over_rows_stands_in_each() -> None:
    table = tabulate(
        [["乡镇", "村"], ["安陵镇", "甲村"], [None, "乙村"], ["柏梁镇", "丙村"]], [(1, 0, 2, 0)]
    )
    assert [row[0] for row in table.rows] == ["安陵镇", "安陵镇", "柏梁镇"]


def test_a_village_whose_name_holds_a_word_for_total_is_a_row() -> None:
    table = tabulate([["名称", "人口"], ["合计村", "12"], ["小计屯", "9"], ["总计", "21"]])
    assert [row[0] for row in table.rows] == ["合计村", "小计屯"]


def _dbf(path: Path, values: list[bytes], width: int) -> None:
    column = b"NAME".ljust(11, b"\x00") + b"C" + b"\x00" * 4 + bytes([width, 0]) + b"\x00" * 14
    head = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(values), 32 + 32 + 1, width + 1)
    rows = b"".join(b" " + v.ljust(width, b" ")[:width] for v in values)
    path.write_bytes(head + column + b"\r" + rows + b"\x1a")


def test_a_character_cut_by_the_column_is_blanked_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    whole = "姚家居委会".encode("gbk")
    _dbf(path, [whole[:5], whole[:4], b"abc"], 5)
    found = dbf.layout(path)
    assert dbf.heal(path, found, "gb18030") == 1
    assert [v.decode("gbk") for v in dbf.texts_of(path, found)] == ["姚家", "姚家"]


ELSEWHERE = {
    "cp932": "市区町村コード,名称\n13101,千代田区\n13102,ひばりが丘\n14100,横浜市青葉区\n",
    "euc-jp": "市区町村コード,名称\n13101,千代田区\n13102,ひばりが丘\n14100,横浜市青葉区\n",
    "cp949": "행정동코드,행정동명\n11110,종로구\n11140,용산구\n11215,광진구\n",
    "cp1251": "Код,Название\n1,Посёлок Северный\n2,Ивановка\n3,Новосибирск\n",
    "koi8-r": "Код,Название\n1,Посёлок Северный\n2,Ивановка\n3,Новосибирск\n",
    "cp866": "Код,Название\n1,Посёлок Северный\n2,Ивановка\n3,Новосибирск\n",
    "cp1250": "kód,název\n1,Žilina\n2,Český Krumlov\n3,Częstochowa\n4,Dąbrowa\n5,Győr\n6,Přerov\n",
    "cp1254": "kod,ad\n1,Şanlıurfa\n2,Kırşehir\n3,Iğdır\n4,Muğla\n5,Ağrı\n6,Balıkesir\n",
    "cp1256": "رمز,الاسم\n1,القاهرة\n2,الإسكندرية\n3,المنصورة\n4,بورسعيد\n",
    "cp874": "รหัส,ชื่อ\n1,กรุงเทพ\n2,เชียงใหม่\n3,นครราชสีมา\n",
    "big5": "代碼,名稱\n1,板橋區\n2,新莊區\n3,淡水區\n",
}


def test_one_broken_byte_does_not_make_another_encoding_of_utf8() -> None:
    raw = ("鄢陵县安陵镇东门路口\n" * 10).encode()
    assert detect(raw[:100] + b"\xff" + raw[100:]) == Guess("utf-8", True)
    assert not detect(raw + raw.decode().encode("gbk")).encoding.startswith("utf")


@pytest.mark.parametrize("codec", ELSEWHERE)
def test_encodings_of_other_countries_are_told(codec: str) -> None:
    guess = detect(ELSEWHERE[codec].encode(codec))
    assert (guess.encoding, guess.sure) == (codec, True)


@pytest.mark.parametrize("codec", ELSEWHERE)
def test_a_word_alone_is_read_right_or_asked_about(codec: str) -> None:
    for line in ELSEWHERE[codec].splitlines():
        guess = detect(line.encode(codec))
        right = line.encode(codec).decode(guess.encoding, errors="replace") == line
        assert right or not guess.sure
