"""The menu of saved map themes: show one, save the present look, rename, delete, go back to a theme as it was made.

It is filled when it opens, so it always tells what the workspace holds now.
"""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from layers.looks.themes import MapTheme
from ui.map.map_styles import MapStyles
from ui.plain import menu_text


class SavedThemesMenu(QMenu):
    """The menu."""

    def __init__(self, styles: MapStyles, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("savedThemes")
        self._styles = styles
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Make the entries anew."""
        self.clear()
        now = self._styles.theme
        for theme in self._styles.saved:
            action = self.addAction(menu_text(theme.name))
            action.setObjectName(f"theme:{theme.name}")
            action.setCheckable(True)
            action.setChecked(theme == now)
            action.triggered.connect(lambda _on=False, theme=theme: self._styles.show(theme))
        if self._styles.saved:
            self.addSeparator()
        save = self.addAction(self.tr("存为专题…"))
        save.setObjectName("theme:save")
        save.triggered.connect(self._save)
        if self._styles.saved:
            for words, act in (
                (self.tr("改名"), self._rename),
                (self.tr("删除专题"), self._styles.delete),
            ):
                below = self.addMenu(words)
                for theme in self._styles.saved:
                    action = below.addAction(menu_text(theme.name))
                    action.triggered.connect(lambda _on=False, theme=theme, act=act: act(theme))
        self.addSeparator()
        reset = self.addAction(self.tr("恢复当前专题"))
        reset.setObjectName("theme:reset")
        reset.triggered.connect(self._styles.reset)

    def _save(self) -> None:
        now = self._styles.theme
        present = now.name if now is not None and now.preset else ""
        name = self._name(self.tr("存为专题"), present)
        if name:
            self._styles.save(name)

    def _rename(self, theme: MapTheme) -> None:
        name = self._name(self.tr("改名"), theme.name)
        if name and name != theme.name:
            self._styles.rename(theme, name)

    def _name(self, title: str, present: str) -> str:
        name, given = QInputDialog.getText(
            self.parentWidget(), title, self.tr("名称"), QLineEdit.EchoMode.Normal, present
        )
        return name.strip() if given else ""
