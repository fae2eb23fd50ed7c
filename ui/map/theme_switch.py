"""The switch of map themes in the tool strip: a button for each theme side by side, or one menu where there's no room.

It only shows the window's actions, and beside them a button whose menu holds the themes saved in the workspace; which
theme is on the map is `MapStyles`' to say.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from ui.actions import Actions
from ui.map.saved_themes import SavedThemesMenu
from ui.plain import tip

_LONGEST = 8


def elided(name: str) -> str:
    """A name cut to what fits on a button."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


class ThemeSwitch(QWidget):
    """Asks for the room of all buttons, is content with that of the menu's, and shows what fits."""

    def __init__(self, commands: Actions) -> None:
        super().__init__()
        self.setObjectName("themes")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._actions, self._styles = commands.themes, commands.styles
        self.segments = QWidget(self)
        self.segments.setObjectName("themeSegments")
        self.segments.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self.segments)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for name, action in self._actions.items():
            button = QToolButton()
            button.setObjectName(f"tool:theme:{name}")
            button.setProperty("role", "segment")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
            action.toggled.connect(self._say)
        self.saved_button = QToolButton()
        self.saved_button.setObjectName("tool:theme:saved")
        self.saved_button.setProperty("role", "segment")
        self.saved_button.setCheckable(True)
        self.saved_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.saved_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.saved_button.setMenu(SavedThemesMenu(self._styles, self))
        row.addWidget(self.saved_button)
        self.menu_button = QToolButton(self)
        self.menu_button.setObjectName("tool:themes")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.menu_button)
        menu.addActions(list(self._actions.values()))
        self._more = SavedThemesMenu(self._styles, self)
        menu.addSeparator()
        menu.addMenu(self._more)
        self.menu_button.setMenu(menu)
        self._styles.changed.connect(self._say)
        self._say()

    @property
    def collapsed(self) -> bool:
        """Whether the themes are behind the menu now."""
        return self.width() < self.segments.sizeHint().width()

    def sizeHint(self) -> QSize:
        return self.segments.sizeHint().expandedTo(QSize(0, self.menu_button.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        smaller = min(
            self.segments.sizeHint().width(),
            self.menu_button.sizeHint().width(),
        )
        return QSize(smaller, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons when all fit."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Words or style have changed: another room is needed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        shown = [action.iconText() for action in self._actions.values() if action.isChecked()]
        now = self._styles.theme
        saved = now.name if now is not None and now.preset else ""
        word = shown[0] if shown else saved or self.tr("专题")
        self.saved_button.setText(f"{elided(saved)} ▾".strip())
        self.saved_button.setToolTip(tip(saved) or self.tr("本工作区保存的专题"))
        self.saved_button.setAccessibleName(self.tr("本工作区保存的专题"))
        self.saved_button.setChecked(bool(saved))
        self._more.setTitle(self.tr("已保存的专题"))
        self.menu_button.setText(f"{word} ▾")
        self.menu_button.setToolTip(self.tr("切换地图专题"))
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        collapsed = self.collapsed
        self.segments.setVisible(not collapsed)
        self.menu_button.setVisible(collapsed)
        shown = self.menu_button if collapsed else self.segments
        wanted = shown.sizeHint()
        shown.setGeometry(
            self.width() - wanted.width(),
            (self.height() - wanted.height()) // 2,
            wanted.width(),
            wanted.height(),
        )
