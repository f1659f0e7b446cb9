"""A newcomer's way: one edited line, one command, and stories of three local feeds come."""

import json
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.services import REPOSITORY
from tests.storyfold import COMMAND, _environment, members, storyfold, wait_until

AGENCY = (
    "PORT LINDEN (AFP) - A ferry with two hundred passengers rammed the breakwater of Port Linden in"
    " thick fog on Monday, and dozens were hurt, the harbour master said. Divers searched the hull for"
    " leaks while the passengers were brought ashore in small boats. The captain had asked for a pilot"
    " an hour before, according to the log of the harbour office."
)
OWN = (
    "Schools in the valley of Tasgath will stay shut until Thursday because the heating plant burned"
    " down, the council decided last night. Parents had asked for lessons in the town hall instead."
)


def rss(outlet: str, items: list[tuple[str, str, str]]) -> bytes:
    """A feed of items: id, title, text."""
    now = format_datetime(datetime.now(UTC) - timedelta(minutes=5))
    told = "".join(
        f"<item><guid>{id_}</guid><link>http://{outlet}.example/{id_}</link>"
        f"<title>{escape(title)}</title><pubDate>{now}</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for id_, title, text in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{outlet}</title>{told}</channel></rss>'
    ).encode()


FEEDS = {
    "/harbour": rss("harbour", [("ferry", "Ferry rams breakwater in Port Linden fog", AGENCY)]),
    "/coast": rss("coast", [("ferry-2", "Dozens hurt as ferry hits breakwater", AGENCY)]),
    "/valley": rss("valley", [("schools", "Tasgath schools stay shut after fire", OWN)]),
}


class _Feeds(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = FEEDS.get(self.path)
        if body is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nobody listens."""


@pytest.fixture
def addresses() -> Iterator[list[str]]:
    """Three feeds on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feeds)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield [f"http://127.0.0.1:{server.server_port}{path}" for path in FEEDS]
    server.shutdown()
    server.server_close()
    thread.join()


def edited(folder: Path, line: str) -> Path:
    """The shipped configuration with the line that names sources edited, as a newcomer does."""
    config = folder / "config"
    shutil.copytree(REPOSITORY / "config", config)
    file = config / "storyfold.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    (at,) = [n for n, one in enumerate(lines) if one.startswith("# sources: ")]
    lines[at] = line
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


@contextmanager
def running(folder: Path, config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``storyfold run`` in a folder, and nothing else said."""
    with (folder / "out").open("wb") as out, (folder / "err").open("ab") as err:
        process = subprocess.Popen(
            [*COMMAND, "run"],
            cwd=folder,
            env=_environment({"STORYFOLD_CONFIG": str(config)}),
            stdout=out,
            stderr=err,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def found(folder: Path) -> dict[str, str]:
    """The story of each article that is in one."""
    if not (folder / "storyfold.db").exists():
        return {}
    try:
        return {row["id"]: row["story_id"] for row in members(str(folder / "storyfold.db"))}
    except AssertionError:  # the database is being made
        return {}


def test_one_edited_line_and_one_command_bring_live_stories(
    tmp_path: Path, addresses: list[str]
) -> None:
    line = f"sources: [{{kind: feeds, allow_private: true, urls: {json.dumps(addresses)}}}]"
    config = edited(tmp_path, line)
    with running(tmp_path, config) as process:
        wait_until(lambda: len(found(tmp_path)) == 3, "three articles in stories", within_s=120)
        stories = found(tmp_path)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    said = (tmp_path / "out").read_text()
    assert len(set(stories.values())) == 2
    assert "3 articles in 2 stories" in said
    assert "2 articles, 1 origin" in said  # two outlets that reprint one agency
    env = {"STORYFOLD_CONFIG": str(config), "STORYFOLD_DATADIR": str(tmp_path / ".storyfold")}
    health = json.loads(storyfold("sources", "--json", env=env).stdout)["sources"]
    assert [(one["source"], one["items"], one["fault"]) for one in health] == [("feeds", 3, "")]
    assert "3 of 3 well" in storyfold("sources", env=env).stdout


def test_a_source_that_is_added_while_it_runs_is_read_and_a_wrong_line_changes_nothing(
    tmp_path: Path, addresses: list[str]
) -> None:
    def line(urls: list[str]) -> str:
        return f"sources: [{{kind: feeds, allow_private: true, urls: {json.dumps(urls)}}}]"

    config = edited(tmp_path, line(addresses[:1]))
    file = config / "storyfold.yaml"
    with running(tmp_path, config) as process:
        wait_until(lambda: len(found(tmp_path)) == 1, "the first feed's article", within_s=120)
        good = file.read_text()
        file.write_text(good.replace("kind: feeds", "kind: feeeds"))
        wait_until(
            lambda: "the changed configuration is not used" in (tmp_path / "err").read_text(),
            "it says what is wrong",
        )
        new = tmp_path / "new.yaml"
        new.write_text(good.replace(line(addresses[:1]), line(addresses)))
        new.replace(file)
        wait_until(lambda: len(found(tmp_path)) == 3, "all articles", within_s=120)
        process.terminate()
        assert process.wait(30) == 0


def test_check_says_what_is_wrong_with_each_source(tmp_path: Path, addresses: list[str]) -> None:
    base = addresses[0].rsplit("/", 1)[0]
    good = edited(
        tmp_path, f"sources: [{{kind: feeds, allow_private: true, urls: {json.dumps(addresses)}}}]"
    )
    assert storyfold("check", env={"STORYFOLD_CONFIG": str(good)}).stdout == "feeds: well\n"
    (tmp_path / "config").rename(tmp_path / "well")
    bad = edited(
        tmp_path, f"sources: [{{kind: feeds, allow_private: true, urls: ['{base}/gone']}}]"
    )
    said = storyfold("check", env={"STORYFOLD_CONFIG": str(bad)}, code=1).stdout
    assert "/gone" in said
    assert "404" in said
    (tmp_path / "config").rename(tmp_path / "bad")
    wrong = edited(tmp_path, "sources: [{kind: feeds, urlss: []}]")
    said = storyfold("check", env={"STORYFOLD_CONFIG": str(wrong)}, code=2).stderr
    assert said.startswith("storyfold: sources.0.urlss: ")
    (tmp_path / "config").rename(tmp_path / "wrong")
    none = edited(tmp_path, "# none")
    assert "names no sources" in storyfold("check", env={"STORYFOLD_CONFIG": str(none)}).stdout


@pytest.mark.parametrize("command", ["run", "publish"])
def test_live_is_refused_where_no_source_is_configured(command: str, tmp_path: Path) -> None:
    env = {"STORYFOLD_CONFIG": str(edited(tmp_path, "# none"))}
    assert "sources: there are none" in storyfold(command, "--live", env=env, code=2).stderr
