"""One scale, measured in a process of its own: the real window, then the plain page, then both programs' starts.

Started by ``python -m benchmarks``; writes what it found as JSON for its parent. Qt lives here and in the modules that
this one uses, so the parent stays light while a figure is taken.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from benchmarks import DAY, fill, panels, report, start_time
from benchmarks.edits import DisputeEdits
from benchmarks.hand import TooSlow
from benchmarks.long_table import long_of
from benchmarks.plain_page import Drawn, drawn_of, path_style, path_styles, write_page
from benchmarks.plain_window import PlainWindow
from benchmarks.real_window import RealWindow
from benchmarks.scales import SCALES, contents, copy_of, workspace_of
from benchmarks.trial import Series, measure, repeated
from db.workspace import Workspace
from layers.kinds.disputes import DISPUTES
from layers.kinds.villages import VILLAGES, read_villages
from layers.layer import Asked
from ui import theme
from ui.map_view.scheme import register_scheme


def main(arguments: list[str]) -> int:
    """Measure the scale named in `arguments` and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("out", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-plain", action="store_true")
    options = parser.parse_args(arguments)
    scale = SCALES[options.scale]
    source = workspace_of(scale)
    scratch = options.out.parent / f"{scale.name}-run"
    shutil.rmtree(scratch, ignore_errors=True)
    file = copy_of(source, scratch)
    inside = contents(file)
    qInstallMessageHandler(_heard)
    register_scheme()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("guatu-bench")
    theme.apply(app, "dark")
    real, plain = _maps(app, file, scratch, options.repeat, with_plain=not options.no_plain)
    with suppress(LookupError):  # a scale without visits has none that could be repeated
        long = copy_of(long_of(scale), scratch / "long")
        real |= panels.measure(app, long, scratch / "long" / "settings.ini", options.repeat, _say)
    os.environ["XDG_CONFIG_HOME"] = str(scratch / "config")
    with suppress(TooSlow):  # not counted: it leaves the bytecode behind that any later start finds
        start_time.real(file)
    repeated(real, "start_ms", lambda _: start_time.real(file), options.repeat, _say)
    if not options.no_plain:
        starting = scratch / "start"
        with suppress(TooSlow):
            start_time.plain(file, starting)
        repeated(
            plain,
            "start_ms",
            lambda _: start_time.plain(file, starting),
            options.repeat,
            _say_plain,
        )
    found = {"contents": inside, "rows": report.rows(scale.name, real, plain)}
    options.out.write_text(json.dumps(found), encoding="utf-8")
    shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _heard(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but for what the offscreen platform says of itself at every window."""
    if not message.startswith("This plugin does not support"):
        print(f"{kind.name}: {message}", file=sys.stderr)


def _maps(
    app: QApplication, file: Path, scratch: Path, repeat: int, *, with_plain: bool
) -> tuple[dict[str, Series], dict[str, Series]]:
    """The real window, closed before the plain page is opened on the same data, view and size."""
    window = RealWindow(app, file, scratch / "settings.ini")
    try:
        real: dict[str, Series] = {}
        if repeated(real, "first_ever_ms", lambda _: window.first_ever(), repeat, _say):
            real |= measure(window, repeat, _say)
        size, home = window.map_size, window.home
    finally:
        window.close()
    if not with_plain:
        return real, {}
    with Workspace.open(file, user="bench", seat="bench") as workspace:
        edits = DisputeEdits(workspace)
        rival = PlainWindow(
            lambda: write_page(scratch / "plain", drawn_of(workspace, DAY), home),
            size,
            lambda by_population: _fill(workspace, by_population),
            lambda: _edit(workspace, edits),
        )
        try:
            plain = measure(rival, repeat, _say_plain)
        finally:
            rival.close()
    if rival.page_alone:
        alone = statistics.median(rival.page_alone)
        plain[
            "first_map_ms"
        ].note += f" of which the browser, its page being written: {alone:.0f} ms"
    return real, plain


def _fill(workspace: Workspace, by_population: bool) -> dict[str, Any]:
    """Leaflet's path options of every village by uid, from the rules of the real layer."""
    asked = Asked(workspace, DAY)
    features = read_villages(asked)
    if not by_population:
        return path_styles(Drawn(VILLAGES, features))
    layer = replace(VILLAGES, style=fill.STYLE)
    return path_styles(Drawn(layer, features.assign(**{"class": fill.classed(asked, features)})))


def _edit(workspace: Workspace, edits: DisputeEdits) -> tuple[str, Mapping[str, Any]]:
    dispute = edits.read(edits.next())
    colour = edits.next_colour(dispute)
    with workspace.operation("disputes.update", label=dispute.case_no, asked_by="panel") as op:
        op.update(dispute, colour=colour)
    return dispute.uid, path_style(DISPUTES.style.rules[colour].symbol)


def _say(name: str, series: Series) -> None:
    print(f"    {name}: {_figures(series)}", flush=True)


def _say_plain(name: str, series: Series) -> None:
    print(f"    plain {name}: {_figures(series)}", flush=True)


def _figures(series: Series) -> str:
    figures = " ".join(f"{run:.0f}" for run in series.runs)
    return f"{'at least ' if series.at_least else ''}{figures}  {series.note}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
