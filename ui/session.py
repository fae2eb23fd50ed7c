"""One open workspace in one window: what is selected, who changes it, in which language and theme it is shown.

Widgets take a `Session` and talk to each other only through it. Writes go down through `perform`, `undo` and
`redo` to the workspace's one write path; what was committed, here or at another seat, comes back up through
``changed``, always on the GUI thread. Nothing here draws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from db.errors import PrivacyRefusal, RecordError, StaleWrite, WorkspaceError
from layers.looks.styling import Styling
from resources.text import Language, Text
from ui.chosen import Item, Rows, items_of_kinds, kinds_of
from ui.notify import Notices

if TYPE_CHECKING:
    from db.changes import ChangeSet
    from db.operation import Operation
    from db.workspace import Workspace
    from layers.stack import LayerStack

__all__ = ["Item", "Selection", "Session", "Theme", "items_of_kinds", "kinds_of"]

Theme = Literal["dark", "light"]


class Selection(QObject):
    """The records that are selected, the leading one last.

    Emits ``changed(Sequence[Item], origin)``; who set the selection knows it by its own `origin` and need not
    answer. Setting what is already selected emits nothing.
    """

    changed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[Item] = ()
        self._kinds: Mapping[str, Sequence[str]] | None = None

    @property
    def items(self) -> Sequence[Item]:
        """What is selected now: a tuple, or `Rows` when a table has selected very many."""
        return self._items

    @property
    def lead(self) -> Item | None:
        """The item that the panel shows: the last one selected."""
        return self._items[-1] if self._items else None

    @property
    def kinds(self) -> Mapping[str, Sequence[str]]:
        """The uids that are selected, by kind."""
        if self._kinds is None:
            self._kinds = kinds_of(self._items)
        return self._kinds

    def set(self, items: Iterable[Item], origin: str) -> None:
        """Select exactly `items` (duplicates dropped); `origin` says who asked."""
        chosen = items if isinstance(items, Rows) else tuple(dict.fromkeys(items))
        if chosen != self._items:
            self._items, self._kinds = chosen, None
            self.changed.emit(chosen, origin)


class Session(QObject):
    """The workspace of one window and everything its widgets share.

    Emits
    -----
    changed(ChangeSet)
        Something was committed, here or elsewhere; always on the GUI thread.
    languageChanged(str), themeChanged(str)
        After the value changed.
    flyTo(Item)
        Bring the item into view on the map.
    mapChanged()
        Order, visibility, opacity or the look of a layer changed; always on the GUI thread.
    """

    changed = Signal(object)
    languageChanged = Signal(str)  # noqa: N815 - as Qt's own
    themeChanged = Signal(str)  # noqa: N815 - as Qt's own
    flyTo = Signal(object)  # noqa: N815 - as Qt's own
    mapChanged = Signal()  # noqa: N815 - as Qt's own
    _committed = Signal(object)
    _restyled = Signal()

    def __init__(
        self,
        workspace: Workspace,
        stack: LayerStack,
        *,
        lang: Language = "zh",
        theme: Theme = "dark",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.stack = stack
        self.selection = Selection(self)
        self.notices = Notices(self)
        self._lang: Language = lang
        self._theme: Theme = theme
        self._committed.connect(self._publish)
        self.styling = Styling(workspace, stack, self.today)
        self._restyled.connect(self.mapChanged)
        for layers in (stack, self.styling):
            layers.changed.connect(self._restyled.emit)
        self._unsubscribe: Callable[[], None] | None = workspace.subscribe(self._committed.emit)

    @property
    def lang(self) -> Language:
        """The language of the window, "zh" or "en"."""
        return self._lang

    def set_lang(self, lang: Language) -> None:
        """Change the language; the window installs the translation before the signal goes out."""
        if lang != self._lang:
            self._lang = lang
            self.languageChanged.emit(lang)

    @property
    def theme(self) -> Theme:
        """The theme of the window, "dark" or "light"."""
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        """Change the theme."""
        if theme != self._theme:
            self._theme = theme
            self.themeChanged.emit(theme)

    def say(self, text: Text) -> str:
        """`text` in the language of the window."""
        return text.say(self._lang)

    def today(self) -> dt.date:
        """The local date on which deadlines and figures are counted."""
        return dt.date.today()  # noqa: DTZ011 - the local calendar date is meant

    def perform(
        self,
        verb: str,
        label: str,
        write: Callable[[Operation], object],
        *,
        origin: str,
        on_error: Literal["show", "raise"] = "show",
    ) -> ChangeSet | None:
        """Run `write` as one operation and return what it changed.

        Parameters
        ----------
        verb, label
            What is done and to which record, as the journal keeps them.
        write
            Called with the open operation.
        origin
            Who asked: "map", "table", "panel", "search" or "menu".
        on_error
            With "raise", a `RecordError`, `PrivacyRefusal` or `StaleWrite` goes to the caller, who shows it
            beside its field. Every other `WorkspaceError` is shown as a notice and gives None.
        """
        try:
            with self.workspace.operation(verb, label=label, asked_by=origin) as operation:
                write(operation)
        except (RecordError, PrivacyRefusal, StaleWrite) as trouble:
            if on_error == "raise":
                raise
            self.notices.error(trouble)
            return None
        except WorkspaceError as trouble:
            self.notices.error(trouble)
            return None
        return operation.change_set

    def undo(self, origin: str) -> ChangeSet | None:
        """Take the last operation back; a refusal is shown and gives None."""
        return self._step(self.workspace.undo, origin)

    def redo(self, origin: str) -> ChangeSet | None:
        """Do again what was last taken back; a refusal is shown and gives None."""
        return self._step(self.workspace.redo, origin)

    def close(self) -> None:
        """Stop listening and close the workspace; further calls do nothing."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
            for layers in (self.stack, self.styling):
                layers.changed.disconnect(self._restyled.emit, missing_ok=True)
            self.workspace.close()

    def _step(self, step: Callable[..., ChangeSet | None], origin: str) -> ChangeSet | None:
        try:
            return step(asked_by=origin)
        except WorkspaceError as trouble:
            self.notices.error(trouble)
            return None

    def _publish(self, changes: ChangeSet) -> None:
        self.changed.emit(changes)
