"""What is learned of one host's pages, by example and by property."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.characters import encoded
from pipeline.normalize.chrome.template import Template, keys

HEAD = ["The Harbour Post", "Tides and times"]
TAIL = [
    "Write to the desk",
    "Our journalism is paid for by readers like you, and by nobody else at all.",
]


def prose(page: int, count: int = 12) -> list[str]:
    """Paragraphs that stand on this page only."""
    words = ["quay", "tide", "ship", "gull", "mast", "rope", "sail", "crew"]
    return [
        f"Paragraph {words[at % 8]} {words[page % 8]} {chr(97 + page % 26)}{chr(97 + page // 26)}{chr(97 + at)} "
        "says what the harbour master told the board on the day before yesterday."
        for at in range(count)
    ]


def page(number: int, *inside: str) -> list[str]:
    body = prose(number)
    return [*HEAD, *body[:6], *inside, *body[6:], *TAIL]


def taught(count: int, *inside: str) -> Template:
    template = Template()
    for number in range(count):
        template.learn(page(number, *inside))
    return template


def taken(template: Template, lines: list[str]) -> list[str]:
    return [line for line, mark in zip(lines, template.find(lines), strict=True) if mark]


def test_what_stands_on_every_page_is_template() -> None:
    assert taken(taught(6), page(99)) == [*HEAD, *TAIL]


def test_nothing_is_template_of_a_host_with_three_pages() -> None:
    assert taken(taught(3), page(99)) == []


def test_prose_needs_more_pages_than_a_button() -> None:
    assert taken(taught(4), page(99)) == [*HEAD, TAIL[0]]


@given(st.lists(st.text(min_size=1), max_size=6))
def test_a_line_has_the_same_key_whatever_stands_around_it(lines: list[str]) -> None:
    alone = {line: keys((line,))[line] for line in lines}
    assert keys(lines) == keys(lines, encoded(lines)) == alone


@pytest.mark.parametrize("known", [0, 5, 999], ids=["no", "some", "all"])
def test_lines_are_found_and_learned_alike_whatever_keys_are_known(known: int) -> None:
    given_keys, without = Template(), Template()
    for number in range(8):
        lines = page(number)
        told = keys(lines[:known])
        assert given_keys.find(lines, told) == without.find(lines)
        given_keys.learn(lines, told)
        without.learn(lines)
    assert given_keys.dump() == without.dump()


def test_digits_and_case_do_not_tell_lines_apart() -> None:
    template = Template()
    for number in range(6):
        template.learn([f"{number * 7} readers like this", *prose(number)])
    assert template.is_template("1,204 Readers like this") is False
    assert template.is_template("1204 READERS like this") is True


@pytest.mark.parametrize("every", [3, 10])
def test_a_background_paragraph_of_some_pages_stays(every: int) -> None:
    background = "The harbour was built in the year of the great storm and rebuilt twice by the city since then."
    template = Template()
    for number in range(60):
        template.learn(page(number, *([background] if number % every == 0 else [])))
    assert not template.is_template(background)


def test_versions_of_one_story_teach_nothing() -> None:
    template = Template()
    for number in range(20):
        template.learn([*HEAD, f"News {chr(97 + number)} of the strike came in.", *prose(1, 20)])
    assert taken(template, [*HEAD, *prose(1, 20)]) == []


def test_an_article_that_the_host_printed_often_is_not_emptied() -> None:
    template = taught(2)
    for number in range(40):
        template.learn([*prose(number)[:9], *prose(50, 6)])
    lines = prose(50, 6)
    assert taken(template, lines) == []


def test_a_house_subheading_inside_articles_needs_twice_the_share() -> None:
    template = Template()
    for number in range(60):
        inside = ["What we know"] if number % 8 == 0 else []
        outside = ["Opinion desk"] if number % 8 == 0 else []
        template.learn([*outside, *prose(number, 14), *inside, *prose(number + 100, 14)])
    assert template.is_template("Opinion desk")
    assert not template.is_template("What we know")


def test_a_speaker_who_answers_all_through_the_page_is_no_template() -> None:
    template = Template()
    for number in range(12):
        lines = [part for text in prose(number) for part in ("Jana Holt", text)]
        template.learn(lines)
    assert not template.is_template("Jana Holt")


@pytest.mark.parametrize(
    "line", ["HARBOURTOWN", "Harbourtown (HNA)", "— Jana Holt, on the radio", "14.30", "", "***"]
)
def test_a_dateline_an_attribution_and_a_figure_are_no_template(line: str) -> None:
    template = Template()
    for number in range(30):
        lines = page(number)
        template.learn([line, *lines] if number % 3 == 0 else lines)
    assert not template.is_template(line)


def test_a_host_that_redesigns_forgets_its_old_template() -> None:
    template = taught(300)
    for number in range(300, 2_100):
        template.learn(["The New Post", *prose(number)])
    assert template.is_template("The New Post")
    assert not template.is_template(HEAD[0])


def test_the_memory_is_bounded() -> None:
    template = taught(400)
    assert len(template) <= 2_048
    assert len(template.dump()) <= 20 * 1024 + 16


def test_a_memory_of_nothing_but_returning_lines_is_bounded() -> None:
    template = Template()
    for _ in range(4):
        for start in range(0, 6_000, 50):
            template.learn([f"Button {chr(0x4E00 + at)}" for at in range(start, start + 50)])
    assert len(template) <= 2_048


PAGES = st.lists(
    st.lists(st.text(max_size=20) | st.sampled_from([*HEAD, *TAIL]), max_size=12), max_size=8
)


@given(PAGES)
def test_the_same_pages_give_the_same_bytes(pages: list[list[str]]) -> None:
    first, second = Template(), Template()
    for lines in pages:
        first.learn(lines)
        second.learn(lines)
    assert first.dump() == second.dump()


@given(PAGES, PAGES)
def test_a_memory_read_back_goes_on_as_if_it_had_stayed(
    before: list[list[str]], after: list[list[str]]
) -> None:
    stayed = Template()
    for lines in before:
        stayed.learn(lines)
    back = Template.load(stayed.dump())
    for lines in after:
        stayed.learn(lines)
        back.learn(lines)
    assert back.dump() == stayed.dump()


def test_a_full_memory_read_back_goes_on_as_if_it_had_stayed() -> None:
    stayed = taught(300)
    back = Template.load(stayed.dump())
    for number in range(300, 420):
        stayed.learn(page(number))
        back.learn(page(number))
    assert back.dump() == stayed.dump()


@pytest.mark.parametrize("state", [b"", b"\x00", b"\xff" * 40, taught(5).dump()[:-1]])
def test_bytes_of_another_form_are_an_empty_memory(state: bytes) -> None:
    assert Template.load(state).dump() == Template().dump()


@given(st.lists(st.integers(0, 40), max_size=30))
def test_finding_in_what_is_left_finds_nothing_more(order: list[int]) -> None:
    template = taught(8)
    lines = [([*HEAD, *TAIL, *prose(3)] * 3)[at] for at in order]
    left = [line for line, mark in zip(lines, template.find(lines), strict=True) if not mark]
    assert taken(template, left) == []


@pytest.mark.parametrize("unit", ["a", "(", '"', "A ", "\u0301", "\n", "7"])
def test_a_hostile_page_ends_quickly(unit: str) -> None:
    template = taught(6)
    began = time.process_time()
    template.learn([unit * 1_000_000])
    template.find([unit * 1_000_000])
    template.learn([unit] * 100_000)
    template.find([unit] * 100_000)
    assert time.process_time() - began < 2
