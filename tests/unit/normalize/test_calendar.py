"""Months, weekdays and digits in the languages of the news."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.times import calendar
from pipeline.normalize.times.calendar import ascii_digits, fold, month, weekday

NEWS = {
    *(
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "no",
        "fi",
        "pl",
        "cs",
        "sk",
        "hu",
        "ro",
    ),
    *(
        "bg",
        "el",
        "ru",
        "uk",
        "tr",
        "ar",
        "fa",
        "he",
        "hi",
        "bn",
        "id",
        "ms",
        "vi",
        "th",
        "zh",
        "ko",
    ),
}


@pytest.mark.parametrize("language", sorted(calendar.MONTHS))
def test_a_language_names_all_twelve_months(language: str) -> None:
    assert set(calendar.MONTHS[language].values()) == set(range(1, 13))


@pytest.mark.parametrize("language", sorted(calendar.WEEKDAYS))
def test_a_language_names_all_seven_weekdays(language: str) -> None:
    assert set(calendar.WEEKDAYS[language].values()) == set(range(7))


@pytest.mark.parametrize("language", sorted(NEWS))
def test_the_great_languages_of_the_news_are_there(language: str) -> None:
    assert language in calendar.MONTHS
    assert language in calendar.WEEKDAYS


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("September", 9),
        ("SEPT.", 9),
        ("März", 3),
        ("maerz", None),
        ("février", 2),
        ("FÉVR.", 2),
        ("fevrier", 2),
        ("enero", 1),
        ("maaliskuuta", 3),
        ("września", 9),
        ("srpna", 8),
        ("января", 1),
        ("янв.", 1),
        ("травня", 5),
        ("Μαΐου", 5),
        ("ΜΑΪΟΥ", 5),
        ("Ağustos", 8),
        ("ARALIK", 12),
        ("HAZİRAN", 6),
        ("أيلول", 9),
        ("كانون الثاني", 1),
        ("ژوئیه", 7),
        ("במרץ", 3),
        ("मार्च", 3),
        ("ফেব্রুয়ারি", 2),
        ("พ.ค.", 5),
        ("3月", 3),
        ("十二月", 12),
        ("3월", 3),
        ("Mac", 3),
        ("thursday", None),
        ("mehr", None),
        ("", None),
        (".", None),
    ],
)
def test_a_month_is_known_in_any_case_and_form(word: str, number: int | None) -> None:
    assert month(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Monday", 0),
        ("Thurs.", 3),
        ("Sonnabend", 5),
        ("mercredi", 2),
        ("MIÉRCOLES", 2),
        ("martedì", 1),
        ("terça-feira", 1),
        ("tiistaina", 1),
        ("środę", 2),
        ("úterý", 1),
        ("csütörtökön", 3),
        ("пятницу", 4),
        ("Πέμπτη", 3),
        ("SALI", 1),
        ("الأربعاء", 2),
        ("سه‌شنبه", 1),
        ("יום שלישי", 1),
        ("गुरुवार", 3),
        ("thứ tư", 2),
        ("วันศุกร์", 4),
        ("星期天", 6),
        ("週三", 2),
        ("金曜日", 4),
        ("목요일", 3),
        ("march", None),
        ("", None),
    ],
)
def test_a_weekday_is_known_in_any_case_and_form(word: str, number: int | None) -> None:
    assert weekday(word) == number


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("listopada", "hr", 10),
        ("listopada", "pl", 11),
        ("listopad", "cs", 11),
        ("listopada", "", None),
    ],
)
def test_the_language_decides_between_two_months(
    word: str, language: str, number: int | None
) -> None:
    assert month(word, language) == number


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("tor", "da", 3),
        ("tor", "sl", 1),
        ("tor", "", None),
        ("so", "de", 6),
        ("so", "cs", 5),
        ("so", "", None),
        ("do", "de", 3),
        ("do", "", None),
    ],
)
def test_the_language_decides_between_two_weekdays(
    word: str, language: str, number: int | None
) -> None:
    assert weekday(word, language) == number


def test_an_abbreviation_is_not_a_name_written_out() -> None:
    assert weekday("Sun", "en") == 6
    assert weekday("Sun", "en", written_out=True) is None


@pytest.mark.parametrize(
    "text", ["٠٣/٠٩/٢٠٢٦", "۰۳/۰۹/۲۰۲۶", "०३/०९/२०२६", "০৩/০৯/২০২৬", "๐๓/๐๙/๒๐๒๖"]
)
def test_digits_of_other_scripts_become_ours(text: str) -> None:
    assert ascii_digits(text) == "03/09/2026"


@given(st.text(max_size=30))
def test_folding_again_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=30), st.sampled_from(["", "en", "hr", "xx"]))
def test_any_word_has_an_answer(word: str, language: str) -> None:
    assert month(word, language) in {None, *range(1, 13)}
    assert weekday(word, language) in {None, *range(7)}


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.sampled_from(sorted(calendar.WEEKDAYS)))
def test_a_week_later_is_the_same_weekday(day: date, language: str) -> None:
    names = {number: name for name, number in calendar.WEEKDAYS[language].items()}
    assert weekday(names[day.weekday()], language) == (day + timedelta(days=7)).weekday()
