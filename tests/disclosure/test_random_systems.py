"""Random systems, hidden by the project and attacked by somebody who shares no code with it.

The default run tries about 100 systems, `pytest -m slow tests/disclosure` more than 10,000.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import attack_table, suppress
from analysis.disclosure.suppression import audit

from . import editions, random_systems
from .attacker import add_up, breaks, read


def judged(table, case):
    """Return what the attacker finds out of a solved table of `case`."""
    published = read(table, case.by, "victims", case.hierarchies, zeros_shown=case.zeros_shown)
    return breaks(published, case.criterion)


def small(case, table):
    """Return which cells of a table are small."""
    return table["victims"].between(0 if case.protect_zeros else 1, case.threshold - 1)


def check(case, table):
    """Hold a solved table to everything that can be checked without knowing how it was solved."""
    rows, _, _ = add_up(case.cells, case.by, "victims", case.hierarchies)
    found = list(table[[*case.by, "victims"]].itertuples(index=False, name=None))
    assert sorted(found) == sorted(rows), f"the cells are not those of\n{case}"
    assert (table["status"] == "primary").equals(small(case, table)), f"other cells are primary in\n{case}"
    assert set(table["status"]) <= {"shown", "primary", "secondary"}
    if case.zeros_shown:
        assert (table.loc[table["victims"] == 0, "status"] == "shown").all(), f"a zero is hidden in\n{case}"
    exposed = judged(table, case)
    assert not exposed, f"{exposed}\n{case}\n{table.to_string()}"


def suppressed(case):
    """Return a case as `suppress` solves it."""
    return suppress(**case.asked())


def few_or_many(few, many):
    """Return seeds as cases of a test: a few, and under `slow` as many as it takes minutes to try."""
    return pytest.mark.parametrize("seeds", [few, pytest.param(many, marks=pytest.mark.slow)], ids=str)


@few_or_many(range(4), range(1_000, 2_250))
@pytest.mark.parametrize("kind", random_systems.KINDS)
def test_nobody_can_undo_what_was_hidden_in_one_table(kind, seeds):
    for seed in seeds:
        case = random_systems.one_table(random_systems.Seeded(seed), kind)
        check(case, suppressed(case))


@few_or_many(range(6, 10), range(3_000, 3_200))
@pytest.mark.parametrize("kind", random_systems.KINDS)
def test_our_own_attack_finds_nothing_in_one_table_but_where_the_small_alone_are_hidden(kind, seeds):
    told = others = 0
    for seed in seeds:
        case = random_systems.one_table(random_systems.Seeded(seed), kind)
        table, how = suppressed(case), {name: one for name, one in case.asked().items() if name != "cells"}
        hidden = table["status"] != "shown"
        without = table.assign(victims=table["victims"].astype(object).mask(hidden, "[c]"))
        assert attack_table(without, **how).safe, case
        careless = table.assign(status=table["status"].replace("secondary", "shown"))
        told += len(attack_table(careless, **how).narrowed)
        others += (table["status"] == "secondary").sum()
    assert bool(told) == bool(others)


# The audit of a pattern, good or bad ----------------------------------------------------------------------


def at_random(case, choose):
    """Return a table with its small cells hidden, and some others for no reason."""
    rows, _, _ = add_up(case.cells, case.by, "victims", case.hierarchies)
    table = pd.DataFrame(rows, columns=[*case.by, "victims"])
    often = choose.whole(1, 4)
    more = np.array([value > 0 and choose.whole(0, 9) < 2 * often for value in table["victims"]])
    return table.assign(status=np.select([small(case, table), more], ["primary", "secondary"], "shown"))


def compare(case, choose):
    """Hold the audit's verdict on a random pattern to the attacker's, and return how many cells were told."""
    table = at_random(case, choose)
    found = audit(table, case.by, "victims", case.hierarchies or None, case.protect_zeros, case.criterion)
    mine = judged(table, case)
    sides = {"not higher": 1, "not lower": -1}
    expected = {(each.cell, sides.get(each.what, 0)) for each in mine}
    told = {(cell, side if case.criterion != "exact" else 0) for cell, side in found}
    assert told == expected, f"{sorted(told ^ expected)}\n{case}\n{table.to_string()}"
    return len(expected)


@few_or_many(range(500, 508), range(2_000, 2_400))
@pytest.mark.parametrize("kind", random_systems.KINDS)
def test_the_audit_finds_what_the_attacker_finds(kind, seeds):
    told = 0
    for seed in seeds:
        choose = random_systems.Seeded(seed)
        told += compare(random_systems.one_table(choose, kind), choose) > 0
    assert told, "some of the patterns are not safe"


# Linked tables and editions ------------------------------------------------------------------------------


def held(case, documents, **how):
    """Hold documents of a case to what an outsider can find out."""
    found = editions.faults(case, documents, **how)
    assert not found, f"{found}\n{case}"


@few_or_many(range(10, 16), range(1_000, 1_400))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_nobody_can_undo_what_was_hidden_in_linked_tables_and_editions(count, seeds):
    for seed in seeds[: len(seeds) // count]:
        case = random_systems.linked(random_systems.Seeded(seed), editions=count)
        held(case, editions.published(case))


@pytest.mark.parametrize("seed", [10264, 10918])
def test_a_difference_keeps_the_stricter_of_two_policies(seed):
    """Found by these systems: two differences with the same people in them went under the looser policy."""
    case = random_systems.linked(random_systems.Seeded(seed))
    held(case, editions.published(case))


@pytest.mark.parametrize("seed", random_systems.seeds(6, 12))
def test_counts_that_are_gone_neither_stop_an_edition_nor_give_anything_away(seed):
    choose = random_systems.Seeded(seed)
    case = random_systems.linked(choose, editions=choose.one_of([2, 3, 4]))
    held(case, editions.forgetful(case, choose), forgotten=True)


def test_tables_of_a_greater_width_do_not_stop_what_was_published_under_a_lesser():
    """Found by these systems: a count of 1 within a shown 2 can rise by 1, and was asked to rise by 2."""
    case = random_systems.linked(random_systems.Seeded(1_048), editions=6)
    widths = {name: rules.protection_width for name, rules in case.policies.items()}
    assert widths == {"victims": 1, "other": 2} and case.tabulations["third"].policy == "victims"
    documents = editions.published(case)
    assert len(documents) == 6
    held(case, documents)
    assert all("reason" not in entry for one in documents[1:] for entry in one["tabulations"].values())
