"""How often each method calls what is nothing, and finds what is something: counted, not claimed."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.limits import wilson_limits
from analysis.measures.status import SHOWN, text
from analysis.measures.surveillance.alerts import FALSE_DISCOVERY_RATE, RULES, held_in_check, judge
from analysis.measures.surveillance.baselines import Rules, expect
from analysis.measures.surveillance.control_charts import RUN_LENGTH, cusum_chart, ewma_chart
from analysis.measures.surveillance.ears import LIMITS, aberration
from analysis.measures.surveillance.farrington import (
    CAUTIOUS,
    FEWEST,
    PLUG_IN,
    TWO_THIRDS,
    WEIGHTS_1996,
    limits_and_tail,
    recent_events,
)
from analysis.measures.surveillance.steps import FALL, RISE, steps

LEVEL = 0.05
TAIL = LEVEL / 2
YEARS = 6
CHART_PERIODS = 1_000
NO_SEASON, STRONG_SEASON = "none", "strong"
# The height of the yearly wave on the log scale: the best month has 1.8 times as many as the worst.
SEASONS = {NO_SEASON: 0.0, STRONG_SEASON: 0.3}
ALERT, ALERT_OVER_ALL = "alert, one series", "alert, any of a family"
STEP = "step, one series"
CUSUM, EWMA = "cumulative sum", "weighted average"
FARRINGTON = {
    "Farrington 1996": TWO_THIRDS,
    "Farrington 2013, plug-in": PLUG_IN,
    "Farrington 2013, cautious": CAUTIOUS,
    "Farrington 2013, two-thirds power": TWO_THIRDS,
}
CHARTS = {CUSUM: cusum_chart, EWMA: ewma_chart}
EARLY = ("C1", "C3")
METHODS = (ALERT, ALERT_OVER_ALL, *FARRINGTON, *EARLY, *CHARTS, STEP)
# What is stated of each, in words that fit beside the figure.
STATED = {
    ALERT: (LEVEL, "two-sided level"),
    ALERT_OVER_ALL: (FALSE_DISCOVERY_RATE, "false discovery rate, nothing there to discover"),
    **dict.fromkeys(FARRINGTON, (TAIL, "chance above the limit")),
    "C1": (0.00135, "normal curve, 3 standard deviations"),
    "C3": (0.02275, "normal curve, 2 standard deviations"),
    **dict.fromkeys(CHARTS, (1 / RUN_LENGTH, f"one period in {RUN_LENGTH:g}")),
    STEP: (FALSE_DISCOVERY_RATE, "one series judged by itself"),
}
IN_WORDS = {
    ALERT: "One series: the latest quarter called unusual",
    ALERT_OVER_ALL: "Many series together: any of them called unusual",
    STEP: "One series: its level said to have changed",
}
KEPT, BROKEN = "as stated or fewer", "more than stated"


def simulated(mean, season, dispersion, series, periods, period, random, ratio=1.0, since=None):
    """Return invented counts (series, periods): a level, a yearly wave, scatter, and `ratio` from `since` on.

    Variance is `dispersion` times the mean: 1 is Poisson's, more a negative binomial.
    """
    wave = SEASONS[season] * np.sin(2 * np.pi * np.arange(periods) / period)
    # So that the mean over a year is `mean` whatever the wave.
    level = mean * np.exp(wave) / np.exp(wave[:period]).mean()
    if since is not None:
        level = np.where(np.arange(periods) >= since, level * ratio, level)
    level = np.broadcast_to(level, (series, periods))
    extra = dispersion - 1
    return random.poisson(random.gamma(level / extra, extra) if extra > 0 else level).astype(float)


def calls_by_mistake(table):
    """Return the rows of a table of false alarms that are of the methods the chapters use, in words.

    >>> calls_by_mistake(pd.DataFrame({"method_judged": ["step, one series", "C1"]}))
                                   method_judged
    0  One series: its level said to have changed
    """
    kept = table[table["method_judged"].isin(list(IN_WORDS))].reset_index(drop=True)
    return kept.assign(method_judged=kept["method_judged"].map(IN_WORDS))


def false_alarm_table(
    methods=METHODS,
    means=(2, 10, 50),
    seasons=(NO_SEASON, STRONG_SEASON),
    dispersion=1.5,
    seeds=range(500),
    series=10,
    period=12,
):
    """Return a row for each method, mean count and season: false alarms stated, and found in invented series.

    Nothing happens in these series but season and scatter (variance `dispersion` times the mean). Each of
    `seeds` makes a family of so many `series`, six years of months (`period=12`), quarters or weeks. Columns:
    `method_judged`, `mean_count`, `season`, `dispersion`, `judged` (series, families, or periods for control
    charts), `alarms`, `stated_pct`, `found_pct`, `lower`, `upper` (Wilson, per cent), `finding`, `states`
    (what is stated), `method`, `status`. A finding is "as stated or fewer" unless the whole interval lies
    above what is stated.

    Control charts know the mean, and no season: they have no row where there is one.

    >>> found = false_alarm_table(["C1"], means=[10], seasons=["none"], seeds=range(20))
    >>> found[["method_judged", "judged", "stated_pct", "finding"]]
      method_judged  judged  stated_pct           finding
    0            C1     200       0.135  more than stated
    """
    rows = []
    for mean, season, method in _cells(methods, means, seasons):
        if method in CHARTS:
            judged, alarms = _chart_alarms(method, mean, dispersion, seeds, period)
        else:
            families = _families(mean, season, dispersion, seeds, series, period)
            flags = _flags(method, families, period)
            judged, alarms = flags.size, int(flags.sum())
        rows.append((method, float(mean), season, float(dispersion), judged, alarms))
    return _stated_against_found(rows)


def detection_table(
    methods=(ALERT, ALERT_OVER_ALL, "Farrington 1996", "Farrington 2013, plug-in", "C1", "C3", STEP),
    means=(2, 10, 50),
    seasons=(NO_SEASON, STRONG_SEASON),
    ratio=2.0,
    dispersion=1.5,
    seeds=range(500),
    series=10,
    period=12,
):
    """Return a row for each method, mean count and season: how often a planted rise of `ratio` is found.

    The first series of each family has its last period `ratio` times as high (for steps: all periods from
    the middle on); the others have nothing. Columns: `method_judged`, `mean_count`, `season`, `dispersion`,
    `rise_ratio`, `planted`, `found`, `found_pct`, `lower`, `upper` (Wilson, per cent), `method`, `status`.
    """
    rows = []
    for mean, season, method in _cells(methods, means, seasons):
        if method in CHARTS:
            raise InputError("A control chart finds a rise in time, not at once: see its average run length.")
        since = YEARS * period // 2 if method == STEP else YEARS * period - 1
        families = _families(mean, season, dispersion, seeds, series, period, ratio, since)
        flags = _flags(method, families, period, planted=True)
        rows.append(
            (method, float(mean), season, float(dispersion), float(ratio), len(flags), int(flags.sum()))
        )
    columns = ["method_judged", "mean_count", "season", "dispersion", "rise_ratio", "planted", "found"]
    table = pd.DataFrame(rows, columns=columns)
    lower, upper = wilson_limits(table["found"], table["planted"])
    how = "simulated, Wilson interval"
    return table.assign(
        found_pct=100 * table["found"] / table["planted"],
        lower=100 * lower,
        upper=100 * upper,
        method=text([how] * len(table)),
        status=text([SHOWN] * len(table)),
    )


def _cells(methods, means, seasons):
    """Yield each mean, season and method that goes with it."""
    for method in methods:
        if method not in METHODS:
            raise InputError(f'"{method}" is not a method. {nearest(method, METHODS)}'.rstrip())
    for season in seasons:
        if season not in SEASONS:
            raise InputError(f'season is "{season}": it needs one of {", ".join(SEASONS)}.')
    for method in methods:
        for season in seasons:
            for mean in means:
                if method not in CHARTS or season == NO_SEASON:
                    yield mean, season, method


def _families(mean, season, dispersion, seeds, series, period, ratio=1.0, since=None):
    """Return counts (families, series, periods); with `since` the first series of each family rises."""
    made = []
    for seed in seeds:
        random = np.random.Generator(np.random.PCG64(seed))
        periods = YEARS * period
        counts = simulated(mean, season, dispersion, series, periods, period, random)
        if since is not None:
            counts[0] = simulated(mean, season, dispersion, 1, periods, period, random, ratio, since)[0]
        made.append(counts)
    return np.array(made)


def _flags(method, families, period, planted=False):
    """Return what is called: for each series or family, or, where a rise is planted, for each rise."""
    shape = families.shape[:2]
    if method == STEP:
        return _steps_called(families, period, planted)
    wanted = families[:, :1] if planted and method != ALERT_OVER_ALL else families
    counts = wanted.reshape(-1, families.shape[2])
    at = counts.shape[1] - 1
    if method in (ALERT, ALERT_OVER_ALL):
        judged = judge(counts, at, period)
        if method == ALERT:
            called = judged.p_value <= LEVEL
            return called & judged.above if planted else called
        p_values, above = judged.p_value.reshape(shape), judged.above.reshape(shape)
        called = np.array([held_in_check(row)[0] <= FALSE_DISCOVERY_RATE for row in p_values])
        return (called & above)[:, 0] if planted else called.any(axis=1)
    if method in EARLY:
        return aberration(counts, at, method)[2] > LIMITS[method]
    rules = RULES[period]
    if method == "Farrington 1996":
        rules = Rules(rules.years, rules.window or 1, 1, rules.window or 1, WEIGHTS_1996, 0.05)
    expected = expect(counts, at, period, rules)
    _, upper, _ = limits_and_tail(counts[:, at], expected, FARRINGTON[method], TAIL)
    return (counts[:, at] > upper) & (recent_events(counts, at) >= FEWEST)


def _steps_called(families, period, planted):
    """Return which series have a step, each judged by itself; of planted ones, which are called a rise."""
    counts = (families[:, :1] if planted else families).reshape(-1, families.shape[2])
    frequency = {4: "QS", 12: "MS", 52: "W-MON"}[period]
    days = pd.date_range("2018-01-01", periods=counts.shape[1], freq=frequency)
    found = steps(_long(counts, days), "events", by="series", period=period)
    first = found.drop_duplicates("series")
    if not planted:
        return (first["p_value"] <= FALSE_DISCOVERY_RATE).to_numpy()
    rose = found[found["finding"] == RISE].groupby("series").size().reindex(first["series"])
    fell = found[found["finding"] == FALL].groupby("series").size().reindex(first["series"])
    return (rose.notna() & fell.isna()).to_numpy()


def _chart_alarms(method, mean, dispersion, seeds, period):
    """Return how many periods a chart watched and in how many it signalled, started again after each."""
    seeds = list(seeds)
    random = np.random.Generator(np.random.PCG64(seeds))
    counts = simulated(mean, NO_SEASON, dispersion, len(seeds), CHART_PERIODS, period, random)
    days = pd.date_range("1900-01-01", periods=CHART_PERIODS, freq="MS")
    chart = CHARTS[method](_long(counts, days), "events", float(mean), by="series", head_start=0.0)
    return len(chart), int(chart["signal"].notna().sum())


def _long(counts, days):
    """Return counts (series, periods) as a table with a row for each."""
    return pd.DataFrame(
        {
            "series": np.repeat(np.arange(len(counts)), len(days)),
            "period_start": np.tile(days, len(counts)),
            "events": counts.ravel(),
        }
    )


def _stated_against_found(rows):
    columns = ["method_judged", "mean_count", "season", "dispersion", "judged", "alarms"]
    table = pd.DataFrame(rows, columns=columns)
    lower, upper = wilson_limits(table["alarms"], table["judged"])
    stated = np.array([STATED[method][0] for method in table["method_judged"]])
    return table.assign(
        stated_pct=100 * stated,
        found_pct=100 * table["alarms"] / table["judged"],
        lower=100 * lower,
        upper=100 * upper,
        finding=text(np.where(lower > stated, BROKEN, KEPT)),
        states=text([STATED[method][1] for method in table["method_judged"]]),
        method=text(["simulated, Wilson interval"] * len(table)),
        status=text([SHOWN] * len(table)),
    )
