"""From an SQLAlchemy URL to a store that is ready."""

import sqlite3
from pathlib import Path

import alembic.util
import sqlalchemy as sa

from pipeline.errors import Misconfigured
from pipeline.store.store import Store, short, shown


def open_store(url: str) -> Store:
    """The store at an SQLAlchemy URL, its schema up to date.

    Raises Misconfigured for a URL that names no such database, Unavailable if it does not answer.
    """
    try:
        store = Store(_engine(sa.make_url(url)))
    except (sa.exc.ArgumentError, ValueError, TypeError):
        # the cause may quote the password
        raise Misconfigured(
            "database: not an SQLAlchemy URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    try:
        store.migrate()
    except sa.exc.DBAPIError as error:
        store.close()
        raise Misconfigured(f"database: {short(error)}") from None
    except alembic.util.CommandError:
        store.close()
        raise Misconfigured(
            f"database: {shown(store.engine.url)} was made by a newer version of Storyfold"
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
        f"database: {url.drivername} is not supported; use sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


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
