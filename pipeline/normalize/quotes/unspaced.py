"""Who speaks, in languages without capital letters: what stands between a verb and a mark.

Chinese, Japanese, Thai (words are not set apart), Korean and Hindi (particles tell), Arabic, Persian and
Hebrew. The speaker is the phrase as it stands, role and name.
"""

import re

from pipeline.normalize.names.lexicon import table

_ZH_VERB = "(?:表示|指出|强调|強調|认为|認為|告诉|告訴|称|稱|说|說|道|回应|回應|写道|寫道|透露|解释|解釋|坦言|直言|宣布|介绍|介紹)"
_WORDS = r"[^\s:،,.«»\"“”।]{2,24}(?:\s[^\s:،,.«»\"“”।]{1,24}){0,4}?"
_AR_VERB = (
    "و?(?:قال|قالت|أضاف|أضافت|صرح|صرحت|أكد|أكدت|أوضح|أوضحت|ذكر|ذكرت|كتب|كتبت|تابع|تابعت|شدد|شددت|أعلن|أعلنت"
    "|أشار|أشارت|اعتبر|اعتبرت|لفت|لفتت|اختتم|ختم|استطرد)"
)
_AR_WHO = (
    r"(?!(?:على|إلى|في|عن|من|أن|إن|أنه|أنها|إنه|إنها|بأن|خلال|أثناء|عبر|ذلك|هذا|هذه|له|لها|لهم)[\s،:])"
    + _WORDS
)
_HE_VERB = "אמר|אמרה|הוסיף|הוסיפה|ציין|ציינה|הסביר|הסבירה|כתב|כתבה"
_PATTERNS_BEFORE = {
    "zh": re.compile(
        rf"(?:^|[，。；！？\s”」])(?P<who>[^\s，。；：！？“”「」、（）]{{2,30}})(?:[（(][^）)]{{1,20}}[）)])?"
        rf"{_ZH_VERB}[^，。：“「]{{0,6}}[：:，,]\s*$"
    ),
    "ja": re.compile(
        r"(?:^|.{0,240}[。、\s」])(?P<who>[^\s、。「」（）はがも]{2,30})(?:は、?[^。「」は]{0,40}|が|も)$"
    ),
    "ko": re.compile(
        r"(?:^|[.,\s])(?P<who>[^\s.,\"“”]{1,12}(?: [^\s.,\"“”]{1,10}){0,3}?)(?:은|는|이|가)\s[^.\"“”]{0,40}$"
    ),
    "ar": re.compile(
        rf"(?:^|[\s،.])(?:{_AR_VERB})\s(?P<who>{_AR_WHO})"
        r"(?:\s(?:في|خلال|عبر|أثناء|لوكالة|لصحيفة|لقناة|للصحفيين|للصحافيين)(?:\s[^:،\"“”«»]{1,60}?)?)?"
        r"(?:\s?[:،]|\s(?:(?:على|إلى) )?(?:إن|إنه|إنها|أن|أنه|أنها)|\s(?:على|إلى))\s?:?\s?$"
    ),
    "fa": re.compile(rf"(?:^|[.،]\s?)(?P<who>{_WORDS})\s(?:گفت|افزود|گفته است|نوشت)\s?[:،]?\s?$"),
    "he": re.compile(rf"(?:^|[.,]\s?)(?P<who>{_WORDS})\s(?:{_HE_VERB})\s?[:,]?\s?$"),
    "hi": re.compile(
        rf"(?:^|[।,]\s?)(?P<who>{_WORDS}) ने [^।\"“]{{0,40}}(?:कहा|बताया|लिखा)[^।\"“]{{0,12}}$"
    ),
    "th": re.compile(r"(?:^|\s)(?P<who>\S{3,40}?) ?(?:กล่าวว่า|กล่าว|ระบุว่า|เปิดเผยว่า|บอกว่า)\s*:?\s*$"),
}
_PATTERNS_AFTER = {
    "ar": re.compile(rf"^\s?[،,]?\s?(?:{_AR_VERB})\s(?P<who>{_AR_WHO})(?=[.،]|$)"),
    "he": re.compile(rf"^\s?,?\s?(?:{_HE_VERB})\s(?P<who>{_WORDS})(?=[.,]|$)"),
    "zh": re.compile(
        rf"^[，,]?\s*(?P<who>[^\s，。；：！？“”「」、（）]{{2,24}}){_ZH_VERB}[。，道]"
    ),
}
_FRAMES = {
    "ja": re.compile(
        r"^(?:などと|と|として)[^。「」]{0,12}(?:述べ|語|話|指摘|説明|強調|コメント|訴|主張|発言|批判|答え|明か|明言|言|呼び)"
    ),
    "ko": re.compile(
        r"^(?:이?라고|이?라며|고|며|이?라는)[^.\"“”]{0,40}(?:말|밝|전|강조|설명|덧붙|주장|지적|비판|평가|답|했다|경고)"
    ),
}
_PRONOUNS = table("هو هي او הוא היא 他 她 他们 她们 他們 彼 彼女 これ それ 그 그녀 เขา เธอ")
_ZH_WHEN = re.compile(
    r"^(?:对此|對此|同时|同時|据悉|目前|随后|隨後)|(?:周|星期|週)[一二三四五六日天]|(?:今|昨|当|當)[天日晚早]|\d{1,4}[年月日]"
)
_ZH_ADVERB = re.compile(
    r"(?:还|還|也|则|則|进一步|進一步|曾|再次|在.{0,16}|就.{0,16}|向.{0,16}|对.{0,16}|對.{0,16})$"
)


def reads(language: str) -> bool:
    """Whether this file knows the language."""
    return language in _PATTERNS_BEFORE


def speaker(before: str, after: str, language: str) -> str:
    """Who said what stands between the two clauses; empty where that is not plain."""
    frame = _FRAMES.get(language)
    match = None
    if frame is None or frame.match(after):
        match = _PATTERNS_BEFORE[language].search(before)
    if match is None and (pattern := _PATTERNS_AFTER.get(language)):
        match = pattern.match(after)
    if match is None:
        return ""
    who = match["who"]
    if language == "zh":
        who = _ZH_ADVERB.sub("", _ZH_WHEN.sub("", who))
    who = who.removesuffix("氏").strip("、,，")
    return "" if who in _PRONOUNS or len(who) < 2 else who
