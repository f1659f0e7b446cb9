"""The language of an article: the model's word, or the source's where the model is unsure."""

import pytest

from pipeline.normalize.language import language_of

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
    assert language_of(TEXTS[language], "") == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_wrong_hint_does_not_decide_against_a_sure_model(language: str) -> None:
    assert language_of(TEXTS[language], "fi") == language


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
    assert language_of(UNSURE, hint) == language


@pytest.mark.parametrize("hint", ["", "english", "?", "12", "e"])
def test_without_text_and_hint_it_is_undetermined(hint: str) -> None:
    assert language_of(UNSURE, hint) == "und"


def test_no_text_leaves_the_hint() -> None:
    assert language_of("", "de") == "de"


def test_chinese_is_one_language_in_both_scripts() -> None:
    text = "港口星期一關閉，因為一場風暴把碼頭上的兩台起重機颳倒了，市長說明天會重新開放。"
    assert language_of(text, "") == "zh"
