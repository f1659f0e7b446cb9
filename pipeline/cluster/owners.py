"""Outlets: one by each of its spellings, and who owns it.

An outlet is told by the source that an item names and by the host it stands at. A host counts by what
is registered (``edition.cnn.com`` is ``cnn.com``), a name by its letters, without a leading article.
The table of owners (``config/owners.yaml``) knows both. An aggregator's host says nothing of the outlet
where a source is named beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Article
from pipeline.normalize.identity import letters

_ARTICLES = frozenset(
    [
        "the",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "il",
        "lo",
        "i",
        "gli",
        "der",
        "die",
        "das",
        "de",
        "het",
        "den",
        "det",
        "o",
        "a",
        "os",
        "as",
    ]
)
_PREFIXES = ("www.", "m.", "mobile.", "amp.", "edition.")
_SHORTEST = 4
"""Letters that must be left of a name without its article: *Die Zeit*, but *La 7*."""
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who published an article.

    ``name`` is as readers know it, ``owner`` empty where the table does not know it. Two outlets that
    have one of ``keys`` in common are one. ``is_agency`` where it is the site of a news agency.
    """

    name: str
    owner: str = ""
    keys: tuple[str, ...] = ()
    is_agency: bool = False


def bare(host: str) -> str:
    """A host without the prefixes of its mobile and other editions."""
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return host


@dataclass(frozen=True, slots=True)
class Table:
    """What ``config/owners.yaml`` says: owners by host and by ``key_of`` a name, and hosts of nobody."""

    hosts: Mapping[str, str]
    names: Mapping[str, str]
    aggregators: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    """owners that are news agencies"""


def table_of(
    outlets: Mapping[str, Iterable[str]],
    aliases: Mapping[str, str],
    aggregators: Iterable[str] = (),
) -> Table:
    """The table of owners with their outlets, by name or host, and of agencies by their spellings."""
    hosts: dict[str, str] = {}
    names = {key_of(owner): owner for owner in outlets}
    for owner, spellings in outlets.items():
        for spelling in spellings:
            if _is_host(spelling):
                hosts[bare(spelling.casefold())] = owner
            else:
                names.setdefault(key_of(spelling), owner)
    for spelling, agency in aliases.items():
        names.setdefault(key_of(spelling), names.get(key_of(agency), agency))
    return Table(hosts, names, frozenset(aggregators), frozenset(aliases.values()))


class Owners:
    """The outlets of a table; ``registered`` tells the part of a host that somebody registered."""

    def __init__(self, table: Table | None = None, registered: Callable[[str], str] = bare) -> None:
        self.table = table or Table({}, {})
        self._registered = registered
        self._known = lru_cache(_REMEMBERED)(self._outlet)
        self.of_agency = lru_cache(_REMEMBERED)(self._of_agency)

    def _of_agency(self, name: str) -> str:
        """The name under which an agency is an origin: its owner's, if one is known."""
        return self.table.names.get(key_of(name), name)

    def voice(self, article: Article) -> tuple[tuple[str, ...], Outlet]:
        """Whom an article speaks for: agencies as origins, credited or of its own site; its outlet."""
        outlet = self.outlet(article.source, article.host, article.id)
        credited = tuple(dict.fromkeys(map(self.of_agency, article.agencies)))
        return credited or ((outlet.owner,) if outlet.is_agency else ()), outlet

    def outlet(self, source: str, host: str, otherwise: str) -> Outlet:
        """The outlet of an item; ``otherwise`` is what to call one that nothing is known of."""
        known = self._known(source, host)
        return known if known.name else Outlet(otherwise)

    def _outlet(self, source: str, host: str) -> Outlet:
        name, host = source.strip(), bare(host.casefold())
        if _is_host(name):
            name, host = "", host or bare(name.casefold())
        if host and name and self._of_host(host, self.table.aggregators):
            host = ""
        home = self._registered(host) or host
        owner = self._owner(name, host)
        keys = [f"name {key_of(name or home.partition('.')[0])}"] if name or home else []
        if home:
            keys.append(f"host {home}")
        return Outlet(name or home, owner, tuple(keys), owner in self.table.agencies)

    def _owner(self, name: str, host: str) -> str:
        by_host = self._of_host(host, self.table.hosts)
        if by_host:
            return self.table.hosts[by_host]
        return self.table.names.get(key_of(name), "") if name else ""

    @staticmethod
    def _of_host(host: str, known: Mapping[str, str] | frozenset[str]) -> str:
        """The host, or what it stands below, that is known; an empty string for none."""
        while host and host not in known:
            host = host.partition(".")[2]
        return host


def key_of(name: str) -> str:
    """What the spellings of a name have in common: its letters, without a leading article."""
    first, _, rest = name.strip().partition(" ")
    whole = letters(name).decode("utf-8", "replace")
    if first.casefold() not in _ARTICLES:
        return whole
    short = letters(rest).decode("utf-8", "replace")
    return short if len(short) >= _SHORTEST else whole


def _is_host(name: str) -> bool:
    """Whether a source is named by its host."""
    head, _, suffix = name.rpartition(".")
    return bool(head) and " " not in name and suffix.isalpha() and len(suffix) >= 2
