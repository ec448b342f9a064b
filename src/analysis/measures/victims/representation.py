"""Is a group a larger share of the victims than of the residents? With the unknowns as what they are."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates import limits
from analysis.measures.rates.estimates import groups_of
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    pooled,
    pooled_status,
    require,
    text,
    whole_counts,
)
from analysis.measures.victims.unknowns import is_missing, refuse_overlapping, words

__all__ = ["representation"]

OVER, UNDER, CANNOT_BE_TOLD = "over", "under", "cannot be told"

COULD_CHANGE = "cannot be told: the known values alone say {}, but the unknown ones could change that"
FINDINGS = {
    (OVER, OVER): "over-represented, whatever the unknown values are",
    (UNDER, UNDER): "under-represented, whatever the unknown values are",
    (CANNOT_BE_TOLD, OVER): COULD_CHANGE.format(OVER),
    (CANNOT_BE_TOLD, UNDER): COULD_CHANGE.format(UNDER),
    (CANNOT_BE_TOLD, CANNOT_BE_TOLD): "cannot be told, from the known values either",
}

_COUNTS = ("victims", "victims_known", "victims_unknown", "residents", "total_residents", "expected")
_FIGURES = (
    "victims_share_pct", "residents_share_pct", "ratio", "lower", "upper",
    "least_ratio", "most_ratio", "lower_with_unknowns", "upper_with_unknowns",
)  # fmt: skip


def representation(victims, residents, group):
    """Return, for each label of `group`, its share of the victims over its share of the residents.

    `victims` has rows of `victims` by `group` ("ethnic_group"), with labels for what is not known;
    `residents` rows of `residents` by `characteristic` ("Ethnic group"), its `group` and district, which
    are added up.

    `ratio` is victims over `expected`, of the known alone, and `lower`, `upper` Wilson's limits of the share
    of victims over that of residents, who were counted and have no error. `least_ratio` and `most_ratio` are
    the ratios with none and all of the unknown in the group; `lower_with_unknowns` and `upper_with_unknowns`
    are those with chance added. `verdict` is "over" only where `lower_with_unknowns` lies above 1, "under"
    only where `upper_with_unknowns` lies below: the rest is "cannot be told". `known_only` is what the
    interval of the known alone would have said, and `finding` says both in words.

    A group of residents without a victim among `victims` has none; one that is not shown keeps its place.

    Raises InputError for a label of victims that the residents have not.

    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [600, 300, 50]})
    >>> live = pd.DataFrame({"characteristic": "Sex", "group": ["Female", "Male"], "residents": 5_000})
    >>> representation(seen, live, "sex")[["sex", "ratio", "least_ratio", "most_ratio", "verdict"]].round(2)
          sex  ratio  least_ratio  most_ratio verdict
    0  Female   1.33         1.26        1.37    over
    1    Male   0.67         0.63        0.74   under
    """
    require(residents, "characteristic", "group", "residents")
    rows = residents[residents["characteristic"].eq(group.replace("_", " ").capitalize())]
    live = pooled(rows, ["group"], ["residents"]).rename(columns={"group": group})
    return beside_residents(victims, live, group)


def beside_residents(victims, residents, group, by=(), value="victims"):
    """Return what `representation` does, of `value` by `group` and the columns of `by` in both tables."""
    by = list(by)
    require(victims, group, value, *by)
    refuse_overlapping(victims, by)
    require(residents, group, "residents", *by)
    counts, status = whole_counts(victims, value)
    people, resident_status = whole_counts(residents, "residents")
    known, labels = ~is_missing(victims, group), residents[group].astype("str").str.strip()
    rows = []
    for key, positions in groups_of(victims, by):
        here = residents[by].eq(key).all(axis=1).to_numpy()
        held = pd.Series(np.nan_to_num(people[here])).groupby(labels[here].to_numpy(), sort=False).sum()
        states = np.concatenate([status[positions], resident_status[here]])
        state = pooled_status(states, np.zeros(len(states)))[0]
        if not here.any() or (state == SHOWN and not held.sum()):
            names = " and ".join(f'"{name}"' for name in by)
            raise InputError(f"Victims have {names or 'a group'} for which there are no residents.")
        column = _positions(victims[group].iloc[positions], held.index, known[positions], group)
        figures = _figures(np.nan_to_num(counts[positions]), known[positions], column, held)
        rows += [[*key, label, *figures[:, place], state] for place, label in enumerate(held.index)]
    return _told(rows, by, group, value)


def _positions(labels, groups, known, column):
    found = groups.get_indexer(labels.astype("str").str.strip())
    wrong = (found < 0) & known
    if wrong.any():
        label = labels.iloc[int(np.argmax(wrong))]
        raise InputError(
            f'Column "{column}" of the victims has a label that is not a group of the residents: '
            f"{'; '.join(groups)}. {nearest(label, groups)}".rstrip()
        )
    return found


def _figures(numbers, known, column, held):
    """Return the counts and figures of each group of residents: one row per name, one column per group."""
    people, size = held.to_numpy(), len(held)
    total, observed = numbers.sum(), np.bincount(column[known], numbers[known], size)
    of_known, unknown = numbers[known].sum(), numbers[~known].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = people / people.sum()
        lower, upper = limits.wilson_limits(observed, np.full(size, of_known))
        least = limits.wilson_limits(observed, np.full(size, total))[0]
        most = limits.wilson_limits(observed + unknown, np.full(size, total))[1]
        return np.array(
            [
                observed,
                np.full(size, of_known),
                np.full(size, unknown),
                people,
                np.full(size, people.sum()),
                of_known * share,
                observed / of_known * 100,
                share * 100,
                observed / (of_known * share),
                lower / share,
                upper / share,
                observed / (total * share),
                (observed + unknown) / (total * share),
                least / share,
                most / share,
            ]
        )


def _told(rows, by, group, value):
    names = [*by, group, *_COUNTS, *_FIGURES, "status"]
    table = pd.DataFrame(rows, columns=names).astype(dict.fromkeys((*_COUNTS, *_FIGURES), "float64"))
    given = table["status"].to_numpy(dtype=object)
    shown = (given == SHOWN) & np.isfinite(table["ratio"].to_numpy())
    status = np.where((given == SHOWN) & ~shown, NOT_AVAILABLE, given)
    reason = np.where(
        table["residents"] > 0,
        "not given: of nobody is the group known",
        "not given: no residents of this group",
    )
    hidden = "not given: a count of victims or residents is not shown"
    how = "Wilson, residents without error; bounds with none and all of the unknown"
    verdict = _verdicts(table["lower_with_unknowns"], table["upper_with_unknowns"])
    alone = _verdicts(table["lower"], table["upper"])
    finding = [FINDINGS.get(pair) for pair in zip(verdict, alone, strict=True)]
    table.loc[~shown, list(_FIGURES)] = np.nan
    table.loc[given != SHOWN, list(_COUNTS)] = np.nan
    renamed = {"victims": value, "victims_known": f"{value}_known", "victims_unknown": f"{value}_unknown"}
    renamed["victims_share_pct"] = f"{value}_share_pct"
    return table.rename(columns=renamed).assign(
        verdict=words(status, verdict),
        known_only=words(status, alone),
        finding=words(status, np.array(finding, dtype=object)),
        method=text(np.where(shown, how, np.where(given == SHOWN, reason, hidden))),
        status=text(status),
    )


def _verdicts(lower, upper):
    return np.select([lower > 1, upper < 1], [OVER, UNDER], CANNOT_BE_TOLD).astype(object)
