"""What a site puts around an article, by example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.chrome import is_heading, is_label, strip


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("subscription", "Subscribe"),
        ("subscription", "| Subscribe Free To Our Daily Mail"),
        ("subscription", "Sign up for our morning briefing"),
        ("subscription", "Get our weekly newsletter"),
        ("subscription", "Jetzt abonnieren"),
        ("subscription", "Try one of our free newsletters"),
        ("share", "Share"),
        ("share", "Facebook | Twitter | WhatsApp"),
        ("share", "Share on Facebook"),
        ("share", "Teilen"),
        ("follow", "Follow us on Telegram"),
        ("follow", "Folgen Sie uns auf Instagram"),
        ("navigation", "Menu"),
        ("navigation", "Skip to main content"),
        ("navigation", "ADVERTISEMENT"),
        ("navigation", "Anzeige"),
        ("navigation", "Home > World > Europe"),
        ("navigation", "World | Business | Sport | Culture"),
        ("related", "Related Links"),
        ("related", "Read more: The harbour that never sleeps"),
        ("related", "Lesen Sie auch: Der Hafen schläft nie"),
        ("related", "Source 1 • Source 2"),
        ("cookies", "We use cookies to make this page better."),
        ("copyright", "© 2026 The Harbour Post"),
        ("copyright", "All rights reserved."),
        ("copyright", "Alle Rechte vorbehalten"),
        ("stamp", "September 04, 2025 12:51 PM GMT+03:00"),
        ("stamp", "Updated: 3 March 2026"),
        ("stamp", "Veröffentlicht am 03.03.2026 um 12:51 Uhr"),
        ("stamp", "2026-03-03T12:51:00Z"),
        ("stamp", "Tuesday, March 3, 2026"),
        ("caption", "Photo: The harbour at dawn"),
        ("caption", "Foto: Der Hafen am Morgen"),
        ("caption", "The mayor greets guests at the harbour. (AFP Photo)"),
        ("caption", "Ships wait for the tide. (Jana Holt/Harbour Images)"),
    ],
)
def test_a_line_of_the_site_is_out_with_its_reason(reason: str, line: str) -> None:
    body, _, removed = strip([line])
    assert body == []
    assert [(out.text, out.reason) for out in removed] == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Shares fell by four percent after the harbour closed.",
        "Homes along the quay were left without power on Tuesday.",
        "The mayor said cookies would be sold at the fair, and then explained at some length why "
        "the harbour board had turned down every other offer that bakers made this year.",
        "The ship's photo hangs in the town hall.",
        "On 3 March 2026 the harbour closed.",
        "The source said so.",
        "A follow-up vote is due in May.",
        "Menus will cost more, bakers said.",
        "She posted it on Facebook and Twitter.",
    ],
)
def test_prose_stays(line: str) -> None:
    assert strip([line]) == ([line], [], [])


def test_a_repeated_line_keeps_the_first() -> None:
    body, _, removed = strip(["The tide came.", "The ships left.", "The tide came."])
    assert body == ["The tide came.", "The ships left."]
    assert [(out.text, out.reason) for out in removed] == [("The tide came.", "repeated")]


def test_a_caption_printed_twice_is_kept_once_and_removed_twice() -> None:
    line = "Ships wait for the tide. (AFP Photo)"
    body, captions, removed = strip([line, "The ships left.", line])
    assert body == ["The ships left."]
    assert captions == [line]
    assert [out.text for out in removed] == [line, line]


def test_other_chrome_is_no_caption() -> None:
    assert strip(["Menu", "Photo: A ship"])[1] == ["Photo: A ship"]


LINES = st.lists(
    st.sampled_from(["Menu", "Share", "The tide came.", "Photo: A ship", "© The Post", "Sports"])
    | st.text(max_size=30)
)


@given(LINES)
def test_every_line_is_in_the_body_or_removed(lines: list[str]) -> None:
    body, _, removed = strip(lines)
    assert sorted([*body, *(out.text for out in removed)]) == sorted(lines)


@given(LINES)
def test_body_and_removed_keep_the_order_of_the_page(lines: list[str]) -> None:
    body, _, removed = strip(lines)
    for kept in (body, [out.text for out in removed]):
        rest = iter(lines)
        assert all(line in rest for line in kept)


@given(LINES)
def test_stripping_the_body_again_takes_nothing(lines: list[str]) -> None:
    body = strip(lines)[0]
    assert strip(body) == (body, [], [])


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Europe", True),
        ("Latest News", True),
        ("It rained.", False),
        ("The tide came", False),
        ("泰国总理宣布辞职", False),
    ],
)
def test_a_label_is_a_word_or_two_that_close_no_sentence(line: str, label: bool) -> None:
    assert is_label(line) is label


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Harbour closes after storm", True),
        ("The harbour closed after the storm.", False),
        ("“Will it open again?”", False),
        ("Two words", False),
        ("word " * 40, False),
    ],
)
def test_a_heading_is_short_and_not_closed(line: str, heading: bool) -> None:
    assert is_heading(line) is heading
