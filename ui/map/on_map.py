"""What the officer does on the map, turned into selections and operations.

The map view says what was clicked, dragged or asked for; here it becomes a selection, one journalled operation, or a
form for a new record. The rules of a place (village, station, officers) are `layers.here`'s. The map is told what is
selected elsewhere; it never hears its own selection back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget
from shapely.geometry import Point

from db.errors import WorkspaceError
from db.records import KINDS, Record
from layers import here, verbs
from layers.above.reach import reach_bounds
from resources.text import Text
from ui.chosen import Item, Rows, toggled
from ui.deleting import FEW, Deleting
from ui.map.new_here import HereMenu, who_answers
from ui.map_tools.around import Around
from ui.map_tools.history import ViewHistory
from ui.map_view.view import Item as Shown
from ui.map_view.view import MapView, Pointed
from ui.session import Session

ORIGIN = "map"
GONE = Text(
    "这条记录已不在工作区里，可能刚被别人删除。",
    "This record is no longer in the workspace; it may just have been deleted.",
)
MOVED = Text("变更地点：{before} → {after}", "Moved: {before} → {after}")
NOWHERE = Text("村界之外", "outside every village")


class OnMap(QObject):
    """The hand on the map. Emits ``drafted(record, focus)`` for a new record to be filled in, ``toolEnded()``."""

    drafted = Signal(object, str)
    coverAsked = Signal(str)  # noqa: N815 - as Qt's own
    toolEnded = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, session: Session, view: MapView, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._view, self._window = session, view, window
        self.ground = here.Ground(session.workspace)
        self._taker: Callable[[float, float], object] | None = None
        self._flying: int | None = None
        self.deleting: Deleting | None = None
        """Asks before many records go; the window gives it."""
        self.around: Around | None = None
        """Selects what is near; the window gives it."""
        self._others: list[MapView] = []
        self.history = ViewHistory(view, self)
        view.painted.connect(self._fly_now)
        view.placed.connect(self._place)
        view.toolDropped.connect(self._drop_tool)
        self._hear(view)
        session.selection.changed.connect(self._show_selection)
        session.flyTo.connect(self._fly)
        session.changed.connect(lambda changes: self.ground.follow(changes.kinds()))
        session.changed.connect(self._drop_deleted)

    def _hear(self, view: MapView) -> None:
        view.clicked.connect(self._click)
        view.contextRequested.connect(lambda pointed: self._ask(view, pointed))
        view.moved.connect(self._move)
        view.deleteRequested.connect(self._delete)

    def adopt(self, view: MapView) -> None:
        """Heed the hand on another map, too, and outline the selection there."""
        self._others.append(view)
        self._hear(view)
        view.select(self._session.selection.items)

    def release(self, view: MapView) -> None:
        """Forget a map that was adopted; it is about to go."""
        self._others.remove(view)

    def leave(self, *, adding: bool) -> None:
        """Escape on the map: put the tool away, or else let the selection go."""
        if adding:
            self._drop_tool()
        else:
            self._session.selection.set((), ORIGIN)
            self._outline(())

    def _drop_tool(self) -> None:
        self._taker = None
        self.toolEnded.emit()

    # -- selecting ------------------------------------------------------------------------------

    def choose(self, items: Sequence[Item]) -> None:
        """Select `items` as the map's own doing."""
        self._session.selection.set(items, ORIGIN)
        self._outline(items)

    def _click(self, pointed: Pointed) -> None:
        hit: Sequence[Item] = _items(pointed.items[:1])
        if pointed.ctrl or pointed.shift:
            hit = toggled(self._session.selection.items, hit)
        self.choose(hit)

    def _show_selection(self, items: Sequence[Item], origin: str) -> None:
        if origin != ORIGIN:
            self._outline(items)

    def _outline(self, items: Sequence[Item], fly: bool = False) -> None:
        self._view.select(items, fly)
        for view in self._others:
            view.select(items)

    def _fly(self, item: Item) -> None:
        session = self._session
        if self.history.returns_from(item):
            return
        if session.stack.reveal(item.kind, item.uid):
            self._flying = (
                self._view.ask_stamp()
            )  # the page knows the record when the layer is painted
            return
        if session.stack.place(item.kind, item.uid) is not None:
            self._outline(session.selection.items, fly=True)
            return
        bounds = here.bounds_of(session.workspace, item.kind, item.uid, session.today())
        if bounds is not None:
            south, west, north, east = bounds
            self._view.fit(((south, west), (north, east)))

    def _fly_now(self, stamp: int) -> None:
        if self._flying is not None and stamp >= self._flying:
            self._flying = None
            items = self._session.selection.items
            rings = reach_bounds(self._session.workspace, *items[0]) if len(items) == 1 else None
            self._outline(items, fly=rings is None)
            if rings is not None:
                self._view.fit(rings)

    def _drop_deleted(self, changes: Any) -> None:
        gone = {
            Item(change.kind, change.uid) for change in changes.changes if change.action == "delete"
        }
        items = self._session.selection.items
        if not gone:
            return
        if isinstance(items, Rows):
            self._session.selection.set(Rows(items.uids.present()), "menu")
        else:
            self._session.selection.set((item for item in items if item not in gone), "menu")

    # -- changing -------------------------------------------------------------------------------

    def pick(self, take: Callable[[float, float], object]) -> None:
        """Give the next place that is clicked, (lat, lng) in EPSG:4326, to `take` instead of drafting a record."""
        self._taker = take

    def _place(self, kind: str, lat: float, lng: float) -> None:
        taker, self._taker = self._taker, None
        self.toolEnded.emit()
        if taker is not None:
            taker(lat, lng)
        else:
            self.new_here(kind, Point(lng, lat))

    def new_here(self, kind: str, place: Point) -> None:
        """Draft a record of `kind` at `place` (lon, lat) and ask for the rest of it."""
        session = self._session
        try:
            at = self.ground.here(place, session.today())
            record = here.new_record(session.workspace, kind, place, at, session.today())
        except WorkspaceError as trouble:
            session.notices.error(trouble)
            return
        self.drafted.emit(record, "summary" if hasattr(record, "summary") else "name")

    def cover(self, village_uid: str) -> None:
        """Ask for the view cover of a village."""
        self.coverAsked.emit(village_uid)

    def _move(self, shown: Shown, lat: float, lng: float) -> None:
        session = self._session
        item = Item(shown.kind, shown.uid)
        record = session.workspace.get(KINDS[item.kind], item.uid)
        if record is None:
            session.notices.error(GONE)
            return
        place = Point(lng, lat)
        after = self.ground.here(place, session.today())
        old_uid = getattr(record, "village_uid", None)
        before = here.of_village(session.workspace, old_uid, session.today())
        changes = here.moved(record, place, before, after)
        named = here.names(session.workspace, "villages", (old_uid, after.village_uid))
        said = MOVED.format(
            before=_or_nowhere(named, old_uid), after=_or_nowhere(named, after.village_uid)
        )
        done = session.perform(
            verbs.verb(item.kind, "move"),
            record.name_for_people(),
            lambda operation: here.move(operation, record, changes, said),
            origin=ORIGIN,
        )
        if done is None:
            return
        session.selection.set((item,), ORIGIN)
        self._outline((item,))
        if "village_uid" in changes:
            session.notices.done(
                self._told(record, said, after), self.tr("撤销"), lambda: session.undo("menu")
            )

    def _told(self, record: Record, said: Text, at: here.Here) -> str:
        """The new village and who answers there, for the notice after a drag."""
        parts = who_answers(self._session, at) if at.village_uid else []
        return "    ".join([f"{record.name_for_people()}  {self._session.say(said)}", *parts])

    def _delete(self, shown: Sequence[Shown]) -> None:
        """The Delete key: of a selection of thousands the page names none."""
        self.delete(_items(shown) or self._session.selection.items, ORIGIN)

    def delete(self, items: Sequence[Item], origin: str) -> None:
        """Delete a few records at once, with a way back instead of a question; of many it is asked."""
        session = self._session
        if len(items) > FEW and self.deleting is not None:
            self.deleting.ask(items, origin)
            return
        records = [session.workspace.get(KINDS[item.kind], item.uid) for item in items]
        present = [record for record in records if record is not None]
        if not present:
            return
        label = present[0].name_for_people() if len(present) == 1 else f"× {len(present)}"

        def write(operation: Any) -> None:
            for record in present:
                operation.delete(record)

        verb = verbs.verb(present[0].kind(), "delete")
        if session.perform(verb, label, write, origin=origin) is not None:
            words = verbs.said(verb)
            session.notices.done(
                Text(f"已{words.zh} {label}", f"{words.en}: {label}"),
                self.tr("撤销"),
                lambda: session.undo("menu"),
            )

    def _ask(self, view: MapView, pointed: Pointed) -> None:
        if pointed.lat is None or pointed.lng is None:
            return
        menu = HereMenu(self._session, self, Point(pointed.lng, pointed.lat), _items(pointed.items))
        menu.setParent(view.window(), menu.windowFlags())
        menu.popup(view.mapToGlobal(QPoint(pointed.x, pointed.y)))


def _items(shown: Iterable[Shown]) -> list[Item]:
    return [Item(item.kind, item.uid) for item in shown]


def _or_nowhere(named: Mapping[str, str], uid: str | None) -> Any:
    return named.get(uid, NOWHERE) if uid else NOWHERE
