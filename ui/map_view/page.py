"""The web page object and its profile: nothing is kept, nothing leaves, nothing opens a window.

The profile is off the record and refuses downloads; the page goes nowhere but to our scheme and grants no permission.
What the page writes to its console is told by `said`, so that a warning never goes unseen.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)

from ui.map_view.scheme import ORIGIN

log = logging.getLogger(__name__)

_OFF = (
    "ErrorPageEnabled",
    "FullScreenSupportEnabled",
    "JavascriptCanOpenWindows",
    "LocalContentCanAccessFileUrls",
    "LocalContentCanAccessRemoteUrls",
    "LocalStorageEnabled",
    "NavigateOnDropEnabled",
    "PdfViewerEnabled",
    "PluginsEnabled",
    "ScreenCaptureEnabled",
    "WebGLEnabled",
)


def quiet_profile() -> QWebEngineProfile:
    """A profile that keeps nothing: no name, no cache, no cookies, no downloads."""
    profile = QWebEngineProfile()
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
    profile.setPersistentCookiesPolicy(
        QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies
    )
    profile.setSpellCheckEnabled(False)
    profile.downloadRequested.connect(QWebEngineDownloadRequest.cancel)
    settings = profile.settings()
    for name in _OFF:
        settings.setAttribute(getattr(QWebEngineSettings.WebAttribute, name), False)
    return profile


class MapPage(QWebEnginePage):
    """The map's page.

    Signals
    -------
    said(str, str)
        A warning or error on the console, and ``"console"``.
    """

    said = Signal(str, str)

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.permissionRequested.connect(lambda permission: permission.deny())

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """The page wrote to its console."""
        if level == QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel:
            log.info("map page: %s", message)
            return
        log.warning("map page: %s (%s:%s)", message, source, line)
        self.said.emit(f"{message} ({source}:{line})", "console")

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """Only our own page is ever shown."""
        return QUrl(url).toString().startswith(f"{ORIGIN}/")

    def createWindow(self, _kind: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]
        """No window is opened from the map."""
        return None
