"""What makes a strong case: an official count or two sources, not long ago; and what stays weak."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.decisions import official_counts, risk
from analysis.measures.decisions.presets import rules

DAY = pd.Timestamp("2026-06-30")


@pytest.fixture
def strong(items, crosswalk, policy):
    """Return a function from items to why they make a strong case for Albanian, "" where they do not."""

    def make(*changes):
        table = items(*({"language": "Albanian", **change} for change in changes))
        found = risk.evidence(table, crosswalk, rules(policy), DAY)
        return risk.strong(found.get("Albanian", ()), rules(policy))

    return make


@pytest.mark.parametrize(
    ("date", "is_strong"), [("2024-06-29", False), ("2024-06-30", True), ("2026-06-30", True)]
)
def test_an_official_count_is_strong_for_two_years_to_the_day(strong, date, is_strong):
    assert bool(strong({"date": date, "official_count": True})) is is_strong


def test_what_is_said_after_the_day_of_the_decision_is_not_known_yet(strong):
    assert not strong({"date": "2026-07-01", "official_count": True})


def test_one_source_alone_is_weak_and_two_are_strong(strong):
    other = {"source": "Return", "said_by": "Provider"}
    assert not strong({})
    assert strong({}, other) == "2 independent sources"


@pytest.mark.parametrize(
    "other",
    [
        {"source": "Return"},  # the same body says it twice
        {"said_by": "Provider"},  # two bodies quote one document
        {"source": "Return", "said_by": "Provider", "strength": "weak"},
        {"source": "Return", "said_by": "Provider", "date": "2024-06-01"},
        {"source": "Return", "said_by": "Provider", "reason": "NEW"},  # arriving is no risk
    ],
)
def test_an_echo_a_doubt_an_old_item_and_an_arrival_make_no_second_source(strong, other):
    assert not strong({}, other)


def test_a_nationality_becomes_its_languages_and_says_with_what_uncertainty(items, crosswalk, policy):
    found = risk.evidence(items({"nationality": "Afghan"}), crosswalk, rules(policy), DAY)
    assert set(found) == {"Dari", "Pashto"}  # Uzbek is the first language of fewer than the threshold
    row = crosswalk[(crosswalk["nationality"] == "Afghan") & (crosswalk["language"] == "Pashto")].iloc[0]
    assert (
        f"({row['weight']:.0%} of them, {row['lower']:.0%} to {row['upper']:.0%})" in found["Pashto"][0].said
    )


@pytest.mark.parametrize(("weight", "counts"), [(0.149, False), (0.15, True)])
def test_both_sides_of_the_share_from_which_a_nationality_tells_of_a_language(
    items, crosswalk, policy, weight, counts
):
    changed = crosswalk.copy()
    changed.loc[(changed["nationality"] == "Afghan") & (changed["language"] == "Uzbek"), "weight"] = weight
    found = risk.evidence(items({"nationality": "Afghan"}), changed, rules(policy), DAY)
    assert ("Uzbek" in found) is counts


def test_an_unknown_nationality_is_named_with_the_nearest(items, crosswalk, policy):
    with pytest.raises(InputError, match=r'for the nationality "Albanain"\. Nearest: "Albanian"'):
        risk.evidence(items({"nationality": "Albanain"}), crosswalk, rules(policy), DAY)
    assert risk.evidence(items({"nationality": "Unknown"}), crosswalk, rules(policy), DAY) == {}


@pytest.mark.parametrize("column", ["source", "said_by", "date"])
@pytest.mark.parametrize("value", ["", None])
def test_an_item_without_source_date_or_who_said_so_is_refused(items, crosswalk, policy, column, value):
    table = items({"language": "Polish", column: value})
    with pytest.raises(InputError, match=f'Risk item 1: "{column}" is missing'):
        risk.evidence(table, crosswalk, rules(policy), DAY)


def counts(count="referrals", **people):
    """Return a table of counts, all in the quarter that ends in March."""
    return pd.DataFrame(
        [("2026-Q1", name, number) for name, number in people.items()],
        columns=["quarter", "nationality", count],
    )


QUARTERS = ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]


@pytest.mark.parametrize(("people", "told"), [(9, []), (10, ["Albanian"])])
def test_a_count_of_the_force_is_an_item_from_the_sensitive_threshold_on(policy, people, told):
    found = official_counts.reaching(
        counts(Albanian=people), "referrals", QUARTERS, rules(policy), "Referrals"
    )
    assert list(found["nationality"]) == told
    if told:
        assert found["source"].iloc[0] == "Referrals, 10 or more in 4 quarters together"
        assert found["date"].iloc[0] == pd.Timestamp("2026-03-31")


def test_quarters_of_three_years_are_added_up_and_no_older_one(policy):
    table = pd.DataFrame(
        [
            ("2023-Q2", "Albanian", 5),
            ("2026-Q1", "Albanian", 5),
            ("2023-Q1", "Romanian", 5),
            ("2026-Q1", "Romanian", 5),
        ],
        columns=["quarter", "nationality", "referrals"],
    )
    known = [f"{year}-Q{quarter}" for year in range(2022, 2027) for quarter in range(1, 5)][:18]
    found = official_counts.reaching(table, "referrals", known, rules(policy), "Referrals")
    assert list(found["nationality"]) == ["Albanian"]
    assert "12 quarters" in found["source"].iloc[0]


@pytest.mark.parametrize(("quarters", "told"), [(3, 0), (4, 1)])
def test_less_than_a_year_of_quarters_says_nothing(policy, quarters, told):
    found = official_counts.reaching(
        counts(Albanian=50), "referrals", QUARTERS[-quarters:], rules(policy), "Referrals"
    )
    assert len(found) == told


def test_the_five_largest_of_the_country_leave_out_the_uk_and_the_unknown_and_keep_ties(policy):
    table = counts(
        "reports", UK=900, Unknown=800, Albanian=70, Eritrean=60, Sudanese=50, Chinese=40, Romanian=30,
        Vietnamese=30, Indian=20,
    )  # fmt: skip
    found = official_counts.largest(table, "reports", QUARTERS, rules(policy), "RISK_DTN", "Reports")
    assert list(found["nationality"]) == [
        "Albanian", "Chinese", "Eritrean", "Romanian", "Sudanese", "Vietnamese",
    ]  # fmt: skip
    assert set(found["about"]) == {"everywhere"}


def test_sums_of_a_force_end_in_march_so_that_no_quarter_is_told_by_two_of_them(policy):
    """A tenth referral in the quarter after March is not told before the next March."""
    before = counts(Albanian=9)
    after = pd.concat([before, before.assign(quarter="2026-Q2", referrals=1)], ignore_index=True)
    found = [
        official_counts.reaching(table, "referrals", quarters, rules(policy), "Referrals")
        for table, quarters in ((before, QUARTERS), (after, [*QUARTERS, "2026-Q2"]))
    ]
    assert len(found[0]) == len(found[1]) == 0
    later = after.assign(quarter=after["quarter"].replace("2026-Q2", "2027-Q1"))
    known = [*QUARTERS, "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    told = official_counts.reaching(later, "referrals", known, rules(policy), "Referrals")
    assert told["nationality"].tolist() == ["Albanian"]
