"""What a tool of the map is: a name, words, an icon, a key, and what it does with what its page side tells.

The page side of a tool (``resources/page/toolbox.js``) draws while the hand moves and tells what the hand has made; the
side here turns that into a selection, an operation or a sentence. One tool is in hand at a time; `toolbox` sees to
that. A new tool is one module here, one there, and one line in each of the two dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject

from resources.text import Text

if TYPE_CHECKING:
    from layers.here import Ground
    from ui.map_view.view import MapView
    from ui.session import Item, Session
    from ui.tasks import Tasks


@dataclass(frozen=True)
class Seat:
    """What every tool works with."""

    session: Session
    view: MapView
    tasks: Tasks
    ground: Ground
    choose: Callable[[Sequence[Item]], None]
    """Selects records as the map's own doing, and outlines them."""
    leave: Callable[[], None]
    """Puts the tool in hand away."""


class MapTool(QObject):
    """One tool. Subclasses give the class attributes and override what they need."""

    name: ClassVar[str]
    """Unique; of the action ``action:tool:NAME`` and the button ``tool:NAME``."""
    page_tool: ClassVar[str]
    """The key of its page side in the dictionary of ``toolbox.js``; two tools may share one, with other options."""
    title: ClassVar[Text]
    hint: ClassVar[Text]
    """How it is used, in one line: above the lower edge of the map while it is in hand, and in its tooltip."""
    icon: ClassVar[str]
    keys: ClassVar[str] = ""
    group: ClassVar[str] = "draw"
    """Tools of one group stand together in the strip: "select", "measure", "draw"."""
    explained: ClassVar[bool] = False
    """Has a sheet of its own that says what to do, so that the map does not."""
    steps_back: ClassVar[bool] = False
    """Backspace takes a corner back while something is begun on the page, and so does undo."""
    writes: ClassVar[bool] = False
    """Can't be used on a workspace that is open for reading only."""

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seat = seat

    @classmethod
    def said(cls) -> list[dict[str, str]]:
        """Name and hint in both languages, as the page takes them."""
        return in_both(cls.title, cls.hint)

    def begin(self) -> dict[str, Any]:
        """The hand takes the tool; returns the options for its page side."""
        return {}

    def end(self) -> None:
        """The hand puts the tool away."""

    def heard(self, event: str, message: Any) -> None:
        """The page side told `event`; `message` is what it said, as JSON gives it."""

    def tell(self, **message: Any) -> None:
        """Say something to the page side."""
        self.seat.view.tell_tool(self.page_tool, **message)


def in_both(*texts: Text) -> list[dict[str, str]]:
    """Texts for the page, which says them in the language it has."""
    return [{"zh": text.zh, "en": text.en} for text in texts]
