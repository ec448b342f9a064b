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
from analysis.sources.reading import NOT_AVAILABLE, SHOWN, Read

TABLE = "Table C2"
PERIOD = re.compile(r"year ending ([A-Z][a-z]+ 20\d\d)")
FORCE, PARTNERSHIP = r"(?:E23|W15)\d{6}", r"(?:E22|W14)\d{6}"
DISTRICT = r"(?:E0[6-9]|W06)\d{6}"
NOT_SHOWN = ("[x]", "")
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

    `frame` has `period` ("year ending June 2025"), `force_area_code`, `force_area_name`, `partnership_code`
    ("" for what is unassigned, and for an airport), `partnership_name`, `district_code` and `district_name`
    ("" where the partnership is not one district), `offence`, `offences` and `status` ("shown", or "not
    available" for a row that the publisher left blank). The rows of whole forces are checked and left out.

    Raises InputError naming the row for another layout, a cell that is not a number, a partnership twice, and
    rows that do not add up to their force, or offences that do not add up to those that they are part of.
    """
    text = file.read_bytes().decode("utf-8-sig", "replace")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    period = PERIOD.search(str(rows[0][0])) if rows else None
    start = next(
        (at for at, row in enumerate(rows[:20]) if _heading(row[0]) == PLACES["force_area_code"]), None
    )
    if not period or not str(rows[0][0]).startswith(TABLE) or start is None:
        raise InputError(
            f'{file.name}: expected the title "{TABLE}: … year ending June 2025" in the first row and '
            f'the heading "{PLACES["force_area_code"]}" among the first 20. Download it again.'
        )
    headings = [_heading(cell) for cell in rows[start]]
    reading.exactly(file, list(filter(None, headings)), (*PLACES.values(), *OFFENCES))
    ragged = [number for number, row in enumerate(rows, 1) if number > start and len(row) != len(headings)]
    if ragged:
        raise InputError(
            f"{file.name}, row {ragged[0]}: has other than {len(headings)} cells. Download the file again."
        )
    body = [
        (number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if any(map(_heading, row))
    ]
    table = pd.DataFrame(
        [[_heading(cell) for cell in row] for _, row in body],
        index=[number - 2 for number, _ in body],
        columns=headings,
    ).rename(columns={heading: name for name, heading in PLACES.items()})
    _refuse_places(file, table)
    numbers = _numbers(file, table[list(OFFENCES)])
    blank = numbers.isna().all(axis="columns")
    partly = numbers.isna().any(axis="columns") & ~blank
    if partly.any():
        row = files.first_row(partly, file)[1]
        raise InputError(f"{file.name}, row {row}: some figures are missing, and not all. Download it again.")
    _refuse_unless_adds_up(file, table[~blank], numbers[~blank])
    # The code of a force is that of its own row: two rows of what is unassigned have another's.
    of_force = table[table["partnership_name"] == ""].set_index("force_area_name")["force_area_code"]
    table["force_area_code"] = table["force_area_name"].map(of_force).fillna(table["force_area_code"])
    own = table["partnership_name"] != ""
    long = numbers[own].stack(future_stack=True).rename_axis([None, "offence"]).reset_index(name="offences")
    places = table.loc[own, list(PLACES)].loc[long.pop("level_0")].reset_index(drop=True)
    frame = pd.concat([places, long], axis="columns")
    frame.insert(0, "period", f"year ending {period[1]}")
    frame["status"] = frame["offences"].isna().map({True: NOT_AVAILABLE, False: SHOWN})
    return Read(frame, {"partnerships": int(own.sum()), "whole forces": int((~own).sum())})


def _heading(cell):
    """Return a cell without line breaks, doubled blanks and notes."""
    return re.sub(r" ?\[note \d+\]", "", workbooks.tidy(cell))


def _refuse_places(file, table):
    """Refuse a row whose codes are none, and a partnership that appears twice."""
    forms = {
        "force_area_code": FORCE,
        "partnership_code": rf"{PARTNERSHIP}|",
        "district_code": rf"{DISTRICT}|",
    }
    table["district_code"] = table["district_code"].where(table["district_code"].str.match(DISTRICT), "")
    for name, form in forms.items():
        wrong, wanted = ~table[name].str.fullmatch(form), "an ONS code such as E22000321"
        files.refuse_where(wrong, file, PLACES[name], table[name], wanted)
    reading.refuse_twice(table, file, ["force_area_name", "partnership_name"])


def _numbers(file, cells):
    """Return the numbers of cells such as "39,348", blank where the publisher left a row blank."""
    plain = cells.apply(lambda column: column.str.replace(",", ""))
    for heading, column in plain.items():
        wrong = ~(column.str.fullmatch(r"[0-9]{1,9}") | column.isin(NOT_SHOWN))
        files.refuse_where(wrong, file, heading, cells[heading], "a whole number or [x]")
    return plain.apply(pd.to_numeric, errors="coerce").astype("Int64")


def _refuse_unless_adds_up(file, table, numbers):
    """Refuse offences that do not add up to their group, and rows that do not add up to their force."""
    reading.refuse_unless_wholes(numbers, PARTS, file)
    of_force = table["partnership_name"] == ""
    long = numbers.melt(var_name="offence", value_name="offences", ignore_index=False)
    long = long.join(table["force_area_name"])
    # A force that is one partnership has one row: the City of London.
    wholes = long[of_force.reindex(long.index)]
    parts = long[(~of_force & table["force_area_name"].duplicated(keep=False)).reindex(long.index)]
    reading.refuse_unless_adds_up(parts, wholes, ["force_area_name", "offence"], "offences", file)
