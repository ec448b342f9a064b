"""Where a group lives: location quotients, and how much of it the areas with most people hold."""

import numpy as np

from analysis.errors import InputError
from analysis.measures.rates.estimates import (
    framed,
    groups_of,
    require_every_area,
    with_ends,
    with_population,
)
from analysis.measures.rates.shares import fewest_holding
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    pooled,
    pooled_status,
    refuse,
    require,
    shown_only,
    text,
)

MORE, LESS, UNCLEAR = "more than its share", "less than its share", "no clear difference"
LIMITS_OF_THE_QUOTIENT = "its share of the group over its share of residents; limits of the estimate"
LIMITS_OF_THE_SHARE = "the areas' limits added, as if their errors moved together; the total is fixed"
EXACT = "counted, without limits: the figures are taken as they stand"


def location_quotients(table, population, area, by="language", value="speakers"):
    """Return `table` with the location quotient of each area: its share of a group over its share of people.

    `table` has a row for each group of `by` and each `area`, its `value`, `lower`, `upper`, and the area's
    `population`. Two: twice as many live there as if the group were spread as everybody is. The total
    of a group is the district's own count, to which estimates are fitted, so it is taken as fixed and the
    limits of the quotient are those of the estimate. `finding` says more or less only where both limits do.
    The estimate's own `lower`, `upper` and `method` are kept as `<value>_lower` and so on.

    An area without residents is not available. So is every area of a group of whom one is not shown: the
    total is not known.

    Raises InputError for a group that lacks an area: an absent row is not a zero.

    >>> import pandas as pd
    >>> where = {"language": "Polish", "lsoa21_code": ["E01000001", "E01000002"], "speakers": [30, 10]}
    >>> rows = pd.DataFrame(where | {"residents_3_plus": [1000, 1000]})
    >>> location_quotients(rows, "residents_3_plus", "lsoa21_code")["location_quotient"].tolist()
    [1.5, 0.5]
    """
    by = listed(by)
    require_every_area(table, by, area)
    figures, lower, upper, status = with_ends(table, value)
    people = with_population(table, population)
    expected, state, reason = np.full(len(table), np.nan), status.copy(), np.full(len(table), None, object)
    for _, rows in groups_of(table, by):
        hidden = [item for item in status[rows] if item != SHOWN]
        total = figures[rows].sum()
        if hidden:
            state[rows] = np.where(status[rows] == SHOWN, NOT_AVAILABLE, status[rows])
            reason[rows] = "not given: an area of the group is not shown"
        elif total == 0:
            state[rows], reason[rows] = NOT_AVAILABLE, "not given: there is nobody to place"
        else:
            expected[rows] = total * people[rows] / np.nansum(people[rows])
    empty = (state == SHOWN) & np.isnan(expected)
    state = np.where(empty, NOT_AVAILABLE, state)
    reason = np.where(empty, "not given: no residents", reason)
    quotient, low, high = figures / expected, lower / expected, upper / expected
    finding = np.where(low > 1, MORE, np.where(high < 1, LESS, UNCLEAR))
    kept = table.drop(columns=[name for name in ("status",) if name in table.columns])
    kept = kept.rename(columns={name: f"{value}_{name}" for name in ("lower", "upper", "method")})
    return kept.assign(
        **{
            f"expected_{value}": shown_only(state, expected),
            "location_quotient": shown_only(state, quotient),
            "lower": shown_only(state, low),
            "upper": shown_only(state, high),
            "finding": text(np.where(state == SHOWN, finding, None)),
            "method": text(
                np.where(state != SHOWN, reason, np.where(lower == upper, EXACT, LIMITS_OF_THE_QUOTIENT))
            ),
            "status": text(state),
        }
    )


def in_top_areas(table, area, k=5, by="language", value="speakers", name=None):
    """Return how much of each group lives in the `k` areas where most of it does: a row for each group.

    Columns: those of `by`; `areas`, `all_areas`; `<value>_in_areas` and `total_<value>`; `share_pct` with
    `lower` and `upper`; `areas_for_half`, the fewest areas that hold half of the group; `certain_areas`, how
    many of the `k` are there whatever the truth within the limits; `named`, the areas by their `name`
    (their code without one), most first; `method`, `status`.

    The limits hold for those areas, named once and for all by the estimate: they are the sums of the
    areas' limits, as wide as can be, drawn in by what the areas outside leave of the fixed total. A group
    with an area that is not shown is not available.

    Raises InputError for a `k` below one and for a group that lacks an area.
    """
    by = listed(by)
    require_every_area(table, by, area)
    figures, lower, upper, status = with_ends(table, value)
    rows = []
    for key, positions in groups_of(table, by):
        state = pooled_status(status[positions], np.zeros(len(positions), dtype=int))[0]
        total = figures[positions].sum()
        head = [*key, min(k, len(positions)), len(positions)]
        if state != SHOWN or total == 0:
            why = "an area is not shown" if state != SHOWN else "there is nobody to place"
            blank = [np.nan] * 7 + [None, f"not given: {why}"]
            rows.append([*head, *blank, state if state != SHOWN else NOT_AVAILABLE])
            continue
        order = positions[np.argsort(-figures[positions], kind="stable")]
        top, rest = order[:k], order[k:]
        least = max(lower[top].sum(), total - upper[rest].sum())
        most = min(upper[top].sum(), total - lower[rest].sum())
        shares = np.array([figures[top].sum(), least, most]) / total * 100
        half, _ = fewest_holding(figures[positions], 50)
        certain = int((lower[top] > upper[rest].max()).sum()) if len(rest) else len(top)
        label = ", ".join(table[area if name is None else name].iloc[top].astype(str))
        method = EXACT if (lower[positions] == upper[positions]).all() else LIMITS_OF_THE_SHARE
        rows.append([*head, figures[top].sum(), total, *shares, half, certain, label, method, SHOWN])
    columns = [
        *by,
        "areas",
        "all_areas",
        f"{value}_in_areas",
        f"total_{value}",
        "share_pct",
        "lower",
        "upper",
    ]
    columns += ["areas_for_half", "certain_areas", "named", "method", "status"]
    return framed(rows, columns, [*by, "named", "method", "status"])


def in_larger_places(table, places, area, into, by="language", value="speakers", also=()):
    """Return estimates added up from small areas to the larger places that they lie in.

    `table` has a row for each group of `by` and each `area`; `places` a row for each `area` with the columns
    `into`, such as `neighbourhood_team` or `["ward24_code", "ward24_name"]`. `also` names further columns
    to be added up, such as the residents. Columns: `by`, `into`, `areas`, `value`, `lower`, `upper`, `also`,
    `method`, `status`. The limits are the sums of the areas' limits, as if their errors moved together: the
    widest they can be.

    Raises InputError for an area without a row in `places`, or whose larger place is blank.
    """
    by, into, also = listed(by), listed(into), listed(also)
    require_every_area(table, by, area)
    require(places, area, *into)
    twice = places[area].duplicated().to_numpy()
    refuse(places, twice, f'Two rows for one "{area}"', "A small area lies in one larger place.")
    named = places.dropna(subset=into)
    lost = sorted(set(table[area]) - set(named[area]))
    if lost:
        raise InputError(
            f'{len(lost)} of {table[area].nunique()} areas by "{area}" have no "{into[0]}", first {lost[0]}. '
            "Is the list of these places in the folder, and of the same vintage?"
        )
    figures, lower, upper, status = with_ends(table, value)
    new = {value: figures, "lower": lower, "upper": upper, "status": text(status), "areas": 1}
    columns = [*by, area, *also, *(["method"] if "method" in table.columns else [])]
    rows = table[columns].assign(**new).merge(named[[area, *into]], on=area, how="left")
    return pooled(rows, [*by, *into], ["areas", value, "lower", "upper", *also])
