"""How far a move can go: the longest part of the way to where a hand would put boundaries that does no harm.

Every trial is a whole `shift` with its gate, so what comes out is as sound as any other edit. Pure, like the rest of
this package; whether to go only so far is for people to say.
"""

from __future__ import annotations

import numpy as np

from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.refusal import Refused
from gis.boundary.rings import Points
from gis.boundary.shift import shift

_HALVINGS = 7
"""The answer is within 1/128 of the way, so a vertex comes to rest a little before what it must not cross."""


def furthest(mosaic: Mosaic, at: Points, to: Points) -> tuple[Edit, float]:
    """Move the handles `at` towards `to` (as for `shift`), as far as nothing crosses.

    Returns
    -------
    Edit
    share : float
        How much of the way was gone, 0 to 1; 1 when `shift` would do it whole.

    Raises
    ------
    Refused
        As `shift` does for the whole way, when not even a hundredth of it can be gone.
    """
    at = np.asarray(at, dtype=np.float64).reshape(-1, 2)
    way = np.asarray(to, dtype=np.float64).reshape(-1, 2) - at
    try:
        return shift(mosaic, at, at + way), 1.0
    except Refused as refused:
        no = refused
    made: Edit | None = None
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        try:
            made, low = shift(mosaic, at, at + middle * way), middle
        except Refused:
            high = middle
    if made is None:
        raise no
    return made, low
