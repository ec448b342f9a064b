"""The project's own audit of a pattern and the attacker's verdict are the same, for good patterns and bad."""

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure.suppression import audit

from . import random_systems
from .attacker import add_up
from .test_random_systems import judged


def at_random(case, choose):
    """Return a table with its small cells hidden, and some others for no reason."""
    rows, _, _ = add_up(case.cells, case.by, "victims", case.hierarchies)
    table = pd.DataFrame(rows, columns=[*case.by, "victims"])
    small = table["victims"].between(0 if case.protect_zeros else 1, case.threshold - 1)
    often = choose.whole(1, 4)
    more = np.array([value > 0 and choose.whole(0, 9) < 2 * often for value in table["victims"]])
    return table.assign(status=np.where(small, "primary", np.where(more, "secondary", "shown")))


def compare(case, choose):
    """Hold the audit's verdict on a random pattern to the attacker's, and return how many cells were told."""
    table = at_random(case, choose)
    found = audit(table, case.by, "victims", case.hierarchies or None, case.protect_zeros, case.criterion)
    mine = judged(table, case)
    sides = {"not higher": 1, "not lower": -1}
    expected = {(each.cell, sides.get(each.what, 0)) for each in mine}
    told = {(tuple(each.cell), each.direction if case.criterion != "exact" else 0) for each in found}
    assert told == expected, f"{sorted(told ^ expected)}\n{case}\n{table.to_string()}"
    return len(expected)


@pytest.mark.parametrize("kind", random_systems.KINDS)
def test_the_audit_finds_what_the_attacker_finds(kind):
    for seed in range(500, 508):
        choose = random_systems.Seeded(seed)
        compare(random_systems.one_table(choose, kind), choose)


@pytest.mark.slow
@pytest.mark.parametrize("kind", random_systems.KINDS)
def test_the_audit_finds_what_the_attacker_finds_in_hundreds_of_patterns(kind, capsys):
    told = 0
    for seed in range(2_000, 2_400):
        choose = random_systems.Seeded(seed)
        told += compare(random_systems.one_table(choose, kind), choose) > 0
    with capsys.disabled():
        print(f"\n400 random patterns, {kind}, {told} of them not safe: every verdict the same")
