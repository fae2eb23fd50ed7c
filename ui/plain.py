"""Text from records, made safe for the places where Qt would guess at markup.

A label can be told to be plain; a tooltip and a menu can't. What somebody typed is shown as typed, so it passes
through here on its way to either.
"""

from __future__ import annotations

from html import escape


def tip(text: str) -> str:
    """`text` as a tooltip that reads as it was typed, line breaks and all."""
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>' if text else ""


def menu_text(text: str) -> str:
    """`text` as the words of an action: one line, and no letter of it becomes a shortcut."""
    return " ".join(text.split()).replace("&", "&&")


def thin(number: int) -> str:
    """A figure with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u2009")
