"""The way of an article, whole.

    RawItem ─ read ─▶ Reading ─ part ─▶ Whole ─ draft ─▶ Draft ─ finish ─▶ Prepared ─ settle ─▶ Settled
              text or page     by itself     with its site    by itself         with its desk  journal, stories

Both engines run these functions and nothing else; there is no I/O, clock or randomness below.
``draft`` needs the memory of one host, its template and its documents, and scales out by host;
``part`` and ``finish`` are quickest in batches. ``settle`` has one writer per shard. The same items in the same
order give the same stories.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.cluster.overrule import overrule
from pipeline.cluster.sketch import signs_of
from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.claims import claims_of
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Prepared, Ruled, Ruling, Settled
from pipeline.normalize import Draft, Whole, part, tell
from pipeline.normalize import draft as draft_with
from pipeline.normalize.reading import read
from pipeline.normalize.site import Site

__all__ = ["draft", "finish", "part", "read", "rule", "settle"]


def draft(whole: Whole, site: Site) -> tuple[Draft, ...]:
    """Make an item articles and give each its version; its site learns from it.

    Raises Rejected where there is nothing to read; then nothing is learned.
    """
    found = draft_with(whole, site)
    site.remember(whole, found.document, is_new=found.is_new)
    return found.drafts


def finish(drafts: Sequence[Draft], vectoriser: Vectoriser | None = None) -> list[Prepared]:
    """Tell what each draft says and fingerprint it; each for itself, whatever the others are."""
    return [
        Prepared(
            article,
            replace(
                fingerprint(article, vectoriser), claims=claims_of(article), signs=signs_of(article)
            ),
        )
        for article in tell(drafts)
    ]


def settle(prepared: Prepared, desk: Desk) -> Settled:
    """Give an article its story. Changes the desk; the caller makes the result durable."""
    return desk.apply(prepared, assign(prepared, desk))


def rule(ruling: Ruling, desk: Desk) -> Ruled:
    """Have a desk keep to what an editor has ruled. Changes the desk, as ``settle`` does."""
    return Ruled(desk.shard, desk.seq, ruling, overrule(ruling, desk))
