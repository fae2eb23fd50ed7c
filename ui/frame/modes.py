"""The three ways to work in one window: duty, planning and briefing, each with its own layout and map theme.

A `Mode` is how the window is laid out for a user the first time; what that user moves afterwards is kept in the
settings and comes back with the mode. Leaving a mode keeps it, `reset` forgets it. What the docks hold is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from layers.looks.themes import DUTY, FORCE
from resources.text import Text
from ui.keys import added_action
from ui.plain import menu_text, tip
from ui.settings import Arrangement

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to work: its layout as it comes. Widths are of a wide window; a narrow one gets 0.88 of them."""

    name: str
    title: Text
    purpose: Text
    theme: str
    table: str
    layers_px: int = 232
    record_px: int = 360
    tables_share: float = 0.26
    record: bool = True
    tables: bool = True
    large: bool = False


MODES: tuple[Mode, ...] = (
    Mode(
        "duty",
        Text("值班", "Duty"),
        Text(
            "值班：接报、核对、交办。下方是纠纷台账，右侧是所选记录",
            "Duty: take calls, check, hand over. Disputes below, the selected record at the right",
        ),
        DUTY.name,
        "disputes",
    ),
    Mode(
        "planning",
        Text("规划", "Planning"),
        Text(
            "规划：看责任区和空缺，调整驻村。下方是村台账，左侧图层较宽",
            "Planning: see areas and gaps, reassign officers. Villages below, wide layers at the left",
        ),
        FORCE.name,
        "villages",
        layers_px=272,
        record_px=340,
        tables_share=0.34,
    ),
    Mode(
        "briefing",
        Text("汇报", "Briefing"),
        Text(
            "汇报：大图、大字、图例，不显示台账和记录",
            "Briefing: a large map, large type and the legend, without tables and records",
        ),
        DUTY.name,
        "disputes",
        layers_px=240,
        record=False,
        tables=False,
        large=True,
    ),
)
BY_NAME = {mode.name: mode for mode in MODES}
WIDE = 1500
_NARROW = 0.88
_ENGLISH_PX = 44
FIT_MS = 300
"""After so long the map has its new size, and the whole area is shown in it."""


class Modes(QObject):
    """The modes of one window. Emits ``changed(name)`` after the window was laid out for another."""

    changed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._settings = window, window.settings
        self.name: str | None = None
        self.group = QActionGroup(self)
        self.actions: dict[str, QAction] = {}
        for place, mode in enumerate(MODES, start=1):
            action = added_action(
                self._window, f"mode:{mode.name}", f"Ctrl+{place}", self._asked(mode.name)
            )
            action.setCheckable(True)
            self.group.addAction(action)
            self.actions[mode.name] = action
        self.reset_action = added_action(self._window, "mode:reset", "", self.reset)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(window.commands["fit"].trigger)
        window.installEventFilter(self)
        self.retranslate()

    def _asked(self, name: str) -> Callable[[], None]:
        return lambda: self.show(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window, and keep the layout when it is closed."""
        if watched is self._window:
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.Close:
                self.keep()
        return False

    def retranslate(self) -> None:
        """Say the words again."""
        say = self._window.session.say
        for mode in MODES:
            action = self.actions[mode.name]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(menu_text(self.tr("{mode}模式").format(mode=say(mode.title))))
            action.setIconText(say(mode.title))
            action.setToolTip(tip(f"{say(mode.purpose)}  {keys}"))
        self.reset_action.setText(self.tr("恢复本模式的布局"))

    # -- which mode -------------------------------------------------------------------------------

    def begin(
        self, mode: str | None = None, *, keep_theme: bool = False, keep_view: bool = False
    ) -> None:
        """Take up `mode`, else the one that the settings ask for.

        The map keeps the theme that it wears with `keep_theme`, and what it shows with `keep_view`.
        """
        wanted = mode or self._settings.start_mode
        last = self._settings.mode
        name = wanted if wanted in BY_NAME else last
        if name == last and self._settings.arrangement(name) is not None:
            self._take(name)  # the window has come back as it was left
            if not keep_theme:
                self._theme(self._settings.arrangement(name))
            self._enlarge(name, self._settings.arrangement(name))
            return
        if name == last and self._settings.layout() is not None:
            self._take(name)  # laid out by hand before there were modes
            return
        self._enter(name, keep_theme=keep_theme, keep_view=keep_view)

    def show(self, name: str) -> None:
        """Keep the present mode as it stands and lay the window out for the mode `name`."""
        if name == self.name:
            self.actions[name].setChecked(True)
            return
        self.keep()
        self._enter(name)

    def reset(self) -> None:
        """Lay the present mode out as it came."""
        if self.name is not None:
            self._settings.keep_arrangement(self.name, None)
            self._enter(self.name)

    def keep(self) -> None:
        """Remember how the present mode stands."""
        if self.name is None:
            return
        self._window.boundary.put_away()  # its sheet stands where the layers belong
        now = self._window.styles.theme
        self._settings.keep_arrangement(
            self.name,
            Arrangement(
                QByteArray(self._window.saveState(self._settings.layout_version)),
                "" if now is None else now.name,
                self._window.above.wall.isChecked(),
                self._window.tables.kind,
            ),
        )

    # -- laying out -------------------------------------------------------------------------------

    def _enter(self, name: str, *, keep_theme: bool = False, keep_view: bool = False) -> None:
        kept = self._settings.arrangement(name)
        if kept is None or not self._window.restoreState(kept.state, self._settings.layout_version):
            kept = None
            self._lay_out(BY_NAME[name])
        self._window.boundary.put_away()
        self._take(name)
        if not keep_theme:
            self._theme(kept)
        self._enlarge(name, kept)
        self._fitting.stop()  # of a mode that was left again at once
        if kept is None and BY_NAME[name].large and not keep_view:
            self._fitting.start(FIT_MS)
        kind = BY_NAME[name].table if kept is None else kept.table
        if self._window.table_dock.isVisible():
            self._window.tables.show_kind(kind)
        self.changed.emit(name)

    def _take(self, name: str) -> None:
        self.name = name
        self._settings.mode = name
        self.actions[name].setChecked(True)

    def _lay_out(self, mode: Mode) -> None:
        """The layout as it comes: docks in their places, sizes by the width of the window."""
        window = self._window
        areas = Qt.DockWidgetArea
        for dock, area, shown in (
            (window.layer_dock, areas.LeftDockWidgetArea, True),
            (window.record_dock, areas.RightDockWidgetArea, mode.record),
            (window.table_dock, areas.BottomDockWidgetArea, mode.tables),
        ):
            # Qt 6.9 ends in its layout when a dock is added again where it is, or one tab to another twice.
            if dock.isFloating() or window.dockWidgetArea(dock) != area:
                window.addDockWidget(area, dock)
            dock.setVisible(shown)
        if window.rows_dock not in window.tabifiedDockWidgets(window.table_dock):
            window.tabifyDockWidget(window.table_dock, window.rows_dock)
        for dock in (window.rows_dock, window.boundary_check.dock):
            dock.hide()
        share = 1.0 if window.width() >= WIDE else _NARROW
        window.resizeDocks(
            [window.layer_dock, window.record_dock],
            [round(mode.layers_px * share) + _words(window), round(mode.record_px * share)],
            Qt.Orientation.Horizontal,
        )
        window.resizeDocks(
            [window.table_dock],
            [round(window.height() * mode.tables_share)],
            Qt.Orientation.Vertical,
        )

    def _theme(self, kept: Arrangement | None) -> None:
        """The map theme that was left in this mode, else the mode's own; a look made by hand is left alone."""
        wanted = BY_NAME[self.name or ""].theme if kept is None else kept.theme
        styles = self._window.styles
        for theme in styles.themes:
            if theme.name == wanted and theme != styles.theme:
                styles.show(theme)

    def _enlarge(self, name: str, kept: Arrangement | None) -> None:
        mode, window = BY_NAME[name], self._window
        wall = (mode.large or self._settings.wall) if kept is None else kept.wall
        window.above.set_wall(wall)
        window.ribbon.set_large(mode.large)


class ModeSwitch(QWidget):
    """The modes side by side, at the right end of the menu bar."""

    def __init__(self, modes: Modes) -> None:
        super().__init__()
        self.setObjectName("modes")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 2, 12, 0)
        segments = QWidget()
        segments.setObjectName("themeSegments")
        segments.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer.addWidget(segments)
        row = QHBoxLayout(segments)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for name, action in modes.actions.items():
            button = QToolButton()
            button.setObjectName(f"mode:{name}")
            button.setProperty("role", "segment")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)


def _words(window: MainWindow) -> int:
    """How much wider, in px, the names of layers are in the language of the window than in Chinese."""
    return _ENGLISH_PX if window.session.lang == "en" else 0
