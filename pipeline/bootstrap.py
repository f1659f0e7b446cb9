"""Puts the parts together: the one place that knows every concrete class."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.cluster.rules import Lifetime, Rules
from pipeline.engines import compiling, minilm
from pipeline.engines.embedded import Embedded
from pipeline.engines.images import Images
from pipeline.engines.passing import Passing
from pipeline.engines.preparer import Preparer
from pipeline.engines.publishing import Turn, at_once
from pipeline.engines.settler import Settler
from pipeline.engines.sites import Keeper, Sites
from pipeline.engines.standby import Standby
from pipeline.engines.throttle import Raw, Throttle
from pipeline.errors import Misconfigured
from pipeline.evaluation.scoring import Bench
from pipeline.fingerprint.vector import Vectoriser
from pipeline.settings import Settings, config_dir, load_agencies, load_rules, load_settings
from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.sources.configured import configured
from pipeline.sources.state import State
from pipeline.store import Store, open_store
from pipeline.telemetry import Telemetry


def now() -> datetime:
    """The wall clock, in UTC; the only one there is, handed to whoever needs the time."""
    return datetime.now(UTC)


def existing(settings: Settings) -> Store:
    """A store that is there, to be read. Raises Misconfigured where there is none."""
    path = settings.database.removeprefix("sqlite:///")
    if path != settings.database and path and not Path(path).is_file():
        raise Misconfigured(
            f"database: there is no file {path}; `storyfold run` makes one, --db names another"
        )
    return open_store(settings.database, migrate=False)


def vectoriser(settings: Settings) -> Vectoriser | None:
    """The language model that the settings ask for. Raises Misconfigured where it is not installed."""
    return minilm.load() if settings.vector == "minilm" else None


def preparer(
    settings: Settings, keeper: Keeper, telemetry: Telemetry, model: Vectoriser | None = None
) -> Preparer:
    """The prepare stage; ``keeper`` holds what it remembers of hosts."""
    return Preparer(load_agencies(), settings.max_item_bytes, telemetry, Sites(keeper), model)


def compile_ahead(settings: Settings, say: Callable[[str], None]) -> None:
    """Have the inner loops compiled before work begins; ``say`` is told what is waited for."""
    prepare = preparer(settings, Passing(), Telemetry()).prepare
    compiling.compile_ahead(prepare, rules(settings), say)


def settler(settings: Settings, store: Store, telemetry: Telemetry, *, announce: bool) -> Settler:
    """The settle stage of a command; ``announce`` feeds the outbox."""
    return Settler(store, telemetry, rules(settings), now, announce=announce)


def working_settler(settings: Settings, store: Store, telemetry: Telemetry) -> Settler:
    """The settle stage of a worker, which lives for months and is to be back at once."""
    found = rules(settings)
    standby = Standby(store, found) if settings.standby else None
    images = Images(settings.datadir / "desks", found)
    return Settler(store, telemetry, found, now, announce=True, standby=standby, images=images)


def embedded(settings: Settings, store: Store, telemetry: Telemetry) -> Embedded:
    """The engine without a broker. Nothing drains its outbox, so nothing is put there."""
    return Embedded(
        store,
        preparer(settings, store, telemetry, vectoriser(settings)),
        settler(settings, store, telemetry, announce=False),
        settings.batch_articles,
        now,
    )


def bench(settings: Settings, model: Vectoriser | None = None) -> Bench:
    """What a labelled set is put through; each set needs one of its own."""
    keeper = Passing()
    prepare = preparer(settings, keeper, Telemetry(), model)
    return Bench(prepare, keeper, rules(settings), settings.batch_articles)


def surroundings(settings: Settings, state: State) -> Surroundings:
    """What live sources are given."""
    return Surroundings(state, now, settings.max_item_bytes)


def source_state(settings: Settings) -> State:
    """What sources remember. Raises Misconfigured."""
    return State(settings.datadir / "sources.db")


@asynccontextmanager
async def throttle(
    settings: Settings, rate: float | None, behind: int | None
) -> AsyncIterator[Turn]:
    """What an archive waits for before each item; only ``behind`` asks broker and database."""
    if behind is None:
        yield Throttle(rate) if rate else at_once
        return
    with closing(existing(settings)) as store:
        async with Raw(settings, store).opened() as raw:
            yield Throttle(rate, behind, raw.waiting)


class Watched:
    """The configured sources, whenever the file that names them has changed."""

    def __init__(self) -> None:
        self._seen: tuple[int, ...] = ()
        self._before: tuple[int, ...] = ()

    def __call__(self) -> dict[str, SourceConfig] | None:
        """The sources if the file is another than at the last call that told some.

        A file that is not there, empty, or not the same in two calls is being written: it is waited
        for. Raises Misconfigured.
        """
        stamp, before = self._stamp(), self._before
        self._before = stamp
        if stamp in {(), self._seen} or stamp != before:
            return None
        self._seen = stamp
        return configured(load_settings().sources)

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = (config_dir() / "storyfold.yaml").stat()
        except OSError:
            return ()
        return (found.st_mtime_ns, found.st_size, found.st_ino) if found.st_size else ()


def rules(settings: Settings) -> Rules:
    """What desks go by. Raises Misconfigured where a table cannot be read."""
    return load_rules(
        Lifetime(
            window=timedelta(days=settings.window_days),
            arrivals=settings.window_arrivals,
            quiet=timedelta(hours=settings.quiet_hours),
            closed=timedelta(days=settings.closed_days),
        )
    )
