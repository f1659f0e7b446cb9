"""The schema grows and takes nothing away, so that workers of two versions share it for a while."""

from collections.abc import Mapping
from typing import Any

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from pipeline.errors import Misconfigured
from pipeline.store import Advance, Store, open_store
from pipeline.store import store as store_module
from tests.contract import news

BEFORE_THE_RULE = {"0006"}
"""Dead letters were given an id: workers from before it cannot write them."""
Tables = Mapping[str, sa.Table]


def script() -> alembic.config.Config:
    """Where the migrations are."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(store_module._MIGRATIONS))
    return config


def revisions() -> list[str]:
    """Every revision, the first first."""
    found = ScriptDirectory.from_config(script()).walk_revisions()
    return [one.revision for one in found][::-1]


def migrate(store: Store, revision: str, *, down: bool = False) -> Tables:
    """Bring a schema to a revision; its tables then."""
    config = script()
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        config.attributes["connection"] = plain
        (alembic.command.downgrade if down else alembic.command.upgrade)(config, revision)
    return tables(store.engine)


def tables(engine: sa.Engine) -> Tables:
    """The tables of a database as they are."""
    found = sa.MetaData()
    found.reflect(engine)
    return found.tables


def breaks(before: Tables, after: Tables) -> list[str]:
    """What a worker that knows the schema of before could no longer do."""
    found = []
    for name, old in before.items():
        if name not in after:
            found.append(f"{name} is gone")
            continue
        new = after[name]
        if _unique(new) - _unique(old):
            found.append(f"{name} must be unique in more ways")
        for column in new.columns:
            known = old.columns.get(column.name)
            needed = not column.nullable and column.server_default is None
            if needed and (known is None or known.nullable):
                found.append(f"{name}.{column.name} must be given")
        for column in old.columns:
            if column.name not in new.columns:
                found.append(f"{name}.{column.name} is gone")
            elif repr(new.columns[column.name].type) != repr(column.type):
                found.append(f"{name}.{column.name} is of another type")
    return found


def _unique(table: sa.Table) -> set[frozenset[str]]:
    """The groups of columns whose values no two rows share."""
    constraints = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    groups: list[Any] = [table.primary_key, *constraints, *(i for i in table.indexes if i.unique)]
    return {frozenset(column.name for column in group.columns) for group in groups}


def test_every_migration_leaves_to_the_version_before_it_all_that_it_needs(store: Store) -> None:
    before = migrate(store, "base", down=True)
    found = {}
    for revision in revisions():
        after = migrate(store, revision)
        if broken := breaks(before, after):
            found[revision] = broken
        before = after
    assert found.keys() == BEFORE_THE_RULE


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("DROP TABLE template", "template is gone"),
        ("ALTER TABLE dead DROP COLUMN why", "dead.why is gone"),
        ("ALTER TABLE dead RENAME COLUMN why TO reasons", "dead.why is gone"),
        ("CREATE UNIQUE INDEX one ON outbox (story_id)", "outbox must be unique in more ways"),
        (
            "CREATE TABLE t AS SELECT * FROM template; DROP TABLE template;"
            "CREATE TABLE template (host TEXT PRIMARY KEY, state INTEGER NOT NULL)",
            "template.state is of another type",
        ),
        (
            "DROP TABLE template; CREATE TABLE template (host TEXT PRIMARY KEY, "
            "state {bytes} NOT NULL, more TEXT NOT NULL)",
            "template.more must be given",
        ),
    ],
)
def test_what_takes_something_away_is_found(store: Store, change: str, what: str) -> None:
    before = tables(store.engine)
    binary = "BYTEA" if store.engine.dialect.name == "postgresql" else "BLOB"
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        for statement in change.format(bytes=binary).split(";"):
            plain.exec_driver_sql(statement)
    assert breaks(before, tables(store.engine)) == [what]


def grow(store: Store) -> None:
    """What the migration of a version to come may do."""
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        for statement in (
            "CREATE TABLE to_come (id INTEGER PRIMARY KEY)",
            "ALTER TABLE article ADD COLUMN to_come TEXT",
            "ALTER TABLE story ADD COLUMN to_come INTEGER NOT NULL DEFAULT 0",
            "UPDATE alembic_version SET version_num = '9999'",
        ):
            plain.exec_driver_sql(statement)


def test_a_worker_goes_on_where_a_newer_one_has_migrated(store: Store) -> None:
    before = tables(store.engine)
    desk = news.desk()
    articles = news.english(40)
    settled = news.settle(articles[:20], desk)
    store.commit([Advance("stream", 0, None, 20)], settled, (), [desk])
    grow(store)
    assert breaks(before, tables(store.engine)) == []
    settled = news.settle(articles[20:], desk)
    store.commit([Advance("stream", 0, 20, 40)], settled, (), [desk])
    assert store.counts()["articles"] == 40
    assert store.load(news.desk()).seq == desk.seq


@pytest.mark.parametrize("migrate", [True, False])
def test_a_newer_schema_is_refused_with_what_to_do(store: Store, url: str, migrate: bool) -> None:
    grow(store)
    with pytest.raises(Misconfigured, match=r"newer version of Storyfold; upgrade this one"):
        open_store(url, migrate=migrate)


def test_an_older_schema_is_brought_up_to_date(store: Store, url: str) -> None:
    migrate(store, revisions()[-2], down=True)
    assert not store.is_current()
    assert not store.is_newer()
    open_store(url).close()
    assert store.is_current()
