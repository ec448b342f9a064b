"""Quantiles: PHEindicatormethods' definition, ties, directions and too few values."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=60), st.integers(2, 10))
def test_the_published_formula(values, groups):
    found = measures.quantiles(pd.DataFrame({"value": values}), "value", groups=groups)["quantile"]
    size = len(values)
    if size < groups:
        assert found.isna().all()
        return
    ranks = [sum(other < value for other in values) + 1 for value in values]
    wanted = [
        max(1, math.floor(groups + 1 - math.ceil((size + 1 - rank) / (size / groups)))) for rank in ranks
    ]
    assert found.tolist() == wanted


@pytest.mark.parametrize(("size", "status"), [(9, "not available"), (10, "shown")])
def test_ten_groups_need_ten_values(size, status):
    found = measures.quantiles(pd.DataFrame({"value": range(size)}), "value")
    assert (found["status"] == status).all()
    if status == "shown":
        assert found["quantile"].tolist() == list(range(1, 11))
    else:
        assert found["quantile"].isna().all()
        assert (found["method"] == "not given: fewer values than the 10 groups").all()


def test_descending_puts_the_largest_first():
    found = measures.quantiles(pd.DataFrame({"value": [1, 2, 3, 4]}), "value", groups=2, ascending=False)
    assert found["quantile"].tolist() == [2, 2, 1, 1]


def test_each_group_is_ranked_alone_in_its_own_direction():
    table = pd.DataFrame(
        {"by": ["x", "x", "y", "y"], "value": [1, 2, 1, 2], "low_is_worst": [True, True, False, False]}
    )
    found = measures.quantiles(table, "value", groups=2, by="by", ascending="low_is_worst")
    assert found["quantile"].tolist() == [1, 2, 2, 1]
    table.loc[0, "low_is_worst"] = False
    with pytest.raises(InputError, match="both directions within one group"):
        measures.quantiles(table, "value", groups=2, by="by", ascending="low_is_worst")


def test_rows_that_are_not_shown_are_not_ranked():
    table = pd.DataFrame({"value": [1, 2, None, 3], "status": ["shown", "shown", "shown", "suppressed"]})
    found = measures.quantiles(table, "value", groups=2)
    assert found["quantile"].tolist()[:2] == [1, 2]
    assert found["quantile"].isna().tolist() == [False, False, True, True]
    assert list(found["status"]) == ["shown", "shown", "not available", "suppressed"]


def test_an_empty_table_gives_an_empty_answer():
    found = measures.quantiles(pd.DataFrame({"value": pd.Series(dtype=float)}), "value")
    assert len(found) == 0 and {"quantile", "method", "status"} < set(found.columns)
