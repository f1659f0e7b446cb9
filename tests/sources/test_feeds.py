"""Feeds hand over what is new in them once, and remember it only when it is safe."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from pydantic import ValidationError

from pipeline.errors import Misconfigured, Unavailable
from pipeline.sources.feeds import FeedsConfig
from pipeline.sources.state import State
from pipeline.wire import decode_item
from tests.sources.feeding import Collected, feeds, health, rss, running, until
from tests.sources.site import Request, Site, always, redirect, reply, silent

HOURS = {"least_minutes": 60.0, "most_minutes": 120.0}


async def test_entries_come_once_and_again_when_they_change(site: Site, state: State) -> None:
    site.answers["/f"] = always(rss(2, 1))
    inlet = Collected()
    async with running(feeds(state, site.url("/f")), inlet):
        await until(lambda: len(site.paths()) > 3)
        assert inlet.titles == ["Story 1", "Story 2"]
        site.answers["/f"] = always(rss(3, 2).replace("down. (2)", "down at night. (2)"))
        await until(lambda: len(inlet.records) > 2)
        asked = len(site.paths())
        await until(lambda: len(site.paths()) > asked + 2)
    assert inlet.titles == ["Story 1", "Story 2", "Story 2", "Story 3"]
    assert inlet.rows[1]["id"] == inlet.rows[2]["id"]
    item = decode_item(inlet.records[2], 10_000)
    assert item.text == "The mill burnt down at night. (2)"
    assert item.source == "127.0.0.1"


async def test_an_unchanged_feed_is_asked_for_as_such(site: Site, state: State) -> None:
    async def answer(request: Request) -> bytes:
        same = request.headers.get("if-none-match") == '"one"'
        return (
            reply(b"", 304) if same else reply(rss(1), 200, {"ETag": '"one"', "Last-Modified": "x"})
        )

    site.answers["/f"] = answer
    inlet = Collected()
    async with running(feeds(state, site.url("/f")), inlet):
        await until(lambda: len(site.paths()) > 2)
    asked = [r.headers for r in site.asked if r.path == "/f"]
    assert "if-none-match" not in asked[0]
    assert all(h["if-modified-since"] == "x" for h in asked[1:])
    assert inlet.titles == ["Story 1"]


async def test_a_restart_goes_on_where_the_state_is(site: Site, state: State) -> None:
    site.answers["/f"] = always(rss(2, 1), headers={"ETag": '"one"'})
    inlet = Collected()
    async with running(feeds(state, site.url("/f"), **HOURS), inlet):
        await until(lambda: health(state)[0:] and health(state)[0]["ok_at"])
    site.answers["/f"] = always(rss(3, 2, 1))
    async with running(feeds(state, site.url("/f"), **HOURS), inlet):
        await asyncio.sleep(0.3)
    assert site.paths() == ["/f"]  # not due for an hour
    (key,) = state.all("feeds")
    state.put("feeds", {key: {**state.all("feeds")[key], "next_at": "2020-01-01T00:00:00+00:00"}})
    async with running(feeds(state, site.url("/f"), **HOURS), inlet):
        await until(lambda: len(inlet.records) == 3)
    assert inlet.titles == ["Story 1", "Story 2", "Story 3"]
    assert site.asked[-1].headers["if-none-match"] == '"one"'


@pytest.mark.parametrize("end", ["killed while it waits", "the broker is away"])
async def test_what_the_inlet_did_not_take_comes_again(site: Site, state: State, end: str) -> None:
    site.answers["/f"] = always(rss(2, 1), headers={"ETag": '"one"'})
    first = Collected()
    if end.startswith("killed"):
        first.hold = True
        async with running(feeds(state, site.url("/f")), first):
            await first.waiting.wait()
    else:
        first.fail = Unavailable("broker: away")
        with pytest.raises(Unavailable):
            await feeds(state, site.url("/f")).run(first)
    assert first.records == []
    second = Collected()
    async with running(feeds(state, site.url("/f")), second):
        await until(lambda: len(second.records) == 2)
    assert second.titles == ["Story 1", "Story 2"]
    assert "if-none-match" not in [r for r in site.asked if r.path == "/f"][1].headers


async def test_a_permanent_redirect_is_remembered_and_a_temporary_one_is_not(
    site: Site, state: State
) -> None:
    site.answers |= {
        "/old": redirect("/new", 301),
        "/new": always(rss(1)),
        "/a": redirect("/b", 302),
        "/b": always(rss(2)),
    }
    async with running(feeds(state, site.url("/old"), site.url("/a"), per_host=1), Collected()):
        await until(lambda: site.paths().count("/b") > 2 and site.paths().count("/new") > 2)
    assert site.paths().count("/old") == 1
    assert site.paths().count("/a") >= site.paths().count("/b")
    async with running(feeds(state, site.url("/old")), Collected()):
        asked = site.paths().count("/new")
        await until(lambda: site.paths().count("/new") > asked)
    assert site.paths().count("/old") == 1


async def test_a_remembered_redirect_that_leads_nowhere_is_forgotten(
    site: Site, state: State
) -> None:
    site.answers |= {"/old": redirect("/new", 301), "/new": always(rss(1))}
    inlet = Collected()
    async with running(feeds(state, site.url("/old")), inlet):
        await until(lambda: site.paths().count("/new") > 1)
        site.answers |= {"/old": always(rss(2)), "/new": always(b"", 404)}
        await until(lambda: len(inlet.records) == 2)
    assert inlet.titles == ["Story 1", "Story 2"]


async def test_a_redirect_to_what_is_no_feed_is_not_remembered(site: Site, state: State) -> None:
    site.answers |= {"/f": redirect("/login", 301), "/login": always("<html>Log in</html>")}
    async with running(feeds(state, site.url("/f")), Collected()):
        await until(lambda: health(state)[0:] and health(state)[0]["failures"] > 1)
    assert health(state)[0]["moved_to"] == ""
    assert health(state)[0]["fault"].endswith("/f: it is a web page")


def _asked_more(site: Site, path: str, times: int) -> Callable[[], bool]:
    return lambda: site.paths().count(path) > times


async def test_a_feed_that_is_gone_is_not_asked_again(site: Site, state: State) -> None:
    site.answers |= {"/gone": always(b"", 410), "/f": always(rss(1))}
    urls = site.url("/gone"), site.url("/f")
    for _ in range(2):
        async with running(feeds(state, *urls), Collected()):
            asked = site.paths().count("/f")
            await until(_asked_more(site, "/f", asked + 3))
    assert site.paths().count("/gone") == 1
    assert [h["gone"] for h in health(state)].count(True) == 1
    async with running(feeds(state, site.url("/f")), Collected()):
        await until(lambda: len(health(state)) == 1)  # out of the configuration: forgotten
    async with running(feeds(state, *urls), Collected()):
        await until(lambda: site.paths().count("/gone") == 2)


async def test_a_sick_feed_is_asked_ever_more_seldom_and_tells_why(
    site: Site, state: State
) -> None:
    site.answers["/f"] = always(b"", 500)
    source = feeds(state, site.url("/f"), most_minutes=10.0)
    async with running(source, Collected()):
        await until(lambda: health(state)[0:] and health(state)[0]["failures"] >= 3)
        assert health(state)[0]["fault"] == f"{site.url('/f')} answers 500 Said"
        site.answers["/f"] = always(rss(1))
        await until(lambda: health(state)[0]["failures"] == 0)
    assert health(state)[0]["fault"] == ""
    assert health(state)[0]["items"] == 1


async def test_a_host_that_names_a_time_is_left_alone_so_long(site: Site, state: State) -> None:
    site.answers["/f"] = always(b"", 503, {"Retry-After": "600"})
    async with running(feeds(state, site.url("/f")), Collected()):
        await until(lambda: health(state)[0:] and health(state)[0]["failures"])
        await asyncio.sleep(0.5)
    assert site.paths() == ["/f"]


async def test_nothing_is_asked_while_the_inlet_is_pressed(site: Site, state: State) -> None:
    site.answers["/f"] = always(rss(1))
    inlet = Collected()
    inlet.pressed = True
    async with running(feeds(state, site.url("/f")), inlet):
        await asyncio.sleep(0.3)
        assert site.asked == []
        inlet.pressed = False
        await until(lambda: inlet.records)


async def test_a_slow_host_with_many_feeds_keeps_no_other_waiting(site: Site, state: State) -> None:
    async with Site() as slow:
        slow.answers |= {f"/{n}": silent for n in range(40)} | {"/robots.txt": silent}
        site.answers["/f"] = always(rss(1))
        urls = [slow.url(f"/{n}") for n in range(40)]
        source = feeds(state, *urls, site.url("/f"), at_once=4, per_host=2, timeout_s=5.0)
        async with running(source, Collected()):
            await until(lambda: len(site.paths()) > 10)


async def test_an_opml_file_names_feeds_too(site: Site, state: State, tmp_path: Path) -> None:
    site.answers |= {"/a": always(rss(1)), "/b": always(rss(2))}
    path = tmp_path / "feeds.opml"
    path.write_text(
        f"<opml><body><outline text='News'><outline xmlUrl='{site.url('/a')}'/>"
        f"<outline><outline XMLURL='{site.url('/b').replace('http:', 'feed:')}'/></outline>"
        f"</outline><outline xmlUrl='{site.url('/a')}'/></body></opml>"
    )
    inlet = Collected()
    async with running(feeds(state, opml=(path,)), inlet):
        await until(lambda: len(inlet.records) == 2)
    assert len(health(state)) == 2
    path.write_text("<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml/>")
    with pytest.raises(Misconfigured, match="document type"):
        await feeds(state, opml=(path,)).run(inlet)
    assert len(await feeds(state, opml=(path,)).check()) == 1


async def test_check_tells_what_is_wrong_and_takes_nothing(site: Site, state: State) -> None:
    site.answers |= {
        "/good": always(rss(1)),
        "/page": always("<html></html>"),
        "/gone": always(b"", 410),
    }
    secret = site.url("/missing").replace("//", "//anna:secret@") + "?key=secret"
    source = feeds(state, site.url("/good"), site.url("/page"), site.url("/gone"), secret)
    found = await source.check()
    assert found == [
        f"{site.url('/page')}: it is a web page",
        f"{site.url('/gone')} answers 410 Said",
        f"{site.url('/missing')} answers 404 Said",
    ]
    assert state.all("feeds") == {}


async def test_what_is_remembered_holds_no_password(
    site: Site, state: State, caplog: pytest.LogCaptureFixture
) -> None:
    site.answers["/f"] = always(rss(1))
    urls = [f"{site.url(p)}?key=hidden".replace("//", "//anna:hidden@") for p in ("/f", "/none")]
    async with running(feeds(state, *urls), Collected()):
        await until(lambda: len(health(state)) == 2 and all(h["tried_at"] for h in health(state)))
    kept = orjson.dumps([{k: v for k, v in h.items() if k != "validated"} for h in health(state)])
    assert b"hidden" not in kept
    assert "hidden" not in caplog.text
    assert site.asked[0].headers


async def test_an_item_larger_than_allowed_comes_as_its_head(site: Site, state: State) -> None:
    site.answers["/f"] = always(rss(1, text="x" * 300_000))
    inlet = Collected()
    source = feeds(state, site.url("/f"))
    source._given = type(source._given)(state, source._given.clock, 100_000)
    async with running(source, inlet):
        await until(lambda: inlet.records)
    (record,) = inlet.records
    assert record.size > 300_000
    assert len(record.value) < 100_000
    assert record.sha256


@pytest.mark.parametrize(
    "fields",
    [{}, {"urls": ["gopher://x"]}, {"urls": ["http://x"], "least_minutes": 500}, {"urls": ["http://x"], "color": 1}],
)  # fmt: skip
def test_a_wrong_configuration_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FeedsConfig.model_validate({"kind": "feeds", **fields})


async def test_stopping_leaves_nothing_open(site: Site, state: State) -> None:
    site.answers["/f"] = silent
    before = asyncio.all_tasks()
    source = feeds(state, site.url("/f"), robots=False)
    task = asyncio.create_task(source.run(Collected()))
    await until(lambda: site.asked)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await until(lambda: not [r for r in asyncio.all_tasks() - before if "Site" not in repr(r)])
