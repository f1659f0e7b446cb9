"""What Storyfold knows, on SQLite or PostgreSQL.

Everything that settling a batch of articles brings about is written in one transaction together
with the position behind it. The position is moved by compare-and-set: a writer that no longer has
the newest position writes nothing and raises Fenced.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.errors import Fenced, Unavailable
from pipeline.model import Ruled, Ruling, Settled
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document
from pipeline.store import (
    afresh,
    announcing,
    history,
    letters,
    links,
    memory,
    reading,
    removals,
    rulings,
    writing,
)
from pipeline.store.announcing import Announcement
from pipeline.store.history import History
from pipeline.store.letters import Chosen
from pipeline.store.memory import Memory
from pipeline.store.outage import is_conflict, is_outage, short, shown
from pipeline.store.removals import Found, Plan, Removal, Removed, Retold
from pipeline.store.rows import record_of
from pipeline.store.rulings import Given, Waiting
from pipeline.store.schema import article, outbox, position, story
from pipeline.store.writing import Advance
from pipeline.wire import DeadLetter

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING, _RULING = 0x53544F5259, 0x53544F525B
"""Advisory locks of PostgreSQL that Storyfold takes."""
_PAGE = 500
_WIPE_MS = 3_000
"""So long a file is waited for that others use."""


@dataclass(frozen=True, slots=True)
class Retried:
    """Dead letters of which what was sent again has gone through, by their ids."""

    ids: Sequence[str]
    at: datetime


class Store:
    """A database with Storyfold's schema. Threads may share it; a connection serves one call."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    # -- writing ---------------------------------------------------------------------------------

    def commit(
        self,
        advances: Iterable[Advance],
        settled: Sequence[Settled] = (),
        dead: Sequence[DeadLetter] = (),
        desks: Iterable[Desk] = (),
        learned: Memory | None = None,
        *,
        ruled: Sequence[Ruled] = (),
        retried: Retried | None = None,
        announce: bool = True,
        heard: int | None = None,
    ) -> None:
        """Make a batch durable: all of it, or nothing.

        ``desks`` are those that settled the batch; their frequencies are saved when it is time.
        ``learned`` is what preparing the batch has changed of the memory.
        ``ruled`` is what rulings have brought about that the desks have taken in.
        ``retried`` are dead letters that were sent again and have gone through.
        ``announce`` puts the story versions into the outbox.
        ``heard`` is the newest removal that was known when the batch was settled.
        Raises Fenced if a position is not where it is expected, Outdated if something was taken out
        meanwhile, Unavailable if the database is.
        """
        known = [one for one in (heard, learned.heard if learned else None) if one is not None]
        with self._transaction(write=True) as tx:
            if known:
                removals.check(tx, min(known))
            for advance in advances:
                writing.move(tx, advance)
            writing.write(tx, settled, ruled, announce=announce)
            rulings.write(tx, ruled)
            letters.write(tx, dead)
            if retried is not None:
                letters.end(tx, retried.ids, "retried", retried.at, announce=announce)
            for desk in desks:
                writing.count(tx, desk)
            if learned is not None:
                memory.write(tx, learned)

    def commit_prepared(
        self,
        advance: Advance,
        dead: Sequence[DeadLetter],
        learned: Memory | None,
        retried: Retried,
    ) -> None:
        """What preparing a batch has come to, as ``commit`` says; its articles are on the log."""
        self.commit([advance], dead=dead, learned=learned, retried=retried)

    def begin_afresh(self, decided: "Store | None") -> None:
        """Mark an empty store as one that is being made again, with what people decided in another.

        One that is marked stays as it is. Raises Misconfigured for one that holds anything else.
        """
        decisions: afresh.Decisions | None = None
        if decided is not None:
            with decided.still() as tx:
                decisions = afresh.decisions(tx)
        with self._transaction(write=True) as tx:
            afresh.begin(tx, decisions)

    def end_afresh(self) -> None:
        """It is made; all that it holds is to be announced."""
        with self._transaction(write=True) as tx:
            afresh.end(tx)

    def give(self, ruling: Ruling) -> str:
        """Put a ruling before the desks; returns the shard of its articles, empty where none is known.

        Raises Misconfigured for one that contradicts those that stand, Unavailable.
        """
        with self._transaction(write=True) as tx:
            if self.engine.dialect.name == "postgresql":
                tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_RULING)))
            return rulings.give(tx, ruling)

    def forget(
        self, found: Sequence[Found], removal: Removal, rules: Rules, *, announce: bool
    ) -> Removed:
        """Take documents and their dead letters out for good, and tell their stories anew, in one transaction.

        From then on nobody commits what was done without knowing of it. Raises Unavailable.
        """
        with self._transaction(write=True) as tx:

            def write(told: Retold) -> None:
                writing.write(tx, (), [told], announce=announce)

            documents = [one.document_id for one in found]
            done = removals.take_out(tx, documents, removal, rules, write, announce=announce)
            ids = letters.about(tx, removals.signs(found))
            by, at, why = removal.who, removal.at, removal.why
            dropped = letters.end(tx, ids, "dropped", at, by, why, announce=announce)
        return replace(done, letters=dropped)

    def wipe(self) -> bool:
        """Have SQLite write its file anew, without what was deleted; False while others use it."""
        if self.engine.dialect.name != "sqlite":
            return True
        raw = self.engine.raw_connection()  # outside of a transaction, which VACUUM asks for
        try:
            raw.cursor().execute(f"PRAGMA busy_timeout={_WIPE_MS}")
            raw.cursor().execute("VACUUM")
            (busy, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise Unavailable(f"database: the file cannot be written anew: {error}") from error
            return False
        finally:
            raw.invalidate()  # others wait longer
        return not busy

    def drain_outbox(self, send: Callable[[list[Announcement]], None], limit: int) -> int:
        """Hand up to ``limit`` announcements to ``send``, oldest first.

        They leave the outbox when ``send`` returns, and stay if it raises. One process at a time
        holds the outbox; another returns 0 at once, so a story's versions go out in order.
        """
        with self._transaction(write=True) as tx:
            return announcing.drain(tx, send, limit)

    def announce_again(self, told: Sequence[Announcement]) -> None:
        """Announce once more, as it stands by now, what may have been told late. Raises Unavailable."""
        with self._transaction(write=True) as tx:
            announcing.again(tx, told)

    # -- reading ---------------------------------------------------------------------------------

    def next_position(self, source: str, partition: int = 0) -> int | None:
        """Where to go on in a source, None if nothing of it was done yet."""
        query = sa.select(position.c.next).where(
            position.c.source == source, position.c.partition == partition
        )
        with self._transaction() as tx:
            found: int | None = tx.scalar(query)
            return found

    def positions(self, source: str) -> dict[int, int]:
        """Where to go on in each partition of a source of which something was done."""
        query = sa.select(position.c.partition, position.c.next).where(position.c.source == source)
        with self._transaction() as tx:
            return {row.partition: row.next for row in tx.execute(query)}

    def has_read(self, source: str) -> bool:
        """Whether anything of a source, of a topic say, was ever done."""
        return bool(self.positions(source))

    def known(self, article_ids: Sequence[str]) -> set[str]:
        """Those of the articles that were settled before."""
        if not article_ids:
            return set()
        query = sa.select(article.c.article_id).where(article.c.article_id.in_(article_ids))
        with self._transaction() as tx:
            return set(tx.scalars(query))

    def removals(self) -> int:
        """The number of the newest removal; 0 where nothing was ever taken out."""
        with self._transaction() as tx:
            return removals.newest(tx)

    def removed_from(self, since: int) -> set[str]:
        """The shards of which something was taken out by removals after one."""
        with self._transaction() as tx:
            return removals.shards(tx, since)

    def forgotten(self, hashes: Collection[str]) -> set[str]:
        """Those of the article ids, document ids and document keys that were taken out for good."""
        with self._transaction() as tx:
            return removals.forgotten(tx, hashes)

    def find_documents(self, named: str) -> list[Found]:
        """The documents that a name means: an id of an article or a document, the id it came in with, a URL."""
        with self._transaction() as tx:
            return removals.find(tx, named)

    def was_forgotten(self, named: str) -> bool:
        """Whether what a name means, as of ``find_documents``, was taken out before."""
        with self._transaction() as tx:
            return bool(removals.forgotten(tx, removals.hashes(named)))

    def plan(self, documents: Collection[str]) -> Plan:
        """What taking documents out would change beside them. Reads whole shards."""
        with self._transaction() as tx:
            return removals.plan(tx, documents)

    def templates(self, hosts: Collection[str]) -> Mapping[str, Template]:
        """Templates of those hosts that have one."""
        with self._transaction() as tx:
            return memory.templates(tx, hosts)

    def documents(self, keys: Collection[str]) -> Mapping[str, Document]:
        """Documents by those of the keys under which one is known."""
        with self._transaction() as tx:
            return memory.documents(tx, keys)

    def on_desk(self, shard: str) -> int:
        """About how many entries ``load`` will read."""
        with self._transaction() as tx:
            return reading.on_desk(tx, shard)

    def load(self, desk: Desk, progress: reading.Progress | None = None) -> Desk:
        """Fill an empty desk from the journal: its stories, frequencies, clock; and its rulings.

        ``progress`` is told how many entries have been read.
        """
        with self._transaction() as tx:
            reading.load(tx, desk, progress)
        return desk

    def follow(self, desk: Desk, progress: reading.Progress | None = None) -> bool:
        """Take in what stands in the journal behind a desk's last entry; False if it cannot, and is spoilt."""
        with self._transaction() as tx:
            return reading.follow(tx, desk, progress)

    def shards(self) -> list[str]:
        """Shards of which anything was settled."""
        with self._transaction() as tx:
            return reading.shards(tx)

    def rulings(self) -> list[Given]:
        """Every ruling, in the order in which they were given."""
        with self._transaction() as tx:
            return rulings.read(tx)

    def ruling_count(self) -> int:
        """How many there are; it tells whether there are new ones."""
        with self._transaction() as tx:
            return rulings.count(tx)

    def waiting(self, desk: Desk) -> list[Waiting]:
        """Rulings that a desk has yet to take in, the first due first."""
        with self._transaction() as tx:
            return rulings.waiting(tx, desk.shard, desk.seq)

    def shards_to_rule(self) -> list[str]:
        """Shards that were settled before whose desk has a ruling to take in."""
        with self._transaction() as tx:
            return rulings.shards(tx)

    def stories(self, limit: int | None = None, *, at_least: int = 1) -> list[dict[str, Any]]:
        """Stories that are not merged away, those with most origins and articles first."""
        query = (
            sa.select(story)
            .where(story.c.status != "merged", story.c.articles >= at_least)
            .order_by(story.c.articles.desc(), story.c.origins.desc(), story.c.story_id)
            .limit(limit)
        )
        with self._transaction() as tx:
            return [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - public in SQLAlchemy

    def story(self, story_id: str) -> dict[str, Any] | None:
        """One story by its id, or by the beginning of it where that is plain."""
        query = sa.select(story).where(story.c.story_id.startswith(story_id, autoescape=True))
        with self._transaction() as tx:
            rows = tx.execute(query.limit(2)).all()
        return dict(rows[0]._mapping) if len(rows) == 1 else None  # noqa: SLF001

    def links(self, story_ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Links of some stories, or of all, to stories of other languages."""
        with self._transaction() as tx:
            return links.of(tx, story_ids)

    def members(self, story_ids: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Articles in the order in which each shard settled them; of some stories, or of all."""
        columns = [c for c in article.c if c.name != "body"]
        query = sa.select(*columns).order_by(article.c.shard, article.c.seq)
        queries = [query]
        if story_ids is not None:
            pages = (story_ids[i : i + _PAGE] for i in range(0, len(story_ids), _PAGE))
            queries = [query.where(article.c.story_id.in_(page)) for page in pages]
        with self._transaction() as tx:
            for part in queries:
                for row in tx.execution_options(yield_per=_PAGE).execute(part):
                    yield dict(row._mapping)  # noqa: SLF001

    def articles(self, id_: str) -> list[dict[str, Any]]:
        """The articles that have an id, theirs or the one they came in with, as records."""
        either = sa.or_(article.c.article_id == id_, article.c.id == id_)
        query = sa.select(article).where(either).order_by(article.c.shard, article.c.seq)
        with self._transaction() as tx:
            return [record_of(dict(row._mapping)) for row in tx.execute(query)]  # noqa: SLF001

    def histories(self, ids: Collection[str]) -> list[History]:
        """All that is known of how articles were settled; by their ids or those they came in with."""
        with self._transaction() as tx:
            return history.histories(tx, ids)

    def counts(self) -> dict[str, int]:
        """How many articles, stories and dead letters there are."""
        with self._transaction() as tx:
            return {
                "articles": tx.scalar(sa.select(sa.func.count()).select_from(article)) or 0,
                "stories": tx.scalar(
                    sa.select(sa.func.count()).select_from(story).where(story.c.status != "merged")
                )
                or 0,
                "dead": letters.standing(tx),
            }

    def pending(self) -> int:
        """Announcements that have not gone out."""
        with self._transaction() as tx:
            return tx.scalar(sa.select(sa.func.count()).select_from(outbox)) or 0

    def dead_letters(
        self, limit: int | None = None, chosen: Chosen | None = None
    ) -> list[dict[str, Any]]:
        """The newest standing dead letters, or all, oldest first."""
        with self._transaction() as tx:
            return letters.read(tx, chosen or Chosen(), limit)

    def dead_letter(self, id_: str) -> dict[str, Any] | None:
        """One letter, standing or ended, by its id or by the beginning of it where that is plain."""
        with self._transaction() as tx:
            found = letters.beginning(tx, id_)
        return found[0] if len(found) == 1 else None

    def dead_ids(self, chosen: Chosen) -> list[str]:
        """The standing letters that are meant, each source's in the order of their places."""
        with self._transaction() as tx:
            return letters.ids(tx, chosen)

    def dead_counts(self, chosen: Chosen) -> list[tuple[str, str, int]]:
        """Stage, reason, and how many letters stand for them."""
        with self._transaction() as tx:
            return letters.counts(tx, chosen)

    def send_again(self, ids: Sequence[str], at: datetime) -> None:
        """Keep when letters were sent again."""
        with self._transaction(write=True) as tx:
            letters.sent(tx, ids, at)

    def drop(
        self, ids: Sequence[str], at: datetime, who: str, why: str, *, announce: bool = False
    ) -> int:
        """Take letters away for good; returns how many of them stood."""
        with self._transaction(write=True) as tx:
            return letters.end(tx, ids, "dropped", at, who, why, announce=announce)

    def letters_about(self, found: Sequence[Found]) -> list[str]:
        """Standing letters that hold an item or a record of documents. Reads every payload."""
        with self._transaction() as tx:
            return letters.about(tx, removals.signs(found))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    # -- both ------------------------------------------------------------------------------------

    def migrate(self) -> None:
        """Bring the schema to this version; processes that start together do it one by one."""
        config = _alembic()
        with self._transaction(write=True) as tx:
            if self.engine.dialect.name == "postgresql":
                tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
            config.attributes["connection"] = tx
            alembic.command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Whether the schema is that of this version; changes nothing."""
        return self._revision() == ScriptDirectory.from_config(_alembic()).get_current_head()

    def is_newer(self) -> bool:
        """Whether the schema is one that this version does not know."""
        known = ScriptDirectory.from_config(_alembic()).walk_revisions()
        return self._revision() not in {None, *(one.revision for one in known)}

    def _revision(self) -> str | None:
        with self._transaction() as tx:
            return MigrationContext.configure(tx).get_current_revision()

    @contextmanager
    def still(self) -> Iterator[sa.Connection]:
        """Everything as it is at one moment, to be read; raises Unavailable."""
        with self._transaction(still=True) as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, write: bool = False, still: bool = False) -> Iterator[sa.Connection]:
        options: dict[str, Any] = {"write": write}
        if still and self.engine.dialect.name == "postgresql":  # SQLite reads so in any case
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            with (
                self.engine.connect() as connection,
                connection.execution_options(**options).begin(),
            ):
                yield connection
        except sa.exc.IntegrityError as error:
            if not is_conflict(error):
                raise
            raise Fenced(f"another process writes to this database: {short(error)}") from error
        except sa.exc.DBAPIError as error:
            if is_outage(error):
                where = shown(self.engine.url)
                raise Unavailable(f"database: {where} does not answer: {short(error)}") from error
            raise


def _alembic() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
