"""A headless Chromium with no network, driven over the pipe of its DevTools protocol: one page a browser.

Everything the page asks for, and everything it says on its console, is kept; the protocol is spoken through two file
descriptors, so no port is opened and no library is needed. Debian's ``chromium`` (`tools/setup.sh test`).
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from PySide6.QtGui import QImage

from tests.helpers.needs import need

PATIENCE = 60.0  # seconds
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-default-browser-check",
    "--remote-debugging-pipe",
)


class Chromium:
    """One browser with one page. Use it in a ``with`` block."""

    def __init__(self, size: tuple[int, int] = (1280, 800), scale: float = 1.0) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        need(program, "chromium (tools/setup.sh test installs it)")
        assert program is not None
        self.size, self.scale = size, scale
        self.requests: list[str] = []
        """Every address the page asked for, its own file and what it carries inside (data, blob) left out."""
        self.said: list[str] = []
        """Warnings, errors and exceptions of the page."""
        self._profile = tempfile.TemporaryDirectory(prefix="guatu-chromium-")
        self._session, self._file = "", ""
        self._serial = 0
        self._answers: dict[int, Any] = {}
        self._rest = b""
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self._in, self._out = ours_in, ours_out
        os.set_blocking(ours_in, False)
        self._process = _start(
            [program, *_FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            theirs_in,
            theirs_out,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            self._attach()
        except BaseException:
            self.__exit__()
            raise

    def _attach(self) -> None:
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        self.ask(
            "Network.emulateNetworkConditions",
            offline=True,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )
        self.resize(*self.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        _end_all(self._process.pid)
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def resize(self, width: int, height: int) -> None:
        """Make the page `width` × `height` CSS px."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=self.scale,
            mobile=False,
        )

    def open(self, file: Path) -> float:
        """Open an exported page and wait until its map is whole; the seconds that took."""
        began = time.monotonic()
        self._file = file.as_uri()
        self.ask("Page.navigate", url=self._file)
        self.until("globalThis.guatu?.page?.firstSettled > 0 && guatu.page.tiles.complete()")
        return time.monotonic() - began

    def js(self, script: str) -> Any:
        """What `script` (an expression or a promise) gives; AssertionError when it throws."""
        found = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until `script` gives something true, and return it."""
        end = time.monotonic() + PATIENCE
        while not (found := self.js(script)):
            assert time.monotonic() < end, f"waited for {script} in vain; {self.said}"
            time.sleep(0.02)
        return found

    def settle(self) -> None:
        """Wait until the map shows the newest state."""
        self.js("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
        self.until("guatu.page.tiles.complete()")
        self.js("new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")

    def click(self, x: float, y: float) -> None:
        """A real click at CSS px."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.ask(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )

    def type(self, text: str) -> None:
        """Type into what has the keyboard."""
        self.ask("Input.insertText", text=text)

    def key(self, key: str, code: int) -> None:
        """Press and release a key, such as ``("Enter", 13)``."""
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def image(self, media: str = "") -> QImage:
        """The page as it is seen, or as it is printed with `media` ``"print"``."""
        self.ask("Emulation.setEmulatedMedia", media=media)
        answer = self.ask("Page.captureScreenshot", format="png")
        return QImage.fromData(base64.b64decode(answer["data"]))

    def ask(self, method: str, **parameters: Any) -> Any:
        """One question to the browser, and its answer."""
        self._serial += 1
        serial = self._serial
        message: dict[str, Any] = {"id": serial, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while serial not in self._answers:
            assert time.monotonic() < end, f"no answer to {method}"
            assert self._process.poll() is None, "the browser ended"
            self._read()
        answer = self._answers.pop(serial)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def _read(self) -> None:
        try:
            self._rest += os.read(self._in, 1 << 20)
        except BlockingIOError:
            time.sleep(0.002)
            return
        *whole, self._rest = self._rest.split(b"\0")
        for text in whole:
            message = json.loads(text)
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self._heard(message["method"], message.get("params", {}))

    def _heard(self, method: str, told: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            url = told["request"]["url"]
            inside = url.startswith(("data:", "blob:", "about:")) or url == self._file
            if not inside:
                self.requests.append(url)
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(told["exceptionDetails"], ensure_ascii=False))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("warning", "error"):
            self.said.append(json.dumps(told["args"], ensure_ascii=False))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("warning", "error"):
            self.said.append(told["entry"]["text"])


_AS_3_AND_4 = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 10) for fd in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def _start(command: list[str], reads: int, writes: int) -> subprocess.Popen[bytes]:
    """Start the browser with the two ends of its pipe as descriptors 3 and 4, where it looks for them."""
    return subprocess.Popen(
        [sys.executable, "-S", "-c", _AS_3_AND_4, str(reads), str(writes), *command],
        pass_fds=(reads, writes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end_all(group: int) -> None:
    """End every process of the browser and wait for it: one that is left would go on writing its profile."""
    end = time.monotonic() + PATIENCE
    while _alive(group):
        assert time.monotonic() < end, "the browser does not end"
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.02)


def _alive(group: int) -> bool:
    """Whether a process of `group` runs; one that has ended and that nobody has asked about yet does not."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, of = file.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
            if int(of) == group and state not in "ZX":
                return True
    return False
