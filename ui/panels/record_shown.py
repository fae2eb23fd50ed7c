"""What the record panel shows: the leading record of the selection, what is around it, typing that was left over it.

Reading is done beside the window in two steps, the record first; an answer that came too late is dropped. Typing
that is left unsaved is kept in the user's file of drafts and offered again. Changing a record is left to
`ui.panels.record_panel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.changes import ChangeSet
from db.drafts import Draft
from db.records import KINDS, Record
from db.records.base import values_of
from db.times import from_iso
from layers.cells import moment_in_words
from layers.record.attachments import WITHOUT
from layers.record.related import surrounds
from layers.record.view import About, RecordView, title_in
from ui.panels.drafts import Drafts, item_of
from ui.panels.enclosing import Enclosing
from ui.panels.fields import Surroundings
from ui.panels.many_panel import ManyPanel
from ui.panels.marks import choice_icon
from ui.panels.record_page import RecordPage
from ui.panels.record_work import ORIGIN, RecordWork
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks

IDLE_MS = 700
"""How long to wait between building one form and the next, so that nobody notices."""
OFTEN = ("villages", "disputes", "hazards", "officers", "cameras", "visits", "sites", "checkpoints")
"""The kinds whose forms are built before they are asked for."""
HOLD_MS = 300
"""When typing pauses for this long, it is written to the file of drafts."""
FRAME_MS = 16
"""What is around a record is read so much after the record is there: by then it is painted."""
SETTLE_MS = 120
"""Changes that come in this time are read together."""


class RecordShown(QWidget):
    """The record that is selected, and what is typed over it and not saved.

    Emits
    -----
    deleteRequested()
        The officer wants the record deleted.
    entitled(str, str)
        The title and note of what is shown, for the dock.
    pickRequested(str)
        A place is to be picked on the map for a record of that kind; answer with `place_picked`.
    """

    deleteRequested = Signal()  # noqa: N815 - as Qt spells its signals
    entitled = Signal(str, str)
    pickRequested = Signal(str)  # noqa: N815

    def __init__(
        self, session: Session, tasks: Tasks | None = None, settings: Settings | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("recordPanel")
        self._session = session
        tasks = tasks if tasks is not None else Tasks(self)
        self._work = RecordWork(session, tasks, self)
        self._item: Item | None = None
        self._record: Record | None = None
        self._about: About | None = None
        self._fresh = False
        self._title = ""
        self._drafts = Drafts(session, settings.folder if settings is not None else None)
        around = Surroundings(session, lambda: self.form.names, self._work.options, self._symbol)
        self.page = RecordPage(session, around, tasks, settings)
        self.head, self.banner, self.form = self.page.head, self.page.banner, self.page.form
        self.answers, self.related = self.page.answers, self.page.related
        self.photos, self.history = self.page.photos, self.page.history
        self.footer = self.page.footer
        self._enclosing = Enclosing(
            session,
            self._work,
            self.photos,
            lambda: (self._record, self._fresh),
            self._read_about,
        )
        self.many = ManyPanel(session, tasks, self._work.options, self._drafts)
        self.page.add_many(self.many)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._hold_draft)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE_MS)
        self._later.timeout.connect(self._read_about)
        self.retranslate()
        self._select(session.selection.items, "")
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare)
        self._idle.start()

    # -- what is shown ----------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Build the next form that will be wanted, so that the first record of its kind opens at once."""
        if not self.form.prepare(OFTEN):
            self._idle.stop()

    @property
    def record(self) -> Record | None:
        """The record that is shown, written or not."""
        return self._record

    @property
    def editing(self) -> bool:
        """Whether fields are open for typing."""
        return self.form.editing or self.many.editing

    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._record is not None and (self._fresh or self.form.dirty())

    def _select(self, items: Sequence[Item], _origin: str) -> None:
        several = len(items) > 1
        self.many.show_items(items if several else ())
        lead = items[-1] if items and not several else None
        if lead == self._item and lead is not None:
            return
        if lead is None and self._fresh and not several:
            return
        self._keep_draft()
        self._enclosing.drop()
        self._item, self._fresh = lead, False
        if lead is not None:
            self._read(lead)
            return
        self._record = None
        if several:
            self.page.show_many()
        else:
            self.page.show_record(False)
        self._show_state()

    def _read(self, item: Item) -> None:
        self._work.read(item, lambda view: self._show(item, view))

    def _show(self, item: Item, view: RecordView | None) -> None:
        if item != self._item or self._fresh:
            return
        if view is None:
            self._record = None
            self.page.show_record(False)
            return
        if self.form.editing and self._record is not None and self._record.uid == item.uid:
            return
        moved = self._record is None or self._record.uid != view.record.uid
        self._show_view(view)
        if moved:
            self.page.to_top()
            self._show_about(None)
        draft = self._drafts.take(item)
        if draft is not None:
            self._resume_draft(draft)
        self._later.stop()
        self._read_about(FRAME_MS)

    def _show_view(self, view: RecordView) -> None:
        self._record = view.record
        self.banner.withdraw()
        self.form.show_record(view.record.kind(), values_of(view.record), view.names)
        self.head.show_view(view)
        self.page.show_record(True)
        self._title = view.title
        self._entitle()
        self._show_state()

    def _entitle(self) -> None:
        """Tell the dock what is shown, in the language of the window."""
        record, session = self._record, self._session
        if record is not None and self._title:
            title = title_in(record, self._title, session.lang)
            self.entitled.emit(title, session.say(record.title))

    def _read_about(self, wait: int = 0) -> None:
        record = self._record
        if record is not None and not self._fresh:
            self._work.read_about(record, lambda about: self._show_about(about, record.uid), wait)

    def _show_about(self, about: About | None, uid: str = "") -> None:
        if about is not None and (self._record is None or self._record.uid != uid or self._fresh):
            return
        self._about = about
        carries = self._record is not None and self._record.kind() not in WITHOUT
        self.page.show_about(about, takes=carries and (self._fresh or about is not None))

    def _changed(self, changes: ChangeSet) -> None:
        self._work.forget(changes.kinds())
        item = self._item
        if item is None or self._fresh:
            return
        own = any(change.uid == item.uid for change in changes.of(item.kind))
        if own and not self.form.editing:
            self._read(item)  # and what is around it, once the record is there
            return
        if own and changes.asked_by == ORIGIN:
            return  # `save` reads it
        if own:
            self.banner.warn(self.tr("这条记录刚被改过。保存时会并排对照，不会覆盖。"))
        if own or surrounds(item.kind) & changes.kinds():
            self._later.start()

    def _redraw(self) -> None:
        """Show the marks in another theme."""
        self.form.retranslate()
        self._show_about(self._about, self._record.uid if self._record else "")

    def _locate(self) -> None:
        if self._item is not None:
            self._session.flyTo.emit(self._item)

    def _go(self, item: Item) -> None:
        self._session.selection.set((item,), ORIGIN)
        self._session.flyTo.emit(item)

    def edit(self, focus: str = "") -> None:
        """Open the record's fields for typing, starting at the field `focus`."""
        if self._record is None or self._session.workspace.readonly or self.form.editing:
            return
        self.form.edit(focus or None)
        self._show_state()

    def edit_new(self, record: Record, focus: str | None = None) -> None:
        """Start a form for `record`, which is not written yet."""
        raise NotImplementedError

    # -- typing that was left ---------------------------------------------------------------------

    def _draft(self) -> Draft | None:
        if self._record is None or not (self.form.editing and self.dirty()):
            return None
        typed, raw = self.form.typed(), self.form.raw()
        return Draft(self._record, typed, self._fresh, raw) if typed or raw else None

    def _hold_soon(self) -> None:
        self._hold.start()

    def _hold_draft(self) -> None:
        """Write what is typed now to the file of drafts; nothing, when it is what was there before."""
        draft = self._draft()
        if draft is not None:
            self._drafts.hold(draft)
        elif self._item is not None and self.form.editing:
            self._drafts.drop(self._item)

    def _keep_draft(self) -> None:
        """Keep what is typed, since another record is looked at."""
        draft = self._draft()
        if draft is not None:
            self._drafts.keep(draft)
        self._hold.stop()
        self.form.editing = False
        self._fresh = False
        self._offer_draft()

    def _offer_draft(self) -> None:
        title = self._drafts.newest_title()
        self.head.offer_draft(title)
        self.page.offer_draft(title)

    def _resume(self) -> None:
        draft = self._drafts.newest()
        if draft is None:
            many = self._drafts.newest_many()
            if many is not None:
                items = [Item(many.kind, uid) for uid in sorted(many.uids)]
                self._session.selection.set(items, ORIGIN)
            return
        if draft.fresh:
            self._drafts.take(item_of(draft))
            self.edit_new(draft.record)
            self._put_draft(draft)
        else:
            self._session.selection.set((item_of(draft),), ORIGIN)

    def _resume_draft(self, draft: Draft) -> None:
        """Type again what was left, over the row it was typed over.

        Saving shows a change since then.
        """
        self._record = draft.record
        self.edit(next(reversed({**draft.typed, **draft.raw}), ""))
        self._put_draft(draft)

    def _put_draft(self, draft: Draft) -> None:
        self.form.put(draft.typed)
        self.form.put_raw(draft.raw)
        if draft.at:
            when = moment_in_words(from_iso(draft.at))
            words = self.tr("这是 {when} 没有保存的内容，已放回原处。保存，或撤回修改。")
            self.banner.warn(words.format(when=when))
        self._show_state()

    # -- what editors ask -------------------------------------------------------------------------

    def _symbol(self, name: str, code: str) -> Any:
        return choice_icon(self.form.kind, name, code, self._session.theme)

    # -- words ------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        self.footer.show_state(
            shown=self._record is not None,
            editing=self.form.editing,
            dirty=self.dirty(),
            fresh=self._fresh,
            blocked=self.form.disputed,
            readonly=self._session.workspace.readonly,
        )
        self.banner.count(self.form.disputed_count())
        self.head.show_dirty(self.form.editing and self.dirty())
        self._offer_draft()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_later"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again; what is typed stays."""
        self.page.empty.setText(
            self.tr("在地图或台账里选一条记录，这里显示它的内容、负责人和历史。Ctrl+K 按名称查找。")
        )
        self.page.begin.setText(self.tr("新增记录…"))
        self.page.begin.setToolTip(self.tr("新增记录（Ctrl+N）"))
        self.form.retranslate()
        if self._record is not None and self._record.kind() in KINDS:
            self.head.retranslate()
            if not self._fresh:
                self._entitle()
                self._later.start()
