"""What a configured source is made of; each kind has its own fields in its own file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

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


class SourceConfig(BaseModel):
    """What all sources have in common; each kind is a subclass with ``kind: Literal[...]``."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(default="", max_length=100, pattern=r"^[A-Za-z0-9._-]*$")]
    """by default its kind; two of one kind need names"""

    def open(self, given: Surroundings) -> Live:
        """The source itself; does no I/O. Raises Misconfigured."""
        raise NotImplementedError
