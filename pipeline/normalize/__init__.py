"""From an item as it came in to clean, dated, credited paragraphs.

::

    read     text or page → lines, and what the page says              reading: pages
    part     lines → chrome, marks, takes, headline, credits, body     parts: chrome, wires, attribution
    draft    what is new against template and version before           versions, with the memory of a site
    tell     language, time, quotations, names                         tell: languages, times, quotes, names

``draft`` takes the items of a site in the order in which they came; the others look at each item
alone, ``part`` and ``tell`` at batches of them.
"""

from pipeline.errors import Rejected
from pipeline.normalize import versions
from pipeline.normalize.drafts import Draft, draft_of
from pipeline.normalize.identity import content, identifier
from pipeline.normalize.parts import Parts, Whole, part, take_template
from pipeline.normalize.reading import Reading
from pipeline.normalize.site import Site
from pipeline.normalize.tell import tell
from pipeline.normalize.versions import Document
from pipeline.normalize.wires import takes
from pipeline.values import value

__all__ = ["Draft", "Drafted", "Whole", "content", "draft", "part", "tell"]

_LATER = frozenset(
    {"kill", "withdrawal", "hold", "correction", "refile", "repeat", "update", "lead"}
)

"""Marks of an item that speaks of an earlier one of the same slug."""
_WHOLE = frozenset({"kill", "withdrawal", "hold", "update", "lead"})
"""Marks of an item that stands for all takes of an earlier one; a correction is of one take."""
Pieces = tuple[tuple[int, tuple[str, ...]], ...]


@value
class Drafted:
    """The articles that an item holds, as drafts, and what is to be remembered of its document."""

    drafts: tuple[Draft, ...]
    document: Document
    is_new: bool
    """whether the document was not known before"""


def draft(whole: Whole, site: Site) -> Drafted:
    """Take the lines of its site off an item and compare it with the version before.

    Raises Rejected(``no_text``) where nothing but chrome is left.
    """
    take_template(whole, site.template)
    if not whole.takes:
        raise Rejected("no_text", "no paragraph is left after cleaning")
    reading = whole.reading
    before, reused = _before(whole, site)
    pieces = _pieces(whole, before)
    if pieces:
        whole.takes[0].body = list(takes.join(dict(pieces)))
    document_id = before.document_id if before else _document_id(reading, whole, reused=reused)
    flags = ("reused_address",) if reused else ()
    _credit_first(whole.takes)
    first = [draft_of(whole, take, document_id, flags) for take in range(len(whole.takes))]
    drafts, newest = versions.revise(
        first, before, reading.item.revision, site.template.is_template
    )
    keys = (*reading.keys, *site.own_keys(whole.wire))
    document = Document(document_id, keys, reading.item.seen_at, newest, pieces)
    return Drafted(drafts, document, is_new=before is None)


def _before(whole: Whole, site: Site) -> tuple[Document | None, bool]:
    """The document this is a version of, and whether its address stood for another one before."""
    reading, wire = whole.reading, whole.wire
    first = whole.takes[0]
    at_home = site.documents(reading)
    for one in at_home:
        if not versions.is_another(one, first.title, first.body):
            return one, False
    if at_home:
        return None, True
    if wire.targets and (found := site.named(site.target_keys(wire), reading)):
        return found, False
    found = site.named(site.own_keys(wire), reading)
    if found is None:
        return None, False
    if (wire.take or 1) > 1 or (found.pieces and 1 not in dict(found.pieces)):
        return found, False
    is_later = _LATER & {*wire.marks} and not versions.is_another(found, first.title, first.body)
    return (found if is_later else None), False


def _credit_first(found: list[Parts]) -> None:
    """Credit the first item of a page with the agency of all that follow, if it credits nobody.

    Pages that collect an agency's items print the headline and dateline of each but the first.
    """
    first, *others = found
    agencies = {one.dateline.agencies for one in others}
    if others and not first.credits and not first.byline and len(agencies) == 1:
        first.credits.update(dict.fromkeys(agencies.pop()))


def _pieces(whole: Whole, before: Document | None) -> Pieces:
    """The takes of a continued item so far, where this is one; the first counts as one."""
    take = whole.wire.take
    whole_again = bool(_WHOLE & {*whole.wire.marks})
    if take is None and (before is None or not before.pieces or whole_again):
        return ()
    known = dict(before.pieces) if before else {}
    if before and not known and before.versions:
        known[1] = before.versions[0].paragraphs
    known[take or 1] = tuple(whole.takes[0].body)
    return tuple(sorted(known.items()))


def _document_id(reading: Reading, whole: Whole, *, reused: bool) -> str:
    item = reading.item
    again = (content(tuple(whole.takes[0].body)),) if reused else ()
    return identifier("document", reading.home, item.id, *again)
