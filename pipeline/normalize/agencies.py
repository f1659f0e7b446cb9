"""The agencies of the world by every spelling they are credited under."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agencies:
    """Spellings of agencies, folded, to the one name each is known by (``config/agencies.yaml``)."""

    aliases: Mapping[str, str]

    def named(self, text: str) -> tuple[str, ...]:
        """Agencies named in a short credit such as ``AFP/Reuters`` or ``dpa, own report``."""
        found: dict[str, None] = {}
        for part in re.split(r"[/,;&+]|\band\b|\bund\b", text):
            name = self.aliases.get(" ".join(part.casefold().strip(" .()").split()))
            if name:
                found[name] = None
        return tuple(found)
