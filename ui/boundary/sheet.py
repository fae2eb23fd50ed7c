"""The sheet beside the map while boundaries are adjusted: the village, what is done with it, areas before and after.

It shows the state of a `BoundaryTool` and hands choices back to it; it computes and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.records import KINDS
from db.records.places import BOUNDARY_SOURCES
from ui.boundary.area_list import AreaList
from ui.boundary.mode_words import AS_IT_WAS, FIELDS, HINTS, LABELS, NAMES
from ui.boundary.tool import MODES, BoundaryTool
from ui.panels.labels import ElidedLabel, plain_label, secondary_label
from ui.panels.lines import LineButton
from ui.session import Item, Session

WIDTH = 328
POINTS_SHOWN = 8


class BoundarySheet(QWidget):
    """The sheet."""

    def __init__(self, session: Session, tool: BoundaryTool) -> None:
        super().__init__()
        self.setObjectName("boundary")
        self._session, self.tool = session, tool
        self._build()
        tool.told.connect(self.refresh)
        tool.made.connect(self._forget_name)
        self.retranslate()

    # -- putting together -------------------------------------------------------------------------

    def _build(self) -> None:
        self.setMinimumWidth(WIDTH)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        self.place = ElidedLabel("", "heading")
        self.place.setObjectName("boundary:village")
        self.code = secondary_label()
        column.addWidget(self.place)
        column.addWidget(self.code)
        column.addLayout(self._mode_row())
        self.hint = secondary_label()
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        column.addWidget(self._refusal_frame())
        column.addLayout(self._fields())
        self.take = QCheckBox()
        self.take.setObjectName("boundary:take")
        self.take.toggled.connect(self._choose_ground)
        column.addWidget(self.take)
        column.addLayout(self._buttons())
        self.writing = secondary_label()
        self.writing.setObjectName("boundary:writing")
        column.addWidget(self.writing)
        self.areas_title = plain_label("", "section")
        self.areas = AreaList()
        column.addWidget(self.areas_title)
        column.addWidget(self.areas)
        self.points_title = plain_label("", "section")
        self.points_title.setWordWrap(True)
        column.addWidget(self.points_title)
        column.addLayout(self._point_lines())
        self.relinked = secondary_label()
        self.relinked.setWordWrap(True)
        column.addWidget(self.relinked)
        self.repoint = QCheckBox()
        self.repoint.setObjectName("boundary:repoint")
        self.repoint.setChecked(self.tool.repoint)
        self.repoint.toggled.connect(self._choose_repoint)
        column.addWidget(self.repoint)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _point_lines(self) -> QVBoxLayout:
        self.points = QVBoxLayout()
        self.points.setSpacing(0)
        return self.points

    def _mode_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.modes: dict[str, QToolButton] = {}
        for mode in MODES:
            button = QToolButton()
            button.setObjectName(f"boundary:mode:{mode}")
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.setChecked(mode == self.tool.mode)
            button.clicked.connect(lambda _checked=False, mode=mode: self._use(mode))
            self._group.addButton(button)
            self.modes[mode] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _refusal_frame(self) -> QFrame:
        self.refusal = QFrame()
        self.refusal.setObjectName("boundary:refusal")
        self.refusal.setProperty("severity", "warning")
        inner = QVBoxLayout(self.refusal)
        inner.setContentsMargins(10, 6, 8, 6)
        self.reason = plain_label()
        self.reason.setObjectName("boundary:reason")
        self.reason.setWordWrap(True)
        inner.addWidget(self.reason)
        self.refusal.hide()
        return self.refusal

    def _fields(self) -> QFormLayout:
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(6)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.inputs: dict[str, QLineEdit | QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        for name in LABELS:
            field = QLineEdit() if name in ("code", "name") else QComboBox()
            field.setObjectName(f"boundary:{name}")
            if isinstance(field, QComboBox):
                field.setMinimumContentsLength(8)
                field.setSizeAdjustPolicy(
                    QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
                )
                field.activated.connect(lambda _index, name=name: self._chosen(name))
            else:
                field.textEdited.connect(lambda _text: self._allow())
            self.inputs[name] = field
            self._names[name] = secondary_label()
            self._form.addRow(self._names[name], field)
        return self._form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.act, self.drop = QPushButton(), QPushButton()
        self.act.setObjectName("boundary:act")
        self.act.setProperty("role", "primary")
        self.drop.setObjectName("boundary:drop")
        self.act.clicked.connect(self._act)
        self.drop.clicked.connect(lambda: self._use(self.tool.mode))
        row.addWidget(self.act)
        row.addWidget(self.drop)
        row.addStretch(1)
        return row

    # -- words ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "repoint"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        say = self._session.say
        for mode, button in self.modes.items():
            button.setText(say(NAMES[mode]))
        for name, label in self._names.items():
            label.setText(say(LABELS[name]))
            self.inputs[name].setAccessibleName(say(LABELS[name]))
        self.drop.setText(self.tr("取消"))
        self.take.setText(self.tr("连同各村在范围内的地"))
        self.take.setToolTip(self.tr("不勾选时只取空地；勾选后，范围内原属各村的地也划给新村"))
        self.writing.setText(self.tr("正在写入…"))
        self.repoint.setText(self.tr("界内的点同时改所在村"))
        self.repoint.setToolTip(
            self.tr("边界移过的监控、矛盾纠纷等，改记到现在所在的村，责任单位和民警随之更新")
        )
        source = self.inputs["source"]
        assert isinstance(source, QComboBox)
        source.setToolTip(self.tr("自动：示意边界仍为示意，其余记为手工调整"))
        with QSignalBlocker(source):
            now = source.currentData()
            source.clear()
            source.addItem(say(AS_IT_WAS), None)
            for code, words in BOUNDARY_SOURCES.items():
                source.addItem(say(words), code)
            source.setCurrentIndex(max(source.findData(now), 0))
        self.refresh()

    # -- state ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the tool's state."""
        tool, say = self.tool, self._session.say
        rows = None if tool.land is None else tool.land.rows
        known = rows is not None and tool.uid is not None and tool.uid in rows.index
        if known and rows is not None:
            row = rows.loc[tool.uid]
            self.place.show_text(str(row["name"]))
            source = BOUNDARY_SOURCES[str(row["boundary_source"])]
            ground = tool.ground
            m2 = ground.m2 if ground is not None and ground.uid == tool.uid else None
            size = "" if m2 is None else f"  ·  {m2 / 1e6:.4f} km²"
            self.code.setText(f"{row['code']}  ·  {say(source)}{size}")
        else:
            self.place.show_text(self.tr("未选村"))
            self.code.setText(self.tr("在地图上单击一个村"))
        self.modes[tool.mode].setChecked(True)
        self.hint.setText(say(HINTS[tool.mode]))
        self.refusal.setVisible(tool.refusal is not None)
        self.reason.setText("" if tool.refusal is None else say(tool.refusal))
        asked = FIELDS[tool.mode]
        for name in self.inputs:
            self._form.setRowVisible(self.inputs[name], name in asked or name == "source")
        self._fill()
        self.act.setText(self._verb())
        self.act.setVisible(tool.mode != "shift" or tool.proposal is not None)
        self.drop.setVisible(tool.drawn is not None or tool.share is not None)
        self.take.setVisible(tool.mode == "draw")
        self.writing.setVisible(tool.writing)
        self._allow()
        self.areas_title.setText(self.tr("面积：前 → 后"))
        self.areas_title.setVisible(bool(tool.areas))
        self.areas.setVisible(bool(tool.areas))
        self.areas.show_areas(tool.areas, self._session.lang)
        self._show_points()
        self._show_relinked()

    def _verb(self) -> str:
        """What the button does; after a refused drag, how far it would go."""
        share = self.tool.share
        if self.tool.mode == "shift" and share is not None:
            return self.tr("移到能到的地方（{share:.0%}）").format(share=share)
        return self._session.say(NAMES[self.tool.mode])

    def _fill(self) -> None:
        tool, ground = self.tool, self.tool.ground
        if ground is None:
            return
        land = ground.land
        if tool.mode == "cut":
            self._offer("taker", [(uid, land.mosaic.name(uid)) for uid in tool.takers])
        elif tool.mode == "merge" and tool.uid in land.mosaic and tool.uid is not None:
            near = ground.neighbours if ground.uid == tool.uid else ()
            self._offer("other", [("", ""), *((uid, land.mosaic.name(uid)) for uid in near)])
            other = self._value("other")
            both = [tool.uid, *([other] if other else [])]
            self._offer("into", [(uid, land.mosaic.name(uid)) for uid in both])
        elif tool.mode == "draw":
            self._offer("township", ground.townships)
        new = None if tool.proposal is None else tool.proposal.new
        code = self.inputs["code"]
        assert isinstance(code, QLineEdit)
        if new is None:
            code.clear()
        elif not code.text() or tool.mode == "draw":
            code.setText(new.code)
            if tool.mode == "draw":
                self._select("township", new.township_uid)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.inputs[name]
        assert isinstance(field, QComboBox)
        with QSignalBlocker(field):
            now = field.currentData()
            field.clear()
            for uid, words in choices:
                field.addItem(words, uid)
            field.setCurrentIndex(max(field.findData(now), 0))

    def _select(self, name: str, uid: str | None) -> None:
        field = self.inputs[name]
        assert isinstance(field, QComboBox)
        with QSignalBlocker(field):
            field.setCurrentIndex(field.findData(uid))

    def _value(self, name: str) -> str:
        field = self.inputs[name]
        if isinstance(field, QLineEdit):
            return field.text().strip()
        return str(field.currentData() or "")

    def _show_points(self) -> None:
        tool, session = self.tool, self._session
        while self.points.count():
            taken = self.points.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.points_title.setVisible(bool(tool.points))
        words = (
            self.tr("{count} 处现在位于另一个村，随之改记")
            if tool.repoint
            else self.tr("{count} 处现在位于另一个村，仍登记在原村")
        )
        self.points_title.setText(words.format(count=len(tool.points)))
        names = {} if tool.land is None else tool.land.mosaic.names
        for point in tool.points[:POINTS_SHOWN]:
            kind = session.say(KINDS[point.kind].title)
            to = names.get(point.after or "", "") or self.tr("村界之外")
            line = LineButton(session, f"{kind} {point.name}", ((f"→ {to}", 0),))
            item = Item(point.kind, point.uid)
            line.clicked.connect(lambda _checked=False, item=item: session.flyTo.emit(item))
            self.points.addWidget(line)
        if len(tool.points) > POINTS_SHOWN:
            more = len(tool.points) - POINTS_SHOWN
            self.points.addWidget(secondary_label(self.tr("另有 {count} 处").format(count=more)))

    def _show_relinked(self) -> None:
        proposal, say = self.tool.proposal, self._session.say
        if proposal is None or not proposal.relinked:
            self.relinked.hide()
            return
        counted: dict[str, int] = {}
        for where, uids in proposal.relinked.items():
            title = say(KINDS[where.partition(".")[0]].title)
            counted[title] = counted.get(title, 0) + len(uids)
        told = "、".join(f"{title} {count}" for title, count in counted.items())
        self.relinked.setText(self.tr("改记到保留的村：{told}").format(told=told))
        self.relinked.show()

    # -- choices ----------------------------------------------------------------------------------

    def _use(self, mode: str) -> None:
        name = self.inputs["name"]
        assert isinstance(name, QLineEdit)
        name.clear()
        for each in ("other", "into", "taker"):
            field = self.inputs[each]
            assert isinstance(field, QComboBox)
            with QSignalBlocker(field):
                field.clear()
        self.tool.use_mode(mode)

    def _choose_repoint(self, on: bool) -> None:
        self.tool.repoint = on
        self._show_points()

    def _choose_ground(self, on: bool) -> None:
        self.tool.take_ground = on
        self._chosen("take")

    def _chosen(self, name: str) -> None:
        if name == "source":
            source = self.inputs["source"]
            assert isinstance(source, QComboBox)
            self.tool.source = source.currentData()
            return
        if name == "other":
            self._fill()
        chosen = {each: self._value(each) for each in FIELDS[self.tool.mode]}
        chosen.pop("code", None)
        self.tool.propose(**chosen)

    def _allow(self) -> None:
        named = "name" not in FIELDS[self.tool.mode] or bool(self._value("name"))
        self.act.setEnabled(self.tool.proposal is not None and named and not self.tool.writing)

    def _act(self) -> None:
        asked = FIELDS[self.tool.mode]
        self.tool.make(
            self._value("code") if "code" in asked else "",
            self._value("name") if "name" in asked else "",
        )

    def _forget_name(self) -> None:
        name = self.inputs["name"]
        assert isinstance(name, QLineEdit)
        name.clear()
