"""Tolls: how many were killed, hurt, missing, held, brought to safety, infected.

These are the numbers on which reports of one event contradict each other. A number belongs to a toll
by the word beside it: ``12 dead``, ``12 people were killed``, ``killed at least 12 people``, ``12 muertos``,
``погибли 12 человек``, ``12人死亡``. Any other counted thing is left alone: the two words around a number
often stand at two things, most of them measures (``20 miles north``, ``63 yards rushed``).
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.fingerprint.numbers import Number

_STEMS = {
    "dead": "killed kills killing dead died dies deaths death fatalities tote toten tot getötet starben gestorben "
    "todesopfer tués tué mort morts mortes décès muertos muerto muertas muertes fallecidos fallecieron murieron "
    "mataron mató mortos morto morreram matou matam morti uccise uccisi morirono vittime doden dode gedood omgekomen "
    "döda dödades dog drepte drept døde dræbt dræbte kuollut kuoli kuollutta látnir zabitych zginęło zabił zabici "
    "mrtvých zemřelo zahynulo zabil mŕtvych zomrelo zahynulo mrtvih poginulo ubijeno halott halottja meghalt áldozata "
    "morți decedați ucis ucise загинали мъртви убити погинули погибли погибло погиб погибших убиты убито убил "
    "умерли умерло загинули загинуло вбито νεκροί νεκρούς νεκρών σκοτώθηκαν ölü öldü öldürüldü hayatını قتيل قتلى "
    "قتل مقتل وفاة شهيد شهداء کشته جان הרוגים נהרגו נרצחו मौत मारे मृत নিহত মৃত্যু tewas meninggal chết thiệt "
    "เสียชีวิต ตาย 死亡 死者 死去 사망 숨져 숨졌",
    "hurt": "injured injures injuring injuries wounded wounds hurt verletzt verletzte verletzten blessés blessé heridos "
    "herido heridas hirió lesionados feridos ferido feriu feriti ferito ferite gewonden gewond skadade skadades "
    "skadde skadet sårede såret loukkaantui loukkaantunutta haavoittui rannych zraněných zranilo zranených "
    "ozlijeđenih ozlijeđeno povređenih povređeno ranjenih sebesült sérült răniți rănite ранени пострадали ранены "
    "ранено пострадавших раненых поранено поранених постраждали τραυματίες τραυματίστηκαν yaralı yaralandı جريح جرحى "
    "إصابة اصابة مصاب زخمی مجروح פצועים נפצעו घायल আহত luka terluka bị thương บาดเจ็บ 负伤 受伤 受傷 負傷 けが 부상 다쳤다",
    "missing": "missing unaccounted vermisst vermisste disparus disparu desaparecidos desaparecido dispersi vermist "
    "saknas savnet savnede kateissa zaginionych pohřešovaných nezvěstných nestalih nestalo eltűnt dispăruți "
    "пропали пропавших зникли зниклих αγνοούμενοι αγνοούνται kayıp مفقود مفقودين ناپدید נעדרים लापता নিখোঁজ hilang "
    "mất tích สูญหาย 失踪 失蹤 不明 실종",
    "held": "arrested arrests detained detains festgenommen verhaftet festnahmen arrêtés interpellés arrestations "
    "interpellations detenidos detenido arrestados presos detidos arrestati arresti fermati aangehouden gearresteerd "
    "opgepakt gripna gripits anhållna pågrepet anholdt pidätetty zatrzymanych zatrzymano zadržených zadržala "
    "uhićenih uhićeno uhapšenih uhapšeno letartóztattak őrizetbe arestați reținuți арестувани задържани задержаны "
    "задержано задержали арестованы затримано затримали συνελήφθησαν συλλήψεις gözaltına tutuklandı اعتقال معتقل "
    "موقوف بازداشت دستگیر נעצרו עצורים गिरफ्तार গ্রেপ্তার ditangkap ditahan bắt giữ จับกุม 逮捕 拘留 拘束 체포",
    "evacuated": "evacuated evacuees displaced homeless rescued evakuiert gerettet évacués évacuées déplacés sauvés "
    "evacuados evacuadas desplazados rescatados desabrigados resgatados desalojados evacuati sfollati salvati "
    "geëvacueerd gered evakuerades evakuert evakueret evakuoitiin ewakuowano evakuováno evakuirano kitelepítettek "
    "evacuați evacuate евакуирани эвакуированы эвакуировано эвакуировали евакуйовано εκκενώθηκαν tahliye kurtarıldı "
    "إجلاء نزوح نازح نازحين إنقاذ تخلیه פונו חולצו dievakuasi mengungsi sơ tán อพยพ 疏散 避難 대피",
    "infected": "infected infections infiziert infizierte contaminés infectés contagiados infectados casos infetti "
    "contagiati besmet besmettingen smittade smittet tartuntaa zakażonych nakažených zaraženih fertőzött infectați "
    "заразени заражены заразились заражений інфікованих κρούσματα vaka enfekte مصابا مبتلا נדבקים संक्रमित আক্রান্ত "
    "terinfeksi nhiễm ติดเชื้อ 感染 确诊 確診 확진",
}  # fmt: skip
_TOLL = {stem: toll for toll, stems in _STEMS.items() for stem in stems.split()}
_UNSPACED = {stem: toll for stem, toll in _TOLL.items() if re.match(r"[\u0e00-\u9fff]", stem)}
_PEOPLE = frozenset(
    [
        "people",
        "persons",
        "person",
        "menschen",
        "personen",
        "mensch",
        "personnes",
        "personne",
        "gens",
        "personas",
        "persona",
        "pessoas",
        "pessoa",
        "persone",
        "mensen",
        "personer",
        "människor",
        "mennesker",
        "ihmistä",
        "henkilöä",
        "osób",
        "osoby",
        "ludzi",
        "osob",
        "lidí",
        "ľudí",
        "osôb",
        "osoba",
        "ljudi",
        "ember",
        "embert",
        "fő",
        "persoane",
        "oameni",
        "души",
        "хора",
        "човека",
        "человек",
        "человека",
        "людей",
        "люди",
        "осіб",
        "людини",
        "άτομα",
        "άνθρωποι",
        "kişi",
        "kişinin",
        "kişiyi",
        "شخص",
        "شخصا",
        "أشخاص",
        "نفر",
        "تن",
        "אנשים",
        "אדם",
        "लोग",
        "लोगों",
        "लोगो",
        "জন",
        "orang",
        "người",
        "คน",
        "of",
        "den",
    ]
)
"""Words for people, which say no more than no word does."""
_JOINING = frozenset(
    [
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "och",
        "og",
        "ja",
        "oraz",
        "a",
        "ve",
        "и",
        "і",
        "та",
        "và",
        "dan",
        "but",
        "while",
        "या",
        "और",
        "ও",
        "و",
        "או",
    ]
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.,;:!?()\[\]\n\"“”„«»—–।、，；。\d]")
_OTHER = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RANGE = re.compile(r"\d[-–]\d|..?\d+[-–]\d", re.DOTALL)
_NEAR = 60
_BETWEEN, _BEHIND = 2, 1
"""Words at most between the word of a toll and its number (*at least*, *more than the*), and between
those who are counted and it (*were*)."""
_TOP = 1_500
"""Characters of the body in which figures are the event's own; below stand those of earlier ones."""
_MOST = 1 << 24
"""Up to here a whole number is the same in single precision."""


def tolls(body: str, figures: Iterable[Number]) -> Iterator[tuple[str, Number]]:
    """The tolls at the top of a text: what happened, to whom if that is told, and the number."""
    for number in figures:
        if number.start > _TOP:
            return
        if number.is_percent or number.value % 1 or number.value >= _MOST:
            continue
        near = body[max(number.start - _NEAR, 0) : number.end + _NEAR]
        if _OTHER.search(near) or _RANGE.match(body, max(number.start - 2, 0)):
            continue  # of a year that is named, or of a score
        if toll := _toll(body, number):
            yield toll, number


def _toll(body: str, number: Number) -> str:
    behind = _words(body[number.end : number.end + _NEAR])
    if behind and not behind[0][0].isascii() and (unspaced := _unspaced(behind[0])):
        return unspaced
    if behind and behind[0] in _TOLL:
        return _TOLL[behind[0]]
    whom = behind[0] if behind and len(behind[0]) > 1 else ""
    before = _first(_words(body[max(number.start - _NEAR, 0) : number.start])[::-1], _BETWEEN)
    happened = before or (_first(behind[1:], _BEHIND) if whom else "")
    if not happened or whom in _JOINING:
        return happened if before else ""
    return happened if not whom or whom in _PEOPLE else f"{happened} {whom}"


def _first(words: Iterable[str], between: int) -> str:
    """The toll of the first word that has one, if nothing parts it from the number."""
    for n, word in enumerate(words):
        if n > between or word in _JOINING or not word[0].isalpha():
            return ""
        if word in _TOLL:
            return _TOLL[word]
    return ""


def _unspaced(word: str) -> str:
    """The toll of a word in a script without blanks: ``人死亡``."""
    near = word[:8]
    places = {near.find(stem): toll for stem, toll in _UNSPACED.items() if stem in near}
    return places[min(places)] if places else ""


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
