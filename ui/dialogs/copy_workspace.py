"""The dialog that asks where a copy of the whole workspace goes: a new file, encrypted or not, or a server."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from ui.dialogs import parts
from ui.dialogs.server import ServerFields


class CopyDialog(QDialog):
    """Where to: `target` and `passphrase` have the answer. `beside` is the file that is copied, None for a server."""

    def __init__(self, beside: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copy-workspace")
        self.setWindowTitle(self.tr("复制工作区"))
        about = QLabel(
            self.tr(
                "记录、照片、布局和全部操作日志一起复制，撤销和历史在复本里照常可用。原工作区不变。"
            )
        )
        about.setWordWrap(True)
        about.setProperty("role", "secondary")
        self._to_file = QRadioButton(self.tr("新文件"))
        self._to_file.setObjectName("copy-workspace:to-file")
        self._to_server = QRadioButton(self.tr("PostGIS 服务器（多席位共用）"))
        self._to_server.setObjectName("copy-workspace:to-server")
        self._file = QLineEdit(str(_free(beside)))
        self._file.setObjectName("copy-workspace:file")
        self._words, self._again = QLineEdit(), QLineEdit()
        for name, box in (("words", self._words), ("again", self._again)):
            box.setObjectName(f"copy-workspace:{name}")
            box.setEchoMode(QLineEdit.EchoMode.Password)
        self._words.setPlaceholderText(self.tr("留空则不加密"))
        self._file_part, self._fields = QWidget(), ServerFields()
        form = QFormLayout(self._file_part)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(
            self.tr("存为"),
            parts.file_row(self._file, self.tr("存为"), self.tr("浏览…"), self._browse),
        )
        for words, box in ((self.tr("口令"), self._words), (self.tr("再输一次"), self._again)):
            box.setAccessibleName(words)
            form.addRow(words, box)
        closed = QLabel(self.tr("加密的文件只有挂图能打开，QGIS 打不开；口令忘记了没有办法找回。"))
        closed.setWordWrap(True)
        closed.setProperty("role", "secondary")
        form.addRow(closed)
        self._refusal = QLabel()
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setWordWrap(True)
        self._refusal.setProperty("role", "error")
        self._refusal.hide()
        buttons, go = parts.foot(
            self, "copy-workspace:copy", self.tr("复制"), self.tr("取消"), self._accept
        )
        go.setDefault(True)
        column = parts.column(self)
        for part in (
            about, self._to_file, self._file_part, self._to_server, self._fields, self._refusal, buttons,
        ):  # fmt: skip
            column.addWidget(part)
        self.setMinimumWidth(480)
        self._to_file.setChecked(True)
        self._to_server.toggled.connect(self._show_part)
        self._show_part(server=False)

    def target(self) -> str:
        """The file or the URL."""
        return self._fields.address() if self._to_server.isChecked() else str(self._path())

    def passphrase(self) -> str | None:
        """What the new file is encrypted with."""
        return None if self._to_server.isChecked() else self._words.text() or None

    def _path(self) -> Path:
        where = Path(self._file.text().strip()).expanduser()
        return where if where.suffix else where.with_suffix(".gpkg")

    def _show_part(self, server: bool) -> None:
        self._file_part.setVisible(not server)
        self._fields.setVisible(server)
        self._refusal.hide()
        self.adjustSize()

    def _browse(self) -> None:
        file, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self._file.text(), "GeoPackage (*.gpkg)"
        )
        if file:
            self._file.setText(file)

    def _accept(self) -> None:
        lacking, words = self._lacking()
        if lacking is None:
            self.accept()
            return
        self._refusal.setText(words)
        self._refusal.show()
        lacking.setFocus()

    def _lacking(self) -> tuple[QLineEdit | None, str]:
        """The box that keeps the copy from being made, and why."""
        if self._to_server.isChecked():
            return self._fields.missing(), self.tr("填写服务器和数据库。")
        if not self._file.text().strip():
            return self._file, self.tr("写出要存成的文件。")
        if self._path().exists():
            return self._file, self.tr("这个文件已存在，换一个名字。")
        if self._words.text() != self._again.text():
            return self._again, self.tr("两次输入的口令不一样。")
        return None, ""


def _free(beside: Path | None) -> Path:
    """A name beside the file that is copied, or at home, that nothing has yet."""
    folder, stem = (Path.home(), "guatu") if beside is None else (beside.parent, beside.stem)
    names = (
        folder / f"{stem}-copy{suffix}.gpkg" for suffix in ("", *(f"-{n}" for n in range(2, 1000)))
    )
    return next(name for name in names if not name.exists())
