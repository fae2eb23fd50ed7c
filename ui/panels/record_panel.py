"""The record panel: one record to read, edit in place, and everything around it.

It shows the leading record of the selection. Reading is done beside the window in two steps, the
record first. Saving is one operation with only the changed fields; what the workspace refuses is
said beside its field, and a change that somebody else made meanwhile is shown side by side, never
merged. Typing that is left unsaved is kept and offered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shapely import Point

from db.changes import ChangeSet
from db.drafts import Draft
from db.errors import RecordError, StaleWrite
from db.records import KINDS, Record
from db.records.base import values_of
from db.times import from_iso
from layers.attachments import Enclosure
from layers.cells import moment_in_words
from layers.fresh import first_empty, for_, next_after
from layers.names import Names
from layers.record_view import About, RecordView, view_of
from layers.related import surrounds
from ui.keys import within
from ui.panels.drafts import Drafts, item_of
from ui.panels.enclosing import Enclosing
from ui.panels.fields import Surroundings
from ui.panels.fields.photo import PhotoEditor
from ui.panels.many_panel import ManyPanel
from ui.panels.marks import choice_icon
from ui.panels.record_page import RecordPage
from ui.panels.record_work import ORIGIN, RecordWork
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks

HOLD_MS = 300
"""When typing pauses for this long, it is written to the file of drafts."""
SETTLE_MS = 120
"""Changes that come in this time are read together."""


class RecordPanel(QWidget):
    """The record that is selected.

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
        self.setAcceptDrops(True)
        tasks = tasks if tasks is not None else Tasks(self)
        self._work = RecordWork(session, tasks, self)
        self._item: Item | None = None
        self._record: Record | None = None
        self._about: About | None = None
        self._fresh = False
        self._written: Record | None = None
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
        self.many = ManyPanel(session, tasks, self._work.options)
        self.page.add_many(self.many)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._hold_draft)
        self._connect()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE_MS)
        self._later.timeout.connect(self._read_about)
        self.retranslate()
        self._select(session.selection.items, "")

    # -- putting together -------------------------------------------------------------------------

    def _connect(self) -> None:
        session = self._session
        session.selection.changed.connect(self._select)
        session.changed.connect(self._changed)
        session.themeChanged.connect(lambda _theme: self._redraw())
        self.form.edited.connect(self._show_state)
        self.form.edited.connect(self._hold_soon)
        self.form.edit_asked.connect(self.edit)
        self.form.opened.connect(lambda kind, uid: self._go(Item(kind, uid)))
        self.form.pick_asked.connect(lambda _name: self.pickRequested.emit(self.form.kind))
        self.answers.opened.connect(self._go)
        self.related.opened.connect(self._go)
        self.related.addAsked.connect(self._add_related)
        self.many.entitled.connect(self.entitled)
        self.many.deleteRequested.connect(self.deleteRequested)
        self.history.backAsked.connect(self._put_back)
        self.form.history_asked.connect(self._show_history)
        self.head.located.connect(self._locate)
        self.head.resumed.connect(self._resume)
        self.page.resume.clicked.connect(lambda _checked: self._resume())
        self.footer.edit.clicked.connect(lambda _checked: self.edit())
        self.footer.save.clicked.connect(self.save)
        self.footer.next.clicked.connect(self.save_and_next)
        self.footer.revert.clicked.connect(self.revert)
        self.footer.delete.clicked.connect(self.deleteRequested)
        self.banner.mine.clicked.connect(lambda: self.form.choose_sides(mine=True))
        self.banner.others.clicked.connect(lambda: self.form.choose_sides(mine=False))
        for keys, name in (
            ("Ctrl+S", "save"),
            ("Ctrl+Return", "save"),
            ("Ctrl+Shift+Return", "save_and_next"),
            ("Esc", "leave"),
            ("F2", "edit"),
        ):
            within(self, keys, partial(self._do, name))
        within(self, QKeySequence.StandardKey.Paste, self.photos.paste)

    # -- what is shown ----------------------------------------------------------------------------

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
        self._read_about()

    def _show_view(self, view: RecordView) -> None:
        self._record = view.record
        self.banner.withdraw()
        self.form.show_record(view.record.kind(), values_of(view.record), view.names)
        self.head.show_view(view)
        self.page.show_record(True)
        self.entitled.emit(view.title, self._session.say(view.record.title))
        self._show_state()

    def _read_about(self) -> None:
        record = self._record
        if record is not None and not self._fresh:
            self._work.read_about(record, lambda about: self._show_about(about, record.uid))

    def _show_about(self, about: About | None, uid: str = "") -> None:
        if about is not None and (self._record is None or self._record.uid != uid or self._fresh):
            return
        self._about = about
        self.page.show_about(about, takes=self._fresh)

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

    # -- editing ----------------------------------------------------------------------------------

    def edit(self, focus: str = "") -> None:
        """Open the record's fields for typing, starting at the field `focus`."""
        if self._record is None or self._session.workspace.readonly or self.form.editing:
            return
        self.form.edit(focus or None)
        self._show_state()

    def edit_new(self, record: Record, focus: str | None = None) -> None:
        """Start a form for `record`, which is not written yet; saving adds it."""
        self._keep_draft()
        self._enclosing.drop()
        self._record, self._fresh = record, True
        self._item = Item(record.kind(), record.uid)
        self._session.selection.set((), ORIGIN)
        self._show_about(None)
        self._show_view(view_of(self._session.workspace, record))
        self.entitled.emit(self._session.say(record.title), self.tr("新增，尚未保存"))
        self.form.edit(focus, fresh=True)
        self.page.to_top()
        self._show_state()

    def save(self) -> bool:
        """Write the changed fields as one operation; False when something was refused."""
        record = self._record
        if record is None or not self.form.editing or self.form.disputed:
            return False
        try:
            changes = self.form.changes()
        except RecordError as refusal:
            self._refuse(refusal)
            return False
        if not changes and not self._fresh:
            self._read_again()
            return True
        if self._fresh:
            record = type(record)(**{**values_of(record), **changes})
        if not self._write(record, changes):
            return False
        self.form.editing = False
        self._enclosing.drop()
        fresh, self._fresh = self._fresh, False
        self._written = record
        item = Item(record.kind(), record.uid)
        self._drafts.drop(item)
        self._item = item
        if fresh:
            self._session.selection.set((item,), ORIGIN)
        self._read(item)
        return True

    def save_and_next(self) -> bool:
        """Save a new record and begin the next one, which keeps what repeats; False when something was refused."""
        if not self._fresh or not self.save():
            return False
        assert self._written is not None
        following = next_after(self._session.workspace, self._written, self._session.today())
        self.edit_new(following, first_empty(following))
        return True

    def _write(self, record: Record, changes: dict[str, Any]) -> bool:
        try:
            return self._work.write(record, changes, self._photos(), fresh=self._fresh)
        except StaleWrite as stale:
            self._show_sides(record, stale)
        except RecordError as refusal:
            self._refuse(refusal)
        return False

    def _photos(self) -> list[Enclosure]:
        editors = (row.editor for row in self.form.rows.values())
        chosen = [
            editor.pending
            for editor in editors
            if isinstance(editor, PhotoEditor) and editor.pending is not None
        ]
        return [*chosen, *self._enclosing.pending]

    def _refuse(self, refusal: RecordError) -> None:
        if not self.form.complain(refusal):
            self.banner.warn(self._session.say(refusal.sentence))
        self._show_state()

    def _show_sides(self, record: Record, stale: StaleWrite) -> None:
        if stale.theirs is None:
            self.banner.warn(self._session.say(stale.sentence))
            return
        self._record = type(record)(**stale.theirs)
        against = self.form.oppose(values_of(record), stale.theirs)
        self.banner.oppose(self._session.say(stale.sentence), len(against))
        self._show_state()

    def revert(self) -> None:
        """Put back what was there before; a new record is given up."""
        self._hold.stop()
        if self._item is not None:
            self._drafts.drop(self._item)
        if self._fresh:
            self._enclosing.drop()
            self._fresh, self._record, self._item = False, None, None
            self.form.editing = False
            self.page.show_record(False)
            self.entitled.emit(self.tr("未选中"), "")
            return
        self._read_again()

    def close_drafts(self) -> None:
        """Write what is typed now to the file of drafts and let go of it; the window is closing."""
        if self.form.editing:
            self._hold_draft()
        self._hold.stop()
        self._drafts.close()

    def _read_again(self) -> None:
        self.form.editing = False
        if self._item is not None:
            self._read(self._item)

    def _do(self, name: str) -> None:
        """Do what a key asks with what is shown: one record, or several."""
        getattr(self.many if self.many.shown else self, name)()

    def leave(self) -> None:
        """Stop editing when nothing is typed."""
        if self.form.editing and not self.dirty():
            self.revert()

    def _add_related(self, kind: str, column: str) -> None:
        """Begin a record that belongs to the one that is shown."""
        if self._record is not None and not self._fresh:
            workspace, on = self._session.workspace, self._session.today()
            added = for_(workspace, kind, self._record, on, column)
            self.edit_new(added, first_empty(added))

    # -- the past ---------------------------------------------------------------------------------

    def _put_back(self, name: str, value: Any) -> None:
        """Give a field the value it had once; while editing, it is typed there, to be saved with the rest."""
        if self._record is None:
            return
        if self.form.editing:
            self.form.put({name: value})
        elif self._work.put_back(self._record, name, value):
            self._read_again()

    def _show_history(self, name: str) -> None:
        self.history.show_field(name)
        self.page.scroller.ensureWidgetVisible(self.history)

    # -- photos and documents ---------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures that are dragged here."""
        if self._record is not None and self.photos.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped."""
        if self.photos.take(event.mimeData()):
            event.acceptProposedAction()

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
        self.edit()
        self._put_draft(draft)

    def _put_draft(self, draft: Draft) -> None:
        self.form.put(draft.typed)
        self.form.put_raw(draft.raw)
        if draft.at:
            when = moment_in_words(from_iso(draft.at))
            words = self.tr("这是 {when} 没有保存的内容，已放回原处。请保存，或撤回修改。")
            self.banner.warn(words.format(when=when))
        self._show_state()

    # -- places -----------------------------------------------------------------------------------

    def place_picked(self, lat: float, lng: float) -> None:
        """Take a place that was picked on the map (EPSG:4326), and what follows from it."""
        record = self._record
        if record is None:
            return
        if not self.form.editing:
            self.edit("geom")
        place = Point(lng, lat)
        self.form.put({"geom": place})

        def put(changes: dict[str, Any], names: Names) -> None:
            if self._record is record and self.form.editing:
                self.form.names = self.form.names.added(names)
                self.form.put(changes)

        self._work.follow(record, place, put)

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
        self.form.retranslate()
        if self._record is not None and self._record.kind() in KINDS:
            self.head.retranslate()
            if not self._fresh:
                self._later.start()
