"""What would be published is laid out the same in any order; what is not a table of counts is refused."""

import re

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure.layout import lay_out
from analysis.disclosure.suppression import audit, suppress, suppress_with_report
from analysis.errors import InputError

BY = ["district", "sex"]


@pytest.fixture
def cells():
    rows = [("Wick", "F", 3), ("Wick", "M", 40), ("Oss", "F", 21), ("Ham", "F", 7), ("Ham", "M", 9)]
    return pd.DataFrame(rows, columns=[*BY, "victims"])


@pytest.fixture
def regions():
    parents = {"Wick": "North", "Oss": "North", "Ham": "South", "North": "England", "South": "England"}
    return pd.DataFrame(parents.items(), columns=["child", "parent"])


def test_every_published_cell_is_the_sum_of_its_inner_cells(cells, regions):
    layout = lay_out(cells, BY, "victims", {"district": regions})
    np.testing.assert_array_equal(layout.matrix @ layout.inner, layout.counts)
    np.testing.assert_array_equal(layout.matrix @ (layout.inner > 0), layout.nonzero)
    nonzero = layout.table.assign(nonzero=layout.nonzero).set_index(BY)["nonzero"].to_dict()
    assert nonzero["North", "M"] == 1
    assert nonzero["North", "Total"] == 3
    assert nonzero["England", "Total"] == nonzero["Total", "Total"] == 5


@pytest.mark.parametrize(
    ("by", "hierarchies"),
    [
        (["a", "b"], {}),
        (["a", "b"], {"a": "tree", "b": "tree"}),
        (["a", "b", "c"], {"b": "overlapping"}),
    ],
)
def test_the_sums_of_the_system_are_those_of_the_table_each_once(by, hierarchies):
    cells = pd.DataFrame({"a": ["x", "y"], "b": ["x", "y"], "c": ["x", "y"], "n": [1, 2]})
    tree = [("x", "p"), ("y", "p")]
    shapes = {"tree": tree, "overlapping": [*tree, ("x", "q")]}
    given = {
        name: pd.DataFrame(shapes[shape], columns=["child", "parent"]) for name, shape in hierarchies.items()
    }
    layout = lay_out(cells, by, "n", given)
    assert layout.system.matrix.shape[0] == len(layout.counts)
    # Whatever the inner cells are, the sums hold, and they leave nothing else free.
    assert not (layout.system.links @ layout.matrix).toarray().any()
    rank = np.linalg.matrix_rank(layout.system.links.toarray())
    assert rank == layout.system.links.shape[0] == len(layout.counts) - len(layout.inner)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([3, -1, 2, 4, 5], "is negative in 1 of 5 rows"),
        ([3, 1.5, 2, 4, 5], "is not a whole number in 1 of 5 rows"),
        ([3, float("inf"), 2, 4, 5], "is not a whole number in 1 of 5 rows"),
        ([3, None, 2, None, 5], "is missing in 2 of 5 rows"),
        (pd.array([3, pd.NA, 2, 4, 5], dtype="Int64"), "is missing in 1 of 5 rows"),
        (["3", "138", "2", "4", "5"], "is not a number in 5 of 5 rows"),
        ([3, "138", 2, 4, 5], "is not a number in 1 of 5 rows"),
        ([True, False, True, True, True], "is not a number in 5 of 5 rows"),
        ([3, 10**17, 2, 4, 5], "is too large in 1 of 5 rows"),
    ],
)
def test_a_count_that_is_not_one_is_refused_without_naming_it(cells, counts, says):
    with pytest.raises(InputError, match='Column "victims".*' + says) as refused:
        lay_out(cells.assign(victims=counts), BY, "victims")
    assert "138" not in str(refused.value)


def test_a_table_whose_margins_are_its_only_cells_again_hides_all_or_nothing():
    one = pd.DataFrame({"district": ["Wick"], "sex": ["F"], "victims": [3]})
    table = suppress(one, BY, "victims", 5)
    assert set(table["status"]) == {"primary"} and len(table) == 4
    assert set(suppress(one, BY, "victims", 3)["status"]) == {"shown"}


@pytest.mark.parametrize("criterion", ["exact", "interval", "informed"])
def test_an_all_zero_table_is_shown_or_with_zeros_protected_hidden_whole(cells, criterion):
    nobody = cells.assign(victims=0)
    table, report = suppress_with_report(nobody, BY, "victims", 5, criterion=criterion)
    assert set(table["status"]) == {"shown"} and report.secondary == 0
    hidden = suppress(nobody, BY, "victims", 5, protect_zeros=True, criterion=criterion)
    assert set(hidden["status"]) == {"primary"}
    assert not audit(hidden, BY, "victims", protect_zeros=True, criterion=criterion)


def test_labels_stand_in_an_order_of_their_own_and_parents_without_cells_are_left_out(cells, regions):
    more = pd.concat([regions, pd.DataFrame([("Elm", "East")], columns=["child", "parent"])])
    table = lay_out(cells, BY, "victims", {"district": more}).table
    assert list(table["district"].unique()) == ["Ham", "Oss", "Wick", "England", "North", "South", "Total"]
    numbers = pd.DataFrame({"offences": [10, 9, 1], "victims": [1, 2, 3]})
    assert lay_out(numbers, "offences", "victims").table["offences"].tolist() == [1, 9, 10, "Total"]


def test_two_ways_up_to_the_same_parent_are_counted_once():
    pairs = [("x", "p"), ("x", "q"), ("y", "q"), ("p", "top"), ("q", "top")]
    hierarchy = pd.DataFrame(pairs, columns=["child", "parent"])
    layout = lay_out(pd.DataFrame({"a": ["x", "y"], "n": [5, 7]}), ["a"], "n", {"a": hierarchy})
    assert layout.table.set_index("a")["n"]["top"] == 12


@pytest.mark.parametrize(
    ("change", "asked", "says"),
    [
        (lambda cells: pd.concat([cells, cells.iloc[[2]]]), {}, "more than one row (1 too many)"),
        (lambda cells: cells.replace("Wick", "Total"), {}, '"district" has cells labelled "Total"'),
        (lambda cells: cells.replace("M", " total"), {}, "Give the inner cells only"),
        (lambda cells: cells.replace("M", None), {}, 'Column "sex": 2 cells have no label'),
        (lambda cells: cells.iloc[:0], {}, "has no cells"),
        (None, {"by": []}, "names no column"),
        (None, {"by": ["distrct", "sex"]}, 'no column "distrct". Nearest: "district"'),
        (None, {"count": "victim"}, 'no column "victim". Nearest: "victims"'),
        (None, {"by": ["sex", "sex"]}, '"sex" is named or held twice'),
        (None, {"by": ["sex", "victims"]}, '"victims" is named or held twice'),
        (lambda cells: cells.rename(columns={"sex": "status"}), {"by": ["status"]}, 'named "status"'),
    ],
)
def test_what_is_no_table_of_inner_cells_is_refused(cells, change, asked, says):
    with pytest.raises(InputError, match=re.escape(says)):
        lay_out(**{"cells": change(cells) if change else cells, "by": BY, "count": "victims"} | asked)


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([("Wick", "N"), ("Oss", "N"), ("Ham", "N"), ("N", "E"), ("E", "N")], "goes round in a circle"),
        ([("Wick", "N"), ("Oss", "N")], 'has no parent for "Ham", which cells have. Add a row'),
        ([("Wick", "N"), ("Oss", "N"), ("Hamm", "N")], 'no parent for "Ham".*Nearest: "Hamm"'),
        ([("Wick", "Oss"), ("Oss", "N"), ("Ham", "N")], '"Oss", which is a parent'),
        ([("Wick", "N"), ("Oss", "N"), ("Ham", "N"), ("N", "Total")], 'names "Total"'),
        ([("Wick", "N"), ("Oss", None), ("Ham", "N")], "blank child or parent in 1 of its rows"),
    ],
)
def test_a_hierarchy_that_is_none_is_refused(cells, regions, pairs, says):
    hierarchy = pd.DataFrame(pairs, columns=["child", "parent"])
    with pytest.raises(InputError, match=says):
        lay_out(cells, BY, "victims", {"district": hierarchy})
    with pytest.raises(InputError, match='Nearest: "district"'):
        lay_out(cells, BY, "victims", {"distict": regions})
