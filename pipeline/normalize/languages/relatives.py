"""Languages that are easily taken for one another, and the common words that tell them apart."""

import re

_WORDS = {
    "nordic": {
        "no": "av og etter ble blir nå noe noen mellom opp sier fram gjennom uten å seg fått gått hva mot hun ikkje ein eit frå dei blei vart der sa kveld øke",
        "da": "af og efter blev bliver nu noget nogen mellem op siger frem gennem uden sig fået gået hvad mod hun der sagde aften øge selv",
        "sv": "och att är på av för från inte ska också vid mellan nu när eller efter sade men hade till där några mot",
    },
    "malay": {
        "id": "bahwa karena polisi bisa uang pekan usai senin rabu kamis jumat kota warga saat jika yakni ujar kata kantor beda sedangkan kepada tersebut merupakan",
        "ms": "bahawa kerana polis boleh wang minggu selepas isnin rabu khamis jumaat ahad bandar ialah beliau negeri kerajaan manakala berkata syarikat katanya kes turut letak jawatan kepada tersebut merupakan",
    },
    "serbo-croatian": {
        "hr": "što tko tjedan tjedna tjedni također općina mjesto vrijeme prije gdje izvješće izvješća tijekom tisuća netko europski europska europske europi sustav tvrtka vijeće dvije dio siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
        "sr": "šta ko nedelja nedelje takođe opština mesto vreme pre gde izveštaj izveštaja tokom hiljada neko evropski evropska evropske evropi sistem preduzeće veće dve deo celu posle saopštio uslov januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",
        "bs": "šta ko sedmica sedmice sedmicu također općina mjesto vrijeme prije gdje izvještaj izvještaja tokom hiljada neko evropski evropska evropske evropi sistem preduzeće vijeće dvije dio cijelu bih januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra",
    },
    "iberian": {
        "es": "el los las y una del más con por tras pero muy también es son fue ayer hoy desde hasta sin después ha en al",
        "pt": "o os as e uma do da dos das no na mais com por após mas muito também é são foi ontem hoje desde até sem depois não em ao pelo pela há",
        "gl": "o os as e unha do da dos das no na máis con por tras pero moi tamén é son foi onte hoxe desde ata sen despois non en ao polo pola hai xa dun dunha",
        "ca": "el els les i una del dels amb per però molt també és són va ahir avui des fins sense després no en al pel més ha hi als",
    },
    "czechoslovak": {
        "cs": "že je jsou byl byla jsem který která které podle před při ještě také už ve v roce řekl proti však nebo jako se když bude",
        "sk": "že je sú bol bola som ktorý ktorá ktoré podľa pred pri ešte tiež už vo v roku povedal proti však alebo ako sa keď bude",
    },
}
"""The commonest words of each; those that all of a group share cancel out."""
_TABLES = {
    name: {language: frozenset(words.split()) for language, words in group.items()}
    for name, group in _WORDS.items()
}
_GROUP = {language: name for name, group in _TABLES.items() for language in group}
_WORD = re.compile(r"[^\W\d_]+")
_READ = 500
_LEAD = 1.25
"""How far another's words must lead before the model is overruled."""


def are_related(one: str, other: str) -> bool:
    """Whether two languages are of one group."""
    return one != other and has_any(one) and _GROUP[one] == _GROUP.get(other)


def has_any(language: str) -> bool:
    """Whether a language is easily taken for another."""
    return language in _GROUP


def decide(language: str, text: str) -> str:
    """The language of its group whose common words the text has most of; itself where none leads."""
    name = _GROUP.get(language)
    if name is None:
        return language
    words = _WORD.findall(text[:_READ].casefold())
    counts = {other: sum(map(known.__contains__, words)) for other, known in _TABLES[name].items()}
    best = max(counts, key=lambda other: (counts[other], other == language))
    return best if counts[best] > counts.get(language, 0) * _LEAD else language
