"""A fresh process that opens the window as `app.py WORKSPACE` does and says when it can be used.

"Usable" is what the program itself means by it, the conditions of ``--shot``: map, figures, layers and tables painted,
nothing running. Prints the time (seconds of the epoch) and ends. Run by `benchmarks.start_time`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from PySide6.QtCore import QTimer

import app
from ui.main_window import MainWindow
from ui.startup import start


class Watched(start.Program):
    """The program, with an eye on its window."""

    def show(self, *arguments: Any, **options: Any) -> MainWindow:
        """Show the window, then look every few milliseconds whether it is usable."""
        window = super().show(*arguments, **options)
        eye = QTimer(window)
        stamps: list[int] = []

        def look() -> None:
            if not all(holds() for holds in window.conditions().values()):
                stamps.clear()
            elif not stamps:
                stamps.append(window.map.ask_stamp())
            elif window.map.painted_stamp >= stamps[0]:
                print(f"usable {time.time():.6f}", flush=True)
                eye.stop()
                QTimer.singleShot(0, self, self.leave)

        eye.timeout.connect(look)
        eye.start(5)
        return window

    def leave(self) -> None:
        """Close the window and end."""
        self.close()
        self.app.exit(0)


if __name__ == "__main__":
    start.Program = Watched  # type: ignore[misc]  # the program, with a watch on it
    sys.exit(app.main([*sys.argv[1:], "--size", "1920x1080"]))
