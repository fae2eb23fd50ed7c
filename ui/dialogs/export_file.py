"""The dialog that asks what goes out: which kind, which of its records, into which file, in which frame.

It writes nothing; `options` and `file` are what `layers.outlet.export` takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
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

from db.records import KINDS
from db.records.base import geometry_of
from gis.reference import parse
from gis.transfer.writer import ALWAYS_WGS84, SUFFIXES
from layers.outlet import OutletOptions
from resources.text import Text
from ui.dialogs import parts
from ui.dialogs.frames import FrameBox
from ui.panels.labels import plain_label, secondary_label
from ui.session import Session

FORMATS: dict[str, Text] = {
    ".xlsx": Text("Excel 表格", "Excel workbook"),
    ".csv": Text("CSV 表格", "CSV table"),
    ".gpkg": Text("GeoPackage", "GeoPackage"),
    ".zip": Text("Shapefile（打包）", "Shapefile (zipped)"),
    ".geojson": Text("GeoJSON", "GeoJSON"),
    ".kml": Text("KML", "KML"),
    ".kmz": Text("KMZ", "KMZ"),
    ".gpx": Text("GPX", "GPX"),
}


class ExportDialog(QDialog):
    """`shown` are the uids that the table of `kind` shows now, None when it was not read yet.

    They are what goes out unless something else is chosen, when the table is `narrowed` by a filter.
    """

    def __init__(
        self,
        session: Session,
        kind: str,
        shown: Collection[str] | None,
        parent: QWidget | None = None,
        *,
        narrowed: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle(self.tr("导出"))
        self._session, self._tabled, self._shown = session, kind, shown
        self._narrowed = narrowed
        self._kind, self._scope, self._format = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self._kind, "kind"), (self._scope, "scope"), (self._format, "format")):
            box.setObjectName(f"export:{name}")
        for each, record in KINDS.items():
            self._kind.addItem(session.say(record.title), each)
        self._kind.setCurrentIndex(self._kind.findData(kind))
        for suffix, words in FORMATS.items():
            self._format.addItem(f"{session.say(words)} ({suffix})", suffix)
        self._frame = FrameBox(session.lang)
        self._frame.setObjectName("export:frame")
        self._file = QLineEdit()
        self._file.setObjectName("export:file")
        self._file.setMinimumWidth(380)
        self._replace = QCheckBox(self.tr("替换已有的文件"))
        self._replace.setObjectName("export:replace")
        self.note = secondary_label()
        self.note.setObjectName("export:note")
        self.trouble = plain_label(role="error")
        self.trouble.setObjectName("export:trouble")
        self.note.setWordWrap(True)
        self._lay_out()
        self._kind.currentIndexChanged.connect(self._other_kind)
        self._format.currentIndexChanged.connect(self._other_format)
        self._file.textChanged.connect(self._judge)
        self._frame.editTextChanged.connect(self._judge)
        self._replace.toggled.connect(self._judge)
        self._other_kind()

    def _lay_out(self) -> None:
        where = parts.file_row(self._file, self.tr("存为"), self.tr("浏览…"), self._browse)
        form = QFormLayout()
        form.addRow(self.tr("类别"), self._kind)
        form.addRow(self.tr("范围"), self._scope)
        form.addRow(self.tr("格式"), self._format)
        form.addRow(self.tr("坐标系"), self._frame)
        form.addRow(self.tr("存为"), where)
        form.addRow("", self._replace)
        buttons, self.go = parts.foot(
            self, "export:go", self.tr("导出"), self.tr("取消"), self.accept
        )
        self.go.setDefault(True)
        column = parts.column(self)
        column.addLayout(form)
        column.addWidget(self.note)
        column.addWidget(self.trouble)
        column.addWidget(buttons)

    # -- answers ----------------------------------------------------------------------------------

    def file(self) -> Path:
        """The file to write."""
        return Path(self._file.text().strip()).expanduser()

    def set_file(self, path: Path) -> None:
        """Write to `path`; its ending chooses the format when it is one that is offered."""
        index = self._format.findData(path.suffix.lower())
        if index >= 0:
            self._format.setCurrentIndex(index)
        self._file.setText(str(path))

    def options(self) -> OutletOptions:
        """What goes out, and how."""
        return OutletOptions(
            str(self._kind.currentData()),
            uids=self._scope.currentData(),
            crs=self._frame.name() or "EPSG:4326",
            lang=self._session.lang,
            overwrite=self._replace.isChecked(),
        )

    def _browse(self) -> None:
        suffix = self._format.currentData()
        name, _filter = QFileDialog.getSaveFileName(
            self,
            self.windowTitle(),
            self._file.text(),
            f"{self._format.currentText().rpartition(' ')[0]} (*{suffix})",
        )
        if name:
            self.set_file(Path(name) if Path(name).suffix else Path(f"{name}{suffix}"))
            self._replace.setChecked(self.file().exists())  # the file dialog has asked already

    # -- what follows from an answer --------------------------------------------------------------

    def _other_kind(self) -> None:
        kind = str(self._kind.currentData())
        chosen = self._session.selection.kinds.get(kind, ())
        self._scope.clear()
        self._scope.addItem(self.tr("全部"), None)
        if kind == self._tabled and self._shown is not None:
            said = self.tr("表格中显示的 {n} 条").format(n=len(self._shown))
            self._scope.addItem(said, self._shown)
            self._scope.setCurrentIndex(1 if self._narrowed and self._shown else 0)
        if chosen:
            self._scope.addItem(self.tr("所选 {n} 条").format(n=len(chosen)), chosen)
        title = self._session.say(KINDS[kind].title)
        today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
        self._file.setText(str(Path.home() / f"{title}-{today:%Y%m%d}{self._format.currentData()}"))
        self._judge()

    def _other_format(self) -> None:
        self._file.setText(str(self.file().with_suffix(self._format.currentData())))
        self._judge()

    def _judge(self) -> None:
        """What can be chosen, and whether it can be written."""
        sort = SUFFIXES.get(self.file().suffix.lower())
        drawn = geometry_of(KINDS[str(self._kind.currentData())]) is not None
        fixed = sort in ALWAYS_WGS84
        if (fixed or not drawn) and self._frame.name() != "EPSG:4326":
            self._frame.set_name("EPSG:4326")
        self._frame.setEnabled(drawn and not fixed)
        self.note.setText(self.tr("这种格式规定用 WGS-84。") if drawn and fixed else "")
        self.note.setVisible(bool(self.note.text()))
        there = self.file().exists()
        self._replace.setVisible(there)
        trouble = ""
        if sort is None:
            trouble = self.tr("文件名的结尾不是能写的格式。")
        elif not _known(self._frame.name()):
            trouble = self.tr("没有这个坐标系。可写 EPSG:4547 这样的代码。")
        elif there and not self._replace.isChecked():
            trouble = self.tr("这个文件已存在。")
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.go.setEnabled(not trouble)


def _known(frame: str | None) -> bool:
    try:
        parse(frame or "")
    except ValueError:
        return False
    return True
