"""How many examples a test draws: a few at every run, many when somebody asks for depth.

`make test ARGS="--hypothesis-profile=deep -k survives"` asks. The profile is made in `tests/conftest.py`.
"""

from __future__ import annotations

from hypothesis import settings

DEEP = "deep"


def examples(usual: int, deep: int) -> int:
    """`usual`, or `deep` when this run was started with the deep profile."""
    return deep if settings.get_current_profile_name() == DEEP else usual
