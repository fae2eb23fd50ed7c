"""Which townships and counties follow an edit of villages, and what their boundary is then.

Only a village on the rim of its township or county moves their outline; ground that a township gains is taken from the
one that held it as free land. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from db.records import County
from db.workspace import Workspace
from gis.boundary import Edit
from gis.boundary.areas import SPECK
from gis.boundary.pieces import polygons_only
from gis.boundary.unions import followed, rim_moved
from layers.boundary.land import Land


@dataclass(frozen=True, slots=True)
class Outline:
    """The new boundary of a township or county; `version` is that of the row it was worked out from."""

    kind: str
    uid: str
    name: str
    version: int
    shape: Any


def outlines(
    workspace: Workspace, land: Land, edit: Edit, born_in: str | None = None
) -> list[Outline]:
    """The townships and counties whose boundary follows; a village that `edit` brings is of township `born_in`."""
    touched = [*edit.changed, *edit.gone]
    home: dict[str, Any] = dict(
        zip(land.rows.index.astype(str), land.rows["township_uid"], strict=True)
    )
    home.update(dict.fromkeys(edit.born, born_in))
    towns = sorted({home[uid] for uid in touched if _uid(home.get(uid))})
    if not towns:
        return []
    every = workspace.frame(
        "townships", columns=["uid", "version", "name", "county_uid", "geom"]
    ).set_index("uid")
    of_town: dict[str, list[str]] = {}
    for uid, town in home.items():
        if _uid(town):
            of_town.setdefault(town, []).append(uid)
    found: dict[tuple[str, str], Outline] = {}
    for town in towns:
        if town in every.index:
            _follow(found, "townships", town, every.loc[town], land, edit, of_town[town])
    _take_from_others(found, every)
    county_of = every["county_uid"].to_dict()
    counties = sorted({county_of[t] for t in towns if _uid(county_of.get(t))})
    for county in counties:
        inside = [
            u for town, uids in of_town.items() if county_of.get(town) == county for u in uids
        ]
        if not _rim(land, edit, inside):
            continue
        row = workspace.frame(
            "counties", where=County.uid == county, columns=["uid", "version", "name", "geom"]
        ).set_index("uid")
        if len(row):
            _follow(found, "counties", county, row.loc[county], land, edit, inside)
    return list(found.values())


def _uid(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _shapes(land: Land, edit: Edit, uids: Sequence[str], *, after: bool) -> Any:
    if after:
        chosen = [
            edit.changed.get(u, land.mosaic.shape(u) if u in land.mosaic else None)
            for u in uids
            if u not in edit.gone
        ]
    else:
        chosen = [land.mosaic.shape(u) for u in uids if u in land.mosaic]
    made = np.full(len(chosen), None, dtype=object)
    made[:] = chosen
    return made


def _rim(land: Land, edit: Edit, inside: Sequence[str]) -> bool:
    """Whether the common outline of the touched ones among `inside` is another one after the edit."""
    here = set(inside)
    touched = [uid for uid in (*edit.changed, *edit.gone) if uid in here]
    return bool(touched) and rim_moved(
        _shapes(land, edit, touched, after=False), _shapes(land, edit, touched, after=True)
    )


def _follow(
    found: dict[tuple[str, str], Outline],
    kind: str,
    uid: str,
    row: Any,
    land: Land,
    edit: Edit,
    inside: Sequence[str],
) -> None:
    if not _rim(land, edit, inside):
        return
    before = _shapes(land, edit, inside, after=False)
    now = followed(row["geom"], before, _shapes(land, edit, inside, after=True))
    if now is not row["geom"]:
        found[kind, uid] = Outline(kind, uid, str(row["name"]), int(row["version"]), now)


def _take_from_others(found: dict[tuple[str, str], Outline], every: pd.DataFrame) -> None:
    """Ground that a township gained is taken from another that held it as free land."""
    for (_kind, uid), outline in list(found.items()):
        old: Any = every.loc[uid, "geom"]
        if outline.shape is None or old is None:
            continue
        gained = polygons_only(shapely.difference(outline.shape, old), SPECK)
        if gained is None:
            continue
        for other in every.index[shapely.intersects(every["geom"].to_numpy(), gained)]:
            known = found.get(("townships", other))
            shape = known.shape if known else every.loc[other, "geom"]
            if other == uid or shape is None:
                continue
            if shapely.area(shapely.intersection(shape, gained)) > SPECK:
                row = every.loc[other]
                left = polygons_only(shapely.difference(shape, gained), SPECK)
                found["townships", other] = Outline(
                    "townships", other, str(row["name"]), int(row["version"]), left
                )
