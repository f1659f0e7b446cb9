"""What a database says when it fails, and whether trying again may help."""

import sqlalchemy as sa

from pipeline.errors import StoryfoldError


def is_outage(error: sa.exc.DBAPIError) -> bool:
    """Whether trying again may help; what the server refuses for its content is none of these.

    SQLSTATE classes of PostgreSQL: 08 connection, 40 rollback, 53 resources, 55 object not ready,
    57 intervention, 58 system. Without one the server was not reached.
    """
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in {"08", "40", "53", "55", "57", "58"}
    down = (sa.exc.OperationalError, sa.exc.InterfaceError)
    return isinstance(error, down) or error.connection_invalidated


def is_conflict(error: sa.exc.IntegrityError) -> bool:
    """Whether a row is there already that another process has written; all else is a row's own fault."""
    state = getattr(error.orig, "sqlstate", None)
    return state == "23505" if state else "UNIQUE constraint" in str(error.orig)


def is_of_content(error: BaseException) -> bool:
    """Whether one item of a batch may be why it could not be written or worked on.

    A table that is not there or a right that is not given is no item's fault.
    """
    if not isinstance(error, Exception) or isinstance(error, (StoryfoldError, MemoryError)):
        return False
    return not isinstance(error, sa.exc.ProgrammingError)


def shown(url: sa.URL) -> str:
    """A database's URL as it may be printed: without password and without options."""
    return url.set(query={}).render_as_string(hide_password=True)


def short(error: sa.exc.DBAPIError) -> str:
    """The first line of what the driver says."""
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
