"""Recorded crime by Community Safety Partnership: Table C2 of ONS's police force area data tables.

A partnership is a district, or several that work together: then the publisher names none of them. Crime
whose place is not known is "Unassigned" with the force, and the row of a force is the sum of all of its rows.
"""

import csv
import io
import re

import pandas as pd

from analysis.errors import InputError
from analysis.sources import files, force_area_tables, reading, store, workbooks
from analysis.sources.reading import Read
from analysis.states import NOT_AVAILABLE, SHOWN

COUNTED = "Number of police recorded crimes for headline offences by Community Safety Partnership"
TITLE = re.compile(rf"Table C\d: {COUNTED}")  # C2, and of workbooks with two years C3 too
PERIOD = re.compile(r"year ending ([A-Z][a-z]+ 20\d\d)")
FORCE, PARTNERSHIP = r"(?:E23|W15)\d{6}", r"(?:E22|W14)\d{6}"
DISTRICT = r"(?:E0[6-9]|W06)\d{6}"
# What the publisher says of each mark; of a row that was left blank nothing.
MARKS = {
    "": "left blank by the publisher",
    "[x]": "unavailable, says the publisher",
    "[u]": "from a base of fewer than 50, says the publisher",
    "[u1]": "a small resident population, says the publisher",
}
PLACES = {
    "force_area_code": "Police Force Area code",
    "force_area_name": "Police Force Area name",
    "partnership_code": "Community Safety Partnership code",
    "partnership_name": "Community Safety Partnership name",
    "district_code": "Local Authority code",
    "district_name": "Local Authority name",
}
ALL = force_area_tables.TOTAL
# Each heading and the headings that add up to it.
PARTS = {
    ALL: (*force_area_tables.OFFENCE_GROUPS[:-1], "Miscellaneous crimes against society"),
    "Violence against the person": (
        "Homicide",
        "Death or serious injury caused by illegal driving",
        "Violence with injury",
        "Violence without injury",
        "Stalking and harassment",
    ),
    "Theft offences": (
        "Burglary",
        "Vehicle offences",
        "Theft from the person",
        "Bicycle theft",
        "Shoplifting",
        "All other theft offences",
    ),
    "Burglary": ("Residential burglary", "Non-residential burglary"),
}
OFFENCES = (ALL, *(heading for parts in PARTS.values() for heading in parts))


@store.once(Read)
def crime_by_partnership(file):
    """Return offences by force, partnership and kind of offence in a year, as published.

    Reads Table C2 saved as CSV, and a workbook with such a table of one year or of several, each on a sheet
    of its own. `frame` has `period` ("year ending June 2025"), `force_area_code`, `force_area_name`,
    `partnership_code` ("" where there is none), `partnership_name`, `district_code` and `district_name` (""
    where the partnership is not one district), `offence`, `offences`, `status` ("shown" or "not available")
    and `reason` (what the publisher says of a mark, "" of a figure). The rows of whole forces are checked and
    left out.

    Raises InputError naming the row for another layout, a cell that is not a number, a partnership twice, and
    rows that do not add up to their force, or offences that do not add up to those that they are part of.
    """
    frames, partnerships, forces = [], 0, 0
    for place, rows in _tables(file):
        frame, of_forces = _of_year(place, rows)
        frames.append(frame)
        partnerships += len(frame) // len(OFFENCES)
        forces += of_forces
    frame = pd.concat(frames, ignore_index=True)
    reading.refuse_twice(frame, file, ["period", "force_area_name", "partnership_name", "offence"])
    return Read(frame, {"partnerships": partnerships, "whole forces": forces})


def _tables(file):
    """Return (place, rows) of each table of offences by partnership in a file."""
    if not workbooks.is_workbook(file):
        text = file.read_bytes().decode("utf-8-sig", "replace")
        return [
            (workbooks.Place(file.name), [row for row in csv.reader(io.StringIO(text, newline="")) if row])
        ]
    book = workbooks.opened(file)
    found = [
        (workbooks.Place(f'{file.name}, sheet "{name}"'), workbooks.rows(book, name))
        for name in book.sheet_names
        if TITLE.match(workbooks.title(book, name))
    ]
    if not found:
        raise InputError(f'{file.name}: no sheet is titled "Table C2: {COUNTED} …". Download it again.')
    return [(place, [[workbooks.text(cell) for cell in row] for row in rows]) for place, rows in found]


def _of_year(place, rows):
    """Return the offences of one table, a row a partnership and offence, and how many forces it has."""
    period = PERIOD.search(workbooks.without_notes(rows[0][0])) if rows else None
    start = next(
        (at for at, row in enumerate(rows[:20]) if _key(row[0]) == _key(PLACES["force_area_code"])), None
    )
    if not period or not TITLE.match(workbooks.without_notes(rows[0][0])) or start is None:
        raise InputError(
            f'{place.name}: expected the title "Table C2: … year ending June 2025" in the first row and '
            f'the heading "{PLACES["force_area_code"]}" among the first 20. Download it again.'
        )
    known = {_key(heading): heading for heading in (*PLACES.values(), *OFFENCES)}
    headings = [known.get(_key(cell), workbooks.without_notes(cell)) for cell in rows[start]]
    reading.exactly(place, list(filter(None, headings)), (*PLACES.values(), *OFFENCES))
    ragged = [number for number, row in enumerate(rows, 1) if number > start and len(row) != len(headings)]
    if ragged:
        raise InputError(
            f"{place.name}, row {ragged[0]}: has other than {len(headings)} cells. Download the file again."
        )
    body = [
        (number, row)
        for number, row in enumerate(rows[start + 1 :], start + 2)
        if any(map(workbooks.without_notes, row))
    ]
    table = pd.DataFrame(
        [[workbooks.without_notes(cell) for cell in row] for _, row in body],
        index=[number - 2 for number, _ in body],
        columns=headings,
    ).rename(columns={heading: name for name, heading in PLACES.items()})
    _refuse_places(place, table)
    numbers, reasons = _numbers(place, table[list(OFFENCES)])
    # The code of a force is that of its own row: two rows of what is unassigned have another's.
    of_force = table[table["partnership_name"] == ""].set_index("force_area_name")["force_area_code"]
    table["force_area_code"] = table["force_area_name"].map(of_force).fillna(table["force_area_code"])
    _refuse_unless_adds_up(place, table, numbers)
    own = table["partnership_name"] != ""
    long = _long(numbers[own], "offences").assign(reason=_long(reasons[own], "reason")["reason"])
    places = table.loc[own, list(PLACES)].loc[long.pop("level_0")].reset_index(drop=True)
    frame = pd.concat([places, long], axis="columns")
    frame.insert(0, "period", f"year ending {period[1]}")
    frame["status"] = frame["offences"].isna().map({True: NOT_AVAILABLE, False: SHOWN})
    return frame, int((~own).sum())


def _long(wide, name):
    found = wide.stack(future_stack=True).rename_axis([None, "offence"]).reset_index(name=name)
    return found


def _key(cell):
    """Return what a heading is compared by: publishers vary its case and blanks from sheet to sheet."""
    return workbooks.without_notes(cell).casefold()


def _refuse_places(file, table):
    """Refuse a row whose codes are none, and a partnership that appears twice."""
    forms = {
        "force_area_code": FORCE,
        "partnership_code": rf"{PARTNERSHIP}|",
        "district_code": rf"{DISTRICT}|",
    }
    table["district_code"] = table["district_code"].where(table["district_code"].str.match(DISTRICT), "")
    # "combined", where a partnership of several has none
    words = table["partnership_code"].str.fullmatch(r"[A-Za-z ]+")
    table["partnership_code"] = table["partnership_code"].mask(words, "")
    for name, form in forms.items():
        wrong, wanted = ~table[name].str.fullmatch(form), "an ONS code such as E22000321"
        files.refuse_where(wrong, file, PLACES[name], table[name], wanted)
    reading.refuse_twice(table, file, ["force_area_name", "partnership_name"])


def _numbers(file, cells):
    """Return the numbers of cells such as "39,348", and the publisher's reason where there is none."""
    plain = cells.apply(lambda column: column.str.replace(",", ""))
    marks = plain.apply(lambda column: column.str.casefold().map(MARKS))
    for heading, column in plain.items():
        wrong = ~(column.str.fullmatch(r"[0-9]{1,9}") | marks[heading].notna())
        files.refuse_where(wrong, file, heading, cells[heading], "a whole number or [x]")
    return plain.apply(pd.to_numeric, errors="coerce").astype("Int64"), marks.fillna("")


def _refuse_unless_adds_up(file, table, numbers):
    """Refuse offences that do not add up to their group, and rows that do not add up to their force.

    What is not available is in no sum, and a whole of which a part is not available is not compared.
    """
    for whole, parts in PARTS.items():
        known = numbers[[whole, *parts]].notna().all(axis="columns")
        reading.refuse_unless_wholes(numbers[known], {whole: parts}, file)
    of_force = table["partnership_name"] == ""
    long = numbers.melt(var_name="offence", value_name="offences", ignore_index=False)
    long = long.join(table["force_area_name"])
    unknown = long["offences"].isna().groupby([long["force_area_name"], long["offence"]]).transform("any")
    # A force that is one partnership has one row: the City of London.
    wholes = long[of_force.reindex(long.index) & ~unknown]
    several = ~of_force & table["force_area_name"].duplicated(keep=False)
    parts = long[several.reindex(long.index) & ~unknown]
    reading.refuse_unless_adds_up(parts, wholes, ["force_area_name", "offence"], "offences", file)
