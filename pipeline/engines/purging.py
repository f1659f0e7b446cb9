"""What was taken out for good, out of the log as well.

A stream topic has no holes (``topics``), so a single record cannot be taken from it: the broker is
told to delete everything up to it. What is deleted was processed, and is missed by a rebuild only.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from pipeline.engines.embedded import Progress
from pipeline.engines.log_reader import LogReader
from pipeline.engines.taken_out import named_by
from pipeline.errors import Misconfigured, Unavailable
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.topics import connect_admin, topics

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """A partition that holds a record of what was taken out: all up to the newest of them has to go."""

    topic: str
    partition: int
    first: int
    """offset of the oldest record there is"""
    upto: int
    """offset behind the newest record that has to go"""
    is_processed: bool
    """whether the stored position lies behind it"""


async def find(settings: Settings, store: Store, report: Callable[[Progress], None]) -> list[Cut]:
    """Read the log from its beginning; ``report`` hears of each page.

    Raises Unavailable, Misconfigured.
    """
    names = {role: topic.name for role, topic in topics(settings).items()}
    reader = LogReader(settings)
    await reader.start()
    try:
        bounds = {
            (role, partition): span
            for role in ("raw", "prepared")
            for partition, span in (
                await reader.bounds(names[role], await _partitions(settings, names[role]))
            ).items()
        }
        total = sum(end - first for first, end in bounds.values())
        cuts = []
        progress = Progress()
        for (role, partition), (first, end) in bounds.items():
            upto = first
            for start in range(first, end, _PAGE):
                page = await reader.read(names[role], partition, start, min(start + _PAGE, end))
                hashes = [named_by(role, one, settings) for one in page]
                gone = store.forgotten(set().union(*hashes))
                found = (
                    one.offset + 1 for one, its in zip(page, hashes, strict=True) if its & gone
                )
                upto = max([upto, *found])
                progress.items += min(_PAGE, end - start)
                progress.done = progress.items / total
                report(progress)
            stored = store.next_position(names[role], partition) or 0
            if upto > first:
                cuts.append(Cut(names[role], partition, first, upto, upto <= stored))
    finally:
        await reader.stop()
    return cuts


async def purge(settings: Settings, cuts: list[Cut]) -> None:
    """Have the broker delete what ``find`` found. Raises Misconfigured where that is not allowed, Unavailable."""
    admin = await connect_admin(settings)
    wanted = {TopicPartition(c.topic, c.partition): RecordsToDelete(c.upto) for c in cuts}
    try:
        await admin.delete_records(wanted)
    except TopicAuthorizationFailedError:
        raise Misconfigured(
            "broker_user: this user of the broker may not delete records; "
            "deploy/RUNBOOK.md lists the rights that are needed"
        ) from None
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"broker: {settings.broker} failed while records were deleted "
            f"({type(error).__name__}); the same command goes on"
        ) from None
    finally:
        await admin.close()


async def _partitions(settings: Settings, topic: str) -> list[int]:
    admin = await connect_admin(settings)
    try:
        (described,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    return [one["partition"] for one in described["partitions"]]
