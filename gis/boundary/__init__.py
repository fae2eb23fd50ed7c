"""Editing boundaries so that villages go on meeting edge to edge: shapes in, changed shapes out.

`mosaic` holds the villages of a workspace as shapes that share their vertices, and what an edit is. `shift` moves
vertices for everybody who shares them, `furthest` as far as they can go; `pieces` takes the ground apart along lines,
and `split`, `merge`, `cut`, `draw` and `carve` put it together again another way. `soundness` refuses every edit after
which neighbours would not match, so a coverage stays one. `unions` lets townships and the county follow; `areas`
measures; `faults` and `remedies` find and mend what came in broken. Everything is EPSG:4326 and pure: nothing here
knows records or writes.
"""

from gis.boundary.carve import carve
from gis.boundary.cut import cut
from gis.boundary.draw import draw
from gis.boundary.furthest import furthest
from gis.boundary.merge import merge
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.refusal import Refused
from gis.boundary.shift import grip, shift, stretch
from gis.boundary.split import split

__all__ = [
    "Edit",
    "Mosaic",
    "Refused",
    "carve",
    "cut",
    "draw",
    "furthest",
    "grip",
    "merge",
    "shift",
    "split",
    "stretch",
]
