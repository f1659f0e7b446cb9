"""What is shown of the partitions of a topic that this process has."""

from collections.abc import Sequence
from typing import Final

from pipeline.engines.log_reader import Record
from pipeline.telemetry import Telemetry


class PartitionGauges:
    """Lag, progress and age by partition; one that is given away is shown no longer."""

    def __init__(self, topic: str, telemetry: Telemetry) -> None:
        self._topic: Final = topic
        self._telemetry = telemetry
        self._shown: set[int] = set()
        telemetry.offset_gaps.labels(topic)  # shown as 0 from the start
        telemetry.expired.labels(topic)
        telemetry.partitions.labels(topic)
        telemetry.done.labels(topic)

    def own(self, partitions: set[int]) -> None:
        """These are ours from now on. Each is taken for moving until it is seen not to."""
        telemetry = self._telemetry
        for partition in self._shown - partitions:
            for gauge in (telemetry.lag, telemetry.moved, telemetry.watermark):
                gauge.remove(self._topic, str(partition))
        for partition in partitions - self._shown:
            telemetry.moved.labels(self._topic, str(partition)).set_to_current_time()
        self._shown = set(partitions)
        telemetry.partitions.labels(self._topic).set(len(partitions))

    def lag(self, partition: int, records: int) -> None:
        """So many records are not yet done with; with none, it is where it should be."""
        labels = self._topic, str(partition)
        self._telemetry.lag.labels(*labels).set(max(records, 0))
        if records <= 0:
            self._telemetry.moved.labels(*labels).set_to_current_time()
            self._telemetry.watermark.labels(*labels).set_to_current_time()

    def done(self, partition: int, records: Sequence[Record]) -> None:
        """A batch is durable."""
        self._telemetry.done.labels(self._topic).inc(len(records))
        if partition not in self._shown:
            return
        labels = self._topic, str(partition)
        self._telemetry.moved.labels(*labels).set_to_current_time()
        if records:
            self._telemetry.watermark.labels(*labels).set(records[-1].at.timestamp())
