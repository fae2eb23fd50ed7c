"""Puts the boundary sheet beside the map: shown while the tool is in hand, hidden with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.boundary.sheet import BoundarySheet
from ui.boundary.tool import BoundaryTool
from ui.docks import Dock

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class BoundaryDock(QObject):
    """The dock with the sheet, at the left of the record panel's place; the layers make room for it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        tool = window.toolbox.tools[BoundaryTool.name]
        assert isinstance(tool, BoundaryTool)
        self._window, self.tool = window, tool
        self.sheet = BoundarySheet(window.session, tool)
        self.dock = Dock("boundary", window.session, self.sheet)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.dock)
        window.tabifyDockWidget(window.layer_dock, self.dock)
        self.dock.hide()
        window.session.languageChanged.connect(lambda _lang: self.retranslate())
        tool.held.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title again."""
        self.dock.entitle(self._window.session.say(BoundaryTool.title))

    def _show(self, held: bool) -> None:
        self.dock.setVisible(held)
        if held:
            self.dock.raise_()
        else:
            self._window.layer_dock.raise_()
