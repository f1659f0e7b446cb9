"""Compilation to machine code, for the loops over characters and hashes that bound the speed.

Source: numba, ``njit``. What is compiled stays beside the source (or in the user's cache folder)
and is used again by the next process; where neither can be written, each process compiles anew.
Keep functions that call each other, and their constants, in one file: what is kept is made anew when
*its* file changes, whatever else does.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F) -> _F:
    """The function as machine code, compiled when it is first called with arguments of a type.

    Only what numba's nopython mode knows: arrays, numbers and tuples. Integer overflow wraps, array
    bounds are not checked.
    """
    try:
        return cast("_F", numba.njit(nogil=True, error_model="numpy", cache=True)(function))
    except RuntimeError:  # no folder to keep it in
        return cast("_F", numba.njit(nogil=True, error_model="numpy")(function))
