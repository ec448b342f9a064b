"""data.police.uk street files: one CSV a force and a month, loose or in the publisher's zip.

Everything is counted and nothing is dropped. A row without a place stays, under the code "": it
belongs in the force's total although no map can show it. Antisocial behaviour is one of the crime
types here and is distinguished by its name. Whole rows that repeat are kept: antisocial behaviour has
no identifier, so two incidents on one street in one month are two equal rows.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import files as source_files

HEADINGS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
NO_PLACE = ""

FILE_NAME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))-(.+)-street\.csv$")
# England, Wales and Scotland, then Northern Ireland's codes of 2021 and of 2001: all four can appear in the
# archive, and only the area's own codes are ever counted as inside it.
ANTISOCIAL = "Anti-social behaviour"
# The publisher's categories, those of before May 2013 included. A new one is kept: see `closed_lists`.
CRIME_TYPES = (
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public disorder and weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
    "Violent crime",
)
PLACE = re.compile(r"(?:[EWS]01[0-9]{6}|N2[0-9]{7}|95[A-Z]{2}[0-9]{2}[SW][0-9])?")
# The one force whose short name in the archive is not part of its full name.
FULL_NAME_OF = {"btp": "british-transport-police"}

COUNT_COLUMNS = ["month", "lsoa_code", "crime_type", "offences"]
FILE_COLUMNS = ["file", "force", "month", "rows"]
# What is counted, and what shows that a row belongs in the file.
COUNTED = ["Month", "Falls within", "Longitude", "LSOA code", "Crime type"]
AGAIN = "download the file again, under its own name"


@dataclass(frozen=True)
class Street:
    """What street files hold: counts by month, place and type, and how many rows each file gave.

    `counts` has `month` ("2018-10"), `lsoa_code` ("" where no place was recorded; the codes are as given, and
    2011 and 2021 are mixed), `crime_type` and `offences`, texts as categories. `files` has `file`, `force`,
    `month` and `rows`. The offences and the rows add to the same number.
    """

    counts: pd.DataFrame
    files: pd.DataFrame


def street(files, force=None):
    """Return the `Street` counts of data.police.uk street files, every row accounted for.

    With `force` (the archive's short name, such as "warwickshire") a file of another force is refused.

    Raises InputError naming file and row for a file that is not what its name says, is not whole,
    or holds what a street file cannot hold: another month, a second force, text that is not UTF-8.
    """
    import pyarrow as pa

    months = _by_month(files, force)
    if not months:
        counts = pd.DataFrame(columns=COUNT_COLUMNS, dtype="str").astype({"offences": "int64"})
        return Street(counts, pd.DataFrame(columns=FILE_COLUMNS, dtype="str").astype({"rows": "int64"}))
    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(months))) as pool:
        done = list(pool.map(_count_month, sorted(months), [months[month] for month in sorted(months)]))
    files_read = pd.DataFrame([row for _, rows in done for row in rows], columns=FILE_COLUMNS)
    return Street(pa.concat_tables([table for table, _ in done]).to_pandas(), files_read)


def named_by(file):
    """Return the month and the force that the name of a street file gives."""
    name = file.stem_name
    found = FILE_NAME.match(name)
    if found:
        return found.group(1), found.group(2)
    if name.endswith(("-outcomes.csv", "-stop-and-search.csv")):
        kind = "outcomes" if name.endswith("-outcomes.csv") else "stop and search"
        raise InputError(
            f'{file.name}: is a file of {kind}, not of street crime. Give the "-street.csv" file.'
        )
    raise InputError(
        f"{file.name}: the name does not say which month and force it is. "
        'Name it as the publisher does, such as "2018-10-warwickshire-street.csv".'
    )


def is_antisocial(crime_type):
    """Tell whether a crime type is antisocial behaviour, with a hyphen or without, in any letters."""
    return re.sub("[^a-z]", "", crime_type.lower()) == "antisocialbehaviour"


def _by_month(files, force):
    """Return the files of each month in order, refusing a stranger and a file given twice."""
    months, seen = {}, {}
    for file in sorted(files, key=lambda one: (one.stem_name, one.name)):
        month, slug = named_by(file)
        if force is not None and slug != force:
            raise InputError(
                f'{file.name}: is a file of the force "{slug}", and "{force}" was asked for. '
                "Leave it out, or choose the other area."
            )
        twin = seen.setdefault((month, slug), file)
        if twin is not file:
            raise InputError(
                f'{twin.path} and {file.path}: two files for the force "{slug}" and {month} '
                f"({twin.name}; {file.name}). Keep the newer one."
            )
        months.setdefault(month, []).append(file)
    return months


def _count_month(month, members):
    """Return the counts of a month as an Arrow table, in order, and the rows of its files."""
    import pyarrow as pa

    parts, rows = [], []
    for file in members:
        table = _of_one_file(file, month)
        rows.append((file.name, named_by(file)[1], month, table.num_rows))
        parts.append(table.group_by(["lsoa_code", "crime_type"]).aggregate([([], "count_all")]))
    # What two forces record in one place is one group.
    whole = pa.concat_tables(parts).group_by(["lsoa_code", "crime_type"]).aggregate([("count_all", "sum")])
    whole = whole.sort_by([("lsoa_code", "ascending"), ("crime_type", "ascending")])
    columns = [pa.repeat(month, len(whole)), *whole.columns]
    table = pa.table(columns, names=COUNT_COLUMNS)
    for place, name in enumerate(COUNT_COLUMNS[:-1]):  # each text once: millions of rows repeat a few
        table = table.set_column(place, name, table[name].dictionary_encode())
    return table, rows


def _of_one_file(file, month):
    """Return place and crime type of each row of a file, refusing what no file of its name can hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    _check_headings(file, source_files.headings(file))
    table = source_files.arrow(file, COUNTED)
    codes, kinds = table["LSOA code"], table["Crime type"]
    force = table["Falls within"][0].as_py()
    _check_force(file, force)
    right = [code for code in codes.unique().to_pylist() if PLACE.fullmatch(code)]
    for column, good, wanted in (
        ("Month", pc.equal(table["Month"], month), f'"{month}", the month in its name'),
        ("Falls within", pc.equal(table["Falls within"], force), f'"{force}", as in its first row'),
        ("Crime type", pc.not_equal(kinds, ""), "a type of crime in every row"),
        (
            "LSOA code",
            pc.is_in(codes, pa.array(right, pa.string())),
            "a code such as E01031046, or blank where there is no place",
        ),
    ):
        if not pc.all(good).as_py():
            values = table[column].to_pandas()
            source_files.refuse_where(~good.to_pandas(), file, column, values, f"{wanted}: {AGAIN}")
    row = pc.index(pc.xor(pc.equal(table["Longitude"], ""), pc.equal(codes, "")), True).as_py()
    if row >= 0:
        placed = codes[row].as_py() != NO_PLACE
        lacks = "an LSOA code and no coordinates" if placed else "coordinates and no LSOA code"
        raise InputError(
            f"{file.name}, row {row + 2}: has {lacks}. A crime has both or, with no place recorded, neither: "
            f"{AGAIN}."
        )
    # However antisocial behaviour is spelt, it is not crime.
    spelt = pa.array([kind for kind in kinds.unique().to_pylist() if is_antisocial(kind)], pa.string())
    named = pc.if_else(pc.is_in(kinds, spelt), ANTISOCIAL, kinds)
    return pa.table({"lsoa_code": codes, "crime_type": named})


def _check_headings(file, found):
    if tuple(found) == HEADINGS:
        return
    if "Outcome type" in found:
        raise InputError(
            f'{file.name}: holds outcomes, not street crime (it has the heading "Outcome type"). '
            'Give the "-street.csv" file.'
        )
    missing = [heading for heading in HEADINGS if heading not in found]
    if missing:
        strange = [heading for heading in found if heading not in HEADINGS]
        raise InputError(
            f'{file.name}: heading "{missing[0]}" is missing. {nearest(missing[0], strange)}'.rstrip()
        )
    raise InputError(
        f"{file.name}: the headings are not the twelve of a street file in their order "
        f"({', '.join(found)}). Expected: {', '.join(HEADINGS)}."
    )


def _check_force(file, falls_within):
    slug = named_by(file)[1]
    plain = re.sub(r"[^a-z]+", "-", falls_within.lower().replace("&", "and"))
    if FULL_NAME_OF.get(slug, slug) not in plain:
        raise InputError(
            f'{file.name}: the name says "{slug}", but its rows fall within "{falls_within}". '
            "It is another force's file under this name: download it again."
        )
