"""From an SQLAlchemy URL to a store that is ready."""

import sqlite3
import time
from pathlib import Path

import alembic.util
import orjson
import sqlalchemy as sa

from pipeline.errors import Misconfigured
from pipeline.store.outage import short, shown
from pipeline.store.store import Store

_JSON = {"json_serializer": lambda v: orjson.dumps(v).decode(), "json_deserializer": orjson.loads}
_PATIENCE = 30
"""Seconds to wait for another process that writes to the file."""


def open_store(url: str, *, migrate: bool = True) -> Store:
    """The store at an SQLAlchemy URL, its schema up to date.

    Without ``migrate`` nothing is written: a database that holds no stories is an error. Raises Misconfigured for a URL that names no such database, Unavailable if it does not answer.
    """
    try:
        store = Store(_engine(sa.make_url(url)))
    except (sa.exc.ArgumentError, ValueError, TypeError):
        # the cause may quote the password
        raise Misconfigured(
            "database: not an SQLAlchemy URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    try:
        if migrate:
            store.migrate()
        elif store.is_newer():
            raise alembic.util.CommandError
        elif not store.is_current():
            raise Misconfigured(
                f"database: {shown(store.engine.url)} holds no stories of this version; "
                "`storyfold run` or `storyfold worker` makes them"
            )
    except sa.exc.DBAPIError as error:
        store.close()
        raise Misconfigured(f"database: {short(error)}") from None
    except alembic.util.CommandError:
        store.close()
        raise Misconfigured(
            f"database: {shown(store.engine.url)} was made by a newer version of Storyfold; "
            "upgrade this one (deploy/RUNBOOK.md, Upgrade)"
        ) from None
    except BaseException:
        store.close()
        raise
    return store


def _engine(url: sa.URL) -> sa.Engine:
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _postgresql(url.set(drivername="postgresql+psycopg"))
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url)
    raise Misconfigured(
        f"database: {url.drivername.replace('+', ' with ')} is not supported; "
        "use sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database and not Path(url.database).resolve().parent.is_dir():
        raise Misconfigured(
            f"database: there is no folder {Path(url.database).resolve().parent} for the file"
        )
    engine = sa.create_engine(url, **_JSON, connect_args={"timeout": _PATIENCE})

    @sa.event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # begin below, not at the driver's discretion
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, once for the life of the file.

    SQLite refuses this at once, whatever the timeout, while another process writes its first rows.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql(url: sa.URL) -> sa.Engine:
    # a network that was cut in silence is noticed in seconds, not when TCP gives up
    defaults = {"connect_timeout": "10", "tcp_user_timeout": "15000", "keepalives_idle": "10"}
    url = url.update_query_dict({k: v for k, v in defaults.items() if k not in url.query})
    return sa.create_engine(url, **_JSON, pool_pre_ping=True, pool_size=4)
