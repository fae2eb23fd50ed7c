"""The command `style` of `app.py`: what a layer would be filled by, its classes, limits and counts; saved as a theme.

Without ``--by`` it lists what villages can be filled by. With ``--save`` the fill becomes a map theme of the workspace,
in place of the saved one of that name, and the window offers it with the others. A fill can also be saved as a style
(``--save-style``), which the editor of the layer offers; ``--style`` uses one, ``--styles`` lists them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
from collections.abc import Sequence
from typing import Any

import orjson

from db.errors import WorkspaceError
from db.workspace import Workspace
from layers import verbs
from layers.catalogue import CATALOGUE, layer_named
from layers.commands.answers import add_answers
from layers.kinds.village_figures import CATEGORIES, figures
from layers.layer import Asked
from layers.looks.choropleth import THIN, NoSuchFigure, Painting, resolve
from layers.looks.classify import METHODS
from layers.looks.look import PALETTES, Fill, Look
from layers.looks.styling import FILLED, State
from layers.looks.theme_store import delete_style, save_style, save_theme, saved_styles
from layers.looks.themes import DUTY, MapTheme


def style(options: argparse.Namespace) -> int:
    """Print the classes of a fill, or what there is to fill by; 2 for a name that there is not.

    Raises
    ------
    WorkspaceError
        The workspace can't be opened, or the theme's name is taken.
    """
    if options.layer != FILLED:
        print(f"only {FILLED} can be filled, not {options.layer}", file=sys.stderr)
        return 2
    on = options.on or dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    saving = any((options.save, options.save_style, options.remove_style))
    with Workspace.open(options.workspace, readonly=not saving) as workspace:
        asked = Asked(workspace, on)
        if options.styles or options.remove_style:
            return _styles(workspace, options)
        if options.by is None and options.style is None:
            return _list(asked, options)
        fill = _chosen(workspace, options)
        if fill is None:
            print(f"no style with a fill is called {options.style}", file=sys.stderr)
            return 2
        try:
            painting = resolve(fill, layer_named(FILLED).style, asked, gaps=False)
        except NoSuchFigure:
            known = ", ".join([*figures(workspace), *CATEGORIES])
            print(f"nothing is called {options.by}; there are {known}", file=sys.stderr)
            return 2
        _keep(workspace, options, fill)
    found = _found(fill, painting, on)
    if options.json:
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return 0
    key = painting.style.key
    assert key is not None
    unit = key.unit.say(options.lang)
    print(f"{key.title.say(options.lang)}{f' ({unit})' if unit else ''}")
    for line in found["classes"]:
        words = str(line["label"][options.lang]).replace(THIN, " ")
        print(f"  {words:<24} {line['count']:>6}")
    return 0


def _list(asked: Asked, options: argparse.Namespace) -> int:
    known = figures(asked.frames)
    if options.json:
        found: dict[str, Any] = {
            "figures": {
                name: {
                    "title": {"zh": figure.title.zh, "en": figure.title.en},
                    "unit": {"zh": figure.unit.zh, "en": figure.unit.en},
                    "formula": {"zh": figure.formula.zh, "en": figure.formula.en},
                }
                for name, figure in known.items()
            },
            "categories": {
                name: {"title": {"zh": category.title.zh, "en": category.title.en}}
                for name, category in CATEGORIES.items()
            },
        }
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return 0
    for name, figure in known.items():
        print(f"{name:20} {figure.title.say(options.lang)}: {figure.formula.say(options.lang)}")
    for name, category in CATEGORIES.items():
        print(f"{name:20} {category.title.say(options.lang)}")
    return 0


def _found(fill: Fill, painting: Painting, on: dt.date) -> dict[str, Any]:
    key, breaks = painting.style.key, painting.breaks
    assert key is not None
    ranges = breaks.ranges() if breaks else ()
    classes = []
    for swatch in key.swatches:
        (name,) = swatch.classes
        count = painting.counts[name]
        if swatch.seldom and not count:
            continue
        line: dict[str, Any] = {
            "class": name,
            "label": {"zh": swatch.label.zh, "en": swatch.label.en},
            "count": count,
        }
        if name.startswith("v"):
            line["low"], line["high"] = ranges[int(name[1:])]
        classes.append(line)
    return {
        "layer": FILLED,
        "by": fill.by,
        "on": on.isoformat(),
        "title": {"zh": key.title.zh, "en": key.title.en},
        "unit": {"zh": key.unit.zh, "en": key.unit.en},
        "method": fill.method if breaks else None,
        "breaks": None if breaks is None else _breaks(breaks.low, breaks.uppers),
        "classes": classes,
        "villages": painting.counts.total(),
    }


def _breaks(low: float, uppers: tuple[float, ...]) -> list[float]:
    """The least value and the upper limit of each class; empty when nothing has a value."""
    return [] if math.isnan(low) else [low, *uppers]


def _save(workspace: Workspace, name: str, fill: Fill, like: MapTheme) -> None:
    """Save the fill as a theme whose layers are those of `like`."""
    state = State(
        tuple(layer.name for layer in CATALOGUE),
        like.layers,
        {},
        {FILLED: Look(fill=fill, gaps=False)},
    )
    with workspace.operation(verbs.verb("presets", "new"), label=name) as operation:
        save_theme(operation, workspace, name, state)


def _chosen(workspace: Workspace, options: argparse.Namespace) -> Fill | None:
    """The fill that is asked for, by its figure or by a saved style; None when there is no such style."""
    if options.style is None:
        return Fill(options.by, options.method, options.classes, options.palette)
    worn = saved_styles(workspace, FILLED).get(options.style)
    return None if worn is None else worn.fill


def _keep(workspace: Workspace, options: argparse.Namespace, fill: Fill) -> None:
    """Save the fill as a theme, as a style, or not at all."""
    if options.save:
        _save(workspace, options.save, fill, DUTY)
    if options.save_style:
        _save_style(workspace, options.save_style, fill)


def _save_style(workspace: Workspace, name: str, fill: Fill) -> None:
    """Save the fill as a style for villages."""
    known = name in saved_styles(workspace, FILLED)
    verb = verbs.verb("presets", "edit" if known else "new")
    with workspace.operation(verb, label=name) as operation:
        save_style(operation, workspace, FILLED, name, Look(fill=fill))


def _styles(workspace: Workspace, options: argparse.Namespace) -> int:
    """List the saved styles, or remove one; 2 when there is none of that name."""
    if options.remove_style:
        with workspace.operation(
            verbs.verb("presets", "delete"), label=options.remove_style
        ) as operation:
            if not delete_style(operation, workspace, FILLED, options.remove_style):
                print(f"no style is called {options.remove_style}", file=sys.stderr)
                return 2
    looks = saved_styles(workspace, FILLED)
    if options.json:
        told = {"styles": {name: look.as_json() for name, look in looks.items()}}
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return 0
    for name, look in looks.items():
        print(name if look.fill is None else f"{name:20} {look.fill.by}")
    return 0


def run(given: Sequence[str]) -> int:
    """Answer the command line `given`; returns the exit code."""
    options = parser().parse_args(given[1:])
    try:
        return style(options)
    except WorkspaceError as trouble:
        print(trouble.sentence.say(options.lang), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def parser() -> argparse.ArgumentParser:
    """The command line of the command."""
    made = argparse.ArgumentParser(
        prog="app.py style", description="Classes of a fill of the villages. 填色分级"
    )
    made.add_argument("workspace", metavar="WORKSPACE", help="file or URL")
    made.add_argument("--layer", default=FILLED, metavar="LAYER", help="default: %(default)s")
    made.add_argument(
        "--by", metavar="FIGURE", help="figure or category; without it they are listed 填色依据"
    )
    made.add_argument("--method", choices=METHODS, default="quantile", help="分级方法")
    made.add_argument("--classes", type=int, choices=(4, 5, 6), default=5, help="级数")
    made.add_argument("--palette", choices=sorted(PALETTES), default="ramp", help="色带")
    made.add_argument("--on", type=dt.date.fromisoformat, metavar="DATE", help="日期")
    made.add_argument("--save", metavar="NAME", help="save it as a map theme 存为专题")
    made.add_argument("--style", metavar="NAME", help="fill as a saved style says 用已存样式")
    made.add_argument("--styles", action="store_true", help="list the saved styles 已存样式")
    made.add_argument("--save-style", metavar="NAME", help="save it as a style 存为样式")
    made.add_argument("--remove-style", metavar="NAME", help="remove a saved style 删除样式")
    add_answers(made)
    return made
