"""Rows of several seeds as one; the worst row of each promise, what is better and what counts as kept."""

import pandas as pd
import pytest

from tests.benchmarks.promises import pooled, row, worst


def with_seeds(rows, seed=None):
    return [one | {"seed": seed} for one in rows]


def test_the_worst_row_is_the_lowest_highest_or_farthest_from_a_range():
    rows = [row("holds", name, 10, share, least=0.9) for name, share in (("a", 0.95), ("b", 0.88))]
    rows += [row("false", name, 10, share, most=0.05) for name, share in (("a", 0.01), ("b", 0.04))]
    rows += [row("between", name, 10, share, 0.87, 0.94) for name, share in (("a", 0.97), ("b", 0.88))]
    rows += [row("power", name, 10, share) for name, share in (("a", 0.4), ("b", 0.6))]
    rows += [row("error", name, 10, share, better="less") for name, share in (("a", 0.4), ("b", 0.6))]
    found = worst(pooled(with_seeds(rows))).set_index("promise")
    assert found["setting"].to_dict() == {
        "holds": "b",
        "false": "b",
        "between": "a",
        "power": "a",
        "error": "b",
    }
    assert found["settings_met"].to_dict() == {"holds": 1, "false": 2, "between": 1, "power": 2, "error": 2}
    assert found["wanted"]["power"] == "stated: more is better" and (found["settings"] == 2).all()


def test_rows_of_several_seeds_are_weighed_by_their_cases_and_judged_together():
    rows = with_seeds([row("false", "a", 100, 0.08, most=0.05), row("false", "b", 100, 0.02, most=0.05)], 11)
    rows += with_seeds([row("false", "a", 300, 0.04, most=0.05), row("false", "b", 300, 0.06, most=0.05)], 31)
    rows += with_seeds([row("false", "c", 10, 0.01, most=0.05)], 31)  # what one seed alone drew
    rows += with_seeds([row("error", "states", 40, 0.0674, most=0.068)])  # what none draws
    found = pooled(rows).set_index("setting")
    assert found["measured"].to_dict() == {"a": 0.05, "b": 0.05, "c": 0.01, "states": 0.0674}
    assert found["cases"].to_dict() == {"a": 400, "b": 400, "c": 10, "states": 40}
    assert found["met"].eq("true").all()
    assert found["seeds"].to_dict() == {"a": "11, 31", "b": "11, 31", "c": "31", "states": ""}
    assert worst(found.reset_index()).set_index("promise")["settings"].to_dict() == {"false": 3, "error": 1}


@pytest.mark.parametrize(
    ("least", "most", "measured", "met"),
    [
        (None, 0.0565, 0.0565, "true"),
        (None, 0.0565, 0.0566, "false"),
        (0.93, None, 0.93, "true"),
        (0.93, None, 0.9299, "false"),
        (0.87, 0.94, 0.87, "true"),
        (0.87, 0.94, 0.9401, "false"),
        (None, 0, 0, "true"),
        (None, 0, 0.0083, "false"),
        (None, None, 0.5, "true"),
    ],
)
def test_both_ends_of_what_is_wanted_of_one_seed_are_those_of_several(least, most, measured, met):
    one = row("promise", "setting", 100, measured, least, most)
    assert one["met"] == met
    for seeds in ([11], [11, 12]):
        (found,) = pooled([one | {"seed": seed} for seed in seeds]).to_dict("records")
        assert (found["met"], found["measured"], found["cases"]) == (met, measured, 100 * len(seeds))


def test_a_row_of_one_seed_stays_as_it_was():
    rows = [row("false", "a", 3, 0.3333, most=0.5), row("power", "a", 7, 0.1429)]
    found = pooled(with_seeds(rows, 1)).drop(columns="seeds")
    pd.testing.assert_frame_equal(found, pd.DataFrame(rows))
