"""What a campaign could show at all, said before it starts, checked by invented campaigns."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans import interruption
from analysis.measures.plans.campaigns import smallest_rise

from .test_campaigns import START, contacts, log


def rise(table, **campaign):
    return smallest_rise(log(**campaign), table).iloc[0]


@pytest.mark.parametrize("place", ["Quarrowby", None])
def test_the_smallest_rise_is_seen_in_eight_of_ten_invented_campaigns(place):
    """Months go together as they are allowed to: 600 campaigns tell 80 in 100 within 5 points."""
    table = contacts(40, 1.0)
    ratio = 1 + rise(table, comparison_area=place)["smallest_rise_pct"] / 100
    own = table["area"] == "Larkmere"
    before = interruption.months_of(table[own | (place is not None)].assign(own=own), START)
    before = interruption.Months(before.counts[:30], before.number[:30], before.after[:30])
    months, variance = before.with_more(12), interruption.scatter(before)
    together = interruption.CORRELATION ** np.abs(np.subtract.outer(months.number, months.number))
    random, seen = np.random.default_rng(1), 0
    for _ in range(600):
        noise = random.multivariate_normal(np.zeros(42), variance * together)
        counts = months.counts.copy()
        counts[:, 0] = 1000 * np.exp(noise + np.log(ratio) * months.after)
        counts[:, 1:] = 1000
        drawn = interruption.Months(counts, months.number, months.after)
        change = interruption.change_of(drawn, interruption.scatter(drawn))
        seen += change.limits(change.variance)[0] > 1
    assert seen / 600 == pytest.approx(0.8, abs=0.05)


def test_only_what_was_known_before_the_start_is_read_and_the_hope_decides():
    table = contacts(40, 1.0)
    smallest = rise(table)["smallest_rise_pct"]
    assert rise(contacts(40, 5.0))["smallest_rise_pct"] == smallest
    assert rise(table[table["period_start"] < START])["smallest_rise_pct"] == smallest
    for hoped, verdict in ((smallest * 1.001, "could be seen"), (smallest * 0.999, "could not be seen")):
        assert rise(table, hoped_for_pct=hoped)["verdict"] == verdict


def test_months_that_do_not_suffice_give_a_reason():
    table = contacts()
    few = rise(table[table["period_start"] >= "2023-08-01"])
    assert few["status"] == "not available" and pd.isna(few["verdict"])
    assert "23 months with a figure of both places before the start" in few["method"]
    none = rise(table, started_on=pd.Timestamp("2023-01-01"))
    assert none["method"] == "not given: 0 months before the start, 24 are needed"
    table.loc[5, ["contacts", "status"]] = [np.nan, "suppressed"]
    assert rise(table)["status"] == "suppressed"
