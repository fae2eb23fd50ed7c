"""The layers of a map that goes its own way: a stack and its looks, begun as those of the first map are.

Order, what is visible and how it looks are its own; the records are the workspace's. Looks that read records are worked
out beside the window.
"""

from __future__ import annotations

from collections.abc import Sequence

from psygnal import Signal

from layers.looks.styling import State, Styling
from layers.looks.themes import MapTheme
from layers.stack import LayerStack
from resources.text import Text
from ui.map.map_styles import DRESSING
from ui.session import Session
from ui.tasks import Tasks

_AS_THERE = Text("同主窗口", "As in the first window")


class OwnLook:
    """A stack of its own with its looks. Emits ``changed()``, on any thread, when it looks otherwise."""

    changed = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        first, self._tasks = session.stack, tasks
        self.stack = LayerStack(session.workspace, today=session.today)
        self._styling = Styling(session.workspace, self.stack, session.today)
        self.stack.changed.connect(self.changed.emit)
        self._styling.changed.connect(self.changed.emit)
        self.show(theme_of(session.styling.state(), first.names))

    def theme(self, among: Sequence[MapTheme]) -> MapTheme | None:
        """Which of the themes is shown."""
        return self._styling.theme(tuple(among))

    def close(self) -> None:
        """Let go of the workspace."""
        self.stack.close()

    def show(self, theme: MapTheme) -> None:
        """Show a map theme; at once when no record must be read for it."""
        if theme.looks or self._styling.state().looks:
            self._tasks.start(
                DRESSING, lambda _progress: self._styling.show(theme), lambda _none: None
            )
        else:
            self._styling.show(theme)


def theme_of(state: State, names: Sequence[str]) -> MapTheme:
    """How a map looks, as a theme without a name."""
    opacity = {name: value for name, value in state.opacity.items() if name in state.visible}
    return MapTheme(
        "", _AS_THERE, _AS_THERE, state.visible, opacity, state.looks, tuple(names), None
    )
