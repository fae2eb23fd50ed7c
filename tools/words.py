"""Collects the words of the window into ``resources/i18n/guatu_en.ts`` and says which still lack English.

    .venv/bin/python -m tools.words            collect new words, keep translations, drop words that are gone
    .venv/bin/python -m tools.words --check    change nothing; 1 and a list when a word is missing or not translated

Chinese is the source: it stands in the code as literals inside ``tr``. The English is written in the .ts file, with
Qt Linguist or any editor; `make assets` compiles it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET  # our own file is read

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "resources" / "i18n" / "guatu_en.ts"


def main() -> int:
    """Collect, or check; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing, list what lacks English"
    )
    if parser.parse_args().check:
        missing = list(lacking())
        for context, source in missing:
            print(f"{context}: {source}")
        return 1 if missing else 0
    collect(WORDS)
    return 0


def collect(file: Path) -> None:
    """Bring `file` in step with the words in ``ui/``, keeping its translations."""
    # Relative names, because lupdate looks a file's path up beside the .ts otherwise.
    subprocess.run(
        [_lupdate(), "-silent", "-extensions", "py", "ui", "-no-obsolete", "-locations", "none",
         "-source-language", "zh_CN", "-target-language", "en_GB", "-ts", str(file)],
        cwd=ROOT,
        check=True,
    )  # fmt: skip


def lacking() -> Iterator[tuple[str, str]]:
    """Context and source of every word in the code that has no finished English in the .ts file."""
    with tempfile.TemporaryDirectory() as folder:
        present = Path(folder) / WORDS.name
        if WORDS.exists():
            shutil.copy(WORDS, present)
        collect(present)
        words = ET.parse(present).getroot()  # noqa: S314 - lupdate wrote it just now
        for context in words.iter("context"):
            for message in context.iter("message"):
                translation = message.find("translation")
                done = (
                    translation is not None and translation.get("type") is None and translation.text
                )
                if not done:
                    yield context.findtext("name", ""), message.findtext("source", "")


def _lupdate() -> str:
    return str(Path(sys.executable).with_name("pyside6-lupdate"))


if __name__ == "__main__":
    sys.exit(main())
