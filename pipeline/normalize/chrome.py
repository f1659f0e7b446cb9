"""Lines that a site puts around an article: out of the body, kept with their reason."""

import re

from pipeline.model import Removed

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            "subscription",
            r"^[|\s]*(subscribe\b|sign up\b|newsletters?\b|get (our|the) .{0,40}newsletter"
            r"|(jetzt )?(abonnieren|newsletter))"
            r".{0,80}$",
        ),
        ("subscription", r"^.{0,60}\b(free|daily|weekly) newsletters?\b[^.]{0,30}[|.!]?\s*$"),
        (
            "share",
            r"^(share|tweet|pin|email|print|facebook|twitter|x|whatsapp|linkedin|instagram|youtube"
            r"|telegram|reddit|teilen|drucken|copy link|link kopieren)"
            r"([\s|,/·•]+(on|this|share|tweet|pin|email|print|facebook|twitter|x|whatsapp|linkedin"
            r"|instagram|youtube|telegram|reddit|copy|link|teilen|drucken|article|via|mail))*$",
        ),
        ("follow", r"^(follow( us)?( on [\w ,&]{1,30})?|folgen sie uns.{0,40})[:.!]?$"),
        (
            "navigation",
            r"^(close|menu|home|search|skip to (main )?content|advertisement|anzeige|werbung|photo"
            r"|bigphoto|image|video|gallery|comments?( are closed.{0,30})?|kommentare?|back to top|log ?in|sign ?in|anmelden"
            r"|e-?paper|abo|registrieren|register"
            r"|startseite|topics?|themen|latest news|most read|meistgelesen|top stories|trending)"
            r"[:.]?$",
        ),
        (
            "related",
            r"^(related (links?|sources?|articles?|stories|coverage|topics)|read (more|also|next)(?=$|\s*[:»>–-]|\s+(about|on)\b)"
            r"|see also|more from\b|more on\b|you may also like|mehr zum thema|lesen sie auch"
            r"|auch interessant|weitere (artikel|meldungen)|recommended(?=$|:| for you| stories))\b.{0,80}$",
        ),
        ("related", r"^learn (more )?about .{0,80} at \S+\.(com|net|org|example)\.?$"),
        ("related", r"^[•·\-\s]*source \d+([\s•·\-|,]{1,5}source \d+)*$"),
        ("cookies", r"^.{0,60}\b(we use cookies|cookie (policy|settings|einstellungen)).{0,120}$"),
        (
            "copyright",
            r"^(©|\(c\)|copyright(?=$|:|\s*(©|\(c\)|\d{4}|by\b))|all rights reserved|alle rechte vorbehalten)"
            r".{0,120}$",
        ),
        (
            "stamp",
            r"^((published|updated|posted|last updated|veröffentlicht|aktualisiert|stand)"
            r"( on| at| am)?:?\s*)?"
            r"((mon|tue|wed|thu|fri|sat|sun)\w*,?\s+)?"
            r"([a-zäé]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? [a-zäé]{3,9}\.?,? \d{4}"
            r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
            r"[\s,|·T-]*(um |at )?(\d{1,2}[:.]\d\d(:\d\d)?)?\s*(uhr|[ap]\.?m\.?)?\s*"
            r"((gmt|utc|[a-z]{2,4}|z)?([+-]\d{1,2}(:?\d\d)?)?)$",
        ),
        ("caption", r"^(hide caption|photo:|image:|foto:|bild:|picture:)\s.*$"),
    )
)
_PHOTO_CREDIT = re.compile(
    r"\([^()]{0,60}\b(Photos?|Fotos?|Images?|Pictures?|File)\b[^()]{0,30}\)$|\bHide caption\b"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔:;]['\"”’»)\]]*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SEPARATOR = re.compile(r"[|>»/·•]")
_ITEM = re.compile(r"^[\w&\- ]{2,30}$")
_LABEL_CHARS = 40
_BUTTONS = frozenset({"related", "follow", "navigation", "share"})
"""Reasons that hold only for a line that closes no sentence."""


def strip(lines: list[str]) -> tuple[list[str], list[str], list[Removed]]:
    """Part the lines of a page into body, captions and what is neither.

    Returns body paragraphs, captions (once each) and the removed lines with their reason, each in
    the order of the page.
    """
    seen: set[str] = set()
    body: list[str] = []
    captions: dict[str, None] = {}
    removed: list[Removed] = []
    for line in lines:
        reason = _reason(line) or ("repeated" if line in seen else None)
        seen.add(line)
        if reason is None:
            body.append(line)
            continue
        if reason == "caption":
            captions[line] = None
        removed.append(Removed(line, reason))
    return body, list(captions), removed


def _reason(line: str) -> str | None:
    if len(line) < 240:
        for reason, pattern in _RULES:
            if pattern.match(line) and not (reason in _BUTTONS and _ends_sentence(line)):
                return reason
        if _is_menu(line):
            return "navigation"
    if len(line) < 400 and _PHOTO_CREDIT.search(line[-80:]):
        return "caption"
    return None


def is_label(line: str) -> bool:
    """Whether a line is one or two words that close no sentence: a section's name, a button."""
    short = len(line) <= _LABEL_CHARS and len(line.split()) <= 2
    return short and not _closed(line) and not _UNSPACED.search(line)


def _closed(line: str) -> bool:
    return _SENTENCE_END.search(line) is not None


def _ends_sentence(line: str) -> bool:
    return line.rstrip('"”’»)').endswith((".", "!", "?", "。", "।")) and not line.endswith("...")


def _is_menu(line: str) -> bool:
    """Whether a line is a row of buttons: ``Home | News | Sport``."""
    items = [item.strip() for item in _SEPARATOR.split(line)]
    named = items[0].casefold() in {"home", "startseite"}
    return len(items) >= (2 if named else 4) and all(map(_ITEM.match, items))


def is_heading(line: str) -> bool:
    """Whether a line reads as a headline: short, and not closed as a sentence is."""
    words = len(line) if _UNSPACED.search(line) else len(line.split())
    return len(line) <= 160 and not _closed(line) and words >= 3
