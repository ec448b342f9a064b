"""What must not change a pattern, what may only make it safer, and both sides of the threshold."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure import suppress

from . import editions, random_systems
from .test_random_systems import check, suppressed

FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def pattern(table, by):
    """Return {cell: status}, the labels of a cell in the order of the names of their columns."""
    by = sorted(by)
    return dict(zip(table[by].itertuples(index=False, name=None), table["status"], strict=True))


@FEW
@given(random_systems.tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_of_columns_and_of_by_changes_nothing(case, shuffler):
    first = suppressed(case)
    rows = list(range(len(case.cells)))
    shuffler.shuffle(rows)
    columns = list(case.cells.columns)
    shuffler.shuffle(columns)
    by = list(case.by)
    shuffler.shuffle(by)
    hierarchies = {name: each.iloc[::-1] for name, each in reversed(case.hierarchies.items())}
    asked = case.asked() | {
        "cells": case.cells.iloc[rows][columns],
        "by": by,
        "hierarchies": hierarchies or None,
    }
    assert pattern(suppress(**asked), case.by) == pattern(first, case.by), case


@FEW
@given(random_systems.tables())
def test_a_zero_that_is_listed_is_a_zero_that_is_not(case):
    labels = [case.cells[name].unique() for name in case.by]
    every = pd.MultiIndex.from_product(labels, names=case.by)
    filled = case.cells.set_index(case.by)["victims"].reindex(every, fill_value=0).reset_index()
    pd.testing.assert_frame_equal(suppress(**case.asked() | {"cells": filled}), suppressed(case))


@FEW
@given(random_systems.tables(), st.sampled_from(["informed", "interval"]))
def test_each_criterion_holds_against_the_attackers_of_the_weaker_ones(case, criterion):
    solved = suppressed(replace(case, criterion=criterion))
    weaker = {"informed": ["informed", "interval", "exact"], "interval": ["interval", "exact"]}[criterion]
    for one in weaker:
        check(replace(case, criterion=one), solved)


@pytest.mark.parametrize("threshold", [2, 5, 10])
@pytest.mark.parametrize("criterion", ["exact", "interval", "informed"])
def test_both_sides_of_every_threshold(threshold, criterion):
    cells = pd.DataFrame({"district": [*"aabbcc"], "sex": [*"fmfmfm"]})
    cells = cells.assign(victims=[threshold - 1, threshold, 138, 1, 95, 0])
    solved = suppress(cells, ["district", "sex"], "victims", threshold, criterion=criterion)
    status = pattern(solved, ["district", "sex"])
    assert status["a", "f"] == status["b", "m"] == "primary" != status["a", "m"]
    if criterion == "informed":
        assert status["c", "m"] == "shown"
    # Margins are judged by their own count: that of 0 and `threshold` alone is shown, one below it is not.
    assert (solved.loc[solved["victims"] >= threshold, "status"] != "primary").all()
    assert (solved.loc[solved["victims"].between(1, threshold - 1), "status"] == "primary").all()
    large = suppress(cells[1:3], ["district"], "victims", threshold, criterion=criterion)
    assert set(large["status"]) == {"shown"}


# One table more ------------------------------------------------------------------------------------------


def small_and_hidden(case, documents):
    """Return the small cells that a marker stands for."""
    truth, found = editions.truth_of(case), set()
    for document in documents:
        for name, table in document["tabulations"].items():
            for period, labels, value in table["cells"]:
                cell = {**dict(zip(table["by"], labels, strict=True)), **table["where"]}
                true = truth(cell, set(table["periods"][period]))
                if value == editions.HIDDEN and true < case.policies[table["policy"]].hide_below:
                    found.add((name, period, tuple(labels)))
    return found


@pytest.mark.parametrize("seed", random_systems.seeds(4, 8))
def test_one_table_more_leaves_what_was_protected_protected(seed):
    case = random_systems.linked(random_systems.Seeded(seed), editions=1, tables=3)
    fewer = editions.published(case, names=("first", "second"))
    more = editions.published(case)
    available = {
        (name, period, tuple(labels))
        for name, table in more[0]["tabulations"].items()
        for period, labels, value in table["cells"]
        if value != editions.MISSING
    }
    assert small_and_hidden(case, fewer) & available <= editions.hidden_in(more)
    assert not editions.faults(case, more)


@pytest.mark.parametrize("seed", random_systems.seeds(3, 6))
def test_a_table_that_a_later_edition_adds_gives_away_nothing_of_the_earlier_ones(seed):
    case = random_systems.linked(random_systems.Seeded(20 + seed), editions=2, tables=3)
    first = editions.next_document(case, case.editions[0], [], names=("first", "second"))
    before = small_and_hidden(case, [first])
    documents = [first, editions.next_document(case, case.editions[1], [first])]
    assert before <= editions.hidden_in(documents)
    found = editions.faults(case, documents)
    assert not found, f"{found}\n{case}"


@pytest.mark.parametrize("seed", random_systems.seeds(3, 6))
def test_the_order_of_counts_and_of_tabulations_changes_no_edition(seed):
    case = random_systems.linked(random_systems.Seeded(40 + seed), editions=2)
    victims, turned = case.victims.iloc[::-1, ::-1], dict(reversed(case.tabulations.items()))
    turned = replace(case, victims=victims, tabulations=turned)
    first, second = editions.published(case), editions.published(turned)
    for one, other in zip(first, second, strict=True):
        for name, table in one["tabulations"].items():
            assert sorted(map(repr, table["cells"])) == sorted(map(repr, other["tabulations"][name]["cells"]))
