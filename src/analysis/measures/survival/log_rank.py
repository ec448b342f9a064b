"""Do groups differ in how long their spells last? The log-rank test."""

import warnings

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, text
from analysis.measures.survival import spells

NAME = "log-rank"


def log_rank(table, by, time="time", event="event"):
    """Return the log-rank test of the groups of `by`: a row for each group, the test the same in all.

    `table` has a row for each spell: `time` it lasted, and `event`, 1 where it ended then and 0 where it was
    last seen going on. `expected` is how many would have ended in the group if all groups went alike.

    Columns: `by`, `spells`, `ended`, `expected`, `chi_squared`, `degrees_of_freedom`, `p_value`, `method`,
    `status`. Where nobody ended, or only one group was left to end, there is no test and `method` says why.

    Raises InputError for fewer than two groups and as `kaplan_meier` does.

    >>> waits = pd.DataFrame({"time": [5, 8, 8, 12], "event": [1, 1, 1, 1], "team": ["A", "A", "B", "B"]})
    >>> log_rank(waits, by="team")[["team", "ended", "expected", "chi_squared"]].round(3)
      team  ended  expected  chi_squared
    0    A      2     1.167        1.471
    1    B      2     2.833        1.471
    """
    by = listed(by)
    groups = spells.read_one_ending(table, time, event, by)
    if len(groups) < 2:
        raise InputError(f"A log-rank test needs two groups or more: there is {len(groups)}.")
    times = np.concatenate([group.time for group in groups])
    ended = np.concatenate([group.ending for group in groups]) >= 0
    member = np.repeat(np.arange(len(groups)), [len(group.time) for group in groups])
    chi_squared, p_value = _test(times, ended, member)
    known = np.isfinite(chi_squared)
    rows = pd.DataFrame([group.key for group in groups], columns=by)
    return rows.assign(
        spells=np.bincount(member),
        ended=np.bincount(member, weights=ended).astype("int64"),
        expected=_expected(times, ended, member),
        chi_squared=chi_squared,
        degrees_of_freedom=len(groups) - 1,
        p_value=p_value,
        method=text([NAME if known else "not given: too few ended to distinguish groups"] * len(rows)),
        status=text([SHOWN if known else NOT_AVAILABLE] * len(rows)),
    )


def _test(times, ended, member):
    """Return chi-squared and its tail, NaN where the groups cannot be distinguished."""
    from statsmodels.duration.survfunc import survdiff

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # zero by zero: told as no test
            return tuple(float(value) for value in survdiff(times, ended.astype(int), member))
    except np.linalg.LinAlgError:
        return np.nan, np.nan


def _expected(times, ended, member):
    """Return how many of each group would have ended if, at each time, all at risk were alike."""
    distinct, place = np.unique(times, return_inverse=True)
    counts = np.zeros((member.max() + 1, len(distinct)))
    np.add.at(counts, (member, place), 1)
    at_risk = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    together = np.bincount(place, weights=ended)
    return (at_risk * together / at_risk.sum(axis=0)).sum(axis=1)
