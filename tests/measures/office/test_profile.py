"""Two pages on a place: it beside the others, its languages and its services."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.office.profile import speakers_in_place


def places(*rows):
    return pd.DataFrame(rows, columns=["area_name", "offences", "population"]).assign(status="shown")


@pytest.fixture
def three():
    return places(("Ash", 50, 1000), ("Elm", 110, 1000), ("Oak", 100, 1000))


def test_a_place_stands_beside_the_others_and_all_together(three):
    found = measures.office.beside_each_other(three, "Elm", "County", "offences", "population")
    assert found["area_name"].tolist() == ["County", "Elm", "Oak", "Ash"]
    assert found["rate_per_1000"].round(2).tolist() == [86.67, 110, 100, 50]
    assert (found["lower"] < found["rate_per_1000"]).all() and (found["upper"] > found["rate_per_1000"]).all()
    assert set(found["places"]) == {3}


def test_higher_and_lower_are_said_only_beyond_the_outer_limits(three):
    found = measures.office.beside_each_other(three, "Elm", "County", "offences", "population")
    said = found.set_index("area_name")["finding"]
    assert said["Ash"] == "lower than" and said["Elm"] == "not clearly different from"
    # 110 of 87 expected lies beyond the inner limit, which among many places somebody always does.
    funnel = measures.rates.funnel_of_rates(three, "offences", "population").set_index("area_name")
    assert funnel.loc["Elm", "position"] == "above the inner limit"


def test_of_many_places_those_nearest_in_size_are_kept_and_held_against_all():
    many = places(*[(f"P{number:02d}", number, 100 * number) for number in range(1, 31)])
    found = measures.office.beside_each_other(many, "P10", "County", "offences", "population")
    assert sorted(found["area_name"]) == ["County", *(f"P{number:02d}" for number in range(5, 15))]
    assert found["places"].iloc[0] == 30 and found["population"].iloc[0] == 100 * sum(range(1, 31))


def test_a_place_without_a_figure_stands_last_and_takes_the_whole_with_it(three):
    rows = pd.concat([three, places(("Yew", None, 1000)).assign(status="suppressed")], ignore_index=True)
    found = measures.office.beside_each_other(rows, "Elm", "County", "offences", "population")
    assert found["area_name"].tolist() == ["County", "Elm", "Oak", "Ash", "Yew"]
    assert found["status"].tolist()[0] == "suppressed" and found["status"].tolist()[-1] == "suppressed"
    assert found["rate_per_1000"].isna().tolist() == [True, False, False, False, True]
    assert pd.isna(found["finding"].iloc[-1])


def test_the_share_of_some_categories_in_a_place_and_everywhere():
    ages = pd.DataFrame(
        {"area_name": ["Ash"] * 3 + ["Elm"] * 3, "age": ["a", "b", "c"] * 2, "people": [1, 2, 7, 5, 2, 3]}
    ).assign(status="shown")
    (row,) = measures.office.part_of_place(ages, "Ash", "age", ["a", "b"], "people", "Young").itertuples()
    assert (row.fact, row.people, row.share_pct, row.whole_share_pct) == ("Young", 3, 30.0, 50.0)
    (row,) = measures.office.part_of_place(ages, "Ash", "age", "none of them", "people", "None").itertuples()
    assert (row.people, row.share_pct, row.status) == (0, 0.0, "shown")
    (row,) = measures.office.part_of_place(ages, "Yew", "age", "a", "people", "Young").itertuples()
    assert row.status == "not available" and pd.isna(row.people)


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
