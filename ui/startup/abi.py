"""A guard for one combination: PySide6 6.12 on Python 3.11.

Those wheels follow the stable ABI of Python 3.12, in which None, True, False and NotImplemented are never freed and a
function may return them without taking a reference. On 3.11 every call of a Qt method that returns None then takes one
away, and after some ten thousand calls the interpreter aborts ("deallocating None"). PySide6 6.9 to 6.11 do not.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 40
"""References given to each: more than any shift of calls can take away."""


def hold_singletons() -> None:
    """Make the singletons as good as immortal, as they are from Python 3.12 on. Once, before Qt is used."""
    if sys.version_info >= (3, 12):
        return
    for single in (None, True, False, NotImplemented):
        references = ctypes.c_ssize_t.from_address(id(single))  # the first field of every object
        if references.value < PLENTY // 2:
            references.value += PLENTY
