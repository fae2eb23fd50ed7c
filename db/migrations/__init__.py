"""Bringing a workspace to the schema this program knows, from the first revision on.

A new workspace is made by running every revision. An older file is upgraded on a copy, which replaces it only when
it is sound; an older server is upgraded in one transaction. A workspace of a newer program is refused. The
revisions are in ``versions``, the steps they are written in are in `db.migrations.steps`. Alembic is loaded only
when a revision has to be run: opening an up-to-date workspace reads one row.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from db import backups
from db.engine import Target, open_engine
from db.errors import NotAWorkspace, NothingHere, WorkspaceDamaged, WorkspaceError
from resources.text import Text

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_HERE = Path(__file__).resolve().parent
_NONE_HERE = Text(
    "这里没有挂图工作区，什么都没有改动。",
    "There is no Guatu workspace here. Nothing was changed.",
)
_SERVER_LOCK = 0x6775617475
"""Key of the advisory lock under which a server's schema is changed."""


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    # A per cent sign starts an interpolation in Alembic's configuration.
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


@cache
def _script() -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    return ScriptDirectory.from_config(_config())


def needed() -> str:
    """The newest revision, which this program works with: a script's name begins with its number."""
    return max(script.name.split("_")[0] for script in (_HERE / "versions").glob("[0-9]*_*.py"))


def current(connection: Connection) -> str | None:
    """The revision a database is at; None when it holds no workspace."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def is_older(connection: Connection) -> bool:
    """Whether the workspace needs an upgrade.

    Raises
    ------
    NothingHere
        The database holds no workspace.
    NotAWorkspace
        It can't be read as one, or is one of a newer program.
    """
    try:
        revision = current(connection)
    except DBAPIError as error:
        raise _not_a_workspace() from error
    if revision is None:
        raise _nothing_here()
    if revision == needed():
        return False
    known = {script.revision for script in _script().walk_revisions()}
    if revision not in known:
        raise NotAWorkspace(
            Text(
                "这个工作区由更新版本的挂图建立，本程序打不开，文件没有改动。升级程序后再打开。",
                "This workspace was made by a newer Guatu and can't be opened here; it was left as "
                "it is. Update the program.",
            )
        )
    return True


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the missing revisions up to `to` in one transaction; any error takes all of them back.

    For a server, or for a file nobody else can see (a new one, or the copy that `upgrade_file` works on).

    Raises
    ------
    WorkspaceDamaged
        A link points nowhere after the upgrade of a file.
    """
    with engine.connect() as connection:
        on_file = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if on_file:
            assert raw is not None
            # Rebuilding a table must not look like deleting its rows; `PRAGMA foreign_key_check` follows.
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not on_file:
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERVER_LOCK}
                    )
                run_revisions(connection, to)
                if on_file and connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise WorkspaceDamaged(
                        Text(
                            "升级后有记录的关联落空，升级没有生效，原工作区没有改动。",
                            "After the upgrade a link pointed nowhere; the upgrade was not kept and "
                            "the workspace is as it was.",
                        )
                    )
        finally:
            if on_file and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def run_revisions(connection: Connection, to: str = "head") -> None:
    """Run the missing revisions inside the transaction that `connection` is in."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def upgrade_file(path: Path, *, passphrase: str | None = None) -> Path:
    """Upgrade a workspace file on a copy, which takes its place only when it is sound.

    The caller holds the seat lock. Returns the backup that was made of the older file.

    Raises
    ------
    WorkspaceError
        The upgrade failed or its result is not sound; the file was not touched.
    """
    kept = backups.make(path, passphrase=passphrase)
    copy = path.with_name(f".{path.name}.upgrading")
    remove(copy)
    try:
        backups.copy(path, copy, passphrase=passphrase)
        engine = open_engine(Target(path=copy), passphrase=passphrase)
        try:
            upgrade(engine)
            with engine.connect() as connection:
                connection.connection.execute("PRAGMA journal_mode=DELETE")
        finally:
            engine.dispose()
        backups.refuse_unsound(copy, passphrase=passphrase)
        _fold_in(path, passphrase)
        copy.replace(path)
    except WorkspaceError:
        raise
    except Exception as error:
        raise _not_upgraded() from error
    finally:
        remove(copy)
    return kept


def create(target: Target, *, passphrase: str | None = None) -> None:
    """Make the schema of a new workspace. A file appears under its name only when it is complete.

    Raises
    ------
    WorkspaceError
        The database holds a workspace already, or the file can't be written.
    """
    if target.path is None:
        engine = open_engine(target)
        try:
            with engine.connect() as connection:
                refuse_taken(connection)
            upgrade(engine)
        finally:
            engine.dispose()
        return
    draft = target.path.with_name(f".{target.path.name}.new")
    remove(draft)
    try:
        engine = open_engine(Target(path=draft), passphrase=passphrase)
        try:
            upgrade(engine)
        finally:
            engine.dispose()
        draft.replace(target.path)
    except (DBAPIError, OSError) as error:
        raise WorkspaceError(
            Text(
                f"没能建立“{target.path.name}”：文件夹不可写，或磁盘已满。",
                f"“{target.path.name}” could not be made: the folder can't be written or the disk "
                "is full.",
            )
        ) from error
    finally:
        remove(draft)


def refuse_taken(connection: Connection) -> None:
    """Raise `WorkspaceError` when the database holds a workspace already."""
    if current(connection) is not None:
        raise WorkspaceError(
            Text(
                "这个数据库里已有工作区，没有改动它。直接打开，或换一个数据库。",
                "This database holds a workspace already and was left as it is. Open it, or choose "
                "another database.",
            )
        )


def bring_up_to_date(
    target: Target, *, readonly: bool = False, passphrase: str | None = None
) -> Path | None:
    """Upgrade the workspace when it is older; returns the backup made before, if any.

    Raises
    ------
    NotAWorkspace
        It is none, or of a newer program, or older and open for reading only.
    WorkspaceError
        The upgrade failed; nothing was changed.
    """
    engine = open_engine(target, readonly=True, passphrase=passphrase)
    try:
        with engine.connect() as connection:
            older = is_older(connection)
    finally:
        engine.dispose()
    if not older:
        return None
    if readonly:
        raise NotAWorkspace(
            Text(
                "这个工作区由较早版本的挂图建立，须先升级；只读方式不能升级。在能写入时打开一次。",
                "This workspace was made by an earlier Guatu and must be upgraded first, which "
                "can't be done read-only. Open it once for writing.",
            )
        )
    if target.path is not None:
        return upgrade_file(target.path, passphrase=passphrase)
    engine = open_engine(target)
    try:
        upgrade(engine)
    except DBAPIError as error:
        raise _not_upgraded() from error
    finally:
        engine.dispose()
    return None


def _fold_in(path: Path, passphrase: str | None) -> None:
    """Empty the file's write-ahead log, so that none is left for the file that takes its place."""
    engine = open_engine(Target(path=path), passphrase=passphrase)
    try:
        with engine.connect() as connection:
            connection.connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        engine.dispose()
    for ending in ("-wal", "-shm"):
        if Path(f"{path}{ending}").exists():
            raise WorkspaceError(
                Text(
                    "另一个程序正在读这个工作区，暂不能升级。关闭后再打开，文件没有改动。",
                    "Another program is reading this workspace, so it can't be upgraded now. Close "
                    "it, then open again; the file was left as it is.",
                )
            )


def remove(path: Path) -> None:
    """Remove a draft and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").unlink()


def _not_upgraded() -> WorkspaceError:
    return WorkspaceError(
        Text(
            "工作区升级没有成功，原工作区没有改动。检查磁盘空间和权限，或联系维护人员。",
            "The workspace could not be upgraded; it was left as it is. Check the space on the disk "
            "and the account's rights, or ask for support.",
        )
    )


def _nothing_here() -> NothingHere:
    return NothingHere(_NONE_HERE)


def _not_a_workspace() -> NotAWorkspace:
    return NotAWorkspace(_NONE_HERE)
