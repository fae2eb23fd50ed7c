"""Help on F1: the page for what has the keyboard, in a quiet dock at the right, with a line to search all pages.

Pages are bundled markdown, `resources/help/LANG/NAME.md`. Which page belongs to a widget is decided by the names of the
widget and of those around it, innermost first (`page_of`). Pages refer to each other by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from layers.finder import folded
from resources.text import Language, Text
from ui.frame.docks import Dock
from ui.keys import within

if TYPE_CHECKING:
    from ui.main_window import MainWindow

HOME = "start"
TITLE = Text("帮助", "Help")
SEARCH = Text("在帮助里查找", "Search the help")
NOTHING = Text("没有提到“{words}”的页。", "No page mentions “{words}”.")
PAGES: tuple[str, ...] = (
    "start",
    "modes",
    "map",
    "tools",
    "boundary",
    "layers",
    "style",
    "record",
    "many",
    "history",
    "photos",
    "tables",
    "filters",
    "figures",
    "search",
    "coordinates",
    "import",
    "export",
    "page",
    "base_map",
    "second_map",
    "check",
    "work",
    "server",
    "settings",
    "keys",
)
"""Every page, in the order of the list."""
PLACES: dict[str, str] = {
    "map": "map",
    "tools": "tools",
    "tool:boundary": "boundary",
    "boundary": "boundary",
    "dock:boundary": "boundary",
    "themes": "layers",
    "modes": "modes",
    "ribbon": "figures",
    "figure": "figures",
    "search": "search",
    "dock:layers": "layers",
    "layerTree": "layers",
    "heat": "layers",
    "style": "style",
    "dock:record": "record",
    "manyPanel": "many",
    "many": "many",
    "history": "history",
    "past": "history",
    "photos": "photos",
    "photo": "photos",
    "dialog:photo": "photos",
    "dock:tables": "tables",
    "tables:filter": "filters",
    "tables:conditions": "filters",
    "query": "filters",
    "queryBar": "filters",
    "filter": "filters",
    "dialog:act": "tables",
    "paste": "tables",
    "dock:rows": "figures",
    "dock:check": "check",
    "status": "work",
    "work": "work",
    "dialog:go_to": "coordinates",
    "status:place": "coordinates",
    "import": "import",
    "export": "export",
    "page": "page",
    "base_map": "base_map",
    "base": "base_map",
    "second": "second_map",
    "server": "server",
    "passphrase": "server",
    "copy-workspace": "server",
    "settings": "settings",
    "dialog:settings": "settings",
}
"""The name of a widget, or what stands before its first colon, and the page about it."""


def page_of(widget: QWidget | None) -> str:
    """The page about `widget`: of its own name, else of the nearest widget around it that has one."""
    at: QObject | None = widget
    while at is not None:
        name = at.objectName()
        for key in (name, name.partition(":")[0]):
            if key in PLACES:
                return PLACES[key]
        at = at.parent()
    return HOME


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, heading and markdown."""

    name: str
    title: str
    text: str


@cache
def pages(lang: Language) -> dict[str, Page]:
    """Every page in `lang` by its name."""
    made = {}
    for name in PAGES:
        text = resources.path("help", lang, f"{name}.md").read_text("utf-8")
        made[name] = Page(name, text.splitlines()[0].removeprefix("# ").strip(), text)
    return made


def found(lang: Language, words: str) -> list[Page]:
    """The pages that mention all of `words`, those that do so in their heading first."""
    wanted = [folded(word) for word in words.split()]
    hits = []
    for place, page in enumerate(pages(lang).values()):
        text, title = folded(page.text), folded(page.title)
        if all(word in text for word in wanted):
            hits.append((not all(word in title for word in wanted), place, page))
    return [page for _rank, _place, page in sorted(hits, key=lambda hit: hit[:2])]


class HelpView(QWidget):
    """The list of pages with its search, and the page that is read."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName("help")
        self._session = window.session
        self.name = ""
        self.search = QLineEdit()
        self.search.setObjectName("help:search")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("help:pages")
        self.text = QTextBrowser()
        self.text.setObjectName("help:text")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.text)
        self.stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.stack, 1)
        self.search.textEdited.connect(self._find)
        self.search.returnPressed.connect(self._take)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        within(self.search, "Down", self._walk)
        self._session.themeChanged.connect(lambda _theme: self.show_page(self.name))
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        say = self._session.say
        self.search.setPlaceholderText(say(SEARCH))
        for widget, name in ((self.search, SEARCH), (self.list, SEARCH), (self.text, TITLE)):
            widget.setAccessibleName(say(name))
        if self.name:
            self.show_page(self.name)

    def show_page(self, name: str) -> None:
        """Show the page `name`; "" for the list of all pages."""
        self.name = name
        if not name:
            self._find("")
            return
        self.text.setMarkdown(pages(self._session.lang)[name].text)
        self.stack.setCurrentWidget(self.text)

    def _find(self, words: str) -> None:
        self.list.clear()
        for page in found(self._session.lang, words):
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.list.addItem(item)
        if not self.list.count():
            item = QListWidgetItem(self._session.say(NOTHING.format(words=words)))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.stack.setCurrentWidget(self.list)

    def _walk(self) -> None:
        if self.stack.currentWidget() is self.text:
            self._find(self.search.text())
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _take(self) -> None:
        first = self.list.item(0)
        if self.stack.currentWidget() is self.list and first is not None:
            self._open(first)

    def _open(self, item: QListWidgetItem) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name:
            self.show_page(name)

    def _follow(self, link: QUrl) -> None:
        name = link.toString().removesuffix(".md")
        if name in PAGES:
            self.show_page(name)


class Help(QObject):
    """F1 of one window, and the dock that answers it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.view = HelpView(window)
        self.dock = Dock("help", window.session, self.view)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        window.tabifyDockWidget(window.record_dock, self.dock)
        self.dock.hide()
        within(self.view, "Esc", self.dock.hide)
        self.here = QAction(window)
        self.here.setObjectName("action:help")
        self.here.setShortcut(QKeySequence("F1"))
        self.here.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self.here.triggered.connect(lambda _checked=False: self.ask())
        self.all = QAction(window)
        self.all.setObjectName("action:help:all")
        self.all.triggered.connect(lambda _checked=False: self.show_page(""))
        window.addActions([self.here, self.all])

    def retranslate(self) -> None:
        """Say the title again."""
        self.dock.entitle(self._window.session.say(TITLE))

    def ask(self) -> None:
        """Show the page about what has the keyboard."""
        focused = QApplication.focusWidget() or QApplication.activeWindow()
        if focused is not None and self.view.isAncestorOf(focused):
            self.show_page("")
            return
        self.show_page(page_of(focused))

    def show_page(self, name: str) -> None:
        """Show a page, or the list of all."""
        self.retranslate()
        self.view.show_page(name)
        if not self._window.record_dock.isHidden():
            self._window.tabifyDockWidget(self._window.record_dock, self.dock)
        self.dock.show()
        self.dock.raise_()
        if not name:
            self.view.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
