"""A fresh process that opens the same workspace the plain way: read the records, write folium's page, show it.

It has the map alone, without tables, panels or figures. Prints the time (seconds of the epoch) when the map is drawn
and ends. Run by `benchmarks.start_time`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks import DAY
from benchmarks.plain_page import drawn_of, write_page
from db.workspace import Workspace
from ui.map_view.view import fitting


def main(file: Path, folder: Path) -> int:
    """Open `file`, with the page written into `folder`."""
    app = QApplication(sys.argv[:1])
    with Workspace.open(file, readonly=True) as workspace:
        drawn = drawn_of(workspace, DAY)
    window = QMainWindow()
    window.resize(1920, 1080)
    lowest = next(each.features for each in drawn if len(each.features))
    west, south, east, north = lowest.total_bounds
    page_file = write_page(folder, drawn, fitting((south, west, north, east), 1920, 1080))
    profile = QWebEngineProfile()
    page = QWebEnginePage(profile)
    view = QWebEngineView()
    view.setPage(page)
    window.setCentralWidget(view)

    def told(title: str) -> None:
        if title.startswith("drawn"):
            print(f"usable {time.time():.6f}", flush=True)
            view.setPage(None)  # type: ignore[arg-type]  # the page goes before its profile; Qt takes none
            page.deleteLater()
            app.exit(0)

    page.titleChanged.connect(told)
    page.load(QUrl.fromLocalFile(str(page_file)))
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
