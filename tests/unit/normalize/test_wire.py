"""Datelines, credits, notes and marks in the shapes that wires use."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Dateline, Mark
from pipeline.normalize.agencies import Agencies
from pipeline.normalize.wire import (
    is_dateline,
    is_note,
    mark_of,
    split_dateline,
    text_credits,
)
from tests.unit.build import AGENCIES

REST = "The harbour closed."


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("PRAGUE, Sept 04 (AFP/Reuters): ", Dateline(("PRAGUE",), None, ("AFP", "Reuters"))),
        (
            "Brussels, Belgium (AFP) Sept 3, 2025 - ",
            Dateline(("Brussels, Belgium",), date(2025, 9, 3), ("AFP",)),
        ),
        ("(AP) _ ", Dateline((), None, ("AP",))),
        ("(dpa) - ", Dateline((), None, ("dpa",))),
        ("BERLIN (dpa) - ", Dateline(("BERLIN",), None, ("dpa",))),
        ("TURNBERRY/GLASGOW, Scotland — ", Dateline(("TURNBERRY", "GLASGOW, Scotland"), None, ())),
        ("WEST PALM BEACH, Fla. — ", Dateline(("WEST PALM BEACH, Fla.",), None, ())),
        ("WEST PALM BEACH, Fla. (AP) — ", Dateline(("WEST PALM BEACH, Fla.",), None, ("AP",))),
        ("LONDON — ", Dateline(("LONDON",), None, ())),
        ("LONDON, March 3 (Reuters) - ", Dateline(("LONDON",), None, ("Reuters",))),
        (
            "LONDON, March 3, 2026 (Reuters) - ",
            Dateline(("LONDON",), date(2026, 3, 3), ("Reuters",)),
        ),
        ("BEIJING, March 3 (Xinhua) -- ", Dateline(("BEIJING",), None, ("Xinhua",))),
        ("Berlin, 3. März 2026 (dpa) - ", Dateline(("Berlin",), date(2026, 3, 3), ("dpa",))),
        ("PARIS, 3 août 2026 (AFP) – ", Dateline(("PARIS",), date(2026, 8, 3), ("AFP",))),
        ("BERLIN (dpa/AFP) – ", Dateline(("BERLIN",), None, ("dpa", "AFP"))),
        (
            "WASHINGTON (AP, Reuters and AFP) - ",
            Dateline(("WASHINGTON",), None, ("AP", "Reuters", "AFP")),
        ),
        ("MOSCOW/KYIV (Reuters) - ", Dateline(("MOSCOW", "KYIV"), None, ("Reuters",))),
        ("PARIS (Agence France-Presse) - ", Dateline(("PARIS",), None, ("AFP",))),
    ],
)
def test_a_dateline_comes_off_and_is_read(opening: str, dateline: Dateline) -> None:
    assert split_dateline(opening + REST, AGENCIES) == (dateline, REST)


@pytest.mark.parametrize(
    "prose",
    [
        "Smith (AP) said the harbour had closed.",
        "LONDON is calling, and nobody answers.",
        "The agency (AFP) reported the closure first.",
        "The harbour (built in 1904) - the oldest on this coast - has closed.",
        "Jones (Labour) - once a docker himself - voted against it.",
        "The mayor left - and the harbour closed.",
        "USA and China talk about the harbour.",
        "A reporter of the AFP saw it.",
        "",
    ],
)
def test_prose_that_looks_like_a_dateline_is_left_alone(prose: str) -> None:
    assert split_dateline(prose, AGENCIES) == (Dateline(), prose)


def test_an_impossible_date_is_none() -> None:
    dateline, rest = split_dateline("PARIS (AFP) Feb 31, 2026 - " + REST, AGENCIES)
    assert (dateline, rest) == (Dateline(("PARIS",), None, ("AFP",)), REST)


@given(st.text(max_size=80))
def test_what_is_left_of_a_paragraph_is_its_end(paragraph: str) -> None:
    assert paragraph.endswith(split_dateline(paragraph, AGENCIES)[1])


@pytest.mark.parametrize(
    ("credit", "named"),
    [
        ("AFP", ("AFP",)),
        ("afp", ("AFP",)),
        ("Agence  France-Presse", ("AFP",)),
        ("AFP/Reuters", ("AFP", "Reuters")),
        ("Reuters, AFP", ("Reuters", "AFP")),
        ("dpa und AFP", ("dpa", "AFP")),
        ("AP & UPI", ("AP", "UPI")),
        ("AFP/Agence France-Presse", ("AFP",)),
        ("dpa, own report", ("dpa",)),
        ("Harbour Post", ()),
        ("AFP Photo", ()),
        ("", ()),
    ],
)
def test_aliases_lead_to_one_name(credit: str, named: tuple[str, ...]) -> None:
    assert AGENCIES.named(credit) == named


def test_the_shipped_table_knows_full_names(agencies: Agencies) -> None:
    assert agencies.named("Associated Press/Deutsche Presse-Agentur") == ("AP", "dpa")


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("With inputs from AFP", ("AFP",)),
        ("(With inputs from AFP and Reuters)", ("AFP", "Reuters")),
        ("With input from Reuters, dpa", ("Reuters", "dpa")),
        ("Reporting by Jana Holt, Reuters", ("Reuters",)),
        ("Mit Material von dpa", ()),
        ("AFP", ("AFP",)),
        ("(AFP)", ("AFP",)),
        ("dpa/AFP", ("dpa", "AFP")),
    ],
)
def test_a_closing_line_credits_agencies(line: str, credited: tuple[str, ...]) -> None:
    assert text_credits(line, AGENCIES) == credited


@pytest.mark.parametrize(
    "line",
    [
        "(AFP Photo)",
        "AFP Photo",
        "Photo: AFP",
        "Photo/AFP",
        "AFP/Getty",
        "Foto: dpa",
        "Foto/dpa",
        "Bild: dpa",
        "File picture, Reuters",
        "With inputs from AFP, photo by Reuters",
    ],
)
def test_a_photo_credit_is_no_text_credit(line: str) -> None:
    assert text_credits(line, AGENCIES) == ()


@pytest.mark.parametrize(
    "line", ["The AFP office was closed.", "He reads AFP every day", "Harbour Post", ""]
)
def test_prose_at_the_end_credits_nobody(line: str) -> None:
    assert text_credits(line, AGENCIES) == ()


@pytest.mark.parametrize("line", ["Brussels, Belgium (AFP) Sept 3, 2025 -", "PARIS (AFP) -"])
def test_a_dateline_on_a_line_of_its_own_is_seen(line: str) -> None:
    assert is_dateline(line, AGENCIES)


@pytest.mark.parametrize("line", ["PARIS (AFP) - The harbour closed.", "LONDON —", "AFP", ""])
def test_a_line_with_text_or_without_agency_is_no_lone_dateline(line: str) -> None:
    assert not is_dateline(line, AGENCIES)


@pytest.mark.parametrize(
    "line",
    [
        "(Adds quotes in paragraph 3)",
        "(Rewrites throughout with new toll)",
        "(Recasts, updates throughout)",
        "(Corrects the name in paragraph 2).",
        "(aktualisiert)",
        "(Berichtigt: Name im zweiten Absatz)",
    ],
)
def test_an_editors_note_is_seen(line: str) -> None:
    assert is_note(line)


@pytest.mark.parametrize(
    "line",
    [
        "(Additionally, the quay closed.)",
        "He adds quotes.",
        "(Adds quotes) and more",
        "Adds quotes",
    ],
)
def test_what_is_no_bracketed_change_is_no_note(line: str) -> None:
    assert not is_note(line)


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("KILL KILL KILL - Harbour closes", "kill"),
        ("KILL: Harbour closes", "kill"),
        ("STORY WITHDRAWN: Harbour closes", "kill"),
        ("WITHDRAWN - Harbour closes", "kill"),
        ("ZURÜCKGEZOGEN: Hafen schließt", "kill"),
        ("HOLD HOLD HOLD Harbour closes", "hold"),
        ("CORRECTED-Harbour closes", "correction"),
        ("CORRECTION: Harbour closes", "correction"),
        ("Correction: Harbour closes", "correction"),
        ("Corrected: Harbour closes", "correction"),
        ("CORRECTIVE: Harbour closes", "correction"),
        ("KORREKTUR: Hafen schließt", "correction"),
        ("Korrektur: Hafen schließt", "correction"),
        ("REPEAT-Harbour closes", "repeat"),
        ("RPT-Harbour closes", "repeat"),
        ("UPDATE 2-Harbour closes", "update"),
        ("UPDATE1: Harbour closes", "update"),
        ("REFILE-Harbour closes", "update"),
        ("WRAPUP-Harbour closes", "update"),
        ("1st Ld-Writethru: Harbour closes", "update"),
        ("2nd Lead: Harbour closes", "update"),
        ("AKTUALISIERT: Hafen schließt", "update"),
        ("*** KILL *** Harbour closes", "kill"),
    ],
)
def test_a_mark_opens_the_headline(title: str, mark: Mark) -> None:
    assert mark_of(title, REST) == mark


@pytest.mark.parametrize(
    "title",
    [
        "Correct answers win the harbour quiz",
        "Correctional staff vote",
        "Kill Bill returns to the harbour cinema",
        "Killed in the harbour: two dockers",
        "Kills wasps, keeps bees",
        "Hold the line, mayor says",
        "HOLD ON TO YOUR HATS",
        "Update on the harbour",
        "Repeat offender jailed",
        "Withdrawn offer angers dockers",
        "Harbour KILL order rescinded",
        "Korrekturen am Haushalt",
        "",
    ],
)
def test_prose_is_no_mark(title: str) -> None:
    assert mark_of(title, REST) is None


def test_a_mark_may_open_the_first_line_instead() -> None:
    assert mark_of("Harbour closes", "CORRECTION: It closed on Monday.") == "correction"


def test_the_headline_comes_before_the_first_line() -> None:
    assert mark_of("UPDATE 1-Harbour closes", "KILL KILL KILL") == "update"
