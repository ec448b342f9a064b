"""Official counts by nationality become risk items: which nationality reaches the rule, never a count."""

import pandas as pd
import pytest

from analysis.release import counted_risk


def counts(count="referrals", **people):
    """Return a table of counts, all in the quarter that ends in March."""
    rows = [("2026-Q1", name, number) for name, number in people.items()]
    return pd.DataFrame(rows, columns=["quarter", "nationality", count])


QUARTERS = ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]


def source(rows, known=QUARTERS, count="referrals"):
    return counted_risk.Source(rows, count, known, "referrals")


def reaching(found):
    """Return the items of a force, with the policy's four quarters and ten people."""
    return counted_risk.reaching(found, 4, 10)


@pytest.mark.parametrize(("people", "told"), [(9, []), (10, ["Albanian"])])
def test_a_count_of_the_force_is_an_item_from_the_sensitive_threshold_on(people, told):
    found = reaching(source(counts(Albanian=people)))
    assert list(found["nationality"]) == told
    if told:
        assert found["source"].iloc[0] == (
            "Referrals to the National Referral Mechanism, 10 or more in 4 quarters together"
        )
        assert found["date"].iloc[0] == pd.Timestamp("2026-03-31")


def test_quarters_of_three_years_are_added_up_and_no_older_one():
    table = counts(Albanian=5, Romanian=5)
    older = table.assign(quarter=["2023-Q2", "2023-Q1"])
    known = [f"{year}-Q{quarter}" for year in range(2022, 2027) for quarter in range(1, 5)][:18]
    found = reaching(source(pd.concat([older, table]), known))
    assert list(found["nationality"]) == ["Albanian"]
    assert "12 quarters" in found["source"].iloc[0]


@pytest.mark.parametrize(("quarters", "told"), [(3, 0), (4, 1)])
def test_less_than_a_year_of_quarters_says_nothing(quarters, told):
    found = reaching(source(counts(Albanian=50), QUARTERS[-quarters:]))
    assert len(found) == told


def test_the_five_largest_of_the_country_leave_out_the_uk_and_the_unknown_and_keep_ties():
    table = counts(
        "reports", UK=900, Unknown=800, Albanian=70, Eritrean=60, Sudanese=50, Chinese=40, Romanian=30,
        Vietnamese=30, Indian=20,
    )  # fmt: skip
    found = counted_risk.largest(source(table, count="reports"), 4, 10, 5, "RISK_DTN")
    assert " ".join(found["nationality"]) == "Albanian Chinese Eritrean Romanian Sudanese Vietnamese"
    assert set(found["about"]) == {"everywhere"}


def test_sums_of_a_force_end_in_march_so_that_no_quarter_is_told_by_two_of_them():
    """A tenth referral in the quarter after March is not told before the next March."""
    before = counts(Albanian=9)
    after = pd.concat([before, before.assign(quarter="2026-Q2", referrals=1)], ignore_index=True)
    for table, later in ((before, []), (after, ["2026-Q2"])):
        assert not len(reaching(source(table, [*QUARTERS, *later])))
    known = [*QUARTERS, "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    told = reaching(source(after.replace("2026-Q2", "2027-Q1"), known))
    assert told["nationality"].tolist() == ["Albanian"]


def test_a_count_below_the_threshold_looks_like_none():
    none, one = reaching(source(counts())), reaching(source(counts(Albanian=1, Vietnamese=9)))
    pd.testing.assert_frame_equal(none, one)
    assert list(none.columns) == list(reaching(source(counts(Albanian=10))).columns)
