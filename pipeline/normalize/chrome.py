"""Lines that a site puts around an article: out of the body, kept with their reason."""

import re

from pipeline.model import Removed

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            "subscription",
            r"^[|\s]*(subscribe|sign up|newsletters?\b|get (our|the) .{0,40}newsletter"
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
        ("follow", r"^(follow( us)?( on .{1,30})?|folgen sie uns.{0,40})[:.!]?$"),
        (
            "navigation",
            r"^(close|menu|home|search|skip to (main )?content|advertisement|anzeige|werbung|photo"
            r"|bigphoto|image|video|gallery|comments?( are closed.{0,30})?|kommentare?|back to top|log ?in|sign ?in|anmelden"
            r"|e-?paper|abo|registrieren|register"
            r"|startseite|topics?|themen|latest news|most read|meistgelesen|top stories|trending)"
            r"[:.]?$",
        ),
        ("navigation", r"^(home|startseite)(\s*[|>»/·•]\s*[\w&\- ]{2,30})+$"),
        ("navigation", r"^[\w&\- ]{2,20}(\s*[|·•]\s*[\w&\- ]{2,20}){3,}$"),
        (
            "related",
            r"^(related (links?|sources?|articles?|stories|coverage|topics)|read (more|also|next)"
            r"|see also|more from\b|more on\b|you may also like|mehr zum thema|lesen sie auch"
            r"|auch interessant|weitere (artikel|meldungen)|recommended)\b.{0,80}$",
        ),
        ("related", r"^learn (more )?about .{0,80} at \S+\.(com|net|org|example)\.?$"),
        ("related", r"^[•·\-\s]*source \d+([\s•·\-|,]+source \d+)*$"),
        ("cookies", r"^.{0,60}\b(we use cookies|cookie (policy|settings|einstellungen)).{0,120}$"),
        ("copyright", r"^(©|\(c\)|copyright|all rights reserved|alle rechte vorbehalten).{0,120}$"),
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
    r"\([^()]{0,60}\b(Photo|Foto|Image|Images|File)\b[^()]{0,30}\)$|\bHide caption\b"
)
_SENTENCE_END = re.compile(r"[.!?…。！？:;]['\"”’»)\]]*$")


def strip(lines: list[str]) -> tuple[list[str], list[str], list[Removed]]:
    """Part the lines of a page into body, captions and what is neither.

    Returns body paragraphs, captions (once each) and the removed lines with their reason, each in
    the order of the page.
    """
    seen: set[str] = set()
    body: list[str] = []
    captions: list[str] = []
    removed: list[Removed] = []
    for line in lines:
        reason = _reason(line) or ("repeated" if line in seen else None)
        seen.add(line)
        if reason is None:
            body.append(line)
            continue
        if reason == "caption" and line not in captions:
            captions.append(line)
        removed.append(Removed(line, reason))
    return body, captions, removed


def _reason(line: str) -> str | None:
    if len(line) < 240:
        for reason, pattern in _RULES:
            if pattern.match(line):
                return reason
    if len(line) < 400 and _PHOTO_CREDIT.search(line[-80:]):
        return "caption"
    return None


def strip_labels(body: list[str]) -> tuple[list[str], list[Removed]]:
    """Take leading lines of one or two words that close no sentence: a section's name, a button."""
    kept = 0
    while kept < len(body) - 1 and len(body[kept].split()) <= 2 and not _closed(body[kept]):
        kept += 1
    return body[kept:], [Removed(line, "label") for line in body[:kept]]


def _closed(line: str) -> bool:
    return _SENTENCE_END.search(line) is not None


def is_heading(line: str) -> bool:
    """Whether a line reads as a headline: short, and not closed as a sentence is."""
    return len(line) <= 160 and not _closed(line) and len(line.split()) >= 3
