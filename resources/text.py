"""One sentence in the two languages of the program, for the floors below the window, which know no Qt.

A `Text` is data: an error, a label or a title carries it upward, and the window says it in the language that the
officer chose. Sentences of the window itself go through Qt Linguist and do not live here.
"""

from dataclasses import dataclass
from typing import Literal, cast

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English; both are required, since both languages are complete."""

    zh: str
    en: str

    def say(self, lang: Language | str) -> str:
        """The words in `lang`, "zh" or "en" (a ValueError otherwise: a silent fallback would hide a wrong setting)."""
        if lang not in LANGUAGES:
            raise ValueError(f"no such language: {lang!r}")
        return cast("str", getattr(self, lang))

    def format(self, **values: object) -> "Text":
        """Fill `{name}` places in both languages; a value that is a Text is said in the language around it.

        Each name must be given (KeyError), so a place that one language forgot to fill cannot pass unseen.
        """
        return Text(*(getattr(self, lang).format(**_said(values, lang)) for lang in LANGUAGES))

    def __str__(self) -> str:
        """Both languages, for logs and tracebacks; the window uses `say`."""
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"


def _said(values: dict[str, object], lang: Language) -> dict[str, object]:
    return {
        name: value.say(lang) if isinstance(value, Text) else value
        for name, value in values.items()
    }
