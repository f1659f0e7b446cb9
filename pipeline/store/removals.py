"""Documents taken out for good: every version and take of them, from every table.

What is left of them are hashes that keep them from coming back, and who took them out, when and why.
One transaction does all of it, whoever runs it: workers that settled or prepared without knowing of
the newest removal cannot commit (``check``), drop the desks that it touched, and do their work again.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.cluster.heirs import Kin, heirs
from pipeline.cluster.rules import Rules
from pipeline.errors import Outdated
from pipeline.model import StoryEvent
from pipeline.normalize.identity import host_of, identifier
from pipeline.normalize.reading import address_of
from pipeline.store import links, retelling
from pipeline.store.letters import Signs
from pipeline.store.memory import insert
from pipeline.store.schema import (
    article,
    document,
    document_key,
    journal,
    removal,
    revision,
    story,
)
from pipeline.store.schema import (
    forgotten as forgotten_table,
)

_FORGETTING = 0x53544F525D
"""An advisory lock of PostgreSQL: shared by commits, exclusive to a removal."""
_PAGE = 500
_TELLING_CHARS = 20
"""A shorter headline may stand in anybody's text."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Who takes something out, when and why; ``why`` is kept for good, and readers are not told."""

    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document that would be taken out: its rows of ``article`` (without body) and its keys."""

    document_id: str
    articles: Sequence[dict[str, Any]]
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Touched:
    """A story that would be told anew, and how many of its articles would go."""

    story_id: str
    headline: str
    articles: int
    going: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a removal would change: stories, and articles that were derived from what goes, which stay."""

    stories: Sequence[Touched]
    derived: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal did: articles taken out, stories told anew, and stories of which nothing is left."""

    number: int
    articles: int
    told: Sequence[str]
    ended: Sequence[str]
    letters: int = 0
    """dead letters that were dropped"""


@dataclass(frozen=True, slots=True)
class Retold:
    """Story versions that a removal makes."""

    events: tuple[StoryEvent, ...]


def check(tx: sa.Connection, heard: int) -> None:
    """Keep removals out until the transaction ends. Raises Outdated if one was stored that is not known."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_FORGETTING)))
    if newest(tx) > heard:
        raise Outdated("an article was taken out for good meanwhile; the work is done again")


def newest(tx: sa.Connection) -> int:
    """The number of the newest removal; 0 if there is none."""
    return tx.scalar(sa.select(sa.func.max(removal.c.number))) or 0


def shards(tx: sa.Connection, since: int) -> set[str]:
    """The shards that removals after one have touched."""
    query = sa.select(removal.c.shards).where(removal.c.number > since)
    return {shard for touched in tx.scalars(query) for shard in touched}


def forgotten(tx: sa.Connection, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that name something taken out."""
    found: set[str] = set()
    for page in _paged([*hashes]):
        query = sa.select(forgotten_table.c.hash).where(forgotten_table.c.hash.in_(page))
        found.update(tx.scalars(query))
    return found


def find(tx: sa.Connection, named: str) -> list[Found]:
    """The documents that are meant: by an id of theirs or of an article, or by their address."""
    columns = (article.c.article_id, article.c.document_id, article.c.id)
    ids = {*tx.scalars(sa.select(article.c.document_id).where(_any(columns, named)).distinct())}
    address = address_of(named)
    if not ids and address:
        key = identifier("address", host_of(named), address)
        by_key = sa.select(document_key.c.document_id).where(document_key.c.key == key)
        by_url = sa.select(article.c.document_id).where(article.c.url == named)
        ids = {*tx.scalars(by_key), *tx.scalars(by_url)}
    found = ((id_, _articles(tx, [id_])) for id_ in sorted(ids))
    return [Found(id_, rows, _keys(rows)) for id_, rows in found if rows]


def hashes(named: str) -> set[str]:
    """What a name may stand as among what was taken out: an id of ours, one it came in with, an address."""
    of_id, of_url = (
        identifier("id", named),
        identifier("address", host_of(named), address_of(named)),
    )
    return {named, of_id, of_url}


def plan(tx: sa.Connection, documents: Collection[str]) -> Plan:
    """What taking documents out would change beside them."""
    rows = _articles(tx, documents)
    gone = {row["article_id"] for row in rows}
    kin = _related(tx, gone, {row["shard"] for row in rows})
    going = Counter(row["story_id"] for row in rows)
    stories = [
        Touched(row.story_id, row.headline, row.articles, going[row.story_id])
        for row in _stories_of(tx, gone)
    ]
    columns = [article.c[name] for name in ("article_id", "id", "relation", "source", "title")]
    derived = tx.execute(sa.select(*columns).where(article.c.article_id.in_(kin)))
    return Plan(stories, [dict(row._mapping) for row in derived])  # noqa: SLF001


def signs(found: Iterable[Found]) -> Signs:
    """What records of documents can be told by."""
    rows = [row for one in found for row in one.articles]
    names = {row[name] for row in rows for name in ("document_id", "article_id", "url")}
    headlines = {row["title"] for row in rows if len(row["title"]) >= _TELLING_CHARS}
    ids = {(row["id"], home) for row in rows for home in (row["source"], row["host"])}
    return Signs(_written(names), _written(headlines), ids)


def _written(texts: Iterable[str]) -> set[bytes]:
    """Texts in bytes, as they are and as JSON may write them."""
    return {way.encode() for text in texts if text for way in (text, json.dumps(text)[1:-1])}


def take_out(
    tx: sa.Connection,
    documents: Collection[str],
    by: Removal,
    rules: Rules,
    write: Callable[[Retold], None],
    *,
    announce: bool,
) -> Removed:
    """Take documents out; ``write`` makes versions of stories durable, as for what is settled."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_FORGETTING)))
    rows = _articles(tx, documents)
    gone = frozenset(row["article_id"] for row in rows)
    touched = sorted({row["shard"] for row in rows})
    number = _bar(tx, rows, by, touched)
    kin = _related(tx, gone, touched)
    quoting = _taken_over(tx, gone, touched)
    stories = _stories_of(tx, {*gone, *kin})
    _erase(tx, gone, documents)
    for article_id, (relation, parents) in kin.items():
        this = article.c.article_id == article_id
        tx.execute(sa.update(article).where(this).values(relation=relation, parents=[*parents]))
    ids = [row.story_id for row in stories]
    near = retelling.linked(tx, ids)
    unsaid = retelling.unsay(tx, ids, gone, near)
    events = tuple(retelling.told(tx, row, gone, kin, rules) for row in stories)
    write(Retold(events))
    off = [row.story_id for row in stories if not row.on_desk]
    tx.execute(sa.update(story).where(story.c.story_id.in_(off)).values(on_desk=False))
    left = [event.story_id for event in events if event.members]
    ended = [event.story_id for event in events if not event.members]
    ended += [
        row.story_id for row in quoting if not retelling.redacted(tx, row, gone, announce=announce)
    ]
    links.tell(tx, (near | unsaid) - {*ended}, announce=announce)
    retelling.end(tx, ended, announce=announce)
    return Removed(number, len(rows), left, ended)


def _articles(tx: sa.Connection, documents: Collection[str]) -> list[dict[str, Any]]:
    columns = [c for c in article.c if c.name not in {"body", "evidence"}]
    query = sa.select(*columns).where(article.c.document_id.in_(documents))
    rows = tx.execute(query.order_by(article.c.shard, article.c.seq))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - public in SQLAlchemy


def _keys(rows: Iterable[dict[str, Any]]) -> list[str]:
    """What the prepare stage knows a document by, wherever it was at home."""
    keys: dict[str, None] = {}
    for row in rows:
        address = address_of(row["url"])
        for home in filter(None, {row["host"], row["source"], host_of(row["url"])}):
            keys[identifier("id", home, row["id"])] = None
            if address:
                keys[identifier("address", home, address)] = None
    return sorted(keys)


def _bar(
    tx: sa.Connection, rows: Sequence[dict[str, Any]], by: Removal, touched: Sequence[str]
) -> int:
    """Keep what is taken out from coming back; returns the number of the removal."""
    values = {"who": by.who, "at": by.at, "why": by.why, "shards": touched}
    number: int = tx.scalar(sa.insert(removal).values(values).returning(removal.c.number)) or 0
    named = {row["article_id"]: "article" for row in rows}
    named |= {row["document_id"]: "document" for row in rows}
    named |= {identifier("id", row["id"]): "id" for row in rows}
    named |= dict.fromkeys(_keys(rows), "key")
    tx.execute(
        insert(tx, forgotten_table).on_conflict_do_nothing(),
        [{"hash": hash_, "kind": kind, "number": number} for hash_, kind in named.items()],
    )
    return number


def _related(tx: sa.Connection, gone: Collection[str], touched: Collection[str]) -> dict[str, Kin]:
    """What articles are now that were derived from what goes. Reads the parents of whole shards."""
    parents = sa.cast(article.c.parents, sa.Text)
    columns = article.c.article_id, article.c.relation, article.c.parents
    query = sa.select(*columns).where(
        article.c.shard.in_(touched),
        sa.or_(article.c.article_id.in_(gone), *(parents.contains(one) for one in gone)),
    )
    rows = tx.execute(query.order_by(article.c.shard, article.c.seq))
    return heirs({row.article_id: (row.relation, tuple(row.parents)) for row in rows}, gone)


def _taken_over(
    tx: sa.Connection, gone: Collection[str], touched: Collection[str]
) -> list[sa.Row[Any]]:
    """Stories that others have taken over, whose last record names what goes. Reads whole shards."""
    query = sa.select(story.c.story_id, story.c.record).where(
        story.c.shard.in_(touched),
        story.c.status == "merged",
        retelling.names(tx, story.c.record, gone),
    )
    return [*tx.execute(query.order_by(story.c.story_id))]


def _stories_of(tx: sa.Connection, article_ids: Collection[str]) -> list[sa.Row[Any]]:
    """The stories of articles, as they stand."""
    of = sa.select(article.c.story_id).where(article.c.article_id.in_(article_ids))
    query = sa.select(story).where(story.c.story_id.in_(of)).order_by(story.c.story_id)
    return [*tx.execute(query)]


def _erase(tx: sa.Connection, gone: Collection[str], documents: Collection[str]) -> None:
    """Delete the rows; in the journal an empty one keeps the place, and the seq that comes next."""
    bare: dict[str, Any] = {
        "prepared": b"",
        "decision": b"",
        "sketch": None,
        "article_id": sa.bindparam("hash"),
    }
    this = journal.c.article_id == sa.bindparam("id_")
    named = [{"id_": id_, "hash": identifier("removed", id_)} for id_ in sorted(gone)]
    tx.execute(sa.update(journal).where(this).values(bare), named)
    tx.execute(sa.delete(article).where(article.c.article_id.in_(gone)))
    of_it = sa.or_(revision.c.article_id.in_(gone), revision.c.by.in_(gone))
    tx.execute(sa.delete(revision).where(of_it))
    for table in (document, document_key):
        tx.execute(sa.delete(table).where(table.c.document_id.in_(documents)))


def _any(columns: Iterable[sa.ColumnElement[str]], named: str) -> sa.ColumnElement[bool]:
    return sa.or_(*(column == named for column in columns))


def _paged(hashes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (hashes[i : i + _PAGE] for i in range(0, len(hashes), _PAGE))
