"""How languages say that somebody said something: verbs, pronouns, articles, words for "according to".

The words are the commonest reporting verbs of each language's news prose, in the forms that stand
beside a quotation. A verb that means much else (French ``fait``, Spanish ``pide``) is left out:
silence is better than a wrong speaker.
"""

from dataclasses import dataclass
from functools import lru_cache

from pipeline.normalize.names.lexicon import table

_VERBS = {
    "en": "said says told tells added adds asked asks wrote writes explained explains noted notes stated states"
    " declared declares announced argued argues insisted insists replied replies warned warns tweeted recalled"
    " continued concluded stressed admitted claimed claims suggested observed acknowledged joked quipped"
    " responded testified emphasized emphasised exclaimed proclaimed commented remarked complained"
    " predicted countered reiterated clarified lamented conceded cautioned maintained vowed"
    " boasted shouted answered yelled chanted pleaded retorted urged boasts recalls concedes",
    "de": "sagte sagt sagten gesagt erklärte erklärt betonte betont meinte meint schrieb schreibt teilte"
    " kritisierte forderte warnte berichtete berichtet erzählte erzählt fügte fügt ergänzte ergänzt kommentierte kommentiert kritisiert fordert warnt erläutert"
    " antwortet versichert mahnt lobt plädiert weiß schildert schilderte bestätigt bestätigte verrät"
    " verriet resümiert bilanziert prophezeit unterstreicht bekräftigt behauptet urteilt gesteht"
    " erläuterte antwortete versicherte behauptete verkündete zitierte unterstrich bekräftigte mahnte"
    " äußerte sprach fragte fragt lobte urteilte resümierte ruft rief kündigte räumte heißt",
    "fr": "déclaré dit déclare affirmé affirme expliqué explique indiqué indique ajouté ajoute assuré"
    " assure estimé estime souligné souligne précisé précise lancé lance écrit confié confie insisté"
    " insiste raconté raconte regretté martelé conclu conclut répondu répond rappelé rappelle développe détaille résumé dénoncé commenté"
    " témoigne témoigné tweeté prévenu reconnu résume poursuit poursuivi annoncé assène conseille confirme"
    " confirmé constate constaté martèle prévient reconnaît renchérit tranche plaide dénonce regrette",
    "es": "dijo dice dijeron afirmó afirma declaró señaló señala explicó explica aseguró asegura agregó añadió"
    " añade indicó indica manifestó expresó comentó comenta subrayó destacó sostuvo sostiene apuntó advirtió"
    " insistió recordó escribió contó cuenta reconoció concluyó respondió exigió lamentó admitió aseveró"
    " enfatizó detalló precisó puntualizó resaltó anunció reiteró exclamó recalcó argumentó relató remarcó"
    " resalta recalca remarca detalla subraya destaca apunta advierte insiste recuerda reconoce lamenta"
    " opina opinó agrega precisa relata concluye responde argumenta admite reitera sentencia sentenció",
    "it": "detto dice disse spiegato spiega affermato afferma dichiarato dichiara aggiunto aggiunge"
    " sottolineato sottolinea scritto scrive commentato commenta ricordato osserva osservato concluso"
    " conclude ribadito sostiene sostenuto raccontato racconta risposto precisato ammesso annunciato",
    "pt": "disse diz disseram afirmou afirma declarou explicou explica ressaltou destacou acrescentou"
    " contou conta escreveu comentou garantiu completou completa avaliou avalia argumentou concluiu"
    " lembrou frisou salientou sublinhou referiu defendeu adiantou alertou reforçou respondeu admitiu"
    " complementa complementou sustenta sustentou acrescenta aponta apontou destaca ressalta pondera"
    " ponderou justifica justificou critica criticou informa informou lamenta lamentou relata relatou"
    " reforça observa observou pontua pontuou reitera reiterou conclui",
    "nl": "zei zegt zeiden gezegd verklaarde verklaart vertelde vertelt schreef schrijft aldus stelde stelt"
    " meldde voegde benadrukte benadrukt legde reageerde reageert waarschuwde concludeerde vindt",
    "sv": "sa sade säger sagt skrev skriver berättade berättar förklarade förklarar menade menar uppgav"
    " uppger tillade tillägger konstaterade konstaterar betonade kommenterade kommenterar",
    "no": "sa sier sagt skrev skriver fortalte forteller forklarte forklarer mente mener opplyste opplyser"
    " uttalte tilføyde understreket understreker påpekte kommenterte",
    "da": "sagde siger sagt skrev skriver fortalte fortæller forklarede forklarer mente mener oplyste"
    " oplyser udtalte udtaler tilføjede understregede lød lyder",
    "fi": "sanoi sanoo sanoivat kertoi kertoo kirjoitti totesi toteaa lisäsi selitti selittää kommentoi"
    " korosti huomautti arvioi muistutti",
    "pl": "powiedział powiedziała mówił mówiła mówi dodał dodała stwierdził stwierdziła podkreślił podkreśliła"
    " oświadczył oświadczyła zaznaczył zaznaczyła napisał napisała wyjaśnił wyjaśniła wyjaśnia"
    " ocenił oceniła przyznał przyznała tłumaczył tłumaczyła tłumaczy zapewnił zapewniła pisze"
    " poinformował poinformowała skomentował skomentowała podkreśla dodaje przekonuje podsumowuje"
    " podsumował podsumowała konkluduje zaznacza ocenia zauważa zauważył zauważyła komentuje informuje"
    " stwierdza przyznaje zapewnia wskazuje wskazał wskazała ostrzega ostrzegł apeluje twierdzi twierdził",
    "cs": "řekl řekla říká uvedl uvedla dodal dodala prohlásil prohlásila napsal napsala vysvětlil"
    " vysvětlila sdělil sdělila zdůraznil zdůraznila poznamenal míní tvrdí tvrdil podotkl",
    "sk": "povedal povedala hovorí uviedol uviedla dodal dodala vyhlásil vyhlásila napísal napísala"
    " vysvetlil vysvetlila zdôraznil zdôraznila tvrdí poznamenal",
    "ru": "сказал сказала сказали заявил заявила заявили отметил отметила подчеркнул подчеркнула"
    " сообщил сообщила добавил добавила говорит говорил говорила пояснил пояснила написал написала"
    " рассказал рассказала ответил ответила объяснил считает уточнил уточнила пишет цитирует отмечает"
    " подчёркивает подчеркивает добавляет поясняет рассказывает признался призналась признал признала"
    " заявляет объяснила напомнил напомнила резюмировал резюмировала вспоминает",
    "uk": "сказав сказала заявив заявила зазначив зазначила повідомив повідомила додав додала"
    " наголосив наголосила написав написала розповів розповіла підкреслив підкреслила пояснив"
    " пояснила каже відповів відповіла говорить розповідає додає пише зазначає наголошує підкреслює"
    " пояснює нагадав нагадала визнав визнала переконаний переконана",
    "bg": "каза заяви добави посочи подчерта обясни коментира отбеляза съобщи написа допълни",
    "sr": "rekao rekla kaže izjavio izjavila dodao dodala istakao istakla naveo navela objasnio napisao"
    " рекао рекла каже изјавио изјавила додао додала истакао истакла навео навела објаснио написао",
    "hr": "rekao rekla kaže izjavio izjavila dodao dodala istaknuo istaknula naveo poručio poručila"
    " objasnio napisao",
    "sl": "dejal dejala pravi povedal povedala dodal dodala poudaril poudarila zapisal pojasnil",
    "ro": "spus declarat afirmat precizat adăugat explicat scris subliniat transmis menționat spune declară"
    " afirmă explică",
    "hu": "mondta mondja közölte hozzátette fogalmazott jelentette hangsúlyozta írta nyilatkozta"
    " kijelentette elmondta magyarázta szögezte",
    "el": "είπε δήλωσε τόνισε ανέφερε πρόσθεσε σημείωσε υπογράμμισε εξήγησε λέει επισήμανε έγραψε",
    "tr": "dedi söyledi belirtti açıkladı ifade vurguladı kaydetti diyen diye konuştu ekledi yazdı aktardı"
    " anlattı değerlendirdi",
    "id": "kata ujar ucap tutur jelas ungkap kata sebut terang imbuh tegas papar tulis mengatakan"
    " menyatakan menambahkan menjelaskan menegaskan mengungkapkan",
    "ms": "kata ujar katanya ujarnya jelas jelasnya tambah menurut berkata menambah menegaskan",
    "vi": "nói biết viết khẳng nhấn phát bày",
    "ca": "dit explicat afirmat assegurat afegit declarat assenyalat destacat remarcat apuntat diu explica",
    "et": "ütles ütleb lisas selgitas kirjutas märkis teatas rääkis nentis sõnas tõdes rõhutas",
    "lv": "sacīja teica norādīja uzsvēra paziņoja skaidroja piebilda pauda stāsta stāstīja saka atzina uzskata",
    "lt": "sakė teigė pridūrė teigia sako pabrėžė aiškino rašė tvirtino",
    "sw": "alisema amesema aliongeza anasema",
    "tl": "sinabi ani ayon sabi giit",
}
_PRONOUNS = {
    "en": "he she",
    "de": "er sie",
    "fr": "il elle t-il t-elle",
    "es": "él ella",
    "it": "lui lei",
    "pt": "ele ela",
    "nl": "hij zij ze",
    "sv": "han hon",
    "no": "han hun",
    "da": "han hun",
    "fi": "hän",
    "pl": "on ona",
    "cs": "on ona",
    "ru": "он она",
    "uk": "він вона",
    "bg": "той тя",
    "id": "dia ia",
    "tr": "o",
}
_ARTICLES = {
    "en": "the a an one another his her its their our some",
    "de": "der die das ein eine",
    "fr": "le la les l’ l' un une",
    "es": "el la los las un una",
    "it": "il lo la i gli le un una",
    "pt": "o a os as um uma",
    "nl": "de het een",
    "el": "ο η το οι ένας μια",
    "ca": "el la en un una",
    "ro": "un o",
    "hu": "a az",
    "vi": "ông bà anh chị",
}
_AUXILIARIES = {
    "en": "has had have",
    "de": "hat hatte habe",
    "fr": "a ont avait a-t-il a-t-elle ajoute-t-il",
    "it": "ha hanno aveva",
    "nl": "heeft had",
    "ro": "a au",
    "ca": "ha han va",
    "es": "ha había",
    "sv": "har hade",
    "no": "har hadde",
    "da": "har havde",
    "pt": "tem tinha",
    "sr": "je je",
    "hr": "je",
    "sl": "je",
    "id": "telah",
    "vi": "đã cho",
}
_ACCORDING = {
    "en": "according",
    "de": "laut zufolge",
    "fr": "selon",
    "es": "según",
    "it": "secondo",
    "pt": "segundo",
    "nl": "volgens aldus",
    "sv": "enligt",
    "no": "ifølge",
    "da": "ifølge",
    "pl": "według",
    "cs": "podle",
    "sk": "podľa",
    "id": "menurut",
    "ro": "potrivit",
    "hr": "prema",
}
_SOURCES = {"de": "so"}
"""Like ``_ACCORDING``, but only behind a comma (so Merkel)."""
INVERTED = ("-t-il", "-t-elle")
"""What a French verb ends with that has its pronoun behind it."""
_DROPPING = table("es it pt ro ca pl cs sk sr hr sl bg el tr hu fi ru uk")
"""Languages in which a verb without a subject means he or she."""
CLITICS = table("se si sich me le lo s'est it też a-t-il a-t-elle a-t-on")
"""What may stand between a quotation and its verb."""
_OF = table(
    "of for at from in on to with by de du des d’ da do das dos di del della dei dello von vom zum zur am im"
    " aus bei für van voor bij pour à au aux en para por per från för av fra til på z ze w od dari pada di"
    " của tại desde sobre contra hacia ante sur chez dans contre avec su contro presso com gegenüber mit über gegen"
    " unter durch tegen met over dla przez przy в на из от для при по о із від про"
)
"""Prepositions: a name that follows one in a role phrase is not who spoke (the mayor of Lyon)."""
_LATER = table(
    "also then later further meanwhile once recently simply still just reportedly previously earlier"
    " auch weiter dazu zudem noch además también luego après ensuite encore anche poi também ook även"
    " også również także také juga pernah"
)
"""Adverbs between a subject and its verb."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """The words of one language, casefolded."""

    verbs: frozenset[str]
    pronouns: frozenset[str]
    articles: frozenset[str]
    auxiliaries: frozenset[str]
    according: frozenset[str]
    sources: frozenset[str]
    passive: frozenset[str]
    language: str
    drops_pronouns: bool
    openings: frozenset[str]
    """words that a clause of verb and subject can begin with, dashes among them"""
    prepositions: frozenset[str] = _OF
    adverbs: frozenset[str] = _LATER


@lru_cache(maxsize=128)
def speech_of(language: str) -> Speech:
    """The words of a language; of a language unknown, English, and any verb too long to mislead."""
    known = {"nb": "no", "nn": "no", "bs": "hr", "fil": "tl"}.get(language, language)
    verbs = frozenset(_VERBS.get(known, "").split())
    if not verbs:
        known = "en"
        every = (verb for words in _VERBS.values() for verb in words.split())
        verbs = frozenset(verb for verb in every if len(verb) > 4 or not verb.isascii())
        verbs |= frozenset(_VERBS["en"].split())
    return Speech(
        verbs,
        frozenset(_PRONOUNS.get(known, "").split()),
        frozenset(_ARTICLES.get(known, "").split()),
        frozenset(_AUXILIARIES.get(known, "").split()),
        frozenset(_ACCORDING.get(known, "").split()),
        frozenset(_SOURCES.get(known, "").split()),
        table("is was were been being be are") if known == "en" else frozenset(),
        known,
        known in _DROPPING,
        verbs
        | CLITICS
        | table(" ".join((_AUXILIARIES.get(known, ""), _ACCORDING.get(known, ""), "– — -"))),
    )
