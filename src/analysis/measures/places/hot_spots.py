"""Where a group is concentrated, by estimate, beyond what chance would give."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.places import autocorrelation
from analysis.measures.rates.estimates import groups_of, require_every_area, with_ends, with_population
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, listed, require, shown_only, text

HOT, NOT_HOT = "hot spot", "no hot spot"
PERMUTATIONS = 9_999
# With a handful of areas even the highest of all placings is not a surprise: of nine areas one in nine
# is the highest by chance, and with neighbours there are fewer placings still.
FEWEST_AREAS = 10
FIGURES = ("neighbours", "z_score", "p_value", "p_adjusted", "local_morans_i", "pattern_p_adjusted")


def hot_spots(
    table,
    neighbours,
    area,
    by="language",
    value="speakers",
    population=None,
    false_discovery=0.05,
    permutations=PERMUTATIONS,
):
    """Return `table` with the areas in and around which each group is more concentrated than by chance.

    `table` has a row for each group of `by` and each `area`, with `value`; `neighbours` a row for each pair
    of areas that touch, `area` and `neighbour_<area>`. With `population` the share of residents is tested,
    without it the number of people. The test is Getis and Ord's local G* (the area and those around it, each
    alike) against `permutations` random placings of the other areas' figures; of the areas called hot spots
    a share of `false_discovery` are expected to be none (Benjamini and Hochberg, within each group).

    New columns: `share_pct` (with `population`), `neighbours`, `z_score`, `p_value`, `p_adjusted`,
    `finding`; `local_morans_i` with its `pattern` (high among low is an area that stands alone) and
    `pattern_p_adjusted`; `method`, `status`. The estimate's own method is kept as `<value>_method`.

    The estimates are taken as they are: their own uncertainty is not in the test, so a finding says where
    speakers are concentrated by estimate, and not how sure that is.

    Not available are an area that touches none, has no residents, or touches one that has no figure, and
    a group with fewer than ten areas or the same figure in each. What lies beyond the table's edge is
    not seen.

    Raises InputError for pairs that name an area the table lacks, and for a group that lacks an area.
    """
    by = listed(by)
    require_every_area(table, by, area)
    pairs = _pairs(table, neighbours, area)
    figures, status, reason = _figures(table, value, population)
    made = {name: np.full(len(table), np.nan) for name in FIGURES}
    pattern = np.full(len(table), None, dtype=object)
    for _, rows in groups_of(table, by):
        known = rows[status[rows] == SHOWN]
        touching, alone = _around(table[area].to_numpy()[rows], status[rows] == SHOWN, pairs)
        made["neighbours"][known] = touching
        why = _too_little(figures[known])
        lost = known if why else known[alone]
        status[lost], reason[lost] = NOT_AVAILABLE, why or "not given: it touches no area that has a figure"
        if why or alone.all():
            continue
        beside = _weights(table[area].to_numpy()[known], pairs)
        tested, kept = known[~alone], ~alone
        for column, array in _concentrated(figures[known], beside, kept, permutations).items():
            made[column][tested] = array
        moran = autocorrelation.local_moran(figures[known], beside, permutations)
        made["local_morans_i"][tested] = moran.statistic[kept]
        made["pattern_p_adjusted"][tested] = _adjusted(moran.p_value[kept])
        pattern[tested] = [autocorrelation.PATTERNS[number] for number in moran.quadrant[kept]]
    finding = np.where(made["p_adjusted"] <= false_discovery, HOT, NOT_HOT)
    method = f"local G*, {permutations:,} placings, false discovery {false_discovery:.0%}"
    new = {} if population is None else {"share_pct": figures}
    new |= {name: shown_only(status, made[name]) for name in FIGURES[:4]}
    new |= {"finding": text(np.where(status == SHOWN, finding, None))}
    new |= {name: shown_only(status, made[name]) for name in FIGURES[4:]}
    new |= {"pattern": text(np.where(status == SHOWN, pattern, None))}
    new |= {"method": text(np.where(status == SHOWN, method, reason)), "status": text(status)}
    kept = table.rename(columns={"method": f"{value}_method"})
    return kept.drop(columns=[name for name in new if name in kept.columns]).assign(**new)


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


def _figures(table, value, population):
    """Return what is tested, the status of each row and its reason."""
    figures, _, _, status = with_ends(table, value)
    given = table["method"].to_numpy(dtype=object, na_value=None) if "method" in table.columns else None
    reason, scale = np.where(status == SHOWN, None, given), np.ones(len(table))
    if population is not None:
        people = with_population(table, population)
        empty = (status == SHOWN) & np.isnan(people)
        status = np.where(empty, NOT_AVAILABLE, status)
        reason, scale = np.where(empty, "not given: no residents", reason), 100 / people
    return figures * scale, status.astype(object), reason.astype(object)


def _around(codes, shown, pairs):
    """Return, for each area that is shown, how many it touches, and whether it cannot be judged.

    It cannot where it touches none, or one without a figure: the sum around it is then not known.
    """
    area, other = pairs.columns
    counted = pairs[area].value_counts()
    hidden = set(pairs.loc[pairs[other].isin(codes[~shown]), area])
    touching = np.array([counted.get(code, 0) for code in codes[shown]], dtype=float)
    beside_hidden = np.array([code in hidden for code in codes[shown]], dtype=bool)
    return touching, (touching == 0) | beside_hidden


def _weights(codes, pairs):
    inside = pairs.isin(codes).all(axis=1)
    return autocorrelation.weights(list(codes), pairs[inside].to_numpy().tolist())


def _too_little(figures):
    """Return why figures of a group cannot be tested, or nothing."""
    if len(figures) < FEWEST_AREAS:
        return f"not given: {len(figures)} areas with a figure, {FEWEST_AREAS} are needed"
    return "not given: the same figure in every area" if np.ptp(figures) == 0 else ""


def _concentrated(figures, beside, kept, permutations):
    """Return standard scores and p-values of the areas `kept`: where all is even, nothing is concentrated."""
    if np.ptp(figures) == 0:
        return {name: np.ones(kept.sum()) for name in ("z_score", "p_value", "p_adjusted")}
    found = autocorrelation.local_g(figures, beside, permutations=permutations)
    p_value = found.p_value[kept]
    return {"z_score": found.z_score[kept], "p_value": p_value, "p_adjusted": _adjusted(p_value)}


def _adjusted(p_values):
    """Return Benjamini and Hochberg's p-values, those that are missing left out of the count."""
    from scipy.stats import false_discovery_control

    adjusted, known = np.full(len(p_values), np.nan), ~np.isnan(p_values)
    if known.any():
        adjusted[known] = false_discovery_control(p_values[known], method="bh")
    return adjusted
