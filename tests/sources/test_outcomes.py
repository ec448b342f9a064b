"""Outcomes open data: two counts that never mix, type 0 apart, markers as reasons, and no quarter lost."""

import functools

import pandas as pd
import pytest

from analysis.sources import outcomes
from analysis.sources.outcome_types import outcome_types
from sampleshire.outcomes import HEADINGS, OLDER
from tests.sources import refusals

RECORDED, CLOSED = HEADINGS[-2:]
OURS = ["outcomes_recorded_in_quarter", "outcomes_closed_in_quarter"]
OFFENCE = ["46", "Shoplifting", "Theft offences", "Shoplifting"]
SLAVERY = ["106", "Modern slavery", "Violence against the person", "Violence without injury"]


def row(
    kind=1, recorded=4, closed=3, quarter=1, force="Sampleshire", year="2024/25", offence=OFFENCE, flag=""
):
    closed = "N/A" if kind == 0 and closed == 3 else closed
    return [year, quarter, force, *offence, flag, kind, "An outcome", "A group", recorded, closed]


def four_quarters(**how):
    return [row(quarter=number, **how) for number in (1, 2, 3, 4)]


@pytest.fixture
def workbook(workbook):
    """Return a function that writes rows under the headings into a workbook with a cover and notes."""

    def write(*rows, headings=HEADINGS, above=()):
        front, table = [["Police recorded crime outcomes"]], [*above, headings, *rows]
        sheets = {"Cover": front, "Notes": front, "Outcomes_open_data_2024-25": table}
        return workbook(sheets, "prc-outcomes-open-data-mar2025-tables.xlsx")

    return write


@pytest.fixture
def text(given):
    """Return a function that writes rows under the headings into a CSV."""

    def text(*rows, headings=HEADINGS):
        lines = [",".join(f'"{cell}"' for cell in cells) for cells in [headings, *rows]]
        return given("\n".join(lines) + "\n", "prc-outcomes-open-data-mar2025-tables.csv")

    return text


@pytest.fixture(params=["workbook", "text"])
def file(request):
    """Return a function that writes rows in one of the publisher's two forms."""
    return request.getfixturevalue(request.param)


refusal = functools.partial(refusals.refusal, outcomes.outcomes)


def test_the_list_has_types_0_to_22_and_only_0_is_no_outcome():
    types = outcome_types()
    assert list(types) == list(range(23))
    assert [number for number, one in types.items() if not one["is_outcome"]] == [0]


def test_both_counts_stand_side_by_side_and_type_0_has_none_closed(file):
    found = outcomes.outcomes(file(row(0, 5), row(16, 7, 9))).frame
    rows = found[["outcome_type", *OURS]].astype("object").values.tolist()
    assert rows == [[0, 5, pd.NA], [16, 7, 9]]
    assert found["closed_reason"].tolist() == ["not applicable", ""]
    assert found["period_start"].tolist() == [pd.Timestamp("2024-04-01")] * 2


def test_columns_are_found_by_their_headings_in_any_order_and_wording(file):
    plain = outcomes.outcomes(file(row(1, 4, 3))).frame
    turned = outcomes.outcomes(file(row(1, 4, 3)[::-1], headings=[*HEADINGS[:-2], *OLDER][::-1])).frame
    pd.testing.assert_frame_equal(plain, turned)


@pytest.mark.parametrize(
    ("written", "number", "reason"),
    [
        (" 12 ", 12, ""),
        ("-00 ", 0, ""),
        ("-1", -1, ""),
        ("0", 0, ""),
        ("N/A", None, "not applicable"),
        ("N/A - offence code expired", None, "offence code expired"),
        ("N/A - data not provided", None, "data not provided"),
    ],
)
def test_a_count_is_a_number_or_missing_for_a_reason(file, written, number, reason):
    found = outcomes.outcomes(file(row(recorded=written))).frame.iloc[0]
    assert found["recorded_reason"] == reason
    assert pd.isna(found[OURS[0]]) if number is None else found[OURS[0]] == number


def test_counts_under_each_others_headings_are_found_by_offences_without_any(file):
    assert outcomes.outcomes(file(row(0, 5, 0))).frame[OURS[1]].tolist() == [0]
    swapped = [*HEADINGS[:-2], CLOSED, RECORDED]
    assert "look swapped" in refusal(file(row(1), row(0, 5), headings=swapped))
    said = refusal(file(row(1), row(0, "N/A", 5)))
    assert "row 3: 5 investigations were closed of offences that have no outcome yet (type 0)" in said
    assert "The two count columns look swapped" in said


NO_COUNT = 'column "Outcomes for investigations closed in the quarter", row 3: found "{}"'
REFUSED = [
    *(([row(2), row(3, closed=text)], NO_COUNT.format(text))
      for text in ("", "many", "4.5", "N/A - lost", "1,234.5")),
    *(([row(recorded=text)], "are these percentages, where counts belong?")
      for text in ("12.5", "12.5%", "40%")),
    ([row("1A"), row("2A")], "holds alternate outcome types alone"),
    *(([row(kind)], f'row 2: "{kind}" is not an outcome type. Known: 0 to 22')
      for kind in ("123", "4A", "", "charged")),
    ([row(), HEADINGS, row(2)], "row 3: holds the headings a second time"),
    ([row(), row(2, year="2024/26")], 'column "Financial Year", row 3: found "2024/26"'),
    ([row(), row(2, quarter=5)], 'column "Financial Quarter", row 3: found "5"'),
    ([row(), row(2, force="")], 'column "Force Name", row 3: holds no force'),
    ([row(), row(2, flag="?")], 'column "Offence Code Expired", row 3: found "?"'),
    ([row(), row(2, offence=["", *OFFENCE[1:]])], 'column "Offence Code", row 3: found ""'),
    ([row(), row(2, offence=["107", *SLAVERY[1:]])], 'row 3: code "107" is described as "Modern slavery"'),
    *(([one for one in four_quarters() if one[1] != gone],
       f"2024/25 has no row of quarter {gone} and has rows of quarter 4") for gone in (1, 3)),
    ([*four_quarters(), *four_quarters(force="Brackmarsh")[:3]],
     "Brackmarsh has no row of 2024/25 quarter 4, which other forces have"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "says"), REFUSED)
def test_rows_that_cannot_be_are_refused_with_their_place(file, rows, says):
    assert says in refusal(file(*rows))


@pytest.mark.parametrize(
    ("rows", "headings", "says"),
    [
        ([row(recorded=4.5)], HEADINGS, 'row 2: found "4.5", expected a whole number or N/A'),
        ([row()], [*HEADINGS[:-1], OLDER[0]], 'recorded in the quarter" appears twice'),
        ([], ["Row labels"], "Sheets seen: Cover, Notes, Outcomes_open_data_2024-25."),
    ],
)
def test_a_workbook_of_something_else_is_refused(workbook, rows, headings, says):
    assert says in refusal(workbook(*rows, headings=headings))


@pytest.mark.parametrize("kind", ["1A", "2a", "3A"])
def test_alternate_types_are_left_out_and_counted(file, kind):
    read = outcomes.outcomes(file(row(1), row(kind)))
    assert len(read.frame) == 1
    assert read.explained == {"read": 1, "alternate outcome types, which are part of types 1, 2 and 3": 1}
    assert read.rows == 2


WITHOUT_COUNTS, COUNTS_ALONE = [*HEADINGS[:-2], "", ""], [*[""] * len(HEADINGS[:-2]), *HEADINGS[-2:]]
BAND = [*[""] * len(HEADINGS[:-2]), "Number of outcomes", ""]


@pytest.mark.parametrize(
    ("above", "headings"),
    [([["Title"], BAND], HEADINGS), ([COUNTS_ALONE], WITHOUT_COUNTS)],
    ids=["band", "two rows"],
)
def test_a_band_above_headings_is_no_matter_and_two_heading_rows_are_one(workbook, above, headings):
    found = outcomes.outcomes(workbook(row(1, 4, 3), headings=headings, above=above)).frame
    assert found[OURS].iloc[0].tolist() == [4, 3]


def test_a_heading_that_is_missing_or_new_is_named(file):
    headings = [heading.replace("Force Name", "Force names") for heading in HEADINGS]
    said = refusal(file(row(), headings=headings))
    assert 'heading "Force name" is missing. Nearest: "Force names".' in said
    said = refusal(file([*row(), 1], headings=[*HEADINGS, "Days to outcome"]))
    assert 'heading "Days to outcome" is new' in said


def test_modern_slavery_an_expired_code_and_a_quarter_with_its_letter_are_read(file):
    found = outcomes.outcomes(file(row(offence=SLAVERY), row(2, flag="x", quarter="Q1"))).frame
    assert found["offence_code_expired"].tolist() == [False, True]
    assert found["offence_code"].tolist() == ["106", "46"] and set(found["financial_quarter"]) == {1}


def test_a_row_twice_is_refused_but_for_a_code_that_joins_four(file):
    said = refusal(file(row(), row(2), row()))
    assert "row 4: financial year 2024/25, financial quarter 1, force name Sampleshire" in said
    assert "offence code 46, outcome type 1 appears twice; 1 in all" in said
    homicide = ["1/4.1/4.10/4.2", "Homicide", "Violence against the person", "Homicide"]
    four = [row(offence=homicide) for _ in range(4)]
    assert len(outcomes.outcomes(file(*four)).frame) == 4
    assert "appears twice" in refusal(file(*four, four[0]))


def test_a_year_that_goes_on_says_how_many_quarters_it_has(text):
    for number in (1, 3, 4):
        found = outcomes.outcomes(text(*four_quarters()[:number])).frame
        assert set(found["quarters_in_year"]) == {number}
