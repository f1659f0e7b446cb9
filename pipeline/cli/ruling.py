"""Commands by which an editor overrules the stories."""

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import click
import orjson

from pipeline import bootstrap, show
from pipeline.cli.common import DB, sentences, settings_of
from pipeline.cluster.rulings import ruling
from pipeline.errors import Misconfigured
from pipeline.model import RulingKind
from pipeline.store import Store

_ARTICLE_ID = re.compile(r"[0-9a-f]{20}")
_STORY_ID = re.compile(r"[0-9a-f]{6,20}")


def _signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every ruling: who, why, and where it is kept."""
    by = click.option("--by", required=True, metavar="WHO", help="Whose ruling it is.")
    why = click.option("--why", required=True, metavar="TEXT", help="Why; readers are shown it.")
    return by(why(DB(sentences(command))))


@click.group()
def rule() -> None:
    """Overrule the stories; it holds from then on, whatever arrives.

    `storyfold run` takes rulings in, with or without new articles; a worker does so when the next
    article of the language arrives.
    """


@rule.command()
@click.argument("named", metavar="ARTICLE|STORY...", nargs=-1, required=True)
@_signed
def together(named: tuple[str, ...], by: str, why: str, db: str | None) -> None:
    """Articles belong to one story; a story stands for all of its articles.

    ARTICLE is an article's id, or the id it came in with (of versions, the newest). They go to the
    largest of their stories.
    """
    with _store(db) as store:
        articles = [one for name in named for one in _articles(store, name)]
        _give(store, "together", articles, by, why)


@rule.command()
@click.argument("first", metavar="ARTICLE|STORY")
@click.argument("others", metavar="ARTICLE|STORY...", nargs=-1, required=True)
@_signed
def apart(first: str, others: tuple[str, ...], by: str, why: str, db: str | None) -> None:
    """The first article is of no story that one of the others is of.

    ARTICLE is as in together; a story stands for its canonical article, so of two stories it says
    that they are never one. The first goes to the story that it fits next best, or to one of its own.
    """
    with _store(db) as store:
        mine = _articles(store, first)[0]
        theirs = [
            next((one for one in _articles(store, name) if one != mine), mine) for name in others
        ]
        _give(store, "apart", [mine, *theirs], by, why)


@rule.command()
@click.argument("named", metavar="ARTICLE")
@_signed
def canonical(named: str, by: str, why: str, db: str | None) -> None:
    """The article stands for its story, unless it is killed.

    ARTICLE is as in together.
    """
    with _store(db) as store:
        articles = _articles(store, named)
        if len(articles) > 1 or (_article(store, named) or named) != articles[0]:
            raise Misconfigured(f"ARTICLE: {named!r} is a story; name the article to stand for it")
        _give(store, "canonical", articles, by, why)


@rule.command()
@click.argument("ruling_id", metavar="RULING")
@_signed
def withdraw(ruling_id: str, by: str, why: str, db: str | None) -> None:
    """A ruling stands no more; RULING is its id, or as much of its beginning as is plain.

    Nothing moves for that at once; articles go where they belong as their stories grow.
    """
    with _store(db) as store:
        found = [
            one.ruling for one in store.rulings() if one.ruling.ruling_id.startswith(ruling_id)
        ]
        if len(found) != 1 or not ruling_id:
            raise Misconfigured(
                f"RULING: no single ruling's id begins with {ruling_id!r}; "
                "`storyfold rulings` lists them"
            )
        _give(store, "withdrawn", found[0].articles, by, why, found[0].ruling_id)


@click.command()
@DB
@click.option("--jsonl", is_flag=True, help="One JSON object a ruling.")
@sentences
def rulings(db: str | None, jsonl: bool) -> None:
    """List what editors have ruled: who, when, why, and whether it stands."""
    with _store(db) as store:
        found = store.rulings()
        if not jsonl:
            show.rulings(found)
            return
        for one in found:
            click.echo(orjson.dumps(one))


def _store(db: str | None) -> closing[Store]:
    return closing(bootstrap.existing(settings_of(db)))


def _give(
    store: Store,
    kind: RulingKind,
    articles: list[str] | tuple[str, ...],
    by: str,
    why: str,
    withdraws: str = "",
) -> None:
    for option, said in (("--by", by), ("--why", why)):
        if not said.strip():
            raise Misconfigured(f"{option}: is empty; say who rules and why")
    new = ruling(kind, articles, by.strip(), bootstrap.now(), why.strip(), withdraws)
    if kind in {"together", "apart"} and len(new.articles) < 2:
        raise Misconfigured("ARTICLE: name two different articles at least")
    shard = store.give(new)
    click.echo(f"ruling {new.ruling_id}: {kind}; the next run or batch takes it in")
    if not shard:
        click.echo("none of its articles has arrived; it stands for when they do")


def _articles(store: Store, named: str) -> list[str]:
    """The article of an id; or those of a story, its canonical one first.

    An id of an article that has not arrived is taken as it is.
    """
    if found := _article(store, named):
        return [found]
    story = store.story(named) if _STORY_ID.fullmatch(named) else None
    if story is not None and story["status"] == "merged":
        raise Misconfigured(f"STORY: {story['replaced_by']} has taken over {story['story_id']}")
    if story is not None:
        members = [row["article_id"] for row in store.members([story["story_id"]])]
        return sorted(members, key=lambda one: one != story["canonical"])
    if _ARTICLE_ID.fullmatch(named):
        return [named]
    raise Misconfigured(
        f"ARTICLE: neither an article nor a story has the id {named!r}; "
        "`storyfold members` lists articles"
    )


def _article(store: Store, named: str) -> str | None:
    """The newest version of the article of an id. Raises Misconfigured if it is the id of several."""
    found = store.articles(named)
    if len({(one["document_id"], one["take"]) for one in found}) > 1:
        ids = ", ".join(one["article_id"] for one in found)
        raise Misconfigured(f"ARTICLE: several articles came in as {named!r}; name one of {ids}")
    return found[-1]["article_id"] if found else None
