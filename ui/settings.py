"""What the window remembers for its user: layout, theme, language, and the workspaces opened last.

Kept in one ini file by QSettings, apart from every workspace. A test hands in a file of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings

from db.backups import Keeping
from db.records import KINDS
from layers.base.basemap import BaseLook
from resources.text import LANGUAGES, Language
from ui.session import Theme

RECENT = 8
_LAYOUT_VERSION = 1
BACKUP_MINUTES = (15, 30, 60, 120, 240)
BACKUPS_KEPT = (4, 8, 16, 32)
"""The choices of how often a changing workspace is backed up, and of how many backups are kept at least."""
MODE_NAMES = ("duty", "planning", "briefing")
_THEMES: tuple[Theme, ...] = ("dark", "light")


@dataclass(frozen=True)
class Arrangement:
    """How a mode of the window was left: docks, map theme ("" for one made by hand), wall size, kind of the table."""

    state: QByteArray
    theme: str
    wall: bool
    table: str


@dataclass(frozen=True)
class SecondMap:
    """How the second map was left: whether it was open, linked, else its theme ("" for none) and lat, lng, zoom."""

    open: bool = False
    linked: bool = True
    theme: str = ""
    place: tuple[float, float, float] | None = None


def _digest(workspace: str) -> str:
    """A key of an ini file for a name that holds slashes."""
    return hashlib.sha256(workspace.encode()).hexdigest()[:24]


class Settings:
    """The user's file of settings; a value that makes no sense counts as not set."""

    def __init__(self, file: Path | None = None) -> None:
        self._store = (
            QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "guatu", "guatu")
            if file is None
            else QSettings(str(file), QSettings.Format.IniFormat)
        )

    @property
    def lang(self) -> Language:
        """The language last used, at first Chinese."""
        value = self._store.value("lang")
        return cast("Language", value) if value in LANGUAGES else "zh"

    @lang.setter
    def lang(self, lang: Language) -> None:
        self._store.setValue("lang", lang)

    @property
    def theme(self) -> Theme:
        """The theme last used, at first dark."""
        value = self._store.value("theme")
        return cast("Theme", value) if value in _THEMES else "dark"

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme)

    @property
    def wall(self) -> bool:
        """Whether the map is drawn at wall size."""
        return self._store.value("wall") in (True, "true")

    @wall.setter
    def wall(self, wall: bool) -> None:
        self._store.setValue("wall", wall)

    @property
    def recent(self) -> list[str]:
        """Files and addresses of the workspaces opened last, newest first."""
        value = self._store.value("recent")
        if isinstance(value, str):
            value = [value]
        return [str(target) for target in value] if isinstance(value, list) else []

    def opened(self, target: str) -> None:
        """Remember that `target` was opened now."""
        others = [other for other in self.recent if other != target]
        self._store.setValue("recent", [target, *others][:RECENT])

    @property
    def folder(self) -> Path:
        """The user's folder in which this file lies."""
        return Path(self._store.fileName()).parent

    @property
    def still(self) -> bool:
        """Whether nothing on the map moves by itself, whatever the system says."""
        return self._store.value("still") in (True, "true")

    @still.setter
    def still(self, still: bool) -> None:
        self._store.setValue("still", still)

    @property
    def reopen(self) -> bool:
        """Whether the program starts with the workspace that was opened last."""
        return self._store.value("reopen") in (True, "true")

    @reopen.setter
    def reopen(self, reopen: bool) -> None:
        self._store.setValue("reopen", reopen)

    def keeping(self, workspace: str) -> Keeping:
        """How this seat backs up `workspace` (its file or address)."""
        value = self._store.value(f"keeping/{_digest(workspace)}")
        try:
            kept = json.loads(str(value))
            minutes, newest = int(kept["minutes"]), int(kept["newest"])
        except (KeyError, TypeError, ValueError):
            return Keeping()
        if minutes not in BACKUP_MINUTES or newest not in BACKUPS_KEPT:
            return Keeping()
        return Keeping(dt.timedelta(minutes=minutes), newest)

    def keep_keeping(self, workspace: str, keeping: Keeping) -> None:
        """Remember how this seat backs up `workspace`."""
        minutes = round(keeping.every.total_seconds() / 60)
        kept = json.dumps({"minutes": minutes, "newest": keeping.newest})
        self._store.setValue(f"keeping/{_digest(workspace)}", kept)

    @property
    def notation(self) -> str:
        """How coordinates are written, a name of `gis.coordinates.NOTATIONS`; at first WGS-84."""
        value = self._store.value("notation")
        return value if isinstance(value, str) else "wgs84"

    @notation.setter
    def notation(self, name: str) -> None:
        self._store.setValue("notation", name)

    @property
    def camera_roll(self) -> Path | None:
        """The folder that photos were taken from last."""
        value = self._store.value("camera_roll")
        return Path(value) if isinstance(value, str) and value else None

    @camera_roll.setter
    def camera_roll(self, folder: Path) -> None:
        self._store.setValue("camera_roll", str(folder))

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and dock state of the window as it was closed, None at the first time."""
        geometry, state = self._store.value("window/geometry"), self._store.value("window/state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def keep_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember the layout."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/state", state)

    @property
    def mode(self) -> str:
        """The mode of the window last used, at first duty."""
        value = self._store.value("mode")
        return value if value in MODE_NAMES else MODE_NAMES[0]

    @mode.setter
    def mode(self, name: str) -> None:
        self._store.setValue("mode", name)

    @property
    def start_mode(self) -> str:
        """The mode in which the window starts; "" for the one last used."""
        value = self._store.value("start_mode")
        return value if value in MODE_NAMES else ""

    @start_mode.setter
    def start_mode(self, name: str) -> None:
        self._store.setValue("start_mode", name)

    @property
    def toured(self) -> bool:
        """Whether the tour was seen or skipped."""
        return self._store.value("toured") in (True, "true")

    @toured.setter
    def toured(self, seen: bool) -> None:
        self._store.setValue("toured", seen)

    def arrangement(self, mode: str) -> Arrangement | None:
        """How `mode` was left, None when it was never changed."""
        kept = [self._store.value(f"mode_{mode}/{name}") for name in ("state", "theme", "table")]
        state, theme, table = kept
        if not isinstance(state, QByteArray) or not isinstance(table, str) or table not in KINDS:
            return None
        wall = self._store.value(f"mode_{mode}/wall") in (True, "true")
        return Arrangement(state, theme if isinstance(theme, str) else "", wall, table)

    def keep_arrangement(self, mode: str, kept: Arrangement | None) -> None:
        """Remember how `mode` was left, or forget it."""
        if kept is None:
            self._store.remove(f"mode_{mode}")
            return
        for name in ("state", "theme", "wall", "table"):
            self._store.setValue(f"mode_{mode}/{name}", getattr(kept, name))

    def base_map(self, workspace: str) -> tuple[Path, BaseLook] | None:
        """File and look of the base map last used with `workspace` (its file or address), None when there was none."""
        value = self._store.value(f"base/{_digest(workspace)}")
        try:
            kept = json.loads(str(value))
            return Path(kept["file"]), BaseLook(kept["datum"], kept["opacity"], kept["visible"])
        except (KeyError, TypeError, ValueError):
            return None

    def keep_base_map(self, workspace: str, shown: tuple[Path, BaseLook] | None) -> None:
        """Remember the base map of `workspace`, or forget it."""
        key = f"base/{_digest(workspace)}"
        if shown is None:
            self._store.remove(key)
            return
        path, look = shown
        self._store.setValue(key, json.dumps({"file": str(path), **asdict(look)}))

    @property
    def second_window(self) -> QByteArray | None:
        """Geometry of the second map window as it was closed, None at the first time."""
        geometry = self._store.value("second/geometry")
        return geometry if isinstance(geometry, QByteArray) else None

    @second_window.setter
    def second_window(self, geometry: QByteArray) -> None:
        self._store.setValue("second/geometry", geometry)

    def second_map(self, workspace: str) -> SecondMap:
        """How the second map was left, by the name of its workspace."""
        try:
            kept = json.loads(str(self._store.value(f"second/{_digest(workspace)}") or "{}"))
            place = kept.get("place")
            return SecondMap(
                bool(kept.get("open", False)),
                bool(kept.get("linked", True)),
                str(kept.get("theme", "")),
                None if place is None else (float(place[0]), float(place[1]), float(place[2])),
            )
        except (ValueError, TypeError, AttributeError, IndexError):
            return SecondMap()

    def keep_second_map(self, workspace: str, kept: SecondMap) -> None:
        """Remember how the second map was left."""
        self._store.setValue(f"second/{_digest(workspace)}", json.dumps(asdict(kept)))

    @property
    def layout_version(self) -> int:
        """Changes when the docks of the program change, so that an old layout is not forced on them."""
        return _LAYOUT_VERSION

    def save(self) -> None:
        """Write the file now."""
        self._store.sync()
