"""The true online path in memory: what a run does with prepared articles, without its store."""

from dataclasses import dataclass, field

from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.engines.warm import frequencies
from pipeline.flow import settle
from pipeline.model import Prepared, Settled, StoryEvent


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lies, and why it came to lie there."""

    story_id: str
    why: str


@dataclass(slots=True)
class Replay:
    """Desks by shard, and the place of every article that was settled, by its id.

    Places follow the story versions as a store would: what a merge or a split moves lies where it was
    moved to, and stories that have closed keep their members.
    """

    rules: Rules
    desks: dict[str, Desk] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def settle(self, prepared: Prepared) -> Settled | None:
        """Settle an article; None if one of its id was settled before."""
        article_id = prepared.article.article_id
        if article_id in self.places:
            return None
        settled = settle(prepared, self.desk(prepared.shard))
        for event in settled.events:
            if event.status != "merged":
                self._follow(event, settled)
        return settled

    def desk(self, shard: str) -> Desk:
        """The desk of a shard, an empty one at first."""
        if shard not in self.desks:
            self.desks[shard] = Desk(shard, frequencies(shard), self.rules)
        return self.desks[shard]

    def _follow(self, event: StoryEvent, settled: Settled) -> None:
        newest = settled.prepared.article.article_id
        for member in event.members:
            id_ = member.article_id
            if id_ in event.touched and not self._lies(id_, event.story_id):
                why = settled.decision.why if id_ == newest else f"{event.change}: {event.why}"
                self.places[id_] = Place(event.story_id, why)

    def _lies(self, article_id: str, story_id: str) -> bool:
        place = self.places.get(article_id)
        return place is not None and place.story_id == story_id
