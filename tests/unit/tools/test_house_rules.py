"""The rules that every test is held to are tried too: a small suite breaks each of them, in a process of its own."""

import shutil

import pytest

from tests.helpers.needs import ROOT

pytest_plugins = ["pytester"]

SUITE = """
import warnings
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QLabel
from tests.helpers.needs import need

kept = []

def test_a_good_test_passes(qtbot, qapp):
    label = QLabel("岗位"); qtbot.addWidget(label); label.show()
    assert qapp.style().objectName() == "fusion"

def test_a_qt_warning_fails(qapp):
    qWarning("a signal was connected twice")

def test_a_python_warning_fails():
    warnings.warn("this will change", FutureWarning)

def test_an_exception_in_a_slot_fails(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)

def test_a_window_left_open_fails(qapp):
    kept.append(QLabel("left")); kept[0].show()

def test_a_missing_need(tmp_path):
    need((tmp_path / "server").exists(), "no server here")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """The suite above under this project's own settings."""
    for name in ("tests/conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, pytester.path)
    (pytester.path / "test_suite.py").write_text(SUITE, "utf-8")
    return pytester


def test_each_broken_rule_fails_its_test(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = suite.runpytest_subprocess("test_suite.py", "-p", "no:cacheprovider", timeout=60)
    # The window left open passes as a test and errs when it is taken down.
    result.assert_outcomes(passed=2, failed=4, errors=1)
    for broken in (
        "qt_warning",
        "python_warning",
        "exception_in_a_slot",
        "missing_need",
        "window_left_open",
    ):
        result.stdout.re_match_lines([rf"(FAILED|ERROR) .*{broken}.*"])


def test_away_from_ci_a_missing_need_skips_with_its_reason(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "")
    result = suite.runpytest_subprocess(
        "test_suite.py", "-p", "no:cacheprovider", "-k", "missing_need", timeout=60
    )
    result.assert_outcomes(skipped=1, deselected=5)
    result.stdout.fnmatch_lines(["SKIPPED*no server here"])
