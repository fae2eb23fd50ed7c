"""Both languages are complete: no word of the window is missing from the translation, none goes untranslated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QTranslator

import resources
from resources.text import LANGUAGES
from tools import words

UI = Path(__file__).parents[2] / "ui"
FLOORS = [UI.parent / name for name in ("ui", "layers", "db", "gis", "resources")]


def calls_of_tr() -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_tr(node):
                yield file, node


def _is_tr(call: ast.Call) -> bool:
    named = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return named == "tr" or (named == "translate" and len(call.args) == 2)


def test_every_word_has_finished_english() -> None:
    assert list(words.lacking()) == []


def test_the_words_of_the_code_reach_the_translation() -> None:
    """What lupdate does not see (a word inside an f-string, a word that is no literal) would stay Chinese for ever."""
    tree = ET.parse(words.WORDS).getroot()  # noqa: S314 - our own file
    known = {message.findtext("source") for message in tree.iter("message")}
    for file, call in calls_of_tr():
        word = call.args[-1] if call.args else None
        place = f"{file.name}:{call.lineno}"
        assert isinstance(word, ast.Constant), f"{place}: tr takes a literal"
        assert word.value in known, f"{place}: lupdate does not see {word.value!r}"


def test_english_has_no_chinese_and_keeps_the_places_to_fill() -> None:
    tree = ET.parse(words.WORDS).getroot()  # noqa: S314 - our own file
    for message in tree.iter("message"):
        source, english = message.findtext("source", ""), message.findtext("translation", "")
        if source == "English":  # the button that leads back to Chinese
            assert english == "中文"
            continue
        assert not any("\u4e00" <= c <= "\u9fff" for c in english), english
        assert set(_places(source)) == set(_places(english)), source


def test_sentences_say_what_to_do_and_ask_for_nothing() -> None:
    asked = re.compile(r"(?<![邀提申])请(?![假求示教])|\b[Pp]lease\b")
    said = [(file, file.read_text("utf-8")) for floor in FLOORS for file in floor.rglob("*.py")]
    assert [
        f"{file.name}: {found[0]}" for file, text in said for found in asked.finditer(text)
    ] == []


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "zh"])
def test_the_compiled_words_speak(lang: str) -> None:
    translator = QTranslator()
    assert translator.load(str(resources.path("vendor", f"guatu_{lang}.qm")))
    assert translator.translate("Actions", "撤销") == "Undo"


def _places(text: str) -> Iterator[str]:
    while "{" in text:
        _before, _brace, text = text.partition("{")
        name, _brace, text = text.partition("}")
        yield name
