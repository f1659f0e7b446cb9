"""What ``POST /articles`` promises: an answer says what is durable, and what is wrong with the rest."""

import asyncio
import json
from pathlib import Path

import pytest

from pipeline.errors import Unavailable
from pipeline.wire import decode_item
from tests.sources.pushing import LIMIT, NOW, Kept, serving, until

ONE = {"id": "mill-1", "text": "The mill burnt down.", "source": "The Herald"}


async def test_an_article_is_handed_over_as_it_was_sent(tmp_path: Path) -> None:
    body = b'  {"id": "mill-1",  "text": "The mill burnt down \\ud83d\\udd25", "x": [1]}\n'
    async with serving(tmp_path) as served:
        status, said = await served.post(body)
    assert (status, said) == (
        202,
        {"accepted": 1, "refused": 0, "ids": ["mill-1"], "errors": [], "errors_left_out": 0},
    )
    (record,) = served.inlet.records
    assert (record.value, record.format, record.seen_at) == (body, "json", NOW)
    assert (record.size, record.sha256, record.source) == (len(body), "", "herald")


async def test_elements_of_an_array_keep_their_own_bytes(tmp_path: Path) -> None:
    bodies = [
        '{"text": "ä\\u00e4",\n "n":1.50}',
        '{"id":7,"text":"]},{"}',
        '{"title":"\U0001f525"}',
    ]
    async with serving(tmp_path) as served:
        status, said = await served.post((" [ " + " ,\n".join(bodies) + "\t] ").encode())
    assert (status, said["accepted"]) == (202, 3)
    assert [record.value.decode() for record in served.inlet.records] == bodies
    assert said["ids"] == [decode_item(record, LIMIT).id for record in served.inlet.records]


async def test_the_answer_is_sent_only_when_the_inlet_has_the_article(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.inlet.door.clear()
        answering = asyncio.create_task(served.post(ONE))
        await until(lambda: served.inlet.asked)
        await asyncio.wait([answering], timeout=0.2)
        assert not answering.done()
        served.inlet.door.set()
        status, _ = await answering
        assert status == 202
        assert served.inlet.rows == [ONE]


async def test_what_is_not_durable_in_time_is_answered_503(tmp_path: Path) -> None:
    async with serving(tmp_path, timeout_s=0.05) as served:
        served.inlet.door.clear()
        async with served.client.post(f"{served.url}/articles", json=ONE) as answer:
            said = await answer.json()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.content_type == "application/problem+json"
    assert (said["status"], "not stored within 0.05 s" in said["detail"]) == (503, True)
    assert served.inlet.records == []


async def test_an_inlet_that_fails_is_answered_503_and_logged_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, Kept(fault=Unavailable("broker: it is away"))) as served:
        status, _ = await served.post(ONE)
    assert status == 503
    (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
    assert record.getMessage() == "push: items cannot be handed over: broker: it is away"
    assert record.exc_info is None


async def test_an_inlet_that_is_closed_meanwhile_is_answered_503(tmp_path: Path) -> None:
    async with serving(tmp_path, Kept(fault=asyncio.CancelledError())) as served:
        status, _ = await served.post(ONE)
    assert status == 503


async def test_under_pressure_senders_are_put_off_before_their_body_is_read(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.inlet.pressed = True
        for path in ("/articles", "/ninjs"):
            async with served.client.post(served.url + path, json=ONE) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
        served.inlet.pressed = False
        status, _ = await served.post(ONE)
    assert status == 202


async def test_good_items_are_accepted_beside_bad_ones_which_are_named(tmp_path: Path) -> None:
    rows = [
        ONE,
        {"id": "late", "text": "x", "published_at": "yesterday"},
        {"id": 5, "text": "   "},
        ["no", "object"],
        {"id": "nul", "text": "\0"},
        {"id": "odd", "text": 5},
        {"id": "mill-2", "title": "Mill burns"},
    ]
    async with serving(tmp_path) as served:
        status, said = await served.post(rows)
    assert (status, said["accepted"], said["refused"]) == (207, 2, 5)
    assert said["ids"] == ["mill-1", "mill-2"]
    assert [(e["index"], e.get("id"), e["reason"]) for e in said["errors"]] == [
        (1, "late", "bad_date"),
        (2, "5", "no_text"),
        (3, None, "wrong_type"),
        (4, "nul", "nul_byte"),
        (5, "odd", "wrong_type"),
    ]
    assert [row["id"] for row in served.inlet.rows] == ["mill-1", "mill-2"]


async def test_only_bad_items_are_a_problem_that_lists_them(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        status, said = await served.post({"id": "x"})
    assert (status, said["title"], said["refused"]) == (422, "Unprocessable Entity", 1)
    assert said["errors"][0]["reason"] == "no_text"
    assert served.inlet.asked == 0


async def test_an_item_that_is_too_large_is_refused_alone(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        status, said = await served.post([{"id": "long", "text": "x" * LIMIT}, ONE])
    assert (status, said["ids"]) == (207, ["mill-1"])
    assert (said["errors"][0]["id"], said["errors"][0]["reason"]) == ("long", "too_large")


async def test_nothing_is_accepted_of_a_body_that_is_no_json_to_its_end(tmp_path: Path) -> None:
    good = json.dumps(ONE).encode()
    broken = [
        b"",
        b"nope",
        good + good,
        b"[" + good,
        b"[" + good + b",]",
        b"[" + good + b"] x",
        b"[" + good + b" " + good + b"]",
        b"[" * 100_000,
        b"\xff\xfe",
        b"[" + good[:-2] + b"\xff" + b'"}]',
    ]
    async with serving(tmp_path) as served:
        for body in broken:
            status, said = await served.post(body)
            assert (status, said["title"]) == (400, "Bad Request"), body[:50]
        for body in (b"5", b'"text"', b"null"):
            status, _ = await served.post(body)
            assert status == 422
    assert served.inlet.asked == 0


async def test_nothing_to_take_is_nothing_wrong(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        for body in (b"[]", b" [\n] "):
            status, said = await served.post(body)
            assert (status, said["accepted"], said["refused"]) == (202, 0, 0)
    assert served.inlet.asked == 0


@pytest.mark.parametrize("key", [None, "7f3a"])
async def test_the_same_request_twice_hands_over_the_same_ids(
    tmp_path: Path, key: str | None
) -> None:
    rows = [ONE, {"text": "No id."}, {"text": "By URL.", "url": "https://a.example/1"}]
    headers = {"Idempotency-Key": key} if key else {}
    async with serving(tmp_path) as served:
        said = [await served.post(rows, **headers) for _ in range(2)]
    assert said[0] == said[1]
    assert len(set(said[0][1]["ids"])) == 3
    ids = [decode_item(record, LIMIT).id for record in served.inlet.records]
    assert ids == said[0][1]["ids"] * 2


async def test_two_senders_of_the_same_ids_at_once_are_both_answered(tmp_path: Path) -> None:
    rows = [{"id": f"n-{n}", "text": f"Line {n}."} for n in range(50)]
    async with serving(tmp_path) as served:
        served.inlet.door.clear()
        both = [asyncio.create_task(served.post(rows)) for _ in range(2)]
        await until(lambda: served.inlet.asked == 2)
        served.inlet.door.set()
        answers = await asyncio.gather(*both)
    assert answers[0] == answers[1]
    assert sorted(row["id"] for row in served.inlet.rows) == sorted([r["id"] for r in rows] * 2)


async def test_more_items_than_allowed_are_refused_as_a_whole(tmp_path: Path) -> None:
    async with serving(tmp_path, max_items=3) as served:
        assert (await served.post([ONE] * 3))[0] == 202
        status, said = await served.post([ONE] * 4)
    assert (status, "3 items" in said["detail"]) == (413, True)
    assert len(served.inlet.records) == 3


async def test_a_long_list_of_errors_is_cut_and_counted(tmp_path: Path) -> None:
    async with serving(tmp_path, max_items=5_000) as served:
        _, said = await served.post([{}] * 1_500)
    assert (said["refused"], len(said["errors"]), said["errors_left_out"]) == (1_500, 1_000, 500)


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/plain", None),
        ("application/x-www-form-urlencoded", None),
        ("application/json; charset=latin-1", None),
        ("application/json", "br"),
        ("application/json", "gzip, gzip"),
        ("application/x-ndjson", "deflate"),
    ],
)
async def test_other_types_and_encodings_are_refused(
    tmp_path: Path, kind: str, encoding: str | None
) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    async with serving(tmp_path) as served:
        status, said = await served.post(json.dumps(ONE).encode(), kind=kind, **headers)
    assert (status, said["status"]) == (415, 415)
    assert served.inlet.asked == 0


async def test_other_paths_and_methods_are_problems_too(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        for method, path, status in [("GET", "/articles", 405), ("POST", "/", 404)]:
            async with served.client.request(method, served.url + path) as answer:
                assert (answer.status, answer.content_type) == (status, "application/problem+json")
        async with served.client.get(f"{served.url}/articles") as answer:
            assert answer.headers["Allow"] == "POST"
            assert answer.headers["Server"] == "storyfold"


async def test_health_is_told_to_anybody(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, headers={}) as served,
        served.client.get(f"{served.url}/healthz") as answer,
    ):
        assert await answer.json() == {"status": "ok", "source": "push", "pressed": False}


async def test_what_each_sender_sent_is_counted(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await served.post([ONE, {}])
        await served.post(ONE)
        assert served.state.get("push", "sender:herald") == {
            "accepted": 2,
            "refused": 1,
            "last_at": NOW.isoformat(),
        }


async def test_a_bug_is_answered_500_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, Kept(fault=ZeroDivisionError())) as served:
        status, said = await served.post(ONE)
        assert (await served.post([]))[0] == 202
    assert (status, said["detail"]) == (500, "a bug; it is in the log")
    (record,) = [r for r in caplog.records if r.levelname == "ERROR"]
    record.expected = True
