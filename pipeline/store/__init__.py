"""The truth: articles, stories, the journal, positions and the outbox, in one database."""

from pipeline.store.connect import open_store
from pipeline.store.history import History
from pipeline.store.memory import Memory
from pipeline.store.outage import shown
from pipeline.store.rulings import Given
from pipeline.store.store import Advance, Announcement, Store

__all__ = ["Advance", "Announcement", "Given", "History", "Memory", "Store", "open_store", "shown"]
