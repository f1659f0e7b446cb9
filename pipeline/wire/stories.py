"""Stories as they stand on the stories topic and in the store."""

from collections.abc import Collection
from typing import Any

import msgspec
import orjson

from pipeline.cluster.flags import CARRIES
from pipeline.cluster.heirs import Told
from pipeline.model import Notice, StoryEvent
from pipeline.wire.versions import VERSION

_STORY_OUTLETS = 100
"""Outlets that a story's record names under one origin."""
_STORY_MEMBERS = 5_000
"""Newest members that a story's record names; `articles` counts all. One takes about 400 bytes."""


def encode_story(event: StoryEvent) -> bytes:
    """A story at one version, as it stands on the stories topic."""
    return orjson.dumps(
        {
            "v": VERSION,
            "story_id": event.story_id,
            "shard": event.shard,
            "version": event.version,
            "change": event.change,
            "status": event.status,
            "headline": event.headline,
            "canonical": event.canonical,
            "articles": len(event.members),
            "independent_origins": len(event.origins),
            "members": event.members[-_STORY_MEMBERS:],
            "origins": [
                {
                    "name": origin.name,
                    "members": origin.members[-_STORY_MEMBERS:],
                    "outlets": origin.outlets[:_STORY_OUTLETS],
                }
                for origin in event.origins
            ],
            "flags": event.flags,
            "first_seen": event.first_seen,
            "last_seen": event.last_seen,
            "replaced_by": event.replaced_by,
            "why": event.why,
            "notices": event.notices,
        }
    )


def decode_told(record: bytes) -> Told:
    """What a story's record says that its members by themselves do not."""
    said = orjson.loads(record)
    carrying = (one["article_id"] for one in said["members"] if CARRIES in one.get("flags", ()))
    notices = msgspec.convert(said.get("notices", ()), tuple[Notice, ...], strict=False)
    return Told(notices, frozenset(carrying))


def without(record: bytes, gone: Collection[str]) -> dict[str, Any] | None:
    """The next record of a story that another has taken over, without some articles; None of no other."""
    said: dict[str, Any] = orjson.loads(record)
    members = [one for one in said["members"] if one["article_id"] not in gone]
    if not members:
        return None
    for one in members:
        one["figures"] = [each for each in one.get("figures", ()) if each["article_id"] not in gone]
        left = [id_ for id_ in one["parents"] if id_ not in gone]
        if one["parents"] and not left:
            one["relation"] = "independent"
        one["parents"] = left
    for origin in said["origins"]:
        origin["members"] = [id_ for id_ in origin["members"] if id_ not in gone]
    if said["canonical"] in gone:
        said |= {"canonical": members[0]["article_id"], "headline": members[0]["title"]}
    origins = [origin for origin in said["origins"] if origin["members"]]
    return said | {
        "version": said["version"] + 1,
        "change": "forgotten",
        "articles": said["articles"] - len(said["members"]) + len(members),
        "independent_origins": len(origins),
        "members": members,
        "origins": origins,
    }
