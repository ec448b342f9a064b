"""Is a group a larger share of the victims than of the residents? With the unknowns as what they are."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates import limits
from analysis.measures.rates.status import SHOWN, answered, pooled, pooled_status, require, shown_only
from analysis.measures.victims.unknowns import is_missing, sums_of, words

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

HOW = "Wilson, residents without error; bounds with none and all of the unknown"
NOT_SHOWN = "not given: a count of victims or residents is not shown"
NOBODY_KNOWN = "not given: of nobody is the group known"
NO_RESIDENTS = "not given: no residents of this group"


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
    require(residents, group, "residents", *by)
    live = residents.assign(**{group: residents[group].astype("str").str.strip()})
    given, missing = victims[group].astype("str").str.strip(), is_missing(victims, group)
    every = live[group].unique()
    sums = sums_of(
        victims,
        by,
        value,
        known=~missing,
        unknown=missing,
        **{f"_{label}": ~missing & given.eq(label) for label in every},
    ).rename(columns={"status": "_of_victims"})
    whole = pooled(live, by, ["residents"]).rename(columns={"residents": "all", "status": "_of_live"})
    rows = _beside(sums.drop(columns="method"), whole.drop(columns="method"), by)
    if len(rows) < len(sums) or (rows["_of_live"].eq(SHOWN) & rows["all"].eq(0)).any():
        names = " and ".join(f'"{name}"' for name in by)
        raise InputError(f"Victims have {names or 'a group'} for which there are no residents.")
    _refuse_strange(victims[by].assign(**{group: given})[~missing], live[[*by, group]], group)
    rows = _beside(rows, pooled(live, [*by, group], ["residents"]), by)
    both = np.concatenate([rows["_of_victims"], rows["_of_live"]])
    state = pooled_status(both, np.tile(np.arange(len(rows)), 2))
    place = rows.columns.get_indexer("_" + rows[group])
    seen = rows.to_numpy()[np.arange(len(rows)), place]
    names = ["known", "unknown", "residents", "all"]
    observed, known, unknown, people, everyone = (
        shown_only(state, np.asarray(one, dtype=float)) for one in (seen, *(rows[name] for name in names))
    )
    total, share = known + unknown, people / everyone
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = limits.wilson_limits(observed, known)
        figures = {
            f"{value}_share_pct": np.where(people > 0, observed / known * 100, np.nan),
            "residents_share_pct": share * 100,
            "ratio": observed / (known * share),
            "lower": lower / share,
            "upper": upper / share,
            "least_ratio": observed / (total * share),
            "most_ratio": (observed + unknown) / (total * share),
            "lower_with_unknowns": limits.wilson_limits(observed, total)[0] / share,
            "upper_with_unknowns": limits.wilson_limits(observed + unknown, total)[1] / share,
        }
    counts = {value: observed, f"{value}_known": known, f"{value}_unknown": unknown}
    counts |= {"residents": people, "total_residents": everyone, "expected": known * share}
    kept = rows[[*by, group]].assign(**counts, method=NOT_SHOWN, status=state)
    found = answered(kept, figures, HOW, np.where(people > 0, NOBODY_KNOWN, NO_RESIDENTS))
    verdict = _verdicts(found["lower_with_unknowns"], found["upper_with_unknowns"])
    alone = _verdicts(found["lower"], found["upper"])
    finding = [FINDINGS.get(pair) for pair in zip(verdict, alone, strict=True)]
    told = {"verdict": verdict, "known_only": alone, "finding": np.array(finding, dtype=object)}
    told = {name: words(found["status"], said) for name, said in told.items()}
    return found.assign(**told)[[*by, group, *counts, *figures, "status", *told, "method"]]


def _beside(one, other, by):
    """Return two tables side by side: each row with those of the same `by`, with all where that is empty."""
    return one.merge(other, on=by, sort=False) if by else one.merge(other, how="cross")


def _refuse_strange(victims, residents, group):
    """Refuse a label of the victims that the residents beside them do not have."""
    strange = ~pd.MultiIndex.from_frame(victims).isin(pd.MultiIndex.from_frame(residents))
    if strange.any():
        groups, label = residents[group].unique(), victims[group][strange].iloc[0]
        raise InputError(
            f'Column "{group}" of the victims has a label that is not a group of the residents: '
            f"{'; '.join(groups)}. {nearest(label, groups)}".rstrip()
        )


def _verdicts(lower, upper):
    return np.select([lower > 1, upper < 1], [OVER, UNDER], CANNOT_BE_TOLD).astype(object)
