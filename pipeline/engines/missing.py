"""A producer for what goes through the stages a second time: it sends what is not there yet."""

import orjson

from pipeline.engines.places import Places
from pipeline.engines.sending import Outgoing, Sender
from pipeline.settings import Settings
from pipeline.topics import topics
from pipeline.wire import Headers, origin_of


class Missing(Sender):
    """Passes over prepared records of raw ones that have led to theirs, and letters that are known."""

    def __init__(self, settings: Settings, places: Places) -> None:
        super().__init__(settings)
        self.sent = 0
        """prepared records that went out"""
        self._names = {role: topic.name for role, topic in topics(settings).items()}
        self._places = places

    async def send(self, records: Outgoing) -> None:
        """Send those that are missing. Raises Unavailable; some may have gone out."""
        await self.send_again(
            [one for one in records if not self._is_there(one[0], one[2], one[3])]
        )

    async def send_again(self, records: Outgoing) -> None:
        """Send them whether they are there or not. Raises Unavailable; some may have gone out."""
        await super().send(records)
        self.sent += sum(topic == self._names["prepared"] for topic, *_ in records)

    def _is_there(self, topic: str, value: bytes | None, headers: Headers) -> bool:
        if topic == self._names["dead"] and value is not None:
            return bool(self._places.letters([orjson.loads(value)["id"]]))
        origin = origin_of(headers)
        if origin is None:
            return False
        return origin.offset in self._places.led(origin.partition, origin.offset, origin.offset)
