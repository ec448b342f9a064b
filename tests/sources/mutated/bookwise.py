"""What people and programs do to a workbook: its sheets, the row of headings, merged cells, notes and cells.

A workbook is {name of a sheet: its rows}; a mutation changes it and is written by the writer of its format.
"""

import re

MUTATIONS = {}


def mutation(function):
    """Register a mutation: a pure function of sheets and a random generator; None where it cannot apply."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


def is_number(cell):
    """Tell whether a cell is a number."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _sheet(sheets, chance):
    """Return a sheet by chance, the larger the likelier: the first is often a cover."""
    names = list(sheets)
    return chance.choices(names, [len(sheets[name]) for name in names])[0]


def _changed(sheets, name, rows):
    return {one: rows if one == name else held for one, held in sheets.items()}


def _top(rows):
    """Return the row of the headings: the first of as many texts as any, above the first row of figures."""
    first = next((at for at, row in enumerate(rows) if sum(map(is_number, row)) >= 1), len(rows))
    texts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows[: first or 1]]
    return texts.index(max(texts)) if texts else 0


def _line(rows, chance):
    return chance.randrange(min(_top(rows) + 1, len(rows) - 1), len(rows))


def _rows_changed(function):
    """Register a mutation of the rows of one sheet."""

    def change(sheets, chance):
        name = _sheet(sheets, chance)
        rows = function([list(row) for row in sheets[name]], chance)
        return None if rows is None or rows == sheets[name] else _changed(sheets, name, rows)

    change.__name__ = function.__name__
    mutation(change)
    return function


@mutation
def sheet_renamed(sheets, chance):
    name = _sheet(sheets, chance)
    return {("Sheet1" if one == name else one): rows for one, rows in sheets.items()}


@mutation
def sheets_in_another_order(sheets, chance):
    names = list(sheets)
    chance.shuffle(names)
    return {name: sheets[name] for name in names}


@mutation
def sheet_dropped(sheets, chance):
    name = _sheet(sheets, chance)
    return {one: rows for one, rows in sheets.items() if one != name} or None


@mutation
def sheet_doubled(sheets, chance):
    name = _sheet(sheets, chance)
    return {**sheets, f"{name[:24]} (2)": sheets[name]}


@mutation
def empty_sheet_first(sheets, _chance):
    return {"Sheet1": [], **sheets}


@mutation
def sheet_emptied(sheets, chance):
    return _changed(sheets, _sheet(sheets, chance), [])


@_rows_changed
def title_lost(rows, _chance):
    return rows[1:]


@_rows_changed
def headings_moved_down(rows, chance):
    return [*[[""]] * chance.randrange(1, 4), *rows]


@_rows_changed
def headings_moved_down_beneath_the_title(rows, chance):
    top = _top(rows)
    return [*rows[:top], *[[""]] * chance.randrange(1, 4), *rows[top:]]


@_rows_changed
def headings_lost(rows, _chance):
    top = _top(rows)
    return rows[:top] + rows[top + 1 :]


@_rows_changed
def blank_row_put_in(rows, chance):
    at = _line(rows, chance)
    return [*rows[:at], [""], *rows[at:]]


@_rows_changed
def row_cut(rows, chance):
    at = _line(rows, chance)
    return rows[:at] + rows[at + 1 :]


@_rows_changed
def last_rows_cut(rows, chance):
    return rows[: _line(rows, chance)]


@_rows_changed
def row_doubled(rows, chance):
    at = _line(rows, chance)
    return [*rows[: at + 1], *rows[at:]]


@_rows_changed
def rows_swapped(rows, chance):
    one, other = _line(rows, chance), _line(rows, chance)
    rows[one], rows[other] = rows[other], rows[one]
    return rows


@_rows_changed
def note_beneath(rows, _chance):
    return [*rows, ["1. Figures are provisional."]]


@_rows_changed
def note_beneath_after_a_blank_row(rows, _chance):
    return [*rows, [""], ["1. Figures are provisional."]]


@_rows_changed
def headings_again_in_the_middle(rows, chance):
    at = _line(rows, chance)
    return [*rows[:at], rows[_top(rows)], *rows[at:]]


def _width(rows):
    return max(map(len, rows), default=0)


def _padded(rows):
    return [[*row, *[""] * (_width(rows) - len(row))] for row in rows]


@_rows_changed
def column_put_in(rows, chance):
    at = chance.randrange(_width(rows) + 1)
    return [[*row[:at], "", *row[at:]] for row in _padded(rows)]


@_rows_changed
def column_of_figures_put_in(rows, chance):
    at, top = chance.randrange(1, _width(rows) + 1), _top(rows)
    new = ["Rate" if n == top else 7 if n > top else "" for n in range(len(rows))]
    return [[*row[:at], one, *row[at:]] for row, one in zip(_padded(rows), new, strict=True)]


@_rows_changed
def column_dropped(rows, chance):
    at = chance.randrange(_width(rows))
    return [row[:at] + row[at + 1 :] for row in _padded(rows)]


@_rows_changed
def columns_moved(rows, chance):
    one, other = (chance.randrange(_width(rows)) for _ in range(2))
    rows = _padded(rows)
    for row in rows[_top(rows) :]:
        row[one], row[other] = row[other], row[one]
    return rows


@_rows_changed
def figures_of_two_columns_exchanged(rows, chance):
    top = _top(rows)
    at = chance.randrange(top + 1, len(rows)) if top + 1 < len(rows) else top
    places = [n for n, cell in enumerate(rows[at]) if is_number(cell)]
    if len(places) < 2:
        return None
    one, other = chance.sample(places, 2)
    rows[at][one], rows[at][other] = rows[at][other], rows[at][one]
    return rows


@_rows_changed
def cells_merged_downwards(rows, chance):
    at, top = chance.randrange(min(3, _width(rows))), _top(rows)
    rows = _padded(rows)
    for n in range(len(rows) - 1, top + 1, -1):
        if rows[n][at] == rows[n - 1][at]:
            rows[n][at] = ""
    return rows


@_rows_changed
def headings_merged(rows, chance):
    top = _top(rows)
    at = chance.randrange(1, max(2, len(rows[top])))
    rows[top] = [*rows[top][:at], *["" for _ in rows[top][at : at + 1]], *rows[top][at + 1 :]]
    return rows


def _heading(name, change):
    def mutate(rows, chance):
        top = _top(rows)
        places = [n for n, cell in enumerate(rows[top]) if isinstance(cell, str) and cell.strip()]
        at = chance.choice(places)
        rows[top][at] = change(rows[top][at])
        return rows

    mutate.__name__ = f"heading_{name}"
    _rows_changed(mutate)


_heading("misspelt", lambda text: text[: len(text) // 2] + "x" + text[len(text) // 2 + 1 :])
_heading("renamed", lambda _: "Value")
_heading("with_a_note", lambda text: f"{text} [note 2]")
_heading("with_a_number_glued_on", lambda text: f"{text}3")
_heading("over_two_lines", lambda text: text.replace(" ", "\n", 1))
_heading("with_doubled_blanks", lambda text: text.replace(" ", "  "))
_heading("in_capitals", str.upper)


def _cell(name, wanted, change):
    def mutate(rows, chance):
        top = _top(rows)
        places = [
            (at, n) for at, row in enumerate(rows) for n, cell in enumerate(row) if at > top and wanted(cell)
        ]
        if not places:
            return None
        at, n = chance.choice(places)
        rows[at][n] = change(rows[at][n], chance)
        return rows

    mutate.__name__ = name
    _rows_changed(mutate)


def _a_text(cell):
    return isinstance(cell, str) and bool(cell.strip())


_cell("figure_changed", is_number, lambda cell, chance: cell + chance.randrange(1, 40))
_cell("figure_as_text", is_number, lambda cell, _: f"{cell:g}" if cell < 1e5 else str(int(cell)))
_cell("figure_with_commas", lambda cell: is_number(cell) and cell >= 1000, lambda cell, _: f"{int(cell):,}")
_cell("figure_with_blanks", is_number, lambda cell, _: f" {cell:g} ")
_cell("figure_with_a_note", is_number, lambda cell, _: f"{cell:g}[1]")
_cell("figure_with_a_letter", is_number, lambda cell, _: f"{cell:g}r")
_cell("figure_in_per_cent", is_number, lambda cell, _: f"{cell:g}%")
_cell("figure_a_fraction", is_number, lambda cell, _: cell + 0.5)
_cell("figure_below_zero", is_number, lambda cell, _: -cell - 1)
_cell("figure_blank", is_number, lambda _cell, _: "")
_cell(
    "figure_hidden", is_number, lambda _cell, chance: chance.choice(("[c]", "*", "..", "-", "<5", "x", ":"))
)
_cell("figure_an_error", is_number, lambda _cell, _: "#REF!")
_cell("figure_too_large", is_number, lambda _cell, _: 1e24)
_cell("label_misspelt", _a_text, lambda cell, _: cell[: len(cell) // 2] + "zz" + cell[len(cell) // 2 + 1 :])
_cell("label_with_a_note", _a_text, lambda cell, _: f"{cell} [note 4]")
_cell("label_with_a_number_glued_on", _a_text, lambda cell, _: f"{cell}1,2")
_cell("label_with_blanks", _a_text, lambda cell, _: f" {cell} ")
_cell("label_lost", _a_text, lambda _cell, _: "")
_cell("code_of_another_vintage", lambda cell: bool(re.fullmatch(r"[EWKSN]\d{8}", str(cell))),
      lambda cell, _: cell[:3] + f"{(int(cell[3:]) + 7000) % 10**6:06d}")  # fmt: skip


def _year_after(text):
    return re.sub(r"20(\d\d)", lambda year: f"20{int(year[1]) + 1:02d}", str(text), count=1)


_cell("year_after", lambda cell: bool(re.search(r"20\d\d", str(cell))), lambda cell, _: _year_after(cell))


@_rows_changed
def year_of_the_title_changed(rows, _chance):
    for row in rows[: _top(rows)]:
        for n, cell in enumerate(row):
            if isinstance(cell, str) and re.search(r"20\d\d", cell):
                row[n] = re.sub(r"20(\d\d)", lambda y: f"20{int(y[1]) + 1:02d}", cell)
                return rows
    return None


@_rows_changed
def codes_of_two_rows_exchanged(rows, chance):
    places = [
        (at, n)
        for at, row in enumerate(rows)
        for n, c in enumerate(row)
        if re.fullmatch(r"[EWK]\d{8}", str(c))
    ]
    if len(places) < 2:
        return None
    (one, n), (other, m) = chance.sample(places, 2)
    rows[one][n], rows[other][m] = rows[other][m], rows[one][n]
    return rows


def effect(before, after):
    """Return what a mutation did to sheets, in words, told from both alone."""
    if list(before) == list(after) and all(_padded(before[n]) == _padded(after[n]) for n in before):
        return "nothing"
    if sorted(before) != sorted(after):
        return "sheets"
    if list(before) != list(after):
        return "sheets in another order"
    changed = [name for name in before if before[name] != after[name]]
    old, new = _padded(before[changed[0]]), _padded(after[changed[0]])
    if len(changed) > 1 or (old and new and len(old[0]) != len(new[0])):
        return "columns"
    if len(old) != len(new):
        kept = [row for row in old if row in new]
        if len(new) < len(old) and kept == new:
            return "rows lost at the end" if new == old[: len(new)] else "rows lost"
        return "rows put in"
    differ = [(a, b) for x, y in zip(old, new, strict=True) for a, b in zip(x, y, strict=True) if a != b]
    if len(differ) == 1:
        was, now = differ[0]
        if is_number(was) and is_number(now):
            return "a figure" if now == int(now) else "another form of a figure"
        if is_number(was):
            return "another form of a figure"
        if re.fullmatch(r"[EWK]\d{8}", str(was)):
            return "a code" if re.fullmatch(r"[EWK]\d{8}", str(now)) else "another form of a code"
        return "a text"
    if len(differ) == 2 and differ[0] == differ[1][::-1]:
        return (
            "figures exchanged"
            if is_number(differ[0][0])
            else "codes exchanged"
            if re.fullmatch(r"[EWK]\d{8}", str(differ[0][0]))
            else "texts exchanged"
        )
    return "rows in another order" if sorted(map(str, old)) == sorted(map(str, new)) else "several cells"
