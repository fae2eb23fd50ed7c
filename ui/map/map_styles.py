"""How the map looks, for the window: themes and looks put on beside it, steps taken back, themes saved and removed.

`layers.looks.styling` does the work; here it is done off the GUI thread when records must be read for it, and what
went wrong is said. Saving, renaming and deleting a theme are operations of the workspace like any other.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from db.changes import ChangeSet
from db.errors import WorkspaceError
from db.records.presets import Preset
from layers import verbs
from layers.looks.choropleth import NoSuchFigure
from layers.looks.look import Look
from layers.looks.styling import State
from layers.looks.theme_store import (
    delete_style,
    rename_style,
    save_style,
    save_theme,
    saved_styles,
    saved_themes,
)
from layers.looks.themes import THEMES, MapTheme
from resources.text import Text
from ui.session import Session
from ui.tasks import Progress, Tasks

DRESSING = Text("更新地图样式", "Styling the map")


class MapStyles(QObject):
    """What widgets ask for.

    Emits
    -----
    changed()
        Order, visibility, opacity or a look of a layer, or a saved theme, is not what it was.
    """

    changed = Signal()
    _failed = Signal(str, object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._styling = session.styling
        self._busy = False
        self._next: Callable[[], object] | None = None
        self._back = 0  # steps that are still to be taken back
        self.saved: tuple[MapTheme, ...] = saved_themes(session.workspace)
        """Themes of this workspace, in their order."""
        session.mapChanged.connect(self.changed)
        session.changed.connect(self._look_again)
        self._failed.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self._styling.failed.connect(self._failed.emit)

    @property
    def themes(self) -> tuple[MapTheme, ...]:
        """Ours, then the saved ones."""
        return (*THEMES, *self.saved)

    @property
    def theme(self) -> MapTheme | None:
        """The theme that is shown as it was made; None when it was changed by hand."""
        return self._styling.theme(self.themes)

    @property
    def undoable(self) -> bool:
        """Whether a change of the map's look can be taken back."""
        return self._styling.undoable

    def look(self, name: str) -> Look:
        """What was chosen for a layer."""
        return self._styling.look(name)

    def state(self) -> State:
        """How the map looks now."""
        return self._styling.state()

    # -- changing -------------------------------------------------------------------------------

    def show(self, theme: MapTheme) -> None:
        """Show a theme; at once when no record must be read for it."""
        if theme.looks or self._styling.state().looks:
            self._do(lambda: self._styling.show(theme))
        else:
            self._styling.show(theme)

    def wear(self, name: str, look: Look, *, remember: bool = True) -> None:
        """Draw a layer as `look` says; of several asked for in haste only the last is worked out."""
        self._do(lambda: self._styling.wear(name, look, remember=remember))

    def wear_for_good(self, name: str, look: Look, before: State) -> None:
        """Keep a look that was tried on: one step back leads to the state `before`."""

        def keep() -> None:
            self._styling.wear(name, look, remember=False)
            self._styling.remember(before)

        self._do(keep)

    def changed_by_hand(self, before: State) -> None:
        """Order, visibility or opacity was changed on the stack: keep how it was."""
        self._styling.remember(before)

    def undo(self) -> None:
        """Take the last change back; asked for again meanwhile, the one before it too."""
        if self._busy:
            self._next = None
            self._back += 1
        else:
            self._do(self._styling.undo)

    def reset(self) -> None:
        """Back to the theme as it was made."""
        self._do(self._styling.reset)

    def _do(self, work: Callable[[], object]) -> None:
        if self._busy:
            self._next, self._back = work, 0
            return
        self._busy = True

        def worked(_progress: Progress) -> None:
            work()

        def failed(trouble: Exception) -> None:
            self._over()
            self._session.notices.failed(trouble)

        self._tasks.start(DRESSING, worked, lambda _none: self._over(), failed)

    def _over(self) -> None:
        self._busy = False
        work, self._next = self._next, None
        if work is not None:
            self._do(work)
        elif self._back:
            self._back -= 1
            self.undo()

    @property
    def busy(self) -> bool:
        """Whether a look is being worked out."""
        return self._busy

    def _say(self, name: str, trouble: object) -> None:
        layer = self._session.stack.layer(name).title
        if isinstance(trouble, NoSuchFigure):
            why = Text(
                f"没有名为“{trouble.args[0]}”的指标", f"there is no figure “{trouble.args[0]}”"
            )
        else:
            assert isinstance(trouble, WorkspaceError)
            why = trouble.sentence
        self._session.notices.error(
            Text(
                f"“{layer.zh}”的样式未改变：{why.zh}",
                f"The style of “{layer.en}” was not changed: {why.en}",
            )
        )

    # -- saved themes and styles ----------------------------------------------------------------

    def save(self, name: str) -> ChangeSet | None:
        """Save the look of the map as a theme; None when it was refused, which is said."""
        workspace, state = self._session.workspace, self._styling.state()
        known = any(theme.name == name.strip() for theme in self.saved)
        verb = verbs.verb("presets", "edit" if known else "new")
        return self._session.perform(
            verb,
            name,
            lambda operation: save_theme(operation, workspace, name, state),
            origin="map",
        )

    def rename(self, theme: MapTheme, name: str) -> ChangeSet | None:
        """Give a saved theme another name."""
        preset = self._preset(theme)
        if preset is None or not name.strip():
            return None
        return self._session.perform(
            verbs.verb("presets", "edit"),
            f"{theme.name} → {name}",
            lambda operation: operation.update(preset, name=name.strip()),
            origin="map",
        )

    def delete(self, theme: MapTheme) -> ChangeSet | None:
        """Remove a saved theme."""
        preset = self._preset(theme)
        if preset is None:
            return None
        return self._session.perform(
            verbs.verb("presets", "delete"),
            theme.name,
            lambda operation: operation.delete(preset),
            origin="map",
        )

    def _preset(self, theme: MapTheme) -> Preset | None:
        return self._session.workspace.get(Preset, theme.preset) if theme.preset else None

    def styles(self, kind: str) -> dict[str, Look]:
        """Saved looks for layers of `kind`, by name."""
        return dict(saved_styles(self._session.workspace, kind))

    def save_style(self, kind: str, name: str, look: Look) -> ChangeSet | None:
        """Save a look for layers of `kind`."""
        workspace = self._session.workspace
        return self._session.perform(
            verbs.verb("presets", "edit" if name in self.styles(kind) else "new"),
            name,
            lambda operation: save_style(operation, workspace, kind, name, look),
            origin="map",
        )

    def rename_style(self, kind: str, name: str, new: str) -> ChangeSet | None:
        """Call a saved look for layers of `kind` otherwise; None when the name is taken, which is said."""
        workspace = self._session.workspace
        return self._session.perform(
            verbs.verb("presets", "edit"),
            f"{name} → {new}",
            lambda operation: rename_style(operation, workspace, kind, name, new),
            origin="map",
        )

    def delete_style(self, kind: str, name: str) -> ChangeSet | None:
        """Remove a saved look for layers of `kind`; layers that wear it keep it."""
        workspace = self._session.workspace
        return self._session.perform(
            verbs.verb("presets", "delete"),
            name,
            lambda operation: delete_style(operation, workspace, kind, name),
            origin="map",
        )

    @property
    def writable(self) -> bool:
        """Whether themes and styles can be saved."""
        return not self._session.workspace.readonly

    def _look_again(self, changes: ChangeSet) -> None:
        if any(change.kind == "presets" for change in changes.changes):
            self.saved = saved_themes(self._session.workspace)
            self.changed.emit()
