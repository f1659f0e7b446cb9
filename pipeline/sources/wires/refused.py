"""Why a file, or an item in it, can never become an article."""

from typing import Literal, get_args

from pipeline.errors import StoryfoldError

Why = Literal[
    "unknown",  # no format that is read here
    "broken",  # JSON or XML that is damaged, or ends too early
    "entities",  # XML with entities of its own
    "wrong_type",  # a field that the text is read from is not what the standard says
    "not_text",  # a picture, a video, an event, a package of references
    "elsewhere",  # its text lies in another file
    "no_text",  # neither a headline nor a body
    "too_large",  # more bytes than a file may have
    "empty",  # no bytes
    "unreadable",  # the system does not let it be read
]
WHYS: tuple[Why, ...] = get_args(Why)


class Refused(StoryfoldError):
    """A file or an item that is no article, with a reason for counting and a sentence for a person."""

    def __init__(self, reason: Why, sentence: str) -> None:
        super().__init__(f"{reason}: {sentence}")
        self.reason = reason
        self.sentence = sentence
