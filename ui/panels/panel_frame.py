"""The fixed parts of the record panel: head above, banner below it, buttons at the foot."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.record.view import RecordView, deadline_of
from layers.tables.sheet import CALM, LATE, SOON
from ui.panels.labels import ElidedButton, ElidedLabel, plain_label, secondary_label, set_role
from ui.session import Session
from ui.theme import icon

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ROLES = {CALM: "chip", SOON: "chip-soon", LATE: "chip-late"}


class Head(QWidget):
    """Number, time left, whether something is unsaved; ways to the map and back to a draft.

    Emits ``located()`` and ``resumed()``.
    """

    located = Signal()
    resumed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("recordHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._view: RecordView | None = None
        self._draft = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 4)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.number = ElidedLabel("", "secondary")
        self.number.setObjectName("record:number")
        self.deadline = plain_label("", "chip")
        self.deadline.setObjectName("record:deadline")
        self.unsaved = plain_label("", "chip-soon")
        self.unsaved.setObjectName("record:unsaved")
        self.locate = QToolButton()
        self.locate.setObjectName("record:locate")
        self.locate.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.locate.clicked.connect(self.located)
        for chip in (self.deadline, self.unsaved):
            chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(chip)
        row.addWidget(self.number, 1)
        row.addStretch()
        row.addWidget(self.locate)
        column.addLayout(row)
        self.draft = ElidedButton()
        self.draft.setObjectName("record:draft")
        self.draft.setProperty("role", "quiet")
        self.draft.clicked.connect(self.resumed)
        column.addWidget(self.draft)
        session.themeChanged.connect(lambda _theme: self.retranslate())
        self.show_dirty(False)
        self.offer_draft("")
        self.retranslate()

    def show_view(self, view: RecordView) -> None:
        """Show what the head says of a record."""
        self._view = view
        found = deadline_of(view.record, self._session.today(), self._session.lang)
        self.deadline.setVisible(found is not None)
        if found is not None:
            self.deadline.setText(found[0])
            set_role(self.deadline, _ROLES[found[1]])
        if found is None:
            self.number.show_text(view.number)
        else:
            self.number.show_text(found[2], *_DAY.findall(found[2]))

    def show_dirty(self, dirty: bool) -> None:
        """Say whether something typed is not saved."""
        self.unsaved.setVisible(dirty)
        self.number.setVisible(not (dirty and self.deadline.isVisibleTo(self)))

    def offer_draft(self, title: str) -> None:
        """Offer to go back to what was left unsaved."""
        self._draft = title
        self.draft.setVisible(bool(title))
        self.draft.show_text(self.tr("继续未保存的：{title}").format(title=title))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "draft"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.unsaved.setText(self.tr("未保存"))
        self.locate.setIcon(icon("place", self._session.theme))
        self.locate.setAccessibleName(self.tr("定位"))
        self.locate.setToolTip(self.tr("在地图上显示"))
        self.offer_draft(self._draft)
        if self._view is not None:
            self.show_view(self._view)


class Banner(QFrame):
    """What must be read before going on: a refusal, or two sides to choose from."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("record:banner")
        self.setProperty("severity", "warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        self.words = plain_label()
        self.words.setObjectName("record:banner:words")
        self.words.setWordWrap(True)
        column.addWidget(self.words)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        self.mine, self.others = QPushButton(), QPushButton()
        self.mine.setObjectName("record:mine")
        self.others.setObjectName("record:others")
        self.open = secondary_label()
        row.addWidget(self.mine)
        row.addWidget(self.others)
        row.addWidget(self.open)
        row.addStretch(1)
        column.addWidget(self._row)
        self._opposed = False
        self.retranslate()
        self.withdraw()

    def warn(self, words: str) -> None:
        """Say something that must be read."""
        self._opposed = False
        self.words.setText(words)
        self._row.hide()
        self.show()

    def oppose(self, words: str, count: int) -> None:
        """Ask which side stands, for all fields at once."""
        self.words.setText(words)
        self._opposed = True
        self._row.setVisible(count > 0)
        self.show()
        self.count(count)

    def count(self, left: int) -> None:
        """Say how many fields still have two sides; with none left, the choice is made."""
        if not self._opposed:
            return
        self.open.setText(self.tr("还有 {count} 处待定").format(count=left))
        if left == 0:
            self.withdraw()

    def withdraw(self) -> None:
        """Say nothing."""
        self._opposed = False
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_opposed"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the buttons again."""
        self.mine.setText(self.tr("全用我的"))
        self.others.setText(self.tr("全用对方的"))


class Footer(QWidget):
    """What can be done with the record: edit, or save and revert; delete stands apart."""

    def __init__(self, of: str = "record") -> None:
        super().__init__()
        self.setObjectName("recordFoot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self.save, self.next, self.revert, self.edit, self.delete = (
            QPushButton() for _ in range(5)
        )
        for name, button, role in (
            (f"{of}:save", self.save, "primary"),
            (f"{of}:next", self.next, ""),
            (f"{of}:revert", self.revert, ""),
            (f"{of}:edit", self.edit, ""),
            (f"{of}:delete", self.delete, "destructive"),
        ):
            button.setObjectName(name)
            if role:
                button.setProperty("role", role)
        row.addWidget(self.save)
        row.addWidget(self.next)
        row.addWidget(self.revert)
        row.addWidget(self.edit)
        row.addStretch(1)
        row.addWidget(self.delete)
        for button in (self.save, self.next, self.revert):
            button.hide()  # what is not offered yet asks for no room
        self._fresh = False
        self.retranslate()

    def show_state(
        self,
        *,
        shown: bool,
        editing: bool,
        dirty: bool,
        fresh: bool,
        blocked: bool,
        readonly: bool,
    ) -> None:
        """Offer what can be done now."""
        self._fresh = fresh
        self.setVisible(shown and not readonly)
        self.save.setVisible(editing)
        self.save.setEnabled(dirty and not blocked)
        self.next.setVisible(editing and fresh)
        self.next.setEnabled(dirty and not blocked)
        self.revert.setVisible(editing)
        self.edit.setVisible(not editing)
        self.delete.setVisible(not fresh)
        self._name_revert(dirty)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_fresh"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the buttons again."""
        self.save.setText(self.tr("保存"))
        self.save.setToolTip(self.tr("保存（Ctrl+S）"))
        self.next.setText(self.tr("保存并新增"))
        self.next.setToolTip(self.tr("保存，接着新增下一条，重复的内容留着（Ctrl+Shift+回车）"))
        self.edit.setText(self.tr("编辑"))
        self.edit.setToolTip(self.tr("编辑（F2）"))
        self.delete.setText(self.tr("删除"))
        self._name_revert(dirty=True)

    def _name_revert(self, dirty: bool) -> None:
        if self._fresh:
            self.revert.setText(self.tr("放弃新增"))
        else:
            self.revert.setText(self.tr("撤回修改") if dirty else self.tr("退出编辑"))
