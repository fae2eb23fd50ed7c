"""What a widget shows, read back: words that were left untranslated, words that do not fit, and what has no name.

A word of a record is the county's own, in any language and of any length: `Records` knows them all, so that everything
else must be translated and must fit. Widgets are read as they stand on the screen.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from html import unescape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QTreeView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

import ui
from db.records import KINDS
from db.workspace import Workspace
from ui.panels.labels import ElidedLabel

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
MARKUP = re.compile(r"<[^>]*>")
NUMBERED = re.compile(r"[A-Z]+-\d{4}|\(\.\w+\)")
"""A number that was made for a new record; the ending of a file."""
LATIN = re.compile(r"[A-Za-z]{3,}")
ROWS_READ = 40
"""So many entries of a box are read."""
FIELDS = (QComboBox, QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView)
PROPER = re.compile(
    r"guatu:\S+|Ctrl|Shift|Alt|Del|Enter|Esc|desk|uid|URL|English|guatu|GeoPackage|MBTiles|PMTiles|GeoJSON|PostGIS|QGIS"
    r"|WGS|CGCS|GCJ|EPSG|UTF|GBK|BIG|EUC|KOI|CSV|XLSX|KML|KMZ|SHP|GPKG|GPX|PDF|JSON"
)
"""Names that a Chinese sentence writes in letters."""


class Records:
    """Every text that the records of a workspace hold."""

    def __init__(self, workspace: Workspace, *more: str) -> None:
        found = set(more)
        for kind in KINDS:
            frame = workspace.frame(kind)
            for column in frame.columns:
                if frame[column].dtype == object:
                    found.update(str(value) for value in frame[column].dropna())
        ordered = sorted(filter(None, found), key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)
        self._known: dict[str, str] = {}

    def without(self, text: str) -> str:
        """`text` without its markup and what is a record's."""
        if text not in self._known:
            self._known[text] = self._any.sub(" ", unescape(MARKUP.sub("", text)))
        return self._known[text]


def classes() -> set[type[QWidget]]:
    """Every class of widget that the program's own modules define."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)

    def below(one: type[QWidget]) -> Iterator[type[QWidget]]:
        for each in one.__subclasses__():
            if each.__module__.startswith("ui."):
                yield each
            yield from below(each)

    return set(below(QWidget))


def windows() -> set[type[QWidget]]:
    """The dialogs and docks among them."""
    return {each for each in classes() if issubclass(each, (QDialog, QDockWidget))}


def shown(inside: QWidget) -> list[QWidget]:
    """`inside` and everything in it that can be seen; Qt's own buttons at the ends of tabs speak for themselves."""
    return [
        each
        for each in (inside, *inside.findChildren(QWidget))
        if each.isVisible() and not isinstance(each.parentWidget(), QTabBar)
    ]


def foreign(inside: QWidget, lang: str, records: Records) -> list[str]:
    """Words in `inside` that are not in the language of the window."""
    found = []
    for widget in shown(inside):
        for text in words(widget):
            own = records.without(text)
            wrong = (
                bool(CHINESE.search(own))
                if lang == "en"
                else bool(LATIN.search(PROPER.sub("", own)) and not NUMBERED.search(own))
                and not CHINESE.search(own)
            )
            if wrong:
                found.append(f"{_called(widget)}: {text}")
    return sorted(set(found))


def words(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says by itself: what stands on it, in its tooltip, and to a screen reader."""
    for ask in ("text", "title", "placeholderText", "prefix", "suffix"):
        said = getattr(widget, ask, None)
        if callable(said) and not (ask == "text" and isinstance(widget, QLineEdit)):
            yield str(said())
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if widget.isWindow() or isinstance(widget, QDockWidget):
        yield widget.windowTitle()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(i) for i in range(min(widget.count(), ROWS_READ)))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(i) for i in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QTreeWidget):
        yield from _lines(widget.invisibleRootItem())
    if isinstance(widget, QListWidget):
        yield from (widget.item(row).text() for row in range(widget.count()))
    if isinstance(widget, QTableView) and widget.model() is not None:
        heads = range(widget.model().columnCount())
        yield from (str(widget.model().headerData(n, Qt.Orientation.Horizontal)) for n in heads)


def _lines(item: QTreeWidgetItem | None) -> Iterator[str]:
    if item is None:
        return
    yield item.text(0)
    for place in range(item.childCount()):
        yield from _lines(item.child(place))


def clipped(inside: QWidget, records: Records) -> list[str]:
    """Words of the window's own in `inside` that have not the room they need."""
    return sorted(
        {
            f"{_called(widget)}: {text}"
            for widget in shown(inside)
            for text in _short_of_room(widget)
            if records.without(text).strip()
        }
    )


def _short_of_room(widget: QWidget) -> Iterator[str]:
    for sort, texts in _ROOM:
        if isinstance(widget, sort):
            yield from texts(widget)
            return


def _of_elided(label: ElidedLabel) -> Iterator[str]:
    if "…" in label.cut() and "…" not in label.text():
        yield label.text()


def _of_label(label: QLabel) -> Iterator[str]:
    wide = max(map(label.fontMetrics().horizontalAdvance, label.text().split("\n")))
    if (
        label.height() + 1 < label.heightForWidth(label.width())
        if label.wordWrap()
        else label.width() + 1 < wide
    ):
        yield label.text()


def _of_button(button: QAbstractButton) -> Iterator[str]:
    if button.width() + 1 < button.minimumSizeHint().width():
        yield button.text()


def _of_tool(button: QToolButton) -> Iterator[str]:
    wordless = button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    if wordless and not button.icon().isNull():
        return
    if button.width() + 1 < button.fontMetrics().horizontalAdvance(button.text()):
        yield button.text()


def _of_box(box: QComboBox) -> Iterator[str]:
    if box.width() < box.fontMetrics().horizontalAdvance(box.currentText()) + 24:
        yield box.currentText()


def _of_line(line: QLineEdit) -> Iterator[str]:
    if line.width() < line.fontMetrics().horizontalAdvance(line.placeholderText()) + 12:
        yield line.placeholderText()


def _of_tabs(tabs: QTabBar) -> Iterator[str]:
    if isinstance(tabs.parentWidget(), QMainWindow):
        return  # docks' own: Qt cuts them as it likes, and leaves one behind until it is deleted
    for place in range(tabs.count()):
        text = tabs.tabText(place)
        if tabs.tabRect(place).width() < tabs.fontMetrics().horizontalAdvance(text):
            yield text


def _cut_items(tree: QTreeView) -> Iterator[str]:
    """Lines of a tree that need more than its width."""
    index, option = tree.indexAt(tree.viewport().rect().topLeft()), QStyleOptionViewItem()
    while index.isValid():
        tree.initViewItemOption(option)
        option.rect = tree.visualRect(index)
        delegate = tree.itemDelegate()
        if isinstance(delegate, QStyledItemDelegate):
            delegate.initStyleOption(option, index)
        if option.text not in ("", index.data()):
            yield str(index.data())
        index = tree.indexBelow(index)


_ROOM: tuple[
    tuple[type[QWidget] | tuple[type[QWidget], ...], Callable[..., Iterator[str]]], ...
] = (
    (ElidedLabel, _of_elided),
    (QLabel, _of_label),
    ((QPushButton, QCheckBox, QRadioButton), _of_button),
    (QToolButton, _of_tool),
    (QComboBox, _of_box),
    (QLineEdit, _of_line),
    (QTabBar, _of_tabs),
    (QTreeView, _cut_items),
)
"""For each sort of widget, which of its texts lack room; the first that fits counts."""


def nameless(inside: QWidget) -> list[str]:
    """What can be used in `inside` and has neither words nor a name for a screen reader."""
    return [
        _called(each)
        for each in shown(inside)
        if isinstance(each, (QAbstractButton, *FIELDS))
        and each.isEnabled()
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not _owned(each)
        and not _name(each)
    ]


def _owned(widget: QWidget) -> bool:
    """Whether it is part of a field that speaks for it: the line of a box, the list that drops from it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, (QComboBox, QAbstractSpinBox)):
            return True
        above = above.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    for label in widget.window().findChildren(QLabel):
        if label.buddy() is widget:
            return label.text()
    if isinstance(widget, QAbstractButton):
        return widget.text() or widget.toolTip()
    return ""


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()
