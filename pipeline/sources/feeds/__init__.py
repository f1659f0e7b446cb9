"""Feeds: RSS, Atom, RDF and JSON Feed, thousands of them from one process.

============  ============================================================================
``config``    the fields of ``kind: feeds``
``live``      the source: which feed is looked at when, so many at once
``looking``   one look at one feed, from the question to what is remembered
``schedule``  how long the pause is (pure)
``due``       whose turn it is
``memory``    what is remembered of a feed
``parsing``   bytes to a feed: ``text``, then ``markup`` (with ``names``) or ``jsonfeed``
``entries``   what a feed says, whatever its format
``rows``      entries as the pipeline's rows; ``dates``
``pages``     the page behind a summary
``opml``      lists of feeds
============  ============================================================================
"""

from pipeline.sources.config import Part, Surroundings
from pipeline.sources.feeds.config import FeedsFields
from pipeline.sources.feeds.live import Feeds
from pipeline.sources.feeds.memory import is_feed
from pipeline.sources.state import State


class FeedsConfig(FeedsFields):
    """``kind: feeds``."""

    def open(self, given: Surroundings) -> Feeds:
        """The source; does no I/O."""
        return Feeds(self, given)

    def parts(self, state: State) -> list[Part]:
        """Each feed."""
        rows = (row for key, row in state.all(self.named).items() if is_feed(key))
        return [
            Part(
                part=row["feed"],
                items=row["items"],
                fault=row["fault"],
                next_at=row["next_at"] or None,
            )
            for row in rows
        ]


__all__ = ["Feeds", "FeedsConfig"]
