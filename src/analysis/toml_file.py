"""How a TOML file of the project is read, with words for the person who has it open."""

import copy
import functools
import tomllib

from analysis import plain_file
from analysis.errors import InputError

LONGEST = 10_000_000  # bytes: a mapping of a hundred suppliers takes a hundredth of it


def read(path, what_for):
    """Return what a TOML file holds, a dict.

    Raises InputError where it is not there, with `what_for` (a sentence), and where it is not TOML.
    """
    try:
        return parsed(path.name, plain_file.content(path))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. {what_for}") from None


def parsed(name, content):
    """Return what the bytes of a TOML file hold, a dict.

    Raises InputError where they are not TOML, nested too deep, or hold a number too long to be one.
    """
    if len(content) > LONGEST:
        raise InputError(
            f"{name}: {len(content) // 10**6} MB; the limit is {LONGEST // 10**6} MB. Restore it."
        )
    try:
        return copy.deepcopy(_held(content))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{name}: is not TOML that can be read: {fault}.") from None
    except RecursionError:
        raise InputError(f"{name}: is not TOML that can be read: it is nested too deep.") from None
    except ValueError:
        raise InputError(f"{name}: is not TOML that can be read: it holds an invalid number.") from None


@functools.lru_cache(maxsize=32)
def _held(content):
    """Return what `content` holds, kept: a build reads the same few registers many times."""
    return tomllib.loads(content.decode("utf-8-sig"))
