"""Counts over time: both sides of two years, gaps, and what a trend is called."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends import counts as trends


def months(counts, start="2020-01-01", freq="MS", **columns):
    days = pd.date_range(start, periods=len(counts), freq=freq)
    return pd.DataFrame({"period_start": days, "offences": counts} | columns)


def noisy(size, yearly=1.0, level=200, seed=3):
    """Poisson counts with a season and a trend of so much a year."""
    at = np.arange(size)
    means = level * yearly ** (at / 12) * (1 + 0.2 * np.sin(at * np.pi / 6))
    return np.random.default_rng(seed).poisson(means)


@pytest.mark.parametrize(("size", "status"), [(23, "not available"), (24, "shown")])
def test_two_years_of_months_are_needed(size, status):
    table = months(noisy(size))
    found = trends.trend(table, "offences")
    assert (found["status"] == status).all()
    parts = measures.trends.decompose(table, "offences")
    assert (parts["status"] == status).all()
    if status == "not available":
        assert len(found) == 1 and found[["coefficient", "rate_ratio", "lower", "upper"]].isna().all(
            axis=None
        )
        assert found.loc[0, "method"] == "not given: 23 months with a figure, 24 are needed"
        assert parts[["seasonal", "trend", "remainder"]].isna().all(axis=None)


@pytest.mark.parametrize(("size", "status"), [(7, "not available"), (8, "shown")])
def test_two_years_of_quarters_are_needed(size, status):
    counts = [100, 120, 140, 110, 102, 118, 139, 113][:size]
    found = trends.trend(months(counts, freq="QS"), "offences", period=4)
    assert (found["status"] == status).all()
    if status == "shown":
        assert list(found["term"]) == [
            *("start", "trend per quarter", "quarter 2", "quarter 3", "quarter 4", "trend per year")
        ]
    assert (
        measures.trends.decompose(months(counts, freq="QS"), "offences", period=4)["status"] == status
    ).all()


@pytest.mark.parametrize("family", ["negative binomial", "quasi-Poisson"])
@pytest.mark.parametrize(("yearly", "word"), [(1.2, "rose"), (1.0, "no clear change"), (0.8, "fell")])
def test_a_trend_is_called_by_where_its_interval_lies(yearly, word, family):
    found = trends.trend(months(noisy(60, yearly)), "offences", family=family).iloc[-1]
    assert found["term"] == "trend per year"
    assert found["direction"] == word
    assert found["lower"] < yearly < found["upper"]
    assert found["lower"] < found["rate_ratio"] < found["upper"]


def test_a_growing_population_is_not_a_growing_rate():
    counts = noisy(60, yearly=1.1)
    table = months(counts, population=1000 * 1.1 ** (np.arange(60) / 12))
    assert trends.trend(table, "offences")["direction"].iloc[-1] == "rose"
    assert trends.trend(table, "offences", exposure="population")["direction"].iloc[-1] == "no clear change"


def test_counts_with_no_more_spread_than_chance_are_fitted_as_poisson():
    found = trends.trend(months([100 + at % 12 + at % 5 for at in range(36)]), "offences")
    assert found["method"].iloc[0].startswith("Poisson regression (no more spread than chance)")
    assert np.isinf(found["theta"]).all()


def test_counts_that_are_the_same_every_month_have_no_trend():
    same = months([5] * 36)
    found = trends.trend(same, "offences").iloc[-1]
    assert (found["direction"], round(found["rate_ratio"], 6)) == ("no clear change", 1)
    quasi = trends.trend(same, "offences", family="quasi-Poisson")
    assert list(quasi["method"]) == ["not given: the counts follow the terms exactly"]


def test_missing_months_are_left_out_and_counted_and_do_not_shift_time():
    whole = months(noisy(60, 1.2))
    gappy = whole.drop(index=[5, 6]).astype({"offences": float})
    gappy.loc[7, "offences"] = np.nan
    found = trends.trend(gappy, "offences")
    assert found["method"].iloc[0].endswith("3 months without a figure left out")
    assert found["periods"].iloc[0] == 57
    assert found["rate_ratio"].iloc[-1] == pytest.approx(
        trends.trend(whole, "offences")["rate_ratio"].iloc[-1], rel=0.01
    )
    parts = measures.trends.decompose(gappy, "offences")
    assert (parts["status"] == "not available").all()
    assert parts["method"].iloc[0] == "not given: no figure for June 2020 and 2 more"


def test_a_suppressed_month_suppresses_the_trend():
    table = months(noisy(36), status=["suppressed", *["shown"] * 35])
    found = trends.trend(table, "offences")
    assert len(found) == 1
    assert (found.loc[0, "status"], found.loc[0, "method"]) == (
        "suppressed",
        "not given: a period is suppressed",
    )
    assert np.isnan(found.loc[0, "rate_ratio"])
    assert (measures.trends.decompose(table, "offences")["status"] == "suppressed").all()


def test_the_order_of_the_rows_does_not_matter():
    table = months(noisy(36))
    shuffled = table.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(trends.trend(shuffled, "offences"), trends.trend(table, "offences"))
    pd.testing.assert_frame_equal(
        measures.trends.decompose(shuffled, "offences"), measures.trends.decompose(table, "offences")
    )


def test_each_group_has_its_own_trend():
    table = pd.concat(
        [
            months(noisy(60, 1.2), offence_group="Theft"),
            months(noisy(60, 0.8), offence_group="Arson"),
            months(noisy(5), offence_group="New"),
        ]
    )
    found = trends.trend(table, "offences", by="offence_group")
    last = found[found["term"] == "trend per year"].set_index("offence_group")
    assert last["direction"].to_dict() == {"Theft": "rose", "Arson": "fell", "New": None} or pd.isna(
        last.loc["New", "direction"]
    )
    assert last["status"].to_dict() == {"Theft": "shown", "Arson": "shown", "New": "not available"}
    assert len(measures.trends.decompose(table, "offences", by="offence_group")) == 125


def test_two_rows_for_a_month_are_refused():
    table = pd.concat([months(noisy(24)), months(noisy(1))], ignore_index=True)
    with pytest.raises(InputError, match="Two rows for one month"):
        trends.trend(table, "offences")


@pytest.mark.parametrize("day", ["2019-06-01", "2020-01-01", "2022-02-01"])
def test_an_intervention_outside_the_series_is_refused(day):
    with pytest.raises(InputError, match="lies outside the series, 2020-01-01 to 2021-12-01"):
        trends.trend(months(noisy(24)), "offences", intervention=day)


def test_what_cannot_be_told_apart_gives_no_number_but_a_reason():
    never_in_march = noisy(36)
    never_in_march[2::12] = 0
    found = trends.trend(months(never_in_march), "offences")
    assert found.loc[0, "method"] == "not given: a month of the year without a single event in any year"
    nothing = trends.trend(months([0] * 36), "offences")
    assert list(nothing["status"]) == ["not available"]
    stopped = noisy(36)
    stopped[30:] = 0
    found = trends.trend(months(stopped), "offences", intervention="2022-07-01")
    assert found.loc[0, "method"] == "not given: no event on one side of the intervention"


@pytest.mark.parametrize(("count", "wrong"), [(-1.0, "is negative"), (1.5, "is not whole")])
def test_a_count_that_is_none_is_refused(count, wrong):
    with pytest.raises(InputError, match=wrong):
        trends.trend(months([count, *[5.0] * 30]), "offences")


def test_an_empty_table_gives_empty_answers():
    empty = months(noisy(3), offence_group="Theft").iloc[:0]
    found = trends.trend(empty, "offences", by="offence_group")
    assert len(found) == 0
    whole = trends.trend(months(noisy(24)), "offences")
    assert list(found.columns) == ["offence_group", *whole.columns]
    parts = measures.trends.decompose(empty, "offences")
    assert len(parts) == 0 and {"seasonal", "trend", "remainder", "method", "status"} < set(parts)
