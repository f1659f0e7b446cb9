"""Lines that credit a text, wherever they stand: copyright, sources, contributors, sign-offs.

Each is read for the agencies it names; a credit of a picture names none.
"""

import re

from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.attribution.bylines import byline_agencies
from pipeline.values import value

LONGEST = 600
"""Characters of the longest credit: a sign-off with a dozen reporters."""
_OPENING = r"^[\s(\[（【<*_–—-]{0,4}"
_PHOTO = re.compile(
    r"\b(?:photo\w{0,8}|foto\w{0,8}|images?|pictures?|pics?|bild\w{0,8}|getty\w*|shutterstock|alamy|imago|epa|epa-efe|handout|file|grafik|graphics?"
    r"|videos?|pool|kuva\w*|zdj\w*|фото\w*|снимка|imagens?|imágenes|immagin\w*|fotograf\w*|camera|caption|illustration|cartoon|footage)\b"
    r"|图片|照片|写真|사진|صورة|תמונה|चित्र|फोटो",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    _OPENING + r"(?P<who>.{2,280}?),?\s+(?:(?:also|have|has|all|both|in \w+)\s+){0,3}contributed"
    r"(?:\s+(?:to|for|from|additional|reporting|material|information|research|writing)\b[^.]{0,80})?[\s.)\]*_]{0,6}$"
    r"|"
    + _OPENING
    + r"contributing(?: (?:reporters?|writers?|editors?|sources?))?:?\s(?P<to>.{2,260})$",
    re.IGNORECASE,
)
_MATERIAL = re.compile(
    _OPENING
    + r"(?:the|this|our) (?:report|story|article|post)(?: also)? (?:includes?|contains?|contained|included|uses|used"
    r"|was (?:compiled|written|prepared))\b.{0,60}?\b(?:from|by|with)\s(?P<who>.{2,200})$",
    re.IGNORECASE,
)
_USED = re.compile(
    _OPENING + r"(?:material|information|reporting|reports?|content) (?:from|by) (?P<who>.{2,120}?)"
    r" (?:is|was|were|are) (?:also )?(?:used|included)\b.{0,40}$",
    re.IGNORECASE,
)
_WITH_WORDS = (
    r"with(?: \w+){0,3}? (?:inputs?|files?|reports?|reporting|material|agency|agencies|wires?|contributions?|information|assistance|help)(?: (?:from|by|of|via))?"
    r"|with|compiled from|compiled by|additi?onal reporting by|additi?onal (?:reporting|material|information) from|also reporting:?"
    r"|(?:dieser (?:artikel|text|bericht) (?:enthält|entstand mit|wurde mit) )?(?:mit|unter verwendung von)(?: \w+){0,2}? ?(?:material|informationen|angaben|inhalten|beiträgen|agenturmaterial|meldungen|texten)(?: (?:von|der|des|aus))?|mit"
    r"|avec(?: (?:les? )?(?:agences?|informations|dépêches|contributions?)(?: (?:de|du|des))?)?"
    r"|con (?:información|informaciones|datos|material|aportes|reportes|agencias)(?: (?:de|del|por))?|con"
    r"|com (?:informações|dados|material|reportagem|agências)(?: (?:da|do|de|das|dos))?|com"
    r"|con (?:informazioni|contenuti|materiale|contributi) (?:di|da)"
    r"|met (?:medewerking|informatie|materiaal|dank|bijdragen) (?:van|aan)|met"
    r"|med (?:material|materiale|uppgifter|information|bidrag|opplysninger) (?:från|fra)"
    r"|z (?:wykorzystaniem|użyciem) (?:materiałów|informacji)|na podstawie"
    r"|s (?:využitím|použitím)(?: \w+)?|(?:с использованием|по материалам|по информации|за матеріалами|за інформацією|при участии)(?: материалов| информации)?"
    r"|dengan (?:laporan|informasi|bahan)(?: dari)?|بمساهمة(?: من)?|بالاشتراك مع|با همکاری|(?:综合|綜合|综合自|本文综合)"
)
_WITH = re.compile(
    _OPENING + rf"(?:{_WITH_WORDS})[:\s]\s?(?P<who>.{{2,200}}?)[\s.)\]）】*_]{{0,5}}$",
    re.IGNORECASE,
)

_SOURCE_ROW = (
    "source|sources|quelle|quellen|fuente|fuentes|fonte|fontes|fonti|bron|bronnen|källa|källor|kilde|kilder|lähde|lähteet|"
    "źródło|źródła|zdroj|zdroje|forrás|sursa|sursă|izvor|vir|извор|източник|источник|джерело|πηγή|kaynak|المصدر|مصدر|"
    "منبع|מקור|स्रोत|সূত্র|sumber|nguồn|ที่มา|来源|來源|稿源|出典|출처|text|texte|texto|testo|tekst|agencia|agência|agence|agentur|agency"
)
_SOURCE = re.compile(
    _OPENING + rf"(?:{_SOURCE_ROW})\s?[:：]\s?(?P<who>.{{2,100}}?)[\s.)\]）】]{{0,3}}$",
    re.IGNORECASE,
)
_BY_STAFF = re.compile(
    _OPENING + r"(?:reporting|report|written|writing|compiled|story) by\b(?P<who>.{2,300})$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    _OPENING
    + r"(?:©|ⓒ|\(c\)|copyright\b|저작권자)[\s:,©ⓒ]{0,8}(?:\(c\)\s?|by\s|copyright\s){0,2}(?P<who>.{2,300})$",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?\b|©|\(c\)|\bcopyright\b|\bby\b", re.IGNORECASE
)
_RIGHTS_END = re.compile(
    r"\.\s|\ball rights\b|\balle rechte\b|\btous droits\b|\btodos los\b|\bthis material\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    _OPENING
    + r"this (?:article|story|report|content)\b.{0,60}?\b(?:by|from) (?P<who>.{2,60}?)[.)\s]{0,3}$",
    re.IGNORECASE,
)

_SIGN_OFF = re.compile(
    _OPENING
    + r"(?:additi?onal |\()?(?:(?:report|writ|compil|edit)(?:ing|ed)\b|reporte|reportaje|reportage|reportagem|informaci|escrito"
    r"|rédigé|bericht|geschrieben|reporter\b|tradotto|تغطية|إعداد|شارك في|编译|編譯|por\b|version française)|翻訳",
    re.IGNORECASE,
)
_EDITED_ROW = (
    "editing by|edited by|; writing by|; additional reporting by|editado|edición|edição de|édité par|"
    "version française|redigiert von|editing |تحرير|编集|編集|审校|審校"
)
_EDITED = tuple(_EDITED_ROW.split("|"))
_FIRST = re.compile(
    r"[\s(\[（【<*_–—-]{0,4}(?P<word>©|ⓒ|\(c\)|[^\s:：(\[,.;/©]{1,24})", re.IGNORECASE
)
_OPENERS_ROW = (
    "© ⓒ (c) c copyright with compiled additional additonal also dieser diese mit unter avec con com met med z na "
    "s с по за при dengan بمساهمة بالاشتراك با material information reporting report reports content the this our "
    "written writing story edited editing reported source sources reporte reportaje reportage reportagem "
    "información informacion escrito rédigé bericht geschrieben reporter tradotto تغطية إعداد شارك por version"
)
_OPENERS = frozenset((*_OPENERS_ROW.split(), *_SOURCE_ROW.split("|")))
"""First words of every credit below: most lines are told apart by theirs."""
_RIGHTS_OPENERS = frozenset({"©", "ⓒ", "(c)", "c", "copyright", "저작권자"})
_UNSPACED_OPENERS = ("综合", "綜合", "저작권자", "编译", "編譯", "来源", "來源", "출처", "翻訳")
_REUTERS = "reuters"
_LIST_ROW = (
    "input inputs files material and und et y e en og och ve e the from of in by de la le les l del da do di der den des agencies agencias agences "
    "agenturen agentur wires wire staff reports report news other others also as well und an los las bureau for via to "
    "reporters reporter writers writer correspondents journalists и і"
)
_LIST = frozenset(_LIST_ROW.split())
_NONE: tuple[str, ...] = ()


@value
class Credit:
    """Agencies a line names as authors of the text, and as contributors to it."""

    credited: tuple[str, ...] = ()
    contributed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.credited or self.contributed)


NOBODY = Credit()


def read_credit(line: str, agencies: Agencies) -> Credit:
    """What a line credits, whose words alone say that it is a credit; nobody for prose and pictures."""
    if not 2 < len(line) <= LONGEST:
        return NOBODY
    if ("ontribut" in line or "ONTRIBUT" in line) and (match := _CONTRIBUTED.match(line)):
        return Credit((), agencies.mentioned(match["who"] or match["to"]))
    word = line.partition(" ")[0]
    if not word.isalnum():
        opening = _FIRST.match(line)
        word = opening["word"] if opening else ""
    word = word.casefold()
    if word not in _OPENERS and (word.isascii() or not word.startswith(_UNSPACED_OPENERS)):
        return NOBODY
    if _signed_off(line):
        return Credit(_authors(line, agencies))
    credit = (
        Credit(_rights(line, agencies)) if word in _RIGHTS_OPENERS else _read_opened(line, agencies)
    )
    return NOBODY if credit and _PHOTO.search(line) else credit


def _read_opened(line: str, agencies: Agencies) -> Credit:
    if named := _source(line, agencies):
        return Credit(named)
    for pattern in (_WITH, _MATERIAL, _USED):
        if (match := pattern.match(line)) and (named := _contributors(match, agencies)):
            return Credit((), named)
    return Credit(_staff(line, agencies))


def _signed_off(line: str) -> bool:
    """Whether a line is a sign-off in Reuters' manner: who reported, and behind it who edited."""
    if line.lstrip()[:1] not in {"(", "（"} and ";" not in line:
        return False
    folded = line.casefold()
    return any(word in folded for word in _EDITED) and _SIGN_OFF.match(line) is not None


def _authors(line: str, agencies: Agencies) -> tuple[str, ...]:
    """The agencies a sign-off names; the manner is Reuters' own, who do not name themselves."""
    reuters = agencies.aliases.get(_REUTERS)
    return byline_agencies(line.strip("() ."), agencies) or ((reuters,) if reuters else ())


def _rights(line: str, agencies: Agencies) -> tuple[str, ...]:
    """Who holds the copyright: a name before a full stop; ``© REUTERS/Name`` credits a picture."""
    match = _RIGHTS.match(line)
    if match is None:
        return _NONE
    who = _RIGHTS_END.split(match["who"], maxsplit=1)[0]
    who = _YEAR.sub(" ", who).strip(" ,.-–—:;()")
    dated = who != match["who"].strip(" .")
    first = who.split(",", maxsplit=1)[0]
    if named := agencies.only(who) or agencies.only(first):
        return named
    return agencies.mentioned(who) if dated and len(who) < 120 else _NONE


def _source(line: str, agencies: Agencies) -> tuple[str, ...]:
    match = _SOURCE.match(line)
    return agencies.only(match["who"]) or agencies.named(match["who"]) if match else _NONE


def _contributors(match: re.Match[str], agencies: Agencies) -> tuple[str, ...]:
    """Agencies of a list of names; prose that goes on behind a "with" is none."""
    if named := agencies.only(match["who"]):
        return named
    words = match["who"].replace("/", " ").replace(",", " ").split()
    listed = all(not word[:1].islower() or word.strip(".;:") in _LIST for word in words)
    known = " " in match[0][: match.start("who")].strip()
    alone = agencies.named(match["who"])
    return (agencies.mentioned(match["who"]) or alone) if known and (listed or alone) else _NONE


def _staff(line: str, agencies: Agencies) -> tuple[str, ...]:
    if match := _BY_STAFF.match(line):
        return byline_agencies(match["who"].strip(" ()."), agencies)
    match = _PUBLISHED.match(line)
    return agencies.only(match["who"]) if match else _NONE
