import json
import tomllib

import pytest
from packaging.requirements import Requirement

from tools import lock

PROJECT = """\
[project]
dependencies = ["numpy>=2", "psycopg[binary]>=3"]

[dependency-groups]
dev = []

[tool.uv]
constraint-dependencies = [
    "numpy==2.4.6 ; python_full_version < '3.12'",
    "psycopg==3.3.9",
]
build-constraint-dependencies = [
]
"""
LOCKED = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
psycopg==3.3.9 \\
    --hash=sha256:11
"""


def test_the_projects_own_pins_agree() -> None:
    project, locked = lock.PYPROJECT.read_text("utf-8"), lock.LOCK.read_text("utf-8")
    assert lock.faults(project, locked) == []


def test_pins_keep_their_markers_and_lose_their_hashes() -> None:
    assert lock.pins(LOCKED) == ["numpy==2.4.6 ; python_full_version < '3.12'", "psycopg==3.3.9"]


def test_agreeing_files_have_no_fault() -> None:
    assert lock.faults(PROJECT, LOCKED) == []


@pytest.mark.parametrize(
    ("project", "locked", "fault"),
    [
        (PROJECT.replace("2.4.6", "2.4.5"), LOCKED, "differ"),
        (PROJECT.replace("psycopg[binary]>=3", "shapely>=2"), LOCKED, "shapely"),
        (PROJECT, "--index-url https://example.invalid/simple\n" + LOCKED, "host"),
    ],
)
def test_a_disagreement_is_named(project: str, locked: str, fault: str) -> None:
    assert any(fault in found for found in lock.faults(project, locked))


def test_the_floor_changes_qt_and_nothing_else() -> None:
    now = {Requirement(pin).name: pin for pin in lock.pins(lock.LOCK.read_text("utf-8"))}
    floor = {Requirement(pin).name: pin for pin in lock.floor(list(now.values()))}
    changed = {name for name in now if floor.get(name) != now[name]}
    assert changed == lock.QT | lock.QT_NEW
    assert floor["pyside6"] == "pyside6==6.9.3"


def test_every_npm_package_is_locked_by_hash_and_without_a_host() -> None:
    packages = (lock.ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in packages
    assert packages.count('"integrity": "sha512-') > 50


def test_each_dependency_is_explained() -> None:
    table = tomllib.loads(lock.PYPROJECT.read_text("utf-8"))
    page = json.loads((lock.ROOT / "package.json").read_text("utf-8"))
    asked = table["project"]["dependencies"] + table["dependency-groups"]["dev"]
    names = {*map(lock.name_of, asked), *page["dependencies"], *page["devDependencies"]}
    rows = (lock.ROOT / "docs/dependencies.md").read_text("utf-8").splitlines()
    named = (
        " ".join(row.split("|")[1] for row in rows if row.startswith("|"))
        .replace("[binary]", "")
        .replace(",", " ")
    )
    assert names - set(named.split()) == set()
