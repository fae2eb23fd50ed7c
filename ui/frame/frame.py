"""The frame around the work: modes of the window, help, long work, settings, the tour and the diagnostic bundle.

Belongs to one window, as `ui.frame.transfer` does, and joins those parts to its menus; each of them lives in its own
module.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt

from ui.frame import diagnose
from ui.frame.help import Help
from ui.frame.long_work import LongWork
from ui.frame.modes import Modes, ModeSwitch
from ui.frame.settings_dialog import SettingsDialog
from ui.frame.tour import Tour
from ui.keys import added_action
from ui.main_window import MainWindow


class Frame(QObject):
    """The frame of `window`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        diagnose.ring()
        self.modes = Modes(window)
        self.help = Help(window)
        self.work = LongWork(window)
        self.tour: Tour | None = None
        self.dialog: SettingsDialog | None = None
        self.settings_action = added_action(self._window, "settings", "Ctrl+,", self.show_settings)
        self.tour_action = added_action(self._window, "tour", "", self.show_tour)
        self.bundle_action = added_action(
            self._window, "diagnose", "", lambda: diagnose.ask_bundle(window)
        )
        view = window.menus.view
        view.addSeparator()
        view.addActions([*self.modes.actions.values(), self.modes.reset_action])
        window.menus.workspace.insertAction(window.commands["quit"], self.settings_action)
        menu = window.menus.help
        menu.addActions([self.help.here, self.help.all, self.tour_action])
        menu.addSeparator()
        menu.addActions([self.work.action, self.bundle_action])
        self.switch = ModeSwitch(self.modes)  # Qt takes it in, but Python would let it go
        window.menus.setCornerWidget(self.switch, Qt.Corner.TopRightCorner)
        self.switch.show()
        window.installEventFilter(self)
        self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window."""
        if watched is self._window and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    def retranslate(self) -> None:
        """Say the words again."""
        self.settings_action.setText(self.tr("设置…"))
        self.tour_action.setText(self.tr("六步入门"))
        self.bundle_action.setText(self.tr("诊断包…"))
        self.help.here.setText(self.tr("此处的说明"))
        self.help.all.setText(self.tr("全部说明"))
        self.help.retranslate()

    def begin(
        self, mode: str | None = None, *, keep_theme: bool = False, keep_view: bool = False
    ) -> None:
        """Take up `mode`, else the one in which the window starts; call it once the window is shown."""
        self.help.dock.hide()  # a remembered layout may have brought it back empty
        self.modes.begin(mode, keep_theme=keep_theme, keep_view=keep_view)

    def show_settings(self) -> SettingsDialog:
        """Open the settings."""
        dialog = SettingsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        self.dialog = dialog
        return dialog

    def show_tour(self) -> None:
        """Begin the tour anew."""
        if self.tour is not None and shiboken6.isValid(self.tour):
            self.tour.end()
        self.tour = Tour(self._window)
        self.tour.begin()
