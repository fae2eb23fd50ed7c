"""Names that found no room on the map: how many in view, and the list of them on a click."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from ui.session import Item, Session

_LISTED = 500


class Unwritten(NamedTuple):
    """A name that found no room."""

    kind: str
    uid: str
    text: str


class Homeless(QPushButton):
    """Says how many names in view are not written; the list flies to the one that is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("layers:homeless")
        self.setProperty("role", "quiet")
        self._session = session
        self._names: tuple[Unwritten, ...] = ()
        self.clicked.connect(self._open)
        self.list: QListWidget | None = None
        self.show_names(())

    @property
    def names(self) -> tuple[Unwritten, ...]:
        """The names, the most important first."""
        return self._names

    def show_names(self, names: tuple[Unwritten, ...]) -> None:
        """Take the names that are not written in the present view."""
        self._names = names
        self.setVisible(bool(names))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_names"):
            self._say()

    def _say(self) -> None:
        self.setText(self.tr("放大可再见 {count} 个名称").format(count=len(self._names)))
        self.setToolTip(self.tr("当前视图里没有地方写的名称；放大可见"))

    def _open(self) -> None:
        view = QListWidget(self)
        view.setObjectName("homelessNames")
        view.setWindowFlags(Qt.WindowType.Popup)
        view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._names[:_LISTED]:
            row = QListWidgetItem(name.text, view)
            row.setData(Qt.ItemDataRole.UserRole, name)
        view.itemActivated.connect(self._fly)
        view.itemClicked.connect(self._fly)
        view.resize(220, min(24 * len(self._names[:_LISTED]) + 12, 420))
        corner = self.mapToGlobal(QPoint(0, 0)) - QPoint(0, view.height())
        view.move(corner)
        view.destroyed.connect(lambda: setattr(self, "list", None))
        self.list = view
        view.show()

    def _fly(self, row: QListWidgetItem) -> None:
        name = Unwritten(*row.data(Qt.ItemDataRole.UserRole))
        if self.list is not None:
            self.list.close()
        item = Item(name.kind, name.uid)
        self._session.selection.set((item,), "search")
        self._session.flyTo.emit(item)
