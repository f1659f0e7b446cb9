"""Datelines in the shapes of many newsrooms, and what only looks like one."""

from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Dateline
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.attribution.dateline import is_dateline, opens_with_agency, split_dateline
from pipeline.settings import load_agencies

REST = "The harbour closed."
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MARCH = date(2026, 3, 3)
ALL = load_agencies()


@pytest.mark.parametrize(
    ("opening", "places", "day", "agencies"),
    [
        ("PRAGUE, Sept 04 (AFP/Reuters): ", ("PRAGUE",), date(2025, 9, 4), ("AFP", "Reuters")),
        (
            "Brussels, Belgium (AFP) Sept 3, 2025 - ",
            ("Brussels, Belgium",),
            date(2025, 9, 3),
            ("AFP",),
        ),
        ("(AP) _ ", (), None, ("AP",)),
        ("(dpa) - ", (), None, ("dpa",)),
        ("BERLIN (dpa) – ", ("BERLIN",), None, ("dpa",)),
        ("Berlin (dpa/lby) - ", ("Berlin",), None, ("dpa",)),
        ("BERLIN (dpa/AFP) – ", ("BERLIN",), None, ("dpa", "AFP")),
        ("TURNBERRY/GLASGOW, Scotland — ", ("TURNBERRY", "GLASGOW, Scotland"), None, ()),
        ("WEST PALM BEACH, Fla. — ", ("WEST PALM BEACH, Fla.",), None, ()),
        ("WEST PALM BEACH, Fla. (AP) — ", ("WEST PALM BEACH, Fla.",), None, ("AP",)),
        ("LONDON — ", ("LONDON",), None, ()),
        ("LONDON, March 3 — ", ("LONDON",), MARCH, ()),
        ("LONDON, March 3 (Reuters) - ", ("LONDON",), MARCH, ("Reuters",)),
        ("LONDON, March 3, 2025 (Reuters) - ", ("LONDON",), date(2025, 3, 3), ("Reuters",)),
        ("WASHINGTON and MILWAUKEE (Reuters) - ", ("WASHINGTON", "MILWAUKEE"), None, ("Reuters",)),
        ("BOISE, Idaho/MIAMI (Reuters) - ", ("BOISE, Idaho", "MIAMI"), None, ("Reuters",)),
        ("WASHINGTON (AP, Reuters and AFP) - ", ("WASHINGTON",), None, ("AP", "Reuters", "AFP")),
        ("Washington, D.C. (CNN) ", ("Washington, D.C.",), None, ("CNN",)),
        ("Hong Kong (CNN) ", ("Hong Kong",), None, ("CNN",)),
        ("(CNN) ", (), None, ("CNN",)),
        ("(AP) MOSCOW – ", ("MOSCOW",), None, ("AP",)),
        ("NEW YORK, March 3, 2026 /PRNewswire/ -- ", ("NEW YORK",), MARCH, ("PR Newswire",)),
        ("NEW YORK--(BUSINESS WIRE)--", ("NEW YORK",), None, ("Business Wire",)),
        ("Berlin, 3. März 2026 (dpa) - ", ("Berlin",), MARCH, ("dpa",)),
        ("PARIS, 3 mars (AFP) - ", ("PARIS",), MARCH, ("AFP",)),
        ("Paris, le 3 mars 2026 (APS) - ", ("Paris",), MARCH, ("APS",)),
        ("PARIS (Agence France-Presse) - ", ("PARIS",), None, ("AFP",)),
        ("MADRID, 3 Mar. (EUROPA PRESS) - ", ("MADRID",), MARCH, ("Europa Press",)),
        ("Madrid, 3 mar (EFE).- ", ("Madrid",), MARCH, ("EFE",)),
        ("La Habana, 3 mar (Prensa Latina) ", ("La Habana",), MARCH, ("Prensa Latina",)),
        ("Lisboa, 03 mar 2025 (Lusa) – ", ("Lisboa",), date(2025, 3, 3), ("Lusa",)),
        ("(ANSA) - ROMA, 03 MAR - ", ("ROMA",), MARCH, ("ANSA",)),
        ("AMSTERDAM (ANP) - ", ("AMSTERDAM",), None, ("ANP",)),
        ("Oslo (NTB): ", ("Oslo",), None, ("NTB",)),
        ("København /ritzau/ - ", ("København",), None, ("Ritzau",)),
        ("Helsinki (STT). ", ("Helsinki",), None, ("STT",)),
        ("Warszawa (PAP) - ", ("Warszawa",), None, ("PAP",)),
        ("Praha 3. března (ČTK) - ", ("Praha",), MARCH, ("ČTK",)),
        ("Budapest, 2025. március 3., hétfő (MTI) - ", ("Budapest",), date(2025, 3, 3), ("MTI",)),
        ("BEOGRAD, 3. marta /Tanjug/ - ", ("BEOGRAD",), MARCH, ("Tanjug",)),
        ("BUCUREȘTI, 3 mar /Agerpres/ - ", ("BUCUREȘTI",), MARCH, ("Agerpres",)),
        ("София, 3 март (БТА) ", ("София",), MARCH, ("BTA",)),
        ("Αθήνα (ΑΠΕ-ΜΠΕ) - ", ("Αθήνα",), None, ("AMNA",)),
        ("МОСКВА, 3 мар — РИА Новости. ", ("МОСКВА",), MARCH, ("RIA Novosti",)),
        ("МОСКВА, 3 марта. /ТАСС/. ", ("МОСКВА",), MARCH, ("TASS",)),
        ("Москва. 3 марта. ИНТЕРФАКС - ", ("Москва",), MARCH, ("Interfax",)),
        ("ANKARA (AA) - ", ("ANKARA",), None, ("Anadolu",)),
        ("İSTANBUL, 3 Mart (Reuters) - ", ("İSTANBUL",), MARCH, ("Reuters",)),
        ("القاهرة (رويترز) - ", ("القاهرة",), None, ("Reuters",)),
        ("القاهرة 3 مارس (رويترز) - ", ("القاهرة",), MARCH, ("Reuters",)),
        ("دمشق، سوريا (CNN) -- ", ("دمشق، سوريا",), None, ("CNN",)),
        ("नई दिल्ली, 3 मार्च (भाषा) ", ("नई दिल्ली",), MARCH, ("PTI",)),
        ("KUALA LUMPUR, 3 Mac (Bernama) -- ", ("KUALA LUMPUR",), MARCH, ("Bernama",)),
        ("Jakarta (ANTARA) - ", ("Jakarta",), None, ("Antara",)),
        ("Hà Nội (TTXVN) - ", ("Hà Nội",), None, ("VNA",)),
        ("新华社北京3月3日电 ", ("北京",), MARCH, ("Xinhua",)),
        ("中新社北京3月3日电 (记者 张三) ", ("北京",), MARCH, ("China News Service",)),
        ("(中央社記者張三台北3日電)", (), MARCH, ("CNA",)),
        ("（東京 3日 共同）", ("東京",), MARCH, ("Kyodo",)),
        ("［東京 ３日 ロイター］ - ", ("東京",), MARCH, ("Reuters",)),
        ("【ワシントン共同】", ("ワシントン",), None, ("Kyodo",)),
        ("【パリ=AFP時事】", ("パリ",), None, ("AFP",)),
        ("【6月18日 AFP】", (), date(2025, 6, 18), ("AFP",)),
        ("(서울=연합뉴스) 홍길동 기자 = ", ("서울",), None, ("Yonhap",)),
        ("[서울=뉴시스]홍길동 기자 = ", ("서울",), None, ("Newsis",)),
    ],
)
def test_a_dateline_comes_off_and_is_read(
    opening: str, places: tuple[str, ...], day: date | None, agencies: tuple[str, ...]
) -> None:
    dateline, rest = split_dateline(opening + REST, ALL, NOW)
    assert (dateline.places, dateline.date, dateline.agencies) == (places, day, agencies)
    assert rest == REST


@pytest.mark.parametrize(
    "prose",
    [
        "Smith (AP) said the harbour had closed.",
        "LONDON is calling, and nobody answers.",
        "WASHINGTON — the city — was founded late.",
        "The agency (AFP) reported the closure first.",
        "The harbour (built in 1904) - the oldest on this coast - has closed.",
        "Jones (Labour) - once a docker himself - voted against it.",
        "The mayor left - and the harbour closed.",
        "USA and China talk about the harbour.",
        "A reporter of the AFP saw it.",
        "EXCLUSIVE — The harbour closed.",
        "BREAKING - The harbour closed.",
        "ANALYSIS: The harbour closed.",
        "WATCH — The harbour closes.",
        "NATO — The alliance met.",
        "WHAT THE MAYOR WANTS — The harbour.",
        "2026 — The year of the harbour",
        "Jana Roe (AP)",
        "Jana Roe (AP) The reporter left.",
        "Jana Roe at the harbour on March 3, 2026 (Reuters / Max Doe) - A picture",
        "【速報】港が閉まった。",
        "",
    ],
)
def test_what_looks_like_a_dateline_is_left_alone(prose: str) -> None:
    assert split_dateline(prose, ALL, NOW) == (Dateline(), prose)


def test_an_impossible_date_is_none() -> None:
    dateline, rest = split_dateline("PARIS (AFP) Feb 31, 2026 - " + REST, ALL)
    assert (dateline, rest) == (Dateline(("PARIS",), None, ("AFP",)), REST)


@pytest.mark.parametrize(
    ("reference", "day"),
    [
        (datetime(2026, 3, 4, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 2, 28, tzinfo=UTC), date(2025, 3, 3)),
        (datetime(2026, 12, 31, tzinfo=UTC), date(2026, 3, 3)),
    ],
)
def test_a_day_without_a_year_is_the_last_one_up_to_two_days_after_the_reference(
    reference: datetime, day: date
) -> None:
    assert split_dateline("PARIS, March 3 (AFP) - " + REST, ALL, reference)[0].date == day


def test_a_leap_day_without_a_year_is_the_last_leap_day() -> None:
    reference = datetime(2026, 3, 4, tzinfo=UTC)
    assert split_dateline("PARIS, Feb 29 (AFP) - A", ALL, reference)[0].date == date(2024, 2, 29)


def test_without_a_reference_a_day_without_a_year_is_no_date() -> None:
    assert split_dateline("PARIS, March 3 (AFP) - " + REST, ALL)[0].date is None


@pytest.mark.parametrize(("seen", "day"), [(date(2026, 3, 20), MARCH), (date(2026, 5, 20), None)])
def test_the_time_an_item_was_seen_gives_a_year_only_while_it_is_fresh(
    seen: date, day: date | None
) -> None:
    reference = datetime(seen.year, seen.month, seen.day, tzinfo=UTC)
    found, _ = split_dateline("PARIS, March 3 (AFP) - " + REST, ALL, reference, first_seen=True)
    assert found.date == day


@pytest.mark.parametrize(
    "line", ["Brussels, Belgium (AFP) Sept 3, 2025 -", "PARIS (AFP) -", "Washington (CNN)"]
)
def test_a_dateline_on_a_line_of_its_own_is_seen(line: str) -> None:
    assert is_dateline(line, ALL)


@pytest.mark.parametrize(
    "line", ["PARIS (AFP) - The harbour closed.", "LONDON —", "AFP", "(AFP)", ""]
)
def test_a_line_with_text_or_without_agency_is_no_lone_dateline(line: str) -> None:
    assert not is_dateline(line, ALL)


def test_a_line_that_opens_with_an_agency_is_told_from_one_that_opens_with_a_place() -> None:
    assert opens_with_agency("PARIS (AFP) - " + REST, ALL)
    assert not opens_with_agency("PARIS — " + REST, ALL)


def test_an_agency_that_nobody_listed_is_none() -> None:
    prose = "BERLIN (dpa) - " + REST
    assert split_dateline(prose, Agencies({})) == (Dateline(), prose)


@given(st.text(max_size=120))
def test_what_is_left_of_a_paragraph_is_its_end(paragraph: str) -> None:
    assert paragraph.endswith(split_dateline(paragraph, ALL, NOW)[1])


@pytest.mark.parametrize(
    "unit", ["(", "A", "A ", "a, ", "/", "3 ", "—", "新", "【", "A (", "(AP) ", "A-"]
)
def test_a_megabyte_of_one_thing_is_read_in_no_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = process_time()
    split_dateline(text, ALL, NOW)
    assert process_time() - start < 0.5


@pytest.mark.parametrize("reference", [None, datetime(2029, 11, 22, tzinfo=UTC)])
def test_a_day_whose_year_nobody_knows_is_kept_without_it(reference: datetime | None) -> None:
    opening = "PRAGUE, Sept 04 (AFP/Reuters): "
    dateline, _ = split_dateline(opening + REST, ALL, reference, first_seen=True)
    assert (dateline.date, dateline.month_day) == (None, (9, 4))


def test_a_day_that_no_calendar_has_is_none() -> None:
    dateline, _ = split_dateline("PRAGUE, Sept 34 (AFP) - " + REST, ALL)
    assert dateline.month_day is None
