"""What nobody caught, said to the officer: Qt goes on after it, but something was not done."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import TYPE_CHECKING

from db.errors import WorkspaceError
from resources.text import Text

if TYPE_CHECKING:
    from ui.startup.start import Program

log = logging.getLogger(__name__)
MISHAP = Text(
    "程序出了错，刚才这一步可能没有做完；已经写入的都在。再出现时，用 帮助 ▸ 诊断包 交给技术支持。",
    "Something went wrong in the program, and this step may not be complete; what was written is safe. If it "
    "happens again, give support a diagnostic bundle (Help).",
)


class Mishaps:
    """Tells of them in the window of `program`; ``sys.excepthook`` is its `tell`."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log `error` and post one notice: its own sentence, or that the program failed."""
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("nobody caught this", exc_info=(kind, error, trace))
        if self._program.window is not None:
            said = error if isinstance(error, WorkspaceError) else MISHAP
            self._program.window.session.notices.error(said)
