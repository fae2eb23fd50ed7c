"""In which writing do these bytes make sense? Each encoding is read and its letters are weighed.

A wrong reading of a text is seldom impossible; it is improbable: it scatters the characters over rare
ones, puts capitals inside words and signs where letters belong. For each encoding the characters that
people write daily are known (a script's letters by how often they come, and the commonest characters of
names and offices where there are thousands), and the share of them is the score. No language is
recognised here, and nothing is decoded for good; `gis.transfer.text` decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

_MOST = 60_000
"""So many bytes of lines above ASCII are weighed."""
_NEUTRAL = set(
    "  ‐–—―‘’“”„«»‹›…·•°№§±×²³½¼€£¥©®™、。〈〉《》「」『』【】〔〕〜～ー・，．：；？！（）［］／－ª’º"
)
_BAD = -2.0
_NOBODYS = re.compile(r"[\x80-\x9f\ue000-\uf8ff\ufffd]")
"""What stands in no text: unreadable, control signs, places of private use."""
_ODD = -0.5
"""A capital after a small letter, or a letter of another script beside one."""

_CHINESE = (
    "会委村镇民员居庄乡社店区街道东山马大石西南尾张头新黄亭桥洋口北塘林岗楼龙华陈彭白江后路城海度寨田栏河坊前高陶李"
    "园乐家下溪杨梁里小湖王柏太门边湾常刘曹望围平霞关坞郊三岳安美济庙孙厝沟沙长芦水天寺包川土信项坂钟夏井坑中日兴岭县"
    "临灵徐国老凤坡上云欢营光月周香朱郑明阳象忠场青金集胡赵星和菜利柳宫许书泉文苏罗谢组市丁福秀劳万兰汀莲竹红魏管理"
    "建程子院五郭清七台堤玉花编号名称状态类别单位派出所经纬度正常故障离线在监控点位置号备注日期电话姓警辅驻纠纷隐患责任"
    "人口数代码地址的是不有业公司学校医广东中心交叉侧段办事处级机关"
)
_TRADITIONAL = (
    "里市區縣新北村鄉台南中東鎮高雄林山化大園義竹彰桃興安屏嘉和西湖三雲投苗福平港蘭永埔宜仁水德民溪花蓮龍隆寮豐城頭"
    "光內華田橋文基金正萬屯門美重鳳板明潭樹雅信六長崙社石鹿瑞口營前莊上五頂太後斗愛甲公厝復二子臺玉沙清海康吉草秀建"
    "寶七下白江關生春路廣灣楠左河四保元功香古日星天泉順羅善阿學音編號名稱狀態類別單位經緯度正常故障監控設備備註日期電話"
    "姓責任人口數代碼地址的是不有業公司校醫院心交叉路街道辦事處級機關國際"
)
_KANJI = (
    "市区町村都道府県東西南北大小中上下山川田野島原本木林森岡松井崎津橋浜港谷沢池宮寺神社丘台城戸石金高長新古福富和"
    "平美吉久保部屋条目丁番地名京阪横千葉埼玉茨栃群馬静愛知三重滋賀兵庫奈良歌鳥取広口徳香媛佐熊分児沖縄北海青岩手秋形"
    "郡字号称緯度経防犯施設所在種別備考日年月学校駅前通町内会公園病院消防署警察"
)
_HANGUL = (
    "동리시구군읍면산천남북서대신안성원주영화용정장중강전상하수인광평창명기연한송도덕고진문포금미양사가마로길번지역부경"
    "제종관청공초학교병소방비설치목적일련호이름위도경도울을의은는에자보당삼백석암월유은임오옥목무두봉세선순"
)
_KANA = "".join(map(chr, [*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC]))

_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё" + "іїєґўјљњћџ"
_GREEK = "αοιετσνηυρπκμλςωδγχθφβξζψ" + "άίόέήύώϊϋ"
_HEBREW = "יוהלאמתרבשדנכחקעפטגצםןזסךףץ"
_ARABIC = "اليمونرتبةدعسفهكحقجذطصشىخإءأضغزثئؤظآپچگژ"
_THAI = "านรกอเงมยลวดทสตะปบคิหแจพชขใไโผีึืุู่้็์ัำถธฉซญณศษฐภฝฟฮๆฤฏฎฑฒฬ"
_WESTERN = "éáíóãçäöüèàêñõåøúôâßîëïæûùòìœðþý"
_CENTRAL = "áéíěščřžýůúłąęśżźćńóöüőűäťďňľôăîșțâşţđëçĺŕ"
_TURKISH = "ıişğüöçâîû"


@dataclass(frozen=True)
class Writing:
    """An encoding and what a character read in it is worth, from 0 (nobody writes it) to 1."""

    encoding: str
    worth: Callable[[], dict[str, float]]
    alphabet: bool = False
    latin: bool = False


def _by_rank(letters: str) -> dict[str, float]:
    """Small letters by how often they come, the first most often; capitals are worth a little less."""
    worth = {c: 1 - 0.8 * i / len(letters) for i, c in enumerate(letters)}
    return {c.upper(): w * 0.9 for c, w in worth.items() if len(c.upper()) == 1} | worth


def _block(codec: str, leads: Iterable[int], trails: Iterable[int]) -> set[str]:
    """Every character of `codec` whose two bytes begin and end so."""
    pairs = b"".join(bytes((a, b)) for a in leads for b in trails)
    return set(pairs.decode(codec, errors="ignore"))


def _han(
    codec: str, leads: range, trails: Iterable[int], daily: str, **more: float
) -> dict[str, float]:
    worth = dict.fromkeys(_block(codec, leads, trails), 0.5)
    return (
        worth
        | {c: float(more["kana"]) for c in _KANA if "kana" in more}
        | dict.fromkeys(daily, 1.0)
    )


_HIGH = range(0xA1, 0xFF)
_BIG5_TRAILS = (*range(0x40, 0x7F), *_HIGH)


@cache
def _simplified() -> dict[str, float]:
    return _han("gb2312", range(0xB0, 0xD8), _HIGH, _CHINESE)


@cache
def _traditional() -> dict[str, float]:
    return _han("big5", range(0xA4, 0xC7), _BIG5_TRAILS, _TRADITIONAL)


@cache
def _japanese() -> dict[str, float]:
    return _han("euc_jp", range(0xB0, 0xD0), _HIGH, _KANJI, kana=0.9)


@cache
def _korean() -> dict[str, float]:
    return dict.fromkeys(_block("euc_kr", range(0xB0, 0xC9), _HIGH), 0.6) | dict.fromkeys(
        _HANGUL, 1.0
    )


def _alphabet(encoding: str, letters: str, *, latin: bool = False) -> Writing:
    return Writing(encoding, cache(lambda: _by_rank(letters)), True, latin)


WRITINGS = (
    Writing("gb18030", _simplified),
    Writing("big5", _traditional),
    Writing("cp932", _japanese),
    Writing("euc-jp", _japanese),
    Writing("cp949", _korean),
    _alphabet("cp1252", _WESTERN, latin=True),
    _alphabet("cp1250", _CENTRAL, latin=True),
    _alphabet("iso8859-2", _CENTRAL, latin=True),
    _alphabet("cp1254", _TURKISH, latin=True),
    _alphabet("cp1251", _RUSSIAN),
    _alphabet("koi8-r", _RUSSIAN),
    _alphabet("cp866", _RUSSIAN),
    _alphabet("cp1253", _GREEK),
    _alphabet("cp1255", _HEBREW),
    _alphabet("cp1256", _ARABIC),
    _alphabet("cp874", _THAI),
)
"""What is tried, the first of equals first."""


def weighed(raw: bytes) -> list[tuple[float, str, str]]:
    """Score, encoding and the text so read, for each of `WRITINGS`, the likeliest first.

    A score of 1 is text of daily letters alone; below 0.5 hardly anybody writes so.
    """
    lines = [line for line in raw.splitlines() if any(b > 0x7F for b in line)]
    telling = b"\n".join(lines)[:_MOST]
    found = []
    for writing in WRITINGS:
        text = telling.decode(writing.encoding, errors="replace")
        found.append((_score(text, writing), writing.encoding, text))
    return sorted(found, key=lambda one: -one[0])


def _score(text: str, writing: Writing) -> float:
    worth = writing.worth()
    considered = _beside_letters(text) if writing.latin else text
    counts = Counter(c for c in considered if c > "\x7f" and c not in _NEUTRAL)
    total = sum(counts.values())
    if not total:
        return 0.0
    points = sum(n * (_BAD if _NOBODYS.match(c) else worth.get(c, 0.0)) for c, n in counts.items())
    if writing.latin:  # letters that no plain letter is beside belong to no word
        points -= sum(1 for c in text if c > "\x7f" and c not in _NEUTRAL) - total
    odd = sum(1 for a, b in pairwise(text) if b > "\x7f" and b.isupper() and a.islower())
    if writing.alphabet and not writing.latin:  # no word has letters of two scripts
        odd += sum(
            1
            for a, b in pairwise(text)
            if a.isalpha() and b.isalpha() and (a > "\x7f") != (b > "\x7f")
        )
    return (points + _ODD * odd) / total


def _beside_letters(text: str) -> str:
    return "".join(
        re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]{1,2}|[^\x00-\x7f]{1,2}(?=[A-Za-z])", text)
    )
