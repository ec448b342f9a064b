"""How many quarters a table needs is said at the start, and is what the release asks for."""

import pytest

from analysis.disclosure.periods import before
from analysis.release import quarters, tabulations
from tests.commands import ran
from tests.extracts.office import office as office


@pytest.mark.parametrize("name", sorted(tabulations.listed()))
def test_a_table_needs_as_many_quarters_as_its_first_period_has(name):
    one = tabulations.listed()[name]
    held = [before("2026-Q1", steps) for steps in range(one.quarters_needed)]
    (*_, newest) = one.period_labels("2026-Q1", held).values()
    assert set(newest) <= set(held)
    (*_, newest) = one.period_labels("2026-Q1", held[:-1]).values()
    assert not set(newest) <= set(held[:-1])


def test_a_first_quarter_is_told_what_it_cannot_give(office):
    office.csv(office.rows(4))
    (told,) = quarters.short_of("sampleshire")
    assert "need 4 quarters in a row, and there are 1: " in told[4] and not told[-1]
    assert "Victims by offence group and district" in told[4]
    assert "Victims by district, quarter by quarter" not in told[4]


def test_a_template_says_how_many_quarters_its_tables_need(tmp_path):
    assert "4 quarters for " in ran("template", "support", "--local", str(tmp_path))
    assert "quarters in a row" not in ran("template", "campaigns", "--local", str(tmp_path)).lower()
