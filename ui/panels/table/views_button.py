"""The button over a table that switches between its saved views, saves one, and lays the table out.

Saved views belong to the workspace and are written by its one write path; the layout of the moment is the user's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from db.operation import Operation
from layers import verbs
from layers.tables.views import (
    Arrangement,
    SavedView,
    make_default,
    remove_view,
    save_view,
    saved_views,
)
from ui.panels.table.arranging import Arranging
from ui.plain import menu_text
from ui.session import Session

_MOST = 18


class Table(Protocol):
    """The table whose views these are."""

    kind: str
    arrangement: Arrangement
    arranging: Arranging


class ViewsButton(QToolButton):
    """The button. Emits ``chosen(SavedView | None)``; None for the table as it was made."""

    chosen = Signal(object)

    def __init__(self, session: Session, table: Callable[[], Table]) -> None:
        super().__init__()
        self.setObjectName("tables:views")
        self.setProperty("role", "group")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session, self._table = session, table
        self._shown: dict[str, SavedView] = {}
        self.views = QMenu(self)
        self.views.setObjectName("menu:views")
        self.views.aboutToShow.connect(self._fill)
        self.setMenu(self.views)

    def note(self, kind: str, view: SavedView | None) -> None:
        """Remember which view the table of `kind` shows."""
        if view is None:
            self._shown.pop(kind, None)
        else:
            self._shown[kind] = view
        self.say(kind)

    def say(self, kind: str) -> None:
        """Name the view that the table of `kind` shows."""
        view = self._shown.get(kind)
        name = "" if view is None else view.name
        cut = name if len(name) <= _MOST else f"{name[: _MOST - 1]}…"
        plain = self.tr("视图")
        self.setText(f"{menu_text(cut) or plain} ▾")
        self.setToolTip(self.tr("保存的视图、列、分组、合计"))
        self.setAccessibleName(self.tr("视图：{name}").format(name=name or self.tr("默认")))

    def _fill(self) -> None:
        menu, table, session = self.views, self._table(), self._session
        menu.clear()
        shown = self._shown.get(table.kind)
        found = saved_views(session.workspace, table.kind)
        plain = self._entry("plain", self.tr("默认排列，全部记录"), lambda: self.chosen.emit(None))
        plain.setCheckable(True)
        plain.setChecked(shown is None)
        for view in found:
            words = f"{view.name}  ★" if view.default else view.name
            action = self._entry(f"view:{view.name}", words, partial(self.chosen.emit, view))
            action.setCheckable(True)
            action.setChecked(shown is not None and shown.uid == view.uid)
        menu.addSeparator()
        if not session.workspace.readonly:
            self._entry("save", self.tr("另存为视图…"), self._save)
            if shown is not None and any(view.uid == shown.uid for view in found):
                self._offer_changes(shown, found)
            menu.addSeparator()
        menu.addMenu(table.arranging.group_menu(menu))
        totals = self._entry(
            "totals",
            self.tr("合计行"),
            lambda: table.arranging.show_totals(shown=not table.arrangement.totals),
        )
        totals.setCheckable(True)
        totals.setChecked(table.arrangement.totals)
        corner = self.mapToGlobal(self.rect().bottomLeft())
        self._entry("columns", self.tr("选择列…"), lambda: table.arranging.choose_columns(corner))
        self._entry("reset", self.tr("恢复默认排列"), table.arranging.reset)

    def _offer_changes(self, shown: SavedView, found: list[SavedView]) -> None:
        now = next(view for view in found if view.uid == shown.uid)
        kind = self._table().kind
        if self._table().arrangement != now.arrangement:
            self._entry(
                "update",
                self.tr("更新“{name}”").format(name=now.name),
                lambda: self.save(now.name),
            )
        if now.default:
            words, wanted = self.tr("不再作为默认视图"), None
        else:
            words, wanted = self.tr("作为默认视图"), now.uid
        self._entry(
            "default",
            words,
            lambda: self._write(
                "edit",
                now.name,
                lambda op: make_default(op, self._session.workspace, kind, wanted),
            ),
        )
        self._entry(
            "remove", self.tr("删除“{name}”").format(name=now.name), lambda: self._remove(now)
        )

    def _entry(self, name: str, words: str, act: Callable[[], object]) -> QAction:
        action = self.views.addAction(menu_text(words))
        action.setObjectName(f"views:{name}")
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _save(self) -> None:
        name, given = QInputDialog.getText(
            self, self.tr("另存为视图"), self.tr("名称（列、排序、筛选、分组和条件一起保存）")
        )
        if given and name.strip():
            self.save(name.strip())

    def save(self, name: str) -> None:
        """Save what the table shows as the view `name`."""
        table, workspace = self._table(), self._session.workspace
        known = any(view.name == name for view in saved_views(workspace, table.kind))
        arrangement = table.arrangement
        done = self._write(
            "edit" if known else "new",
            name,
            lambda op: save_view(op, workspace, table.kind, name, arrangement),
        )
        if done:
            found = {view.name: view for view in saved_views(workspace, table.kind)}
            self.note(table.kind, found.get(name))

    def _remove(self, view: SavedView) -> None:
        workspace, kind = self._session.workspace, self._table().kind
        if self._write("delete", view.name, lambda op: remove_view(op, workspace, view.uid)):
            self.note(kind, None)

    def _write(self, action: str, label: str, write: Callable[[Operation], object]) -> bool:
        verb = verbs.verb("presets", action)
        return self._session.perform(verb, label, write, origin="table") is not None
