"""What runs chapters is asked for, and what it answers, whichever way they run."""

import re
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError

MESSAGE_LENGTH = 1_000
BEGUN = "begun"
# What several chapters read: files on languages and all they are weighed with.
EVIDENCE = "evidence"
SHARED = (EVIDENCE,)
ENDED = (
    "Python ended while the chapter ran. The machine may be out of memory: close other programs and try "
    "again."
)


@dataclass(frozen=True)
class Asked:
    """A chapter to be run in `folder`: the number and the source of each of its code cells.

    `wants` are those of `SHARED` that it may read.
    """

    folder: Path
    cells: tuple
    wants: tuple = SHARED


@dataclass(frozen=True)
class Ran:
    """A chapter that ran to its end: cell -> the pieces that it published, and what the chapter read.

    `files` are those of cards, as `inventory.record` gives them, `opened` the paths of all that it opened.
    """

    pieces: dict
    files: list
    opened: list


@dataclass(frozen=True)
class Stopped:
    """A chapter that did not: the cell, and why in one line."""

    cell: int
    why: str


def in_words(kind, message):
    """Return the message of a cell's error in one line; of an error that is not ours, its type alone.

    What a library says of its trouble can hold a row of the office's own figures.
    """
    ours = {InputError.__name__} | {one.__name__ for one in InputError.__subclasses__()}
    if kind in ours:
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", message or "").split())[:MESSAGE_LENGTH]
    return f"{kind}. Its message may hold figures and is not shown: run the chapter by hand to see it."


def too_long(timeout):
    """Return what is said of a cell that was stopped."""
    return f"took longer than {timeout} seconds and was stopped."
