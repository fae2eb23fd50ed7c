"""A second map in a window of its own, for another screen or the wall: linked with the first one, or free.

Linked, it shows the same layers and the same place. Free, it has layers of its own, so that it can stay on another
theme and another place. Selection, edits, what is drawn above the map, theme and language are the same either way. It
can measure by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from layers.looks.themes import THEMES, MapTheme
from layers.pages.page import View
from ui import theme as looks
from ui.map.linked import Linked
from ui.map.map_styles import MapStyles
from ui.map.mirrored import Mirrored
from ui.map.on_map import OnMap
from ui.map.own_look import OwnLook
from ui.map_tools.measuring import MeasureArea, MeasureDistance
from ui.map_view.view import MapView
from ui.session import Session
from ui.settings import SecondMap
from ui.tasks import Tasks

MEASURES = (MeasureDistance, MeasureArea)


class SecondWindow(QWidget):
    """A map beside `first`; what a hand does on it is `hand`'s to say, and `styles` are the looks of `first`.

    Signals
    -------
    closed()
    kept(QByteArray, SecondMap)
        Its place on the screen and how it was left, before it closes.
    mapMade()
        Its map is a new one, as it is after linking and letting go.
    troubled(object, str)
        As its map's ``trouble``.
    """

    closed = Signal()
    _looked = Signal()
    mapMade = Signal()  # noqa: N815 - as Qt's own
    troubled = Signal(object, str)
    kept = Signal(object, object)

    def __init__(
        self,
        session: Session,
        first: MapView,
        hand: OnMap,
        styles: MapStyles,
        tasks: Tasks,
        geometry: QByteArray | None = None,
        left: SecondMap | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("secondMap")
        self._session, self._first, self._hand = session, first, hand
        self._styles, self._tasks = styles, tasks
        self._left = left or SecondMap()
        self.map: MapView | None = None
        self._own: OwnLook | None = None
        self._link: Linked | None = None
        self._mirror: Mirrored | None = None
        self._build()
        session.themeChanged.connect(self._dress)
        session.languageChanged.connect(self._speak)
        styles.changed.connect(self._list_themes)
        self.retranslate()
        self.resize(1280, 800)
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._rebuild(self._left.linked)
        if not self._left.linked:
            theme = next((t for t in styles.themes if _key(t) == self._left.theme), None)
            if theme is not None:
                self.apply(theme)

    def _build(self) -> None:
        self.link_button = QToolButton()
        self.link_button.setObjectName("secondMap:linked")
        self.link_button.setCheckable(True)
        self.link_button.setChecked(self._left.linked)
        self.link_button.toggled.connect(self._rebuild)
        self.themes = QComboBox()
        self.themes.setObjectName("secondMap:theme")
        self.themes.setMinimumContentsLength(6)
        self.themes.activated.connect(lambda _index: self._choose_theme())
        self._looked.connect(self._show_theme, Qt.ConnectionType.QueuedConnection)
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
        row.addSpacing(8)
        self.measures = {sort.wanted: self._measure_button(sort) for sort in MEASURES}
        for button in self.measures.values():
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._screen_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.strip)

    @property
    def linked(self) -> bool:
        """Whether it shows the same layers and place as the first map."""
        return self.link_button.isChecked()

    def apply(self, theme: MapTheme) -> None:
        """Show the layers of `theme`; a linked window lets go of the first map for that."""
        self.link_button.setChecked(False)
        assert self._own is not None
        self._own.show(theme)
        self._show_theme()

    # -- the map ----------------------------------------------------------------------------------

    def _rebuild(self, linked: bool) -> None:
        """Show the first map's layers, or own ones that start as those."""
        view = self._place()
        self._let_go()
        self._own = None if linked else OwnLook(self._session, self._tasks)
        if self._own is not None:
            self._own.changed.connect(self._looked.emit)
        stack = self._session.stack if self._own is None else self._own.stack
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
        self.map.toolDropped.connect(lambda: self._measure(None))
        self.map.toolSaid.connect(self._copy_measure)
        self._mirror = Mirrored(self._first, self.map, self)
        self._measure(None)
        self.mapMade.emit()
        if linked:
            self._link = Linked(self._first, self.map, self)
        self._show_theme()

    def _place(self) -> View | None:
        """Where the map starts: where this window was, or where the first map is."""
        left = self._left.place
        if self.map is None and not self._left.linked and left is not None:
            return View(*left)
        for one in (self.map, self._first):
            if one is not None and one.extent is not None:
                return one.extent.view
        return None

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.part()
            self._link = None
        if self._mirror is not None:
            self._mirror.part()
            self._mirror = None
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
        theme = next((t for t in self._styles.themes if _key(t) == self.themes.currentData()), None)
        if theme is None:
            return
        if self.linked:
            self._styles.show(theme)
        else:
            self.apply(theme)

    def _list_themes(self) -> None:
        """List our themes and the workspace's own, and which of them is shown."""
        with QSignalBlocker(self.themes):
            self.themes.clear()
            for theme in self._styles.themes:
                if theme.preset and self.themes.count() == len(THEMES):
                    self.themes.insertSeparator(self.themes.count())
                title = theme.name if theme.preset else self._session.say(theme.title)
                self.themes.addItem(title, _key(theme))
        self._show_theme()

    def _show_theme(self) -> None:
        known = self._styles.themes
        shown = self._styles.theme if self._own is None else self._own.theme(known)
        self.themes.setCurrentIndex(-1 if shown is None else self.themes.findData(_key(shown)))

    # -- measuring ----------------------------------------------------------------------------------

    def _measure_button(self, sort: type[MeasureDistance]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"secondMap:{sort.name}")
        button.setCheckable(True)
        button.setIconSize(QSize(18, 18))
        button.clicked.connect(lambda on: self._measure(sort.wanted if on else None))
        return button

    def _measure(self, wanted: str | None) -> None:
        """Take the tool that measures in hand, or put it away."""
        for name, button in self.measures.items():
            button.setChecked(name == wanted)
        if self.map is None:
            return
        if wanted is None:
            self.map.set_tool("select")
        else:
            sort = next(each for each in MEASURES if each.wanted == wanted)
            self.map.set_tool(sort.page_tool, hint=sort.said(), wanted=wanted)

    def _copy_measure(self, tool: str, event: str, message: object) -> None:
        if tool == MeasureDistance.page_tool and event == "copy" and isinstance(message, dict):
            QGuiApplication.clipboard().setText(str(message["text"]))

    # -- looks ------------------------------------------------------------------------------------

    def _dress(self, theme: object) -> None:
        if self.map is not None:
            self.map.set_theme(theme)  # type: ignore[arg-type]
        self._paint_icons()

    def _paint_icons(self) -> None:
        for sort in MEASURES:
            self.measures[sort.wanted].setIcon(looks.icon(sort.icon, self._session.theme))

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
        for sort in MEASURES:
            words = self._session.say(sort.title)
            self.measures[sort.wanted].setToolTip(words)
            self.measures[sort.wanted].setAccessibleName(words)
        self._paint_icons()
        self._list_themes()

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
        place = self._place()
        theme = self._own.theme(self._styles.themes) if self._own is not None else None
        left = SecondMap(
            linked=self.linked,
            theme="" if theme is None else _key(theme),
            place=None if place is None else (place.lat, place.lng, place.zoom),
        )
        self.kept.emit(QByteArray(self.saveGeometry()), left)
        self._let_go()
        super().closeEvent(event)
        self.closed.emit()


def _key(theme: MapTheme) -> str:
    """By which a theme is told among all: a saved one by its preset, which keeps its uid when it is renamed."""
    return theme.preset or theme.name
