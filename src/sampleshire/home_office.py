"""Invented referrals, Duty to Notify reports, decisions, people on asylum support and people resettled.

Counts are of the invented forces and districts alone; nationalities are real names, their numbers made up.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.sources.home_office import ADULT, AGE_GROUPS, CHILD, GENDERS, LOCATIONS, NOT_SPECIFIED
from analysis.sources.nrm_decisions import CONCLUSIVE, REASONABLE
from analysis.sources.nrm_workbook import CHARITIES, COUNCILS, GOVERNMENT
from sampleshire import places

FIRST_QUARTER, LAST_QUARTER = "2022-Q2", "2026-Q2"
REFERRALS_SINCE, REPORTS_SINCE, PLACES_SINCE = "2009-Q2", "2015-Q4", "2014-Q1"
# One is revised by one report in the longitudinal table, as happens.
REVISED_QUARTER = "2023-Q1"
COMES_AND_GOES = "Georgian"  # in every third quarter alone
TEAM = "Three Reaches Regional Organised Crime Unit"

# Chances by nationality: among referrals, and among reports.
NATIONALITIES = {
    "UK": (340, 90), "Albanian": (120, 150), "Vietnamese": (110, 60), "Eritrean": (60, 140),
    "Sudanese": (50, 120), "Romanian": (45, 60), "Indian": (40, 35), "Chinese": (36, 70),
    "Iranian": (20, 18), "Iraqi": (18, 16), "Nigerian": (18, 20), "Pakistani": (22, 18),
    "Ethiopian": (14, 22), "Ghanaian": (10, 8), "Afghan": (12, 14), "Polish": (12, 10),
    "Brazilian": (9, 9), "Ukrainian": (6, 5), "Congolese (DRC)": (7, 4), "Citizen of Guinea-Bissau": (3, 2),
    COMES_AND_GOES: (12, 9), "Nepalese": (6, 16), "Unknown": (14, 9), "Pakistani UK": (8, 2),
    "Albanian Greek": (5, 3), "Eritrean Ethiopian": (4, 5), "Unknown Vietnamese": (3, 3),
    "Congolese (DRC) UK": (2, 1), "Polish Ukrainian": (2, 2),
}  # fmt: skip
# The county's own referrals are of these more often than its neighbours'.
OFTENER_HERE = {"Albanian": 2.0, "Vietnamese": 1.5, "Nepalese": 3.0}
EXPLOITATIONS = {
    ADULT: {
        "Labour": 30, "Criminal": 26, "Sexual": 14, "Labour & Criminal": 12, "Labour & Domestic": 6,
        "Sexual & Labour": 4, "Domestic": 3, "Sexual, Labour & Domestic": 2, NOT_SPECIFIED: 3,
    },
    CHILD: {"Criminal": 68, "Labour & Criminal": 9, "Sexual": 10, "Sexual & Criminal": 6, NOT_SPECIFIED: 7},
    NOT_SPECIFIED: {"Criminal": 45, "Labour": 30, NOT_SPECIFIED: 25},
}  # fmt: skip
SCHEMES = {  # from and until which quarter, and how many arrivals there are a quarter
    "Vulnerable Persons Resettlement Scheme": ("2015-Q3", "2021-Q1", 9),
    "Vulnerable Children Resettlement Scheme": ("2016-Q2", "2021-Q1", 1.5),
    "UK Resettlement Scheme": ("2021-Q1", LAST_QUARTER, 3),
    "UK Resettlement Scheme - Community Sponsorship Scheme": ("2021-Q1", LAST_QUARTER, 1),
    "Relocation - ARAP": ("2021-Q3", LAST_QUARTER, 2.5),
    "Resettlement - ACRS Pathway 1": ("2022-Q1", LAST_QUARTER, 1),
}
NOBODY_ARRIVED = ("2020-Q2", "2020-Q3")
DISPERSAL, SUBSISTENCE = "Dispersal Accommodation", "Subsistence Only"
HOTEL, INITIAL = "Contingency Accommodation - Hotel", "Initial Accommodation"
DECISIONS_SINCE = "2014-Q1"
# Of a hundred referrals of a quarter: decisions in it, and of a hundred decisions: positive, by age group.
MADE = {REASONABLE: 0.92, CONCLUSIVE: 0.55}
POSITIVE = {
    REASONABLE: {ADULT: 0.52, CHILD: 0.79, NOT_SPECIFIED: 0.40},
    CONCLUSIVE: {ADULT: 0.60, CHILD: 0.81, NOT_SPECIFIED: 0.50},
}
OTHERS = {
    GOVERNMENT: (0.44, {"Border Force": 3, "Immigration Enforcement": 2, "National Crime Agency NCA": 1}),
    CHARITIES: (0.16, {"Salvation Army": 3, "Migrant Help": 2, "Kalayaan": 1}),
    COUNCILS: (0.40, {COUNCILS: 1}),
}
# The quarters whose workbook there is: one in the layout of before 2022 Q4, and a run of five.
WORKBOOKS = ("2022-Q3", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
REVISED_YEAR, REVISED_IN = "2024", "2026-Q1"


@dataclass(frozen=True)
class Figures:
    """What is true: referrals and reports by their labels, people by district, and the national courses.

    `decisions` are by quarter, kind, age group and result, `others` the referrals of other first responders.
    `revisions` has what editions before `REVISED_IN` said too little, by quarter of the revised year.
    """

    referrals: pd.DataFrame
    referrals_by_quarter: pd.DataFrame
    reports: pd.DataFrame
    reports_by_quarter: pd.DataFrame
    support: pd.DataFrame
    resettled: pd.DataFrame
    decisions: pd.DataFrame
    others: pd.DataFrame
    revisions: dict


def quarters(first, last=LAST_QUARTER):
    """Return the quarters from `first` to `last`, such as "2023-Q3"."""
    found = pd.period_range(first.replace("-", ""), last.replace("-", ""), freq="Q")
    return [f"{one.year}-Q{one.quarter}" for one in found]


def build(rng, apart, populations):
    """Return `Figures` for residents by force area code.

    `apart` is the random generator of decisions, of other first responders and of revisions.
    """
    referrals = _referrals(rng, populations)
    reports = _reports(rng)
    by_quarter = reports.groupby("quarter")["reports"].sum()
    course = {
        quarter: int(by_quarter.get(quarter, rng.poisson(6 + 3.5 * number)))
        for number, quarter in enumerate(quarters(REPORTS_SINCE))
    }
    course[REVISED_QUARTER] += 1
    everybody = _referral_course(rng, referrals)
    return Figures(
        referrals,
        everybody,
        reports,
        pd.DataFrame({"quarter": list(course), "reports": list(course.values())}),
        _support(rng),
        _resettled(rng),
        _decisions(apart, everybody),
        _others(apart, referrals, everybody),
        {f"{REVISED_YEAR}-Q{number}": int(apart.integers(1, 5)) for number in range(1, 5)},
    )


def _chances(side, quarter, oftener=None):
    weights = {name: both[side] * (oftener or {}).get(name, 1.0) for name, both in NATIONALITIES.items()}
    if quarters(FIRST_QUARTER).index(quarter) % 3:
        weights[COMES_AND_GOES] = 0
    total = sum(weights.values())
    return list(weights), np.array([weight / total for weight in weights.values()])


def _referrals(rng, populations):
    """Return referrals by quarter, first responder and every label: a force that made none has no row."""
    mean = {name: max(populations[code] / 70_000, 3) for code, name in places.FORCES.items()}
    mean |= {"Sampleshire": 9.0, "Kestrelmoor": 1.2, TEAM: 2.5}
    parts = []
    for quarter in quarters(FIRST_QUARTER):
        for name, expected in mean.items():
            number = int(rng.poisson(expected))
            names, chances = _chances(0, quarter, OFTENER_HERE if name == "Sampleshire" else None)
            ages = rng.choice(AGE_GROUPS, number, p=(0.54, 0.39, 0.07))
            kinds = [drawn(rng, EXPLOITATIONS[age]) for age in ages]
            parts.append(
                pd.DataFrame(
                    {
                        "quarter": quarter,
                        "first_responder": name if name == TEAM else f"{name} {_ending(name)}",
                        "exploitation": pd.Series(kinds, dtype="str"),
                        "age_group": ages,
                        "gender": rng.choice(("Female", "Male", "Unknown"), number, p=(0.23, 0.76, 0.01)),
                        "nationality": rng.choice(names, number, p=chances),
                    }
                )
            )
    return _counted(parts)


def _counted(parts):
    """Return rows of people, a part of them each, as referrals by every column."""
    rows = pd.concat(parts, ignore_index=True)
    return rows.groupby(list(rows.columns)).size().rename("referrals").reset_index()


def _ending(force):
    return "Constabulary" if force in ("Brackmarsh", "Gantleshire", "Mossenshire") else "Police"


def drawn(rng, weights):
    """Return one of the labels of {label: weight}, by chance."""
    chances = np.array(list(weights.values()), dtype=float)
    return list(weights)[rng.choice(len(chances), p=chances / chances.sum())]


def _referral_course(rng, referrals):
    """Return referrals of all first responders by quarter, age group and place, the police's among them."""
    ours = referrals.groupby("quarter")["referrals"].sum()
    places_of = {
        ADULT: (0.3, 0.47, 0.18, 0.05),
        CHILD: (0.08, 0.8, 0.07, 0.05),
        NOT_SPECIFIED: (0.2, 0.5, 0.1, 0.2),
    }
    rows = []
    for number, quarter in enumerate(quarters(REFERRALS_SINCE)):
        total = (
            int(ours[quarter] + rng.poisson(130)) if quarter in ours else int(rng.poisson(8 + 4.2 * number))
        )
        by_age = rng.multinomial(total, (0.56, 0.38, 0.06))
        for age, people in zip(AGE_GROUPS, by_age, strict=True):
            for place, count in zip(LOCATIONS, rng.multinomial(people, places_of[age]), strict=True):
                rows.append((quarter, age, place, int(count)))
    return pd.DataFrame(rows, columns=["quarter", "age_group", "location", "referrals"])


def _reports(rng):
    rows = []
    for quarter in quarters(FIRST_QUARTER):
        names, chances = _chances(1, quarter)
        counts = rng.multinomial(int(rng.poisson(160)), chances)
        rows += [(quarter, name, int(count)) for name, count in zip(names, counts, strict=True) if count]
    return pd.DataFrame(rows, columns=["quarter", "nationality", "reports"])


def _support(rng):
    """Return people by quarter, district ("" without one), kind of support and accommodation."""
    codes = list(places.district_names())
    level = dict(zip(codes, np.round(rng.gamma(0.7, 40, len(codes)), 2), strict=True))
    hotels = {code: int(rng.integers(30, 260)) for code in codes if rng.random() < 0.3}
    hotels |= {"E07000903": 180, "E07000905": 70, "E07000916": 80, "E07000917": 60, "E07000918": 90}
    level["E07000921"] = 40.0
    rows = []
    for number, quarter in enumerate(quarters(PLACES_SINCE)):
        share = 0.5 + number / 50
        drawn = []
        for code in codes:
            drawn.append(("Section 95", code, DISPERSAL, rng.poisson(level[code] * share)))
            if quarter < "2023-Q4":
                drawn.append(("Section 95", code, SUBSISTENCE, rng.poisson(0.8 + level[code] / 30)))
            if quarter >= "2018-Q1":
                drawn.append(("Section 4", code, DISPERSAL, rng.poisson(level[code] / 25)))
            if quarter >= "2022-Q4":
                drawn.append(("Section 95", code, HOTEL, rng.poisson(hotels.get(code, 0))))
                drawn.append(("Section 98", code, HOTEL, rng.poisson(hotels.get(code, 0) / 20)))
                drawn.append(("Section 98", code, INITIAL, rng.poisson(level[code] / 60)))
        if quarter < "2018-Q1":
            drawn.append(("Section 4", "", DISPERSAL, rng.poisson(160)))
        if quarter < "2022-Q4":
            drawn.append(("Section 98", "", "", rng.poisson(240)))
        if quarter >= "2023-Q4":
            drawn.append(("Section 95", "", SUBSISTENCE, rng.poisson(90)))
        rows += [(quarter, *labels, int(count)) for *labels, count in drawn if count]
    columns = ["quarter", "support_type", "area_code", "accommodation_type", "people_supported"]
    return pd.DataFrame(rows, columns=columns)


def _resettled(rng):
    codes = list(places.district_names())
    active = {quarter for quarter in quarters(PLACES_SINCE) if quarter not in NOBODY_ARRIVED}
    rows = []
    for scheme, (first, last, arrivals) in SCHEMES.items():
        for quarter in quarters(first, last):
            if quarter not in active:
                continue
            # Families arrive together: a district has none in most quarters, and several people in one.
            families = rng.binomial(1, min(arrivals / 18, 1), len(codes))
            for code, some in zip(codes, families, strict=True):
                people = int(some * (1 + rng.poisson(3.5)))
                if people:
                    rows.append((quarter, code, scheme, people))
            if scheme == "Relocation - ARAP" and quarter < "2023-Q1":
                rows.append((quarter, "", scheme, int(rng.poisson(220))))
    return pd.DataFrame(rows, columns=["quarter", "area_code", "scheme", "people_resettled"])


def _decisions(rng, everybody):
    """Return decisions by quarter, kind, age group and result, by the referrals of the quarter."""
    by_age = everybody.groupby(["quarter", "age_group"])["referrals"].sum()
    rows = []
    for kind, share in MADE.items():
        for quarter in quarters(DECISIONS_SINCE):
            for age in AGE_GROUPS:
                made = int(rng.poisson(share * by_age[quarter, age]))
                positive = int(rng.binomial(made, POSITIVE[kind][age]))
                rows += [
                    (quarter, kind, age, "Negative", made - positive),
                    (quarter, kind, age, "Positive", positive),
                ]
    return pd.DataFrame(rows, columns=["quarter", "grounds", "age_group", "decision", "decisions"])


def _others(rng, referrals, everybody):
    """Return the referrals of other first responders: with the police's they are those of the course."""
    police = referrals.groupby("quarter")["referrals"].sum()
    everybody = everybody.groupby("quarter")["referrals"].sum()
    parts = []
    for quarter in WORKBOOKS:
        left = int(everybody[quarter] - police[quarter])
        shares = [share for share, _ in OTHERS.values()]
        for (kind, (_, bodies)), number in zip(OTHERS.items(), rng.multinomial(left, shares), strict=True):
            weights = np.array(list(bodies.values()), dtype=float)
            ages = rng.choice(AGE_GROUPS, number, p=(0.56, 0.38, 0.06))
            parts.append(
                pd.DataFrame(
                    {
                        "quarter": quarter,
                        "kind": kind,
                        "first_responder": rng.choice(list(bodies), number, p=weights / weights.sum()),
                        "exploitation": [drawn(rng, EXPLOITATIONS[age]) for age in ages],
                        "age_group": ages,
                        "gender": rng.choice(GENDERS[:2], number, p=(0.25, 0.75)),
                        "nationality": rng.choice(
                            ("UK", "Albanian", "Vietnamese", "Eritrean", "Sudanese"), number
                        ),
                    }
                )
            )
    return _counted(parts)


def as_said(counts, edition, revisions):
    """Return counts by quarter as an edition says them: to its own, the revised year as it was then."""
    said = counts[counts.index <= edition]
    if edition >= REVISED_IN:
        return said
    return (said - pd.Series(revisions).reindex(said.index, fill_value=0)).clip(lower=0)


def by_responder_type(figures):
    """Return referrals by quarter, kind of first responder and age group, for quarters with a workbook."""
    police = figures.referrals[figures.referrals["quarter"].isin(WORKBOOKS)].assign(kind="Police")
    rows = pd.concat([police, figures.others]).rename(columns={"kind": "first_responder_type"})
    return rows.groupby(["quarter", "first_responder_type", "age_group"], as_index=False)["referrals"].sum()
