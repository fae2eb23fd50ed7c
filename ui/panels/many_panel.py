"""Many selected records: how many of which kind, what they have in common, and one change for all of them.

It follows the selection while more than one record is in it. A change is checked for every record beside the window;
if some refuse it, nothing is written, they are named with their reasons, and the rest can be changed without them.
What was typed and left is kept for the same selection in the user's file of drafts, over closing too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import (
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from db.drafts import ManyDraft
from db.errors import RecordError
from db.records import KINDS
from layers.record.many import Many, Refusal
from layers.tables.row_uids import RowUids
from resources.text import Text
from ui.panels.drafts import Drafts
from ui.panels.fields import Surroundings
from ui.panels.labels import plain_label, secondary_label
from ui.panels.lines import LineButton
from ui.panels.many_form import ManyForm
from ui.panels.many_kinds import ManyKinds
from ui.panels.many_work import Done, ManyWork
from ui.panels.marks import choice_icon
from ui.panels.panel_frame import Footer
from ui.panels.sections import Section
from ui.session import Item, Session, kinds_of
from ui.tasks import Tasks

LISTED = 40
"""So many of the selected records are listed by name."""
SETTLE_MS = 120
HOLD_MS = 300
"""When typing pauses for this long, it is written to the file of drafts."""


class ManyPanel(QWidget):
    """The records of one kind among those selected.

    Emits
    -----
    deleteRequested()
        The officer wants everything that is selected deleted.
    entitled(str, str)
        Title and note, for the dock.
    """

    deleteRequested = Signal()  # noqa: N815 - as Qt spells its signals
    entitled = Signal(str, str)

    def __init__(self, session: Session, tasks: Tasks, options: Any, drafts: Drafts) -> None:
        super().__init__()
        self.setObjectName("manyPanel")
        self._session = session
        self._work = ManyWork(session, tasks, self)
        self._items: Sequence[Item] = ()
        self._kinds: Mapping[str, Sequence[str]] = {}
        self._kind = ""
        self._many: Many | None = None
        self._drafts = drafts
        self._refused: tuple[Refusal, ...] = ()
        around = Surroundings(session, lambda: self.form.names, options, self._symbol)
        self.form = ManyForm(around, lambda k, n, c: choice_icon(k, n, c, session.theme))
        self._build()
        self.form.edited.connect(self._show_state)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self.hold_draft)
        self.form.edited.connect(self._hold.start)
        self.form.edit_asked.connect(self.edit)
        self.form.opened.connect(lambda kind, uid: self._go(Item(kind, uid)))
        self.footer.edit.clicked.connect(lambda _checked: self.edit())
        self.footer.save.clicked.connect(self.save)
        self.footer.revert.clicked.connect(self.give_up)
        self.footer.delete.clicked.connect(self.deleteRequested)
        session.changed.connect(self._changed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE_MS)
        self._later.timeout.connect(self._read)
        self.retranslate()

    # -- what is shown ----------------------------------------------------------------------------

    def show_items(self, items: Sequence[Item]) -> None:
        """Show what `items` have in common, beginning with the kind that was selected last."""
        if items == self._items:
            return
        self._keep()
        self._items, self._kinds = items, kinds_of(items)
        if items:
            self.kinds.offer(Counter({kind: len(uids) for kind, uids in self._kinds.items()}))
            self.choose(self._kind if self._kind in self._kinds else items[-1].kind)

    def choose(self, kind: str) -> None:
        """Show the records of `kind` among those selected."""
        self._keep()
        self._kind, self._many = kind, None
        self.kinds.show_kind(kind)
        self._withdraw()
        self.retranslate()
        self._read()

    @property
    def uids(self) -> Sequence[str]:
        """The records that a change would be written to."""
        return self._kinds.get(self._kind, ())

    @property
    def shown(self) -> bool:
        """Whether several records are selected."""
        return bool(self._items)

    @property
    def editing(self) -> bool:
        """Whether the fields are open for typing."""
        return self.form.editing

    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return bool(self._many) and self.form.dirty()

    def _read(self) -> None:
        kind, uids = self._kind, self.uids
        if uids:
            self._work.read(kind, uids, lambda many: self._show(many, uids))

    def _show(self, many: Many, asked: Sequence[str]) -> None:
        if asked is not self.uids or self.form.editing:
            return
        self._many = many
        self.form.show_many(many)
        self._list(many)
        self._say_title()
        members = self._members()
        draft = None if members is None else self._drafts.take_many(many.kind, members)
        if draft is not None:
            self.edit()
            self.form.put(draft.typed)
        self._show_state()

    def _changed(self, changes: ChangeSet) -> None:
        if self._items and self.isVisible() and self._kind in changes.kinds():
            self._later.start()

    # -- editing ----------------------------------------------------------------------------------

    def edit(self, focus: str = "") -> None:
        """Open the fields for typing."""
        if self._many is None or self._session.workspace.readonly or self.form.editing:
            return
        self.form.edit(focus or None)
        self._show_state()

    def save(self) -> bool:
        """Ask for the changed fields to be written to every record; False when one can't be."""
        if self._many is None or not self.form.editing:
            return False
        try:
            changes = self.form.changes()
        except RecordError as refusal:
            self.form.complain(refusal)
            return False
        if not changes:
            self.revert()
            return True
        self._withdraw()
        self.footer.save.setEnabled(False)
        self._work.write(self._kind, self.uids, changes, self._done)
        return True

    def _done(self, done: Done) -> None:
        if done.trouble is not None:
            if not (isinstance(done.trouble, RecordError) and self.form.complain(done.trouble)):
                self._session.notices.error(done.trouble)
            self._show_state()
        elif done.refused:
            self._tell_refused(done.refused)
            self._show_state()
        else:
            self._say_done(done.written)
            self.give_up()

    def _say_done(self, written: int) -> None:
        what = KINDS[self._kind].title
        words = Text(f"已修改 {written} 条{what.zh}", f"Changed {written} × {what.en.lower()}")
        undo = self.tr("撤销")
        self._session.notices.done(words, undo, lambda: self._session.undo("menu"))

    def give_up(self) -> None:
        """Put back what was there before, and keep nothing of what was typed."""
        self._hold.stop()
        self._drop_draft()
        self.revert()

    def revert(self) -> None:
        """Read what is there now in place of what was typed."""
        self.form.editing = False
        self._withdraw()
        self._read()

    def save_and_next(self) -> bool:
        """Many records have no next one; they are saved."""
        return self.save()

    def leave(self) -> None:
        """Stop editing when nothing is typed."""
        if self.form.editing and not self.dirty():
            self.revert()

    def _keep(self) -> None:
        draft = self._draft()
        if draft is not None:
            self._drafts.keep_many(draft)
        self._hold.stop()
        self.form.editing = False

    def _draft(self) -> ManyDraft | None:
        members = self._members()
        if members is None or not (self.form.editing and self.dirty()):
            return None
        return ManyDraft(self._kind, members, self.form.typed())

    def _members(self) -> frozenset[str] | None:
        """The records by which a draft is known; None for so many that none is kept."""
        if self._many is None or isinstance(self._many.uids, RowUids):
            return None
        return frozenset(self._many.uids)

    def _drop_draft(self) -> None:
        members = self._members()
        if members is not None:
            self._drafts.drop_many(self._kind, members)

    def hold_draft(self) -> None:
        """Write what is typed now to the file of drafts; nothing, when it is what was there before."""
        draft = self._draft()
        if draft is not None:
            self._drafts.hold_many(draft)
        elif self.form.editing:
            self._drop_draft()

    # -- what is refused --------------------------------------------------------------------------

    def _tell_refused(self, refused: Sequence[Refusal]) -> None:
        self._refused = tuple(refused)
        self.refusals.clear()
        for each in refused[:LISTED]:
            said = self._session.say(each.sentence)
            line = LineButton(self._session, each.title, ((said, 2),))
            line.setObjectName(f"refused:{each.uid}")
            line.clicked.connect(lambda _c=False, uid=each.uid: self._go(Item(self._kind, uid)))
            self.refusals.inside.addWidget(line)
        self.refusals.show()
        self.without.show()
        self.retranslate()

    def _withdraw(self) -> None:
        self._refused = ()
        self.refusals.clear()
        self.refusals.hide()
        self.without.hide()

    def leave_out(self) -> None:
        """Let go of the records that refuse the change, with what is typed kept for the rest."""
        gone = {Item(self._kind, each.uid) for each in self._refused}
        typed = self.form.typed()
        left = [item for item in self._items if item not in gone]
        rest = frozenset(item.uid for item in left if item.kind == self._kind)
        self._drop_draft()
        self.form.editing = False
        self._drafts.keep_many(ManyDraft(self._kind, rest, typed))
        self._session.selection.set(left, "panel")

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.kinds = ManyKinds(self._session)
        self.kinds.chosen.connect(self.choose)
        self.said = secondary_label()
        self.said.setObjectName("many:said")
        self.said.setWordWrap(True)
        self.said.setContentsMargins(12, 4, 12, 4)
        self.refusals = Section("refusals")
        self.without = QPushButton()
        self.without.setObjectName("many:without")
        self.without.clicked.connect(self.leave_out)
        self.members = Section("members", folded=True)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(6, 4, 6, 12)
        inside.setSpacing(10)
        for part in (self.refusals, self.without, self.form, self.members):
            inside.addWidget(part)
        inside.addStretch(1)
        scroller = QScrollArea()
        scroller.setObjectName("recordScroll")
        scroller.setWidgetResizable(True)
        scroller.setWidget(body)
        self.footer = Footer("many")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.kinds)
        column.addWidget(self.said)
        column.addWidget(scroller, 1)
        column.addWidget(self.footer)
        self._withdraw()

    def _list(self, many: Many) -> None:
        self.members.clear()
        for uid, title in islice(many.titles.items(), LISTED):
            line = LineButton(self._session, title)
            line.setObjectName(f"member:{uid}")
            line.clicked.connect(lambda _c=False, uid=uid: self._go(Item(many.kind, uid)))
            self.members.inside.addWidget(line)
        rest = len(many.uids) - LISTED
        if rest > 0:
            self.members.inside.addWidget(plain_label(self.tr("还有 {n} 条").format(n=rest)))
        self.members.entitle(self.tr("选中的记录"), str(len(many.uids)))

    def _go(self, item: Item) -> None:
        self._session.selection.set((item,), "panel")

    def _symbol(self, name: str, code: str) -> Any:
        return choice_icon(self.form.kind, name, code, self._session.theme)

    # -- words ------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        self.footer.show_state(
            shown=self._many is not None,
            editing=self.form.editing,
            dirty=self.dirty(),
            fresh=False,
            blocked=False,
            readonly=self._session.workspace.readonly,
        )

    def _say_title(self) -> None:
        if self._items and self._many is not None:
            title = self._session.say(KINDS[self._kind].title)
            self.entitled.emit(
                f"{title} × {len(self._many.uids)}",
                self.tr("共选 {n} 条").format(n=len(self._items)),
            )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_later"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again; what is typed stays."""
        words = self.tr("相同的内容直接显示；改动的项写入每一条，其余各自不变。")
        if isinstance(self.uids, RowUids):
            words += self.tr("选中的太多，没保存的改动不留草稿。")
        self.said.setText(words)
        self.refusals.entitle(
            self.tr("这些记录不能这样改，一条都没有写入"), str(len(self._refused))
        )
        self.without.setText(self.tr("去掉这 {n} 条，改其余的").format(n=len(self._refused)))
        self.kinds.say()
        self.form.retranslate()
        if self._many is not None:
            self._list(self._many)
        self._say_title()
