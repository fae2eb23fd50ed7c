"""Sort keys of many texts at once: the same as those of one text at a time, said plainly here."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from db.row_window import BREAK
from layers.spelling import readings
from layers.tables.key_bytes import keys_of
from layers.tables.ranks import ranks_of, ranks_of_texts

LETTERS = st.sampled_from("鄢陵县村第中〇aAzß0012379１٣ -.İ\U0001f600") | st.characters(
    exclude_characters=BREAK, exclude_categories=["Cs"]
)
readings()  # loaded before the first example, which would be the only slow one
TEXTS = st.lists(st.text(LETTERS, max_size=30), max_size=12)


def plainly(text: str) -> bytes:
    """Chinese by pinyin, case aside, figures filled up so that they sort by value."""
    spelt = text.translate(readings()).casefold()
    return re.sub(r"\d+", lambda figures: figures.group().rjust(12, "0"), spelt).encode()


@given(TEXTS)
def test_keys_of_many_are_those_of_one_at_a_time(texts: list[str]) -> None:
    keys = keys_of("".join(text + BREAK for text in texts))
    spans = zip(keys.starts.tolist(), keys.ends.tolist(), strict=True)
    found = [keys.data[start:end].tobytes() for start, end in spans]
    assert found == [plainly(text) for text in texts]
    assert keys.longer(20) == {n: key for n, key in enumerate(found) if len(key) > 20}
    assert [cut.ljust(20, b"\0") for cut in keys.cut(20).tolist()] == [
        key[:20].ljust(20, b"\0") for key in found
    ]


@given(TEXTS)
def test_ranks_order_texts_as_their_keys_do(texts: list[str]) -> None:
    ranks = ranks_of_texts(texts)
    filled = sorted({plainly(text) for text in texts if text})
    assert all(np.isnan(rank) == (not text) for rank, text in zip(ranks, texts, strict=True))
    by_rank = sorted(
        {(rank, plainly(text)) for rank, text in zip(ranks, texts, strict=True) if text}
    )
    assert [key for _rank, key in by_rank] == filled


def test_parts_are_ranked_together_whatever_their_numbers() -> None:
    parts = [(np.array([7, 9]), f"村10{BREAK}村2{BREAK}"), (np.array([12]), f"村1{BREAK}")]
    numbers, ranks = ranks_of(parts)
    assert numbers[np.argsort(ranks)].tolist() == [12, 9, 7]
