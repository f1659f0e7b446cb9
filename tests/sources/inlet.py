"""Inlets as tests need them: that keep what they are given, that delay, that fail."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.wire import RawRecord


@dataclass
class Kept:
    """An inlet that has what it was given in ``records``, once it has let it through its gate."""

    records: list[RawRecord] = field(default_factory=list)
    pressed: bool = False
    gate: asyncio.Event | None = None
    """closed: whoever hands something over waits"""

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Keep records once the gate is open."""
        if self.gate is not None:
            await self.gate.wait()
        self.records += records

    def values(self) -> list[bytes]:
        """What came, in its order."""
        return [one.value for one in self.records]
