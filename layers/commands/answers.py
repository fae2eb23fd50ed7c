"""How a command answers: in words of one language or as one JSON document. Asked for alike by all of them."""

from __future__ import annotations

import argparse

from resources.text import LANGUAGES


def add_answers(parser: argparse.ArgumentParser) -> None:
    """Let `parser` take ``--json`` and ``--lang`` (of sentences; English without it)."""
    parser.add_argument(
        "--json", action="store_true", help="answer as one JSON document 以 JSON 输出"
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="en", help="language of sentences 语言 (default: en)"
    )
