"""The agencies of the world by every spelling they are credited under."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_JOINING = "and und et y e en och og ja i a ve и і và dan"
_PARTS = re.compile(rf"[/,;&+|·•、／，；＝=]|\b(?:{_JOINING.replace(' ', '|')})\b|(?<=\s)و(?=\s)")
_TITLES = (
    "the la le el die der das l agencia agência agence agenzia agentur agencja agentura agenția "
    "ügynökség persbureau nyhetsbyrån nyhetsbyrået агентство агенция агенція وكالة وكالات ajansı"
)
_BEFORE = frozenset(_TITLES.split())
_ENDINGS = "agency staff writers writer wire newswire service ajansı ajansi"
_AFTER = frozenset(_ENDINGS.split())
_PREPOSITIONS = (
    "by from via with source copyright contributing von par por di door av af z od от за из"
)
_LEADING = _BEFORE | frozenset(_PREPOSITIONS.split())
_TOKEN = re.compile(r"[^\W_](?:[\w.'’-]*\w)?")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_EDGES = " .()-–—"
_SHORT = 4
"""Up to here a spelling may be a word or a surname: Ana, Efe, Pap, Beta."""
_WORDS = 5
"""The longest run of words that is looked up as one spelling."""
_PARTS_LIMIT = 120
_MENTIONS_LIMIT = 600
"""Characters of a credit that are read; the longest real ones name five agencies."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """Spellings of agencies, folded, to the one name each is known by (``config/agencies.yaml``)."""

    aliases: Mapping[str, str]
    _unspaced: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """spellings in scripts without blanks, the longest first"""

    _firsts: frozenset[str] = field(init=False, repr=False, compare=False)
    """first words of all spellings"""

    _credits: frozenset[str] = field(init=False, repr=False, compare=False)
    """first words of all credits that are one agency or several, where they are letters only"""

    def __post_init__(self) -> None:
        unspaced = sorted(filter(_UNSPACED.search, self.aliases), key=len, reverse=True)
        firsts = frozenset(alias.split()[0] for alias in self.aliases if alias.strip())
        object.__setattr__(self, "_unspaced", tuple(unspaced))
        object.__setattr__(self, "_firsts", firsts)
        object.__setattr__(self, "_credits", firsts.union(_BEFORE, _JOINING.split()))

    def named(self, text: str) -> tuple[str, ...]:
        """Agencies among the parts of a short credit such as ``AFP/Reuters`` or ``dpa, own report``."""
        return _once(self._parts(text))

    def only(self, text: str) -> tuple[str, ...]:
        """The agencies of a credit that names nothing else; none where a part is no agency."""
        if len(text) > _PARTS_LIMIT:
            return ()
        first = text.lstrip(_EDGES).partition(" ")[0]
        if first.isalnum() and first.casefold() not in self._credits:
            return ()
        if whole := self._one(text):
            return (whole,)
        found: list[str] = []
        for part in _PARTS.split(text):
            if part.strip(_EDGES):
                found.append(self._one(part))
                if not found[-1]:
                    return ()
        return _once(found)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Agencies named anywhere in a credit, such as ``Jane Doe and the Associated Press``.

        For lines that are known to be credits: in prose an agency is often named without one.
        Spellings of four letters or fewer count in capitals or as the agency prints its name, and
        a single word is none behind a first name (``Michael Bloomberg``).
        """
        text = text[:_MENTIONS_LIMIT]
        if whole := self._one(text):
            return (whole,)
        found: list[tuple[int, str]] = []
        tokens = list(_TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            taken, name = self._at(text, tokens, at)
            if name:
                found.append((tokens[at].start(), name))
            at += taken
        if self._unspaced and not text.isascii():
            found += self._without_blanks(text.casefold())
        return _once(name for _, name in sorted(found, key=lambda pair: pair[0]))

    def ending(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Parts ``ワシントン共同`` into what stands before an agency without a blank, and the agency."""
        folded = text.casefold()
        for alias in self._unspaced:
            if folded.endswith(alias):
                return text[: len(text) - len(alias)], (self.aliases[alias],)
        return text, ()

    def _at(self, text: str, tokens: list[re.Match[str]], at: int) -> tuple[int, str]:
        """How many words from here on to pass over, and the agency they name, if any."""
        first = _key(tokens[at][0])
        if (
            first not in self._firsts
            and first not in _BEFORE
            and _possessor(first) not in self._firsts
        ):
            return 1, ""
        for count in range(min(_WORDS, len(tokens) - at), 0, -1):
            words = text[tokens[at].start() : tokens[at + count - 1].end()]
            name = self.aliases.get(_possessor(words)) or self.aliases.get(_key(words))
            if name and (count > 1 or _stands_alone(text, tokens, at, name)):
                return count, name
        return 1, ""

    def _without_blanks(self, folded: str) -> list[tuple[int, str]]:
        found = []
        for alias in self._unspaced:
            at = folded.find(alias)
            if at >= 0:
                found.append((at, self.aliases[alias]))
                folded = folded.replace(alias, "\n" * len(alias))
        return found

    def _parts(self, text: str) -> list[str]:
        """The agency of each part of a credit; an empty string for a part that is none."""
        text = text[:_PARTS_LIMIT]
        if whole := self._one(text):
            return [whole]
        return [self._one(part) for part in _PARTS.split(text) if part.strip(_EDGES)]

    def _one(self, text: str) -> str:
        key = _key(text)
        found = self.aliases.get(key)
        if found is None and " " in key and len(key) < _PARTS_LIMIT:
            words = key.split()
            while len(words) > 1 and words[0] in _BEFORE:
                words.pop(0)
            found = self.aliases.get(" ".join(words))
            while found is None and len(words) > 1 and words[-1] in _AFTER:
                words.pop()
                found = self.aliases.get(" ".join(words))
        return found or ""


def _key(text: str) -> str:
    return " ".join(text.casefold().strip(" .()\"'“”«»").split())


def _possessor(words: str) -> str:
    """The key of what stands before an English ``'s``."""
    key = _key(words)
    return key[:-2] if key.endswith(("'s", "’s")) else key


def _stands_alone(text: str, tokens: list[re.Match[str]], at: int, name: str) -> bool:
    """Whether a single word is an agency here and no surname, word or abbreviation."""
    word = tokens[at][0].removesuffix("'s").removesuffix("’s")
    if _UNSPACED.search(word):
        return True
    if len(word) <= _SHORT and word != name and not word.isupper():
        return False
    if word[0].islower() and word != name:
        return False
    if not at:
        return True
    before = tokens[at - 1]
    between = text[before.end() : tokens[at].start()]
    return bool(between.strip()) or not before[0][0].isupper() or before[0].casefold() in _LEADING


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
