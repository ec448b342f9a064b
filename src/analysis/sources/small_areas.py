"""Tables by small area: names of MSOAs, the neighbourhood team of each ward, residents by age and LSOA."""

import pandas as pd

from analysis.areas import CODE_FORMS
from analysis.errors import InputError, how_many
from analysis.sources import files, reading, store

# The Library's headings; those of Welsh names appear beside them and are not read.
CODE, NAME = "msoa21cd", "msoa21hclnm"
TEAM_COLUMNS = ("ward24_code", "neighbourhood_team")
AGE_COLUMNS = ("lsoa21_code", "lsoa21_name", "age_group", "usual_residents")
AGE_GROUPS = (
    "Aged 15 years and under",
    "Aged 16 to 24 years",
    "Aged 25 to 34 years",
    "Aged 35 to 49 years",
    "Aged 50 to 64 years",
    "Aged 65 years and over",
)


@store.once()
def msoa_names(file):
    """Return the House of Commons Library's name of each MSOA of 2021: `msoa21_code`, `msoa21_name`.

    Raises InputError naming the row of a code that is none, that appears twice, or that has no name.
    """
    codes, names = _named(file, CODE, NAME, "msoa", "an MSOA such as E02006519", "a name")
    return pd.DataFrame({"msoa21_code": codes, "msoa21_name": names})


@store.once()
def neighbourhood_teams(file):
    """Return the neighbourhood team of each ward of 2024: `ward24_code`, `neighbourhood_team`.

    The table is a local one: a row for each ward, other columns (names of wards and districts) are for
    the person who fills it in.

    Raises InputError naming the row of a code that is none, a ward in two teams and a ward without one.
    """
    codes, teams = _named(file, *TEAM_COLUMNS, "ward", "a ward such as E05007457", "the name of a team")
    return pd.DataFrame({"ward24_code": codes, "neighbourhood_team": teams})


def _named(file, code, name, level, example, wanted):
    """Return the codes of places and what is beside them, each code once and nothing blank."""
    table = files.read_csv(file, [code, name])
    files.require(file, table.columns, [code, name])
    codes = files.area_codes(table[code], file, code, CODE_FORMS[level], f"the code of {example}")
    reading.refuse_twice(codes.to_frame(), file, [code])
    names = table[name].str.strip()
    files.refuse_where(names == "", file, name, table[name], wanted)
    return codes, names


@store.once()
def age_by_lsoa(file):
    """Return `lsoa21_code`, `lsoa21_name`, `age_group` and `people`, a row per LSOA and age group.

    The six groups cover every age once, so an LSOA's rows add to all its residents.

    Raises InputError when a heading is missing, when an age group is unknown, twice there or missing
    from an LSOA, when a code is not of an LSOA, and when a count is not a whole number.
    """
    frame = files.read_csv(file, AGE_COLUMNS)
    files.require(file, frame.columns, AGE_COLUMNS)
    codes = files.area_codes(
        frame["lsoa21_code"], file, "lsoa21_code", r"[EW]01[0-9]{6}", "the code of an LSOA such as E01031046"
    )
    groups = reading.refuse_labels(frame["age_group"], file, "age_group", reading.same(*AGE_GROUPS))
    people = files.whole_numbers(frame["usual_residents"], file, "usual_residents")
    result = pd.DataFrame(
        {"lsoa21_code": codes, "lsoa21_name": frame["lsoa21_name"], "age_group": groups, "people": people}
    )
    reading.refuse_twice(frame, file, ["lsoa21_code", "age_group"])
    held = result.groupby("lsoa21_code", sort=False)["age_group"].agg(set)
    short = held[held.map(len) < len(AGE_GROUPS)]
    if len(short):
        absent = next(group for group in AGE_GROUPS if group not in short.iloc[0])
        raise InputError(
            f'{file.name}: {short.index[0]} has no row for "{absent}"; {how_many(len(short), "such LSOAs")}. '
            "The file was cut: download it again."
        )
    return result.assign(lsoa21_name=reading.named(file, "lsoa21_name", codes, result["lsoa21_name"]))
