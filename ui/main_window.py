"""The window: ribbon above, layers at the left, map in the middle, record at the right, tables below.

It only joins parts: each takes the `Session` and talks to the others through it. What the officer does on the map is
`ui.map.on_map`'s, opening and creating workspaces `ui.startup.start`'s. The layout is remembered for the user.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.errors import WorkspaceError
from db.measures import MEASURES
from db.records import Record
from layers.pages.page import View
from layers.title import title_of
from resources.text import Text
from ui import theme
from ui.actions import Actions, Menus
from ui.boundary.dock import BoundaryDock
from ui.check.dock import CheckDock
from ui.deleting import Deleting
from ui.frame.docks import Dock
from ui.frame.keeper import Keeper
from ui.frame.new_record import NewRecordMenu
from ui.frame.other_seats import OtherSeats
from ui.frame.ribbon import Ribbon
from ui.frame.status import StatusBar
from ui.frame.upkeep import Upkeep
from ui.keys import within
from ui.language import Translation
from ui.map.above_map import AboveMap
from ui.map.empty_map import EmptyMap
from ui.map.layer_work import LayerWork
from ui.map.map_first import MapFirst
from ui.map.map_styles import MapStyles
from ui.map.on_map import OnMap
from ui.map.places import Places
from ui.map.spotlight import Spotlight
from ui.map.tools import ToolStrip
from ui.map_tools.tool import Seat
from ui.map_tools.toolbox import Toolbox
from ui.map_view.view import MapView
from ui.notify import NoticeBar, UnderNotices
from ui.panels.figure_rows import FigureRows
from ui.panels.heat import HeatPanel
from ui.panels.layer_tree import LayerTree
from ui.panels.record_panel import RecordPanel
from ui.panels.table.kept import KeptLayouts
from ui.panels.tables import RecordTables
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks

log = logging.getLogger(__name__)
WIDE = 1500
"""A window of this width has room for comfortable sides."""
READING = Text("读取村界", "Reading villages")
_LEFT, _RIGHT, _BELOW = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


class MainWindow(QMainWindow):
    """One workspace in one window. Emits ``openAsked(how)`` with "open", "server", "new", "demo" or a target."""

    openAsked = Signal(str)  # noqa: N815 - as Qt's own
    closed = Signal()

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        settings: Settings,
        translation: Translation,
        view: View | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("guatu")
        self.session, self.tasks, self.settings = session, tasks, settings
        self._translation = translation
        self._to_fly: Item | None = None
        self.setDockNestingEnabled(False)
        self.setCorner(Qt.Corner.BottomLeftCorner, _BELOW)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        self.map = MapView(
            session.stack,
            lang=session.lang,
            theme=session.theme,
            view=view,
            blobs=session.workspace,
        )
        self.map.setObjectName("map")
        self.styles = MapStyles(session, tasks, self)
        self.commands = Actions(session, self, self.styles)
        self.menus = Menus(self.commands)
        MapFirst(self.map, tasks, self)
        self.ribbon = Ribbon(session, tasks)
        self.layers = LayerTree(session, tasks, self.styles)
        self.panel = RecordPanel(session, tasks, settings)
        self.tables = RecordTables(session, tasks, KeptLayouts(settings.folder))
        self.rows = FigureRows(session, tasks)
        self.bar = StatusBar(session, tasks)
        self.on_map = OnMap(session, self.map, self)
        self.spotlight = Spotlight(session, self.map, tasks, self)
        self.heat = HeatPanel(session, self.map, tasks)
        self.layer_work = LayerWork(session, self.styles, self.layers, self.map, tasks, self)
        self.above = AboveMap(session, self.map, tasks, self, self.menus.view, settings)
        self.on_map.coverAsked.connect(self.above.show_cover)
        self.above.wall.toggled.connect(self.layers.set_large)
        self.layers.set_large(self.above.wall.isChecked())
        seat = Seat(
            session, self.map, tasks, self.on_map.ground, self.on_map.choose, self._end_tool
        )
        self.toolbox = Toolbox(seat, self)
        self.places = Places(seat, self.on_map.history, self.commands, self.bar, settings, self)
        self.places.answer(self.ribbon.search)
        self.on_map.around = self.places.around
        self.on_map.deleting = Deleting(session, tasks, self)
        self.notices = NoticeBar(session.notices, lambda: session.lang)
        self._lay_out()
        self._connect()
        self._connect_map()
        tasks.start(READING, lambda _progress: self.on_map.ground.read(), lambda _ground: None)
        self.resize(1600, 940)
        self.boundary = BoundaryDock(self)
        self.boundary_check = CheckDock(self)
        self._laid_out = self._restore()
        self.boundary.put_away()
        self.retranslate()
        Upkeep(self)
        self.empty = EmptyMap(self.map, self.layers, self.commands, lambda: self._add("villages"))
        self._other_seats = OtherSeats(session, tasks)
        self._other_seats.lost.connect(self.bar.show_lost)
        self._keeper = Keeper(session, tasks, settings)

    # -- putting together -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QWidget()
        head.setObjectName("head")
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.menus)
        column.addWidget(self.ribbon)
        self.setMenuWidget(head)
        centre = QWidget()
        centre.setObjectName("centre")
        middle = QVBoxLayout(centre)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(ToolStrip(self.commands))
        middle.addWidget(UnderNotices(self.map, self.notices), 1)
        self.setCentralWidget(centre)
        self.heat.put_under(self.layers)
        self.layer_dock = Dock("layers", self.session, self.layers)
        self.record_dock = Dock("record", self.session, self.panel)
        self.table_dock = Dock("tables", self.session, self.tables)
        self.rows_dock = Dock("rows", self.session, self.rows)
        for dock, area in (
            (self.layer_dock, _LEFT),
            (self.record_dock, _RIGHT),
            (self.table_dock, _BELOW),
            (self.rows_dock, _BELOW),
        ):
            self.addDockWidget(area, dock)
            self.menus.view.addAction(dock.toggleViewAction())
        # its tabs say what it shows; the height goes to rows
        self.table_dock.setTitleBarWidget(QWidget())
        self.rows_dock.setTitleBarWidget(QWidget())  # its tab and its head say which figure it is
        within(self.rows, "Esc", self.rows_dock.hide)
        self.setTabPosition(_BELOW, QTabWidget.TabPosition.North)
        self.tabifyDockWidget(self.table_dock, self.rows_dock)
        self.rows_dock.hide()
        self.setStatusBar(self.bar)

    def _connect(self) -> None:
        session, commands = self.session, self.commands
        for how in ("open", "server", "new", "demo"):
            commands[how].triggered.connect(
                lambda _checked=False, how=how: self.openAsked.emit(how)
            )
        commands["quit"].triggered.connect(self.close)
        commands["undo"].triggered.connect(self.toolbox.undo)
        self.toolbox.undoAsked.connect(lambda: session.undo("menu"))
        commands["redo"].triggered.connect(lambda: session.redo("menu"))
        commands["delete"].triggered.connect(
            lambda: self.on_map.delete(session.selection.items, "menu")
        )
        commands["add"].triggered.connect(self._offer_new)
        commands["find"].triggered.connect(self._find)
        commands["fit"].triggered.connect(self.map.fit_all)
        commands["theme"].triggered.connect(
            lambda: self.set_theme("light" if session.theme == "dark" else "dark")
        )
        commands["language"].triggered.connect(
            lambda: self.set_lang("en" if session.lang == "zh" else "zh")
        )
        commands["select"].triggered.connect(lambda: self.toolbox.use("select"))
        for name, action in commands.map_tools.items():
            action.triggered.connect(lambda _checked=False, name=name: self._take(name))
        for kind, action in commands.add.items():
            action.triggered.connect(
                lambda _checked=False, kind=kind: self.toolbox.use("add", kind)
            )
        self.ribbon.figureAsked.connect(self._show_rows)
        self.on_map.drafted.connect(self._edit_new)
        self.on_map.toolEnded.connect(self._end_tool)
        self.panel.deleteRequested.connect(
            lambda *_: self.on_map.delete(session.selection.items, "panel")
        )
        self.panel.entitled.connect(self.record_dock.entitle)
        self.panel.pickRequested.connect(self._pick)
        self.tables.newAsked.connect(self._add)
        self.tables.openAsked.connect(lambda _item: self.record_dock.show())
        self.tables.deleteAsked.connect(commands["delete"].trigger)
        session.selection.changed.connect(lambda _items, _origin: self._entitle_nothing())
        self.tasks.troubled.connect(session.notices.error)

    def _connect_map(self) -> None:
        # Not every Escape reaches the page, so the window takes it while the map has the keyboard.
        within(self.map, "Esc", self._leave_map)
        self.map.viewChanged.connect(self.bar.show_view)
        self.map.pointerAt.connect(self.bar.show_pointer)
        self.map.wholeAsked.connect(self.map.fit_all)
        self.map.painted.connect(self._fly_now)
        self.layers.counted.connect(lambda: self.bar.show_indicative(self.layers.indicative))

    # -- looks ------------------------------------------------------------------------------------

    def set_theme(self, shade: Any) -> None:
        """Show the window in `shade`, "dark" or "light", and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, shade)
        self.session.set_theme(shade)
        self.map.set_theme(shade)
        self.settings.theme = shade

    def set_lang(self, lang: Any) -> None:
        """Put the window in `lang`, "zh" or "en", and remember it."""
        was = self.session.lang
        self.session.set_lang(lang)
        try:
            self._translation.speak(lang)
        except WorkspaceError as trouble:
            self.session.set_lang(was)
            self.session.notices.error(trouble)
            return
        self.map.set_language(lang)
        self.settings.lang = lang

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "rows_dock"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        program = self.tr("挂图")
        title, file = title_of(self.session.workspace), self.session.workspace.target.name
        place = [] if title is None else [self.session.say(title)]
        self.setWindowTitle(" · ".join([*place, file, program]))
        self.layer_dock.entitle(self.tr("图层与图例"))
        self.table_dock.entitle(self.tr("台账"))
        self._entitle_nothing()

    def _entitle_nothing(self) -> None:
        if not self.session.selection.items and not self.panel.editing:
            self.record_dock.entitle(self.tr("未选中"))

    # -- doing ------------------------------------------------------------------------------------

    def _find(self) -> None:
        self.ribbon.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ribbon.search.selectAll()

    def _leave_map(self) -> None:
        if self.toolbox.active is not None:
            self.toolbox.escape()
        else:
            self.on_map.leave(adding=not self.commands["select"].isChecked())

    def _end_tool(self) -> None:
        self.commands["select"].setChecked(True)
        self.toolbox.use("select")

    def _take(self, tool: str) -> None:
        """Take a tool of the map, and give the map the keyboard."""
        self.toolbox.use(tool)
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit_new(self, record: Record, focus: str) -> None:
        self.record_dock.show()
        self.panel.edit_new(record, focus)

    def _add(self, kind: str) -> None:
        """A new record of `kind`: placed on the map when it stands at a point there, else typed at once."""
        if kind in self.commands.add:
            self.commands.add[kind].trigger()
            self.map.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            NewRecordMenu(self.session, self._edit_new, self).begin(kind)

    def _offer_new(self) -> None:
        self.record_dock.show()
        NewRecordMenu(self.session, self._edit_new, self).open_above(self.panel, self.tables.kind)

    def _pick(self, kind: str) -> None:
        """Let the next click on the map give the record panel its place."""
        self.on_map.pick(self.panel.place_picked)
        self.toolbox.use("add", kind)
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self, name: str) -> None:
        self.rows.show_figure(name)
        self.rows_dock.entitle(self.session.say(MEASURES[name].title))
        self.rows_dock.show()
        self.rows_dock.raise_()

    # -- coming and going -------------------------------------------------------------------------

    def select(self, item: Item, *, fly: bool = True) -> None:
        """Select a record and, with `fly`, bring it into view as soon as the map can."""
        self.session.selection.set((item,), "search")
        if fly:
            self._to_fly = item
            self.map.ask_stamp()

    def _fly_now(self, _stamp: int) -> None:
        item, self._to_fly = self._to_fly, None
        if item is not None:
            self.session.flyTo.emit(item)

    def conditions(self) -> dict[str, Callable[[], bool]]:
        """What must hold before the window is completely painted, by the name a watchdog tells."""
        return {
            "the map's first picture": lambda: self.map.extent is not None,
            "the selected record in view": lambda: self._to_fly is None,
            "the key figures": lambda: not self.ribbon.stale,
            "the layers' counts": lambda: not self.layers.waiting,
            "work beside the window": lambda: not self.tasks.running,
            "boundaries": lambda: not self.boundary.tool.busy,
            "stale layers": lambda: not self.session.stack.stale(),
        }

    def _restore(self) -> bool:
        """Lay the window out as it was closed; False when it was never closed before."""
        layout = self.settings.layout()
        return (
            layout is not None
            and self.restoreGeometry(layout[0])
            and self.restoreState(layout[1], self.settings.layout_version)
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Divide the room at the first time; give the map the keyboard."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            sides, below = [self.layer_dock, self.record_dock], [self.table_dock]
            wide = self.width() >= WIDE
            self.resizeDocks(sides, [232, 360] if wide else [212, 316], Qt.Orientation.Horizontal)
            self.resizeDocks(below, [round(self.height() * 0.26)], Qt.Orientation.Vertical)
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, stop what runs, let go of the workspace."""
        self._other_seats.stop()
        self._keeper.stop()
        self.settings.keep_layout(
            QByteArray(self.saveGeometry()),
            QByteArray(self.saveState(self.settings.layout_version)),
        )
        self.settings.save()
        self.panel.close_drafts()
        self.map.shutdown()
        self.tasks.stop()
        self.session.stack.keep_changed()
        self.session.stack.close()
        super().closeEvent(event)
        self.closed.emit()
