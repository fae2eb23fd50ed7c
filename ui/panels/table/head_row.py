"""The row above the tables: where it is too narrow for a button per group, one menu holds the groups.

It knows buttons and room, not tables: a choice in the menu is a click on the button that it stands for.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
)

NARROWEST = 600
"""Px that the row has at least."""


class HeadRow(QWidget):
    """The row; `row` takes what stands in it, `groups` are the buttons that it may put behind a menu."""

    def __init__(self, groups: QButtonGroup) -> None:
        super().__init__()
        self.setObjectName("tableTools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._groups = groups
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
        groups.buttonToggled.connect(lambda _button, _on: self._say())

    @property
    def collapsed(self) -> bool:
        """Whether the groups are behind the menu."""
        return not self.menu.isHidden()

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
        collapsed = self._others() + apart > self.width()
        if collapsed != self.collapsed:
            self.menu.setVisible(collapsed)
            for button in buttons:
                button.setVisible(not collapsed)

    def _others(self) -> int:
        """Px that all but the groups need; the same whether these are behind the menu or not, so that it stays put."""
        groups: set[QWidget] = {self.menu, *self._groups.buttons()}
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
