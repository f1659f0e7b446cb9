"""The way of an article, whole.

    RawItem ── prepare ──▶ Prepared ── settle ──▶ Settled: journal entry and story versions

Both engines run these two functions and nothing else; there is no I/O, clock or randomness below.
``prepare`` needs no memory and scales out. ``settle`` has one writer per shard: the same articles
in the same order give the same stories.
"""

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.fingerprint import fingerprint
from pipeline.model import Prepared, RawItem, Settled
from pipeline.normalize import normalize
from pipeline.normalize.agencies import Agencies


def prepare(item: RawItem, agencies: Agencies) -> tuple[Prepared, ...]:
    """Normalise and fingerprint an item. Raises Rejected where there is nothing to read."""
    return tuple(Prepared(article, fingerprint(article)) for article in normalize(item, agencies))


def settle(prepared: Prepared, desk: Desk) -> Settled:
    """Give an article its story. Changes the desk; the caller makes the result durable."""
    decision = assign(prepared, desk)
    events = desk.apply(prepared, decision)
    return Settled(desk.seq, prepared, decision, events)
