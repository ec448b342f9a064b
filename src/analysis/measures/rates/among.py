"""How an area compares with others that differ by more than chance: limits that know that they do."""

import numpy as np
import pandas as pd

from analysis.measures.rates.rates import rate, rate_name
from analysis.measures.rates.status import numbers, statuses, text
from analysis.states import SHOWN

__all__ = ["among_areas"]

WITHIN_95 = 1.959964
FEWEST = 5  # areas, below which how they differ cannot be told
HIGHER, USUAL, LOWER = "higher than usual", "as usual", "lower than usual"


def among_areas(table: pd.DataFrame, events: str, people: str, per: int = 1_000) -> pd.DataFrame:
    """Return `table` with its rates, from the highest, and the range that is usual among the areas.

    Log rates vary by chance (a variance of one over the events expected) and by what areas differ in; the
    second variance is that of a random effect by the method of Paule and Mandel (`combine_effects` of
    statsmodels), and the middle is the mean weighted by both. An area that stands out widens the range a
    little: of 43 areas one that has half as much again is found in 7 of 10 cases where the others differ by
    15%, and eight such areas in 1 of 4 each (`bench_truth --only areas`).

    New columns: those of `rate`, `usual_lower`, `usual_upper` (95 % of areas of that size lie between them),
    `position` and `between_areas`, the standard deviation of log rates between areas. Areas of which a figure
    is not shown, or with zero events, are not judged, and none is where fewer than five are left.
    """
    found = rate(table, events, people, per=per)
    counts, living = numbers(found, events), numbers(found, people)
    judged = (statuses(found, counts, living) == SHOWN) & (counts > 0)
    lower, upper, between = (np.full(len(found), np.nan) for _ in range(3))
    position = np.full(len(found), None, dtype=object)
    if judged.sum() >= FEWEST:
        seen, chance = np.log(counts[judged] / living[judged]), _chance(counts[judged], living[judged])
        variance = _between(seen, chance)
        middle = np.average(seen, weights=1 / (chance + variance))
        reach = WITHIN_95 * np.sqrt(chance + variance)
        lower[judged], upper[judged] = np.exp(middle - reach) * per, np.exp(middle + reach) * per
        between[judged] = np.sqrt(variance)
        rates = found[rate_name(per)].to_numpy(float)
        position[judged] = np.select([rates > upper, rates < lower], [HIGHER, LOWER], USUAL)[judged]
    columns = {"usual_lower": lower, "usual_upper": upper, "between_areas": between}
    found = found.assign(**columns, position=text(position))
    return found.sort_values(rate_name(per), ascending=False, kind="stable").reset_index(drop=True)


def _chance(counts, living):
    """Return the variance of log rates by chance, were all areas alike."""
    return 1 / (living * counts.sum() / living.sum())


def _between(seen, chance):
    """Return the variance of log rates between areas; zero where chance explains all."""
    from statsmodels.stats.meta_analysis import combine_effects

    return float(combine_effects(seen, chance, method_re="iterated").tau2)
