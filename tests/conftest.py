"""What every test gets: the helpers' fixtures, its folder's markers, and settings that Qt reads once, at its start."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.effort import DEEP, USUAL

pytest_plugins = ["tests.helpers.postgres", "tests.helpers.qt", "tests.helpers.read_here"]

# The same examples at every run and everywhere; a slow machine is no fault of a test's.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(USUAL, patient, derandomize=True, database=None)
settings.register_profile(DEEP, patient)
settings.load_profile(USUAL)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# fontconfig, and Chromium in a Chinese locale, write every CJK family in mainland forms: what the map asks for itself
# shows only where nothing else asks for it.
os.environ["LC_ALL"] = "C.UTF-8"
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium does not start its sandbox under root, which is who a container's CI is.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
# What moves by itself would make two pictures of one map differ; the test of the pulse sets it going.
FLAGS = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = (
    f"{FLAGS} --force-prefers-reduced-motion --lang=en".strip()
)

# Folder of tests → the markers that its tests carry.
MARKS = {"qt": ("qt",), "page": ("page", "qt"), "e2e": ("e2e", "qt")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder and by the fixtures it asks for."""
    for item in items:
        for mark in {mark for part in item.path.parts for mark in MARKS.get(part, ())}:
            item.add_marker(mark)
        if not isinstance(item, pytest.Function):
            continue
        if "postgres_server" in item.fixturenames:
            item.add_marker("postgres")
        if "qapp" in item.fixturenames:
            # after what lives longer than one test: a window that a module shares is not left behind by one of them
            known = item._fixtureinfo.name2fixturedefs
            longer = [
                n for n in item.fixturenames if n in known and known[n][-1].scope != "function"
            ]
            item.fixturenames.insert(len(longer), "no_leaked_windows")
