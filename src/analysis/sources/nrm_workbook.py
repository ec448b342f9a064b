"""The Home Office's workbook of a quarter's NRM statistics: its sheets, in the form of the published CSVs.

A sheet is found by its title and its heading cells, never by its number: the police's table was 12, then 13.
Two layouts are known. Until 2022 Q3 headings appear in row 4, after a blank column, and read "First responder
(Police)"; from 2022 Q4 on in row 6, and read "Police first responder". In both a blank label means either the
label above it or, in a block's first row, a total: it is named before labels are filled down.
"""

import functools
import re
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.errors import InputError, refuse_unknown
from analysis.sources import files, workbooks
from analysis.sources.reading import TOTAL

SEARCHED_ROWS = 15  # headings appeared in row 4, and later in row 6
POLICE, GOVERNMENT = "Police", "Government agency"
CHARITIES, COUNCILS = "NGO and third sector", "Local authority"
RESPONDER_TYPES = (POLICE, GOVERNMENT, CHARITIES, COUNCILS)
# What heads the column of first responders: councils have none, being given as one total.
RESPONDER_HEADINGS = {
    POLICE: ("Police first responder", "Police and ROCUs first responder", "First responder (Police)"),
    GOVERNMENT: ("Government agency first responder", "First responder (government agencies)"),
    CHARITIES: ("NGO and third sector first responder", "First responder (NGO and third sector)"),
    COUNCILS: (),
}
TITLES = {
    POLICE: ("referrals", "police"),
    GOVERNMENT: ("referrals", "government"),
    CHARITIES: ("referrals", "ngo"),
    COUNCILS: ("referrals", "local authorit"),
}
LABELS = {
    "Exploitation type": ("Exploitation type", "Claimed exploitation type"),
    "Age at exploitation": ("Age at exploitation", "Age group at exploitation"),
    "Gender": ("Gender",),
}
TYPE, RESPONDER, NATIONALITY, PEOPLE = "First responder type", "First responder", "Nationality", "People"
YEAR, QUARTER = "Year", "Quarter"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
NOTE = re.compile(r"\s*[\[(]\s*notes?\b[^\])]*[\])]", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A sheet in the form of a CSV, every cell text: `name` is how messages call it.

    The index of `rows` is two less than the row of the sheet, as that of a CSV is.
    """

    name: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class _Sheet:
    """A sheet: how messages name it, its rows, which row has the headings, and {heading: column}."""

    name: str
    rows: list
    top: int
    headings: dict

    def refuse(self, row, column, says):
        raise InputError(f"{self.name}, cell {xl_rowcol_to_cell(row, column)}: {says}")

    def count(self, row, column):
        """Return a cell as the text of a whole number, refusing what is none."""
        cell = self.rows[row][column] if column < len(self.rows[row]) else ""
        found = workbooks.text(cell).strip().replace(",", "")
        if not re.fullmatch(r"\d{1,9}", found):
            what = f'"{found}"' if found else "a blank"
            self.refuse(
                row,
                column,
                f"found {what}, expected a whole number, 0 or more. A marker for a hidden count is no count: "
                "this table is published without any.",
            )
        return found

    def label(self, row, column):
        """Return a cell's text without notes and doubled blanks."""
        return tidy(self.rows[row][column]) if column < len(self.rows[row]) else ""

    def table(self, rows, names):
        """Return the Table of `rows`, the first cell of each its index, under the headings `names`."""
        if not rows:
            raise InputError(f"{self.name}: has no row beneath its headings. Download the file again.")
        found = pd.DataFrame(rows, columns=["row", *names]).astype(dict.fromkeys(names, "str"))
        return Table(self.name, found.set_index("row").rename_axis(None))


def tidy(cell):
    """Return the text of a cell without its notes, line breaks and doubled blanks.

    >>> tidy("Police  first responder [Note 3]"), tidy(2023.0)
    ('Police first responder', '2023')
    """
    return workbooks.tidy(NOTE.sub("", workbooks.text(cell)))


@functools.lru_cache(maxsize=4)
def _opened(file):
    """Return the rows of every sheet: several tables are read from one workbook, and opening it is slow."""
    book = workbooks.opened(file)
    return {name: workbooks.rows(book, name) for name in book.sheet_names}


def _title(rows):
    """Return the first text in the first three rows of a sheet, where the publisher puts a table's title."""
    return next((tidy(cell) for row in rows[:3] for cell in row if tidy(cell)), "")


def responder_types(file):
    """Return the kinds of first responders of which the workbook has a sheet, in the publisher's order."""
    book = _opened(file)
    return tuple(kind for kind in RESPONDER_TYPES if _responder_sheets(file, book, kind))


def by_responder(file, kind):
    """Return the Table of referrals of one kind of first responder, with the headings of the published CSV.

    The row of all first responders is named as in the CSV: "Police total".

    Raises InputError where no sheet has such a title and headings, or several have, for a row or column
    twice, and a cell without a count; it names the cell.
    """
    book = _opened(file)
    found = _responder_sheets(file, book, kind)
    if not found:
        wanted = [*RESPONDER_HEADINGS[kind][:1], *LABELS]
        raise InputError(
            f"{file.name}: no sheet has a title with {' and '.join(map(_quoted, TITLES[kind]))} and, in its "
            f"first {SEARCHED_ROWS} rows, the headings {', '.join(map(_quoted, wanted))}. {_seen(book)}"
        )
    return _long(_only(file, found), kind)


def _only(file, found):
    if len(found) > 1:
        raise InputError(
            f"{file.name}: {' and '.join(sheet.name.split(', ', 1)[1] for sheet in found)} are both such a "
            "table. Keep the one that the publisher's list of contents names, and download the file again."
        )
    return found[0]


def _quoted(text):
    return f'"{text}"'


def _seen(book):
    titles = [_title(rows) or name for name, rows in book.items()]
    return f"Titles seen: {'; '.join(map(_quoted, titles))}."


def _responder_sheets(file, book, kind):
    wanted = dict(LABELS) if kind == COUNCILS else {RESPONDER: RESPONDER_HEADINGS[kind], **LABELS}
    return _sheets(file, book, TITLES[kind], wanted, without=RESPONDER if kind == COUNCILS else None)


def _sheets(file, book, title, wanted, without=None):
    """Return a _Sheet for each sheet whose title has the texts `title` and one of whose rows the headings.

    A row with the text `without` in a heading is of another table.
    """
    found = []
    for name, rows in book.items():
        said = _title(rows).casefold()
        if not all(text in said for text in title):
            continue
        for top, row in enumerate(rows[:SEARCHED_ROWS]):
            at = {tidy(cell).casefold(): column for column, cell in reversed(list(enumerate(row)))}
            columns = {
                heading: next((at[one.casefold()] for one in names if one.casefold() in at), None)
                for heading, names in wanted.items()
            }
            other = without is not None and any(without.casefold() in heading for heading in at)
            if None not in columns.values() and not other:
                found.append(_Sheet(f'{file.name}, sheet "{name.strip()}"', rows, top, columns))
                break
    return found


def _long(sheet, kind):
    nationalities = _nationalities(sheet)
    rows, seen = [], {}
    labels = {heading: "" for heading in (RESPONDER, *LABELS)}
    for row in range(sheet.top + 1, len(sheet.rows)):
        given = {heading: sheet.label(row, column) for heading, column in sheet.headings.items()}
        if not any(given.values()):
            break  # notes may follow beneath a blank row
        labels = _filled(sheet, row, labels, given, kind)
        key = tuple(labels.values())
        if key in seen:
            sheet.refuse(row, 0, f"{', '.join(key)} appears in row {seen[key] + 1} too.")
        seen[key] = row
        rows += [
            (row - 1, kind, *key, name, sheet.count(row, column)) for column, name in nationalities.items()
        ]
    return sheet.table(rows, [TYPE, RESPONDER, *LABELS, NATIONALITY, PEOPLE])


def _filled(sheet, row, before, given, kind):
    """Return the labels of a row: blank ones below the first that is given are totals, those above go on."""
    names = list(before)
    first = next(at for at, name in enumerate(names) if given.get(name))
    labels = {}
    for at, name in enumerate(names):
        # Councils stand as one: their sheet has no column of first responders.
        own = given.get(name, "" if name in sheet.headings else COUNCILS)
        labels[name] = own or (before[name] if at < first else TOTAL)
        if not labels[name]:
            sheet.refuse(row, sheet.headings[name], "is blank, and no label appears above it.")
    below = [labels[name] for name in LABELS]
    if TOTAL in below and set(below[below.index(TOTAL) :]) != {TOTAL}:
        sheet.refuse(row, sheet.headings["Exploitation type"], "a total of all appears beside a part of it.")
    if labels[RESPONDER] == TOTAL:
        labels[RESPONDER] = f"{kind} total"
    return labels


def _nationalities(sheet):
    """Return {column: heading} of the columns of nationalities and of their total, which come and go."""
    last = max(sheet.headings.values())
    found, at = {}, {}
    for column in range(last + 1, len(sheet.rows[sheet.top])):
        heading = sheet.label(sheet.top, column)
        if not heading:
            if any(tidy(row[column]) for row in sheet.rows[sheet.top + 1 :] if column < len(row)):
                sheet.refuse(sheet.top, column, "the column has values and no heading.")
            continue
        if heading in at:
            sheet.refuse(
                sheet.top,
                column,
                f'"{heading}" is the heading of {xl_rowcol_to_cell(sheet.top, at[heading])} too.',
            )
        found[column], at[heading] = heading, column
    says = f'{sheet.name}, row {sheet.top + 1}: no heading "{TOTAL}" after the nationalities.'
    refuse_unknown(TOTAL, at, says)
    return found


def has_course(file, title):
    """Tell whether the workbook has a table by year and quarter with the texts `title` in its title."""
    return bool(_course_sheets(file, title))


def _course_sheets(file, title):
    found = _sheets(file, _opened(file), title, {YEAR: (YEAR,), QUARTER: (QUARTER,)})
    # Decisions appear once for each competent authority, and once for both.
    both = [sheet for sheet in found if "both competent" in _title(sheet.rows).casefold()]
    return both if len(found) > 1 and both else found


def course_table(file, title, headings=()):
    """Return the rows of a national course, of a CSV or of a workbook's `course`, and what messages name.

    `headings` are those of the CSV.
    """
    if not workbooks.is_workbook(file):
        return files.read_csv(file, headings), file
    found = course(file, title)
    return found.rows, found


def course(file, title):
    """Return the Table by year and quarter of the sheet with the texts `title` in its title.

    Columns: "Year", "Quarter" ("Total" in a row of the whole year), then those of the sheet. Where its
    headings take two rows they are joined: "Adult (18 or over) - UK".

    Raises InputError where no sheet is such a table, or several are, for a year or quarter that is none, and
    a cell without a count.
    """
    found = _course_sheets(file, title)
    if not found:
        raise InputError(
            f"{file.name}: no sheet has a title with {' and '.join(map(_quoted, title))} and the headings "
            f'"{YEAR}" and "{QUARTER}". {_seen(_opened(file))}'
        )
    sheet = _only(file, found)
    columns, first = _course_headings(sheet)
    rows, year = [], ""
    for row in range(first, len(sheet.rows)):
        given = sheet.label(row, sheet.headings[YEAR])
        quarter = sheet.label(row, sheet.headings[QUARTER])
        if not given and not quarter:
            break
        year = given or year
        if not re.fullmatch(r"20\d\d", year):
            sheet.refuse(row, sheet.headings[YEAR], f'found "{year}", expected a year such as 2023.')
        # The first row of each year is its total: it is named before the year is filled down.
        quarter = quarter or TOTAL
        if quarter not in (*QUARTERS, TOTAL):
            sheet.refuse(
                row,
                sheet.headings[QUARTER],
                f'found "{quarter}", expected {", ".join(QUARTERS)}, or a blank for the whole year.',
            )
        rows.append((row - 1, year, quarter, *(sheet.count(row, column) for column in columns)))
    return sheet.table(rows, [YEAR, QUARTER, *columns.values()])


def _course_headings(sheet):
    """Return {column: heading} of the counts, and the first row of figures: headings take one or two rows."""
    start = max(sheet.headings[YEAR], sheet.headings[QUARTER]) + 1
    width = len(sheet.rows[sheet.top])

    def texts(row):
        return [sheet.label(row, column) for column in range(start, width)]

    here = texts(sheet.top)
    above = texts(sheet.top - 1) if sheet.top else []
    below = texts(sheet.top + 1) if sheet.top + 1 < len(sheet.rows) else []
    upper, lower, first = [], here, sheet.top + 1
    if any(below) and not any(re.fullmatch(r"[\d,]+", text) for text in below):
        upper, lower, first = here, below, sheet.top + 2
    elif sum(bool(text) for text in above) > 1 or (above and above[-1] == TOTAL):
        upper = above
    found, group = {}, ""
    for at, part in enumerate(lower):
        group = (upper[at] if upper else "") or group
        heading = " - ".join(text for text in (group, part) if text) if upper else part
        if heading == f"{TOTAL} - {TOTAL}" or (part == TOTAL and heading in found.values()):
            heading = TOTAL
        if heading:
            if heading in found.values():
                sheet.refuse(first - 1, start + at, f'a second column is headed "{heading}".')
            found[start + at] = heading
    return found, first
