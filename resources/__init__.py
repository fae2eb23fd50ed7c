"""The files the program carries: page, theme, icons, translations, demo sources, built vendor bundles.

What lives here is found by `path`; nothing else in the project computes where a resource stands. The bilingual
`resources.text.Text` lives here too, because every floor above speaks it. Nothing here imports another floor.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Path of a file or folder of this package, for example `path("theme", "dark.json")`.

    The file need not exist: what is built (`vendor`) may be missing until `make assets` has run, and the reader
    that needs it says so.

    Raises ValueError when the parts lead out of the package.
    """
    found = _HERE.joinpath(*parts)
    if not found.resolve().is_relative_to(_HERE):
        raise ValueError(f"not inside resources: {'/'.join(parts)}")
    return found
