"""What a test may need from outside the repository, and what happens when that is missing.

On a developer's machine such a test is skipped and says why; where CI=true it fails, so that a green run has run all.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"


def need(condition: object, reason: str) -> None:
    """Go on when `condition` holds; else skip the test, or fail it where CI=true."""
    if condition:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have this: {reason}", pytrace=False)
    pytest.skip(reason)


def shared(name: str) -> Path:
    """A file of the real boundaries kept beside the project (`../shared/data`); see `need` when it is absent."""
    found = SHARED / name
    need(found.exists(), f"../shared/data/{name} is not here")
    return found
