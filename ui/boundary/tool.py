"""The tool that adjusts boundaries: takes a village in hand, sends its outline to the page, makes what was dragged.

A drag is one operation; until it is written the page keeps what the hand let go of. A line proposes: the sheet shows
what would come of it and asks; `make` does it. Everything that is worked out or written is done by `Beside`, never on
the window's thread. Areas, points that change village and refusals are told to the sheet by ``told``; what is drawn on
the map is the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shapely.geometry import Point

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.records import Village
from layers.boundary import Boundaries, BoundaryError, Land, Plan
from layers.boundary.plan import Area, Relocated
from resources.text import Text
from ui.boundary import proposals
from ui.boundary.beside import Beside, Terms
from ui.map_tools.tool import MapTool, Seat
from ui.session import Item

ORIGIN = "boundary"
MODES = ("shift", "split", "cut", "merge", "draw")


class BoundaryTool(MapTool):
    """The tool.

    Emits ``told()`` when what the sheet shows is another, ``made()`` when a change is on the disk, ``held(bool)`` when
    it is taken or put away.
    """

    name = "boundary"
    page_tool = "boundary"
    title = Text("调整村界", "Adjust boundaries")
    hint = Text(
        "拖动顶点或边；Shift 拖动整段；单击选另一个村",
        "Drag a vertex or an edge; Shift drags the stretch; a click takes another village",
    )
    icon = "boundary"
    keys = "Ctrl+Shift+B"
    explained = True
    steps_back = True
    writes = True

    told = Signal()
    made = Signal()
    held = Signal(bool)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent=parent, seat=seat)
        self.boundaries = Boundaries(seat.session.workspace)
        self.mode = "shift"
        self.uid: str | None = None
        self.areas: tuple[Area, ...] = ()
        self.points: tuple[Relocated, ...] = ()
        self.refusal: Text | None = None
        self.drawn: dict[str, Any] | None = None
        self.proposal: Plan | None = None
        self.share: float | None = None
        """How much of a refused drag the proposal would go."""
        self.takers: Sequence[str] = ()
        """Who may be given what was cut off."""
        self.ground: proposals.Ground | None = None
        self.take_ground = False
        """A new village takes what lies inside it from others, too."""
        self.repoint = True
        self.source: str | None = None
        self.beside = Beside(
            seat.session.workspace, self.boundaries, seat.session.notices.error, self
        )
        self._in_hand = False
        self.writing = False
        """Whether a change is on its way to the disk."""
        self._chosen: dict[str, Any] = {}
        self._drag = 0
        """The last drag of the page that was heard of, by its number."""
        seat.session.changed.connect(self._follow)
        seat.session.selection.changed.connect(self._selected)
        seat.view.ready.connect(self._page_again)

    # -- taken and put away -----------------------------------------------------------------------

    def begin(self) -> dict[str, Any]:
        """Read the land when it is not at hand, and start with the village that is selected."""
        self._in_hand = True
        self._drag = 0
        self._clear()
        lead = self.seat.session.selection.lead
        self.uid = lead.uid if lead is not None and lead.kind == "villages" else None
        self.held.emit(True)
        self._read()  # the answer comes by the queue, after the page has the tool
        return {"mode": self.mode}

    def end(self) -> None:
        """Let go."""
        self._in_hand = False
        self.seat.view.select(self.seat.session.selection.items)
        self._clear()
        self.held.emit(False)

    @property
    def land(self) -> Land | None:
        """The villages as they were read last."""
        return None if self.ground is None else self.ground.land

    @property
    def busy(self) -> bool:
        """Whether something is being worked out or written."""
        return self.beside.busy

    def _read(self) -> None:
        """Read the land as it is now, and show the village in hand."""
        workspace, uid = self.seat.session.workspace, self.uid
        self.beside.read(lambda land: proposals.ground_of(workspace, land, uid), self._have)

    def _have(self, ground: proposals.Ground) -> None:
        self.ground = ground
        if not self._in_hand or self.writing:  # what is being written is shown when it is
            return
        if self.uid not in ground.land.mosaic:
            self.uid = None
        if self.uid != ground.uid:  # another one was taken meanwhile
            self._read()
            return
        self.seat.view.select(())  # its outline would stay where the village was
        self.tell(**ground.message, drag=self._drag)
        if self.drawn is not None:
            self.propose(**self._chosen)
        self.told.emit()

    def _page_again(self) -> None:
        if self._in_hand and self.land is not None:
            QTimer.singleShot(0, self, self.show_village)

    # -- what is shown ----------------------------------------------------------------------------

    def show_village(self) -> None:
        """Send the village in hand and its neighbours to the page."""
        if self.land is not None:
            self._read()

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
            self.told.emit()

    def _clear(self) -> None:
        self.beside.forget()
        self.areas, self.points, self.refusal = (), (), None
        self.drawn, self.proposal, self.share = None, None, None
        self.takers, self._chosen = (), {}

    def _selected(self, items: Any, _origin: str) -> None:
        if self._in_hand and items and items[-1].kind == "villages":
            self.take(items[-1].uid)

    def _follow(self, changes: ChangeSet) -> None:
        self.boundaries.follow(changes)
        if self._in_hand and "villages" in changes.kinds():
            self._read()  # a line that was drawn stays; it is proposed again on the new land

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
        self._drop_proposal()

        def work(land: Land) -> tuple[tuple[Area, ...], Text | None]:
            try:
                return proposals.tried(land, message), None
            except BoundaryError as refused:
                return (), refused.sentence

        self.beside.newest(work, self._tried, every=True)

    def _tried(self, answer: tuple[tuple[Area, ...], Text | None]) -> None:
        if self.writing or self.mode != "shift":
            return
        self.areas, self.refusal = answer
        self.points = ()
        self.tell(wrong=self.refusal is not None)
        self.told.emit()

    def _shift(self, message: Any) -> None:
        workspace = self.seat.session.workspace
        self._drag = message["drag"]
        self.beside.forget()
        self._write(
            lambda land: proposals.shifted(workspace, land, message),
            lambda refused: self._refuse_drag(refused, message),
        )

    def _refuse_drag(self, refused: BoundaryError, message: Any) -> None:
        """Put the outline back, and propose to go as far as nothing crosses."""
        self._drop_proposal()
        self._refuse(refused)
        workspace, uid = self.seat.session.workspace, self.uid

        def proposed(answer: tuple[Plan, float] | None) -> None:
            if answer is not None and self.refusal is refused.sentence and self.uid == uid:
                self.proposal, self.share = answer
                self._show_proposal()

        self.beside.newest(lambda land: proposals.as_far(workspace, land, message), proposed)

    # -- proposing and making ---------------------------------------------------------------------

    def propose(self, **chosen: Any) -> None:
        """Work out what the line that was drawn, or the merge that was chosen, would do; `chosen` are the sheet's."""
        if self.land is None:
            return
        self._chosen = chosen
        workspace, mode, uid, drawn = self.seat.session.workspace, self.mode, self.uid, self.drawn
        asked = proposals.Asked(mode, uid, drawn, chosen, self.take_ground)

        def work(land: Land) -> proposals.Answer:
            return proposals.answer(workspace, land, asked)

        def take(answer: proposals.Answer) -> None:
            if (self.mode, self.uid, self.drawn) != (mode, uid, drawn):
                return
            self.proposal, self.refusal, self.takers = answer
            if self.proposal is None:
                self.areas, self.points = (), ()
            self._show_proposal()

        self.beside.newest(work, take)

    def _drop_proposal(self) -> None:
        if self.proposal is not None:
            self.proposal, self.share = None, None
            self.tell(pieces=[])

    def _show_proposal(self) -> None:
        pieces: list[dict[str, Any]] = []
        planned = self.proposal
        if planned is not None:
            self.areas, self.points = planned.areas, planned.points
            for uid, shape in planned.edit.changed.items():
                if uid in planned.moved_ground():
                    role = "new" if uid in planned.edit.born else "changed"
                    pieces.append({"rings": proposals.rings_of(shape), "role": role})
        self.tell(pieces=pieces)
        self.told.emit()

    def make(self, code: str = "", name: str = "") -> bool:
        """Begin to do what is proposed, the new village with that code and name; False when nothing is proposed."""
        planned = self.proposal
        if planned is None or self.writing:
            return False
        if planned.new is not None:
            new = replace(planned.new, code=code or planned.new.code, name=name)
            born = planned.edit.born
            areas = tuple(
                replace(a, code=new.code, name=name) if a.uid in born else a for a in planned.areas
            )
            names = planned.names | dict.fromkeys(born, name)
            planned = replace(planned, new=new, areas=areas, names=names)
        made = planned
        self._write(lambda _land: made, self._refuse)
        return True

    def _write(
        self, planned: Callable[[Land], Plan], refused: Callable[[BoundaryError], object]
    ) -> None:
        """Plan and write beside the window; the page waits for the new outlines, or is told to go back."""
        session = self.seat.session
        self.writing = True
        self.told.emit()

        def done(answer: tuple[Plan, bool]) -> None:
            self.writing = False
            plan, written = answer
            self._clear()
            self.made.emit()
            self.areas, self.points = plan.areas, plan.points
            self.tell(forget=True)
            if plan.into is not None:
                self.uid = plan.into
            elif plan.action == "draw":
                self.uid = plan.edit.born[0]
            elif written:  # word of the change has the land read
                self.told.emit()
                return
            self._read()
            self.told.emit()

        def failed(trouble: Exception) -> None:
            self.writing = False
            if isinstance(trouble, BoundaryError):
                refused(trouble)
            elif isinstance(trouble, WorkspaceError):
                session.notices.error(trouble)
                self.tell(refused=True)
            else:
                self.tell(refused=True)
                raise trouble
            self._read()
            self.told.emit()

        terms = Terms(session.today(), self.repoint, self.source, ORIGIN)
        self.beside.write(planned, terms, done, failed)

    def _refuse(self, refused: BoundaryError) -> None:
        self.refusal, self.areas, self.points = refused.sentence, (), ()
        self.tell(refused=True, wrong=False)
        self.told.emit()

    def village(self) -> Village | None:
        """The village in hand."""
        return None if self.uid is None else self.seat.session.workspace.get(Village, self.uid)
