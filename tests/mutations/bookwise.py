"""What people and programs do to a workbook: its sheets, the row of headings, merged cells, notes and cells.

A workbook is {name of a sheet: its rows}. A mutation is a function of it and a random generator to another,
or to None where it cannot apply.
"""

import re

from tests.mutations import textwise

CODE, OF_A_PLACE = re.compile(r"[EWKSN]\d{8}"), re.compile(r"[EWK]\d{8}")
NOTE = ["1. Figures are provisional."]


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


def _renamed(sheets, name, new):
    return {(new if one == name else one): rows for one, rows in sheets.items()}


SHEETS = {  # sheets, the name of one by chance, and chance
    "sheet renamed": lambda sheets, name, _: _renamed(sheets, name, "Sheet1"),
    "sheets in another order": lambda sheets, _, chance: dict(
        chance.sample(list(sheets.items()), len(sheets))
    ),
    "sheet dropped": lambda sheets, name, _: (
        {one: held for one, held in sheets.items() if one != name} or None
    ),
    "sheet doubled": lambda sheets, name, _: {**sheets, f"{name[:24]} (2)": sheets[name]},
    "empty sheet first": lambda sheets, _name, _: {"Sheet1": [], **sheets},
    "sheet emptied": lambda sheets, name, _: _changed(sheets, name, []),
}


def _put_in(rows, at, *new):
    return [*rows[:at], *new, *rows[at:]]


def _width(rows):
    return max(map(len, rows), default=0)


def _padded(rows):
    return [[*row, *[""] * (_width(rows) - len(row))] for row in rows]


LINES = {  # rows, the row of the headings, a row beneath it by chance, and chance
    "title lost": lambda rows, _top, _at, _: rows[1:],
    "headings moved down": lambda rows, _top, _at, chance: [*[[""]] * chance.randrange(1, 4), *rows],
    "headings moved down beneath the title": lambda rows, top, _at, chance: _put_in(
        rows, top, *[[""]] * chance.randrange(1, 4)
    ),
    "headings lost": lambda rows, top, _at, _: rows[:top] + rows[top + 1 :],
    "blank row put in": lambda rows, _top, at, _: _put_in(rows, at, [""]),
    "row cut": lambda rows, _top, at, _: rows[:at] + rows[at + 1 :],
    "last rows cut": lambda rows, _top, at, _: rows[:at],
    "row doubled": lambda rows, _top, at, _: rows[: at + 1] + rows[at:],
    "rows swapped": lambda rows, _top, at, chance: textwise.swapped(rows, at, _line(rows, chance)),
    "note beneath": lambda rows, _top, _at, _: [*rows, NOTE],
    "note beneath after a blank row": lambda rows, _top, _at, _: [*rows, [""], NOTE],
    "headings again in the middle": lambda rows, top, at, _: _put_in(rows, at, rows[top]),
    "headings merged": lambda rows, top, _at, chance: _with_cell(
        rows, top, chance.randrange(1, max(2, len(rows[top]))), ""
    ),
}
COLUMNS = {  # rows of one width, the row of the headings, a column by chance, and chance
    "column put in": lambda rows, _top, at, _: [_put_in(row, at, "") for row in rows],
    "column of figures put in": lambda rows, top, at, _: [
        _put_in(row, at + 1, "Rate" if n == top else 7 if n > top else "") for n, row in enumerate(rows)
    ],
    "column dropped": lambda rows, _top, at, _: [row[:at] + row[at + 1 :] for row in rows],
    "columns moved": lambda rows, top, at, chance: _columns_moved(
        rows, top, at, chance.randrange(_width(rows))
    ),
    "cells merged downwards": lambda rows, top, at, _: _merged(rows, top, min(at, 2)),
}
HEADING = {
    "misspelt": textwise.misspelt,
    "renamed": lambda _: "Value",
    "with a note": lambda text: f"{text} [note 2]",
    "with a number glued on": lambda text: f"{text}3",
    "over two lines": lambda text: text.replace(" ", "\n", 1),
    "with doubled blanks": lambda text: text.replace(" ", "  "),
    "in capitals": str.upper,
}


def _a_text(cell):
    return isinstance(cell, str) and bool(cell.strip())


def _a_code(cell):
    return bool(CODE.fullmatch(str(cell)))


def _with_year(cell):
    return bool(re.search(r"20\d\d", str(cell)))


def _year_after(cell):
    return re.sub(r"20(\d\d)", lambda year: f"20{int(year[1]) + 1:02d}", str(cell), count=1)


CELLS = {  # which cells, and what one of them becomes
    "figure changed": (is_number, lambda cell, chance: cell + chance.randrange(1, 40)),
    "figure as text": (is_number, lambda cell, _: f"{cell:g}" if cell < 1e5 else str(int(cell))),
    "figure with commas": (lambda cell: is_number(cell) and cell >= 1000, lambda cell, _: f"{int(cell):,}"),
    "figure with blanks": (is_number, lambda cell, _: f" {cell:g} "),
    "figure with a note": (is_number, lambda cell, _: f"{cell:g}[1]"),
    "figure with a letter": (is_number, lambda cell, _: f"{cell:g}r"),
    "figure in per cent": (is_number, lambda cell, _: f"{cell:g}%"),
    "figure a fraction": (is_number, lambda cell, _: cell + 0.5),
    "figure below zero": (is_number, lambda cell, _: -cell - 1),
    "figure blank": (is_number, lambda _cell, _: ""),
    "figure hidden": (
        is_number, lambda _cell, chance: chance.choice(("[c]", "*", "..", "-", "<5", "x", ":"))
    ),
    "figure an error": (is_number, lambda _cell, _: "#REF!"),
    "figure too large": (is_number, lambda _cell, _: 1e24),
    "label misspelt": (_a_text, lambda cell, _: cell[: len(cell) // 2] + "zz" + cell[len(cell) // 2 + 1 :]),
    "label with a note": (_a_text, lambda cell, _: f"{cell} [note 4]"),
    "label with a number glued on": (_a_text, lambda cell, _: f"{cell}1,2"),
    "label with blanks": (_a_text, lambda cell, _: f" {cell} "),
    "label lost": (_a_text, lambda _cell, _: ""),
    "code of another vintage": (_a_code, lambda cell, _: f"{cell[:3]}{(int(cell[3:]) + 7000) % 10**6:06d}"),
    "year after": (_with_year, lambda cell, _: _year_after(cell)),
}  # fmt: skip


def _with_cell(rows, at, n, cell):
    return [*rows[:at], [*rows[at][:n], cell, *rows[at][n + 1 :]], *rows[at + 1 :]]


def _columns_moved(rows, top, one, other):
    return [row if n < top else textwise.swapped(row, one, other) for n, row in enumerate(rows)]


def _merged(rows, top, at):
    repeated = (n > top + 1 and row[at] == rows[n - 1][at] for n, row in enumerate(rows))
    return [_put_in(row[:at] + row[at + 1 :], at, "") if same else row
            for row, same in zip(rows, repeated, strict=True)]  # fmt: skip


def _a_cell(rows, chance, wanted, change):
    top = _top(rows)
    places = [
        (at, n) for at, row in enumerate(rows) for n, cell in enumerate(row) if at > top and wanted(cell)
    ]
    if not places:
        return None
    at, n = chance.choice(places)
    return _with_cell(rows, at, n, change(rows[at][n], chance))


def _a_heading(rows, chance, change):
    top = _top(rows)
    at = chance.choice([n for n, cell in enumerate(rows[top]) if _a_text(cell)])
    return _with_cell(rows, top, at, change(rows[top][at]))


def _exchanged(rows, chance, wanted, within_a_row):
    """Exchange two cells, of one row or of any two."""
    top = _top(rows)
    lines = (
        [chance.randrange(top + 1, len(rows))] if within_a_row and top + 1 < len(rows) else range(len(rows))
    )
    places = [(at, n) for at in lines for n, cell in enumerate(rows[at]) if wanted(cell)]
    if len(places) < 2:
        return None
    (one, n), (other, m) = chance.sample(places, 2)
    first, second = rows[one][n], rows[other][m]
    return _with_cell(_with_cell(rows, one, n, second), other, m, first)


def _year_of_the_title(rows, _chance):
    for at, row in enumerate(rows[: _top(rows)]):
        for n, cell in enumerate(row):
            if _with_year(cell):
                return _with_cell(rows, at, n, _year_after(cell))
    return None


def _in_a_line(rows, chance, change):
    return change(rows, _top(rows), _line(rows, chance), chance)


def _in_a_column(rows, chance, change):
    return change(_padded(rows), _top(rows), chance.randrange(_width(rows)), chance)


ROWS = {
    **{n: lambda rows, chance, how=how: _in_a_line(rows, chance, how) for n, how in LINES.items()},
    **{n: lambda rows, chance, how=how: _in_a_column(rows, chance, how) for n, how in COLUMNS.items()},
    **{
        f"heading {n}": lambda rows, chance, how=how: _a_heading(rows, chance, how)
        for n, how in HEADING.items()
    },
    **{n: lambda rows, chance, how=how: _a_cell(rows, chance, *how) for n, how in CELLS.items()},
    "figures of two columns exchanged": lambda rows, chance: _exchanged(rows, chance, is_number, True),
    "codes of two rows exchanged": lambda rows, chance: _exchanged(rows, chance, _a_code, False),
    "year of the title changed": _year_of_the_title,
}


def _of_one_sheet(sheets, chance, change):
    name = _sheet(sheets, chance)
    rows = change([list(row) for row in sheets[name]], chance)
    return None if rows is None or rows == sheets[name] else _changed(sheets, name, rows)


MUTATIONS = {
    **{
        n: lambda sheets, chance, how=how: how(sheets, _sheet(sheets, chance), chance)
        for n, how in SHEETS.items()
    },
    **{n: lambda sheets, chance, how=how: _of_one_sheet(sheets, chance, how) for n, how in ROWS.items()},
}


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
        if is_number(was):
            whole = is_number(now) and now == int(now)
            return "a figure" if whole else "another form of a figure"
        if OF_A_PLACE.fullmatch(str(was)):
            return "a code" if OF_A_PLACE.fullmatch(str(now)) else "another form of a code"
        return "a text"
    if len(differ) == 2 and differ[0] == differ[1][::-1]:
        was = differ[0][0]
        kind = "figures" if is_number(was) else "codes" if OF_A_PLACE.fullmatch(str(was)) else "texts"
        return f"{kind} exchanged"
    if sorted(map(str, old)) == sorted(map(str, new)):
        return "rows in another order"
    alike = all(sorted(map(str, x)) == sorted(map(str, y)) for x, y in zip(old, new, strict=True))
    return "cells exchanged within rows" if alike else "several cells"
