"""JSON as the project writes it: no NaN, no number without end, nothing nested deeper than can be read."""

import json
import math

from analysis import plain_file
from analysis.errors import InputError


def parsed(text):
    """Return what a JSON text holds.

    Raises InputError, which says what is wrong after "is not JSON" and names no value, for a text that is cut
    or is not JSON, for NaN and Infinity, and for numbers too long and nesting too deep to be read.
    """
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as fault:
        raise InputError(f"line {fault.lineno}: is not JSON, or is cut short") from None
    except RecursionError:
        raise InputError("is not JSON that can be read: it is nested too deep") from None
    except ValueError:
        raise InputError(
            "is not JSON that can be read: it holds an invalid number, or one too long"
        ) from None


def read(path):
    """Return what a JSON file of an edition holds; raises InputError as `parsed` does, naming the file."""
    content = plain_file.content(path)
    try:
        return parsed(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text that can be read. Build the edition again.") from None
    except InputError as fault:
        raise InputError(f"{path}: {fault}. Build the edition again.") from None


def all_texts(values):
    """Tell whether `values` is a list of texts."""
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _no_number(name):
    raise ValueError(name)


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
