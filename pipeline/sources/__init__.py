"""Where articles come in: one file each.

=============  ======================================================  ==========
``files``      JSON Lines (``.gz`` too), plain text, pages, folders    an archive
``archives``   CSV, Parquet, WARC, lists of addresses; order of time   an archive
``sample``     the stream that ships with the project (data)           an archive
``feeds``      RSS, Atom, RDF, JSON Feed                               live
``push``       an HTTP server that others send articles to             live
``folder``     a watched folder; ``wires`` reads its formats           live
``topic``      another team's Kafka topic; ``mapping`` reads its rows  live
``fetching``   one safe GET for all that ask strangers' servers        beside
=============  ======================================================  ==========

There are two kinds. A ``Source`` is an *archive*: it has an end, and is read again from any position
it has given out. A ``Live`` source goes on for ever: it hands what it finds to an ``Inlet``, and
moves its own state on (a feed's validators, a file's place, an offset) only when the inlet has it.
What lies between is handed over again after a crash; the same item twice changes no story.

Sources know nothing of engines: the same source feeds Kafka or the embedded engine.
"""

from collections.abc import Iterator, Sequence
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


class Inlet(Protocol):
    """What a live source hands its items to: Kafka, or the embedded engine."""

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Return when every record is durable; waits while the inlet cannot take more.

        It waits for a broker or a database that is away. Whoever cancels it does not know whether
        the records were taken, and hands them over again.
        """
        ...

    @property
    def pressed(self) -> bool:
        """Whether more comes in than is taken: who can put its senders off does so now."""
        ...


class Live(Protocol):
    """A source that goes on for ever."""

    @property
    def name(self) -> str:
        """What the configuration calls it; its state and its health are kept under this name."""
        ...

    async def run(self, inlet: Inlet) -> None:
        """Hand over what comes until cancelled. Raises Misconfigured or Unavailable, and is run again.

        What harms one feed, file or sender is told to the state, logged in one line, and harms no other.
        """
        ...

    async def check(self) -> list[str]:
        """Try it once without taking anything in: what is wrong, a sentence each; empty if nothing."""
        ...
