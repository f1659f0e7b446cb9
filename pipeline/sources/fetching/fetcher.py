"""One GET with its redirects, under caps; everything that goes wrong is a FetchFailed."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from pipeline.sources.fetching import robots
from pipeline.sources.fetching.addresses import Resolver, public_socket
from pipeline.sources.fetching.bodies import ACCEPTED, decoder
from pipeline.sources.fetching.failing import FetchFailed, failure, plain_url, retry_after
from pipeline.sources.fetching.hosts import Hosts, host_key
from pipeline.sources.fetching.urls import bare, checked, onward, trusts

_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 1 << 16
_UNASKED_REST_S = 60.0
"""How long a host that answers 429 without a Retry-After is left alone."""
_SAFE = {"accept", "accept-language"}
"""Headers of the caller that may go to another host than the one they were meant for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one GET may cost; sizes in bytes, times in seconds."""

    most_packed_bytes: int = 10_000_000
    most_bytes: int = 20_000_000
    """after decompression"""
    most_header_bytes: int = 16_384
    """of one header line; there may be 128 lines"""
    most_redirects: int = 6
    total_s: float = 30.0
    """for the answer with all its redirects, without the time spent waiting for a turn"""
    connect_s: float = 10.0
    longest_wait_s: float = 60.0
    """for a turn at a host; then it fails as `busy`"""
    at_once: int = 64
    per_host: int = 2
    delay_s: float = 1.0
    """between the beginnings of two requests to one host"""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Validators of an earlier answer; they go to the very URL that gave them and nowhere else."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self, url: URL) -> dict[str, str]:
        """The conditional headers (RFC 9110, 13.1) for a URL."""
        if str(bare(url)) != self.url:
            return {}
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: 2xx with its body decompressed, or 304 with none."""

    status: int
    url: str
    """where the body came from, without user and password"""
    permanent_url: str
    """the URL to ask from now on, where every redirect on the way was permanent; else empty"""
    headers: Mapping[str, str] = field(repr=False)
    """their names in any case"""
    body: bytes = field(repr=False)


class Fetcher:
    """An HTTP client that may be pointed at any address a stranger wrote."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow_private: bool = False,
        obey_robots: bool = True,
        contact: str = "",
        user_agent: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """``contact`` is a URL in the default User-Agent; ``user_agent`` replaces it as a whole."""
        self._limits = limits or Limits()
        self._allow_private = allow_private
        self._obey_robots = obey_robots
        product = f"Storyfold/{version('storyfold')}"
        self._agent = user_agent or (f"{product} (+{contact})" if contact else product)
        self._tls = tls
        self._hosts = Hosts(
            self._limits.per_host, self._limits.delay_s, self._limits.longest_wait_s
        )
        self._robots = robots.Remembered()
        self._asking: dict[str, asyncio.Lock] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._resolver = Resolver(public_only=not self._allow_private, timeout_s=limits.connect_s)
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            socket_factory=None if self._allow_private else public_socket,
            ssl=self._tls or True,
            limit=limits.at_once,
            limit_per_host=limits.per_host,
            ttl_dns_cache=60,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=limits.most_header_bytes,
            max_field_size=limits.most_header_bytes,
            read_bufsize=_CHUNK,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            await self._resolver.close()
            self._session = None

    def wait_s(self, url: str) -> float:
        """Seconds until the URL's host may be asked again."""
        return self._hosts.wait_s(host_key(URL(url)))

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        conditions: Conditions | None = None,
    ) -> Fetched:
        """The answer at a URL. Raises FetchFailed, with the status too where that is an error's."""
        return await self._follow(checked(url), dict(headers or {}), conditions)

    async def _follow(
        self,
        url: URL,
        headers: dict[str, str],
        conditions: Conditions | None,
        *,
        is_robots: bool = False,
    ) -> Fetched:
        left_s = self._limits.total_s
        permanent = ""
        moved = False
        for _ in range(self._limits.most_redirects + 1):
            delay_s = 0.0 if is_robots else await self._permitted(url)
            async with self._hosts.turn(host_key(url), delay_s):
                begun = time.monotonic()
                sent = headers | (conditions.headers(url) if conditions else {})
                answer, location = await self._hop(url, sent, left_s)
                left_s -= time.monotonic() - begun
            if location is None:
                return replace(answer, permanent_url=permanent)
            target = onward(url, location)
            if not trusts(url, target):
                headers = {k: v for k, v in headers.items() if k.casefold() in _SAFE}
            if answer.status in _PERMANENT and (permanent or not moved):
                permanent = str(target)
            else:
                permanent = ""
            url, moved = target, True
        sentence = f"{plain_url(url)}: more than {self._limits.most_redirects} redirects"
        raise FetchFailed("too_many_redirects", sentence)

    async def _hop(
        self, url: URL, headers: Mapping[str, str], left_s: float
    ) -> tuple[Fetched, str | None]:
        """One request; a redirect comes with where it leads. Raises FetchFailed."""
        shown = plain_url(url)
        try:
            async with asyncio.timeout(max(left_s, 0.0)):
                return await self._ask(url, headers, shown)
        except TimeoutError:
            sentence = f"{shown} takes longer than {self._limits.total_s:g} s"
            raise FetchFailed("too_slow", sentence) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise failure(error, shown) from None

    async def _ask(
        self, url: URL, headers: Mapping[str, str], shown: str
    ) -> tuple[Fetched, str | None]:
        if self._session is None:
            raise RuntimeError("a Fetcher is used within `async with`")
        async with self._session.get(
            url,
            headers={"User-Agent": self._agent, "Accept-Encoding": ACCEPTED, **headers},
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect_s),
        ) as response:
            answer = Fetched(response.status, str(bare(url)), "", response.headers, b"")
            if response.status in _REDIRECTS and "Location" in response.headers:
                response.close()  # its body is nobody's business, and may have no end
                return answer, response.headers["Location"]
            if response.status == 304:
                return answer, None
            if not 200 <= response.status < 300:
                response.close()
                raise self._refused(url, response)
            return replace(answer, body=await self._body(response, shown)), None

    async def _body(self, response: aiohttp.ClientResponse, shown: str) -> bytes:
        """The body, decompressed. Raises FetchFailed."""
        limits = self._limits
        undone = decoder(response.headers.get("Content-Encoding", ""), limits.most_bytes, shown)
        packed = response.content_length or 0
        try:
            if packed > limits.most_packed_bytes:
                raise _too_large(shown, limits.most_packed_bytes)
            packed = 0
            async for chunk in response.content.iter_chunked(_CHUNK):
                packed += len(chunk)
                if packed > limits.most_packed_bytes:
                    raise _too_large(shown, limits.most_packed_bytes)
                undone.feed(chunk)
        except FetchFailed:
            response.close()
            raise
        return undone.close()

    def _refused(self, url: URL, response: aiohttp.ClientResponse) -> FetchFailed:
        """An answer with an error status; a host that is overloaded is left alone as a whole."""
        after_s = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if response.status == 429 and after_s is None:
            after_s = _UNASKED_REST_S
        if response.status in {429, 503} and after_s:
            self._hosts.hold(host_key(url), after_s)
        reason = (response.reason or "")[:60].encode("ascii", "backslashreplace").decode()
        sentence = f"{plain_url(url)} answers {response.status} {reason}".rstrip()
        return FetchFailed("status", sentence, retry_after_s=after_s, status=response.status)

    async def _permitted(self, url: URL) -> float:
        """The pause in seconds that a host asks for in robots.txt. Raises FetchFailed (robots)."""
        if not self._obey_robots:
            return 0.0
        token = self._agent.partition("/")[0].strip()
        rules = await self._rules(url.origin())
        if not rules.allows(str(bare(url)), token):
            cause = "cannot be had for now" if rules.closed else f"forbids it to {token}"
            raise FetchFailed("robots", f"{plain_url(url)}: the host's robots.txt {cause}")
        return rules.delay_s(token)

    async def _rules(self, origin: URL) -> robots.Rules:
        """The robots.txt of an origin, asked for once at a time. Raises FetchFailed."""
        key = str(origin)
        if found := self._robots.get(key):
            return found
        lock = self._asking.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                if found := self._robots.get(key):
                    return found
                rules = await self._ask_robots(origin)
                self._robots.keep(key, rules)
                return rules
        finally:
            if not lock.locked():
                self._asking.pop(key, None)

    async def _ask_robots(self, origin: URL) -> robots.Rules:
        try:
            answer = await self._follow(origin / "robots.txt", {}, None, is_robots=True)
        except FetchFailed as failed:
            if failed.status is not None:
                return robots.rules_of(failed.status, b"")
            if failed.reason in {"too_many_redirects", "too_large", "encoding", "bad_answer"}:
                return robots.Rules()  # as if there were none (RFC 9309, 2.3.1.2)
            raise
        return robots.rules_of(answer.status, answer.body)


def _too_large(shown: str, most_bytes: int) -> FetchFailed:
    return FetchFailed("too_large", f"{shown} sends more than the {most_bytes:,} bytes allowed")
