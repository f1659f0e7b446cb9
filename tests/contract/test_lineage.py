"""A prepared record tells what it was made of, and takes nobody's word that is none."""

import pytest

from pipeline.wire import Origin, article_id_of, encode_prepared, origin_of
from tests.contract import news


def test_what_a_record_was_made_of_comes_back_from_its_header() -> None:
    origin = Origin(3, 2**40, 2, 7)
    assert origin_of([("other", b"x"), *origin.headers()]) == origin


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"3/4",
        b"3/4 1",
        b"-1/4 1/1",
        b"3/4 1/1 ",
        b"3/4\x00 1/1",
        b"x" * 10_000,
        b"9" * 50 + b"/1 1/1",
    ],
)
def test_a_header_that_is_none_tells_nothing(header: bytes) -> None:
    assert origin_of([("from", header)]) is None


def test_an_article_is_told_without_reading_all_of_its_record() -> None:
    one = news.prepared(news.rows(1)[0])
    assert article_id_of(encode_prepared(one)) == one.article.article_id


@pytest.mark.parametrize(
    "value",
    [b"", b"garbage", b"\xff\xfe", b"[]", b'{"article": 7}', b'{"article": {}}', b"[" * 100_000],
)
def test_a_record_that_cannot_be_read_is_about_no_article(value: bytes) -> None:
    assert article_id_of(value) is None
