"""What councils publish: homelessness, children in need, and crime by partnership, as read and as refused."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import inventory
from analysis.sources.children_in_need import children_in_need
from analysis.sources.crime_by_partnership import ALL, crime_by_partnership
from analysis.sources.files import SourceFile
from analysis.sources.homelessness import PERPETRATOR, VICTIM, homelessness

WARWICKSHIRE = ["E07000218", "E07000219", "E07000220", "E07000221", "E07000222"]
HEAD = ["", "", "", ""]
NATION, NORTH, RUGBY = (
    [code, name, "", ""]
    for code, name in (("E92000001", "ENGLAND"), ("E07000218", "North Warwickshire"), ("E07000220", "Rugby"))
)
ASYLUM = "Required to leave accommodation provided by Home Office as asylum support"
NEEDS = [
    "At risk of / has experienced sexual abuse / exploitation",
    "At risk of / has experienced domestic abuse",
    "At risk of / has experienced abuse (non-domestic abuse)",
    "Former asylum seeker",
    "Victim of modern slavery ",
]


def reasons(duty):
    """Return the two rows of headings of the reasons for which households are owed a duty."""
    abuse = ["Domestic abuse", "", "", ""]
    parts = ["Total Domestic abuse", "Victim", "Alleged perpetrator", 'Retired "Domestic abuse" option']
    others = ["Other violence or harrassment", ASYLUM, "Other reasons / not known5"]
    return [[*HEAD, f"Total owed a {duty} duty1", *abuse, *others], [*HEAD, "", *parts]]


def sheets(period="July to September 2025"):
    """Return the least workbook of a quarter: two districts and the nation."""
    prevention = "Threatened with homelessness within 56 days - \nPrevention duty owed"
    area = "Number of households\n in area5 (000s)"
    support = [f"Households with {some} support needs owed duty{note}" for some, note in
               (("no", "1,2"), ("unknown", ""), ("one or more", "1,2"))]  # fmt: skip
    tables = {
        "A1": [
            [*HEAD, "Total initial assessments1,2", "Assessed as owed a duty", "", "", "No duty owed", area],
            [*HEAD, "", "", prevention, "Homeless - \nRelief duty owed4"],
            [*NATION, 50, 40, 20, 20, 10, 200.5],
            [*NORTH, 22, 19, 9, 10, 3, 29.25],
            [*RUGBY, 27, 23, 12, 11, 4, 47.1],
        ],
        "A2P": [
            *reasons("prevention"),
            [*NATION, 20, 0, 0, 0, 0, 0, 0, 20],
            [*NORTH, 9, 2, 2, 0, 0, 0, 1, 6],
            [*RUGBY, 12, 3, 2, 1, 0, 1, 0, 8],
        ],
        "A2R": [
            *reasons("relief"),
            [*NATION, 20, 10, 10, 0, 0, 0, 0, 10],
            [*NORTH, 10, 4, 4, 0, 0, 0, 1, 5],
            [*RUGBY, 11, 5, 3, 1, 1, 1, 0, 5],
        ],
        "A3": [
            [*HEAD, *support, "", "", "", "Total number of support needs1", *NEEDS],
            [*HEAD, "", "", "Total households with support needs", 1, 2, "3+"],
            [*NATION, 20, 0, 20, 10, 10, 0, 20, 0, 10, 0, 10, 0],
            [*NORTH, 10, 0, 9, 5, 2, 2, 12, 1, 6, 2, 2, 1],
            [*RUGBY, 18, 1, 4, *["-"] * 9],
        ],
    }
    title = "Table {} - Number of households\nEngland, " + period
    notes = [[""], ["Notes"], ["..", "Authority with missing data"]]
    made = {name: [[title.format(name)], *rows, *notes] for name, rows in tables.items()}
    return {"Contents": [["Statutory homelessness"]], **made}


@pytest.fixture
def written(workbook):
    """Return a function that writes sheets as the workbook of a quarter."""
    return lambda made: workbook(made, "Detailed_LA_202509.xlsx")


def households(frame, kind, duty, what, codes=WARWICKSHIRE):
    rows = frame[(frame["kind"] == kind) & (frame["duty"] == duty) & (frame["reason_or_need"] == what)]
    return rows.set_index("area_code")["households"].reindex(codes).tolist()


def test_reasons_needs_and_marks_are_read_as_published(written):
    frame = homelessness(written(sheets())).frame
    both = ["E07000218", "E07000220"]
    assert set(frame["quarter"]) == {"2025-Q3"}
    assert households(frame, "reason", "relief", VICTIM, both) == [4, 3]
    assert households(frame, "reason", "relief", PERPETRATOR, both) == [0, 1]
    assert households(frame, "support need", "prevention or relief", "modern slavery", both) == [1, pd.NA]
    hidden = frame[(frame["area_code"] == "E07000220") & (frame["reason_or_need"] == "modern slavery")]
    assert hidden["status"].tolist() == ["suppressed"]
    assert set(frame.loc[frame["area_code"] == "E07000220", "area_households"]) == {47_100}


def test_a_council_that_sent_no_figures_is_not_available(written):
    made = sheets()
    for name in ("A1", "A2P", "A2R", "A3"):
        made[name][5][4:] = [".."] * len(made[name][5][4:])
    frame = homelessness(written(made)).frame
    assert set(frame.loc[frame["area_code"] == "E07000220", "status"]) == {"not available"}


@pytest.mark.parametrize(
    ("sheet", "line", "place", "cells", "says"),
    [
        ("A2R", 2, 7, ["Victim"], 'the heading "victim" heads 2 columns'),
        ("A2R", 2, 6, ["Alleged perpetrator", "Victim"], "has moved"),
        ("A2R", 4, 6, [3], 'do not add up to "domestic abuse"'),
        ("A2R", 4, 11, [6], 'add up to "owed a relief duty" of sheet A1'),
        ("A1", 4, 6, [8], 'do not add up to "owed a duty"'),
        ("A3", 4, 12, [7], 'do not add up to "all support needs"'),
        ("A3", 4, 4, ["ten"], 'cell E5: found "ten"'),
        ("A2P", 5, 0, NORTH[:1], "E07000218 appears twice"),
        ("A2P", 4, 0, ["E07000219"], "E07000218 North Warwickshire is not in this sheet and in sheet A1"),
        ("A2P", 4, 0, ["Rugby"], 'found "Rugby", expected the code of an area'),
        ("A2P", 0, 0, ["Table A2P - England, April to June 2025"], "is of 2025-Q2"),
        ("A2P", 0, 0, ["Table A13 - England"], 'expected the title "Table A2P'),
        ("A2P", None, 6, [], "has no notes beneath its areas"),
    ],
)
def test_a_workbook_that_is_not_as_published_is_refused(written, sheet, line, place, cells, says):
    made = sheets()
    changed = made[sheet] if line is None else made[sheet][line]
    changed[place : place + len(cells) if cells else None] = cells
    with pytest.raises(InputError, match=f'Detailed_LA_202509.xlsx, sheet "{sheet}".*{says}'):
        homelessness(written(made))
    made = sheets()
    made["Reasons"] = made.pop("A2R")
    with pytest.raises(InputError, match="has no sheet A2R; found Contents, A1, A2P, A3, Reasons"):
        homelessness(written(made))


GOLDEN_COLUMNS = (
    ("assessment", "prevention or relief", "all"),
    ("reason", "prevention", "domestic abuse"),
    ("reason", "relief", "domestic abuse"),
    ("reason", "relief", VICTIM),
    ("reason", "relief", PERPETRATOR),
    ("reason", "relief", "left Home Office asylum accommodation"),
    ("support need", "prevention or relief", "domestic abuse"),
    ("support need", "prevention or relief", "sexual abuse or exploitation"),
    ("support need", "prevention or relief", "modern slavery"),
)
# Each column's North Warwickshire, Nuneaton and Bedworth, Rugby, Stratford-on-Avon and Warwick.
GOLDEN = {
    "Detailed_LA_202403.xlsx": (
        "55 190 97 165 198 | 11 5 2 0 5 | 5 21 7 35 17 | 4 19 5 33 16 | 1 2 2 2 1 | "
        "0 1 3 3 6 | 15 24 5 38 43 | 0 2 0 1 16 | 0 0 0 0 1"
    ),
    "Detailed_LA_202406_fix.xlsx": (
        "51 220 83 161 178 | 10 2 0 0 9 | 7 43 2 47 25 | 5 37 2 46 22 | 2 6 0 1 3 | "
        "0 2 5 5 4 | 15 44 4 49 53 | 0 8 1 2 18 | 0 1 0 0 1"
    ),
    "Detailed_LA_202409.xlsx": (
        "46 170 93 180 189 | 12 1 3 1 8 | 5 31 8 41 20 | 5 30 6 38 18 | 0 1 2 3 2 | "
        "0 1 2 2 2 | 17 35 12 43 41 | 0 8 1 3 13 | 0 0 0 0 0"
    ),
    "Detailed_LA_202412.ods": (
        "58 113 89 142 225 | 5 0 1 0 4 | 8 11 4 36 30 | 6 9 4 31 25 | 2 2 0 5 5 | "
        "0 0 5 1 2 | 12 21 5 32 60 | 0 6 1 2 27 | 0 1 0 0 0"
    ),
    "Detailed_LA_202503.ods": (
        "58 187 132 134 210 | 11 0 4 0 1 | 12 24 14 27 32 | 11 23 14 24 29 | 1 1 0 3 3 | "
        "1 3 10 3 2 | 22 35 16 32 63 | 0 7 3 2 23 | 0 0 0 0 1"
    ),
    "Statutory_Homelessness_Detailed_Local_Authority_Data_202506.ods": (
        "55 151 104 136 238 | 12 1 1 2 5 | 9 12 6 26 40 | 9 10 6 26 38 | 0 2 0 0 2 | "
        "0 6 10 6 3 | 20 24 5 32 69 | 0 7 2 2 36 | 0 1 0 1 4"
    ),
    "Statutory_Homelessness_Detailed_Local_Authority_Data_202509.ods": (
        "57 193 89 139 180 | 5 5 3 0 6 | 11 30 5 27 26 | 11 27 5 24 26 | 0 3 0 3 0 | "
        "0 6 9 1 3 | 18 39 6 33 46 | 0 8 1 4 17 | 0 1 0 0 1"
    ),
}


@pytest.mark.real
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if n % 2 else []) for n, name in enumerate(GOLDEN)]
)
def test_real_workbooks_give_their_known_figures(real, name):
    frame = homelessness(SourceFile(real(f"homelessness/{name}"))).frame
    found = [households(frame, *column) for column in GOLDEN_COLUMNS]
    assert found == [[int(number) for number in column.split()] for column in GOLDEN[name].split("|")]


@pytest.mark.real
def test_the_layouts_of_2019_and_2023_have_no_victims_apart(real):
    old = homelessness(SourceFile(real("homelessness/DetailedLA_201903_revised.xlsx"))).frame
    assert households(old, "reason", "prevention or relief", "domestic abuse") == [1, 16, 11, 18, 10]
    assert VICTIM not in set(old["reason_or_need"])
    later = homelessness(SourceFile(real("homelessness/Detailed_LA_202303.ods"))).frame
    assert households(later, "reason", "relief", "domestic abuse") == [3, 24, pd.NA, 38, 22]


CHILDREN = "children/c3_factors_identified_at_end_of_assessment_2018_to_2025.csv"
C2 = "crime/csp-table-c2-year-ending-june-2025.csv"


@pytest.mark.real
def test_factors_of_assessments_are_those_published(real):
    frame = children_in_need(SourceFile(real(CHILDREN))).frame
    found = frame.set_index(["area_code", "year", "measure"])
    own, england = found.loc["E10000031"], found.loc["E92000001"]
    assert own.loc[("2025", "Domestic_Abuse_child"), "episodes"] == 1_073
    assert own.loc[("2025", "Trafficking"), "episodes"] == 21
    assert own.loc[("2018", "Child_criminal_exploitation"), "status"] == "not available"
    assert own.loc[("2018", "Female_Genital_Mutilation"), "status"] == "suppressed"
    assert own.loc[("2025", "Physical_Abuse_unknown"), "status"] == "not available"
    assert own.loc[("2018", "Physical_Abuse_unknown"), "episodes"] == 619
    assert england.loc[("2025", "Domestic_Abuse_parent"), "episodes"] == 162_890


@pytest.mark.real
def test_partnerships_are_those_published(real):
    frame = crime_by_partnership(SourceFile(real(C2))).frame
    own = frame[(frame["force_area_name"] == "Warwickshire") & (frame["offence"] == ALL)]
    assert dict(zip(own["partnership_name"], own["offences"], strict=True)) == {
        "North Warwickshire": 4_260,
        "Nuneaton and Bedworth": 11_229,
        "Rugby": 6_723,
        "South Warwickshire": 16_786,
        "Unassigned Warwickshire": 350,
    }
    assert own.set_index("partnership_name").loc["South Warwickshire", "district_code"] == ""
    assert set(frame.loc[frame["status"] != "shown", "partnership_name"]) == {"unassigned Surrey"}


ASSESSED = "Warwickshire,Factors identified at the end of assessment,"
YEAR = "2025,Reporting year,Local authority"
EDITED = [
    (CHILDREN, f"{ASSESSED}5231,", f"{ASSESSED}5331,", "does not add up"),
    (CHILDREN, ",Trafficking,", ",Traffick,", 'heading "Trafficking" is missing'),
    (CHILDREN, YEAR, YEAR.replace("Reporting", "Calendar"), "time_identifier"),
    (CHILDREN, "937,E10000031,Warwickshire", "937,E10000030,Warwickshire", "an area once a year"),
    (
        C2,
        '"4,260 ","1,491 "',
        '"4,261 ","1,491 "',
        'row .*: "Total recorded .* is not the sum of its',
    ),
    (C2, "E22000319", "E2200031", "expected an ONS code such as E22000321"),
    (C2, '"4,260 "', "many", 'found "many", expected a whole number or .x.'),
    (C2, "Robbery", "Robberies", 'heading "Robbery" is missing'),
    (C2, "North Warwickshire,E07000218", "Rugby,E07000218", "Warwickshire, Rugby appears in row"),
]


@pytest.mark.real
@pytest.mark.parametrize(("name", "old", "new", "says"), EDITED)
def test_a_table_that_was_edited_is_refused(real, tmp_path, name, old, new, says):
    text = real(name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / Path(name).name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        (children_in_need if name == CHILDREN else crime_by_partnership)(SourceFile(path))


WORKBOOK_2022 = "crime/csptablesyedec22.xlsx"


@pytest.mark.real
def test_the_workbook_of_2022_is_read_with_both_of_its_years(real_2026):
    """The sheets spell their headings differently, in row 8; Devon and Cornwall sent nothing."""
    file = SourceFile(real_2026(WORKBOOK_2022))
    frame = crime_by_partnership(file).frame
    own = frame[frame["force_area_name"] == "Warwickshire"]
    sums = own.groupby(["period", "offence"])["offences"].sum()
    assert sums["year ending December 2021"][[ALL, "Sexual offences"]].tolist() == [38_403, 1_527]
    assert sums["year ending December 2022"][[ALL, "Sexual offences", "Robbery"]].tolist() == [
        41_368,
        1_615,
        362,
    ]
    last = own[(own["period"] == "year ending December 2022") & (own["offence"] == ALL)]
    assert last.set_index("partnership_name")["offences"].to_dict() == {
        "North Warwickshire": 4_710, "Nuneaton and Bedworth": 11_270, "Rugby": 7_329,
        "South Warwickshire": 17_627, "Unassigned Warwickshire": 432,
    }  # fmt: skip
    gone = frame[frame["status"] != "shown"]
    assert set(gone["force_area_name"]) == {"Devon and Cornwall"}
    assert set(gone["reason"]) == {"unavailable, says the publisher"}
    assert inventory.identify(file).period == "2022-12"


@pytest.mark.parametrize("mark", ["[x]", "[X]", "[u]", "[u1]"])
def test_a_publishers_mark_is_not_available_with_its_reason_and_stops_nothing(county, mark):
    path = next(county("*table-c2*.csv").glob("*table-c2*.csv"))
    before = crime_by_partnership(SourceFile(path)).frame
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    rows[-1][-1] = mark
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    frame = crime_by_partnership(SourceFile(path)).frame
    gone = frame[frame["status"] != "shown"]
    added = len(gone) - int((before["status"] != "shown").sum())
    assert added == 1 and gone["offences"].isna().all() and (gone["reason"] != "").all()


def test_headings_in_another_case_and_with_other_blanks_are_the_same(county):
    path = next(county("*table-c2*.csv").glob("*table-c2*.csv"))
    before = crime_by_partnership(SourceFile(path)).frame
    text = path.read_text(encoding="utf-8")
    assert "Police Force Area code" in text.replace("\n", " ").replace("  ", " ")
    for old, new in (("Sexual offences", "SEXUAL  offences "), ("Robbery", "robbery")):
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    assert crime_by_partnership(SourceFile(path)).frame.equals(before)
