"""The truth: articles, stories, the journal, positions and the outbox, in one database."""

from pipeline.store.afresh import REBUILD
from pipeline.store.announcing import Announcement
from pipeline.store.connect import open_store
from pipeline.store.history import History
from pipeline.store.letters import Chosen
from pipeline.store.memory import Memory
from pipeline.store.outage import is_of_content, shown
from pipeline.store.removals import Found, Plan, Removal
from pipeline.store.rulings import Given
from pipeline.store.store import Retried, Store
from pipeline.store.writing import Advance

__all__ = [
    "REBUILD",
    "Advance",
    "Announcement",
    "Chosen",
    "Found",
    "Given",
    "History",
    "Memory",
    "Plan",
    "Removal",
    "Retried",
    "Store",
    "is_of_content",
    "open_store",
    "shown",
]
