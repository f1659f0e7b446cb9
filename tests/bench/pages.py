"""``python -m tests.bench.pages``: the article of a page, beside the libraries that find it.

One table from one run over the same pages: body F1 and snippet accuracy (``tests/quality/pages.py``
says how they are counted) and pages per CPU second on one core. No library fetches anything.
"""

import logging
import sys
import time
import warnings
from collections.abc import Callable

import justext
import newspaper
import readability
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from tests.quality.pages import Row, body, has_gold, our_body, pages, snippets

Extractor = Callable[[Row], str]

_STOP_WORDS = frozenset().union(*map(justext.get_stoplist, justext.get_stoplists()))


def trafilatura_with(**options: bool) -> Extractor:
    """Trafilatura without readers' comments, and with these options."""

    def extract(row: Row) -> str:
        return trafilatura.extract(row["html"], include_comments=False, **options) or ""

    return extract


def resiliparse_main(row: Row) -> str:
    """Resiliparse's main content, without what it writes for bullets and pictures."""
    found: str = extract_plain_text(
        row["html"], main_content=True, alt_texts=False, list_bullets=False
    )
    return found


def readability_lxml(row: Row) -> str:
    """The text of readability-lxml's summary."""
    summary = readability.Document(row["html"]).summary()
    found: str = extract_plain_text(summary, alt_texts=False, list_bullets=False)
    return found


def newspaper4k(row: Row) -> str:
    """Newspaper4k's text; it needs more packages than it brings for five of the languages."""
    article = newspaper.Article(row["url"] or "https://news.example/", fetch_images=False)
    article.download(input_html=row["html"])
    article.parse()
    return str(article.text)


def justext_all(row: Row) -> str:
    """The good paragraphs of jusText, with the stop words of all its languages."""
    return "\n".join(
        paragraph.text
        for paragraph in justext.justext(row["html"], _STOP_WORDS)
        if not paragraph.is_boilerplate
    )


EXTRACTORS: dict[str, Extractor] = {
    "storyfold": our_body,
    "trafilatura": trafilatura_with(),
    "trafilatura, fast": trafilatura_with(fast=True),
    "trafilatura, precision": trafilatura_with(favor_precision=True),
    "trafilatura, recall": trafilatura_with(favor_recall=True),
    "readability-lxml": readability_lxml,
    "newspaper4k": newspaper4k,
    "resiliparse": resiliparse_main,
    "justext": justext_all,
}


def main() -> None:
    """Measure and print the table."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    texts, labelled = pages("text"), pages("snippets")
    gold = [i for i, row in enumerate(texts) if has_gold(row)]
    say(
        f"{len(texts)} pages with a gold body ({len(gold)} where that is a text),"
        f" {len(labelled)} with snippets"
    )
    say("| | F1, all | F1, text | F1, text, odd | snippets | snippets, odd | pages/CPU s |")
    say("|---|--:|--:|--:|--:|--:|--:|")
    for name, extract in EXTRACTORS.items():
        started = time.process_time()
        bodies = [_guarded(extract, row) for row in texts]
        found = [_guarded(extract, row) for row in labelled]
        seconds = time.process_time() - started
        scores = [
            *(
                body((texts[i]["text"] for i in chosen), (bodies[i] for i in chosen)).f1
                for chosen in (range(len(texts)), gold, [i for i in gold if i % 2])
            ),
            snippets(labelled, found).accuracy,
            snippets(labelled[1::2], found[1::2]).accuracy,
        ]
        cells = " | ".join(f"{score:.4f}" for score in scores)
        rate = (len(texts) + len(labelled)) / seconds
        say(f"| {name} | {cells} | {rate:.0f} |")


def say(line: str) -> None:
    """Write a line at once: the table takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _guarded(extract: Extractor, row: Row) -> str:
    """What a library finds; nothing where it raises."""
    try:
        return extract(row)
    except Exception:  # noqa: BLE001  (whatever other people's code raises)
        return ""


if __name__ == "__main__":
    main()
