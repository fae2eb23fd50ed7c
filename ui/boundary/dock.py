"""Puts the boundary sheet beside the map: shown while the tool is in hand, hidden with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.boundary.sheet import WIDTH, BoundarySheet
from ui.boundary.tool import BoundaryTool
from ui.frame.docks import Dock

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class BoundaryDock(QObject):
    """The dock with the sheet, where the layers are; they come back when the tool is put away."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        tool = window.toolbox.tools[BoundaryTool.name]
        assert isinstance(tool, BoundaryTool)
        self._window, self.tool = window, tool
        self.sheet = BoundarySheet(window.session, tool)
        self.dock = Dock("boundary", window.session, self.sheet)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.dock)
        self.dock.hide()
        self._layers_shown, self._width = True, WIDTH
        window.session.languageChanged.connect(lambda _lang: self.retranslate())
        tool.held.connect(self._show)
        window.closed.connect(tool.beside.tasks.stop)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title again."""
        self.dock.entitle(self._window.session.say(BoundaryTool.title))

    def put_away(self) -> None:
        """Put the tool away when it is in hand, and hide the sheet, which a remembered layout may have brought back."""
        if self._window.toolbox.active is self.tool:
            self._window.commands["select"].trigger()
        self.dock.hide()

    def _show(self, held: bool) -> None:
        layers = self._window.layer_dock
        if held:
            self._layers_shown = not layers.isHidden()
            self._width = layers.width()
            layers.hide()
            self.dock.show()
            self._window.resizeDocks(
                [self.dock], [max(WIDTH, self._width)], Qt.Orientation.Horizontal
            )
        else:
            self.dock.hide()
            if self._layers_shown:
                layers.show()
                self._window.resizeDocks([layers], [self._width], Qt.Orientation.Horizontal)
