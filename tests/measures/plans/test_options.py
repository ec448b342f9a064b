"""Options: what one person helped costs, where each stands, what would change that, all in words too."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans.options import (
    compare_options,
    options_compared,
    options_in_words,
    prices_to_be_best,
    ranking_changes,
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
    assert found["rank"].tolist() == [1, 2] and found.index.tolist() == ["Option 1", "Option 0"]
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
    same = compared({}, {})
    assert same["dominated_by"].isna().all() and same["rank"].tolist() == [1, 1]
    apart = compared({}, {}, {"gap": "Other", **priced(10.0)}, {"gap": "Other"})
    assert apart.groupby("gap")["best_in_draws_pct"].sum().tolist() == pytest.approx([100, 100])
    assert apart["dominated_by"].dropna().tolist() == ["Option 2"]


def test_shares_of_draws_are_those_of_chance():
    # Two alike: each is best in half of the draws; 2 points are four standard errors and more.
    assert compared({}, {})["best_in_draws_pct"].tolist() == pytest.approx([50, 50], abs=2)
    fixed = compared(FIXED, FIXED | priced(89_999.0))["best_in_draws_pct"]
    assert fixed.to_dict() == {"Option 1": 100, "Option 0": 0}
    assert compared(FIXED, FIXED)["best_in_draws_pct"].tolist() == [50, 50]


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
    assert alone["rank"].isna().all() and alone["best_in_draws_pct"].isna().all()


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
        "Option 1": "may be best value: its range overlaps others",
        "Option 0": "worse than: Option 1",
        "Option 2": "cannot be ranked: nobody has given a price",
        "Option 3": "cannot be ranked: nobody has measured an effect",
        "Option 4": "nothing to compare it with",
    }
    assert found.loc["Option 0", "place"] == "worse than another"
    assert found.loc["Option 4", "told"] == "no options can be compared yet"
    assert found.loc["Option 4", "method"].startswith("not applicable: ")
    # A dearer one that helps more is behind the best and not worse than another.
    found = on_a_page({}, {"people_lower": 20, "people_upper": 40, **priced(300_000.0)})
    assert found["place"].to_dict() == {"Option 0": "may be best value", "Option 1": "behind the best"}
    assert found["told"].unique().tolist() == [
        "Option 0 may cost least for each person helped; Option 1 helps more people (15 a year, not 10)"
    ]
    # One whose range meets no other costs least.
    found = on_a_page({}, priced(900_000.0))
    assert found["place"].tolist() == ["best value", "worse than another"]
    assert found["told"].iloc[0] == "Option 0 costs least for each person helped"


def test_pounds_for_each_person_have_two_figures_and_prices_are_as_they_were_given():
    found = on_a_page({"cost": 91_234.0}, priced(99_999.0))
    assert found["pounds_each"].tolist() == [9_100, 10_000] and found["cost_a_year"].iloc[0] == 91_234
    assert (found["lower"] <= found["pounds_each"]).all() and (found["pounds_each"] <= found["upper"]).all()
    halves_up = two_figures(pd.Series([14_500.0, 14_499.0, 85.0, 0.0]))
    assert halves_up.tolist() == [15_000, 14_000, 85, 0]


def test_what_would_change_the_ranking_is_named_with_its_figure_in_its_unit():
    rows = options(FIXED | {"cost_lower": 60_000.0, "cost_upper": 99_000.0}, FIXED | priced(95_000.0))
    (found,) = ranking_changes(rows).to_dict("records")
    assert (found["best"], found["best_then"]) == ("Option 0", "Option 1")
    changed = found["option"], found["input"], found["changed_to"]
    assert changed == ("Option 0", "what it costs", "£99,000 a year")
    assert ranking_changes(options(FIXED, FIXED | priced(95_000.0))).empty
    found = ranking_changes(options({}, {**priced(100_000.0), "cost_lower": 20_000.0}))
    assert found.loc[found["changed_to"] == "£20,000 a year", "best_then"].tolist() == ["Option 1"]
    assert {"10 people", "40 in a hundred"} & set(found["changed_to"])
    each = ranking_changes(options({}, {**priced(6_000.0), "cost_lower": 10.0, **FOR_EACH}))
    assert "£10 for each person" in each["changed_to"].tolist()


def test_the_price_at_which_an_option_would_be_the_best_stands_beside_the_one_that_was_given():
    more = FIXED | priced(95_000.0) | {"effect_pct": 55.0, "effect_upper_pct": 60.0}
    found = prices_to_be_best(options(FIXED, more, NO_PRICE)).set_index("option")
    # Option 1 helps 11 people for 95,000; 0 and 2 help ten.
    wanted = {"Option 0": 86_000, "Option 1": 99_000, "Option 2": 86_000}
    assert found["price_to_be_best"].to_dict() == wanted
    assert found["given"].tolist() == ["£90,000 a year", "£95,000 a year", "nobody has given one"]
    assert prices_to_be_best(options({}))["status"].tolist() == ["not available"]


def test_a_list_without_rows_gives_pages_without_rows():
    for page in (options_in_words, options_compared, ranking_changes, prices_to_be_best):
        assert page(options({}).head(0)).empty
