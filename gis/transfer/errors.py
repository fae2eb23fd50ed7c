"""What a transfer says when it can't go on: a sentence, and whether an option would answer it."""

from __future__ import annotations

from resources.text import Text


class TransferError(Exception):
    """A file could not be read or written; ``sentence`` says why. Nothing was changed."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class TransferQuestion(TransferError):
    """An option answers this: ``option`` names it, ``choices`` are what it may be set to."""

    def __init__(self, sentence: Text, option: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.option, self.choices = option, choices


class Cancelled(TransferError):
    """The person who asked for it stopped it."""

    def __init__(self) -> None:
        super().__init__(Text("已取消，没有改动任何内容。", "Cancelled; nothing was changed."))
