"""What an edit that would break the boundaries says: one sentence, and the villages it is about."""

from __future__ import annotations

from collections.abc import Iterable

from resources.text import Text

_NAMED = 3


class Refused(Exception):
    """The edit was not made. ``sentence`` says why to the officer, ``labels`` are the villages concerned."""

    def __init__(self, sentence: Text, labels: Iterable[str] = ()) -> None:
        super().__init__(sentence.en)
        self.sentence, self.labels = sentence, tuple(labels)


def named(names: Iterable[str]) -> Text:
    """`names` as people list them; after three, how many there are in all."""
    known = list(names)
    shown = known[:_NAMED]
    zh, en = "、".join(f"“{n}”" for n in shown), ", ".join(f"“{n}”" for n in shown)
    if len(known) > len(shown):
        return Text(f"{zh}等 {len(known)} 个村", f"{en} and {len(known) - len(shown)} more")
    return Text(zh, en)
