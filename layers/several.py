"""What several records of a kind are called, for headings over lists and tabs over tables.

Chinese has one form. English adds its ending to the title of the kind, all of which are regular nouns.
"""

from __future__ import annotations

from functools import cache

from db.records import KINDS
from resources.text import Text


@cache
def several(kind: str) -> Text:
    """The title of `kind` in the plural; KeyError for an unknown kind."""
    title = KINDS[kind].title
    consonant_y = title.en.endswith("y") and title.en[-2] not in "aeiou"
    return Text(title.zh, f"{title.en[:-1]}ies" if consonant_y else f"{title.en}s")
