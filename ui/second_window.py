"""A second map in a window of its own, for another screen or the wall: linked with the first one, or free.

Linked, it shows the same layers and the same place. Free, it has layers of its own, so that it can stay on another
theme and another place. Selection, edits, theme and language are the session's, so they are the same either way.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from layers.page import View
from layers.stack import LayerStack
from layers.themes import THEMES, MapTheme, theme_named
from ui.linked import Linked
from ui.map_view.view import MapView
from ui.on_map import OnMap
from ui.session import Session


class SecondWindow(QWidget):
    """A map beside `first`; what a hand does on it is `hand`'s to say, and `show_theme` is for what `first` shows.

    Signals
    -------
    closed()
    geometryKept(QByteArray)
        Its place on the screen, before it closes.
    mapMade()
        Its map is a new one, as it is after linking and letting go.
    troubled(object, str)
        As its map's ``trouble``.
    """

    closed = Signal()
    mapMade = Signal()  # noqa: N815 - as Qt's own
    troubled = Signal(object, str)
    geometryKept = Signal(object)  # noqa: N815 - as Qt's own

    def __init__(
        self,
        session: Session,
        first: MapView,
        hand: OnMap,
        show_theme: Callable[[MapTheme], object],
        geometry: QByteArray | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("secondMap")
        self._session, self._first, self._hand = session, first, hand
        self._show_there = show_theme
        self.map: MapView | None = None
        self._own: LayerStack | None = None
        self._link: Linked | None = None
        self.link_button = QToolButton()
        self.link_button.setObjectName("secondMap:linked")
        self.link_button.setCheckable(True)
        self.link_button.setChecked(True)
        self.link_button.toggled.connect(self._rebuild)
        self.themes = QComboBox()
        self.themes.setObjectName("secondMap:theme")
        self.themes.activated.connect(lambda _index: self._choose_theme())
        self.full_screen = QAction(self)
        self.full_screen.setObjectName("secondMap:fullScreen")
        self.full_screen.setShortcut(QKeySequence("F11"))
        self.full_screen.triggered.connect(self._toggle_full_screen)
        self.addAction(self.full_screen)
        self._screen_button = QToolButton()
        self._screen_button.setDefaultAction(self.full_screen)
        self.strip = QWidget()
        self.strip.setObjectName("toolStrip")
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self.link_button)
        row.addWidget(self.themes)
        row.addStretch(1)
        row.addWidget(self._screen_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.strip)
        session.themeChanged.connect(self._dress)
        session.languageChanged.connect(self._speak)
        self.retranslate()
        self.resize(1280, 800)
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._rebuild(True)

    @property
    def linked(self) -> bool:
        """Whether it shows the same layers and place as the first map."""
        return self.link_button.isChecked()

    def apply(self, theme: MapTheme) -> None:
        """Show the layers of `theme`; a linked window lets go of the first map for that."""
        self.link_button.setChecked(False)
        assert self._own is not None
        self._own.apply(theme)
        self._show_theme()

    # -- the map ----------------------------------------------------------------------------------

    def _rebuild(self, linked: bool) -> None:
        """Show the first map's layers, or own ones that start as those."""
        view = self._place()
        self._let_go()
        stack = self._session.stack if linked else self._copy()
        self._own = None if linked else stack
        self.map = MapView(
            stack,
            lang=self._session.lang,
            theme=self._session.theme,
            view=view,
            blobs=self._session.workspace,
        )
        self.map.setObjectName("secondMap:map")
        self._column.addWidget(self.map, 1)
        self.map.trouble.connect(self.troubled)
        self.map.wholeAsked.connect(self.map.fit_all)
        self._hand.adopt(self.map)
        self.mapMade.emit()
        if linked:
            self._link = Linked(self._first, self.map, self)
        self._show_theme()

    def _place(self) -> View | None:
        """Where the map starts: where this window was, or where the first map is."""
        for one in (self.map, self._first):
            if one is not None and one.extent is not None:
                return one.extent.view
        return None

    def _copy(self) -> LayerStack:
        """Layers of its own, in the order and as visible as the first map's are now."""
        first = self._session.stack
        stack = LayerStack(self._session.workspace, today=self._session.today)
        for position, name in enumerate(n for n in first.names if n in stack.names):
            stack.move(name, position)
            stack.set_visible(name, first.visible(name))
            stack.set_opacity(name, first.opacity(name))
        return stack

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.part()
            self._link = None
        if self.map is not None:
            self._hand.release(self.map)
            self.map.shutdown()
            self._column.removeWidget(self.map)
            self.map.deleteLater()
            self.map = None
        if self._own is not None:
            self._own.close()
            self._own = None

    def _choose_theme(self) -> None:
        name = self.themes.currentData()
        if name is None:
            return
        if self.linked:
            self._show_there(theme_named(name))
        else:
            self.apply(theme_named(name))

    def _show_theme(self) -> None:
        stack = self._own or self._session.stack
        shown = stack.theme()
        self.themes.setCurrentIndex(-1 if shown is None else self.themes.findData(shown.name))

    # -- looks ------------------------------------------------------------------------------------

    def _dress(self, theme: object) -> None:
        if self.map is not None:
            self.map.set_theme(theme)  # type: ignore[arg-type]

    def _speak(self, lang: object) -> None:
        if self.map is not None:
            self.map.set_language(lang)  # type: ignore[arg-type]

    def retranslate(self) -> None:
        """Say the words again."""
        self.setWindowTitle(self.tr("第二地图窗口"))
        self.link_button.setText(self.tr("联动"))
        self.link_button.setToolTip(self.tr("与主窗口同图层、同位置；松开后各看各的"))
        self.full_screen.setText(self.tr("全屏"))
        self.full_screen.setToolTip(self.tr("全屏  F11"))
        self.themes.setToolTip(self.tr("切换地图专题"))
        self.themes.setAccessibleName(self.tr("切换地图专题"))
        self.themes.clear()
        for theme in THEMES:
            self.themes.addItem(self._session.say(theme.title), theme.name)
        self._show_theme()

    def _toggle_full_screen(self) -> None:
        full = not self.isFullScreen()
        self.strip.setVisible(not full)
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_column"):
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the map, and say where the window was."""
        if self.isFullScreen():
            self._toggle_full_screen()
        self.geometryKept.emit(QByteArray(self.saveGeometry()))
        self._let_go()
        super().closeEvent(event)
        self.closed.emit()
