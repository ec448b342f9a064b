"""Providers who count a stage in another way are apart, with the reason."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.victims import definitions

ASKED, ANY = "Asked whether it was safe to talk", "Any contact, a message left included"


def returns(*rows):
    return pd.DataFrame(rows, columns=["provider", "stage", "definition", "people"])


def judged(*rows, **options):
    return measures.definitions_that_differ(returns(*rows), **options).set_index(["provider", "stage"])


def test_the_definition_of_most_people_is_the_agreed_one():
    found = judged(
        ("A", "Contacted safely", ASKED, 60),
        ("B", "Contacted safely", ANY, 90),
        ("C", "Contacted safely", ASKED, 40),
    )
    assert (found["agreed_definition"] == ASKED).all()
    assert found["apart"].tolist() == [False, True, False]
    assert found.loc[("B", "Contacted safely"), "reason"] == (
        f'counts "{ANY}", where the others count "{ASKED}"'
    )


def test_as_many_people_under_each_is_no_agreement():
    found = judged(("A", "Contacted safely", ASKED, 60), ("B", "Contacted safely", ANY, 60))
    assert found["apart"].all() and (found["reason"] == definitions.NO_AGREEMENT).all()
    found = judged(("A", "Contacted safely", ASKED, 61), ("B", "Contacted safely", ANY, 60))
    assert found["apart"].tolist() == [False, True]


def test_an_agreed_definition_may_be_given_and_must_be_one_in_use():
    rows = ("A", "Contacted safely", ASKED, 90), ("B", "Contacted safely", ANY, 10)
    assert judged(*rows, agreed={"Contacted safely": ANY})["apart"].tolist() == [True, False]
    with pytest.raises(InputError, match=f'Nearest: "{ASKED}"'):
        judged(*rows, agreed={"Contacted safely": "Asked whether it is safe"})


def test_who_does_not_say_how_is_apart_where_others_do_and_not_where_nobody_does():
    found = judged(
        ("A", "Contacted safely", ASKED, 60),
        ("B", "Contacted safely", None, 90),
        ("A", "Offered", None, 60),
        ("B", "Offered", " ", 90),
    )
    assert found.loc[("B", "Contacted safely"), "reason"] == definitions.NOT_SAID
    assert found["apart"].to_dict() == {
        ("A", "Contacted safely"): False, ("B", "Contacted safely"): True,
        ("A", "Offered"): False, ("B", "Offered"): False,
    }  # fmt: skip
    assert found.loc[("A", "Offered"), "reason"] == definitions.NOBODY_SAID


def test_who_counts_in_two_ways_is_apart():
    found = judged(("A", "Referred", "x", 60), ("B", "Referred", "x", 5), ("B", "Referred", "y", 5))
    assert found.loc[("B", "Referred"), "reason"] == definitions.IN_TWO_WAYS
    assert found.loc[("B", "Referred"), "definition"] == "x; y"


def test_a_provider_apart_in_one_stage_is_apart_in_all_and_nobody_is_lost():
    table = returns(
        ("A", "Offered", None, 60), ("A", "Contacted safely", ASKED, 50),
        ("B", "Offered", None, 40), ("B", "Contacted safely", ANY, 35), ("C", "Contacted safely", ASKED, 20),
    )  # fmt: skip
    apart = measures.together_or_apart(table, measures.definitions_that_differ(table))
    sums = apart.groupby("counted_with")["people"].sum()
    assert sums.to_dict() == {definitions.ALIKE: 130, "B": 75}
    with pytest.raises(InputError, match='Provider "C" has no row'):
        measures.together_or_apart(table, measures.definitions_that_differ(table[table["provider"] != "C"]))
