"""Answers of a task that may come back after the widget that asked is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QWidget

Answer = TypeVar("Answer")


def while_alive(widget: QWidget, take: Callable[[Answer], object]) -> Callable[[Answer], None]:
    """`take`, called only while `widget` still exists."""

    def guarded(answer: Answer) -> None:
        if shiboken6.isValid(widget):
            take(answer)

    return guarded
