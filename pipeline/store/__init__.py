"""The truth: articles, stories, the journal, positions and the outbox, in one database."""

from pipeline.store.connect import open_store
from pipeline.store.store import Advance, Store, shown

__all__ = ["Advance", "Store", "open_store", "shown"]
