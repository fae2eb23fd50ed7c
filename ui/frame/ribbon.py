"""The ribbon: which workspace this is, its key figures, the search box, and who sits here.

Figures come from the registry `db.measures`, counted beside the window after every change. While a figure is being
counted again it is grey; one that can't be true is flagged. A click asks for the rows behind it.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from db.measures import Figure, measure_all
from layers.catalogue import layer_named
from layers.cells import day_in_words
from layers.style import swatch_svg
from layers.title import title_of
from resources.text import Text
from ui import theme
from ui.frame.search import SearchBox
from ui.panels.layer_tree import thin
from ui.plain import tip
from ui.session import Session
from ui.tasks import Tasks

COUNTING = Text("统计指标", "Counting figures")
_SETTLE_MS = 200
SHOWN: dict[str, tuple[str, str] | None] = {
    "cover": None,
    "gaps": None,
    "open_red": ("disputes", "red"),
    "open_yellow": ("disputes", "yellow"),
    "open_blue": ("disputes", "blue"),
    "overdue": None,
    "open_hazards": None,
    "visits_this_week": None,
}
"""The figures of the ribbon, left to right: measure, and the layer and class whose mark stands beside it."""

ALARMING = ("overdue",)
"""Figures that should be nought."""


class FigureButton(QAbstractButton):
    """One figure: value and unit, its name below, a mark beside it where the map has one."""

    def __init__(self, name: str, session: Session) -> None:
        super().__init__()
        self.name = name
        self._session = session
        self.figure: Figure | None = None
        self.stale = True
        self.large = False
        self.setObjectName(f"figure:{name}")
        self.setProperty("figure", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure) -> None:
        """Show `figure`, fresh."""
        self.figure, self.stale = figure, False
        self.say()

    def grow_stale(self) -> None:
        """Grey the figure until it was counted again."""
        self.stale = True
        self.update()

    def say(self) -> None:
        """Words of the figure in the language of the window."""
        if self.figure is not None:
            title, formula = (
                self._session.say(text) for text in (self.figure.title, self.figure.formula)
            )
            warning = self.tr("数值不可能，核对数据") if self.figure.impossible else ""
            self.setToolTip(tip(f"{title}  {self.words()}\n{formula}\n{warning}".rstrip()))
            self.setAccessibleName(f"{title} {self.words()}")
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Value and unit as they are shown."""
        figure = self.figure
        if figure is None or figure.value is None:
            return "–"
        if figure.unit == "%":
            return f"{figure.value:.1f}\u2009%"
        return thin(round(figure.value))

    def sizeHint(self) -> QSize:
        """Room for the value, its name and its mark."""
        value, name = (QFontMetrics(font) for font in self._fonts())
        width = max(
            value.horizontalAdvance(self.words()) + (22 if self._mark() else 0),
            name.horizontalAdvance(self._title()),
        )
        return QSize(width + 22, 64 if self.large else 50)

    def minimumSizeHint(self) -> QSize:
        """The same: a figure is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Value above, name below, a line at the left."""
        shade = self._session.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        if self.underMouse() or self.hasFocus():
            painter.fillRect(box.adjusted(1, 0, 0, 0), theme.colour(shade, "raised"))
        painter.setPen(theme.colour(shade, "line"))
        painter.drawLine(0, 8, 0, box.height() - 8)
        value, name = self._fonts()
        left = 11
        mark = self._mark()
        over = QRect(left + (20 if mark else 0), 4, box.width() - left, 36 if self.large else 26)
        if mark is not None:
            picture = theme.svg_pixmap(mark, 18, self.devicePixelRatioF())
            painter.setOpacity(0.4 if self.stale else 1.0)
            painter.drawPixmap(left - 2, over.center().y() - 8, picture)
            painter.setOpacity(1.0)
        painter.setFont(value)
        painter.setPen(theme.colour(shade, self._token()))
        painter.drawText(
            over, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.words()
        )
        painter.setFont(name)
        painter.setPen(theme.colour(shade, "secondary"))
        under = QRect(left, over.bottom(), box.width() - left, 20 if self.large else 16)
        painter.drawText(
            under, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._title()
        )
        painter.end()

    def _token(self) -> str:
        """Colour of the value: grey while stale, amber when impossible, red for what should be nought."""
        if self.stale or self.figure is None:
            return "secondary"
        if self.figure.impossible:
            return "soon"
        return "late" if self.name in ALARMING and self.figure.value else "text"

    def _title(self) -> str:
        return self._session.say(self.figure.title) if self.figure is not None else "    "

    def _mark(self) -> str | None:
        where = SHOWN[self.name]
        if where is None:
            return None
        layer, sort = where
        return swatch_svg(layer_named(layer).style.rules[sort].symbol, self._session.theme)

    def _fonts(self) -> tuple[QFont, QFont]:
        value, name = QFont(self.font()), QFont(self.font())
        value.setPointSizeF(22 if self.large else 15)
        value.setWeight(QFont.Weight.DemiBold)
        value.setFeature(QFont.Tag("tnum"), 1)
        name.setPointSizeF(11 if self.large else 9)
        return value, name


class Ribbon(QWidget):
    """The head of the window. Emits ``figureAsked(name)`` when the rows behind a figure are wanted."""

    figureAsked = Signal(str)  # noqa: N815 - as Qt's own
    counted = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("ribbon")
        self._session, self._tasks = session, tasks
        self._round = 0
        self.name, self.place, self.seat = QLabel(), QLabel(), QLabel()
        for label, called in (
            (self.name, "workspaceName"),
            (self.place, "workspacePlace"),
            (self.seat, "seat"),
        ):
            label.setObjectName(called)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.search = SearchBox(session, tasks)
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(380)
        self.buttons = {name: FigureButton(name, session) for name in SHOWN}
        self._lay_out()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._count)
        session.changed.connect(self._changed)
        session.themeChanged.connect(lambda _theme: self.update())
        for button in self.buttons.values():
            button.clicked.connect(
                lambda _checked=False, name=button.name: self.figureAsked.emit(name)
            )
        self.retranslate()
        self._count()

    @property
    def stale(self) -> bool:
        """Whether any figure waits to be counted."""
        return any(button.stale for button in self.buttons.values())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        workspace = self._session.workspace
        title, file = title_of(workspace), workspace.target.name
        self.name.setText(file if title is None else self._session.say(title))
        self.place.setText(self.tr("还没有地界") if title is None else file)
        for label in (self.name, self.place):
            label.setToolTip(tip(str(workspace.target.path or file)))
        today = self._session.today()
        day = day_in_words(today, self._session.lang)
        self.seat.setText(f"{workspace.user} · {workspace.seat}\n{day}")
        for button in self.buttons.values():
            button.say()

    def set_large(self, large: bool) -> None:
        """Show the figures at a size that is read from across a room, or as usual."""
        for button in self.buttons.values():
            button.large = large
            button.updateGeometry()
            button.update()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 4)
        row.setSpacing(0)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self.name)
        names.addWidget(self.place)
        names.addStretch(1)
        row.addLayout(names)
        row.addSpacing(16)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addSpacing(16)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addSpacing(16)
        row.addWidget(self.seat)

    def _changed(self, changes: ChangeSet) -> None:
        self._recount()
        if "counties" in changes.kinds():
            self.retranslate()

    def _recount(self) -> None:
        for button in self.buttons.values():
            button.grow_stale()
        self._settle.start()

    def _count(self) -> None:
        self._round += 1
        this, workspace, on = self._round, self._session.workspace, self._session.today()

        def show(figures: Mapping[str, Figure]) -> None:
            if this == self._round and not self._settle.isActive():
                for name, figure in figures.items():
                    self.buttons[name].show_figure(figure)
                self.counted.emit()

        self._tasks.start(
            COUNTING,
            lambda _progress: measure_all(workspace, on, tuple(SHOWN)),
            show,
            patient=True,
        )
