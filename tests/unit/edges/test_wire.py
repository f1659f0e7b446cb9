"""Bytes in, records out, and nothing but Rejected where they are not what they should be."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk
from pipeline.errors import REASONS, Newer, Reason, Rejected
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import (
    Carried,
    Claims,
    Decision,
    Evidence,
    Figure,
    New,
    Prepared,
    Revision,
    Signs,
    TakenBack,
    Tie,
    Vector,
)
from pipeline.settings import load_rules
from pipeline.wire import (
    DEAD_BYTES,
    RawRecord,
    dead_letter,
    decode_decision,
    decode_item,
    decode_prepared,
    decode_raw,
    encode_dead,
    encode_decision,
    encode_prepared,
    encode_story,
    host_key,
    raw_headers,
    sha256,
)
from tests.contract import news

LIMIT = 1_000_000
EXAMPLES = settings(max_examples=150, deadline=None)
moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def raw(value: bytes, **known: Any) -> RawRecord:  # noqa: ANN401 - any field
    """An item as a source found it."""
    record = RawRecord(value, "json", "The Source", "", news.SEEN, len(value))
    return replace(record, **known)


def row(**fields: object) -> bytes:
    """A row of JSON Lines with a text, unless it says otherwise."""
    return json.dumps({"text": "The mill burnt down.", **fields}).encode()


def rejected(value: bytes, **known: Any) -> Rejected:  # noqa: ANN401 - any field
    """What is said of an item that is refused."""
    with pytest.raises(Rejected) as raised:
        decode_item(raw(value, **known), LIMIT)
    return raised.value


# -- items ---------------------------------------------------------------------------------------

REFUSED: list[tuple[str, bytes, Reason]] = [
    ("nothing", b"", "not_json"),
    ("words", b"The mill burnt down.", "not_json"),
    ("half a row", b'{"text":"The mill', "not_json"),
    ("two rows", b'{"text":"a"}{"text":"b"}', "not_json"),
    ("a python row", b"{'text': 'a'}", "not_json"),
    ("not a number", b'{"text":"a","id":NaN}', "not_json"),
    ("a lone high surrogate", rb'{"text":"\ud83d"}', "not_json"),
    ("a lone low surrogate", rb'{"text":"a","title":"\ude00"}', "not_json"),
    ("surrogates in UTF-8", b'{"text":"\xed\xa0\xbd"}', "bad_utf8"),
    ("a control character", b'{"text":"a\x01b"}', "not_json"),
    ("very deep", b"[" * 100_000, "not_json"),
    ("null", b"null", "wrong_type"),
    ("a number", b"17", "wrong_type"),
    ("a string", b'"The mill burnt down."', "wrong_type"),
    ("an array", b'[{"text":"a"}]', "wrong_type"),
    ("a text of numbers", b'{"text":5}', "wrong_type"),
    ("a text in an array", b'{"text":["a"]}', "wrong_type"),
    ("a title that is true", row(title=True), "wrong_type"),
    ("a url in an object", row(url={"href": "x"}), "wrong_type"),
    ("a source of numbers", row(source=5), "wrong_type"),
    ("an id that is true", row(id=True), "wrong_type"),
    ("an id with a fraction", row(id=1.5), "wrong_type"),
    ("an id beyond 64 bits", b'{"text":"a","id":123456789012345678901234567890}', "wrong_type"),
    ("a date of numbers", row(published_at=1760000000), "wrong_type"),
    ("a language in an array", row(lang=["en"]), "wrong_type"),
    (
        "what a source could not read",
        b'{"storyfold_unreadable":"a quote is left open","record":"2,b"}',
        "unreadable",
    ),
    ("no text", b'{"byline":"a"}', "no_text"),
    ("an empty object", b"{}", "no_text"),
    ("a null text", b'{"text":null}', "no_text"),
    ("an empty text", b'{"text":""}', "no_text"),
    ("a blank text", '{"text":" \\n\\t\u00a0\u2003"}'.encode(), "no_text"),
    ("a NUL byte", b'{"text":"a\x00b"}', "nul_byte"),
    ("a NUL byte outside", b"\x00" + row(), "nul_byte"),
    ("UTF-16", '{"text":"a"}'.encode("utf-16"), "nul_byte"),
    ("an escaped NUL", rb'{"text":"a\u0000b"}', "nul_byte"),
    ("an escaped NUL in the title", row(title="a\0"), "nul_byte"),
    ("an escaped NUL in the id", row(id="a\0"), "nul_byte"),
    ("an escaped NUL in the url", row(url="http://a\0.example"), "nul_byte"),
    ("an escaped NUL in the date", row(published_at="2026-01-01\0"), "nul_byte"),
    ("an escaped NUL in the language", row(language="e\0"), "nul_byte"),
    ("Latin-1", '{"text":"über"}'.encode("latin-1"), "bad_utf8"),
    ("UTF-8 that breaks off", '{"text":"über"}'.encode()[:10], "bad_utf8"),
    ("an overlong slash", b'{"text":"\xc0\xaf"}', "bad_utf8"),
    ("year 0", row(published_at="0000-01-01T00:00:00Z"), "bad_date"),
    ("year 1", row(published_at="0001-01-01T00:00:00+14:00"), "bad_date"),
    ("before newspapers", row(published_at="1066-10-14"), "bad_date"),
    ("year 2999", row(published_at="2999-03-04T10:00:00Z"), "bad_date"),
    ("the end of time", row(published_at="9999-12-31T23:59:59-14:00"), "bad_date"),
    ("yesterday", row(published_at="yesterday"), "bad_date"),
    ("30 February", row(published_at="2026-02-30"), "bad_date"),
    ("25 o'clock", row(published_at="2026-02-03T25:00:00"), "bad_date"),
    ("a month's name", row(published_at="3 March 2026"), "bad_date"),
    ("a zone of 30 hours", row(published_at="2026-02-03T10:00:00+30:00"), "bad_date"),
    ("seconds as text", row(published_at="1760000000.5"), "bad_date"),
]


@pytest.mark.parametrize(("value", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_broken_item_is_refused_for_its_reason(value: bytes, reason: Reason) -> None:
    error = rejected(value)
    assert error.reason == reason
    assert error.detail
    assert "\x00" not in error.detail


def test_every_reason_of_an_item_has_an_example() -> None:
    told_elsewhere = {"too_large", "bad_record", "internal"}
    assert {reason for *_, reason in REFUSED} | told_elsewhere == set(REASONS)


def test_an_item_larger_than_allowed_is_refused_by_its_size_alone() -> None:
    error = rejected(b"\xff", size=LIMIT + 1)
    assert error.reason == "too_large"
    assert error.detail == "1000001 bytes where 1000000 are allowed"
    assert decode_item(raw(row(), size=LIMIT), LIMIT).text == "The mill burnt down."


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-02T10:05:00+01:00", datetime(2026, 3, 2, 9, 5, tzinfo=UTC)),
        ("2026-03-02T10:05:00Z", datetime(2026, 3, 2, 10, 5, tzinfo=UTC)),
        ("2026-03-02T10:05:00", datetime(2026, 3, 2, 10, 5, tzinfo=UTC)),
        ("2026-03-02 10:05:00.123456-23:59", datetime(2026, 3, 3, 10, 4, 0, 123456, UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("  2026-03-02\n", datetime(2026, 3, 2, tzinfo=UTC)),
        ("20260302T100500Z", datetime(2026, 3, 2, 10, 5, tzinfo=UTC)),
        ("1700-01-01", datetime(1700, 1, 1, tzinfo=UTC)),
        ("2027-11-22", datetime(2027, 11, 22, tzinfo=UTC)),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_a_date_without_a_zone_is_read_as_utc(text: str | None, at: datetime | None) -> None:
    read = decode_item(raw(row(published_at=text)), LIMIT).published_at
    assert read == at
    assert read is None or read.tzinfo is not None


def test_a_date_may_lie_a_year_ahead_and_no_further() -> None:
    last = news.SEEN + timedelta(days=366)
    assert decode_item(raw(row(published_at=last.isoformat())), LIMIT).published_at == last
    late = (last + timedelta(seconds=1)).isoformat()
    assert rejected(row(published_at=late)).reason == "bad_date"


def test_every_field_arrives() -> None:
    value = row(
        id="a-1",
        title="Mill burns",
        url="https://www.herald.example/mill",
        source="Herald",
        language="de",
        published_at="2026-03-02",
        tags=["x"],
    )
    item = decode_item(raw(value), LIMIT)
    assert (item.id, item.text, item.title) == ("a-1", "The mill burnt down.", "Mill burns")
    assert (item.url, item.source) == ("https://www.herald.example/mill", "Herald")
    assert (item.language, item.seen_at) == ("de", news.SEEN)


@pytest.mark.parametrize(
    ("fields", "known", "source"),
    [
        ({"source": "Herald", "url": "http://b.example/x"}, "File", "Herald"),
        ({"url": "http://www.b.example:8080/x"}, "File", "b.example"),
        ({"url": "not a url"}, "File", "File"),
        ({"url": "http://[::1/x", "source": ""}, "File", "File"),
        ({}, "", ""),
    ],
)
def test_a_source_is_named_by_the_row_then_the_host_then_the_file(
    fields: dict[str, str], known: str, source: str
) -> None:
    assert decode_item(raw(row(**fields), source=known), LIMIT).source == source


def test_an_id_is_the_rows_or_the_records_or_made_of_what_it_says() -> None:
    assert decode_item(raw(row(id=17), id="other"), LIMIT).id == "17"
    assert decode_item(raw(row(id=0), id="other"), LIMIT).id == "0"
    assert decode_item(raw(row(id=""), id="other"), LIMIT).id == "other"
    assert decode_item(raw(row(id=None), id="other"), LIMIT).id == "other"
    made = decode_item(raw(row(url="http://a.example/1")), LIMIT).id
    assert made == decode_item(raw(row(url="http://a.example/1", title="changed")), LIMIT).id
    others = [row(), row(title="A title"), row(text="Another text."), row(url="http://a.example/2")]
    ids = {made, *(decode_item(raw(other), LIMIT).id for other in others)}
    assert len(ids) == 5
    assert all(ids)


@pytest.mark.parametrize(
    "text", ["🜨", "👩🏽‍🚒", "שלום", "e\u0301", "\ufeffa", "a\u2028b", "\U0010ffff"]
)
def test_odd_text_arrives_letter_for_letter(text: str) -> None:
    for value in (row(text=text), json.dumps({"text": text}, ensure_ascii=False).encode()):
        assert decode_item(raw(value), LIMIT).text == text


def test_plain_text_is_taken_as_it_stands() -> None:
    item = decode_item(raw(b'\xef\xbb\xbf{"text": 5}', format="text", id="mill"), LIMIT)
    assert (item.id, item.text, item.source) == ("mill", '{"text": 5}', "The Source")
    assert rejected(b" \n ", format="text").reason == "no_text"
    assert rejected(b"a\x00b", format="text").reason == "nul_byte"
    assert rejected(b"\xff\xfea", format="text").reason == "bad_utf8"


# -- raw records ---------------------------------------------------------------------------------


plain = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=60)


clocks = st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    value=st.binary(max_size=50),
    format_=st.sampled_from(["json", "text"]),
    source=plain,
    id_=plain,
    seen_at=clocks,
    more=st.integers(0, 10**9),
)
@EXAMPLES
def test_a_raw_record_survives_its_headers(
    value: bytes,
    format_: Literal["json", "text"],
    source: str,
    id_: str,
    seen_at: datetime,
    more: int,
) -> None:
    digest = sha256(value) if more else ""
    record = RawRecord(value, format_, source, id_, seen_at, len(value) + more, digest)
    assert decode_raw(value, raw_headers(record), news.SEEN) == record


def test_a_record_without_headers_is_json_that_arrived_then() -> None:
    record = decode_raw(row(), [], news.SEEN)
    assert record == RawRecord(row(), "json", "", "", news.SEEN, len(row()))


@pytest.mark.parametrize(
    "header",
    [
        ("v", b"2"),
        ("v", b""),
        ("v", b"\xff"),
        ("seen_at", b"yesterday"),
        ("seen_at", b""),
        ("size", b"many"),
        ("size", b"1.5"),
        ("size", b"9" * 5000),
        ("source", b"\xff\xfe"),
    ],
)
def test_a_header_that_this_version_does_not_write_is_refused(header: tuple[str, bytes]) -> None:
    with pytest.raises(Rejected) as raised:
        decode_raw(row(), [header], news.SEEN)
    assert raised.value.reason == "bad_record"


def test_a_header_of_another_producer_is_passed_over() -> None:
    assert decode_raw(row(), [("traceparent", b"00-ab-cd-01")], news.SEEN).value == row()


def test_a_naive_time_in_a_header_is_read_as_utc() -> None:
    record = decode_raw(row(), [("seen_at", b"2026-03-02T10:00:00")], news.SEEN)
    assert record.seen_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_size_smaller_than_the_value_is_not_believed() -> None:
    for said in (b"0", b"-5", b"3"):
        assert decode_raw(row(), [("size", said)], news.SEEN).size == len(row())


headers = st.lists(
    st.tuples(
        st.sampled_from(["v", "format", "source", "id", "size", "sha256", "x"]),
        st.binary(max_size=12),
    ),
    max_size=4,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    ["id", "text", "title", "url", "source", "published_at", "lang", "language", "v"]
)
items = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(fields, json_values, max_size=6).map(lambda v: json.dumps(v).encode()),
    st.dictionaries(fields, words, max_size=6).map(lambda v: json.dumps(v).encode()),
)


@given(value=items, said=headers)
@EXAMPLES
def test_garbage_on_the_raw_topic_is_read_or_refused(
    value: bytes, said: list[tuple[str, bytes]]
) -> None:
    try:
        item = decode_item(decode_raw(value, said, news.SEEN), LIMIT)
    except Rejected as error:
        assert error.reason in REASONS  # noqa: PT017 - one of two good ends
    else:
        assert item.text.strip()
        assert item.id
        assert "\x00" not in item.text + item.title + item.url + item.id


@given(value=items)
@EXAMPLES
def test_garbage_has_a_key_all_the_same(value: bytes) -> None:
    key = host_key(raw(value))
    assert 0 < len(key) <= 200


@pytest.mark.parametrize(
    ("value", "source", "key"),
    [
        (row(url="https://www.Herald.example:443/a?b#c"), "File", b"herald.example"),
        (row(url="https://herald.example/a", source="X"), "File", b"herald.example"),
        (row(source="Évening"), "File", "Évening".encode()),
        (row(url="no url"), "File", b"File"),
        (row(url=5), "File", b"File"),
        (row(url="http://[::1/"), "File", b"File"),
        (b"[1]", "File", b"File"),
        (b"\xff", "File", b"File"),
        (b"", "", b"unknown"),
        (row(source="x" * 500), "File", b"x" * 200),
    ],
)
def test_the_key_is_the_host_then_the_source(value: bytes, source: str, key: bytes) -> None:
    assert host_key(raw(value, source=source)) == key


def test_the_key_of_a_text_is_its_source() -> None:
    text = raw(row(url="http://a.example/"), format="text", source="mill")
    assert host_key(text) == b"mill"


# -- prepared articles ---------------------------------------------------------------------------


def same(one: Prepared, other: Prepared) -> bool:
    """Whether two prepared articles are the same to the last bit."""
    a, b = one.fingerprint, other.fingerprint
    arrays: list[tuple[NDArray[Any], NDArray[Any]]] = [
        (a.passages.hashes, b.passages.hashes),
        (a.passages.positions, b.passages.positions),
        (a.terms.hashes, b.terms.hashes),
        (a.passages.starts, b.passages.starts),
        (a.passages.lengths, b.passages.lengths),
        (a.passages.quoted, b.passages.quoted),
        (a.terms.fields, b.terms.fields),
    ]
    return (
        one.article == other.article
        and (a.content, a.passages.words, a.quotes) == (b.content, b.passages.words, b.quotes)
        and (a.claims, a.signs) == (b.claims, b.signs)
        and all(x.dtype == y.dtype and np.array_equal(x, y) for x, y in arrays)
    )


QUOTED = {
    "id": "🜨",
    "title": "CORRECTED: Mill burns in Quillhaven",
    "text": "QUILLHAVEN, March 2, 2026 (AFP/Reuters) - The old mill in Quillhaven burnt down.\n"
    '"Nobody will ever build such a mill again in this valley, not in a hundred years," said the '
    "mayor of Quillhaven, who had come on foot.\n"
    "The fire began at night. Two men were seen near the mill, the police said on Monday.\n"
    "Share | Tweet | Email",
    "url": "https://www.herald.example/mill",
    "published_at": "2026-03-02T10:05:00+01:00",
}


@pytest.mark.parametrize(
    "fields",
    [QUOTED, {"text": "a"}, {"text": "🜨 שלום e\u0301 \u2028 x"}, *news.rows(5, seed=3)],
)
def test_a_prepared_article_survives_its_record(fields: dict[str, Any]) -> None:
    one = news.prepared(fields)
    assert same(decode_prepared(encode_prepared(one)), one)


def test_a_prepared_record_from_before_claims_and_signs_is_read() -> None:
    one = decode_prepared(changed(encode_prepared(news.prepared(QUOTED)), claims=..., signs=...))
    assert one.fingerprint.signs == Signs()
    assert one.fingerprint.claims == Claims()


@given(text=words.filter(lambda w: any(map(str.isalnum, w))), title=words, source=words)
@EXAMPLES
def test_any_prepared_article_survives_its_record(text: str, title: str, source: str) -> None:
    try:
        one = news.prepared({"text": text, "title": title, "source": source})
    except Rejected:
        return
    assert same(decode_prepared(encode_prepared(one)), one)


def changed(record: bytes, **fields: object) -> bytes:
    """A record with other fields; ``...`` takes one out."""
    loaded = {**orjson.loads(record), **fields}
    return orjson.dumps({name: value for name, value in loaded.items() if value is not ...})


EIGHT_BYTES = base64.b64encode(b"12345678").decode()
SIGNS = {
    "names": ["Munteanu"],
    "words": ["munteanu"],
    "terms": EIGHT_BYTES,
    "leads": 1,
    "nouns": 0,
    "numbers": [],
}
NINE_BYTES = base64.b64encode(b"123456789").decode()
MANY = base64.b64encode(bytes(8 * 999)).decode()
"""More names than any article has."""
MANY = base64.b64encode(bytes(8 * 999)).decode()
"""More names than any article has."""


@pytest.mark.parametrize(
    "fields",
    [
        {"v": 0},
        {"v": "1"},
        {"v": None},
        {"v": ...},
        {"article": ...},
        {"article": "x"},
        {"words": -1},
        {"words": "many"},
        {"passages": "no base64!"},
        {"passages": NINE_BYTES},
        {"terms": EIGHT_BYTES},
        {"fields": ""},
        {"fields": EIGHT_BYTES},
        {"starts": ""},
        {"lengths": NINE_BYTES},
        {"quoted": ""},
        {"positions": NINE_BYTES},
        {"quotes": [[1]]},
        {"quotes": {"1": 2}},
        {"content": 5},
        {"signs": {**SIGNS, "words": []}},
        {"signs": {**SIGNS, "terms": NINE_BYTES}},
        {"signs": {**SIGNS, "words": ["munteanu rusnak"]}},
        {"signs": {**SIGNS, "leads": -1}},
        {"signs": {"names": []}},
    ],
)
def test_a_prepared_record_of_another_form_is_refused(fields: dict[str, object]) -> None:
    record = changed(encode_prepared(news.prepared(QUOTED)), **fields)
    with pytest.raises(Rejected) as raised:
        decode_prepared(record)
    assert raised.value.reason == "bad_record"


@pytest.mark.parametrize(
    "fields",
    [
        {"language": None},
        {"wire": {"marks": ["shout"]}},
        {"seen_at": "soon"},
        {"paragraphs": "a"},
        {"take": "x"},
    ],
)
def test_a_prepared_record_with_a_broken_article_is_refused(fields: dict[str, object]) -> None:
    record = orjson.loads(encode_prepared(news.prepared(QUOTED)))
    record["article"].update(fields)
    with pytest.raises(Rejected) as raised:
        decode_prepared(orjson.dumps(record))
    assert raised.value.reason == "bad_record"


# -- decisions -----------------------------------------------------------------------------------

hashes = st.lists(st.integers(0, 2**64 - 1), max_size=5)
shares = st.floats(0, 1, width=32)
evidence = st.builds(
    Evidence,
    article_id=words,
    run=st.integers(0, 5000),
    prose=st.integers(0, 5000),
    contained=shares,
    containing=shares,
    quotes=st.integers(0, 50),
    quoted=st.integers(0, 500),
    cosine=shares,
    told=shares,
    telling=shares,
)
odds = st.floats(-20, 20, width=32)


def columns(count: int, width: int) -> st.SearchStrategy[NDArray[np.float32]]:
    """Weights of so many terms."""
    column = st.lists(shares, min_size=count * width, max_size=count * width)
    return column.map(lambda w: np.array(w, dtype=np.float32).reshape(-1, width))


vectors = st.tuples(hashes, hashes).flatmap(
    lambda ids: st.builds(
        Vector,
        terms=st.just(np.array(ids[0], dtype=np.uint64)),
        weights=columns(len(ids[0]), 2),
        names=st.just(np.array(ids[1], dtype=np.uint64)),
        named=columns(len(ids[1]), 1),
    )
)
ids = st.lists(words, max_size=3).map(tuple)
places = st.lists(st.integers(0, 99), max_size=3).map(tuple)
figures = st.builds(
    Figure, thing=words, number=words, article_id=words, other=words, is_update=st.booleans()
)
carried = st.builds(
    Carried,
    article_id=words,
    sentences=st.integers(0, 99),
    basis=st.sampled_from(["sentences", "passages", "derived"]),
)
carrying = st.lists(carried, max_size=2).map(tuple)
decisions = st.builds(
    Decision,
    story_id=words,
    relation=st.sampled_from(["independent", "copy", "composite", "kill"]),
    parents=ids,
    evidence=st.lists(evidence, max_size=2).map(tuple),
    moves=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    ties=st.lists(
        st.builds(
            Tie,
            story_id=words,
            value=odds,
            probability=shares,
            mean=odds,
            highest=odds,
            within=odds,
            nearest=words,
            parts=st.dictionaries(words, odds, max_size=2),
        ),
        max_size=3,
    ).map(tuple),
    bar=odds,
    crowded=shares,
    why=words,
    clock=moments.map(lambda at: at.astimezone(UTC)),
    at=moments.map(lambda at: at.astimezone(UTC)),
    bucket=st.tuples(*[st.integers(-(1 << 40), 1 << 40)] * 3),
    vector=vectors,
    confidence=shares,
    direction=shares,
    revisions=st.lists(
        st.builds(
            Revision,
            article_id=words,
            relation=st.sampled_from(["copy", "paraphrase"]),
            parents=ids,
            confidence=shares,
            direction=shares,
        ),
        max_size=2,
    ).map(tuple),
    new=st.none() | st.builds(New, sentences=places, quotes=places, names=places, numbers=places),
    figures=st.lists(figures, max_size=2).map(tuple),
    notice=st.none()
    | st.builds(
        TakenBack,
        kind=st.sampled_from(["kill", "correction"]),
        target=words,
        sentences=st.lists(st.integers(0, 2**32 - 1), max_size=3).map(tuple),
        carriers=carrying,
    ),
    carries=carrying,
)


@given(decision=decisions)
@EXAMPLES
def test_a_decision_survives_its_record(decision: Decision) -> None:
    back = decode_decision(encode_decision(decision))
    assert replace(back, vector=decision.vector) == decision
    for name in ("terms", "weights", "names", "named"):
        ours, theirs = getattr(back.vector, name), getattr(decision.vector, name)
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), name
        assert np.array_equal(ours, theirs), name


@pytest.mark.parametrize(
    "fields",
    [
        {"v": 0},
        {"v": ...},
        {"relation": "cousin"},
        {"at": "soon"},
        {"story_id": None},
        {"parents": "a"},
        {"evidence": [{}]},
        {"terms": NINE_BYTES},
        {"weights": "no base64!"},
        {"weights": MANY},
        {"weights": ...},
        {"names": NINE_BYTES},
        {"names": MANY},
        {"named": ...},
        {"named": MANY},
        {"moves": ["an article"]},
        {"moves": [["an article", "a story", "another"]]},
        {"moves": ...},
        {"ties": [{}]},
        {"ties": ...},
        {"crowded": "much"},
    ],
)
def test_a_journal_entry_of_another_form_is_refused(fields: dict[str, object]) -> None:
    (settled,) = news.settle([news.prepared(QUOTED)], news.desk())
    with pytest.raises(Rejected) as raised:
        decode_decision(changed(encode_decision(settled.decision), **fields))
    assert raised.value.reason == "bad_record"


def test_a_decision_from_before_there_were_confidences_is_read() -> None:
    (settled,) = news.settle([news.prepared(QUOTED)], news.desk())
    new = ("confidence", "direction", "revisions")
    record = changed(encode_decision(settled.decision), **dict.fromkeys(new, ...))
    assert not {*new} & orjson.loads(record).keys()
    back = decode_decision(record)
    assert (back.confidence, back.direction, back.revisions) == (1.0, 1.0, ())


@given(value=st.binary(max_size=200) | items)
@EXAMPLES
def test_garbage_on_internal_ways_is_refused(value: bytes) -> None:
    for decode in (decode_prepared, decode_decision):
        with pytest.raises(Rejected) as raised:
            decode(value)
        assert raised.value.reason == "bad_record"


@pytest.mark.parametrize("decode", [decode_prepared, decode_decision])
def test_nesting_without_end_is_refused(decode: Callable[[bytes], object]) -> None:
    for value in (b"[" * 100_000, b'{"more":' * 100_000, b'{"v":1,"more":' + b"[" * 100_000):
        with pytest.raises(Rejected) as raised:
            decode(value)
        assert raised.value.reason == "bad_record"


@given(data=st.data())
@EXAMPLES
def test_a_damaged_record_is_refused_or_still_one(data: st.DataObject) -> None:
    (settled,) = news.settle([news.prepared(QUOTED)], news.desk())
    record, decode = data.draw(
        st.sampled_from(
            [
                (encode_prepared(settled.prepared), decode_prepared),
                (encode_decision(settled.decision), decode_decision),
            ]
        )
    )
    at = data.draw(st.integers(0, len(record) - 1))
    damaged = record[:at] + data.draw(st.binary(max_size=3)) + record[at + 1 :]
    try:
        decoded: object = decode(damaged)
    except Rejected as error:
        assert error.reason == "bad_record"  # noqa: PT017 - one of the good ends
    except Newer as error:
        assert "newer" in str(error)  # noqa: PT017
    else:
        assert isinstance(decoded, Prepared | Decision)


@pytest.mark.parametrize("version", [2, 3, 99])
def test_a_record_of_a_newer_version_is_not_refused_but_waited_for(version: int) -> None:
    (settled,) = news.settle([news.prepared(QUOTED)], news.desk())
    records: list[tuple[bytes, Callable[[bytes], object]]] = [
        (encode_prepared(settled.prepared), decode_prepared),
        (encode_decision(settled.decision), decode_decision),
    ]
    for record, decode in records:
        with pytest.raises(Newer, match=rf"of version {version} .*upgrade it"):
            decode(changed(record, v=version, to_come={"what": "ever"}))


def test_what_only_says_that_it_is_newer_is_refused() -> None:
    for value in (b'{"v": 2, "what": "ever"}', b'{"v": true, "article": {}}', b"[2]", b"2"):
        with pytest.raises(Rejected):
            decode_prepared(value)


# -- stories and dead letters --------------------------------------------------------------------


def test_a_story_record_says_all_of_the_story() -> None:
    desk = Desk("en", DocumentFrequencies(1000), load_rules())
    first = news.prepared(QUOTED)
    copy = news.prepared({**QUOTED, "id": "b", "url": "https://mail.example/1", "source": "Mail"})
    event = news.settle([first, copy], desk)[1].events[0]
    record = orjson.loads(encode_story(event))
    assert record["v"] == 1
    assert (record["version"], record["change"], record["status"]) == (2, "joined", "open")
    assert record["articles"] == len(record["members"]) == 2
    assert record["independent_origins"] == len(record["origins"])
    assert record["members"][1]["parents"] == [first.article.article_id]
    assert record["members"][0]["id"] == "🜨"
    assert datetime.fromisoformat(record["first_seen"]) == news.SEEN
    assert record["replaced_by"] is None


def test_a_dead_letter_keeps_the_original_whatever_it_is() -> None:
    original = bytes(range(256))
    letter = dead_letter(
        "prepare", Rejected("bad_utf8", "at byte 128"), raw(original), "file:a", 17, news.SEEN
    )
    record = orjson.loads(encode_dead(letter))
    assert base64.b64decode(record["original"]) == original
    assert (record["stage"], record["reason"], record["detail"]) == (
        "prepare",
        "bad_utf8",
        "at byte 128",
    )
    assert (record["source"], record["position"], record["size"]) == ("file:a", 17, 256)
    assert record["sha256"] == sha256(original)


def test_of_an_item_too_large_the_head_is_kept_and_the_whole_is_named() -> None:
    whole = b"x" * (DEAD_BYTES * 3)
    record = raw(whole, size=len(whole), sha256=sha256(whole))
    letter = dead_letter("prepare", Rejected("too_large", "so big"), record, "f", 0, news.SEEN)
    assert letter.original == whole[:DEAD_BYTES]
    assert letter.size == len(whole)
    assert sha256(whole) in letter.detail
    other = dead_letter("prepare", Rejected("not_json", "no"), record, "f", 0, news.SEEN)
    assert other.original == whole


PAGE = "<html><body><p>Der Hafen schloss am Montag – „für lange“.</p></body></html>"


def test_a_row_may_hold_a_page_for_its_text() -> None:
    value = orjson.dumps({"id": "a", "html": PAGE})
    read = decode_item(raw(value), LIMIT)
    assert (read.html, read.text) == (PAGE, "")


def test_of_a_row_with_both_the_text_is_the_article() -> None:
    read = decode_item(raw(row(html=PAGE)), LIMIT)
    assert read.html == ""
    assert read.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_a_page_is_read_in_the_encoding_it_has(encoding: str) -> None:
    value = PAGE.replace("<body>", "<body>" + "<p>Die Möwen flogen über die Kräne.</p>" * 9)
    record = replace(raw(value.encode(encoding)), format="html")
    assert "Die Möwen flogen über die Kräne." in decode_item(record, LIMIT).html


def test_a_page_travels_over_kafka_as_one() -> None:
    record = replace(raw(PAGE.encode()), format="html")
    read = decode_raw(record.value, raw_headers(record), news.SEEN)
    assert read.format == "html"


@pytest.mark.parametrize("fields", [{}, {"html": None}, {"html": "", "text": " "}])
def test_a_row_with_neither_text_nor_page_is_rejected(fields: dict[str, str | None]) -> None:
    with pytest.raises(Rejected) as rejected:
        decode_item(raw(orjson.dumps({"id": "a", **fields})), LIMIT)
    assert rejected.value.reason == "no_text"


def test_what_a_wire_says_beside_the_text_is_kept() -> None:
    said = {
        "slug": "HARBOUR",
        "transmission_id": "V1",
        "note": "Adds quotes",
        "byline": "Anna Brandt",
        "embargoed_until": "2026-11-23T06:00:00+01:00",
    }
    read = decode_item(raw(row(**said)), LIMIT)
    assert (read.slug, read.transmission_id, read.note) == ("HARBOUR", "V1", "Adds quotes")
    assert read.byline == "Anna Brandt"
    assert read.embargoed_until == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_a_page_may_have_nul_characters_as_pages_have() -> None:
    value = orjson.dumps({"id": "a", "html": PAGE.replace("<p>", "<p>\x00")})
    assert "Hafen" in decode_item(raw(value), LIMIT).html


def test_a_row_with_a_headline_alone_says_what_the_headline_says() -> None:
    said = b'{"title":"Mill burns down in Leeds","text":"","url":"https://a.example/1"}'
    found = decode_item(raw(said), LIMIT)
    assert (found.title, found.text) == ("Mill burns down in Leeds", "Mill burns down in Leeds")
