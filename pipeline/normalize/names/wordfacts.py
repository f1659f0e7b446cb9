"""What the tables say of a word, as bits: looked up once per word and remembered."""

from functools import lru_cache

from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CALENDAR,
    GIVEN,
    NOT_PERSONS,
    ORGANISATIONS,
    PARTICLES,
    PEOPLES,
    is_title,
    table,
)

EDGE = 1
"""Not at the edge of a name: a day, a particle, an abbreviation, a nation's adjective, one letter."""
TITLE = 2
GIVEN_NAME = 4
ORGANISATION = 8
NO_PERSON = 16
"""Not in a person's name."""
NO_NAME = 32
"""Not a name alone, nor with others of its kind."""
SMALL_CAPITAL = 64
"""Has a capital inside a run only where a headline or a button is written in capitals."""
UPPER = 128

LETTERS = 256
"""Nothing but ASCII letters, two at least."""

_SMALL_CAPITALS = table(
    "And From To The Is Are For With On In By As At How Why What That It Its Was Be Or But Not Your Und Für Mit"
)
BUTTONS = table("WATCH WATCHED READ CLOSE PHOTOS PHOTO VIDEO VIDEOS RELATED MORE SHARE")
"""What pages say of their own elements, in capitals, in front of a headline."""
CHROME = frozenset(
    [
        "replay more videos",
        "more videos",
        "hide caption",
        "story continued below",
        "story continues below",
        "article continued below",
        "continue reading",
        "sign up",
        "read more",
        "enlarge this image",
        "image source",
        "image caption",
        "related content",
        "related stories",
        "getty images",
    ]
)
"""What pages say of their own elements, in title case and casefolded here."""
_EDGES = CALENDAR | PARTICLES | PEOPLES | ABBREVIATIONS | table("of the")


@lru_cache(maxsize=1 << 16)
def facts(word: str) -> int:
    """The bits of a word as it is written; a full stop behind it hides neither title nor day."""
    lower = word.casefold()
    bare = lower.rstrip(".")
    return (
        (EDGE if len(lower) == 1 or lower in _EDGES or bare in _EDGES or word in BUTTONS else 0)
        | (TITLE if is_title(bare) else 0)
        | (GIVEN_NAME if lower in GIVEN else 0)
        | (ORGANISATION if lower in ORGANISATIONS else 0)
        | (NO_PERSON if lower in NOT_PERSONS else 0)
        | (NO_NAME if lower in NOT_PERSONS or lower in PEOPLES else 0)
        | (SMALL_CAPITAL if word in _SMALL_CAPITALS else 0)
        | (UPPER if word.isupper() else 0)
        | (LETTERS if word.isascii() and word.isalpha() and len(word) > 1 else 0)
    )
