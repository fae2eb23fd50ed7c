"""``python -m benchmarks``: measure the program against its budgets, print the tables, write build/bench.json.

Each scale runs in a process of its own (`scale_run`), so that one leaves nothing warm for the next. With ``operations``
the pieces below the window are measured instead, one file each in `benchmarks.operations`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import report
from benchmarks.budgets import SCALES as NAMES
from benchmarks.scales import BUILT, ROOT, SCALES, contents, workspace_of

RESULT = ROOT / "build" / "bench.json"


def main(arguments: list[str]) -> int:
    """Measure the scales named in `arguments`; 0 when all were measured, kept or not."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures the real window, offscreen at 1920×1080, against the budgets.",
    )
    parser.add_argument(
        "scales", nargs="*", metavar="SCALE", help=f"{', '.join(NAMES)} (default: county city)"
    )
    parser.add_argument(
        "--scale", action="append", default=[], choices=NAMES, help="the same, as an option"
    )
    parser.add_argument(
        "--repeat", type=int, default=5, metavar="N", help="runs of each measure (default: 5)"
    )
    parser.add_argument("--no-plain", action="store_true", help="leave the plain way out")
    parser.add_argument(
        "--out", type=Path, default=RESULT, metavar="FILE", help="default: build/bench.json"
    )
    parser.add_argument(
        "--operations", action="store_true", help="measure what lies below the window instead"
    )
    options = parser.parse_args(arguments)
    chosen = [*options.scales, *options.scale] or ["county", "city"]
    for name in chosen:
        if name not in SCALES:
            parser.error(f"no such scale: {name} (there are {', '.join(NAMES)})")
    if options.operations:
        from benchmarks import operations  # noqa: PLC0415 - not needed for the window

        return operations.run(chosen, options.repeat)
    environment = _offscreen()
    if hasattr(os, "getloadavg"):
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first run")
    found: dict[str, dict[str, report.Row]] = {}
    for name in chosen:
        scale = SCALES[name]
        print(f"{name}: building the workspace of {scale.title}, unless it is there", flush=True)
        try:
            file = workspace_of(scale)
        except FileNotFoundError as missing:
            print(f"{name}: not measured, there is no {missing}", file=sys.stderr)
            return 1
        part = BUILT / f"{name}.json"
        part.unlink(missing_ok=True)
        command = [sys.executable, "-m", "benchmarks.scale_run", name, str(part)]
        command += ["--repeat", str(options.repeat), *(["--no-plain"] if options.no_plain else [])]
        log = BUILT / f"{name}.log"
        with log.open("w", encoding="utf-8") as said:
            done = subprocess.run(command, cwd=ROOT, env=environment, stderr=said, check=False)
        if done.returncode or not part.exists():
            print(log.read_text(encoding="utf-8")[-4000:], file=sys.stderr)
            print(f"{name}: not measured, the run ended with {done.returncode}", file=sys.stderr)
            return 1
        found[name] = json.loads(part.read_text(encoding="utf-8"))["rows"]
        print(
            "\n" + report.table(name, scale.title, contents(file), found[name]) + "\n", flush=True
        )
    report.write(found, options.out)
    print(f"written: {options.out}")
    return 0


def _offscreen() -> dict[str, str]:
    """The environment of a run: no display, and no Chromium sandbox for root, whom it refuses."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
