"""The truth: articles, stories, the journal, positions and the outbox, in one database."""

from pipeline.store.store import Advance, Store, open_store

__all__ = ["Advance", "Store", "open_store"]
