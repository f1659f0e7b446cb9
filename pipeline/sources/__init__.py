"""Where articles come in: one file each.

``files``   JSON Lines (``.gz`` too), plain text files, folders of them, standard input
``sample``  the stream that ships with the project (data, read by ``files``)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.wire import RawRecord


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a source, where it stood, and where to go on behind it."""

    record: RawRecord
    position: int
    next_position: int
    done: float | None
    """share of the source that lies behind this item, None where its length is unknown"""


class Source(Protocol):
    """A place from which articles are read, again from any position it has given out."""

    @property
    def name(self) -> str:
        """What the source is called in stored positions and dead letters; stable."""
        ...

    def read(self, position: int) -> Iterator[Item]:
        """Items from a position on; 0 is the beginning. Raises Misconfigured if it cannot be read."""
        ...
