"""Compiled parts of the window's index: passages, heavy terms and vectors of one segment.

A table of passages is open-addressed with linear probing (Knuth, The Art of Computer Programming,
volume 3, 6.4), a line of the cache at a time: a line that is full says, by a bit for each of 32 kinds
of hashes, which of them have gone on to the next, so that most searches end where they begin (as in
Boost's unordered_flat_map). A slot is 32 bits: an article of the segment and the low bits of the hash;
the high bits say where the slot stands. Beside it lies one byte, four bits of the passage's number in
its article and four of its position, from which runs are told: neighbours are at most 16 half words
apart. So a posting takes five bytes, and is found again by about as many bits of its hash as four hold.
"""

import numpy as np

from pipeline.compiled import compiled

ARTICLES = (1 << 18) - 2
"""Articles of a segment at most."""
CAP = 64
"""Postings of one passage in a segment, those of the first articles; a later copy is found by these. Of
the 66 variants of an article in a window of a million .982 are found; with 16 it was .752 (2026-11-22,
``tests.bench.window``)."""
RING = 32
"""Postings of one term in a segment, those of the latest articles."""
GROUPS = 8
"""A passage in more groups (stories) than this is a site's or a lawyer's, not an article's."""

_ARTICLE = np.uint32((1 << 18) - 1)
_TAG = np.uint64((1 << 14) - 1)
_BITS = np.uint32(18)
_HALF = np.uint64(32)
_LOW = np.uint64((1 << 32) - 1)
_NOBODY = _ARTICLE - np.uint32(1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_LEAST = 4
_WHOLE = np.float32((1 << 14) - 1)
LINE = 16
"""Slots of a line of the cache: a search begins at the first of one."""
_LINE_BITS = np.uint64(4)
SLOTS = LINE - 1
"""In the last place of a line is a bit for each of 32 kinds of hashes that found it full."""
_MASK = np.uint64(31)
_ONE = np.uint32(1)
_ALL = np.uint32((1 << 32) - 1)


@compiled
def _home(hash_, size):
    """Where a search begins. What winnowing chose is small, so the hash is spread anew."""
    return (hash_ * _SPREAD >> _HALF) * (size >> _LINE_BITS) >> _HALF << _LINE_BITS


@compiled
def _fetch(slots, hashes):
    """Read the lines where passages may stand; 0 where none of them does.

    These reads do not wait for one another, as those of a search do.
    """
    size = np.uint64(len(slots))
    last = size - np.uint64(LINE)
    seen = np.uint32(0)
    for n in range(len(hashes)):
        at = _home(hashes[n], size)
        seen |= slots[at] | slots[min(at + np.uint64(LINE), last)]
    return seen


@compiled
def add_passages(slots, numbers, passages, article):
    """Add the passages of an article, hashes and positions; how many slots that filled.

    What was read ahead is returned too, or the compiler would not read it.
    """
    hashes, positions = passages
    read = _fetch(slots, hashes)
    added = 0
    size = np.uint64(len(slots))
    mine = np.uint32(article + 1)
    for n in range(len(hashes)):
        at = _home(hashes[n], size)
        tag = np.uint32((hashes[n] & _TAG) << np.uint64(_BITS))
        passed = _ONE << np.uint32(hashes[n] & _MASK)
        same = 0
        while same < CAP:
            end = at + np.uint64(SLOTS)
            while at < end and slots[at]:
                is_same = np.uint32(slots[at] ^ tag) <= _ARTICLE
                same += is_same
                if is_same and (slots[at] & _ARTICLE) == mine:
                    same = CAP
                at += np.uint64(1)
            if same < CAP and at < end:
                slots[at] = tag | mine
                numbers[at] = (n & 15) << 4 | (positions[n] & 15)
                added += 1
                break
            if same < CAP:
                slots[end] |= passed
            at = end + np.uint64(1)
            if at == size:
                at = np.uint64(0)
    return added, read


@compiled
def find_passages(segment, base, hashes, fresh, groups_of, postings, total):
    """Collect the postings of passages in a segment behind the first ``total``; how many then.

    ``segment`` is its slots, numbers, groups and sizes. ``groups_of`` takes in the groups that carry
    each passage, shape (n, GROUPS + 1), and how many these are, shape (n,). ``postings`` are the
    article (numbered from ``base``), its number of passages, the number of the passage asked for and
    its number in that article. Those for which there is no room are left out.
    """
    slots, numbers, groups, sizes = segment
    seen, counts = groups_of
    found, theirs, which, where = postings
    size = np.uint64(len(slots))
    if not _fetch(slots, hashes):
        return total
    most = len(found) - LINE
    end = np.uint64(total)
    for n in range(len(hashes)):
        if not fresh[n] or counts[n] > GROUPS:
            continue
        at = _home(hashes[n], size)
        tag = np.uint32((hashes[n] & _TAG) << np.uint64(_BITS))
        passed = np.uint32(hashes[n] & _MASK)
        while end <= most:
            nearest = _ALL
            for k in range(SLOTS):
                nearest = min(nearest, np.uint32(slots[at + np.uint64(k)] ^ tag))
            if nearest <= _ARTICLE:  # written without a branch, for none could be foretold
                for k in range(SLOTS):
                    slot = slots[at + np.uint64(k)]
                    found[end] = at + np.uint64(k)
                    which[end] = n
                    end += np.uint64(((slot ^ tag) <= _ARTICLE) & (slot > 0))
            if not (slots[at + np.uint64(SLOTS)] >> passed) & _ONE:
                break
            at += np.uint64(LINE)
            if at == size:
                at = np.uint64(0)
    for k in range(total, end):
        at = np.uint64(found[k])
        article = (slots[at] & _ARTICLE) - np.uint32(1)
        if article == _NOBODY:
            continue
        n = np.uint64(which[k])
        group = groups[article]
        carriers = np.int64(counts[n])
        g = 0
        while g < carriers and seen[n, g] != group:
            g += 1
        if g == carriers and g <= GROUPS:
            seen[n, g] = group
            counts[n] = carriers + 1
        found[total] = base + np.int64(article)
        theirs[total] = sizes[article]
        which[total] = n
        where[total] = numbers[at]
        total += 1
    return total


@compiled
def first_of_each(hashes):
    """Which of the hashes stand for the first time, shape (n,), bool; and how many do."""
    size = 16
    while size < 2 * len(hashes) + 1:
        size *= 2
    table = np.zeros(size, np.uint64)
    fresh = np.zeros(len(hashes), np.bool_)
    count = 0
    for n in range(len(hashes)):
        at = np.int64(hashes[n] >> _HALF) & (size - 1)
        while table[at] and table[at] != hashes[n]:
            at = (at + 1) & (size - 1)
        if not table[at]:
            table[at] = hashes[n]
            fresh[n] = True
            count += 1
    return fresh, count


@compiled
def gather(postings, total, fresh, counts, positions, quoted, least):
    """Fold postings into candidates: ids, their passages, shared ones, longest runs in half words.

    Passages carried by more than ``GROUPS`` groups do not count, nor break a run. The second of the
    runs is of prose: it has no passage that stands in a quotation of ours. ``least`` is the length of
    a shingle in half words.
    """
    found, theirs, which, where = postings
    before = np.full(len(positions), -1, np.int64)
    last = -1
    for n in range(len(positions)):
        before[n] = last
        if fresh[n] and counts[n] <= GROUPS:
            last = n
    size = 16
    while size < 2 * total + 1:
        size *= 2
    table = np.full(size, -1, np.int32)
    ids = np.empty(total, np.int64)
    sizes = np.empty(total, np.int32)
    shared = np.zeros(total, np.int32)
    runs = np.zeros((total, 2), np.int32)
    # of each candidate: our last passage that it shares, its number there, where the runs began
    state = np.zeros((total, 4), np.int64)
    folded = 0
    for k in range(total):
        n = np.int64(which[k])
        if counts[n] > GROUPS:
            continue
        at = np.int64(np.uint64(found[k]) * _SPREAD >> _HALF) & (size - 1)
        while table[at] >= 0 and ids[table[at]] != found[k]:
            at = (at + 1) & (size - 1)
        if table[at] < 0:
            table[at] = folded
            ids[folded] = found[k]
            sizes[folded] = theirs[k]
            state[folded, 0] = -2
            folded += 1
        c = table[at]
        step = n - state[c, 0]
        there, was = np.int64(where[k]), state[c, 1]
        goes_on = (
            state[c, 0] == before[n]
            and ((there >> 4) - (was >> 4) - step) & 15 == 0
            and (there - was - np.int64(positions[n]) + np.int64(positions[state[c, 0]])) & 15 == 0
        )
        if not goes_on:
            state[c, 2] = positions[n]
        if not goes_on or state[c, 3] < 0:
            state[c, 3] = positions[n]
        runs[c, 0] = max(runs[c, 0], positions[n] - state[c, 2] + least)
        if quoted[n]:
            state[c, 3] = -1
        else:
            runs[c, 1] = max(runs[c, 1], positions[n] - state[c, 3] + least)
        state[c, 0] = n
        state[c, 1] = where[k]
        shared[c] += 1
    return ids[:folded], sizes[:folded], shared[:folded], runs[:folded]


@compiled
def best(ids, shared, most):
    """Places of those that share most, at most so many, best first; of as many the lowest id."""
    places = np.empty(min(most, len(ids)), np.int64)
    count = 0
    for n in range(len(ids)):
        at = count
        while at and (
            shared[places[at - 1]] < shared[n]
            or (shared[places[at - 1]] == shared[n] and ids[places[at - 1]] > ids[n])
        ):
            at -= 1
        if at == len(places):
            continue
        count = min(count + 1, len(places))
        for k in range(count - 1, at, -1):
            places[k] = places[k - 1]
        places[at] = n
    return places


@compiled
def mark(postings, total, articles, result):
    """Mark the passages asked for that have a posting of one of these articles (ascending)."""
    found, _, which, _ = postings
    for k in range(total):
        at = np.searchsorted(articles, found[k])
        if at < len(articles) and articles[at] == found[k]:
            result[which[k]] = True


@compiled
def add_terms(keys, heads, arena, used, terms, weights, article):
    """Add an article to the rings of its terms; points of the arena used then, keys added.

    ``keys`` is an open-addressed table of terms (0 is empty), ``heads`` (n, 3) the offset of each
    term's ring, its room and how often it was written. ``weights`` (0 to 1) are kept in 14 bits.
    """
    added = 0
    for n in range(len(terms)):
        at = np.int64(terms[n] * _SPREAD >> _HALF) & (len(keys) - 1)
        while keys[at] and keys[at] != terms[n]:
            at = (at + 1) & (len(keys) - 1)
        if not keys[at]:
            keys[at] = terms[n]
            heads[at, 0] = used
            heads[at, 1] = _LEAST
            heads[at, 2] = 0
            used += _LEAST
            added += 1
        offset, room, count = heads[at, 0], heads[at, 1], heads[at, 2]
        if count == room and room < RING:
            arena[used : used + room] = arena[offset : offset + room]
            heads[at, 0] = offset = used
            heads[at, 1] = room = min(4 * room, RING)
            used += room
        weight = max(np.uint32(weights[n] * _WHOLE), np.uint32(1))
        arena[offset + count % room] = weight << _BITS | np.uint32(article)
        heads[at, 2] += 1
    return used, added


@compiled
def move_terms(keys, heads, old_keys, old_heads):
    """Place terms and their heads in a larger table."""
    for n in range(len(old_keys)):
        at = np.int64(old_keys[n] * _SPREAD >> _HALF) & (len(keys) - 1)
        while keys[at]:
            at = (at + 1) & (len(keys) - 1)
        keys[at] = old_keys[n]
        heads[at] = old_heads[n]


@compiled
def forget_article(slots, numbers, arena, article):
    """Make of every posting of an article one of nobody, which keeps the chains of probes whole."""
    for at in range(len(slots)):
        if at % LINE < SLOTS and slots[at] and (slots[at] & _ARTICLE) == article + 1:
            slots[at] = _ARTICLE
            numbers[at] = 0
    for at in range(len(arena)):
        if (arena[at] & _ARTICLE) == article:
            arena[at] = _ARTICLE


@compiled
def find_terms(keys, heads, arena, terms, weights, scores, base, ids, top):
    """Merge the articles of a segment that share most of the heavy terms into the best ones.

    ``scores`` is scratch, zeros of shape (articles,), and left so. ``ids`` and ``top`` hold the best
    articles so far, ascending by score.
    """
    last = len(keys) - 1
    places = np.empty(len(terms), np.int64)
    read = np.uint32(0)
    for n in range(len(terms)):  # as ``_fetch`` does: first the keys, then the rings
        places[n] = np.int64(terms[n] * _SPREAD >> _HALF) & last
        read |= keys[places[n]]
    if not read:
        return
    rings = np.empty((len(terms), 3), np.int64)
    known = 0
    for n in range(len(terms)):
        at = places[n]
        while keys[at] and keys[at] != terms[n]:
            at = (at + 1) & last
        if keys[at]:
            rings[known, 0] = n
            rings[known, 1] = heads[at, 0]
            rings[known, 2] = heads[at, 0] + min(heads[at, 1], heads[at, 2])
            known += 1
    read = np.uint32(0)
    for n in range(known):
        for k in range(rings[n, 1], rings[n, 2], LINE):
            read |= arena[k]
    if not read:  # no posting is 0
        return
    touched = np.empty(len(terms) * RING, np.int32)
    count = 0
    for n in range(known):
        weight = weights[rings[n, 0]]
        for k in range(rings[n, 1], rings[n, 2]):
            posting = arena[k]
            article = np.int64(posting & _ARTICLE)
            if article == _ARTICLE:
                continue
            if scores[article] == 0:
                touched[count] = article
                count += 1
            scores[article] += weight * np.float32(posting >> _BITS)
    for k in range(count):
        article = touched[k]
        score = scores[article] / _WHOLE
        scores[article] = 0
        if score > top[0]:
            n = 0
            while n + 1 < len(top) and top[n + 1] < score:
                top[n] = top[n + 1]
                ids[n] = ids[n + 1]
                n += 1
            top[n] = score
            ids[n] = base + article
