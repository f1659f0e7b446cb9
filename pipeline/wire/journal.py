"""Prepared articles and decisions: what passes between the stages and stands in the journal."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray

from pipeline.cluster.mix import MixedEvidence
from pipeline.errors import Rejected
from pipeline.fingerprint.vector import Embedding
from pipeline.model import (
    Article,
    Carried,
    Claims,
    Decision,
    Evidence,
    Figure,
    Fingerprint,
    New,
    Passages,
    Prepared,
    Relation,
    Revision,
    Signs,
    TakenBack,
    Terms,
    Tie,
    Vector,
)
from pipeline.wire.versions import VERSION, unread

Count = Annotated[int, msgspec.Meta(ge=0)]
_BAD = (ValueError, RecursionError, msgspec.MsgspecError)
_CLAIMS = ("sentences", "names", "numbers", "counted", "bounds")


class _ClaimsRecord(msgspec.Struct):
    sentences: bytes
    names: bytes
    numbers: bytes
    counted: bytes
    bounds: bytes

    def claims(self) -> Claims:
        """The claims. Raises ValueError where a length does not fit."""
        found = Claims(*msgspec.structs.astuple(self))
        said, told = len(found.sentences), len(found.bounds)
        if any(size % 4 for size in (said, len(found.numbers))) or told not in {0, 2 * said}:
            raise ValueError("sentences, numbers or bounds of a length that does not fit")
        if len(found.names) % 8 or len(found.counted) % 8:
            raise ValueError("names or counted things of a length that does not fit")
        return found


class _SignsRecord(msgspec.Struct):
    names: tuple[str, ...]
    words: tuple[str, ...]
    terms: bytes
    leads: Count
    nouns: Count
    numbers: tuple[str, ...]

    def signs(self) -> Signs:
        """The signs. Raises ValueError where the names and their terms do not fit."""
        found = Signs(*msgspec.structs.astuple(self))
        if len(found.names) != len(found.words):
            raise ValueError("names without words")
        if len(found.terms) != 8 * sum(len(words.split()) for words in found.words):
            raise ValueError("terms of names of a length that does not fit")
        return found


class _PreparedRecord(msgspec.Struct):
    v: Literal[1]
    article: Article
    content: str
    words: Count
    passages: bytearray
    positions: bytearray
    starts: bytearray
    lengths: bytearray
    quoted: bytearray
    terms: bytearray
    fields: bytearray
    quotes: tuple[tuple[int, int], ...]
    vector: tuple[str, bytes] | None = None
    """a model's name and its vector; absent where there is none, as in every record before it"""
    claims: _ClaimsRecord | None = None
    signs: _SignsRecord | None = None
    """absent, like the claims, in records of before"""


_prepared = msgspec.json.Decoder(_PreparedRecord)


def encode_prepared(prepared: Prepared) -> bytes:
    """A prepared article as a record."""
    print_ = prepared.fingerprint
    return orjson.dumps(
        {
            "v": VERSION,
            "article": prepared.article,
            "content": print_.content,
            "words": print_.passages.words,
            "passages": _base64(print_.passages.hashes),
            "positions": _base64(print_.passages.positions),
            "starts": _base64(print_.passages.starts),
            "lengths": _base64(print_.passages.lengths),
            "quoted": _base64(print_.passages.quoted),
            "terms": _base64(print_.terms.hashes),
            "fields": _base64(print_.terms.fields),
            "quotes": [*print_.quotes.items()],
            **_vector(print_.embedding),
            "claims": {
                name: base64.b64encode(getattr(print_.claims, name)).decode() for name in _CLAIMS
            },
            "signs": {
                "names": print_.signs.names,
                "words": print_.signs.words,
                "terms": base64.b64encode(print_.signs.terms).decode(),
                "leads": print_.signs.leads,
                "nouns": print_.signs.nouns,
                "numbers": print_.signs.numbers,
            },
        }
    )


def decode_prepared(value: bytes) -> Prepared:
    """A prepared article from its record. Raises Rejected(``bad_record``), Newer."""
    try:
        record = _prepared.decode(value)
        passages = Passages(
            _array(record.passages, np.uint64),
            _array(record.positions, np.uint32),
            _array(record.starts, np.uint32),
            _array(record.lengths, np.uint16),
            _array(record.quoted, np.bool_),
            record.words,
        )
        claims = record.claims.claims() if record.claims else Claims()
        signs = record.signs.signs() if record.signs else Signs()
        terms = Terms(
            _array(record.terms, np.uint64), _array(record.fields, np.uint8).reshape(-1, 3)
        )
    except _BAD as error:
        raise unread(value, "a prepared record", "article", error) from None
    of_passages = (passages.positions, passages.starts, passages.lengths, passages.quoted)
    is_uneven = any(len(array) != len(passages.hashes) for array in of_passages)
    if is_uneven or len(terms.hashes) != len(terms.fields):
        raise Rejected("bad_record", "a prepared record: arrays of different length")
    return Prepared(
        record.article,
        Fingerprint(
            record.content,
            passages,
            terms,
            dict(record.quotes),
            record.vector,
            claims,
            signs,
        ),
    )


def _vector(embedding: Embedding | None) -> dict[str, tuple[str, str]]:
    if embedding is None:
        return {}
    model, values = embedding
    return {"vector": (model, base64.b64encode(values).decode())}


def _base64(array: NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode()


def _array(data: bytearray, dtype: type[np.generic]) -> NDArray[Any]:
    """An array over little-endian bytes. Raises ValueError where the length does not fit."""
    return np.frombuffer(data, dtype=np.dtype(dtype).newbyteorder("<")).astype(dtype, copy=False)


class _EvidenceRecord(msgspec.Struct):
    article_id: str
    run: int
    prose: int
    contained: float
    containing: float
    quotes: int
    quoted: int
    cosine: float
    lead: float = 0.0
    named: float = 0.0
    told: float = 0.0
    telling: float = 0.0
    terms: float | None = None
    vector: float | None = None

    def evidence(self) -> Evidence:
        """The evidence; with two figures more where sentence vectors were mixed in."""
        told = msgspec.structs.asdict(self)
        if self.terms is None or self.vector is None:
            del told["terms"], told["vector"]
            return Evidence(**told)
        return MixedEvidence(**told)


class _DecisionRecord(msgspec.Struct):
    v: Literal[1]
    story_id: str
    relation: Relation
    parents: tuple[str, ...]
    evidence: tuple[_EvidenceRecord, ...]
    moves: tuple[tuple[str, str], ...]
    ties: tuple[Tie, ...]
    bar: float
    clock: datetime
    crowded: float
    why: str
    at: datetime
    bucket: tuple[int, int, int]
    terms: bytearray
    weights: bytearray
    names: bytearray
    named: bytearray
    confidence: float = 1.0
    direction: float = 1.0
    revisions: tuple[Revision, ...] = ()
    """these three are absent in records before them"""
    new: New | None = None
    figures: tuple[Figure, ...] = ()
    notice: TakenBack | None = None
    carries: tuple[Carried, ...] = ()


_decision = msgspec.json.Decoder(_DecisionRecord)


def encode_decision(decision: Decision) -> bytes:
    """A decision as a journal entry."""
    return orjson.dumps(
        {
            "v": VERSION,
            "story_id": decision.story_id,
            "relation": decision.relation,
            "parents": decision.parents,
            "evidence": decision.evidence,
            "moves": decision.moves,
            "ties": decision.ties,
            "bar": decision.bar,
            "crowded": decision.crowded,
            "why": decision.why,
            "at": decision.at,
            "bucket": decision.bucket,
            "terms": _base64(decision.vector.terms),
            "weights": _base64(decision.vector.weights),
            "names": _base64(decision.vector.names),
            "named": _base64(decision.vector.named),
            "confidence": decision.confidence,
            "direction": decision.direction,
            "revisions": decision.revisions,
            "clock": decision.clock,
            "new": decision.new,
            "figures": decision.figures,
            "notice": decision.notice,
            "carries": decision.carries,
        }
    )


def decode_decision(value: bytes) -> Decision:
    """A decision from a journal entry. Raises Rejected(``bad_record``), Newer."""
    try:
        record = _decision.decode(value)
        vector = Vector(
            _array(record.terms, np.uint64),
            _array(record.weights, np.float32).reshape(-1, 2),
            _array(record.names, np.uint64),
            _array(record.named, np.float32).reshape(-1, 1),
        )
    except _BAD as error:
        raise unread(value, "a journal entry", "story_id", error) from None
    uneven = len(vector.terms) != len(vector.weights) or len(vector.names) != len(vector.named)
    if uneven:
        raise Rejected("bad_record", "a journal entry: arrays of different length")
    return Decision(
        story_id=record.story_id,
        relation=record.relation,
        parents=record.parents,
        evidence=tuple([one.evidence() for one in record.evidence]),
        moves=record.moves,
        ties=record.ties,
        bar=record.bar,
        crowded=record.crowded,
        why=record.why,
        at=record.at,
        bucket=record.bucket,
        vector=vector,
        clock=record.clock,
        confidence=record.confidence,
        direction=record.direction,
        revisions=record.revisions,
        new=record.new,
        figures=record.figures,
        notice=record.notice,
        carries=record.carries,
    )
