"""Another team's JSON as our rows: which of their fields is which of ours.

A mapping has a rule for each of our fields: a path, or several that are tried in order, or a constant::

    id: guid
    text: [body.text, versions.-1.text]
    byline: authors.*.name
    source: {const: Example Wire}

A path is made of keys with dots between; a number is a place in a list (-1 is the last), ``*`` every
one of them. A key that holds dots itself may be written as it is.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from pipeline.errors import Misconfigured
from pipeline.settings import config_dir, own_config_dir
from pipeline.sources import wires
from pipeline.sources.archives.rows import USUAL, json_row
from pipeline.wire import unreadable

_BODY = frozenset({"text", "html", "title"})
_SHOWN = 1_000
_NOTHING: tuple[object, ...] = (None, "", [], {})


class Constant(BaseModel):
    """The same for every item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    const: str | int


_Step = Annotated[str, Field(min_length=1, max_length=500)] | Constant
_Steps = Annotated[
    tuple[_Step, ...], BeforeValidator(lambda said: said if isinstance(said, list) else [said])
]


def _known(rules: Mapping[str, tuple[_Step, ...]]) -> Mapping[str, tuple[_Step, ...]]:
    for name in rules:
        if name not in USUAL:
            raise ValueError(f"there is no field {name}; there are {', '.join(USUAL)}")
    if not _BODY & rules.keys():
        raise ValueError("nothing is mapped to text, html or title")
    return rules


Rules = Annotated[dict[str, _Steps], AfterValidator(_known)]
"""Field of our rows to what is tried for it, in order."""
_RULES: TypeAdapter[dict[str, tuple[_Step, ...]]] = TypeAdapter(Rules)


def load_mapping(name: str) -> Mapping[str, tuple[_Step, ...]]:
    """The rules in ``mappings/NAME.yaml`` of the configuration. Raises Misconfigured."""
    file = Path("mappings") / f"{name}.yaml"
    path = config_dir() / file
    if not path.is_file():
        path = own_config_dir() / file
    try:
        return _RULES.validate_python(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    except FileNotFoundError:
        raise Misconfigured(f"mapping: there is no file {config_dir() / file}") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())[:300]
        raise Misconfigured(
            f"{path}: expected lines such as 'text: body.content': {said}"
        ) from None


def mapped(value: bytes, rules: Mapping[str, Sequence[_Step]]) -> bytes:
    """A JSON value as our row; what is no JSON object stays as it is.

    An object in which no text is found becomes one that says so, with theirs inside.
    """
    try:
        theirs = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
    if not isinstance(theirs, dict):
        return value
    found = {name: _first(theirs, steps) for name, steps in rules.items()}
    if all(found.get(name) in _NOTHING for name in _BODY):
        return unreadable("the mapping finds no text, html or title", record=value.decode())
    return json_row(found)


def _first(theirs: object, steps: Sequence[_Step]) -> object:
    for step in steps:
        found = step.const if isinstance(step, Constant) else at(theirs, step)
        if found not in _NOTHING:
            return found
    return None


def at(value: Any, path: str) -> object:  # noqa: ANN401 - JSON
    """What lies at a path; None where nothing does."""
    if isinstance(value, Mapping) and path in value:
        return value[path]
    key, _, rest = path.partition(".")
    if isinstance(value, list):
        if key == "*":
            found = [at(one, rest) if rest else one for one in value]
            return [one for one in found if one not in _NOTHING]
        try:
            value = value[int(key)]
        except (ValueError, IndexError):
            return None
    elif isinstance(value, Mapping):
        value = value.get(key)
    else:
        return None
    return at(value, rest) if rest else value


def from_wire(value: bytes) -> list[bytes]:
    """The rows of a wire's document; what is none in it becomes one item that says why."""
    try:
        reading = wires.read("", value)
    except wires.Refused as refused:
        reading = wires.Reading(passed=[refused])
    rows = [orjson.dumps(row) for row in reading.rows]
    if reading.passed or not rows:
        faults = "; ".join(dict.fromkeys(map(str, reading.passed))) or "there is no item in it"
        text = value.decode("utf-8", "backslashreplace")
        rows.append(unreadable(faults[:_SHOWN], record=text))
    return rows
