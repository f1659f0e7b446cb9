"""The engine on Kafka: Faust agents around the two stages. The only file that imports Faust.

Faust shares the partitions out, delivers records and rebalances. What has been done is known to the
store alone (see ``contiguous``): Faust's tables, its transactions and its committed offsets lose or
double records and are not relied on.
"""

import asyncio
import contextlib
import io
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import faust

from pipeline.broker import connection
from pipeline.engines.backlog import tell_backlog
from pipeline.engines.broker_watch import BrokerWatch
from pipeline.engines.contiguous import Contiguous, Stage
from pipeline.engines.kafka_stages import PrepareStage, SettleStage
from pipeline.engines.log_reader import LogReader, record
from pipeline.engines.preparer import Preparer
from pipeline.engines.sending import Sender, WorkThread
from pipeline.engines.settler import Settler
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.sinks.stories_topic import relay
from pipeline.store import Store
from pipeline.telemetry import Endpoint, Telemetry
from pipeline.topics import MESSAGE_BYTES, topics

log = logging.getLogger(__name__)
_PATROL_S = 2.0
_FOLLOW_S = 1.0
_WITHIN_S = 0.05
_CLOSE_S = 5.0
_GRACE_S = 10.0
"""Until a worker that was told to end does so, whatever it waits for; container runtimes kill after 30."""


class Worker:
    """One worker process: agents, relay, patrol and metrics."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        preparer: Preparer,
        settler: Settler,
        telemetry: Telemetry,
        clock: Callable[[], datetime],
    ) -> None:
        self.failure: BaseException | None = None
        self._settings = settings
        self._store = store
        self._preparer = preparer
        self._settler = settler
        self._telemetry = telemetry
        self._clock = clock
        self._names = {role: topic.name for role, topic in topics(settings).items()}
        self._inputs: list[Contiguous] = []
        self._assigned = False
        self._waiting: str | None = None
        self._watch = BrokerWatch(settings)
        self._started = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._closing: list[Callable[[], Awaitable[None]]] = []

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; raises what broke the worker, if something did."""
        app = self._app()
        settings = self._settings
        endpoint = Endpoint(
            self._telemetry, settings.metrics_host, settings.metrics_port, self.not_ready
        )
        with endpoint, contextlib.suppress(SystemExit):
            faust.Worker(
                app,
                loglevel=settings.log_level,
                override_logging=False,
                redirect_stdouts=False,
                quiet=True,
                stdout=io.StringIO(),  # a spinner's control characters, else, in every log
            ).execute_from_commandline()
        if self.failure is not None:
            raise self.failure

    def not_ready(self) -> str | None:
        """What the worker waits for, None if it does its work."""
        waiting = (
            self._watch.waiting,
            None if self._started.is_set() else "starting: the broker is being asked",
            None if self._assigned else "waiting for partitions: the group is being rebalanced",
            self._settler.recovery.waiting,
            self._waiting,
            *(one.waiting for one in self._inputs),
        )
        return next((words for words in waiting if words), None)

    def _app(self) -> faust.App:
        app = application(self._settings)
        for role in ("raw", "prepared"):
            channel = app.topic(
                self._names[role], key_serializer="raw", value_serializer="raw", value_type=bytes
            )
            app.agent(channel, name=role)(self._agent(role))

        app.on_partitions_revoked.connect(self._revoke)
        app.on_partitions_assigned.connect(self._assign)
        app.on_before_shutdown.connect(self._stop)
        app.task(self._start)
        return app

    def _agent(self, role: str) -> Callable[[Any], Awaitable[None]]:
        """An agent hands batches on; nothing may leave it as an exception, which Faust would ack."""

        async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust's streams are untyped
            await self._started.wait()
            contiguous = next(one for one in self._inputs if one.topic == self._names[role])
            size = self._settings.batch_articles
            async for events in stream.take_events(size, within=_WITHIN_S):
                await self._guard(self._take(contiguous, events))

        agent.__name__ = role
        return agent

    async def _take(self, contiguous: Contiguous, events: Any) -> None:  # noqa: ANN401
        await contiguous.take([record(event.message) for event in events])

    async def _start(self, app: faust.App) -> None:
        sender, reader = Sender(self._settings), LogReader(self._settings)
        watch = self._watch.run(lambda: reader.answered_at)
        self._tasks = [asyncio.create_task(self._guard(watch))]
        await self._guard(sender.start())
        await self._guard(reader.start())
        self._closing = [sender.stop, reader.stop]
        batch, store, names = self._settings.batch_articles, self._store, self._names
        clock, thread = self._clock, WorkThread()
        stages: dict[str, Stage] = {
            "raw": PrepareStage(store, self._preparer, sender, names, clock, thread),
            "prepared": SettleStage(
                store, self._settler, sender, names, self._telemetry, clock, thread
            ),
        }
        self._inputs = [
            Contiguous(self._names[role], stage, reader, self._telemetry, batch)
            for role, stage in stages.items()
        ]
        if self._assigned:
            await self._assign(app, app.consumer.assignment())
        self._started.set()
        self._tasks += [
            asyncio.create_task(self._guard(work))
            for work in (
                self._patrol(),
                self._stand_by(),
                tell_backlog(
                    self._store, reader, [one.topic for one in self._inputs], self._telemetry
                ),
                relay(self._store, self._names, sender, self._telemetry),
            )
        ]

    async def _assign(self, _: Any, assigned: set[Any], **__: Any) -> None:  # noqa: ANN401 - signal
        """The partitions that this worker has from now on."""
        for one in self._inputs:
            await one.own({tp.partition for tp in assigned if tp.topic == one.topic})
        self._telemetry.rebalances.inc(not self._assigned)  # `_start` may hand them on once more
        self._assigned = True

    async def _revoke(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's signal
        """A rebalance has begun; ``_assign`` ends it."""
        self._assigned = False

    async def _patrol(self) -> None:
        while True:
            try:
                for one in self._inputs:
                    await one.patrol()
                self._waiting = None
            except Unavailable as error:
                self._waiting = str(error)
                log.warning("patrol waits: %s", error)
            await asyncio.sleep(_PATROL_S)

    async def _stand_by(self) -> None:
        while self._settings.standby:
            with contextlib.suppress(Unavailable):  # the patrol says so
                await asyncio.to_thread(self._settler.stand_by)
            await asyncio.sleep(_FOLLOW_S)

    async def _guard(self, work: Awaitable[None]) -> None:
        """What is raised here ends the worker, which says so; but for Unavailable it is a bug."""
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.critical("the worker ends: %s", error, exc_info=not isinstance(error, Unavailable))
            self.failure = error
            os.kill(os.getpid(), signal.SIGTERM)

    async def _stop(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's signal
        # a broker or a lock must not keep a worker from ending: what counts is stored, or undone
        hard_end = threading.Timer(_GRACE_S, self._end_hard)
        hard_end.daemon = True
        hard_end.start()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for close in self._closing:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(close(), _CLOSE_S)

    def _end_hard(self) -> None:
        log.warning("ended without waiting any longer for: %s", self.not_ready() or "its threads")
        os._exit(1 if self.failure else 0)


def application(settings: Settings) -> faust.App:
    """Faust as we set it up, without agents."""
    return faust.App(
        settings.group,
        broker=";".join(f"kafka://{b.strip()}" for b in settings.broker.split(",")),
        broker_credentials=_credentials(settings),
        datadir=settings.datadir,
        store="memory://",
        table_standby_replicas=0,  # Faust's own assignor is for tables; we have none
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=MESSAGE_BYTES,
        broker_commit_interval=0.5,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_rebalance_timeout=15.0,
        broker_max_poll_records=1000,
        stream_buffer_maxsize=2 * settings.batch_articles,
        stream_wait_empty=False,  # nothing in flight counts before the store has it
    )


def _credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    """The login of ``connection`` in Faust's terms."""
    login = connection(settings)
    tls = login.get("ssl_context")
    if "sasl_mechanism" in login:
        return faust.SASLCredentials(
            username=login["sasl_plain_username"],
            password=login["sasl_plain_password"],
            mechanism=login["sasl_mechanism"],
            ssl_context=tls,
        )
    return faust.SSLCredentials(tls) if tls else None
