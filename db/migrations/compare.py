"""What Alembic leaves out when it compares a database with the models: the engines' own furniture."""

from __future__ import annotations

from typing import Any

_FURNITURE = ("gpkg_", "rtree_", "sqlite_")
_SERVER_TABLES = frozenset({"spatial_ref_sys"})


def include_name(name: str | None, type_: str, _parents: Any) -> bool:
    """Whether a table that stands in the database is ours to compare."""
    if type_ != "table" or name is None:
        return True
    return not name.startswith(_FURNITURE) and name not in _SERVER_TABLES


def include_object(
    _item: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any
) -> bool:
    """Spatial indexes are made by `db.migrations.steps` and are not part of the models."""
    return not (type_ == "index" and name is not None and name.endswith("_geom"))
