"""Times as pages print them, and their zones."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.times import stamps


def at(text: str, language: str = "") -> str | None:
    found = stamps.read(text, language)
    if found is None:
        return None
    if not found.has_time:
        return found.at.date().isoformat()
    said = found.at.isoformat(timespec="minutes")
    return said if found.has_zone else said.removesuffix("+00:00")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("September 04, 2025 12:51 PM GMT+03:00", "en", "2025-09-04T12:51+03:00"),
        ("Published 3:04 p.m. ET March 3, 2026", "en", "2026-03-03T15:04-05:00"),
        ("3:04 p.m. ET July 3, 2026", "en", "2026-07-03T15:04-04:00"),
        ("Jul 15 2005, 11:26 am Pacific", "en", "2005-07-15T11:26-07:00"),
        ("Posted on Mar 3rd, 2026 at 3pm", "en", "2026-03-03T15:00"),
        ("Mar 3, 2026 | 12:05 a.m. UTC", "en", "2026-03-03T00:05+00:00"),
        ("3:04 PM 07/15/2018", "en", "2018-07-15T15:04"),
        ("Mon Oct 11 14:57:21 CEST 2021", "en", "2021-10-11T14:57+02:00"),
        ("Veröffentlicht am 3. März 2026, 14:05 Uhr", "de", "2026-03-03T14:05"),
        ("Stand: 03.03.2026 14 Uhr", "de", "2026-03-03T14:00"),
        ("3. März 2026, 14:05 Uhr MEZ", "de", "2026-03-03T14:05+01:00"),
        ("Publié le 3 mars 2026 à 14h05", "fr", "2026-03-03T14:05"),
        ("1er mars 2026", "fr", "2026-03-01"),
        ("3 de marzo de 2026, 2:05 p. m.", "es", "2026-03-03T14:05"),
        ("3 de março de 2026 às 14h05", "pt", "2026-03-03T14:05"),
        ("3.3.2026 klo 14.05", "fi", "2026-03-03T14:05"),
        ("2026. március 3. 14:05", "hu", "2026-03-03T14:05"),
        ("3 marca 2026 r., 14:05", "pl", "2026-03-03T14:05"),
        ("3 мар 2026, 14:05 МСК", "ru", "2026-03-03T14:05+03:00"),
        ("3 Mart 2026 Salı 14:05", "tr", "2026-03-03T14:05"),
        ("الثلاثاء ٣ مارس/آذار ٢٠٢٦ - ١٤:٠٥ GMT", "ar", "2026-03-03T14:05+00:00"),
        ("3 كانون الثاني 2026", "ar", "2026-01-03"),
        ("יום שלישי, 3 במרץ 2026, 14:05", "he", "2026-03-03T14:05"),
        ("3 मार्च 2026, 14:05", "hi", "2026-03-03T14:05"),
        ("Thứ ba, 3/3/2026, 14:05 (GMT+7)", "vi", "2026-03-03T14:05+07:00"),
        ("ngày 3 tháng 4 năm 2026", "vi", "2026-04-03"),
        ("3 มีนาคม 2569 เวลา 14:05 น.", "th", "2026-03-03T14:05"),
        ("2026年3月3日 14:05", "zh", "2026-03-03T14:05"),
        ("2026年3月3日午後2時5分", "ja", "2026-03-03T14:05"),
        ("2026. 3. 3. 오후 2:05", "ko", "2026-03-03T14:05"),
        ("2026-03-03T14:05:00.000+0100", "", "2026-03-03T14:05+01:00"),
        ("20260303T1405Z", "", "2026-03-03T14:05+00:00"),
        ("Tue, 03 Mar 2026 14:05:00 -0330", "", "2026-03-03T14:05-03:30"),
        ("04/03/2026", "fr", "2026-03-04"),
        ("03/03/2026 14:05", "", "2026-03-03T14:05"),
        ("13/03/2026", "en", "2026-03-13"),
        ("13 listopada 2025", "hr", "2025-10-13"),
        ("13 listopada 2025", "pl", "2025-11-13"),
    ],
)
def test_a_stamp_is_read_as_it_was_meant(text: str, language: str, said: str) -> None:
    assert at(text, language) == said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("04/03/2026", "en"),
        ("04/03/2026", ""),
        ("3 March", "en"),
        ("March 2026", "en"),
        ("31 September 2026", "en"),
        ("Brumaire 4, 2026", "fr"),
        ("3 hours ago", "en"),
        ("منذ 3 ساعات", "ar"),
        ("13 listopada 2025", ""),
        ("Issue 20260303", "en"),
        ("14:05", "en"),
        ("", ""),
    ],
)
def test_what_does_not_name_a_day_for_certain_is_not_read(text: str, language: str) -> None:
    assert stamps.read(text, language) is None


@pytest.mark.parametrize("clock", ["25:10", "12:99", "24 h"])
def test_an_impossible_hour_leaves_the_day(clock: str) -> None:
    assert at(f"3 March 2026, {clock}") == "2026-03-03"


@pytest.mark.parametrize(
    ("zone", "is_sure"),
    [
        ("GMT", True),
        ("CEST", True),
        ("+05:30", True),
        ("IST", False),
        ("BST", False),
        ("CST", False),
    ],
)
def test_a_zone_that_several_countries_claim_is_doubtful(zone: str, is_sure: bool) -> None:
    found = stamps.read(f"3 June 2026 14:05 {zone}")
    assert found is not None
    assert (found.has_zone, found.sure_zone) == (True, is_sure)


@pytest.mark.parametrize("word", ["ET", "GMT", "+0100"])
def test_a_zone_counts_beside_the_time_only(word: str) -> None:
    found = stamps.read(f"3 June 2026 14:05, by a reporter of the {word} desk")
    assert found is not None
    assert not found.has_zone


@pytest.mark.parametrize(
    ("text", "language", "conflict"),
    [
        ("Tuesday, March 3, 2026", "en", False),
        ("Monday, March 3, 2026", "en", True),
        ("Mon, 03 Mar 2026 14:05:00 GMT", "", True),
        ("le lundi 3 mars 2026", "fr", True),
        ("le mardi 3 mars 2026", "fr", False),
        ("Mo, 3.3.2026", "de", True),
        ("Di, 3.3.2026", "de", False),
        ("3 Mart 2026 Pazartesi", "tr", True),
        ("The Sun, 3 March 2026", "en", False),
        ("Published: Sun, 3 March 2026", "en", True),
    ],
)
def test_a_weekday_is_checked_against_its_date(text: str, language: str, conflict: bool) -> None:
    found = stamps.read(text, language)
    assert found is not None
    assert found.weekday_conflict is conflict


@pytest.mark.parametrize(
    "text", ["Updated 3 March 2026", "Aktualisiert: 3. März 2026", "Обновлено 3 марта 2026"]
)
def test_a_time_of_revision_says_so(text: str) -> None:
    found = stamps.read(text)
    assert found is not None
    assert found.is_revision


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_iso_8601_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    found = stamps.read(moment.isoformat())
    assert found is not None
    assert found.at == moment


@given(st.text(max_size=300), st.sampled_from(["", "en", "de", "zh"]))
def test_any_text_has_an_answer(text: str, language: str) -> None:
    found = stamps.read(text, language)
    assert found is None or found.at.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("2026. gada 3. janvāris, 10:15", "lv", "2026-01-03T10:15"),
        ("2026 m. sausio 3 d. 10:15", "lt", "2026-01-03T10:15"),
        ("21 ม.ค.2561 เวลา 12.00 น.", "th", "2018-01-21T12:00"),
        ("3 Jan.2026 10:15", "en", "2026-01-03T10:15"),
        ("3 იანვარი, 2026", "ka", "2026-01-03"),
        ("3 հունվարի, 2026", "hy", "2026-01-03"),
        ("3 қаңтар 2026", "kk", "2026-01-03"),
        ("3 జనవరి 2026", "te", "2026-01-03"),
        ("3 ജനുവരി 2026", "ml", "2026-01-03"),
        ("3 ಜನವರಿ 2026", "kn", "2026-01-03"),
        ("3 જાન્યુઆરી 2026", "gu", "2026-01-03"),
        ("3 ਜਨਵਰੀ 2026", "pa", "2026-01-03"),
    ],
)
def test_further_languages_write_their_dates_so(text: str, language: str, said: str) -> None:
    assert at(text, language) == said


def test_further_languages_say_that_a_text_was_changed() -> None:
    said = ("Ažurirano 3.1.2026", "Atnaujinta 2026-01-03", "Uuendatud 3.1.2026")
    assert all((found := stamps.read(text)) and found.is_revision for text in said)
