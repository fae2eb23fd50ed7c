"""What a workspace is called at the head of the window: the place that it is of, and that it is a demo.

The name of a file says little to who looks at the wall, and nothing to who was given it. The place is read from the
records; that a workspace was made as a demo stands in its journal, which nobody can take it out of. Data flows one way,
from the workspace to a `Text`.
"""

from __future__ import annotations

from db.workspace import Workspace
from resources.text import Text

_DEMO = "demo.places"
_FIRST = 4
"""Among so many entries of the journal a demo tells that it is one."""
_NAMED = 2
"""So many counties are named; of more it is said how many there are."""


def title_of(workspace: Workspace) -> Text | None:
    """The county, the counties or the demo that `workspace` holds; None while it has no county."""
    demo = next((e for e in workspace.journal.entries(limit=_FIRST) if e.verb == _DEMO), None)
    if demo is not None:
        return Text(f"{demo.label} 演示", f"{demo.label} demo")
    names = workspace.frame("counties", columns=["name"])["name"].tolist()
    if not names:
        return None
    first = "、".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return Text(first, first)
    return Text("{first}等 {n} 个县区", "{first} and others, {n} in all").format(
        first=first, n=len(names)
    )
