"""The record panel: one record to read, edit in place, and everything around it; or many, as one.

It shows the leading record of the selection (`ui.panels.record_shown`). Saving is one operation with only the changed
fields; what the workspace refuses is said beside its field, and a change that somebody else made meanwhile is shown
side by side, never merged unseen.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from shapely import Point

from db.errors import RecordError, StaleWrite
from db.records import Record
from db.records.base import values_of
from layers.names import Names
from layers.record.attachments import Enclosure
from layers.record.fresh import first_empty, for_, next_after
from layers.record.view import view_of
from ui.frame.new_record import NewRecordMenu
from ui.keys import in_window_of, within
from ui.panels.fields.photo import PhotoEditor
from ui.panels.form_values import VILLAGE
from ui.panels.record_shown import RecordShown
from ui.panels.record_work import ORIGIN
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks


class RecordPanel(RecordShown):
    """The record that is selected, to change."""

    def __init__(
        self, session: Session, tasks: Tasks | None = None, settings: Settings | None = None
    ) -> None:
        super().__init__(session, tasks, settings)
        self.setAcceptDrops(True)
        self._written: Record | None = None
        self._connect()

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
        self.form.village_chosen.connect(self._village_chosen)
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
        self.page.begin.clicked.connect(lambda _checked: self._offer_kinds())
        self.footer.delete.clicked.connect(self.deleteRequested)
        self.banner.mine.clicked.connect(lambda: self.form.choose_sides(mine=True))
        self.banner.others.clicked.connect(lambda: self.form.choose_sides(mine=False))
        for keys, name in (("F2", "edit"), ("Ctrl+S", "save")):
            in_window_of(self, keys, partial(self._do, name))
        for keys, name in (
            ("Ctrl+Return", "save"),
            ("Ctrl+Shift+Return", "save_and_next"),
            ("Esc", "leave"),
        ):
            within(self, keys, partial(self._do, name))
        within(self, QKeySequence.StandardKey.Paste, self.photos.paste)

    # -- editing ----------------------------------------------------------------------------------

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

    def _offer_kinds(self) -> None:
        NewRecordMenu(self._session, self.edit_new, self).open_above(self)

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
        self.many.hold_draft()
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
        self._work.follow(record, place, partial(self._put_followed, record))

    def _village_chosen(self, before: str | None, after: str) -> None:
        """Let station and officers follow the village that was chosen."""
        record = self._record
        if record is not None:
            typed = {**values_of(record), **self.form.typed(), VILLAGE: before}

            def put(changes: dict[str, Any], names: Names) -> None:
                if self.form.village == after:  # and not yet another one
                    self._put_followed(record, changes, names)

            self._work.follow_village(type(record)(**typed), after, put)

    def _put_followed(self, record: Record, changes: dict[str, Any], names: Names) -> None:
        if self._record is record and self.form.editing:
            self.form.names = self.form.names.added(names)
            self.form.put(changes)
