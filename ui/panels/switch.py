"""A button that stays down while what it stands for holds; it looks as one of a group."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton


def switch(name: str) -> QToolButton:
    """A switch called `name`, up and without words."""
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", "group")
    button.setCheckable(True)
    return button
