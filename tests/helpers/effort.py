"""How many examples a test draws: a few at every run, many when somebody asks for depth.

`make test ARGS="--hypothesis-profile=deep -k survives"` asks. The profiles are made in `tests/conftest.py`; the usual
one draws the same examples each time.
"""

from __future__ import annotations

from hypothesis import settings

USUAL = "usual"
DEEP = "deep"


def examples(usual: int, deep: int) -> int:
    """`usual`, or `deep` when this run was started with the deep profile."""
    return deep if settings.get_current_profile_name() == DEEP else usual
