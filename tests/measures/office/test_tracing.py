"""From an item to what answers it, and every dead end on the way."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.office.gaps import trace

COLUMNS = ["measure", "title", "link", "name", "exists"]
INDEX = pd.DataFrame(
    [
        ("M20", "Services", "chapter", "10_services", "yes"),
        ("M20", "Services", "verb", "measures.rates.rate", "not looked at"),
        ("M20", "Services", "card", "services", "no"),
        ("M30", "Sharing", "chapter", "09_status", "no"),
        ("M30", "Sharing", "verb", "measures.linkage_rates", "not looked at"),
        ("M31", "Losses", "verb", "publish.methods.losses", "not looked at"),
    ],
    columns=COLUMNS,
)


def register(*measures_of):
    items = [f"recommendation {number}" for number, _ in enumerate(measures_of, start=1)]
    return pd.DataFrame({"item": items, "measures": list(measures_of)})


def test_every_link_of_every_measure_of_an_item_is_walked():
    found = trace(register("M20; M30"), INDEX)
    assert list(found["measure"].drop_duplicates()) == ["M20", "M30"]
    exists = found.set_index(["measure", "link"])["exists"].to_dict()
    assert exists == {
        ("M20", "chapter"): "yes",
        ("M20", "verb"): "yes",
        ("M20", "card"): "no",
        ("M30", "chapter"): "no",
        ("M30", "verb"): "no",
        ("M30", "table or card"): "no",
    }


def test_dead_ends_are_told_once_with_every_item_that_meets_them():
    ends = measures.office.dead_ends(register("M30", "M20; M30"), INDEX).set_index(["measure", "link"])
    assert ends.loc[("M30", "verb"), "items"] == "recommendation 1; recommendation 2"
    assert ends.loc[("M30", "verb"), "name"] == "measures.linkage_rates"
    assert ends.loc[("M30", "table or card"), "method"] == "the measure has no table or card"
    assert ("M20", "verb") not in ends.index and (ends["status"] == "shown").all()


def test_verbs_that_publish_are_not_looked_at_here_and_are_no_dead_end():
    ends = measures.office.dead_ends(register("M31"), INDEX)
    assert set(ends["link"]) == {"chapter", "table or card"}


def test_an_item_that_points_to_no_measure_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"recommendation 2 points to the measure M02.*Nearest"):
        trace(register("M20", "M02"), INDEX)


def test_a_register_by_number_is_walked_as_well():
    found = trace(register("M20").rename(columns={"item": "number"}), INDEX)
    assert set(found["item"]) == {"recommendation 1"}
