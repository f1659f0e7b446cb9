"""What can go wrong with a GET, in one shape."""

import math
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import aiohttp
from yarl import URL

from pipeline.sources.fetching.addresses import PrivateAddress

Reason = Literal[
    "bad_url",  # not an http or https URL, or a redirect to one
    "private_address",  # the host is, or is by now, an address that must not be fetched from
    "dns",  # the name is not known, or no name server answers
    "refused",  # no connection, or it was closed before an answer came
    "certificate",  # TLS failed: the certificate is not valid, or not for this host
    "too_slow",  # the time for the whole answer was used up
    "too_large",  # more bytes than allowed, before or after decompression
    "too_many_redirects",
    "encoding",  # the content coding is unknown, or the body is not in it
    "truncated",  # the body ended before it was complete
    "bad_answer",  # not HTTP, or headers larger than allowed
    "robots",  # robots.txt forbids it, or cannot be had for now
    "busy",  # the host is to be left alone for `retry_after_s`: it said so, or others wait
    "status",  # an answer with an error status
]
_LONGEST_SHOWN = 200
_MOST_RETRY_S = 7 * 86_400.0


class FetchFailed(Exception):
    """One GET came to nothing.

    ``sentence`` is for an operator and holds no secret. ``status`` is the answer's where there was
    one; ``retry_after_s`` is how long the host asked to be left alone, in seconds.
    """

    def __init__(
        self,
        reason: Reason,
        sentence: str,
        *,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{reason}: {sentence}")
        self.reason: Reason = reason
        self.sentence = sentence
        self.retry_after_s = retry_after_s
        self.status = status


def plain_url(url: str | URL) -> str:
    """A URL as it may be shown: without user, password, query and fragment."""
    try:
        parsed = URL(url)
        shown = str(parsed.with_user(None).with_query(None).with_fragment(None))
    except (ValueError, TypeError):
        shown = str(url).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return shown.encode("ascii", "backslashreplace").decode()[:_LONGEST_SHOWN]


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` (RFC 9110, 10.2.3) asks for, at most a week; None if unreadable."""
    text = (header or "").strip()
    try:
        if text.isascii() and text.isdigit():
            seconds = float(text[:12])
        else:
            at = parsedate_to_datetime(text)
            seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return min(max(seconds, 0.0), _MOST_RETRY_S) if math.isfinite(seconds) else None


_MEANINGS: tuple[tuple[tuple[type[Exception], ...], Reason, str], ...] = (
    (
        (aiohttp.ClientConnectorCertificateError,),
        "certificate",
        "the certificate of {} is not valid, or not one for this host",
    ),
    ((aiohttp.ClientSSLError, ssl.SSLError), "certificate", "no secure connection to {}"),
    ((aiohttp.ClientConnectorDNSError,), "dns", "the host of {} is not found"),
    ((aiohttp.InvalidURL, ValueError), "bad_url", "{} is not an address that can be asked"),
    ((aiohttp.ClientPayloadError,), "truncated", "the body of {} breaks off"),
    ((aiohttp.ServerDisconnectedError,), "refused", "{} hangs up without an answer"),
    ((OSError,), "refused", "{} cannot be connected to"),
)
"""The first that fits; what is left is no proper HTTP."""


def failure(error: Exception, shown: str) -> FetchFailed:
    """What an error of aiohttp's means to an operator."""
    if isinstance(getattr(error, "os_error", error), PrivateAddress):
        sentence = f"{shown} leads to a private address; set allow_private to fetch from those"
        return FetchFailed("private_address", sentence)
    for kinds, reason, sentence in _MEANINGS:
        if isinstance(error, kinds):
            return FetchFailed(reason, sentence.format(shown))
    return FetchFailed("bad_answer", f"{shown} does not answer in proper HTTP")
