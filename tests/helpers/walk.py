"""One walk through the program: what it shows is judged by `tests.helpers.face`; the way is `tests.helpers.round`."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from tests.helpers import face
from tests.helpers.small_county import SmallCounty
from tests.helpers.window import Hand
from ui.main_window import MainWindow
from ui.session import Item

TYPED = (
    "我的",
    "对方的",
    "坏的",
    "没有的村",
    "村口乙",
    "设备编号",
    "点位名称",
    "运行状态",
    "所属村",
    "经度",
    "纬度",
)
"""What the round itself types, and what stands in the file that it brings."""
Part = TypeVar("Part", bound=QObject)


class Round:
    """One walk in the language of `window`; `seen` are the classes that were shown on it, `wrong` what is amiss."""

    def __init__(self, window: MainWindow, hand: Hand, county: SmallCounty, folder: Path) -> None:
        self.window, self.hand, self.county, self.folder = window, hand, county, folder
        self.workspace, self.lang = window.session.workspace, window.session.lang
        place = self.workspace.target.path
        assert place is not None
        self.records = face.Records(
            self.workspace, *TYPED, str(place), str(place.parent), place.name, place.stem,
            str(folder), folder.name, "中文", "duty.png", "duty.csv", "duty", "desk-1",
        )  # fmt: skip
        self.seen: set[type[QWidget]] = set()
        self.wrong: list[str] = []

    def look(self, place: str, widget: QWidget) -> None:
        """Read everything that `widget` shows."""
        self.hand.wait(widget.isVisible)
        for _pass in range(3):  # a label that wraps asks for its height once its width is known
            QApplication.processEvents()
        self.seen |= {type(each) for each in face.shown(widget)}
        for sort, found in (
            ("not translated", face.foreign(widget, self.lang, self.records)),
            ("no room", face.clipped(widget, self.records)),
            ("no name", face.nameless(widget)),
        ):
            self.wrong += [f"{place}: {sort}: {each}" for each in found]

    def fits(self, place: str, scroller: QScrollArea) -> None:
        """Hold what scrolls up and down to the width it has."""
        body = scroller.widget()
        assert body is not None
        asks, has = body.minimumSizeHint().width(), scroller.viewport().width()
        if asks > has:
            self.wrong.append(f"{place}: wider than its panel: {asks} px in {has}")

    def popup(self, place: str) -> None:
        """Read the small window that is open, and close it."""
        self.hand.wait(lambda: QApplication.activePopupWidget() is not None)
        shown = QApplication.activePopupWidget()
        assert shown is not None
        self.look(place, shown)
        shown.close()

    def dialog(self, place: str, name: str) -> None:
        """Read the dialog that is open, and leave it."""
        self.rest()
        shown = next(each for each in self.window.findChildren(QDialog, name) if each.isVisible())
        self.look(place, shown)
        shown.reject()

    def open(self, kind: str, uid: str) -> None:
        """Show a record in the panel, and wait for all of it."""
        self.window.select(Item(kind, uid), fly=False)
        self.hand.wait(lambda: getattr(self.window.panel.record, "uid", "") == uid)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is being done."""
        self.hand.wait(lambda: not self.window.tasks.running)

    def part(self, sort: type[Part]) -> Part:
        """The part of the window that is of this sort."""
        found = self.window.findChild(sort)
        assert isinstance(found, sort)
        return found
