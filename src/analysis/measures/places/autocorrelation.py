"""Whether like lies beside like: Getis and Ord's local G* and the local form of Moran's I, through esda.

The arithmetic beneath `hot_spots`: arrays of figures in the order of the areas, pairs of areas that touch.
"""

import contextlib
import functools
import warnings
from dataclasses import dataclass

import numpy as np

SEED = 20210321
PATTERNS = {1: "high among high", 2: "low among high", 3: "low among low", 4: "high among low"}


@dataclass(frozen=True)
class Local:
    """A local statistic of each area, its standard score, and its p-value under random placing."""

    statistic: np.ndarray
    z_score: np.ndarray | None
    p_value: np.ndarray | None
    quadrant: np.ndarray | None = None


def weights(codes, pairs):
    """Return PySAL's weights of the areas `codes`, binary, from `pairs` of codes that touch."""
    from libpysal.weights import W

    beside = {code: [] for code in codes}
    for one, other in sorted(set(map(tuple, pairs))):
        beside[one].append(other)
    return W(beside, id_order=list(codes), silence_warnings=True)


def local_g(figures, beside, star=True, transform="B", permutations=0, seed=SEED):
    """Return the local G* of each area (G without `star`): the sum of the figures in and around it.

    `beside` are `weights`; `transform` "B" takes every neighbour alike, "R" their mean. With
    `permutations` the p-value is the share of random placings of the other areas' figures that give a sum
    as high: one-sided, since what is looked for is where many live. Without, it is esda's, one-sided in the
    direction found, under normality: too small where few areas hold most people.

    Source: Ord and Getis 1995, doi 10.1111/j.1538-4632.1995.tb00912.x.
    """
    from esda.getisord import G_Local

    with _quiet():
        found = G_Local(
            figures, beside, transform=transform, star=star, permutations=permutations, n_jobs=1, seed=seed
        )
    if not permutations:
        return Local(found.Gs, found.Zs, found.p_norm)
    return Local(found.Gs, found.Zs, _as_high(found.Gs, found.rGs))


def local_moran(figures, beside, permutations=0, seed=SEED):
    """Return the local Moran's I of each area, its quadrant (a key of `PATTERNS`) and two-sided p-value.

    Source: Anselin 1995, doi 10.1111/j.1538-4632.1995.tb00338.x; neighbours count as their mean.
    """
    from esda.moran import Moran_Local

    with _quiet():
        found = Moran_Local(
            figures, beside, transformation="r", permutations=permutations, n_jobs=1, seed=seed
        )
    if not permutations:
        return Local(found.Is, None, None, found.q)
    simulated = found.rlisas
    nearer = np.minimum(_as_high(found.Is, simulated), _as_high(-found.Is, -simulated))
    return Local(found.Is, None, np.minimum(2 * nearer, 1.0), found.q)


def _as_high(observed, simulated):
    """Return the share of simulated figures of each area as high as the observed one, itself counted."""
    # The same figures added in another order differ in the last digit, and are as high all the same.
    slack = 1e-9 * np.maximum(np.abs(observed), 1e-12)
    as_high = (simulated >= (observed - slack)[:, None]).sum(axis=1)
    return (as_high + 1) / (simulated.shape[1] + 1)


@functools.lru_cache(maxsize=4)
def _placings(draws, *wanted):
    """Return esda's random placings: they take four fifths of its time, and are the same for every group."""
    drawn = draws(*wanted)
    drawn.setflags(write=False)
    return drawn


@contextlib.contextmanager
def _quiet():
    """Silence PySAL's warnings about future versions, and restore the random state that it reseeds.

    Meanwhile it draws its placings once for all figures of the same areas.
    """
    from esda import crand

    state, draws = np.random.get_state(), crand.vec_permutations
    try:
        crand.vec_permutations = functools.partial(_placings, draws)
        # It also works out a score that is not used here, and divides by zero where placings do not differ.
        with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
            # p-values are worked out here from the simulated figures, so the change does not touch them.
            warnings.filterwarnings("ignore", message="The alternative hypothesis for conditional")
            # With transform "R" the area itself weighs as much as each of its neighbours: what is wanted.
            warnings.filterwarnings("ignore", message=r"Gi\* requested")
            # A place of several parts, or an area that touches none, is not a fault: see `hot_spots`.
            warnings.filterwarnings("ignore", message="The weights matrix is not fully connected")
            yield
    finally:
        crand.vec_permutations = draws
        np.random.set_state(state)
