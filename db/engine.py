"""How a workspace is reached: an engine for one GeoPackage file or for a PostGIS server.

Here a target (a path or a URL) becomes an engine with the pragmas that durability needs, and a
transaction is begun for reading or for writing. What is in the workspace is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from db.errors import ServerLost, WorkspaceError
from db.geometry import register_functions
from resources.text import Text

BUSY_SECONDS = 5.0
_WRITING = "guatu_writing"
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""Seconds (the last: milliseconds) after which a server that says nothing counts as lost."""


POSTGRES_PORT = 5432
"""Where a PostgreSQL server listens unless it was told otherwise."""


@dataclass(frozen=True)
class Target:
    """Where a workspace is: ``path`` for a file, ``url`` for a server (exactly one of them)."""

    path: Path | None = None
    url: str | None = None

    @classmethod
    def of(cls, target: str | Path) -> Target:
        """The target a person named: a URL with ``postgresql`` in front, or else a path."""
        if isinstance(target, str) and target.startswith(
            ("postgresql://", "postgresql+psycopg://")
        ):
            return cls(url=target.replace("postgresql://", "postgresql+psycopg://", 1))
        return cls(path=Path(target).expanduser().absolute())

    @property
    def name(self) -> str:
        """A short name for people: the file's, or which database where, without account or password."""
        if self.path is not None:
            return self.path.stem
        url = make_url(self.url or "")
        port = f":{url.port}" if url.port not in (None, POSTGRES_PORT) else ""
        return f"{url.database} @ {url.host or 'localhost'}{port}"


def quote_pragma(value: str) -> str:
    """`value` as an SQL string literal, for a pragma that takes no bound parameter."""
    return "'" + value.replace("'", "''") + "'"


def connect_file(path: Path, *, readonly: bool, passphrase: str | None = None) -> Any:
    """A DBAPI connection to a workspace file, with every pragma set.

    WAL with ``synchronous=FULL``: a commit that returned is on the disk. ``query_only`` keeps a
    reader from writing even by mistake.
    """
    mode = "rw" if path.exists() or readonly else "rwc"
    connection = sqlite.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    if passphrase:
        connection.execute(f"PRAGMA key={quote_pragma(passphrase)}")
    register_functions(connection)
    if not readonly:
        connection.execute("PRAGMA journal_mode=WAL")
    for pragma in (
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
        "trusted_schema=ON",
        f"query_only={'ON' if readonly else 'OFF'}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def open_engine(target: Target, *, readonly: bool = False, passphrase: str | None = None) -> Engine:
    """The engine of `target`; connecting may raise `WorkspaceError` for an unreachable server."""
    if target.path is None:
        return _server_engine(str(target.url), readonly=readonly)
    path = target.path
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlite,
        creator=lambda: connect_file(path, readonly=readonly, passphrase=passphrase),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _server_engine(url: str, *, readonly: bool) -> Engine:
    from db import postgis  # noqa: F401, PLC0415 - teaches SQLAlchemy the geometry type of a server

    options = "-c timezone=UTC" + (" -c default_transaction_read_only=on" if readonly else "")
    engine = create_engine(
        url, connect_args={"options": options, **_PATIENCE}, pool_pre_ping=True, pool_size=8
    )
    _close_late_ones(engine)
    _say_when_lost(engine)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT postgis_version()"))
    except Exception as error:
        engine.dispose()
        raise WorkspaceError(
            Text(
                "连不上数据库服务器，或服务器没有 PostGIS 扩展。核对地址和账号，"
                "必要时由管理员执行 CREATE EXTENSION postgis。",
                "The database server can't be reached, or it has no PostGIS. Check address and "
                "account; an administrator may need to run CREATE EXTENSION postgis.",
            )
        ) from error
    return engine


def _say_when_lost(engine: Engine) -> None:
    """Turn what a driver says of a broken line into `ServerLost`, wherever it is met."""

    @event.listens_for(engine, "handle_error")
    def _lost(context: ExceptionContext) -> None:
        if context.is_pre_ping:  # an old connection of the pool; a new one is tried first
            return
        unreached = context.connection is None and isinstance(
            context.sqlalchemy_exception, OperationalError
        )
        if context.is_disconnect or unreached:
            raise ServerLost(
                Text(
                    "与服务器断开了。已读到的内容仍可查看；刚才的改动没有得到确认，连上后核对。",
                    "The server is out of reach. What was read can still be looked at; the last "
                    "change was not confirmed: check it when the server is back.",
                )
            ) from context.original_exception


def _close_late_ones(engine: Engine) -> None:
    """Close what comes back after the engine was disposed: a reader beside the window may end later than the window."""
    disposed = False

    @event.listens_for(engine, "engine_disposed")
    def _disposed(_engine: Engine) -> None:
        nonlocal disposed
        disposed = True

    @event.listens_for(engine, "checkin")
    def _came_back(connection: Any, record: Any) -> None:
        if disposed and connection is not None:
            record.invalidate()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection inside one write transaction: committed at the end, rolled back by any error.

    Writers queue: a file takes its write lock at once, a server locks the journal's head, so that
    entries of several seats never interleave.
    """
    with (
        engine.connect().execution_options(**{_WRITING: True}) as connection,
        connection.begin(),
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE journal IN EXCLUSIVE MODE"))
        yield connection
