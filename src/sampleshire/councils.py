"""What councils of Sampleshire publish: homelessness, children in need, and crime by partnership."""

import csv
import io
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.sources import children_in_need, crime_by_partnership
from sampleshire import places, workbook

QUARTERS = pd.period_range("2024Q2", "2026Q1", freq="Q")
SILENT = ("2024Q4", "E07000903")  # a district that sent no complete figures
NEW_SINCE = pd.Period("2024Q3", "Q")  # when loss of a placement became a reason of its own
PEOPLE_A_HOUSEHOLD = 2.36
MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}
YEARS = range(2019, 2026)
DUTIES = ("prevention", "relief")
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
    for place, (sheet, owed) in enumerate((("A2P", prevention), ("A2R", relief))):
        weights = np.array([reason[place] for reason in REASONS.values()], dtype=float)
        counts = rng.multinomial(owed, weights / weights.sum())
        row = [owed]
        for (name, (_, _, parts)), count in zip(REASONS.items(), counts, strict=True):
            shares = PARTS_OF_ABUSE if name == ABUSE else np.full(len(parts), 1 / max(len(parts), 1))
            row += (
                [int(count), *(int(part) for part in rng.multinomial(count, shares))]
                if parts
                else [int(count)]
            )
        sheets[sheet] = row
    owed = prevention + relief
    without, unknown, needing = (int(part) for part in rng.multinomial(owed, (0.42, 0.01, 0.57)))
    one, two, more = (int(part) for part in rng.multinomial(needing, (0.43, 0.25, 0.32)))
    needs = [int(rng.binomial(needing, share / 100)) for share in NEEDS.values()]
    sheets["A3"] = [without, unknown, needing, one, two, more, sum(needs), *needs]
    return sheets


def write(folder, councils):
    """Write a workbook of homelessness for each quarter, and the CSV files, into `folder`."""
    folder.mkdir()
    for number, quarter in enumerate(QUARTERS):
        sheets = _workbook(quarter, councils)
        write_as, suffix = (workbook.ods, "ods") if number % 2 else (workbook.xlsx, "xlsx")
        name = f"Detailed_LA_{quarter.year}{3 * quarter.quarter:02d}.{suffix}"
        (folder / name).write_bytes(write_as(sheets))
    for name, table in (
        (
            f"c3_factors_identified_at_end_of_assessment_{YEARS[0]}_to_{YEARS[-1]}.csv",
            children_in_need.FACTORS,
        ),
        (f"b1_children_in_need_{YEARS[0]}_to_{YEARS[-1]}.csv", children_in_need.EPISODES),
    ):
        columns = [*children_in_need.KEYS, *table]
        rows = councils.children[councils.children["category"] == _category(table)]
        whole = rows[columns].astype(dict.fromkeys(table, "int64"))
        (folder / name).write_text(whole.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    (folder / "table-c2-year-ending-march-2026.csv").write_text(_c2(councils.partnerships), encoding="utf-8")


def _workbook(quarter, councils):
    """Return {name: rows} of a quarter's workbook, in the publisher's layout of 2024 on."""
    period = f"Sample Nation, {MONTHS[quarter.quarter]} {quarter.year}"
    title = "Table {} - Number of households {}\n" + period + ": invented data"
    later = quarter >= NEW_SINCE
    sheets = {
        "Contents": [["Statutory homelessness: \nDetailed local authority-level tables"], ["Invented data"]]
    }
    sheets["A1"] = _table(
        quarter,
        councils,
        "A1",
        title.format("A1", "by initial assessment"),
        [
            [
                "",
                "",
                "",
                "",
                "Total initial assessments1,2,6",
                "Assessed as owed a duty",
                "",
                "",
                "Not homeless - no duty owed",
                "",
                "Number of households\n in area5 (000s)",
            ],
            [
                "",
                "",
                "",
                "",
                "",
                "Total owed a prevention or relief duty",
                "Threatened with homelessness within 56 days - \nPrevention duty owed",
                "Homeless - \nRelief duty owed4",
            ],
        ],
    )
    for sheet, duty in (("A2P", "prevention"), ("A2R", "relief")):
        top, beneath = ["", "", "", "", f"Total owed a {duty} duty1"], ["", "", "", "", ""]
        for name, (_, _, parts) in REASONS.items():
            if name == PLACEMENT and not later:
                continue
            top += [name, *([""] * len(parts))]
            beneath += [f"Total {name.removesuffix(', due to:')}" if parts else "", *parts]
        sheets[sheet] = _table(
            quarter, councils, sheet, title.format(sheet, f"owed a {duty} duty by reason"), [top, beneath]
        )
    sheets["A3"] = _table(
        quarter,
        councils,
        "A3",
        title.format("A3", "owed a duty by support needs"),
        [
            [
                "",
                "",
                "",
                "",
                "Households with no support needs owed duty1,2",
                "Households with unknown support needs owed duty",
                "Households with one or more support needs owed duty1,2",
                "",
                "",
                "",
                "Total number of support needs1",
                *NEEDS,
            ],
            ["", "", "", "", "", "", "Total households with support needs", 1, 2, "3+"],
        ],
    )
    return sheets


def _table(quarter, councils, sheet, title, headings):
    """Return the rows of a sheet: title, headings, the nation, its districts, and notes."""
    rows, total = {}, None
    for code in places.district_names():
        figures = list(councils.households[quarter, code][sheet])
        if sheet.startswith("A2") and quarter < NEW_SINCE:
            figures[-1] += figures.pop(-2)  # of a placement that was lost: among other reasons
        total = figures if total is None else [a + b for a, b in zip(total, figures, strict=True)]
        silent = (str(quarter), code) == SILENT
        rows[code] = [MISSING] * len(figures) if silent else figures
    nation = [round(figure, -1) for figure in total]
    last = []
    if sheet == "A1":
        last = [round(sum(councils.dwellings.values()) / 1_000, 3)]
    body = [[places.NATION_CODE, places.NATION_NAME, "", "", *nation, *_with_gap(last)]]
    for code, name in places.district_names().items():
        last = [councils.dwellings[code] / 1_000] if sheet == "A1" else []
        body.append([code, name, "", "", *rows[code], *_with_gap(last)])
    notes = [
        ["Notes"],
        ["", "Every figure in this workbook is invented."],
        [MISSING, "Authority with missing data."],
    ]
    return [[title], *headings, *body, [""], *notes]


def _with_gap(cells):
    return ["", *cells] if cells else []


def _category(columns):
    return children_in_need.CATEGORIES[0 if columns is children_in_need.FACTORS else 1]


OFTEN = {
    "Domestic_Abuse_parent": 0.33,
    "Mental_Health_parent": 0.35,
    "Domestic_Abuse_child": 0.16,
    "Other": 0.12,
}
SELDOM = {"Trafficking": 0.004, "Child_sexual_exploitation": 0.024, "Child_criminal_exploitation": 0.03}


def _children(rng, residents):
    """Return the rows of both files: counties, their regions and the nation, by year."""
    forces, regions = places.force_of(), places.region_of()
    people = {}
    for code, number in residents.items():
        people[forces[code]] = people.get(forces[code], 0) + number
    rows = []
    for year in YEARS:
        own = [_of_county(rng, year, force, number, regions[force]) for force, number in people.items()]
        rows += [row for pair in own for row in pair]
        for kind in (0, 1):
            of_kind = pd.DataFrame([pair[kind] for pair in own])
            columns = [name for name in of_kind if name not in children_in_need.KEYS]
            for region, name in places.REGIONS.items():
                sums = of_kind.loc[of_kind["region_code"] == region, columns].sum().round(-1)
                rows.append(_area(year, kind, "Regional", region=(region, name)) | dict(sums))
            rows.append(_area(year, kind, "National") | dict(of_kind[columns].sum().round(-1)))
    return pd.DataFrame(rows)


def _of_county(rng, year, force, people, region):
    """Return a county's row of factors and of episodes in a year."""
    county = f"E10{force[3:]}"
    named = _area(
        year, 0, "Local authority", (region, places.REGIONS[region]), (county, places.FORCES[force])
    )
    assessed = int(rng.poisson(people * 0.0085))
    factors = {children_in_need.ALL_FACTORS: assessed}
    for name in children_in_need.FACTORS[1:]:
        share = OFTEN.get(name, SELDOM.get(name, 0.05))
        factors[name] = 0 if name in children_in_need.SPLIT else int(rng.binomial(assessed, share))
    still, started, ended = (int(rng.poisson(people * share)) for share in (0.0062, 0.005, 0.0048))
    counts = [still + ended, started, ended]
    figures = [figure for count in counts for figure in (count, round(count * 0.95))]
    figures += [still, round(still * 0.04)]
    episodes = dict(zip(children_in_need.EPISODES, figures, strict=True))
    return named | factors, named | {"category": children_in_need.CATEGORIES[1]} | episodes


def _area(year, kind, level, region=("", ""), authority=("", "")):
    return dict(
        zip(
            children_in_need.KEYS,
            (
                year,
                "Reporting year",
                level,
                places.NATION_CODE,
                places.NATION_NAME,
                *region,
                "",
                *authority,
                children_in_need.CATEGORIES[kind],
            ),
            strict=True,
        )
    )


def _partnerships(rng, residents, recorded):
    """Return offences of the latest year by partnership: shared out by residents, and a few with no place."""
    forces, named = places.force_of(), places.partnership_of()
    rows = []
    for force, name in places.FORCES.items():
        if name not in recorded.index:
            continue
        offences = recorded.loc[name, crime_by_partnership.ALL]
        districts = [code for code, one in forces.items() if one == force]
        weights = np.array(
            [residents[code] for code in districts] + [0.01 * sum(residents[code] for code in districts)]
        )
        by_place = rng.multinomial(int(offences), weights / weights.sum())
        found = {}
        for code, number in zip([*districts, None], by_place, strict=True):
            key = named[code] if code else ("", f"Unassigned {places.FORCES[force]}")
            one = found.setdefault(key, [0, []])
            one[0] += int(number)
            one[1] += [code] if code else []
        for (code, name), (number, members) in found.items():
            rows.append((force, code, name, members, _kinds(rng, number)))
    return pd.DataFrame(rows, columns=["force", "code", "name", "districts", "offences"])


def _kinds(rng, number, whole=crime_by_partnership.ALL):
    """Return {heading: offences} of a number of them, and of the kinds within each kind."""
    parts = crime_by_partnership.PARTS[whole]
    weights = np.arange(len(parts), 0, -1, dtype=float) ** 1.4
    made = {whole: number}
    for name, count in zip(parts, rng.multinomial(number, weights / weights.sum()), strict=True):
        made |= _kinds(rng, int(count), name) if name in crime_by_partnership.PARTS else {name: int(count)}
    return made


def _c2(partnerships):
    """Return Table C2 as the text of a CSV: figures with commas and a blank behind them, as published."""
    held = io.StringIO()
    out = csv.writer(held, lineterminator="\n")
    places_of, offences = list(crime_by_partnership.PLACES.values()), crime_by_partnership.OFFENCES
    width = len(places_of) + len(offences)
    for line in (
        "Table C2: Number of police recorded crimes for headline offences by Community Safety Partnership "
        "area, year ending March 2026 [note 1]",
        "Every figure in this table is invented.",
    ):
        out.writerow([line, *[""] * (width - 1)])
    out.writerow([*places_of, *offences])
    names = places.district_names()
    for force, rows in partnerships.groupby("force", sort=False):
        whole = [sum(row[name] for row in rows["offences"]) for name in offences]
        out.writerow([force, places.FORCES[force], "", "", "", "", *map(_text, whole)])
        for row in rows.itertuples():
            one = [row.districts[0], names[row.districts[0]]] if len(row.districts) == 1 else ["", ""]
            if len(row.districts) > 1:
                one = ["Combined Local Authorities", ""]
            figures = [_text(row.offences[name]) for name in offences]
            out.writerow([force, places.FORCES[force], row.code, row.name, *one, *figures])
    return held.getvalue()


def _text(number):
    return f"{number:,} "
