"""What a person sees in a terminal: progress, stories, one story with its evidence."""

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape as _markup
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.tree import Tree

from pipeline.engines.embedded import Progress
from pipeline.store import Given, Store

_LINE_EVERY_S = 5.0
_LETTERS = 10
_NAMED = 5
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STYLES = {"independent": "green", "kill": "red", "correction": "yellow", "update": "cyan"}


def plain(text: str) -> str:
    """Text of others as it may reach a terminal: no control characters."""
    return _CONTROL.sub("\ufffd", text)


def escape(text: str) -> str:
    """The same for a console, which reads markup."""
    return _markup(plain(text))


def terminal() -> Console:
    """Standard output, 120 columns wide where it is no terminal."""
    wide = None if sys.stdout.isatty() else 120
    return Console(width=wide, highlight=False)


@contextmanager
def progress(doing: str, *, endless: bool = False) -> Iterator[Callable[[Progress], None]]:
    """Progress on standard error: a bar on a terminal, else a line every five seconds.

    What is endless has no bar, no rate and nothing left.
    """
    console = Console(stderr=True, highlight=False)
    started = last = time.monotonic()

    def words(at: Progress) -> str:
        rate = at.items / max(time.monotonic() - started, 1e-9)
        parts = [f"{at.items:,} items"]
        if doing == "folding":
            parts = [f"{at.articles:,} articles", f"{at.stories:,} stories"]
            if at.dead:
                parts.append(f"{at.dead:,} dead letters")
        return ", ".join(parts if endless else [*parts, f"{rate:,.0f} articles/s"])

    if console.is_terminal:
        ends = (TextColumn("left:"), TimeRemainingColumn())
        columns = (
            TextColumn(doing),
            *(() if endless else (BarColumn(bar_width=30),)),
            TextColumn("{task.fields[words]}"),
            *(() if endless else ends),
        )
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task(doing, total=1.0, words="")

            def draw(at: Progress) -> None:
                bar.update(task, completed=at.done or 0.0, words=words(at))

            yield draw
        return

    def line(at: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _LINE_EVERY_S:
            return
        last = now
        left = "" if at.done is None else f", {100 * (1 - at.done):.0f} % of the input left"
        console.print(f"{doing}: {words(at)}{left}")

    yield line


def summary(store: Store, done: Progress, limit: int) -> None:
    """The end of a run: the largest stories, then what it came to."""
    console = terminal()
    found = store.stories(limit)
    stories(store, found)
    counts = store.counts()
    console.print(
        f"[bold]{counts['articles']:,} articles in {counts['stories']:,} stories[/]"
        f"; this run: {done.articles:,} new articles, {done.dead} dead letters."
    )
    if counts["stories"] > len(found):
        console.print(f"Shown: the {len(found)} largest. `storyfold stories` lists more.")
    if counts["dead"] > _LETTERS and done.dead:
        console.print(f"[dim]The last {_LETTERS} of {counts['dead']} dead letters:[/]")
    for letter in store.dead_letters(_LETTERS) if done.dead else ():
        where = letter["source"].rsplit("/", 1)[-1].split("#")[0]
        console.print(
            f"[dim]dead: {escape(where)} at byte {letter['position']}: {letter['reason']}: "
            f"{escape(letter['detail'])}[/]"
        )


def stories(store: Store, found: list[dict[str, Any]]) -> None:
    """Stories with their members and what each is to the others."""
    console = terminal()
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in store.members([story["story_id"] for story in found]):
        rows.setdefault(row["story_id"], []).append(row)
    linked = by_story(store.links([story["story_id"] for story in found]))
    for story in found:
        tree = Tree(_heading(story))
        ids = {row["article_id"]: row["id"] for row in rows.get(story["story_id"], ())}
        for row in rows.get(story["story_id"], ()):
            tree.add(_member(row, ids))
        for link in linked.get(story["story_id"], ()):
            tree.add(_link(link))
        console.print(tree)
        console.print()


def by_story(links: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Links by the story they are of."""
    found: dict[str, list[dict[str, Any]]] = {}
    for link in links:
        found.setdefault(link["story_id"], []).append(link)
    return found


def links(store: Store, found: list[dict[str, Any]]) -> None:
    """Each link with both its ends."""
    console = terminal()
    ends = {row["other_id"]: row for row in store.links()}
    for link in found:
        tree = Tree(_end(ends[link["story_id"]]))
        tree.add(_link(link))
        console.print(tree)
    count = f"{len(found)} link{'s' * (len(found) != 1)}"
    console.print(f"{count} between stories of different languages.")


def story(
    found: dict[str, Any],
    rows: list[dict[str, Any]],
    given: Iterable[Given] = (),
    links_: Iterable[dict[str, Any]] = (),
) -> None:
    """One story: members, relations, evidence, links to other languages, origins, flags, rulings."""
    console = terminal()
    record = orjson.loads(found["record"])
    ids = {row["article_id"]: row["id"] for row in rows}
    told = {member["article_id"]: member for member in record["members"]}
    tree = Tree(_heading(found))
    for row in rows:
        branch = tree.add(_member(row, ids))
        branch.add(f"[dim]{escape(row['title']) or '(no headline)'}[/]")
        branch.add(f"[dim]{escape(row['why'])}[/]")
        for evidence in row["evidence"]:
            other = ids.get(evidence["article_id"], evidence["article_id"])
            branch.add(f"[dim]with {escape(other)}: {_evidence(evidence)}[/]")
        for line in _facts_of(told.get(row["article_id"], {}), ids):
            branch.add(f"[dim]{line}[/]")
    for link in links_:
        tree.add(_link(link))
    console.print(tree)
    for origin in record["origins"]:
        members_ = ", ".join(escape(ids.get(m, m)) for m in origin["members"])
        outlets = ", ".join(map(escape, origin["outlets"]))
        console.print(f"origin [bold]{escape(origin['name'])}[/]: {members_} [dim]({outlets})[/]")
    for notice in record["notices"]:
        _notice(console, notice, ids)
    canonical = ids.get(record["canonical"], record["canonical"])
    console.print(
        f"version {record['version']}, {record['status']}, canonical article {escape(canonical)}"
        + (f", flags: {', '.join(record['flags'])}" if record["flags"] else "")
    )
    for one in given:
        stands = one.withdrawn is None and one.ruling.kind != "withdrawn"
        if stands and ids.keys() & {*one.ruling.articles}:
            console.print(f"ruling {_ruling(one, ids)}", soft_wrap=True)


def rulings(given: Iterable[Given]) -> None:
    """Rulings, in the order in which they were given."""
    console = terminal()
    for one in given:
        console.print(_ruling(one, {}), soft_wrap=True)


def _ruling(given: Given, ids: dict[str, str]) -> str:
    """A ruling, who gave it and why, and what has become of it; articles by ``ids`` if they are there."""
    one = given.ruling
    named = [escape(ids.get(article, article)) for article in one.articles]
    listed = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    state = "" if given.taken else " [yellow]waits for a run or a batch[/]"
    if given.withdrawn:
        state = f" [dim]withdrawn by {escape(given.withdrawn.who)}[/]"
    what = f"withdraws {one.withdraws}" if one.withdraws else f"{one.kind}: {listed}"
    at = one.at.isoformat(timespec="minutes")
    return f"{one.ruling_id} {what} [dim]{escape(one.who)}, {at}: {escape(one.why)}[/]{state}"


def _notice(console: Console, notice: dict[str, Any], ids: dict[str, str]) -> None:
    """A kill or a correction, and who still carries what it took back."""
    about = escape(ids.get(notice["target"], notice["target"]))
    style = _STYLES[notice["kind"]]
    carriers = notice["carriers"]
    console.print(
        f"[{style}]{notice['kind']}[/] of {about} by "
        f"{escape(ids.get(notice['article_id'], notice['article_id']))}, {notice['at']}: "
        f"{len(carriers) or 'nobody'} still carr{'ies' if len(carriers) < 2 else 'y'} it"
    )
    for carrier in carriers:
        known = ids.get(carrier["article_id"])
        where = escape(known) if known else f"{carrier['article_id']} in {carrier['story_id']}"
        how = (
            f"{carrier['sentences']} sentences of it" if carrier["sentences"] else carrier["basis"]
        )
        console.print(f"  {where} [dim]{escape(carrier['outlet'])}, {how}[/]")


def _facts_of(member: dict[str, Any], ids: dict[str, str]) -> Iterator[str]:
    """What a story says of a member beside who it is."""
    if brought := member.get("brought"):
        parts = [f"{count} {what}" for what, count in brought.items() if count]
        yield f"brings {', '.join(parts) or 'nothing new'}"
    for figure in member.get("figures") or ():
        other = escape(ids.get(figure["article_id"], figure["article_id"]))
        yield escape(f"{figure['number']} {figure['thing']}") + (
            f", where {other} has {escape(figure['other'])}"
        )
    if member.get("flags"):
        yield escape(f"flags: {', '.join(member['flags'])}")


def members(rows: Iterable[dict[str, Any]]) -> None:
    """Every article in a table."""
    table = Table("id", "story", "relation", "parents", "origin", box=None)
    for row in map(member_row, rows):
        table.add_row(
            escape(row["id"]),
            row["story_id"],
            row["relation"],
            " ".join(row["parents"]),
            escape(row["origin"]),
        )
    terminal().print(table)


def member_row(row: dict[str, Any]) -> dict[str, Any]:
    """One article as ``members --jsonl`` prints it; the names are a contract."""
    return {
        "id": row["id"],
        "article_id": row["article_id"],
        "document_id": row["document_id"],
        "story_id": row["story_id"],
        "relation": row["relation"],
        "parents": row["parents"],
        "origin": "/".join(row["origins"]),
    }


def article(record: dict[str, Any]) -> None:
    """One article: facts, text, and below it what was taken out and why."""
    console = terminal()
    console.print(f"[bold]{escape(record['title']) or '(no headline)'}[/]")
    console.print(
        f"[dim]{escape(record['id'])}, article {record['article_id']}, document "
        f"{record['document_id']}, take {record['take']}, version {record['version']}[/]"
    )
    for name, said in _facts(record):
        console.print(f"[cyan]{name:>12}[/] {escape(said)}")
    console.print()
    for paragraph in record["paragraphs"]:
        console.print(escape(paragraph), end="\n\n")
    edits = record["edits"] or {"added": (), "removed": ()}
    below = [("removed", line["reason"], line["text"]) for line in record["removed"]]
    below += [("version", "new", text) for text in edits["added"]]
    below += [("version", "gone", text) for text in edits["removed"]]
    below += [
        ("story", f"new in {what}", t) for what, ts in (record.get("new") or {}).items() for t in ts
    ]
    for what, reason, text in below:
        console.print(f"[dim]{what}, {reason}: {escape(text)}[/]")
    console.print()


def _facts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is known of an article, in words; nothing of what is not."""
    dateline, wire = record["dateline"], record["wire"]
    sure = f" (confidence {record['published_confidence']:.2f})"
    published = record["published_at"]
    marks = ", ".join(wire["marks"])
    facts = {
        "published": f"{published}, by its {record['published_basis']}{sure}" if published else "",
        "dateline": ", ".join(
            filter(None, (*dateline["places"], dateline["date"], *dateline["agencies"]))
        ),
        "byline": record["byline"],
        "credits": ", ".join(record["credits"]),
        "contributed": ", ".join(record["contributed"]),
        "language": f"{record['language']} (confidence {record['language_confidence']:.2f})",
        "wire": ", ".join(filter(None, (marks, wire["slug"], wire["transmission_id"]))),
        "update": str(wire["update"] or ""),
        "take": str(wire["take"] or ""),
        "changed": wire["hint"],
        "is about": ", ".join(wire["targets"]),
        "embargoed": wire["embargoed_until"] or "",
        "flags": ", ".join(record["flags"]),
        "names": ", ".join(name["name"] for name in record["names"]),
        "retitled": (record["edits"] or {}).get("title_before", ""),
    }
    yield from ((name, said) for name, said in facts.items() if said)
    for quote in record["quotes"]:
        yield "quote", f"{quote['text']} ({quote['speaker'] or 'speaker not plain'})"
    for caption in record["captions"]:
        yield "caption", caption


def _evidence(evidence: dict[str, Any]) -> str:
    parts = [f"cosine {evidence['cosine']:.2f}"]
    if "vector" in evidence:
        parts[0] += f" (of terms {evidence['terms']:.2f}, of vectors {evidence['vector']:.2f})"
    if evidence["run"]:
        parts += [
            f"{evidence['contained']:.0%} of this stands there",
            f"{evidence['containing']:.0%} of that stands here",
            f"longest shared run at least {evidence['run']} words",
        ]
    if evidence["quotes"]:
        parts.append(f"{evidence['quotes']} shared quotation{'s' * (evidence['quotes'] != 1)}")
    return ", ".join(parts)


def _end(link: dict[str, Any]) -> str:
    """The other end of a link."""
    return f"[bold]{escape(link['headline'])}[/] [dim]{link['other_id']}[/] {link['shard']}"


def _link(link: dict[str, Any]) -> str:
    evidence = link["evidence"]
    names = (ours if ours == its else f"{ours} = {its}" for ours, its in evidence["names"])
    shared = ", ".join((*names, *evidence["numbers"]))
    return (
        f"[cyan]one event with[/] {_end(link)} [dim]score {link['score']:.1f}: {escape(shared)}[/]"
    )


def _heading(story: dict[str, Any]) -> str:
    articles, origins = story["articles"], story["origins"]
    return (
        f"[bold]{escape(story['headline'])}[/]\n"
        f"[dim]{story['story_id']}[/] {articles} article{'s' * (articles != 1)}, "
        f"{origins} origin{'s' * (origins != 1)}"
        + (f", {story['status']}" if story["status"] != "open" else "")
    )


def _member(row: dict[str, Any], ids: dict[str, str]) -> str:
    parents = ", ".join(escape(ids.get(parent, parent)) for parent in row["parents"])
    style = _STYLES.get(row["relation"], "magenta")
    return (
        f"{escape(row['id'])} [dim]{escape(row['source'])}[/] [{style}]{row['relation']}[/]"
        + (f" of {parents}" if parents else "")
        + f" [dim]← {escape(' / '.join(row['origins']))}[/]"
    )
