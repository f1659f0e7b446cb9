"""What must hold of the normalise stage whatever comes in."""

import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from pipeline.errors import REASONS, Rejected
from pipeline.model import Article, RawItem
from pipeline.normalize.attribution.agencies import Agencies
from tests.sites import SiteMemory
from tests.unit.build import item

LONGEST_S = 20.0
"""CPU seconds for an item of a million bytes on a slow machine; the usual one takes a millisecond."""


class TookTooLong(BaseException):
    """An item was not done in time; no Exception, so that nothing below swallows it."""


@dataclass(slots=True)
class Verdict:
    """What came of one item."""

    articles: tuple[Article, ...]
    reason: str
    seconds: float


def judge(raw: RawItem, agencies: Agencies) -> Verdict:
    """Normalise an item and check what comes of it. Raises AssertionError, TookTooLong."""
    started = time.process_time()
    try:
        with _limited(LONGEST_S):
            articles = SiteMemory(agencies).read(raw)
    except Rejected as rejected:
        if rejected.reason not in REASONS:
            raise AssertionError(rejected.reason) from None
        return Verdict((), rejected.reason, time.process_time() - started)
    seconds = time.process_time() - started
    assert articles
    for article in articles:
        _check(article)
    _check_again(articles, agencies)
    return Verdict(articles, "", seconds)


def _check(article: Article) -> None:
    assert article.paragraphs
    assert all(p.strip() == p and p and "\n" not in p for p in article.paragraphs)
    assert any(any(map(str.isalnum, p)) for p in article.paragraphs)
    assert "\n" not in article.title
    assert 0 <= article.language_confidence <= 1
    assert 0 <= article.published_confidence <= 1
    assert all(line.reason for line in article.removed)
    article_text = " ".join(article.paragraphs)
    assert "\x00" not in article_text


def _check_again(articles: tuple[Article, ...], agencies: Agencies) -> None:
    """Normalising an article again leaves its text and title; one with tags in it may be a page."""
    for article in articles:
        text = "\n".join(article.paragraphs)
        if "<" in text:
            continue
        with _limited(LONGEST_S):
            again = SiteMemory(agencies).read(item(text, title=article.title, id=article.id))
        assert len(again) == 1, [a.title[:100] for a in again]
        lost = [p[:200] for p in article.paragraphs if p not in again[0].paragraphs][:3]
        new = [p[:200] for p in again[0].paragraphs if p not in article.paragraphs][:3]
        assert again[0].paragraphs == article.paragraphs, (lost, new, again[0].removed[:3])
        assert again[0].title == article.title


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def over(_: int, __: FrameType | None) -> None:
        raise TookTooLong(f"more than {seconds} CPU seconds")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def peak_bytes() -> int:
    """The most memory this process has had."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes * (1 if sys.platform == "darwin" else 1024)
