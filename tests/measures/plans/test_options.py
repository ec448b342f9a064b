"""Options: what one person helped costs, which are worse than another, and what would change the ranking."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans import options as options_measures

ROW = {
    "option": "Fund", "gap": "Shelter", "lot": "Lot", "people_lower": 10, "people_upper": 30,
    "cost": 90_000.0, "cost_lower": 80_000.0, "cost_upper": 120_000.0, "cost_unit": "pounds a year",
    "effect_pct": 50.0, "effect_lower_pct": 40.0, "effect_upper_pct": 60.0, "decided_by": "Commissioner",
}  # fmt: skip
FIXED = {"cost_lower": 90_000.0, "cost_upper": 90_000.0, "people_lower": 20, "people_upper": 20,
         "effect_lower_pct": 50.0, "effect_upper_pct": 50.0}  # fmt: skip


def options(*changes):
    return pd.DataFrame([ROW | {"option": f"Option {at}"} | change for at, change in enumerate(changes)])


def priced(amount):
    return {"cost": amount, "cost_lower": amount, "cost_upper": amount}


def test_the_cost_of_a_person_helped_by_hand():
    found = options_measures.compare_options(options({}, priced(60_000.0))).set_index("option")
    assert (
        found.loc["Option 0", "people_helped"] == 10
        and found.loc["Option 0", "cost_per_person_helped"] == 9_000
    )
    assert found["rank"].tolist() == [1, 2] and found.index.tolist() == ["Option 1", "Option 0"]
    assert found.loc["Option 0", "lower"] < 9_000 < found.loc["Option 0", "upper"]


def test_each_unit_of_cost_is_of_a_year():
    rows = options(
        {}, {"cost_unit": "pounds once"}, {"cost_unit": "pounds for each person reached", **priced(30.0)}
    )
    found = options_measures.compare_options(rows).set_index("option")["cost_a_year"]
    assert found.to_dict() == {"Option 2": 600, "Option 1": 30_000, "Option 0": 90_000}


def test_an_option_is_worse_than_one_that_helps_no_fewer_for_no_more():
    rows = options({}, {"cost": 90_000.01}, {"effect_pct": 49.9}, {"effect_pct": 51.0, "cost": 100_000.0})
    found = options_measures.compare_options(rows).set_index("option")["dominated_by"]
    assert found["Option 1"] == "Option 0" and found["Option 2"] == "Option 0"
    assert pd.isna(found["Option 0"]) and pd.isna(found["Option 3"])
    same = options_measures.compare_options(options({}, {}))
    assert same["dominated_by"].isna().all() and same["rank"].tolist() == [1, 1]


def test_options_for_different_gaps_are_not_compared():
    found = options_measures.compare_options(
        options({}, {}, {"gap": "Other", **priced(10.0)}, {"gap": "Other"})
    )
    assert found.groupby("gap")["best_in_draws_pct"].sum().tolist() == pytest.approx([100, 100])
    assert found["dominated_by"].dropna().tolist() == ["Option 2"]


def test_shares_of_draws_are_those_of_chance():
    even = options_measures.compare_options(options({}, {}))
    # Two alike: each is best in half of the draws; 2 points are four standard errors and more.
    assert even["best_in_draws_pct"].tolist() == pytest.approx([50, 50], abs=2)
    fixed = options_measures.compare_options(options(FIXED, FIXED | priced(89_999.0)))
    assert fixed.set_index("option")["best_in_draws_pct"].to_dict() == {"Option 1": 100, "Option 0": 0}
    ties = options_measures.compare_options(options(FIXED, FIXED))
    assert ties["best_in_draws_pct"].tolist() == [50, 50]


def test_draws_have_the_mean_of_their_ranges():
    found = options_measures.compare_options(options(FIXED | {"people_lower": 0, "people_upper": 40}, {}))
    row = found.set_index("option").loc["Option 0"]
    assert row["people_helped_lower"] == pytest.approx(0.5, abs=0.1)
    assert row["people_helped_upper"] == pytest.approx(19.5, abs=0.1)
    # A triangle from 80 to 120 with its top at 90: 2.5 and 97.5 in a hundred by its own inverse.
    rows = options(FIXED | {"cost_lower": 80_000.0, "cost_upper": 120_000.0, "cost": 90_000.0}, {})
    ends = options_measures.compare_options(rows).set_index("option").loc["Option 0"]
    assert ends["lower"] * 10 == pytest.approx(80_000 + np.sqrt(0.025 * 40_000 * 10_000), rel=3e-3)
    assert ends["upper"] * 10 == pytest.approx(120_000 - np.sqrt(0.025 * 40_000 * 30_000), rel=3e-3)


def test_the_same_seed_gives_the_same_and_one_more_option_moves_no_other():
    rows = options({}, {"cost": 85_000.0})
    first = options_measures.compare_options(rows)
    pd.testing.assert_frame_equal(first, options_measures.compare_options(rows))
    more = options_measures.compare_options(options({}, {"cost": 85_000.0}, {"gap": "Other"}))
    pd.testing.assert_frame_equal(first, more[more["gap"] == "Shelter"].reset_index(drop=True))


def test_an_option_without_a_price_or_an_effect_keeps_its_row_and_has_no_rank():
    no_price = dict.fromkeys(["cost", "cost_lower", "cost_upper"], np.nan) | {"cost_unit": None}
    no_effect = dict.fromkeys(["effect_pct", "effect_lower_pct", "effect_upper_pct"], np.nan)
    found = options_measures.compare_options(options({}, {}, no_price, no_effect)).set_index("option")
    assert len(found) == 4 and found["rank"].notna().sum() == 2
    assert found.loc["Option 2", "method"] == "nobody has given a price"
    assert found.loc["Option 3", "method"] == "nobody has measured an effect"
    assert found.loc[["Option 2", "Option 3"], "status"].eq("not available").all()
    alone = options_measures.compare_options(options({}, no_price))
    assert alone["rank"].isna().all() and alone["best_in_draws_pct"].isna().all()


def test_what_would_change_the_ranking_is_named_with_its_figure():
    rows = options(FIXED | {"cost_lower": 60_000.0, "cost_upper": 99_000.0}, FIXED | priced(95_000.0))
    (found,) = options_measures.ranking_changes(rows).to_dict("records")
    assert (found["best"], found["best_then"]) == ("Option 0", "Option 1")
    changed = found["option"], found["input"], found["changed_to"]
    assert changed == ("Option 0", "what it costs", "£99,000 a year")
    assert options_measures.ranking_changes(options(FIXED, FIXED | priced(95_000.0))).empty


def test_the_price_at_which_an_option_would_be_the_best():
    no_price = dict.fromkeys(["cost", "cost_lower", "cost_upper"], np.nan) | {"cost_unit": None}
    rows = options(FIXED, FIXED | priced(95_000.0) | {"effect_pct": 55.0, "effect_upper_pct": 60.0}, no_price)
    found = options_measures.prices_to_be_best(rows).set_index("option")["price_to_be_best"]
    # Option 1 helps 11 people for 95,000; 0 and 2 help ten.
    assert found.to_dict() == {"Option 0": 86_000, "Option 1": 99_000, "Option 2": 86_000}
    assert options_measures.prices_to_be_best(options({}))["status"].tolist() == ["not available"]
