"""The status bar: scale, the pointer's coordinates and their datum, what is indicative, who holds the file, what runs.

It only shows what it is told. The last operation comes from the journal, the rest from the map and the session.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from db.records import KINDS
from layers import verbs
from ui import theme
from ui.map.place_teller import PlaceTeller
from ui.map_view.view import Extent
from ui.panels.labels import ElidedLabel
from ui.panels.layer_tree import thin
from ui.session import Session
from ui.tasks import Tasks

METRES_A_CSS_PIXEL = 0.0254 / 96
"""A CSS pixel is a 96th of an inch, by definition."""


class StatusBar(QStatusBar):
    """The bar below everything."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._scale: float | None = None
        self._indicative = False
        self.setSizeGripEnabled(False)
        self.scale = self._label("scale", 96)
        self.place = PlaceTeller()
        self.place.setMinimumWidth(284)
        self.selected = self._label("selected")
        self.indicative = self._label("indicative")
        self.last = (
            ElidedLabel()
        )  # what was done may be told at length, and must not widen the window
        self.last.setObjectName("status:last")
        self.holder = self._label("holder")
        self.server = self._label("server")
        self.server.setProperty("role", "error")
        self.server.hide()
        self._lost: dt.datetime | None = None
        self.doing = self._label("doing")
        self.progress = QProgressBar()
        self.progress.setObjectName("status:progress")
        self.progress.setFixedWidth(140)
        self.progress.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setObjectName("status:cancel")
        self.cancel.clicked.connect(self._cancel)
        for label in (self.scale, self.place, self.selected, self.indicative):
            self.addWidget(label)
        self.addWidget(self.last, 1)
        for widget in (self.doing, self.progress, self.cancel, self.server, self.holder):
            self.addPermanentWidget(widget)
        tasks.changed.connect(self._show_tasks)
        session.changed.connect(lambda _changes: self._show_last())
        session.selection.changed.connect(lambda _items, _origin: self._show_selected())
        session.themeChanged.connect(lambda _theme: self._dress())
        self._dress()
        self.retranslate()
        self._show_tasks()

    def _label(self, name: str, width: int = 0) -> QLabel:
        label = QLabel()
        label.setObjectName(f"status:{name}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(8, 0, 4, 0)
        if width:
            label.setMinimumWidth(width)
        return label

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.indicative.setText(self.tr("示意边界，非勘界成果"))
        self.indicative.setToolTip(self.tr("图上有些边界是推算的示意边界，不能作为划界依据"))
        self.indicative.setVisible(self._indicative)
        self.cancel.setToolTip(self.tr("取消"))
        self.cancel.setAccessibleName(self.tr("取消"))
        self.place.set_lang(self._session.lang)
        self.scale.setToolTip(self.tr("屏幕上的比例尺"))
        self._show_view()
        self._show_selected()
        self._show_last()
        self._show_holder()
        self.show_lost(self._lost)
        self._show_tasks()

    def show_view(self, extent: Extent) -> None:
        """Take what the map shows now."""
        self._scale = extent.metres_a_pixel / METRES_A_CSS_PIXEL
        self._show_view()

    def show_pointer(self, place: tuple[float, float] | None) -> None:
        """Take (lat, lng) of the pointer on the map, None when it left."""
        self.place.show_place(place)

    def show_indicative(self, indicative: bool) -> None:
        """Say that boundaries in view are not surveyed."""
        self._indicative = indicative
        self.indicative.setVisible(indicative)

    def show_lost(self, since: dt.datetime | None) -> None:
        """Say since when the server is out of reach, None when it is back."""
        self._lost = since
        self.server.setVisible(since is not None)
        if since is not None:
            self.server.setText(
                self.tr("{time} 起与服务器断开，正在重连").format(time=f"{since:%H:%M}")
            )

    def _show_view(self) -> None:
        self.scale.setText("" if self._scale is None else f"1 : {thin(_rounded(self._scale))}")

    def _show_selected(self) -> None:
        """How many of each kind are selected, when it is more than the one that the panel shows."""
        kinds = self._session.selection.kinds
        counts = [
            f"{self._session.say(KINDS[kind].title)} {thin(len(uids))}"
            for kind, uids in kinds.items()
        ]
        several = sum(map(len, kinds.values())) > 1
        self.selected.setText(self.tr("已选 {counts}").format(counts=" · ".join(counts)))
        self.selected.setVisible(several)

    def _show_last(self) -> None:
        workspace = self._session.workspace
        entries = workspace.journal.entries(limit=1, newest_first=True)
        if not entries:
            self.last.show_text("")
            return
        entry = entries[0]
        words = " · ".join(
            filter(
                None,
                (
                    f"{entry.at.astimezone():%H:%M}",
                    self._session.say(verbs.said(entry.verb)),
                    entry.label,
                ),
            )
        )
        self.last.show_text(" ".join(words.split()))

    def _show_holder(self) -> None:
        workspace = self._session.workspace
        self.holder.setVisible(workspace.readonly)
        if workspace.holder is not None:
            self.holder.setText(
                self.tr("只读：{user}（{seat}）正在使用").format(
                    user=workspace.holder.user, seat=workspace.holder.seat
                )
            )
        else:
            self.holder.setText(self.tr("只读"))

    def _show_tasks(self) -> None:
        told = [task for task in self._tasks.running if task.told]
        for widget in (self.doing, self.progress, self.cancel):
            widget.setVisible(bool(told))
        if told:
            task = told[0]
            self.doing.setText(self._session.say(task.title))
            self.progress.setRange(0, 100 if task.share else 0)
            self.progress.setValue(round(task.share * 100))

    def _cancel(self) -> None:
        for task in self._tasks.running:
            if task.told:
                task.cancel()
                return

    def _dress(self) -> None:
        self.cancel.setIcon(theme.icon("cancel", self._session.theme))


def _rounded(scale: float) -> int:
    """The denominator to two figures, as a scale is spoken of."""
    digits = max(len(str(int(scale))) - 2, 0)
    return int(round(scale, -digits))
