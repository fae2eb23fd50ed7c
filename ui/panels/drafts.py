"""Typing that was left unsaved: when another record was selected, when the window was closed, or by a crash.

What is typed now is written to the user's own file (`db.drafts`) whenever typing pauses; what was left is offered
again. A file that can't be used costs the safety net, not the work: the officer is told once.
"""

from __future__ import annotations

from pathlib import Path

from db.drafts import Draft, DraftFile, ManyDraft, draft_path
from db.errors import WorkspaceError
from layers.several import several
from ui.session import Item, Session


def item_of(draft: Draft) -> Item:
    """The record a draft belongs to."""
    return Item(draft.record.kind(), draft.record.uid)


class Drafts:
    """The drafts of one window, the newest last.

    Parameters
    ----------
    folder : Path, optional
        The user's folder; without one, drafts last as long as the window.
    """

    def __init__(self, session: Session, folder: Path | None = None) -> None:
        self._session = session
        self._kept: dict[Item, Draft] = {}
        self._many: dict[tuple[str, frozenset[str]], ManyDraft] = {}
        self._file: DraftFile | None = None
        if folder is None:
            return
        workspace = session.workspace
        try:
            self._file = DraftFile(draft_path(folder, workspace.target), workspace.passphrase)
            self._kept = {item_of(draft): draft for draft in self._file.read()}
            self._many = {(draft.kind, draft.uids): draft for draft in self._file.read_many()}
        except WorkspaceError as trouble:
            session.notices.warn(trouble.sentence)

    def hold(self, draft: Draft) -> None:
        """Write what is typed now to the file."""
        if self._file is not None:
            self._file.keep(draft)

    def keep(self, draft: Draft) -> None:
        """Keep a draft that is left, in place of an earlier one of the same record."""
        self._kept.pop(item_of(draft), None)
        self._kept[item_of(draft)] = draft
        self.hold(draft)

    def take(self, item: Item) -> Draft | None:
        """Hand out the draft of a record to go on with; the file has it until it is dropped."""
        return self._kept.pop(item, None)

    def drop(self, item: Item) -> None:
        """Keep nothing of a record any more: it was saved, or given up."""
        self._kept.pop(item, None)
        if self._file is not None:
            self._file.drop(*item)

    def newest(self) -> Draft | None:
        """The draft that was left last."""
        return next(reversed(self._kept.values()), None)

    def newest_title(self) -> str:
        """What the newest draft is called, of one record or else of many; empty when there is none."""
        newest = self.newest()
        if newest is not None:
            return newest.title
        many = self.newest_many()
        return "" if many is None else f"{self._session.say(several(many.kind))} × {len(many.uids)}"

    # -- many records -----------------------------------------------------------------------------

    def hold_many(self, draft: ManyDraft) -> None:
        """Write what is typed now over many records to the file."""
        if self._file is not None:
            self._file.keep_many(draft)

    def keep_many(self, draft: ManyDraft) -> None:
        """Keep a draft of many records that is left."""
        self._many.pop((draft.kind, draft.uids), None)
        self._many[draft.kind, draft.uids] = draft
        self.hold_many(draft)

    def take_many(self, kind: str, uids: frozenset[str]) -> ManyDraft | None:
        """Hand out the draft of exactly those records to go on with; the file has it until it is dropped."""
        return self._many.pop((kind, uids), None)

    def drop_many(self, kind: str, uids: frozenset[str]) -> None:
        """Keep nothing of those records together any more: it was saved, or given up."""
        self._many.pop((kind, uids), None)
        if self._file is not None:
            self._file.drop_many(kind, uids)

    def newest_many(self) -> ManyDraft | None:
        """The draft of many records that was left last."""
        return next(reversed(self._many.values()), None)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
