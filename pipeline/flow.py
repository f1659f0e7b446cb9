"""The way of an article, whole.

    RawItem ── read ──▶ Reading ── draft ──▶ Draft ── finish ──▶ Prepared ── settle ──▶ Settled
               text or page    with its site     by itself        with its desk    journal, stories

Both engines run these functions and nothing else; there is no I/O, clock or randomness below.
``draft`` needs the memory of one host, its template and its documents, and scales out by host;
``finish`` is quickest in batches. ``settle`` has one writer per shard. The same items in the same
order give the same stories.
"""

from collections.abc import Sequence

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.cluster.sketch import sketch
from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Prepared, Settled
from pipeline.normalize import Draft, tell
from pipeline.normalize import draft as draft_with
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.reading import Reading, read
from pipeline.normalize.site import Site

__all__ = ["draft", "finish", "read", "settle"]


def draft(reading: Reading, site: Site, agencies: Agencies) -> tuple[Draft, ...]:
    """Part an item into articles and give each its version; its site learns from it.

    Raises Rejected where there is nothing to read; then nothing is learned.
    """
    found = draft_with(reading, site, agencies)
    site.remember(reading, found.document, is_new=found.is_new)
    return found.drafts


def finish(drafts: Sequence[Draft], vectoriser: Vectoriser | None = None) -> list[Prepared]:
    """Tell what each draft says and fingerprint it; each for itself, whatever the others are."""
    return [Prepared(article, fingerprint(article, vectoriser)) for article in tell(drafts)]


def settle(prepared: Prepared, desk: Desk) -> Settled:
    """Give an article its story. Changes the desk; the caller makes the result durable."""
    decision = assign(prepared, desk)
    events = desk.apply(prepared, decision)
    return Settled(
        desk.seq, prepared, decision, events, sketch(prepared, decision, desk.frequencies)
    )
