"""The frame around the work: modes of the window, help, long work, settings, the tour and the diagnostic bundle.

Belongs to one window, as `ui.transfer` does, and joins those parts to its menus; each of them lives in its own module.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from ui.main_window import MainWindow
from ui.modes import Modes, ModeSwitch


class Frame(QObject):
    """The frame of `window`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.modes = Modes(window)
        view = window.menus.view
        view.addSeparator()
        view.addActions([*self.modes.actions.values(), self.modes.reset_action])
        self.switch = ModeSwitch(self.modes)  # Qt takes it in, but Python would let it go
        window.menus.setCornerWidget(self.switch, Qt.Corner.TopRightCorner)
        self.switch.show()

    def begin(self, *, keep_theme: bool = False) -> None:
        """Take up the mode in which the window starts; call it once the window is shown."""
        self.modes.begin(keep_theme=keep_theme)
