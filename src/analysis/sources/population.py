"""Usual residents by broad age group and LSOA 2021, census day, as published for small areas."""

import pandas as pd

from analysis.errors import InputError, nearest, such
from analysis.sources import files, place_checks

HEADINGS = ("lsoa21_code", "lsoa21_name", "age_group", "usual_residents")
AGE_GROUPS = (
    "Aged 15 years and under",
    "Aged 16 to 24 years",
    "Aged 25 to 34 years",
    "Aged 35 to 49 years",
    "Aged 50 to 64 years",
    "Aged 65 years and over",
)


def age_by_lsoa(file):
    """Return `lsoa21_code`, `lsoa21_name`, `age_group` and `people`, a row per LSOA and age group.

    The six groups cover every age once, so an LSOA's rows add to all its residents.

    Raises InputError when a heading is missing, when an age group is unknown, twice there or missing
    from an LSOA, when a code is not of an LSOA, and when a count is not a whole number.
    """
    frame = files.read_csv(file)
    files.require(file, frame.columns, HEADINGS)
    codes = files.area_codes(
        frame["lsoa21_code"], file, "lsoa21_code", r"[EW]01[0-9]{6}", "the code of an LSOA such as E01031046"
    )
    groups = frame["age_group"].str.strip()
    unknown = groups[~groups.isin(AGE_GROUPS)]
    hint = nearest(unknown.iloc[0], AGE_GROUPS, prefix=' ("', suffix='")') if len(unknown) else ""
    wanted = f"one of the {len(AGE_GROUPS)} age groups{hint}"
    files.refuse_where(~groups.isin(AGE_GROUPS), file, "age_group", groups, wanted)
    people = files.whole_numbers(frame["usual_residents"], file, "usual_residents")
    result = pd.DataFrame(
        {"lsoa21_code": codes, "lsoa21_name": frame["lsoa21_name"], "age_group": groups, "people": people}
    )
    _check_complete(file, result)
    return result.assign(lsoa21_name=place_checks.named(file, "lsoa21_name", codes, result["lsoa21_name"]))


def _check_complete(file, result):
    twice = result.duplicated(["lsoa21_code", "age_group"]).to_numpy()
    if twice.any():
        place = twice.argmax()
        code, group = result["lsoa21_code"].iloc[place], result["age_group"].iloc[place]
        raise InputError(
            f'{file.name}, row {place + 2}: "{group}" appears twice for {code}. Download the file again.'
        )
    groups = result.groupby("lsoa21_code", sort=False)["age_group"]
    short = groups.count()
    short = short[short < len(AGE_GROUPS)]
    if len(short):
        present = set(groups.get_group(short.index[0]))
        absent = next(group for group in AGE_GROUPS if group not in present)
        raise InputError(
            f'{file.name}: {short.index[0]} has no row for "{absent}"; {such(len(short), "LSOAs")}. '
            "The file was cut: download it again."
        )
