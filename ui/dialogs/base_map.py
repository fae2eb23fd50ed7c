"""The dialog that asks for a base map: which file, in which datum its tiles are, how strongly it is shown.

A file can't tell its datum, and a wrong one moves the ground by hundreds of metres, so nothing is taken until it was
said. It reads nothing; `ui.map.base_maps` opens the file.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QSlider,
    QWidget,
)

from layers.base.basemap import DATUMS, BaseLook
from resources.text import Text
from ui.dialogs import parts
from ui.panels.labels import plain_label, secondary_label
from ui.session import Session

FILTER = "MBTiles, PMTiles (*.mbtiles *.pmtiles)"


class BaseMapDialog(QDialog):
    """`shown` is the base map of now, None when there is none. Emits ``removed()`` when that is to go."""

    removed = Signal()
    chosen = Signal()
    """The file is to be used; whoever hears it opens it, and accepts or refuses."""

    def __init__(
        self, session: Session, shown: tuple[Path, BaseLook] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("base")
        self.setWindowTitle(self.tr("底图"))
        self._say = session.say
        about = secondary_label(
            self.tr("本机的 MBTiles 或 PMTiles 文件，栅格或矢量。不联网，文件不会被改动。")
        )
        about.setWordWrap(True)
        self._file = QLineEdit()
        self._file.setObjectName("base:file")
        self._file.setMinimumWidth(380)
        self._datum = QComboBox()
        self._datum.setObjectName("base:datum")
        self._datum.setPlaceholderText(self.tr("选择"))
        for datum, words in DATUMS.items():
            self._datum.addItem(session.say(words), datum)
        self._datum.setCurrentIndex(-1)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setObjectName("base:opacity")
        self._opacity.setRange(10, 100)
        self._opacity.setValue(100)
        self._visible = QCheckBox(self.tr("显示"))
        self._visible.setObjectName("base:visible")
        self._visible.setChecked(True)
        self.note = secondary_label()
        self.note.setObjectName("base:note")
        self.note.setWordWrap(True)
        self.trouble = plain_label(role="error")
        self.trouble.setObjectName("base:trouble")
        self.trouble.setWordWrap(True)
        self._lay_out(about, shown is not None)
        if shown is not None:
            path, look = shown
            self._file.setText(str(path))
            self._datum.setCurrentIndex(self._datum.findData(look.datum))
            self._opacity.setValue(round(look.opacity * 100))
            self._visible.setChecked(look.visible)
        self._file.textChanged.connect(self._judge)
        self._datum.currentIndexChanged.connect(self._judge)
        self._judge()

    def _lay_out(self, about: QWidget, there_is_one: bool) -> None:
        where = parts.file_row(self._file, self.tr("文件"), self.tr("浏览…"), self._browse)
        form = QFormLayout()
        form.addRow(self.tr("文件"), where)
        form.addRow(self.tr("图块的坐标系"), self._datum)
        form.addRow("", self.note)
        form.addRow(self.tr("浓淡"), self._opacity)
        form.addRow("", self._visible)
        buttons, self.go = parts.foot(
            self, "base:go", self.tr("使用"), self.tr("取消"), self._choose
        )
        self.go.setDefault(True)
        if there_is_one:
            remove = buttons.addButton(
                self.tr("移除底图"), QDialogButtonBox.ButtonRole.DestructiveRole
            )
            remove.setObjectName("base:remove")
            remove.setAutoDefault(False)
            remove.clicked.connect(self._remove)
        column = parts.column(self)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addWidget(buttons)

    def file(self) -> Path:
        """The file that was chosen."""
        return Path(self._file.text().strip()).expanduser()

    def set_file(self, path: Path) -> None:
        """Choose `path`."""
        self._file.setText(str(path))

    def look(self) -> BaseLook:
        """How it is to be laid."""
        return BaseLook(
            self._datum.currentData(), self._opacity.value() / 100, self._visible.isChecked()
        )

    def refuse(self, sentence: Text) -> None:
        """Say why the file can't be used; it stays until something is changed."""
        self.setEnabled(True)
        self.trouble.setText(self._say(sentence))
        self.trouble.show()

    def _choose(self) -> None:
        self.setEnabled(False)  # until the file was opened or refused
        self.chosen.emit()

    def _remove(self) -> None:
        self.removed.emit()
        self.reject()

    def _browse(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, self.windowTitle(), self._file.text(), FILTER
        )
        if name:
            self.set_file(Path(name))

    def _judge(self) -> None:
        datum = self._datum.currentData()
        notes = {
            None: self.tr("文件里不写坐标系；选错会使底图偏移几百米。问一问给图的人。"),
            "wgs84": self.tr("底图与记录同系，原样叠放。"),
            "gcj02": self.tr(
                "显示时移回 WGS-84 的位置；记录不动。百度（BD-09）图块切法不同，不能用。"
            ),
        }
        self.note.setText(notes[datum])
        self.trouble.clear()
        self.trouble.hide()
        self.go.setEnabled(datum is not None and bool(self._file.text().strip()))
