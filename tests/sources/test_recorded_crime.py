"""Recorded crime by force and quarter: counts as published, nothing guessed."""

import functools

import pandas as pd
import pytest

from analysis.sources import closed_lists, recorded_crime
from analysis.sources.files import SourceFile
from tests.sources import refusals

HEADINGS = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences"
)
BURGLARY = "Burglary in a dwelling,Theft offences,Domestic burglary,28A"
SLAVERY = "Modern slavery,Violence against the person,Violence without injury,106"
HOMICIDE = "Homicide,Violence against the person,Homicide,1/4.1/4.10/4.2"


def line(number=" 4 ", offence=BURGLARY, quarter=1, force="Sampleshire", year="2024/25"):
    return f"{year},{quarter},{force},{offence},{number}"


@pytest.fixture
def write(given):
    """Return a function that writes the open data table's sheet as a CSV."""
    return lambda *lines, headings=HEADINGS: given("\n".join([headings, *lines]) + "\n", "prc-pfa.csv")


refusal = functools.partial(refusals.refusal, recorded_crime.force_quarters)


def test_a_financial_quarter_starts_in_its_month(write):
    years = {"2024/25": (1, 2, 3, 4), "2099/00": (1,)}
    rows = [line(quarter=number, year=year) for year, numbers in years.items() for number in numbers]
    starts = ["2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01", "2099-04-01"]
    found = recorded_crime.force_quarters(write(*rows))["period_start"]
    assert found.tolist() == [pd.Timestamp(start) for start in starts]


@pytest.mark.parametrize(
    ("force", "territorial"),
    [
        ("Sampleshire", True),
        ("London, City of", True),
        ("Action Fraud", False),
        ("Harbour Police", False),  # in no list
    ],
)
def test_those_that_have_no_area_are_kept_and_marked(write, force, territorial):
    quarters = recorded_crime.force_quarters(write(line(force=f'"{force}"')))
    assert quarters[["force_name", "territorial"]].values.tolist() == [[force, territorial]]


FORCES = ("Sampleshire", "Brackmarsh", "Copplesey", "Dunmarrow")


def with_new_code(write, forces):
    new = [line(force=name, offence="New,Other,Other,999") for name in FORCES[:forces]]
    return write(*(line(force=name) for name in FORCES), *new)


@pytest.mark.parametrize(("forces", "few"), [(1, True), (2, True), (4, False)])
def test_an_offence_code_that_half_of_the_forces_lack_is_told_and_stops_nothing(write, forces, few):
    quarters = recorded_crime.force_quarters(with_new_code(write, forces))
    assert quarters["offences"].sum() == 4 * (len(FORCES) + forces)
    assert [key for key, _ in closed_lists.kept(quarters, True)] == [("offence_code", "999")] * few


def test_a_force_without_a_row_that_most_have_is_refused(write):
    said = refusal(with_new_code(write, 3))
    assert "Dunmarrow has rows of 1 offence codes in 2024/25 quarter 1, where other forces have 2" in said


def test_a_code_twice_in_a_quarter_is_refused_but_for_one_that_joins_four(write):
    said = refusal(write(line(), line(quarter=2), line(" 5 ")))
    assert "force name Sampleshire, offence code 28A appears twice; 1 in all" in said
    four = [line(number, HOMICIDE) for number in ("-00 ", "-00 ", " 1 ", " 2 ")]
    assert recorded_crime.force_quarters(write(*four))["offences"].sum() == 3
    assert "appears twice" in refusal(write(*four, four[0]))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"year": "2024/26"}, 'column "Financial Year", row 3: found'),
        ({"quarter": 5}, 'column "Financial Quarter", row 3: found'),
        ({"force": ""}, 'column "Force Name", row 3: found'),
        *(({"number": f'"{text}"', "quarter": 2}, 'column "Number of Offences", row 3: found')
          for text in ("", "n/a", "1.5", "1,,5")),
        ({"offence": SLAVERY.replace("Modern slavery", "Forced labour")}, 'but 106 and only 106 is "Modern'),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_its_row(write, bad, said):
    assert said in refusal(write(line(), line(**bad)))


def test_a_missing_and_a_new_heading_are_named(write):
    headings = HEADINGS.replace("Force Name", "Police Force Name")
    said = refusal(write(line(), headings=headings))
    assert said.startswith('prc-pfa.csv: heading "Force Name"') and 'Nearest: "Police Force Name"' in said
    assert 'heading "Offence Expired" is new' in refusal(
        write(line() + ",x", headings=HEADINGS + ",Offence Expired")
    )


def as_row(text):
    *cells, code, number = text.replace('"', "").split(",")
    return [*cells, int(code) if code.isdigit() else code, float(number)]


def test_the_workbook_reads_as_its_sheets_do(workbook):
    file = workbook(
        {
            "Notes": [["About this table"]],
            "2023_24": [HEADINGS.split(","), as_row(line("7", SLAVERY, year="2023/24"))],
            "2024-25": [HEADINGS.split(","), as_row(line("-1")), as_row(line("4", quarter=2))],
        }
    )
    quarters = recorded_crime.force_quarters(file)
    assert quarters["offences"].tolist() == [7, -1, 4]
    assert quarters["offence_code"].tolist() == ["106", "28A", "28A"]


def test_a_workbook_with_another_year_in_a_sheet_or_a_sheet_short_is_refused(workbook):
    said = refusal(workbook({"2023_24": [HEADINGS.split(","), as_row(line("7"))]}))
    assert 'sheet "2023_24", column "Financial Year", row 2: found "2024/25", expected "2023/24"' in said
    said = refusal(workbook({"Contents": [["x"]], "Notes": [["y"]]}))
    assert "no sheet is named after a financial year" in said and "Seen: Contents, Notes" in said


@pytest.mark.real
def test_the_real_open_data_table(real):
    quarters = recorded_crime.force_quarters(
        SourceFile(real("crime/prc-pfa-mar2013-onwards-tables201718.csv"))
    )
    assert len(quarters) == 23_068
    assert quarters["force_name"].nunique() == 48
    assert quarters.loc[quarters["territorial"], "force_name"].nunique() == 43
    assert (quarters["offences"] == 0).sum() == 5_792
    assert (quarters["offences"] < 0).sum() == 36
    warwickshire = quarters[quarters["force_name"] == "Warwickshire"]
    assert len(warwickshire) == 524
    by_quarter = warwickshire.groupby("period_start")["offences"].sum()
    assert by_quarter.tolist() == [10_684, 11_043, 10_421, 9_263] and by_quarter.sum() == 41_411

    def code(wanted):
        return warwickshire.loc[warwickshire["offence_code"] == wanted, "offences"].tolist()

    assert code("106") == [4, 9, 6, 4]
    assert code("72") == [0, 0, 0, 0]
    assert code("71") == [1, 2, 2, 1]
    held = quarters.groupby("force_name")["financial_quarter"].agg(lambda found: sorted(found.unique()))
    assert held[held.str.len() < 4].to_dict() == {"Financial Fraud Action UK": [1], "UK Finance": [2, 3, 4]}
