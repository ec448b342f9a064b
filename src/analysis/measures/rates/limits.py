"""Confidence limits of counts and of shares, as arrays: the arithmetic beneath rates and shares."""

from statistics import NormalDist

import numpy as np
import pandas as pd

# PHEindicatormethods' rule: Byar's approximation is good from 10 events on, and exact limits are used below.
BYAR_FROM = 10


def standard_normal(confidence: float) -> float:
    """Return the number of standard errors on each side that `confidence` (such as 0.95) asks for."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}: it needs a share between 0 and 1, such as 0.95.")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def byar_limits(count: np.ndarray | int, confidence: float = 0.95) -> tuple:
    """Return Byar's lower and upper limits of Poisson counts (Breslow and Day 1987).

    A lower limit is NaN where the formula turns negative: one event at 99.8 %.
    """
    z = standard_normal(confidence)
    count = np.asarray(count, dtype=float)
    some, next_up = np.where(count > 0, count, np.nan), count + 1
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    upper = next_up * (1 - 1 / (9 * next_up) + z / (3 * np.sqrt(next_up))) ** 3
    return np.where(count == 0, 0.0, np.where(lower >= 0, lower, np.nan)), upper


def exact_limits(count: np.ndarray | int, confidence: float = 0.95) -> tuple:
    """Return the exact lower and upper limits of Poisson counts (half a chi-squared quantile)."""
    from scipy import special

    tail = (1 - confidence) / 2
    count = np.asarray(count, dtype=float)
    # Half a chi-squared quantile with 2x degrees of freedom is a gamma quantile with shape x.
    lower = special.gammaincinv(np.where(count > 0, count, np.nan), tail)
    return np.where(count == 0, 0.0, lower), special.gammainccinv(count + 1, tail)


def count_limits(count: np.ndarray | int, confidence: float = 0.95) -> tuple[np.ndarray, ...]:
    """Return lower limits, upper limits and the method of each: exact below 10 events, Byar from 10 on."""
    count = np.asarray(count, dtype=float)
    few = count < BYAR_FROM
    exact, byar = exact_limits(count, confidence), byar_limits(count, confidence)
    lower, upper = (np.where(few, below, above) for below, above in zip(exact, byar, strict=True))
    return lower, upper, np.where(few, "exact", "Byar")


def wilson_limits(
    count: np.ndarray | pd.Series | float, total: np.ndarray | pd.Series | float, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's lower and upper limits of the share `count / total`, as a share."""
    z = standard_normal(confidence)
    count, total = np.asarray(count, dtype=float), np.asarray(total, dtype=float)
    half = z * np.sqrt(z**2 + 4 * count * (1 - count / total))
    lower = (2 * count + z**2 - half) / (2 * (total + z**2))
    upper = (2 * count + z**2 + half) / (2 * (total + z**2))
    # With no events, or nothing but events, rounding leaves 1e-17 where the limit is exactly 0 or 1.
    return np.where(count == 0, 0.0, lower), np.where(count == total, 1.0, upper)
