"""The tour: six steps over the real widgets of the window, a frame around each and a few words beside it.

Enter or Next goes on, Esc or Skip ends it; nothing of the workspace is touched. The whole window stays usable
afterwards as it was, and the tour can be taken again from the help menu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from resources.text import Text
from ui import theme
from ui.panels.labels import plain_label, secondary_label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

GAP, WIDTH, FRAME = 12, 340, 4
VEIL = QColor(0, 0, 0, 130)
NEXT, SKIP, DONE = Text("下一步", "Next"), Text("跳过", "Skip"), Text("完成", "Done")


@dataclass(frozen=True, slots=True)
class Step:
    """What is pointed at, and what is said of it."""

    widget: Callable[[MainWindow], QWidget]
    title: Text
    words: Text


STEPS: tuple[Step, ...] = (
    Step(
        lambda window: window.ribbon,
        Text("先看数字", "Begin with the figures"),
        Text(
            "覆盖率、空缺村、超期纠纷。点一个数字，就列出它背后的每一行。",
            "Cover, gaps, overdue disputes. Click a figure to list every row behind it.",
        ),
    ),
    Step(
        lambda window: window.map,
        Text("再看地图", "Then the map"),
        Text(
            "斜纹是缺岗的村，光环是超期的纠纷。点一个标记或一个村，右侧就是它。",
            "Hatching is a missing post, a halo an overdue dispute. Click one: the panel shows it.",
        ),
    ),
    Step(
        lambda window: window.ribbon.search,
        Text("找到任何东西", "Find anything"),
        Text(
            "Ctrl+K，写名称、编号或拼音首字母，Enter 飞过去。命令也能这样找。",
            "Ctrl+K, then a name, number or initials; Enter flies there. Commands are found too.",
        ),
    ),
    Step(
        lambda window: window.record_dock,
        Text("看和改一条记录", "Read and change a record"),
        Text(
            "谁负责、附近有什么、历史。F2 编辑，Ctrl+S 保存；任何改动都能用 Ctrl+Z 撤销。",
            "Who answers, what is near, its history. F2 edits, Ctrl+S saves; Ctrl+Z undoes anything.",
        ),
    ),
    Step(
        lambda window: window.table_dock,
        Text("台账", "Tables"),
        Text(
            "筛选、排序、多选一起改。右键一行：上提、转交、派驻。",
            "Filter, sort, change many at once. Right click a row: escalate, hand over, post.",
        ),
    ),
    Step(
        lambda window: window.menus,
        Text("换一种工作方式", "Another way to work"),
        Text(
            "右上角或 Ctrl+1、2、3：值班、规划、汇报，各记各的布局。F1 随时看说明。",
            "At the right or Ctrl+1, 2, 3: duty, planning, briefing, each as you left it. F1 explains.",
        ),
    ),
)


class Tour(QWidget):
    """The veil over the window with the step that is told now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window, self.place = window, 0
        self.card = QFrame(self)
        self.card.setObjectName("tourCard")
        self.card.setFrameShape(QFrame.Shape.StyledPanel)
        self.card.setAutoFillBackground(True)
        self.card.setFixedWidth(WIDTH)
        self.title = plain_label("", "heading")
        self.words = plain_label("")
        self.words.setWordWrap(True)
        self.count = secondary_label()
        self.skip, self.next = QPushButton(), QPushButton()
        self.skip.setObjectName("tour:skip")
        self.next.setObjectName("tour:next")
        self.next.setProperty("role", "primary")
        self.skip.clicked.connect(self.end)
        self.next.clicked.connect(self.go_on)
        self._column = column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        column.addLayout(row)
        window.installEventFilter(self)
        self.hide()

    def begin(self) -> None:
        """Show the first step."""
        self.place = 0
        self._tell()
        self.show()
        self.raise_()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Show the next step; after the last one the tour ends."""
        self.place += 1
        if self.place == len(STEPS):
            self.end()
        else:
            self._tell()

    def end(self) -> None:
        """Put the tour away."""
        self._window.settings.toured = True
        self.hide()
        self._window.removeEventFilter(self)
        self._window.map.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size and language."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LanguageChange) and self.isVisible():
            self._tell()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Escape ends."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def _target(self) -> QRect:
        """Where the widget of this step is; the map's place when it is not shown in this mode."""
        widget = STEPS[self.place].widget(self._window)
        if not widget.isVisible():
            widget = self._window.map
        corner = widget.mapTo(self._window, QPoint(0, 0))
        return QRect(corner, widget.size()).intersected(self.rect())

    def _tell(self) -> None:
        self.setGeometry(self._window.rect())
        step, say = STEPS[self.place], self._window.session.say
        self.title.setText(say(step.title))
        self.words.setText(say(step.words))
        self.count.setText(f"{self.place + 1} / {len(STEPS)}")
        last = self.place == len(STEPS) - 1
        self.next.setText(say(DONE if last else NEXT))
        self.skip.setText(say(SKIP))
        self.skip.setVisible(not last)
        self.setAccessibleName(f"{say(step.title)} {say(step.words)}")
        self.card.setFixedHeight(self._column.heightForWidth(WIDTH) + 2 * FRAME)
        self.card.move(self._beside(self._target()))
        self.update()

    def _beside(self, target: QRect) -> QPoint:
        """Where the card stands: below, above, left or right of the target, else inside it."""
        card = QRect(QPoint(0, 0), self.card.size())
        middle = QPoint(target.center().x() - WIDTH // 2, target.center().y() - card.height() // 2)
        places = (
            QPoint(middle.x(), target.bottom() + GAP),
            QPoint(middle.x(), target.top() - GAP - card.height()),
            QPoint(target.left() - GAP - WIDTH, middle.y()),
            QPoint(target.right() + GAP, middle.y()),
        )
        room = self.rect().adjusted(GAP, GAP, -GAP, -GAP)
        for at in places:
            fitted = QPoint(min(max(at.x(), room.left()), room.right() - WIDTH), at.y())
            moved = card.translated(fitted)
            if room.contains(moved) and not moved.intersects(target):
                return fitted
        return middle

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil everything but the target, and frame that."""
        painter = QPainter(self)
        target = self._target()
        painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(target)))
        painter.fillRect(self.rect(), VEIL)
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour(self._window.session.theme, "accent"), 2))
        painter.drawRect(target.adjusted(1, 1, -2, -2))
        painter.end()
