"""The list under a choice, found by typing: the word itself, its pinyin, or the initials of it; open or closed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QApplication, QListView

from layers.spelling import quick_spellings


class SearchedList(QListView):
    """A list whose line is found by what is typed in one go: a word that begins so first, then one that holds it."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._since = QElapsedTimer()
        self._words: list[tuple[str, ...]] = []
        self._said: list[str] = []

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Go to the line that is meant; what nothing is called leaves it where it is."""
        pause = QApplication.keyboardInputInterval()
        fresh = not self._since.isValid() or self._since.elapsed() > pause
        self._typed = ("" if fresh else self._typed) + search.casefold()
        self._since.start()
        rows, now = len(self._spelt()), self.currentIndex().row()
        # one letter again and again goes on to the next; more letters may still mean the present line
        again = len(set(self._typed)) == 1
        sought = self._typed[:1] if again else self._typed
        start = now + 1 if again else max(now, 0)
        order = [(start + step) % rows for step in range(rows)] if rows else []
        for fits in (str.startswith, str.__contains__):
            for row in order:
                if any(fits(word, sought) for word in self._words[row]):
                    self.setCurrentIndex(self.model().index(row, 0))
                    return

    def _spelt(self) -> list[tuple[str, ...]]:
        model = self.model()
        said = [
            str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) or "")
            for row in range(model.rowCount())
        ]
        if said != self._said:
            self._said = said
            self._words = [
                (text.casefold(), sound, letters)
                for text, (sound, letters) in zip(said, quick_spellings(said), strict=True)
            ]
        return self._words
