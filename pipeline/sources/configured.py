"""The live sources that ``sources:`` in the configuration names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from pipeline.errors import Misconfigured
from pipeline.sources.config import SourceConfig
from pipeline.sources.feeds import FeedsConfig
from pipeline.sources.folder import FolderConfig
from pipeline.sources.push import Push
from pipeline.sources.topic import KafkaTopic

KINDS: Final = frozenset({"feeds", "folder", "kafka", "push"})
_Config = Annotated[FeedsConfig | FolderConfig | KafkaTopic | Push, Field(discriminator="kind")]
_SOURCES: Final[TypeAdapter[list[_Config]]] = TypeAdapter(list[_Config])


def configured(said: Sequence[Mapping[str, Any]]) -> dict[str, SourceConfig]:
    """Sources by name. Raises Misconfigured with the first field that is wrong."""
    try:
        found = _SOURCES.validate_python(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(one) for one in first["loc"] if one not in KINDS)
        raise Misconfigured(
            f"sources.{place}: {first['msg']} (config/storyfold.yaml explains it)"
        ) from None
    names = Counter(one.named for one in found)
    for name, count in names.items():
        if count > 1:
            raise Misconfigured(f"sources: {count} are called {name}; give each a `name`")
    return {one.named: one for one in found}
