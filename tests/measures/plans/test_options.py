"""Options: what a person and a further person helped cost, where each stands, all in words too."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans.options import (
    compare_options,
    options_compared,
    options_in_words,
    two_figures,
)

ROW = {
    "option": "Fund", "gap": "Shelter", "lot": "Lot", "people_lower": 10, "people_upper": 30,
    "cost": 90_000.0, "cost_lower": 80_000.0, "cost_upper": 120_000.0, "cost_unit": "pounds a year",
    "effect_pct": 50.0, "effect_lower_pct": 40.0, "effect_upper_pct": 60.0, "effect_source": "Review, 2024",
    "decided_by": "Commissioner", "said_by": "Officer", "said_on": pd.Timestamp("2026-06-05"),
}  # fmt: skip
FIXED = {"cost_lower": 90_000.0, "cost_upper": 90_000.0, "people_lower": 20, "people_upper": 20,
         "effect_lower_pct": 50.0, "effect_upper_pct": 50.0}  # fmt: skip
NO_PRICE = {"cost": np.nan, "cost_lower": np.nan, "cost_upper": np.nan, "cost_unit": None}
NO_EFFECT = {"effect_pct": np.nan, "effect_lower_pct": np.nan, "effect_upper_pct": np.nan}
FOR_EACH = {"cost_unit": "pounds for each person reached"}


def options(*changes):
    return pd.DataFrame([ROW | {"option": f"Option {at}"} | change for at, change in enumerate(changes)])


def compared(*changes):
    return compare_options(options(*changes)).set_index("option")


def on_a_page(*changes):
    return options_compared(options(*changes)).set_index("option")


def priced(amount):
    return {"cost": amount, "cost_lower": amount, "cost_upper": amount}


def test_the_cost_of_a_person_helped_by_hand():
    found = compared({}, priced(60_000.0))
    assert found["rank"].iloc[0] == 1 and found.index.tolist() == ["Option 1", "Option 0"]
    row = found.loc["Option 0"]
    assert (row["people_helped"], row["cost_per_person_helped"]) == (10, 9_000)
    assert row["lower"] < 9_000 < row["upper"]
    # Each unit of cost is of a year.
    found = compared({}, {"cost_unit": "pounds once"}, FOR_EACH | priced(30.0))
    costs = {"Option 2": 600, "Option 1": 30_000, "Option 0": 90_000}
    assert found["cost_a_year"].to_dict() == costs


def test_an_option_is_worse_than_one_for_its_gap_that_helps_no_fewer_for_no_more():
    found = compared({}, {"cost": 90_000.01}, {"effect_pct": 49.9}, {"effect_pct": 51.0, "cost": 100_000.0})
    worse = found["dominated_by"]
    assert worse["Option 1"] == "Option 0" and worse["Option 2"] == "Option 0"
    assert pd.isna(worse["Option 0"]) and pd.isna(worse["Option 3"])
    apart = compared({}, {}, {"gap": "Other", **priced(10.0)}, {"gap": "Other"})
    assert apart["dominated_by"].dropna().tolist() == ["Option 2"]


def test_identical_options_tie_in_every_draw():
    same = compared({}, {}, {})
    assert same["dominated_by"].isna().all() and same["rank"].tolist() == [1, 1, 1]
    assert set(same["holds_pct"]) == {100} and len(same[["lower", "upper"]].drop_duplicates()) == 1


@pytest.mark.parametrize(
    ("price", "least", "most"),
    [
        ({"cost": 130_000.0, "cost_lower": 120_001.0, "cost_upper": 140_000.0}, 100, 100),
        ({"cost": 91_000.0, "cost_lower": 81_000.0, "cost_upper": 121_000.0}, 50, 65),
    ],
)
def test_the_same_people_with_the_same_effect_differ_by_their_prices_alone(price, least, most):
    found = on_a_page({}, price)
    assert found["rank"].iloc[0] == 1 and pd.isna(found["rank"].iloc[1])
    held = round(found.loc["Option 1", "holds_pct"])
    assert least <= held <= most
    assert found.loc["Option 1", "stands"] == f"worse than Option 0 (in {held} of 100 draws)"
    assert found["told"].iloc[0] == (
        "Option 0 costs least, £90,000 a year for 10 people helped, and no other helps more"
        + ("" if held == 100 else f" (in {held} of 100 draws)")
    )


def small_middle_large():
    """Return three options whose middle one is dearer for each further person than the largest."""
    sizes = {10: 10_000.0, 30: 40_000.0, 60: 50_000.0}
    return [
        {"people_lower": people, "people_upper": people, **priced(cost)} for people, cost in sizes.items()
    ]


def test_an_option_is_dearer_for_each_further_person_than_a_better_one():
    found = on_a_page(*small_middle_large())
    assert found["rank"].dropna().to_dict() == {"Option 0": 1, "Option 2": 2}
    # 5 people for 10,000, 15 for 40,000, 30 for 50,000: 3,000 for each further one, then 667.
    assert found.loc["Option 1", "place"] == "dearer for each further person"
    assert found.loc["Option 1", "stands"] == (
        "each further person costs more than with Option 2 (in 100 of 100 draws)"
    )
    large = found.loc["Option 2"]
    assert (large["compared_with"], large["further_people"]) == ("Option 0", 25)
    assert large["pounds_each_further"] == 1_600
    assert found["told"].iloc[0] == (
        "Option 0 costs least, £10,000 a year for 5 people helped; Option 2 helps more, 30 people, at "
        "£1,600 for each further person"
    )
    # On the line between the two it is as good as a mix of them, and stays.
    line = small_middle_large()
    line[1] |= priced(26_000.0)
    assert on_a_page(*line)["rank"].notna().all()
    line[1] |= priced(26_001.0)
    assert on_a_page(*line)["rank"].isna().sum() == 1


def test_draws_have_the_mean_of_their_ranges():
    row = compared(FIXED | {"people_lower": 0, "people_upper": 40}, {}).loc["Option 0"]
    assert row["people_helped_lower"] == pytest.approx(0.5, abs=0.1)
    assert row["people_helped_upper"] == pytest.approx(19.5, abs=0.1)
    # A triangle from 80 to 120 with its top at 90: 2.5 and 97.5 in a hundred by its own inverse.
    ends = compared(FIXED | {"cost_lower": 80_000.0, "cost_upper": 120_000.0, "cost": 90_000.0}, {})
    ends = ends.loc["Option 0"]
    assert ends["lower"] * 10 == pytest.approx(80_000 + np.sqrt(0.025 * 40_000 * 10_000), rel=3e-3)
    assert ends["upper"] * 10 == pytest.approx(120_000 - np.sqrt(0.025 * 40_000 * 30_000), rel=3e-3)


def test_the_same_seed_gives_the_same_and_one_more_option_moves_no_other():
    rows = {}, {"cost": 85_000.0}
    first, more = compared(*rows), compared(*rows, {"gap": "Other"})
    pd.testing.assert_frame_equal(first, compared(*rows))
    pd.testing.assert_frame_equal(first, more[more["gap"] == "Shelter"])


def test_an_option_without_a_price_or_an_effect_keeps_its_row_and_has_no_rank():
    found = compared({}, {}, NO_PRICE, NO_EFFECT)
    assert len(found) == 4 and found["rank"].notna().sum() == 2
    assert found.loc["Option 2", "method"] == "nobody has given a price"
    assert found.loc["Option 3", "method"] == "nobody has measured an effect"
    assert found.loc[["Option 2", "Option 3"], "status"].eq("not available").all()
    alone = compared({}, NO_PRICE)
    assert alone["rank"].isna().all() and alone["holds_pct"].isna().all()


def test_people_price_and_effect_stand_in_words_with_their_ranges():
    each = {**priced(34.0), **FOR_EACH, "people_lower": 30}
    found = options_in_words(options({}, each, NO_PRICE, NO_EFFECT))
    assert found["people"].tolist()[:2] == ["10 to 30", "30"]
    assert found["price"].tolist()[:3] == [
        "£90,000 a year (£80,000 to £120,000)",
        "£34 for each person reached",
        "nobody has given one",
    ]
    assert found["effect"].iloc[[0, 3]].tolist() == ["50% (40% to 60%)", "nobody has measured one"]


def test_each_option_says_where_it_stands():
    found = on_a_page({}, priced(60_000.0), NO_PRICE, NO_EFFECT, {"gap": "Other"})
    assert found["stands"].to_dict() == {
        "Option 1": "worth considering (in 100 of 100 draws)",
        "Option 0": "worse than Option 1 (in 100 of 100 draws)",
        "Option 2": "cannot be ranked: nobody has given a price",
        "Option 3": "cannot be ranked: nobody has measured an effect",
        "Option 4": "nothing to compare it with",
    }
    assert found.loc["Option 0", "place"] == "worse than another"
    assert found.loc["Option 4", "told"] == "no options can be compared yet"
    assert found.loc["Option 4", "method"].startswith("not applicable: ")
    # A dearer one that helps more is worth considering.
    found = on_a_page({}, {"people_lower": 20, "people_upper": 40, **priced(300_000.0)})
    assert set(found["place"]) == {"worth considering"}
    assert found["told"].unique().tolist() == [
        "Option 0 costs least, £90,000 a year for 10 people helped; Option 1 helps more, 15 people, at "
        "£42,000 for each further person"
    ]
    assert on_a_page({}, {})["told"].iloc[0] == (
        "Option 0 and Option 1 cost least, £90,000 a year each, for 10 people helped, and they are alike"
    )


@pytest.mark.parametrize(
    ("people", "said"), [(0.6, "less than one person"), (2, "1 person"), (2.9, "1 person"), (4, "2 people")]
)
def test_few_people_are_told_as_they_are(people, said):
    few = {"people_lower": people, "people_upper": people}
    told = on_a_page(FIXED | few, FIXED | few | priced(99_000.0))["told"].iloc[0]
    assert f"for {said} helped, and no other helps more" in told


def test_pounds_for_each_person_have_two_figures_and_prices_stay_as_given():
    found = on_a_page({"cost": 91_234.0}, priced(99_999.0))
    assert found["pounds_each"].tolist() == [9_100, 10_000] and found["cost_a_year"].iloc[0] == 91_234
    assert (found["lower"] <= found["pounds_each"]).all() and (found["pounds_each"] <= found["upper"]).all()
    halves_up = two_figures(pd.Series([14_500.0, 14_499.0, 85.0, 0.0]))
    assert halves_up.tolist() == [15_000, 14_000, 85, 0]


def test_a_list_without_rows_gives_pages_without_rows():
    for page in (options_in_words, options_compared):
        assert page(options({}).head(0)).empty
