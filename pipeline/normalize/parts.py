"""Parts a cleaned text: headline, dateline, credits, captions, chrome, and what is left, the body."""

from dataclasses import dataclass, field

from pipeline.model import Dateline, Removed
from pipeline.normalize import chrome, text, wire
from pipeline.normalize.agencies import Agencies

_ROUNDS = 8
"""Real pages need two; only a text made to be peeled for ever needs more."""
_CREDIT_LINES = 3
"""Credit lines stand at the very end; further up a short line is a heading."""


@dataclass(slots=True)
class Parts:
    """A text in parts; every line of it is in one of them."""

    title: str
    body: list[str]
    captions: dict[str, None] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)
    dateline: Dateline = field(default_factory=Dateline)
    credits: dict[str, None] = field(default_factory=dict)


def part(title: str, lines: list[str], agencies: Agencies) -> Parts:
    """Take off what is not body until nothing more comes off, so that doing it again does nothing."""
    parts = Parts(" ".join(text.clean(title).split()), lines)
    for _ in range(_ROUNDS):
        before = list(parts.body)
        _take_chrome(parts, agencies)
        _take_notes(parts)
        _take_labels(parts)
        _take_title(parts, agencies)
        _take_dateline(parts, agencies)
        _take_credits(parts, agencies)
        if parts.body == before:
            break
    return parts


def _take_chrome(parts: Parts, agencies: Agencies) -> None:
    parts.body, captions, removed = chrome.strip(parts.body)
    parts.captions.update(dict.fromkeys(captions))
    parts.removed += removed
    for line in removed:
        if line.reason == "copyright":
            parts.credits.update(dict.fromkeys(wire.text_credits(line.text, agencies)))


def _take_notes(parts: Parts) -> None:
    while parts.body and wire.is_note(parts.body[0]):
        parts.removed.append(Removed(parts.body.pop(0), "note"))


def _take_labels(parts: Parts) -> None:
    while len(parts.body) > 1 and chrome.is_label(parts.body[0]):
        parts.removed.append(Removed(parts.body.pop(0), "label"))


def _take_title(parts: Parts, agencies: Agencies) -> None:
    """The first line, where it is the headline again or reads as one."""
    if len(parts.body) < 2 or wire.is_dateline(parts.body[0], agencies):
        return
    first = parts.body[0]
    if parts.title and text.fold(first) == text.fold(parts.title):
        parts.removed.append(Removed(parts.body.pop(0), "title"))
    elif not parts.title and chrome.is_heading(first):
        parts.title = parts.body.pop(0)


def _take_dateline(parts: Parts, agencies: Agencies) -> None:
    """A dateline off the first paragraph.

    A line further down that is a dateline and nothing else heads another item of the same agency:
    it counts as a credit and stays.
    """
    if parts.body:
        found, rest = wire.split_dateline(parts.body[0] + " ", agencies)
        if found != Dateline():
            parts.dateline = parts.dateline if parts.dateline != Dateline() else found
            parts.credits.update(dict.fromkeys(found.agencies))
            parts.body[:1] = [rest.strip()] if rest.strip() else []
    for line in parts.body[1:]:
        if wire.is_dateline(line, agencies):
            named = wire.split_dateline(line + " ", agencies)[0].agencies
            parts.credits.update(dict.fromkeys(named))


def _take_credits(parts: Parts, agencies: Agencies) -> None:
    for _ in range(_CREDIT_LINES):
        found = wire.text_credits(parts.body[-1], agencies) if len(parts.body) > 1 else ()
        if not found:
            return
        parts.credits.update(dict.fromkeys(found))
        parts.removed.append(Removed(parts.body.pop(), "credit"))
