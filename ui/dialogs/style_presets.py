"""Styles saved under a name, for layers of one kind: a button whose menu puts one on, saves, renames and removes.

The look comes from and goes to whoever holds the button; saving and removing are operations of the workspace, through
`MapStyles`. The menu is made when it opens, so it tells what the workspace holds now.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from layers.looks.look import Look
from ui.map.map_styles import MapStyles
from ui.plain import menu_text


class StylePresets(QToolButton):
    """The button. Emits ``chosen(Look)`` when a saved style is to be put on; `look` gives the one to save."""

    chosen = Signal(object)

    def __init__(
        self,
        styles: MapStyles,
        kind: str,
        look: Callable[[], Look],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("style:presets")
        self._styles, self._kind, self._look = styles, kind, look
        self._worn = ""
        self.choices = QMenu(self)
        self.choices.setObjectName("stylePresets")
        self.choices.aboutToShow.connect(self.fill)
        self.clicked.connect(self._open)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "choices"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.setText(self.tr("已存样式") + " ▾")
        self.setToolTip(self.tr("套用、保存、改名或删除这类图层的样式"))

    def _open(self) -> None:
        self.choices.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def fill(self) -> None:
        """Make the entries anew."""
        saved, now = self._styles.styles(self._kind), self._look()
        self.choices.clear()
        for name, look in saved.items():
            action = self.choices.addAction(menu_text(name))
            action.setObjectName(f"style:use:{name}")
            action.setCheckable(True)
            action.setChecked(look == now)
            action.triggered.connect(lambda _on=False, name=name, look=look: self._wear(name, look))
        if not saved:
            nothing = self.choices.addAction(self.tr("还没有存过样式"))
            nothing.setEnabled(False)
        self.choices.addSeparator()
        save = self.choices.addAction(self.tr("存为样式…"))
        save.setObjectName("style:save")
        save.setEnabled(self._styles.writable)
        save.triggered.connect(self._ask_name)
        if not saved or not self._styles.writable:
            return
        rename = self.choices.addMenu(self.tr("改名"))
        remove = self.choices.addMenu(self.tr("删除样式"))
        for name in saved:
            action = rename.addAction(menu_text(name))
            action.setObjectName(f"style:rename:{name}")
            action.triggered.connect(lambda _on=False, name=name: self._ask_new_name(name))
            action = remove.addAction(menu_text(name))
            action.setObjectName(f"style:remove:{name}")
            action.triggered.connect(
                lambda _on=False, name=name: self._styles.delete_style(self._kind, name)
            )

    def _wear(self, name: str, look: Look) -> None:
        self._worn = name
        self.chosen.emit(look)

    def _ask_name(self) -> None:
        self._ask(self.tr("存为样式"), self._worn, self._save)

    def _save(self, name: str) -> None:
        if self._styles.save_style(self._kind, name, self._look()) is not None:
            self._worn = name

    def _ask_new_name(self, name: str) -> None:
        self._ask(
            self.tr("改名"), name, lambda new: self._styles.rename_style(self._kind, name, new)
        )

    def _ask(self, title: str, present: str, then: Callable[[str], object]) -> None:
        dialog = QInputDialog(self.window())
        dialog.setObjectName("style:name")
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("名称"))
        dialog.setTextValue(present)
        dialog.setOkButtonText(self.tr("保存"))
        dialog.setCancelButtonText(self.tr("取消"))

        def given(text: str) -> None:
            if text.strip():
                then(text.strip())

        dialog.textValueSelected.connect(given)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
