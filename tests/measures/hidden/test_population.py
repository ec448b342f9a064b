"""What comes back: figures, working and warnings; and where there is no number, why."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden import population


def test_it_is_the_people_seen_and_those_never_seen_with_their_working(captures):
    found = population.hidden_population(captures())
    assert found.status == "shown" and found.code == 0 and found.seen == 247
    working = found.working.set_index("quantity")
    assert working.loc["people seen", "value"] == 247
    never, every = working.loc["people never seen"], working.loc["people in all"]
    assert every[["value", "lower", "upper"]].tolist() == [found.estimate, found.lower, found.upper]
    assert (every["value"] - never["value"], every["lower"] - never["lower"]) == (247, 247)
    assert working.loc["AIC", "value"] == found.aic and working.loc["deviance", "value"] == found.deviance
    assert working.loc["degrees of freedom", "value"] == 7 - 4
    assert np.exp(found.coefficients["(Intercept)"]) == pytest.approx(found.estimate - 247)
    coefficients = found.working.query("quantity == 'coefficient'")
    assert coefficients["term"].tolist() == ["(Intercept)", "police", "council", "charity"]
    assert (coefficients["lower"] < coefficients["value"]).all()
    assert (coefficients["value"] < coefficients["upper"]).all()
    assert found.working["status"].notna().all() and found.working["method"].notna().all()


def test_twice_the_people_on_every_combination_are_twice_as_many_in_all(captures):
    table = captures()
    once, twice = (
        population.hidden_population(table.assign(people=table["people"] * times), 0) for times in (1, 2)
    )
    assert twice.estimate == pytest.approx(2 * once.estimate, rel=1e-9)
    assert twice.lower / 2 > once.lower and twice.upper / 2 < once.upper


def test_two_lists_give_no_number_and_say_why():
    two = pd.DataFrame({"police": [1, 0, 1], "council": [0, 1, 1], "people": [40, 30, 10]})
    found = population.hidden_population(two)
    assert (found.status, found.may_be_shown) == ("not available", False)
    assert np.isnan([found.estimate, found.lower, found.upper]).all()
    assert "three lists are needed" in found.method
    assert any("three lists are needed" in one for one in found.warnings)
    assert found.coefficients.empty and found.spread.choices.empty
    assert found.working.set_index("quantity").loc["people in all", "status"] == "not available"


def test_lists_that_share_nobody_give_no_number_and_say_why(captures):
    apart = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20)])
    for threshold in (0, 0.02, 1):
        found = population.hidden_population(apart, threshold)
        assert (found.status, found.code, found.may_be_shown) == ("not available", 1, False)
        assert "no estimate exists" in found.method and "No estimate" in found.warnings[-1]


def test_a_list_that_shares_nobody_is_warned_of(captures):
    found = population.hidden_population(
        captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 9)])
    )
    assert any("Nobody on the list charity is on another one" in one for one in found.warnings)


def test_where_all_agrees_there_is_nothing_to_warn_of(captures):
    found = population.hidden_population(captures())
    assert found.may_be_shown and found.warnings == ()
    assert found.verdict.startswith("Every defensible choice gives 425 people; none, and no limit, is more")
