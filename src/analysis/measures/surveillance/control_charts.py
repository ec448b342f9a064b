"""Control charts of Poisson counts about a mean that is known: cumulative sums and weighted averages."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, numbers, refuse, text
from analysis.measures.surveillance.panels import panel
from analysis.measures.surveillance.run_length import (
    LOWER,
    UPPER,
    cusum_limit,
    ewma_limits,
    ewma_width,
    reference_value,
)

RUN_LENGTH = 370.0  # one false signal in 370 periods, as a chart with limits at three standard errors
WEIGHT = 0.2
HALF_WAY = 0.5  # the head start that Lucas and Crosier 1982 recommend
# (mean up to which, steps in one event): the smaller a mean, the more a rounded reference value is off.
STEPS_BY_MEAN = ((3.0, 10), (20.0, 2), (np.inf, 1))
HIGHER, LOWER_SIGNAL = "higher", "lower"


def cusum_chart(
    table,
    count,
    in_control,
    by=None,
    time="period_start",
    period=12,
    shift=1.0,
    run_length=RUN_LENGTH,
    head_start=HALF_WAY,
):
    """Return `table`'s counts with their upper and lower cumulative sums, limits and signals, oldest first.

    `in_control` is a number or a column: the mean while nothing is wrong, the same for all periods of a
    series. The sums are tuned to a mean `shift` standard deviations away, start at `head_start` times their
    limit (fast initial response) and again after each signal. Each side's limit is the smallest whose average
    run is twice `run_length` without a head start, so that both together signal about once in `run_length`
    periods. Method: Lucas 1985.

    Columns: `count`, `expected`, `upper_sum`, `upper_limit`, `lower_sum`, `lower_limit`, `signal` ("higher",
    "lower" or blank), `method`, `status`. A lower side that no mean above zero could tell has no limit. A
    missing period leaves the sums where they were.
    """
    many, means = _with_means(table, count, in_control, by, time, period)
    designs = [cusum_design(mean, shift, run_length) for mean in means]
    columns = {}
    for side, sign in ((UPPER, 1), (LOWER, -1)):
        reference, limit, steps = np.array([design[side] for design in designs], dtype=float).reshape(-1, 3).T
        start = np.floor(head_start * limit * steps) / steps
        columns[side] = (*_sums(many.counts, sign, reference, limit, start), limit)
    how = f"cumulative sum, one false signal in about {run_length:g} {many.name}s, head start {head_start:g}"
    return _rows(many, time, means, columns, how, "sum")


def ewma_chart(
    table,
    count,
    in_control,
    by=None,
    time="period_start",
    period=12,
    weight=WEIGHT,
    run_length=RUN_LENGTH,
    head_start=0.0,
):
    """Return `table`'s counts with their weighted averages, limits and signals, oldest first.

    An upper average that never falls below the `in_control` mean and a lower one that never rises above it
    each signal about once in twice `run_length` periods; both start at `head_start` of the way to their
    limit, and again after each signal. `weight` is that of the newest count. Method: Borror, Champ and Rigdon
    1998, with the head start of Lucas and Saccucci 1990.

    Columns as `cusum_chart`, with `upper_average` and `lower_average` for the sums.
    """
    many, means = _with_means(table, count, in_control, by, time, period)
    columns = {}
    for side in (UPPER, LOWER):
        limit = np.array([_ewma_limit(mean, weight, run_length, side) for mean in means], dtype=float)
        columns[side] = (*_averages(many.counts, side, means, weight, limit, head_start), limit)
    how = (
        f"weighted average, newest {weight:g}, one false signal in about {run_length:g} {many.name}s, "
        f"head start {head_start:g}"
    )
    return _rows(many, time, means, columns, how, "average")


def cusum_design(in_control, shift=1.0, run_length=RUN_LENGTH):
    """Return {side: (reference value, limit, steps in one)} of the sums of `cusum_chart` for one mean.

    A side that cannot be told has NaN: below a mean of zero there is nothing to fall to.
    """
    steps = next(steps for up_to, steps in STEPS_BY_MEAN if not in_control > up_to)
    design = {}
    for side, sign in ((UPPER, 1), (LOWER, -1)):
        tuned = in_control + sign * shift * np.sqrt(in_control) if in_control > 0 else np.nan
        if not tuned > 0:
            design[side] = (np.nan, np.nan, steps)
            continue
        reference = reference_value(in_control, tuned, steps)
        limit = cusum_limit(in_control, reference, 2 * run_length, side, steps)
        design[side] = (reference, limit, steps)
    return design


def _ewma_limit(mean, weight, run_length, side):
    if not mean > 0:
        return np.nan
    width = ewma_width(mean, weight, 2 * run_length, side)
    limit = ewma_limits(mean, weight, width, side)[side == UPPER]
    # An average of counts is never below zero: a lower limit there would never be crossed.
    return limit if limit > 0 else np.nan


def _with_means(table, count, in_control, by, time, period):
    """Return the `Panel` and the in-control mean of each series, NaN where it is not known."""
    many = panel(table, count, by, time, period)
    if not isinstance(in_control, str):
        if not in_control > 0:
            raise InputError(f"in_control is {in_control}: it needs a mean above zero.")
        return many, np.full(len(many.keys), float(in_control))
    means = numbers(table, in_control)
    refuse(table, means <= 0, f'"{in_control}" is zero or negative', "Leave it blank where it is unknown.")
    series, _ = many.places
    each = pd.Series(means).groupby(series)
    several = each.nunique() > 1
    refuse(table, several.to_numpy()[series], f'"{in_control}" changes', "A chart has one mean.")
    return many, each.first().to_numpy(dtype=float)


def _sums(counts, sign, reference, limit, start):
    """Return the sums (series, periods) and where they signal."""

    def step(now, column):
        return np.maximum(now + sign * (counts[:, column] - reference), 0)

    return _run(counts, start, step, lambda now: now >= limit - 1e-9)


def _averages(counts, side, means, weight, limit, head_start):
    hold = np.maximum if side == UPPER else np.minimum

    def step(now, column):
        return hold(weight * counts[:, column] + (1 - weight) * now, means)

    def out(now):
        return now > limit + 1e-9 if side == UPPER else now < limit - 1e-9

    return _run(counts, means + head_start * (limit - means), step, out)


def _run(counts, start, step, out):
    """Return a statistic from column to column, started again after each signal, and its signals."""
    shape = counts.shape
    values, signals = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    now = start.copy()
    for column in range(shape[1]):
        known = np.isfinite(counts[:, column]) & np.isfinite(start)
        moved = np.where(known, step(now, column), now)
        values[known, column] = moved[known]
        signals[:, column] = known & out(moved)
        now = np.where(signals[:, column], start, moved)
    return values, signals


def _rows(many, time, means, columns, how, statistic):
    shape = many.counts.shape
    series, column = (item.ravel() for item in np.indices(shape))
    # A figure after a hidden one is not told either: the statistic carries what was hidden.
    carried = np.cumsum(many.suppressed, axis=1) > 0
    told = (np.isfinite(many.counts) & ~carried & np.isfinite(means)[:, None]).ravel()
    rising, falling = columns[UPPER][1].ravel(), columns[LOWER][1].ravel()
    signal = np.where(rising, HIGHER, np.where(falling, LOWER_SIGNAL, None))
    frame = many.keys.iloc[series].reset_index(drop=True).assign(**{time: many.labels[column]})
    values = {"count": many.counts.ravel(), "expected": means[series]}
    for side in (UPPER, LOWER):
        values[f"{side}_{statistic}"] = columns[side][0].ravel()
        values[f"{side}_limit"] = columns[side][2][series]
    numbers_ = {name: np.where(told, value, np.nan) for name, value in values.items()}
    rows = frame.assign(
        **numbers_,
        signal=text(np.where(told, signal, None)),
        method=text(np.where(told, how, "not given: this period, the mean or a period before is not shown")),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )
    return rows[[many.labels[at] is not None for at in column]].reset_index(drop=True)
