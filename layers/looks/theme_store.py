"""Map themes and styles that people saved: presets of the workspace, written by the one write path.

A theme is a preset of sort ``theme``, a look for one kind of layer a preset of sort ``style``. What can't be read, or
speaks of layers and figures that there are no more, is still listed: whoever shows it takes what it can.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from db.errors import WorkspaceError
from db.operation import Operation
from db.records.presets import Preset
from db.workspace import Workspace
from layers.looks.look import PLAIN, Look, look_from_json
from layers.looks.styling import State
from layers.looks.themes import THEMES, MapTheme
from resources.text import Text

log = logging.getLogger(__name__)


class ThemeNameTaken(WorkspaceError):
    """Another theme has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"已有专题“{name}”，未保存。换一个名称。",
                f"There is a map theme “{name}” already; nothing was saved. Choose another name.",
            )
        )


def saved_themes(workspace: Workspace) -> tuple[MapTheme, ...]:
    """The themes that were saved in the workspace, in their order."""
    found = workspace.find(Preset, sort="theme")
    found.sort(key=lambda preset: (preset.position, preset.name))
    return tuple(theme for preset in found if (theme := _theme(preset)) is not None)


def all_themes(workspace: Workspace) -> tuple[MapTheme, ...]:
    """Ours, then those that were saved."""
    return (*THEMES, *saved_themes(workspace))


def find_theme(workspace: Workspace, name: str) -> MapTheme | None:
    """The theme of that name or, for ours, that title in either language; None when there is none."""
    for theme in all_themes(workspace):
        if name in (theme.name, theme.title.zh, theme.title.en):
            return theme
    return None


def save_theme(operation: Operation, workspace: Workspace, name: str, state: State) -> None:
    """Save the look of the map as the theme `name`, in place of the saved one of that name.

    Raises
    ------
    ThemeNameTaken
        The name is that of one of ours.
    """
    name = name.strip()
    if any(name in (ours.name, ours.title.zh, ours.title.en) for ours in THEMES):
        raise ThemeNameTaken(name)
    known = workspace.find(Preset, sort="theme")
    same = next((preset for preset in known if preset.name == name), None)
    if same is None:
        position = max((preset.position for preset in known), default=0) + 1
        operation.add(
            Preset(sort="theme", name=name, content=state_as_json(state), position=position)
        )
    else:
        operation.update(same, content=state_as_json(state))


def state_as_json(state: State) -> dict[str, Any]:
    """A state as a preset keeps it."""
    return {
        "order": list(state.order),
        "visible": sorted(state.visible),
        "opacity": {n: v for n, v in state.opacity.items() if v != 1.0 and n in state.visible},
        "looks": {name: look.as_json() for name, look in state.looks.items() if look != PLAIN},
    }


def _theme(preset: Preset) -> MapTheme | None:
    try:
        content = preset.content
        layers = frozenset(str(name) for name in content["visible"])
        opacity = {str(n): float(v) for n, v in content.get("opacity", {}).items() if n in layers}
        looks = {str(name): look_from_json(look) for name, look in content.get("looks", {}).items()}
        order = tuple(str(name) for name in content.get("order", ()))
    except (KeyError, TypeError, ValueError, AttributeError):
        log.warning("the map theme %s can't be read", preset.uid)
        return None
    title = Text(preset.name, preset.name)
    purpose = Text("本工作区保存的专题", "Saved in this workspace")
    return MapTheme(preset.name, title, purpose, layers, opacity, looks, order, preset.uid)


def saved_styles(workspace: Workspace, kind: str) -> Mapping[str, Look]:
    """The looks saved for layers of `kind`, by name."""
    found: dict[str, Look] = {}
    presets = workspace.find(Preset, sort="style", of_kind=kind)
    for preset in sorted(presets, key=lambda each: each.name):
        try:
            found[preset.name] = look_from_json(preset.content)
        except (TypeError, ValueError):
            log.warning("the style %s can't be read", preset.uid)
    return found


class StyleNameTaken(WorkspaceError):
    """Another style for layers of the kind has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"已有样式“{name}”，没有改名。换一个名称。",
                f"There is a style “{name}” already; nothing was renamed. Choose another name.",
            )
        )


def save_style(
    operation: Operation, workspace: Workspace, kind: str, name: str, look: Look
) -> None:
    """Save a look for layers of `kind` under `name`, in place of the one that had it."""
    same = _style(workspace, kind, name)
    if same is None:
        operation.add(Preset(sort="style", of_kind=kind, name=name, content=look.as_json()))
    else:
        operation.update(same, content=look.as_json())


def rename_style(
    operation: Operation, workspace: Workspace, kind: str, name: str, new: str
) -> None:
    """Call a saved look otherwise; one that is gone is left so.

    Raises
    ------
    StyleNameTaken
        Another style for layers of `kind` is called `new`.
    """
    same = _style(workspace, kind, name)
    if same is None or name == new:
        return
    if _style(workspace, kind, new) is not None:
        raise StyleNameTaken(new)
    operation.update(same, name=new)


def delete_style(operation: Operation, workspace: Workspace, kind: str, name: str) -> bool:
    """Remove a saved look; False when there is none of that name."""
    same = _style(workspace, kind, name)
    if same is not None:
        operation.delete(same)
    return same is not None


def _style(workspace: Workspace, kind: str, name: str) -> Preset | None:
    found = workspace.find(Preset, sort="style", of_kind=kind)
    return next((preset for preset in found if preset.name == name), None)
