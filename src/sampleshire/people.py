"""The invented people: groups that differ in birthplace, passport, faith, language, age and arrival.

Counts are drawn down a tree, so that every table counts the same people: area and group, then arrival and
age, then main language and proficiency. What a census would publish is that truth with small cells moved,
table by table and level by level, as ONS does.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sampleshire import headings, places
from sampleshire.groups import GROUPS

# Ages 0 to 2 are separate: main language and proficiency are asked of people aged 3 and over.
BANDS = [(0, 2), (3, 4), *[(first, first + 4) for first in range(5, 85, 5)], (85, 100)]
FIRST_BAND_ASKED = 1
YEARS_SINCE = [
    (71, 80), (61, 70), (51, 60), (41, 50), (31, 40), (21, 30), (11, 20), (8, 10), (5, 7), (2, 4), (0, 1),
]  # fmt: skip
ARRIVAL_PROFILES = {
    "old": [0.01, 0.08, 0.25, 0.22, 0.15, 0.12, 0.09, 0.03, 0.02, 0.02, 0.01],
    "mixed": [0.001, 0.01, 0.06, 0.09, 0.10, 0.18, 0.24, 0.08, 0.09, 0.09, 0.06],
    "2004": [0.001, 0.001, 0.002, 0.005, 0.01, 0.05, 0.45, 0.17, 0.19, 0.10, 0.03],
    "2014": [0.0, 0.0, 0.001, 0.001, 0.003, 0.02, 0.14, 0.13, 0.34, 0.29, 0.08],
    "new": [0.0, 0.0, 0.001, 0.002, 0.01, 0.03, 0.14, 0.08, 0.17, 0.32, 0.25],
}
AGES_OF_ARRIVAL = [
    (0, 4), (5, 7), (8, 9), (10, 14), (15, 15), (16, 17), (18, 19), (20, 24), (25, 29), (30, 44), (45, 59),
    (60, 64), (65, 74), (75, 84), (85, 89), (90, 200),
]  # fmt: skip
# The longer ago the arrival, the more have English as their main language.
KEEPS_LANGUAGE = [0.55, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0, 1.05, 1.08, 1.1, 1.12]
# On a logistic scale: newcomers know less English, and the old less than the young.
ENGLISH_BY_ARRIVAL = [1.6, -0.2, -0.2, -0.2, 0.0, 0.2, 0.3, 0.3, 0.1, -0.1, -0.5, -1.0]
SHARE_MOVED_SMALL, SHARE_MOVED_LARGE, SMALL, SHARE_OF_ZEROS_MOVED = 0.14, 0.08, 10, 0.002


_BORN_SHORT = [
    "UK", "EU14", "EU8", "EU2", "other EU", "non-EU", "Africa", "Asia", "Americas", "Oceania", "Overseas",
]  # fmt: skip
_PASSPORT_SHORT = [
    "UK", "Ireland", "France", "Germany", "Italy", "Portugal", "Spain", "Lithuania", "Poland", "Romania",
    "Other EU countries", "Turkey", "Other Europe", "NorthAfrica", "CentralWestAfrica", "SouthEastAfrica",
    "MiddleEast", "EasternAsia", "SouthernAsia", "SouthEastAsia", "CentralAsia", "NorthAmerica",
    "CentralSouthAmerica", "Oceania", "Overseas", "None",
]  # fmt: skip
_DETAILED_BY_DEFAULT = {
    "Bangladeshi": "Bangladeshi, British Bangladeshi", "Indian": "Indian or British Indian",
    "Pakistani": "Pakistani or British Pakistani", "Other Asian": "Other Asian, Asian unspecified",
    "African": "African unspecified", "Other Black": "Other Black, Black unspecified",
    "White and Asian": "White and Asian (unspecified)",
    "Other Mixed or Multiple ethnic groups": "Other Mixed",
    "Other White": "Other White, White unspecified",
}  # fmt: skip


@dataclass(frozen=True)
class People:
    """The true counts: `tables[(table, level)]` is areas by leaves; `spoken` is area, language, proficiency.

    `origins` is small area, ethnic group of TS021 and age band (`BANDS`): what there is on average.
    `deprivation` (higher is poorer) and `households` are by small area, in the order of `areas`.
    """

    areas: pd.DataFrame
    tables: dict
    spoken: np.ndarray
    origins: np.ndarray
    deprivation: np.ndarray
    households: np.ndarray


def build(rng, where):
    """Return `People` living in `where` (`Places`)."""
    areas, population, deprivation, urban, tilt = _areas(rng, where)
    share = _who_lives_where(rng, where, areas, deprivation, urban)
    people = rng.multinomial(population, share)
    return _draw(rng, areas, people, population, deprivation, tilt)


def perturbed(rng, table):
    """Return counts with cells moved by one or two, small ones more often; nothing falls below zero."""
    counts = table.to_numpy()
    chance = np.where(counts < SMALL, SHARE_MOVED_SMALL, SHARE_MOVED_LARGE)
    chance = np.where(counts == 0, SHARE_OF_ZEROS_MOVED, chance)
    size = np.where((rng.random(counts.shape) < 0.25) & (counts > 1), 2, 1)
    sign = np.where((rng.random(counts.shape) < 0.5) & (counts > 0), -1, 1)
    moved = np.where(rng.random(counts.shape) < chance, size * sign, 0)
    return pd.DataFrame(counts + moved, index=table.index, columns=table.columns)


def _areas(rng, where):
    """Return all places where people are drawn: the small areas, then the districts around."""
    small, around = where.lsoa21, where.districts.iloc[len(places.DISTRICTS) :]
    areas = pd.DataFrame(
        {
            "area_code": [*small["lsoa21_code"], *around["district24_code"]],
            "district24_code": [*small["district24_code"], *around["district24_code"]],
        }
    )
    cells = where.cells.groupby("lsoa21_code").size().reindex(small["lsoa21_code"]).to_numpy()
    people = places.PEOPLE_PER_SMALL_AREA * (0.6 + 0.4 * cells) * np.exp(rng.normal(0, 0.14, len(small)))
    around_people = 105_000 * np.exp(rng.normal(0, 0.35, len(around)))
    population = np.concatenate([people, around_people]).round(0).astype(int)
    density = np.log(people / small["square_metres"].to_numpy())
    urban = (density - density.mean()) / density.std()
    point = small[["east", "north"]].to_numpy()
    estates = point[rng.choice(np.flatnonzero(urban > 0.3), 9, replace=False)]
    poor = _near(point, estates, 900.0)
    deprived = 1.6 * poor + 0.25 * urban + rng.normal(0, 0.55, len(small))
    deprived = (deprived - deprived.mean()) / deprived.std()
    deprivation = np.concatenate([deprived, rng.normal(0.0, 0.4, len(around))]).round(6)
    urban = np.concatenate([urban, rng.normal(0.1, 0.6, len(around))]).round(6)
    tilt = (-0.16 * urban + rng.normal(0, 0.08, len(areas))).round(6)
    return areas, population, deprivation, urban, tilt


def _near(points, middles, reach):
    """Return how near each point is to the middles: 1 in a middle, less than 0.1 beyond twice the reach."""
    distance = ((points[:, None] - middles[None]) ** 2).sum(axis=2)
    return np.exp(-distance / (2 * reach**2)).sum(axis=1)


def _who_lives_where(rng, where, areas, deprivation, urban):
    """Return the share of each group in each area: more in its own quarters, in towns, in poorer places."""
    small = where.lsoa21
    point = small[["east", "north"]].to_numpy()
    in_town = np.flatnonzero(urban[: len(small)] > 0.4)
    weights = np.ones((len(areas), len(GROUPS)))
    for number, group in enumerate(GROUPS.values()):
        lean = np.exp(group.deprived * 0.7 * deprivation + group.urban * 0.75 * urban)
        if group.clusters:
            quarters = point[rng.choice(in_town, group.clusters, replace=False)]
            near = 1 + 9 * _near(point, quarters, rng.uniform(800, 1_400))
            lean[: len(small)] *= near / near.mean()
        lean[: len(small)] /= lean[: len(small)].mean()
        if number:
            lean[len(small) :] *= np.exp(rng.normal(0, 0.55, len(areas) - len(small)))
        weights[:, number] = lean * group.per_thousand
    # Leaning pushes groups out of places more than it draws them in: bring the county back to its shares.
    wanted = np.array([group.per_thousand for group in GROUPS.values()])
    for _ in range(4):
        shares = weights / weights.sum(axis=1, keepdims=True)
        weights *= wanted / wanted.sum() / shares[: len(small)].mean(axis=0)
    return (weights / weights.sum(axis=1, keepdims=True)).round(9)


def _mix(text, labels):
    """Return the shares that a mix gives to each of `labels`."""
    shares = np.zeros(len(labels))
    for part in text.split("; ") if text else []:
        label, weight = part.rsplit(" ", 1)
        shares[labels.index(label)] += float(weight)
    return shares / max(shares.sum(), 1e-12)


def _labels(table):
    return [leaf.split(": ")[-1] for leaf in headings.TABLES[table][3]]


def _ages_of_arrivals():
    """Return P(age band | arrival) and P(age at arrival | arrival, age band), from one simple life table."""
    arrival_age = np.arange(101)
    weight = np.exp(-((arrival_age - 27) ** 2) / (2 * 7.5**2)) + np.where(arrival_age < 16, 0.16, 0.0)
    weight = weight + np.exp(-((arrival_age - 55) ** 2) / (2 * 9.0**2)) * 0.035
    alive = np.clip(1 - np.maximum(0, arrival_age - 62) / 36.0, 0.02, 1) ** 1.4
    bins = [slice(first, last + 1) for first, last in AGES_OF_ARRIVAL]
    band_of = np.searchsorted([last for _, last in BANDS], arrival_age)
    joint = np.zeros((len(YEARS_SINCE), len(BANDS), len(bins)))
    for arrival, (low, high) in enumerate(YEARS_SINCE):
        for years in range(low, high + 1):
            for number, ages in enumerate(bins):
                for start in arrival_age[ages]:
                    if start + years <= 100:
                        joint[arrival, band_of[start + years], number] += weight[start] * alive[start + years]
    bands = joint.sum(axis=2)
    inside = joint / np.maximum(bands[..., None], 1e-300)
    return bands / bands.sum(axis=1, keepdims=True), inside


def _ages_born_here():
    """Return P(age band) of people born here: of long standing, and of families who came lately."""
    ages = np.arange(101)
    settled = np.interp(ages, [0, 17, 24, 34, 49, 57, 66, 74, 80, 87, 95, 100], [1.0, 1.12, 0.95, 1.05, 1.1,
                        1.42,
                        1.15, 1.1, 0.7, 0.32, 0.06, 0.01])  # fmt: skip
    recent = np.interp(
        ages, [0, 9, 19, 29, 39, 49, 59, 70, 100], [2.2, 2.2, 1.9, 1.2, 0.8, 0.35, 0.1, 0.02, 0.001]
    )
    shares = [[profile[first : last + 1].sum() for first, last in BANDS] for profile in (settled, recent)]
    return np.array(shares) / np.sum(shares, axis=1, keepdims=True), settled


def _multinomial(rng, counts, shares):
    """Return counts split by shares along a new last axis; only cells that hold anyone are drawn."""
    shares = np.broadcast_to(shares, (*counts.shape, shares.shape[-1]))
    split = np.zeros(shares.shape, dtype=np.int64)
    held = counts > 0
    exact = np.round(shares[held], 9)
    split[held] = rng.multinomial(counts[held], exact / exact.sum(axis=-1, keepdims=True))
    return split


def _draw(rng, areas, people, population, deprivation, tilt):
    groups = list(GROUPS.values())
    arrived, at_arrival = _ages_of_arrivals()
    born_here_ages, settled = _ages_born_here()
    middle = np.array([(first + last) / 2 for first, last in BANDS])

    # Cells are (born here, or one of eleven periods of arrival) by age band, tilted by how old the place is.
    types = np.zeros((len(groups), 1 + len(YEARS_SINCE), len(BANDS)))
    for number, group in enumerate(groups):
        old_stock = group.born_here > 0.95
        types[number, 0] = group.born_here * born_here_ages[0 if old_stock else 1]
        profile = np.array(ARRIVAL_PROFILES[group.arrival])
        types[number, 1:] = (1 - group.born_here) * (profile / profile.sum())[:, None] * arrived
    lean = np.exp(tilt[:, None] * (middle - 42) / 22)
    shares = types[None] * lean[:, None, None, :]
    shape = shares.shape
    flat = shares.reshape(shape[0], shape[1], -1)
    who = _multinomial(rng, people, flat / flat.sum(axis=2, keepdims=True)).reshape(shape)

    tables = {}
    by_band = who.sum(axis=(1, 2))
    years = np.zeros((len(areas), 101), dtype=np.int64)
    for band, (first, last) in enumerate(BANDS):
        weight = settled[first : last + 1] if first >= 85 else np.ones(last - first + 1)
        years[:, first : last + 1] = _multinomial(rng, by_band[:, band], weight / weight.sum())
    tables["ts007"] = years
    tables["ts007a"] = np.add.reduceat(years, range(0, 86, 5), axis=1)
    by_arrival = who.sum(axis=(1, 3))
    tables["ts015"] = by_arrival
    arrival_ages = _multinomial(rng, who[:, :, 1:].sum(axis=1), at_arrival[None]).sum(axis=(1, 2))
    tables["ts018"] = np.concatenate([by_arrival[:, :1], arrival_ages], axis=1)
    in_homes = np.clip(np.exp(rng.normal(-5.2, 0.9, len(areas))), 0.0005, 0.12).round(6)
    communal = rng.binomial(population, in_homes)
    tables["ts001"] = np.stack([population - communal, communal], axis=1)

    here, abroad = who[:, :, 0].sum(axis=2), who[:, :, 1:].sum(axis=(2, 3))
    everyone = here + abroad

    def drawn(counts, field, labels):
        """Return the people of each group by what its mix of a field says."""
        shares = np.array([_mix(getattr(group, field), labels) for group in groups])
        return _multinomial(rng, counts, shares[None])

    tables["ts004"] = drawn(abroad, "born", _BORN_SHORT).sum(axis=1)
    tables["ts004"][:, 0] = here.sum(axis=1)
    from_abroad = np.array([_mix(group.passport, _PASSPORT_SHORT) for group in groups])
    from_here = np.array([_mix("UK 84; None 16", _PASSPORT_SHORT)] * len(groups)) * 0.97 + from_abroad * 0.03
    passports = drawn(abroad, "passport", _PASSPORT_SHORT) + _multinomial(rng, here, from_here[None])
    tables["ts005"] = passports.sum(axis=1)

    ethnic_labels = ["British" if label.startswith("English") else label for label in _labels("ts021")]
    ethnic = drawn(everyone, "ethnic", ethnic_labels)
    tables["ts021"] = ethnic.sum(axis=1)
    mixes = np.array([_mix(group.ethnic, ethnic_labels) for group in groups])
    origins = np.einsum("agb,ge->aeb", who.sum(axis=2), mixes)
    tables["ts022"] = _detailed_ethnic(rng, groups, ethnic)
    tables["ts030"] = drawn(everyone, "religion", _labels("ts030")).sum(axis=1)
    long_ago, lately = (who[:, :, part].sum(axis=(2, 3)) for part in (slice(1, 8), slice(8, None)))
    tables["ts028"] = _identities(rng, groups, here, long_ago, lately)
    detailed = pd.DataFrame(tables["ts028"], columns=headings.TABLES["ts028"][3])
    tables["ts027"] = _identities_in_brief(detailed)

    spoken, english = _languages(rng, groups, who)
    tables["ts024"] = spoken.sum(axis=2)
    tables["ts024"][:, 0] += english
    tables["ts029"] = np.column_stack([tables["ts024"][:, 0], spoken[:, 1:].sum(axis=1)])
    size = 2.36 + 0.12 * deprivation.clip(-2, 2) - 0.3 * tilt
    households = np.round(population * 0.985 / size).astype(int)
    tables |= _household_tables(rng, tables["ts024"], households)

    frames = {}
    codes = areas["area_code"].to_numpy()
    small = ~areas["area_code"].str.startswith("E07").to_numpy()
    for table, counts in tables.items():
        frame = pd.DataFrame(counts, index=codes, columns=headings.TABLES[table][3])
        frames[table, "lsoa"] = frame[small]
        frames[table, "ltla"] = frame.groupby(areas["district24_code"].to_numpy(), sort=True).sum()
    return People(areas, frames, spoken, origins, deprivation[small], households[small])


def _detailed_ethnic(rng, groups, ethnic):
    """Return detailed groups: nine in ten of a group's own people write its own name."""
    broad, leaves, labels = headings.TABLES["ts021"][3], headings.TABLES["ts022"][3], _labels("ts022")
    counts = np.zeros((ethnic.shape[0], len(leaves)), dtype=np.int64)
    parents = [leaf.split(": ")[0] for leaf in leaves]

    def kind(leaf):
        return re.match("[^:, ]*", leaf)[0]

    for column, leaf in enumerate(broad):
        label = leaf.split(": ")[-1]
        default = labels.index(_DETAILED_BY_DEFAULT.get(label, label))
        for number, group in enumerate(groups):
            own = default
            if label in ("Other White", "Other Asian", "African", "Any other ethnic group"):
                alike = (i for i, name in enumerate(labels) if name == group.detailed)
                # The detailed group's parent and the broad leaf are of one kind: both Asian, both White, ...
                own = next((i for i in alike if kind(parents[i]) == kind(leaf)), default)
            people = ethnic[:, number, column]
            written = rng.binomial(people, 0.9) if own != default else people * 0
            counts[:, own] += written
            counts[:, default] += people - written
    return counts


def _identities(rng, groups, here, long_ago, lately):
    labels = _labels("ts028")
    native = _mix(
        "British only identity 55; English only identity 19; English and British only identity 21; "
        " Welsh only identity 0.6; Welsh and British only identity 0.3; Scottish only identity 0.9; "
        " Scottish and British only identity 0.4; Northern Irish only identity 0.2; "
        "Northern Irish and British only identity 0.1; Cornish only identity 0.05; "
        "Cornish and British only identity 0.02; Any other combination of UK identities (UK only) 0.4; "
        "Irish and at least one UK identity 0.2; Other identity and at least one UK identity  0.5",
        labels,
    )
    lately_british = _mix("British only identity 80; Other identity and at least one UK identity  20", labels)
    counts = np.zeros((here.shape[0], len(labels)), dtype=np.int64)
    for number, group in enumerate(groups):
        own = _mix(group.identity, labels) if group.identity else native
        for people, british in ((here, 0.93), (long_ago, 0.62), (lately, 0.14)):
            base = native if people is here else lately_british
            counts += _multinomial(rng, people[:, number], british * base + (1 - british) * own)
    return counts


def _identities_in_brief(detailed):
    """Return national identity in the short table's leaves, added up from the detailed one."""
    combined = "Any other combination of UK identities (UK only)"
    brief = pd.DataFrame(0, index=detailed.index, columns=headings.TABLES["ts027"][3])
    for leaf in detailed.columns:
        name = leaf.split(": ")[-1].strip()
        if name == combined:
            name = headings.OTHER_UK_COMBINATION
        elif not leaf.startswith("UK identity: ") and not name.startswith("Irish"):
            name = "Other identity only"
        brief[name] += detailed[leaf]
    return brief.to_numpy()


def _languages(rng, groups, who):
    """Return people without English as main language by area, language and proficiency; and those with it."""
    labels = _labels("ts024")
    asked = who[..., FIRST_BAND_ASKED:]
    english_share, skill = _english(groups)
    english = rng.binomial(asked, english_share[None].round(9))
    other = asked - english
    level = _multinomial(rng, other, skill[None]).sum(axis=(2, 3))
    tail = np.ones(len(labels))
    tail[0] = 0
    tail = tail / tail.sum()
    spoken = np.zeros((who.shape[0], len(labels), 4), dtype=np.int64)
    for number, group in enumerate(groups):
        own = 0.985 * _mix(group.language, labels) + 0.015 * tail
        spoken += np.moveaxis(_multinomial(rng, level[:, number], own), 1, 2)
    return spoken, english.sum(axis=(1, 2, 3))


def _english(groups):
    """Return P(English is the main language) and P(proficiency) by group, arrival and age band."""
    middle = np.array([(first + last) / 2 for first, last in BANDS[FIRST_BAND_ASKED:]])
    by_age = np.interp(
        middle, [3.5, 7, 16, 30, 42, 57, 70, 90], [-0.9, 0.7, 1.1, 0.35, 0.0, -0.7, -1.3, -1.6]
    )
    share = np.zeros((len(groups), 1 + len(YEARS_SINCE), len(middle)))
    latent = np.zeros_like(share)
    for number, group in enumerate(groups):
        share[number, 0] = group.english_born_here
        kept = np.clip(1 - (1 - group.english_arrived) * np.array(KEEPS_LANGUAGE), 0.004, 0.999)
        share[number, 1:] = kept[:, None]
        latent[number] = group.skill + np.array(ENGLISH_BY_ARRIVAL)[:, None] + by_age[None]
    at_least = [1 / (1 + np.exp(-(latent + cut))) for cut in (0.05, 1.55, 3.6)]
    levels = [at_least[0], at_least[1] - at_least[0], at_least[2] - at_least[1], 1 - at_least[2]]
    return share, np.stack(levels, axis=-1)


def _household_tables(rng, languages, households):
    share = 1 - languages[:, 0] / languages.sum(axis=1)
    none, some, child = 0.58 * share, 0.36 * share, 0.10 * share
    english = np.stack([1 - none - some - child, some, child, none], axis=1)
    alone = np.full(len(share), 0.29)
    apart = np.stack([alone, 0.71 - 0.62 * share, 0.22 * share, 0.26 * share, 0.14 * share], axis=1)
    return {"ts025": _multinomial(rng, households, english), "ts026": _multinomial(rng, households, apart)}
