"""A GET goes nowhere it must not, and tells nobody what was meant for others."""

import socket

import pytest

from pipeline.sources.fetching import (
    Conditions,
    Fetcher,
    FetchFailed,
    addresses,
)
from tests.sources.getting import QUICK, failure, get
from tests.sources.site import (
    Site,
    always,
    redirect,
)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *(
            "100.64.0.1",
            "0.1.2.3",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "::127.0.0.1"),
        *("2002:7f00:1::1", "2002:a00:1::1", "2001:0:1:2:3:4:80ff:fffe", "2001:db8::1", "no ip"),
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_known(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_an_address_of_the_open_internet_is_known(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "0x7f000001"),
        *("2130706433", "127.1", "0177.0.0.1", "0", "0.0.0", "127.0.0.1.", "LOCALHOST"),
        *("①②⑦.⓪.⓪.①", "127。0。0。1"),
    ],
)
async def test_no_notation_of_a_private_address_is_connected_to(site: Site, host: str) -> None:
    async with Fetcher(QUICK, obey_robots=False) as fetcher:
        with pytest.raises(FetchFailed) as raised:
            await fetcher.get(f"http://{host}:{site.port}/")
    assert raised.value.reason in {"private_address", "bad_url", "dns"}
    assert site.asked == []


async def test_a_redirect_to_a_private_address_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    async with Fetcher(QUICK) as fetcher:
        for number, inside in enumerate(("127.0.0.2", "[::1]", "0x7f.2")):
            site.answers[f"/{number}"] = redirect(f"http://{inside}:{site.port}/inside")
            with pytest.raises(FetchFailed, match="private") as raised:
                await fetcher.get(site.url(f"/{number}"))
            assert raised.value.reason == "private_address"
    assert site.paths() == ["/0", "/1", "/2"]


async def test_private_addresses_of_a_name_are_left_out() -> None:
    resolver = addresses.Resolver(public_only=True, timeout_s=5)
    with pytest.raises(addresses.PrivateAddress, match="localhost is a private address"):
        await resolver.resolve("localhost", 80)
    await resolver.close()


def test_the_address_is_looked_at_when_the_socket_is_made() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
    with pytest.raises(addresses.PrivateAddress):
        addresses.public_socket(info)


async def test_a_name_that_does_not_exist_is_told() -> None:
    async with Fetcher(QUICK) as fetcher:
        with pytest.raises(FetchFailed, match=r"^dns: the host of http://nobody\.invalid"):
            await fetcher.get("http://nobody.invalid/feed")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "", "//x", "http://[::1", "http://a:0/", "http://a:b/",
     "javascript:1", "http://" + "a" * 9_000, "http://\ud800/", "gopher://x:70/_"],
)  # fmt: skip
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        with pytest.raises(FetchFailed) as raised:
            await fetcher.get(url)
    assert raised.value.reason == "bad_url"


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([307, 308], False), ([303], False), ([], False)],
)  # fmt: skip
async def test_only_redirects_that_are_all_permanent_are_to_be_remembered(
    site: Site, statuses: list[int], *, is_permanent: bool
) -> None:
    for number, status in enumerate(statuses):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}", status)
    site.answers[f"/{len(statuses)}"] = always("here")
    answer = await get(site, "/0")
    last = site.url(f"/{len(statuses)}")
    assert (answer.body, answer.url) == (b"here", last)
    assert answer.permanent_url == (last if is_permanent else "")


async def test_redirects_that_go_round_are_an_error_soon(site: Site) -> None:
    site.answers |= {"/a": redirect("/b", 301), "/b": redirect("/a", 301)}
    assert (await failure(site, "/a")).reason == "too_many_redirects"
    assert len(site.paths()) == QUICK.most_redirects + 1


async def test_a_redirect_out_of_the_web_is_refused(site: Site) -> None:
    for where in ("file:///etc/passwd", "ftp://x/", "http://["):
        site.answers["/a"] = redirect(where)
        assert (await failure(site, "/a")).reason == "bad_url"


async def test_passwords_and_the_callers_headers_stay_with_their_host(site: Site) -> None:
    async with Site() as other:
        site.answers |= {"/a": redirect("/b", 301), "/b": redirect(other.url("/c"), 301)}
        other.answers["/c"] = always("here")
        async with Fetcher(QUICK, allow_private=True) as fetcher:
            answer = await fetcher.get(
                site.url("/a").replace("//", "//anna:secret@"),
                {"X-Key": "secret", "Accept": "text/xml"},
                Conditions(site.url("/a"), etag='"one"'),
            )
    assert answer.permanent_url == other.url("/c")
    first, second = (r.headers for r in site.asked if r.path != "/robots.txt")
    assert first["authorization"] == second["authorization"]
    assert (first["x-key"], second["x-key"]) == ("secret", "secret")
    assert first["if-none-match"] == '"one"'
    assert "if-none-match" not in second
    (third,) = (r.headers for r in other.asked if r.path == "/c")
    assert third["accept"] == "text/xml"
    assert not {"authorization", "x-key", "if-none-match", "cookie", "referer"} & third.keys()


async def test_a_password_in_a_redirect_is_not_used(site: Site) -> None:
    site.answers |= {
        "/a": redirect(site.url("/b").replace("//", "//anna:secret@")),
        "/b": always("here"),
    }
    await get(site, "/a")
    assert all("authorization" not in r.headers for r in site.asked)
