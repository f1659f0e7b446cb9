"""What Storyfold knows, on SQLite or PostgreSQL.

Everything that settling a batch of articles brings about is written in one transaction together
with the position behind it. The position is moved by compare-and-set: a writer that no longer has
the newest position writes nothing and raises Fenced.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from pipeline.model import Ruled, Ruling, Settled, StoryEvent
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document
from pipeline.store import (
    afresh,
    announcing,
    codec,
    history,
    letters,
    links,
    memory,
    removals,
    rulings,
)
from pipeline.store.announcing import Announcement
from pipeline.store.history import History
from pipeline.store.letters import Chosen
from pipeline.store.memory import Memory
from pipeline.store.outage import is_conflict, is_outage, short, shown
from pipeline.store.removals import Found, Plan, Removal, Removed, Retold
from pipeline.store.rows import article_row, journal_row, record_of, story_row
from pipeline.store.rulings import Given, Waiting
from pipeline.store.schema import article, journal, outbox, position, snapshot, story
from pipeline.wire import DeadLetter

SNAPSHOT_EVERY = 2_000
"""Journal entries between two snapshots of a shard's document frequencies (about 1 MB each)."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING, _RULING = 0x53544F5259, 0x53544F525B
"""Advisory locks of PostgreSQL that Storyfold takes."""
_PAGE = 500
_WIPE_MS = 3_000
"""So long a file is waited for that others use."""
_CHANGING = ("story_id", "relation", "parents", "origins")
"""Columns of an article that later ones may change."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A position moved on: from ``expected`` (None: none was stored) to ``next``."""

    source: str
    partition: int
    expected: int | None
    next: int


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
                self._advance(tx, advance)
            self._write(tx, settled, ruled, announce=announce)
            rulings.write(tx, ruled)
            letters.write(tx, dead)
            if retried is not None:
                letters.end(tx, retried.ids, "retried", retried.at, announce=announce)
            for desk in desks:
                self._snapshot(tx, desk)
            if learned is not None:
                memory.write(tx, learned)

    def _advance(self, tx: sa.Connection, advance: Advance) -> None:
        key = {"source": advance.source, "partition": advance.partition}
        if advance.expected is None:
            statement = memory.insert(tx, position).on_conflict_do_nothing()
            row = {**key, "next": advance.next}
            moved = len(tx.execute(statement.returning(position.c.next), row).all())
        else:
            at = sa.and_(
                position.c.source == advance.source,
                position.c.partition == advance.partition,
                position.c.next == advance.expected,
            )
            moved = tx.execute(sa.update(position).where(at).values(next=advance.next)).rowcount
        if moved != 1:
            raise Fenced(
                f"{advance.source}/{advance.partition} is no longer at {advance.expected}: "
                "another process has gone on from there"
            )

    def _write(
        self,
        tx: sa.Connection,
        settled: Sequence[Settled],
        ruled: Sequence[Ruled | Retold],
        *,
        announce: bool,
    ) -> None:
        rows = {s.prepared.article.article_id: article_row(s) for s in settled}
        done: tuple[Settled | Ruled | Retold, ...] = (*settled, *ruled)
        latest, touched = _latest(event for one in done for event in one.events)
        changes = []
        for event in latest.values():
            for member in event.members:
                if member.article_id not in touched[event.story_id] or event.status == "merged":
                    continue
                values = {
                    "story_id": event.story_id,
                    "relation": member.relation,
                    "parents": list(member.parents),
                    "origins": list(member.origins),
                }
                if member.article_id in rows:
                    rows[member.article_id].update(values)
                else:
                    changes.append({"id_": member.article_id, **values})
        if rows:
            tx.execute(sa.insert(article), list(rows.values()))
            tx.execute(sa.insert(journal), [journal_row(s) for s in settled])
        if changes:
            tx.execute(
                sa.update(article)
                .where(article.c.article_id == sa.bindparam("id_"))
                .values({name: sa.bindparam(name) for name in _CHANGING}),
                changes,
            )
        history.write(tx, settled)
        stories = [story_row(event) for event in latest.values()]
        if not stories:
            return
        self._write_stories(tx, stories)
        if forgotten := [{"id_": id_} for s in settled for id_ in s.forgotten]:
            gone = story.c.story_id == sa.bindparam("id_")
            tx.execute(sa.update(story).where(gone).values(on_desk=False), forgotten)
        moved = [latest[story_id] for story_id in _rearranged(done)]
        links.write(tx, settled, moved, announce=announce)
        if announce:
            columns = ("story_id", "version", "record")
            rows_out = [{name: row[name] for name in columns} for row in stories]
            tx.execute(sa.insert(outbox), rows_out)

    def _write_stories(self, tx: sa.Connection, rows: list[dict[str, Any]]) -> None:
        statement = memory.insert(tx, story)
        newer = statement.on_conflict_do_update(
            index_elements=["story_id"],
            set_={c.name: statement.excluded[c.name] for c in story.c if not c.primary_key},
            where=story.c.version < statement.excluded.version,
        )
        tx.execute(newer, rows)

    def _snapshot(self, tx: sa.Connection, desk: Desk) -> None:
        query = sa.select(snapshot.c.seq).where(snapshot.c.shard == desk.shard)
        if desk.seq - (tx.scalar(query) or 0) < SNAPSHOT_EVERY:
            return
        statement = memory.insert(tx, snapshot)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["shard"],
                set_={"seq": statement.excluded.seq, "state": statement.excluded.state},
            ),
            {"shard": desk.shard, "seq": desk.seq, "state": codec.encode_counts(desk)},
        )

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
        self, documents: Collection[str], removal: Removal, rules: Rules, *, announce: bool
    ) -> Removed:
        """Take documents out for good, and tell their stories anew; all in one transaction.

        From then on nobody commits what was done without knowing of it. Raises Unavailable.
        """
        with self._transaction(write=True) as tx:

            def write(told: Retold) -> None:
                self._write(tx, (), [told], announce=announce)

            return removals.take_out(tx, documents, removal, rules, write, announce=announce)

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
        """How many articles are in stories that a desk holds: about what ``load`` reads."""
        query = sa.select(sa.func.sum(story.c.articles)).where(
            story.c.shard == shard, story.c.on_desk
        )
        with self._transaction() as tx:
            return int(tx.scalar(query) or 0)

    def load(self, desk: Desk, progress: Callable[[int], None] | None = None) -> Desk:
        """Fill an empty desk from the journal: its stories, frequencies, clock; and its rulings.

        ``progress`` is told how many entries have been read.
        """
        with self._transaction() as tx:
            query = sa.select(snapshot.c.seq, snapshot.c.state)
            saved = tx.execute(query.where(snapshot.c.shard == desk.shard)).first()
            counted = saved.seq if saved else 0
            if saved:
                codec.restore_counts(desk, saved.state)
            entries = (
                sa.select(
                    journal.c.seq,
                    journal.c.prepared,
                    journal.c.decision,
                    article.c.relation,
                    article.c.parents,
                    story.c.story_id,
                    story.c.version,
                    story.c.status,
                    story.c.on_desk,
                )
                .join(article, article.c.article_id == journal.c.article_id)
                .join(story, story.c.story_id == article.c.story_id)
                .where(journal.c.shard == desk.shard)
                .where(sa.or_(story.c.on_desk, journal.c.seq > counted))
                .order_by(journal.c.seq)
            )
            result = tx.execution_options(yield_per=_PAGE).execute(entries)
            number = 0
            for number, row in enumerate(result, start=1):
                codec.restore_entry(desk, row, counted)
                if progress and number % _PAGE == 0:
                    progress(number)
            if progress:
                progress(number)
            newest = sa.select(journal.c.seq, journal.c.article_id)
            mine = newest.where(journal.c.shard == desk.shard).order_by(journal.c.seq.desc())
            seq, last = tx.execute(mine.limit(1)).first() or (0, "")
            for ruling in rulings.taken(tx, desk.shard, seq):
                desk.rulings.take(ruling)
            desk.resume(seq, last)
        return desk

    def follow(self, desk: Desk, progress: Callable[[int], None] | None = None) -> bool:
        """Take in what stands in the journal behind a desk's last entry.

        ``progress`` is told how many entries have been read. False if that is not the way that the desk has come, or if it must not be followed in this way:
        then it is spoilt, and to be loaded anew.
        """
        with self._transaction() as tx:
            query = sa.select(journal).where(journal.c.shard == desk.shard)
            entries = query.where(journal.c.seq >= desk.seq).order_by(journal.c.seq)
            with tx.execution_options(yield_per=_PAGE).execute(entries) as rows:
                if not _follow(desk, rows, progress):
                    return False
            # read last: what a ruling moved stands in none of the entries
            return len(rulings.taken(tx, desk.shard, desk.seq)) == desk.rulings.heard

    def shards(self) -> list[str]:
        """Shards of which anything was settled."""
        found: list[str] = []
        with self._transaction() as tx:
            # one look into the index for each, where DISTINCT would read all of it
            while True:
                query = sa.select(sa.func.min(journal.c.shard))
                after = query.where(journal.c.shard > found[-1]) if found else query
                following = tx.scalar(after)
                if following is None:
                    return found
                found.append(following)

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


def _follow(desk: Desk, rows: Iterable[Any], progress: Callable[[int], None] | None) -> bool:
    """Have a desk carry out journal rows, of which the first is its own last one."""
    if desk.seq:
        own = next(iter(rows), None)
        if own is None or (own.seq, own.article_id) != (desk.seq, desk.last):
            return False
    for number, row in enumerate(rows, start=1):
        if row.seq != desk.seq + 1 or not row.prepared:
            return False
        codec.follow_entry(desk, row)
        if progress and number % _PAGE == 0:
            progress(number)
    return True


def _rearranged(done: Iterable[Settled | Ruled | Retold]) -> list[str]:
    """Stories that took or gave members."""
    return [
        *dict.fromkeys(
            event.story_id
            for one in done
            for event in one.events
            if event.touched or event.replaced_by or event.change in {"split", "ruled", "forgotten"}
        )
    ]


def _latest(
    events: Iterable[StoryEvent],
) -> tuple[dict[str, StoryEvent], dict[str, set[str]]]:
    """The newest version of each story, and the articles that any version touches."""
    latest: dict[str, StoryEvent] = {}
    touched: dict[str, set[str]] = {}
    for event in events:
        if event.version >= latest.setdefault(event.story_id, event).version:
            latest[event.story_id] = event
        touched.setdefault(event.story_id, set()).update(event.touched)
    return latest, touched


def _alembic() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
