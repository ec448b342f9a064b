"""Two pages on a place: it beside the others, its languages and its services."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.office.profile import speakers_in_place


def places(*rows):
    return pd.DataFrame(rows, columns=["area_name", "offences", "population"]).assign(status="shown")


THREE = places(("Ash", 50, 1000), ("Elm", 110, 1000), ("Oak", 100, 1000))


def beside(rows, place="Elm"):
    return measures.office.beside_each_other(rows, place, "County", "offences", "population")


def test_a_place_is_higher_or_lower_than_the_others_beyond_chance_alone():
    found = beside(THREE)
    assert found["area_name"].tolist() == ["County", "Elm", "Oak", "Ash"]
    assert found["rate_per_1000"].round(2).tolist() == [86.67, 110, 100, 50]
    assert (found["lower"] < found["rate_per_1000"]).all() and (found["upper"] > found["rate_per_1000"]).all()
    assert set(found["places"]) == {3}
    said = found.set_index("area_name")["finding"]
    assert said["Ash"] == "lower than" and said["Elm"] == "not clearly different from"


def test_of_many_places_those_nearest_in_size_are_kept_and_held_against_all():
    many = places(*[(f"P{number:02d}", number, 100 * number) for number in range(1, 31)])
    found = beside(many, "P10")
    assert sorted(found["area_name"]) == ["County", *(f"P{number:02d}" for number in range(5, 15))]
    assert found["places"].iloc[0] == 30 and found["population"].iloc[0] == 100 * sum(range(1, 31))


def test_a_place_without_a_figure_stands_last_and_takes_the_whole_with_it():
    hidden = places(("Yew", None, 1000)).assign(status="suppressed")
    found = beside(pd.concat([THREE, hidden], ignore_index=True))
    assert found["area_name"].tolist() == ["County", "Elm", "Oak", "Ash", "Yew"]
    assert found["status"].tolist() == ["suppressed", *["shown"] * 3, "suppressed"]
    assert found["rate_per_1000"].isna().tolist() == [True, False, False, False, True]
    assert pd.isna(found["finding"].iloc[-1])


@pytest.mark.parametrize(
    ("place", "which", "expected"),
    [
        ("Ash", ["a", "b"], (3, 30.0, 50.0, "shown")),
        ("Ash", "none of them", (0, 0.0, 0.0, "shown")),
        ("Yew", "a", (None, None, None, "not available")),
    ],
)
def test_the_share_of_some_categories_in_a_place_and_everywhere(place, which, expected):
    ages = pd.DataFrame({"area_name": [*"aaabbb"], "age": [*"abcabc"], "people": [1, 2, 7, 5, 2, 3]})
    ages = ages.assign(area_name=ages["area_name"].map({"a": "Ash", "b": "Elm"}), status="shown")
    found = measures.office.part_of_place(ages, place, "age", which, "people", "Young")
    (row,) = found[["people", "share_pct", "whole_share_pct", "status"]].astype(object).values.tolist()
    assert tuple(None if pd.isna(one) else one for one in row) == expected and found["fact"].item() == "Young"


ESTIMATES = pd.DataFrame(
    [
        (f"E0190000{place}", "D", language, speakers, speakers - 1, speakers + 1.0, "modelled", "shown")
        for language, by_place in {"Polish": (4.0, 9.0, 2.0), "Tamil": (1.0, 1.0, 6.0)}.items()
        for place, speakers in enumerate(by_place, start=1)
    ],
    columns=["lsoa21_code", "district22_code", "language", "speakers", "lower", "upper", "method", "status"],
)
NAMES = pd.DataFrame(
    {
        "lsoa21_code": [f"E0190000{place}" for place in (1, 2, 3)],
        "ward24_code": ["E05900001", "E05900002", "E05900002"],
        "ward24_name": ["Mill", "Dale", "Dale"],
        "msoa21_code": [None] * 3,
        "msoa21_name": [None] * 3,
    }
)


def test_speakers_in_a_place_and_the_wards_where_most_live():
    found = speakers_in_place(ESTIMATES, NAMES, ["Polish"])
    (row,) = found.itertuples()
    assert (row.speakers, row.lower, row.upper, row.named) == (15, 12, 18, "Dale and Mill")
    part = speakers_in_place(ESTIMATES, NAMES.iloc[:1], ["Polish", "Tamil"])
    assert part.set_index("language")["speakers"].to_dict() == {"Polish": 4, "Tamil": 1}
    assert speakers_in_place(ESTIMATES, NAMES.iloc[0:0], ["Polish"]).empty
