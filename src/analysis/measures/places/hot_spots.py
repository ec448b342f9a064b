"""Where a language is concentrated, by estimate, beyond what chance would give.

No chapter prints it: `docs/explore.md` has an example.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.places.draws import draws, errors_of, how_sure
from analysis.measures.rates.estimates import groups_of, require_every_area, with_ends, with_population
from analysis.measures.rates.status import require, text
from analysis.states import NOT_AVAILABLE, SHOWN

HOT, NOT_HOT = "hot spot", "no hot spot"
PERMUTATIONS, SEED = 9_999, 20210321
FALSE_DISCOVERY = 0.05
# With a handful of areas even the highest of all placings is not a surprise: of nine areas one in nine
# is the highest by chance, and with neighbours there are fewer placings still.
FEWEST_AREAS = 10


def hot_spots(
    table: pd.DataFrame, neighbours: pd.DataFrame, area: str, permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Return `table` with the areas in and around which each language is more concentrated than by chance.

    `table` has a row for each `language` and each `area`, with `speakers` and `residents_3_plus`;
    `neighbours` a row for each pair of areas that touch, `area` and `neighbour_<area>`, as
    `tables.places.neighbours` gives them. The share of residents is tested, by Getis and Ord's local G* (the
    area and those around it, each alike) against `permutations` random placings of the other areas' shares;
    of the areas called hot spots five in a hundred are expected to be none (Benjamini and Hochberg, within
    each language).

    New columns: `z_score`, `p_value`, `finding`, `hot_in_draws_pct`, `certainty`, `status`.

    `finding` takes the estimates as they are. `certainty` says how it stands when they may be off: the whole
    test is made again for draws from each estimate's own distribution (`draws`; where the table has a
    `district22_code`, with its district's total), and a place is sure if it is hot in 95 of a hundred draws,
    likely in 80. Errors of areas that touch are taken as independent but for that total.

    Not available are an area that touches none, has no residents, or touches one that has no figure, and
    a language with fewer than ten areas or the same figure in each. What lies beyond the table's edge is
    not seen.

    Raises InputError for pairs that name an area the table lacks, and for a language that lacks an area.
    """
    from scipy.stats import false_discovery_control

    require_every_area(table, ["language"], area)
    pairs = _pairs(table, neighbours, area)
    speakers, lower, upper, status = with_ends(table, "speakers")
    errors, people = errors_of(table, speakers, lower, upper), with_population(table, "residents_3_plus")
    figures = speakers * (100 / people)
    wholes = table["district22_code"].to_numpy() if "district22_code" in table else np.zeros(len(table))
    made = {name: np.full(len(table), np.nan) for name in ("z_score", "p_value", "hot_in_draws_pct")}
    finding, every = np.full(len(table), None, dtype=object), table[area].to_numpy()
    for _, rows in groups_of(table, ["language"]):
        shown = np.isfinite(figures[rows])
        known, alone = rows[shown], _alone(every[rows], shown, pairs)
        # The same figure in every area says nothing of where more live.
        if len(known) < FEWEST_AREAS or np.ptp(figures[known]) == 0 or alone.all():
            continue
        codes, tested = every[known], known[~alone]
        around = [np.flatnonzero(np.isin(codes, beside)) for beside in _touching(codes, pairs)]
        drawn = draws(speakers[known], errors[known], wholes[known]) / people[known]
        # The estimate itself is tested first, and then each draw in the same way.
        chance = chances(np.vstack([figures[known], drawn]), around, ~alone, permutations)
        hot = false_discovery_control(chance, axis=1) <= FALSE_DISCOVERY
        _, score = local_g(figures[known], around)
        made["z_score"][tested], made["p_value"][tested] = score[~alone], chance[0]
        finding[tested] = np.where(hot[0], HOT, NOT_HOT)
        made["hot_in_draws_pct"][tested] = 100 * hot[1:].mean(axis=0)
    judged = np.not_equal(finding, None)
    return table.assign(
        **made,
        finding=text(finding),
        certainty=text(how_sure(made["hot_in_draws_pct"])),
        status=text(np.where((status == SHOWN) & ~judged, NOT_AVAILABLE, status)),
    )


def chances(
    drawn: np.ndarray, around: list[np.ndarray], tested: np.ndarray, permutations: int = PERMUTATIONS
) -> np.ndarray:
    """Return the p-values of each of the areas `tested` in each draw (draws by areas).

    `around` holds the numbers of the areas that each touches. A p-value is the share of random placings of
    the other areas' figures that give a sum as high: one-sided, since what is looked for is where many live.
    """
    size, degree = drawn.shape[1], np.array([len(beside) for beside in around])
    random = np.random.default_rng(SEED)
    order = np.argsort(random.random((size - 1, permutations)), axis=0)[: max(degree.max(), 1)]
    # One set of placings serves all areas: an area gives its own place to the last, and only sums that
    # it was in change with that.
    among = [np.flatnonzero((order[: degree[area]] == area).any(axis=0)) for area in range(size)]
    chance = np.ones(drawn.shape)
    for figures, row in zip(drawn, chance, strict=True):
        sums = np.cumsum(figures[order], axis=0)
        for area in np.flatnonzero(tested):
            of, seen = degree[area] - 1, figures[around[area]].sum()
            # The same figures added in another order differ in the last digit, and are as high all the same.
            seen -= 1e-9 * max(seen, 1e-12)
            mine = sums[of, among[area]]
            as_high = np.count_nonzero(sums[of] >= seen)
            as_high += np.count_nonzero(mine + figures[-1] - figures[area] >= seen) - np.count_nonzero(
                mine >= seen
            )
            row[area] = (as_high + 1) / (permutations + 1)
    return chance[:, tested]


def _touching(codes, pairs):
    """Return the codes of the areas that each of `codes` touches."""
    area, other = pairs.columns
    beside = pairs.groupby(area)[other].agg(list)
    return [beside.get(code, []) for code in codes]


def _pairs(table, neighbours, area):
    """Return the pairs of areas that touch, each both ways and once."""
    other = f"neighbour_{area}"
    require(neighbours, area, other)
    known = set(table[area])
    for name in (area, other):
        strange = neighbours.loc[~neighbours[name].isin(known), name]
        if len(strange) and len(table):
            raise InputError(
                f'The neighbours name {strange.iloc[0]} in "{name}", which is not among the {len(known)} '
                f"areas of the table; {strange.nunique()} in all. Both must be of one place and one vintage."
            )
    back = neighbours[[other, area]].set_axis([area, other], axis=1)
    both = pd.concat([neighbours[[area, other]], back], ignore_index=True)
    return both[both[area] != both[other]].drop_duplicates(ignore_index=True)


def _alone(codes, shown, pairs):
    """Return, for each area that is shown, whether it cannot be judged.

    It cannot where it touches none, or one without a figure: the sum around it is then not known.
    """
    hidden = set(codes[~shown])
    beside = _touching(codes[shown], pairs)
    return np.array([not around or not hidden.isdisjoint(around) for around in beside], dtype=bool)


def local_g(figures: np.ndarray, around: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the local G* of each area (its part of the sum that is in and around it), and its z-score.

    An area that touches all others has the whole sum around it, and no score.

    Source: Ord and Getis 1995, doi 10.1111/j.1538-4632.1995.tb00912.x.
    """
    sums = figures + [figures[beside].sum() for beside in around]
    size, held = len(figures), 1 + np.array([len(beside) for beside in around])
    spread = figures.std() * np.sqrt((size * held - held**2) / (size - 1))
    score = np.divide(sums - figures.mean() * held, spread, out=np.full(size, np.nan), where=held < size)
    return sums / figures.sum(), score
