"""What the configuration says of feeds."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from pipeline.sources.config import SourceConfig
from pipeline.sources.feeds.schedule import Limits

FullText = Literal["never", "partial", "always"]
_MINUTE_S = 60.0
_WEEK_MINUTES = 10_080


class FeedsFields(SourceConfig):
    """RSS, Atom, RDF and JSON Feed: the fields of ``kind: feeds``."""

    kind: Literal["feeds"]
    urls: tuple[str, ...] = ()
    opml: tuple[Path, ...] = ()
    """lists of feeds as feed readers export them; read at the start"""
    full_text: FullText = "never"
    """whether an entry's page is fetched: where the entry holds a summary, or for every entry"""
    least_minutes: Annotated[float, Field(gt=0, le=_WEEK_MINUTES)] = 5.0
    most_minutes: Annotated[float, Field(gt=0, le=_WEEK_MINUTES)] = 180.0
    at_once: Annotated[int, Field(ge=1, le=1_000)] = 32
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    delay_s: Annotated[float, Field(ge=0, le=60)] = 1.0
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_feed_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 10_000_000
    """after decompression; of a page too"""
    allow_private: bool = False
    robots: bool = True
    contact: Annotated[str, Field(max_length=200, pattern=r"^[ -~]*$")] = ""
    user_agent: Annotated[str, Field(max_length=200, pattern=r"^[ -~]*$")] = ""

    @field_validator("urls")
    @classmethod
    def _web(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for number, url in enumerate(urls, start=1):
            if not url.strip().casefold().startswith(("http://", "https://", "feed:")):
                raise ValueError(f"number {number} does not begin with http:// or https://")
        return urls

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.urls and not self.opml:
            raise ValueError("name some feeds under `urls`, or files of them under `opml`")
        if self.least_minutes > self.most_minutes:
            raise ValueError("least_minutes is more than most_minutes")
        return self

    @property
    def pauses(self) -> Limits:
        """The limits of the schedule."""
        return Limits(self.least_minutes * _MINUTE_S, self.most_minutes * _MINUTE_S)
