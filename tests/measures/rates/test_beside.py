"""An area beside some others: direction in words, on both sides of chance, and what is not known."""

import pandas as pd
import pytest

from analysis import measures


def rates(**offences):
    rows = pd.DataFrame({"area_name": list(offences), "offences": list(offences.values())})
    known = rows["offences"].notna().map({True: "shown", False: "not available"})
    return measures.rates.rate(rows.assign(population=100_000, status=known), "offences", "population")


def beside(others=None, **offences):
    return measures.rates.beside_others(rates(**offences), "Here", "similar force", "worse", others)


def test_each_other_is_higher_lower_or_about_the_same():
    found = beside(Here=500, More=600, Fewer=400, Alike=520)
    words = {"More": "higher", "Alike": "about the same", "Here": "the area itself", "Fewer": "lower"}
    assert found.set_index("area_name")["beside"].to_dict() == words
    assert found["told"].unique().tolist() == [
        "higher than 1, about the same as 1 and lower than 1 of 3 similar forces (higher is worse)"
    ]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"A": 900}, "lower than the one similar force (higher is worse)"),
        ({"A": 900, "B": 950}, "lower than both similar forces (higher is worse)"),
        ({"A": 100, "B": 90, "C": 80}, "higher than all 3 similar forces (higher is worse)"),
        ({"A": 501}, "about the same as the one similar force (higher is worse)"),
        # Four of seven were compared, and the words were "lower than 3 of 4 neighbouring forces".
        ({"A": 900, "B": None}, "lower than the one similar force with a figure (higher is worse)"),
    ],
)
def test_the_sentence_in_each_of_its_cases(others, words):
    assert beside(Here=500, **others)["told"].unique().tolist() == [words]


def test_each_of_a_group_has_a_row_even_without_a_figure_under_any_name():
    others = ["A", "Metropolitan Police", "Gone"]
    found = beside(others, Here=500, A=900, B=100, **{"Met Police": 700})
    assert found[["area_name", "beside", "status"]].values.tolist() == [
        ["A", "higher", "shown"],
        ["Metropolitan Police", "higher", "shown"],
        ["Here", "the area itself", "shown"],
        ["Gone", "not known", "not available"],
    ]
    assert found["told"].unique().tolist() == [
        "lower than both similar forces with a figure (higher is worse)"
    ]
    assert beside([], Here=500, A=900).empty
    # Without another or a figure of its own nothing is said.
    for rows in ({"Here": 500}, {"Here": None, "There": 500}, {"Here": 500, "There": None}):
        assert beside(**rows)["told"].isna().all()
