"""Libraries that are put off: read once, when first used, whole for every thread; the window is read without them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.helpers.other_program import run_elsewhere
from ui.startup import late

SLOW = """
import threading, time
first = threading.get_ident()
time.sleep(0.05)
from late_other import name
last = "the end"
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A library that takes a while to read and reads another one, put off like it."""
    (tmp_path / "late_slow.py").write_text(SLOW)
    (tmp_path / "late_other.py").write_text("import late_slow\nname = late_slow.first\n")
    (tmp_path / "late_broken.py").write_text("import late_nowhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "late_slow"
    for name in ("late_slow", "late_other", "late_broken"):
        sys.modules.pop(name, None)


def read(name: str) -> bool:
    """Whether the library is read."""
    return type(sys.modules[name]) is ModuleType


def test_a_library_is_read_when_a_name_is_taken_out_of_it(library: str) -> None:
    late.put_off(library, "late_other")
    module = __import__(library)
    assert module.__name__ == library
    assert not read(library)
    assert module.last == "the end"
    assert read(library)
    assert read("late_other")


def test_every_thread_gets_the_whole_library(library: str) -> None:
    late.put_off(library, "late_other")
    module, seen, go = __import__(library), list[str](), threading.Barrier(5)

    def use() -> None:
        go.wait()
        seen.append(module.last)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    go.wait()
    late.fetch()
    for thread in threads:
        thread.join()
    assert seen == ["the end"] * 4
    assert read("late_other")


def test_what_cannot_be_read_says_so_each_time(library: str) -> None:
    late.put_off("late_broken")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="late_nowhere"):
            _ = sys.modules["late_broken"].anything
    sys.modules.pop("late_broken")
    with pytest.raises(ModuleNotFoundError, match="late_absent"):
        late.put_off("late_absent")
    assert library not in sys.modules


def test_what_is_read_already_stays(library: str) -> None:
    module = __import__(library)
    late.put_off(library)
    assert sys.modules[library] is module


def test_the_window_is_read_without_the_libraries_of_tables() -> None:
    done = run_elsewhere(
        "import app, sys\n"
        "app._window()\n"
        "names = ('pandas', 'geopandas', 'rapidfuzz')\n"
        "print([type(sys.modules[name]).__name__ for name in names])\n"
        "from ui.startup import late\n"
        "late.fetch()\n"
        "print(sys.modules['geopandas'].GeoSeries([None]).isna().all())"
    )
    assert done.splitlines() == ["['_Late', '_Late', '_Late']", "True"]
