"""The stories of what is taken out, told without it: in the table, in the outbox, by a tombstone."""

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import orjson
import sqlalchemy as sa

from pipeline.cluster.desk import Desk
from pipeline.cluster.heirs import retold
from pipeline.cluster.rules import Rules
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import StoryEvent
from pipeline.store import codec, rulings
from pipeline.store.schema import article, journal, outbox, story, story_link, story_sketch
from pipeline.wire import decode_decision, decode_told, encode_decision, without

_OF_STORY = ("story_id", "version", "status")


def told(
    tx: sa.Connection,
    row: sa.Row[Any],
    gone: Collection[str],
    kin: Collection[str],
    rules: Rules,
) -> StoryEvent:
    """The next version of a story of what is left; one without members where nothing is."""
    _drop_figures(tx, row.story_id, gone)
    desk = Desk(row.shard, DocumentFrequencies(), rules)
    for ruling in rulings.taken(tx, row.shard, sys.maxsize):
        desk.rulings.take(ruling)
    query = (
        sa.select(
            journal.c.seq,
            journal.c.prepared,
            journal.c.decision,
            article.c.relation,
            article.c.parents,
            *(sa.literal(row._mapping[name]).label(name) for name in _OF_STORY),  # noqa: SLF001
            sa.literal(value=True).label("on_desk"),
        )
        .join(article, article.c.article_id == journal.c.article_id)
        .where(article.c.story_id == row.story_id)
        .order_by(journal.c.seq)
    )
    for entry in tx.execute(query):
        codec.restore_entry(desk, entry, entry.seq)
    if not desk.members:
        return StoryEvent(
            story_id=row.story_id,
            shard=row.shard,
            version=row.version + 1,
            change="forgotten",
            status="merged",
            headline="",
            canonical="",
            members=(),
            origins=(),
            flags=(),
            first_seen=row.first_seen,
            last_seen=row.last_seen,
        )
    touched = [one for one in desk.members if one in kin]
    return retold(desk, row.story_id, decode_told(row.record), gone, touched)


def redacted(tx: sa.Connection, row: sa.Row[Any], gone: Collection[str], *, announce: bool) -> bool:
    """Give a story that was taken over its next record, without what goes; False if nothing is left."""
    said = without(row.record, gone)
    if said is None:
        return False
    values = {name: said[name] for name in ("version", "headline", "canonical", "articles")}
    values |= {"origins": said["independent_origins"], "record": orjson.dumps(said)}
    tx.execute(sa.update(story).where(story.c.story_id == row.story_id).values(values))
    if announce:
        told = {name: values[name] for name in ("version", "record")}
        tx.execute(sa.insert(outbox).values(story_id=row.story_id, **told))
    return True


def end(tx: sa.Connection, story_ids: Sequence[str], *, announce: bool) -> None:
    """Stories of which nothing is left leave every table, and the topics by a tombstone."""
    for table in (story, story_sketch, outbox):
        tx.execute(sa.delete(table).where(table.c.story_id.in_(story_ids)))
    if announce and story_ids:
        tombstones = [
            {"story_id": story_id, "version": 0, "record": b"", "topic": topic}
            for story_id in story_ids
            for topic in ("stories", "links")
        ]
        tx.execute(sa.insert(outbox), tombstones)


def unsay(
    tx: sa.Connection, story_ids: Sequence[str], gone: Collection[str], near: Collection[str]
) -> set[str]:
    """Take announcements back that have not gone out; returns the stories whose links these told.

    A story that has given an article away has a newer version behind the one that names it.
    """
    of_links = sa.and_(outbox.c.topic == "links", outbox.c.story_id.in_([*story_ids, *near]))
    unsaid = {*tx.scalars(sa.select(outbox.c.story_id).where(of_links))}
    of_stories = sa.and_(outbox.c.topic == "stories", names(tx, outbox.c.record, gone))
    tx.execute(sa.delete(outbox).where(sa.or_(of_links, of_stories)))
    return unsaid


def linked(tx: sa.Connection, story_ids: Sequence[str]) -> set[str]:
    """Stories whose links name these, and their headlines."""
    query = sa.select(story_link.c.story_id).where(story_link.c.other_id.in_(story_ids))
    return {*tx.scalars(query)}


def names(
    tx: sa.Connection, record: sa.ColumnElement[bytes], ids: Iterable[str]
) -> sa.ColumnElement[bool]:
    """Whether a record has one of the ids in it."""
    said = [sa.literal(id_.encode(), sa.LargeBinary) for id_ in ids]
    if tx.dialect.name == "postgresql":
        return sa.or_(*(sa.func.position(one.op("IN")(record)) > 0 for one in said))
    return sa.or_(*(sa.func.instr(record, one) > 0 for one in said))


def _drop_figures(tx: sa.Connection, story_id: str, gone: Collection[str]) -> None:
    """Of the members that stay, forget which numbers contradict what goes."""
    query = (
        sa.select(journal.c.article_id, journal.c.decision)
        .join(article, article.c.article_id == journal.c.article_id)
        .where(article.c.story_id == story_id)
    )
    for row in tx.execute(query).all():
        if not any(one.encode() in row.decision for one in gone):
            continue
        decision = decode_decision(row.decision)
        figures = tuple(one for one in decision.figures if one.article_id not in gone)
        this = journal.c.article_id == row.article_id
        now = encode_decision(replace(decision, figures=figures))
        tx.execute(sa.update(journal).where(this).values(decision=now))
