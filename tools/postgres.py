"""Starts a private PostgreSQL for one command: `python tools/postgres.py COMMAND …`.

The command finds its URL in GUATU_TEST_POSTGRES. The server lives in a folder of its own under the system's temporary
one, listens on a free loopback port, never syncs to disk, and ends with the command, however that ends. As root it
runs as the `postgres` user, since it refuses root. Without an installed server the command runs all the same; the
tests that want one then skip, or fail where CI=true.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

START_SECONDS = 60
# Nothing here outlives the run, so nothing needs to reach the disk.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=40",
    "shared_buffers=64MB",
    "autovacuum=off",
)


def binaries() -> Path | None:
    """Folder with `initdb` and `postgres`, newest first among Debian's, or from PATH; None when there is none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(where: Path) -> Iterator[str]:
    """URL of a server from the binaries in `where`; TimeoutError with its log when it does not come up."""
    owner = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="guatu-postgres-"))
    try:
        if owner:
            shutil.chown(home, owner)
        password = secrets.token_urlsafe(16)
        (home / "password").write_text(password, encoding="ascii")
        (home / "password").chmod(0o644)  # the folder above is closed to others
        initdb = [
            str(where / "initdb"),
            f"--pgdata={home / 'data'}",
            f"--pwfile={home / 'password'}",
        ]
        initdb += [
            "--username=guatu",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run(
            initdb, check=True, user=owner, group=owner, cwd=home, stdout=subprocess.DEVNULL
        )
        port = free_port()
        options = ["-D", str(home / "data"), "-p", str(port), "-h", "127.0.0.1", "-k", str(home)]
        options += [part for setting in SETTINGS for part in ("-c", setting)]
        with (home / "log").open("wb") as log:
            running = subprocess.Popen(
                [str(where / "postgres"), *options],
                user=owner,
                group=owner,
                cwd=home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait(running, port, home / "log")
            yield f"postgresql+psycopg://guatu:{password}@127.0.0.1:{port}/postgres"
        finally:
            running.send_signal(signal.SIGINT)  # a fast shutdown: clients are sent away
            try:
                running.wait(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A loopback port that is free at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server takes connections."""
    deadline = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        if "ready to accept connections" in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.05)
    raise TimeoutError(
        f"PostgreSQL did not start on port {port}:\n{log.read_text(encoding='utf-8', errors='replace')}"
    )


def main(command: list[str]) -> int:
    """Run `command` beside a server and return its exit code."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    where = binaries()
    if where is None:
        print("no PostgreSQL here: tests on PostGIS are skipped", file=sys.stderr)
        return subprocess.run(command, check=False).returncode
    with server(where) as url:
        environment = {**os.environ, "GUATU_TEST_POSTGRES": url}
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
