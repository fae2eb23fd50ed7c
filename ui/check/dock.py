"""Puts the check's panel below the map, beside the tables; hidden until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from resources.text import Text
from ui.boundary.tool import BoundaryTool
from ui.check.panel import CheckPanel
from ui.frame.docks import Dock
from ui.keys import within

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TITLE = Text("边界检查", "Boundary check")


class CheckDock(QObject):
    """The dock, and the entry that opens it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        tool = window.toolbox.tools[BoundaryTool.name]
        assert isinstance(tool, BoundaryTool)
        self._window = window
        self.panel = CheckPanel(window.session, window.tasks, window.map, tool.boundaries)
        self.dock = Dock("check", window.session, self.panel)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        window.tabifyDockWidget(window.table_dock, self.dock)
        self.dock.setTitleBarWidget(QWidget())  # its tab says what it is
        within(self.panel, "Esc", self.dock.hide)
        self.dock.hide()
        window.commands["check"].triggered.connect(self.open)
        window.session.languageChanged.connect(lambda _lang: self.retranslate())
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title again."""
        self.dock.entitle(self._window.session.say(TITLE))

    def open(self) -> None:
        """Show the panel; it checks by itself."""
        again, tables = self.dock.isVisible(), self._window.table_dock
        if self.dock not in self._window.tabifiedDockWidgets(tables):
            self._window.tabifyDockWidget(tables, self.dock)  # a hidden dock loses its place
        self.dock.show()
        self.dock.raise_()
        if again:
            self.panel.check()
