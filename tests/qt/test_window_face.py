"""What the window says and how it fits: both languages and themes, names for screen readers, a small screen."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from tests.helpers.county_window import county, desk, hand, on_that_day, window
from tests.helpers.window import Hand
from ui.main_window import MainWindow
from ui.panels.layers.rows import NAME
from ui.theme import colour

__all__ = ["county", "desk", "hand", "on_that_day", "window"]


def test_language_switches_while_the_window_is_open(window: MainWindow, hand: Hand) -> None:
    hand.press("tool:language")

    hand.wait(lambda: window.menus.actions()[0].text() == "Workspace")
    assert window.commands["delete"].text() == "Delete what is selected"
    assert window.ribbon.buttons["cover"].accessibleName().startswith("Cover")
    assert window.layer_dock.title.words.text() == "Layers and legend"
    shown = _visible_words(window)
    assert not [word for word in shown if _chinese(word) and not _from_records(word)], shown
    hand.press("tool:language")
    hand.wait(lambda: window.menus.actions()[0].text() == "工作区")


def test_theme_switches_while_the_window_is_open(window: MainWindow, hand: Hand) -> None:
    dark = window.grab().toImage().pixelColor(400, 10)
    hand.press("tool:theme")
    light = window.grab().toImage().pixelColor(400, 10)

    assert (dark.name(), light.name()) == ("#0e1520", "#f4f6f9")
    assert window.session.theme == "light"
    for row in window.layers.tree.tops():
        seen = window.session.stack.visible(row.data(0, NAME))
        assert row.foreground(0).color() == colour("light", "text" if seen else "secondary")
    hand.press("tool:theme")


def test_every_tool_has_a_name_for_screen_readers(window: MainWindow) -> None:
    for name in (
        "tool:select",
        "tool:undo",
        "tool:fit",
        "tool:theme",
        "dock:record:hide",
        "search",
    ):
        widget = window.findChild(QWidget, name)
        assert widget is not None
        assert widget.accessibleName() or widget.toolTip(), name


def test_everything_fits_into_a_small_screen(window: MainWindow, hand: Hand) -> None:
    for lang, said in (("en", "Cover"), ("zh", "覆盖率")):
        window.set_lang(lang)
        window.resize(1366, 768)
        _until_said(hand, window, said)
        hand.wait(
            lambda: (
                not [b for b in window.ribbon.buttons.values() if b.width() < b.sizeHint().width()]
            )
        )
        assert (window.width(), window.height()) == (1366, 768)


def _until_said(hand: Hand, window: MainWindow, word: str) -> None:
    cover = window.ribbon.buttons["cover"]
    hand.wait(lambda: cover.accessibleName().startswith(word))


def _visible_words(window: MainWindow) -> list[str]:
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    tips = [w.toolTip() for w in window.findChildren(QWidget) if w.isVisible() and w.toolTip()]
    return [*labels, *tips]


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _from_records(text: str) -> bool:
    """Whether the Chinese in `text` is the county's own, which no language changes."""
    return any(name in text for name in ("鄢陵县", "中文"))
