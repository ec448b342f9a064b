"""What programs and people do to a CSV: its lines, columns, headings, delimiters, encoding and cells."""

import csv
import datetime
import re

MUTATIONS = {}
NOTES = ("1", "[1]", " [note 2]", "r", "*", "†", " (p)")


def mutation(function):
    """Register a mutation: a pure function of a Grid and a random generator; None where it cannot apply."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


def _row(grid, chance):
    return chance.randrange(len(grid.rows))


def _two(number, chance):
    return chance.sample(range(number), 2) if number > 1 else (0, 0)


# Lines


@mutation
def line_cut(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=grid.rows[:at] + grid.rows[at + 1 :])


@mutation
def lines_cut(grid, chance):
    at, size = _row(grid, chance), chance.randrange(2, 12)
    return grid.written(rows=grid.rows[:at] + grid.rows[at + size :])


@mutation
def last_lines_cut(grid, chance):
    return grid.written(rows=grid.rows[: max(1, _row(grid, chance))])


@mutation
def first_line_alone(grid, _chance):
    return grid.written(rows=grid.rows[:1])


@mutation
def headings_alone(grid, _chance):
    return grid.written(rows=[])


@mutation
def line_doubled(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows[: at + 1], *grid.rows[at:]])


@mutation
def line_doubled_elsewhere(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows, grid.rows[at]])


@mutation
def lines_swapped(grid, chance):
    one, other = _two(len(grid.rows), chance)
    rows = list(grid.rows)
    rows[one], rows[other] = rows[other], rows[one]
    return grid.written(rows=rows)


@mutation
def lines_sorted_by_a_column(grid, chance):
    column = chance.randrange(len(grid.headings))
    return grid.written(rows=sorted(grid.rows, key=lambda row: row[column]))


@mutation
def line_cut_in_two(grid, chance):
    at, width = _row(grid, chance), chance.randrange(1, len(grid.headings) + 1)
    row = grid.rows[at]
    return grid.written(rows=[*grid.rows[:at], row[:width], row[width:], *grid.rows[at + 1 :]])


@mutation
def blank_line_put_in(grid, chance):
    at = _row(grid, chance)
    lines = grid.written().splitlines(keepends=True)
    return b"".join([*lines[: at + 1], b"\n", *lines[at + 1 :]])


@mutation
def line_of_blank_cells(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows[:at], [""] * len(grid.headings), *grid.rows[at:]])


@mutation
def total_put_beneath(grid, _chance):
    figures = set(grid.columns("figure"))
    sums = [
        f"{sum(float(row[at]) for row in grid.rows if re.fullmatch(r'-?[0-9.]+', row[at].strip())):.0f}"
        if at in figures
        else ""
        for at in range(len(grid.headings))
    ]
    sums[0] = "Total"
    return grid.written(rows=[*grid.rows, sums])


@mutation
def note_beneath(grid, chance):
    note = chance.choice(("Source: Home Office", "1. Provisional figures.", "End of table"))
    width = chance.choice((1, len(grid.headings)))
    return grid.written(rows=[*grid.rows, [note] + [""] * (width - 1)])


@mutation
def title_above(grid, chance):
    title = chance.choice(("Table 1: figures by area", "Crown copyright"))
    return (title + "\n").encode() * chance.randrange(1, 4) + grid.written()


@mutation
def headings_again_in_the_middle(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows[:at], grid.headings, *grid.rows[at:]])


@mutation
def headings_lost(grid, _chance):
    return grid.written(headings=grid.rows[0], rows=grid.rows[1:])


@mutation
def headings_moved_down(grid, chance):
    at = chance.randrange(1, min(4, len(grid.rows)) + 1)
    return grid.written(headings=grid.rows[0], rows=[*grid.rows[1:at], grid.headings, *grid.rows[at:]])


# Columns


def _with_columns(grid, order):
    return grid.written([grid.headings[at] for at in order], [[row[at] for at in order] for row in grid.rows])


@mutation
def columns_reordered(grid, chance):
    order = list(range(len(grid.headings)))
    chance.shuffle(order)
    return _with_columns(grid, order)


@mutation
def two_columns_moved(grid, chance):
    order = list(range(len(grid.headings)))
    one, other = _two(len(order), chance)
    order[one], order[other] = order[other], order[one]
    return _with_columns(grid, order)


@mutation
def headings_of_two_columns_exchanged(grid, chance):
    one, other = _two(len(grid.headings), chance)
    headings = list(grid.headings)
    headings[one], headings[other] = headings[other], headings[one]
    return grid.written(headings)


@mutation
def headings_moved_by_one(grid, _chance):
    return grid.written([*grid.headings[1:], grid.headings[0]])


@mutation
def column_dropped(grid, chance):
    at = chance.randrange(len(grid.headings))
    return _with_columns(grid, [one for one in range(len(grid.headings)) if one != at])


@mutation
def column_doubled(grid, chance):
    at = chance.randrange(len(grid.headings))
    return _with_columns(grid, [*range(at + 1), *range(at, len(grid.headings))])


def _renamed(grid, chance, change):
    at = chance.randrange(len(grid.headings))
    return grid.written([change(text) if one == at else text for one, text in enumerate(grid.headings)])


@mutation
def heading_misspelt(grid, chance):
    return _renamed(grid, chance, lambda text: text[: len(text) // 2] + "x" + text[len(text) // 2 + 1 :])


@mutation
def heading_renamed(grid, chance):
    return _renamed(grid, chance, lambda _: "Value")


@mutation
def heading_blank(grid, chance):
    return _renamed(grid, chance, lambda _: "")


@mutation
def heading_in_capitals(grid, chance):
    return _renamed(grid, chance, str.upper)


@mutation
def heading_with_blanks(grid, chance):
    return _renamed(grid, chance, lambda text: chance.choice((f" {text}", f"{text} ", f"{text}\u00a0")))


@mutation
def heading_with_a_note(grid, chance):
    return _renamed(grid, chance, lambda text: text + chance.choice(NOTES))


@mutation
def heading_over_two_lines(grid, chance):
    return _renamed(grid, chance, lambda text: text.replace(" ", "\n", 1) if " " in text else f"{text}\n")


@mutation
def column_added(grid, chance):
    at = chance.randrange(len(grid.headings) + 1)
    new = [[*row[:at], "7", *row[at:]] for row in [grid.headings, *grid.rows]]
    new[0][at] = chance.choice(("Notes", "Rate", "ObjectId"))
    return grid.written(new[0], new[1:])


@mutation
def blank_column_added(grid, _chance):
    return grid.written([*grid.headings, ""], [[*row, ""] for row in grid.rows])


@mutation
def cell_too_many(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows[:at], [*grid.rows[at], "1"], *grid.rows[at + 1 :]])


@mutation
def cell_too_few(grid, chance):
    at = _row(grid, chance)
    return grid.written(rows=[*grid.rows[:at], grid.rows[at][:-1], *grid.rows[at + 1 :]])


@mutation
def cells_of_a_line_moved_by_one(grid, chance):
    at = _row(grid, chance)
    row = grid.rows[at]
    return grid.written(rows=[*grid.rows[:at], ["", *row[:-1]], *grid.rows[at + 1 :]])


# How it is written


@mutation
def semicolons(grid, _chance):
    return grid.written(delimiter=";")


@mutation
def tabs(grid, _chance):
    return grid.written(delimiter="\t")


@mutation
def a_line_with_semicolons(grid, chance):
    at = _row(grid, chance)
    lines = grid.written().split(b"\n")
    lines[at + 1] = lines[at + 1].replace(b",", b";")
    return b"\n".join(lines)


@mutation
def every_cell_in_quotation_marks(grid, _chance):
    return grid.written(quoting=csv.QUOTE_ALL)


@mutation
def quotation_mark_lost(grid, chance):
    content = grid.written(quoting=csv.QUOTE_ALL)
    marks = [at for at, byte in enumerate(content) if byte == 0x22]
    at = chance.choice(marks)
    return content[:at] + content[at + 1 :]


@mutation
def two_quotation_marks_lost(grid, chance):
    content = grid.written(quoting=csv.QUOTE_ALL)
    marks = [at for at, byte in enumerate(content) if byte == 0x22]
    at = chance.randrange(len(marks) - 1)
    one, other = marks[at], marks[at + 1]
    return content[:one] + content[one + 1 : other] + content[other + 1 :]


@mutation
def windows_line_ends(grid, _chance):
    return grid.written(end="\r\n")


@mutation
def old_mac_line_ends(grid, _chance):
    return grid.written(end="\r")


@mutation
def last_line_end_lost(grid, _chance):
    return grid.written().removesuffix(b"\n")


@mutation
def blank_lines_at_the_end(grid, chance):
    return grid.written() + b"\n" * chance.randrange(1, 5)


@mutation
def byte_order_mark(grid, _chance):
    return b"\xef\xbb\xbf" + grid.written().removeprefix(b"\xef\xbb\xbf")


@mutation
def byte_order_mark_twice(grid, _chance):
    return b"\xef\xbb\xbf" * 2 + grid.written().removeprefix(b"\xef\xbb\xbf")


@mutation
def utf_16(grid, chance):
    return grid.written().decode("utf-8-sig").encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be")))


@mutation
def western_encoding(grid, chance):
    at = grid.columns("label") or [0]
    row, column = _row(grid, chance), chance.choice(at)
    content = grid.with_cell(row, column, f"{grid.rows[row][column]}é").decode("utf-8-sig")
    return content.encode("cp1252", errors="replace")


# Cells


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


def _both(name, kind, change):
    """Register a change of a cell, and of a whole column."""
    MUTATIONS[f"{name}, one cell"] = lambda grid, chance: _cell(grid, chance, kind, change)
    MUTATIONS[f"{name}, a column"] = lambda grid, chance: _column(grid, chance, kind, change)


def _thousands(text):
    return f"{int(text):,}" if re.fullmatch(r"\s*-?\d{4,}\s*", text) else text


def _exponent(text):
    return f"{float(text):.1e}" if re.fullmatch(r"\s*-?\d+(?:\.\d+)?\s*", text) else text


_both("thousands with commas", "figure", _thousands)
_both("thousands with points", "figure", lambda text: _thousands(text).replace(",", "."))
_both("thousands with blanks", "figure", lambda text: _thousands(text).replace(",", "\u202f"))
_both("a decimal zero", "figure", lambda text: text.strip() + ("" if "." in text else ".0"))
_both("a fraction", "figure", lambda text: text.strip() + ("5" if "." in text else ".5"))
_both("an exponent", "figure", _exponent)
_both("per cent", "figure", lambda text: text.strip() + "%")
_both("a minus", "figure", lambda text: "-" + text.strip().removeprefix("-"))
_both("a typographic minus", "figure", lambda text: "\u2212" + text.strip().removeprefix("-"))
_both("brackets for a minus", "figure", lambda text: f"({text.strip()})")
_both("blanks around", "figure", lambda text: f" {text} ")
_both("a plus", "figure", lambda text: f"+{text.strip()}")
_both("zeros before", "figure", lambda text: f"00{text.strip()}")
_both("a note glued on", "figure", lambda text: text.strip() + "[1]")
_both("a letter for a mark", "figure", lambda text: text.strip() + "r")
_both("a marker for hidden", "figure", lambda _: "[c]")
_both("a dash for nothing", "figure", lambda _: "-")
_both("a blank for a number", "figure", lambda _: "")
_both("NA for a number", "figure", lambda _: "NA")
_both("not a number", "figure", lambda _: "nan")
_both("infinity", "figure", lambda _: "inf")
_both("a formula", "figure", lambda text: f"={text.strip()}")
_both("an error of a spreadsheet", "figure", lambda _: "#REF!")
_both(
    "digits of another script", "figure", lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)})
)
_both("a number too large", "figure", lambda _: "9" * 25)
_both("in hexadecimal", "figure", lambda text: hex(int(text)) if text.strip().isdigit() else text)
_both(
    "an underscore in a number",
    "figure",
    lambda text: f"{text.strip()[:1]}_{text.strip()[1:]}" if len(text.strip()) > 1 else text,
)


@mutation
def figure_changed(grid, chance):
    return _cell(grid, chance, "figure", lambda text: _other_digit(text, chance))


def _other_digit(text, chance):
    at = chance.choice([n for n, letter in enumerate(text) if letter.isdigit()] or [0])
    return (
        text[:at] + str((int(text[at]) + chance.randrange(1, 10)) % 10) + text[at + 1 :]
        if text[at].isdigit()
        else text
    )


@mutation
def figure_ten_times(grid, chance):
    return _cell(grid, chance, "figure", lambda text: f"{text.strip()}0")


@mutation
def figures_of_two_lines_exchanged(grid, chance):
    return _exchanged(grid, chance, "figure")


@mutation
def codes_of_two_lines_exchanged(grid, chance):
    return _exchanged(grid, chance, "code")


@mutation
def labels_of_two_lines_exchanged(grid, chance):
    return _exchanged(grid, chance, "label")


def _exchanged(grid, chance, kind):
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


@mutation
def figures_of_two_columns_exchanged(grid, chance):
    columns = grid.columns("figure")
    if len(columns) < 2:
        return None
    one, other = chance.sample(columns, 2)
    row = _row(grid, chance)
    cells = list(grid.rows[row])
    cells[one], cells[other] = cells[other], cells[one]
    return grid.written(rows=[*grid.rows[:row], cells, *grid.rows[row + 1 :]])


# Codes, dates, labels


def _vintage(text):
    return text[:3] + f"{(int(text[3:]) + 7000) % 10**6:06d}" if re.fullmatch(r"[EWKSN]\d{8}", text) else text


_both("code of another vintage", "code", _vintage)
_both(
    "code of another level", "code", lambda text: text[:1] + ("02" if text[1:3] == "01" else "01") + text[3:]
)
_both("code of another country", "code", lambda text: ("W" if text[0] == "E" else "E") + text[1:])
_both("code in small letters", "code", str.lower)
_both("code with blanks", "code", lambda text: f" {text} ")
_both("code with a decimal zero", "code", lambda text: f"{text}.0")
_both("code cut", "code", lambda text: text[:-1])
_both("code lost", "code", lambda _: "")


def _as_day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _told(form):
    return lambda text: _as_day(text).strftime(form) if _as_day(text) else text


_both("day before month", "date", _told("%d/%m/%Y"))
_both("month before day", "date", _told("%m/%d/%Y"))
_both("month in words", "date", _told("%d %B %Y"))
_both("date with a time", "date", _told("%Y-%m-%dT00:00:00"))
_both(
    "date as a spreadsheet's number",
    "date",
    lambda text: str((_as_day(text) - datetime.date(1899, 12, 30)).days) if _as_day(text) else text,
)
_both("year with two digits", "date", lambda text: re.sub(r"^20(\d\d)", r"\1", text))
_both(
    "year after", "date", lambda text: re.sub(r"20(\d\d)", lambda y: f"20{int(y[1]) + 1:02d}", text, count=1)
)
_both("hundred years before", "date", lambda text: re.sub(r"20(\d\d)", r"19\1", text))
_both("date lost", "date", lambda _: "")
_both("year with a decimal zero", "date", lambda text: f"{text}.0")
_both(
    "dash for a slash", "date", lambda text: text.replace("/", "-") if "/" in text else text.replace("-", "/")
)
_both("year alone", "date", lambda text: text[:4])

_both("label misspelt", "label", lambda text: text[: len(text) // 2] + "zz" + text[len(text) // 2 + 1 :])
_both("label in capitals", "label", str.upper)
_both("label with blanks", "label", lambda text: f" {text} ")
_both("label with doubled blanks", "label", lambda text: text.replace(" ", "  "))
_both("label with a note", "label", lambda text: f"{text} [note 3]")
_both("label with a number glued on", "label", lambda text: f"{text}2")
_both("label with another dash", "label", lambda text: text.replace("-", "\u2013") if "-" in text else text)
_both(
    "label with another apostrophe",
    "label",
    lambda text: text.replace("'", "\u2019") if "'" in text else text,
)
_both("label lost", "label", lambda _: "")
_both("label broken over lines", "label", lambda text: text.replace(" ", "\n", 1))
