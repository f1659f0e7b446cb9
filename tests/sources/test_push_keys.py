"""Who may send: API keys, what they allow, and that they stand in no log and no answer."""

import base64
import json
import logging
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.errors import Misconfigured
from tests.sources.pushing import HEADERS, KEY, Kept, config, given, key_line, serving

ONE = {"id": "mill-1", "text": "The mill burnt down."}


async def test_a_key_is_shown_in_either_header(tmp_path: Path) -> None:
    async with serving(tmp_path, headers={}) as served:
        for headers in (
            HEADERS,
            {"Authorization": f"Bearer {KEY}"},
            {"Authorization": f"bearer {KEY}"},
        ):
            assert (await served.post(ONE, **headers))[0] == 202


async def test_without_a_key_that_is_known_nothing_is_taken(tmp_path: Path) -> None:
    basic = base64.b64encode(f"herald:{KEY}".encode()).decode()
    async with serving(tmp_path, headers={}) as served:
        for headers in (
            {},
            {"X-API-Key": ""},
            {"X-API-Key": KEY[:-1]},
            {"X-API-Key": KEY + "x"},
            {"X-API-Key": "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")},
            {"Authorization": f"Basic {basic}"},
            {"Authorization": "Bearer "},
            {"Authorization": KEY},
        ):
            for path in ("/articles", "/ninjs"):
                async with served.client.post(
                    served.url + path, json=ONE, headers=headers
                ) as answer:
                    assert answer.status == 401
                    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
                    assert KEY[:-1] not in await answer.text()
    assert served.inlet.asked == 0


async def test_the_digest_in_the_file_opens_nothing(tmp_path: Path) -> None:
    digest = key_line("herald", KEY).strip().partition(":")[2]
    async with serving(tmp_path, headers={"X-API-Key": digest}) as served:
        assert (await served.post(ONE))[0] == 401


async def test_a_key_that_is_taken_away_ends_with_the_next_request(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        keys = tmp_path / "keys"
        assert (await served.post(ONE))[0] == 202
        keys.write_text("# none\n" + key_line("tribune", "another"))
        assert (await served.post(ONE))[0] == 401
        assert (await served.post(ONE, **{"X-API-Key": "another"}))[0] == 202
        keys.write_text(key_line("herald", KEY))
        assert (await served.post(ONE))[0] == 202


async def test_while_a_changed_file_cannot_be_read_the_former_keys_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path) as served:
        for broken in (b"herald:" + KEY.encode() + b"\n", b"\xff\xfe", None):
            keys = tmp_path / "keys"
            keys.write_bytes(broken) if broken is not None else keys.unlink()
            caplog.clear()
            for _ in range(3):
                assert (await served.post(ONE))[0] == 202
            (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
            assert "what it said before holds" in record.getMessage()
            assert KEY not in record.getMessage()


async def test_a_key_may_be_for_some_sources_alone(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(
        key_line("herald", KEY, "The.Herald") + key_line("group", "other", "a.example", "b.example")
    )
    rows = [
        {"id": "1", "text": "Own.", "source": "The.Herald"},
        {"id": "2", "text": "None."},
        {"id": "3", "text": "Another's.", "source": "The Tribune"},
        {"id": "4", "text": "By host.", "url": "https://b.example/4"},
    ]
    async with serving(tmp_path) as served:
        status, said = await served.post(rows)
        assert (status, said["ids"]) == (207, ["1", "2"])
        assert [(e["id"], e["reason"]) for e in said["errors"]] == [
            ("3", "source_not_allowed"),
            ("4", "source_not_allowed"),
        ]
        assert [record.source for record in served.inlet.records] == ["The.Herald"] * 2
        status, said = await served.post(rows, **{"X-API-Key": "other"})
        assert (status, said["ids"]) == (207, ["4"])


async def test_keys_come_from_the_environment_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESS_KEYS", key_line("tribune", "another") + key_line("post", "third"))
    async with serving(tmp_path, keys_env="PRESS_KEYS") as served:
        for key in (KEY, "another", "third"):
            assert (await served.post(ONE, **{"X-API-Key": key}))[0] == 202
        assert sorted(served.state.all("push")) == [
            "sender:herald",
            "sender:post",
            "sender:tribune",
        ]


async def test_no_secret_stands_in_a_log_or_an_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "superdesk-shares-this"  # noqa: S105 - made up
    (tmp_path / "superdesk").write_text(f"desk:{secret}\n")
    said: list[object] = []
    async with serving(tmp_path, superdesk_file=str(tmp_path / "superdesk")) as served:
        paths = "/articles", "/ninjs", "/superdesk", "/nowhere", f"/articles?key={KEY}"
        bodies: tuple[object, ...] = ONE, [{}], "x"
        said += [
            await served.post(body, path, **{"x-superdesk-signature": secret})
            for path in paths
            for body in bodies
        ]
        for raw in (
            f"POST /articles HTTP/1.1\r\nX-API-Key: {KEY}\r\nBad\x00Header: x\r\n\r\n",
            f"NONSENSE {KEY}\r\n\r\n",
            f"POST /articles HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Length: {KEY}\r\n\r\n",
        ):
            await served.raw(raw.encode())
    (tmp_path / "keys").write_text(f"herald:{KEY}\n")
    said.append(await config(tmp_path).open(given(tmp_path)).check())
    (tmp_path / "superdesk").write_text(f"desk {secret}\n")
    live = config(tmp_path, superdesk_file=str(tmp_path / "superdesk")).open(given(tmp_path))
    said.append(await live.check())
    told = json.dumps([*said, [record.getMessage() for record in caplog.records]])
    assert "is no `name:value`" in told
    assert KEY not in told
    assert secret not in told
    assert not [record for record in caplog.records if record.exc_info]


# -- what is refused at the start ----------------------------------------------------------------


async def _fault(folder: Path, **said: object) -> str:
    """What is wrong, as `check` and `run` both say."""
    around = given(folder)
    with around.state:
        live = config(folder, **said).open(around)
        (fault,) = await live.check()
        with pytest.raises(Misconfigured) as raised:
            await live.run(Kept())
    assert str(raised.value) == fault
    return fault


async def test_without_any_key_it_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("# nobody yet\n\n")
    assert (await _fault(tmp_path)).startswith("keys_file: there is no key: write lines `name:sha")


async def test_keys_that_cannot_be_read_are_told_by_their_line(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(key_line("herald", KEY) + "tribune:in-the-clear\n")
    assert await _fault(tmp_path) == (
        f"{tmp_path}/keys: line 2 is no `name:value` where the value is the key's SHA-256 in hex"
    )
    (tmp_path / "keys").unlink()
    (tmp_path / "keys").mkdir()
    assert await _fault(tmp_path) == f"{tmp_path}/keys cannot be read: Is a directory"


async def test_open_beside_keys_is_a_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYFOLD_PUSH_KEYS", key_line("herald", KEY))
    assert await _fault(tmp_path, open=True) == "open: true, and yet STORYFOLD_PUSH_KEYS holds keys"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"open": True, "listen": "0.0.0.0:8080"}, "open: true needs listen: 127"),
        ({"open": True, "listen": "press.example:8080"}, "open: true needs listen: 127"),
        ({"open": True, "keys_file": "keys"}, "exclude each other"),
        ({"certificate": "a.pem"}, "both are needed"),
        ({"listen": "127.0.0.1"}, "listen"),
        ({"listen": "127.0.0.1:99999"}, "at most 65535"),
        ({"keys": "in-the-clear"}, "keys"),
    ],
)
def test_an_unsafe_configuration_is_refused(
    tmp_path: Path, said: dict[str, object], fault: str
) -> None:
    with pytest.raises(ValidationError, match=fault) as raised:
        config(tmp_path, **said)
    assert "in-the-clear" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_open_takes_from_anybody_on_this_machine(tmp_path: Path, host: str) -> None:
    async with serving(tmp_path, headers={}, open=True, listen=f"{host}:0") as served:
        assert (await served.post(ONE))[0] == 202
        assert served.inlet.records[0].source == "push"
        status, said = await served.post(ONE, Host="rebound.example")
    assert (status, said["title"]) == (403, "Forbidden")
