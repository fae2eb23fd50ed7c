"""Libraries that are read when they are first used, not when they are imported: the window is seen without them.

`put_off` lets an ``import`` of such a library give a module that is still empty; whoever first takes a name out of it,
on whatever thread, waits until it is read, and so does everybody else. `fetch` reads them all, so that a thread can
do it while the map is being painted and Python has nothing else to do. Nothing here knows what the libraries are for.
"""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_reading = threading.RLock()
"""One for all, since one library reads another; the thread that has it sees what is half read, as in any import."""
_begun: set[str] = set()
_KNOWN = frozenset(
    {"__name__", "__spec__", "__loader__", "__package__", "__file__", "__class__", "__dict__"}
)
"""What the import system looks at, and Qt's addition to it; it is known beforehand."""


class _Late(ModuleType):
    """A library that is not read yet."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _KNOWN and name != "__wrapped__":  # no module has the last one
            _read(self)
        return ModuleType.__getattribute__(self, name)  # it may be no `_Late` any more


def put_off(*names: str) -> None:
    """Have the libraries `names` read when they are first used; one that is read already stays so.

    Raises ModuleNotFoundError for one that is not installed.
    """
    for name in names:
        if name in sys.modules:
            continue
        spec = find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(f"no library is called {name}", name=name)
        module = _Late(name)
        module.__spec__, module.__loader__, module.__package__ = spec, spec.loader, spec.parent
        module.__file__ = spec.origin
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        sys.modules[name] = module


def fetch() -> None:
    """Read what was put off and nobody has used yet."""
    for module in list(sys.modules.values()):
        if type(module) is _Late:
            _read(module)


def _read(module: ModuleType) -> None:
    """Read `module`, unless that is done or this very thread is at it."""
    with _reading:
        if type(module) is not _Late or module.__name__ in _begun:
            return
        assert module.__spec__ is not None
        assert module.__spec__.loader is not None
        _begun.add(module.__name__)
        try:
            module.__spec__.loader.exec_module(module)
            module.__class__ = ModuleType  # type: ignore[assignment]  # a type of modules for another
        finally:
            _begun.discard(module.__name__)  # after a failure the next who asks hears of it, too


def leave_sources() -> None:
    """Keep PySide6 from reading the source of every module that is imported after it, a tenth of the program's start.

    It looks there for the name of its ``__feature__`` switch, which nobody here uses. Without the function that looks,
    in another PySide6, everything is as ever.
    """
    import PySide6.QtCore  # noqa: F401, PLC0415 - what follows comes with it
    from shibokensupport import feature  # type: ignore[import-not-found]  # noqa: PLC0415 - untyped, and there by then

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001 - it has no switch
