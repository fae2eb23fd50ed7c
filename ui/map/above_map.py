"""Commands for what is drawn above the map: view cover of a village, reach of the drones, wall size.

They stand in the view menu; the first is in the menu of a place as well. What is drawn is worked out beside the window
by `layers` and shown by `MapView.draw`. An overlay goes when its command is taken back; view cover also goes when
another record is selected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from layers.above.overlay import Overlay
from layers.above.reach import READS as REACH_READS
from layers.above.reach import reach_of
from layers.above.viewshed import READS as COVER_READS
from layers.above.viewshed import VillageCover, village_cover
from resources.text import Text
from ui.map_view.view import MapView
from ui.plain import menu_text
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks

COVERING = Text("计算监控覆盖", "Working out view cover")
REACHING = Text("计算无人机到达圈", "Working out drone reach")
NO_SPEED = Text(
    "没有登记了位置和飞行速度的无人机站，画不出到达圈。",
    "No drone station has a place and a speed on record, so there is no ring to draw.",
)


class AboveMap(QObject):
    """The commands of one window: ``cover`` (of the selected village), ``reach`` and ``wall``, which is remembered."""

    def __init__(
        self,
        session: Session,
        view: MapView,
        tasks: Tasks,
        window: QMainWindow,
        menu: QMenu,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._session, self._view, self._tasks, self._window = session, view, tasks, window
        self._settings = settings
        self._covered: str | None = None
        self.cover = self._action("cover", "Ctrl+Alt+V", self._cover_selected)
        self.reach = self._action("reach", "Ctrl+Alt+U", self._show_reach)
        self.wall = self._action("wall", "Ctrl+Alt+W", self._set_wall)
        menu.addSeparator()
        menu.addActions([self.cover, self.reach, self.wall])
        if settings.still:
            self.set_still(True)
        if settings.wall:
            self.show_wall()
        session.selection.changed.connect(lambda items, _origin: self._select(items))
        session.changed.connect(self._follow)
        window.installEventFilter(self)
        self._select(session.selection.items)
        self._retranslate()

    def _action(self, name: str, keys: str, act: Callable[[bool], object]) -> QAction:
        action = QAction(self._window)
        action.setObjectName(f"action:{name}")
        action.setShortcut(keys)
        action.setCheckable(True)
        action.triggered.connect(act)
        self._window.addAction(action)
        return action

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window."""
        if watched is self._window and event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return False

    def _retranslate(self) -> None:
        self.cover.setText(menu_text(self.tr("所选村的监控覆盖")))
        self.reach.setText(menu_text(self.tr("无人机到达圈")))
        self.wall.setText(menu_text(self.tr("大屏字号")))

    # -- view cover -------------------------------------------------------------------------------

    def show_cover(self, village_uid: str) -> None:
        """Select a village, work out what the cameras see of it, and draw it."""
        self._session.selection.set((Item("villages", village_uid),), "menu")
        self._covered = village_uid
        workspace = self._session.workspace

        def tell(found: VillageCover) -> None:
            if self._covered == found.village_uid:
                self._draw("cover", found.overlay())

        self.cover.setChecked(True)
        self._tasks.start(
            COVERING, lambda _progress: village_cover(workspace, village_uid), tell, self._no_cover
        )

    def _no_cover(self, trouble: Exception) -> None:
        self._hide_cover()
        if not isinstance(trouble, KeyError):  # the village may just have been deleted
            self._tasks.troubled.emit(trouble)

    def _cover_selected(self, wanted: bool) -> None:
        lead = self._session.selection.lead
        if wanted and lead is not None and lead.kind == "villages":
            self.show_cover(lead.uid)
        else:
            self._hide_cover()

    def _hide_cover(self) -> None:
        self._covered = None
        self.cover.setChecked(False)
        self._draw("cover", None)

    def _select(self, items: Sequence[Item]) -> None:
        lead = items[-1] if items else None
        if self._covered is not None and lead != Item("villages", self._covered):
            self._hide_cover()
        self.cover.setEnabled(lead is not None and lead.kind == "villages")

    # -- reach ------------------------------------------------------------------------------------

    def _show_reach(self, wanted: bool) -> None:
        if not wanted:
            self._draw("reach", None)
            return
        workspace = self._session.workspace

        def tell(found: Overlay | None) -> None:
            if found is None:
                self.reach.setChecked(False)
                self._session.notices.error(NO_SPEED)
            self._draw("reach", found if self.reach.isChecked() else None)

        self._tasks.start(REACHING, lambda _progress: reach_of(workspace), tell)

    def _follow(self, changes: Any) -> None:
        kinds = changes.kinds()
        if self.reach.isChecked() and REACH_READS & kinds:
            self._show_reach(True)
        if self._covered is not None and COVER_READS & kinds:
            self.show_cover(self._covered)

    # -- wall size --------------------------------------------------------------------------------

    def show_wall(self) -> None:
        """Draw the map at wall size this time, whatever is remembered."""
        self.set_wall(True)

    def set_still(self, wanted: bool) -> None:
        """Let nothing on the map move by itself, whatever the system says; remembered."""
        self._settings.still = wanted
        self._view.draw("pulse", "still", wanted or None)

    def set_wall(self, wanted: bool) -> None:
        """Draw the map at wall size or not, and remember nothing."""
        if self.wall.isChecked() != wanted:
            self.wall.setChecked(wanted)
            self._view.set_wall(wanted)

    def _set_wall(self, wanted: bool) -> None:
        self._view.set_wall(wanted)
        self._settings.wall = wanted

    def _draw(self, name: str, overlay: Overlay | None) -> None:
        self._view.draw("overlay", name, overlay.as_json() if overlay else None)
