"""Where a feed holds a summary, the page behind it is fetched if that is wanted."""

import pytest

from pipeline.sources.state import State
from tests.sources.feeding import Collected, feeds, running, until
from tests.sources.site import Request, Site, always, reply

FULL = "<html><body><article><h1>Story 1</h1>" + "<p>The whole story of the mill.</p>" * 9


async def test_the_page_takes_the_place_of_a_summary(site: Site, state: State) -> None:
    page = {"Content-Type": "text/html; charset=iso-8859-1"}
    item = "<item><title>S</title><link>{}</link><source url='http://g.example/'>Gazette</source>{}</item>"
    whole = f"<description>{'Whole text. ' * 100}</description>"
    links = ("/page", "/missing", "/image", "/whole")
    bodies = ("<description>Short…</description>",) * 3 + (whole,)
    site.answers |= {
        "/f": always(
            "<rss>"
            + "".join(item.format(site.url(a), b) for a, b in zip(links, bodies, strict=True))
            + "</rss>"
        ),
        "/page": always((FULL + "é").encode("latin-1"), headers=page),
        "/image": always(b"GIF", headers={"Content-Type": "image/gif"}),
        "/whole": always(FULL),
    }
    inlet = Collected()
    async with running(feeds(state, site.url("/f"), full_text="partial"), inlet):
        await until(lambda: len(inlet.records) == 4)
    rows = {row["url"]: row for row in inlet.rows}
    row = rows[site.url("/page")]
    assert row["html"] == FULL + "é"
    assert (row["source"], row["title"]) == ("Gazette", "S")
    assert "text" not in row
    assert rows[site.url("/missing")]["text"] == rows[site.url("/image")]["text"] == "Short…"
    assert rows[site.url("/whole")]["text"].startswith("Whole text.")
    assert "/whole" not in site.paths()


async def test_a_feed_of_many_summaries_is_brought_in_by_several_looks(
    site: Site, state: State
) -> None:
    items = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(25))
    site.answers["/f"] = always(f"<rss>{items}</rss>", headers={"ETag": '"one"'})
    site.answers |= {f"/{n}": always(FULL + str(n)) for n in range(25)}
    inlet = Collected()
    async with running(feeds(state, site.url("/f"), full_text="always"), inlet):
        await until(lambda: len(inlet.records) == 25)
        await until(lambda: "if-none-match" in site.asked[-1].headers)
    assert sorted(int(title) for title in inlet.titles) == list(range(25))
    assert all(row["html"].startswith(FULL) for row in inlet.rows)
    assert site.paths().count("/7") == 1


@pytest.mark.parametrize("is_ever_well", [True, False])
async def test_pages_of_a_host_that_wants_pauses_are_waited_for_but_not_for_ever(
    site: Site, state: State, *, is_ever_well: bool
) -> None:
    async with Site() as papers:

        async def tired(_: Request) -> bytes:
            if is_ever_well and len(papers.paths()) > 2:
                return reply(FULL)
            return reply(b"", 503, {"Retry-After": "1"})

        papers.answers |= {f"/{n}": tired for n in range(3)}
        items = "".join(
            f"<item><title>{n}</title><link>{papers.url(f'/{n}')}</link></item>" for n in range(3)
        )
        site.answers["/f"] = always(f"<rss>{items}</rss>")
        inlet = Collected()
        async with running(feeds(state, site.url("/f"), full_text="always"), inlet):
            await until(lambda: len(inlet.records) == 3)
        assert [row.get("html") for row in inlet.rows] == [FULL if is_ever_well else None] * 3
        assert sorted(inlet.titles) == ["0", "1", "2"]
