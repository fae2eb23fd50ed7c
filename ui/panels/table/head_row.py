"""The row above the tables, and what it gives up where it is narrow: first a button per group, then the tabs, too.

With room for all, groups are buttons and kinds are tabs. With less, one menu holds the groups; with less still, one
button names the table and lists all of them. Tabs are never cut. It knows buttons and room, not tables: a choice in the
menu is a click on the button that it stands for.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)

NARROWEST = 600
"""Px that the row has at least."""


class HeadRow(QWidget):
    """The row; `row` takes what stands in it.

    Parameters
    ----------
    groups
        The buttons that it may put behind a menu.
    tabs, choose
        The tabs, and the button that stands in for them and for the groups.
    widest
        Px that the tabs of the group with the widest ones need, so that another group does not move the row.
    """

    def __init__(
        self, groups: QButtonGroup, tabs: QTabBar, choose: QWidget, widest: Callable[[], int]
    ) -> None:
        super().__init__()
        self.setObjectName("tableTools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._groups, self._tabs, self._choose, self._widest = groups, tabs, choose, widest
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 2, 8, 2)
        self.row.setSpacing(4)
        self.menu = QToolButton()
        self.menu.setObjectName("groups")
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        offered = QMenu(self.menu)
        offered.aboutToShow.connect(self._offer)
        self.menu.setMenu(offered)
        self.menu.hide()
        self.row.addWidget(self.menu)
        self.row.addWidget(choose)
        choose.hide()
        groups.buttonToggled.connect(lambda _button, _on: self._say())

    def minimumSizeHint(self) -> QSize:
        """Room for what is never given up."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons when all fit."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Words have changed: another room is needed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, which the buttons speak already; hidden ones ask for no room of their own accord."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fit()

    def _fit(self) -> None:
        buttons = self._groups.buttons()
        if not buttons:
            return
        self._say()
        apart = sum(button.sizeHint().width() + self.row.spacing() for button in buttons)
        room = self.width() - self._others() - self._widest() - 3 * self.row.spacing()
        spread = room >= apart
        tabbed = spread or room >= self.menu.sizeHint().width() + self.row.spacing()
        for widget, shown in (
            *((button, spread) for button in buttons),
            (self.menu, tabbed and not spread),
            (self._tabs, tabbed),
            (self._choose, not tabbed),
        ):
            if widget.isHidden() == shown:
                widget.setVisible(shown)

    def _others(self) -> int:
        """Px that all but groups and tabs need; the same whether these are shown or not, so that it stays put."""
        groups: set[QWidget] = {self.menu, self._tabs, self._choose, *self._groups.buttons()}
        widths = []
        for place in range(self.row.count()):
            item = self.row.itemAt(place)
            if item is None:
                continue
            widget = item.widget()
            if item.spacerItem() is not None or (widget not in groups and not item.isEmpty()):
                gap = 0 if widget is None else self.row.spacing()
                widths.append(item.minimumSize().width() + gap)
        margins = self.row.contentsMargins()
        return sum(widths) + margins.left() + margins.right()

    def _say(self) -> None:
        shown = self._groups.checkedButton()
        words = f"{shown.text()} ▾" if shown is not None else "▾"
        if self.menu.text() != words:
            self.menu.setText(words)

    def _offer(self) -> None:
        offered = self.menu.menu()
        offered.clear()
        for button in self._groups.buttons():
            self._offer_one(offered, button)

    def _offer_one(self, offered: QMenu, button: QAbstractButton) -> None:
        action = offered.addAction(button.text())
        action.setCheckable(True)
        action.setChecked(button.isChecked())
        action.triggered.connect(lambda _checked=False: button.click())
