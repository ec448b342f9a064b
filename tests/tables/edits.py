"""What is done to a copied file before a table reads it."""

import csv

from analysis import settings


def replace(path, old, new, count=-1):
    """Put one text for another that is in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, (path.name, old)
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def keep(path, wanted):
    """Leave the headings of a file, and the lines that are wanted."""
    headings, *lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text(headings + "".join(filter(wanted, lines)), encoding="utf-8")


def drop(path, words):
    """Take the lines with given words out of a file."""
    keep(path, lambda line: words not in line)


def line_of(path, *words):
    """Return the first line of a file that has all the words."""
    lines = path.read_text(encoding="utf-8").splitlines(True)
    return next(line for line in lines if all(one in line for one in words))


def rewritten(folder, name, change):
    """Return the path of a copy of a CSV of data/reference whose rows, one dict each, were changed."""
    with settings.data("reference", name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
