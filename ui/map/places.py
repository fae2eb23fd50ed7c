"""Places by number: the datum of the status bar, coordinates to go to, what is near, back and forward through views.

It joins the window's actions and bar to the tools that do it; a window has one.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shapely.geometry import Point

from db.errors import WorkspaceError
from db.records import Drawing
from gis.coordinates import certain
from gis.vertices import TABLED
from layers import here
from resources.text import Text
from ui.actions import Actions
from ui.dialogs.go_to import GoToDialog
from ui.dialogs.shape_table import ShapeTable
from ui.frame.search import SearchBox
from ui.frame.status import StatusBar
from ui.map.new_here import who_answers
from ui.map_tools.around import Around
from ui.map_tools.drawing import reshape
from ui.map_tools.history import ViewHistory
from ui.map_tools.tool import Seat
from ui.settings import Settings

NO_DRAWING = Text("先选中一个标绘。", "Select a drawing first.")
MANY_PARTS = Text(
    "这个标绘由几块组成，不能逐点编辑。",
    "This drawing has several parts; its corners can't be listed.",
)
CLOSE = 16
"""At least this zoom for a place that was asked for by its coordinates."""


class Places(QObject):
    """What a window does with coordinates."""

    def __init__(
        self,
        seat: Seat,
        history: ViewHistory,
        commands: Actions,
        bar: StatusBar,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._seat, self._bar, self._settings, self._window = seat, bar, settings, window
        self.around = Around(seat, window)
        self.dialog: GoToDialog | None = None
        self.table: ShapeTable | None = None
        bar.place.set_notation(settings.notation)
        bar.place.chosen.connect(self._keep)
        commands["go_to"].triggered.connect(self.ask)
        commands["shape_table"].triggered.connect(self.tabulate)
        commands["back"].triggered.connect(history.back)
        commands["forward"].triggered.connect(history.forward)

        def show_ways() -> None:
            commands["back"].setEnabled(history.can_go_back)
            commands["forward"].setEnabled(history.can_go_forward)

        history.changed.connect(show_ways)
        show_ways()

    def answer(self, search: SearchBox) -> None:
        """Let the search box go to coordinates, in the datum of the status bar."""
        place = self._bar.place
        search.place_of = lambda typed: certain(typed, place.notation, near=self._middle())
        search.placed.connect(self._go)

    def ask(self) -> None:
        """Open the box for coordinates."""
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = GoToDialog(
            self._seat.session, self._bar.place.notation, self._middle, self._told, self._window
        )
        dialog.placed.connect(self._go)
        dialog.datumChosen.connect(self._bar.place.set_notation)
        dialog.datumChosen.connect(self._keep)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.show()

    def tabulate(self) -> None:
        """Open the corners of the selected drawing as text; what is taken is one operation."""
        lead = self._seat.session.selection.lead
        record = None
        if lead is not None and lead.kind == "drawings":
            record = self._seat.session.workspace.get(Drawing, lead.uid)
        if record is None:
            self._seat.session.notices.done(NO_DRAWING)
            return
        if record.geom.geom_type not in TABLED:
            self._seat.session.notices.error(MANY_PARTS)
            return
        uid = record.uid
        table = ShapeTable(
            self._seat.session,
            record.name_for_people(),
            record.geom,
            self._bar.place.notation,
            self._window,
        )
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.shaped.connect(lambda shape: reshape(self._seat, uid, shape))
        self.table = table
        table.show()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _keep(self, name: str) -> None:
        self._settings.notation = name

    def _go(self, place: Point) -> None:
        extent = self._seat.view.extent
        zoom = max(CLOSE, extent.view.zoom if extent is not None else 0)
        self._seat.view.go_to(place.y, place.x, zoom, pin=True)

    def _middle(self) -> Point | None:
        extent = self._seat.view.extent
        return None if extent is None else Point(extent.view.lng, extent.view.lat)

    def _told(self, place: Point) -> str:
        """The village at a place and who answers there."""
        session = self._seat.session
        try:
            at = self._seat.ground.here(place, session.today())
        except WorkspaceError as trouble:
            return session.say(trouble.sentence)
        if at.village_uid is None:
            return self.tr("村界之外")
        village = here.names(session.workspace, "villages", (at.village_uid,))[at.village_uid]
        return " · ".join([village, *who_answers(session, at)])
