"""What the database alone can prove: rows, journal, stories and their records fit together."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from pipeline.audit.findings import Findings, Kind
from pipeline.store import Store
from pipeline.store.schema import article, dead, journal, outbox, story

_PAGE = 500
_FIELDS = (
    "shard",
    "version",
    "status",
    "headline",
    "canonical",
    "articles",
    "replaced_by",
)
_Row = sa.Row[Any]


def audit_stored(store: Store) -> Findings:
    """Look at a database alone. Raises Unavailable."""
    findings = Findings(unproven=["the log: the database alone was looked at"])
    with store.still() as tx:
        check(tx, findings)
    return findings


def check(
    tx: sa.Connection, findings: Findings, keep: Callable[[str, int, bytes], None] = lambda *_: None
) -> None:
    """Find what does not fit; ``keep`` is given each story's id, version and digest of its record."""
    _count(tx, findings)
    _journal(tx, findings)
    _articles(tx, findings)
    _replaced(tx, findings)
    for page in _pages(tx):
        _stories(tx, page, findings)
        for row in page:
            keep(row.story_id, row.version, digest(row.record))


def digest(record: bytes) -> bytes:
    """Sixteen bytes that two records share only if they are the same."""
    return hashlib.blake2b(record, digest_size=16).digest()


def _count(tx: sa.Connection, findings: Findings) -> None:
    def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        return tx.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0

    figures = findings.figures
    figures["articles"] = count(article)
    figures["stories"] = count(story, story.c.status != "merged")
    figures["stories taken over"] = count(story, story.c.status == "merged")
    figures["dead letters that stand"] = count(dead, dead.c.ended.is_(None))
    figures["dead letters retried"] = count(dead, dead.c.ended == "retried")
    figures["dead letters dropped"] = count(dead, dead.c.ended == "dropped")
    figures["announcements that wait"] = count(outbox)


def _journal(tx: sa.Connection, findings: Findings) -> None:
    seq = journal.c.seq
    query = (
        sa.select(journal.c.shard, sa.func.count().label("n"), sa.func.max(seq).label("last"))
        .group_by(journal.c.shard)
        .having(sa.or_(sa.func.count() != sa.func.max(seq), sa.func.min(seq) != 1))
    )
    for row in tx.execute(query):
        findings.fault(
            "article", f"the journal of {row.shard} has {row.n} entries and goes up to {row.last}"
        )


def _articles(tx: sa.Connection, findings: Findings) -> None:
    same = journal.c.article_id == article.c.article_id
    place = sa.and_(journal.c.shard == article.c.shard, journal.c.seq == article.c.seq)
    unwritten = (
        sa.select(article.c.article_id, article.c.shard, article.c.seq)
        .outerjoin(journal, same)
        .where(sa.or_(journal.c.article_id.is_(None), sa.not_(place)))
    )
    _faults(tx, unwritten, findings, "article", "article {} is not entry {} {} of the journal")
    absent = (
        sa.select(journal.c.article_id, journal.c.shard, journal.c.seq)
        .outerjoin(article, same)
        .where(article.c.article_id.is_(None), sa.func.length(journal.c.prepared) > 0)
    )
    _faults(
        tx, absent, findings, "article", "article {} is entry {} {} of the journal and has no row"
    )
    nowhere = (
        sa.select(article.c.article_id, article.c.story_id)
        .outerjoin(story, story.c.story_id == article.c.story_id)
        .where(sa.or_(story.c.story_id.is_(None), story.c.status == "merged"))
    )
    _faults(tx, nowhere, findings, "article", "article {} is in story {}, which does not stand")


def _replaced(tx: sa.Connection, findings: Findings) -> None:
    """Every story that was taken over leads, maybe through others, to one that stands."""
    standing = sa.select(story.c.story_id).where(story.c.status != "merged")
    ends = standing.where(story.c.replaced_by.is_(None)).cte("ends", recursive=True)
    ends = ends.union(
        sa.select(story.c.story_id)
        .join(ends, story.c.replaced_by == ends.c.story_id)
        .where(story.c.status == "merged")
    )
    lost = sa.select(story.c.story_id, story.c.status, story.c.replaced_by).where(
        story.c.story_id.not_in(sa.select(ends.c.story_id))
    )
    _faults(
        tx,
        lost,
        findings,
        "story",
        "story {} is {}, replaced by {}: that leads to no story that stands",
    )


def _pages(tx: sa.Connection) -> Iterator[Sequence[_Row]]:
    """Every story, some at a time."""
    last = ""
    while True:
        query = sa.select(story).where(story.c.story_id > last).order_by(story.c.story_id)
        page = tx.execute(query.limit(_PAGE)).all()
        if not page:
            return
        yield page
        last = page[-1].story_id


def _stories(tx: sa.Connection, page: Sequence[_Row], findings: Findings) -> None:
    columns = (
        article.c.article_id,
        article.c.story_id,
        article.c.relation,
        article.c.parents,
        article.c.origins,
    )
    rows: dict[str, dict[str, _Row]] = {}
    ids = [row.story_id for row in page]
    query: sa.Select[Any] = sa.select(*columns).where(article.c.story_id.in_(ids))
    for member in tx.execute(query):
        rows.setdefault(member.story_id, {})[member.article_id] = member
    for one in page:
        for line in _wrong(one, rows.get(one.story_id, {})):
            findings.fault("story", f"story {one.story_id}: {line}")


def _wrong(row: _Row, members: dict[str, _Row]) -> Iterator[str]:
    """What is wrong with a story: its columns, its record and its articles must say the same."""
    try:
        record = orjson.loads(row.record)
        told = {member["article_id"]: member for member in record["members"]}
        differing = [name for name in _FIELDS if record[name] != getattr(row, name)]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        yield "its record cannot be read"
        return
    if record["story_id"] != row.story_id:
        differing.append("story_id")
    if record["independent_origins"] != row.origins:
        differing.append("origins")
    if differing:
        yield f"row and record differ in {', '.join(differing)}"
    if row.status != "merged":
        yield from _wrong_members(row, record, told, members)


def _wrong_members(
    row: _Row, record: dict[str, Any], told: dict[str, dict[str, Any]], members: dict[str, _Row]
) -> Iterator[str]:
    """The same of its members: ``told`` by its record, ``members`` by their rows."""
    if row.articles != len(members):
        yield f"it counts {row.articles} articles, and {len(members)} are in it"
    if strangers := sorted(told.keys() - members.keys()):
        yield f"its record names {_some(strangers)}, which are not in it"
    is_whole = len(told) == record["articles"]
    if is_whole and (unnamed := sorted(members.keys() - told.keys())):
        yield f"its record does not name {_some(unnamed)}"
    if is_whole and row.canonical not in told:
        yield f"its canonical article {row.canonical} is none of its members"
    for id_ in sorted(told.keys() & members.keys()):
        said, member = told[id_], members[id_]
        facts = (said["relation"], said["parents"], said["origins"])
        if facts != (member.relation, member.parents, member.origins):
            yield f"row and record differ in what they say of article {id_}"


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
    return ", ".join(ids[:3]) + more


def _faults(
    tx: sa.Connection, query: sa.Select[Any], findings: Findings, kind: Kind, words: str
) -> None:
    for row in tx.execution_options(yield_per=_PAGE).execute(query):
        findings.fault(kind, words.format(*row))
