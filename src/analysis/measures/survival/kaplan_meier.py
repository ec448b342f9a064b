"""How long a spell lasts, whatever ends it: Kaplan-Meier curves and medians from spells."""

import numpy as np
import pandas as pd

from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, text
from analysis.measures.survival import scales, spells
from analysis.measures.survival.spells import TOO_LATE, WORDS

NAME = "Kaplan-Meier, Greenwood error"
# R takes a curve for level with one half when it is as near as this: shares are products of fractions.
LEVEL = np.sqrt(np.finfo(float).eps)


def kaplan_meier(table, time="time", event="event", by=None, at=None, scale="log-log", confidence=0.95):
    """Return the share of spells that still go on after each time, with Greenwood's error and its limits.

    `table` has a row for each spell: `time` it lasted, in any unit, and `event`, 1 where it ended then and 0
    where it was last seen going on. There is a row for each time at which one ended, or for each time of
    `at`: rows as fine as the endings are for the analyst's eyes, what is shown to others is at a few times.
    `by` gives each group a curve. `scale` is that of the limits: "plain", "log", "log-log" or "logit".

    Columns: `by`, `time`, `at_risk` (going on just before), `ended` (since the row before), `survival` (0 to
    1), `standard_error`, `lower`, `upper`, `method`, `status`.

    One ending alone can be told by this. One minus the curve is not a risk of an ending that others may come
    before: it counts people as still to come who have left another way. `event` with several endings is
    refused; see `cumulative_incidence`.

    Raises InputError for an `event` other than 0 and 1, and as `spells.read` does.

    >>> waits = pd.DataFrame({"time": [5, 8, 8, 12], "event": [1, 1, 0, 1]})
    >>> kaplan_meier(waits)[["time", "at_risk", "ended", "survival"]]
       time  at_risk  ended  survival
    0   5.0        4      1      0.75
    1   8.0        3      1      0.50
    2  12.0        1      1      0.00
    """
    scales.refuse_unknown_scale(scale)
    by = listed(by)
    columns = [*by, time, "at_risk", "ended", "survival", "standard_error", "lower", "upper", *WORDS]
    parts = [
        _rows(group, time, at, scale, confidence).assign(**dict(zip(by, group.key, strict=True)))[columns]
        for group in spells.read_one_ending(table, time, event, by)
    ]
    return spells.together(parts, columns, [*by, *WORDS])


def median_time(table, time="time", event="event", by=None, scale="log-log", confidence=0.95):
    """Return the time by which half of the spells have ended, with its limits: a row for each group of `by`.

    Takes what `kaplan_meier` takes. The median is the first time at which the curve is at one half or below;
    where the curve runs level at one half, the middle of that stretch. Its limits are where the curve's own
    limits cross one half (Brookmeyer and Crowley 1982); one that is never reached is blank, says `method`.

    Columns: `by`, `spells`, `ended`, `median_<time>`, `lower`, `upper`, `method`, `status`.

    >>> median_time(pd.DataFrame({"days": [5, 8, 8, 12], "event": [1, 1, 0, 1]}), "days")["median_days"]
    0    10.0
    Name: median_days, dtype: float64
    """
    scales.refuse_unknown_scale(scale)
    by = listed(by)
    name = f"median_{time}"
    columns = [*by, "spells", "ended", name, "lower", "upper", *WORDS]
    rows = []
    for group in spells.read_one_ending(table, time, event, by):
        times, survival, error = _curve(group)
        lower, upper = scales.limits(survival, error, scale, confidence)
        found = [half_way(times, values) for values in (survival, lower, upper)]
        told = [f"{NAME}, limits on the {scale} scale", SHOWN]
        if np.isnan(found[0]):
            found = [np.nan] * 3
            told = ["not given: fewer than half had ended when they were last seen", NOT_AVAILABLE]
        else:
            told[0] += no_limit(*found[1:])
        rows.append([*group.key, len(group.time), int((group.ending >= 0).sum()), *found, *told])
    if not rows:
        return spells.together([], columns, [*by, *WORDS])
    return pd.DataFrame(rows, columns=columns).astype({"method": "str", "status": "str"})


def half_way(times, curve):
    """Return the time at which a falling curve comes to one half, the middle of a stretch level with it.

    NaN where the curve does not come so far. Places without a figure are passed over.
    """
    known = ~np.isnan(curve)
    times, curve = times[known], curve[known]
    reached = np.flatnonzero(curve < 0.5 + LEVEL)
    if not reached.size:
        return np.nan
    first = reached[0]
    below = np.flatnonzero(curve < curve[first])
    if abs(curve[first] - 0.5) < LEVEL and below.size:
        return (times[first] + times[below[0]]) / 2
    return times[first]


def no_limit(lower, upper):
    """Return what is said of a limit that was not reached, or nothing."""
    missing = [name for name, limit in (("lower", lower), ("upper", upper)) if np.isnan(limit)]
    return f"; {' and '.join(missing)} limit not reached" if missing else ""


def _curve(group):
    """Return the times at which spells ended, the share that goes on after each, and Greenwood's error."""
    from statsmodels.duration.survfunc import SurvfuncRight

    ended = group.ending >= 0
    if not ended.any():
        return np.array([]), np.array([]), np.array([])
    fitted = SurvfuncRight(group.time, ended.astype(int))
    return fitted.surv_times, fitted.surv_prob, fitted.surv_prob_se


def _rows(group, time, at, scale, confidence):
    times, survival, error = _curve(group)
    wanted, places = spells.rows_at(at, times, np.ones(len(times), dtype=bool), group.time.max())
    start = np.r_[1.0, survival], np.r_[0.0, error]
    survival, error = (values[places + 1] for values in start)
    late = wanted > group.time.max()
    lower, upper = scales.limits(survival, error, scale, confidence)
    ended = np.bincount(np.searchsorted(times, group.time[group.ending >= 0]), minlength=len(times))
    method = scales.told(NAME, survival, scale, scales.EVERYBODY, "no interval: nobody has ended yet")
    shown = {"survival": survival, "standard_error": error, "lower": lower, "upper": upper}
    return pd.DataFrame(
        {
            time: wanted,
            "at_risk": spells.at_risk_then(wanted, group),
            "ended": spells.sums_between(places, ended),
            **{name: np.where(late, np.nan, values) for name, values in shown.items()},
            "method": text(np.where(late, TOO_LATE, method)),
            "status": text(np.where(late, NOT_AVAILABLE, SHOWN)),
        }
    )
