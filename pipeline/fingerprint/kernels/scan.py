"""One compiled pass from characters to a fingerprint: words, then passages, terms and quotations.

The methods are told in ``passages`` and ``terms``; here is their arithmetic. It is on integers, so
that every machine comes to the same hashes.
"""

import numpy as np

from pipeline.compiled import compiled
from pipeline.fingerprint.alphabet import CHARACTER, KIND, LETTER, MARK, SEPARATOR, SEVERAL, SILENT

SHINGLE = 5
WINDOW = 8

_ONE = np.uint64(1)
_LETTER, _KIND, _KIND_BITS = np.uint64(LETTER), np.uint64(KIND), np.uint64(3)
_LONGEST = np.uint64(64)
_LONGEST_FOLDED = np.uint64(20)
"""No character is folded to more letters (18, of U+FDFA)."""
_END, _LENGTH, _PLACE = np.uint64(28), np.uint64(56), np.uint64((1 << 28) - 1)
_BITS_AT, _BITS = np.uint64(6), np.uint64(511)
_BIT_AT, _BIT = np.uint64(0), np.uint64(63)
_FAR = np.uint64(65535)
_OWN = np.uint64(128)
_FIELD_BITS, _FIELD, _MOST = np.uint64(20), np.uint64((1 << 20) - 1), np.uint64(255)
_TITLE, _LEAD, _BODY, _NAMED = (np.uint64(n) for n in (2, 1, 1 << 20, 1 << 40))
"""What a word adds to the counts of a term, three fields of 20 bits: a word of the title counts twice
in its field, one of the lead once."""
_STOPPED, _NONE = np.uint64(1 << 63), np.uint64(0)
_STEP = np.uint64(0xD6E8FEB86659FD93)
_JOIN = np.uint64(0xC2B2AE3D27D4EB4F)
_NAME = np.uint64(0x5851F42D4C957F2D)
_HALF = np.uint64(32)
_RANK = np.uint32(0xFFFFFFF0)
_TURN, _BACK = np.uint64(5), np.uint64(59)


@compiled
def mixed(value):
    """A hash of a hash, in which every bit depends on every bit."""
    value = (value ^ (value >> _HALF)) * _STEP
    value = (value ^ (value >> _HALF)) * _STEP
    return value ^ (value >> _HALF)


@compiled
def _read_into(points, alphabet, several, words, places, found):
    """Write hashes and places of words behind the first ``found``; how many then, and a hash of all.

    That hash is of the letters alone, wherever blanks stand. The loop has no branch where a word ends,
    for no processor guesses where words end: an article took 25 µs with one, and takes 10 (background,
    2026-11-22).
    """
    length = np.uint64(0)
    hash_ = content = np.uint64(0)
    start = np.uint64(0)
    is_own = False
    for index in range(len(points)):
        at = np.uint64(index)
        code = alphabet[points[at]]
        kind = code & _KIND
        if kind <= _LETTER and length < _LONGEST and not is_own:
            keep = np.uint64(0) - kind
            found += np.uint64(length > 0) & (kind ^ _ONE)
            length = (length + _ONE) & keep
            hash_ = (((hash_ << _TURN) | (hash_ >> _BACK)) ^ code) & keep
            content ^= ((content ^ code) * _STEP ^ content) & keep
            words[found] = hash_
            start = at if length == _ONE else start
            places[found] = start | (at + _ONE) << _END | length << _LENGTH
            continue
        if found + _LONGEST_FOLDED > np.uint64(len(words)):
            return -1, content
        first, last = np.uint64(0), _ONE
        if kind == SEVERAL:
            first = (code >> _KIND_BITS) + _ONE
            last = first + several[first - _ONE]
        for n in range(first, last):
            if first:
                code = several[n]
                kind = code & _KIND
            is_full = is_own or length == _LONGEST
            goes_on = is_own and kind == MARK and length < _LONGEST
            ends = kind in (SEPARATOR, CHARACTER) or (is_full and kind != SILENT)
            if length and ends and not goes_on:
                found += _ONE
                length = hash_ = np.uint64(0)
                is_own = False
            if kind in (LETTER, CHARACTER) or (kind == MARK and length):
                if not length:
                    start = at
                    is_own = kind == CHARACTER
                length += _ONE
                hash_ = ((hash_ << _TURN) | (hash_ >> _BACK)) ^ code
                content = (content ^ code) * _STEP
                words[found] = hash_
                places[found] = start | (at + _ONE) << _END | (length | _OWN * is_own) << _LENGTH
    return np.int64(found + np.uint64(length > 0)), content


@compiled
def read_words(points, body, alphabet, several):
    """Words of a text of code points: hashes and places, how many of them are of its ``body``.

    The first ``body`` points are read by themselves, and the hash of their letters returned at last.
    A place is the word's first point, the one behind its last (from bit 28) and its length in letters
    and marks (from bit 56), with ``_OWN`` added for a character of a script without blanks.
    """
    room = len(points) + 64
    while True:
        words = np.empty(room, np.uint64)
        places = np.empty(room, np.uint64)
        first, content = _read_into(points[:body], alphabet, several, words, places, np.uint64(0))
        if first >= 0:
            all_, _ = _read_into(points[body:], alphabet, several, words, places, np.uint64(first))
            if all_ >= 0:
                break
        room *= 16
    return words[:all_], places[:all_], first, content


@compiled
def _ended(value):
    value = (value ^ (value >> _HALF)) * _STEP
    return value ^ (value >> _HALF)


@compiled
def _shingle_characters(words, lengths, shingles, behind):
    """Shingles where a character may be a word, which then counts for half a word; how many."""
    for at in range(len(words)):
        weight, n, value = 0, at, np.uint64(0)
        while n < len(words) and weight < 2 * SHINGLE:
            value = value * _JOIN + words[n]
            weight += 1 if lengths[n] >= _OWN else 2
            n += 1
        if weight < 2 * SHINGLE:
            return at
        shingles[at] = _ended(value)
        behind[at] = n
    return len(words)


@compiled
def _is_plain(lengths):
    """Whether no character is a word of its own."""
    any_ = np.uint8(0)
    for n in range(len(lengths)):
        any_ |= lengths[n]
    return any_ < _OWN


@compiled
def winnow(words, lengths):
    """Winnow words: the numbers of the chosen shingles' first words, in order.

    Returns with them the hashes of all shingles, and of each the number of the word behind its last.
    """
    shingles = np.empty(len(words), np.uint64)
    behind = np.empty(len(words), np.uint32)
    count = max(len(words) - SHINGLE + 1, 0)
    if _is_plain(lengths):
        for at in range(count):
            value = words[at]
            for n in range(1, SHINGLE):
                value = value * _JOIN + words[at + n]
            shingles[at] = _ended(value)
            behind[at] = at + SHINGLE
    else:
        count = _shingle_characters(words, lengths, shingles, behind)
    width = min(WINDOW, count)
    if not count:
        return np.empty(0, np.uint32), shingles, behind
    # the least of each window of 2, 4, 8: 28 bits of a hash, and 4 of its number to find it by; in 32
    # bits a processor does many at once, and nowhere must it guess what comes next
    least = np.empty(count, np.uint32)
    for at in range(count):
        least[at] = np.uint32(shingles[at] >> _HALF) & _RANK | np.uint32(at & 15)
    done = 1
    while done < width:
        step = min(done, width - done)
        for at in range(count - step):
            least[at] = min(least[at], least[at + step])
        done += step
    chosen = np.empty(count + 1, np.uint32)
    picked = repeats = 0
    before, last = np.uint32(0), -1
    for start in range(count - width + 1):
        number = start + ((np.int64(least[start]) - start) & 15)
        is_new = number != last
        repeats += is_new & ((least[start] ^ before) < np.uint32(16)) & (last >= 0)
        chosen[picked] = number
        picked += is_new
        before, last = least[start], number
    if repeats:
        picked = _choose_robustly(shingles[:count], width, chosen)
    return chosen[:picked], shingles, behind


@compiled
def _choose_robustly(shingles, width, chosen):
    """Robust winnowing, section 4.1 of the paper: a text that repeats itself keeps few equal hashes.

    A window keeps the choice of the one before it while that is still smallest, else it takes the
    rightmost of its smallest.
    """
    picked = 0
    least = -1
    for start in range(len(shingles) - width + 1):
        newest = start + width - 1
        if least >= start and shingles[newest] >= shingles[least]:
            continue
        is_in = least >= start
        least = newest
        if not is_in:
            for n in range(newest - 1, start - 1, -1):
                if shingles[n] < shingles[least]:
                    least = n
        chosen[picked] = least
        picked += 1
    return picked


@compiled
def find_run(words, run, first):
    """Where a run of words stands from the ``first`` on; -1 where it does not."""
    for at in range(first, len(words) - len(run) + 1):
        n = 0
        while n < len(run) and words[at + n] == run[n]:
            n += 1
        if n == len(run):
            return at
    return -1


@compiled
def joined(words):
    """One hash of several words in their order."""
    value = np.uint64(len(words))
    for n in range(len(words)):
        value = value * _JOIN + words[n]
    return mixed(value)


@compiled
def _holds(stop, value):
    """Whether a hash is in a table; a bit for each says at once that most are not."""
    bits, table = stop
    if not (bits[(value >> _BITS_AT) & _BITS] >> (value >> _BIT_AT & _BIT)) & _ONE:
        return False
    at = np.int64(value >> _HALF) & (len(table) - 1)
    while table[at] != value and table[at]:
        at = (at + 1) & (len(table) - 1)
    return table[at] == value


@compiled
def hold(bits, table, values):
    """File hashes in an empty table of 2^n slots (0 is empty), and a bit for each, shape (512,)."""
    for n in range(len(values)):
        bits[(values[n] >> _BITS_AT) & _BITS] |= _ONE << (values[n] >> _BIT_AT & _BIT)
        at = np.int64(values[n] >> _HALF) & (len(table) - 1)
        while table[at]:
            at = (at + 1) & (len(table) - 1)
        table[at] = values[n]


@compiled
def _count(words, lengths, times, stop, slots, terms, counts, found):
    """Add ``times`` to the counts of words, or of pairs of neighbours where a character is a word.

    ``slots`` is open-addressed: -1, or the place of a hash in ``terms`` and ``counts``. Whether a word
    is a stop word is asked once: after that its count says so. Returns how many terms there are.
    """
    last = np.uint64(len(slots) - 1)
    for n in range(len(words)):
        value = words[n]
        if lengths[n] == 1:
            continue
        if lengths[n] >= _OWN:
            if n + 1 == len(words) or lengths[n + 1] < _OWN:
                continue
            value = mixed(value * _JOIN + words[n + 1])
        slot = value >> _HALF & last
        at = slots[slot]
        while at >= 0 and terms[at] != value:
            slot = (slot + _ONE) & last
            at = slots[slot]
        if at < 0:
            at = slots[slot] = found
            terms[at] = value
            counts[at] = _STOPPED if _holds(stop, value) else _NONE
            found += 1
        counts[at] += times
    return found


@compiled
def scan(points, sizes, shape, alphabet, several, stop):
    """The fingerprint of an article given as the code points of its lines.

    The lines are the body, the title, the names and the quotations, ``shape`` how many of the last two;
    ``sizes`` are the length of the lead, of each line, and how often each name stands in the article.
    ``stop`` is a table of the words that are no terms.

    Returns a hash of the body's letters, its length in half words; hashes, positions, characters and
    flags of its passages; terms and their fields; hashes and lengths of the quotations. What each of
    these is stands in ``model``.
    """
    names, spoken = shape
    breaks = np.cumsum(sizes[1 : 3 + names + spoken] + 1) - 1
    named = sizes[3 + names + spoken :]
    words, places, body, content = read_words(points, sizes[1], alphabet, several)
    lengths = (places >> _LENGTH).astype(np.uint8)
    is_plain = _is_plain(lengths[:body])
    # places behind the body count from its end: the line break there is theirs
    firsts = np.searchsorted(places[body:] & _PLACE, breaks - sizes[1]) + body
    lead = 0
    while lead < body and np.int64(places[lead] & _PLACE) < sizes[0]:
        lead += 1
    quoted = np.zeros(body + 1 if spoken else 1, np.uint32)

    quotes = np.empty(spoken, np.uint64)
    said = np.empty(spoken, np.uint32)
    resume = 0
    for n in range(spoken):
        run = words[firsts[1 + names + n] : firsts[2 + names + n]]
        quotes[n] = joined(run)
        said[n] = len(run)
        at = find_run(words[:body], run, resume)
        if at < 0:
            at = find_run(words[:resume], run, 0)
        if at >= 0:
            quoted[at + 1 : at + 1 + len(run)] = 1
            resume = at + len(run)
    for n in range(1, len(quoted)):
        quoted[n] += quoted[n - 1]

    chosen, shingles, behind = winnow(words[:body], lengths[:body])
    halves = np.zeros(0 if is_plain else body + 1, np.uint32)
    for n in range(len(halves) - 1):
        halves[n + 1] = halves[n] + np.uint32(2) - (lengths[n] >> 7)
    hashes = np.empty(len(chosen), np.uint64)
    positions = np.empty(len(chosen), np.uint32)
    starts = np.empty(len(chosen), np.uint32)
    spans = np.empty(len(chosen), np.uint16)
    in_quote = np.empty(len(chosen), np.bool_)
    for n in range(len(chosen)):
        at, end = np.int64(chosen[n]), np.int64(behind[chosen[n]])
        hashes[n] = shingles[at]
        positions[n] = 2 * at if is_plain else halves[at]
        starts[n] = places[at] & _PLACE
        spans[n] = min(((places[end - 1] >> _END) & _PLACE) - (places[at] & _PLACE), _FAR)
        in_quote[n] = spoken > 0 and quoted[end] - quoted[at] == end - at

    room = len(words) + 1
    size = 64
    while 3 * size < 4 * room:
        size *= 2
    terms, counts = np.empty(room, np.uint64), np.empty(room, np.uint64)
    table = (stop, np.full(size, -1, np.int32), terms, counts)
    title = words[firsts[0] : firsts[1]]
    found = _count(title, lengths[firsts[0] : firsts[1]], _TITLE, *table, 0)
    found = _count(words[:lead], lengths[:lead], _LEAD, *table, found)
    found = _count(words[:body], lengths[:body], _BODY, *table, found)
    one = np.full(1, 2, np.uint8)
    for n in range(names):
        run = words[firsts[1 + n] : firsts[2 + n]]
        if len(run):
            name = np.full(1, mixed(joined(run) ^ _NAME))
            found = _count(name, one, np.uint64(named[n]) * _NAMED, *table, found)
    kept = 0
    fields = np.empty((found, 3), np.uint8)
    for n in range(found):
        count = counts[n]
        terms[kept] = terms[n]
        for field in range(3):
            fields[kept, field] = min(count & _FIELD, _MOST)
            count >>= _FIELD_BITS
        kept += counts[n] < _STOPPED
    terms, fields = terms[:kept].copy(), fields[:kept].copy()
    return (
        content, 2 * body if is_plain else halves[body], hashes, positions, starts, spans, in_quote, terms, fields, quotes, said
    )  # fmt: skip
