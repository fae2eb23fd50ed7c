"""One key however it is spelt: full-width letters, other dashes and blanks are not another record.

What differs in more than that (capitals, zeros in front) may well be another thing: it stays as it is and the
row is flagged, because nobody sees the second record appear beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from layers.intake.looks import looking
from layers.intake.rows import Rows
from layers.intake.text import folded
from resources.text import Text

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))


def settle(rows: Rows, key: str, present: Iterable[Any]) -> None:
    """Write the keys of `rows` as the records `present` do, or else as the first row that has the same one."""
    if key == "uid" or key not in rows.values:
        return
    spelt: dict[str, str] = {}
    alike: dict[str, str] = {}
    known = {str(one) for one in present if isinstance(one, str) and one}
    for one in known:
        spelt.setdefault(_spelling(one), one)
        alike.setdefault(_likeness(one), one)
    values = rows.values[key]
    for i, value in enumerate(looking(values, rows.look)):
        if not isinstance(value, str) or not value or value in known:
            continue
        values[i] = spelt.setdefault(_spelling(value), value)
        if values[i] not in known and (other := alike.get(_likeness(value))) is not None:
            rows.flag(
                i,
                Text(
                    f"“{value}”是新的；已有的“{other}”只差大小写或前面的 0，核对是不是同一条。",
                    f"“{value}” is new; “{other}”, which is there, differs only in capitals or zeros in front. "
                    "Check whether they are one.",
                ),
            )


def _spelling(key: str) -> str:
    return re.sub(r"\s+", " ", folded(key).translate(_DASHES))


def _likeness(key: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", _spelling(key).replace(" ", "").casefold())
