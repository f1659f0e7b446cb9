"""Slugs and transmission ids: the names by which a wire refers to its own items.

``BC-EU--Ukraine-NATO, 3rd Ld-Writethru`` (AP), ``USA-WEATHER/ (UPDATE 1, PIX, CORRECTED)`` (Reuters),
``Yemen/conflict/`` (dpa), ``HARBOUR-CLOSE =2`` (a continuation).
"""

import re
from dataclasses import dataclass, field

from pipeline.model import Mark

_SEGMENT = re.compile(
    r"(?:(?P<nth>\d{1,2})(?:st|nd|rd|th)?[ -]?)?(?P<lead>ld|lead)(?:[ -]?(?P<lead_n>\d{1,2}))?"
    r"(?:[ -]?writethr(?:u|ough))?"
    r"|(?P<writethru>writethr(?:u|ough))"
    r"|(?P<update>upd|update|updated|wrapup|wrap|advancer|amp)(?:[ -]?(?P<update_n>\d{1,2}))?"
    r"|=\s?(?P<equal>[2-9])|-(?P<dashed>[2-9])-|(?P<nth_take>\d)(?:st|nd|rd|th)?[ -]?take"
    r"|take[ -]?(?P<take>\d)|(?P<bare>[2-9])|(?P<add>\d)(?:st|nd|rd|th)[ -]?add"
    r"|(?P<kill>kill|killed)|(?P<withdrawal>withdrawn|withdrawal|retracted)|(?P<hold>hold)"
    r"|(?P<correction>correct(?:ed|ion|ive)|corr|korrektur|corregid[oa]|corrigé)"
    r"|(?P<refile>refile|clarification)|(?P<repeat>repeat|rpt|wdh)"
    r"|(?P<advisory>advisory)|(?P<embargo>embargo(?:ed)?)"
    r"|(?P<format>pix|pic|pics|picture|pictures|photo|photos|tv|video|graphics?|urgent|eds)"
)
_BARE = re.compile(r"[2-9]")
_MARKS: tuple[Mark, ...] = (
    "kill", "withdrawal", "hold", "embargo", "correction", "refile", "repeat", "advisory",
)  # fmt: skip
_PART = re.compile(r"(?P<opens>[,(])\s*(?P<part>[^,()]{1,40}?)\s*(?:\)|(?=[,(]|$))")
_TRAIL = re.compile(
    r"\s*(?:[\s/_-]+(?P<part>\d{1,2}(?:st|nd|rd|th)[ -]?(?:ld|lead|take|add)(?:[ -]?writethru)?"
    r"|(?:update|upd|wrapup|lead|ld|take)[ -]?\d{1,2}|writethru)|(?P<equal>=\s?[2-9]))$",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(?:BC|AP)[-:]+(?=\w)|^(?:UPDATE|LEAD|WRAPUP) ?\d{1,2}[- ]", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z]\d{4}|V\d{3,5}|0\d{3}|n?[A-Z]\d[A-Z]\d[A-Z\d]{4,6}")
_SLUG_CHARS = 100
_AP_LINE = re.compile(
    r"^(?:BC|AP)-(?:[A-Z][\w.&']{0,20}--?[\w.&' -]{2,60}?|[A-Z][\w.&' -]{2,60}?(?=,))(?P<rest>,.{0,60})?$"
)
_AP_STARTS = ("BC-", "AP-")
_KEYWORD_LINE = re.compile(
    r"^(?=[^\d/])[\w.&'-]{2,40}/(?:[\w.&' -]{2,40}/){0,3}(?:(?:[A-Z\d-]{2,40})?(?: ?\([A-Z\d ,]{2,60}\)| ?=\s?[2-9]))?$"
)
_EQUAL_LINE = re.compile(r"^[A-Z\d][\w/-]{2,50}\s?=\s?[2-9]$")
_NOTICE_CHARS = 1000
_NAMED = re.compile(
    r"(?i:\b(?:story|stories|item|alert|newsalert|dispatch|headlined|slug(?:ged|line)?|kill|dépêche"
    r"|alerte|meldung|beitrag|noticia|despacho|notizia|lancio|matéria|notícia))"
    r"(?i:\s+(?:slugged|slug|mit dem slug|titulada|intitulée|dal titolo))?\W{1,3}"
    r"(?P<slug>[A-Z\d](?:[\w&'/-]|\.(?! )|(?<=\.[A-Z])\.){2,60}"
    r"(?: [A-Z](?:[\w&'/-]|\.(?! )|(?<=\.[A-Z])\.){1,30}){0,5}?)"
    r"(?=[,;:)”\"»]|\.?\s*$|\.\s|\s+\(|\s+=|\s+[a-zà-ÿ])"
)
_NAMED_ID = re.compile(
    r"(?<![\w-])(?P<id>V\d{3,5}|[a-z]\d{4}|n?[A-Z]\d[A-Z]\d[A-Z\d]{4,6})(?![\w-])"
    r"|(?i:\b(?:transmission|transref|transmissions-?id|id|ref|nr|no)\b\.?\W{0,3})(?P<number>\d{4,6})\b"
)
_NO_SLUGS = frozenset(("KILL", "HOLD", "AP", "AFP", "EFE", "ANSA", "DPA", "PA", "EDS", "A", "THE"))


@dataclass(slots=True)
class Slug:
    """A slug in parts: ``stem`` in capitals, which all versions and takes of one story share."""

    stem: str
    marks: set[Mark] = field(default_factory=set)
    update: int | None = None
    writethru: bool = False
    take: int | None = None
    transmission_id: str = ""


def read(text: str) -> Slug:
    """Part a slug from the words that say which version or take of it an item is."""
    slug = Slug("")
    rest = " ".join(text[:_SLUG_CHARS].strip("^<> ").split())
    if prefix := _PREFIX.match(rest):
        version(prefix[0].strip("- "), slug)
        rest = rest[prefix.end() :]
    rest = _PART.sub(lambda match: "" if _known(match, slug) else match[0], rest)
    while match := _TRAIL.search(rest[-40:]):
        version(match["part"] or match["equal"], slug)
        rest = rest[: len(rest) - len(match[0])]
    slug.stem = stem(rest)
    return slug


def stem(text: str) -> str:
    """A slug as it is compared: capitals, single hyphens, nothing hanging off its ends."""
    return re.sub(r"-{2,}", "-", _PREFIX.sub("", text.strip("^<> "))).strip(" -/,.=").upper()


def _known(match: re.Match[str], slug: Slug) -> bool:
    part = match["part"]
    if match["opens"] == "," and _ID.fullmatch(part):
        slug.transmission_id = slug.transmission_id or part.upper()
        return True
    if match["opens"] == "," and _BARE.fullmatch(part):
        return False
    return version(part, slug)


def version(text: str, slug: Slug) -> bool:
    """Whether a part of a slug says which version or take it is; what it says goes into ``slug``."""
    match = _SEGMENT.fullmatch(text.strip().casefold())
    if match is None:
        return False
    if match["lead"] or match["writethru"]:
        slug.marks.add("lead")
        slug.writethru |= "writethr" in match[0]
    elif match["update"]:
        slug.marks.add("update")
    slug.marks.update(mark for mark in _MARKS if match[mark])
    number = match["nth"] or match["lead_n"] or match["update_n"]
    slug.update = int(number) if number else slug.update
    take = match["equal"] or match["dashed"] or match["nth_take"] or match["take"] or match["bare"]
    if match["add"]:
        slug.take = int(match["add"]) + 1
    elif take and int(take):
        slug.take = int(take)
    return True


def is_line(line: str) -> bool:
    """Whether a line is a slug and nothing else."""
    if len(line) > _SLUG_CHARS or line.endswith((".", "!", "?", "…", '"', "”")):
        return False
    if line.startswith(_AP_STARTS) and (match := _AP_LINE.match(line)):
        tail = (match["rest"] or "").strip(", ")
        parts = [part.strip() for part in tail.split(",")] if tail else []
        if parts:
            return any(version(part, Slug("")) or _ID.fullmatch(part) for part in parts)
        return "--" in line or (" " not in line and line.count("-") >= 2)
    return bool(
        ("/" in line and _KEYWORD_LINE.match(line)) or ("=" in line and _EQUAL_LINE.match(line))
    )


def targets(text: str) -> tuple[str, ...]:
    """Slugs (as stems) and transmission ids that a notice names, in its order."""
    found: dict[int, str] = {}
    for match in _NAMED.finditer(text[:_NOTICE_CHARS]):
        named = match["slug"]
        spoken = not (named.isupper() or "--" in named or "/" in named or "-" in named)
        beside_id = _NAMED_ID.match(text, match.end() + 2)
        if not _NO_SLUGS.issuperset(named.upper().split()) and not (spoken and beside_id is None):
            found[match.start("slug")] = stem(named)
    for match in _NAMED_ID.finditer(text[:_NOTICE_CHARS]):
        found[match.start()] = (match["id"] or match["number"]).upper()
    return tuple(dict.fromkeys(name for _, name in sorted(found.items()) if name))
