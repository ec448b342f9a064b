"""One month beside the neighbours: direction in words, on both sides of chance, and what is not known."""

import pandas as pd
import pytest

from analysis import measures


def street(**offences):
    rows = pd.DataFrame({"area_name": list(offences), "offences": list(offences.values())})
    known = rows["offences"].notna().map({True: "shown", False: "not available"})
    rows = rows.assign(kind="crime", population=100_000, status=known)
    return pd.concat([rows, rows.assign(kind="antisocial behaviour", offences=1)], ignore_index=True)


def told(**offences):
    beside = measures.crime.beside_neighbours(street(**offences), "Here")
    assert beside.loc[beside["area_name"] != "Here", "told"].isna().all()
    return beside, beside.set_index("area_name").loc["Here", "told"]


def test_each_neighbour_has_more_fewer_or_about_as_many():
    beside, words = told(Here=500, More=600, Fewer=400, Alike=520)
    assert beside.set_index("area_name")["beside"].to_dict() == {
        "More": "more",
        "Alike": "about as many",
        "Here": "the area itself",
        "Fewer": "fewer",
    }
    assert words == "more than in 1 of 3 neighbouring forces and fewer than in 1 and about as many as in 1"


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"A": 900}, "fewer than in the one neighbouring force"),
        ({"A": 900, "B": 950}, "fewer than in both neighbouring forces"),
        ({"A": 100, "B": 90, "C": 80}, "more than in all 3 neighbouring forces"),
        ({"A": 501}, "about as many as in the one neighbouring force"),
        ({"A": 900, "B": None}, "fewer than in the one neighbouring force"),
    ],
)
def test_the_sentence_in_each_of_its_cases(others, words):
    assert told(Here=500, **others)[1] == words


def test_without_a_neighbour_or_a_figure_of_its_own_nothing_is_said():
    for rows in (told(Here=500), told(Here=None, There=500), told(Here=500, There=None)):
        assert pd.isna(rows[1])
