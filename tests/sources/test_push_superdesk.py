"""A Superdesk pushes as its transmitter does, and goes on; what is not signed is not taken."""

import asyncio
import hashlib
import hmac
import json
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.sources.pushing import Kept, Served, key_line, serving
from tests.stream import shared

SECRET = "a-secret-token"  # noqa: S105 - made up
ITEM = {
    "guid": "tag:desk.example,2026:newsml_1",
    "type": "text",
    "version": "2",
    "pubstatus": "usable",
    "language": "en",
    "headline": "Mill burns",
    "slugline": "mill-fire",
    "byline": "A. Miller",
    "versioncreated": "2026-03-02T10:00:00+0000",
    "body_html": "<p>The mill burnt down.</p><p>Nobody was hurt.</p>",
    "associations": {"featuremedia": {"type": "picture", "renditions": {}}},
}


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header that Superdesk adds."""
    digest = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return {"x-superdesk-signature": f"sha1={digest}"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A server that shares secrets with two Superdesks."""
    secrets = tmp_path / "secrets"
    secrets.write_text(f"# ours\ndesk:{SECRET}\nother:another-token other.example\n")
    async with serving(tmp_path, headers={}, superdesk_file=secrets, timeout_s=1) as served:
        yield served


async def _push(served: Served, item: object, secret: str = SECRET) -> tuple[int, dict[str, Any]]:
    body = json.dumps(item).encode()
    return await served.post(body, "/superdesk", **signed(body, secret))


async def test_a_signed_item_is_taken_and_answered_201_when_it_is_durable(served: Served) -> None:
    served.inlet.door.clear()
    answering = asyncio.create_task(_push(served, ITEM))
    await asyncio.wait([answering], timeout=0.05)
    assert not answering.done()
    served.inlet.door.set()
    status, said = await answering
    assert (status, said["ids"]) == (201, [ITEM["guid"]])
    (row,) = served.inlet.rows
    assert row["title"] == "Mill burns"
    assert "Nobody was hurt." in (row.get("html") or row["text"])
    assert served.inlet.records[0].source == "desk"


async def test_each_superdesk_has_its_own_secret(served: Served) -> None:
    assert (await _push(served, ITEM, "another-token"))[0] == 201
    assert served.inlet.records[0].source == "other.example"


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "sha1=",
        signed(b"another body")["x-superdesk-signature"],
        signed(json.dumps(ITEM).encode(), "a-secret-toke")["x-superdesk-signature"],
        signed(json.dumps(ITEM).encode())["x-superdesk-signature"].removeprefix("sha1="),
        signed(json.dumps(ITEM).encode())["x-superdesk-signature"][:-1],
        "sha1=" + "\xe9" * 40,
    ],
)
async def test_a_wrong_signature_is_forbidden(served: Served, shown: str) -> None:
    body = json.dumps(ITEM).encode()
    for path in ("/superdesk", "/superdesk/assets"):
        status, said = await served.post(body, path, **{"x-superdesk-signature": shown})
        assert (status, said["title"]) == (403, "Forbidden")
        assert SECRET[:-1] not in str(said)
    assert served.inlet.asked == 0


async def test_without_a_signature_it_is_told_what_to_set(served: Served) -> None:
    for path in ("/superdesk", "/superdesk/assets"):
        status, said = await served.post(ITEM, path)
        assert (status, "secret_token" in said["detail"]) == (401, True)
    assert served.inlet.asked == 0


async def test_no_picture_is_asked_for(served: Served) -> None:
    """Superdesk uploads only what it hears 404 for; ids hold slashes."""
    for media in ("5f3c", "20260302/9a83.jpg", "a%2Fb"):
        async with served.client.get(f"{served.url}/superdesk/assets/{media}") as answer:
            assert answer.status == 200


async def test_a_picture_that_comes_all_the_same_is_thrown_away(served: Served) -> None:
    form = aiohttp.MultipartWriter("form-data")
    for name, value in (("media_id", b"5f3c"), ("media", bytes(range(256)) * 2_000)):
        form.append(value).set_content_disposition("form-data", name=name)
    body = await form.as_bytes()
    headers = {"Content-Type": form.content_type, **signed(body)}
    async with served.client.post(
        f"{served.url}/superdesk/assets", data=body, headers=headers
    ) as answer:
        assert answer.status == 201
    assert served.inlet.asked == 0


async def test_what_holds_no_article_is_taken_and_holds_nothing(served: Served) -> None:
    for kind in ("picture", "event"):
        status, said = await _push(served, {"guid": "x", "type": kind, "headline": "A mill"})
        assert (status, said["accepted"]) == (201, 0)
    assert served.inlet.asked == 0


async def test_superdesk_never_hears_a_4xx_for_what_will_be_well(served: Served) -> None:
    """After a 4xx, it gives the item up for good."""
    served.inlet.pressed = True
    assert (await _push(served, ITEM))[0] == 503
    served.inlet.pressed = False
    served.inlet.door.clear()
    assert (await _push(served, ITEM))[0] == 503
    served.inlet.door.set()
    assert (await _push(served, ITEM))[0] == 201


async def test_a_body_that_dribbles_in_is_to_be_sent_again(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.write_text(f"desk:{SECRET}\n")
    async with serving(tmp_path, headers={}, superdesk_file=secrets, read_s=0.1) as served:

        async def body() -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

        status, _ = await served.post(body(), "/superdesk", **signed(b"{"))
    assert status == 503


async def test_what_can_never_be_read_is_a_4xx(served: Served) -> None:
    for item, expected in (("nope", 422), ([], 422), ({"type": "text"}, 422)):
        assert (await _push(served, item))[0] == expected
    status, _ = await served.post(b"nope", "/superdesk", **signed(b"nope"))
    assert status == 400
    packed = {"Content-Encoding": "gzip", **signed(b"x")}
    assert (await served.post(b"x", "/superdesk", **packed))[0] == 415
    assert served.inlet.asked == 0


async def test_without_shared_secrets_there_is_no_such_path(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        assert (await _push(served, ITEM))[0] == 404
        async with served.client.get(f"{served.url}/superdesk/assets/x") as answer:
            assert answer.status == 404


async def test_secrets_alone_are_enough_and_open_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    (tmp_path / "secrets").write_text(f"desk:{SECRET}\n")
    async with serving(tmp_path, Kept(), superdesk_file=tmp_path / "secrets") as served:
        assert (await _push(served, ITEM))[0] == 201
        assert (await served.post(ITEM))[0] == 401


async def test_plain_ninjs_is_taken_with_a_key(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(key_line("wire", "a-key-of-the-wire"))
    headers = {"X-API-Key": "a-key-of-the-wire"}
    newest = {
        "uri": "https://wire.example/1",
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.1"},
        "headlines": [{"value": "Mill burns"}],
        "bodies": [{"contentType": "text/html", "value": "<p>The mill burnt down.</p>"}],
    }
    async with serving(tmp_path, headers=headers) as served:
        for item in (ITEM, newest):
            status, said = await served.post(item, "/ninjs")
            assert (status, said["accepted"]) == (202, 1)
        assert [row["title"] for row in served.inlet.rows] == ["Mill burns"] * 2
        status, said = await served.post(
            [ITEM, {"guid": "picture", "type": "picture"}, {"guid": "empty", "type": "text"}],
            "/ninjs",
        )
        assert (status, said["accepted"]) == (207, 1)
        assert [error["reason"] for error in said["errors"]] == ["no_text"]
        assert (await served.post([ITEM] * 1_001, "/ninjs"))[0] == 413
        for body, expected in ((b"nope", 400), (b"[5]", 422), (b'{"type":"text"}', 422)):
            assert (await served.post(body, "/ninjs"))[0] == expected


@pytest.mark.shared
async def test_every_real_ninjs_is_taken_or_refused_with_a_reason(tmp_path: Path) -> None:
    taken = 0
    with tarfile.open(shared("wire/ninjs.tar.gz")) as archive:
        files = [archive.extractfile(member) for member in archive if member.isfile()]
        documents = [file.read() for file in files if file]
    async with serving(tmp_path) as served:
        for document in documents:
            status, said = await served.post(document, "/ninjs")
            assert status in {202, 207, 400, 422}
            assert status < 400 or said["detail"]
            taken += said.get("accepted", 0)
    assert len(documents) > 200
    assert taken == len(served.inlet.records) > 80  # most have neither headline nor body
