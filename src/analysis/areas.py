"""Police force areas, the codes of the places in them, and what changing from one vintage to another loses.

A code means a place only together with its vintage, so the vintage is part of a column's name
(`lsoa11_code`, `district24_code`) and tables are joined by the verb here, which refuses to mix two.
Of this project it imports settings and errors only.
"""

import csv
import functools
import re
from dataclasses import dataclass

from analysis import settings
from analysis.errors import InputError, nearest

CENSUS_YEAR = 2021
ENGLAND, WALES = "England", "Wales"
WHERE_LISTED = "data/reference/forces.csv lists them all."

# The level of a place, from the form of its code. The letters and first digits are the Office for
# National Statistics' own; Census 2021 uses all of them.
CODE_FORMS = {
    "lsoa": r"[EW]01[0-9]{6}",
    "msoa": r"[EW]02[0-9]{6}",
    "ward": r"[EW]05[0-9]{6}",
    "district": r"(?:E0[6-9]|W06|S12|N09)[0-9]{6}",
    "csp": r"(?:E22|W14)[0-9]{6}",
    "police_force_area": r"(?:E23|W15)[0-9]{6}",
}
_VINTAGE = re.compile(r"(?P<level>[a-z_]+?)(?P<year>\d\d)?_code")
METHODS = ("unchanged", "merged", "shared by population")  # the later, the weaker
# Shares of a split are cut to whole multiples of this, a millionth of an offence. Such numbers add up
# without any rounding, in any order, to totals of four thousand million.
SHARE_STEP = 2.0**-20


class IrregularChangeError(InputError):
    """A count appears under an LSOA that was changed irregularly: no LSOA of 2021 can have it."""


@dataclass(frozen=True)
class Area:
    """A police force area and its districts.

    `districts` are the codes in force at the Census of 2021 (`district22_code`: none changed between
    the two), `districts24` those in force in 2024. `county_name` is the county that shares the
    boundary, None where the area is more than one county or part of one.
    """

    slug: str
    name: str
    police_force_area_code: str
    districts: tuple
    district_names: tuple
    districts24: tuple
    county_name: str | None
    home_office_name: str
    invented: bool


@functools.cache
def reference(name):
    """Return the rows of a CSV of data/reference, each a dict of text."""
    with settings.data("reference", name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@functools.cache
def _districts():
    return {row["district_code"]: row for row in reference("districts.csv")}


def district_names():
    """Return {code: name} of every district since the Census of 2021, real and invented."""
    return {code: row["district_name"] for code, row in _districts().items()}


def county_names():
    """Return {code: name} of every county since the Census of 2021, real and invented."""
    return {row["county_code"]: row["county_name"] for row in reference("counties.csv")}


COMMISSIONER = "Office of the Police and Crime Commissioner, {area}"


def publisher(area):
    """Return the body that answers for the police of an Area, and publishes its assessment.

    >>> publisher(find("west-yorkshire")), publisher(find("warwickshire"))
    ('Mayor of West Yorkshire', 'Office of the Police and Crime Commissioner, Warwickshire')
    """
    own = next((row["publisher"] for row in reference("forces.csv") if row["slug"] == area.slug), "")
    return own or COMMISSIONER.format(area=area.name)


def nation(area):
    """Return the nation whose law an Area is under: "England" or "Wales".

    >>> nation(find("gwent"))
    'Wales'
    """
    return WALES if area.police_force_area_code.startswith("W") else ENGLAND


def upper_tier(area):
    """Return {code: the last year of it, "" for one that is still there} of an Area's upper tier authorities.

    These are the counties of its force, each of which lies in one, and its districts that have no county
    above them (unitary authorities, and metropolitan and London boroughs).

    >>> upper_tier(find("warwickshire"))
    {'E10000031': ''}
    """
    code = area.police_force_area_code
    counties = [row for row in reference("counties.csv") if row["police_force_area_code"] == code]
    found = {row["county_code"]: row["last_year"] for row in counties}
    for district in sorted(districts_since(area)):
        if district[:3] in ("E06", "E08", "E09"):
            found[district] = _districts()[district]["last_year"]
    return found


def districts_since(area):
    """Return {code: the code that replaced it, "" for none} of an Area's districts of the census and since.

    >>> districts_since(find("south-yorkshire"))["E08000016"]
    'E08000038'
    """
    found, left = {}, [*area.districts, *area.districts24]
    while left:
        code = left.pop()
        found[code] = _districts()[code]["replaced_by"]
        left += [found[code]] if found[code] and found[code] not in found else []
    return found


def missing_districts(area, held):
    """Return the districts of the census of which neither they nor what replaced them are among `held` codes.

    >>> missing_districts(find("south-yorkshire"), ["E08000038", "E08000017", "E08000018"])
    ['E08000019']
    """
    replaced, held = districts_since(area), set(held)

    def is_held(code):
        return code in held or (bool(replaced[code]) and is_held(replaced[code]))

    return [code for code in area.districts if not is_held(code)]


def _area(force, members):
    def codes(year):
        there = (row for row in members if int(row["first_year"]) <= year <= int(row["last_year"] or year))
        return tuple(sorted(row["district_code"] for row in there))

    districts = codes(CENSUS_YEAR)
    return Area(
        slug=force["slug"],
        name=force["name"],
        police_force_area_code=force["police_force_area_code"],
        districts=districts,
        district_names=tuple(_districts()[code]["district_name"] for code in districts),
        districts24=codes(2024),
        county_name=force["county_name"] or None,
        home_office_name=force["home_office_name"],
        invented=force["invented"] == "yes",
    )


@functools.cache
def all_areas(invented=False):
    """Return the 43 territorial police force areas of England and Wales, or the invented ones.

    The invented ones are Sampleshire and its twelve neighbours.
    """
    by_force = {}
    for row in _districts().values():
        by_force.setdefault(row["police_force_area_code"], []).append(row)
    return tuple(
        _area(force, by_force.get(force["police_force_area_code"], []))
        for force in reference("forces.csv")
        if (force["invented"] == "yes") == invented
    )


def plain(text):
    """Return a name without what publishers vary: case, "&", hyphens, commas, "Police", "Constabulary"."""
    words = re.sub(r"[^a-z0-9]+", " ", str(text).lower().replace("&", " and ")).strip()
    return re.sub(r" (police service|police|constabulary)$", "", words)


@functools.cache
def _by_name():
    known = {}
    areas = {item.police_force_area_code: item for item in all_areas() + all_areas(invented=True)}
    for force in reference("forces.csv"):
        others = [name for name in force["other_names"].split(";") if name]
        item = areas[force["police_force_area_code"]]
        for name in [item.slug, item.name, item.police_force_area_code, item.home_office_name, *others]:
            known[plain(name)] = item
    return known


def area(text, lookup=None):
    """Return the police force area with this slug, name or code, in any case.

    `lookup` is the folder's own district-to-force table (`geography.district_to_force`): its word on
    which district lies in which force then counts, and the code list only says which of its districts
    a district of 2021 became.

    Raises InputError with the nearest name for a text that is not a force area, and for a lookup that
    leaves a district of the area out.

    >>> area("Warwickshire").police_force_area_code
    'E23000017'
    """
    found = find(text)
    if found is None:
        raise InputError(_not_an_area(text))
    return found if lookup is None else _from_lookup(found, lookup)


def find(text):
    """Return the police force area with this slug, name or code, in any case; None for no force area."""
    return _by_name().get(plain(text))


def _not_an_area(text):
    wanted = plain(text)
    for row in _districts().values():
        if wanted in (plain(row["district_name"]), row["district_code"].lower()):
            force = _by_name()[row["police_force_area_code"].lower()]
            return (
                f'"{text}" is a district ({row["district_code"]} {row["district_name"]}), and an assessment '
                f'is of a whole police force area. Its own is {force.name}: ask for "{force.slug}". '
                f"{WHERE_LISTED}"
            )
    # No nearest for a code: one digit away is another end of the country. Of the invented areas only the
    # county itself is ever asked for: its neighbours are there to be compared with.
    asked_for = [*all_areas(), _by_name()[settings.SAMPLESHIRE]]
    names = [name for item in asked_for for name in (item.slug, item.name)]
    hint = "" if re.fullmatch(r"[ew]\d{8}", wanted) else nearest(text, names)
    return (
        f'"{text}" is not a police force area of England and Wales. Expected: a slug such as '
        f'"west-midlands", a name or a code. {hint + " " if hint else ""}{WHERE_LISTED}'
    )


def _from_lookup(found, lookup):
    force_of = dict(zip(lookup["district24_code"], lookup["police_force_area_code"], strict=True))
    code = found.police_force_area_code
    if code not in force_of.values():
        raise InputError(
            f"The district-to-force lookup has no row for {code} {found.name}. "
            "Is it the lookup of England and Wales? Download it again, or leave it out."
        )
    unknown = sorted(key for key, value in force_of.items() if value == code and key not in _districts())
    if unknown:
        raise InputError(
            f"The district-to-force lookup puts {unknown[0]} in {found.name}, a district that "
            f"data/reference/districts.csv does not know; {len(unknown)} in all. Add it and its predecessor."
        )
    members = []
    for row in _districts().values():
        force = _force_in(force_of, row)
        if force is None and row["police_force_area_code"] == code:
            raise InputError(
                f"The district-to-force lookup has neither {row['district_code']} {row['district_name']}, a "
                f"district of {found.name}, nor a district that replaced it. Download the lookup again."
            )
        if force == code:
            members.append(row)
    force_row = next(row for row in reference("forces.csv") if row["police_force_area_code"] == code)
    return _area(force_row, members)


def _force_in(force_of, row):
    """Return a district's force by the lookup: under its own code, its heir's, or one it replaced."""
    heir = row
    while heir["district_code"] not in force_of and heir["replaced_by"]:
        heir = _districts()[heir["replaced_by"]]
    replaced = [old for old, other in _districts().items() if other["replaced_by"] == row["district_code"]]
    for code in [heir["district_code"], *replaced]:
        if code in force_of:
            return force_of[code]
    return None


def level_of_code(code):
    """Return the level that a code's form shows ("lsoa", "district"...), or None for no known form."""
    return next((level for level, form in CODE_FORMS.items() if re.fullmatch(form, str(code))), None)


def vintage_of(column):
    """Return level and year of a geography code's column; None for a column that holds no such code.

    The year is None for force areas, whose codes have not changed since 2009.

    Raises InputError for a code of small areas, wards or districts whose column does not say its vintage.

    >>> vintage_of("lsoa21_code")
    ('lsoa', 2021)
    >>> vintage_of("police_force_area_code")
    ('police_force_area', None)
    """
    match = _VINTAGE.fullmatch(str(column))
    if match is None or match["level"] not in CODE_FORMS:
        return None
    if match["year"] is None and match["level"] != "police_force_area":
        raise InputError(
            f'"{column}" does not say its vintage. Name it for the year of its codes, such as '
            f'"{match["level"]}21_code".'
        )
    return match["level"], 2000 + int(match["year"]) if match["year"] else None


def join(left, right):
    """Return every row of `left` with the columns of `right`, matched on the geography code that they share.

    Rows of `right` that nothing asks for go. Raises InputError for codes of two vintages, naming both, for a
    code that appears twice in `right`, and for rows of `left` without a match.
    """
    on = _shared_code(left, right)
    twice = right[on][right[on].duplicated()]
    if len(twice):
        raise InputError(
            f'{on} "{twice.iloc[0]}" appears twice in the right table; {twice.nunique()} such codes.'
        )
    both = sorted((set(left.columns) & set(right.columns)) - {on})
    if both:
        raise InputError(
            f"Both tables have a column {both[0]}. Drop or rename one of them before joining on {on}."
        )
    codes = left.loc[~left[on].isin(right[on]), on]
    if len(codes):
        raise InputError(
            f"{len(codes)} of {len(left)} rows have no match on {on}: "
            f"{_some(sorted(set(codes.astype(str))))}. "
            "The two are of different places or vintages."
        )
    return left.merge(right, on=on, how="left", validate="many_to_one")


def _geography(table):
    return {column: vintage for column in table.columns if (vintage := vintage_of(column))}


def _shared_code(left, right):
    shared = [column for column in _geography(left) if column in right.columns]
    if len(shared) == 1:
        return shared[0]
    if shared:
        raise InputError(f"The tables share {' and '.join(shared)}. Drop one of them before joining.")
    for ours, (level, year) in _geography(left).items():
        for theirs, (other_level, other_year) in _geography(right).items():
            if level == other_level and year != other_year:
                raise InputError(
                    f'A join across vintages: the left table has "{ours}" ({year}), the right '
                    f'"{theirs}" ({other_year}). '
                    "The same code can be another place: change one with a lookup first."
                )
    raise InputError(
        f"The tables share no geography code: one has {_some(_geography(left)) or 'none'}, "
        f"the other {_some(_geography(right)) or 'none'}."
    )


def _some(codes):
    codes = [str(code) for code in codes]
    return ", ".join(codes[:3]) + (f" and {len(codes) - 3} more" if len(codes) > 3 else "")


def to_lsoa21(counts, change, population):
    """Return `counts` by LSOA of 2021: `offences` of each, and how they came there.

    `counts` has `lsoa11_code`, `offences` and any other columns, which stay as they are; police files mix
    vintages, so a code that is of 2021 already passes, and a code of neither is left out. `change` is
    `geography.lsoa_change`, `population` has `lsoa21_code` and `population`. What `method` says of a row:
    "unchanged", "merged" (two or more LSOAs of 2011 added), "shared by population" (a split LSOA's count
    spread over its parts by their residents: an estimate, not whole). A row made in two ways has the weaker.
    The result adds up to the total given, to the last digit.

    Raises InputError for a count under an LSOA that was changed irregularly (X): no share of it is known.
    """
    import pandas as pd

    keys = [column for column in counts.columns if column not in ("lsoa11_code", "offences")]
    flags = change.drop_duplicates("lsoa11_code").set_index("lsoa11_code")["change"]
    flag = counts["lsoa11_code"].map(flags)
    flag[flag.isna() & counts["lsoa11_code"].isin(change["lsoa21_code"])] = "U"
    irregular = sorted(set(counts.loc[flag == "X", "lsoa11_code"]))
    if irregular:
        raise IrregularChangeError(
            f"{_some(irregular)}: changed irregularly between 2011 and 2021 (X in the lookup), so that its "
            "counts belong to no LSOA of 2021. Count by district there, or by point."
        )
    same = counts[flag == "U"].rename(columns={"lsoa11_code": "lsoa21_code"}).assign(method="unchanged")
    regular = change.loc[change["change"].isin(["S", "M"]), ["lsoa11_code", "lsoa21_code", "change"]]
    parts = _shares(regular, population, set(counts.loc[flag == "S", "lsoa11_code"]))
    moved = counts[flag.isin(["S", "M"])].assign(_row=lambda table: range(len(table)))
    moved = moved.merge(parts, on="lsoa11_code", how="inner", validate="many_to_many")
    moved["offences"] = _split(moved)
    whole = pd.concat([same, moved[[*same.columns]]], ignore_index=True).astype({"offences": "float64"})
    whole["method"] = pd.Categorical(whole["method"], METHODS, ordered=True)
    grouped = whole.groupby(["lsoa21_code", *keys], dropna=False, sort=True, observed=True)
    return (
        grouped.agg(offences=("offences", "sum"), method=("method", "max"))
        .reset_index()
        .astype({"method": "str"})
    )


def _shares(change, population, asked):
    """Return each part of a changed LSOA with its share: 1 for a merger, by residents for a split."""
    people = population.set_index("lsoa21_code")["population"]
    residents = change["lsoa21_code"].map(people).astype("float64")
    split = change["change"] == "S"
    lacking = sorted(set(change["lsoa21_code"][split & residents.isna() & change["lsoa11_code"].isin(asked)]))
    if lacking:
        raise InputError(
            f"The population table has no row for {_some(lacking)}, part of a split LSOA: its counts cannot "
            "be shared."
        )
    totals = residents.groupby(change["lsoa11_code"]).transform("sum")
    empty = sorted(set(change["lsoa11_code"][split & (totals == 0) & change["lsoa11_code"].isin(asked)]))
    if empty:
        raise InputError(
            f"{_some(empty)}: split into parts without residents, so its counts cannot be shared."
        )
    return change.assign(
        share=(residents / totals).where(split, 1.0),
        method=split.map({True: "shared by population", False: "merged"}),
    ).drop(columns="change")


def _split(moved):
    """Return the counts of the parts, the largest part taking what rounding leaves of each row."""
    given = moved["offences"].astype("float64")
    part = ((given * moved["share"]) / SHARE_STEP).round() * SHARE_STEP
    left_over = given.groupby(moved["_row"]).first() - part.groupby(moved["_row"]).sum()
    largest = moved.groupby("_row")["share"].idxmax()
    part.loc[largest.to_numpy()] += left_over.loc[largest.index].to_numpy()
    return part
