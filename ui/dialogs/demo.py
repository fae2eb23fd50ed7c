"""The dialog that asks which demo county to build, and where."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from resources.text import Text
from ui.dialogs import parts

COUNTIES: dict[str, Text] = {
    "411024": Text("鄢陵县（396 村）", "Yanling (396 villages)"),
    "411528": Text("息县（337 村）", "Xixian (337 villages)"),
    "610627": Text("甘泉县（71 村）", "Ganquan (71 villages)"),
    "410402": Text("平顶山市新华区", "Xinhua district, Pingdingshan"),
    "3503": Text("莆田市（800 余村）", "Putian city (800 villages)"),
}


class DemoDialog(QDialog):
    """County and file for a demo; accepted only with a file that does not exist yet."""

    def __init__(self, lang: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demo")
        self.setWindowTitle(self.tr("生成演示县"))
        about = QLabel(self.tr("地名和轮廓是真实的，人员、边界和案件都是虚构的。"))
        about.setWordWrap(True)
        about.setProperty("role", "secondary")
        self._county = QComboBox()
        self._county.setObjectName("demo:county")
        for code, name in COUNTIES.items():
            self._county.addItem(name.say(lang), code)
        self._file = QLineEdit(str(self._free_file()))
        self._file.setObjectName("demo:file")
        self._file.setMinimumWidth(360)
        self._refusal = QLabel()
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setProperty("role", "error")
        self._refusal.hide()
        where = parts.file_row(self._file, self.tr("存为"), self.tr("浏览…"), self._browse)
        form = QFormLayout()
        form.addRow(self.tr("县市"), self._county)
        form.addRow(self.tr("存为"), where)
        buttons, make = parts.foot(
            self, "demo:make", self.tr("生成"), self.tr("取消"), self._accept
        )
        make.setDefault(True)
        column = parts.column(self)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self._refusal)
        column.addWidget(buttons)
        self._county.currentIndexChanged.connect(
            lambda _index: self._file.setText(str(self._free_file()))
        )

    def county(self) -> str:
        """The code of the county chosen."""
        return str(self._county.currentData())

    def file(self) -> Path:
        """The file to build."""
        return Path(self._file.text()).expanduser()

    def _free_file(self) -> Path:
        home, code = Path.home(), self.county() if self._county.count() else next(iter(COUNTIES))
        names = (
            home / f"demo-{code}{suffix}.gpkg"
            for suffix in ("", *(f"-{n}" for n in range(2, 1000)))
        )
        return next(file for file in names if not file.exists())

    def _browse(self) -> None:
        file, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self._file.text(), "GeoPackage (*.gpkg)"
        )
        if file:
            self._file.setText(file if Path(file).suffix else f"{file}.gpkg")

    def _accept(self) -> None:
        if self.file().exists():
            self._refusal.setText(self.tr("这个文件已存在，换一个名字。"))
            self._refusal.show()
            return
        self.accept()
