"""From an SQLAlchemy URL to a store that is ready."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from pipeline.errors import Misconfigured
from pipeline.store.store import Store, short


def open_store(url: str) -> Store:
    """The store at an SQLAlchemy URL, its schema up to date.

    Raises Misconfigured for a URL that names no such database, Unavailable if it does not answer.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise Misconfigured(
            "database: not an SQLAlchemy URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise Misconfigured(
            f"database: {parsed.get_backend_name()} is not supported; use sqlite or postgresql"
        )
    engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    store = Store(engine)
    try:
        store.migrate()
    except sa.exc.DBAPIError as error:
        store.close()
        raise Misconfigured(f"database: {short(error)}") from None
    except BaseException:
        store.close()
        raise
    return store


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database and not Path(url.database).resolve().parent.is_dir():
        raise Misconfigured(
            f"database: there is no folder {Path(url.database).resolve().parent} for the file"
        )
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # begin below, not at the driver's discretion
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    defaults = {"connect_timeout": "10"} if "connect_timeout" not in url.query else {}
    url = url.update_query_dict(defaults)
    return sa.create_engine(url, pool_pre_ping=True, pool_size=4)
