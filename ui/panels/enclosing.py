"""What happens to photos and documents that were taken in: written at once, or kept for a record still being typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from db.records import Record
from layers.record.attachments import Enclosure
from ui.panels.photos import PhotoStrip
from ui.panels.record_work import RecordWork
from ui.session import Session


class Enclosing(QObject):
    """Joins a strip of photos to the record that a panel shows.

    Parameters
    ----------
    shown : callable
        The record that is shown and whether it is not written yet.
    written : callable
        Called when attachments were written or deleted.
    """

    def __init__(
        self,
        session: Session,
        work: RecordWork,
        strip: PhotoStrip,
        shown: Callable[[], tuple[Record | None, bool]],
        written: Callable[[], object],
    ) -> None:
        super().__init__(strip)
        self._session, self._work, self._strip = session, work, strip
        self._shown, self._written = shown, written
        self.pending: list[Enclosure] = []
        strip.enclosed.connect(self._take)
        strip.removeAsked.connect(self._remove)

    def drop(self) -> None:
        """Keep nothing for a record that is given up, or was written with it."""
        self.pending.clear()
        self._strip.show_pending(())

    def _take(self, enclosures: list[Enclosure]) -> None:
        record, fresh = self._shown()
        if record is None:
            return
        if fresh:
            self.pending += enclosures
            self._strip.show_pending(self.pending)
        elif self._work.attach(record, enclosures):
            self._written()
        for note in dict.fromkeys(note for each in enclosures for note in each.notes):
            self._session.notices.done(note)

    def _remove(self, uid: str) -> None:
        if self._work.remove(uid):
            self._written()
