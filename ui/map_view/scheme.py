"""The scheme ``guatu://map/…``: Qt glue between WebEngine's requests and the pure pages of `layers.pages.answers`.

`register_scheme` must run before there is a QApplication. A request is answered on a worker thread, because a layer may
have to be read first, and replied on the GUI thread while the request is still alive. GET only, from our own page only;
`OnlyOurScheme` refuses every other address that anything in the page could ask for.
"""

from __future__ import annotations

import logging
from concurrent.futures import Executor

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from db.errors import WorkspaceError
from layers.pages.answers import Answer, NoSuchPage, Pages
from ui.startup.abi import hold_singletons

log = logging.getLogger(__name__)

SCHEME = b"guatu"
ORIGIN = "guatu://map"
PAGE = QUrl(f"{ORIGIN}/page.html")


def register_scheme() -> None:
    """Make the scheme known to WebEngine: secure, fetchable, but no local file access. Before QApplication, once.

    Every way into the window passes here first, so the guard of `ui.startup.abi` is set here too.
    """
    hold_singletons()
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flags = QWebEngineUrlScheme.Flag
    scheme.setFlags(flags.SecureScheme | flags.CorsEnabled | flags.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def channel_script() -> bytes:
    """Qt's ``qwebchannel.js`` from its own resources."""
    file = QFile(":/qtwebchannel/qwebchannel.js")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise RuntimeError(f"Qt carries no qwebchannel.js: {file.errorString()}")
    return bytes(file.readAll().data())


class MapScheme(QWebEngineUrlSchemeHandler):
    """Answers the page's requests.

    Signals
    -------
    trouble(object)
        An Exception that kept an answer from being made; the request has failed.
    served()
        Layers were handed over, and nothing more is being asked for.
    """

    trouble = Signal(object)
    served = Signal()
    _answered = Signal(int, object)

    def __init__(self, pages: Pages, pool: Executor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._pool = pool
        self._jobs: dict[int, QWebEngineUrlRequestJob] = {}
        self._serial = 0
        self._layers = 0
        self._answered.connect(self._reply)

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Qt asks for an address."""
        errors = QWebEngineUrlRequestJob.Error
        url = job.requestUrl()
        if bytes(job.requestMethod().data()) != b"GET" or not _ours(job.initiator()):
            job.fail(errors.RequestDenied)
            return
        self._serial += 1
        serial = self._serial
        self._jobs[serial] = job
        job.destroyed.connect(lambda: self._jobs.pop(serial, None))
        path = url.path(QUrl.ComponentFormattingOption.FullyDecoded)
        self._layers += path.startswith("/layers/")
        try:
            self._pool.submit(self._work, serial, path)
        except RuntimeError:  # the view is closing and its pool takes no more work
            job.fail(errors.RequestAborted)

    def _work(self, serial: int, path: str) -> None:
        result: Answer | Exception
        try:
            result = self._pages.answer(path)
        except Exception as error:  # noqa: BLE001 - carried to the GUI thread, logged and told there
            result = error
        try:
            self._answered.emit(serial, result)
        except RuntimeError:
            log.debug("the map view closed before %s was answered", path)

    def _reply(self, serial: int, result: Answer | Exception) -> None:
        job = self._jobs.pop(serial, None)
        if job is None:
            return
        errors = QWebEngineUrlRequestJob.Error
        if isinstance(result, Answer):
            headers = {
                QByteArray(k.encode()): [QByteArray(v.encode())] for k, v in result.headers.items()
            }
            headers[QByteArray(b"X-Content-Type-Options")] = [QByteArray(b"nosniff")]
            job.setAdditionalResponseHeaders(headers)  # type: ignore[arg-type]
            buffer = QBuffer(job)
            buffer.setData(QByteArray(result.content))
            buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            job.reply(result.mimetype.encode(), buffer)
        elif isinstance(result, NoSuchPage):
            job.fail(errors.UrlNotFound)
        else:
            if not isinstance(result, WorkspaceError):
                log.error("no answer for the map", exc_info=result)
            job.fail(errors.RequestFailed)
            self.trouble.emit(result)
        if self._layers and not self._jobs:
            self._layers = 0
            self.served.emit()


def _ours(initiator: QUrl) -> bool:
    """Whether a request came from our page; the page itself is asked for by the window, which has no initiator."""
    return (
        not initiator.isValid() or initiator.isEmpty() or initiator.toString().rstrip("/") == ORIGIN
    )


class OnlyOurScheme(QWebEngineUrlRequestInterceptor):
    """Refuses every request that leaves the scheme.

    Signals
    -------
    refused(str)
        The address.
    """

    refused = Signal(str)

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Qt asks whether a request may go."""
        url = info.requestUrl()
        inside = url.scheme() in ("data", "blob") or url.toString().startswith(f"{ORIGIN}/")
        if not inside:
            info.block(True)
            self.refused.emit(url.toString())
