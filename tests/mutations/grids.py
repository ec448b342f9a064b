"""A CSV as a grid of cells, what kind of cell each column holds, and what a mutation did to the grid."""

import csv
import functools
import io
import re
from collections import Counter
from dataclasses import dataclass, field

FIGURE = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")
CODE = re.compile(r"[EWKSN]\d{8}")
DATE = re.compile(  # a day, a month, a quarter or a year, in the publishers' forms and the office's
    r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?|/\d\d|-Q\d| Q\d)?|\d\d?/\d\d?/\d{4}|Q[1-4]|\d\d/\d{4}"
    r"|[A-Z][a-z]{2}-[A-Z][a-z]{2} 20\d\d"
)
KINDS = {"figure": FIGURE, "code": CODE, "date": DATE}
NOTHING, STRUCTURE, UNREADABLE = "nothing", "structure", "unreadable"


@dataclass(frozen=True)
class Grid:
    """A CSV: its lines above the headings, headings, rows, and how it is written."""

    headings: list
    rows: list
    above: list = field(default_factory=list)
    mark: bool = False

    def written(self, headings=None, rows=None, delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL):
        """Return the bytes of the CSV, with other headings or rows where they are given."""
        held = io.StringIO(newline="")
        writer = csv.writer(held, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerows(self.above)
        writer.writerow(self.headings if headings is None else headings)
        writer.writerows(self.rows if rows is None else rows)
        return held.getvalue().encode("utf-8-sig" if self.mark else "utf-8")

    @functools.cached_property
    def kinds(self):
        """Return what each column holds: figure, code, date or label."""
        return [self._kind(column) for column in range(len(self.headings))]

    def _kind(self, column):
        filled = [row[column] for row in self.rows if column < len(row) and row[column].strip()]
        for name in ("code", "date", "figure"):
            if filled and sum(bool(KINDS[name].fullmatch(cell)) for cell in filled) > 0.6 * len(filled):
                return name
        return "label"

    def columns(self, kind):
        """Return the places of the columns of a kind."""
        return [at for at in range(len(self.headings)) if self.kinds[at] == kind]

    def with_cell(self, row, column, text):
        """Return the bytes with one cell changed."""
        rows = list(self.rows)
        rows[row] = [*rows[row][:column], text, *rows[row][column + 1 :]]
        return self.written(rows=rows)


def parsed(content, headings_in=0):
    """Return the Grid of a CSV whose headings appear in the row `headings_in`, counted from zero."""
    mark = content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows = [row for row in rows if row]
    return Grid(rows[headings_in], rows[headings_in + 1 :], rows[:headings_in], mark)


def effect(before, content, headings_in=0):
    """Return what a mutation did to the Grid `before`, and to which column: both words, the second may be "".

    It is told from the two files alone, never from what a reader made of them.
    """
    try:
        after = parsed(content, headings_in)
    except (UnicodeDecodeError, csv.Error, IndexError):
        return UNREADABLE, ""
    if after.headings != before.headings or _above(after) != _above(before):
        return _headings(before, after), ""
    if any(len(row) != len(after.headings) for row in after.rows):
        return STRUCTURE, ""
    if len(after.rows) != len(before.rows):
        return _rows(before.rows, after.rows), ""
    differ = [
        (row, column)
        for row, (old, new) in enumerate(zip(before.rows, after.rows, strict=True))
        if old != new
        for column in range(len(new))
        if old[column] != new[column]
    ]
    if not differ:
        return NOTHING, ""
    if Counter(map(tuple, before.rows)) == Counter(map(tuple, after.rows)):
        return "rows in another order", ""
    columns = {column for _, column in differ}
    if len(columns) > 1:
        lines = {row for row, _ in differ}
        alike = all(sorted(before.rows[row]) == sorted(after.rows[row]) for row in lines)
        return ("cells of a row exchanged" if len(lines) == 1 and alike else "several columns"), ""
    return _cells(before, after, differ, columns.pop())


def _above(grid):
    """Return the lines above the headings but those of comments, whose words nobody reads."""
    return [row for row in grid.above if not (row and row[0].startswith("#"))]


def _headings(before, after):
    if sorted(before.headings) != sorted(after.headings) or _above(before) != _above(after):
        return "headings"
    order = [after.headings.index(heading) for heading in before.headings]
    moved = [[row[at] for at in order] for row in after.rows if len(row) == len(after.headings)]
    return "columns moved" if moved == before.rows else "headings moved over other cells"


def _rows(old, new):
    old_count, new_count = Counter(map(tuple, old)), Counter(map(tuple, new))
    if not new_count - old_count:
        return "rows lost at the end" if new == old[: len(new)] else "rows lost"
    if not old_count - new_count:
        return "rows doubled" if set(new_count) == set(old_count) else "rows added"
    return "rows replaced"


def _cells(before, after, differ, column):
    kind, heading = before.kinds[column], before.headings[column]
    old, new = ([grid.rows[row][column] for row, _ in differ] for grid in (before, after))
    if Counter(old) == Counter(new):
        return f"{kind}s exchanged", heading
    form = KINDS.get(kind)
    if not any(text.strip() for text in new):
        return f"{kind}s lost", heading
    if all(one.strip() == other.strip() for one, other in zip(old, new, strict=True)):
        return f"blanks around a {kind}", heading
    if form and not all(form.fullmatch(text) for text in new):
        return f"another form of a {kind}", heading
    return (f"a {kind}" if len(differ) == 1 else f"{kind}s"), heading
