"""Every command of the window: its words, shortcut, icon and when it can be used; menus and tools are built of these.

An action is named once here and connected by the window. Words of actions are said again on a change of language,
icons painted again on a change of theme. What "undo" would take back is part of its words.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from db.journal import Entry
from db.records import KINDS
from layers import verbs
from layers.catalogue import CATALOGUE
from layers.layer import Layer
from layers.looks.themes import THEMES, MapTheme
from layers.style import swatch_svg
from ui import theme
from ui.keys import RestingKeys
from ui.map.map_styles import MapStyles
from ui.map_tools.toolbox import TOOLS
from ui.plain import menu_text, tip
from ui.session import Session


@dataclass(frozen=True, slots=True)
class _Command:
    icon: str | None = None
    keys: str = ""
    writes: bool = False


_COMMANDS: dict[str, _Command] = {
    "open": _Command("open", "Ctrl+O"),
    "server": _Command("seat", "Ctrl+Shift+O"),
    "new": _Command("new", "Ctrl+Shift+N"),
    "add": _Command("add", "Ctrl+N", writes=True),
    "demo": _Command("demo"),
    "import": _Command("import", writes=True),
    "export": _Command("export", "Ctrl+E", writes=True),
    "page": _Command("page", writes=True),
    "base_map": _Command("globe"),
    "second_map": _Command("screens", "Ctrl+Shift+M"),
    "check": _Command("check"),
    "backup": _Command("copy"),
    "copy": _Command("export"),
    "quit": _Command(None, "Ctrl+Q"),
    "undo": _Command("undo", "Ctrl+Z", writes=True),
    "redo": _Command("redo", "Ctrl+Shift+Z", writes=True),
    "delete": _Command("delete", "Del", writes=True),
    "find": _Command("search", "Ctrl+K"),
    "select": _Command("select"),
    "fit": _Command("fit", "Ctrl+0"),
    "go_to": _Command("place", "Ctrl+G"),
    "shape_table": _Command("table", "Ctrl+Shift+G", writes=True),
    "back": _Command("back", "Alt+Left"),
    "forward": _Command("forward", "Alt+Right"),
    "theme": _Command("theme", "Ctrl+T"),
    "language": _Command("language", "Ctrl+L"),
}
_OFTEN = ("disputes", "hazards", "cameras", "checkpoints")
_POINTS = [layer for layer in reversed(CATALOGUE) if layer.editable and layer.geometry == "point"]
ADDABLE: tuple[Layer, ...] = tuple(
    sorted(
        _POINTS, key=lambda layer: _OFTEN.index(layer.kind) if layer.kind in _OFTEN else len(_OFTEN)
    )
)
"""Layers whose points are added by hand, the most used first."""


class Actions(QObject):
    """The actions of one window, by name: ``actions["undo"]``.

    ``map_tools`` holds one for each tool, ``add`` one for each kind of point, ``themes`` one for each map theme,
    checked while it is the one shown.
    """

    def __init__(self, session: Session, window: QWidget, styles: MapStyles) -> None:
        super().__init__(window)
        self._session, self._window, self.styles = session, window, styles
        self._made: dict[str, QAction] = {}
        for name, command in _COMMANDS.items():
            action = QAction(window)
            action.setObjectName(f"action:{name}")
            if command.keys:
                action.setShortcut(QKeySequence(command.keys))
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            window.addAction(action)
            self._made[name] = action
        self.tools = QActionGroup(self)
        self.tools.setExclusive(True)
        self._made["select"].setCheckable(True)
        self._made["select"].setChecked(True)
        self.tools.addAction(self._made["select"])
        self.map_tools: dict[str, QAction] = {}
        for tool in TOOLS:
            action = self._checkable(f"action:tool:{tool.name}", tool.keys)
            self.map_tools[tool.name] = action
        self.add: dict[str, QAction] = {}
        for layer in ADDABLE:
            action = self._checkable(f"action:add:{layer.kind}")
            # What is put on the map should be seen there, whichever theme is shown.
            action.triggered.connect(
                lambda _checked=False, name=layer.name: session.stack.set_visible(name, True)
            )
            self.add[layer.kind] = action
        self.themes: dict[str, QAction] = {}
        for place, shown in enumerate(THEMES, start=1):
            action = QAction(window)
            action.setObjectName(f"action:theme:{shown.name}")
            action.setCheckable(True)
            action.setShortcut(QKeySequence(f"Alt+{place}"))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _checked=False, shown=shown: self._show(shown))
            window.addAction(action)
            self.themes[shown.name] = action
        styles.changed.connect(self._check_theme)
        self._check_theme()
        session.changed.connect(lambda _changes: self.refresh())
        session.selection.changed.connect(lambda _items, _origin: self.refresh())
        session.themeChanged.connect(lambda _theme: self._dress())
        window.installEventFilter(self)
        RestingKeys((*self._made.values(), *self.map_tools.values()), window)
        self._dress()
        self.retranslate()

    def _checkable(self, name: str, keys: str = "") -> QAction:
        """A new action that is pressed while its tool is in hand."""
        action = QAction(self._window)
        action.setObjectName(name)
        action.setCheckable(True)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.tools.addAction(action)
        self._window.addAction(action)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window."""
        if watched is self._window and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    def retranslate(self) -> None:
        """Say the words again."""
        words = {
            "open": self.tr("打开工作区…"),
            "server": self.tr("连接服务器…"),
            "new": self.tr("新建工作区…"),
            "add": self.tr("新增记录…"),
            "demo": self.tr("生成演示县…"),
            "import": self.tr("导入…"),
            "export": self.tr("导出…"),
            "page": self.tr("导出网页地图…"),
            "base_map": self.tr("底图…"),
            "second_map": self.tr("第二地图窗口"),
            "check": self.tr("检查工作区"),
            "backup": self.tr("立即备份"),
            "copy": self.tr("复制工作区到…"),
            "quit": self.tr("退出"),
            "delete": self.tr("删除所选"),
            "find": self.tr("查找"),
            "select": self.tr("选择和移动"),
            "fit": self.tr("全域视图"),
            "go_to": self.tr("转到坐标…"),
            "shape_table": self.tr("标绘坐标表…"),
            "back": self.tr("上一视图"),
            "forward": self.tr("下一视图"),
            "theme": self.tr("深色/浅色"),
            "language": self.tr("English"),
        }
        for name, text in words.items():
            self._name(self._made[name], text)
        for tool in TOOLS:
            action = self.map_tools[tool.name]
            self._name(action, self._session.say(tool.title))
            hint = self._session.say(tool.hint)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            title = self._session.say(tool.title)
            action.setToolTip(tip(f"{title}  {keys}".rstrip() + f"\n{hint}"))
        for layer in ADDABLE:
            add = self._session.say(verbs.said(verbs.verb(layer.kind, "new")))
            short = self._session.say(KINDS[layer.kind].title)
            self._name(self.add[layer.kind], add, short)
        for shown in THEMES:
            title, purpose = self._session.say(shown.title), self._session.say(shown.purpose)
            action = self.themes[shown.name]
            self._name(action, title)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(tip(f"{purpose}  {keys}"))
        self.refresh()

    def refresh(self) -> None:
        """What can be used now, and what undo and redo would do."""
        workspace, selection = self._session.workspace, self._session.selection
        writable = not workspace.readonly
        self._step("undo", self.tr("撤销"), workspace.undoable())
        self._step("redo", self.tr("重做"), workspace.redoable())
        for name in ("import", "export", "page"):  # what goes out is logged, so that writes too
            self._made[name].setEnabled(writable)
        lead = selection.lead
        drawing = lead is not None and lead.kind == "drawings"
        self._made["shape_table"].setEnabled(writable and drawing)
        self._made["delete"].setEnabled(writable and bool(selection.items))
        for action in (self._made["add"], *self.add.values()):
            action.setEnabled(writable)
        for tool in TOOLS:
            self.map_tools[tool.name].setEnabled(writable or not tool.writes)

    def _show(self, shown: MapTheme) -> None:
        self.styles.show(shown)
        self._check_theme()  # Qt has unchecked the one that was shown already

    def _check_theme(self) -> None:
        now = self.styles.theme
        for name, action in self.themes.items():
            action.setChecked(now is not None and name == now.name)

    def _step(self, name: str, word: str, entry: Entry | None) -> None:
        action = self._made[name]
        action.setEnabled(entry is not None and not self._session.workspace.readonly)
        if entry is None:
            self._name(action, word)
            return
        what = self._session.say(verbs.said(entry.verb.removeprefix("undo ").removeprefix("redo ")))
        self._name(action, f"{word} {what} {entry.label}"[:80].rstrip(), short=word)

    def _name(self, action: QAction, text: str, short: str | None = None) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(menu_text(text))
        action.setIconText(short or text)
        action.setToolTip(tip(f"{text}  {keys}".rstrip()))

    def _dress(self) -> None:
        shade = self._session.theme
        for name, command in _COMMANDS.items():
            if command.icon:
                self._made[name].setIcon(theme.icon(command.icon, shade))
        for tool in TOOLS:
            self.map_tools[tool.name].setIcon(theme.icon(tool.icon, shade))
        for layer in ADDABLE:
            if layer.symbol is not None:
                self.add[layer.kind].setIcon(theme.svg_icon(swatch_svg(layer.symbol, shade)))


class Menus(QMenuBar):
    """The menu bar, built of the actions."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setNativeMenuBar(False)
        self._menus: dict[str, QMenu] = {
            name: QMenu(self) for name in ("workspace", "edit", "add", "tools", "view", "help")
        }
        for menu in self._menus.values():
            self.addMenu(menu)
        self.view, self.help = self._menus["view"], self._menus["help"]
        self.workspace = self._menus["workspace"]
        work, edit, add = (self._menus[name] for name in ("workspace", "edit", "add"))
        self.recent = QMenu(self)
        for name in ("open", "server", "new", "demo"):
            work.addAction(actions[name])
        work.addMenu(self.recent)
        work.addSeparator()
        for name in ("import", "export", "page"):
            work.addAction(actions[name])
        work.addSeparator()
        for name in ("check", "backup", "copy"):
            work.addAction(actions[name])
        work.addSeparator()
        work.addAction(actions["quit"])
        for name in ("undo", "redo", "delete", "find"):
            edit.addAction(actions[name])
        add.addAction(actions["add"])
        add.addSeparator()
        for action in actions.add.values():
            add.addAction(action)
        self._menus["tools"].addActions(
            [actions["select"], *actions.map_tools.values(), actions["shape_table"]]
        )
        for name in ("fit", "back", "forward", "go_to"):
            self.view.addAction(actions[name])
        self.view.addSeparator()
        self.view.addActions(list(actions.themes.values()))
        self.view.addSeparator()
        for name in ("base_map", "second_map", "theme", "language"):
            self.view.addAction(actions[name])
        self.view.addSeparator()
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "recent"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self._menus["workspace"].setTitle(self.tr("工作区"))
        self._menus["edit"].setTitle(self.tr("编辑"))
        self._menus["add"].setTitle(self.tr("新增"))
        self._menus["tools"].setTitle(self.tr("工具"))
        self._menus["view"].setTitle(self.tr("视图"))
        self._menus["help"].setTitle(self.tr("帮助"))
        self.recent.setTitle(self.tr("最近打开"))
