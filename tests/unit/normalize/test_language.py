"""The language of an article: the model's word, or the source's where the model is unsure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.languages.language import identify

TEXTS = {
    "en": "The harbour was closed on Monday after a storm tore two cranes from the quay.",
    "de": "Der Hafen wurde am Montag geschlossen, nachdem ein Sturm zwei Kräne umgerissen hatte.",
    "fr": "Le port a été fermé lundi après qu'une tempête a renversé deux grues sur le quai.",
    "es": "El puerto fue cerrado el lunes después de que una tormenta derribara dos grúas.",
    "zh": "港口星期一关闭，因为一场风暴把码头上的两台起重机刮倒了，市长说明天会重新开放。",
    "ru": "Порт был закрыт в понедельник после того, как буря повалила два крана на причале.",
    "ar": "أغلق الميناء يوم الاثنين بعد أن أسقطت عاصفة رافعتين على الرصيف، حسبما قال العمدة.",
}
UNSURE = "1904 2026 17:45"


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_tells(language: str) -> None:
    assert identify(TEXTS[language], "")[0] == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_wrong_hint_does_not_decide_against_a_sure_model(language: str) -> None:
    assert identify(TEXTS[language], "fi")[0] == language


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt-BR", "pt"),
        ("pt_BR", "pt"),
        ("zh-Hant", "zh"),
        (" fr ", "fr"),
    ],
)
def test_the_hint_decides_where_the_model_does_not(hint: str, language: str) -> None:
    assert identify(UNSURE, hint)[0] == language


@pytest.mark.parametrize("hint", ["", "english", "?", "12", "e"])
def test_without_text_and_hint_it_is_undetermined(hint: str) -> None:
    assert identify(UNSURE, hint)[0] == "und"


def test_no_text_leaves_the_hint() -> None:
    assert identify("", "de")[0] == "de"


def test_chinese_is_one_language_in_both_scripts() -> None:
    text = "港口星期一關閉，因為一場風暴把碼頭上的兩台起重機颳倒了，市長說明天會重新開放。"
    assert identify(text, "")[0] == "zh"


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_one_language_is_sure(language: str) -> None:
    assert identify(TEXTS[language] * 3, "")[1] > 0.9


@pytest.mark.parametrize("language", TEXTS)
def test_the_first_words_alone_are_less_sure(language: str) -> None:
    assert identify(TEXTS[language][:12], "")[1] < identify(TEXTS[language], "")[1]


@pytest.mark.parametrize("language", TEXTS)
def test_a_hint_that_agrees_makes_surer(language: str) -> None:
    assert identify(TEXTS[language][:25], language)[1] >= identify(TEXTS[language][:25], "")[1]


def test_of_two_languages_the_hint_decides() -> None:
    mixed = f"{TEXTS['de']} {TEXTS['en']}"
    assert identify(mixed, "de")[0] == "de"
    assert identify(mixed, "en")[0] == "en"
    assert identify(mixed, "")[1] < 0.75


def test_a_quotation_in_another_language_does_not_decide() -> None:
    text = f"{TEXTS['de']} „{TEXTS['en'][:40]}“, sagte er. {TEXTS['de']}"
    assert identify(text, "")[0] == "de"


def test_english_chrome_does_not_make_a_foreign_page_english() -> None:
    text = f"Share on Facebook\nSign up for our newsletter\n{TEXTS['fr'] * 3}"
    assert identify(text, "en")[0] == "fr"


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("iw", "he"),
        ("in", "id"),
        ("ji", "yi"),
        ("jw", "jv"),
        ("mo", "ro"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("eng", "en"),
        ("ger", "de"),
        ("zh-Hant-TW", "zh"),
        ("cmn", "zh"),
        ("sh", "sr"),
        ("fil", "tl"),
        ("mul", "und"),
        ("und", "und"),
        ("zxx", "und"),
    ],
)
def test_a_code_is_brought_to_that_of_today(hint: str, language: str) -> None:
    assert identify(UNSURE, hint)[0] == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Statsråden sa at hun ikke visste noe om avtalen, og at saken nå er avsluttet.", "no"),
        ("Statsråden sa at ho ikkje visste noko om avtalen, og at saka no er avslutta.", "no"),
        ("Ministeren sagde, at hun ikke vidste noget om aftalen, og at sagen nu er lukket.", "da"),
        ("Menteri itu mengatakan bahwa polisi bisa menutup jalan karena banjir.", "id"),
        ("Menteri itu berkata bahawa polis boleh menutup jalan kerana banjir.", "ms"),
        ("Ministar je rekao da će vijeće tijekom tjedna odlučiti tko je kriv.", "hr"),
        ("Ministar je rekao da će veće tokom nedelje odlučiti ko je kriv.", "sr"),
        ("O ministro dixo que a xunta non ten máis cartos e que iso xa non vai cambiar.", "gl"),
        ("O ministro disse que o governo não tem mais dinheiro e que isso já não muda.", "pt"),
    ],
)
def test_near_relatives_are_told_apart(text: str, language: str) -> None:
    assert identify(text, "")[0] == language


def test_between_near_relatives_the_hint_decides_a_short_text() -> None:
    assert identify("Brand i havn", "no")[0] == "no"
    assert identify("Brand i havn", "da")[0] == "da"


@pytest.mark.parametrize("text", ["\ud800", "\x00\x01\x02", "￾￿", "\u202e\u2066", "🇺🇦🇺🇦🇺🇦"])
def test_characters_that_are_no_text_leave_the_hint(text: str) -> None:
    assert identify(text, "de")[0] == "de"
    assert identify(text + TEXTS["de"], "")[0] == "de"


@given(st.text(max_size=300), st.text(max_size=8))
def test_any_text_has_an_answer(text: str, hint: str) -> None:
    language, confidence = identify(text, hint)
    assert 0 <= confidence <= 1
    assert (language == "und") == (confidence == 0)
    assert identify(text, hint) == (language, confidence)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["a", " ", "<", "«", "A1", "\u0301", "港", "\x00"])
def test_a_million_characters_are_soon_done_with(piece: str) -> None:
    assert 0 <= identify(piece * 1_000_000, "")[1] <= 1
