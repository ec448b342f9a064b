"""The invented victims of recorded crime: one row per victim and crime, as three extracts knew them.

Their number follows the crimes one would expect of each offence, their homes the streets' crimes, their
ages and ethnic groups the census. Each extract revises the one before it. The latest quarters change most.
"""

import functools
import tomllib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import settings
from sampleshire import canaries, crimes, places

QUARTERS = [f"{2024 + (2 + n) // 4}-Q{(2 + n) % 4 + 1}" for n in range(8)]
EXTRACTS = {"2025-Q4": QUARTERS[0:6], "2026-Q1": QUARTERS[1:7], "2026-Q2": QUARTERS[2:8]}
_FIRST, _LAST = np.array(
    [(QUARTERS.index(held[0]), QUARTERS.index(held[-1])) for held in EXTRACTS.values()]
).T
# How many of the victims of an extract's last quarter differ in the next; half as many a quarter earlier.
ADDED_LATE, CANCELLED, RECLASSIFIED, ETHNIC_GROUP_LEARNT = 0.022, 0.012, 0.016, 0.05
SHARE_WITHOUT_DISTRICT, SHARE_OUTSIDE = 0.010, 0.008
DOMESTIC_VICTIMS_WHO_ARE_WOMEN = 0.72

# By subgroup: project's offence group, victims who are people per crime, domestic abuse, women among the rest
_OFFENCES = {
    "Homicide": ("Violence with injury", 1.0, 0.25, 0.35),
    "Violence with injury": ("Violence with injury", 1.14, 0.26, 0.40),
    "Violence without injury": ("Violence without injury", 1.20, 0.33, 0.46),
    "Stalking and harassment": ("Stalking and harassment", 1.15, 0.37, 0.60),
    "Rape offences": ("Sexual offences", 1.0, 0.30, 0.90),
    "Other sexual offences": ("Sexual offences", 1.02, 0.09, 0.84),
    "Robbery of business property": ("Robbery", 0.3, 0.0, 0.45),
    "Robbery of personal property": ("Robbery", 1.06, 0.02, 0.27),
    "Domestic burglary": ("Burglary", 1.18, 0.05, 0.49),
    "Non-domestic burglary": ("Burglary", 0.35, 0.01, 0.36),
    "Theft of a motor vehicle": ("Vehicle offences", 0.96, 0.02, 0.36),
    "Theft from a vehicle": ("Vehicle offences", 0.94, 0.0, 0.38),
    "Vehicle interference": ("Vehicle offences", 0.95, 0.0, 0.40),
    "Bicycle theft": ("Theft", 0.98, 0.0, 0.33),
    "Shoplifting": ("Theft", 0.05, 0.0, 0.50),
    "Theft from the person": ("Theft", 1.02, 0.01, 0.60),
    "Other theft offences": ("Theft", 0.84, 0.05, 0.48),
    "Arson": ("Criminal damage and arson", 0.8, 0.08, 0.45),
    "Criminal damage": ("Criminal damage and arson", 0.94, 0.12, 0.46),
    "Public order offences": ("Public order", 0.85, 0.08, 0.48),
    "Possession of weapons offences": ("Other crime", 0.03, 0.05, 0.45),
    "Miscellaneous crimes": ("Other crime", 0.28, 0.08, 0.50),
    "Possession of drugs": ("Other crime", 0.0, 0.0, 0.5),
    "Trafficking of drugs": ("Other crime", 0.0, 0.0, 0.5),
}
OFFENCE_GROUPS = [
    "Violence with injury", "Violence without injury", "Stalking and harassment", "Sexual offences",
    "Robbery", "Burglary", "Vehicle offences", "Theft", "Criminal damage and arson", "Public order",
    "Other crime",
]  # fmt: skip
# Reclassifying stays within what could be taken for one another; ages at risk differ alike.
_FAMILIES = [OFFENCE_GROUPS[:3], ["Sexual offences"], ["Robbery", "Theft"], ["Burglary", "Vehicle offences"],
             ["Criminal damage and arson", "Public order", "Other crime"]]  # fmt: skip

AGES = [(0, 9), (10, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 100)]
_AT_RISK = np.array([
    [0.22, 1.25, 1.75, 1.75, 1.4, 0.95, 0.55, 0.22, 0.14],
    [0.75, 4.2, 2.6, 1.2, 0.7, 0.4, 0.18, 0.06, 0.05],
    [0.01, 1.1, 1.7, 1.4, 1.1, 1.0, 0.9, 0.75, 0.7],
    [0.0, 0.02, 0.8, 1.4, 1.5, 1.5, 1.25, 0.95, 0.7],
    [0.03, 0.5, 1.1, 1.5, 1.5, 1.3, 1.0, 0.65, 0.4],
])  # fmt: skip
# In the order of the census's leaves: code of the 18+1 list, the project's group, victims against residents
ETHNIC_GROUPS = [
    ("A3", "Asian", 0.9), ("A4", "Asian", 0.7), ("A1", "Asian", 0.9), ("A2", "Asian", 1.05),
    ("A9", "Asian", 1.0), ("B2", "Black", 1.15), ("B1", "Black", 1.4), ("B9", "Black", 1.5),
    ("M3", "Mixed", 1.0), ("M2", "Mixed", 1.3), ("M1", "Mixed", 1.7), ("M9", "Mixed", 1.2),
    ("W1", "White", 0.97), ("W2", "White", 0.9), ("W3", "White", 1.9), ("W9", "White", 1.3),
    ("W9", "White", 1.05), ("O2", "Other", 1.0), ("O9", "Other", 1.6),
    ("NS", "Not stated", 0.0), ("N3", "Not stated", 0.0), ("", "Unknown", 0.0),
]  # fmt: skip
_NOT_STATED, _DECLINED, _NO_ETHNIC_GROUP = 19, 20, 21
_WHITE = range(12, 17)
OUTCOMES = [0, 1, 3, 8, 10, 14, 15, 16, 18, 20, 21, 22]
_OUTCOME_SHARES = np.array([
    [0, 9, 2.5, 4, 2, 10, 22, 30, 14, 3, 1.5, 1],
    [0, 8, 0.5, 0.5, 1, 9, 33, 24, 15, 6, 2, 0.5],
    [0, 6, 1, 2, 1, 3, 12, 6, 67, 0.5, 1, 0.5],
    [0, 3, 0.5, 0.5, 0.5, 1.5, 5, 2, 86, 0.3, 0.5, 0.2],
    [0, 8, 2, 6, 3, 7, 17, 14, 38, 1.5, 2.5, 1],
])  # fmt: skip
RELATIONSHIPS = ["Partner or ex-partner", "Family", "Acquaintance", "Stranger", "Unknown"]
_RELATIONSHIP_SHARES = np.array([
    [0, 3, 34, 28, 35], [0, 9, 42, 24, 25], [0, 0.5, 8, 22, 69.5], [0, 0.3, 3, 6, 90.7], [0, 1, 24, 22, 53],
    [74, 26, 0, 0, 0],
])  # fmt: skip
OFFENCES_IN_12_MONTHS = ["1", "2", "3", "4 or more", "Unknown"]
_FLAGS = ["yes", "no", "Unknown"]
DISTRICTS = [name for name, _, _ in places.DISTRICTS.values()]
_OUTSIDE, _NO_DISTRICT = 5, 6


def offences():
    """Return the offence codes with the project's offence group and their family."""
    table = crimes.offences()
    table["group"] = table["offence_subgroup"].map({name: row[0] for name, row in _OFFENCES.items()})
    table["group"] = table["group"].fillna("Other crime")
    families = {group: number for number, groups in enumerate(_FAMILIES) for group in groups}
    table["family"] = table["group"].map(families)
    return table


def labels():
    """Return {field: the project's label of each code that `Victims` holds}, the label of no value last."""
    ages = ["0-17", "0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over", "65 and over"]
    return {
        "quarter": QUARTERS,
        "district": [*DISTRICTS, "Outside the area", "Unknown"],
        "offence_group": [*offences()["group"], "Unknown"],
        "outcome_type": [*[str(code) for code in OUTCOMES], "Unknown"],
        "age_band": [*ages, "Unknown"],
        "sex": ["Female", "Male", "Other or not stated", "Unknown"],
        "ethnic_group": [group for _, group, _ in ETHNIC_GROUPS],
        "disability": _FLAGS,
        "domestic_abuse": _FLAGS,
        "hate_crime": _FLAGS,
        "relationship": RELATIONSHIPS,
        "offences_in_12_months": OFFENCES_IN_12_MONTHS,
    } | {name: [*shares, "Unknown"] for name, shares in added().items()}


@functools.cache
def added():
    """Return {field: {label: share of victims}} of the columns that the list of fields itself invents."""
    listed = tomllib.loads(settings.data("reference", "local_counts.toml").read_text(encoding="utf-8"))
    fields = listed["victims"]["fields"].items()
    return {name: entry["invented"] for name, entry in fields if "invented" in entry}


def planted_in():
    """Return the fields in which values of no list are planted: what is added later leaves counts alone."""
    return [name for name in labels() if name not in added()]


@dataclass(frozen=True)
class Victims:
    """Every victim, as codes into `labels()`; fields that extracts revise have a row per extract.

    `day` counts from the first day of the first quarter. `known` says whether an extract holds a victim.
    `planted` holds, by extract, {column: (positions in the extract, texts)} of values in no list.
    """

    day: np.ndarray
    codes: dict
    known: np.ndarray
    planted: list

    def extract(self, number):
        """Return (day, {field: codes}) of the victims in extract `number`, the oldest first."""
        held = np.flatnonzero(self.known[number])
        fields = {
            name: codes[number, held] if codes.ndim == 2 else codes[held]
            for name, codes in self.codes.items()
        }
        return self.day[held], fields


def first_day(quarter):
    """Return the first day of a quarter such as "2026-Q1"."""
    return np.datetime64(f"{quarter[:4]}-{3 * int(quarter[-1]) - 2:02d}-01")


def last_day(quarter):
    """Return the last day of a quarter."""
    return np.datetime64(settings.as_of_date(quarter))


def build(rng, people, street, small_areas):
    """Return `Victims` for a numpy random generator, the residents and the crimes of Sampleshire."""
    table = offences()
    quarter, offence = _crimes_with_victims(rng, table)
    rows = len(quarter)
    first = np.array([first_day(q) for q in [*QUARTERS, "2026-Q3"]])
    length = np.diff(first).astype(int)[quarter]
    day = (first - first[0]).astype(int)[quarter] + (rng.random(rows) * length).astype(int)
    order = np.argsort(day, kind="stable")
    quarter, offence, day = quarter[order], offence[order], day[order]
    family = table["family"].to_numpy()[offence]
    district = _districts(rng, table, offence, street, small_areas)
    home = np.minimum(district, 5)
    facts = np.array([_OFFENCES[name][2:] for name in table["offence_subgroup"]])
    domestic = rng.random(rows) < facts[offence, 0]
    age = _ages(rng, people, home, family)
    ethnic = _ethnic_groups(rng, people, home, domestic)
    codes = {
        "quarter": quarter,
        "district": district,
        "age_band": np.where(rng.random(rows) < 0.03, len(AGES), age),
        "sex": _sexes(rng, domestic, facts[offence, 1]),
        "disability": _disabilities(rng, age),
        "domestic_abuse": np.where(domestic, 0, 1),
        "hate_crime": _hate_crimes(rng, family, ethnic),
        "relationship": pick(rng, _RELATIONSHIP_SHARES, np.where(domestic, 5, family)),
        "offences_in_12_months": pick(
            rng, np.array([[78, 12, 4, 5, 1], [52, 21, 10.5, 16, 0.5]]), domestic.astype(int)
        ),
    }
    codes |= _revised(rng, quarter, table, offence, ethnic)
    apart, alike = rng.spawn(1)[0], np.zeros(rows, dtype=int)  # what is drawn here changes no other column
    for name, shares in added().items():
        codes[name] = pick(apart, np.array([[*shares.values(), 1 - sum(shares.values())]]), alike)
    known = _known(rng, quarter)
    fields = planted_in()
    planted = [canaries.place(rng, number, int(held.sum()), fields) for number, held in enumerate(known)]
    return Victims(day, {name: codes[name] for name in labels()}, known, planted)


def counts(victims):
    """Return how many victims each extract holds in each combination of all fields that is not empty.

    Columns: `extract`, every field, `victims`. A victim with a planted value, which is in no list, is left
    out.
    """
    found, names = [], list(labels())
    for number, extract in enumerate(EXTRACTS):
        _, codes = victims.extract(number)
        frame = pd.DataFrame(
            {
                name: pd.Categorical(np.array(given)[codes[name]], list(dict.fromkeys(given)))
                for name, given in labels().items()
            }
        )
        planted = victims.planted[number]
        frame = frame.drop(index=np.concatenate([planted[name][0] for name in planted_in()]))
        counted = frame.groupby(names, observed=True).size().rename("victims").reset_index()
        counted[names] = counted[names].astype("str")
        counted.insert(0, "extract", extract)
        found.append(counted)
    return pd.concat(found, ignore_index=True)


def pick(rng, weights, rows):
    """Return a column of `weights` for each of `rows`, drawn by the weights of that row."""
    cumulated = (weights.cumsum(axis=1) / weights.sum(axis=1, keepdims=True)).round(9)
    return (rng.random(len(rows))[:, None] > cumulated[rows, :-1]).sum(axis=1)


def _crimes_with_victims(rng, table):
    """Return quarter and offence of each victim: expected crimes times victims who are people per crime."""
    each = np.array([_OFFENCES[name][1] for name in table["offence_subgroup"]]) * table["share"].to_numpy()
    means = []
    for quarter in QUARTERS:
        year, last = int(quarter[:4]), 3 * int(quarter[-1])
        by_type = {t: sum(crimes.expected(t, year, last - n) for n in range(3)) for t in crimes.TYPES}
        means.append(table["crime_type"].map(by_type).to_numpy() * each)
    means = np.array(means) * (1 + 0.03 * rng.standard_normal((len(QUARTERS), len(table))))
    drawn = rng.poisson(means.round(4)).ravel()
    cell = np.repeat(np.arange(len(drawn)), drawn)
    cell = cell[rng.permutation(len(cell))]
    return cell // len(table), cell % len(table)


def _districts(rng, table, offence, street, small_areas):
    """Return a district each, as the street crimes of the offence's type are spread; some have none."""
    district_of = small_areas.set_index("lsoa21_code")["district24_code"]
    placed = street[street["lsoa21_code"] != ""]
    spread = pd.crosstab(placed["Crime type"], placed["lsoa21_code"].map(district_of))
    weights = spread.loc[list(crimes.TYPES), list(places.DISTRICTS)].to_numpy()
    types = table["crime_type"].map({t: n for n, t in enumerate(crimes.TYPES)}).to_numpy()
    district = pick(rng, weights, types[offence])
    chance = rng.random(len(offence))
    district = np.where(chance < SHARE_OUTSIDE, _OUTSIDE, district)
    return np.where(chance > 1 - SHARE_WITHOUT_DISTRICT, _NO_DISTRICT, district)


def _residents(people, name):
    """Return the leaves of a census table for the five districts, and for the county beneath them."""
    five = people.tables[name, "ltla"].loc[list(places.DISTRICTS)].to_numpy()
    return np.vstack([five, five.sum(axis=0)])


def _ages(rng, people, home, family):
    years = _residents(people, "ts007")
    bands = np.stack([years[:, first : last + 1].sum(axis=1) for first, last in AGES], axis=1)
    weights = (bands[:, None] * _AT_RISK[None]).reshape(-1, len(AGES))
    return pick(rng, weights, home * len(_AT_RISK) + family)


def _ethnic_groups(rng, people, home, domestic):
    """Return a code each: what was recorded; more is recorded where an officer met the victim."""
    risk = np.array([risk for _, _, risk in ETHNIC_GROUPS[:_NOT_STATED]])
    told = pick(rng, _residents(people, "ts021") * risk, home)
    chance = rng.random(len(home)) * np.where(domestic, 1.3, 0.97)
    told = np.where(chance < 0.285, _NO_ETHNIC_GROUP, told)
    return np.where(chance < 0.055, np.where(chance < 0.015, _DECLINED, _NOT_STATED), told)


def _sexes(rng, domestic, women):
    women = np.where(domestic, DOMESTIC_VICTIMS_WHO_ARE_WOMEN, women)
    sex = (rng.random(len(women)) > women).astype(int)
    chance = rng.random(len(women))
    return np.where(chance < 0.02, 3, np.where(chance > 0.996, 2, sex))


def _disabilities(rng, age):
    disabled = rng.random(len(age)) < (0.13 + 0.022 * age)
    return np.where(rng.random(len(age)) < 0.60, 2, np.where(disabled, 0, 1))


def _hate_crimes(rng, family, ethnic):
    """Return the flag each: rarely for theft, more often for victims of minority ethnic groups."""
    share = np.array([0.026, 0.004, 0.003, 0.002, 0.045])[family]
    share = share * np.where(np.isin(ethnic, _WHITE) | (ethnic >= _NOT_STATED), 0.8, 4.0)
    return np.where(rng.random(len(family)) < share, 0, 1)


def _known(rng, quarter):
    """Return which extracts hold each victim: entered late by some, cancelled by some."""
    first, ends, rows = _FIRST, _LAST, len(quarter)
    known = (quarter[None] >= first[:, None]) & (quarter[None] <= ends[:, None])
    gone = np.zeros(rows, dtype=bool)
    for number in range(len(ends)):
        fading = 0.5 ** (ends[number] - quarter)
        if number:
            earlier = quarter <= ends[number - 1]
            gone |= earlier & (rng.random(rows) < CANCELLED * 2 * fading)
        if number + 1 < len(ends):
            # Absent here and from every extract before: a victim enters once.
            known[: number + 1] &= rng.random(rows) >= ADDED_LATE * fading
        known[number] &= ~gone
    return known


def _revised(rng, quarter, table, offence, ethnic):
    """Return the fields that extracts revise: offence and ethnic group by correction, outcome by time."""
    ends, rows = _LAST, len(quarter)
    family = table["family"].to_numpy()
    weight = table["share"].to_numpy() * np.array([_OFFENCES[n][1] for n in table["offence_subgroup"]])
    weight = weight * table["crime_type"].map({t: row[0] for t, row in crimes.TYPES.items()}).to_numpy()
    alike = (family[None] == np.arange(len(_FAMILIES))[:, None]) * weight
    groups = np.bincount(ethnic, minlength=len(ETHNIC_GROUPS))[None, :_NOT_STATED]
    final = pick(rng, _OUTCOME_SHARES, family[offence])
    quarters_open = rng.geometric(0.42, rows) - 1
    no_outcome = rng.random(rows) < 0.004
    by_extract = {"offence_group": [], "ethnic_group": [], "outcome_type": []}
    for number, end in enumerate(ends):
        if number:
            fading = np.where(quarter < end, 0.5 ** (end - 1.0 - quarter), 0)
            moved = np.flatnonzero(rng.random(rows) < RECLASSIFIED * fading)
            offence = offence.copy()
            offence[moved] = pick(rng, alike, family[offence[moved]])
            learnt = (ethnic == _NO_ETHNIC_GROUP) & (rng.random(rows) < ETHNIC_GROUP_LEARNT * fading)
            ethnic = ethnic.copy()
            ethnic[learnt] = pick(rng, groups, np.zeros(learnt.sum(), dtype=int))
        outcome = np.where(quarters_open > end - quarter, 0, final)
        by_extract["offence_group"].append(offence)
        by_extract["ethnic_group"].append(ethnic)
        by_extract["outcome_type"].append(np.where(no_outcome, len(OUTCOMES), outcome))
    return {name: np.array(codes) for name, codes in by_extract.items()}
