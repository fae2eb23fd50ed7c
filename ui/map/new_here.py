"""The menu of a place: who answers there, what can be put there, what to do with what stands there.

"New dispute here" begins with it: village, station, officers, day and number are filled in by `layers.here`, the rest
is asked in the record panel. Everything shown comes from records, so it is plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from db.records import KINDS
from layers import here, verbs
from resources.text import Text
from ui.actions import ADDABLE
from ui.map.place_menus import CopyMenu, NearMenu
from ui.map_tools.around import Around
from ui.plain import menu_text
from ui.session import Item, Session

_OFFERED = 4
"""Kinds of point offered in the menu itself; the window's menu has all of them."""
_NAMED = 4


class Hand(Protocol):
    """Who carries out what the menu offers."""

    ground: here.Ground
    around: Around | None

    def new_here(self, kind: str, place: Point) -> None: ...
    def delete(self, items: Sequence[Item], origin: str) -> None: ...
    def cover(self, village_uid: str) -> None: ...


def who_answers(session: Session, at: here.Here) -> list[str]:
    """Resident, liaison and station of a place, in words; a post without anybody says so."""
    nobody = QCoreApplication.translate("HereMenu", "空缺")
    officers = here.names(session.workspace, "officers", (at.resident_uid, at.liaison_uid))
    posts = (
        (QCoreApplication.translate("HereMenu", "驻村"), at.resident_uid),
        (QCoreApplication.translate("HereMenu", "包村"), at.liaison_uid),
    )
    words = [f"{post} {officers.get(uid or '', nobody)}" for post, uid in posts]
    return [*words, *here.names(session.workspace, "units", (at.unit_uid,)).values()]


class HereMenu(QMenu):
    """The context menu of one place on the map, for the records `items` that lie under the pointer."""

    def __init__(self, session: Session, hand: Hand, place: Point, items: Sequence[Item]) -> None:
        super().__init__()
        self.setObjectName("menu:here")
        self.aboutToHide.connect(self.deleteLater)
        self._session, self._hand = session, hand
        self._say_who(hand.ground.here(place, session.today()))
        if not session.workspace.readonly:
            for layer in ADDABLE[:_OFFERED]:
                add = verbs.said(verbs.verb(layer.kind, "new"))
                words = session.say(Text(f"在此{add.zh}", f"{add.en} here"))
                self._entry(f"new:{layer.kind}", words, _calling(hand.new_here, layer.kind, place))
            self.addSeparator()
        for item in items[:_NAMED]:
            self._offer(item)
        self.addSeparator()
        if hand.around is not None:
            self.addMenu(NearMenu(session, hand.around, self._middle(place, items), self))
        self.addMenu(CopyMenu(session.lang, place, self))

    def _middle(self, place: Point, items: Sequence[Item]) -> BaseGeometry:
        """The point that was hit, to look around it; else the place itself."""
        for item in items[:1]:
            found = self._session.stack.place(item.kind, item.uid)
            if found is not None and isinstance(found[1], Point):
                return found[1]
        return place

    def _say_who(self, at: here.Here) -> None:
        if at.village_uid is None:
            self._entry("nowhere", self.tr("村界之外")).setEnabled(False)
        else:
            village = Item("villages", at.village_uid)
            name = here.names(self._session.workspace, "villages", (at.village_uid,))[
                at.village_uid
            ]
            self._entry("who", name, _calling(self._select, village))
            self._entry("posts", " · ".join(who_answers(self._session, at))).setEnabled(False)
            self._entry("cover", self.tr("监控覆盖"), _calling(self._hand.cover, village.uid))
        self.addSeparator()

    def _offer(self, item: Item) -> None:
        session = self._session
        record = session.workspace.get(KINDS[item.kind], item.uid)
        if record is None or item.kind == "villages":
            return
        name = record.name_for_people()
        self._entry(
            f"open:{item.uid}", f"{session.say(record.title)}  {name}", _calling(self._select, item)
        )
        if any(layer.kind == item.kind for layer in ADDABLE) and not session.workspace.readonly:
            words = session.say(verbs.said(verbs.verb(item.kind, "delete")))
            self._entry(
                f"delete:{item.uid}",
                f"{words}  {name}",
                _calling(self._hand.delete, [item], "menu"),
            )

    def _entry(self, name: str, words: str, act: Callable[[], object] | None = None) -> QAction:
        shown = words if len(words) <= 60 else f"{words[:40]}…{words[-16:]}"
        action = self.addAction(menu_text(shown))
        action.setObjectName(f"action:here:{name}")
        if act is not None:
            action.triggered.connect(lambda _checked=False: act())
        return action

    def _select(self, item: Item) -> None:
        self._session.selection.set((item,), "menu")


def _calling(act: Callable[..., object], *with_: object) -> Callable[[], object]:
    return lambda: act(*with_)
