"""What comes back: figures; and where there is no number, why."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden import population


def test_it_is_the_people_seen_and_those_never_seen(captures):
    found = population.hidden_population(captures())
    assert found.status == "shown" and found.code == 0 and found.seen == 247
    assert np.exp(found.step.fit.coefficients[0]) == pytest.approx(found.estimate - 247)
    assert 247 < found.lower < found.estimate < found.upper


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
    assert found.step is None and found.spread.choices.empty


def test_lists_that_share_nobody_give_no_number_and_say_why(captures):
    apart = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20)])
    for threshold in (0, 0.02, 1):
        found = population.hidden_population(apart, threshold)
        assert (found.status, found.code, found.may_be_shown) == ("not available", 1, False)
        assert "no estimate exists" in found.method and "No estimate" in found.verdict


def test_where_all_agrees_there_is_nothing_to_warn_of(captures):
    found = population.hidden_population(captures())
    assert found.may_be_shown
    assert found.verdict.startswith("Every defensible choice gives 425 people; none, and no limit, is more")
