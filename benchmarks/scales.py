"""The workspaces that are measured: built once under build/bench, and copied for each run, which writes into its copy.

County and city are the demos of Yanling and Putian, brought up to the number of points that the budgets speak of by
more cameras; the province is `benchmarks.province`, and ``tw`` real boundaries where they are at hand
(`benchmarks.real_villages`). A change of anything that makes them makes them anew.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks import DAY, province, real_villages
from db.workspace import Workspace
from layers.catalogue import CATALOGUE
from layers.layer import Asked

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "bench"
_MAKERS = (
    "benchmarks/scales.py",
    "benchmarks/province.py",
    "benchmarks/real_villages.py",
    "gis/demo",
    "layers/demo*",
    "resources/demo",
    "db/migrations",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """One column of the budgets: where its workspace comes from and how many points it has at least."""

    name: str
    title: str
    points: int
    build: Callable[[Path], None]


def _demo(county: str) -> Callable[[Path], None]:
    def build(file: Path) -> None:
        from layers.demo import build as build_demo  # noqa: PLC0415 - a missing demo must not keep a province from running

        build_demo(file, county, on=DAY)

    return build


def _province(file: Path) -> None:
    province.build(file, villages=45_000, points=200_000)


def _real(file: Path) -> None:
    real_villages.build(file, points=30_000)


SCALES = {
    scale.name: scale
    for scale in (
        Scale("county", "Yanling 411024", 3_000, _demo("411024")),
        Scale("city", "Putian 3503", 30_000, _demo("3503")),
        Scale("province", "invented", 200_000, _province),
        Scale("tw", "real villages of Taiwan", 30_000, _real),
    )
}


def workspace_of(scale: Scale) -> Path:
    """The workspace file of `scale`, built when it isn't there or what makes it has changed. Never write into it."""
    BUILT.mkdir(parents=True, exist_ok=True)
    file = BUILT / f"{scale.name}-{_digest()}.gpkg"
    if not file.exists():
        for old in BUILT.glob(f"{scale.name}-*.gpkg*"):
            old.unlink()
        half = BUILT / f"{scale.name}.building.gpkg"
        for left in BUILT.glob(f"{half.name}*"):
            left.unlink()
        scale.build(half)
        _fill_up(half, scale.points)
        half.rename(file)
    return file


def copy_of(file: Path, folder: Path) -> Path:
    """A fresh copy of `file` (which nobody has open) in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{file.name}*"):
        left.unlink()
    return Path(shutil.copyfile(file, folder / file.name))


def contents(file: Path) -> dict[str, int]:
    """How many villages, vertices of their boundaries and points a map of the workspace shows."""
    with Workspace.open(file, readonly=True) as workspace:
        villages = workspace.frame("villages", columns=["uid", "geom"])
        vertices = int(shapely.get_num_coordinates(villages.geometry.to_numpy()).sum())
        return {"villages": len(villages), "vertices": vertices, "points": _points(workspace)}


def _points(workspace: Workspace) -> int:
    """Marks on the map: the features of every point layer that it shows at first."""
    shown = (layer for layer in CATALOGUE if layer.visible and layer.geometry == "point")
    return sum(len(layer.read(Asked(workspace, DAY))) for layer in shown)


def _fill_up(file: Path, points: int) -> None:
    """Add cameras at random places of the villages until there are `points` points."""
    with Workspace.open(file, user="bench", seat="bench") as workspace:
        missing = points - _points(workspace)
        if missing <= 0:
            return
        rng = np.random.default_rng(1)
        villages = workspace.frame("villages", columns=["uid", "geom"])
        villages = villages.loc[villages["geom"].notna()].reset_index(drop=True)
        at = rng.integers(0, len(villages), missing)
        middles = shapely.get_coordinates(shapely.point_on_surface(villages.geometry.to_numpy()))[
            at
        ]
        places = shapely.points(middles + rng.normal(0, 0.004, middles.shape))
        serial = np.char.zfill(np.arange(missing).astype(str), 6)
        frame = gpd.GeoDataFrame(
            {
                "serial": np.char.add("BENCH", serial).astype(object),
                "name": np.char.add("摄像机", serial).astype(object),
                "camera_kind": rng.choice(["street", "recognition", "social"], missing),
                "bearing": rng.integers(0, 360, missing).astype(float),
                "village_uid": villages["uid"].to_numpy()[at],
            },
            geometry=gpd.GeoSeries(places, crs="EPSG:4326"),
        ).rename_geometry("geom")
        with workspace.operation("bench.fill", label=f"{missing} cameras") as op:
            op.add_frame("cameras", frame.assign(fov=70.0, range_m=80.0))


def _digest() -> str:
    """Of everything that makes the workspaces."""
    total = hashlib.sha256()
    for pattern in _MAKERS:
        for found in sorted(ROOT.glob(pattern)):
            for file in sorted(found.rglob("*")) if found.is_dir() else [found]:
                if file.is_file() and "__pycache__" not in file.parts:
                    total.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return total.hexdigest()[:12]
