"""The language of the window: Chinese is in the source, English comes from ``guatu_en``, Qt's own words from Qt.

Installing or removing a translator makes Qt send every widget a LanguageChange event, on which it says its words
again; nothing restarts. ``guatu_en.qm`` is compiled from ``resources/i18n/guatu_en.ts`` into ``resources/vendor``.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

import resources
from db.errors import WorkspaceError
from resources.text import Language, Text

LOCALES = {"zh": "zh_CN", "en": "en_GB"}


class Translation(QObject):
    """The translators of one program, switched together."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []

    def speak(self, lang: Language) -> None:
        """Put the window in `lang`.

        Raises
        ------
        WorkspaceError
            The compiled translation is missing or unreadable; the window stays as it was.
        """
        wanted = [loaded for loaded in (self._qt(lang), self._own(lang)) if loaded is not None]
        self.silence()
        QLocale.setDefault(QLocale(LOCALES[lang]))
        for translator in wanted:
            self._app.installTranslator(translator)
        self._installed = wanted

    def silence(self) -> None:
        """Take back every translator, so that another program in this process can speak."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []

    def _own(self, lang: Language) -> QTranslator | None:
        if lang == "zh":
            return None
        where = resources.path("vendor", "guatu_en.qm")
        translator = QTranslator(self)
        if not translator.load(str(where)):
            raise WorkspaceError(
                Text(
                    f"缺少英文译文 {where.name}，界面保持中文。先运行 make 生成。",
                    f"The English text {where.name} is missing; the window stays Chinese. Run make to build it.",
                )
            )
        return translator

    def _qt(self, lang: Language) -> QTranslator | None:
        """Words of Qt's own dialogs; English is what Qt speaks without one."""
        if lang == "en":
            return None
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        return translator if translator.load("qtbase_zh_CN", folder) else None
