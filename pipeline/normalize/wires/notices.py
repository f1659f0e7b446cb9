"""Lines in which editors speak to editors, or to readers about a version: what they say.

``(Adds quotes in paragraph 3)``, ``Eds: Updates with …``, ``Please kill the story …``, ``EMBARGOED
UNTIL …``, ``This story has been corrected to show …``. Reads one line at a time.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model import Mark
from pipeline.normalize.wires import embargo
from pipeline.normalize.wires.markwords import ANY_CASE, CHANGES, words

_NOTE_CHARS = 600
_NOTICE_CHARS = 1500
_HINT_CHARS = 300
_NEAR_CHARS = 200
_BULLETS = "([（【*•⦁—–-_ "
_CHANGES = {word: mark for mark, row in CHANGES.items() for word in words(row)}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BRACKETED = re.compile(r"[(\[（](?P<inner>.{3,580})[)\]）]\.?")
_TO_EDITORS = re.compile(
    r"\^?(?:EDS|Eds|EDITORS|Editors|ATTENTION EDITORS|Attention editors|NOTE TO EDITORS"
    r"|Note to editors|ACHTUNG REDAKTIONEN|Achtung Redaktionen|HINWEIS AN DIE REDAKTIONEN"
    r"|AVIS AUX RÉDACTIONS|NOTA A LOS EDITORES)\s?[:–—-]{1,2}(?P<inner>.{0,580})"
)
_ATTENTION = re.compile(r"ATTENTION\s?[:–—-]\s?(?P<inner>.{3,300}?)\s?/{2,3}")
_PROTOCOL = re.compile(r"\^.{1,300}<?")
_NEW = re.compile(r"(?:neu|neue fassung|nytt|nuevo|nouveau|nuovo|novo)\s?:")
_STAMP = re.compile(
    r"updated?\W+(?:at\b|on\b|@|\d|[a-z]{3,9}\.?,? \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_CORRECTING = re.compile(
    r"(?:[,;.]\s?|\band )(?:corrects?|correcting|berichtigt|korrigiert|corrige|corregge)\b"
    r"|\bincorrect|\berroneous"
)
_SAID_SHORT = 3
"""Words of a field for notes within which its verb stands (``Minor edits``, ``Noe utvidet``)."""

_STORY = (
    r"(?:story|article|post|report|piece|column|item|headline|blog|page|dispatch|explainer|graphic"
    r"|interview|review|op-ed|editorial|feature|analysis|transcript|text|copy)"
)
_VERSIONED = re.compile(
    rf"\bthis (?:version of (?:the|this) )?(?:online |news )?{_STORY}(?:['’]s headline)?,? "
    r"(?:(?:has |have )?(?:since )?(?:been )?|was |were )"
    r"(?P<verb>corrects|corrected|updated|updates|refiled|amended|revised|edited|clarified)\b"
)
_EARLIER = re.compile(
    r"\b(?:an?|the|our) (?:earlier|previous|prior|original|initial|first) "
    rf"(?:(?:headline|version)s? (?:of|to|on|for) (?:this|the) |version of this |)(?:online )?{_STORY}\b"
    rf"|\bthis {_STORY} (?:has |had )?(?:originally |initially |previously |incorrectly |mistakenly )"
)
_CONDENSED = re.compile(r"\bedited (?:and condensed|for (?:length|clarity|brevity|style|space))")
_WRONG = re.compile(
    r"incorrect|misstat|misspel|misidentif|mischaracter|inaccura|erroneous|\berror|mistake|misattribut"
    r"|misquot|misreport|mislabel|\bwrong|omitted|conflated|\bcorrected|\bto correct|the correct "
)
_FOREIGN = re.compile(
    r"\b(?:in (?:eine[rm]|der) (?:früheren|vorherigen|vorigen|ersten|ursprünglichen) (?:version|fassung)"
    r"|une (?:première|précédente) version|une version précédente"
    r"|una (?:primera versión|versión anterior|versión previa)"
    r"|una (?:precedente versione|versione precedente|prima versione)|(?:uma|na) versão anterior"
    r"|een eerdere versie|i en tidigare version|i en tidligere (?:versjon|version)"
    r"|w (?:poprzedniej|pierwotnej) wersji|в (?:предыдущей|первоначальной|более ранней) версии"
    r"|v (?:předchozí|původní|dřívější) verzi)\b.{0,16}\b"
    r"(?:artikel|text|beitrag|bericht|meldung|article|dépêche|artículo|noticia|nota|articolo|testo"
    r"|matéria|reportagem|notícia|artigo|saken|artyku|tekst|текст|стать|материал|заметк|článk)"
)
_LABEL = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’]s)?(?: (?:corrige|de err\w+|à jour|note))?)"
    r"(?P<more> (?:&|and) clarifications?)?(?:,? [^:]{0,30}| \([^():]{0,30}\))?\s?:(?=\s|$)",
    re.IGNORECASE,
)
_LABELS: dict[str, Mark] = {
    word: mark for mark in ("correction", "refile") for word in words(ANY_CASE[mark])
}
OPENERS = frozenset(
    words(
        "note editor's editor editors editor’s update updated updates corrections clarifications"
        " eds attention achtung hinweis avis nota please members clients mandatory kill prière merci"
        " veuillez bien se rogamos les por si siete preghiamo favor pedimos solicitamos bitte hold do not"
        " strictly press media bajo sous sotto sob onder unter embargo embargoed embargado embargada"
        " sperrfrist эмбарго bc ap reuters afp dpa efe ansa upi associated agence diese"
    )
) | frozenset(word.split()[0] for word in _LABELS)
STEMS = (
    "versi", "correct", "updated", "amended", "refiled", "clarif", "edited", "revised", "originally",
    "initially", "mistaken", "kill", "withdr", "retract",
)  # fmt: skip
FOREIGN_STEMS = ("versi", "version", "fassung", "верси", "verzi", "wersji", "versão", "zurückg")
COMMON = dict.fromkeys(("this", "the", "an", "a", "our", "we"), STEMS) | dict.fromkeys(
    words("in i w в v na uma une una een dans en die"), FOREIGN_STEMS
)
"""First words that prose has as often, and of which one must then stand near."""
_LETTERS = re.compile(r"[(\[（【*•⦁+–—\s-]{0,8}([^\W\d_]+(?:['’]s)?)")
SIGNS = frozenset("([（^*•⦁+–—-【")
_BRACKETS = frozenset("([（")
_CLOSED = (")", "]", "）", ").")

_COPY = (
    r"\b(?:story|stories|item|alert|newsalert|headline|dispatch|slug|transmission|take|copy|version"
    r"|photo|report)\b"
)
_TAKEN_BACK: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (
        "kill",
        re.compile(
            r"\bkill is mandatory\b|\bmandatory kill\b|\bkill\W{1,3}kill\W{1,3}kill\b"
            rf"|^\W{{0,6}}(?:editors?,? |members,? |clients,? )?please kill "
            rf"(?:(?:the|this|these|our|all|both|any)\b.{{0,60}}?{_COPY}|(?:story |slug )?[\w.&]{{2,30}}[-/])"
            r"|^\W{0,6}(?:prière d['’]|merci d['’]|veuillez |bien vouloir |nous vous prions d['’])annuler\b"
            r".{0,60}\b(?:dépêche|alerte|papier|urgent|texte|article)"
            r"|^\W{0,6}(?:se ruega|rogamos|les rogamos|por favor,?) (?:que )?anul\w{1,6}\b"
            r".{0,60}\b(?:noticia|información|nota|despacho|texto|alerta)"
            r"|^\W{0,6}(?:si prega|siete pregati|preghiamo) di annullare\b"
            r".{0,60}\b(?:notizia|lancio|pezzo|nota|flash)"
            r"|^\W{0,6}(?:favor|por favor,?|pedimos que|solicitamos que) anul\w{1,6}\b"
            r".{0,60}\b(?:matéria|notícia|texto|nota|alerta|despacho)"
        ),
    ),
    (
        "withdrawal",
        re.compile(
            r"^\W{0,6}(?:editors?,? |members,? |clients,? )?please (?:disregard|withdraw|delete|remove|do not use)\b"
            rf".{{0,60}}?{_COPY}"
            r"|^\W{0,6}(?:this|our|the (?:earlier|previous|following|above|preceding|original)"
            r"|the(?= story [\w.&]{2,30}[-/]))(?: [\w-]{1,20}){0,2} (?:story|dispatch|newsalert)\b.{0,120}?"
            r"\b(?:is|has been|was) (?:hereby |being )?(?:withdrawn|retracted)\b"
            r"|^\W{0,6}(?:the )?(?:ap|afp|reuters|dpa|efe|ansa|upi|associated press|agence france-presse)\b"
            rf".{{0,20}}\bwithdr(?:awn|awing|ew|aws)\b.{{0,60}}?{_COPY}"
            r"|^\W{0,6}bitte (?:verwenden|nutzen|veröffentlichen) sie\b.{0,80}\b(?:meldung|text|bericht|beitrag)"
            r"\b.{0,80}\bnicht\b"
            r"|^\W{0,6}(?:die|diese|unsere) meldung\b.{0,100}\b(?:zurückgezogen|gegenstandslos|storniert)\b"
            r"|^\W{0,6}(?:se ruega|rogamos|por favor,?) no (?:utili[cz]|us|publi|difund)\w{1,6}\b"
            r".{0,60}\b(?:noticia|información|nota|despacho|texto|alerta)"
            r"|^\W{0,6}(?:prière de|merci de|veuillez) ne pas (?:utiliser|publier|diffuser|tenir compte)\b"
            r".{0,60}\b(?:dépêche|alerte|papier|texte|article)"
            r"|^\W{0,6}(?:si prega|preghiamo) di non (?:utilizzare|pubblicare|tenere conto)\b"
            r".{0,60}\b(?:notizia|lancio|pezzo|nota|flash)"
            r"|^\W{0,6}(?:favor|por favor,?) (?:desconsider|não (?:us|utiliz|publi))\w{1,6}\b"
            r".{0,60}\b(?:matéria|notícia|texto|nota|alerta|despacho)"
        ),
    ),
)
_HELD = re.compile(
    r"^\W{0,6}(?:hold for release|hold (?:this|the) (?:story|item)|do not (?:use|publish|release) (?:before|until))\b"
)
_EMBARGOED = re.compile(
    r"^\W{0,6}(?:strictly |press |media |bajo |sous |sotto |sob |onder |unter )?"
    r"(?:embargoed\b|embargad[oa]\b|(?P<plain>embargo|sperrfrist|эмбарго)\b|解禁)"
    r"|^\W{0,6}(?:strictly )?not for (?:public |general )?(?:release|publication|broadcast|use)\b"
    r".{0,40}?\b(?:before|until|till|prior to)\b"
)


def may_speak(line: str, openers: frozenset[str] = frozenset()) -> bool:
    """Whether a line may be a note: a quick look that spares most lines the slow one.

    ``openers`` are further first words that make it worth the slow look, as they are written.
    """
    if line[:1] in _BRACKETS and line.endswith(_CLOSED):
        return True
    written = line.partition(" ")[0]
    if not written.isalpha():
        first = _LETTERS.match(line)
        if first is None:
            return line[:1] == "^"
        written = first[1]
    word = written.casefold()
    stems = COMMON.get(word)
    if stems is None:
        return word in OPENERS or written in openers
    low = line[:_NEAR_CHARS].casefold()
    for stem in stems:  # noqa: SIM110 -- this loop is most of the stage's time; any() doubles it
        if stem in low:
            return True
    return False


@dataclass(slots=True)
class Said:
    """What one note says."""

    marks: set[Mark] = field(default_factory=set)
    hint: str = ""
    embargoed_until: datetime | None = None


def read(line: str, reference: datetime | None, *, beside: bool = False) -> Said | None:
    """What a line says to editors or of its version; None where it is text for readers.

    ``beside`` says that it came in a field for notes; then anything is a note, and may say nothing.
    """
    if len(line) > _NOTICE_CHARS:
        return Said() if beside else None
    bracketed = _BRACKETED.fullmatch(line) if line[0] in "([（" else None
    inner = (bracketed["inner"] if bracketed else line).strip()
    addressed = _TO_EDITORS.fullmatch(inner) or (
        _ATTENTION.fullmatch(inner) if inner.startswith("ATTENTION") else None
    )
    inner = addressed["inner"].strip(" <") if addressed else inner
    low = inner[:_HINT_CHARS].casefold()
    said = _withheld(inner, low, reference)
    if said is None and (version := of_version(inner, labelled=beside)) is not None:
        said = Said({version}, hint(inner))
    if said is None and (bracketed or addressed or beside):
        said = _changed(inner, low, within=_SAID_SHORT if beside or addressed else 1)
    if said is None and (addressed or beside or _PROTOCOL.fullmatch(line)):
        said = Said()
    return said


def _withheld(inner: str, low: str, reference: datetime | None) -> Said | None:
    """Taken back, held or embargoed."""
    for mark, pattern in _TAKEN_BACK:
        if pattern.search(low):
            return Said({mark})
    held = _HELD.match(low)
    match = _EMBARGOED.match(low)
    if held is None and match is None:
        return None
    until = embargo.until(inner, reference)
    if match is None:
        return Said({"embargo"} if until else {"hold"}, embargoed_until=until)
    if match["plain"] and not until and not embargo.names_time(inner):
        return None
    return Said({"embargo"}, embargoed_until=until)


def _changed(inner: str, low: str, within: int) -> Said | None:
    """What a version has changed, told by the verb that a note opens with."""
    if len(inner) > _NOTE_CHARS or _STAMP.match(low):
        return None
    told = [mark for word in _WORD.findall(low)[:within] if (mark := _CHANGES.get(word))]
    if not told and not _NEW.match(low):
        return None
    mark = told[0] if told else "update"
    marks: set[Mark] = (
        {mark, "correction"} if _CORRECTING.search(low) and mark == "update" else {mark}
    )
    return Said(marks, hint(inner))


def of_version(line: str, *, labelled: bool = True) -> Mark | None:
    """What a line that speaks of the text's own versions makes of it; None for any other line.

    ``Correction:`` before a sentence counts where ``labelled`` is set: at the end of a text it is a
    note, at its beginning it may be the text.
    """
    text = line[:_NOTICE_CHARS].lstrip(_BULLETS)
    label = _LABEL.match(text)
    mark = _LABELS.get(label["word"].casefold()) if label else None
    if mark is None and label and label["word"].casefold() == "corrections":
        mark = "correction"
    if mark is not None and labelled:
        return mark
    said = _of_sentence(text[:_HINT_CHARS].casefold(), label.end() if label else 0)
    return mark if mark and said else said


def _of_sentence(low: str, start: int) -> Mark | None:
    near = low[: start + 120]
    if (match := _VERSIONED.search(near)) and match.start() <= start + 20:
        if _CONDENSED.search(low):
            return None
        if match["verb"] in {"refiled", "clarified"}:
            return "refile"
        if match["verb"].startswith("correct") or _WRONG.search(low):
            return "correction"
        return "correction" if match["verb"] == "amended" else "update"
    if (match := _EARLIER.search(near)) and match.start() <= start + 20:
        return "correction" if _WRONG.search(low) else None
    return "correction" if _FOREIGN.search(near) else None


def hint(line: str) -> str:
    """What a note says has changed: its words without brackets, at most 300 characters."""
    return line[:_HINT_CHARS].strip(" ()[]（）").rstrip(".")
