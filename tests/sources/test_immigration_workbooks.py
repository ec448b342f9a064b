"""The Home Office's workbooks by local authority read as their tables in CSV do, or are refused by place."""

import datetime

import pytest

from analysis.sources import immigration, inventory
from analysis.sources.files import SourceFile
from sampleshire.workbook import xlsx
from tests.sources.refusals import refusal

AS_AT = "Date (as at…)"
HEADINGS = [AS_AT, "Support Type", "UK Region", "Local Authority", "LAD Code", "Accommodation Type", "People"]
ROWS = [
    ["31 Mar 2026", "Section 95", "North Reach", "Quarrowby", "E07000903", "Dispersal Accommodation", 7],
    ["31 Mar 2026", "Section 98", "N/A", "N/A", "N/A", "Contingency - Hotel", 4],
    ["30 Jun 2026", "Section 95", "NORTH REACH", "Quarrowby", "E07000903", "Subsistence only", 3],
]
END = ["End of table"]
TITLE = ["Asy_D11: Asylum seekers in receipt of support by local authority"]
RESETTLED = ["Year", "Quarter", "UK Region", "LAD Code", "Local Authority", "Resettlement Scheme", "Persons"]
SUPPORT_NAME, RESETTLED_NAME = (
    "support-local-authority-datasets-jun-26.xlsx",
    "resettlement-local-authority-datasets-jun-26.xlsx",
)


def written(folder, rows, name=SUPPORT_NAME, sheet="Data - Asy_D11"):
    path = folder / name
    path.write_bytes(xlsx({"Cover": [["Invented data"]], sheet: rows}))
    return SourceFile(path)


def test_a_workbook_reads_as_the_csv_of_it_with_the_same_names_of_accommodation(tmp_path):
    path = tmp_path / "asylum_support_local_authority.csv"
    lines = ["Date,Year,Quarter,Support Type,UK Region,Local Authority,LAD Code,Accommodation Type,People"]
    days = {"31 Mar 2026": "2026-03-31,2026,1", "30 Jun 2026": "2026-06-30,2026,2"}
    lines += [",".join([days[row[0]], *map(str, row[1:])]) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    theirs = immigration.asylum_support(SourceFile(path))
    mine = immigration.asylum_support(written(tmp_path, [TITLE, HEADINGS, *ROWS, END]))
    assert mine.frame.equals(theirs.frame)
    assert mine.explained == theirs.explained
    assert "Contingency Accommodation - Hotel" in set(mine.frame["accommodation_type"])


@pytest.mark.parametrize("above", [[], [TITLE], [TITLE, ["Invented data"], []]])
def test_the_headings_are_found_by_what_they_are(tmp_path, above):
    read = immigration.asylum_support(written(tmp_path, [*above, HEADINGS, *ROWS, END]))
    assert read.frame["people_supported"].sum() == 14


def test_arrivals_have_the_last_day_of_their_quarter(tmp_path):
    rows = [TITLE, RESETTLED, [2024, "2024 Q3", "R", "E07000903", "Quarrowby", "Mandate Scheme", 5], END]
    frame = immigration.resettlement(written(tmp_path, rows, RESETTLED_NAME, "Data - Res_D01")).frame
    assert frame["quarter"].tolist() == ["2024-Q3"]
    assert frame["date"].dt.date.tolist() == [datetime.date(2024, 9, 30)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([TITLE, HEADINGS, *ROWS], 'has no last row "End of table"'),
        ([TITLE, [*HEADINGS[:-1], "Persons"], *ROWS, END], 'no sheet has the heading "People"'),
        ([TITLE, HEADINGS, ["31/03/2026", *ROWS[0][1:]], END], 'found "31/03/2026", expected a day such as'),
        ([TITLE, HEADINGS, ["30 Mar 2026", *ROWS[0][1:]], END], "the last day of a quarter"),
    ],
)
def test_a_sheet_that_is_not_as_published_is_refused(tmp_path, rows, says):
    assert says in refusal(lambda: immigration.asylum_support(written(tmp_path, rows)))


def test_a_quarter_that_is_not_of_its_year_is_refused(tmp_path):
    row = [2024, "2023 Q3", "R", "E07000903", "Quarrowby", "Mandate Scheme", 5]
    file = written(tmp_path, [TITLE, RESETTLED, row, END], RESETTLED_NAME)
    assert 'found "2023 Q3", expected 2026 Q1' in refusal(lambda: immigration.resettlement(file))


def test_an_inventory_tells_a_workbook_by_headings_and_its_period_by_rows(tmp_path):
    written(tmp_path, [TITLE, HEADINGS, *ROWS, END])
    (item,) = inventory.scan(tmp_path).files
    assert (item.card_id, item.period) == ("asylum_support", "2026-Q2")
    assert immigration.newest_quarter(written(tmp_path, [TITLE, ["People"], END], "x.xlsx")) == ""
