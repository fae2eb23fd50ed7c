"""Files read in the test's own process, for tests that ask what is read and not who reads it.

A child process loads its parsers anew, two seconds of work for each file. What the child is for,
its limits and its ends, is tested in `tests/unit/gis/transfer` and `tests/e2e/test_import_hostile.py`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gis.transfer import inside, sandbox, stream
from gis.transfer.limits import Limits


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `gis.transfer.reader` do the child's work here, with the same frames in between."""
    monkeypatch.setattr(sandbox, "frames", _frames)


def _frames(
    path: Path, request: dict[str, Any], limits: Limits, cancelled: Callable[[], bool]
) -> Iterator[tuple[bytes, bytes]]:
    assert not cancelled()
    with sandbox._private_copy(path, limits, cancelled) as (folder, copy, _):
        told = io.BytesIO()
        about = {"path": str(copy), "name": path.name, "folder": str(folder)}
        inside.answer(request | about | {"limits": asdict(limits)}, told, [])
        told.seek(0)
        while (frame := stream.receive(told, limits.answer_bytes)) is not None:
            yield frame
