"""The settings, with a line to search them: what belongs to the user, and beside it what belongs to this workspace.

A change holds at once and is remembered at once; there is no OK to forget. Reading and writing the file of settings is
`ui.frame.settings_file`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gis.coordinates import NOTATIONS
from layers.finder import folded
from resources.text import Text
from ui.frame import settings_file
from ui.frame.modes import MODES, Modes
from ui.panels.labels import plain_label, secondary_label
from ui.settings import BACKUP_MINUTES, BACKUPS_KEPT

if TYPE_CHECKING:
    from ui.main_window import MainWindow

HOUR = 60
LAST = Text("上次用的", "The one last used")


@dataclass(frozen=True, slots=True)
class _Row:
    label: QLabel
    widget: QWidget
    words: str


class SettingsDialog(QDialog):
    """The dialog of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("dialog:settings")
        self.setWindowTitle(self.tr("设置"))
        self.setMinimumWidth(560)
        self._window, self._settings, self._session = window, window.settings, window.session
        self._rows: list[_Row] = []
        self.search = QLineEdit()
        self.search.setObjectName("settings:search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("查找设置"))
        self.search.setAccessibleName(self.tr("查找设置"))
        self.search.textChanged.connect(self._find)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("settings:tabs")
        self.tabs.addTab(self._mine(), self.tr("我的"))
        self.tabs.addTab(self._workspace(), self.tr("本工作区"))
        self.trouble = plain_label("", "error")
        self.trouble.setObjectName("settings:trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.trouble)
        column.addLayout(self._foot())
        self.search.setFocus()

    # -- putting together -------------------------------------------------------------------------

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, words, act in (
            ("export", self.tr("导出设置…"), self._ask_export),
            ("import", self.tr("导入设置…"), self._ask_import),
        ):
            button = QPushButton(words)
            button.setObjectName(f"settings:{name}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        close = QPushButton(self.tr("关闭"))
        close.setObjectName("settings:close")
        close.setProperty("role", "primary")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _mine(self) -> QWidget:
        page = QWidget()
        self._form = form = QFormLayout(page)
        form.setContentsMargins(12, 12, 12, 12)
        form.setVerticalSpacing(10)
        say, settings, window = self._session.say, self._settings, self._window
        self._choice(
            "lang",
            self.tr("语言"),
            {"zh": "中文", "en": "English"},
            self._session.lang,
            window.set_lang,
        )
        self._choice(
            "theme",
            self.tr("主题"),
            {"dark": self.tr("深色"), "light": self.tr("浅色")},
            self._session.theme,
            window.set_theme,
        )
        modes = {"": say(LAST), **{mode.name: say(mode.title) for mode in MODES}}
        self._choice(
            "start_mode",
            self.tr("起始模式"),
            modes,
            settings.start_mode,
            lambda name: setattr(settings, "start_mode", name),
        )
        notations = {name: say(notation.title) for name, notation in NOTATIONS.items()}
        self._choice(
            "notation", self.tr("坐标写法"), notations, settings.notation, self._set_notation
        )
        self.wall = self._tick(
            "wall", self.tr("字号"), self.tr("地图用大屏字号"), window.above.wall.isChecked()
        )
        self.wall.clicked.connect(window.above.wall.trigger)
        still = self._tick(
            "still", self.tr("动态效果"), self.tr("减少动态：超期光环不闪动"), settings.still
        )
        still.clicked.connect(window.above.set_still)
        reopen = self._tick(
            "reopen", self.tr("启动"), self.tr("启动时打开上次的工作区"), settings.reopen
        )
        reopen.clicked.connect(lambda on: setattr(settings, "reopen", on))
        self._folder()
        self._act(
            "layout", self.tr("布局"), self.tr("恢复本模式的布局"), self._modes().reset_action
        )
        return page

    def _tick(self, name: str, words: str, said: str, on: bool) -> QCheckBox:
        box = QCheckBox(said)
        box.setObjectName(f"settings:{name}")
        box.setChecked(on)
        self._row(words, box)
        return box

    def _act(self, name: str, label: str, words: str, action: QAction) -> None:
        """A row with a button that leaves the settings and does `action`."""
        button = QPushButton(words)
        button.setObjectName(f"settings:{name}")
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: self._leave_to(action))
        self._row(label, button)

    def _modes(self) -> Modes:
        found = self._window.findChild(Modes)
        assert isinstance(found, Modes)
        return found

    def _folder(self) -> None:
        kept = self._settings.camera_roll
        self.folder = QLineEdit("" if kept is None else str(kept))
        self.folder.setObjectName("settings:camera_roll")
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText(self.tr("还没有选过"))
        browse = QPushButton(self.tr("选择…"))
        browse.setObjectName("settings:camera_roll:browse")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self._row(self.tr("相机文件夹"), both)
        self.folder.setAccessibleName(self.tr("相机文件夹"))

    def _workspace(self) -> QWidget:
        page = QWidget()
        self._form = form = QFormLayout(page)
        form.setContentsMargins(12, 12, 12, 12)
        form.setVerticalSpacing(10)
        workspace, window = self._session.workspace, self._window
        where = QLineEdit(str(workspace.target.path or workspace.target.name))
        where.setObjectName("settings:file")
        where.setReadOnly(True)
        where.setCursorPosition(0)
        self._row(self.tr("位置"), where)
        commands = window.commands
        self._act("base_map", self.tr("底图"), self.tr("选择底图…"), commands["base_map"])
        if workspace.target.path is not None:
            self._backups()
            self._act("backup", self.tr("备份"), self.tr("立即备份"), commands["backup"])
        self._act("check", self.tr("检查"), self.tr("检查工作区"), commands["check"])
        saved = secondary_label(self.tr("保存的专题、视图和标绘样式在工作区里，随工作区走。"))
        saved.setWordWrap(True)
        form.addRow("", saved)
        return page

    def _backups(self) -> None:
        """How often this workspace is backed up at this seat, and how many backups stay."""
        keeping = self._session.workspace.keeping
        often = {
            m: self.tr("{n} 分钟").format(n=m)
            if m < HOUR
            else self.tr("{n} 小时").format(n=m // HOUR)
            for m in BACKUP_MINUTES
        }
        now = round(keeping.every.total_seconds() / 60)
        self._choice(
            "backup_every",
            self.tr("备份间隔"),
            often,
            now,
            lambda minutes: self._keep(every=dt.timedelta(minutes=minutes)),
        )
        kept = {n: self.tr("最近 {n} 份，另加两周内每天一份").format(n=n) for n in BACKUPS_KEPT}
        self._choice(
            "backups_kept",
            self.tr("保留备份"),
            kept,
            keeping.newest,
            lambda newest: self._keep(newest=newest),
        )

    def _keep(self, **changed: Any) -> None:
        workspace = self._session.workspace
        workspace.keeping = replace(workspace.keeping, **changed)
        self._settings.keep_keeping(str(workspace.target.path), workspace.keeping)

    def _leave_to(self, action: QAction) -> None:
        self.accept()
        action.trigger()

    def _row(self, words: str, widget: QWidget) -> None:
        label = plain_label(words)
        self._form.addRow(label, widget)
        if not widget.accessibleName():
            widget.setAccessibleName(words)
        shown = [
            words,
            *(box.text() for box in (widget,) if isinstance(box, (QCheckBox, QPushButton))),
        ]
        if isinstance(widget, QComboBox):
            shown += [widget.itemText(i) for i in range(widget.count())]
        self._rows.append(_Row(label, widget, folded(" ".join(shown))))

    def _choice(
        self,
        name: str,
        words: str,
        choices: Mapping[Any, str],
        now: Any,
        take: Callable[[Any], object],
    ) -> None:
        box = QComboBox()
        box.setObjectName(f"settings:{name}")
        for value, shown in choices.items():
            box.addItem(shown, value)
        box.setCurrentIndex(box.findData(now))
        box.activated.connect(lambda _index: take(box.currentData()))
        self._row(words, box)

    # -- doing ------------------------------------------------------------------------------------

    def _set_notation(self, name: str) -> None:
        self._settings.notation = name
        self._window.bar.place.set_notation(name)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("相机文件夹"), self.folder.text())
        if folder:
            self._settings.camera_roll = Path(folder)
            self.folder.setText(folder)

    def _find(self, typed: str) -> None:
        """Show the settings that mention what is typed, and turn to the first tab that has one."""
        wanted = folded(typed)
        first: QWidget | None = None
        for row in self._rows:
            hit = wanted in row.words
            row.label.setVisible(hit)
            row.widget.setVisible(hit)
            if hit and first is None:
                first = row.widget
        if wanted and first is not None:
            for place in range(self.tabs.count()):
                page = self.tabs.widget(place)
                if page is not None and page.isAncestorOf(first):
                    self.tabs.setCurrentIndex(place)

    def _ask_export(self) -> None:
        file, _filter = QFileDialog.getSaveFileName(
            self, self.tr("导出设置"), "guatu-settings.json", "JSON (*.json)"
        )
        if file:
            self.write(Path(file))

    def _ask_import(self) -> None:
        file, _filter = QFileDialog.getOpenFileName(self, self.tr("导入设置"), "", "JSON (*.json)")
        if file:
            self.take(Path(file))

    def write(self, file: Path) -> None:
        """Write the user's settings to `file`."""
        try:
            file.write_text(settings_file.as_json(self._settings), "utf-8")
        except OSError as trouble:
            self._complain(
                self.tr("写不了 {file}：{why}").format(file=file.name, why=trouble.strerror)
            )
            return
        self.trouble.hide()

    def take(self, file: Path) -> None:
        """Take the settings of `file`, all or none; a file that can't be taken is said."""
        try:
            values = settings_file.read(file)
        except settings_file.BadSettings as refusal:
            self._complain(self._session.say(refusal.sentence))
            return
        for name, value in values.items():
            if name == "lang":
                self._window.set_lang(value)
            elif name == "theme":
                self._window.set_theme(value)
            elif name == "notation":
                self._set_notation(value)
            elif name == "camera_roll":
                if value:
                    self._settings.camera_roll = Path(value)
            elif name == "still":
                self._window.above.set_still(value)
            elif name == "wall":
                self._settings.wall = value
                self._window.above.set_wall(value)
            else:
                setattr(self._settings, name, value)
        self.accept()
        self._session.notices.done(self.tr("已导入设置。"))

    def _complain(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
