"""Words inside an f-string are not collected for translation, so none may stand there."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def told_within(source: str) -> list[int]:
    """The lines of `source` on which an f-string calls ``tr``."""
    return [
        call.lineno
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "tr"
    ]


def test_no_word_of_the_window_stands_in_an_f_string() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{line}"
        for file in (ROOT / "ui").rglob("*.py")
        for line in told_within(file.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_one_that_does_is_seen() -> None:
    assert told_within("name = f\"{self.tr('视图')} x\"") == [1]
