"""What came again: the same, a new version, or something else."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Article, Edits
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.site import REMEMBERED
from tests.sites import SiteMemory
from tests.unit.build import AGENCIES, DAY, SEEN, item, prose

URL = "https://www.harbour-post.example/2026/03/harbour-closes"
FIRST = "The harbour closed on Monday after the storm broke two of its cranes."
SECOND = "The mayor said that ships would wait outside until the wind had dropped."
THIRD = "By the evening eleven freighters lay at anchor in the bay."


@pytest.fixture
def memory() -> SiteMemory:
    return SiteMemory(AGENCIES)


def one(memory: SiteMemory, *paragraphs: str, **facts: str) -> Article:
    (article,) = memory.read(item("\n".join(paragraphs), **{"url": URL, **facts}))  # type: ignore[arg-type]
    return article


def test_the_first_is_version_one_and_has_no_edits(memory: SiteMemory) -> None:
    article = one(memory, FIRST, SECOND)
    assert (article.version, article.edits) == (1, None)


def test_the_same_again_is_the_same_article(memory: SiteMemory) -> None:
    first, again = one(memory, FIRST, SECOND), one(memory, FIRST, SECOND)
    assert (again.article_id, again.version, again.edits) == (first.article_id, 1, None)


def test_changed_text_is_the_next_version_with_the_difference(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND)
    second = one(memory, FIRST, THIRD)
    assert second.document_id == first.document_id
    assert second.article_id != first.article_id
    assert second.version == 2
    assert second.edits == Edits(added=(THIRD,), removed=(SECOND,))


def test_versions_count_on(memory: SiteMemory) -> None:
    texts = [(FIRST, SECOND), (FIRST, THIRD), (FIRST, SECOND, THIRD)]
    assert [one(memory, *text).version for text in texts] == [1, 2, 3]


def test_another_headline_is_a_version(memory: SiteMemory) -> None:
    one(memory, FIRST, SECOND, title="Harbour closes")
    second = one(memory, FIRST, SECOND, title="Harbour stays closed")
    assert (second.version, second.edits) == (2, Edits(title_before="Harbour closes"))


def test_a_headline_that_was_not_there_before_is_no_version(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND)
    second = one(memory, FIRST, SECOND, title="Harbour closes")
    assert second.article_id == first.article_id


@pytest.mark.parametrize(
    "again",
    [
        (FIRST.upper(), SECOND),
        (FIRST + " ", "  " + SECOND),
        (FIRST, SECOND, "Share", "Read more: Storm ahead"),
        ("Home | News | Sport | Weather", FIRST, SECOND),
    ],
)
def test_case_blanks_and_chrome_make_no_version(memory: SiteMemory, again: tuple[str, ...]) -> None:
    first, second = one(memory, FIRST, SECOND), one(memory, *again)
    assert (second.article_id, second.version) == (first.article_id, 1)


def test_what_the_template_has_learned_since_makes_no_version(memory: SiteMemory) -> None:
    chrome = "The Harbour Post has the first word on everything that floats"
    first = one(memory, FIRST, SECOND, chrome)
    assert chrome in first.paragraphs
    for page in range(40):
        one(memory, prose(page % 90, page), chrome, url=f"{URL}-{page}", id=f"p{page}")
    again = one(memory, FIRST, SECOND)
    assert (again.article_id, again.version) == (first.article_id, 1)


def test_what_the_template_has_forgotten_since_makes_no_version(memory: SiteMemory) -> None:
    chrome = "The Harbour Post has the first word on everything that floats"
    for page in range(40):
        one(memory, prose(page % 90, page), chrome, url=f"{URL}-{page}", id=f"p{page}")
    first = one(memory, FIRST, SECOND, chrome)
    assert chrome not in first.paragraphs
    (site,) = memory.sites.values()
    site.template = Template()
    again = one(memory, FIRST, SECOND, chrome)
    assert (again.article_id, again.version) == (first.article_id, 1)


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("https", "http"),
        URL.replace("www.", ""),
        URL + "/",
        URL + "?utm_source=feed&utm_medium=rss",
        URL + "#comments",
    ],
)
def test_an_address_is_one_however_it_is_written(memory: SiteMemory, url: str) -> None:
    first = one(memory, FIRST, SECOND)
    second = one(memory, FIRST, THIRD, url=url, id="another-guid")
    assert (second.document_id, second.version) == (first.document_id, 2)


def test_another_address_with_another_id_is_another_document(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND)
    second = one(memory, FIRST, SECOND, url=URL + "-again", id="another-guid")
    assert (second.document_id != first.document_id, second.version) == (True, 1)


def test_the_same_id_at_another_address_is_the_document(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND, id="guid-7")
    second = one(memory, FIRST, THIRD, id="guid-7", url=URL + "-moved")
    assert (second.document_id, second.version) == (first.document_id, 2)


def test_an_id_means_nothing_on_another_host(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND, id="7")
    second = one(memory, FIRST, THIRD, id="7", url="https://www.bay-mirror.example/7")
    assert (second.document_id != first.document_id, second.version) == (True, 1)


def test_a_home_page_is_no_document(memory: SiteMemory) -> None:
    home = "https://www.harbour-post.example/"
    first = one(memory, FIRST, SECOND, url=home, id="a")
    second = one(memory, FIRST, THIRD, url=home, id="b")
    assert first.document_id != second.document_id


def test_an_address_that_is_used_for_something_else_is_another_document(
    memory: SiteMemory,
) -> None:
    first = one(memory, prose(1, 1), title="Harbour closes")
    second = one(memory, prose(2, 1), title="Council elects mayor")
    assert second.document_id != first.document_id
    assert second.version == 1
    assert "reused_address" in second.flags


STRIKE = (
    "The union said on Monday that the men who load the ships would go back to work in the morning,"
    " after a night of talks in which the owners had agreed to pay for the days that were lost.",
    "It was the first time in nine years that the port had stood still for more than a week, and the"
    " town had begun to feel it, said the woman who runs the only hotel on the quay.",
)
COURT = (
    "A judge told the court on Monday that the pilot who had landed on the road could not have known"
    " of the works there, and that he would be free to go home to his family by the weekend.",
    "He had been held for a month in the capital, where it was said at first that he was to be tried"
    " for what the law of the country calls a danger to the public on the roads.",
)


def test_texts_with_the_small_words_of_a_language_in_common_are_two_documents(
    memory: SiteMemory,
) -> None:
    first = one(memory, *STRIKE, title="Dockers go back", id="guid-1")
    second = one(memory, *COURT, title="Pilot goes free", id="guid-1", url=URL + "-2")
    third = one(memory, *STRIKE, FIRST, title="Strike is over", id="guid-1")
    assert second.document_id != first.document_id
    assert (third.document_id, third.version) == (first.document_id, 2)


def test_what_came_before_its_address_was_used_again_is_still_known(memory: SiteMemory) -> None:
    first = one(memory, *STRIKE, title="Dockers go back", id="a")
    second = one(memory, *COURT, title="Pilot goes free", id="b")
    again = one(memory, *STRIKE, title="Dockers go back", id="a")
    assert second.document_id != first.document_id
    assert again.article_id == first.article_id


def test_an_address_may_be_all_query(memory: SiteMemory) -> None:
    first = one(memory, FIRST, SECOND, url="https://old.example/story.php?1001", id="a")
    second = one(memory, FIRST, THIRD, url="https://old.example/story.php?1002", id="b")
    assert second.document_id != first.document_id


def test_a_brief_that_comes_again_and_again_is_no_template(memory: SiteMemory) -> None:
    found = [one(memory, "The ferry is late.", "It comes at nine.", url=URL) for _ in range(12)]
    assert {article.article_id for article in found} == {found[0].article_id}
    assert found[-1].paragraphs == found[0].paragraphs


def test_a_new_document_at_an_address_that_was_used_before_teaches(memory: SiteMemory) -> None:
    chrome = "The Harbour Post has the first word on everything that floats"
    for number in range(12):
        texts = (prose(2 * number, 1), prose(2 * number + 1, 1))
        last = one(memory, *texts, chrome, title=f"Title of number {number}", id=str(number))
    assert chrome not in last.paragraphs


def test_a_page_fetched_again_and_again_stays_one_article(memory: SiteMemory) -> None:
    found = [one(memory, FIRST, SECOND, id=f"guid-{number}") for number in range(50)]
    assert {(article.article_id, article.version) for article in found} == {
        (found[0].article_id, 1)
    }


def test_a_document_is_forgotten_after_its_time_wherever_it_is_kept(memory: SiteMemory) -> None:
    one(memory, FIRST, SECOND)
    late = replace(item(FIRST + "\n" + THIRD, url=URL), seen_at=SEEN + REMEMBERED + DAY)
    (second,) = memory.read(late)
    assert (second.version, second.edits) == (1, None)


def counted(memory: SiteMemory, revision: int, *paragraphs: str, **facts: Any) -> Article:  # noqa: ANN401
    raw = replace(item("\n".join(paragraphs), url=URL), revision=revision, **facts)
    (article,) = memory.read(raw)
    return article


def test_by_its_sources_count_an_article_may_return_to_what_it_said(memory: SiteMemory) -> None:
    texts = [(FIRST, SECOND), (FIRST, THIRD), (FIRST, SECOND)]
    found = [counted(memory, n, *text) for n, text in enumerate(texts)]
    assert [article.version for article in found] == [1, 2, 3]
    assert len({article.article_id for article in found}) == 3


def test_by_its_sources_count_a_hold_is_released(memory: SiteMemory) -> None:
    hold = counted(memory, 1, FIRST, SECOND, status="withheld")
    released = counted(memory, 2, FIRST, SECOND)
    assert (hold.wire.marks, released.wire.marks) == (("hold",), ())
    assert (released.version, released.article_id != hold.article_id) == (2, True)


def test_a_version_that_comes_late_or_again_changes_nothing(memory: SiteMemory) -> None:
    first = counted(memory, 1, FIRST, SECOND)
    second = counted(memory, 2, FIRST, THIRD)
    assert counted(memory, 1, FIRST, SECOND).article_id == first.article_id
    assert counted(memory, 2, FIRST, THIRD).article_id == second.article_id
    assert counted(memory, 3, FIRST).version == 3


def test_an_embargo_that_is_moved_is_a_version(memory: SiteMemory) -> None:
    until = [SEEN + DAY, SEEN + 2 * DAY]
    raw = [replace(item(FIRST, url=URL), embargoed_until=at) for at in until]
    (first,), (second,) = (memory.read(each) for each in raw)
    assert second.article_id != first.article_id
    assert (second.version, second.wire.embargoed_until) == (2, until[1])
