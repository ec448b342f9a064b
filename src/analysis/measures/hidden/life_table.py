"""How long it takes to leave a state, from counts in bands of time: a life table, never a row a person."""

import numpy as np

from analysis.measures.rates.limits import standard_normal


def share_left(left, waiting):
    """Return the share who had left by the end of each band of time, and its limits, as arrays.

    `left` counts the people who left in each band, `waiting` those who had come to it and were still there
    when last counted: they are taken to have been there for half of it. So count people by when they came in,
    all of them. Of people who were there before counting began only those who stayed long are seen, and with
    them every time comes out too long. Nothing is given for a band that nobody came to.

    Source: the actuarial estimate (Cutler and Ederer 1958).

    >>> shares, lower, upper = share_left([10, 5], [2, 5])
    >>> shares.round(3).tolist()
    [0.476, 0.825]
    """
    left, waiting = np.asarray(left, dtype=float), np.asarray(waiting, dtype=float)
    there = (left + waiting)[::-1].cumsum()[::-1]
    share, error = product_limit(there - waiting / 2, left)
    return tuple(np.where(there > 0, values, np.nan) for values in (share, *limits(share, error)))


def product_limit(at_risk, ended):
    """Return the share who have ended by each step, of those `at_risk` at it, with Greenwood's error.

    `at_risk` need not be whole. A step at which nobody is at risk changes nothing.
    """
    at_risk, ended = np.asarray(at_risk, dtype=float), np.asarray(ended, dtype=float)
    share = np.divide(ended, at_risk, out=np.zeros_like(ended), where=at_risk > 0)
    survival = np.cumprod(1 - share)
    # Where everybody ends nothing is left to go on, and nothing is in doubt.
    left = at_risk * (1 - share)
    spread = np.cumsum(np.divide(share, left, out=np.zeros_like(share), where=left > 0))
    return 1 - survival, survival * np.sqrt(spread)


def limits(share, error, confidence=0.95):
    """Return the limits of shares (0 to 1) on the log-log scale; NaN where the share is 0 or 1.

    Kalbfleisch and Prentice 2002; the formula of R's package survival 3.8-3, `survfit`.
    """
    share, error = np.asarray(share, dtype=float), np.asarray(error, dtype=float)
    share = np.where((share > 0) & (share < 1), share, np.nan)
    power = np.exp(-standard_normal(confidence) * error / (share * np.log(share)))
    return share**power, share ** (1 / power)
