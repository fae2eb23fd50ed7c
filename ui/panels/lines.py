"""One line of a list in the panel, painted: a mark, a name, and what stands beside it; the whole line is a button.

Text is drawn, never interpreted. The line is reached by Tab, pressed by Enter or Space, and says
itself to a screen reader.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QEnterEvent,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from layers.tables.sheet import CALM, LATE, SOON
from ui import theme
from ui.plain import tip
from ui.session import Session

HEIGHT, PAD, MARK, GAP = 26, 6, 14, 8
SPACE = "   "
TONES = {CALM: "secondary", SOON: "soon", LATE: "late"}


class LineButton(QAbstractButton):
    """A line to press.

    Parameters
    ----------
    lead : str
        A short word in a column of its own at the left, such as a post; empty for none.
    name : str
    beside : tuple of (str, int)
        The words at its right, each with its tone (`layers.tables.sheet`).
    missing : bool
        Nobody or nothing is here: hatched, and told in red.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        beside: tuple[tuple[str, int], ...] = (),
        *,
        lead: str = "",
        lead_width: int = 0,
        icon: QIcon | None = None,
        missing: bool = False,
        faint: bool = False,
    ) -> None:
        super().__init__()
        self._session = session
        self.name, self.beside, self.lead = name, beside, lead
        self.missing, self.faint = missing, faint
        self._lead_width = lead_width
        self.name_width = 0
        """Px of the column in which names stand; 0 to give each what it needs."""
        self._mark = icon
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if missing else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if not missing:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("  ".join(part for part in (lead, name, self.besides) if part))

    @property
    def besides(self) -> str:
        """The words at the right, as one text."""
        return SPACE.join(word for word, _tone in self.beside)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.missing:
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the whole line in a tooltip when some of it is cut."""
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        needed = metrics.horizontalAdvance(self.name) + metrics.horizontalAdvance(self.besides)
        room = self.width() - 2 * PAD - self._lead_width - (MARK + GAP if self._mark else 0) - GAP
        whole = "\n".join(part for part in (self.name, self.besides) if part)
        self.setToolTip(tip(whole) if needed > room else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        shade = self._session.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter)
        left = PAD
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if self.lead:
            painter.setPen(theme.colour(shade, "secondary"))
            painter.drawText(
                QRect(left, 0, self._lead_width, self.height()), int(middle), self.lead
            )
            left += self._lead_width
        if self._mark is not None and not self._mark.isNull():
            self._mark.paint(painter, QRect(left, (self.height() - MARK) // 2, MARK, MARK))
            left += MARK + GAP
        metrics = self.fontMetrics()
        room = self.width() - left - PAD
        beside_wide = metrics.horizontalAdvance(self.besides) + 2
        name_wide = max(metrics.horizontalAdvance(self.name) + 2, self.name_width)
        elide = Qt.TextElideMode.ElideMiddle
        if name_wide + GAP + beside_wide > room:
            beside_wide = min(beside_wide, max(room - name_wide - GAP, room * 45 // 100))
            name_wide = room - beside_wide - (GAP if self.beside else 0)
        painter.setPen(
            theme.colour(shade, "late" if self.missing else "secondary" if self.faint else "text")
        )
        name = metrics.elidedText(self.name, elide, name_wide)
        painter.drawText(QRect(left, 0, name_wide, self.height()), int(middle), name)
        aligned = left + name_wide + GAP if self.name_width else self.width() - PAD - beside_wide
        self._paint_beside(painter, aligned)

    def _paint_beside(self, painter: QPainter, left: int) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        metrics = self.fontMetrics()
        for word, tone in self.beside:
            width = min(metrics.horizontalAdvance(word) + 2, self.width() - PAD - left)
            if width <= metrics.averageCharWidth():
                return
            painter.setPen(theme.colour(self._session.theme, TONES[tone]))
            said = metrics.elidedText(word, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, 0, width, self.height()), middle, said)
            left += metrics.horizontalAdvance(word) + metrics.horizontalAdvance(SPACE)

    def _ground(self, painter: QPainter) -> None:
        shade = self._session.theme
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.missing:
            hatch = theme.colour(shade, "amber")
            hatch.setAlpha(70)
            painter.fillRect(self.rect(), QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        elif self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(shade, "raised"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(shade, "accent"), 1.2))
            painter.drawRoundedRect(box, 4, 4)
