"""Members of invented stories, told by one name each."""

from datetime import datetime

from pipeline.cluster.owners import Outlet
from pipeline.cluster.story import Member, Story
from pipeline.model import Figure, Mark, Relation, StoryMember
from tests.unit.build import NOON


def member(
    name: str,
    relation: Relation = "independent",
    parents: tuple[str, ...] = (),
    agencies: tuple[str, ...] = (),
    at: datetime = NOON,
    seq: int = 0,
    outlet: Outlet | None = None,
    *,
    words: int = 0,
    marks: tuple[Mark, ...] = (),
    flags: tuple[str, ...] = (),
    figures: tuple[Figure, ...] = (),
    document: str = "",
) -> Member:
    """A member whose ids, title and outlet are all told by one name."""
    return Member(
        seq=seq,
        article_id=name,
        facts=StoryMember(
            article_id=name,
            document_id=document or name,
            id=name,
            title=f"Headline of {name}",
            source=f"outlet-{name}",
            url="",
            published_at=at,
            relation=relation,
            parents=parents,
            origins=(),
            marks=marks,
            flags=flags,
            figures=figures,
        ),
        story_id="story",
        content=name,
        quotes={},
        at=at,
        dated=True,
        seen_at=at,
        agencies=agencies,
        outlet=outlet or Outlet(f"outlet-{name}"),
        taken_back=relation == "kill",
        words=words,
    )


def story(*members: Member) -> Story:
    """A story of these."""
    made = Story("story", "en")
    for each in members:
        made.put(each)
    made.trace_origins()
    return made
