"""Boundaries of a workspace as they are edited: what an edit would mean for records, and its one operation.

`land` reads the villages as a mosaic and keeps it in step; `plan` works out what follows from an edit of `gis.boundary`
(areas before and after, townships and county, points that change village, records of a merged village); `write` does
it as one journalled operation. Frames come up from `db`, shapes from `gis`; nothing here knows Qt.
"""

from layers.boundary.land import Boundaries, BoundaryError, Land
from layers.boundary.plan import NewVillage, Plan, plan
from layers.boundary.write import perform, write

__all__ = ["Boundaries", "BoundaryError", "Land", "NewVillage", "Plan", "perform", "plan", "write"]
