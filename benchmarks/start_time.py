"""How long a fresh process takes from its start to a usable window, for the program and for the plain way.

What a first start of all leaves behind, bytecode and the files in memory, is there: start once before you count.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.hand import TooSlow
from benchmarks.trial import LIMIT_MS

ROOT = Path(__file__).resolve().parent.parent


def real(workspace: Path) -> float:
    """Milliseconds until `app.py WORKSPACE` can be used."""
    return _until_usable(["benchmarks.start_child", str(workspace), "--readonly"])


def plain(workspace: Path, folder: Path) -> float:
    """Milliseconds until the plain program shows its map; its page is written into `folder`."""
    return _until_usable(["benchmarks.plain_child", str(workspace), str(folder)])


def _environment() -> dict[str, str]:
    """As a user has it: Python keeps the bytecode of what it has read once."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _until_usable(module: list[str]) -> float:
    """Run a module that prints ``usable SECONDS``; raises TooSlow, or RuntimeError when it ends without that."""
    started = time.time()
    try:
        done = subprocess.run(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=LIMIT_MS / 1000,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooSlow(f"start of {module[0]}", LIMIT_MS) from None
    said = [line for line in done.stdout.splitlines() if line.startswith("usable ")]
    if done.returncode or not said:
        raise RuntimeError(
            f"{module[0]} ended with {done.returncode} and no usable window:\n{done.stderr[-2000:]}"
        )
    return (float(said[0].split()[1]) - started) * 1000
