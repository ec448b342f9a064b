"""Applications to lift the condition of no recourse: national, and held to their own sums."""

import pandas as pd
import pytest

import sampleshire
from analysis import tables
from analysis.sources.change_of_conditions import change_of_conditions
from tests.sources.refusals import refusal

TITLE = "CoC_01: NFRP - Destitution Change of Conditions Applications and Outcomes6"
HEADINGS = ["Quarter", "Applications Received1,2", "Of which: Pending3", "Decisions", "Of which: Accepted",
            "Of which: Rejected", "Average Days to Decision4,5", "Acceptance Rate6"]  # fmt: skip
ROWS = [["2025 Q4", 90, 10, 80, 50, 30, 31, 0.63], ["2026 Q1", 95, 40, 55, 40, 15, "n/a", 0.73]]


@pytest.fixture
def workbook(workbook):
    """Return a function that writes the workbook with cells of its second row, or headings, changed."""

    def write(headings=HEADINGS, title=TITLE, between=(), **cells):
        rows = [list(row) for row in ROWS]
        for column, value in cells.items():
            rows[1][int(column[1:])] = value
        sheets = {
            "Contents": [["x"]],
            "CoC_01": [[title], ["Back to Contents"], headings, rows[0], *between, rows[1]],
        }
        return workbook(sheets, "UKVI_IP_Q1_2026.xlsx")

    return write


def test_counts_are_read_and_notes_taken_from_headings(workbook):
    found = change_of_conditions(workbook()).frame
    assert found["quarter"].tolist() == ["2025-Q4", "2026-Q1"]
    assert found.iloc[1, 1:].tolist() == [95, 40, 55, 40, 15]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": "CoC_01: something else"}, "has no sheet titled"),
        ({"headings": ["Period", *HEADINGS[1:]]}, 'no row begins with "Quarter"'),
        ({"headings": [*HEADINGS[:4], "Granted", *HEADINGS[5:]]}, '"Of which: Accepted" is missing'),
        ({"headings": [*HEADINGS[:7], "By county"]}, 'heading "By county" is new'),
        ({"c0": "Q1 2026"}, "a quarter such as 2023 Q4"),
        ({"c0": "2026 Q2"}, "2026-Q2 appears after 2025-Q4"),
        ({"c0": "2025 Q4"}, 'sheet "CoC_01", row 5: 2025-Q4 appears in row 4 too'),
        ({"c1": "many"}, 'row 5: found "many", expected a whole number'),
        ({"c1": "many", "between": [[""] * 8]}, 'row 6: found "many", expected a whole number'),
        ({"c1": 96}, '"Applications Received" is not the sum of its parts'),
        ({"c4": 41}, '"Decisions" is not the sum of its parts'),
    ],
)
def test_what_is_not_as_published_is_refused(workbook, change, says):
    message = refusal(change_of_conditions, workbook(**change))
    assert "UKVI_IP_Q1_2026.xlsx" in message and says in message


def test_the_reader_counts_what_is_true(county):
    county("UKVI_IP_*.xlsx")
    found = pd.DataFrame(tables.people.change_of_conditions("sampleshire")).set_index("quarter")
    truth = sampleshire.truth()["change_of_conditions"].set_index("quarter")
    assert found[truth.columns].to_dict() == truth.to_dict()
    assert (found["status"] == "shown").all()


@pytest.mark.real
def test_the_real_workbook_adds_up_in_every_quarter(real, reads):
    reads(real("home-office"))
    found = tables.people.change_of_conditions("warwickshire").set_index("quarter")
    assert len(found) == 26 and found.loc["2023-Q4"].tolist() == [895, 515, 380, 271, 109, "shown"]
