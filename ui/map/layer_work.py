"""What the layers panel asks of the rest of the window: the editor of a look, the way to a layer, names without room.

It joins panel and map; neither knows the other. Once everything is counted, what was read is kept for the next start.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from resources.text import Text
from ui.dialogs.style_editor import edit_style
from ui.map.map_styles import MapStyles
from ui.map_view.view import MapView
from ui.panels.layer_tree import LayerTree
from ui.panels.layers.homeless import Unwritten
from ui.session import Session
from ui.tasks import Tasks

KEEPING = Text("存放图层", "Keeping layers")


class LayerWork(QObject):
    """Does it."""

    def __init__(
        self,
        session: Session,
        styles: MapStyles,
        panel: LayerTree,
        view: MapView,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._styles, self._view = session, styles, view
        self._panel, self._tasks, self._window = panel, tasks, window
        self._keeping = False
        panel.styleAsked.connect(self.edit)
        panel.fitAsked.connect(self.fit)
        panel.counted.connect(self._keep)
        view.namesLeft.connect(self._say_unwritten)

    def edit(self, name: str) -> None:
        """Open the editor of a layer's look beside the panel."""
        edit_style(self._session, self._styles, name, self._window, self._panel)

    def fit(self, name: str) -> None:
        """Show all of a layer."""
        self._view.fit_layer(name)

    def _keep(self) -> None:
        stack = self._session.stack
        if self._keeping or self._panel.waiting or not stack.unkept:
            return
        self._keeping = True
        self._tasks.start(KEEPING, lambda _progress: stack.keep(), self._kept, patient=True)

    def _kept(self, _nothing: None) -> None:
        self._keeping = False

    def _say_unwritten(self, names: list[dict[str, str]]) -> None:
        stack = self._session.stack
        self._panel.homeless.show_names(
            tuple(
                Unwritten(stack.layer(name["layer"]).kind, name["uid"], name["text"])
                for name in names
                if name["layer"] in stack.names
            )
        )
