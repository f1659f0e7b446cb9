"""Outlets by name and host, and their owners."""

import pytest

from pipeline.cluster.desk import Desk
from pipeline.cluster.owners import Outlet, Owners, Table, key_of, table_of
from pipeline.cluster.rules import Rules
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.settings import load_owners
from tests.unit.build import JOINING, prepared, prose, tell

TABLE = table_of(
    {
        "Harbour Group": ["echo.test", "Daily Echo", "life.echo.test"],
        "Hill Group": ["news.hill.test", "The Hill Times"],
        "Reuters": ["reuters.test"],
        "Wire House": ["Tradewire"],
    },
    {"reuters": "Reuters", "tradewire": "Tradewire", "afp": "AFP"},
    ["portal.test"],
)


def registered(host: str) -> str:
    """What is registered below one suffix."""
    return ".".join(host.split(".")[-2:])


@pytest.fixture
def owners() -> Owners:
    """The outlets of a small table."""
    return Owners(TABLE, registered)


def same(one: Outlet, other: Outlet) -> bool:
    """Whether two outlets are one."""
    return bool({*one.keys} & {*other.keys})


@pytest.mark.parametrize(
    ("source", "host", "owner"),
    [
        ("", "echo.test", "Harbour Group"),
        ("", "edition.echo.test", "Harbour Group"),
        ("", "north.sport.echo.test", "Harbour Group"),
        ("echo.test", "", "Harbour Group"),
        ("WWW.Echo.test", "", "Harbour Group"),
        ("Daily Echo", "", "Harbour Group"),
        ("the  daily ECHO", "", "Harbour Group"),
        ("Harbour Group", "", "Harbour Group"),
        ("Hill Times", "", "Hill Group"),
        ("", "news.hill.test", "Hill Group"),
        ("", "hill.test", ""),
        ("Echo", "", ""),
        ("", "sechoecho.test", ""),
        ("Daily Echo", "portal.test", "Harbour Group"),
        ("", "portal.test", ""),
        ("Daily Echo", "news.hill.test", "Hill Group"),
        ("Daily Echo", "elsewhere.test", "Harbour Group"),
    ],
)
def test_an_owner_is_known_by_host_and_by_name(
    owners: Owners, source: str, host: str, owner: str
) -> None:
    assert owners.outlet(source, host, "id").owner == owner


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", "www.linden.test"), ("", "linden.test")),
        (("", "m.linden.test"), ("", "amp.linden.test")),
        (("", "leeds.linden.test"), ("", "york.linden.test")),
        (("Linden Post", ""), ("The Linden Post", "")),
        (("Linden Post", ""), ("LINDEN-POST", "")),
        (("Linden Post", ""), ("", "lindenpost.test")),
        (("Linden Post", "a.test"), ("Linden Post", "b.test")),
        (("Post", "linden.test"), ("The Linden", "linden.test")),
    ],
)
def test_spellings_of_one_outlet_are_one(
    owners: Owners, one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert same(owners.outlet(*one, "id-1"), owners.outlet(*other, "id-2"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Linden Post", ""), ("Linden Echo", "")),
        (("", "linden.test"), ("", "aspen.test")),
        (("Linden Post", "portal.test"), ("Aspen Post", "portal.test")),
        (("", ""), ("", "")),
    ],
)
def test_other_outlets_are_others(
    owners: Owners, one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert not same(owners.outlet(*one, "id-1"), owners.outlet(*other, "id-2"))


def test_an_outlet_is_called_as_it_calls_itself(owners: Owners) -> None:
    assert owners.outlet("Linden Post", "linden.test", "id").name == "Linden Post"
    assert owners.outlet("linden.test", "news.linden.test", "id").name == "linden.test"
    assert owners.outlet("", "", "id").name == "id"


def test_an_agencys_own_site_is_known(owners: Owners) -> None:
    assert owners.outlet("", "reuters.test", "id").is_agency
    assert owners.outlet("AFP", "", "id").is_agency
    assert not owners.outlet("Daily Echo", "", "id").is_agency


def test_an_agency_that_is_owned_goes_back_to_its_owner(owners: Owners) -> None:
    assert owners.of_agency("Tradewire") == "Wire House"
    assert owners.of_agency("AFP") == "AFP"


def test_a_name_keeps_its_article_where_little_else_is_left() -> None:
    assert key_of("The Hill Times") == key_of("hill times")
    assert key_of("La 7") == "la7"


def test_a_desk_knows_the_owners_it_was_given(owners: Owners) -> None:
    desk = Desk("en", DocumentFrequencies(1_000.0), Rules(JOINING, owners=owners))
    one = prepared(prose(1, 1), id="a", source="Daily Echo")
    other = prepared(prose(1, 2), id="b", url="https://life.echo.test/b", source="Echo Life")
    event = tell(desk, [one, other])[-1].events[-1]
    assert [origin.name for origin in event.origins] == ["Harbour Group"]


def test_without_a_table_an_outlet_is_nobodys() -> None:
    assert Owners(Table({}, {})).outlet("Daily Echo", "echo.test", "id").owner == ""


@pytest.mark.parametrize(
    ("source", "host", "owner"),
    [
        ("BBC News", "bbc.com", "BBC"),
        ("", "news.bbc.co.uk", "BBC"),
        ("", "edition.cnn.com", "CNN"),
        ("Reuters", "finance.yahoo.com", "Reuters"),
        ("The Guardian", "guardian.ng", "Guardian Nigeria"),
        ("朝日新聞", "digital.asahi.com", "Asahi"),
        ("Hürriyet", "", "Demirören"),
        ("Die Welt", "", "Axel Springer"),
    ],
)
def test_the_table_that_ships_knows_great_outlets(source: str, host: str, owner: str) -> None:
    assert load_owners().outlet(source, host, "id").owner == owner


def test_blogs_of_one_platform_are_not_one_outlet() -> None:
    owners = load_owners()
    one, other = owners.outlet("", "a.blogspot.com", ""), owners.outlet("", "b.blogspot.com", "")
    assert not same(one, other)
