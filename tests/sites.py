"""Hosts that remember, for items that are prepared one after the other."""

from pipeline.flow import draft, finish, part, read
from pipeline.model import Article, Prepared, RawItem
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.site import Site


class SiteMemory:
    """The memory of every host that items came from."""

    def __init__(self, agencies: Agencies) -> None:
        self.agencies = agencies
        self.sites: dict[str, Site] = {}

    def prepare(self, raw: RawItem) -> tuple[Prepared, ...]:
        """The prepared articles of an item; its host learns from it."""
        reading = read(raw)
        home = reading.home
        if home not in self.sites:
            self.sites[home] = Site(home, Template(), lambda _: None)
        (whole,) = part([reading], self.agencies)
        return tuple(finish(draft(whole, self.sites[home])))

    def read(self, raw: RawItem) -> tuple[Article, ...]:
        """The articles of an item; its host learns from it."""
        return tuple(prepared.article for prepared in self.prepare(raw))
