"""Draws from estimates: how often a place is among the highest when every figure may be off."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.rates.status import numbers

DRAWS, SEED = 200, 20210321
SURE, LIKELY, NOT_SURE = "sure", "likely", "not sure"
SURE_FROM, LIKELY_FROM = 95.0, 80.0  # per cent of draws
# Standard errors that an interval of 90 % spans: above the figure if it begins at zero, else from end to end.
ONE_END, BOTH_ENDS = 1.282, 2 * 1.645


def errors_of(table: pd.DataFrame, figures: Any, lower: Any, upper: Any) -> np.ndarray:
    """Return the standard error of each figure: the table's own, or what its limits of 90 % come to.

    A figure without limits was counted and has none. An interval that begins at zero is taken as one-sided.
    """
    if "standard_error" in table.columns:
        return numbers(table, "standard_error")
    return np.where(lower > 0, (upper - lower) / BOTH_ENDS, (upper - figures) / ONE_END)


def draws(
    figures: np.ndarray,
    errors: np.ndarray,
    wholes: np.ndarray,
    unsure: np.ndarray | float = 0.0,
    number: int = DRAWS,
    seed: int = SEED,
) -> np.ndarray:
    """Return so many draws of figures (draws by areas) from gamma distributions, the same every time.

    Each has the figure for mean and its standard error, and is zero or more. The draws of the areas of one of
    `wholes` add up to their figures, as the totals of districts are counted; a figure without error stays. A
    total that is itself an estimate is drawn too: `unsure` is its standard error as a part of it, by area.

    >>> found = draws(np.array([60.0, 40.0]), np.array([9.0, 6.0]), np.array(["Wick", "Wick"]), number=3)
    >>> found.sum(axis=1).round(6).tolist()
    [100.0, 100.0, 100.0]
    """
    random = np.random.default_rng(seed)
    varies = (errors > 0) & (figures > 0)
    made = np.repeat(figures[None].astype(float), number, axis=0)
    mean, error = figures[varies], errors[varies]
    made[:, varies] = random.gamma((mean / error) ** 2, error**2 / mean, (number, varies.sum()))
    unsure = np.broadcast_to(unsure, wholes.shape)
    for whole in np.unique(wholes):
        here = wholes == whole
        inside, part = varies & here, unsure[here][0]
        total = made[:, inside].sum(axis=1, keepdims=True)
        made[:, inside] *= np.divide(figures[inside].sum(), total, out=np.ones_like(total), where=total > 0)
        if part > 0:
            made[:, here] *= random.gamma(part**-2, part**2, (number, 1))
    return made


def how_sure(share_pct: np.ndarray) -> np.ndarray:
    """Return "sure", "likely" or "not sure" for shares of draws in per cent, missing where a share is.

    >>> how_sure(np.array([95.0, 94.9, 80.0, 79.9])).tolist()
    ['sure', 'likely', 'likely', 'not sure']
    """
    words = np.select([share_pct >= SURE_FROM, share_pct >= LIKELY_FROM], [SURE, LIKELY], NOT_SURE)
    return np.where(np.isnan(share_pct), None, words.astype(object))
