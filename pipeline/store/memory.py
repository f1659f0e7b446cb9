"""What prepare remembers of hosts and documents, kept with the position behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.normalize.chrome.template import VERSION as TEMPLATE_VERSION
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.site import REMEMBERED
from pipeline.normalize.versions import Document
from pipeline.store.schema import document, document_key, template
from pipeline.wire import decode_document, encode_document, newer


@dataclass(frozen=True, slots=True)
class Memory:
    """What a batch has changed: templates by host, documents, and what each key now means."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    heard: int = 0
    """the newest removal that was known when the batch was prepared"""


def insert(tx: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - the dialects' own types
    """An insert that can say ON CONFLICT; the two dialects share the words, not the class."""
    module: Any = postgresql if tx.dialect.name == "postgresql" else sqlite
    return module.insert(table).values({c.name: sa.bindparam(c.name) for c in table.c})


def write(tx: sa.Connection, memory: Memory) -> None:
    """Make what a batch has changed durable, and forget what is too old."""
    if memory.templates:
        rows = [{"host": h, "state": t.dump()} for h, t in sorted(memory.templates.items())]
        tx.execute(_newest(tx, template), rows)
    found = sorted(memory.documents, key=lambda one: one.document_id)
    if not found:
        return
    seen_at = {one.document_id: one.seen_at for one in found}
    tx.execute(
        _newest(tx, document),
        [
            {"document_id": d.document_id, "seen_at": d.seen_at, "state": encode_document(d)}
            for d in found
        ],
    )
    tx.execute(
        _newest(tx, document_key),
        [
            {"key": key, "document_id": id_, "seen_at": seen_at[id_]}
            for key, id_ in sorted(memory.keys.items())
        ],
    )
    _forget(tx, sorted(seen_at.values())[len(found) // 2] - REMEMBERED)


def templates(tx: sa.Connection, hosts: Collection[str]) -> dict[str, Template]:
    """Templates of those hosts that have one. Raises Newer."""
    query = sa.select(template.c.host, template.c.state).where(template.c.host.in_(hosts))
    return {row.host: _template(row.state) for row in tx.execute(query)}


def _template(state: bytes) -> Template:
    if state and state[0] > TEMPLATE_VERSION:
        raise newer("a host's template", state[0])
    return Template.load(state)


def documents(tx: sa.Connection, keys: Collection[str]) -> dict[str, Document]:
    """Documents by those of the keys under which one is known."""
    query = (
        sa.select(document_key.c.key, document.c.state)
        .join(document, document.c.document_id == document_key.c.document_id)
        .where(document_key.c.key.in_(keys))
    )
    return {row.key: decode_document(row.state) for row in tx.execute(query)}


def _newest(tx: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - as insert
    statement = insert(tx, table)
    return statement.on_conflict_do_update(
        index_elements=[c.name for c in table.primary_key],
        set_={c.name: statement.excluded[c.name] for c in table.c if not c.primary_key},
    )


def _forget(tx: sa.Connection, before: datetime) -> None:
    """Drop what is too old; by the median time of a batch, for one clock may be wrong.

    What is older by as much again is of an archive that is read beside: it goes by that one's time.
    """
    for table in (document, document_key):
        tx.execute(
            sa.delete(table).where(table.c.seen_at < before, table.c.seen_at >= before - REMEMBERED)
        )
