"""The arithmetic beneath cumulative incidence and life tables: shares, and their errors, step by step."""

from dataclasses import dataclass

import numpy as np

ROUNDING = 1e-12  # of shares that add up to everybody, and can end as near as this below 1


@dataclass(frozen=True)
class Course:
    """Arrays with a place for each step: `survival`; an ending a row in the other two."""

    survival: np.ndarray
    incidence: np.ndarray
    incidence_error: np.ndarray


def course(at_risk, ended):
    """Return the `Course` of people `at_risk` at each step, of whom `ended[k]` ended by ending `k`.

    The estimate is that of Aalen and Johansen (1978), the error Greenwood's for several endings, which is
    the delta method with multinomial errors at each step. A step at which nobody is at risk changes nothing.
    `at_risk` need not be whole: a life table counts half of those who were last seen in a band.

    Where everybody at risk ends at one step, statsmodels' CumIncidenceRight gives NaN for the errors of the
    incidences, so this is our own.
    """
    at_risk, ended = np.asarray(at_risk, dtype=float), np.asarray(ended, dtype=float)
    some = at_risk > 0
    share = np.divide(ended, at_risk, out=np.zeros_like(ended), where=some)
    any_ending = np.divide(ended.sum(axis=0), at_risk, out=np.zeros_like(at_risk), where=some)
    survival = np.cumprod(1 - any_ending)
    before = np.r_[1.0, survival[:-1]]
    incidence = np.cumsum(before * share, axis=1)

    # Var F(t) is the sum over steps s of (1/n) [S² p(1-p) - 2 S p (F(t) - F(s)) + (F(t) - F(s))² h/(1-h)],
    # with p of the step ending so and h in any way. Multiplied out it is running sums, not a loop in a loop.
    # Where h is 1 nothing is left to go on: F(t) = F(s) from there on, and the last term is zero.
    leaves = some & (any_ending < 1)
    spread = np.divide(any_ending, (1 - any_ending) * at_risk, out=np.zeros_like(at_risk), where=leaves)
    weight = np.divide(before, at_risk, out=np.zeros_like(at_risk), where=some)
    own = np.cumsum(before * weight * share * (1 - share), axis=1)
    crossed = weight * share
    shared = incidence * np.cumsum(crossed, axis=1) - np.cumsum(incidence * crossed, axis=1)
    later = (
        incidence**2 * np.cumsum(spread)
        - 2 * incidence * np.cumsum(incidence * spread, axis=1)
        + np.cumsum(incidence**2 * spread, axis=1)
    )
    # Running sums that cancel can leave -1e-20 where the variance is zero.
    variance = np.maximum(own - 2 * shared + later, 0)
    incidence = np.where(incidence > 1 - ROUNDING, 1.0, incidence)
    return Course(survival, incidence, np.sqrt(variance))
