"""GeoAlchemy2's types for a server, loaded only where a server is used.

Importing GeoAlchemy2 also teaches the sqlite dialect SpatiaLite's types, which a GeoPackage does not hold; so this
is the one place that imports it, and it puts our own back.
"""

from __future__ import annotations

from geoalchemy2 import Geometry, WKBElement

from db.schema import reflect_as_geopackage

reflect_as_geopackage()

__all__ = ["Geometry", "WKBElement"]
