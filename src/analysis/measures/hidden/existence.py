"""Whether a model has an estimate at all, and only one: the two checks that come before any number.

Existence: the maximum of the likelihood exists if and only if some table without a zero has the totals of
the counts (Fienberg and Rinaldo 2012, doi 10.1214/12-AOS986), which is a linear programme. Identifiability:
the columns of the matrix are independent. Both after the combinations of empty pairs are dropped (Chan,
Silverman and Vincent 2021, doi 10.1080/01621459.2019.1708748).
"""

from functools import lru_cache

import numpy as np

from analysis.measures.hidden.designs import Model, matrix_of, smallest_singular_value

HOLDS, NO_ESTIMATE, NOT_IDENTIFIABLE, NEITHER = 0, 1, 2, 3
REASONS = {
    HOLDS: "the estimate exists and is the only one",
    NO_ESTIMATE: "no estimate exists: the fit runs away to zero or to infinity",
    NOT_IDENTIFIABLE: "the model cannot be identified: different numbers of people fit equally well",
    NEITHER: "no estimate exists, and the model could not be identified if it did",
}
# The programme is set on zeros and ones, so that its optimum is a ratio of small whole numbers or zero.
ABOVE_ZERO = 1e-6


def code_of(lists, model, counts):
    """Return 0 where the estimate exists and is identifiable, 1, 2 or 3 as `REASONS` says."""
    identifiable = smallest_singular_value(lists, model) > 0
    exists = _exists(lists, Model(tuple(sorted(model.fitted)), model.empty), (counts > 0).tobytes())
    return (HOLDS if exists else NO_ESTIMATE) + (0 if identifiable else NOT_IDENTIFIABLE)


def is_certain(fit, counts, smallest):
    """Tell whether a fit itself proves that the estimate exists, with no linear programme.

    The means have the totals of the counts but for rounding. If moving them by that much (at most the
    difference over the `smallest` singular value) leaves none at zero, they are the table that is sought.
    """
    if not fit.converged:
        return False
    difference = fit.matrix.T @ (counts - fit.means)
    return bool(np.sqrt(difference @ difference) < 0.5 * smallest * fit.means.min())


@lru_cache(maxsize=65_536)
def _exists(lists, model, seen):
    """Tell whether an estimate exists; it hangs only on which combinations are seen, not on how often."""

    from scipy.optimize import linprog

    matrix, rows = matrix_of(lists, model)
    ones = np.frombuffer(seen, dtype=bool).astype(float)
    if rows is not None:
        ones = ones[rows]
    totals = matrix.T
    # The table is `least` everywhere plus what is not negative: how large may `least` be?
    equal = np.column_stack([totals, totals.sum(axis=1)])
    aim = np.zeros(matrix.shape[0] + 1)
    aim[-1] = -1.0
    found = linprog(aim, A_eq=equal, b_eq=totals @ ones, bounds=(0, None), method="highs")
    if found.status != 0:
        raise RuntimeError(f"The check that an estimate exists did not finish: {found.message}")
    return bool(-found.fun > ABOVE_ZERO)
