"""Bylines and text credits: who wrote a text, who helped, and what only credits a picture."""

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Dateline
from pipeline.normalize.attribution.attribution import take
from pipeline.normalize.attribution.bylines import byline_agencies, read_byline
from pipeline.normalize.attribution.credit_lines import Credit, read_credit
from pipeline.settings import load_agencies

ALL = load_agencies()
NOW = datetime(2026, 3, 4, tzinfo=UTC)
LEAD = (
    "The harbour of Westhaven closed on Tuesday after its last crane had fallen into the water, the "
    "harbour master said in the evening."
)
MORE = (
    "Nobody was hurt, but forty ships now wait outside the breakwater, and the council is to meet "
    "again on Thursday to hear the engineers."
)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY KEVIN ROE", "KEVIN ROE"),
        ("by Jane Doe July 16 at 10:28 AM Email the author", "Jane Doe"),
        ("By JANE DOE and JOHN ROE, Associated Press", "JANE DOE and JOHN ROE, Associated Press"),
        ("By JANE DOE Associated Press", "JANE DOE Associated Press"),
        ("By Jane Doe | The Harbour Post", "Jane Doe"),
        ("The Associated Press — By JANE DOE - Associated Press", "JANE DOE - Associated Press"),
        ("By The Associated Press", "The Associated Press"),
        ("By Reuters", "Reuters"),
        ("Von Max Muster", "Max Muster"),
        ("Von Max Muster und Eva Beispiel", "Max Muster und Eva Beispiel"),
        ("Par Jeanne Martin", "Jeanne Martin"),
        ("Por Juan Pérez", "Juan Pérez"),
        ("Di Maria Rossi", "Maria Rossi"),
        ("Door Jan de Vries", "Jan de Vries"),
        ("Av Kari Nordmann", "Kari Nordmann"),
        ("Tekst: Kari Nordmann", "Kari Nordmann"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("بقلم محمد علي", "محمد علي"),
        ("記者 張三", "張三"),
        ("文／張三", "張三"),
        ("홍길동 기자", "홍길동"),
        ("홍길동 기자 hong@example.org", "홍길동"),
    ],
)
def test_a_byline_is_read_without_its_by(line: str, byline: str) -> None:
    assert read_byline(line, ALL) == byline


@pytest.mark.parametrize(
    "line",
    [
        "By the time it closed, the harbour was empty.",
        "By The Numbers",
        "By contrast",
        "By Tuesday",
        "By George, it closed!",
        "Von der Leyen besucht den Hafen",
        "Von Montag an geschlossen",
        "Por favor",
        "Par exemple",
        "Text and pictures",
        "By",
        "",
        LEAD,
    ],
)
def test_prose_and_headings_are_no_byline(line: str) -> None:
    assert read_byline(line, ALL) == ""


@pytest.mark.parametrize(
    ("byline", "named"),
    [
        ("JANE DOE, Associated Press", ("AP",)),
        ("JANE DOE, AP Technology Writer", ("AP",)),
        ("JANE DOE Associated Press", ("AP",)),
        ("JANE DOE Reuters", ("Reuters",)),
        ("JANE DOE AP National Security Writer", ("AP",)),
        ("The Associated Press", ("AP",)),
        ("Jane Doe of Reuters", ("Reuters",)),
        ("Jane Doe", ()),
        ("Michael Bloomberg", ()),
        ("Michael Bloomberg and Efe Roe", ()),
        ("JANE EFE", ()),
    ],
)
def test_agencies_in_a_byline_are_told_from_surnames(byline: str, named: tuple[str, ...]) -> None:
    assert byline_agencies(byline, ALL) == named


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("Reporting by Jana Holt, Reuters", ("Reuters",)),
        ("(Reporting by Jana Holt; Editing by Max Roe)", ("Reuters",)),
        ("(Writing by Jana Holt; Editing by Max Roe)", ("Reuters",)),
        ("(Additional reporting by Jana Holt in Rome; Editing by Max Roe)", ("Reuters",)),
        ("(Reporting by Jana Holt, AP; Editing by Max Roe)", ("AP",)),
        ("(Reporte de Ana Ruiz; Editado por Luis Paz)", ("Reuters",)),
        ("© Agence France-Presse", ("AFP",)),
        ("© 2018 Thomson/Reuters. All rights reserved.", ("Reuters",)),
        ("© Copyright 2018 The Associated Press. All rights reserved.", ("AP",)),
        ("Copyright 2018 by CNN NewSource. All rights reserved.", ("CNN",)),
        ("<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>", ("Yonhap",)),
        ("Source: Xinhua", ("Xinhua",)),
        ("Quelle: dpa", ("dpa",)),
        ("Quelle: dpa/AFP", ("dpa", "AFP")),
        ("Fuente: EFE", ("EFE",)),
        ("Fonte: ANSA", ("ANSA",)),
        ("Bron: ANP", ("ANP",)),
        ("Källa: TT", ("TT",)),
        ("Kilde: Ritzau", ("Ritzau",)),
        ("Źródło: PAP", ("PAP",)),
        ("Zdroj: ČTK", ("ČTK",)),
        ("Forrás: MTI", ("MTI",)),
        ("Izvor: Tanjug", ("Tanjug",)),
        ("Источник: ТАСС", ("TASS",)),
        ("Kaynak: AA", ("Anadolu",)),
        ("المصدر: رويترز", ("Reuters",)),
        ("来源：新华社", ("Xinhua",)),
        ("출처: 연합뉴스", ("Yonhap",)),
    ],
)
def test_a_line_credits_the_agency_that_wrote_the_text(
    line: str, credited: tuple[str, ...]
) -> None:
    assert read_credit(line, ALL) == Credit(credited)


@pytest.mark.parametrize(
    ("line", "contributed"),
    [
        ("The Associated Press contributed to this report.", ("AP",)),
        ("Jana Holt and The Associated Press contributed to this report", ("AP",)),
        (
            "Associated Press writers Jana Holt in Rome and Max Roe in Oslo contributed to this story.",
            ("AP",),
        ),
        ("Reuters contributed reporting.", ("Reuters",)),
        ("Contributing: Jana Holt; the Associated Press", ("AP",)),
        ("With inputs from AFP", ("AFP",)),
        ("(With inputs from AFP and Reuters)", ("AFP", "Reuters")),
        ("With agency inputs from PTI", ("PTI",)),
        ("(With AFP)", ("AFP",)),
        (
            "This report contains material from Bloomberg News and Reuters.",
            ("Bloomberg", "Reuters"),
        ),
        ("Material from the Associated Press was used in this report.", ("AP",)),
        ("Additional reporting by Jana Holt, AP", ("AP",)),
        ("mit Material von dpa", ("dpa",)),
        ("(mit dpa)", ("dpa",)),
        ("avec AFP", ("AFP",)),
        ("(Avec Reuters)", ("Reuters",)),
        ("(Con información de EFE)", ("EFE",)),
        ("Com informações da Reuters", ("Reuters",)),
        ("Met medewerking van ANP", ("ANP",)),
        ("По материалам РИА Новости", ("RIA Novosti",)),
    ],
)
def test_a_line_says_who_has_contributed(line: str, contributed: tuple[str, ...]) -> None:
    assert read_credit(line, ALL) == Credit((), contributed)


@pytest.mark.parametrize(
    "line",
    [
        "AFP Photo",
        "(AFP Photo)",
        "(Photo by Jana Holt / AFP)",
        "Photo: AFP",
        "Foto: dpa",
        "Bild: dpa",
        "Source: AFP Photo",
        "© AFP Photo",
        "© REUTERS/Jana Holt",
        "© AFP/Jana Holt",
        "REUTERS/Jana Holt",
        "AP Photo/Jana Holt",
        "Jana Holt/AFP/Getty Images",
        "With inputs from AFP, photo by Reuters",
    ],
)
def test_the_credit_of_a_picture_is_none_of_the_text(line: str) -> None:
    assert not read_credit(line, ALL)
    assert take("", [line, LEAD, MORE, line], ALL).agencies == ()


@pytest.mark.parametrize(
    "line",
    [
        "The ministry told AFP that the harbour closed.",
        "Reuters reported the closure first.",
        "With AP taking the lead, the harbour closed.",
        "With information from the harbour, the mayor told AFP that it had closed.",
        "The AP contributed $5 to the harbour fund.",
        "Michael Bloomberg contributed to this report.",
        "Source: a Reuters poll of 1,007 dockers",
        "Copyright is a matter that AFP takes to court.",
        "Copyright 2026 Harbour Post",
        "Contributing: Jana Holt",
    ],
)
def test_prose_that_names_an_agency_credits_nobody(line: str) -> None:
    assert not read_credit(line, ALL)


def test_an_article_gives_up_dateline_byline_and_credits() -> None:
    found = take(
        "Harbour closes",
        ["By Jane Doe", f"WESTHAVEN, March 3 (AFP) - {LEAD}", MORE, "With inputs from Reuters"],
        ALL,
        NOW,
    )
    assert found.lines == [LEAD, MORE]
    assert found.dateline == Dateline(
        ("WESTHAVEN",), NOW.date().replace(day=3), ("AFP",), (NOW.month, 3)
    )
    assert (found.byline, found.credited, found.contributed) == ("Jane Doe", ("AFP",), ("Reuters",))
    assert [(line.text, line.reason) for line in found.removed] == [
        ("With inputs from Reuters", "credit"),
        ("By Jane Doe", "byline"),
        ("WESTHAVEN, March 3 (AFP) -", "dateline"),
    ]


@pytest.mark.parametrize(
    ("head", "tail", "credited"),
    [
        (["By The Associated Press"], [], ("AP",)),
        (["The Associated Press", "March 3, 2026"], [], ("AP",)),
        (["Associated Press Tuesday, March 3, 2026"], [], ("AP",)),
        (["AP March 3, 2026, 10:35 PM"], [], ("AP",)),
        (["Jane Doe and John Roe, Associated Press"], [], ("AP",)),
        (["Bloomberg•", "Harbour closes"], [], ("Bloomberg",)),
        ([], ["AFP"], ("AFP",)),
        ([], ["(dpa)"], ("dpa",)),
        ([], ["- AFP"], ("AFP",)),
        ([], ["dpa/abc"], ("dpa",)),
        ([], ["jab/dpa/AFP"], ("dpa", "AFP")),
        ([], ["PTI KND ZH"], ("PTI",)),
        ([], ["Jane Doe is an Associated Press writer."], ("AP",)),
        ([], ["Our Standards: The Thomson Reuters Trust Principles."], ("Reuters",)),
    ],
)
def test_a_credit_that_its_place_gives_away_is_taken(
    head: list[str], tail: list[str], credited: tuple[str, ...]
) -> None:
    assert take("", [*head, LEAD, MORE, *tail], ALL).credited == credited


@pytest.mark.parametrize(
    ("ending", "credited"),
    [
        (" (AFP)", ("AFP",)),
        (" - AFP", ("AFP",)),
        (" (dpa/lby)", ("dpa",)),
        (" (Reporting by A Roe; Editing by B Poe)", ("Reuters",)),
    ],
)
def test_a_credit_at_the_end_of_the_last_paragraph_comes_off(
    ending: str, credited: tuple[str, ...]
) -> None:
    found = take("", [LEAD, MORE + ending], ALL)
    assert found.credited == credited
    assert found.lines == [LEAD, MORE]


@pytest.mark.parametrize(
    "lines",
    [
        ["Carlos Roe / Reuters", LEAD, MORE],
        ["Reuters / Lehtiroe", LEAD, MORE],
        [LEAD, MORE, "Jana Roe, AP"],
        [
            "A docker walks at the harbour on Monday.",
            "THE ASSOCIATED PRESS",
            "Harbour closes",
            LEAD,
            MORE,
        ],
        ["Evan Roe, Associated Press", "A docker walks. (AP Photo/Evan Roe)", LEAD, MORE],
        [LEAD, f"{MORE[:-1]}, a spokesman of the agency (ANSA)."],
    ],
)
def test_an_agency_beside_a_picture_or_in_prose_is_not_taken(lines: list[str]) -> None:
    assert take("", lines, ALL).agencies == ()


def test_an_outlet_with_its_agency_above_a_dateline_is_no_place() -> None:
    found = take("", ["Harbour Times (TNS)", f"WESTHAVEN — {LEAD}", MORE], ALL)
    assert (found.dateline, found.credited) == (Dateline(("WESTHAVEN",)), ("TNS",))


def test_what_heads_another_item_further_down_is_counted_apart() -> None:
    other = f"OSLO (NTB) - {LEAD}"
    found = take("", [f"ROME (AFP) - {LEAD}", MORE, LEAD, MORE, LEAD, other, MORE], ALL)
    assert (found.credited, found.contributed) == (("AFP",), ("NTB",))
    assert other in found.lines


_LINES = st.sampled_from(
    [LEAD, MORE, "AFP", "(dpa)", "By Jane Doe", "By Reuters", f"ROME (AFP) - {LEAD}", "ROME (AFP) -",
     f"ROME — {LEAD}", "With inputs from AP", MORE + " (AFP)", "March 3, 2026", "dpa/abc", "© AFP", "Harbour", ""]
)  # fmt: skip


@given(st.lists(st.one_of(_LINES, st.text(max_size=40)), max_size=14))
def test_taking_again_takes_nothing(lines: list[str]) -> None:
    once = take("Harbour", lines, ALL, NOW)
    again = take("Harbour", once.lines, ALL, NOW)
    assert (again.lines, again.removed) == (once.lines, [])


@pytest.mark.parametrize(
    "unit", ["(", "A", "A ", "By ", "©", "/", "AP/", "By A\n", "(AP) -\n", "with AP\n", "AP\n", "© AP\n",
             "reporting by ", "; editing by ", "contributed ", "A contributed to this report\n", "(AP)", "„“"]
)  # fmt: skip
def test_a_megabyte_of_one_thing_is_read_in_time(unit: str) -> None:
    lines = (unit * (1_000_000 // len(unit))).splitlines()
    start = process_time()
    take("", lines, ALL, NOW)
    assert process_time() - start < 10


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Publicado por Ana Gil", "Ana Gil"),
        ("Escrito por Ana Gil", "Ana Gil"),
        ("Verfasst von Jana Holt", "Jana Holt"),
        ("Written by Jane Roe", "Jane Roe"),
        ("Skrevet af Jens Holm", "Jens Holm"),
        ("حوار: سمير حداد", "سمير حداد"),
        ("oprac. Jan Lisek", "Jan Lisek"),
        ("海港日报记者 王小明", "王小明"),
        ("记者 王小明", "王小明"),
        ("Written off by critics, the harbour came back", ""),
        ("Publicado por la tarde en el puerto", ""),
        ("有记者问港口何时开放", ""),
    ],
)
def test_a_byline_may_begin_with_what_was_done(line: str, byline: str) -> None:
    assert read_byline(line, ALL) == byline


@pytest.mark.parametrize(
    ("last", "byline"), [("Von Anna Brandt", "Anna Brandt"), ("Par Marie Leroy", "Marie Leroy")]
)
def test_a_byline_may_stand_below_the_text(last: str, byline: str) -> None:
    found = take("", [LEAD, MORE, last], ALL)
    assert found.byline == byline
    assert last not in found.lines


@pytest.mark.parametrize("sign", ["(ats/nxp)", "(dpa/AFP)"])
def test_a_signature_may_have_codes_of_editors(sign: str) -> None:
    found = take("", [LEAD, f"{LEAD} {sign}"], ALL)
    assert found.credited
    assert found.lines[-1] == LEAD
