"""What a site puts around an article, by example."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.chrome.lines import is_heading, is_label, strip


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
        ("share", "Share | Tweet | Email"),
        ("share", "Share on Facebook"),
        ("share", "Teilen"),
        ("follow", "Follow us on Telegram"),
        ("follow", "Folgen Sie uns auf Instagram"),
        ("navigation", "Menu"),
        ("navigation", "Skip to main content"),
        ("advertisement", "ADVERTISEMENT"),
        ("advertisement", "Anzeige"),
        ("advertisement", "Story continues below"),
        ("advertisement", "Advertisement: "),
        ("media", "Image 3 of 12"),
        ("media", "4 min read"),
        ("media", "Listen to this article"),
        ("media", "WATCH: The harbour from above"),
        ("comments", "12 Comments"),
        ("app", "Download our app"),
        ("tags", "Tags: harbour, storm, tide"),
        ("rule", "* * *"),
        ("navigation", "Home > World > Europe"),
        ("navigation", "World | Business | Sport | Culture"),
        ("related", "Related Links"),
        ("related", "Read more: The harbour that never sleeps"),
        ("related", "Lesen Sie auch: Der Hafen schläft nie"),
        ("related", "Source 1 • Source 2"),
        ("related", "Click here for more on the harbour."),
        ("related", "The post Harbour closes appeared first on The Harbour Post."),
        ("share", "X Instagram Youtube"),
        ("share", "Share on Facebook (Opens in new window)"),
        ("follow", "Follow @harbourpost"),
        ("subscription", "Try the briefing: it goes to your inbox every day."),
        ("notice", "This material may not be published, broadcast or rewritten."),
        ("notice", "The opinions expressed in this commentary are solely those of its author."),
        ("bio", "Reach her by post. Jana Holt can be reached at the desk."),
        ("cookies", "We use cookies to make this page better."),
        ("copyright", "© 2026 The Harbour Post"),
        ("copyright", "All rights reserved."),
        ("copyright", "Alle Rechte vorbehalten"),
        ("stamp", "September 04, 2025 12:51 PM GMT+03:00"),
        ("stamp", "Updated: 3 March 2026"),
        ("stamp", "Veröffentlicht am 03.03.2026 um 12:51 Uhr"),
        ("stamp", "2026-03-03T12:51:00Z"),
        ("stamp", "Tuesday, March 3, 2026"),
        ("stamp", "Updated 9:05 a.m. ET, Tue March 3, 2026"),
        ("stamp", "2:09 PM 03/03/2026"),
        ("stamp", "28 minutes ago"),
        ("caption", "Photo: The harbour at dawn"),
        ("caption", "Foto: Der Hafen am Morgen"),
        ("caption", "The mayor greets guests at the harbour. (AFP Photo)"),
        ("caption", "Ships wait for the tide. (Jana Holt/Harbour Images)"),
        ("caption", "Ships wait for the tide (Reuters/Jana Holt)"),
        ("caption", "Ships wait for the tide. Jana Holt/AP"),
        ("caption", "FILE - In this March 3, 2026 file photo, ships wait for the tide."),
        ("caption", "REUTERS/Jana Holt"),
        ("caption", "Ships wait for the tide. Photo by Jana Holt/Getty Images"),
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
        "Russia rejects Western plans",
        "Europe seeks unified plan",
        "More ships are to come: the board has ordered four.",
        "More – far more – is at stake, the mayor said.",
        "He said that 50 million people follow him on the network, and that most of them read every word.",
        "“Click here to lose your savings,” the message to the bank's customers read, the court was told.",
        "The bank changed its cookie policy after the ruling, and its newsletter said so in a small note.",
        "I agree.",
        "2009 78 2041",
        "- Bring warm clothes and a torch",
        "Tip: Bring warm clothes",
        "Yes.",
        "The talks failed, officials said. (AFP/Reuters)",
        "The talks failed, officials said. (AFP)",
        "HARBOURTOWN (AP)",
        "Reuters/Ipsos data shows that most people want the harbour open again by the end of the year.",
        "It was the third strike of the year, officials told the agency (see photo on page three of the report).",
        "Credit/debit cards are no longer taken at the harbour's gates.",
        "She posted it on Facebook and Twitter.",
    ],
)
def test_prose_stays(line: str) -> None:
    assert strip([line]) == ([line], [], [])


LONG = "The harbour master told the board that the gates would stay shut."


def test_a_long_line_that_stood_before_is_out() -> None:
    body, _, removed = strip([LONG, "The ships left.", LONG])
    assert body == [LONG, "The ships left."]
    assert [(out.text, out.reason) for out in removed] == [(LONG, "repeated")]


def test_a_shorter_line_is_out_only_where_it_follows_itself() -> None:
    twice = "Harbour closes after storm"
    assert strip([twice, twice, "It rained."])[0] == [twice, "It rained."]
    assert strip([twice, "It rained.", twice])[0] == [twice, "It rained.", twice]


def test_a_refrain_and_an_answer_stay() -> None:
    lines = [
        "Will it open?",
        "No.",
        "Will it ever?",
        "No.",
        "No.",
        "The tide came.",
        "The tide came.",
    ]
    assert strip(lines) == (lines, [], [])


def test_links_under_a_heading_are_out_to_the_end_of_the_page() -> None:
    lines = [
        LONG,
        "Related Links",
        "Harbour closes after storm",
        "What is a tide?",
        "Mayor to resign",
    ]
    body, _, removed = strip(lines)
    assert body == [LONG]
    assert {out.reason for out in removed} == {"related"}


def test_a_credit_under_a_heading_of_links_stays() -> None:
    credit = "(Reporting by Jana Holt; Editing by Tom Quay)"
    assert strip([LONG, "Related Links", "Harbour closes after storm", credit])[0] == [LONG, credit]


def test_a_subheading_after_a_button_stays() -> None:
    lines = [LONG, "Read more", "Europe seeks unified plan", "The ships left in the morning."]
    assert strip(lines)[0] == [LONG, "Europe seeks unified plan", "The ships left in the morning."]


def test_the_link_after_a_colon_is_out() -> None:
    lines = [LONG, "READ MORE:", "Harbour closes after storm", "The ships left in the morning."]
    assert strip(lines)[0] == [LONG, "The ships left in the morning."]


def test_a_word_on_the_author_is_out_at_the_end_only() -> None:
    bio = "Jana Holt is a columnist for The Harbour Post."
    assert strip([LONG, bio])[0] == [LONG]
    assert strip([bio, LONG])[0] == [bio, LONG]


def test_an_officer_who_is_named_last_stays() -> None:
    lines = [LONG, "Jana Holt is a harbour pilot who saw the ship go down on Tuesday."]
    assert strip(lines)[0] == lines


def test_a_caption_printed_twice_is_kept_once_and_removed_twice() -> None:
    line = "Ships wait for the tide. (AFP Photo)"
    body, captions, removed = strip([line, "The ships left.", line])
    assert body == ["The ships left."]
    assert captions == [line]
    assert [out.text for out in removed] == [line, line]


def test_other_chrome_is_no_caption() -> None:
    assert strip(["Menu", "Photo: A ship"])[1] == ["Photo: A ship"]


LINES = st.lists(
    st.sampled_from(
        [
            *("Menu", "Share", "The tide came.", "Photo: A ship", "© The Post", "Sports"),
            *(
                "Related Links",
                "READ MORE:",
                "Harbour closes after storm",
                "(Reporting by Jana Holt)",
            ),
            "Jana Holt is a columnist for The Harbour Post.",
            "The harbour master told the board that the gates would stay shut.",
        ]
    )
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


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A",
        "(",
        ")",
        '"',
        "|",
        "• ",
        "A b ",
        "1",
        "3 ",
        "Photo/",
        "Read more",
        "AP/",
        "©",
        ". ",
        "،",
    ],
)
def test_a_hostile_line_and_a_hostile_page_end_quickly(unit: str) -> None:
    began = time.process_time()
    strip([unit * 1_000_000])
    strip([unit * 60] * 10_000)
    strip([f"{unit}{at}" for at in range(50_000)])
    assert time.process_time() - began < 4


def test_many_headings_of_links_end_quickly() -> None:
    began = time.process_time()
    strip(["Related Links", "Harbour closes after storm"] * 50_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("related", "A lire aussi :"),
        ("related", "También puede leer: El puerto cierra otra vez por el temporal"),
        ("related", "Dowiedz się więcej: Kto zamknął port"),
        ("related", "Прочетете още: Пристанището отново затваря"),
        ("related", "Pročitajte još: Luka se opet zatvara"),
        ("related", "Loe ka: Sadam suletakse taas"),
        ("related", "Čítajte aj: Prístav sa opäť zatvára"),
        ("advertisement", "Poniżej dalsza część artykułu"),
        ("advertisement", "Reklāma"),
        ("subscription", "＞ 新規会員登録"),
        (
            "subscription",
            "［有料会員限定］ この記事は会員限定です。登録すると港の話の続きを読めます。",
        ),
        ("subscription", "記事保存"),
        ("share", "このニュースをシェア"),
        ("share", "Iesaki šo rakstu:"),
        ("media", "Lesedauer etwa 3 Min"),
        ("notice", "Нашли ошибку? Выделите её и сообщите нам."),
        ("notice", "Kļūda rakstā?"),
        (
            "notice",
            "الآراء الواردة في هذه الصفحة آراء أصحابها ولا تلزم إدارة الموقع ولا هيئة التحرير في المدينة.",
        ),
        ("staff", "（编辑：王小明 李大海）"),
        ("staff", "【责任编辑：王小明】"),
        ("staff", "編集：山田太郎"),
        ("stamp", "Créé: 12.12.2019, 07h36"),
        ("stamp", "Data: 28-04-2021, 09:29"),
        ("stamp", "4 de maio de 2022, 05:34 h Atualizado em 4 de maio de 2022, 05:35"),
        ("stamp", "12.03.2020 10:15 Uhr, aktualisiert am 13.03.2020 11:20 Uhr"),
        ("caption", "Crédits photos : Jeanne Roux"),
        ("caption", "Otwarcie nowego portu, fot. Jan Lisek"),
        ("caption", "新港的第一艘船昨天清晨靠岸 王小明 摄"),
        ("caption", "新港的第一艘船昨天清晨靠岸（本报记者王小明摄）"),
    ],
)
def test_what_sites_print_in_other_languages_comes_off(reason: str, line: str) -> None:
    told = "The harbour of Westhaven closed on Tuesday after its last crane had fallen."
    body, _, removed = strip([told, line])
    assert (body, [one.reason for one in removed]) == ([told], [reason])


@pytest.mark.parametrize(
    "line",
    [
        "12.03.2020 bis 14.03.2020: Messe in Kiel",
        "Data centres drew 12:30 hours of power on 03/05/2022",
        "他从小就喜欢拍摄",
        "编辑们说新港的第一艘船昨天清晨靠岸。",
        "Lees ka sadamast ja selle laevadest, mis eile tagasi tulid.",
        "Нашли ошибку в расчётах моста, и стройку остановили.",
    ],
)
def test_prose_that_begins_like_chrome_in_other_languages_stays(line: str) -> None:
    assert strip([line])[0] == [line]
