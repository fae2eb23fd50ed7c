"""Another program on the same machine: a child Python that runs a few lines and talks by lines of text."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.needs import ROOT


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def run_elsewhere(lines: str, *arguments: str) -> str:
    """Run `lines` in a child Python and return what it printed; a failure shows its traceback."""
    done = subprocess.run(
        [sys.executable, "-c", lines, *arguments],
        env=_environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running_elsewhere(lines: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A child Python that runs `lines`, with pipes for its input and output; it is killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", lines, *arguments],
        env=_environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        try:
            yield child
        finally:
            child.kill()
