"""Did it work: three answers, both sides of every threshold, and nothing below the victims' threshold."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.plans import campaigns, interruption
from analysis.measures.plans.campaigns import did_it_work, may_be_told, smallest_rise

START = "2025-07-01"


def months(number=42, first="2023-01-01"):
    return pd.date_range(first, periods=number, freq="MS")


def series(average, times=1.0, start=START, area="Larkmere", route="Lantern line", seed=1, number=42):
    """Return contacts by month that scatter as Poisson's, `times` as many from the start."""
    rng = np.random.default_rng(seed)
    day = months(number)
    mean = average * np.where(day >= pd.Timestamp(start), times, 1.0)
    return pd.DataFrame(
        {
            "period_start": day,
            "route": route,
            "area": area,
            "contacts": rng.poisson(mean),
            "status": "shown",
        }
    )


def log(**changes):
    """Return a campaign log of one campaign."""
    row = {
        "campaign": "You can ask", "language": "Polish", "channel": "radio", "route": "Lantern line",
        "area": "Larkmere", "comparison_area": "Quarrowby", "started_on": pd.Timestamp(START),
        "ended_on": pd.NaT, "hoped_for_pct": 25.0,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def contacts(average=40, times=1.0, beside=40):
    own = series(average, times)
    return pd.concat([own, series(beside, area="Quarrowby", seed=2)], ignore_index=True)


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
    [(60, 1.6, "worked"), (400, 1.0, "did not"), (4, 1.2, "too small to tell")],
)
def test_invented_campaigns_are_told_for_what_they_are(average, times, answer):
    found = did_it_work(log(), contacts(average, times, average)).iloc[0]
    assert found["answer"] == answer
    assert found["lower"] < times < found["upper"]
    assert found["lower"] < found["rate_ratio"] < found["upper"]
    assert found["change_pct"] == pytest.approx(100 * (found["rate_ratio"] - 1))


def test_what_happened_to_both_places_is_not_the_campaigns_doing():
    """A new telephone number doubled contacts everywhere in the same month."""
    both = pd.concat([series(80, 2.0), series(80, 2.0, area="Quarrowby", seed=2)], ignore_index=True)
    beside = did_it_work(log(), both).iloc[0]
    alone = did_it_work(log(comparison_area=None), both).iloc[0]
    assert alone["answer"] == "worked" and alone["rate_ratio"] == pytest.approx(2, rel=0.15)
    assert beside["answer"] == "did not" and beside["rate_ratio"] == pytest.approx(1, rel=0.1)


def test_places_whose_trends_differed_before_are_given_a_trend_each():
    table = contacts(200, 1.0, 200)
    own = table["area"] == "Larkmere"
    growing = table.assign(
        contacts=np.where(own, (table["contacts"] * np.exp(0.02 * np.arange(len(table)))).round(),
        table["contacts"])
        .astype(int)
    )  # fmt: skip
    found = did_it_work(log(), growing).iloc[0]
    assert "each place has its own trend" in found["method"]
    assert found["lower"] < 1 < found["upper"]
    assert found["answer"] == "cannot be told"
    assert "own trend" not in did_it_work(log(), table)["method"].iloc[0]


@pytest.mark.parametrize(("times", "without_doubt"), [(1.6, "worked"), (1.0, "did not")])
def test_nothing_is_told_where_the_places_were_changing_differently_before(times, without_doubt):
    table = contacts(400, times, 400)
    assert did_it_work(log(), table)["answer"].iloc[0] == without_doubt
    own = table["area"] == "Larkmere"
    growth = np.exp(0.01 * np.arange(len(table)))
    growing = table.assign(contacts=(table["contacts"] * np.where(own, growth, 1)).round().astype(int))
    found = did_it_work(log(hoped_for_pct=60.0), growing).iloc[0]
    assert (found["answer"], found["why"]) == ("cannot be told", campaigns.TRENDS_DIFFER)


def test_nothing_is_told_where_months_depend_on_one_another():
    table = contacts(400, 2.0, 400)
    waves = 1 + 0.2 * np.sin(2 * np.pi * np.arange(42) / 17)  # no season: a wave of seventeen months
    leaning = table.assign(contacts=(table["contacts"] * np.tile(waves, 2)).round().astype(int))
    found = did_it_work(log(), leaning).iloc[0]
    assert found["lower"] > 1
    assert (found["answer"], found["why"]) == ("cannot be told", campaigns.MONTHS_DEPEND)


@pytest.mark.parametrize(
    ("comparison_area", "assumed"),
    [("Quarrowby", "in both places would otherwise have changed alike"), (None, "nothing else changed")],
)
def test_an_answer_says_what_it_takes_for_granted(comparison_area, assumed):
    table = contacts(60, 1.6, 60)
    found = did_it_work(log(comparison_area=comparison_area), table).iloc[0]
    assert found["answer"] == "worked" and f", if {assumed}" in found["why"].replace("contacts in", "in")


def test_what_there_would_have_been_is_the_count_without_the_effect():
    found = did_it_work(log(), contacts(60, 1.5, 60)).iloc[0]
    # Quasi-Poisson fits keep sums: what was counted since is what was expected, times the ratio.
    assert found["expected_without"] * found["rate_ratio"] == pytest.approx(found["contacts_since"], rel=1e-6)


# Which months count


def test_the_month_in_which_it_started_is_neither_before_nor_since():
    on_the_first = did_it_work(log(), contacts()).iloc[0]
    later = did_it_work(log(started_on=pd.Timestamp("2025-07-02")), contacts()).iloc[0]
    assert (on_the_first["months_before"], on_the_first["months_since"]) == (30, 12)
    assert (later["months_before"], later["months_since"]) == (30, 11)
    assert "the month in which it started left out" in later["method"]
    assert "left out" not in on_the_first["method"]


def test_months_after_the_end_do_not_count():
    found = did_it_work(log(ended_on=pd.Timestamp("2025-12-31")), contacts()).iloc[0]
    assert found["months_since"] == 6


def test_a_month_that_nobody_counted_is_left_out_and_named():
    table = contacts().drop(index=50)
    table.loc[3, ["contacts", "status"]] = [np.nan, "not available"]
    found = did_it_work(log(), table).iloc[0]
    assert found["months_before"] == 29 and "2 months without a figure left out" in found["method"]


@pytest.mark.parametrize(("first", "shown"), [("2023-07-01", True), ("2023-08-01", False)])
def test_two_years_before_the_start_are_needed(first, shown):
    table = contacts()
    found = did_it_work(log(), table[table["period_start"] >= first]).iloc[0]
    assert (found["status"] == "shown") is shown
    assert shown or "23 months before the start where it ran, 24 are needed" in found["method"]
    assert shown or pd.isna(found["answer"])


@pytest.mark.parametrize(("last", "shown"), [("2025-09-01", True), ("2025-08-01", False)])
def test_three_months_since_the_start_are_needed(last, shown):
    table = contacts()
    found = did_it_work(log(), table[table["period_start"] <= last]).iloc[0]
    assert (found["status"] == "shown") is shown
    assert shown or "2 months since the start where it ran, 3 are needed" in found["method"]


def test_not_one_contact_gives_no_ratio():
    table = contacts()
    since = (table["period_start"] >= START) & (table["area"] == "Larkmere")
    found = did_it_work(log(), table.assign(contacts=table["contacts"].mask(since, 0)))
    assert found["status"].iloc[0] == "not available"
    assert found["method"].iloc[0] == "not given: not one contact since the start where it ran"


def test_a_suppressed_month_suppresses_the_answer():
    table = contacts()
    table.loc[5, ["contacts", "status"]] = [np.nan, "suppressed"]
    found = did_it_work(log(), table).iloc[0]
    assert found["status"] == "suppressed" and np.isnan(found["rate_ratio"]) and pd.isna(found["answer"])


# The victims' threshold


@pytest.mark.parametrize(("low", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_months_are_shown_one_by_one_only_where_none_is_below_the_threshold(low, shown):
    table = contacts(400)
    table.loc[7, "contacts"] = low
    (campaign,) = log().itertuples()
    assert may_be_told(campaign, table, 5) == shown


@pytest.mark.parametrize(("least", "wave"), [(9, True), (10, False)])
def test_few_contacts_in_a_calendar_month_ask_for_one_wave_a_year(least, wave):
    table = contacts(400)
    own = table.assign(own=table["area"] == "Larkmere")
    march = (own["period_start"].dt.month == 3) & (own["period_start"] < START)
    counts = own["contacts"].mask(march, 0)
    counts[march[march].index[0]] = least
    held = interruption.months_of(own.assign(contacts=counts), START)
    assert interruption.shape_of(held).wave is wave


def test_limits_are_never_narrower_than_chance_alone():
    """Contacts that hardly scatter are luck: the error is that of Poisson counts."""
    table = series(100).assign(contacts=100)
    table.loc[3, "contacts"] = 101
    found = campaigns.interrupted(table.assign(own=True), START).iloc[0]
    assert found["dispersion"] < 0.01
    assert found["standard_error"] >= np.sqrt(1 / 3000 + 1 / 1200)


def test_limits_hold_the_truth_in_about_95_of_100_invented_campaigns():
    held = 0
    for seed in range(60):
        table = pd.concat(
            [
                series(12, 1.3, seed=seed).assign(own=True),
                series(12, seed=1000 + seed, area="Quarrowby").assign(own=False),
            ],
            ignore_index=True,
        )
        found = campaigns.interrupted(table, START).iloc[0]
        held += found["lower"] <= 1.3 <= found["upper"]
    # 57 of 60 expected; fewer than 52 would come about once in a hundred.
    assert held >= 52


# What is refused


@pytest.mark.parametrize(
    ("change", "where"),
    [({"route": "Another line"}, "its area"), ({"comparison_area": "North Larkmere"}, "its comparison area")],
)
def test_a_campaign_whose_route_nobody_counts_has_no_answer_and_says_why(change, where):
    lacking = f"does not fit: the log of contacts has no row for its route in {where}"
    for made in (did_it_work(log(**change), contacts()),
                 smallest_rise(log(**change), contacts())):  # fmt: skip
        row = pd.DataFrame(made).iloc[0]
        assert (row["status"], row["method"]) == ("not available", lacking)


@pytest.mark.parametrize(("count", "says"), [(-1, "negative"), (1.5, "not whole")])
def test_counts_that_are_none_are_refused(count, says):
    table = series(20).astype({"contacts": float})
    table.loc[2, "contacts"] = count
    with pytest.raises(ValueError, match=says):
        campaigns.interrupted(table.assign(own=True), START)


def test_a_second_row_for_a_month_is_refused():
    table = pd.concat([series(20), series(20)])
    with pytest.raises(InputError, match="Two rows for one month"):
        campaigns.interrupted(table.assign(own=True), START)


def test_no_campaign_gives_no_row_and_all_columns():
    full, none = (did_it_work(one, contacts()) for one in (log(), log().iloc[:0]))
    assert not len(none) and list(none.columns) == list(full.columns)


def test_the_answer_does_not_hang_on_the_order_of_rows():
    table = contacts(60, 1.5, 60)
    turned = table.sample(frac=1, random_state=3)
    first, second = (did_it_work(log(), one) for one in (table, turned))
    pd.testing.assert_frame_equal(first, second)


def test_a_campaign_says_whether_its_route_may_be_offered_first():
    doors = pd.DataFrame({"route": ["Line", "Counter"], "sharing": "said", "check": "checked",
                          "offer": ["may be offered first", "not first"]})  # fmt: skip
    log = pd.DataFrame({"campaign": ["A", "B", "C"], "route": ["LINE", "Counter", "Elsewhere"]})
    found = campaigns.campaign_routes(log, doors)
    assert found["offer"].tolist() == ["may be offered first", "not first", "not among the routes"]
    assert found["sharing"].tolist()[-1] == "not known (nobody has said)"
