"""The gradebook's address: where it comes from, and how it is shown without its password."""

from __future__ import annotations

import importlib.util
import os
import stat
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from autograder.errors import GradingError

VARIABLE = "AUTOGRADER_DB"
#: Variables that may hold a password; no worker is given them.
SECRET_VARIABLES = (VARIABLE, "PGPASSWORD", "PGPASSFILE")
_HIDDEN = ("password", "passwd", "pass", "sslpassword", "token", "secret")
_EXPECTED = "Expected e.g. postgresql://user@host/gradebook, and what is not a letter or digit in a password as %40."


def chosen_address(option: str | None, file: Path | None) -> tuple[str | None, str]:
    """Return the address that was asked for: by ``--db``, by ``--db-file``, or by the variable ``AUTOGRADER_DB``.

    Parameters
    ----------
    option : str or None
        What ``--db`` says.
    file : Path or None
        What ``--db-file`` says.

    Returns
    -------
    address : str or None
        None where nothing was asked for.
    warning : str
        One sentence where the password was typed where others can read it, else ``""``.

    Raises
    ------
    GradingError
        Where both are given, or the file cannot be read or can be read by others.
    """
    if option is not None and file is not None:
        raise GradingError("Give --db or --db-file, not both.")
    if file is not None:
        return address_in(file), ""
    if option is None:
        return os.environ.get(VARIABLE) or None, ""
    warning = (
        "The password after --db can be seen by everybody on this machine, in its list of processes. Put the whole "
        f"address into the variable {VARIABLE} or into a file for --db-file, or the password into ~/.pgpass."
    )
    return option, warning if _password(option) else ""


def address_in(file: Path) -> str:
    """Return the address that a file holds, on its first line.

    Raises
    ------
    GradingError
        Where the file cannot be read, is empty, or others than its owner may read it.
    """
    try:
        with open(file, encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            address = opened.readline(10_000).strip()
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not text"
        raise GradingError(f"{file} cannot be read for the address of the gradebook ({said}).") from None
    if stat.S_IMODE(mode) & 0o077:
        raise GradingError(f"Others than its owner may read {file}, so its password is not used: chmod 600 {file}")
    if not address:
        raise GradingError(f"{file} is empty. Its first line should be the address of the gradebook. {_EXPECTED}")
    return address


def gradebook_url(url: str | None, out: Path) -> str:
    """Return the full address of the gradebook: `url`, or ``gradebook.db`` in the folder `out`.

    SQLAlchemy's default driver for PostgreSQL has changed between versions; an address that names none gets the
    one that is installed.

    Raises
    ------
    GradingError
        Where `url` is no database address or its driver is missing. Nothing of it is repeated: it may hold a password.
    """
    if url is None:
        return URL.create("sqlite", database=str(out.resolve() / "gradebook.db")).render_as_string()
    try:
        parsed = make_url(url)
        if "@" in f"{parsed.host}{parsed.database}" and parsed.get_backend_name() != "sqlite":
            raise ArgumentError  # a password with an @ in it was cut in two
        if parsed.drivername in ("postgres", "postgresql"):
            driver = "psycopg2" if importlib.util.find_spec("psycopg2") else "psycopg"
            parsed = parsed.set(drivername=f"postgresql+{driver}")
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise GradingError(f"That is not a database address. {_EXPECTED}") from None
    except ImportError as error:
        raise GradingError(
            f"The driver of this database is not installed ({error}). Install the extra 'cluster' of this project."
        ) from None
    return parsed.render_as_string(hide_password=False)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite gradebook; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database).resolve() if parsed.get_backend_name() == "sqlite" and parsed.database else None


def without_password(url: str) -> str:
    """Return an address without its password, wherever in it that stands.

    Examples
    --------
    >>> without_password("postgresql://ada:secret@host/book?sslmode=require&password=secret")
    'postgresql://ada@host/book?sslmode=require'
    """
    parsed = make_url(url)
    bare = URL.create(parsed.drivername, parsed.username, None, parsed.host, parsed.port, parsed.database)
    kept = {key: value for key, value in parsed.query.items() if key.lower() not in _HIDDEN}
    return bare.set(query=kept).render_as_string()


def scrubbed(text: object, url: str) -> str:
    """Return what a database said, with the password of its address taken out.

    Examples
    --------
    >>> scrubbed("no entry for ada:tyrannos", "postgresql://ada:tyrannos@host/book")
    'no entry for ada:***'
    """
    said, password = str(text), _password(url)
    return said.replace(password, "***") if password else said


def nbgrader_url(url: str, file: str | None = None) -> str:
    """Return the address for an ``nbgrader_config.py``, which holds none of its password.

    nbgrader shows its configuration, on request in formgrader too; so the password of a PostgreSQL server goes to its
    driver by the variable ``PGPASSWORD`` of this process instead.

    Parameters
    ----------
    url : str
        The address without its password.
    file : str, optional
        The file of ``--db-file``; by default the whole address is in ``AUTOGRADER_DB``.
    """
    whole = address_in(Path(file)) if file else os.environ.get(VARIABLE)
    password = _password(whole) if whole else ""
    if not whole or not password:
        return url
    if make_url(url).get_backend_name() != "postgresql":
        return gradebook_url(whole, Path())
    os.environ["PGPASSWORD"] = password
    return url


def has_password(url: str) -> bool:
    """Tell whether an address holds a password."""
    return bool(_password(url))


def _password(url: str) -> str:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return url if "@" in url else ""
    hidden = [value for key, value in parsed.query.items() if key.lower() in _HIDDEN]
    value = parsed.password or (hidden[0] if hidden else "")
    return value if isinstance(value, str) else "".join(value)
