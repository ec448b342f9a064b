"""Every hierarchical model of the lists, ordered by BIC (Silverman, Chan and Vincent 2024).

Order 1 is the model of the lists alone; order 2 every set of pairs beside it, so that none is left out for
having been met too late on a stepwise path.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.hidden.captures import read_captures
from analysis.measures.hidden.designs import geometry
from analysis.measures.hidden.existence import REASONS
from analysis.measures.hidden.naming import pair_names
from analysis.measures.hidden.regression import total_with_limits
from analysis.measures.hidden.stepwise import fitted, least_singular_value, model_of
from analysis.measures.status import NOT_AVAILABLE, SHOWN, text

ORDERS = (1, 2)
# Six lists have 15 pairs and 32,768 models, which take seconds; seven have 21 and two million.
LISTS_AT_MOST = 6
METHOD = "log-linear model, 95 % limits from the information of the fit"


@dataclass(frozen=True)
class Candidate:
    """A model by the numbers of its pairs, with estimate, limits and BIC (NaN where it has none)."""

    pairs: tuple
    estimate: float
    lower: float
    upper: float
    bic: float
    code: int


def models_by_bic(captures, order=2):
    """Return a row for each hierarchical model of `order` 1 or 2, the best by BIC first.

    `captures` as for `hidden_population`, of at most six lists. Columns: `interactions` (pairs of lists),
    `estimate`, `lower`, `upper` (95 %), `bic` = -2 log-likelihood + `parameters` x log(people seen), where a
    pair with nobody in common is a parameter too, `code` (0, or which check failed), `method`, `status`. A
    model without an estimate keeps its row, at the end. The best by BIC is not for that the right one:
    models that differ by less than 2 can hardly be distinguished, and can differ twofold in their estimates.

    Source: Silverman, Chan and Vincent 2024, doi 10.1007/s11222-023-10346-9.
    """
    given = read_captures(captures)
    names = pair_names(given.lists)
    rows = [
        (
            ", ".join(names[pair] for pair in one.pairs) or "none",
            one.estimate,
            one.lower,
            one.upper,
            one.bic,
            1 + len(given.lists) + len(one.pairs),
            one.code,
            METHOD if one.code == 0 else f"not given: {REASONS[one.code]}",
            SHOWN if one.code == 0 else NOT_AVAILABLE,
        )
        for one in sorted(candidates(given, order), key=lambda one: np.nan_to_num(one.bic, nan=np.inf))
    ]
    columns = ["interactions", "estimate", "lower", "upper", "bic", "parameters", "code", "method", "status"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(**{name: text(table[name]) for name in ("interactions", "method", "status")})


def candidates(given, order=2):
    """Return a `Candidate` for each hierarchical model of `Captures`, in no order of worth."""
    lists = len(given.lists)
    if order not in ORDERS:
        raise InputError(f"The order of the models is 1 or 2, not {order}.")
    if order == 2 and lists > LISTS_AT_MOST:
        raise InputError(
            f"{lists} lists have too many models to try each: join lists until there are {LISTS_AT_MOST}."
        )
    pairs = tuple(range(len(geometry(lists).pairs))) if order == 2 else ()
    return list(_with_more(given, (), None, pairs, least_singular_value(lists, given.counts)))


def fitted_with_more(given, pairs, known, smallest):
    """Return the fit and code of a set of pairs, started from `known`, the fit of all but the last."""
    lists = len(given.lists)
    model = model_of(lists, given.counts, pairs)
    start = None if known is None else known.coefficients
    if known is not None:
        start = np.append(start, [0.0] * (1 + lists + len(model.fitted) - len(start)))
    return fitted(lists, given.counts, model, start, smallest)


def bic(given, log_likelihood, pairs):
    """Return the BIC of a model with so many pairs; one with nobody in common is a parameter too."""
    return float(-2 * log_likelihood + (1 + len(given.lists) + pairs) * np.log(given.seen))


def _with_more(given, chosen, known, left, smallest):
    """Yield the model of `chosen` pairs, then every one that adds some of those `left`."""
    fit, code = fitted_with_more(given, chosen, known, smallest)
    if fit is None:
        yield Candidate(chosen, np.nan, np.nan, np.nan, np.nan, code)
    else:
        # Combinations that are dropped count nobody, and add nothing to the constants of the likelihood.
        worth = bic(given, fit.log_likelihood(given.counts), len(chosen))
        yield Candidate(chosen, *total_with_limits(given.seen, fit), worth, code)
    for at, pair in enumerate(left):
        yield from _with_more(given, (*chosen, pair), fit, left[at + 1 :], smallest)
