"""How a user left each table, remembered between two days: columns, widths, order, grouping; never what was filtered.

It lives in a file of the user's folder, apart from every workspace, as JSON under one key a kind. What makes no sense
counts as not kept.
"""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QSettings

from layers.tables.views import Arrangement, arrangement_from_json

FILE = "tables.ini"


class KeptLayouts:
    """The layouts of one user, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def layout(self, kind: str) -> Arrangement | None:
        """How the table of `kind` was left; None when it never was changed."""
        value = self._store.value(kind)
        try:
            return arrangement_from_json(json.loads(str(value))) if value else None
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def keep(self, kind: str, arrangement: Arrangement) -> None:
        """Remember how the table of `kind` is laid out."""
        plain = arrangement.unfiltered()
        if plain == Arrangement():
            self._store.remove(kind)
        else:
            self._store.setValue(kind, json.dumps(plain.as_json()))
