"""Commands that read a store."""

from contextlib import closing

import click
import orjson

from pipeline import bootstrap, show
from pipeline import explain as explained
from pipeline.cli.common import DB, sentences, settings_of
from pipeline.errors import Misconfigured
from pipeline.store import Store
from pipeline.wire import link_record


@click.command()
@DB
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="Stories shown; 0 for all.",
)
@click.option("--jsonl", is_flag=True, help="One JSON object a story.")
@sentences
def stories(db: str | None, limit: int, jsonl: bool) -> None:
    """List stories, those with most articles first."""
    with _reading(db) as store:
        found = store.stories(limit or None)
        if jsonl:
            linked = show.by_story(store.links([story["story_id"] for story in found]))
            for story in found:
                links = [link_record(row) for row in linked.get(story["story_id"], ())]
                click.echo(orjson.dumps({**orjson.loads(story["record"]), "links": links}))
        else:
            show.stories(store, found)


@click.command(name="show")
@click.argument("story_id", metavar="STORY")
@DB
@sentences
def show_(story_id: str, db: str | None) -> None:
    """Show one story: members, relations and the evidence for them.

    STORY is an id, or as much of its beginning as is plain.
    """
    with _reading(db) as store:
        story = store.story(story_id)
        if story is None:
            raise Misconfigured(
                f"STORY: no single story's id begins with {story_id!r}; `storyfold stories` lists them"
            )
        ids = [story["story_id"]]
        show.story(story, list(store.members(ids)), store.rulings(), store.links(ids))


@click.command()
@DB
@click.option("--jsonl", is_flag=True, help="One JSON object a link.")
@sentences
def links(db: str | None, jsonl: bool) -> None:
    """List stories of different languages that tell one event, with what they share.

    A link has two ends and is listed once.
    """
    with _reading(db) as store:
        found = [row for row in store.links() if row["story_id"] < row["other_id"]]
        if not jsonl:
            show.links(store, found)
            return
        for row in found:
            click.echo(orjson.dumps({"of": row["story_id"], **link_record(row)}))


@click.command()
@DB
@click.option("--jsonl", is_flag=True, help="One JSON object an article.")
@sentences
def members(db: str | None, jsonl: bool) -> None:
    """List every article with its story, relation, parents and origin."""
    with _reading(db) as store:
        if not jsonl:
            show.members(store.members())
            return
        for row in store.members():
            click.echo(orjson.dumps(show.member_row(row)))


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@DB
@click.option("--jsonl", is_flag=True, help="As a JSON object.")
@sentences
def article(article_id: str, db: str | None, jsonl: bool) -> None:
    """Show a stored article: text, facts, what was removed and what its version has changed.

    ARTICLE is an article's id, or the id it came in with; of several versions all are shown.
    """
    with _reading(db) as store:
        found = store.articles(article_id)
        if not found:
            raise _unknown(article_id)
        for record in found:
            if jsonl:
                click.echo(orjson.dumps(record))
            else:
                show.article(record)


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@DB
@click.option("--json", "as_json", is_flag=True, help="As a JSON list, an object an article.")
@sentences
def explain(article_id: str, db: str | None, as_json: bool) -> None:
    """Say why an article lies in its story, what came next, and what text it shares with whom.

    ARTICLE is an article's id, or the id it came in with; of several versions all are explained.
    """
    with _reading(db) as store:
        found = explained.explain(store, article_id)
        if not found:
            raise _unknown(article_id)
        if as_json:
            click.echo(orjson.dumps(found))
        else:
            for one in found:
                explained.show(one)


def _unknown(article_id: str) -> Misconfigured:
    return Misconfigured(
        f"ARTICLE: no article has the id {article_id!r}; `storyfold members` lists them"
    )


def _reading(db: str | None) -> closing[Store]:
    """An existing store, for commands that only read."""
    return closing(bootstrap.existing(settings_of(db)))
