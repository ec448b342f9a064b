"""Homes for Ukraine by local authority: a workbook a week, whose header appears in another row each time.

Arrivals are counted from the scheme's first day on: who came, not who lives there now.
"""

import datetime
import functools
import re

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.errors import InputError
from analysis.sources import workbooks
from analysis.sources.immigration import AUTHORITY_CODE
from analysis.sources.reading import Read
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

FEW = "<5"  # the publisher hides one to four
SHEETS = "LTLA"  # a sheet for each country; UTLA holds the same people by county
HEADED = {"area_code": "code", "area_name": "name", "people_arrived": "arrival"}
WEEK = re.compile(r"(\d{1,2} [A-Z][a-z]+ 20\d\d)")
ROWS_ABOVE = 20


@functools.lru_cache(maxsize=128)
def homes_for_ukraine(file):
    """Return people who had arrived by the week's day, by lower tier authority.

    `frame` has `date`, `area_code`, `area_name`, `people_arrived` (blank where it is not shown) and `status`:
    "suppressed" where the publisher wrote "<5".

    Raises InputError for a workbook without a day or without authorities, a heading that is missing or
    appears twice, a cell that is not a number, and an authority twice.
    """
    book = workbooks.opened(file)
    names = [name for name in book.sheet_names if name.upper().startswith(SHEETS)]
    if not names:
        raise InputError(f'{file.name}: has no sheet whose name begins "{SHEETS}". Download it again.')
    parts, beside = [], 0
    for name in names:
        found, others = _sheet(file, name, workbooks.rows(book, name))
        parts.append(found)
        beside += others
    rows = pd.concat(parts, ignore_index=True)
    twice = rows["area_code"].duplicated()
    if twice.any():
        code = rows.loc[twice, "area_code"].iloc[0]
        raise InputError(f"{file.name}: {code} appears twice; {int(twice.sum())} in all. Download it again.")
    return Read(rows.assign(date=week_of(file, book)), {"authorities": len(rows), "totals and notes": beside})


def week_of(file, book):
    """Return the day that a workbook's first rows name."""
    for name in book.sheet_names:
        for row in workbooks.rows(book, name, number=ROWS_ABOVE):
            for cell in row:
                if isinstance(cell, datetime.date | datetime.datetime):
                    continue
                found = WEEK.search(str(cell))
                day = pd.to_datetime(found[1], format="%d %B %Y", errors="coerce") if found else pd.NaT
                if pd.notna(day):
                    return day
    raise InputError(
        f"{file.name}: does not say of which week it is. Its title needs a day such as 27 June 2023."
    )


def _sheet(file, name, rows):
    """Return the authorities of a sheet, and how many of its rows beneath the header are none."""
    place = f'{file.name}, sheet "{name}"'
    at, columns = _header(place, rows)
    below = dict(enumerate(rows[at + 1 :], start=at + 1))
    cells = [[workbooks.tidy(workbooks.text(row[one])) for one in columns.values()] for row in below.values()]
    table = pd.DataFrame(cells, index=list(below), columns=list(columns), dtype="str")
    found = table[table["area_code"].str.fullmatch(AUTHORITY_CODE)]
    if found.empty:
        raise InputError(f"{place}: has no authority such as E07000222 beneath its header.")
    people = found["people_arrived"].str.replace(",", "")
    wrong = ~people.str.fullmatch(rf"[0-9]{{1,9}}|{FEW}|")
    if wrong.any():
        where = f"{place}, cell {xl_rowcol_to_cell(wrong.idxmax(), columns['people_arrived'])}"
        text = found.loc[wrong, "people_arrived"].iloc[0]
        raise InputError(f'{where}: found "{text}", expected a whole number or {FEW}.')
    states = people.map({FEW: SUPPRESSED, "": NOT_AVAILABLE}).fillna(SHOWN).astype("str")
    counts = pd.to_numeric(people, errors="coerce").astype("Int64")
    beside = sum(any(str(cell).strip() for cell in row) for row in below.values()) - len(found)
    return found.assign(people_arrived=counts, status=states), beside


def _header(place, rows):
    """Return the row of the headings and {column: its place}."""
    for at, row in enumerate(rows[:ROWS_ABOVE]):
        texts = [workbooks.tidy(cell).lower() for cell in row]
        if not any(HEADED["people_arrived"] in text for text in texts) or sum(map(bool, texts)) < 3:
            continue
        columns = {}
        for column, word in HEADED.items():
            held = [number for number, text in enumerate(texts) if word in text]
            if len(held) != 1:
                raise InputError(
                    f'{place}, row {at + 1}: {len(held)} headings hold the word "{word}", and one is wanted. '
                    "If the publisher changed the table, its reader has to be changed."
                )
            columns[column] = held[0]
        return at, columns
    raise InputError(f"{place}: no row among the first {ROWS_ABOVE} names arrivals. Download it again.")
