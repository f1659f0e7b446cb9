"""Stories as they stand on the stories topic and in the store."""

import orjson

from pipeline.model import StoryEvent
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
