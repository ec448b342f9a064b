"""How unlike each other areas are in who lives there: mutual information and its normalised form."""

import numpy as np

from analysis.measures.estimates import framed, groups_of
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    numbers,
    pooled_status,
    refuse,
    require,
    statuses,
)

NO_INTERVAL = "index of the whole table (natural logarithm), no interval: nothing was sampled"
SEED, DRAWS = 20210321, 200


def segregation(table, unit, group, value, within=None):
    """Return the mutual information of `unit` and `group`, M, and its normalised form H: one row.

    `table` has a row for each unit (an area, a school) and group (a language) with the people counted,
    `value`; an absent row is nobody. M is 0 where every unit has the same mix, in natural logarithms;
    H is M over the entropy of the groups, 1 where no unit is mixed (Theil's information index). With
    `within` there is a row for each of its values, such as each district.

    Columns: `units`, `groups`, `<value>`, `mutual_information`, `expected_by_chance`, `group_entropy`,
    `normalised`, `method`, `status`. Small units and rare groups raise M and H even where chance alone places
    people: `expected_by_chance` is the M that it would give. Estimates of small areas are smoother than the
    truth, so what is worked out from them is too low.

    Source: Mora and Ruiz-Castillo 2011, doi 10.1111/j.1467-9531.2011.01237.x; reference results of the R
    package segregation.
    """
    within = listed(within)
    rows = []
    for key, part in groups_of(table, within):
        state, counts, units, groups = _crossed(table.iloc[part], unit, group, value)
        head = [*key, len(units), len(groups)]
        if state != SHOWN or counts.sum() == 0:
            rows.append([*head, *[np.nan] * 5, *_not_given(state)])
            continue
        of_groups = counts.sum(axis=0) / counts.sum()
        local = _local(counts)
        entropy = _entropy(of_groups)
        information = float(of_groups @ local)
        normalised = information / entropy if entropy > 0 else np.nan
        method = NO_INTERVAL if entropy > 0 else f"{NO_INTERVAL}; one group alone has no normalised form"
        chance = float(of_groups @ _by_chance(counts))
        rows.append([*head, counts.sum(), information, chance, entropy, normalised, method, SHOWN])
    columns = [*within, "units", "groups", value]
    columns += ["mutual_information", "expected_by_chance", "group_entropy", "normalised", "method", "status"]
    return framed(rows, columns, [*within, "method", "status"])


def segregation_by_group(table, unit, group, value):
    """Return how unlike everybody's the places of each group are: a row for each group, most apart first.

    `local_segregation` is the group's own part of M: 0 where it is spread as everybody is. Weighted by
    `share_pct` these parts, `contribution`, add up to the mutual information of `segregation`. A few people
    cannot be spread evenly: `expected_by_chance` is what as many would have if each lived where anybody
    does, and the order is by what goes beyond it, `beyond_chance`.
    """
    state, counts, _, groups = _crossed(table, unit, group, value)
    columns = [group, value, "share_pct", "local_segregation", "expected_by_chance", "beyond_chance"]
    columns += ["contribution", "method", "status"]
    people = counts.sum(axis=0)
    if state != SHOWN or people.sum() == 0:
        rows = [[item, *[np.nan] * 6, *_not_given(state)] for item in groups]
        return framed(rows, columns, [group, "method", "status"])
    share, local, chance = people / people.sum(), _local(counts), _by_chance(counts)
    rows = []
    for at, item in enumerate(groups):
        found = [local[at], chance[at], local[at] - chance[at]] if people[at] else [np.nan] * 3
        end = [NO_INTERVAL, SHOWN] if people[at] else _not_given(SHOWN)
        rows.append([item, people[at], share[at] * 100, *found, share[at] * local[at], *end])
    found = framed(rows, columns, [group, "method", "status"])
    return found.sort_values("beyond_chance", ascending=False, kind="stable").reset_index(drop=True)


def _not_given(state):
    hidden = state != SHOWN
    why = "a figure is not shown" if hidden else "there is nobody to place"
    return [f"not given: {why}", state if hidden else NOT_AVAILABLE]


def _crossed(table, unit, group, value):
    """Return the state of the whole, people by unit and group, and the names of both."""
    require(table, unit, group, value)
    figures = numbers(table, value)
    status = statuses(table, figures)
    refuse(table, figures < 0, f'"{value}" is negative', "A number of people is zero or more.")
    units, groups = table[unit].drop_duplicates(), table[group].drop_duplicates()
    counts = np.zeros((len(units), len(groups)))
    row = table[unit].map(dict(zip(units, range(len(units)), strict=True))).to_numpy()
    column = table[group].map(dict(zip(groups, range(len(groups)), strict=True))).to_numpy()
    if not len(table):
        return SHOWN, counts, units, groups
    np.add.at(counts, (row, column), figures)
    return pooled_status(status, np.zeros(len(table), dtype=int))[0], counts, units, groups


def _entropy(shares):
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def _local(counts):
    """Return, for each group, how far its spread over the units is from everybody's (0 for an empty one)."""
    everybody = counts.sum(axis=1) / counts.sum()
    people = counts.sum(axis=0)
    own = counts / np.where(people > 0, people, 1)
    ratio = np.divide(own, everybody[:, None], out=np.ones_like(own), where=own > 0)
    return (own * np.log(ratio)).sum(axis=0)


def _by_chance(counts):
    """Return the mean of each group's local segregation if each of its people lived where anybody does."""
    everybody = counts.sum(axis=1) / counts.sum()
    chance = np.zeros(counts.shape[1])
    for at, people in enumerate(np.round(counts.sum(axis=0)).astype(int)):
        # A stream of its own, so that a group's figure does not hang on which others the table has.
        drawn = np.random.default_rng(SEED).multinomial(people, everybody, size=DRAWS)
        own = drawn / max(people, 1)
        ratio = np.divide(own, everybody, out=np.ones_like(own), where=own > 0)
        chance[at] = (own * np.log(ratio)).sum(axis=1).mean()
    return chance
