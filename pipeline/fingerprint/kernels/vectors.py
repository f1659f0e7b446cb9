"""Cosines of sparse vectors in 32-bit terms and 8-bit weights, by field.

Kernels that call each other stay in one file: the cache of each is keyed on its file alone.
"""

import numpy as np

from pipeline.compiled import compiled

_LOW = np.uint64(0xFFFFFFFF)


@compiled
def quantised(terms, weights):
    """Weights of terms, shape (n, fields), in 8 bits a field, and the terms in 32 bits, none of them 0."""
    short, small = np.empty(len(terms), np.uint32), np.empty(weights.shape, np.uint8)
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
def _squares(weights, begin, end):
    """Sums of the squares of some weights, by field."""
    squares = np.zeros(weights.shape[1], np.float32)
    for k in range(begin, end):
        for field in range(weights.shape[1]):
            weight = np.float32(weights[k, field])
            squares[field] += weight * weight
    return squares


@compiled
def lay_out(terms, most):
    """A table to look up where a term stands among terms, with room for ``most``: keys and places."""
    size = 16
    while size < 4 * max(len(terms), most):
        size *= 2
    keys, places = np.zeros(size, np.uint32), np.zeros(size, np.int32)
    _lay(keys, places, terms, 0, len(terms))
    return keys, places


@compiled
def _lay(keys, places, terms, begin, end):
    last = len(keys) - 1
    for n in range(begin, end):
        at = np.int64(terms[n]) & last
        while keys[at] and keys[at] != terms[n]:
            at = (at + 1) & last
        keys[at], places[at] = terms[n], n


@compiled
def _dot(keys, places, weights, squares, theirs, their_weights, begin, end, result):
    """Cosines by field of a laid-out vector with the terms from ``begin`` to ``end``."""
    last = len(keys) - 1
    result[:] = 0
    their_squares = _squares(their_weights, begin, end)
    for k in range(begin, end):
        at = np.int64(theirs[k]) & last
        while keys[at] and keys[at] != theirs[k]:
            at = (at + 1) & last
        if keys[at]:
            for field in range(weights.shape[1]):
                mine = np.float32(weights[places[at], field])
                result[field] += mine * np.float32(their_weights[k, field])
    for field in range(weights.shape[1]):
        norm = squares[field] * their_squares[field]
        result[field] = result[field] / np.sqrt(norm) if norm else np.float32(0)


@compiled
def cosines(own, theirs, offsets, articles):
    """Cosines by field of a vector (terms, weights) with those of articles, float32 of shape (n, fields)."""
    terms, weights = own
    result = np.zeros((len(articles), weights.shape[1]), np.float32)
    keys, places = lay_out(terms, 0)
    squares = _squares(weights, 0, len(terms))
    for n in range(len(articles)):
        begin, end = offsets[articles[n]], offsets[articles[n] + 1]
        _dot(keys, places, weights, squares, theirs[0], theirs[1], begin, end, result[n])
    return result


@compiled
def common(own, theirs, offsets, articles):
    """Shares of weight, squared, in common terms, of the first field: ours and each article's, (n, 2)."""
    terms, weights = own
    result = np.zeros((len(articles), 2), np.float32)
    keys, places = lay_out(terms, 0)
    last = len(keys) - 1
    whole = _squares(weights, 0, len(terms))[0]
    for n in range(len(articles)):
        ours = shared = square = np.float32(0)
        for k in range(offsets[articles[n]], offsets[articles[n] + 1]):
            weight = np.float32(theirs[1][k, 0])
            square += weight * weight
            at = np.int64(theirs[0][k]) & last
            while keys[at] and keys[at] != theirs[0][k]:
                at = (at + 1) & last
            if keys[at]:
                mine = np.float32(weights[places[at], 0])
                ours += mine * mine
                shared += weight * weight
        if whole and square:
            result[n, 0] = ours / whole
            result[n, 1] = shared / square
    return result


@compiled
def all_cosines(terms, weights, offsets):
    """Cosines by field of every two of n vectors, float32 of shape (n, n, fields)."""
    count = len(offsets) - 1
    result = np.zeros((count, count, weights.shape[1]), np.float32)
    most = 0
    for n in range(count):
        most = max(most, offsets[n + 1] - offsets[n])
    keys, places = lay_out(terms[:0], most)
    for n in range(count):
        keys[:] = 0
        _lay(keys, places, terms, offsets[n], offsets[n + 1])
        squares = _squares(weights, offsets[n], offsets[n + 1])
        for other in range(n):
            begin, end = offsets[other], offsets[other + 1]
            _dot(keys, places, weights, squares, terms, weights, begin, end, result[n, other])
            result[other, n] = result[n, other]
    return result
