"""data.police.uk street files: one CSV a force and a month, loose or in the publisher's zip.

Everything is counted and nothing is dropped. A row without a place stays, under the code "": it
belongs in the force's total although no map can show it. Antisocial behaviour is one of the crime
types here and is distinguished by its name. Whole rows that repeat are kept: antisocial behaviour has
no identifier, so two incidents on one street in one month are two equal rows.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.compute as pc

from analysis.errors import InputError
from analysis.sources import files as source_files
from analysis.sources.reading import Read, exactly

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

COLUMNS = ["month", "lsoa_code", "crime_type", "offences"]
# What is counted, and what shows that a row belongs in the file.
COUNTED = ["Month", "Falls within", "Longitude", "LSOA code", "Crime type"]
AGAIN = "download the file again, under its own name"


def street(files):
    """Return the counts of data.police.uk street files of one force, every row accounted for.

    `frame` has `month` ("2018-10"), `lsoa_code` ("" where no place was recorded; the codes are as given, and
    2011 and 2021 are mixed), `crime_type` and `offences`, texts as categories.

    Raises InputError naming file and row for a file that is not what its name says, is not whole,
    or holds what a street file cannot hold: another month, a second force, text that is not UTF-8.
    """
    ordered = sorted(files, key=lambda one: one.stem_name)
    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(ordered))) as pool:
        counts = pa.concat_tables(pool.map(_counted, ordered)).to_pandas()
    unplaced = int(counts.loc[counts["lsoa_code"] == NO_PLACE, "offences"].sum())
    placed = int(counts["offences"].sum()) - unplaced
    return Read(counts, {"with a place": placed, "with no place recorded": unplaced})


def named_by(file):
    """Return the month and the force that the name of a street file gives."""
    found = FILE_NAME.match(file.stem_name)
    if not found:
        raise InputError(
            f"{file.name}: the name does not say which month and force it is. "
            'Name it as the publisher does, such as "2018-10-warwickshire-street.csv".'
        )
    return found.groups()


def is_antisocial(crime_type):
    """Tell whether a crime type is antisocial behaviour, with a hyphen or without, in any letters."""
    return re.sub("[^a-z]", "", crime_type.lower()) == "antisocialbehaviour"


def _counted(file):
    """Return the counts of a file as an Arrow table, in order."""
    month, _ = named_by(file)
    keys = ["lsoa_code", "crime_type"]
    whole = _of_one_file(file, month).group_by(keys).aggregate([([], "count_all")])
    whole = whole.sort_by([(key, "ascending") for key in keys])
    table = pa.table([pa.repeat(month, len(whole)), *whole.columns], names=COLUMNS)
    for place, name in enumerate(COLUMNS[:-1]):  # each text once: millions of rows repeat a few
        table = table.set_column(place, name, table[name].dictionary_encode())
    return table


def _of_one_file(file, month):
    """Return place and crime type of each row of a file, refusing what no file of its name can hold."""
    found = source_files.headings(file)
    spelt = source_files.as_spelt(found, HEADINGS)
    exactly(file, spelt, HEADINGS)
    as_found = dict(zip(spelt, found, strict=True))
    table = source_files.arrow(file, [as_found[name] for name in COUNTED]).rename_columns(COUNTED)
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


def _check_force(file, falls_within):
    slug = named_by(file)[1]
    plain = re.sub(r"[^a-z]+", "-", falls_within.lower().replace("&", "and"))
    if FULL_NAME_OF.get(slug, slug) not in plain:
        raise InputError(
            f'{file.name}: the name says "{slug}", but its rows fall within "{falls_within}". '
            "It is another force's file under this name: download it again."
        )
