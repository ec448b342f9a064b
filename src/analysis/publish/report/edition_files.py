"""Read the CSV and JSON files of an edition."""

import csv
import io
import json

from analysis.errors import InputError


class UnreadableError(InputError):
    """A file of an edition that is not as an edition writes it."""


def table(content):
    """Return the rows of a CSV, the headings first.

    Raises UnreadableError where a row is longer or shorter than the headings.
    """
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error:
        raise UnreadableError("is not CSV that can be read.") from None
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise UnreadableError(
                f"row {number}: has {'more' if len(row) > len(rows[0]) else 'fewer'} cells than headings."
            )
    return rows


def parsed(content):
    """Return what a JSON file holds.

    Raises UnreadableError for what is not JSON, and for a key that appears twice: one would go unseen.
    """

    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise UnreadableError("has the same key twice.")
        return dict(pairs)

    try:
        return json.loads(content, object_pairs_hook=once)
    except json.JSONDecodeError as fault:
        raise UnreadableError(f"line {fault.lineno}: is not JSON that can be read.") from None
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError("holds a number too long, or is nested too deep, to be read.") from None
