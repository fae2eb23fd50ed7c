"""The diagnostic bundle from the window, and the ring of what went wrong that goes into it.

`Troubles` listens to the log of the program and keeps of each trouble its logger, level, time, kind of exception and
our own lines it came through: never a message, which may quote a record. The rest is `layers.diagnostics`'.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

import resources
from resources.text import Text
from ui.tasks import Progress

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KEPT = 200
COLLECTING = Text("收集诊断包", "Collecting the diagnostic bundle")
TITLE = Text("保存诊断包", "Save the diagnostic bundle")
WRITTEN = Text(
    "诊断包已存到 {file}：只有版本、数量和错误类型，没有记录内容。",
    "The diagnostic bundle is in {file}: versions, counts and kinds of faults, no record's content.",
)
_OURS = Path(resources.__file__).resolve().parent.parent


class Troubles(logging.Handler):
    """The last `KEPT` warnings and errors of the program, without their messages."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what may be told of `record`."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "at": at.isoformat(timespec="seconds"),
            "logger": record.name,
            "level": record.levelname,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["exception"] = type(error).__name__
            told["frames"] = frames_of(error)
        self._kept.append(told)

    @property
    def told(self) -> tuple[dict[str, Any], ...]:
        """What was kept, oldest first."""
        return tuple(self._kept)


def frames_of(error: BaseException) -> list[str]:
    """The lines of our own files that `error` came through, outermost first, as ``ui/tasks.py:120``."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(_OURS) and ".venv" not in file.parts:
            lines.append(f"{file.relative_to(_OURS).as_posix()}:{frame.lineno}")
    return lines


_RING = Troubles()


def ring() -> Troubles:
    """The program's ring; the first call makes it listen."""
    root = logging.getLogger()
    if _RING not in root.handlers:
        root.addHandler(_RING)
    return _RING


def ask_bundle(window: MainWindow) -> None:
    """Ask where the bundle goes, and write it beside the window."""
    say = window.session.say
    file, _filter = QFileDialog.getSaveFileName(window, say(TITLE), "guatu.zip", "ZIP (*.zip)")
    if file:
        write(window, Path(file))


def write(window: MainWindow, file: Path) -> None:
    """Write the bundle of `window`'s workspace to `file`, which the officer agreed to replace."""
    from layers import diagnostics  # noqa: PLC0415 - its libraries are read when asked for

    session = window.session
    target = session.workspace.target
    where = str(target.path or target.url)
    troubles = ring().told

    def work(progress: Progress) -> None:
        program = diagnostics.of_program()
        progress.report(0.3)
        parts = {"program": program, "workspace": diagnostics.of_workspace(where)}
        progress.report(0.9)
        diagnostics.write_bundle(file, diagnostics.as_files(parts, troubles), overwrite=True)

    window.tasks.start(
        COLLECTING,
        work,
        lambda _none: session.notices.done(WRITTEN.format(file=file.name)),
        session.notices.failed,
        told=True,
    )
