"""Outcomes open data: two counts that never mix, type 0 apart, markers as reasons, and no quarter lost."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import outcomes
from analysis.sources.files import SourceFile
from analysis.sources.outcome_types import outcome_types
from sampleshire.outcomes import HEADINGS, OLDER

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
        front = [["Police recorded crime outcomes"]]
        table = {"Outcomes_open_data_2024-25": [*above, headings, *rows]}
        return workbook(
            {"Cover": front, "Notes": front} | table, "prc-outcomes-open-data-mar2025-tables.xlsx"
        )

    return write


@pytest.fixture
def text(tmp_path):
    """Return a function that writes rows under the headings into a CSV."""

    def text(*rows, headings=HEADINGS):
        path = tmp_path / "prc-outcomes-open-data-mar2025-tables.csv"
        lines = [",".join(f'"{cell}"' for cell in cells) for cells in [headings, *rows]]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return SourceFile(path)

    return text


@pytest.fixture(params=["workbook", "text"])
def file(request):
    """Return a function that writes rows in one of the publisher's two forms."""
    return request.getfixturevalue(request.param)


def refusal(file, keep=None):
    with pytest.raises(InputError) as refused:
        outcomes.outcomes(file, keep)
    return str(refused.value)


def test_the_list_has_types_0_to_22_and_only_0_is_no_outcome():
    types = outcome_types()
    assert list(types) == list(range(23))
    assert [number for number, one in types.items() if not one["is_outcome"]] == [0]


def test_both_counts_stand_side_by_side_and_type_0_has_none_closed(file):
    found = outcomes.outcomes(file(row(0, 5), row(16, 7, 9))).frame
    assert found[["outcome_type", *OURS]].to_dict("list") == {
        "outcome_type": [0, 16],
        OURS[0]: [5, 7],
        OURS[1]: [None, 9],
    }
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
        ("NA", None, "not applicable"),
        ("N/A", None, "not applicable"),
        ("N/A - Offence code expired", None, "offence code expired"),
        ("N/A - offence code expired", None, "offence code expired"),
        ("N/A - data not provided", None, "data not provided"),
    ],
)
def test_a_count_is_a_number_or_missing_for_a_reason(file, written, number, reason):
    found = outcomes.outcomes(file(row(recorded=written))).frame.iloc[0]
    assert found["recorded_reason"] == reason
    assert pd.isna(found[OURS[0]]) if number is None else found[OURS[0]] == number


@pytest.mark.parametrize("written", ["", "many", "4.5", "N/A - lost", "1,234.5"])
def test_what_is_no_count_is_refused_with_its_row(file, written):
    said = refusal(file(row(2), row(3, closed=written)))
    assert 'column "Outcomes for investigations closed in the quarter", row 3: found' in said
    assert "1 in all" in said


@pytest.mark.parametrize("written", ["12.5", "12.5%", "40%"])
def test_percentages_where_counts_belong_are_called_so(file, written):
    assert "are these percentages, where counts belong?" in refusal(file(row(recorded=written)))


def test_a_number_of_the_workbook_that_is_a_fraction_is_refused(workbook):
    assert 'row 2: found "4.5", expected a whole number or N/A' in refusal(workbook(row(recorded=4.5)))


def test_counts_under_each_others_headings_are_found_by_offences_that_have_no_outcome(file):
    assert outcomes.outcomes(file(row(0, 5, 0))).frame[OURS[1]].tolist() == [0]
    swapped = [*HEADINGS[:-2], CLOSED, RECORDED]
    assert "look swapped" in refusal(file(row(1), row(0, 5), headings=swapped))
    said = refusal(file(row(1), row(0, "N/A", 5)))
    assert "row 3: 5 investigations were closed of offences that have no outcome yet (type 0)" in said
    assert "The two count columns look swapped" in said


@pytest.mark.parametrize("kind", ["1A", "2a", "3A"])
def test_alternate_types_are_left_out_and_counted(file, kind):
    read = outcomes.outcomes(file(row(1), row(kind)))
    assert len(read.frame) == 1
    assert read.explained == {
        "read": 1,
        "alternate outcome types, which are part of types 1, 2 and 3": 1,
    }
    assert read.rows == 2


def test_a_file_of_alternate_types_alone_is_refused(file):
    assert "holds alternate outcome types alone" in refusal(file(row("1A"), row("2A")))


@pytest.mark.parametrize("kind", ["123", "4A", "", "charged"])
def test_an_outcome_type_that_is_none_is_refused(file, kind):
    assert f'row 2: "{kind}" is not an outcome type. Known: 0 to 22' in refusal(file(row(kind)))


def test_only_the_forces_that_are_asked_for_are_kept_and_the_others_counted(file):
    read = outcomes.outcomes(file(row(), row(force="Brackmarsh"), row(2)), lambda name: name == "Sampleshire")
    assert read.explained == {"read": 2, "of forces and bodies that are not asked for": 1}
    assert set(read.frame["force_name"]) == {"Sampleshire"}


def test_a_force_that_nobody_knows_is_refused_with_its_row(file):
    def keep(name):
        raise InputError(f'"{name}" is not a force')

    assert 'column "Force Name", row 2: "Sampleshire" is not a force' in refusal(file(row()), keep)


def test_a_file_without_the_force_is_refused(file):
    said = refusal(file(row()), lambda name: False)
    assert "holds no row of the forces that are asked for" in said


def test_rows_are_counted_as_in_the_sheet_when_others_are_left_out(file):
    rows = [row(force="Brackmarsh"), row(), row(2, "x")]
    assert "row 4" in refusal(file(*rows), lambda name: name == "Sampleshire")


def test_a_band_above_the_headings_is_no_matter(workbook):
    band = ["" for _ in HEADINGS]
    band[-2] = "Number of outcomes"
    found = outcomes.outcomes(workbook(row(1, 4, 3), above=[["Title"], band])).frame
    assert found[OURS].iloc[0].tolist() == [4, 3]


def test_headings_over_two_rows_are_read_together(workbook):
    above, below = list(HEADINGS), list(HEADINGS)
    below[-2:] = ["", ""]
    above[:-2] = [""] * (len(above) - 2)
    found = outcomes.outcomes(workbook(row(1, 4, 3), headings=below, above=[above])).frame
    assert found[OURS].iloc[0].tolist() == [4, 3]


def test_headings_a_second_time_are_refused_with_their_row(file):
    assert "row 3: holds the headings a second time" in refusal(file(row(), HEADINGS, row(2)))


def test_a_heading_that_is_missing_or_new_is_named(file):
    headings = [heading.replace("Force Name", "Force names") for heading in HEADINGS]
    said = refusal(file(row(), headings=headings))
    assert 'heading "Force name" is missing. Nearest: "Force names".' in said
    said = refusal(file([*row(), 1], headings=[*HEADINGS, "Days to outcome"]))
    assert 'heading "Days to outcome" is new' in said


def test_both_counts_under_one_heading_are_refused(workbook):
    said = refusal(workbook(row(), headings=[*HEADINGS[:-1], OLDER[0]]))
    assert "appears twice. The two counts of the table must be distinguished" in said


def test_a_workbook_of_something_else_lists_its_sheets(workbook):
    said = refusal(workbook(headings=["Row labels"]))
    assert "no sheet has the headings of the outcomes open data" in said
    assert "Sheets seen: Cover, Notes, Outcomes_open_data_2024-25." in said


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"year": "2024/26"}, 'column "Financial Year", row 3: found "2024/26"'),
        ({"year": "2024"}, 'column "Financial Year", row 3: found "2024"'),
        ({"quarter": 5}, 'column "Financial Quarter", row 3: found "5"'),
        ({"force": ""}, 'column "Force Name", row 3: holds no force'),
        ({"flag": "?"}, 'column "Offence Code Expired", row 3: found "?"'),
        ({"offence": ["", *OFFENCE[1:]]}, 'column "Offence Code", row 3: found ""'),
        ({"offence": ["107", *SLAVERY[1:]]}, 'row 3: code "107" is described as "Modern slavery"'),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_row(file, bad, said):
    assert said in refusal(file(row(), row(2, **bad)))


def test_modern_slavery_and_an_expired_code_are_read(file):
    found = outcomes.outcomes(file(row(offence=SLAVERY), row(2, flag="x"))).frame
    assert found["offence_code_expired"].tolist() == [False, True]
    assert found["offence_code"].tolist() == ["106", "46"]


def test_quarters_are_written_with_or_without_their_letter(file):
    assert (
        outcomes.outcomes(file(row(quarter="Q1"), row(2, quarter=1))).frame["financial_quarter"].eq(1).all()
    )


def test_a_row_twice_is_refused_but_for_a_code_that_joins_four(file):
    said = refusal(file(row(), row(2), row()))
    assert "row 4: financial year 2024/25, financial quarter 1, force name Sampleshire" in said
    assert "offence code 46, outcome type 1 appears twice; 1 in all" in said
    homicide = ["1/4.1/4.10/4.2", "Homicide", "Violence against the person", "Homicide"]
    four = [row(offence=homicide) for _ in range(4)]
    assert len(outcomes.outcomes(file(*four)).frame) == 4
    assert "appears twice" in refusal(file(*four, four[0]))


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_year_that_goes_on_says_how_many_quarters_it_has(file, number):
    found = outcomes.outcomes(file(*four_quarters()[:number])).frame
    assert set(found["quarters_in_year"]) == {number}


@pytest.mark.parametrize("missing", [1, 3])
def test_a_quarter_that_is_missing_is_refused(file, missing):
    rows = [one for one in four_quarters() if one[1] != missing]
    said = refusal(file(*rows))
    assert f"2024/25 has no row of quarter {missing} and has rows of quarter 4" in said


def test_a_quarter_that_one_force_lacks_is_refused(file):
    rows = [*four_quarters(), *four_quarters(force="Brackmarsh")[:3]]
    assert "Brackmarsh has no row of 2024/25 quarter 4, which other forces have" in refusal(file(*rows))


def test_a_web_page_saved_in_its_place_is_refused(tmp_path):
    path = tmp_path / "prc-outcomes-open-data-mar2025.xlsx"
    path.write_text("<!DOCTYPE html><html></html>")
    assert "holds a web page" in refusal(SourceFile(path))
