"""The false-alarm rate stated is the false-alarm rate found, and what is planted is found."""

import numpy as np
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.surveillance.false_alarms import (
    ALERT,
    ALERT_OVER_ALL,
    BROKEN,
    CUSUM,
    EWMA,
    KEPT,
    METHODS,
    STEP,
    simulated,
)


def test_invented_series_have_the_mean_the_scatter_and_the_season_they_are_given():
    counts = simulated(40, "strong", 1.5, 4_000, 72, 12, np.random.default_rng(1))
    assert counts.mean() == pytest.approx(40, rel=0.01)
    by_month = counts.mean(axis=0)[:12]
    assert by_month.max() / by_month.min() == pytest.approx(np.exp(0.6), rel=0.05)
    assert (counts.var(axis=0) / counts.mean(axis=0)).mean() == pytest.approx(1.5, rel=0.03)
    risen = simulated(40, "none", 1.0, 4_000, 24, 12, np.random.default_rng(1), ratio=2.0, since=20)
    assert risen[:, 20:].mean() / risen[:, :20].mean() == pytest.approx(2, rel=0.01)


def test_a_row_for_each_method_mean_and_season_and_none_for_a_chart_where_there_is_a_season():
    found = measures.false_alarm_table(means=[10], seeds=range(4), series=5)
    assert len(found) == 2 * len(METHODS) - 2
    assert set(found["method_judged"]) == set(METHODS)
    charts = found[found["method_judged"].isin([CUSUM, EWMA])]
    assert charts["season"].eq("none").all() and (charts["judged"] == 4 * 1_000).all()
    assert found.loc[found["method_judged"] == ALERT_OVER_ALL, "judged"].eq(4).all()
    assert found.loc[found["method_judged"] == ALERT, "judged"].eq(20).all()
    assert ((found["lower"] <= found["found_pct"]) & (found["found_pct"] <= found["upper"])).all()


def test_the_same_seeds_give_the_same_table():
    tables = [measures.false_alarm_table([ALERT], [10], seeds=range(5)) for _ in range(2)]
    assert tables[0].equals(tables[1])


def test_alerts_and_steps_keep_to_what_is_stated_and_short_baselines_do_not():
    found = measures.false_alarm_table([ALERT, STEP, "C1", "C3"], [10], ["none"], seeds=range(40))
    assert found.set_index("method_judged")["finding"].to_dict() == {
        ALERT: KEPT,
        STEP: KEPT,
        "C1": BROKEN,
        "C3": BROKEN,
    }


@pytest.mark.parametrize(("dispersion", "finding"), [(1.0, KEPT), (1.5, BROKEN)])
def test_control_charts_keep_their_run_length_on_poisson_counts_only(dispersion, finding):
    found = measures.false_alarm_table([CUSUM, EWMA], [10], ["none"], dispersion, seeds=range(40))
    assert found["finding"].eq(finding).all()


def test_a_planted_rise_is_found_the_more_often_the_larger_the_counts():
    found = measures.detection_table([ALERT, ALERT_OVER_ALL], seasons=["none"], seeds=range(60))
    for _, rows in found.groupby("method_judged"):
        assert rows["found_pct"].is_monotonic_increasing
        assert rows["found_pct"].iloc[-1] >= 90
    # To hold the false alarms of ten series in check costs some of the rises.
    assert found["found"].iloc[:3].sum() > found["found"].iloc[3:].sum()


def test_a_planted_step_is_called_a_rise():
    found = measures.detection_table([STEP], [50], ["strong"], seeds=range(30), series=2)
    assert found["found_pct"].item() > 95 and found["planted"].item() == 30


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"methods": ["Farington 1996"]}, 'Nearest: "Farrington 1996"'),
        ({"seasons": ["weak"]}, 'season is "weak"'),
    ],
)
def test_what_is_not_known_is_refused(how, said):
    with pytest.raises(InputError, match=said):
        measures.false_alarm_table(**how)
    with pytest.raises(InputError, match="finds a rise in time"):
        measures.detection_table([CUSUM])


@pytest.mark.slow
@pytest.mark.parametrize("dispersion", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("period", [4, 12])
def test_over_500_seeds_alerts_keep_to_what_is_stated_whatever_mean_season_and_scatter(dispersion, period):
    found = measures.false_alarm_table(
        [ALERT, ALERT_OVER_ALL], (2, 10, 50, 200), dispersion=dispersion, period=period
    )
    assert (found.loc[found["method_judged"] == ALERT, "judged"] == 5_000).all()
    # One row in forty lies above what is stated by chance, were the rate exactly what is stated.
    assert (found["finding"] == BROKEN).sum() <= 1
    assert (found["found_pct"] < 1.35 * found["stated_pct"] + 0.5).all()


@pytest.mark.slow
def test_over_500_seeds_steps_keep_to_what_is_stated():
    found = measures.false_alarm_table([STEP], (2, 10, 50), series=2)
    assert found["finding"].eq(KEPT).all()


@pytest.mark.slow
def test_over_500_seeds_the_three_planted_changes_are_called_what_they_are(long):
    import pandas as pd

    random = np.random.default_rng(20)
    families, since = 500, 36
    wave = 0.3 * np.sin(np.arange(72) * np.pi / 6)
    level = np.tile(40 * np.exp(wave), (3 * families, 1))
    level[: 2 * families, since:] *= 1.6
    table = long(random.poisson(random.gamma(level / 0.5, 0.5)))
    kinds = np.repeat(["rise", "recorded", "noise"], families * 72)
    declared = pd.DataFrame({"kind": ["recorded"], "started_on": [table["period_start"].iloc[since]]})
    found = measures.steps(table.assign(kind=kinds), "victims", by=["offence", "kind"], recording=declared)
    called = pd.crosstab(found["kind"], found["finding"])
    assert called.loc["rise", "a rise"] >= 0.9 * families
    assert called.loc["recorded", "a change in recording"] >= 0.95 * families
    # A recording change is never called a rise; what else its series is called is chance, and rare.
    near = (found["earliest"] <= table["period_start"].iloc[since + 1]) & (
        found["latest"] >= table["period_start"].iloc[since - 1]
    )
    assert not ((found["kind"] == "recorded") & (found["finding"] == "a rise") & near).any()
    assert called.loc["noise", "no step"] >= 0.97 * families
