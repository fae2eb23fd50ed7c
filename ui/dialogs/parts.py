"""What the dialogs about files have in common: a box with its browse button, the row of buttons, and their margins.

Words come in translated, so that each stands with the dialog it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)


def file_row(box: QLineEdit, called: str, words: str, browse: Callable[[], object]) -> QHBoxLayout:
    """`box`, `called` so, with a button called `words` that calls `browse`; Enter in the box does not press it."""
    box.setAccessibleName(called)
    button = QPushButton(words)
    button.setObjectName(f"{box.objectName().partition(':')[0]}:browse")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: browse())
    row = QHBoxLayout()
    row.addWidget(box, 1)
    row.addWidget(button)
    return row


def foot(
    dialog: QDialog, name: str, act: str, leave: str, accept: Callable[[], object]
) -> tuple[QDialogButtonBox, QPushButton]:
    """The row of buttons, and the one that calls `accept`: it is called `act`, the other one `leave`."""
    buttons = QDialogButtonBox()
    away = buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
    away.setAutoDefault(False)
    go = buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole)
    go.setObjectName(name)
    buttons.accepted.connect(accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, go


def column(dialog: QDialog) -> QVBoxLayout:
    """The layout of `dialog`, with the margins that all have."""
    made = QVBoxLayout(dialog)
    made.setContentsMargins(16, 16, 16, 16)
    made.setSpacing(12)
    return made
