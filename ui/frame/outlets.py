"""Where the map goes besides its own place in the window: into a file, and onto a second screen.

Belongs to one window, as `ui.frame.transfer` does, and listens to its commands. Writing the file is
`layers.pages.export`'s.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from layers.base.tiles import LEFT_OUT
from resources.text import Text
from ui.main_window import MainWindow
from ui.map.base_maps import BaseMaps
from ui.map.second_window import SecondWindow
from ui.settings import SecondMap
from ui.tasks import Progress

if TYPE_CHECKING:
    from layers.pages.export import PageOptions
    from ui.dialogs.export_page import ExportPageDialog

WRITING = Text("导出网页地图", "Exporting the map page")


class Outlets(QObject):
    """The ways out of the map of `window`, and what lies under it; `key` names its workspace in the settings."""

    def __init__(self, window: MainWindow, key: str) -> None:
        super().__init__(window)
        self._window, self._session, self._key = window, window.session, key
        self.second: SecondWindow | None = None
        self.base_maps = BaseMaps(window, key)
        self.base_maps.changed.connect(self._lay_second)
        window.commands["page"].triggered.connect(self.ask_page)
        window.commands["second_map"].triggered.connect(self.show_second)
        window.closed.connect(self._close_second)
        self._closing = False
        if window.settings.second_map(key).open:
            window.map.ready.connect(self._open_again)

    # -- a file -----------------------------------------------------------------------------------

    def ask_page(self) -> ExportPageDialog:
        """Ask for whom and where to the map is to be written."""
        from ui.dialogs.export_page import (  # noqa: PLC0415 - its libraries are read when asked for
            ExportPageDialog,
        )

        counties = self._session.workspace.frame("counties", columns=["uid", "name"])
        title = str(counties["name"].iloc[0]) if len(counties) else self.tr("挂图")
        dialog = ExportPageDialog(
            self._session, self._window.map.extent, title, self.base_maps.shown, self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._write(dialog.file(), dialog.options()))
        dialog.open()
        return dialog

    def _write(self, file: Path, options: PageOptions) -> None:
        session = self._session
        workspace, stack, today = session.workspace, session.stack, session.today()

        def work(_progress: Progress) -> dict[str, Any]:
            from layers.looks.theme_store import all_themes  # noqa: PLC0415
            from layers.pages.export import export_page  # noqa: PLC0415 - loaded with the dialog

            shown = session.styling.theme(all_themes(workspace))
            named = "" if shown is None else shown.title.say(options.lang)
            return export_page(workspace, stack, file, replace(options, subtitle=named), today)

        self._window.tasks.start(
            WRITING,
            work,
            lambda said: self._written(said, options.base is not None),
            self._session.notices.failed,
            told=True,
        )

    def _written(self, said: dict[str, Any], with_base: bool) -> None:
        file = Path(said["file"])
        self._session.notices.done(
            self.tr("已导出网页地图 {file}（{size:.1f} MB）").format(
                file=file.name, size=said["bytes"] / 1e6
            ),
            self.tr("打开文件夹"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))),
        )
        if with_base and said["base"] is None:
            self._session.notices.warn(LEFT_OUT)

    # -- a second screen --------------------------------------------------------------------------

    def show_second(self) -> SecondWindow:
        """Show the second map, or bring it to the front."""
        if self.second is None:
            window = self._window
            kept = window.settings.second_window
            self.second = SecondWindow(
                self._session,
                window.map,
                window.on_map,
                window.styles,
                window.tasks,
                kept,
                window.settings.second_map(self._key),
            )
            self.second.kept.connect(self._keep)
            self.second.closed.connect(self._closed)
            self.second.troubled.connect(window.map.trouble)
            self.second.mapMade.connect(self._lay_second)
            self._lay_second()
            self.second.show()
        else:
            self.second.raise_()
            self.second.activateWindow()
        return self.second

    def _lay_second(self) -> None:
        if self.second is not None and self.second.map is not None:
            self.base_maps.lay(self.second.map)

    def _keep(self, geometry: QByteArray, left: SecondMap) -> None:
        settings = self._window.settings
        settings.second_window = geometry
        settings.keep_second_map(self._key, replace(left, open=self._closing))
        settings.save()

    def _closed(self) -> None:
        if self.second is not None:
            self.second.deleteLater()
            self.second = None

    def _open_again(self) -> None:
        """Show the second map as it was when the window was closed with it."""
        self._window.map.ready.disconnect(self._open_again)
        if self.second is None:
            self.show_second()

    def _close_second(self) -> None:
        self._closing = True
        if self.second is not None:
            self.second.close()
