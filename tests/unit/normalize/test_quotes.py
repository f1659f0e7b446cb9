"""Quotations in the marks of several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.quotes import quotations

SAID = "we will open the harbour again"


@pytest.mark.parametrize(
    "quoted",
    [
        f'"{SAID}"',
        f"“{SAID}”",
        f"„{SAID}“",
        f"„{SAID}”",
        f"«{SAID}»",
        f"»{SAID}«",
        f"« {SAID} »",
    ],
)
def test_a_quotation_is_found_without_its_marks(quoted: str) -> None:
    (found,) = quotations((f"The mayor said: {quoted}, and left.",))
    assert found.text == SAID


def test_a_quotation_in_corner_brackets_is_found() -> None:
    (found,) = quotations(("市长说：「我们明年春天一定会重新开放这个港口」。",))
    assert found.text == "我们明年春天一定会重新开放这个港口"


@pytest.mark.parametrize("short", ['"we open again soon"', "“the harbour king”", "„Hafen in Not“"])
def test_fewer_than_five_words_are_no_quotation(short: str) -> None:
    assert quotations((f"He called it {short} yesterday.",)) == ()


def test_quotations_keep_their_order_across_paragraphs() -> None:
    found = quotations(
        (
            '"The first thing is the quay," he said. "The second thing is the crane."',
            "Then: “The third thing is the lighthouse.”",
        )
    )
    assert [quote.text for quote in found] == [
        "The first thing is the quay,",
        "The second thing is the crane.",
        "The third thing is the lighthouse.",
    ]


def test_an_unpaired_mark_opens_nothing() -> None:
    assert quotations(("“We will open the harbour again, he said.", "No one came.")) == ()


def test_a_quotation_does_not_run_across_paragraphs() -> None:
    assert quotations(('"We will open the harbour', 'again in spring," he said.')) == ()


@given(st.lists(st.text(max_size=60), max_size=4))
def test_every_quotation_stands_in_its_text(paragraphs: list[str]) -> None:
    whole = "\n".join(paragraphs)
    assert all(quote.text in whole for quote in quotations(tuple(paragraphs)))
