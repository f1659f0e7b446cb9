"""What an audit has found."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "lost",  # an accepted record is in no place
    "twice",  # an accepted record is in two places
    "article",  # an article's row, journal entry and record do not fit together
    "story",  # a story's row, record and members do not fit together
    "position",  # a stored position is not one of the log
    "letter",  # a dead letter that nothing else bears out
    "announced",  # the topics tell something else than the store
]
_SAID = 20


@dataclass(slots=True)
class Findings:
    """Faults by their kind, each with its first lines; figures; and what could not be proven."""

    faults: dict[Kind, list[str]] = field(default_factory=dict)
    counts: Counter[Kind] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    unproven: list[str] = field(default_factory=list)

    def fault(self, kind: Kind, line: str) -> None:
        """Something is not as it must be."""
        self.counts[kind] += 1
        said = self.faults.setdefault(kind, [])
        if len(said) < _SAID:
            said.append(line)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def record(self) -> dict[str, Any]:
        """The same for machines; the names are a contract."""
        return {
            "sound": self.is_sound,
            "figures": dict(self.figures),
            "faults": {
                kind: {"count": self.counts[kind], "lines": lines}
                for kind, lines in self.faults.items()
            },
            "unproven": self.unproven,
        }

    def lines(self) -> list[str]:
        """The same for people: figures, what is unproven, faults, and what they come to."""
        said = [f"{name}: {count:,}" for name, count in self.figures.items()]
        said += [f"not checked: {line}" for line in self.unproven]
        for kind, lines in self.faults.items():
            said += [f"{kind}: {line}" for line in lines]
            if self.counts[kind] > len(lines):
                said.append(f"{kind}: … {self.counts[kind] - len(lines):,} more")
        if self.is_sound:
            return [*said, "sound: every accepted record is in exactly one place"]
        return [*said, f"not sound: {self.counts.total():,} faults"]
