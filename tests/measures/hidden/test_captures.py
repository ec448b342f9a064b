"""A captures table is counts by combination of lists: everything else is refused, and no cell is repeated."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.hidden.captures import LISTS_AT_MOST, read_captures

from .conftest import THREE


def without(row):
    return [one for one in THREE if one[:3] != row]


def test_a_combination_that_is_absent_is_nobody_and_the_order_of_rows_does_not_matter(captures):
    whole = read_captures(captures())
    assert whole.lists == ("police", "council", "charity") and whole.seen == 247
    short = read_captures(captures([*without((1, 1, 1))]))
    long = read_captures(captures([(1, 1, 1, 0), *reversed(without((1, 1, 1)))]))
    assert short.counts.tolist() == long.counts.tolist() and short.seen == 240


def test_a_list_that_nobody_is_on_is_refused(captures):
    rows = [one for one in THREE if not one[2]]
    with pytest.raises(InputError, match='nobody is on the list "charity"'):
        read_captures(captures([*rows, (0, 0, 1, 0)]))
    assert read_captures(captures([*rows, (0, 0, 1, 1)])).seen == 141


def test_ten_lists_are_read_and_eleven_are_refused():
    def alone(lists):
        return pd.DataFrame(np.eye(lists, dtype=int), columns=[f"L{at}" for at in range(lists)]).assign(
            people=range(1, lists + 1)
        )

    assert read_captures(alone(LISTS_AT_MOST)).seen == 55
    with pytest.raises(InputError, match="11 lists, and at most 10"):
        read_captures(alone(LISTS_AT_MOST + 1))


def test_lists_made_one_hold_whoever_is_on_either(captures):
    given = read_captures(captures())
    joined = given.joined(0, 1)
    assert joined.lists == ("charity", "police+council") and joined.seen == given.seen
    # charity alone; police, council or both alone; charity with either or both.
    assert joined.counts.tolist() == [60, 140, 47]
