"""The invented crimes: street by street and month by month, and as the Home Office and ONS count them.

Street files and recorded crime come from one monthly expectation per type, so that they agree in scale; only
the codes and the noise differ. So that what is found in recorded crime can be held to the truth,
three things happen in it, on days that are known:

- A recording change. Until 31 March 2022 a public order offence was recorded beside the violent offence that
  it came with; from 1 April 2022 only the more serious of the two is. The invented publisher declares it. In
  every territorial force at once the group was 1.4 times as large before, and no more or fewer people were
  harmed. In no other group does anything change on that day.
- A real rise. From 1 October 2025, in Sampleshire alone, 1.35 times as many sexual offences come to the
  police as before. In the street files, which do not tell them from violence, it is 3 % of one type.
- Noise alone. Robbery has neither growth nor change, only its season and chance: calling a quarter of it
  unusual is wrong.

Other groups grow or fall by the yearly rates of `TYPES`.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from sampleshire import places

MONTHS = [f"{2023 + (6 + n) // 12}-{(6 + n) % 12 + 1:02d}" for n in range(36)]
MISSING_MONTH = "2023-10"  # the publisher says nothing when a month is not there
FIRST_MONTH_ON_2021_CODES = "2025-01"
YEARS = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26"]
DRAWN_LAST = 2  # of the years, the first so many are drawn after the others, which keep their numbers so
RISING_TYPE = "Shoplifting"
SHARE_WITHOUT_PLACE, SHARE_OUTSIDE = 0.005, 0.010
ANTISOCIAL = "Anti-social behaviour"
FORCE_WITHOUT_FIGURES = "E23000909"  # ".." in the ONS tables: it could not supply its data
FORCE_WITHOUT_RATES = "E23000912"  # "-" in the rates: too few residents, as for the City of London

# crimes a month, swing over the year, the month of its peak, growth a year, how far town centres draw it
TYPES = {
    ANTISOCIAL: (930, 0.24, 7, -0.03, 0.8),
    "Violence and sexual offences": (1_520, 0.09, 7, 0.02, 0.6),
    "Criminal damage and arson": (350, 0.08, 6, -0.03, 0.3),
    "Public order": (330, 0.12, 7, 0.0, 0.8),
    RISING_TYPE: (330, 0.06, 11, 0.15, 3.0),
    "Other theft": (310, 0.06, 7, -0.04, 0.9),
    "Vehicle crime": (300, 0.10, 11, -0.06, 0.2),
    "Burglary": (220, 0.16, 12, -0.05, 0.1),
    "Drugs": (130, 0.05, 5, 0.03, 1.0),
    "Other crime": (95, 0.03, 6, 0.02, 0.5),
    "Possession of weapons": (55, 0.06, 6, 0.03, 0.9),
    "Robbery": (48, 0.10, 11, 0.0, 1.2),
    "Theft from the person": (46, 0.10, 12, 0.02, 2.6),
    "Bicycle theft": (44, 0.36, 8, -0.05, 1.2),
}
OUTCOMES = {
    "Investigation complete; no suspect identified": 0.40,
    "Unable to prosecute suspect": 0.34,
    "Status update unavailable": 0.05,
    "Court result unavailable": 0.045,
    "Action to be taken by another organisation": 0.03,
    "Local resolution": 0.03,
    "Awaiting court outcome": 0.035,
    "Offender given a caution": 0.02,
    "Further investigation is not in the public interest": 0.02,
    "Formal action is not in the public interest": 0.01,
    "Further action is not in the public interest": 0.01,
    "Suspect charged as part of another case": 0.006,
    "Offender given a drugs possession warning": 0.004,
}
UNDER_INVESTIGATION = "Under investigation"
_STREET_FIRST = [
    "Abbacus", "Amberlin", "Barrelmaker", "Bellwether", "Candlewick", "Cobbin", "Cordwain", "Dapperley",
    "Dovecroft", "Ellemere", "Fernhollin", "Fiddler", "Glazer", "Gosling", "Harebell", "Hollowin",
    "Inkpenny", "Jackdaw", "Kettlebrook", "Lanternlight", "Larchmere", "Marlinspike", "Millrace",
    "Nettlebed", "Oatfield", "Orrery", "Pennyroyal", "Plumtree", "Quarterstaff", "Quillmaker", "Ropemaker",
    "Saddlebow", "Sandpiper", "Tallowin", "Thimble", "Turnstone", "Umberlin", "Vellum", "Wheelbarrow",
    "Yarrowin",
]  # fmt: skip
_STREET_LAST = [
    "Avenue", "Close", "Court", "Crescent", "Drive", "Gardens", "Grove", "Lane", "Mews", "Rise", "Road",
    "Row", "Street", "Walk", "Way",
]  # fmt: skip
_SPOTS = ["Supermarket", "Shopping Area", "Parking Area", "Petrol Station", "Nightclub", "Police Station"]
RECORDING_CHANGE, REAL_RISE, NOISE = "recording change", "real rise", "noise alone"
RECORDING_DAY, RECORDING_GROUP, TIMES_BEFORE = pd.Timestamp("2022-04-01"), "Public order offences", 1.4
RISE_DAY, RISE_GROUP, TIMES_AFTER = pd.Timestamp("2025-10-01"), "Sexual offences", 1.35
RISE_FORCE = "E23000901"
NOISE_GROUP = "Robbery"
RULE = "A public order offence is no longer recorded beside the violent offence that it came with"


def offences():
    """Return the offence codes with their group, street type and share of that type.

    Codes and labels are the Home Office's; the weights in `offences.csv` are invented.
    """
    table = pd.read_csv(Path(__file__).with_name("offences.csv"), dtype={"offence_code": str})
    table["share"] = table["weight"] / table.groupby("crime_type")["weight"].transform("sum")
    return table.drop(columns="weight")


def expected(crime_type, year, month):
    """Return the crimes of a type to be expected in Sampleshire in a month: level, growth and season."""
    level, swing, peak, growth, _ = TYPES[crime_type]
    since = (year - 2023) + (month - 7) / 12
    return level * (1 + growth) ** since * (1 + swing * np.cos(2 * np.pi * (month - peak) / 12))


def street(rng, where, people):
    """Return every street-level crime, a row each: the published columns, and the 2021 code of its place."""
    metres, cell = places.points_within(where, rng)
    point = places.degrees(metres).round(6)
    population = people.tables["ts001", "lsoa"].sum(axis=1).to_numpy()
    order = {code: number for number, code in enumerate(where.lsoa21["lsoa21_code"])}
    area = where.cells["lsoa21_code"].map(order).to_numpy()[cell]
    in_town = (where.cells["town"].to_numpy() != "")[cell]
    centre = _centres(metres, in_town)
    poor = people.deprivation[area]
    each = population[area] / np.bincount(area, minlength=len(order))[area]
    busy = np.exp(rng.normal(0, 0.8, len(cell)))
    named = rng.integers(0, len(_STREET_FIRST), len(cell))
    ways = rng.integers(0, len(_STREET_LAST), len(cell))
    streets = [f"{_STREET_FIRST[a]} {_STREET_LAST[b]}" for a, b in zip(named, ways, strict=True)]
    name = np.array([f"On or near {street}" for street in streets], dtype=object)
    spots = np.flatnonzero(centre > 0.5)
    spots = spots[rng.random(len(spots)) < 0.5]
    name[spots] = [f"On or near {_SPOTS[n]}" for n in rng.integers(0, len(_SPOTS), len(spots))]
    months, types, at = [], [], []
    for crime_type, (_, _, _, _, draw) in TYPES.items():
        weight = each * busy * np.exp(0.38 * poor) * (1 + 8 * draw * centre)
        weight = (weight / weight.sum()).round(9)
        cumulated = np.cumsum(weight) / weight.sum()
        for number, month in enumerate(MONTHS):
            year, calendar = (int(part) for part in month.split("-"))
            mean = round(expected(crime_type, year, calendar) * (1 + 0.035 * rng.standard_normal()), 3)
            count = rng.poisson(max(mean, 1.0))
            months.append(np.full(count, number))
            types.append(np.full(count, list(TYPES).index(crime_type)))
            at.append(np.searchsorted(cumulated, rng.random(count), side="right"))
    months, types, at = (np.concatenate(part) for part in (months, types, at))
    at = np.minimum(at, len(cell) - 1)
    shuffled = rng.permutation(len(months))
    shuffled = shuffled[np.argsort(months[shuffled], kind="stable")]
    months, types, at = months[shuffled], types[shuffled], at[shuffled]
    return _street_rows(rng, where, months, types, at, point, name, cell)


def _centres(metres, in_town):
    """Return how far each point is a town centre: 1 at the middle of a town, less for small towns."""
    found = np.zeros(len(metres))
    for _, _, towns in places.DISTRICTS.values():
        for _, east, north, size in towns:
            distance = ((metres - np.array([east, north]) * 1_000.0) ** 2).sum(axis=1)
            found += min(1.0, size / 40) * np.exp(-distance / (2 * 480.0**2))
    return found * in_town


def strays(where):
    """Return code, name and district of the neighbours' small areas in which a few crimes are placed."""
    neighbours = where.districts.iloc[[5, 12, 30, 47]]
    codes, names = neighbours["district24_code"].tolist(), neighbours["district24_name"].tolist()
    return [(f"E0198{n + 1:04d}", f"{names[n % 4]} {n // 4 + 1:03d}A", codes[n % 4]) for n in range(24)]


def _street_rows(rng, where, months, types, at, point, name, cell):
    chance = rng.random(len(at))
    nowhere, outside = chance < SHARE_WITHOUT_PLACE, chance > 1 - SHARE_OUTSIDE
    cells = where.cells
    later = months >= MONTHS.index(FIRST_MONTH_ON_2021_CODES)
    code21, code11, name21, name11 = (
        cells[column].to_numpy(object)[cell[at]]
        for column in ("lsoa21_code", "lsoa11_code", "lsoa21_name", "lsoa11_name")
    )
    code, label = np.where(later, code21, code11), np.where(later, name21, name11)
    longitude, latitude = point[at, 0], point[at, 1]
    stray = rng.integers(0, 24, len(at))
    elsewhere = np.array(strays(where), dtype=object)
    code = np.where(outside, elsewhere[stray, 0], code)
    label = np.where(outside, elsewhere[stray, 1], label)
    longitude = np.where(outside, 3.2 + np.where(stray % 2 == 0, -0.52, 0.55), longitude)
    latitude = np.where(outside, 55.3 + stray * 0.017, latitude)
    antisocial = types == 0
    identity = rng.bytes(32 * len(at)).hex()
    identities = np.array([identity[64 * n : 64 * n + 64] for n in range(len(at))], dtype=object)
    labels = np.array([*OUTCOMES, UNDER_INVESTIGATION], dtype=object)
    shares = np.cumsum(list(OUTCOMES.values())) / sum(OUTCOMES.values())
    outcome = np.minimum(np.searchsorted(shares, rng.random(len(at))), len(OUTCOMES) - 1)
    age = len(MONTHS) - 1 - months
    outcome = np.where(rng.random(len(at)) < 0.7 * 0.75**age, len(OUTCOMES), outcome)
    blank = np.array("", dtype=object)
    return pd.DataFrame(
        {
            "Crime ID": np.where(antisocial, blank, identities),
            "Month": np.array(MONTHS, dtype=object)[months],
            "Longitude": np.where(nowhere, np.nan, longitude),
            "Latitude": np.where(nowhere, np.nan, latitude),
            "Location": np.where(nowhere, np.array("No Location", dtype=object), name[at]),
            "LSOA code": np.where(nowhere, blank, code),
            "LSOA name": np.where(nowhere, blank, label),
            "Crime type": np.array(list(TYPES), dtype=object)[types],
            "Last outcome category": np.where(antisocial, blank, labels[outcome]),
            "lsoa21_code": np.where(nowhere | outside, blank, code21),
        }
    )


def recorded(rng, planting, populations):
    """Return recorded crime by force, quarter and offence code, seven financial years.

    `populations` is people by force code. A few small negative adjustments appear in the last quarter.
    `planting` draws the planted changes.
    """
    codes = offences()
    forces = [*places.FORCES]
    scale = np.array([populations[force] for force in forces]) / populations[forces[0]]
    level = np.exp(rng.normal(0, 0.17, (len(forces), len(TYPES)))).round(6)
    level[0] = 1.0
    habit = np.exp(rng.normal(0, 0.16, (len(forces), len(codes)))).round(6)
    position = {crime_type: number for number, crime_type in enumerate(TYPES)}
    type_of = codes["crime_type"].map(position).to_numpy()
    transport = 0.0022 * codes["share"].to_numpy() * (codes["offence_group"] != "Drug offences").to_numpy()
    found = []
    for year in [*YEARS[DRAWN_LAST:], *YEARS[:DRAWN_LAST]]:
        first = int(year[:4])
        for quarter in range(1, 5):
            months = [(first + (3 * quarter + n) // 12, (3 * quarter + n) % 12 + 1) for n in range(3)]
            quarterly = np.array([sum(expected(t, y, m) for y, m in months) for t in TYPES])
            mean = quarterly[type_of] * codes["share"].to_numpy() * scale[:, None] * level[:, type_of] * habit
            noisy = mean * (1 + 0.03 * rng.standard_normal(mean.shape))
            counts = rng.poisson(np.maximum(noisy, 0).round(4))
            if quarter == 4:
                counts = np.where((counts == 0) & (rng.random(counts.shape) < 0.012), -1, counts)
            start = pd.Timestamp(first + (quarter == 4), 3 * (quarter % 4) + 1, 1)
            more = _times_more(codes["offence_group"].to_numpy(), forces, start)
            counts = counts + planting.poisson((mean * more).round(4))
            rail = rng.poisson((quarterly[type_of] * transport * 160).round(4))
            counts = np.vstack([counts, rail])
            names = [*places.FORCES.values(), "British Transport Police"]
            block = codes.loc[codes.index.repeat(len(names))].reset_index(drop=True)
            block["force_name"] = names * len(codes)
            block["offences"] = counts.T.ravel()
            block["financial_year"], block["financial_quarter"] = year, quarter
            found.append(block)
            found.append(_fraud(rng, year, quarter))
    table = pd.concat(found, ignore_index=True)
    order = ["financial_year", "financial_quarter", "force_name", "offence", "offence_code"]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def _times_more(groups, forces, start):
    """Return how many times its mean each force's offence code has on top, in the quarter from `start`.

    `groups` are the offence groups of the codes and `forces` the force codes: forces by codes come back.
    """
    more = np.zeros((len(forces), len(groups)))
    if start < RECORDING_DAY:
        more[:, groups == RECORDING_GROUP] += TIMES_BEFORE - 1
    if start >= RISE_DAY:
        more[np.ix_(np.array(forces) == RISE_FORCE, groups == RISE_GROUP)] += TIMES_AFTER - 1
    return more


def true_changes():
    """Return what was planted: `kind`, `offence_group`, force ("" for every one), day and times as many."""
    columns = ["kind", "offence_group", "police_force_area_code", "from_day", "times_as_many", "rule"]
    return pd.DataFrame(
        [
            (RECORDING_CHANGE, RECORDING_GROUP, "", RECORDING_DAY, 1 / TIMES_BEFORE, RULE),
            (REAL_RISE, RISE_GROUP, RISE_FORCE, RISE_DAY, TIMES_AFTER, ""),
            (NOISE, NOISE_GROUP, "", pd.NaT, 1.0, ""),
        ],
        columns=columns,
    )


def _fraud(rng, year, quarter):
    """Return what the three bodies that record fraud counted: it is of no force."""
    bodies = {"Action Fraud": ("AF", 9_000), "CIFAS": ("CIFAS", 8_500), "UK Finance": ("UK Finance", 3_000)}
    return pd.DataFrame(
        {
            "financial_year": year,
            "financial_quarter": quarter,
            "force_name": name,
            "offence_code": code,
            "offence": f"Fraud offences recorded by {name}",
            "offence_group": "Fraud offences",
            "offence_subgroup": f"Fraud: {'action fraud' if name == 'Action Fraud' else name}",
            "offences": int(rng.poisson(level)),
        }
        for name, (code, level) in bodies.items()
    )


# The columns of the ONS force-area tables: each is a group or subgroup, or is added up from several.
AREA_TABLE_COLUMNS = [
    "Violence against the person", "Homicide", "Violence with injury", "Violence without injury",
    "Stalking and harassment", "Death or serious injury - unlawful driving", "Sexual offences", "Robbery",
    "Theft offences", "Burglary", "Residential burglary", "Non-residential burglary", "Vehicle offences",
    "Theft from the person", "Bicycle theft", "Shoplifting", "Other theft offences",
    "Criminal damage and arson", "Drug offences", "Possession of weapons offences", "Public order offences",
    "Miscellaneous crimes",
]  # fmt: skip
UNLAWFUL_DRIVING = ["4.4", "4.8"]
_ADDED_UP = {
    "Burglary": ["Domestic burglary", "Non-domestic burglary"],
    "Residential burglary": ["Domestic burglary"],
    "Non-residential burglary": ["Non-domestic burglary"],
    "Vehicle offences": ["Theft of a motor vehicle", "Theft from a vehicle", "Vehicle interference"],
}


def area_table(rng, recorded_crime, year=YEARS[-1]):
    """Return a financial year by force (rows, by name) and the groups of the ONS tables.

    A later revision than the Home Office's file: cells differ from it by up to about one in two hundred.
    """
    of_year = recorded_crime["financial_year"] == year
    revised = recorded_crime[of_year & (recorded_crime["offence_group"] != "Fraud offences")].copy()
    positive = np.maximum(revised["offences"], 0)
    driving = revised["offence_code"].isin(UNLAWFUL_DRIVING)
    revised["offences"] = np.maximum(driving * 1, revised["offences"] + rng.binomial(positive, 0.003))
    columns = {}
    for heading in AREA_TABLE_COLUMNS:
        level = "offence_group" if (revised["offence_group"] == heading).any() else "offence_subgroup"
        kept = revised[level].isin(_ADDED_UP.get(heading, [heading]))
        if heading == "Violence with injury":
            kept &= ~driving
        elif heading.startswith("Death or serious injury"):
            kept = driving
        columns[heading] = revised[kept].groupby("force_name")["offences"].sum()
    # A force without a row for a heading recorded none of it: Sampleshire writes every force and offence.
    forces = sorted(revised["force_name"].unique())
    table = pd.DataFrame({name: counts.reindex(forces, fill_value=0) for name, counts in columns.items()})
    table = table.astype(int)
    table.insert(0, "Total recorded crime (excluding fraud)", revised.groupby("force_name")["offences"].sum())
    return table
