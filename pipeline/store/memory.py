"""What prepare remembers of hosts and documents, kept with the position behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document
from pipeline.store.schema import document, document_key, template
from pipeline.wire import decode_document, encode_document

KEPT = timedelta(days=30)
"""A document that did not come again for so long is no longer known: what comes then is new."""
_FORGOTTEN_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Memory:
    """What a batch has changed: templates by host, documents."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    documents: Sequence[Document] = ()


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
    tx.execute(
        _newest(tx, document),
        [
            {"document_id": d.document_id, "seen_at": d.seen_at, "state": encode_document(d)}
            for d in found
        ],
    )
    keys = {key: d.document_id for d in found for key in d.keys}
    tx.execute(
        _newest(tx, document_key),
        [{"key": key, "document_id": id_} for key, id_ in sorted(keys.items())],
    )
    _forget(tx, max(d.seen_at for d in found) - KEPT)


def templates(tx: sa.Connection, hosts: Collection[str]) -> dict[str, Template]:
    """Templates of those hosts that have one."""
    query = sa.select(template.c.host, template.c.state).where(template.c.host.in_(hosts))
    return {row.host: Template.load(row.state) for row in tx.execute(query)}


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
    query = sa.select(document.c.document_id).where(document.c.seen_at < before)
    old = tx.scalars(query.limit(_FORGOTTEN_AT_ONCE)).all()
    if old:
        tx.execute(sa.delete(document_key).where(document_key.c.document_id.in_(old)))
        tx.execute(sa.delete(document).where(document.c.document_id.in_(old)))
