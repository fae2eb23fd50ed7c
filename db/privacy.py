"""The rule that no resident's identity enters the workspace.

Pure text in, a refusal out. It is called where a record is checked, so that a form, a drag, an
import and a plan all pass it; exports call it again. It looks for what identifies a person by
itself: a resident identity number (GB 11643, 18 or 15 digits) and a phone number. Names can't be
told from other words and are not searched for.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from db.errors import PrivacyRefusal
from resources.text import Text

_GAP = r"[ \-.·_]?"
_IDENTITY_18 = re.compile(
    rf"(?<!\d)([1-8]\d{{5}}){_GAP}((?:18|19|20)\d{{6}}){_GAP}(\d{{3}}[\dXx])(?![\dXx])"
)
_IDENTITY_15 = re.compile(rf"(?<!\d)([1-8]\d{{5}}){_GAP}(\d{{6}}){_GAP}(\d{{3}})(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?(?:00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
_LANDLINE = re.compile(r"(?<![\d.])(?:\(0\d{2,3}\) ?|0\d{2,3}[- ])[2-9]\d{6,7}(?![\d.])")
_INVISIBLE = {"Cf", "Cc"}


def _plain(text: str) -> str:
    """`text` with full-width digits folded and invisible characters taken out."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)


def _is_date(digits: str) -> bool:
    year = int(digits[:-4]) + (1900 if len(digits) == 6 else 0)
    try:
        dt.date(year, int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        return False
    return True


def identities(text: str) -> Iterator[tuple[str, str]]:
    """Each identity or phone number in `text` as ``(sort, digits as found)``.

    Sorts are ``"identity"`` and ``"phone"``. An identity number counts when its date of birth
    exists, whether or not its check digit is right: a mistyped number still points to a person.
    """
    plain = _plain(text)
    for pattern in (_IDENTITY_18, _IDENTITY_15):
        for match in pattern.finditer(plain):
            if _is_date(match.group(2)):
                yield "identity", match.group(0)
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(plain):
            yield "phone", match.group(0)


def refuse_identity(text: str, field: str, label: Text) -> None:
    """Raise `PrivacyRefusal` when `text`, typed into `field`, holds an identity or phone number.

    The sentence shows only the last two characters of what was found.
    """
    for sort, found in identities(text):
        tail = found[-2:]
        if sort == "identity":
            raise PrivacyRefusal(
                field,
                Text(
                    f"「{label.zh}」里有身份证号（…{tail}），没有写入。挂图不存群众身份信息，"
                    "删去号码，案件材料留在派出所卷宗。",
                    f"“{label.en}” holds an identity number (…{tail}); nothing was written. Guatu "
                    "keeps no resident's identity: take the number out and leave it in the "
                    "station's own file.",
                ),
            )
        raise PrivacyRefusal(
            field,
            Text(
                f"「{label.zh}」里有电话号码（…{tail}），没有写入。删去号码再保存。",
                f"“{label.en}” holds a phone number (…{tail}); nothing was written. Take the "
                "number out, then save.",
            ),
        )
