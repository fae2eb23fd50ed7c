"""The base map of a window: opened beside the window, laid under its maps, remembered for its user and workspace.

Which file and how belongs to this machine, so it is kept with the user's settings and not in the workspace. A file that
is gone is said once and forgotten; the map goes on without.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from layers.base.basemap import BadBaseMap, BaseLook, BaseMap
from resources.text import Text
from ui.main_window import MainWindow
from ui.map_view.view import MapView

if TYPE_CHECKING:
    from ui.dialogs.base_map import BaseMapDialog

OPENING = Text("打开底图", "Opening the base map")


class BaseMaps(QObject):
    """The base map under every map of `window`; `key` names its workspace in the settings. Emits ``changed()``."""

    changed = Signal()

    def __init__(self, window: MainWindow, key: str) -> None:
        super().__init__(window)
        self._window, self._key = window, key
        self._shown: tuple[BaseMap, BaseLook] | None = None
        window.commands["base_map"].triggered.connect(self.ask)
        window.closed.connect(self._close)
        kept = window.settings.base_map(key)
        if kept is not None:
            self._open(*kept, window.session.notices.error)

    @property
    def shown(self) -> tuple[BaseMap, BaseLook] | None:
        """The base map that lies under the map, and how; None when there is none."""
        return self._shown

    def lay(self, view: MapView) -> None:
        """Lay the base map under `view`, or nothing when there is none."""
        if self._shown is None:
            view.set_base(None)
        else:
            view.set_base(*self._shown)

    def ask(self) -> BaseMapDialog:
        """Ask for another base map, or for another look of this one."""
        from ui.dialogs.base_map import BaseMapDialog  # noqa: PLC0415 - seldom asked for

        shown = None if self._shown is None else (self._shown[0].path, self._shown[1])
        dialog = BaseMapDialog(self._window.session, shown, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.removed.connect(self.remove)
        dialog.chosen.connect(
            lambda: self._open(dialog.file(), dialog.look(), dialog.refuse, dialog.accept)
        )
        dialog.open()
        return dialog

    def remove(self) -> None:
        """Go on without a base map."""
        self._window.settings.keep_base_map(self._key, None)
        self._show(None)

    def _open(
        self,
        path: Path,
        look: BaseLook,
        refuse: Callable[[Text], object],
        done: Callable[[], object] = lambda: None,
    ) -> None:
        """Open `path` beside the window and show it; what keeps it from that goes to `refuse`."""

        def taken(base: BaseMap) -> None:
            self._taken(base, look)
            done()

        shown = self._shown
        if shown is not None and shown[0].path == path:
            taken(shown[0])
            return

        def failed(trouble: Exception) -> None:
            if not isinstance(trouble, BadBaseMap):
                raise trouble
            refuse(trouble.sentence)

        self._window.tasks.start(OPENING, lambda _progress: BaseMap(path), taken, failed)

    def _taken(self, base: BaseMap, look: BaseLook) -> None:
        self._window.settings.keep_base_map(self._key, (base.path, look))
        self._show((base, look))

    def _show(self, wanted: tuple[BaseMap, BaseLook] | None) -> None:
        before, self._shown = self._shown, wanted
        self.lay(self._window.map)
        self.changed.emit()
        if before is not None and (wanted is None or wanted[0] is not before[0]):
            before[0].close()

    def _close(self) -> None:
        if self._shown is not None:
            self._shown[0].close()
            self._shown = None
