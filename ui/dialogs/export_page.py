"""The dialog that asks how the map goes out as one file: for whom, how much of it, in which colours, where to.

It writes nothing; `options` and `file` are what `layers.pages.export.export_page` takes.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from layers.base.basemap import BaseLook, BaseMap
from layers.base.tiles import MOST_BYTES
from layers.pages.export import Extent, PageOptions
from layers.pages.page import View
from layers.pages.readership import AUDIENCES, PUBLIC, Audience, audience_named
from resources.text import Language, Text
from ui.dialogs import parts
from ui.map_view.view import Extent as Seen
from ui.panels.labels import plain_label, secondary_label
from ui.session import Session, Theme

Base = tuple[BaseMap, BaseLook]
MOST = MOST_BYTES // 1_000_000
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}
COLOURS: dict[Theme, Text] = {
    "dark": Text("深色", "Dark"),
    "light": Text("浅色，宜打印", "Light, for print"),
}


class ExportPageDialog(QDialog):
    """Asks for one page.

    `seen` is what the map shows now, None before it is painted; `title` is proposed for the head of the page, `base`
    lies under the map.
    """

    def __init__(
        self,
        session: Session,
        seen: Seen | None,
        title: str,
        base: Base | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setWindowTitle(self.tr("导出网页地图"))
        self._seen, self._under = seen, base
        say = session.say
        self._audience, self._scope, self._colours, self._lang = (QComboBox() for _ in range(4))
        for box, name in (
            (self._audience, "audience"),
            (self._scope, "scope"),
            (self._colours, "colours"),
            (self._lang, "lang"),
        ):
            box.setObjectName(f"page:{name}")
        for audience in AUDIENCES:
            self._audience.addItem(say(audience.title), audience.name)
        self._scope.addItem(self.tr("全部"), False)
        if seen is not None:
            self._scope.addItem(self.tr("只含地图现在显示的范围"), True)
        for shade, words in COLOURS.items():
            self._colours.addItem(say(words), shade)
        self._colours.setCurrentIndex(self._colours.findData(session.theme))
        for lang, name in LANGUAGES.items():
            self._lang.addItem(name, lang)
        self._lang.setCurrentIndex(self._lang.findData(session.lang))
        self._title = QLineEdit(title)
        self._title.setObjectName("page:title")
        today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
        self._file = QLineEdit(str(Path.home() / f"{title}-{today:%Y%m%d}.html"))
        self._file.setObjectName("page:file")
        self._file.setMinimumWidth(380)
        self._base = QCheckBox(self.tr("带上底图（不超过 {most} MB）").format(most=MOST))
        self._base.setObjectName("page:base")
        self._base.setVisible(base is not None)
        self._replace = QCheckBox(self.tr("替换已有的文件"))
        self._replace.setObjectName("page:replace")
        self.note = secondary_label()
        self.note.setObjectName("page:note")
        self.note.setWordWrap(True)
        self.trouble = plain_label(role="error")
        self.trouble.setObjectName("page:trouble")
        self._say = say
        self._for: Audience | None = None
        self._lay_out()
        self._audience.currentIndexChanged.connect(self._judge)
        self._file.textChanged.connect(self._judge)
        self._replace.toggled.connect(self._judge)
        self._judge()

    def _lay_out(self) -> None:
        where = parts.file_row(self._file, self.tr("存为"), self.tr("浏览…"), self._browse)
        form = QFormLayout()
        form.addRow(self.tr("给谁看"), self._audience)
        form.addRow("", self.note)
        form.addRow(self.tr("范围"), self._scope)
        if self._under is not None:
            form.addRow("", self._base)
        form.addRow(self.tr("配色"), self._colours)
        form.addRow(self.tr("语言"), self._lang)
        form.addRow(self.tr("标题"), self._title)
        form.addRow(self.tr("存为"), where)
        form.addRow("", self._replace)
        buttons, self.go = parts.foot(
            self, "page:go", self.tr("导出"), self.tr("取消"), self.accept
        )
        self.go.setDefault(True)
        column = parts.column(self)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addWidget(buttons)

    def file(self) -> Path:
        """The file to write."""
        return Path(self._file.text().strip()).expanduser()

    def set_file(self, path: Path) -> None:
        """Write to `path`."""
        self._file.setText(str(path))
        self._judge()  # the same name may stand for a file that came or went

    def options(self) -> PageOptions:
        """What goes out, to whom and how."""
        return PageOptions(
            theme=self._colours.currentData(),
            lang=self._lang.currentData(),
            audience=audience_named(self._audience.currentData()),
            extent=self._extent(),
            view=self._view(),
            title=self._title.text().strip(),
            base=self._under if self._base.isChecked() else None,
            overwrite=self._replace.isChecked(),
        )

    def _extent(self) -> Extent | None:
        if self._seen is None or not self._scope.currentData():
            return None
        (south, west), (north, east) = self._seen.bounds
        return west, south, east, north

    def _view(self) -> View | None:
        return None if self._seen is None else self._seen.view

    def _browse(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self._file.text(), "HTML (*.html)"
        )
        if name:
            self.set_file(Path(name) if Path(name).suffix else Path(f"{name}.html"))
            self._replace.setChecked(self.file().exists())  # the file dialog has asked already

    def _judge(self) -> None:
        """What the choice of readers means, and whether the file can be written."""
        audience = audience_named(self._audience.currentData())
        if audience is not self._for:
            self._for = audience
            self._base.setChecked(self._under is not None and audience is not PUBLIC)
        self.note.setText(f"{self._say(audience.purpose)}\n{self._say(audience.withheld)}")
        there = self.file().exists()
        self._replace.setVisible(there)
        trouble = ""
        if self.file().suffix.lower() not in (".html", ".htm"):
            trouble = self.tr("文件名应以 .html 结尾。")
        elif there and not self._replace.isChecked():
            trouble = self.tr("这个文件已存在。")
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.go.setEnabled(not trouble)
