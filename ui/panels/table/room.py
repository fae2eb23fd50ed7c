"""How the columns of a table share what is left of its width: first those that are cut, then every column of words.

Figures, dates and marks keep their width, and so does a column that a hand has made as wide as it is. Widths are px.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def shared_out(
    widths: Mapping[str, int], needs: Mapping[str, int], wordy: Collection[str], room: int
) -> dict[str, int]:
    """`widths` made to fill `room`, as far as columns may grow.

    Parameters
    ----------
    widths
        How wide each column is, in order.
    needs
        How wide a column would have to be to show its longest text, where that is known.
    wordy
        The columns that may grow.
    room
        What all of them together may take; widths that take more stay as they are.
    """
    found = dict(widths)
    growing = [name for name in widths if name in wordy]
    lacking = {name: max(needs.get(name, 0) - found[name], 0) for name in growing}
    for parts in (lacking, {name: found[name] for name in growing}):
        rest, whole = room - sum(found.values()), sum(parts.values())
        if rest <= 0 or not whole:
            continue
        given = min(rest, whole) if parts is lacking else rest
        for name, part in parts.items():
            found[name] += given * part // whole
    short = room - sum(found.values())
    if growing and 0 < short < 2 * len(growing):  # what rounding has left
        found[growing[-1]] += short
    return found
