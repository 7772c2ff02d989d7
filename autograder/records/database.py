"""Opens the database of a gradebook, and refuses one that is something else."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import nbgrader.dbutil
from alembic.script import ScriptDirectory
from nbgrader import api
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from autograder.errors import GradingError
from autograder.files import PRIVATE, tighten
from autograder.records.database_address import scrubbed, sqlite_file, without_password

#: Seconds that a writer waits for another (formgrader, say) to let go of an SQLite file.
BUSY_SECONDS = 60.0
#: Seconds that a grader waits for another one to leave a server's gradebook, and the number they agree on.
LOCK_SECONDS, LOCK_KEY = 3.0, 0x44494E4F53415552


def open_database(url: str) -> Engine:
    """Open a gradebook; make its tables where the database is empty.

    Parameters
    ----------
    url : str
        From `gradebook_url`.

    Returns
    -------
    Engine
        One connection at a time, none kept when idle. A file is its owner's alone, also one of an earlier run.

    Raises
    ------
    GradingError
        Where it cannot be reached, is no gradebook, or one of another version of nbgrader. It is untouched then.
    """
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    file = sqlite_file(url)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    if file:
        _begin_file(file)
    try:
        with engine.begin() as connection:
            tables = set(inspect(connection).get_table_names())
            if tables:
                _check(connection, tables, engine)
            else:
                _create(connection)
    except DatabaseError as error:
        engine.dispose()
        raise GradingError(
            f"{_place(engine)} cannot be opened as a gradebook ({scrubbed(error.orig, url)}). Nothing was changed. "
            "Move it away to begin a new one, or grade into another folder with --out."
        ) from None
    except BaseException:
        engine.dispose()
        raise
    if file:
        tighten(*(file.with_name(file.name + suffix) for suffix in ("", "-journal", "-wal", "-shm")))
    return engine


def _begin_file(file: Path) -> None:
    """Make a new gradebook's file, so that SQLite does not make one that others may read."""
    with suppress(OSError):  # it is there, or cannot be: SQLite will say so
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))


def lock_server(connection: Connection) -> None:
    """Be the only grader on a PostgreSQL gradebook until this connection closes; files have a lock file instead.

    Raises
    ------
    GradingError
        Where another grader has it, on this machine or any other.
    """
    if connection.dialect.name != "postgresql":
        return
    deadline = time.monotonic() + LOCK_SECONDS
    with connection.begin():
        while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}).scalar():
            if time.monotonic() > deadline:
                raise GradingError(
                    f"Another grader is at work on {_place(connection.engine)}. Nothing was changed. Wait until it "
                    "has finished, or grade into another database with --db."
                )
            time.sleep(0.1)


def _prepare_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy begin transactions itself, so that making the tables is one too, and wait for other writers."""

    @event.listens_for(engine, "connect")
    def connected(connection, _record):
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    @event.listens_for(engine, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _create(connection: Connection) -> None:
    api.Base.metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": _newest()})


def _newest() -> str:
    return ScriptDirectory(nbgrader.dbutil.ALEMBIC_DIR).get_current_head() or ""


def _check(connection: Connection, tables: set[str], engine: Engine) -> None:
    expected = {*api.Base.metadata.tables, "alembic_version"}
    if "alembic_version" in tables and "submitted_assignment" in tables:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if version != _newest() or expected - tables:
            raise GradingError(
                f"{_place(engine)} was made by another version of nbgrader (schema {version}, not {_newest()}). "
                "Nothing was changed. Run `nbgrader db upgrade` in its folder, or grade into another with --out."
            )
    elif expected - tables:
        raise GradingError(
            f"{_place(engine)} is a database but not a gradebook (tables: {', '.join(sorted(tables)[:3])}). "
            "Nothing was changed. Move it away, or grade into another folder with --out."
        )


def _place(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return engine.url.database or ""
    return without_password(engine.url.render_as_string(hide_password=False))
