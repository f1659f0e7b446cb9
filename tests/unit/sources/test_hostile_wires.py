"""Mutated files of wires crash nothing, and cost no more than their size."""

import random
import tarfile
import time
import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.sources import wires
from pipeline.sources.wires import WHYS, Refused, Row
from tests.stream import shared
from tests.unit.sources import wire_files as files
from tests.unit.sources.test_wires import decoded

WHOLE = (
    files.NINJS.encode(),
    files.NINJS_3.encode(),
    files.newsml_g2(files.XHTML, others=files.PACKAGE),
    files.newsml_g2(files.INNER_NITF),
    files.newsml_g2(files.INLINE_TEXT),
    files.NITF,
    files.NEWSML1,
    files.IPTC7901,
)


def mutated(data: bytes, seed: int) -> bytes:
    """Bytes changed, cut, doubled and swapped at a few places."""
    dice, result = random.Random(seed), bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        at, to = sorted(dice.randrange(len(result) + 1) for _ in "ab")
        match dice.randrange(5):
            case 0:
                result[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del result[at : min(to, at + 40)]
            case 2:
                result[at:at] = result[at : min(to, at + 200)]
            case 3:
                result[at:at] = dice.choice(
                    (
                        b"<p>",
                        b"</p>",
                        b"]]>",
                        b"<![CDATA[",
                        b"&#0;",
                        b"\x01",
                        b"\x02",
                        b'"',
                        b"null",
                        b"{",
                    )
                )
            case _:
                result[at : at + 4] = b"\xff\xfe\x00\x00"
    return bytes(result)


def survives(data: bytes) -> None:
    """It is read into rows that the pipeline can look at, or refused with a known reason."""
    try:
        reading = wires.read("file.txt", data)
    except Refused as error:
        refused: Refused | None = error
    else:
        refused = None
    assert refused is None or (refused.reason in WHYS and refused.sentence)
    for row in reading.rows if refused is None else ():
        assert _accepted(row) in {"", "bad_date", "wrong_type", "no_text", "nul_byte", "too_large"}


def _accepted(row: Row) -> str:
    """Why the pipeline rejects a row, if it does."""
    try:
        decoded(row)
    except Rejected as rejected:
        return rejected.reason
    return ""


@given(st.sampled_from(WHOLE), st.integers(0, 2**32))
def test_a_mutated_file_is_read_or_refused(data: bytes, seed: int) -> None:
    survives(mutated(data, seed))


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    survives(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "uri",
                        "guid",
                        "type",
                        "version",
                        "headline",
                        "headlines",
                        "body_text",
                        "body_html",
                        "bodies",
                        "value",
                        "role",
                        "pubstatus",
                        "embargoed",
                        "infosource",
                        "source",
                        "language",
                        "byline",
                        "altids",
                        "item",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_ninjs_with_fields_of_any_type_is_read_or_refused(value: object) -> None:
    try:
        data = orjson.dumps(value)
    except (TypeError, ValueError):  # an integer of more than 64 bits, half of a surrogate pair
        return
    survives(data)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>",
        "<br/>",
        "&",
        "&amp",
        "<![CDATA[",
        "<!--",
        "&#x110000;",
        "   \n",
        " - ",
        "(",
        "\x01",
        "=\n",
        "<p>a\n   b\n",
    ],
)
@pytest.mark.parametrize("data", WHOLE)
def test_a_long_run_of_one_piece_costs_time_and_memory_of_its_size(data: bytes, piece: str) -> None:
    at = data.index(b"harbour closed") if b"harbour closed" in data else len(data) // 2
    long = data[:at] + piece.encode() * (200_000 // len(piece)) + data[at:]
    tracemalloc.start()
    began = time.process_time()
    survives(long)
    took, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 5
    assert peak < 250 * len(long)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ninjs", "newsml-g2", "nitf", "legacy"])
def test_mutated_real_files_are_read_or_refused(name: str) -> None:
    with tarfile.open(shared(f"wire/{name}.tar.gz")) as archive:
        for seed, member in enumerate(archive):
            if stream := archive.extractfile(member) if member.isfile() else None:
                survives(mutated(stream.read(), seed))
