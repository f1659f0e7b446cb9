"""Whether the broker still serves this process, found out while it does not answer."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from pipeline.broker import trouble
from pipeline.errors import Misconfigured, StoryfoldError
from pipeline.settings import Settings

log = logging.getLogger(__name__)
_SILENT_S: Final = 6.0
"""Three rounds of the patrol. aiokafka waits 40 s before it gives a request up."""
_AGAIN_S: Final = 3.0


class BrokerWatch:
    """Tells what is wrong with the broker in words."""

    def __init__(self, settings: Settings) -> None:
        self.waiting: str | None = None
        """why the broker does not serve us; None if it does"""
        self._settings = settings

    async def run(self, answered_at: Callable[[], float]) -> None:
        """Watch, for ever; ``answered_at`` tells when the broker last answered, by the loop's clock."""
        before: str | None = None
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while True:
            await asyncio.sleep(_AGAIN_S)
            is_silent = loop.time() - max(answered_at(), begun) > _SILENT_S
            found = await trouble(self._settings) if is_silent else None
            if found is None:
                self.waiting = None
            elif self._is_told(found, before):
                self.waiting = str(found)
                log.error("%s", found)
            before = str(found) if found else None

    @staticmethod
    def _is_told(found: StoryfoldError, before: str | None) -> bool:
        """Whether it is told: at once that the broker is away, a refusal when it is repeated.

        A broker that starts or ends breaks connections off, as one does that asks for TLS.
        """
        return not isinstance(found, Misconfigured) or str(found) == before
