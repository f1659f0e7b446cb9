"""The ``storyfold`` command."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import orjson

from pipeline import bootstrap, show
from pipeline.engines.passing import Passing, prepare_all
from pipeline.errors import Fenced, Misconfigured, Rejected, Unavailable
from pipeline.model import Prepared
from pipeline.settings import Settings, load_settings
from pipeline.sources import Item, Source
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.store import Store, open_store, shown
from pipeline.telemetry import Endpoint, Telemetry
from pipeline.wire import article_record, link_record

_P = ParamSpec("_P")
_T = TypeVar("_T")
_SAMPLE_DB = Path("storyfold-sample.db")
_INPUTS = click.argument("inputs", metavar="[INPUT]...", nargs=-1)
_DB = click.option(
    "--db", metavar="URL", help="Database: a file, or an SQLAlchemy URL. Else the setting."
)


def _sentences(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """What a user can mend is one sentence on standard error and exit code 2."""

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return command(*args, **kwargs)
        except (Misconfigured, Unavailable, Fenced) as error:
            click.echo(f"storyfold: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("storyfold: stopped; the same command goes on from here", err=True)
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="storyfold", prog_name="storyfold")
def main() -> None:
    """Fold a stream of news articles into stories.

    Which articles tell the same story, who copied whom, how many independent origins there are.
    """


@main.command()
@_INPUTS
@click.option("--db", metavar="FILE", help="Database, a file or URL  [default: storyfold.db]")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Stories shown at the end.",
)
@click.option("--metrics", type=int, metavar="PORT", help="Serve /metrics on this loopback port.")
@_sentences
def run(inputs: tuple[str, ...], db: str | None, limit: int, metrics: int | None) -> None:
    """Fold articles in this process, without a broker, and show the stories.

    INPUT is a JSON Lines file (.gz too), a .txt file, a folder of those, or - for standard input.
    Without one, the bundled sample stream is folded into storyfold-sample.db. A run that was
    stopped goes on where it was; running again over the same input changes nothing.
    """
    settings = _settings(db if db or inputs else str(_SAMPLE_DB))
    _log(settings)
    sources = open_sources(inputs or (str(SAMPLE),), settings.max_item_bytes, bootstrap.now)
    telemetry = Telemetry()
    store = open_store(settings.database)
    try:
        bootstrap.compile_ahead(settings, _say)
        engine = bootstrap.embedded(settings, store, telemetry)
        with _metrics(telemetry, metrics), show.progress("folding") as report:
            done = engine.run(sources, report)
        show.summary(store, done, limit)
    finally:
        store.close()


@main.command()
@_INPUTS
@_sentences
def publish(inputs: tuple[str, ...]) -> None:
    """Send articles to Kafka's raw topic, keyed by host.

    INPUT is as for run; without one, the bundled sample stream is sent.
    """
    from pipeline.engines.publishing import publish as send

    settings = _settings(None)
    _log(settings)
    sources = open_sources(inputs or (str(SAMPLE),), settings.max_item_bytes, bootstrap.now)
    with show.progress("publishing") as report:
        done = asyncio.run(send(settings, sources, report))
    click.echo(f"{done.items} items published to {settings.topic_prefix}raw at {settings.broker}")


@main.command()
@_DB
@_sentences
def worker(db: str | None) -> None:
    """Prepare and settle articles from Kafka into the database, and announce stories.

    Serves /metrics, /healthz and /readyz. Ends with SIGTERM.
    """
    from pipeline.engines.faust_app import Worker
    from pipeline.topics import check_topics

    settings = _settings(db)
    _log(settings)
    asyncio.run(check_topics(settings))
    bootstrap.compile_ahead(settings, _say)
    logging.getLogger("aiokafka").setLevel(logging.getLogger("faust").level)
    telemetry = Telemetry()
    store = open_store(settings.database)
    try:
        click.echo(
            f"storyfold: working on {settings.broker} into {_shown(store)}; "
            f"metrics at http://{settings.metrics_host}:{settings.metrics_port}/metrics",
            err=True,
        )
        Worker(
            settings,
            store,
            bootstrap.preparer(settings, store, telemetry, bootstrap.vectoriser(settings)),
            bootstrap.settler(settings, store, telemetry, announce=True),
            telemetry,
            bootstrap.now,
        ).run()
    finally:
        store.close()


@main.command()
@click.option("--wait", default=0.0, metavar="SECONDS", help="Wait so long for a broker.")
@_sentences
def topics(wait: float) -> None:
    """Create every topic that is missing and check those that are there."""
    settings = _settings(None)
    _log(settings)
    for line in asyncio.run(_ensure_topics(settings, wait)):
        click.echo(line)


@main.command()
@_DB
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="Stories shown; 0 for all.",
)
@click.option("--jsonl", is_flag=True, help="One JSON object a story.")
@_sentences
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


@main.command(name="show")
@click.argument("story_id", metavar="STORY")
@_DB
@_sentences
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
        show.story(story, list(store.members(ids)), store.links(ids))


@main.command()
@_DB
@click.option("--jsonl", is_flag=True, help="One JSON object a link.")
@_sentences
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


@main.command()
@_DB
@click.option("--jsonl", is_flag=True, help="One JSON object an article.")
@_sentences
def members(db: str | None, jsonl: bool) -> None:
    """List every article with its story, relation, parents and origin."""
    with _reading(db) as store:
        if not jsonl:
            show.members(store.members())
            return
        for row in store.members():
            click.echo(orjson.dumps(show.member_row(row)))


@main.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--jsonl", is_flag=True, help="One JSON object an article.")
@_sentences
def normalize(inputs: tuple[str, ...], jsonl: bool) -> None:
    """Show each article as the normalise stage leaves it: text, facts, and what was removed.

    INPUT is as for run; pages (.html) too. Templates of hosts are learned as in a run, from the
    items of this command alone; nothing is stored. What cannot be read is told on standard error.
    """
    is_empty = True
    for source, item, result in _prepared(inputs):
        is_empty = False
        if isinstance(result, Rejected):
            where = f"{source.name.split('#')[0]} at byte {item.position}"
            click.echo(f"storyfold: {show.plain(where)}: {show.plain(str(result))}", err=True)
            continue
        for one in result:
            if jsonl:
                click.echo(orjson.dumps(article_record(one.article)))
            else:
                show.article(article_record(one.article))
    if is_empty:
        click.echo("storyfold: INPUT holds no article", err=True)


@main.command()
@click.argument("article_id", metavar="ARTICLE")
@_DB
@click.option("--jsonl", is_flag=True, help="As a JSON object.")
@_sentences
def article(article_id: str, db: str | None, jsonl: bool) -> None:
    """Show a stored article: text, facts, what was removed and what its version has changed.

    ARTICLE is an article's id, or the id it came in with; of several versions all are shown.
    """
    with _reading(db) as store:
        found = store.articles(article_id)
        if not found:
            raise Misconfigured(
                f"ARTICLE: no article has the id {article_id!r}; `storyfold members` lists them"
            )
        for record in found:
            if jsonl:
                click.echo(orjson.dumps(record))
            else:
                show.article(record)


@main.command()
@_INPUTS
@click.option("--language", required=True, help="Count only articles of this language (ISO 639).")
@click.option(
    "--from-word-frequencies",
    is_flag=True,
    help="Expect them, from a list of the language's words.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The table, .npz.")
@_sentences
def warm(inputs: tuple[str, ...], language: str, from_word_frequencies: bool, out: Path) -> None:
    """Make a table of document frequencies for empty desks to begin with.

    They are counted in the articles of INPUT, or expected from how common words are, which needs the
    package wordfreq (for Thai, pythainlp).
    """
    from pipeline.engines import word_lists
    from pipeline.engines.warm import write_table, write_words

    if from_word_frequencies == bool(inputs):
        raise Misconfigured(
            "INPUT: name what to count, or give --from-word-frequencies without any"
        )
    if from_word_frequencies:
        shares = word_lists.shares(language, word_lists.listed(language))
        click.echo(f"{out}: {write_words(out, word_lists.ARTICLES, shares)} words")
        return
    results = (result for _, _, result in _prepared(inputs) if not isinstance(result, Rejected))
    prepared = (one for result in results for one in result)
    terms = (one.fingerprint.terms for one in prepared if one.shard == language)
    articles, kept = write_table(out, terms)
    click.echo(f"{out}: {kept} words of {articles} articles")


def _prepared(
    inputs: tuple[str, ...],
) -> Iterator[tuple[Source, Item, tuple[Prepared, ...] | Rejected]]:
    """Each item of the inputs and what it becomes, without a store."""
    settings = _settings(None)
    _log(settings)
    bootstrap.compile_ahead(settings, _say)
    keeper = Passing()
    preparer = bootstrap.preparer(settings, keeper, Telemetry())
    sources = open_sources(inputs, settings.max_item_bytes, bootstrap.now)
    return prepare_all(sources, preparer, keeper, settings.batch_articles)


def _say(what: str) -> None:
    click.echo(f"storyfold: {what}", err=True)


def _settings(db: str | None) -> Settings:
    """The settings; a database given without a scheme is a file."""
    if db == "":
        raise Misconfigured("--db: is empty; name a file or a URL")
    if db is not None and "://" not in db:
        db = f"sqlite:///{db}"
    return load_settings(database=db)


def _log(settings: Settings) -> None:
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for chatty in ("faust", "mode"):
        # discarded debug records of theirs cost 7 to 10 % of the worker's speed
        level = logging.WARNING if settings.log_level == "warning" else logging.INFO
        logging.getLogger(chatty).setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # what it discards of a page is judged by what is left of it
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # a broker that cannot be reached is told in one sentence, ours
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _reading(db: str | None) -> closing[Store]:
    """An existing store, for commands that only read."""
    return closing(bootstrap.existing(_settings(db)))


def _metrics(telemetry: Telemetry, port: int | None) -> Any:  # noqa: ANN401 - a context manager
    from contextlib import nullcontext

    if port is None:
        return nullcontext()
    return Endpoint(telemetry, "127.0.0.1", port, lambda: None)


async def _ensure_topics(settings: Settings, wait_s: float) -> list[str]:
    from pipeline.topics import ensure_topics

    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait_s
    while True:
        try:
            return await ensure_topics(settings)
        except Unavailable as error:
            if loop.time() >= deadline:
                raise
            click.echo(f"storyfold: waiting: {error}", err=True)
            await asyncio.sleep(1.0)


def _shown(store: Store) -> str:
    return shown(store.engine.url)
