"""Weekdays that contradict the date beside them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.times.weekdays import conflicts

REFERENCE = date(2026, 3, 5)
"""3 March is a Tuesday in 2026, was a Monday in 2025, and no Friday for years around."""


@pytest.mark.parametrize(
    "text",
    [
        "On Friday, March 3, the bridge was closed.",
        "On Friday, March 3rd, 2026, the bridge was closed.",
        "The bridge was closed on Friday 3rd of March.",
        "The bridge was closed on March 3 (Friday).",
        "Am Freitag, dem 3. März, wurde die Brücke gesperrt.",
        "Die Brücke wurde am Freitag (3.3.) gesperrt.",
        "Le pont a été fermé le vendredi 3 mars 2026.",
        "El puente se cerró el viernes 3 de marzo de 2026.",
        "A ponte fechou na sexta-feira, 3 de março.",
        "Il ponte è stato chiuso venerdì 3 marzo.",
        "De brug werd vrijdag 3 maart gesloten.",
        "Silta suljettiin perjantaina 3. maaliskuuta.",
        "Most zamknięto w piątek 3 marca.",
        "Мост закрыли в пятницу, 3 марта.",
        "Η γέφυρα έκλεισε την Παρασκευή 3 Μαρτίου.",
        "Köprü 3 Mart Cuma günü kapatıldı.",
        "A hidat március 3-án, pénteken lezárták.",
        "أغلق الجسر يوم الجمعة 3 مارس/آذار 2026.",
        "הגשר נסגר ביום שישי, ה-3 במרץ.",
        "पुल शुक्रवार, 3 मार्च को बंद हुआ।",
        "Jembatan ditutup pada Jumat (3/3/2026).",
        "Cây cầu bị đóng vào thứ Sáu, ngày 3 tháng 3 năm 2026.",
        "สะพานปิดเมื่อวันศุกร์ที่ 3 มีนาคม 2569",
        "大桥3月3日（星期五）关闭。",
        "橋は3月3日（金）に閉鎖された。",
        "다리는 3월 3일(금) 폐쇄됐다.",
    ],
)
def test_a_day_that_never_was_is_found(text: str) -> None:
    assert len(conflicts([text], REFERENCE)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday, March 3, the bridge was closed.",
        "On Monday, March 3, of last year, the bridge was closed.",
        "In 2017, on Friday, March 3, the bridge was closed.",
        "On Friday, March 3, 2017, the bridge was closed.",
        "It was opened on Saturday, March 3, 1883.",
        "It is closed from Thursday to Friday, March 2 to 3.",
        "On Friday, 30 people came in March.",
        "On Friday, 3 percent more was paid than in March.",
        "On Friday, March 31, 2017 the bridge was closed.",
        "Am Dienstag, dem 3. März, wurde die Brücke gesperrt.",
        "Мост закрыли во вторник, 3 марта.",
        "Köprü 3 Mart Salı günü kapatıldı.",
        "大桥3月3日（星期二）关闭。",
        "다리는 3월 3일(화) 폐쇄됐다.",
        "สะพานปิดเมื่อวันอังคารที่ 3 มีนาคม 2569",
        "On Friday, February 30, nothing happened.",
        "The vote is 20/30 on Friday.",
        "",
    ],
)
def test_what_may_be_true_is_left_alone(text: str) -> None:
    assert conflicts([text], REFERENCE) == ()


def test_a_year_named_further_down_may_be_meant() -> None:
    lines = ["On Friday, March 3, the bridge was closed.", "That was in 2017."]
    assert conflicts(lines, REFERENCE) == ()


def test_the_words_are_given() -> None:
    text = "He said on Friday, March 3, 2026, that the bridge was closed."
    assert conflicts([text, text], REFERENCE) == ("Friday, March 3 2026",)


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_with_its_year_a_date_is_right_on_one_weekday_only(day: date, shift: int) -> None:
    said = day + timedelta(days=shift)
    text = f"It happened on {said:%A}, {day:%B} {day.day}, {day.year}, in the old town."
    assert bool(conflicts([text], REFERENCE)) == (shift > 0)


@given(st.lists(st.text(max_size=200), max_size=5), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_has_an_answer(paragraphs: list[str], reference: date) -> None:
    assert all(conflicts(paragraphs, reference))
