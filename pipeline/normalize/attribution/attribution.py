"""Attribution: the dateline, the byline and the credits of an article, taken off its lines.

*Credited* is who wrote the text: a dateline's agencies, ``By The Associated Press``, ``(dpa)`` at
the end, a copyright line. *Contributed* is who wrote some of it: ``With inputs from AFP``, ``mit
Material von dpa``, ``AP contributed to this report``. The credit of a picture is neither, nor is an
agency that prose names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model import Dateline, Removed
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.attribution.bylines import byline_agencies, read_byline
from pipeline.normalize.attribution.credit_lines import LONGEST, read_credit
from pipeline.normalize.attribution.dateline import (
    is_dateline,
    may_open,
    opens_with_agency,
    split_dateline,
)
from pipeline.normalize.attribution.line_kinds import (
    SHORT,
    closes,
    is_picture,
    is_picture_credit,
    is_prose,
    is_stamp,
    signed,
    stamped,
)
from pipeline.normalize.traits import ANY, CREDITS, DATED, NEAR, UNKNOWN, Known

_REST = 35
"""Characters of the shortest text behind a dateline without an agency."""
_BEFORE_TEXT = 3
"""Lines as long as a paragraph that may stand before the first one: captions, a summary."""
_HEAD = 30
_TAIL = 8
_ROUNDS = 8
"""Real pages need two; only a text made to be peeled for ever needs more."""
_MOST = 200
"""Lines taken off at most; real articles have ten. Text made of credits only would take minutes."""
_CREDIT_BEGINS = frozenset("(©C")
_CREDIT_ENDS_ROW = (
    "report. report reports. story. story article. article reporting. contributed. contributed"
)
CREDIT_ENDS = tuple(_CREDIT_ENDS_ROW.split())
"""How the lines begin or end that are read for credits in the middle of a text, too."""
_SIGNED = re.compile(
    r"(?<=[.!?…\"”»’。」』!)\]])\s*(?:[(（\[【](?P<in>[^()（）\[\]\n]{2,300})[)）\]】]\.?"
    r"|(?:[-–—]{1,2}\s?|\(c\)\s?|/)(?P<out>[^\s()\n/][^()\n/]{1,30})(?:/[^()\n]{0,40})?)$"
)
_PLAIN_ENDS = (".", "!", "?", "…", "”", '"', "。", "।")
_BRACKETED_ENDS = (").", "].", "）。")
_OUTLET = re.compile(r"[^()\n]{3,40} \((?P<agency>[^()\n]{2,30})\)$")
_DASH = re.compile(r"[\s.]{0,3}(?:[-–—_:]|[A-Z][a-z]{2,8}\.? \d)|(?<=/)\.")
_BULLETS = " •·|/\\-–—*()[]."


@dataclass(slots=True)
class Attribution:
    """What an article says of its origin, and the lines that are left of it."""

    lines: list[str]
    dateline: Dateline = field(default_factory=Dateline)
    byline: str = ""
    credited: tuple[str, ...] = ()
    contributed: tuple[str, ...] = ()
    removed: list[Removed] = field(default_factory=list)
    is_all: bool = True
    """whether nothing more would come off if it was tried again"""

    @property
    def agencies(self) -> tuple[str, ...]:
        """All that are credited or have contributed."""
        return tuple(dict.fromkeys((*self.credited, *self.contributed)))


def take(
    title: str,
    lines: list[str],
    agencies: Agencies,
    reference: datetime | None = None,
    *,
    first_seen: bool = False,
    traits: Known = UNKNOWN,
) -> Attribution:
    """Take dateline, byline and credits off the lines of one article, until nothing more comes off.

    ``reference`` and ``first_seen`` give a dateline its year (see ``split_dateline``); ``traits``
    are those of the lines as far as they are known.
    """
    taker = _Taker(title, list(lines), agencies, reference, traits, first_seen=first_seen)
    went_on = True
    for _ in range(_ROUNDS):
        went_on = taker.round()
        if not went_on:
            break
    return taker.attribution(is_all=not went_on)


class _Taker:
    """One pass after the other over the lines of an article."""

    def __init__(
        self,
        title: str,
        lines: list[str],
        agencies: Agencies,
        reference: datetime | None,
        traits: Known,
        *,
        first_seen: bool,
    ) -> None:
        self._title = title
        self._lines = lines
        self._agencies = agencies
        self._reference = reference
        self._traits = traits
        self._first_seen = first_seen
        self._dateline: Dateline | None = None
        self._byline = ""
        self._credited: dict[str, None] = {}
        self._contributed: dict[str, None] = {}
        self._removed: list[Removed] = []

    def attribution(self, *, is_all: bool) -> Attribution:
        contributed = [name for name in self._contributed if name not in self._credited]
        return Attribution(
            self._lines,
            self._dateline or Dateline(),
            self._byline,
            tuple(self._credited),
            tuple(contributed),
            self._removed,
            is_all and len(self._removed) < _MOST,
        )

    def round(self) -> bool:
        """Go over the lines once; whether anything came off."""
        before = list(self._lines)
        self._tail()
        self._middle(self._head())
        return before != self._lines

    def _head(self) -> int:
        """Bylines and credits before the text, and the dateline; where the text begins."""
        at = prose = 0
        while at < min(_HEAD, len(self._lines)) and prose <= _BEFORE_TEXT:
            if self._take_dateline(at, first=not prose):
                return at
            if is_prose(self._lines[at]):
                prose += not is_picture(self._lines[at], self._line(at + 1))
            elif len(self._lines) > 1 and self._take_head_line(at):
                continue
            at += 1
        return at

    def _take_dateline(self, at: int, *, first: bool) -> bool:
        """Take a dateline off a line; without an agency only where it opens the text."""
        line = self._lines[at]
        may = self._traits.get(line, ANY) & DATED and may_open(line)
        if not may or not (first or opens_with_agency(line, self._agencies)):
            return False
        found, rest = split_dateline(
            line + " ", self._agencies, self._reference, first_seen=self._first_seen
        )
        rest = rest.strip()
        if found == Dateline() or not (rest or is_prose(self._line(at + 1))):
            return False
        if not found.agencies and len(rest) < _REST:
            return False
        self._credit(found.agencies)
        if not rest and split_dateline(self._line(at + 1), self._agencies)[0].places:
            return self._remove(at, "credit") and self._take_dateline(at, first=first)
        self._dateline = self._dateline or found
        taken = line[: len(line) - len(rest)] if rest else line
        self._removed.append(Removed(taken.strip(), "dateline"))
        self._lines[at : at + 1] = [rest] if rest else []
        return True

    def _take_head_line(self, at: int) -> bool:
        """Take a line before the text that is a byline or a credit."""
        line = self._lines[at]
        if len(line) > LONGEST:
            return False
        if byline := read_byline(line, self._agencies) or self._names_and_agency(at):
            self._byline = self._byline or byline
            self._credit(byline_agencies(byline, self._agencies) or self._before_by(line))
            return self._remove(at, "byline")
        return self._take_credit(at) or self._take_alone(at)

    def _before_by(self, line: str) -> tuple[str, ...]:
        return self._agencies.only(re.split(r"\s[—–|-]\s", line, maxsplit=1)[0])

    def _take_credit(self, at: int) -> bool:
        credit = read_credit(self._lines[at], self._agencies)
        if not credit:
            return False
        self._credit(credit.credited)
        self._contributed.update(dict.fromkeys(credit.contributed))
        return self._remove(at, "credit")

    def _take_alone(self, at: int) -> bool:
        """An agency on a line of its own, if what stands around it is no picture."""
        line = self._lines[at]
        if len(line) > SHORT:
            return False
        named = stamped(line, self._agencies)
        if not named:
            outlet = _OUTLET.match(line)
            named = self._agencies.only(outlet["agency"] if outlet else line.strip(_BULLETS))
            if not named or not (self._heads_dateline(at) if outlet else self._is_headed(at)):
                return False
        self._credit(named)
        return self._remove(at, "credit")

    def _is_headed(self, at: int) -> bool:
        """Whether a line stands by a date, a byline, the headline, or before a dateline."""
        before = self._lines[at - 1] if at else self._title
        after = self._line(at + 1)
        if is_stamp(after) or self._heads_dateline(at):
            return True
        if not at:
            return not is_prose(after)
        is_title = before == self._title
        if is_picture_credit(before) and len(after) > SHORT:
            return True
        return is_title or is_stamp(before) or bool(read_byline(before, self._agencies))

    def _heads_dateline(self, at: int) -> bool:
        return split_dateline(self._line(at + 1), self._agencies)[0] != Dateline()

    def _names_and_agency(self, at: int) -> str:
        """``Jane Doe and John Roe, Associated Press``.

        The credit of a picture looks alike: one name counts above a date, or said at the end again.
        """
        line = self._lines[at]
        names, divided, last = line.rpartition("|" if "|" in line else ",")
        if not divided or not self._agencies.only(last):
            return ""
        if not read_byline(f"By {names}", self._agencies):
            return ""
        after = self._line(at + 1)
        several = " and " in names or names.count(",") > 1
        again = self._lines.count(line) == 2 and self._lines[-1] == line and is_prose(after)
        return line if several or again or is_stamp(after) else ""

    def _middle(self, text: int) -> None:
        """Credits and further datelines within the text."""
        further = 0
        for at in range(len(self._lines) - 1, text, -1):
            line = self._lines[at]
            told = self._traits.get(line, ANY)
            if told & NEAR and further < _MOST:
                further += self._further(line)
            if line[:1] in _CREDIT_BEGINS or (told & CREDITS and line.endswith(CREDIT_ENDS)):
                self._take_credit(at)

    def _further(self, line: str) -> bool:
        """Whether a line heads another item: alone it credits its agency, before prose for that item."""
        if "(" not in (head := line[:SHORT]) and " /" not in head:
            return False
        behind = max(line.find(")", 0, 2 * SHORT), line.rfind("/", 0, SHORT)) + 1
        if not _DASH.match(line, behind) or not opens_with_agency(line, self._agencies):
            return False
        named = split_dateline(line + " ", self._agencies)[0].agencies
        if is_dateline(line, self._agencies):
            self._credit(named)
        else:
            self._contributed.update(dict.fromkeys(named))
        return True

    def _tail(self) -> None:
        """Credits behind the text, and at the end of its last paragraph."""
        at, kept = len(self._lines) - 1, 0
        while at > 0 and kept < _TAIL:
            line = self._lines[at]
            if len(line) <= LONGEST and (self._take_credit(at) or self._take_last_line(at)):
                at -= 1
                continue
            closed = is_prose(line)
            if closed or at == len(self._lines) - 1:
                self._take_signature(at)
            if closed:
                return
            kept += 1
            at -= 1

    def _take_last_line(self, at: int) -> bool:
        """A line behind the text that only its place shows to be a credit."""
        line = self._lines[at]
        named = signed(line, self._agencies)
        if not named and closes(self._lines[at - 1]) and self._take_signed(at):
            return True
        if not named and len(line) <= SHORT and closes(self._lines[at - 1]):
            named = self._agencies.only(line.strip(_BULLETS))
        if not named:
            return False
        self._credit(named)
        return self._remove(at, "credit")

    def _take_signed(self, at: int) -> bool:
        """Take a byline behind the text; of two the one before the text counts."""
        byline = (
            read_byline(self._lines[at], self._agencies) if len(self._lines[at]) <= SHORT else ""
        )
        if not byline:
            return False
        self._byline = self._byline or byline
        self._credit(byline_agencies(byline, self._agencies))
        return self._remove(at, "byline")

    def _take_signature(self, at: int) -> None:
        """``(AFP)``, ``- AFP`` or a whole sign-off at the end of a paragraph, behind its full stop."""
        line = self._lines[at]
        if line.endswith(_PLAIN_ENDS) and not line.endswith(_BRACKETED_ENDS):
            return
        match = _SIGNED.search(line, max(0, len(line) - LONGEST))
        if match is None or not match.start():
            return
        said = match["in"] or match["out"]
        credit = read_credit(match[0].strip(), self._agencies)
        named = credit.credited or (() if credit else self._named(said))
        if not (credit or named):
            return
        self._credit(named)
        self._contributed.update(dict.fromkeys(credit.contributed))
        self._removed.append(Removed(match[0].strip(), "credit"))
        self._lines[at] = line[: match.start()].rstrip()

    def _named(self, said: str) -> tuple[str, ...]:
        """Agencies that a signature is: ``dpa``, ``dpa/AFP``, or with their editors' codes ``sda/abc``."""
        return self._agencies.only(said) or signed(said, self._agencies)

    def _line(self, at: int) -> str:
        return self._lines[at] if at < len(self._lines) else ""

    def _credit(self, named: Iterable[str]) -> None:
        self._credited.update(dict.fromkeys(named))

    def _remove(self, at: int, reason: str) -> bool:
        if len(self._removed) >= _MOST:
            return False
        self._removed.append(Removed(self._lines.pop(at), reason))
        return True
