"""National Referral Mechanism referrals and Duty to Notify reports, as the Home Office publishes them in CSV.

A referral is of a potential victim, made by a first responder: not a person (one can be referred twice), not
a place of exploitation and not a conviction. A Duty to Notify report is of an adult who did not consent to
being referred. The tables hold their own totals, several within one another: adding every row of a force
gives eight times its referrals.
"""

import csv
import functools
import re

import pandas as pd

from analysis import areas, settings
from analysis.errors import InputError, nearest
from analysis.sources import files, nationalities
from analysis.sources.published_counts import (
    TOTAL,
    Read,
    added,
    before,
    exactly,
    refuse_labels,
    refuse_twice,
    refuse_unless_adds_up,
    same,
)

POLICE_TOTAL, POLICE = "Police total", "Police"
NOT_SPECIFIED = "Not specified or unknown"
# In the publisher's order, which is also the order in which a combination is written.
EXPLOITATIONS = ("Sexual", "Labour", "Domestic", "Organ Harvesting", "Criminal")
ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"
AGE_GROUPS = (ADULT, CHILD, NOT_SPECIFIED)
GENDERS = ("Female", "Male", "Unknown", NOT_SPECIFIED)
LOCATIONS = ("Overseas", "UK", "UK and Overseas", NOT_SPECIFIED)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")

RESPONDER, EXPLOITATION, AGE = "First responder", "Exploitation type", "Age at exploitation"
GENDER, NATIONALITY, PEOPLE = "Gender", "Nationality", "People"
REFERRAL_HEADINGS = ("First responder type", RESPONDER, EXPLOITATION, AGE, GENDER, NATIONALITY, PEOPLE)
# Each is a total over the ones after it: where exploitation is "Total", so are age and gender.
NESTED = (EXPLOITATION, AGE, GENDER)
LOCATION, REFERRALS = "Location of exploitation", "NRM referrals"
REFERRAL_QUARTER_HEADINGS = ("Year", "Quarter", AGE, LOCATION, REFERRALS)
NOTIFY_HEADINGS = (NATIONALITY, TOTAL)
NOTIFY_QUARTER_HEADINGS = ("Year", "Quarter", TOTAL)
RESPONDERS_LISTED = "data/reference/first_responders.csv"


def exploitation_types(text):
    """Return the kinds of exploitation that a label names, in the publisher's order; none if one is unknown.

    Order and punctuation vary from table to table. "Not specified or unknown" is a kind of its own.

    >>> exploitation_types("Labour, Domestic and Sexual"), exploitation_types("Piracy")
    (('Sexual', 'Labour', 'Domestic'), ())
    """
    if text.strip() == NOT_SPECIFIED:
        return (NOT_SPECIFIED,)
    named = [part for part in re.split(r"\s*(?:,|&|\band\b)\s*", text.strip()) if part]
    if not named or len(set(named)) < len(named) or not set(named) <= set(EXPLOITATIONS):
        return ()
    return tuple(kind for kind in EXPLOITATIONS if kind in named)


def exploitation_label(kinds):
    """Return kinds of exploitation as the publisher writes several: "Sexual, Labour & Criminal"."""
    return " & ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)


def is_exploitation(label):
    """Tell whether a label is one that `exploitation_label` writes."""
    kinds = exploitation_types(label)
    return bool(kinds) and exploitation_label(kinds) == label


def of_all_police(file):
    """Tell whether a file of referrals is the whole table: a part of it has no row of all police."""
    return POLICE_TOTAL.encode() in file.read_bytes()


def nrm_referrals(file):
    """Return referrals by police first responder in one quarter: the finest rows, noughts left out.

    `frame` has `first_responder`, `police_force_area_code` ("" for a body without a force area of England or
    Wales), `exploitation`, `age_group`, `gender`, `nationality` and `referrals`. What is not there is nought:
    the publisher writes noughts out, and every total is checked against its parts.

    Raises InputError for another layout, a label or first responder that is not known (with the nearest),
    a row twice, a count that is no whole number, and a total that its parts do not add to.
    """
    table = files.read_csv(file)
    exactly(file, table.columns, REFERRAL_HEADINGS)
    refuse_labels(table["First responder type"], file, "First responder type", {POLICE: POLICE})
    people = files.whole_numbers(table[PEOPLE], file, PEOPLE)
    refuse_twice(table, file, list(REFERRAL_HEADINGS[1:-1]))
    forces = _responders(table[RESPONDER], file)
    rows = pd.DataFrame(
        {
            RESPONDER: table[RESPONDER].str.strip(),
            EXPLOITATION: _exploitations(table[EXPLOITATION], file),
            AGE: refuse_labels(table[AGE], file, AGE, same(*AGE_GROUPS, TOTAL)),
            GENDER: refuse_labels(table[GENDER], file, GENDER, same(*GENDERS, TOTAL)),
            NATIONALITY: _nationalities(table[NATIONALITY], file),
            PEOPLE: people,
        }
    )
    whole = _check_nested_totals(rows, file)
    leaf = (rows[[*NESTED, NATIONALITY]] != TOTAL).all(axis="columns") & (rows[RESPONDER] != POLICE_TOTAL)
    counted = leaf & (people > 0)
    frame = rows[counted].rename(
        columns={
            RESPONDER: "first_responder",
            EXPLOITATION: "exploitation",
            AGE: "age_group",
            GENDER: "gender",
            NATIONALITY: "nationality",
            PEOPLE: "referrals",
        }
    )
    frame.insert(1, "police_force_area_code", frame["first_responder"].map(forces).astype("str"))
    explained = {
        "counted": int(counted.sum()),
        "nought": int((leaf & ~counted).sum()),
        "totals of other rows": int((~leaf).sum()),
    }
    known = tuple(sorted(code for code in forces.values() if code))
    return Read(added(frame, "referrals"), explained, whole, known)


def nrm_referrals_by_quarter(file):
    """Return referrals in the United Kingdom by quarter, age group and place of exploitation, noughts too.

    `frame` has `quarter`, `age_group`, `location` and `referrals`. Categories changed in late 2019.

    Raises InputError for another layout, a label that is not known, a quarter that is missing, twice there or
    out of its order (a mislabelled year), and a total that its parts do not add to.
    """
    table = files.read_csv(file)
    exactly(file, table.columns, REFERRAL_QUARTER_HEADINGS)
    refuse_twice(table, file, list(REFERRAL_QUARTER_HEADINGS[:-1]))
    ages = same(*AGE_GROUPS) | {"Age not specified or unknown": NOT_SPECIFIED}
    rows = pd.DataFrame(
        {
            "quarter": _quarters(table, file),
            "age_group": refuse_labels(table[AGE], file, AGE, ages),
            "location": refuse_labels(table[LOCATION], file, LOCATION, same(*LOCATIONS, TOTAL)),
            "referrals": files.whole_numbers(table[REFERRALS], file, REFERRALS),
        }
    )
    total = rows["location"] == TOTAL
    refuse_unless_adds_up(rows[~total], rows[total], ["quarter", "age_group"], "referrals", file)
    sizes = rows[~total].groupby("quarter").size()
    if (sizes != sizes.max()).any():
        raise InputError(
            f"{file.name}: {sizes.idxmin()} has {sizes.min()} rows where another quarter has {sizes.max()}. "
            "The file was cut: download it again."
        )
    explained = {"counted": int((~total).sum()), "totals of other rows": int(total.sum())}
    return Read(rows[~total].reset_index(drop=True), explained)


def duty_to_notify(file):
    """Return Duty to Notify reports of one quarter by nationality: `nationality` and `reports`.

    Adults alone, nationally: no police force is given. A nationality that is not there has none.

    Raises InputError for another layout, a nationality that is not known, a row twice, a count that is no
    whole number, and a total that is missing or that the nationalities do not add to.
    """
    table = files.read_csv(file)
    exactly(file, table.columns, NOTIFY_HEADINGS)
    refuse_twice(table, file, [NATIONALITY])
    rows = pd.DataFrame(
        {
            "nationality": _nationalities(table[NATIONALITY], file),
            "reports": files.whole_numbers(table[TOTAL], file, TOTAL),
        }
    )
    total = rows["nationality"] == TOTAL
    one = {"of": "Total"}
    refuse_unless_adds_up(rows[~total].assign(**one), rows[total].assign(**one), ["of"], "reports", file)
    counted = ~total & (rows["reports"] > 0)
    explained = {
        "counted": int(counted.sum()),
        "nought": int((~total & ~counted).sum()),
        "totals of other rows": int(total.sum()),
    }
    return Read(added(rows[counted], "reports"), explained)


def duty_to_notify_by_quarter(file):
    """Return Duty to Notify reports by quarter since November 2015: `quarter` and `reports`.

    Revised since each quarter's own table: 2022-Q2 has 1,126 here and 1,125 by nationality.

    Raises InputError for another layout, a quarter that is missing, twice there or out of its order, and a
    year's total that its quarters do not add to.
    """
    table = files.read_csv(file)
    exactly(file, table.columns, NOTIFY_QUARTER_HEADINGS)
    refuse_twice(table, file, ["Year", "Quarter"])
    rows = pd.DataFrame(
        {
            "quarter": _quarters(table, file, also=(TOTAL,)),
            "reports": files.whole_numbers(table[TOTAL], file, TOTAL),
        }
    )
    total = rows["quarter"].str.endswith(TOTAL)
    by_year = rows.assign(year=rows["quarter"].str[:4])
    refuse_unless_adds_up(by_year[~total], by_year[total], ["year"], "reports", file)
    explained = {"counted": int((~total).sum()), "totals of other rows": int(total.sum())}
    return Read(rows[~total].reset_index(drop=True), explained)


def _nationalities(values, file):
    names = {text: nationalities.written(text) for text in values.unique()} | {TOTAL: TOTAL}
    found = values.map(names)
    if (found == "").any():
        row = (found == "").to_numpy().argmax()
        raise InputError(
            f'{file.name}, column "{NATIONALITY}", row {row + 2}: found "{values.iloc[row]}". '
            f"{nationalities.not_listed(values.iloc[row])}"
        )
    return found.astype("str")


def _exploitations(values, file):
    kinds = {text: exploitation_types(text) for text in values.unique() if text != TOTAL}
    known = {text: exploitation_label(found) for text, found in kinds.items() if found} | {TOTAL: TOTAL}
    found = values.map(known)
    wanted = f"{', '.join(EXPLOITATIONS)}, several of them joined by commas and &, or {NOT_SPECIFIED}"
    files.refuse_where(found.isna(), file, EXPLOITATION, values, wanted)
    return found.astype("str")


@functools.cache
def _other_responders():
    """Return the police bodies that refer and have no force area of England or Wales."""
    with settings.data("reference", "first_responders.csv").open(encoding="utf-8", newline="") as stream:
        return frozenset(row["first_responder"] for row in csv.DictReader(stream))


def _responders(values, file):
    """Return {first responder: code of its force area, or ""}.

    Raises InputError with the nearest name for one that is neither a force nor in the list.
    """
    codes = {}
    for text in values.unique():
        name = text.strip()
        if name in _other_responders() or name == POLICE_TOTAL:
            codes[name] = ""
            continue
        try:
            codes[name] = areas.area(name).police_force_area_code
        except InputError:
            row = (values == text).to_numpy().argmax()
            forces = [one.name for one in areas.all_areas() + areas.all_areas(invented=True)]
            raise InputError(
                f'{file.name}, column "{RESPONDER}", row {row + 2}: "{text}" is no police force area of '
                f"England and Wales and not in {RESPONDERS_LISTED}. "
                f"{nearest(name, [*forces, *_other_responders()])} If it is a new body, add it there."
            ) from None
    force_codes = [code for code in codes.values() if code]
    twice = sorted({code for code in force_codes if force_codes.count(code) > 1})
    if twice:
        names = [name for name, code in codes.items() if code == twice[0]]
        raise InputError(f"{file.name}: {' and '.join(names)} are one force area, {twice[0]}.")
    return codes


def _check_nested_totals(rows, file):
    """Refuse totals that their parts do not add to; return whether the total of all police is there."""
    level = (rows[list(NESTED)] != TOTAL).to_numpy()
    depth = level.sum(axis=1)
    skewed = pd.Series((level != (depth[:, None] > range(len(NESTED)))).any(axis=1))
    files.refuse_where(skewed, file, EXPLOITATION, rows[EXPLOITATION], "Total only where age and gender are")
    named = (rows[RESPONDER] != POLICE_TOTAL).to_numpy()
    nation = (rows[NATIONALITY] == TOTAL).to_numpy()
    for above in range(len(NESTED)):
        keys = [RESPONDER, *NESTED[:above], NATIONALITY]
        parts, totals = rows[named & (depth == above + 1)], rows[named & (depth == above)]
        refuse_unless_adds_up(parts, totals, keys, PEOPLE, file)
    refuse_unless_adds_up(rows[~nation], rows[nation], [RESPONDER, *NESTED], PEOPLE, file)
    if named.all():
        return False
    refuse_unless_adds_up(rows[named & (depth == 0)], rows[~named], [NATIONALITY], PEOPLE, file)
    return True


def _quarters(table, file, also=()):
    """Return each row's quarter, "2023-Q4", or "2023-Total" where `also` lets that label in.

    Refuses a year that is none, and quarters that do not follow one another.
    """
    years, numbers = table["Year"].str.strip(), table["Quarter"].str.strip()
    files.refuse_where(~years.str.fullmatch(r"20\d\d"), file, "Year", years, "a year such as 2023")
    refuse_labels(numbers, file, "Quarter", same(*QUARTERS, *also))
    quarters = years + "-" + numbers
    in_order = quarters[~numbers.isin(also)]
    previous = None
    for quarter in in_order[in_order != in_order.shift()]:
        if previous is not None and before(quarter) != previous:
            raise InputError(
                f"{file.name}: {quarter} stands after {previous}. Quarters follow one another: a year or "
                "quarter is mislabelled, or rows are missing. Download the file again."
            )
        previous = quarter
    return quarters
