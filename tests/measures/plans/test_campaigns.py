"""Did it work: four answers, both sides of every threshold, and nothing below the victims' threshold."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.plans import campaigns
from analysis.measures.plans.campaigns import did_it_work, may_be_told, smallest_rise
from tests.measures.services import rows

START = "2025-07-01"


def series(average, times=1.0, area="Larkmere", seed=1):
    """Return contacts of 42 months that scatter as Poisson's, `times` as many from the start."""
    day = pd.date_range("2023-01-01", periods=42, freq="MS")
    mean = average * np.where(day >= pd.Timestamp(START), times, 1.0)
    table = pd.DataFrame({"period_start": day, "contacts": np.random.default_rng(seed).poisson(mean)})
    return table.assign(route="Lantern line", area=area, status="shown")


def log(**changes):
    """Return a campaign log of one campaign."""
    row = {
        "campaign": "You can ask", "language": "Polish", "channel": "radio", "route": "Lantern line",
        "area": "Larkmere", "comparison_area": "Quarrowby", "started_on": pd.Timestamp(START),
        "ended_on": pd.NaT, "hoped_for_pct": 25.0,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def contacts(average=40, times=1.0, beside=40, times_beside=1.0, seed=1):
    other = series(beside, times_beside, "Quarrowby", seed=seed + 1)
    return pd.concat([series(average, times, seed=seed), other], ignore_index=True)


def own(table):
    return table["area"] == "Larkmere"


def grown(table, factor, where=True):
    """Return contacts that grew by a factor of each row, in the places `where`."""
    found = (table["contacts"] * np.where(where, factor, 1)).round().astype(int)
    return table.assign(contacts=found)


def answered(table, **campaign):
    return did_it_work(log(**campaign), table).iloc[0]


@pytest.mark.parametrize(
    ("lower", "upper", "answer", "why"),
    [
        (1.0, 1.5, "too small to tell", "cannot be ruled out"),
        (1.0001, 1.5, "worked", "contacts rose"),
        (1.01, 1.2499, "worked", "by less than was hoped for"),
        (0.9, 1.25, "too small to tell", "cannot be ruled out"),
        (0.9, 1.2499, "did not", "is ruled out"),
        (0.7, 1.0, "did not", "is ruled out"),
        (0.7, 0.9999, "did not", "contacts fell"),
    ],
)
def test_both_sides_of_every_answer(lower, upper, answer, why):
    found, said = campaigns.answer_for(lower, upper, 25)
    assert found == answer and why in said


@pytest.mark.parametrize(
    ("average", "times", "answer"),
    [(60, 2.2, "worked"), (400, 1.3, "cannot be told"), (400, 1.0, "cannot be told"),
     (4, 1.2, "too small to tell")],
)  # fmt: skip
def test_invented_campaigns_are_told_for_what_they_are(average, times, answer):
    table = contacts(average, times, average)
    found = answered(table)
    assert found["answer"] == answer
    assert found["lower"] < times < found["upper"]
    assert found["lower"] < found["rate_ratio"] < found["upper"]
    assert found["change_pct"] == pytest.approx(100 * (found["rate_ratio"] - 1))
    assert found["lower"] < found["lower_by_chance"] < found["upper_by_chance"] < found["upper"]
    assert found["expected_without"] * found["rate_ratio"] == pytest.approx(found["contacts_since"])
    # The answer does not hang on the order of rows.
    turned = did_it_work(log(), table.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(turned, did_it_work(log(), table))


def test_what_happened_to_both_places_is_not_the_campaigns_doing():
    """A new telephone number trebled contacts everywhere in the same month."""
    both = contacts(80, 3.0, 80, 3.0)
    beside, alone = answered(both, hoped_for_pct=150.0), answered(both, comparison_area=None)
    assert alone["answer"] == "worked" and alone["rate_ratio"] == pytest.approx(3, rel=0.2)
    assert beside["answer"] == "did not" and beside["rate_ratio"] == pytest.approx(1, rel=0.1)


def test_a_rise_that_something_else_could_have_made_or_is_hidden_is_not_told():
    rose, did_not = answered(contacts(400, 1.4, 400)), answered(contacts(400, 1.0, 400))
    assert rose["lower"] < 1 < rose["lower_by_chance"]
    assert did_not["upper"] > 1.25 > did_not["upper_by_chance"]
    for found, by_chance in ((rose, "worked"), (did_not, "did not")):
        assert (found["answer"], found["why"]) == ("cannot be told", campaigns.NOT_BY_CHANCE[by_chance])


@pytest.mark.parametrize("comparison_area", ["Quarrowby", None])
def test_an_answer_says_what_it_takes_for_granted(comparison_area):
    found = answered(contacts(60, 2.5, 60), comparison_area=comparison_area)
    assert (found["answer"], found["why"]) == ("worked", f"contacts rose, {campaigns.UNLESS}")


def test_contacts_that_already_grew_by_the_trend_that_undoes_a_rise_leave_none():
    """What is said of a rise without a trend falls where contacts have grown by that trend all along."""
    table = contacts(400, 2.2, 400)
    yearly = 1 + answered(table)["trend_to_undo_pct"] / 100
    assert yearly > 1.1
    step = np.tile(np.arange(42), 2)
    for times, rises in ((0.9, True), (1.1, False)):
        taken_out = grown(table, yearly ** (-times * step / 12), own(table))
        assert pd.notna(answered(taken_out)["trend_to_undo_pct"]) == rises
    assert np.isnan(answered(table, comparison_area=None)["trend_to_undo_pct"])
    assert np.isnan(answered(contacts(400, 1.0, 400))["trend_to_undo_pct"])


# Which months count


@pytest.mark.parametrize(
    ("campaign", "since", "left_out"),
    [
        ({}, 12, False),
        ({"started_on": pd.Timestamp("2025-07-02")}, 11, True),
        ({"ended_on": pd.Timestamp("2025-12-31")}, 6, False),
    ],
)
def test_neither_the_month_in_which_it_started_nor_months_after_the_end_count(campaign, since, left_out):
    found = answered(contacts(), **campaign)
    assert (found["months_before"], found["months_since"]) == (30, since)
    assert ("the month in which it started left out" in found["method"]) is left_out


def test_an_uncounted_month_is_left_out_and_named_a_suppressed_one_suppresses():
    table = contacts().drop(index=50)
    table.loc[3, ["contacts", "status"]] = [np.nan, "not available"]
    found = answered(table)
    assert found["months_before"] == 28 and "2 months without a figure left out" in found["method"]
    table.loc[3, "status"] = "suppressed"
    found = answered(table)
    assert found["status"] == "suppressed" and np.isnan(found["rate_ratio"]) and pd.isna(found["answer"])


@pytest.mark.parametrize(
    ("first", "last", "lacking"),
    [
        ("2023-07-01", "2025-09-01", None),
        (
            "2023-08-01",
            "2026-06-01",
            "23 months with a figure of both places before the start, 24 are needed",
        ),
        ("2023-01-01", "2025-08-01", "2 months with a figure of both places since the start, 3 are needed"),
    ],
)
def test_two_years_before_the_start_and_three_months_since_are_needed(first, last, lacking):
    table = contacts()
    found = answered(table[table["period_start"].between(first, last)])
    if lacking is None:
        assert found["status"] == "shown"
    else:
        assert found["status"] == "not available" and pd.isna(found["answer"])
        assert lacking in found["method"]


def test_not_one_contact_gives_no_ratio():
    table = contacts()
    found = answered(grown(table, 0, own(table) & (table["period_start"] >= START)))
    assert found["status"] == "not available"
    assert found["method"] == "not given: not one contact since the start where it ran"


# The victims' threshold


@pytest.mark.parametrize(("low", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_months_are_shown_one_by_one_only_where_none_is_below_the_threshold(low, shown):
    table = contacts(400)
    table.loc[7, "contacts"] = low
    (campaign,) = log().itertuples()
    assert may_be_told(campaign, table, 5) == shown


def test_limits_are_never_narrower_than_chance_alone():
    """Contacts that hardly scatter are luck: the error is that of Poisson counts."""
    table = series(100).assign(contacts=100)
    table.loc[3, "contacts"] = 101
    found = campaigns.interrupted(table.assign(own=True), START).iloc[0]
    assert np.log(found["upper_by_chance"]) >= 2 * np.sqrt(1 / 3000 + 1 / 1200)


# What is refused


@pytest.mark.parametrize(
    ("change", "where"),
    [({"route": "Another line"}, "its area"), ({"comparison_area": "North Larkmere"}, "its comparison area")],
)
def test_a_campaign_whose_route_nobody_counts_has_no_answer_and_says_why(change, where):
    lacking = f"does not fit: the log of contacts has no row for its route in {where}"
    for verb in (did_it_work, smallest_rise):
        row = verb(log(**change), contacts()).iloc[0]
        assert (row["status"], row["method"]) == ("not available", lacking)


@pytest.mark.parametrize(("count", "says"), [(-1, "negative"), (1.5, "not whole")])
def test_counts_that_are_none_and_a_second_row_for_a_month_are_refused(count, says):
    table = series(20).assign(own=True).astype({"contacts": float})
    with pytest.raises(InputError, match="Two rows for one month"):
        campaigns.interrupted(pd.concat([table, table]), START)
    table.loc[2, "contacts"] = count
    with pytest.raises(ValueError, match=says):
        campaigns.interrupted(table, START)


def test_no_campaign_gives_no_row_and_all_columns():
    full, none = (did_it_work(one, contacts()) for one in (log(), log().iloc[:0]))
    assert not len(none) and list(none.columns) == list(full.columns)


def test_a_campaign_says_whether_its_route_may_be_offered_first():
    doors = rows.pathway({}, {"route": "Counter", rows.SHARES: "may"}, services=rows.directory({})[:0])
    log = pd.DataFrame({"campaign": ["A", "B", "C", "D"], "route": ["LINE", "Counter", "Elsewhere", "unit"]})
    # A unit that said that it may share, in the directory alone, was "not known (nobody has said)".
    listed = rows.directory({"service": "Unit", rows.SHARES: "may"})
    found = campaigns.campaign_routes(log, doors, listed, rows.DAY)
    assert found["offer"].tolist() == ["may be offered first", "not first", *["not among the routes"] * 2]
    assert found["sharing"].tolist()[2:] == [
        "not known (it is not among the routes or services that are listed)",
        "may (Manager, 20 May 2026)",
    ]
