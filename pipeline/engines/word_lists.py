"""Document frequencies from word frequencies: warm tables for languages of which no stream was counted.

How often the words of a language stand in its texts is known for many (packages ``wordfreq`` and, for
Thai, ``pythainlp``; neither is needed to run Storyfold). The model makes of it in how many articles a
word stands: an article is ``WORDS`` words, each drawn by itself (Poisson), so that a word of
probability p stands in 1 - exp(-p * WORDS) of them. Real articles are longer, but words come in
bursts. ``tests/quality/test_warm.py`` holds the model against English, where real articles were
counted.

What a list calls a word is not always what a term is:

- scripts without blanks: terms are pairs of characters. A pair stands inside words, and where a word
  ends with the one character and the next begins with the other, drawn by itself too;
- French *l'eau*, Italian, Catalan, and Korean particles: the list counts the parts, a term is the whole.
  A part is attached to the words that can take it, as often as it occurs;
- Chinese lists know simplified characters only, Serbian ones Latin letters: both spellings are written.
"""

import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product

from pipeline.errors import Misconfigured
from pipeline.fingerprint.vocabulary import CHARACTERS, SPACED, units

ARTICLES = 2_000
"""What a modelled table weighs against what a desk then counts. Of 500, 1,000, 2,000 and 10,000 the best
of B-cubed F1 of the three labelled sets, added up, with the modelled English table (2.637, 2.648, 2.669,
2.661; the counted one 2.658, a cold start 2.629; 2026-11-22)."""
WORDS = 500
"""Independent words that an English article is worth: words of every band from 1 in 500,000 to 1 in 1,000
stand in as many articles as 390 to 540 would give (English table, 10,000 articles; 2026-11-22). The
articles have 848 words, but words come in bursts."""
_ENGLISH_LETTERS = 4.4
"""Mean length of a word in English text; other languages' articles are as long in letters."""
RAREST = 0.001
"""Share of articles below which words are left out: they weigh nearly as an unknown word does."""
_UNSPACED = frozenset(("ja", "th", "zh"))
_OWN_UNITS = frozenset(("ko", *_UNSPACED))
"""Their lists count parts of words, of which an article has as many as an English one has words."""
_LISTED_AS = {"bs": "sh", "hr": "sh", "sr": "sh", "no": "nb", "tl": "fil"}
_VOWELS = frozenset("aeiouyhàâäáéèêëíìîïóòôöúùûüœæ")
_COMMON_IN_BIG5 = [bytes((first,)) for first in range(0xA4, 0xC7)]
"""Its first level: 5,401 characters in common use."""
_CYRILLIC = {
    "dž": "џ", "lj": "љ", "nj": "њ", **dict(zip("abcčćdđefghijklmnoprsštuvzž",
    "абцчћдђефгхијклмнопрсштувзж", strict=True)),
}  # fmt: skip

Frequencies = Mapping[str, float]


def _starts_with_vowel(word: str) -> bool:
    return word[0] in _VOWELS and len(word) > 1


def _ends_in_vowel(word: str) -> bool:
    return len(word) > 1 and "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 == 0


def _ends_in_consonant(word: str) -> bool:
    return len(word) > 1 and "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 != 0


@dataclass(frozen=True, slots=True)
class _Attached:
    """Parts that stand before or behind a word, without a blank."""

    parts: tuple[str, ...]
    takes: Callable[[str], bool]
    before: bool = True


_ATTACHED = {
    "ca": (_Attached(("l", "d", "s", "n", "m", "t"), _starts_with_vowel),),
    "fr": (_Attached(("l", "d", "qu", "c", "j", "n", "s", "m", "t"), _starts_with_vowel),),
    "it": (_Attached(("l", "d", "c", "s", "m", "t", "n"), _starts_with_vowel),),
    "ko": (
        _Attached((*"가는를와로의에도만", "에서"), _ends_in_vowel, before=False),
        _Attached((*"이은을과의에도만", "으로", "에서"), _ends_in_consonant, before=False),
    ),
}


def listed(language: str) -> dict[str, float]:
    """Probabilities of the words of a language; those with digits left out, of which lists count shapes."""
    known = _thai() if language == "th" else _wordfreq(language)
    return {word: p for word, p in known.items() if not any(map(str.isdigit, word))}


def shares(language: str, words: Frequencies) -> dict[str, float]:
    """In what share of articles each word, or pair of characters, can be expected to stand."""
    length = WORDS
    if language in _UNSPACED:
        terms = _pairs(words)
    else:
        terms = _whole(_attach(words, _ATTACHED.get(language, ())))
    if language not in _OWN_UNITS:
        letters = sum(p * len(word) for word, p in words.items()) / math.fsum(words.values())
        length = round(WORDS * _ENGLISH_LETTERS / letters)
    if language == "zh":
        terms = _spelt(terms, _traditional())
    elif language == "sr":
        terms = _spelt(terms, _cyrillic)
    found = {term: -math.expm1(-p * length) for term, p in terms.items()}
    return {term: share for term, share in found.items() if share >= RAREST}


def _whole(words: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Words as terms are: folded, and parted where the scan parts them."""
    found: Counter[str] = Counter()
    for word, p in words:
        for kind, letters in units(word):
            if kind == SPACED and len(letters) > 1:
                found[letters] += p  # type: ignore[assignment]
    return dict(found)


def _attach(words: Frequencies, parts: Sequence[_Attached]) -> Iterator[tuple[str, float]]:
    left = dict(words)
    own = {part for group in parts for part in group.parts}
    for group in parts:
        takes = [word for word in words if group.takes(word) and word not in own]
        total = math.fsum(words[word] for word in takes)
        shares = {part: words.get(part, 0.0) / total for part in group.parts} if total else {}
        rest = max(0.0, 1 - math.fsum(shares.values()))
        for word in takes:
            left[word] = words[word] * rest
        for word, (part, share) in product(takes, shares.items()):
            yield (part + word if group.before else word + part), words[word] * share
    yield from left.items()


def _pairs(words: Frequencies) -> dict[str, float]:
    """Neighbouring characters, inside words and across their ends."""
    inside: dict[str, float] = defaultdict(float)
    first: dict[str, float] = defaultdict(float)
    last: dict[str, float] = defaultdict(float)
    for word, p in words.items():
        characters = [letters for kind, letters in units(word) if kind == CHARACTERS]
        if characters:
            first[characters[0]] += p
            last[characters[-1]] += p
        for one, other in pairwise(characters):
            inside[one + other] += p
    least = RAREST / WORDS
    begins = sorted(first.items(), key=lambda item: -item[1])
    for one, p in last.items():
        for other, q in begins:
            if p * q < least:
                break
            inside[one + other] += p * q * (one != other)
    return inside


def _spelt(terms: Frequencies, spellings: Callable[[str], Iterable[str]]) -> dict[str, float]:
    """Each term in all its spellings: an article keeps to one, and there it is as frequent."""
    found: dict[str, float] = defaultdict(float)
    for term, p in terms.items():
        for spelling in {term, *spellings(term)}:
            found[spelling] = max(found[spelling], p)
    return found


def _cyrillic(word: str) -> Iterable[str]:
    for latin, letter in _CYRILLIC.items():
        word = word.replace(latin, letter)
    return (word,)


def _traditional() -> Callable[[str], Iterable[str]]:
    """Traditional spellings of a pair of simplified characters, by the table that comes with the list."""
    import msgpack  # noqa: PLC0415
    from wordfreq.util import data_path  # noqa: PLC0415

    with gzip.open(data_path("_chinese_mapping.msgpack.gz")) as file:
        simplified: dict[int, str] = msgpack.load(file, raw=False, strict_map_key=False)
    variants: dict[str, list[str]] = defaultdict(list)
    written = {chr(point): into for point, into in simplified.items()}
    for letter, into in {**{into: into for into in written.values()}, **written}.items():
        if letter.encode("big5", "ignore")[:1] in _COMMON_IN_BIG5:
            variants[into].append(letter)
    return partial(_varied, variants)


def _varied(variants: Mapping[str, list[str]], pair: str) -> Iterable[str]:
    return map("".join, product(*(variants.get(letter, letter) for letter in pair)))


def _wordfreq(language: str) -> Frequencies:
    try:
        import wordfreq  # noqa: PLC0415
    except ModuleNotFoundError:
        raise _missing("wordfreq") from None
    code = _LISTED_AS.get(language, language)
    if code not in wordfreq.available_languages("small"):
        raise Misconfigured(f"--language: wordfreq has no list of {language!r}")
    frequencies: dict[str, float] = wordfreq.get_frequency_dict(code, "small")
    return frequencies


def _thai() -> Frequencies:
    try:
        from pythainlp.corpus.tnc import unigram_word_freqs  # noqa: PLC0415
    except ModuleNotFoundError:
        raise _missing("pythainlp") from None
    counts: dict[str, int] = unigram_word_freqs()
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}


def _missing(package: str) -> Misconfigured:
    return Misconfigured(
        f"--from-word-frequencies: needs the package {package}, not installed here"
    )
