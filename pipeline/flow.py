"""The way of an article, whole.

    RawItem ── read ──▶ Reading ── prepare ──▶ Prepared ── settle ──▶ Settled: journal entry
               text or page    with its site         with its desk    and story versions

Both engines run these three functions and nothing else; there is no I/O, clock or randomness below.
``prepare`` needs the memory of one host, its template and its documents, and scales out by host.
``settle`` has one writer per shard. The same items in the same order give the same stories.
"""

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Prepared, Settled
from pipeline.normalize import normalize
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.reading import Reading, read
from pipeline.normalize.site import Site

__all__ = ["prepare", "read", "settle"]


def prepare(
    reading: Reading, site: Site, agencies: Agencies, vectoriser: Vectoriser | None = None
) -> tuple[Prepared, ...]:
    """Normalise and fingerprint an item; its site learns from it, if nothing is raised.

    Raises Rejected where there is nothing to read.
    """
    found = normalize(reading, site, agencies)
    prepared = tuple(Prepared(one, fingerprint(one, vectoriser)) for one in found.articles)
    site.remember(reading, found.document, is_new=found.is_new)
    return prepared


def settle(prepared: Prepared, desk: Desk) -> Settled:
    """Give an article its story. Changes the desk; the caller makes the result durable."""
    decision = assign(prepared, desk)
    events = desk.apply(prepared, decision)
    return Settled(desk.seq, prepared, decision, events)
