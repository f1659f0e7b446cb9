"""What a configured source is made of; each kind has its own fields in its own file."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from pipeline.sources import Live
from pipeline.sources.state import State

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source is given beside its own configuration."""

    state: State
    clock: Clock
    """the time of day, aware, in UTC"""
    max_item_bytes: int
    """an item larger than this is handed over as its head, with ``size`` and ``sha256`` of the whole"""


class Part(TypedDict):
    """A feed, a sender: something of a source that may be sick while the others are well."""

    part: str
    items: int
    fault: str
    """a sentence; empty while it is well"""
    next_at: str | None
    """ISO 8601: when it is tried next, where it waits"""


class SourceConfig(BaseModel, ABC):
    """What all sources have in common; each kind is a subclass with ``kind: Literal[...]``."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(default="", max_length=100, pattern=r"^[A-Za-z0-9._-]*$")]
    """by default its kind; two of one kind need names"""

    @property
    def named(self) -> str:
        """Its name, by default its kind."""
        return self.name or str(getattr(self, "kind", ""))

    @abstractmethod
    def open(self, given: Surroundings) -> Live:
        """The source itself; does no I/O. Raises Misconfigured."""

    def parts(self, state: State) -> list[Part]:  # noqa: ARG002 - for those that have parts
        """How the parts of the source are (its feeds, its senders), as its state tells; may be none."""
        return []
