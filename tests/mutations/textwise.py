"""What programs and people do to a CSV: its lines, columns, headings, delimiters, encoding and cells.

A mutation is a function of a Grid and a random generator to bytes; it gives None where it cannot apply.
"""

import csv
import datetime
import re

NOTES = ("1", "[1]", " [note 2]", "r", "*", "†", " (p)")
LINES = {  # rows, the place of one of them by chance, and chance: the rows afterwards
    "line cut": lambda rows, at, _: rows[:at] + rows[at + 1 :],
    "lines cut": lambda rows, at, chance: rows[:at] + rows[at + chance.randrange(2, 12) :],
    "last lines cut": lambda rows, at, _: rows[: max(1, at)],
    "first line alone": lambda rows, _at, _: rows[:1],
    "headings alone": lambda _rows, _at, _: [],
    "line doubled": lambda rows, at, _: rows[: at + 1] + rows[at:],
    "line doubled elsewhere": lambda rows, at, _: [*rows, rows[at]],
    "lines swapped": lambda rows, at, chance: swapped(rows, at, chance.randrange(len(rows))),
    "lines sorted by a column": lambda rows, _, chance: _sorted(rows, chance.randrange(len(rows[0]))),
    "line cut in two": lambda rows, at, chance: _cut_in_two(rows, at, chance.randrange(1, len(rows[0]) + 1)),
    "line of blank cells": lambda rows, at, _: [*rows[:at], [""] * len(rows[0]), *rows[at:]],
    "cell too many": lambda rows, at, _: _replaced(rows, at, [*rows[at], "1"]),
    "cell too few": lambda rows, at, _: _replaced(rows, at, rows[at][:-1]),
    "cells of a line moved by one": lambda rows, at, _: _replaced(rows, at, ["", *rows[at][:-1]]),
    "note beneath": lambda rows, _, chance: [*rows, _note(len(rows[0]), chance)],
}
HEADINGS = {  # a heading and chance: what it reads afterwards
    "misspelt": lambda text, _: misspelt(text),
    "renamed": lambda _text, _: "Value",
    "blank": lambda _text, _: "",
    "in capitals": lambda text, _: text.upper(),
    "with blanks": lambda text, chance: chance.choice((f" {text}", f"{text} ", f"{text}\u00a0")),
    "with a note": lambda text, chance: text + chance.choice(NOTES),
    "over two lines": lambda text, _: text.replace(" ", "\n", 1) if " " in text else f"{text}\n",
}
WRITTEN = {  # the same table in another dress
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "every cell in quotation marks": {"quoting": csv.QUOTE_ALL},
    "windows line ends": {"end": "\r\n"},
    "old mac line ends": {"end": "\r"},
}
MARK = b"\xef\xbb\xbf"
BYTES = {  # the bytes of the file, and chance: the bytes afterwards
    "title above": lambda content, chance: b"Crown copyright\n" * chance.randrange(1, 4) + content,
    "last line end lost": lambda content, _: content.removesuffix(b"\n"),
    "blank lines at the end": lambda content, chance: content + b"\n" * chance.randrange(1, 5),
    "byte order mark": lambda content, _: MARK + content.removeprefix(MARK),
    "byte order mark twice": lambda content, _: MARK * 2 + content.removeprefix(MARK),
    "utf 16": lambda content, chance: content.decode("utf-8-sig").encode(
        chance.choice(("utf-16", "utf-16-le", "utf-16-be"))
    ),
}


def _replaced(rows, at, *new):
    return [*rows[:at], *new, *rows[at + 1 :]]


def misspelt(text):
    """Return a text with another letter in its middle."""
    return text[: len(text) // 2] + "x" + text[len(text) // 2 + 1 :]


def swapped(cells, one, other):
    """Return cells with those at two places exchanged."""
    cells = list(cells)
    cells[one], cells[other] = cells[other], cells[one]
    return cells


def _sorted(rows, column):
    return sorted(rows, key=lambda row: row[column])


def _cut_in_two(rows, at, width):
    return _replaced(rows, at, rows[at][:width], rows[at][width:])


def _note(width, chance):
    note = chance.choice(("Source: Home Office", "1. Provisional figures.", "End of table"))
    return [note] + [""] * (chance.choice((1, width)) - 1)


def _two(number, chance):
    return chance.sample(range(number), 2) if number > 1 else (0, 0)


COLUMNS = {  # the places of the columns, one of them by chance, and chance: the places afterwards
    "columns reordered": lambda order, _at, chance: chance.sample(order, len(order)),
    "column dropped": lambda order, at, _: order[:at] + order[at + 1 :],
    "column doubled": lambda order, at, _: order[: at + 1] + order[at:],
}
GRIDS = {  # a grid and chance: the file afterwards
    "headings lost": lambda grid, _: grid.written(grid.rows[0], grid.rows[1:]),
    "headings moved by one": lambda grid, _: grid.written([*grid.headings[1:], grid.headings[0]]),
    "headings of two columns exchanged": lambda grid, chance: grid.written(
        swapped(grid.headings, *_two(len(grid.headings), chance))
    ),
    "blank column added": lambda grid, _: grid.written(
        [*grid.headings, ""], [[*row, ""] for row in grid.rows]
    ),
    "figure ten times": lambda grid, chance: _cell(grid, chance, "figure", lambda text: f"{text.strip()}0"),
}
BYTE_LINES = {  # the lines of the file as bytes, and the place of one by chance
    "blank line put in": lambda lines, at: [*lines[:at], b"", *lines[at:]],
    "a line with semicolons": lambda lines, at: _replaced(lines, at, lines[at].replace(b",", b";")),
}
MUTATIONS = {
    **{n: lambda grid, chance, how=how: _lines(grid, chance, how) for n, how in LINES.items()},
    **{
        f"heading {n}": lambda grid, chance, how=how: _heading(grid, chance, how)
        for n, how in HEADINGS.items()
    },
    **{n: lambda grid, _, how=how: grid.written(**how) for n, how in WRITTEN.items()},
    **{n: lambda grid, chance, how=how: how(grid.written(), chance) for n, how in BYTES.items()},
    **{n: lambda grid, chance, how=how: _columns(grid, chance, how) for n, how in COLUMNS.items()},
    **GRIDS,
    **{n: lambda grid, chance, how=how: _byte_lines(grid, chance, how) for n, how in BYTE_LINES.items()},
}


def _byte_lines(grid, chance, change):
    return b"\n".join(change(grid.written().split(b"\n"), chance.randrange(len(grid.rows)) + 1))


def _lines(grid, chance, change):
    return grid.written(rows=change(list(grid.rows), chance.randrange(len(grid.rows)), chance))


def _heading(grid, chance, change):
    at = chance.randrange(len(grid.headings))
    return grid.written(_replaced(grid.headings, at, change(grid.headings[at], chance)))


def _columns(grid, chance, change):
    places = list(range(len(grid.headings)))
    order = change(places, chance.choice(places), chance)
    return grid.written([grid.headings[at] for at in order], [[row[at] for at in order] for row in grid.rows])


def mutation(function):
    """Register a mutation under its own words."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


@mutation
def headings_again_in_the_middle(grid, chance):
    at = chance.randrange(len(grid.rows))
    return grid.written(rows=[*grid.rows[:at], grid.headings, *grid.rows[at:]])


@mutation
def total_put_beneath(grid, _chance):
    figures = set(grid.columns("figure"))
    sums = [
        f"{sum(float(row[at]) for row in grid.rows if re.fullmatch(r'-?[0-9.]+', row[at].strip())):.0f}"
        if at in figures
        else ""
        for at in range(len(grid.headings))
    ]
    return grid.written(rows=[*grid.rows, ["Total", *sums[1:]]])


@mutation
def headings_moved_down(grid, chance):
    at = chance.randrange(1, min(4, len(grid.rows)) + 1)
    return grid.written(headings=grid.rows[0], rows=[*grid.rows[1:at], grid.headings, *grid.rows[at:]])


@mutation
def column_added(grid, chance):
    at = chance.randrange(len(grid.headings) + 1)
    new = [[*row[:at], "7", *row[at:]] for row in [grid.headings, *grid.rows]]
    new[0][at] = chance.choice(("Notes", "Rate", "ObjectId"))
    return grid.written(new[0], new[1:])


@mutation
def quotation_mark_lost(grid, chance):
    content = grid.written(quoting=csv.QUOTE_ALL)
    at = chance.choice([at for at, byte in enumerate(content) if byte == 0x22])
    return content[:at] + content[at + 1 :]


@mutation
def two_quotation_marks_lost(grid, chance):
    content = grid.written(quoting=csv.QUOTE_ALL)
    marks = [at for at, byte in enumerate(content) if byte == 0x22]
    at = chance.randrange(len(marks) - 1)
    one, other = marks[at], marks[at + 1]
    return content[:one] + content[one + 1 : other] + content[other + 1 :]


@mutation
def western_encoding(grid, chance):
    row, column = chance.randrange(len(grid.rows)), chance.choice(grid.columns("label") or [0])
    content = grid.with_cell(row, column, f"{grid.rows[row][column]}é").decode("utf-8-sig")
    return content.encode("cp1252", errors="replace")


@mutation
def figures_of_two_columns_exchanged(grid, chance):
    columns = grid.columns("figure")
    if len(columns) < 2:
        return None
    pair, row = chance.sample(columns, 2), chance.randrange(len(grid.rows))
    return grid.written(rows=_replaced(grid.rows, row, swapped(grid.rows[row], *pair)))


def _exchanged(grid, chance, kind):
    """Return the file with two cells of a column of a kind exchanged."""
    columns = grid.columns(kind)
    if not columns or len(grid.rows) < 2:
        return None
    at = chance.choice(columns)
    for _ in range(20):
        one, other = _two(len(grid.rows), chance)
        if grid.rows[one][at] != grid.rows[other][at]:
            rows = [list(row) for row in grid.rows]
            rows[one][at], rows[other][at] = rows[other][at], rows[one][at]
            return grid.written(rows=rows)
    return None


for _kind in ("figure", "code", "label"):
    MUTATIONS[f"{_kind}s of two lines exchanged"] = lambda grid, chance, kind=_kind: _exchanged(
        grid, chance, kind
    )


def _cell(grid, chance, kind, change):
    """Return the file with one filled cell of a kind changed, None where there is none or nothing changes."""
    columns = grid.columns(kind)
    places = [(row, at) for at in columns for row in range(len(grid.rows)) if grid.rows[row][at].strip()]
    if not places:
        return None
    row, column = chance.choice(places)
    text = grid.rows[row][column]
    changed = change(text)
    return None if changed in (None, text) else grid.with_cell(row, column, changed)


def _column(grid, chance, kind, change):
    """Return the file with every filled cell of a column of a kind changed."""
    columns = grid.columns(kind)
    if not columns:
        return None
    at = chance.choice(columns)
    rows = [[change(c) if n == at and c.strip() else c for n, c in enumerate(row)] for row in grid.rows]
    return None if rows == grid.rows else grid.written(rows=rows)


@mutation
def figure_changed(grid, chance):
    def other_digit(text):
        digits = [n for n, letter in enumerate(text) if letter.isdigit()]
        if not digits:
            return text
        at = chance.choice(digits)
        return text[:at] + str((int(text[at]) + chance.randrange(1, 10)) % 10) + text[at + 1 :]

    return _cell(grid, chance, "figure", other_digit)


def _thousands(text):
    return f"{int(text):,}" if re.fullmatch(r"\s*-?\d{4,}\s*", text) else text


def _vintage(text):
    return text[:3] + f"{(int(text[3:]) + 7000) % 10**6:06d}" if re.fullmatch(r"[EWKSN]\d{8}", text) else text


def _told(form):
    def told(text):
        try:
            return datetime.date.fromisoformat(text).strftime(form)
        except ValueError:
            return text

    return told


CELLS = {  # kind of column: what is done to one cell of it, and to all
    "figure": {
        "thousands with commas": _thousands,
        "thousands with points": lambda text: _thousands(text).replace(",", "."),
        "a decimal zero": lambda text: text.strip() + ("" if "." in text else ".0"),
        "a fraction": lambda text: text.strip() + ("5" if "." in text else ".5"),
        "an exponent": lambda text: f"{float(text):.1e}" if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text,
        "per cent": lambda text: text.strip() + "%",
        "a minus": lambda text: "-" + text.strip().removeprefix("-"),
        "a typographic minus": lambda text: "\u2212" + text.strip().removeprefix("-"),
        "brackets for a minus": lambda text: f"({text.strip()})",
        "blanks around": lambda text: f" {text} ",
        "zeros before": lambda text: f"00{text.strip()}",
        "a note glued on": lambda text: text.strip() + "[1]",
        "a letter for a mark": lambda text: text.strip() + "r",
        "a marker for hidden": lambda _: "[c]",
        "a dash for nothing": lambda _: "-",
        "a blank for a number": lambda _: "",
        "NA for a number": lambda _: "NA",
        "not a number": lambda _: "nan",
        "infinity": lambda _: "inf",
        "an error of a spreadsheet": lambda _: "#REF!",
        "digits of another script": lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}),
        "a number too large": lambda _: "9" * 25,
        "in hexadecimal": lambda text: hex(int(text)) if text.strip().isdigit() else text,
    },
    "code": {
        "code of another vintage": _vintage,
        "code of another level": lambda text: text[:1] + ("02" if text[1:3] == "01" else "01") + text[3:],
        "code of another country": lambda text: ("W" if text[0] == "E" else "E") + text[1:],
        "code in small letters": str.lower,
        "code with blanks": lambda text: f" {text} ",
        "code with a decimal zero": lambda text: f"{text}.0",
        "code cut": lambda text: text[:-1],
        "code lost": lambda _: "",
    },
    "date": {
        "day before month": _told("%d/%m/%Y"),
        "month before day": _told("%m/%d/%Y"),
        "month in words": _told("%d %B %Y"),
        "date with a time": _told("%Y-%m-%dT00:00:00"),
        "year with two digits": lambda text: re.sub(r"^20(\d\d)", r"\1", text),
        "year after": lambda text: re.sub(r"20(\d\d)", lambda y: f"20{int(y[1]) + 1:02d}", text, count=1),
        "hundred years before": lambda text: re.sub(r"20(\d\d)", r"19\1", text),
        "date lost": lambda _: "",
        "year with a decimal zero": lambda text: f"{text}.0",
        "year alone": lambda text: text[:4],
    },
    "label": {
        "label misspelt": lambda text: text[: len(text) // 2] + "zz" + text[len(text) // 2 + 1 :],
        "label in capitals": str.upper,
        "label with blanks": lambda text: f" {text} ",
        "label with doubled blanks": lambda text: text.replace(" ", "  "),
        "label with a note": lambda text: f"{text} [note 3]",
        "label with a number glued on": lambda text: f"{text}2",
        "label with another dash": lambda text: text.replace("-", "\u2013"),
        "label with another apostrophe": lambda text: text.replace("'", "\u2019"),
        "label lost": lambda _: "",
        "label broken over lines": lambda text: text.replace(" ", "\n", 1),
    },
}
for _kind, _changes in CELLS.items():
    for _name, _change in _changes.items():
        _how = {"kind": _kind, "change": _change}
        MUTATIONS[f"{_name}, one cell"] = lambda grid, chance, how=_how: _cell(grid, chance, **how)
        MUTATIONS[f"{_name}, a column"] = lambda grid, chance, how=_how: _column(grid, chance, **how)
