"""The tool that adjusts boundaries: takes a village in hand, sends its outline to the page, makes what was dragged.

A drag is one operation. A line proposes: the sheet shows what would come of it and asks; `make` does it. Areas, points
that change village and refusals are told to the sheet by ``told``; what is drawn on the map is the page's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shapely.geometry import Point

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.records import Township, Village
from layers.boundary import Boundaries, BoundaryError, Land, Plan, write
from layers.boundary.plan import Area, Relocated
from layers.boundary.write import verb_of
from resources.text import Text
from ui.boundary import proposals
from ui.map_tools.tool import MapTool, Seat
from ui.session import Item

ORIGIN = "boundary"
READING = Text("读取村界", "Reading boundaries")
MODES = ("shift", "split", "cut", "merge", "draw")


class BoundaryTool(MapTool):
    """The tool. Emits ``told()`` when what the sheet shows is another, ``held(bool)`` when it is taken or put away."""

    name = "boundary"
    page_tool = "boundary"
    title = Text("调整村界", "Adjust boundaries")
    hint = Text(
        "拖动顶点或边；Shift 拖动整段；单击选另一个村",
        "Drag a vertex or an edge; Shift drags the stretch; a click takes another village",
    )
    icon = "boundary"
    keys = "Ctrl+Shift+B"
    writes = True

    told = Signal()
    held = Signal(bool)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent=parent, seat=seat)
        self.boundaries = Boundaries(seat.session.workspace)
        self.land: Land | None = None
        self.mode = "shift"
        self.uid: str | None = None
        self.areas: tuple[Area, ...] = ()
        self.points: tuple[Relocated, ...] = ()
        self.refusal: Text | None = None
        self.drawn: dict[str, Any] | None = None
        self.proposal: Plan | None = None
        self.repoint = True
        self.source: str | None = None
        self._in_hand = False
        self._trying = False
        seat.session.changed.connect(self._follow)
        seat.session.selection.changed.connect(self._selected)
        seat.view.ready.connect(self._page_again)

    # -- taken and put away -----------------------------------------------------------------------

    def begin(self) -> dict[str, Any]:
        """Read the land when it is not at hand, and start with the village that is selected."""
        self._in_hand = True
        self._clear()
        lead = self.seat.session.selection.lead
        self.uid = lead.uid if lead is not None and lead.kind == "villages" else None
        self.held.emit(True)
        QTimer.singleShot(0, self, self._read)
        return {"mode": self.mode}

    def end(self) -> None:
        """Let go."""
        self._in_hand = False
        self._clear()
        self.held.emit(False)

    def _read(self) -> None:
        if self.boundaries.ready:
            self._have(self.boundaries.read())
        else:
            self.seat.tasks.start(READING, lambda _progress: self.boundaries.read(), self._have)

    def _have(self, land: Land) -> None:
        self.land = land
        if self._in_hand:
            self.show_village()

    def _page_again(self) -> None:
        if self._in_hand and self.land is not None:
            QTimer.singleShot(0, self, self.show_village)

    # -- what is shown ----------------------------------------------------------------------------

    def show_village(self) -> None:
        """Send the village in hand and its neighbours to the page."""
        land = self.land
        if land is None:
            return
        if self.uid not in land.mosaic:
            self.uid = None
        shape = None if self.uid is None else land.mosaic.shape(self.uid)
        if shape is None or shape.is_empty:
            self.tell(village=None)
        else:
            near = [u for u in land.mosaic.labels_at(land.mosaic.near(shape)) if u != self.uid]
            self.tell(
                village={"uid": self.uid, "rings": proposals.rings_of(shape)},
                neighbours=[
                    {"uid": u, "rings": proposals.rings_of(land.mosaic.shape(u))} for u in near
                ],
            )
        self.told.emit()

    def use_mode(self, mode: str) -> None:
        """Move vertices, or draw a line to split, cut or draw by."""
        self.mode = mode
        self._clear()
        self.tell(mode=mode, forget=True)
        self.told.emit()

    def take(self, uid: str | None) -> None:
        """Take another village in hand."""
        if uid != self.uid:
            self.uid = uid
            self._clear()
            self.tell(forget=True)
            self.show_village()

    def _clear(self) -> None:
        self.areas, self.points, self.refusal = (), (), None
        self.drawn, self.proposal = None, None

    def _selected(self, items: Any, _origin: str) -> None:
        if self._in_hand and items and items[-1].kind == "villages":
            self.take(items[-1].uid)

    def _follow(self, changes: ChangeSet) -> None:
        self.boundaries.follow(changes)
        if self._in_hand and "villages" in changes.kinds():
            if changes.asked_by != ORIGIN:
                self._clear()
                self.tell(forget=True)
            self._read()

    # -- what the page says -----------------------------------------------------------------------

    def heard(self, event: str, message: Any) -> None:
        """Take what the hand did on the page."""
        if self.land is None:
            return
        match event:
            case "picked":
                self._pick(Point(message["lng"], message["lat"]))
            case "trying":
                self._try(message)
            case "shift":
                self._shift(message)
            case "line":
                self.drawn = message
                self.propose()
            case "forgotten" | "dropped":
                self._clear()
                self.told.emit()

    def _pick(self, place: Point) -> None:
        assert self.land is not None
        near = self.land.mosaic.near(place)
        inside = [i for i in near.tolist() if self.land.mosaic.shapes[i].intersects(place)]
        if inside:
            uid = str(self.land.mosaic.labels[inside[0]])
            self.seat.choose((Item("villages", uid),))
            self.take(uid)

    def _try(self, message: Any) -> None:
        assert self.land is not None
        try:
            self.areas, self.refusal = proposals.tried(self.land, message), None
        except BoundaryError as refused:
            self.areas, self.refusal = (), refused.sentence
        self.points = ()
        self.tell(wrong=self.refusal is not None)
        self.told.emit()

    def _shift(self, message: Any) -> None:
        assert self.land is not None
        try:
            planned = proposals.shifted(self.seat.session.workspace, self.land, message)
        except WorkspaceError as refused:
            self._refuse(refused)
            return
        self._perform(planned)

    # -- proposing and making ---------------------------------------------------------------------

    def propose(self, **chosen: Any) -> None:
        """Work out what the line that was drawn, or the merge that was chosen, would do; `chosen` are the sheet's."""
        if self.land is None:
            return
        self.proposal, self.refusal, self.areas, self.points = None, None, (), ()
        try:
            self.proposal = self._proposed(**chosen)
        except WorkspaceError as refused:
            self.refusal = refused.sentence
        pieces: list[dict[str, Any]] = []
        if self.proposal is not None:
            self.areas, self.points = self.proposal.areas, self.proposal.points
            for uid, shape in self.proposal.edit.changed.items():
                if uid in self.proposal.moved_ground():
                    role = "new" if uid in self.proposal.edit.born else "changed"
                    pieces.append({"rings": proposals.rings_of(shape), "role": role})
        self.tell(pieces=pieces)
        self.told.emit()

    def _proposed(self, **chosen: Any) -> Plan | None:
        land, workspace = self.land, self.seat.session.workspace
        assert land is not None
        if self.mode == "merge":
            if self.uid is None or not chosen.get("other"):
                return None
            into = chosen.get("into") or self.uid
            return proposals.merged(workspace, land, [self.uid, chosen["other"]], into)
        if self.drawn is None:
            return None
        if self.mode == "draw":
            town = self.township(chosen.get("township"))
            if town is None:
                return None
            code = chosen.get("code") or land.next_code(town.code)
            name = chosen.get("name") or ""
            return proposals.drawn(workspace, land, self.drawn, code=code, name=name, township=town)
        if self.uid is None:
            return None
        if self.mode == "split":
            own = str(land.rows.loc[self.uid, "code"])
            code = chosen.get("code") or land.next_code(own[:9])
            name = chosen.get("name") or ""
            return proposals.divided(workspace, land, self.uid, self.drawn, code=code, name=name)
        taker = chosen.get("taker") or next(iter(self.takers()), None)
        if taker is None:
            raise BoundaryError(
                Text(
                    "这条线没有切下可以划给邻村的一块。", "The line cuts off nothing to give away."
                )
            )
        return proposals.given(workspace, land, self.uid, taker, self.drawn)

    def takers(self) -> list[str]:
        """Who may be given what was cut off."""
        if self.land is None or self.uid is None or self.drawn is None or self.mode != "cut":
            return []
        try:
            return proposals.takers(self.land, self.uid, self.drawn)
        except BoundaryError:
            return []

    def township(self, uid: str | None) -> Township | None:
        """The township chosen for a new village, or the one that the middle of what was drawn lies nearest to."""
        workspace = self.seat.session.workspace
        if uid:
            return workspace.get(Township, uid)
        if self.drawn is None:
            return None
        middle = Point(self.drawn["line"][0])
        towns = [t for t in workspace.find(Township) if t.geom is not None]
        return min(towns, key=lambda t: t.geom.distance(middle), default=None)  # type: ignore[union-attr]

    def make(self, code: str = "", name: str = "") -> bool:
        """Do what is proposed, the new village with that code and name; False when it was refused."""
        planned = self.proposal
        if planned is None:
            return False
        if planned.new is not None:
            new = replace(planned.new, code=code or planned.new.code, name=name)
            born = planned.edit.born
            areas = tuple(
                replace(a, code=new.code, name=name) if a.uid in born else a for a in planned.areas
            )
            names = planned.names | dict.fromkeys(born, name)
            planned = replace(planned, new=new, areas=areas, names=names)
        if planned.into is not None:
            self.uid = planned.into
        elif planned.action == "draw":
            self.uid = planned.edit.born[0]
        done = self._perform(planned)
        if done:
            self.drawn, self.proposal = None, None
            self.tell(forget=True)
            self.told.emit()
        return done

    def _perform(self, planned: Plan) -> bool:
        session = self.seat.session
        self.areas, self.points, self.refusal = planned.areas, planned.points, None
        done = session.perform(
            verb_of(planned),
            planned.label(),
            lambda op: write(
                op,
                session.workspace,
                planned,
                session.today(),
                repoint=self.repoint,
                source=self.source,
            ),
            origin=ORIGIN,
        )
        if done is None:
            self.tell(refused=True)
            self.told.emit()
            return False
        return True

    def _refuse(self, refused: WorkspaceError) -> None:
        self.refusal, self.areas, self.points = refused.sentence, (), ()
        self.tell(refused=True, wrong=False)
        self.told.emit()

    def village(self) -> Village | None:
        """The village in hand."""
        return None if self.uid is None else self.seat.session.workspace.get(Village, self.uid)
