"""Decisions by quarter: every total checked, and the real files read to the figure."""

import pytest

from analysis.errors import InputError
from analysis.sources import nrm_decisions
from analysis.sources.files import SourceFile
from tests.sources.refusals import refusal

AGES = ("Adult (18 or over)", "Child (17 or under)", "Age not specified or unknown")


def csv(kind="reasonable", year="2024"):
    columns = [
        f"{age} - {part}"
        for age in AGES
        for part in (f"Negative {kind} grounds", f"Positive {kind} grounds", "Total")
    ]
    lines = [",".join(["Year", "Quarter", *columns, "Total"])]
    for label, times in ((f"{year},Total", 2), (f"{year},Q1", 1), (f"{year},Q2", 1)):
        counts = [1 * times, 2 * times, 3 * times] * 3
        lines.append(",".join([label, *map(str, counts), str(9 * times)]))
    return "\n".join(lines) + "\n"


def test_decisions_come_by_quarter_age_and_result(given):
    found = nrm_decisions.decisions_by_quarter(given(csv()), nrm_decisions.REASONABLE)
    assert len(found.frame) == 2 * 3 * 2 and found.rows == 3
    assert found.frame.groupby("decision")["decisions"].sum().to_dict() == {"Negative": 6, "Positive": 12}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2024,Q1,1,2,3", "2024,Q1,1,2,4", 'row 3: "Adult (18 or over) - Total" is not the sum of its parts'),
        ("2024,Q1,1,2,3", "2024,Q1,c,2,3", 'found "c", expected a whole number'),
        ("2024,Q2", "2023,Q2", "2023-Q2 appears after 2024-Q1"),
        ("2024,Q2", "2024,Q1", "appears in row 3 too"),
        ("2,3,9\n", "2,3,8\n", 'row 3: "Total" is not the sum of its parts'),
        ("2024,Total,2,4,6", "2024,Total,1,5,6", "has rows that do not add to its total"),
        ("\n", ",New\n", 'heading "New" is new'),
    ],
)
def test_a_total_that_does_not_add_and_a_mislabelled_year_are_refused(given, old, new, says):
    text = csv()
    assert old in text
    file = given(text.replace(old, new, text.count(old) if old == "\n" else 1))
    assert says in refusal(nrm_decisions.decisions_by_quarter, file, nrm_decisions.REASONABLE)


def test_a_file_of_the_other_decision_is_refused(given):
    with pytest.raises(InputError, match="conclusive grounds"):
        nrm_decisions.decisions_by_quarter(given(csv("reasonable")), nrm_decisions.CONCLUSIVE)


@pytest.mark.parametrize(
    ("name", "kind", "decisions"),
    [
        ("nrm_reasonable_grounds.csv", nrm_decisions.REASONABLE, 4_705),
        ("nrm_conclusive_grounds.csv", nrm_decisions.CONCLUSIVE, 3_148),
    ],
)
def test_the_real_decisions_of_2023_q4(real, name, kind, decisions):
    found = nrm_decisions.decisions_by_quarter(SourceFile(real(f"home-office/{name}")), kind)
    assert found.explained == {"counted": 40, "totals of other rows": 10}
    assert found.frame.loc[found.frame["quarter"] == "2023-Q4", "decisions"].sum() == decisions
