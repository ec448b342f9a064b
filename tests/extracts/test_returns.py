"""Returns of providers: what is counted, and what is refused by file, cell and rule without a value."""

import datetime
import re

import pandas as pd
import pytest

from analysis import settings
from analysis.errors import MissingSourceError
from analysis.extracts import counts, definitions, fields, mapping, stored_counts, templates
from tests.extracts.office import SECRET, Office
from tests.sources.refusals import lacks

SECTION = """
[support.harbour]
files = ["support_harbour_{quarter}.csv", "support_harbour_{quarter}.xlsx"]
supplier = "Harbour Support"
ignored = ["Team"]
unmapped_share = 0.25

[support.harbour.definitions]
"Contacted safely" = "Any contact, a message left included"

[support.harbour.fields.quarter]
headings = ["Period"]
dates = ["%d/%m/%Y"]
values = { "Jan-Mar 2026" = "2026-Q1" }

[support.harbour.fields.stage]
headings = ["Stage"]
values = { "Spoken to" = "Contacted safely", "Rang back" = "Contacted safely" }
totals = ["All stages", "Total"]

[support.harbour.fields.domestic_abuse]
headings = ["DA"]
unknown = ["n/k"]
totals = ["Total"]

[support.harbour.fields.count]
headings = ["Clients"]
"""
PEOPLE = SECTION[: SECTION.index("\n[support.harbour.fields.count]")].replace(
    'totals = ["All stages", "Total"]\n', ""
).replace('totals = ["Total"]\n', "")  # fmt: skip
ETHNIC = """
[needs.harbour]
files = ["needs_harbour_{quarter}.csv"]
supplier = "Harbour Support"

[needs.harbour.fields.quarter]
headings = ["Period"]

[needs.harbour.fields.ethnic_group]
headings = ["Ethnicity"]
values = { "A1" = "Asian", "W1" = "White", "A4" = "Asian", "O1" = "Asian", "O2" = "Other", "O9" = "Other" }

[needs.harbour.fields.count]
headings = ["Needs"]
"""
HEADINGS = ["Period", "Stage", "DA", "Clients"]
ROWS = [["Jan-Mar 2026", "Referred", "yes", 4], ["Jan-Mar 2026", "Referred", "no", 9],
        ["Jan-Mar 2026", "Spoken to", "yes", 3], ["Jan-Mar 2026", "Rang back", "yes", 2]]  # fmt: skip


class Returns(Office):
    """An office that is given the returns of providers."""

    columns, headings, kind, stem = SECTION, HEADINGS, "support", "support_harbour"


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    return Returns(tmp_path)


def changed(row, column, value):
    """Return the rows with one cell made another."""
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return rows


# What is counted


def test_a_return_is_counted_by_its_words_and_bears_its_providers_name(office):
    office.csv(ROWS)
    assert office.by("provider", "stage", "domestic_abuse") == {
        ("Harbour Support", "Contacted safely", "yes"): 5,
        ("Harbour Support", "Referred", "no"): 9,
        ("Harbour Support", "Referred", "yes"): 4,
    }
    assert set(office.counts().frame["state"]) == {"Not supplied"}
    assert definitions("sampleshire", "support") == [
        ("Harbour Support", "Contacted safely", "Any contact, a message left included")
    ]


def test_a_row_a_person_is_counted_and_a_return_of_nobody_is_known_as_one(office):
    office.csv([["2026-Q1", "Referred", "no", 0]])
    found = office.counts()
    assert found.quarters == ("2026-Q1",) and not len(found.frame)
    assert office.explained().left_out == {"a count of zero": 1}
    office.map(PEOPLE)
    rows = [["03/02/2026", "Referred", "yes", "North"], ["31/03/2026", "Referred", "n/k", ""]]
    office.csv(rows, ["Period", "Stage", "DA", "Team"])
    assert office.by("stage", "domestic_abuse") == {("Referred", "yes"): 1, ("Referred", "Unknown"): 1}


# Values in no list


@pytest.mark.parametrize(("people", "stops"), [(6, False), (7, True)])
def test_the_share_is_of_the_people_where_a_row_stands_for_many(office, people, stops):
    office.csv([*ROWS, ["2026-Q1", SECRET, "no", people]])  # of 18 others: 6 are a quarter of 24
    if stops:
        assert "1 of 5 cells, first B6, hold a value that it does not list" in office.refusal()
    else:
        assert sum(office.by("stage").values()) == 18


# The same people twice


def test_two_sections_of_one_supplier_or_for_one_file_are_refused(office):
    again = SECTION.replace("support.harbour", "support.again")
    office.map(SECTION + again.replace("r Support", "r  SUPPORT"))
    said = office.refusal()
    assert said.startswith("columns.toml, [support.again]: the supplier is that of columns.toml, ")
    assert "counted twice" in said
    office.map(SECTION + again.replace("Harbour Support", "Other Support").replace('"Stage"', '"Phase"'))
    office.csv(ROWS)
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv: is a file of columns.toml, [support.harbour] and of")


@pytest.mark.parametrize(("again", "count"), [("Referred", 4), ("REFERRED", 5), (" Referred", 4)])
def test_one_row_twice_is_refused(office, again, count):
    office.csv([*ROWS, ["Jan-Mar 2026", again, "yes", count]])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv, cell D6: the row differs from row 2 by its count al")
    assert "Was a month or a provider put in twice?" in said


def test_rows_that_differ_by_a_column_that_is_ignored_are_two(office):
    rows = [["2026-Q1", "Referred", "yes", 2, team] for team in ("North", "South")]
    office.csv(rows, [*HEADINGS, "Team"])
    assert office.by("stage") == {"Referred": 4}


def test_a_copy_of_a_sheet_is_refused(office):
    office.workbook(Return=[HEADINGS, *ROWS], Copy=[HEADINGS, *ROWS])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.xlsx, sheet 2: holds the same rows as ")
    office.workbook(Return=[HEADINGS, *ROWS], More=[HEADINGS, *changed(0, 3, 5)])
    assert sum(office.by("stage").values()) == 37


# Periods and dates


def test_a_period_that_overlaps_another_return_is_refused(office):
    office.map(PEOPLE)
    rows = [[day, "Referred", "no"] for day in ("31/12/2025", "01/01/2026", "02/04/2026")]
    office.csv(rows, HEADINGS[:3])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv, cell A2: is dated outside 2026-Q1")
    assert "2 such rows" in said and "counted twice" not in said and "has these rows already" in said
    office.csv(rows[1:2], HEADINGS[:3])
    assert office.by("stage") == {"Referred": 1}
    office.csv(rows[1:2], HEADINGS[:3], name="support_harbour_2026-Q2.csv")
    assert "cell A2: is dated outside 2026-Q2" in office.refusal()


def test_one_day_in_the_other_order_stops_a_column_that_could_be_misread(office):
    office.map(PEOPLE)
    rows = [[f"{day:02d}/02/2026", "Referred", "no"] for day in range(1, 25)]
    office.csv([*rows, ["02/25/2026", "Referred", "no"]], HEADINGS[:3])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv, cell A26: has day and month the other way round")
    assert "1 such cell, and" in said and "02/25" not in said


def test_with_both_orders_listed_a_day_that_reads_two_ways_is_left_out_or_stops(office):
    office.map(PEOPLE.replace('["%d/%m/%Y"]', '["%d/%m/%Y", "%m/%d/%Y"]'))
    clear = [[day, "Referred", "no"] for day in ("13/02/2026", "02/25/2026", "28/03/2026")]
    office.csv([*clear, ["01/05/2026", "Referred", "no"]], HEADINGS[:3])
    assert office.by("stage") == {"Referred": 3}
    assert office.explained().left_out == {"a date that can be read in two ways": 1}
    office.csv([*clear, ["01/05/2026", "Referred", "no"], ["01/06/2026", "Referred", "no"]], HEADINGS[:3])
    assert "2 of 5 cells, first A5, hold a date that can be read in two ways" in office.refusal()


@pytest.mark.parametrize(("last", "refused"), [(12, True), (13, False)])
def test_dates_that_a_spreadsheet_turned_round_are_refused(office, last, refused):
    office.map(PEOPLE)
    as_dates = [datetime.date(2026, 1, day) for day in (1, 4, 7, 9, last)]
    as_texts = [f"{day}/02/2026" for day in (13, 15, 19, 22, 28)]
    office.workbook(Return=[HEADINGS[:3], *([day, "Referred", "no"] for day in [*as_dates, *as_texts])])
    if refused:
        said = office.refusal()
        assert said.startswith("support_harbour_2026-Q1.xlsx, sheet 1, column A: every cell that is a")
        assert "turned day and month round" in said
    else:
        assert office.by("stage") == {"Referred": 10}


# Totals and counts


@pytest.mark.parametrize("word", ["Total", "grand total", "All stages"])
def test_a_row_labelled_total_in_place_of_a_quarter_is_said_before_any_sum(office, word):
    office.csv([*ROWS, [word, "Total", "Total", 99]])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv, cell A6: ")
    assert not lacks(said, "total where a quarter belongs", "1 such row", "Take the row out")


TOTAL_LEFT_OUT = "a total of other rows, which agrees with them"


def test_totals_that_add_up_are_left_out_and_explained(office):
    totals = [["Total", "yes", 9], ["Spoken to", "Total", 3], ["All stages", "Total", 18]]
    office.csv([*ROWS, *(["2026-Q1", *total] for total in totals)])
    assert office.by("stage") == {"Contacted safely": 5, "Referred": 13}
    assert office.explained().left_out == {TOTAL_LEFT_OUT: 3}
    # A blank row is no total where a blank stands for all.
    office.map(SECTION.replace('totals = ["Total"]', 'totals = ["Total", ""]'))
    office.csv([*ROWS, ["", "", "", ""], ["2026-Q1", "Total", "", 18]])
    assert sum(office.by("stage").values()) == 18
    assert office.explained().left_out == {"a blank row": 1, TOTAL_LEFT_OUT: 1}


@pytest.mark.parametrize("total", [["Total", "yes", 8], ["Spoken to", "Total", 5], ["Total", "Total", 17]])
def test_a_total_that_does_not_add_up_is_refused(office, total):
    office.csv([*ROWS, ["2026-Q1", *total]])
    assert "cell D6: the total is not the sum of the rows" in office.refusal()


def test_totals_of_a_month_are_of_that_month(office):
    rows = [[f"01/0{month}/2026", "Referred", flag, 2] for month in (1, 2) for flag in ("yes", "no")]
    office.csv([*rows, ["01/02/2026", "Referred", "Total", 4], ["2026-Q1", "Referred", "Total", 8]])
    assert office.by("stage") == {"Referred": 8}
    office.csv([*rows, ["01/02/2026", "Referred", "Total", 8]])
    assert "cell D6: the total is not the sum" in office.refusal()


@pytest.mark.parametrize(
    ("count", "what"),
    [
        (-3, "a number below zero"),
        (2.5, "a number with decimals, such as a share or a rate,"),
        ("12%", "a percentage where a count belongs"),
        ("1,024", "a number with a comma in it"),
        ("<5", "no whole number"),
        ("", "no whole number"),
    ],
)
def test_what_is_no_count_is_refused_by_its_kind(office, count, what):
    office.csv(changed(1, 3, count))
    said = office.refusal()
    assert said.startswith(f'support_harbour_2026-Q1.csv, column "Clients": cell D3 holds {what}; 1 in all.')
    assert "ask the supplier" in said
    rows = changed(1, 3, count)
    rows[2][3] = "12%" if count == "<5" else "*"
    office.csv(rows)
    assert f"cell D3 holds {what}; 2 in all" in office.refusal(), "the first cell decides what is said"


# Quarters that one supplier has not sent


def test_a_quarter_that_one_supplier_has_not_sent_stands_without_it_and_says_so(office):
    office.map(SECTION + SECTION.replace("harbour", "lantern").replace("Harbour Support", "Lantern Service"))
    for quarter in ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"):
        rows = [[quarter, *row[1:]] for row in ROWS]
        office.csv(rows, name=f"support_harbour_{quarter}.csv")
        if quarter in ("2025-Q4", "2026-Q1"):
            office.csv(rows, name=f"support_lantern_{quarter}.csv")
    found = office.counts()
    # 2025-Q3 is before the first that both have sent: the series begins there.
    assert found.quarters == ("2025-Q4", "2026-Q1", "2026-Q2")
    assert found.waiting == {"2026-Q2": ("Lantern Service",)}
    clients = found.frame.groupby("quarter")["clients"].sum()
    assert clients["2026-Q1"] == 2 * clients["2026-Q2"] > 0
    assert office.counts("2026-Q1").waiting == {}
    name = stored_counts.keep(counts.kept_as("support"), "sampleshire", "2026-Q2", found.frame, ["2026-Q2"])
    assert office.counts(kept={"2026-Q2": name}).waiting == {}
    assert ("Harbour Support", "support", "2026-Q2") in counts.received("sampleshire")
    office.csv([["2026-Q2", *row[1:]] for row in ROWS], name="support_lantern_2026-Q2.csv")
    late = ("Lantern Service", "support", "2026-Q2")
    assert late not in counts.received("sampleshire"), "what was published stands without it"


def test_a_supplier_that_has_sent_nothing_takes_nothing_from_the_others(office):
    office.map(SECTION + SECTION.replace("harbour", "lantern").replace("Harbour Support", "Lantern Service"))
    with pytest.raises(MissingSourceError, match="Harbour Support"):
        office.counts()
    for quarter in ("2025-Q4", "2026-Q1"):
        office.csv([[quarter, *row[1:]] for row in ROWS], name=f"support_harbour_{quarter}.csv")
    found = office.counts()
    assert found.quarters == ("2025-Q4", "2026-Q1") and found.supplier == "Harbour Support"
    assert found.waiting == dict.fromkeys(found.quarters, ("Lantern Service",))


# Ethnic groups out of two lists


def needs(*codes):
    return [["2026-Q1", code, number] for number, code in enumerate(codes, start=1)]


NEEDS = {"headings": ["Period", "Ethnicity", "Needs"], "name": "needs_harbour_2026-Q1.csv"}


def test_two_lists_of_ethnic_groups_in_one_column_are_refused_one_is_read(office):
    office.map(ETHNIC.replace('"O2" = "Other"', '"O2" = "Other", "o2 Arab" = "Other"'))
    for newer, older in (("A4", "O1"), ("O2", "o1"), ("A4 - Chinese", "o1"), ("o2 Arab", "O1")):
        office.csv(needs("W1", newer, older), **NEEDS)
        said = office.refusal("needs")
        assert said.startswith(
            "needs_harbour_2026-Q1.csv, cell B4: holds O1, a code of the list of 16 ethnic"
        )
        assert f"{newer[:2].upper()} of the list of 18 too; 1 such cell with O1" in said
    # Chinese is Asian in both lists.
    for codes in (("W1", "O1", "O9"), ("W1", "A4", "O2")):
        office.csv(needs(*codes), **NEEDS)
        assert office.by("ethnic_group", kind="needs") == {"White": 1, "Asian": 2, "Other": 3}


def test_chinese_of_the_older_list_is_not_taken_for_another_group(office):
    office.map(ETHNIC.replace('"O1" = "Asian"', '"O1" = "Other"'))
    office.csv(needs("W1", "O1"), **NEEDS)
    said = office.refusal("needs")
    assert said.startswith("needs_harbour_2026-Q1.csv, cell B3: holds O1")
    assert not lacks(said, "Chinese", 'columns.toml maps it to "Other"', 'Map it to "Asian"')


@pytest.mark.parametrize("code", ["O1", "A4", "O2"])
def test_a_code_of_either_list_that_the_mapping_lacks_is_always_refused(office, code):
    office.map(re.sub(rf'"{code}" = "\w+", ', "", ETHNIC))
    office.csv(needs("W1", code), **NEEDS)
    said = office.refusal("needs")
    assert said.startswith(f"needs_harbour_2026-Q1.csv, cell B3: holds {code}")
    assert not lacks(said, "columns.toml does not list", "1 such cell", 'under the field "ethnic_group"')


def test_an_unmapped_code_of_the_older_list_may_be_listed_as_unknown(office):
    office.csv(needs("W1", "A4", "O1"), **NEEDS)
    section = ETHNIC.replace('"O1" = "Asian", ', "")
    office.map(section.replace('= "Other" }', '= "Other" }\nunknown = ["O1"]'))
    assert office.by("ethnic_group", kind="needs")["Unknown"] == 3


# People


@pytest.mark.parametrize("column", [1, 3, 4])
def test_a_return_with_a_person_in_a_heading_or_cell_is_refused_by_its_cell(office, column):
    rows = [[*row, "North"] for row in ROWS]
    office.csv(rows, [*HEADINGS, "Client surname"])
    said = office.refusal()
    assert said.startswith("support_harbour_2026-Q1.csv, cell E1: the heading") and "is never let in" in said
    rows[2][column] = f"Mrs {SECRET}"
    office.csv(rows, [*HEADINGS, "Team"])
    said = office.refusal()
    assert said.startswith(f"support_harbour_2026-Q1.csv, cell {'ABCDE'[column]}4: holds what looks like")
    assert "never let in" in said


# The mapping of a return


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Any contact, a message left included", "Any contact at all",
         'field "definitions", "Contacted safely": expected one of: Asked whether it was safe to talk; '),
        ('"Contacted safely" = "Any', '"Contacted safly" = "Any',
         '"Contacted safly" has no definitions to choose from. Nearest: "Contacted safely".'),
        ('"Contacted safely" = "Any contact, a message left included"', '"Contacted safely" = 3',
         'field "Contacted safely": found 3, expected text in quotation marks'),
        ('[support.harbour.fields.count]\nheadings = ["Clients"]', "",
         "only a table of counts has totals. Map the field count."),
        ("[support.harbour.fields.domestic_abuse]", "[support.harbour.fields.provider]",
         "is not mapped. It is what the section says under supplier"),
        ('unknown = ["n/k"]', 'unknown = ["n/k", "Total"]', 'the value "total" is a label and a total'),
        ("Harbour Support", "07700 900123", 'field "supplier": is printed as it stands'),
        ("Harbour Support", "Total", 'field "supplier": is printed as it stands'),
        ('"Spoken to" = "Contacted safely"', '"Spoken to" = "Contacted"',
         '"Contacted" is not a label of stage. Nearest: "Contacted safely".'),
    ],
)  # fmt: skip
def test_a_section_that_says_what_is_not_known_is_refused(office, old, new, says):
    assert old in SECTION
    office.map(SECTION.replace(old, new))
    said = office.refusal()
    assert said.startswith("columns.toml") and says in said


# What a provider can fill in

FILLED = {
    "support": (["2026-Q1", "Offered by the police", "Needs met", "Need met", "Earlier", "Robbery", "no",
                 "no", "18-24", "Female", "White", "no", 7],
                ["2026-Q1", "Came by themselves", "Referred", "Waiting", "Not recorded by the police",
                 "Unknown", "yes", "Not asked", "65 and over", "Male", "Not stated", "yes", 2]),
    "needs": (["2026-Q1", "Finance and benefits", "Not met: service full", "Theft", "18-24", "Female",
               "White", "no", "Refused", "Not asked", "no", 7],
              ["2026-Q1", "Social interactions", "Met", "Theft", "65 and over", "Male", "Not stated", "yes",
               "Hindu", "Unknown", "yes", 2]),
    "safe_accommodation": (["2026-Q1", "Supported", "In the area", 7],
                           ["2026-Q1", "Not supported: no space", "Outside the area", 2]),
    "survey": (["2026-Q1", "Victims", "no", "Kept informed about the case", "Disagree", 7],
               ["2026-Q1", "Professionals", "Not asked", "Age band", "25-34", 2]),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILLED)
def test_a_template_that_was_filled_in_is_read_by_the_mapping_template(office, kind):
    office.folder.joinpath("columns.toml").unlink()
    templates.write("columns", office.folder)
    written = templates.write(kind, office.folder).read_text(encoding="utf-8-sig")
    (one,) = mapping.read(office.folder, "sampleshire", kind)
    name = one.files[0].replace("{quarter}", "2026-Q1")
    assert name in written
    body = "".join(",".join(map(str, row)) + "\n" for row in FILLED[kind])
    (office.folder / name).write_text(written, encoding="utf-8-sig")
    assert "holds no rows" in office.refusal(kind)
    (office.folder / name).write_text(written + body, encoding="utf-8-sig")
    headings = written.splitlines()[-1].split(",")
    unit = fields.kinds()[kind].unit
    wanted = [dict(zip(headings, row, strict=True)) for row in FILLED[kind]]
    found = pd.DataFrame(office.counts(kind=kind).frame)
    found = found.rename(columns={unit: "count"})[headings].to_dict("records")
    assert sorted(found, key=str) == sorted(wanted, key=str)
    assert office.explained(kind).unmapped == {}


@pytest.mark.parametrize("kind", FILLED)
def test_a_template_explains_every_column_and_each_value_that_it_may_hold(kind):
    written = templates.content(kind)
    *comments, headings = written.splitlines()
    of_kind = fields.of_area("sampleshire", kind)
    asked = [name for name in of_kind if name != fields.kinds()[kind].supplied_by]
    assert headings.split(",") == ["quarter", *asked, "count"]
    for name in asked:
        (line,) = [line for line in comments if line.strip('"').startswith(f"# {name}: ")]
        assert of_kind[name].says and of_kind[name].says in line
        assert all(label in line for label in of_kind[name].labels)
    for ways in fields.kinds()[kind].definitions.values():
        assert all(way in written for way in ways)
