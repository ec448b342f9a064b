"""Options on a page: ranges in words, no precision that nobody has, and where each option stands."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans.options import (
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
NO_PRICE = {"cost": np.nan, "cost_lower": np.nan, "cost_upper": np.nan, "cost_unit": None}
NO_EFFECT = {"effect_pct": np.nan, "effect_lower_pct": np.nan, "effect_upper_pct": np.nan}


def options(*changes):
    return pd.DataFrame([ROW | {"option": f"Option {at}"} | change for at, change in enumerate(changes)])


def priced(amount):
    return {"cost": amount, "cost_lower": amount, "cost_upper": amount}


def test_people_price_and_effect_stand_in_words_with_their_ranges():
    found = options_in_words(
        options({}, {**priced(34.0), "cost_unit": "pounds for each person reached", "people_lower": 30})
    )
    assert found["people"].tolist() == ["10 to 30", "30"]
    assert found["price"].tolist() == ["£90,000 a year (£80,000 to £120,000)", "£34 for each person reached"]
    assert found["effect"].iloc[0] == "50% (40% to 60%)"


def test_what_nobody_gave_is_said_and_not_invented():
    found = options_in_words(options(NO_PRICE, NO_EFFECT))
    assert found["price"].iloc[0] == "nobody has given one"
    assert found["effect"].iloc[1] == "nobody has measured one"


def test_each_option_says_where_it_stands():
    found = options_compared(options({}, priced(60_000.0), NO_PRICE, NO_EFFECT, {"gap": "Other"})).set_index(
        "option"
    )
    assert found.loc["Option 1", "stands"] == "may be best value: its range overlaps others"
    assert found.loc["Option 4", "told"] == "no options can be compared yet"
    assert found.loc["Option 0", "stands"] == "worse than: Option 1"
    assert found.loc["Option 2", "stands"] == "cannot be ranked: nobody has given a price"
    assert found.loc["Option 3", "stands"] == "cannot be ranked: nobody has measured an effect"
    assert found.loc["Option 4", "stands"] == "nothing to compare it with"
    assert found.loc["Option 4", "method"].startswith("not applicable: ")
    assert found.loc["Option 0", "place"] == "worse than another"


def test_a_dearer_option_that_helps_more_is_behind_the_best_and_not_worse_than_another():
    more = {"people_lower": 20, "people_upper": 40, **priced(300_000.0)}
    found = options_compared(options({}, more)).set_index("option")
    assert found["place"].to_dict() == {"Option 0": "may be best value", "Option 1": "behind the best"}
    assert found["told"].unique().tolist() == [
        "Option 0 may cost least for each person helped; Option 1 helps more people (15 a year, not 10)"
    ]


def test_an_option_whose_range_meets_no_other_costs_least():
    found = options_compared(options({}, priced(900_000.0)))
    assert found["place"].tolist() == ["best value", "worse than another"]
    assert found["told"].iloc[0] == "Option 0 costs least for each person helped"


def test_pounds_for_each_person_have_two_figures_and_prices_are_as_they_were_given():
    found = options_compared(options({"cost": 91_234.0}, priced(99_999.0)))
    assert found["pounds_each"].tolist() == [9_100, 10_000] and found["cost_a_year"].iloc[0] == 91_234
    assert (found["lower"] <= found["pounds_each"]).all() and (found["pounds_each"] <= found["upper"]).all()


@pytest.mark.parametrize(("value", "rounded"), [(14_500, 15_000), (14_499, 14_000), (85, 85), (0, 0)])
def test_two_figures_round_halves_up(value, rounded):
    assert two_figures(pd.Series([float(value)])).tolist() == [rounded]


def test_what_would_change_the_ranking_is_told_in_its_unit():
    rows = options({}, {**priced(100_000.0), "cost_lower": 20_000.0})
    found = ranking_changes(rows)
    assert "£20,000 a year" in found["changed_to"].tolist()
    assert found.loc[found["changed_to"] == "£20,000 a year", "best_then"].tolist() == ["Option 1"]
    each = ranking_changes(
        options({}, {**priced(6_000.0), "cost_lower": 10.0, "cost_unit": "pounds for each person reached"})
    )
    assert "£10 for each person" in each["changed_to"].tolist()
    assert {"10 people", "40 in a hundred"} & set(found["changed_to"])


def test_a_price_to_be_the_best_stands_beside_the_one_that_was_given():
    found = prices_to_be_best(options(priced(60_000.0), NO_PRICE)).set_index("option")
    assert found.loc["Option 1", "given"] == "nobody has given one"
    assert found.loc["Option 1", "price_to_be_best"] == 60_000
    assert found.loc["Option 0", "given"] == "£60,000 a year"


def test_a_list_without_rows_gives_pages_without_rows():
    none = options({}).head(0)
    for page in (options_in_words, options_compared, ranking_changes,
                 prices_to_be_best):  # fmt: skip
        assert page(none).empty
