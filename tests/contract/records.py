"""One record of every kind, of invented news, and what a reader must find in it for ever.

``python -m tests.contract.records > tests/contract/records_vN.json`` writes those of a new version N, once;
files of versions before it stay as they are.
"""

import base64
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from pipeline.cluster.desk import Desk
from pipeline.model import Decision, Prepared, Sketch
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document, Version
from pipeline.store.codec import encode_counts, restore_counts
from pipeline.store.rows import journal_row
from pipeline.wire import (
    RawRecord,
    decode_decision,
    decode_document,
    decode_headers,
    decode_item,
    decode_prepared,
    decode_raw,
    decode_sketch,
    encode_decision,
    encode_document,
    encode_headers,
    encode_prepared,
    raw_headers,
)
from tests.contract import news

Facts = dict[str, Any]


def write() -> dict[str, bytes]:
    """A record of every kind, as this version writes it."""
    desk = news.desk()
    settled = news.settle(news.english(40), desk)
    last = settled[-1]
    template = Template()
    for number in range(6):
        template.learn([f"The harbour closed {number}.", "The Harbour Post, every morning"])
    version = Version("a" * 20, 1, 0, "Harbour closes", ("The harbour closed.",))
    document = Document("d" * 20, ("k" * 20,), news.SEEN, (version,))
    raw = RawRecord(orjson.dumps(news.rows(1)[0]), "json", "harbour", "one", news.SEEN, 7)
    raw_record = {
        "value": raw.value.decode(),
        "headers": [[name, data.decode()] for name, data in raw_headers(raw)],
    }
    return {
        "raw": orjson.dumps(raw_record),
        "prepared": encode_prepared(last.prepared),
        "decision": encode_decision(last.decision),
        "sketch": journal_row(last)["sketch"],
        "counts": encode_counts(desk),
        "document": encode_document(document),
        "template": template.dump(),
        "headers": encode_headers([("source", b"harbour"), ("id", b"\xff\x00")]),
    }


def _raw(value: bytes) -> Facts:
    said = orjson.loads(value)
    headers = [(name, data.encode()) for name, data in said["headers"]]
    record = decode_raw(said["value"].encode(), headers, datetime.fromisoformat("2030-01-01"))
    item = decode_item(record, 1_000_000)
    return {"source": record.source, "seen_at": record.seen_at, "id": item.id, "text": item.text}


def _prepared(value: bytes) -> Facts:
    found: Prepared = decode_prepared(value)
    article, print_ = found.article, found.fingerprint
    return {
        "article": [article.article_id, article.document_id, article.title, article.seen_at],
        "paragraphs": article.paragraphs,
        "content": print_.content,
        "passages": [len(print_.passages.hashes), int(print_.passages.hashes.sum())],
        "terms": [len(print_.terms.hashes), int(print_.terms.fields.sum())],
        "claims": len(print_.claims.sentences),
        "signs": print_.signs.names,
    }


def _decision(value: bytes) -> Facts:
    found: Decision = decode_decision(value)
    return {
        "story": [found.story_id, found.relation, found.parents, found.why],
        "at": [found.at, found.clock],
        "vector": [len(found.vector.terms), round(float(found.vector.weights.sum()), 3)],
    }


def _sketch(value: bytes) -> Facts:
    found: Sketch = decode_sketch(value)
    return {"names": found.names, "words": found.words, "first": found.first}


def _counts(value: bytes) -> Facts:
    desk: Desk = news.desk()
    restore_counts(desk, value)
    articles, seen, terms, df = desk.frequencies.dump()
    return {
        "clock": desk.clock,
        "recent": len(desk.recent),
        "articles": round(articles, 3),
        "seen": seen,
        "terms": [len(terms), round(float(df.sum()), 3)],
    }


def _document(value: bytes) -> Facts:
    found = decode_document(value)
    return {"document": [found.document_id, found.keys, found.seen_at], "is": len(found.versions)}


def _template(value: bytes) -> Facts:
    found = Template.load(value)
    return {"same": found.dump() == value}


def _headers(value: bytes) -> Facts:
    return {name: data.hex() for name, data in decode_headers(value)}


READERS: dict[str, Callable[[bytes], Facts]] = {
    "raw": _raw,
    "prepared": _prepared,
    "decision": _decision,
    "sketch": _sketch,
    "counts": _counts,
    "document": _document,
    "template": _template,
    "headers": _headers,
}
"""What of each kind must be found, by the code of today."""


def facts(kind: str, value: bytes) -> Facts:
    """What is found in a record, as JSON has it."""
    found: Facts = orjson.loads(orjson.dumps(READERS[kind](value)))
    return found


if __name__ == "__main__":
    written = {
        kind: {"record": base64.b64encode(value).decode(), "facts": facts(kind, value)}
        for kind, value in write().items()
    }
    sys.stdout.write(json.dumps(written, indent=1) + "\n")
