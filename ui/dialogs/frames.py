"""Boxes to choose from in the dialogs of files; above all the one that names a coordinate frame.

It offers the four that files are in, and any EPSG code may be typed into it.

It hands on names as `gis.reference.parse` reads them; whether one exists is judged where it is used.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from resources.text import Text

FRAMES: dict[str, Text] = {
    "EPSG:4326": Text("WGS-84（卫星定位）", "WGS-84 (GPS)"),
    "EPSG:4490": Text("CGCS2000（天地图）", "CGCS2000 (Tianditu)"),
    "gcj02": Text("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"),
    "bd09": Text("BD-09（百度）", "BD-09 (Baidu)"),
    "bd09mc": Text("BD-09 墨卡托（百度，米）", "BD-09 Mercator (Baidu, metres)"),
}
"""Frames that are offered, by the name that `gis.reference.parse` reads."""


_MARKS = {
    "swapped": Text("{frame}（两轴互换）", "{frame} with axes swapped"),
    "feet": Text("{frame}（英尺）", "{frame} in feet"),
    "gcj02": Text("{frame}（由 GCJ-02 投影）", "{frame} projected from GCJ-02"),
    "bd09": Text("{frame}（由 BD-09 投影）", "{frame} projected from BD-09"),
}
_NAME = re.compile(
    r"(?<![A-Za-z0-9:])(?:(?:swapped|feet|gcj02|bd09):)*(?:EPSG:\d+|gcj02|bd09mc|bd09)(?![A-Za-z0-9:])"
)
"""A frame's name in a sentence; one that is moved stays as it is typed."""
_MOVED = Text(
    "{frame}，平移东 {east} 米、北 {north} 米", "{frame}, moved {east} m east, {north} m north"
)


def frame_words(name: str, lang: str) -> str:
    """What people call the frame `name`; an EPSG code stays a code."""
    if name.startswith("moved:"):
        _mark, metres, base = name.split(":", 2)
        east, north = metres.split(",")
        return _MOVED.say(lang).format(frame=frame_words(base, lang), east=east, north=north)
    mark, _colon, base = name.partition(":")
    if mark in _MARKS and base:
        return _MARKS[mark].say(lang).format(frame=frame_words(base, lang))
    return FRAMES[name].say(lang) if name in FRAMES else name


def in_frame_words(sentence: str, lang: str) -> str:
    """`sentence` with every frame in it called as people call it."""
    return _NAME.sub(lambda found: frame_words(found[0], lang), sentence)


def choice_box(name: str) -> QComboBox:
    """An empty box called `name` that long entries do not widen."""
    box = QComboBox()
    box.setObjectName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


class FrameBox(QComboBox):
    """Emits ``chosen()`` when another frame was picked or typed."""

    chosen = Signal()

    def __init__(self, lang: str, unsaid: str = "") -> None:
        """With `unsaid`, the first entry, called that, stands for naming no frame."""
        super().__init__()
        self._lang = lang
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if unsaid:
            self.addItem(unsaid, "")
        for name in FRAMES:
            self.addItem(frame_words(name, lang), name)
        self._told = self.name()
        self.activated.connect(lambda _index: self._tell())
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._tell)

    def name(self) -> str | None:
        """The frame's name, None when none is named."""
        text = self.currentText().strip()
        index = self.findText(text)
        return (str(self.itemData(index)) if index >= 0 else text) or None

    def set_name(self, name: str | None) -> None:
        """Show the frame `name` without telling anybody."""
        index = self.findData(name or "")
        if index >= 0:
            self.setCurrentIndex(index)
        else:
            self.setEditText(name or "")
        self._told = self.name()

    def set_unsaid(self, words: str) -> None:
        """Call the entry that names no frame `words`."""
        name = self.name()
        self.setItemText(0, words)
        self.set_name(name)

    def offer(self, name: str) -> None:
        """Have an entry for the frame `name` too."""
        if self.findData(name) < 0:
            chosen = self.name()
            self.addItem(frame_words(name, self._lang), name)
            self.set_name(chosen)

    def _tell(self) -> None:
        if self.name() != self._told:
            self._told = self.name()
            self.chosen.emit()
