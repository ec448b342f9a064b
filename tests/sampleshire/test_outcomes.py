"""Sampleshire's outcomes, editions and survey: consistent with its recorded crime, with the truth crimes."""

import pytest

import sampleshire
from sampleshire import crimes

OURS = "Sampleshire"


@pytest.fixture(scope="module")
def truth():
    return sampleshire.truth()


def by_quarter(recorded, group, force=OURS):
    rows = recorded[(recorded["force_name"] == force) & (recorded["offence_group"] == group)]
    return rows.groupby(["financial_year", "financial_quarter"])["offences"].sum()


def test_no_investigation_closes_without_an_outcome_and_the_latest_wait(truth):
    table = truth["outcomes"]
    undecided = table[table["outcome_type"] == 0]
    assert undecided["closed"].isna().all()
    waiting = undecided.groupby(["financial_year", "financial_quarter"])["recorded"].sum()
    share = waiting / table.groupby(["financial_year", "financial_quarter"])["recorded"].sum()
    assert share.iloc[-1] > 0.3 > 0.02 > share.iloc[-9]
    assert share.iloc[-4:].is_monotonic_increasing


def test_the_recording_change_is_in_every_force_on_its_day(truth):
    recorded = truth["recorded_crime"]
    for force in recorded.loc[recorded["offence_code"] == "9A", "force_name"].unique():
        if force == "British Transport Police":
            continue
        quarters = by_quarter(recorded, crimes.RECORDING_GROUP, force)
        before, after = quarters.iloc[8:12].sum(), quarters.iloc[12:16].sum()
        # A fifth either side: the smallest force records some 500 a year.
        assert before / after == pytest.approx(crimes.TIMES_BEFORE, rel=0.2), force


def test_the_real_rise_is_in_sampleshire_alone(truth):
    recorded = truth["recorded_crime"]
    ratios = {}
    for force in recorded.loc[recorded["offence_code"] == "19C", "force_name"].unique():
        quarters = by_quarter(recorded, crimes.RISE_GROUP, force)
        ratios[force] = quarters.iloc[-2:].sum() / quarters.iloc[-6:-4].sum()
    ours = ratios.pop(OURS)
    assert ours == pytest.approx(crimes.TIMES_AFTER, rel=0.15)
    del ratios["British Transport Police"]
    assert max(ratios.values()) < 1.2
