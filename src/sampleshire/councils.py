"""What councils of Sampleshire publish: homelessness, children in need, and crime by partnership."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.sources import children_in_need, crime_by_partnership
from sampleshire import layouts, places, workbook

QUARTERS = pd.period_range("2024Q2", "2026Q1", freq="Q")
SILENT = ("2024Q4", "E07000903")  # a district that sent no complete figures
NEW_SINCE = pd.Period("2024Q3", "Q")  # when loss of a placement became a reason of its own
PEOPLE_A_HOUSEHOLD = 2.36
MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}
YEARS = range(2019, 2026)
DUTIES = {"A2P": "prevention", "A2R": "relief"}  # by sheet
MISSING = ".."

# Each reason for the loss of a home: how often it is one (of prevention, of relief), and its parts.
ABUSE, PLACEMENT = "Domestic abuse", "Loss of placement or sponsorship provided through a resettlement scheme"
REASONS = {
    "End of assured shorthold (AST) private rented tenancy, due to:": (
        36,
        14,
        ("Rent arrears", "Other reasons"),
    ),
    "End of non-AST private rented tenancy": (4, 4, ()),
    "Family or friends no longer willing or able to accommodate": (27, 30, ()),
    "Non-violent relationship breakdown with partner": (5, 6, ()),
    ABUSE: (7, 17, ("Victim", "Alleged perpetrator", 'Retired "Domestic abuse" option')),
    "Other violence or harrassment": (2, 4, ()),
    "End of social rented tenancy, due to:": (6, 3, ("Rent arrears2", "Other reasons / not known3")),
    "Eviction from supported housing, due to:": (4, 6, ("Rent arrears", "Other reasons / not known4")),
    "Departure from institution :": (2, 4, ("Custody", "Hospital (general)")),
    "Required to leave accommodation provided by Home Office as asylum support": (2, 6, ()),
    "Home no longer suitable - disability / ill health 6": (2, 1, ()),
    PLACEMENT: (1, 1, ()),
    "Other reasons / not known5": (2, 4, ()),
}
PARTS_OF_ABUSE = (0.92, 0.08, 0.0)
NEEDS = {  # of a hundred households that have any
    "Young person aged 16-17 years": 2,
    "Young person aged 18-25 years requiring support to manage independently": 8,
    "Physical ill health and disability": 38,
    "History of mental health problems": 48,
    "Learning disability": 11,
    "At risk of / has experienced sexual abuse / exploitation": 6,
    "At risk of / has experienced domestic abuse": 24,
    "At risk of / has experienced abuse (non-domestic abuse)": 6,
    "Drug dependency needs": 11,
    "Offending history": 15,
    "Former asylum seeker": 8,
    "Old age": 4,
    "Victim of modern slavery ": 1,
}
# The headings of the figures, in two rows.
INITIAL_ASSESSMENT = [
    "Total initial assessments1,2,6",
    "Assessed as owed a duty",
    "",
    "",
    "Not homeless - no duty owed",
    "",
    "Number of households\n in area5 (000s)",
]
DUTY_OWED = [
    "",
    "Total owed a prevention or relief duty",
    "Threatened with homelessness within 56 days - \nPrevention duty owed",
    "Homeless - \nRelief duty owed4",
]
SUPPORT_NEEDS = [
    "Households with no support needs owed duty1,2",
    "Households with unknown support needs owed duty",
    "Households with one or more support needs owed duty1,2",
    *[""] * 3,
    "Total number of support needs1",
]
NUMBER_OF_NEEDS = ["", "", "Total households with support needs", 1, 2, "3+"]
FACTORS, EPISODES = children_in_need.CATEGORIES


# What the table of partnerships calls otherwise than that of forces
AS_CALLED = {
    "Miscellaneous crimes against society": "Miscellaneous crimes",
    "Death or serious injury caused by illegal driving": "Death or serious injury - unlawful driving",
    "All other theft offences": "Other theft offences",
}


@dataclass(frozen=True)
class Councils:
    """What is true: households by quarter and district, children by year and county, crime by partnership."""

    households: dict  # (quarter, district code): {sheet: numbers in the order of its columns}
    children: pd.DataFrame
    partnerships: pd.DataFrame
    dwellings: dict  # district code: households that live there


def build(rng, residents, recorded):
    """Return `Councils` from `residents` by district code and a year's `recorded` offences by force name."""
    residents = {code: int(residents[code]) for code in places.district_names()}
    dwellings = {code: round(people / PEOPLE_A_HOUSEHOLD) for code, people in residents.items()}
    households = {
        (quarter, code): _households(rng, dwellings[code]) for quarter in QUARTERS for code in dwellings
    }
    return Councils(households, _children(rng, residents), _partnerships(rng, residents, recorded), dwellings)


def _households(rng, living):
    """Return a quarter's figures of a district, for each sheet."""
    prevention, relief, none = (int(rng.poisson(living * share)) for share in (0.0014, 0.0016, 0.0004))
    sheets = {"A1": [prevention + relief + none, prevention + relief, prevention, relief, none]}
    for place, (sheet, owed) in enumerate(zip(DUTIES, (prevention, relief), strict=True)):
        weights = np.array([reason[place] for reason in REASONS.values()], dtype=float)
        counts = rng.multinomial(owed, weights / weights.sum())
        row = [owed]
        for (name, (_, _, parts)), count in zip(REASONS.items(), counts, strict=True):
            row.append(int(count))
            if parts:
                shares = PARTS_OF_ABUSE if name == ABUSE else np.full(len(parts), 1 / len(parts))
                row += rng.multinomial(count, shares).tolist()
        sheets[sheet] = row
    without, unknown, needing = rng.multinomial(prevention + relief, (0.42, 0.01, 0.57)).tolist()
    by_number = rng.multinomial(needing, (0.43, 0.25, 0.32)).tolist()
    needs = [int(rng.binomial(needing, share / 100)) for share in NEEDS.values()]
    sheets["A3"] = [without, unknown, needing, *by_number, sum(needs), *needs]
    return sheets


def write(folder, councils):
    """Write a workbook of homelessness for each quarter, and the CSV files, into `folder`."""
    folder.mkdir()
    for number, quarter in enumerate(QUARTERS):
        write_as, suffix = (workbook.ods, "ods") if number % 2 else (workbook.xlsx, "xlsx")
        name = f"Detailed_LA_{quarter.year}{3 * quarter.quarter:02d}.{suffix}"
        (folder / name).write_bytes(write_as(_workbook(quarter, councils)))
    for name, category, counts in (
        ("c3_factors_identified_at_end_of_assessment", FACTORS, children_in_need.FACTORS),
        ("b1_children_in_need", EPISODES, children_in_need.EPISODES),
    ):
        rows = councils.children[councils.children["category"] == category]
        whole = rows[[*children_in_need.KEYS, *counts]].astype(dict.fromkeys(counts, "int64"))
        text = whole.to_csv(index=False, lineterminator="\n")
        layouts.text(folder / f"{name}_{YEARS[0]}_to_{YEARS[-1]}.csv", text)
    layouts.text(folder / "table-c2-year-ending-march-2026.csv", _c2(councils.partnerships))


def _workbook(quarter, councils):
    """Return {name: rows} of a quarter's workbook, in the publisher's layout of 2024 on."""
    tables = {"A1": ("by initial assessment", INITIAL_ASSESSMENT, DUTY_OWED)}
    for sheet, duty in DUTIES.items():
        top, beneath = [f"Total owed a {duty} duty1"], [""]
        for name, (_, _, parts) in REASONS.items():
            if name != PLACEMENT or quarter >= NEW_SINCE:
                top += [name, *([""] * len(parts))]
                beneath += [f"Total {name.removesuffix(', due to:')}" if parts else "", *parts]
        tables[sheet] = (f"owed a {duty} duty by reason", top, beneath)
    tables["A3"] = ("owed a duty by support needs", [*SUPPORT_NEEDS, *NEEDS], NUMBER_OF_NEEDS)
    period = f"Sample Nation, {MONTHS[quarter.quarter]} {quarter.year}: invented data"
    sheets = {
        "Contents": [["Statutory homelessness: \nDetailed local authority-level tables"], ["Invented data"]]
    }
    names = [""] * 4  # code, name and two blank cells come before the figures
    for sheet, (told, top, beneath) in tables.items():
        title = f"Table {sheet} - Number of households {told}\n{period}"
        body = _body(quarter, councils, sheet)
        sheets[sheet] = [[title], [*names, *top], [*names, *beneath], *body]
    return sheets


def _body(quarter, councils, sheet):
    """Return the rows of a sheet below its headings: the nation, its districts, and notes."""
    rows, total = [], 0
    for code, name in places.district_names().items():
        figures = list(councils.households[quarter, code][sheet])
        if sheet in DUTIES and quarter < NEW_SINCE:
            figures[-1] += figures.pop(-2)  # of a placement that was lost: among other reasons
        total = total + np.array(figures)
        shown = [MISSING] * len(figures) if (str(quarter), code) == SILENT else figures
        last = ["", councils.dwellings[code] / 1_000] if sheet == "A1" else []
        rows.append([code, name, "", "", *shown, *last])
    last = ["", round(sum(councils.dwellings.values()) / 1_000, 3)] if sheet == "A1" else []
    nation = [places.NATION_CODE, places.NATION_NAME, "", "", *total.round(-1).tolist(), *last]
    notes = ["", "Every figure in this workbook is invented."], [MISSING, "Authority with missing data."]
    return [nation, *rows, [""], ["Notes"], *notes]


OFTEN = {
    "Domestic_Abuse_parent": 0.33,
    "Mental_Health_parent": 0.35,
    "Domestic_Abuse_child": 0.16,
    "Other": 0.12,
}
SELDOM = {"Trafficking": 0.004, "Child_sexual_exploitation": 0.024, "Child_criminal_exploitation": 0.03}


def _children(rng, residents):
    """Return the rows of both files: counties, their regions and the nation, by year."""
    regions = places.region_of()
    people = pd.Series(residents).groupby(places.force_of(), sort=False).sum()
    rows = []
    for year in YEARS:
        own = [_of_county(rng, year, force, int(number), regions[force]) for force, number in people.items()]
        rows += [row for pair in own for row in pair]
        for category, of_kind in zip(children_in_need.CATEGORIES, zip(*own, strict=True), strict=True):
            counts = pd.DataFrame(of_kind).drop(columns=list(children_in_need.KEYS), errors="ignore")
            region_of = pd.Series([row["region_code"] for row in of_kind])
            for region, name in places.REGIONS.items():
                sums = counts[region_of == region].sum().round(-1)
                rows.append(_area(year, category, "Regional", region, name) | dict(sums))
            rows.append(_area(year, category, "National") | dict(counts.sum().round(-1)))
    return pd.DataFrame(rows)


def _of_county(rng, year, force, people, region):
    """Return a county's row of factors and of episodes in a year."""
    names = region, places.REGIONS[region], f"E10{force[3:]}", places.FORCES[force]
    assessed = int(rng.poisson(people * 0.0085))
    factors = {children_in_need.ALL_FACTORS: assessed}
    for name in children_in_need.FACTORS[1:]:
        share = OFTEN.get(name, SELDOM.get(name, 0.05))
        factors[name] = 0 if name in children_in_need.SPLIT else int(rng.binomial(assessed, share))
    still, started, ended = (int(rng.poisson(people * share)) for share in (0.0062, 0.005, 0.0048))
    figures = [figure for count in (still + ended, started, ended) for figure in (count, round(count * 0.95))]
    episodes = zip(children_in_need.EPISODES, [*figures, still, round(still * 0.04)], strict=True)
    return tuple(
        _area(year, category, "Local authority", *names) | dict(counts)
        for category, counts in ((FACTORS, factors), (EPISODES, episodes))
    )


def _area(year, category, level, region="", region_name="", county="", county_name=""):
    """Return what the keys of a row hold: its year, its level, and what its area is called."""
    nation = places.NATION_CODE, places.NATION_NAME
    area = *nation, region, region_name, "", county, county_name
    return dict(zip(children_in_need.KEYS, (year, "Reporting year", level, *area, category), strict=True))


def _partnerships(rng, residents, recorded):
    """Return offences of the latest year by partnership: the force's own, shared out by residents.

    Of every kind they add up to what the force's table has for the year, and a few have no place.
    """
    forces, named = places.force_of(), places.partnership_of()
    rows = []
    for force, name in places.FORCES.items():
        if name not in recorded.index:
            continue
        districts = [code for code, one in forces.items() if one == force]
        weights = [residents[code] for code in districts]
        weights = np.array([*weights, 0.01 * sum(weights)])
        by_kind = {
            kind: rng.multinomial(int(recorded.loc[name, AS_CALLED.get(kind, kind)]), weights / weights.sum())
            for kind in crime_by_partnership.OFFENCES
            if kind not in crime_by_partnership.PARTS
        }
        found = {}
        for at, code in enumerate(districts):
            before, members = found.get(named[code], (np.zeros(len(by_kind), dtype=int), []))
            here = np.array([counts[at] for counts in by_kind.values()])
            found[named[code]] = before + here, [*members, code]
        found["", f"Unassigned {name}"] = np.array([counts[-1] for counts in by_kind.values()]), []
        for (code, called), (counts, members) in found.items():
            offences = _with_wholes(dict(zip(by_kind, counts.tolist(), strict=True)))
            rows.append((force, code, called, members, offences))
    return pd.DataFrame(rows, columns=["force", "code", "name", "districts", "offences"])


def _with_wholes(kinds, whole=crime_by_partnership.ALL):
    """Return {heading: offences} of a whole and of all that it is made of, from those without parts."""
    made, total = {}, 0
    for name in crime_by_partnership.PARTS[whole]:
        made |= _with_wholes(kinds, name) if name in crime_by_partnership.PARTS else {name: kinds[name]}
        total += made[name]
    return {whole: total} | made


def _c2(partnerships):
    """Return Table C2 as the text of a CSV: figures with commas and a blank behind them, as published."""
    offences, names = crime_by_partnership.OFFENCES, places.district_names()
    header = [*crime_by_partnership.PLACES.values(), *offences]
    blank = [""] * (len(header) - 1)
    title = (
        "Table C2: Number of police recorded crimes for headline offences by Community Safety Partnership "
        "area, year ending March 2026 [note 1]"
    )
    lines = [["Every figure in this table is invented.", *blank], header]
    for force, rows in partnerships.groupby("force", sort=False):
        by_place = [(row.code, row.name, row.districts, row.offences) for row in rows.itertuples(index=False)]
        whole = {one: sum(row[one] for row in rows["offences"]) for one in offences}
        for code, name, districts, counts in [("", "", [], whole), *by_place]:
            district = (districts[0], names[districts[0]]) if districts else ("", "")
            if len(districts) > 1:
                district = ("Combined Local Authorities", "")
            figures = (f"{counts[one]:,} " for one in offences)
            lines.append([force, places.FORCES[force], code, name, *district, *figures])
    return layouts.comma_separated([title, *blank], lines)
