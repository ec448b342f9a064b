"""ONS's force-area workbook: titles and headings find the tables, markers are states, and all adds up."""

import functools

import pandas as pd
import pytest

from analysis.sources import force_area_tables
from analysis.sources.files import SourceFile
from tests.sources import refusals

read = force_area_tables.force_area_tables
refusal = functools.partial(refusals.refusal, read)
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
    """Return table P3, in which every group has a rate as well: not available, but for the total's."""
    rows = [[FORCE, "Sampleshire9", 65_000, 28_000, "", 15.1]] if rows is None else rows
    return [
        [f"Table P3: {TITLE}rate of offences, year ending {when}"],
        [],
        ["England and Wales"],
        [],
        ["Area Code", "Area Name", population, "Household figures", "", "Total recorded crime", *GROUPS],
        ["", "", "", "", "", "Rate per 1,000 population"],
        *map(with_groups, rows),
        *NOTES,
    ]


def with_groups(row):
    return [*row, *[".."] * len(GROUPS)]


def sheets(counts=None, rates=None):
    return {"Notes": [["PFA tables"]], "Table P1": counts or p1(), "Table P3 ": rates or p3()}


def with_cell(value, column=4):
    row = [FORCE, "Sampleshire", TOTAL, "", *GROUPS.values()]
    row[column] = value
    return [row]


def test_labels_lose_their_footnotes_and_levels_are_told_apart(workbook):
    table = read(workbook(sheets()))
    labels = table["offence_group"].tolist()
    assert labels[0] == "Total recorded crime (excluding fraud)"
    assert labels[1:] == [" ".join(label.rstrip("0123456789 ").split()) for label in GROUPS]
    assert set(table["area_name"]) == {"Sampleshire"}
    sums = table.groupby("level")["offences"].sum().to_dict()
    assert sums == {"group": TOTAL, "subgroup": 192, "total": TOTAL}
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
def test_a_marker_is_a_state_and_a_zero_is_a_zero(workbook, marker, offences, status):
    table = read(workbook(sheets(p1(with_cell(marker, column=5)))))
    found = table[table["offence_group"] == "Homicide"].iloc[0]
    assert found["status"] == status
    assert pd.isna(found["offences"]) if offences is None else found["offences"] == offences


def test_groups_whose_total_is_not_given_are_kept_whatever_the_names_of_sheets(workbook):
    table = read(workbook({"One": p3(), "Two": p1(with_cell("..", column=2))}))
    assert table.set_index("level").loc["total", "status"] == "not available"
    assert table.loc[table["level"] == "group", "offences"].sum() == TOTAL


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
    times = {"K04000001": 3, "": 1}
    counts = [
        [code, name, *[n and n * times.get(code, 1) for n in (TOTAL, "", *GROUPS.values())]]
        for code, (name, _) in codes.items()
    ]
    rates = [
        [code, name, 1_000, 400, "", TOTAL * times.get(code, 1)] for code, (name, _) in codes.items() if code
    ]
    table = read(workbook(sheets(p1(counts), p3(rates))))
    kinds = table.drop_duplicates("area_code").set_index("area_code")["area_kind"].to_dict()
    assert kinds == {code: kind for code, (_, kind) in codes.items()}
    transport = table[table["area_kind"] == "no area"]
    assert transport["population"].isna().all() and transport["status"].eq("shown").all()


def headed(row, column, cell):
    counts = p1()
    counts[row][column] = cell
    return counts


ROBBERIES = {name.replace("Robbery", "Robberies"): count for name, count in GROUPS.items()}
TWICE = [*with_cell(300), ["Area Code", "Area Name", "", "", *GROUPS], *with_cell(300)]
SHARES = [[FORCE, "Sampleshire", 100.5, "", *[count / TOTAL * 100 for count in GROUPS.values()]]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        *(({"counts": p1(with_cell(value))}, f'cell E7, "Violence against the person": found "{value}"')
          for value in ("c. 300", 300.5, -3)),
        ({"counts": p1(with_cell(301))}, "the offence groups of Sampleshire add to 981, but its total is"),
        ({"counts": p1(groups=ROBBERIES)}, 'heading "Robbery" is missing. Nearest: "Robberies".'),
        *(({"counts": p1(with_cell(code, column=0))}, f'cell A7: found "{code}", expected the code of a')
          for code in ("", "E07000901")),
        ({"counts": p1(with_cell(300) * 2)}, f'cell A8: the code "{FORCE}" appears in row 7 too'),
        ({"counts": p1(TWICE)}, "cell A8: the headings appear a second time, after row 5"),
        ({"counts": p1(SHARES)}, "The sheet may hold percentages or rates, not counts."),
        ({"counts": headed(4, 1, "Force")}, 'found no row with "Area Code" and "Area Name" in rows 3 to 7'),
        *(({"counts": headed(5, 2, unit)}, f'row 6: says "{unit}" where "Numbers" belongs')
          for unit in ("Percentage change5", "Rate per 1,000 population", "%")),
        ({"rates": p3([["E23000902", "Westmark", 65_000, 28_000, "", 15.1]])},
         f'sheet "Table P3": has no row for {FORCE}, which the sheet "Table P1" has; 1 in all'),
        ({"rates": p3(population="Population figures")}, "does not say the year"),
        ({"rates": p3(when="December 20231,2")}, "table P1 is of the year ending 2024-12 and table P3 of"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_as_published_is_refused_with_the_place(workbook, given, said):
    assert said in refusal(workbook(sheets(**given)))


def test_a_workbook_without_the_sheet_lists_the_titles_it_has(workbook):
    said = refusal(workbook({"Notes": [["PFA tables"]], "Table P1": p1()}))
    assert "no sheet has the title of table P3" in said and 'Titles seen: "PFA tables"' in said


@pytest.mark.parametrize(
    ("label", "without"),
    [
        ("Stalking and harassment5", "Stalking and harassment"),
        ("Stalking and harassment 5", "Stalking and harassment"),
        ("Greater Manchester8,9", "Greater Manchester"),
        ("Residential burglary\n(households)7", "Residential burglary (households)"),
        ("Total recorded crime (excluding fraud4)", "Total recorded crime (excluding fraud)"),
        ("Population figures\n (mid-2016)4  rounded to 100", "Population figures (mid-2016)4 rounded to 100"),
        ("Rape of a female child under 9", "Rape of a female child under 9"),
        ("Robbery2024", "Robbery2024"),
        ("Year to March 2018", "Year to March 2018"),
    ],
)
def test_only_footnotes_are_stripped(label, without):
    assert force_area_tables.without_footnotes(label, set(range(1, 10))) == without


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("number of offences, year ending March 181,2,3", "2018-03"),
        ("rate of offences, year ending March 20181,2,3", "2018-03"),
        ("number of offences, year ending December 20191,2", "2019-12"),
        ("number of offences, year ending June 2024", "2024-06"),
        ("number of offences, year ending March 201", "2020-03"),
        ("number of offences, year ending March 202412,13", "2024-03"),
        ("number of offences", None),
    ],
)
def test_the_year_is_read_through_the_footnotes_glued_to_it(title, month):
    assert force_area_tables.year_ending(title) == month


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "when", "total", "violence", "country", "population_year", "rate"),
    [
        ("yearendingmarch2018v2", "2018-03", 41_443, 11_939, 4_876_282, 2016, 74.1389),
        ("dec19", "2019-12", 42_014, 14_319, 5_013_284, 2018, 73.5784),
    ],
)
def test_the_real_workbooks(real, name, when, total, violence, country, population_year, rate):
    stem = "policeforceareatables" if "ending" in name else "pfatables"
    table = read(SourceFile(real(f"crime/{stem}{name}.xlsx")))
    assert set(table["year_ending"]) == {when} and set(table["population_year"]) == {population_year}
    warwickshire = table[table["area_code"] == "E23000017"].set_index("offence_group")["offences"]
    assert warwickshire[force_area_tables.TOTAL] == total
    assert warwickshire["Violence against the person"] == violence
    totals = table[table["level"] == "total"].set_index("area_code")
    assert totals.loc["K04000001", "offences"] == country
    own = totals.loc["E23000017"]
    assert own["rate_per_1000"] == pytest.approx(rate, abs=1e-4)
    assert own["offences"] * 1_000 / own["population"] == pytest.approx(rate, rel=1e-4)
    kinds = totals["area_kind"].value_counts().to_dict()
    assert kinds == {"force": 43, "region": 9, "country": 3, "no area": 1}
    assert not (table["area_name"] + table["offence_group"]).str.contains(r"\d").any()
    groups = table[table["level"] == "group"].groupby("area_code")["offences"].sum()
    known = totals.index[totals["status"] == "shown"]
    assert groups[known].equals(totals.loc[known, "offences"])


@pytest.mark.real
def test_a_force_that_could_not_supply_data_is_not_available_and_no_zero(real):
    table = read(SourceFile(real("crime/pfatablesdec19.xlsx")))
    manchester = table[table["area_name"] == "Greater Manchester"]
    assert set(manchester["status"]) == {"not available"}
    assert manchester["offences"].isna().all() and manchester["population"].isna().all()
    assert (table["status"] != "shown").sum() == len(manchester)


def region(force=TOTAL):
    codes = {"K04000001": TOTAL, "E12000005": TOTAL, "E23000014": force}
    names = dict(zip(codes, ("ENGLAND AND WALES", "West Midlands", "West Midlands"), strict=True))
    rows = []
    for code, total in codes.items():
        groups = dict(GROUPS) | {"Sexual offences": 50 + total - TOTAL}
        rows.append([code, names[code], total, "", *groups.values()])
    return p1(rows), p3([[code, names[code], 1_000, 400, "", total] for code, total in codes.items()])


def test_forces_add_to_their_region_and_one_without_figures_is_in_no_total(workbook):
    said = refusal(workbook(sheets(*region(force=979))))
    assert 'sheet "Table P1", Total recorded crime (excluding fraud): the parts of West Midlands ' in said
    assert "(West Midlands) add to 979, but West Midlands has 980." in said
    counts, rates = region()
    silent = ["E23000015", "Staffordshire8,9", "..", "", *[".."] * len(GROUPS)]
    counts.insert(9, silent)
    rates.insert(9, with_groups(["E23000015", "Staffordshire", 500, 200, "", ".."]))
    table = read(workbook(sheets(counts, rates)))
    assert (table.loc[table["area_code"] == "E23000015", "status"] == "not available").all()


# 980 offences among 65,000 people, who may be 64,950 or 65,050: 15.0654 to 15.0886 per 1,000 and half an
# offence either side.
@pytest.mark.parametrize(
    ("rate", "kept"), [(15.05, False), (15.06, True), (15.0769, True), (15.09, True), (15.11, False)]
)
def test_the_publishers_own_rate_stands_beside_the_count_that_it_is_of(workbook, rate, kept):
    rates = p3([[FORCE, "Sampleshire", 65_000, 28_000, "", rate]])
    rates[4][5] = "Total recorded crime (excluding fraud3)"
    given = workbook(sheets(rates=rates))
    if kept:
        assert read(given).set_index("level")["rate_per_1000"].dropna().to_dict() == {"total": rate}
    else:
        said = refusal(given)
        assert 'sheet "Table P3": the rate of Sampleshire' in said and "table P1 has 980; 1 in all" in said


@pytest.mark.parametrize("table", ["counts", "rates"])
def test_a_column_that_one_of_the_two_tables_lost_is_missed(workbook, table):
    held = {"counts": p1(), "rates": p3()}
    homicide = held[table][4].index("Homicide")
    for row in held[table][4:]:
        del row[homicide : homicide + 1]
    said = refusal(workbook(sheets(**held)))
    assert 'sheet "Table P1": has ' in said and "columns, where table P3 has" in said
