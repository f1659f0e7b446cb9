"""Places at the front of a dateline, told from names, kickers and prose."""

import re

_PARTICLES_ROW = (
    "of de del la las le les lès el los der die das am an im ob bei sur sous upon the da do dos "
    "di den van aan und and et y e u i en og och ve na nad pod и на в vom zu au aux і"
)
_PARTICLES = frozenset(_PARTICLES_ROW.split())
_AND = re.compile(r"\s*/\s*|\s+(?:and|und|et|y|e|en|och|og|i|ve|и|і)\s+")
_PLACE_WORDS = 8
_CITY_WORDS = 4
_CITY_CHARS = 4
"""In capitals and without an agency, shorter words are abbreviations more often than cities."""
_NO_PLACE_ROW = (
    "advisory alert analyse analysis and answer best bio blog breaking bulletin but by chart column "
    "comment commentary con cons correction corrected covid covid-19 developing direct directo editorial "
    "eilmeldung embargoed entretien entrevista exclusif exclusive exclusiva exklusiv explainer fact "
    "factbox facts feature file first flash from gallery gop graphic he how image in insight interview "
    "intervista isis it kill kommentar last letter letters live liveblog memo more nafta nasa nato news "
    "next no not note obituary opec opinion photo photos picture podcast point poll potus preview pro "
    "question quiz read recap refile repeat report review second she so son source sources special "
    "sport sports spotted story that the there these they third this timeline today tomorrow tonight "
    "top transcript uefa unesco fifa update updated urgent verdict video warning watch we what when "
    "where who why winner winners wrap wrapup yes yesterday you monday tuesday wednesday thursday "
    "friday saturday sunday молния срочно видео фото обновлено мнение von par por door"
)
_NO_PLACE = frozenset(_NO_PLACE_ROW.split())
_CITY_BEGINS_ROW = (
    "new los san hong st. saint las tel abu rio kuala buenos santa sao são cape mexico fort el la le "
    "den port baton salt kansas oklahoma addis ho phnom vatican gaza guatemala panama united des"
)
_CITY_BEGINS = frozenset(_CITY_BEGINS_ROW.split())
"""First words of cities of more than one word, to tell ``Hong Kong (CNN)`` from a person's name."""


def is_place(text: str) -> bool:
    """Whether a text reads as places: a few words, none of them prose in lower case."""
    words = text.replace(",", " ").replace("،", " ").replace("/", " ").split()
    return (
        0 < len(words) <= _PLACE_WORDS
        and words[0].casefold().rstrip(":") not in _NO_PLACE
        and not any(map(str.isdigit, text))
        and all(not word[0].islower() or word in _PARTICLES for word in words)
    )


def is_city(place: str) -> bool:
    """Whether a place opens with a city in capitals that is neither a kicker nor an abbreviation."""
    city = place.split(",", maxsplit=1)[0]
    words = _AND.split(city)[0].split()
    return (
        len(words) <= _CITY_WORDS
        and is_place(place)
        and len(city) >= _CITY_CHARS
        and all(word.isupper() or word in _PARTICLES for word in words)
        and not city.isdigit()
        and words[-1].casefold() not in _NO_PLACE
    )


def is_surely_place(place: str) -> bool:
    """Whether a text before an agency is a place even without a dash, and not somebody's name."""
    if not is_place(place):
        return False
    words = place.split()
    return len(words) == 1 or "," in place or place.isupper() or words[0].casefold() in _CITY_BEGINS


def divide(text: str) -> tuple[str, ...]:
    """Places divided by a slash, or by a conjunction between capitals."""
    several = _AND.split(text)
    if not all(part.split(",", maxsplit=1)[0].isupper() for part in several):
        several = text.split("/")
    return tuple(place for part in several if (place := part.strip(" ,")))
