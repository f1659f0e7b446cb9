"""Every record once and in order, whatever is delivered."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Sequence

import pytest

from pipeline.engines import contiguous as module
from pipeline.engines.contiguous import Contiguous
from pipeline.engines.log_reader import Record
from pipeline.errors import Fenced, Newer, Unavailable
from pipeline.store import Advance
from pipeline.telemetry import Telemetry
from tests.unit.edges.log import DOWN, TOPIC, Ledger, Log, record, records

BATCH = 4


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once."""
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.0)
    monkeypatch.setattr(module, "_LONGEST_WAIT_S", 0.0)


@pytest.fixture
def stage() -> Ledger:
    """A stage that stores what it is handed."""
    return Ledger()


@pytest.fixture
def telemetry() -> Telemetry:
    """Metrics of this test alone."""
    return Telemetry()


async def contiguous(
    stage: Ledger, log: Log, telemetry: Telemetry, owned: set[int] | None = None
) -> Contiguous:
    """A feed that owns partition 0, or those that are named."""
    feed = Contiguous(TOPIC, stage, log, telemetry, BATCH)
    await feed.own({0} if owned is None else owned)
    return feed


def metric(telemetry: Telemetry, name: str, **labels: str) -> float | None:
    """A sample's value."""
    return telemetry.registry.get_sample_value(name, labels)


def gaps(telemetry: Telemetry) -> float:
    """How many records were fetched again."""
    return metric(telemetry, "storyfold_offset_gaps_total", topic=TOPIC) or 0.0


def offsets(stage: Ledger, partition: int = 0) -> list[int]:
    """The offsets that were stored, in order."""
    return [offset for p, offset in stage.done if p == partition]


async def test_records_are_stored_in_order_in_batches_no_larger_than_asked(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 10)), telemetry)
    await feed.take(records(range(10)))
    assert offsets(stage) == [*range(10)]
    assert [len(batch) for batch in stage.batches] == [4, 4, 2]
    assert stage.positions == {0: 10}
    assert gaps(telemetry) == 0


async def test_nothing_delivered_stores_nothing(stage: Ledger, telemetry: Telemetry) -> None:
    feed = await contiguous(stage, Log(p0=(0, 10)), telemetry)
    await feed.take([])
    assert stage.batches == []


async def test_redelivered_records_are_passed_over(stage: Ledger, telemetry: Telemetry) -> None:
    log = Log(p0=(0, 10))
    feed = await contiguous(stage, log, telemetry)
    await feed.take(records(range(6)))
    await feed.take(records(range(6)))
    await feed.take(records(range(3, 10)))
    assert offsets(stage) == [*range(10)]
    assert log.reads == []


async def test_what_was_stored_before_this_process_began_is_passed_over(
    stage: Ledger, telemetry: Telemetry
) -> None:
    stage.positions[0] = 7
    feed = await contiguous(stage, Log(p0=(0, 10)), telemetry)
    await feed.take(records(range(10)))
    assert offsets(stage) == [7, 8, 9]


async def test_a_hole_is_read_from_the_log(stage: Ledger, telemetry: Telemetry) -> None:
    log = Log(p0=(0, 30))
    feed = await contiguous(stage, log, telemetry)
    await feed.take(records([0, 1]))
    await feed.take(records([5, 6]))
    await feed.take(records([20]))
    assert offsets(stage) == [*range(21)]
    assert max(len(batch) for batch in stage.batches) <= BATCH
    assert max(end - start for _, start, end in log.reads) <= BATCH
    assert gaps(telemetry) == 3 + 13


async def test_a_start_beyond_the_stored_position_is_read_from_the_log(
    stage: Ledger, telemetry: Telemetry
) -> None:
    stage.positions[0] = 3
    log = Log(p0=(0, 10))
    feed = await contiguous(stage, log, telemetry)
    await feed.take(records([8, 9]))
    assert offsets(stage) == [3, 4, 5, 6, 7, 8, 9]
    assert log.reads == [(0, 3, 7), (0, 7, 8)]


async def test_a_first_start_is_at_the_first_record_there_is(
    stage: Ledger, telemetry: Telemetry, caplog: pytest.LogCaptureFixture
) -> None:
    feed = await contiguous(stage, Log(p0=(5, 10)), telemetry)
    await feed.take(records([8]))
    assert offsets(stage) == [5, 6, 7, 8]
    assert "expired" not in caplog.text


async def test_records_that_expired_are_told_and_the_rest_is_stored(
    stage: Ledger, telemetry: Telemetry, caplog: pytest.LogCaptureFixture
) -> None:
    stage.positions[0] = 2
    feed = await contiguous(stage, Log(p0=(5, 10)), telemetry)
    await feed.take(records([6, 7]))
    assert offsets(stage) == [5, 6, 7]
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert errors == ["test.raw/0: 2 to 4 expired before they were read"]
    assert metric(telemetry, "storyfold_records_expired_total", topic=TOPIC) == 3
    caplog.clear()  # the error is meant


async def test_partitions_are_kept_apart(stage: Ledger, telemetry: Telemetry) -> None:
    stage.positions[1] = 4
    feed = await contiguous(stage, Log(p0=(0, 9), p1=(0, 9)), telemetry, {0, 1})
    await feed.take([record(0), record(4, 1), record(1), record(5, 1), record(2)])
    assert offsets(stage, 0) == [0, 1, 2]
    assert offsets(stage, 1) == [4, 5]


async def test_however_records_are_delivered_each_is_stored_once_and_in_order(
    telemetry: Telemetry,
) -> None:
    for seed in range(40):
        dice = random.Random(seed)
        stage, log = Ledger(), Log(p0=(0, 60))
        feed = await contiguous(stage, log, telemetry)
        for _ in range(12):
            start = dice.randrange(60)
            chosen = range(start, min(start + dice.randrange(15), 60))
            if dice.random() < 0.2:
                stage.failures.append(DOWN)
            if dice.random() < 0.2:
                await feed.own({0})
            await feed.take(records(chosen))
        assert offsets(stage) == [*range(len(stage.done))]
        assert stage.positions.get(0, 0) == len(stage.done)


# -- patrol --------------------------------------------------------------------------------------


async def test_a_lag_without_delivery_is_read_on_after_some_rounds(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 6)), telemetry)
    for _ in range(module._STALLED_ROUNDS - 1):
        await feed.patrol()
    assert stage.done == []
    await feed.patrol()
    assert offsets(stage) == [*range(6)]
    assert gaps(telemetry) == 6
    for _ in range(5):
        await feed.patrol()
    assert offsets(stage) == [*range(6)]


async def test_reading_on_leaves_room_for_other_partitions_and_ends_with_a_delivery(
    stage: Ledger, telemetry: Telemetry
) -> None:
    a_round = module._BATCHES_A_ROUND * BATCH
    feed = await contiguous(stage, Log(p0=(0, 3 * a_round), p1=(0, 1)), telemetry, {0, 1})
    for _ in range(module._STALLED_ROUNDS):
        await feed.patrol()
    assert offsets(stage) == [*range(a_round)]
    assert offsets(stage, 1) == [0]
    await feed.take(records([a_round]))
    await feed.patrol()
    assert offsets(stage) == [*range(a_round + 1)]


async def test_what_is_delivered_in_time_is_not_read_on(
    stage: Ledger, telemetry: Telemetry
) -> None:
    log = Log(p0=(0, 50))
    feed = await contiguous(stage, log, telemetry)
    for round_ in range(10):
        await feed.take(records([round_]))
        await feed.patrol()
        await feed.patrol()
    assert offsets(stage) == [*range(10)]
    assert log.reads == []


async def test_while_a_batch_is_at_work_patrol_only_tells_the_lag(telemetry: Telemetry) -> None:
    going, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Ledger):
        async def handle(self, records: Sequence[Record], advance: Advance) -> None:
            going.set()
            await go_on.wait()
            await super().handle(records, advance)

    stage, log = Slow(positions={0: 2}), Log(p0=(0, 9))
    feed = await contiguous(stage, log, telemetry)
    at_work = asyncio.create_task(feed.take(records([2, 3])))
    await going.wait()
    for _ in range(module._STALLED_ROUNDS + 1):
        await feed.patrol()
    assert metric(telemetry, "storyfold_consumer_lag", topic=TOPIC, partition="0") == 7
    assert log.reads == []
    go_on.set()
    await at_work
    assert offsets(stage) == [2, 3]


async def test_the_lag_is_told_for_each_partition(stage: Ledger, telemetry: Telemetry) -> None:
    stage.positions[1] = 9
    feed = await contiguous(stage, Log(p0=(0, 10), p1=(0, 9)), telemetry, {0, 1})

    def lag(partition: str) -> float | None:
        return metric(telemetry, "storyfold_consumer_lag", topic=TOPIC, partition=partition)

    await feed.patrol()
    assert (lag("0"), lag("1")) == (10, 0)
    await feed.take(records(range(7)))
    await feed.patrol()
    assert (lag("0"), lag("1")) == (3, 0)


async def test_the_lag_of_a_partition_that_went_away_is_no_longer_told(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 10), p1=(0, 9)), telemetry, {0, 1})
    await feed.patrol()
    await feed.own({0})
    told = metric(telemetry, "storyfold_consumer_lag", topic=TOPIC, partition="1")
    assert told is None
    assert metric(telemetry, "storyfold_consumer_lag", topic=TOPIC, partition="0") == 10


async def test_without_partitions_patrol_asks_nobody(stage: Ledger, telemetry: Telemetry) -> None:
    log = Log(p0=(0, 10))
    log.failures.append(DOWN)
    feed = await contiguous(stage, log, telemetry, set())
    await feed.patrol()
    assert len(log.failures) == 1


async def test_an_unavailable_broker_ends_the_patrols_round_and_not_its_work(
    stage: Ledger, telemetry: Telemetry
) -> None:
    log = Log(p0=(0, 3))
    feed = await contiguous(stage, log, telemetry)
    log.failures.append(DOWN)
    with pytest.raises(Unavailable):
        await feed.patrol()
    for _ in range(module._STALLED_ROUNDS):
        await feed.patrol()
    assert offsets(stage) == [0, 1, 2]


# -- ownership -----------------------------------------------------------------------------------


async def test_when_partitions_come_or_go_memory_is_dropped(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 10), p1=(0, 10)), telemetry, {0})
    before = stage.owned
    await feed.own({0})
    assert stage.owned == before
    await feed.own({0, 1})
    await feed.own({1})
    await feed.own(set())
    assert stage.owned == before + 3


async def test_after_a_rebalance_the_position_is_read_again(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take(records(range(4)))
    stage.positions[0] = 9  # another worker had it in between
    await feed.own({0})
    await feed.take(records(range(4, 12)))
    assert offsets(stage) == [0, 1, 2, 3, 9, 10, 11]
    assert metric(telemetry, "storyfold_fenced_total") == 0


async def test_memory_is_dropped_if_another_worker_went_on_though_we_have_the_same_partitions(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take(records(range(4)))
    before = stage.owned
    await feed.own({0})
    await feed.take(records([4]))
    assert stage.owned == before  # nobody else wrote
    stage.positions[0] = 9
    await feed.own({0})
    await feed.take(records([9]))
    assert stage.owned == before + 1


async def test_a_fenced_write_reads_the_position_again_and_goes_on(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take(records(range(4)))
    stage.positions[0] = 6  # another worker wrote, and nobody told us
    await feed.take(records(range(4, 10)))
    assert offsets(stage) == [0, 1, 2, 3, 6, 7, 8, 9]
    assert metric(telemetry, "storyfold_fenced_total") == 1


async def test_a_fenced_write_goes_back_if_the_position_did(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take(records(range(8)))
    stage.positions[0] = 5  # the database was set back
    await feed.take(records([8]))
    assert offsets(stage) == [*range(8), 5, 6, 7, 8]


async def test_records_of_a_partition_that_is_not_ours_are_left_to_its_owner(
    stage: Ledger, telemetry: Telemetry, caplog: pytest.LogCaptureFixture
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20), p1=(0, 20)), telemetry, {1})
    await feed.take(records(range(8)))  # delivered before the partition went away
    assert stage.done == []
    assert "left to its owner" in caplog.text
    await feed.take(records([0], 1))
    assert stage.done == [(1, 0)]


async def test_a_fence_that_nobody_explains_is_not_tried_for_ever(
    stage: Ledger, telemetry: Telemetry
) -> None:
    stage.positions[0] = 2
    stage.failures.extend([Fenced("a bug")] * 100)
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    with pytest.raises(Fenced, match="a bug"):
        await feed.take(records([2]))


# -- waiting -------------------------------------------------------------------------------------


async def test_an_unavailable_store_is_waited_for(stage: Ledger, telemetry: Telemetry) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    stage.failures.extend([DOWN] * 5)
    stage.unanswered.extend([DOWN] * 3)
    await feed.take(records(range(6)))
    assert offsets(stage) == [*range(6)]
    assert metric(telemetry, "storyfold_retries_total", stage="prepare") == 8
    assert feed.waiting is None


async def test_an_unavailable_log_is_waited_for(stage: Ledger, telemetry: Telemetry) -> None:
    log = Log(p0=(0, 20))
    log.failures.extend([DOWN, DOWN])
    feed = await contiguous(stage, log, telemetry)
    await feed.take(records([0]))
    log.failures.extend([DOWN, DOWN])
    await feed.take(records([3]))
    assert offsets(stage) == [0, 1, 2, 3]
    assert metric(telemetry, "storyfold_retries_total", stage="prepare") == 4


async def test_while_it_waits_it_says_for_what(stage: Ledger, telemetry: Telemetry) -> None:
    said: list[str | None] = []

    def still_down() -> Exception:
        said.append(feed.waiting)
        return DOWN

    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    assert feed.waiting is None
    stage.failures = deque([DOWN, still_down])
    await feed.take(records([0]))
    assert said == ["database: gone for a moment"]
    assert feed.waiting is None


async def test_waits_grow_to_a_longest(
    stage: Ledger, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 1.0)
    monkeypatch.setattr(module, "_LONGEST_WAIT_S", 5.0)
    stage.failures.extend([DOWN] * 6)
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take(records([0]))
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]


async def test_a_bug_in_a_stage_comes_out_and_leaves_nothing_assumed(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    stage.failures.append(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        await feed.take(records([0]))
    await feed.take(records([0, 1]))
    assert offsets(stage) == [0, 1]


# -- holes within what is delivered, and offsets that hold no record -----------------------------


async def test_a_hole_within_one_delivery_is_read(stage: Ledger, telemetry: Telemetry) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take([*records(range(2)), *records(range(5, 7))])
    assert offsets(stage) == [*range(7)]


async def test_what_is_delivered_twice_or_out_of_order_is_done_once_in_order(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 20)), telemetry)
    await feed.take([*records([0, 1, 0, 1, 2]), *records([5, 6, 2, 3])])
    assert offsets(stage) == [*range(7)]


async def test_a_partition_that_was_given_away_is_no_longer_waited_for(
    stage: Ledger, telemetry: Telemetry
) -> None:
    feed = await contiguous(stage, Log(p0=(0, 2), p1=(0, 2)), telemetry, {0, 1})
    tasks = []

    def given_away() -> Exception:
        tasks.append(asyncio.create_task(feed.own({1})))
        return Newer("upgrade: a record of version 2")

    stage.failures = deque([given_away, *[Newer("upgrade")] * 50])
    await feed.take(records(range(2)))
    stage.failures.clear()
    assert stage.batches == []
    await feed.take(records(range(2), 1))
    assert offsets(stage, 1) == [0, 1]


async def test_how_far_a_partition_is_can_be_seen_while_it_is_ours(
    stage: Ledger, telemetry: Telemetry
) -> None:
    labels = {"topic": TOPIC, "partition": "0"}
    feed = await contiguous(stage, Log(p0=(0, 10)), telemetry)
    assert metric(telemetry, "storyfold_partitions_owned", topic=TOPIC) == 1
    began = metric(telemetry, "storyfold_progress_timestamp_seconds", **labels)
    await feed.take(records(range(4)))
    assert metric(telemetry, "storyfold_records_done_total", topic=TOPIC) == 4
    moved = metric(telemetry, "storyfold_progress_timestamp_seconds", **labels)
    assert began is not None
    assert moved is not None
    assert moved > began
    watermark = metric(telemetry, "storyfold_watermark_timestamp_seconds", **labels)
    assert watermark == record(3).at.timestamp()
    await feed.patrol()
    assert metric(telemetry, "storyfold_progress_timestamp_seconds", **labels) == moved
    await feed.take(records(range(4, 10)))
    await feed.patrol()
    caught_up = metric(telemetry, "storyfold_watermark_timestamp_seconds", **labels)
    assert caught_up is not None
    assert caught_up > watermark
    await feed.own(set())
    for name in ("consumer_lag", "progress_timestamp_seconds", "watermark_timestamp_seconds"):
        assert metric(telemetry, f"storyfold_{name}", **labels) is None
