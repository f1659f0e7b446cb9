"""Cosines of sparse vectors in 32-bit terms and 8-bit weights, by field.

A vector is a row: its terms, each with a weight in two fields, and behind them its names, each with one.
``bounds`` (rows, 3) says where the terms of a row begin, where its names do and where they end,
``squares`` (rows, 3) what the squares of the weights of each field sum up to. Sums are of integers, so
they are exact in any order.

Kernels that call each other stay in one file: the cache of each is keyed on its file alone.
"""

import numpy as np

from pipeline.compiled import compiled

FIELDS = 3
_LOW = np.uint64(0xFFFFFFFF)
_BYTE = np.int64(255)


@compiled
def quantised(terms, weights):
    """Weights of terms, shape (n, 1 or 2), in 8 bits, (n, 2), and the terms in 32 bits, none of them 0."""
    short, small = np.empty(len(terms), np.uint32), np.zeros((len(terms), 2), np.uint8)
    for n in range(len(terms)):
        short[n] = max(terms[n] & _LOW, np.uint64(1))
    for field in range(weights.shape[1]):
        most = np.float32(0)
        for n in range(len(terms)):
            most = max(most, weights[n, field])
        scale = np.float32(255) / most if most else np.float32(0)
        for n in range(len(terms)):
            small[n, field] = np.uint8(np.rint(weights[n, field] * scale))
    return short, small


@compiled
def squares_of(weights, begin, names, end):
    """What the squares of the weights of a row sum up to, by field; the second begins at ``names``."""
    result = np.zeros(FIELDS, np.float32)
    for field in range(FIELDS):
        total = np.int64(0)
        first, last = (names, end) if field == 2 else (begin, names)
        for k in range(first, last):
            weight = np.int64(weights[k, field & 1])
            total += weight * weight
        result[field] = total
    return result


@compiled
def move_down(terms, weights, bounds, order):
    """Move rows, in the order in which they lie, to the beginning; returns where the last one ends."""
    to = 0
    for n in range(len(order)):
        row = order[n]
        gap = bounds[row, 0] - to
        for k in range(bounds[row, 0], bounds[row, 2]):
            terms[k - gap] = terms[k]
            weights[k - gap, 0], weights[k - gap, 1] = weights[k, 0], weights[k, 1]
        for k in range(3):
            bounds[row, k] -= gap
        to = bounds[row, 2]
    return to


@compiled
def _size(most):
    """Slots of a table with room for so many: a power of two, few of them used."""
    size = 16
    while size < 12 * most:
        size *= 2
    return size


@compiled
def _table(most):
    """A table to look terms up in, with room for so many: terms, and their weights."""
    size = _size(most)
    return np.zeros(size, np.uint32), np.zeros(size, np.uint16)


@compiled
def _lay(keys, packed, terms, weights, begin, end):
    """Lay the terms from ``begin`` to ``end`` out in an empty table."""
    last = np.int64(len(keys) - 1)
    for k in range(begin, end):
        at = np.int64(terms[k]) & last
        while keys[at] and keys[at] != terms[k]:
            at = (at + 1) & last
        keys[at] = terms[k]
        packed[at] = np.uint16(weights[k, 0]) | np.uint16(weights[k, 1]) << np.uint16(8)


@compiled
def _dot(keys, packed, terms, weights, begin, end):
    """Products by field of what is laid out with the terms from ``begin`` to ``end``, and the squares of the first field, ours and theirs, in terms that are common."""
    last = np.int64(len(keys) - 1)
    first = second = ours = theirs = np.int64(0)
    for k in range(begin, end):
        at = np.int64(terms[k]) & last
        while keys[at] and keys[at] != terms[k]:
            at = (at + 1) & last
        is_common = np.int64(keys[at] > 0)  # without a branch, for none could be foretold
        mine, other = np.int64(packed[at]) & _BYTE, np.int64(weights[k, 0])
        first += mine * other
        ours += mine * mine
        theirs += other * other * is_common
        second += (np.int64(packed[at]) >> 8) * np.int64(weights[k, 1])
    return first, second, ours, theirs


@compiled
def _cosine(product, one, other):
    norm = one * other
    return np.float32(product) / np.sqrt(norm) if norm else np.float32(0)


@compiled
def compare(own, own_weights, middle, terms, weights, bounds, squares, rows):
    """A vector, whose names begin at ``middle``, with rows, float32 of shape (n, 5).

    Cosines by field, then the shares of weight, squared, of the first field in common terms: of ours and of theirs.
    """
    result = np.zeros((len(rows), FIELDS + 2), np.float32)
    end = len(own)
    mine = squares_of(own_weights, 0, middle, end)
    keys, packed = _table(middle)
    names, named = _table(end - middle)
    _lay(keys, packed, own, own_weights, 0, middle)
    _lay(names, named, own, own_weights, middle, end)
    for n in range(len(rows)):
        row = rows[n]
        begin, split, behind = bounds[row, 0], bounds[row, 1], bounds[row, 2]
        whole, lead, ours, theirs = _dot(keys, packed, terms, weights, begin, split)
        told, _, _, _ = _dot(names, named, terms, weights, split, behind)
        square = squares[row]
        result[n, 0] = _cosine(whole, mine[0], square[0])
        result[n, 1] = _cosine(lead, mine[1], square[1])
        result[n, 2] = _cosine(told, mine[2], square[2])
        if mine[0] and square[0]:
            result[n, 3] = np.float32(ours) / mine[0]
            result[n, 4] = np.float32(theirs) / square[0]
    return result


@compiled
def beside(terms, weights, bounds, squares, row, rows):
    """Cosines by field of a row with others, float32 of shape (n, 3)."""
    result = np.zeros((len(rows), FIELDS), np.float32)
    begin, middle, end = bounds[row]
    keys, packed = _table(middle - begin)
    names, named = _table(end - middle)
    _lay(keys, packed, terms, weights, begin, middle)
    _lay(names, named, terms, weights, middle, end)
    for n in range(len(rows)):
        first, split, last = bounds[rows[n]]
        whole, lead, _, _ = _dot(keys, packed, terms, weights, first, split)
        told, _, _, _ = _dot(names, named, terms, weights, split, last)
        for field, product in enumerate((whole, lead, told)):
            result[n, field] = _cosine(product, squares[row, field], squares[rows[n], field])
    return result


@compiled
def _add_products(terms, weights, bounds, rows, side, products):
    """Add the products of the weights of every two rows, term by term; ``side`` 1 is that of the names.

    The rows that have a term are chained, the last one first, so that each new one meets them all.
    """
    total = 0
    for n in range(len(rows)):
        total += bounds[rows[n], side + 1] - bounds[rows[n], side]
    keys = np.zeros(_size(total // 4), np.uint32)
    heads = np.zeros(len(keys), np.int32)
    chain = np.zeros((total + 1, 2), np.int32)
    packed = np.zeros(total + 1, np.uint16)
    last = np.int64(len(keys) - 1)
    made = 0
    for n in range(len(rows)):
        for k in range(bounds[rows[n], side], bounds[rows[n], side + 1]):
            at = np.int64(terms[k]) & last
            while keys[at] and keys[at] != terms[k]:
                at = (at + 1) & last
            keys[at] = terms[k]
            mine, ours = np.int64(weights[k, 0]), np.int64(weights[k, 1])
            each = heads[at]
            while each:
                other = chain[each, 0]
                products[n, other, 2 * side] += mine * (np.int64(packed[each]) & _BYTE)
                products[n, other, 1] += ours * (np.int64(packed[each]) >> 8)
                each = chain[each, 1]
            made += 1
            chain[made, 0], chain[made, 1] = n, heads[at]
            packed[made] = np.uint16(weights[k, 0]) | np.uint16(weights[k, 1]) << np.uint16(8)
            heads[at] = made


@compiled
def among(terms, weights, bounds, squares, rows):
    """Cosines by field of every two rows, float32 of shape (n, n, 3), 0 on the diagonal."""
    count = len(rows)
    products = np.zeros((count, count, FIELDS), np.int64)
    _add_products(terms, weights, bounds, rows, 0, products)
    _add_products(terms, weights, bounds, rows, 1, products)
    result = np.zeros((count, count, FIELDS), np.float32)
    for n in range(count):
        for k in range(n):
            for field in range(FIELDS):
                one, other = squares[rows[n], field], squares[rows[k], field]
                result[n, k, field] = _cosine(products[n, k, field], one, other)
                result[k, n, field] = result[n, k, field]
    return result
