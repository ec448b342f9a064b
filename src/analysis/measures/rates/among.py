"""How an area compares with others that differ by more than chance: limits that know that they do."""

import numpy as np

from analysis.measures.rates.rates import rate, rate_name
from analysis.measures.rates.status import SHOWN, numbers, statuses, text

__all__ = ["among_areas"]

WITHIN_95 = 1.959964
DRAWN_IN = 0.1  # of the areas at each end, so that a few that stand out do not widen the limits of all
LEFT = (
    0.6787  # of a normal variance, once so much was drawn in: 0.8 - 2 c f(c) + 0.2 c^2, c the 90th percentile
)
FEWEST = 5  # areas, below which how they differ cannot be told
HIGHER, USUAL, LOWER = "higher than usual", "as usual", "lower than usual"


def among_areas(table, events, people, per=1_000):
    """Return `table` with its rates, from the highest, and the range that is usual among the areas.

    Log rates vary by chance (a variance of one over the events expected) and by what areas differ in; the
    second variance is that of an additive random effect, estimated by the method of moments from standardised
    differences of which the outermost tenth is drawn in at each end (Spiegelhalter 2005, Handling
    over-dispersion of performance indicators; here what drawing in takes away is given back). The middle is
    the mean weighted by both.

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
    weights = 1 / chance
    z = (seen - np.average(seen, weights=weights)) / np.sqrt(chance)
    drawn = np.clip(z, *np.quantile(z, [DRAWN_IN, 1 - DRAWN_IN]))
    spread = len(z) * np.mean(drawn**2) / LEFT - (len(z) - 1)
    return max(0.0, spread / (weights.sum() - (weights**2).sum() / weights.sum()))
