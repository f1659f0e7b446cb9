"""Quotations in the marks of several languages, and who said them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.quotes.quotations import quotations

SAID = "we will open the harbour again"


def speakers(text: str, language: str = "en") -> list[str]:
    return [quote.speaker for quote in quotations(tuple(text.split("\n")), language)]


@pytest.mark.parametrize(
    "quoted",
    [
        f'"{SAID}"',
        f"“{SAID}”",
        f"“{SAID},”",
        f"”{SAID}”",
        f"„{SAID}“",
        f"„{SAID}”",
        f"«{SAID}»",
        f"»{SAID}«",
        f"»{SAID}»",
        f"« {SAID} »",
        f"``{SAID}''",
        f"‘{SAID}’,",
        f"‘{SAID},’",
    ],
)
def test_a_quotation_is_the_same_without_its_marks(quoted: str) -> None:
    (found,) = quotations((f"The mayor said: {quoted} and left.",))
    assert found.text == SAID


@pytest.mark.parametrize("apostrophe", "'’")
def test_apostrophes_and_inner_marks_are_straight(apostrophe: str) -> None:
    (found,) = quotations((f"“It{apostrophe}s the ‘new’ harbour, is it not?” she asked.",))
    assert found.text == "It's the 'new' harbour, is it not?"


@pytest.mark.parametrize(
    "text",
    [
        "市长说：「我们明年一定会重新开放『老』港口」。",
        "市长说：“我们明年一定会重新开放『老』港口”。",
    ],
)
def test_a_quotation_without_blanks_is_found(text: str) -> None:
    (found,) = quotations((text,), "zh")
    assert found.text == "我们明年一定会重新开放『老』港口"


@pytest.mark.parametrize(
    "short", ['"we open again soon"', "“the harbour king”", "„Hafen in Not“", "《我们的港口》"]
)
def test_fewer_than_five_words_are_no_quotation(short: str) -> None:
    assert quotations((f"He called it {short} yesterday.",)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Her novel “The Long Road Back From The Harbour” sells well.",
        "He gave a talk titled “how we lost the old harbour” there.",
        "Das Buch mit dem Titel „Wie wir den alten Hafen verloren“ verkauft sich.",
    ],
)
def test_the_title_of_a_work_is_no_quotation(text: str) -> None:
    assert quotations((text,)) == ()


def test_quotations_keep_their_order_across_paragraphs() -> None:
    found = quotations(
        (
            '"The first thing is the quay," he said. "The second thing is the crane."',
            "Then: “The third thing is the lighthouse.”",
        )
    )
    assert [quote.text for quote in found] == [
        "The first thing is the quay",
        "The second thing is the crane.",
        "The third thing is the lighthouse.",
    ]


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""', "«»", "„“", "「」"])
def test_a_quotation_that_runs_over_paragraphs_is_one(opening: str, closing: str) -> None:
    found = quotations(
        (
            f"The mayor said: {opening}We will open the harbour again.",
            f"{opening}It will be in spring.",
            f"{opening}Then we will dance.{closing}",
            "No one danced.",
        )
    )
    assert [quote.text for quote in found] == [
        "We will open the harbour again. It will be in spring. Then we will dance."
    ]


def test_an_unpaired_mark_opens_nothing() -> None:
    assert quotations(("“We will open the harbour again, he said.", "No one came.")) == ()
    assert quotations(('"We will open the harbour', 'again in spring," he said.')) == ()


def test_an_unclosed_straight_mark_does_not_swallow_the_next_quotation() -> None:
    found = quotations(
        ('The 6" pipe broke. "We have closed the whole street now," said Ada Brandt.',), "en"
    )
    assert [(q.text, q.speaker) for q in found] == [
        ("We have closed the whole street now", "Ada Brandt")
    ]


def test_apostrophes_are_no_quotation_marks() -> None:
    text = "The students' union and the boys' club, 'tis said, don't want the mayors' old pier."
    assert quotations((text,)) == ()
    assert quotations((text.replace("'", "’"),)) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("— Abriremos el puerto otra vez mañana, dijo Ana Ruiz.", "es"),
        ("— Nous allons rouvrir le port demain — a dit Anne Petit.", "fr"),
        ("— Мы снова откроем порт уже завтра, — сказал Иван Петров.", "ru"),
        ("– Jutro znowu otworzymy nasz stary port – powiedział Jan Nowak.", "pl"),
    ],
)
def test_dialogue_behind_a_dash_is_a_quotation(text: str, language: str) -> None:
    if language == "es":
        text = text.replace(", dijo", " —dijo")
    (found,) = quotations((text,), language)
    assert found.speaker


def test_a_list_with_dashes_is_no_dialogue() -> None:
    assert quotations(("— primera propuesta del nuevo alcalde — segunda propuesta",), "es") == ()


WORDS = "“We will open the harbour again in spring{}”"


@pytest.mark.parametrize(
    ("clause", "speaker"),
    [
        (" Ada Brandt said.", "Ada Brandt"),
        (" said Ada Brandt.", "Ada Brandt"),
        (" said Mayor Ada Brandt, 54, on Monday.", "Ada Brandt"),
        (" Ada Brandt, the mayor of Norderhafen, told reporters.", "Ada Brandt"),
        (" the mayor of Norderhafen, Ada Brandt, told reporters.", "Ada Brandt"),
        (" NHP Chairman Otto van der Meer told the council Friday.", "Otto van der Meer"),
        (" said White House press secretary Ada Brandt.", "Ada Brandt"),
        (" according to Ada Brandt.", "Ada Brandt"),
        (" added Rep. Stephen King (R-Iowa), who voted against.", "Stephen King"),
        (" said a spokesman for the port.", "a spokesman for the port"),
        (" the port's statement said.", "the port's statement"),
        (" officials said.", "officials"),
        (" and left the room.", ""),
        (" she said.", ""),
    ],
)
def test_the_speaker_behind_an_english_quotation(clause: str, speaker: str) -> None:
    assert speakers(WORDS.format(",") + clause) == [speaker]


@pytest.mark.parametrize(
    ("clause", "speaker"),
    [
        ("Ada Brandt said: ", "Ada Brandt"),
        ("In a statement on Tuesday, Mayor Ada Brandt said: ", "Ada Brandt"),
        ("The mayor, Ada Brandt, later told reporters, ", "Ada Brandt"),
        ("Ada Brandt said on Monday that the town ", "Ada Brandt"),
        ("According to Ada Brandt, ", "Ada Brandt"),
        ("Ada Brandt: ", "Ada Brandt"),
        ("Ada Brandt was asked by a reporter whether ", ""),
        ("Otto Maler left. The crane was full of slogans: ", ""),
    ],
)
def test_the_speaker_in_front_of_an_english_quotation(clause: str, speaker: str) -> None:
    assert speakers(clause + WORDS.format(".")) == [speaker]


def test_the_next_sentence_says_nothing_of_the_quotation_before() -> None:
    assert speakers("“We will open the harbour again in spring.” Ada Brandt said no more.") == [""]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "„Wir öffnen den Hafen im Frühjahr“, sagte Bürgermeisterin Eva Lang.", "Eva Lang"),
        ("de", "„Wir öffnen den Hafen im Frühjahr“, so die Sprecherin.", "die Sprecherin"),
        ("de", "Am Montag sagte Eva Lang: „Wir öffnen den Hafen bald wieder.“", "Eva Lang"),
        (
            "fr",
            "« Nous rouvrons le port au printemps », a déclaré le maire Luc Petit.",
            "Luc Petit",
        ),
        ("es", "«Abriremos el puerto en la primavera», dijo la alcaldesa Ana Ruiz.", "Ana Ruiz"),
        ("it", "«Riapriremo il porto in primavera», ha detto Carla Riva.", "Carla Riva"),
        ("pt", "“Vamos reabrir o porto na primavera”, disse Rui Matos.", "Rui Matos"),
        ("nl", "“We openen de haven in het voorjaar”, zei Piet de Boer.", "Piet de Boer"),
        ("sv", "”Vi öppnar hamnen igen i vår”, sa Eva Lind.", "Eva Lind"),
        ("no", "«Vi åpner havnen igjen til våren», sier Kari Dahl.", "Kari Dahl"),
        ("da", "»Vi åbner havnen igen til foråret«, siger Karen Holm.", "Karen Holm"),
        ("fi", "”Avaamme sataman taas ensi keväänä sitten”, sanoi Aino Laine.", "Aino Laine"),
        ("pl", "„Otworzymy nasz port znowu na wiosnę” – powiedział Jan Nowak.", "Jan Nowak"),
        ("cs", "„Na jaře znovu otevřeme náš přístav“, řekl Jan Novák.", "Jan Novák"),
        ("ru", "«Мы снова откроем порт уже весной», — заявил Иван Петров.", "Иван Петров"),
        ("uk", "«Ми знову відкриємо порт уже навесні», — сказав Іван Коваль.", "Іван Коваль"),
        ("ro", "„Vom redeschide portul în primăvara viitoare”, a spus Ion Popa.", "Ion Popa"),
        ("id", "“Kami akan membuka pelabuhan lagi segera,” kata Budi Santoso.", "Budi Santoso"),
        ("tr", "“Limanı ilkbaharda yeniden açacağız işte” diyen Ayşe Demir.", "Ayşe Demir"),
        ("el", "«Θα ανοίξουμε ξανά το λιμάνι», δήλωσε ο Νίκος Παππάς.", "Νίκος Παππάς"),
        ("zh", "港口主任李明表示：“我们明年春天一定会重新开放这个港口。”", "港口主任李明"),
        ("ja", "田中市長は「来年の春には必ず港を再開したい」と述べた。", "田中市長"),
        ("ko", "김민수 시장은 “내년 봄에 항구를 다시 열겠습니다”라고 말했다.", "김민수 시장"),
        ("ar", "قال العمدة سامي حداد: «سنفتح الميناء مرة أخرى في الربيع».", "العمدة سامي حداد"),
        ("hi", "महापौर अजय राव ने कहा, “हम बंदरगाह को फिर से खोलेंगे।”", "महापौर अजय राव"),
        ("he", 'ראש העיר דן לוי אמר: "אנחנו נפתח את הנמל שוב באביב"', "ראש העיר דן לוי"),
    ],
)
def test_the_speaker_in_many_languages(language: str, text: str, speaker: str) -> None:
    assert speakers(text, language) == [speaker]


def test_a_surname_is_given_as_the_article_has_it_in_full() -> None:
    text = "Port director Ada Brandt came late.\n" + WORDS.format(",") + " Brandt said."
    assert speakers(text) == ["Ada Brandt"]


def test_a_surname_that_two_people_bear_stays_as_it_is() -> None:
    text = "Ada Brandt met Otto Brandt.\n" + WORDS.format(",") + " Brandt said."
    assert speakers(text) == ["Brandt"]


def test_a_quotation_broken_by_its_attribution_has_one_speaker() -> None:
    text = "“The harbour is open for all,” Ada Brandt said. “The crane comes back next year.”"
    assert speakers(text) == ["Ada Brandt", "Ada Brandt"]


def test_a_paragraph_of_speech_goes_on_with_the_speaker_before() -> None:
    text = "“The harbour is open for all,” Ada Brandt said.\n“The crane comes back next year.”"
    assert speakers(text) == ["Ada Brandt", "Ada Brandt"]


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Ada Brandt opened the pier on Monday.", "Ada Brandt"),
        ("Ada Brandt opened the pier. Otto Maler watched the crane.", ""),
        ("The pier was opened on Monday.", ""),
        ("John Maler opened the pier on Monday.", ""),
    ],
)
def test_a_pronoun_is_the_only_person_before_it(before: str, speaker: str) -> None:
    assert speakers(f"{before}\n{WORDS.format(',')} she said.") == [speaker]


def test_indirect_speech_is_left_alone() -> None:
    assert quotations(("Ada Brandt said the harbour would open again in spring.",), "en") == ()


MARKS = "\"“”„«»「」『』‘’'—:,.? \nabcAB"


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["", "en", "de", "ja", "ar"]))
def test_every_quotation_stands_in_its_text(paragraphs: list[str], language: str) -> None:
    whole = "".join(filter(str.isalnum, "\n".join(paragraphs)))
    for quote in quotations(tuple(paragraphs), language):
        assert "".join(filter(str.isalnum, quote.text)) in whole


@given(st.lists(st.text(MARKS, max_size=80), max_size=6), st.sampled_from(["", "en", "es", "zh"]))
def test_any_order_of_marks_gives_quotations_of_some_length(
    paragraphs: list[str], language: str
) -> None:
    for quote in quotations(tuple(paragraphs), language):
        assert len(quote.text.split()) >= 5 or len(quote.text) >= 10


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“",
        "”",
        "« ",
        '"a" ',
        "“" + '"a" ' * 999,
        "“a b c d e f,” he said. ",
        "‘a ",
        "「",
        "A",
        "A ",
        "\n“a b c d e f",
        "x y z ",
        "Aa. Bb said: ",
        "—",
        "\n— a b, ",
        ", ",
        "(",
        "“Aa Bb Cc Dd Ee ff” ",
        "Aa Bb. “a b c d e,” she said. ",
        "“a b c d e,” Bb said. ",
        "'a b c d e,' ",
        "‘a b c d e’s ",
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "zh", "ja", "ko", "ar"])
def test_a_megabyte_of_anything_ends_soon(unit: str, language: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    quotations(tuple(text.split("\n")), language)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('وشدد الاتحاد على "ضرورة فتح الميناء من جديد قبل حلول الشتاء"', "الاتحاد"),
        ('وأشار حداد إلى أن "الميناء سيفتح من جديد قبل حلول الشتاء"', "حداد"),
        ('وقال الوزير سمير حداد في بيان: "سنفتح الميناء من جديد قبل الشتاء"', "الوزير سمير حداد"),
        ('وقال في بيان: "سنفتح الميناء من جديد قبل حلول الشتاء"', ""),
        ('وأكد على أن "الميناء سيفتح من جديد قبل حلول الشتاء"', ""),
    ],
)
def test_an_arabic_statement_is_no_speaker(text: str, speaker: str) -> None:
    assert speakers(text, "ar") == [speaker]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("es", "“El puente abrirá antes del invierno”, resalta Marta Roca.", "Marta Roca"),
        ("pt", '"A ponte abre antes do inverno", complementa Rui Alves.', "Rui Alves"),
        ("de", "„Die Brücke öffnet vor dem Winter“, weiß Jana Holt.", "Jana Holt"),
        ("fr", "« Le pont ouvrira avant cet hiver », assène Anne Morel.", "Anne Morel"),
        ("ru", "«Мост откроют до начала зимы», — вспоминает Анна Лисина.", "Анна Лисина"),
        ("uk", "«Міст відкриють до початку зими», — зазначає Анна Лисенко.", "Анна Лисенко"),
    ],
)
def test_the_verbs_of_the_present_report_too(language: str, text: str, speaker: str) -> None:
    assert speakers(text, language) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Wir öffnen den Hafen jetzt wieder“, sagte Klimaaktivistin Jana Holt.", "Jana Holt"),
        ("„Wir öffnen den Hafen jetzt wieder“, sagte Pfarrer Jan Holt.", "Jan Holt"),
        ("„Wir öffnen den Hafen jetzt wieder“, sagte Hafenleiter Jan Holt.", "Jan Holt"),
        ("Der Betrieb hat einen Hafen, dessen Chef sagt: „Wir öffnen ihn jetzt wieder“.", ""),
    ],
)
def test_a_german_office_is_no_part_of_the_name(text: str, speaker: str) -> None:
    assert speakers(text, "de") == [speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "« Nous avons ouvert le port hier matin », a ajouté un marin sur France Inter."),
        ("es", "“Abrimos el puerto ayer por la mañana”, remarcó el marino desde La Pampa."),
    ],
)
def test_where_it_was_said_is_nobody(language: str, text: str) -> None:
    assert not {"France Inter", "Pampa", "La Pampa"} & set(speakers(text, language))


@pytest.mark.parametrize(
    ("clause", "speaker"),
    [
        (" a Port Office official told reporters.", "a Port Office official"),
        (" said Republican political consultant Ada Brandt.", "Ada Brandt"),
        (" Rep. Ada Brandt, D-Colo., said.", "Ada Brandt"),
        (" said Ada Brandt Jr.", "Ada Brandt Jr."),
        (" Mr. Brandt said.", "Brandt"),
    ],
)
def test_offices_parties_and_generations(clause: str, speaker: str) -> None:
    assert speakers(WORDS.format(",") + clause) == [speaker]


POST = "We will open the harbour again next week."


@pytest.mark.parametrize(
    "paragraphs",
    [
        (POST, "— Ann Holt (@annholt) March 2, 2026"),
        (f"{POST} — Ann Holt (@annholt) March 2, 2026",),
        (POST, "–Ann Holt (@annholt) 2. März 2026"),
        ("The mayor wrote this.", POST, "-- Ann Holt (@annholt) 2 mars 2026", "Nobody answered."),
    ],
)
def test_a_post_that_stands_in_the_text_is_a_quotation(paragraphs: tuple[str, ...]) -> None:
    (found,) = quotations(paragraphs, "en")
    assert (found.text, found.speaker) == (POST, "Ann Holt")


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("— Ann Holt (@annholt) March 2, 2026",),
        ("Open again soon.", "— Ann Holt (@annholt) March 2, 2026"),
        ("word " * 400, "— Ann Holt (@annholt) March 2, 2026"),
        (POST, "The mayor (@annholt) wrote this."),
        (POST, "— Ann Holt, mayor"),
    ],
)
def test_what_is_no_post_is_no_quotation(paragraphs: tuple[str, ...]) -> None:
    assert quotations(paragraphs, "en") == ()


def test_posts_come_behind_what_stands_in_quote_marks() -> None:
    paragraphs = (POST, "— Ann Holt (@annholt) March 2, 2026", f"“{SAID},” said Bo Lind.")
    assert [quote.text for quote in quotations(paragraphs, "en")] == [SAID, POST]
