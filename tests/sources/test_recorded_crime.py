"""Recorded crime by force: counts as published, footnotes off, markers as states, nothing guessed."""

import pandas as pd
import pytest
import xlsxwriter

from analysis.errors import InputError
from analysis.sources import recorded_crime
from analysis.sources.files import SourceFile

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
def write(tmp_path):
    """Return a function that writes the open data table's sheet as a CSV."""

    def write(*lines, headings=HEADINGS):
        path = tmp_path / "prc-pfa.csv"
        path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
        return SourceFile(path)

    return write


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes sheets, each a list of rows, into a workbook."""

    def workbook(sheets, name="tables.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return SourceFile(path)

    return workbook


def refusal(read, file):
    with pytest.raises(InputError) as refused:
        read(file)
    return str(refused.value)


@pytest.mark.parametrize(
    ("written", "number"), [(" 4 ", 4), ("-00 ", 0), ("-1 ", -1), ("66776", 66_776), ("0", 0)]
)
def test_counts_are_read_through_their_padding(write, written, number):
    assert recorded_crime.force_quarters(write(line(written)))["offences"].tolist() == [number]


@pytest.mark.parametrize(
    ("quarter", "start"), [(1, "2024-04-01"), (2, "2024-07-01"), (3, "2024-10-01"), (4, "2025-01-01")]
)
def test_a_financial_quarter_starts_in_its_month(write, quarter, start):
    quarters = recorded_crime.force_quarters(write(line(quarter=quarter)))
    assert quarters["period_start"].tolist() == [pd.Timestamp(start)]


def test_the_turn_of_the_century_is_a_financial_year(write):
    assert len(recorded_crime.force_quarters(write(line(year="2099/00")))) == 1


@pytest.mark.parametrize(
    ("force", "territorial"),
    [
        ("Sampleshire", True),
        ("London, City of", True),
        ("Action Fraud", False),
        ("British Transport Police", False),
        ("CIFAS", False),
        ("Financial Fraud Action UK", False),
        ("UK Finance", False),
    ],
)
def test_those_that_have_no_area_are_kept_and_marked(write, force, territorial):
    quarters = recorded_crime.force_quarters(write(line(force=f'"{force}"')))
    assert quarters[["force_name", "territorial"]].values.tolist() == [[force, territorial]]


def test_a_code_twice_in_a_quarter_is_refused(write):
    said = refusal(recorded_crime.force_quarters, write(line(), line(quarter=2), line(" 5 ")))
    assert 'row 4: Sampleshire, 2024/25 quarter 1, code "28A" stands twice; 1 such' in said


def test_a_code_that_joins_four_stands_four_times(write):
    four = [line(number, HOMICIDE) for number in ("-00 ", "-00 ", " 1 ", " 2 ")]
    assert recorded_crime.force_quarters(write(*four))["offences"].sum() == 3
    assert "stands twice" in refusal(recorded_crime.force_quarters, write(*four, four[0]))


@pytest.mark.parametrize(
    "offence", [SLAVERY.replace("Modern slavery", "Forced labour"), SLAVERY.replace("106", "107")]
)
def test_modern_slavery_by_code_and_by_name_must_agree(write, offence):
    said = refusal(recorded_crime.force_quarters, write(line(), line(offence=offence)))
    assert "row 3: code" in said and 'but 106 and only 106 is "Modern slavery"' in said


def test_modern_slavery_is_read(write):
    assert recorded_crime.force_quarters(write(line(offence=SLAVERY)))["offence_code"].tolist() == ["106"]


@pytest.mark.parametrize("written", ["", "n/a", "1.5", "1,,5"])
def test_text_in_a_count_is_refused_with_its_row(write, written):
    written = f'"{written}"'
    said = refusal(recorded_crime.force_quarters, write(line(), line(written, quarter=2)))
    assert 'column "Number of Offences", row 3' in said and "expected a whole number" in said


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ({"year": "2024/26"}, "Financial Year"),
        ({"year": "2024"}, "Financial Year"),
        ({"quarter": 5}, "Financial Quarter"),
        ({"force": ""}, "Force Name"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_row(write, bad, column):
    said = refusal(recorded_crime.force_quarters, write(line(), line(**bad)))
    assert f'prc-pfa.csv, column "{column}", row 3: found' in said


def test_a_missing_heading_is_named_with_the_nearest(write):
    headings = HEADINGS.replace("Force Name", "Police Force Name")
    said = refusal(recorded_crime.force_quarters, write(line(), headings=headings))
    assert said == 'prc-pfa.csv: heading "Force Name" is missing. Nearest: "Police Force Name".'


def test_a_new_heading_is_named(write):
    said = refusal(
        recorded_crime.force_quarters, write(line() + ",x", headings=HEADINGS + ",Offence Expired")
    )
    assert 'heading "Offence Expired" is new' in said


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


def test_a_sheet_with_another_year_inside_is_refused(workbook):
    file = workbook({"2023_24": [HEADINGS.split(","), as_row(line("7"))]})
    said = refusal(recorded_crime.force_quarters, file)
    assert 'sheet "2023_24", column "Financial Year", row 2: found "2024/25", expected "2023/24"' in said


def test_a_workbook_without_a_sheet_for_a_year_lists_its_sheets(workbook):
    said = refusal(recorded_crime.force_quarters, workbook({"Contents": [["x"]], "Notes": [["y"]]}))
    assert "no sheet is named after a financial year" in said and "Seen: Contents, Notes" in said


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "tables.ods"
    path.write_text("<!DOCTYPE html><html></html>")
    assert "holds a web page" in refusal(recorded_crime.force_quarters, SourceFile(path))
    path.write_bytes(b"PK\x03\x04 and no more")
    assert "is not a workbook that can be read" in refusal(recorded_crime.force_area_tables, SourceFile(path))
    path.write_bytes(b"")
    assert "is empty" in refusal(recorded_crime.force_area_tables, SourceFile(path))


GROUPS = {
    "Violence against the person4": 300,
    "Homicide": 2,
    "Stalking and harassment 5": 40,
    "Sexual offences": 50,
    "Robbery": 10,
    "Theft offences": 400,
    "Burglary": 90,
    "Residential  burglary6": 60,
    "Criminal damage and arson": 100,
    "Drug offences": 20,
    "Possession of weapons offences": 5,
    "Public order offences": 80,
    "Miscellaneous crimes": 15,
}
TOTAL = 980
TITLE = "Police recorded crime by offence group and police force area, English regions and Wales, "
NOTES = [[f"{number}. A note."] for number in range(1, 10)]
FORCE = "E23000901"


def p1(rows=None, when="December 20241,2", groups=GROUPS):
    """Return table P1 with the header over two rows and a blank column, as ONS lays it out."""
    rows = [[FORCE, "Sampleshire7,8", TOTAL, "", *groups.values()]] if rows is None else rows
    return [
        [f"Table P1:  {TITLE}number of offences, year ending {when}"],
        [],
        ["England and Wales"],
        ["", "", "Total recorded crime (excluding fraud3)", "", "Victim-based crime"],
        ["Area Code", "Area Name", "", "", *groups],
        ["", "", "Numbers"],
        *rows,
        ["Source: Home Office"],
        *NOTES,
    ]


def p3(rows=None, when="December 20241,2", population="Population figures\n (mid-2023)3  rounded to 100"):
    rows = [[FORCE, "Sampleshire9", 65_000, 28_000, "", 15.1]] if rows is None else rows
    return [
        [f"Table P3: {TITLE}rate of offences, year ending {when}"],
        [],
        ["England and Wales"],
        [],
        ["Area Code", "Area Name", population, "Household figures", "", "Total recorded crime"],
        ["", "", "", "", "", "Rate per 1,000 population"],
        *rows,
        *NOTES,
    ]


def sheets(counts=None, rates=None):
    return {"Notes": [["PFA tables"]], "Table P1": counts or p1(), "Table P3 ": rates or p3()}


def with_cell(value, column=4):
    row = [FORCE, "Sampleshire", TOTAL, "", *GROUPS.values()]
    row[column] = value
    return [row]


def test_labels_lose_their_footnotes_and_levels_are_told_apart(workbook):
    table = recorded_crime.force_area_tables(workbook(sheets()))
    assert table["offence_group"].tolist() == [
        "Total recorded crime (excluding fraud)",
        "Violence against the person",
        "Homicide",
        "Stalking and harassment",
        "Sexual offences",
        "Robbery",
        "Theft offences",
        "Burglary",
        "Residential burglary",
        "Criminal damage and arson",
        "Drug offences",
        "Possession of weapons offences",
        "Public order offences",
        "Miscellaneous crimes",
    ]
    assert set(table["area_name"]) == {"Sampleshire"}
    assert table.groupby("level")["offences"].sum().to_dict() == {
        "group": TOTAL,
        "subgroup": 192,
        "total": TOTAL,
    }
    assert set(table["year_ending"]) == {"2024-12"}
    assert set(table["population"]) == {65_000} and set(table["population_year"]) == {2023}


@pytest.mark.parametrize(
    ("marker", "offences", "status"),
    [
        ("..", None, "not available"),
        (":", None, "not available"),
        ("+", None, "suppressed"),
        (0, 0, "shown"),
        ("-", 0, "shown"),
    ],
)
def test_a_marker_is_a_state_and_a_nought_is_a_nought(workbook, marker, offences, status):
    homicide = 5
    table = recorded_crime.force_area_tables(workbook(sheets(p1(with_cell(marker, homicide)))))
    found = table[table["offence_group"] == "Homicide"].iloc[0]
    assert found["status"] == status
    assert pd.isna(found["offences"]) if offences is None else found["offences"] == offences


@pytest.mark.parametrize("value", ["c. 300", 300.5, -3])
def test_what_is_no_count_is_refused_with_its_cell(workbook, value):
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(p1(with_cell(value)))))
    assert f'sheet "Table P1", cell E7, "Violence against the person": found "{value}"' in said


def test_groups_that_do_not_add_to_the_total_are_refused(workbook):
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(p1(with_cell(301)))))
    assert "the offence groups of Sampleshire add to 981, but its total is 980" in said


def test_a_group_that_is_gone_is_named_with_the_nearest(workbook):
    groups = {name.replace("Robbery", "Robberies"): count for name, count in GROUPS.items()}
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(p1(groups=groups))))
    assert 'sheet "Table P1": heading "Robbery" is missing. Nearest: "Robberies".' in said


def test_forces_regions_and_countries_are_told_apart_by_code(workbook):
    codes = {
        "K04000001": ("ENGLAND AND WALES8", "country"),
        "E92000001": ("ENGLAND", "country"),
        "E12000005": ("West Midlands ", "region"),
        "E23000014": ("West Midlands", "force"),
        "W15000004": ("Dyfed-Powys4", "force"),
        "W92000004": ("WALES", "country"),
        "": ("British Transport Police", "no area"),
    }
    counts = [[code, name, TOTAL, "", *GROUPS.values()] for code, (name, _) in codes.items()]
    rates = [[code, name, 1_000, 400, "", 9.8] for code, (name, _) in codes.items() if code]
    table = recorded_crime.force_area_tables(workbook(sheets(p1(counts), p3(rates))))
    kinds = table.drop_duplicates("area_code").set_index("area_code")["area_kind"].to_dict()
    assert kinds == {code: kind for code, (_, kind) in codes.items()}
    transport = table[table["area_kind"] == "no area"]
    assert transport["population"].isna().all() and transport["status"].eq("shown").all()


@pytest.mark.parametrize("code", ["", "E07000901", "Sampleshire"])
def test_an_unknown_code_is_refused_with_its_cell(workbook, code):
    rows = with_cell(code, column=0)
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(p1(rows))))
    assert f'sheet "Table P1", cell A7: found "{code}", expected the code of a force' in said


def test_a_code_twice_is_refused(workbook):
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(p1(with_cell(300) * 2))))
    assert f'cell A8: the code "{FORCE}" stands in row 7 too' in said


def test_an_area_without_a_population_row_is_named(workbook):
    rates = p3([["E23000902", "Westmark", 65_000, 28_000, "", 15.1]])
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(rates=rates)))
    assert f'sheet "Table P3": has no row for {FORCE}, which the sheet "Table P1" has; 1 such' in said


def test_a_workbook_without_the_sheet_lists_the_titles_it_has(workbook):
    said = refusal(recorded_crime.force_area_tables, workbook({"Notes": [["PFA tables"]], "Table P1": p1()}))
    assert "no sheet has the title of table P3" in said and 'Titles seen: "PFA tables"' in said


def test_a_sheet_is_found_by_its_title_whatever_its_name(workbook):
    table = recorded_crime.force_area_tables(workbook({"One": p3(), "Two": p1()}))
    assert len(table) == len(GROUPS) + 1


def test_a_header_that_is_not_there_is_refused(workbook):
    counts = p1()
    counts[4][1] = "Force"
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(counts)))
    assert 'sheet "Table P1": found no row with "Area Code" and "Area Name" in rows 3 to 7' in said


def test_a_population_without_its_year_is_refused(workbook):
    rates = p3(population="Population figures")
    assert "does not say the year" in refusal(recorded_crime.force_area_tables, workbook(sheets(rates=rates)))


def test_tables_of_two_years_in_one_workbook_are_refused(workbook):
    said = refusal(recorded_crime.force_area_tables, workbook(sheets(rates=p3(when="December 20231,2"))))
    assert "table P1 is of the year ending 2024-12 and table P3 of 2023-12" in said


@pytest.mark.parametrize(
    ("label", "without"),
    [
        ("Stalking and harassment5", "Stalking and harassment"),
        ("Stalking and harassment 5", "Stalking and harassment"),
        ("ENGLAND AND WALES8", "ENGLAND AND WALES"),
        ("Greater Manchester8,9", "Greater Manchester"),
        ("Residential burglary (households) 7,8,9", "Residential burglary (households)"),
        ("Residential burglary\n(households)7", "Residential burglary (households)"),
        ("Total recorded crime (excluding fraud4)", "Total recorded crime (excluding fraud)"),
        ("Population figures\n (mid-2016)4  rounded to 100", "Population figures (mid-2016)4 rounded to 100"),
        ("Rape of a female child under 9", "Rape of a female child under 9"),
        ("Robbery2024", "Robbery2024"),
        ("Year to March 2018", "Year to March 2018"),
        ("Non-residential  burglary", "Non-residential burglary"),
    ],
)
def test_only_footnotes_are_stripped(label, without):
    assert recorded_crime.without_footnotes(label, set(range(1, 10))) == without


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("number of offences, year ending March 181,2,3", "2018-03"),
        ("rate of offences, year ending March 20181,2,3", "2018-03"),
        ("number of offences, year ending December 20191,2", "2019-12"),
        ("number of offences, year ending June 2024", "2024-06"),
        ("number of offences, year ending March 18", "2018-03"),
        ("number of offences, year ending March 201", "2020-03"),
        ("number of offences, year ending March 202412,13", "2024-03"),
        ("number of offences", None),
    ],
)
def test_the_year_is_read_through_the_footnotes_glued_to_it(title, month):
    assert recorded_crime.year_ending(title) == month


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
    assert held[held.str.len() < 4].to_dict() == {
        "Financial Fraud Action UK": [1],
        "UK Finance": [2, 3, 4],
    }


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "when", "total", "violence", "country", "population_year"),
    [
        ("policeforceareatablesyearendingmarch2018v2.xlsx", "2018-03", 41_443, 11_939, 4_876_282, 2016),
        ("pfatablesdec19.xlsx", "2019-12", 42_014, 14_319, 5_013_284, 2018),
    ],
)
def test_the_real_workbooks(real, name, when, total, violence, country, population_year):
    table = recorded_crime.force_area_tables(SourceFile(real(f"crime/{name}")))
    assert set(table["year_ending"]) == {when} and set(table["population_year"]) == {population_year}
    warwickshire = table[table["area_code"] == "E23000017"].set_index("offence_group")["offences"]
    assert warwickshire[recorded_crime.TOTAL] == total
    assert warwickshire["Violence against the person"] == violence
    totals = table[table["level"] == "total"].set_index("area_code")
    assert totals.loc["K04000001", "offences"] == country
    kinds = totals["area_kind"].value_counts().to_dict()
    assert kinds == {"force": 43, "region": 9, "country": 3, "no area": 1}
    assert not table["area_name"].str.contains(r"\d").any()
    assert not table["offence_group"].str.contains(r"\d").any()
    groups = table[table["level"] == "group"].groupby("area_code")["offences"].sum()
    known = totals.index[totals["status"] == "shown"]
    assert groups[known].equals(totals.loc[known, "offences"])


@pytest.mark.real
def test_a_force_that_could_not_supply_data_is_not_available_and_no_nought(real):
    table = recorded_crime.force_area_tables(SourceFile(real("crime/pfatablesdec19.xlsx")))
    manchester = table[table["area_name"] == "Greater Manchester"]
    assert set(manchester["status"]) == {"not available"}
    assert manchester["offences"].isna().all() and manchester["population"].isna().all()
    assert (table["status"] != "shown").sum() == len(manchester)
