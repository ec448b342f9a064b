"""The Home Office's workbook: sheets by title and headings, blanks named as totals, faults by their cell."""

import pytest

import sampleshire
from analysis.sources import first_responders, home_office, nrm_decisions, nrm_workbook
from analysis.sources.files import SourceFile
from tests.sources.refusals import refusal

ADULT, CHILD, NOT_KNOWN = home_office.AGE_GROUPS
POLICE = "Table 13: NRM referrals by police first responder, exploitation type, age, gender and nationality"
LAST = ["Albanian", "UK", "Total"]
HEADER = ["Police first responder", "Exploitation type", "Age at exploitation", "Gender", *LAST]
BODY = [
    ["Total", "", "", "", 3, 3, 6],
    ["Sampleshire Police", "", "", "", 2, 3, 5],
    ["", "Criminal", "", "", 0, 3, 3],
    ["", "", CHILD, "", 0, 3, 3],
    ["", "", "", "Female", 0, 1, 1],
    ["", "", "", "Male", 0, 2, 2],
    ["", "Sexual, Labour & Domestic", "", "", 2, 0, 2],
    ["", "", ADULT, "", 2, 0, 2],
    ["", "", "", "Female", 2, 0, 2],
    ["British Transport Police", "", "", "", 1, 0, 1],
    ["", "Labour", "", "", 1, 0, 1],
    ["", "", ADULT, "", 1, 0, 1],
    ["", "", "", "Male", 1, 0, 1],
]
ABOVE = [[POLICE], ["This worksheet contains one table."], [""], [""], [""]]
NOTES = [[""], ["Note 1: figures are invented."]]
NEW = [*ABOVE, HEADER, *BODY, *NOTES]
BLANK = [""] * 4
COURSE = [
    ["Table 2: NRM referrals by quarter by age at exploitation and location of exploitation"],
    [""],
    ["", "", ADULT, *BLANK, CHILD, *BLANK, "Age not specified or unknown", *BLANK, "Total"],
    ["Year", "Quarter", *[*home_office.LOCATIONS, "Total"] * 3, ""],
    [2023, "", *[1, 2, 0, 4, 7] * 3, 21],
    ["", "Q4", *[1, 2, 0, 4, 7] * 3, 21],
    [2024, "", *[2, 4, 0, 8, 14] * 3, 42],
    ["", "Q1", *[1, 2, 0, 4, 7] * 3, 21],
    ["", "Q2", *[1, 2, 0, 4, 7] * 3, 21],
]


@pytest.fixture
def book(workbook):
    """Return a function that writes sheets of rows under the name of the publisher's workbook."""
    name = "national-referral-mechanism-statistics-uk-quarter-3-2023-tables.xlsx"
    return lambda **sheets: workbook(sheets, name)


def changed(rows, line, column, value):
    rows = [list(row) for row in rows]
    rows[line][column] = value
    return rows


def as_tuples(found):
    return list(found.frame.itertuples(index=False, name=None))


EXPECTED = [
    ("British Transport Police", "", "Labour", ADULT, "Male", "Albanian", 1),
    ("Sampleshire Police", "E23000901", "Criminal", CHILD, "Female", "UK", 1),
    ("Sampleshire Police", "E23000901", "Criminal", CHILD, "Male", "UK", 2),
    ("Sampleshire Police", "E23000901", "Sexual, Labour & Domestic", ADULT, "Female", "Albanian", 2),
]


# Found by title and headings


def test_blank_labels_are_totals_where_a_block_begins_and_go_on_elsewhere(book):
    found = home_office.nrm_referrals(book(Table_13=NEW))
    assert as_tuples(found) == EXPECTED
    assert found.whole and found.forces == ("E23000901",)
    assert found.rows == 3 * len(BODY)


def test_the_layout_before_2022_q4_has_other_headings_and_fewer_rows_above(book):
    title = "Table 12 - Details of NRM referrals by police first responders"
    claimed = ["First responder (Police)", "Claimed exploitation type", "Age group at exploitation"]
    header = ["", *claimed, *HEADER[3:]]
    old = [[title], [""], [""], header, *(["", *row] for row in BODY)]
    assert as_tuples(home_office.nrm_referrals(book(Table_12=old))) == EXPECTED


@pytest.mark.parametrize(("name", "above"), [("Table_13", 1), ("Table_40", 3), ("Police", 14)])
def test_a_sheet_may_be_renamed_or_renumbered_and_its_row_of_headings_may_move(book, name, above):
    moved = [[POLICE], *[[""]] * (above - 1), HEADER, *BODY]
    assert as_tuples(home_office.nrm_referrals(book(Cover=[["NRM referrals"]], **{name: moved}))) == EXPECTED


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Table_13": [[POLICE], *[[""]] * 14, HEADER, *BODY]},
         'in its first 15 rows, the headings "Police first responder"'),
        ({"Table_12": [["NRM referrals by UK county"], *NEW[1:]]}, 'Titles seen: "NRM referrals by UK'),
        ({"Table_13": NEW, "Table_14": NEW}, 'sheet "Table_13" and sheet "Table_14" are both such a table'),
    ],
)  # fmt: skip
def test_a_workbook_without_one_such_table_is_refused(book, sheets, said):
    assert said in refusal(home_office.nrm_referrals, book(**sheets))


# Faults, each by its cell


FIRST = len(ABOVE) + 1  # the row of the total, counted from zero


@pytest.mark.parametrize(
    ("line", "column", "value", "says"),
    [
        (FIRST + 4, 5, "c", 'cell F11: found "c", expected a whole number'),
        (FIRST + 4, 5, "*", "A marker for a hidden count is no count"),
        (FIRST + 4, 5, "", "cell F11: found a blank, expected a whole number"),
        (FIRST + 2, 1, "Piracy", '"Exploitation type", row 9: found "Piracy", expected Sexual, Labour'),
        (FIRST + 3, 2, "Child", 'column "Age at exploitation", row 10: found "Child", expected one of Adult'),
        (FIRST + 4, 3, "F", 'column "Gender", row 11: found "F", expected one of Female'),
        (FIRST + 4, 3, "Male", "appears in row 11 too"),
        (FIRST + 1, 6, 6, "row 8: Sampleshire Police, Total: has rows that do not add to its total"),
        (FIRST, 5, 4, "row 7: Police total"),
        (FIRST + 4, 5, 2, "row 10: Sampleshire Police, Criminal"),
        (FIRST - 1, 5, "", "cell F6: the column has values and no heading"),
        (FIRST - 1, 5, "Albanian", '"Albanian" is the heading of E6 too'),
        (FIRST - 1, 6, "Everybody", 'row 6: no heading "Total" after the nationalities'),
    ],
)
def test_a_fault_is_named_by_its_cell(book, line, column, value, says):
    assert says in refusal(home_office.nrm_referrals, book(Table_13=changed(NEW, line, column, value)))


def test_a_nationality_that_comes_in_is_counted_under_its_own_name(book):
    found = as_tuples(home_office.nrm_referrals(book(Table_13=changed(NEW, FIRST - 1, 5, "Polish"))))
    new = [tuple("Polish" if cell == "UK" else cell for cell in row) for row in EXPECTED]
    assert sorted(found) == sorted(new)


def test_first_responders_other_than_police_are_counted_listed_or_not(book):
    title = "Table 11: NRM referrals by government agency first responder, exploitation type"
    header = ["Government agency first responder", *HEADER[1:]]
    rows = [[title], header, [*BODY[0][:4], 1, 0, 1], ["National Crime Agency NCA", "", "", "", 1, 0, 1]]
    rows += BODY[-3:]
    found = home_office.nrm_referrals(book(T=rows), nrm_workbook.GOVERNMENT)
    assert found.frame["referrals"].sum() == 1 and found.forces == ()
    named = first_responders.named("National Crime Agency NCA", nrm_workbook.GOVERNMENT)
    assert named == "National Crime Agency"
    new = home_office.nrm_referrals(book(T=changed(rows, 3, 0, "Harbour Agency")), nrm_workbook.GOVERNMENT)
    assert new.frame["referrals"].sum() == 1 and set(new.frame["first_responder"]) == {"Harbour Agency"}


# The national courses


def test_years_stand_once_and_their_first_row_is_their_total(book):
    found = home_office.nrm_referrals_by_quarter(book(Table_2=COURSE)).frame
    sums = found.groupby("quarter")["referrals"].sum().to_dict()
    assert sums == {"2023-Q4": 21, "2024-Q1": 21, "2024-Q2": 21}
    assert set(found["age_group"]) == set(home_office.AGE_GROUPS)


@pytest.mark.parametrize(
    ("line", "column", "value", "says"),
    [
        (6, 0, 2023, "2023-Q1 appears after 2023-Q4"),  # as a real edition had its year mislabelled
        (6, 0, "20224", 'cell A7: found "20224", expected a year'),
        (7, 1, "Q5", 'cell B8: found "Q5", expected Q1'),
        (7, 2, "c", 'cell C8: found "c"'),
        (6, 2, 3, 'row 7: "Adult (18 or over) - Total" is not the sum of its parts'),
        (7, 17, 22, 'row 8: "Total" is not the sum of its parts'),
        (3, 2, "Elsewhere", 'heading "Adult (18 or over) - Overseas" is missing'),
    ],
)
def test_a_mislabelled_year_and_other_faults_of_the_course_are_refused(book, line, column, value, says):
    given = book(Table_2=changed(COURSE, line, column, value))
    assert says in refusal(home_office.nrm_referrals_by_quarter, given)


# Sampleshire's, in both layouts


@pytest.fixture(scope="module")
def workbooks(sampleshire_folder):
    found = (sampleshire_folder / "home-office").glob("national-referral-mechanism-*")
    return {f"{p.stem.split('-')[7]}-Q{p.stem.split('-')[6]}": SourceFile(p) for p in found}


@pytest.mark.parametrize("quarter", ["2022-Q3", "2025-Q4", "2026-Q1"])
def test_a_workbook_says_what_the_csv_of_its_quarter_says(workbooks, sampleshire_folder, quarter):
    name = f"nrm_referrals_police_{quarter.lower().replace('-', '_')}.csv"
    of_csv = home_office.nrm_referrals(SourceFile(sampleshire_folder / "home-office" / name))
    assert home_office.nrm_referrals(workbooks[quarter]).frame.equals(of_csv.frame)


def test_every_kind_of_first_responder_together_makes_the_national_course(workbooks):
    truth = sampleshire.truth()
    for quarter in ("2022-Q3", "2026-Q2"):
        sums = sum(
            home_office.nrm_referrals(workbooks[quarter], kind).frame["referrals"].sum()
            for kind in nrm_workbook.RESPONDER_TYPES
        )
        mine = truth["referrals_by_responder_type"]
        assert sums == mine.loc[mine["quarter"] == quarter, "referrals"].sum()
    course = home_office.nrm_referrals_by_quarter(workbooks["2026-Q2"]).frame
    assert sums == course.loc[course["quarter"] == "2026-Q2", "referrals"].sum()


@pytest.mark.parametrize("kind", nrm_decisions.KINDS)
def test_decisions_are_the_same_in_the_workbook_and_the_csv(workbooks, sampleshire_folder, kind):
    name = f"nrm_{kind.lower().replace(' ', '_')}.csv"
    of_csv = nrm_decisions.decisions_by_quarter(SourceFile(sampleshire_folder / "home-office" / name), kind)
    assert nrm_decisions.decisions_by_quarter(workbooks["2026-Q2"], kind).frame.equals(of_csv.frame)
    assert of_csv.explained == {"counted": 50, "totals of other rows": 13}
