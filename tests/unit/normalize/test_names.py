"""Names by their capital letters, and one key for the spellings of a name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Name
from pipeline.normalize.names.recognise import Recogniser, capitalised
from pipeline.normalize.names.spellings import key


def found(text: str, language: str = "en", title: str = "") -> dict[str, Name]:
    return {name.name: name for name in capitalised(title, text.split("\n"), language)}


def test_the_default_recogniser_is_one() -> None:
    recogniser: Recogniser = capitalised
    assert recogniser("", (), "en") == ()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Yesterday the mayor met Mr. Brandt at the pier.", "Brandt", "person"),
        ("It was said by French President Odile Marchand on Monday.", "Odile Marchand", "person"),
        ("The crane was bought by Otto van der Meer.", "Otto van der Meer", "unknown"),
        ("The crane was sold to John Maler last year.", "John Maler", "person"),
        ("It was opened by Bashar al-Attar.", "Bashar al-Attar", "person"),
        ("The port pays the Ministry of Transport a fee.", "Ministry of Transport", "organisation"),
        ("The port is owned by Maler Holding.", "Maler Holding", "organisation"),
        ("The port has asked NATO for help.", "NATO", "organisation"),
        ("The ship had come from North Korea.", "North Korea", "place"),
        ("The ship was built in Norderhafen.", "Norderhafen", "place"),
        ("The ship came to the U.S. last week.", "U.S.", "place"),
    ],
)
def test_names_and_their_kinds(text: str, name: str, kind: str) -> None:
    names = found(text)
    assert name in names, names
    assert names[name].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "The pier was closed. Workers left on Monday. However, nobody came in September.",
        "PORT CLOSED AGAIN AFTER STORM",
        "I think he's right. I'm sure.",
        "More: Why The Port Is Closed And What It Means For You",
        "The French and the Germans met the Republican governor.",
        "His iPhone and an eBay account were found.",
        "The senator (D-Calif.) left.",
        "It was said there. Story Continued Below and Replay More Videos stood there.",
    ],
)
def test_capitals_that_are_no_names(text: str) -> None:
    assert found(text) == {}


def test_a_word_at_the_head_of_a_sentence_counts_where_it_stands_elsewhere() -> None:
    assert found("Norderport is old. Few people know Norderport.")["Norderport"].count == 2


def test_a_headline_like_a_sentence_vouches_for_a_name() -> None:
    text = "Brandtia grows. Brandtia trades."
    assert found(text, title="Why the island of Brandtia grows") != {}
    assert found(text, title="Why The Island Of Brandtia Grows") == {}


def test_a_surname_counts_for_the_only_one_who_bears_it() -> None:
    names = found("We met Ada Brandt. Brandt spoke, and Brandt left. Mrs. Brandt smiled.")
    assert [(name.name, name.kind, name.count) for name in names.values()] == [
        ("Ada Brandt", "person", 4)
    ]


def test_a_surname_of_two_people_counts_for_neither() -> None:
    names = found("We met Ada Brandt and Otto Brandt there, and then Brandt spoke.")
    assert {name.name: name.count for name in names.values()} == {
        "Ada Brandt": 1,
        "Otto Brandt": 1,
        "Brandt": 1,
    }


def test_possessives_end_a_name() -> None:
    names = found("We saw Ada Brandt’s Harbour Party there.")
    assert list(names) == ["Ada Brandt", "Harbour Party"]


@pytest.mark.parametrize(
    "text",
    [
        "Die Änderung des Gesetzes und die Reise nach dem Sommer waren ein Fehler der Regierung.",
        "Ende Januar kostete der Liter Milch mehr als im Vorjahr.",
    ],
)
def test_german_nouns_are_no_names(text: str) -> None:
    assert found(text, "de") == {}


def test_german_names_stand_behind_titles_and_given_names() -> None:
    names = found("Es kamen Bundeskanzlerin Eva Lang, Peter Maler und die EU.", "de")
    assert {n.name: n.kind for n in names.values()} == {
        "Eva Lang": "person",
        "Peter Maler": "person",
        "EU": "organisation",
    }


def test_without_capitals_only_latin_script_is_read() -> None:
    assert list(found("市长在Port Norderhafen说，GDP增长了。", "zh")) == ["Port Norderhafen"]


def test_at_most_sixty_four_names_the_most_frequent_first() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"Q{a}{b}zko" for a in letters[:10] for b in letters[:10]]
    names = capitalised("", (" and ".join(["see Lastport", *words, "Lastport"]),), "en")
    assert len(names) == 64
    assert (names[0].name, names[0].count) == ("Lastport", 2)


@pytest.mark.parametrize(
    "spellings",
    [
        "Zelensky Zelenskyy Zelenskiy Selenskyj Zelenski Зеленский Зеленський Zelensky’s",
        "Putin Poutine Путин",
        "Gaddafi Qaddafi Kadhafi Gadhafi",
        "Mohammed Muhammad Mohamed",
        "Kyiv Kiev Kiew Київ",
        "Lukashenko Lukaschenko Loukachenko Лукашенко Łukaszenka",
        "Netanyahu Netanjahu Nétanyahou",
        "Medvedev Medwedew",
        "Khodorkovsky Khodorkovskiy",
        "Erdogan Erdoğan",
        "al-Assad Assad Asad",
        "Hezbollah Hizbullah",
    ],
)
def test_spellings_of_one_name_share_a_key(spellings: str) -> None:
    assert len({key(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Johnson", "Johansson"),
        ("Xi", "Li"),
        ("Bush", "Busch"),
        ("Merkel", "Merkle"),
        ("Meier", "Meyer"),
        ("Hansen", "Hanson"),
        ("Bill Clinton", "Hillary Clinton"),
        ("George W. Bush", "George H. W. Bush"),
        ("Plan A", "Plan B"),
        ("N. Korea", "S. Korea"),
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("Putin", "Rasputin"),
        ("Niger", "Nigeria"),
        ("Ivanov", "Ivanova"),
    ],
)
def test_names_of_two_keep_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_middle_initial_is_left_out_of_the_key() -> None:
    assert key("John A. Boehner") == key("John Boehner")
    assert key("Sen. John Boehner") == key("John Boehner")


@given(st.text(max_size=40))
def test_a_key_is_the_key_of_itself(text: str) -> None:
    assert key(key(text)) == key(text)


@given(
    st.lists(st.text("ABCab .,’'“\n-&éЖж", max_size=60), max_size=4), st.sampled_from(["en", "de"])
)
def test_names_are_unique_and_stand_in_the_text(paragraphs: list[str], language: str) -> None:
    names = capitalised("", paragraphs, language)
    assert len({name.key for name in names}) == len(names) <= 64
    whole = "".join(filter(str.isalnum, "".join(paragraphs)))
    assert all("".join(filter(str.isalnum, name.name)) in whole for name in names)
    assert names == capitalised("", paragraphs, language)


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "A ",
        "Aa ",
        "Aa of the ",
        "Aa. ",
        "A.",
        "al-",
        "Aa’s ",
        "von der ",
        "(Aa) ",
        "’",
        "Ж",
        "\n",
    ],
)
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_megabyte_of_anything_ends_soon(unit: str, language: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    capitalised(text[:10_000], text.split("\n"), language)
    key(text)
    assert time.process_time() - began < 5
