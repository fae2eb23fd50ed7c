"""Docks whose title says what is in them: the record's name, not "panel".

A dock's title bar is a bold text, a quieter note beside it, and a button that hides the dock. Texts come from
records, so they are plain and are elided in the middle, with the whole of it in the tooltip.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from ui import theme
from ui.panels.labels import ElidedLabel
from ui.session import Session


class DockTitle(QWidget):
    """The title bar of a dock."""

    def __init__(self, dock: QDockWidget, session: Session) -> None:
        super().__init__()
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.words = ElidedLabel()
        self.words.setObjectName("dockTitleText")
        self.note = QLabel()
        self.note.setObjectName("dockTitleNote")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.hider = QToolButton()
        self.hider.setObjectName(f"{dock.objectName()}:hide")
        self.hider.setIconSize(QSize(14, 14))
        self.hider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hider.clicked.connect(dock.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.note)
        row.addWidget(self.hider)
        session.themeChanged.connect(lambda _theme: self._dress())
        self._dress()
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        self.hider.setToolTip(self.tr("隐藏"))
        self.hider.setAccessibleName(self.tr("隐藏"))

    def _dress(self) -> None:
        self.hider.setIcon(theme.icon("close", self._session.theme))


class Dock(QDockWidget):
    """A dock of the window with such a title bar."""

    def __init__(self, name: str, session: Session, content: QWidget) -> None:
        super().__init__()
        self.setObjectName(f"dock:{name}")
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self.title = DockTitle(self, session)
        self.setTitleBarWidget(self.title)
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(content)

    def entitle(self, words: str, note: str = "") -> None:
        """Say what is in the dock."""
        self.setWindowTitle(" ".join(words.split()))
        self.title.words.setText(words)
        self.title.note.setText(note)
