"""Is a group a larger share of the victims than of the residents? With the unknowns as what they are."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates import limits
from analysis.measures.rates.status import answered, numbers, pooled, pooled_status, require, shown_only
from analysis.measures.victims.repeats import events_known
from analysis.measures.victims.unknowns import is_missing, sums_of, words
from analysis.states import SHOWN

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
BY_AGE = "; residents weighted by how often each age is a victim"
BY_PERSON = "; widened where one person is several victims"
NOT_SHOWN = "not given: a count of victims or residents is not shown"
NOBODY_KNOWN = "not given: of nobody is the group known"
NO_RESIDENTS = "not given: no residents of this group"
FALSE_DISCOVERIES = 0.05  # of all that are called over or under on a page
FAMILIES = 2  # of groups on a page: by ethnic group and by age. Each has half of it


def representation(
    victims: pd.DataFrame,
    residents: pd.DataFrame,
    group: str,
    by_age: pd.DataFrame | None = None,
    often: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return, for each label of `group`, its share of the victims over its share of the residents.

    `victims` has rows of `victims` by `group` ("ethnic_group"), with labels for what is not known;
    `residents` rows of `residents` by `characteristic` ("Ethnic group"), its `group` and district, which
    are added up.

    With `by_age`, rows of `victims` by `age_band`, the comparison is standardised for age: a group that is
    only younger than others meets more crime. `residents` then has rows by `group` and `age_band`, and a
    resident counts as much as the victims of that age are for each resident of it (indirect
    standardisation). Victims of unknown age are taken to be as old as the others.

    With `often`, rows of `victims` by `offences_in_12_months`, intervals are widened for people who are
    several of the victims: by the mean of that number over the records (as `rate_of_victims` does).

    `ratio` is victims over `expected`, of the known alone, and `lower`, `upper` Wilson's limits of the share
    of victims over that expected, residents having no error. `least_ratio` and `most_ratio` are the ratios
    with none and all of the unknown in the group; `lower_with_unknowns` and `upper_with_unknowns` are those
    with chance added. `verdict` is "over" or "under" only where the same is so with all unknown against it,
    and false discoveries are kept to 5 % of what a page calls so (Benjamini and Hochberg): the rest is
    "cannot be told". `known_only` is what the known alone would have said, and `finding` says both in words.

    Without residents there is no row, nor where no victim is counted by age that `by_age` is to give. A group
    of residents without a victim among `victims` has none; one that is not shown keeps its place.

    Raises InputError for a label of victims that the residents have not.

    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [600, 300, 50]})
    >>> live = pd.DataFrame({"characteristic": "Sex", "group": ["Female", "Male"], "residents": 5_000})
    >>> representation(seen, live, "sex")[["sex", "ratio", "least_ratio", "most_ratio", "verdict"]].round(2)
          sex  ratio  least_ratio  most_ratio verdict
    0  Female   1.33         1.26        1.37    over
    1    Male   0.67         0.63        0.74   under
    """
    wider = 1.0 if often is None else records_a_person(often)
    if residents.empty or (by_age is not None and by_age.empty):
        victims, residents = victims.iloc[:0], residents.iloc[:0]
    if by_age is not None:
        return beside_residents(victims, weighted_by_age(residents, by_age, group), group, wider=wider)
    require(residents, "characteristic", "group", "residents")
    rows = residents[residents["characteristic"].eq(group.replace("_", " ").capitalize())]
    live = pooled(rows, ["group"], ["residents"]).rename(columns={"group": group})
    return beside_residents(victims, live, group, wider=wider)


def records_a_person(often: pd.DataFrame) -> float:
    """Return how many records the person of an average record has: 1 where everybody is one victim."""
    _, each, _ = events_known(often)
    records = np.nan_to_num(numbers(often, "victims"))  # of those that are shown
    return float((records * each).sum() / records.sum()) if records.sum() > 0 else 1.0


def weighted_by_age(residents: pd.DataFrame, by_age: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return `residents` by `group`; `weight` is the victims there would be at the rates of their ages."""
    require(residents, group, "age_band", "residents")
    require(by_age, "age_band", "victims")
    ages = by_age[~is_missing(by_age, "age_band")]
    victims = pooled(ages, ["age_band"], ["victims"]).drop(columns="method")
    live = pooled(residents, ["age_band"], ["residents"])[["age_band", "residents"]]
    rate = victims.merge(live, on="age_band")
    if len(rate) < len(live):
        raise InputError("Victims lack an age band that residents have: give victims of every age band.")
    rate = rate.assign(each=rate["victims"] / rate["residents"])[["age_band", "each", "status"]]
    rows = residents.drop(columns=["status", "method"], errors="ignore").merge(rate, on="age_band")
    return pooled(rows.assign(weight=rows["residents"] * rows["each"]), [group], ["residents", "weight"])


def beside_residents(
    victims: pd.DataFrame,
    residents: pd.DataFrame,
    group: str,
    by: list[str] | tuple[()] = (),
    value: str = "victims",
    wider: float = 1.0,
) -> pd.DataFrame:
    """Return what `representation` does, of `value` by `group` and the columns of `by` in both tables.

    A count's variance is `wider` times that of as many people who are each counted once. `residents` may have
    a `weight`, of which a group's expected share is one; without it they count alike.
    """
    by = list(by)
    require(victims, group, value, *by)
    require(residents, group, "residents", *by)
    live = residents.assign(**{group: residents[group].astype("str").str.strip()})
    by_weight = "weight" in live.columns
    live = live if by_weight else live.assign(weight=live["residents"])
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
    whole = pooled(live, by, ["residents", "weight"])
    whole = whole.rename(columns={"residents": "all", "weight": "all_weight", "status": "_of_live"})
    rows = _beside(sums.drop(columns="method"), whole.drop(columns="method"), by)
    if len(rows) < len(sums) or (rows["_of_live"].eq(SHOWN) & rows["all"].eq(0)).any():
        names = " and ".join(f'"{name}"' for name in by)
        raise InputError(f"Victims have {names or 'a group'} for which there are no residents.")
    _refuse_strange(victims[by].assign(**{group: given})[~missing], live[[*by, group]], group)
    rows = _beside(rows, pooled(live, [*by, group], ["residents", "weight"]), by)
    both = np.concatenate([rows["_of_victims"], rows["_of_live"]])
    state = pooled_status(both, np.tile(np.arange(len(rows)), 2))
    place = rows.columns.get_indexer("_" + rows[group])
    seen = rows.to_numpy()[np.arange(len(rows)), place]
    names = ["known", "unknown", "residents", "all", "weight", "all_weight"]
    observed, known, unknown, people, everyone, weight, all_weight = (
        shown_only(state, np.asarray(one, dtype=float)) for one in (seen, *(rows[name] for name in names))
    )
    total, share = known + unknown, weight / all_weight
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = limits.wilson_limits(observed / wider, known / wider)
        figures = {
            f"{value}_share_pct": np.where(people > 0, observed / known * 100, np.nan),
            "residents_share_pct": people / everyone * 100,
            "expected_share_pct": share * 100,
            "ratio": observed / (known * share),
            "lower": lower / share,
            "upper": upper / share,
            "least_ratio": observed / (total * share),
            "most_ratio": (observed + unknown) / (total * share),
            "lower_with_unknowns": limits.wilson_limits(observed / wider, total / wider)[0] / share,
            "upper_with_unknowns": limits.wilson_limits((observed + unknown) / wider, total / wider)[1]
            / share,
        }
        alone = _beyond(observed, known, share, wider), _beyond(known - observed, known, 1 - share, wider)
        surely = (
            _beyond(observed, total, share, wider),
            _beyond(known - observed, total, 1 - share, wider),
        )
    counts = {value: observed, f"{value}_known": known, f"{value}_unknown": unknown}
    counts |= {"residents": people, "total_residents": everyone, "expected": known * share}
    kept = rows[[*by, group]].assign(**counts, method=NOT_SHOWN, status=state)
    how = HOW + BY_AGE * by_weight + BY_PERSON * (wider > 1)
    found = answered(kept, figures, how, np.where(people > 0, NOBODY_KNOWN, NO_RESIDENTS))
    shown = found["status"].eq(SHOWN).to_numpy()
    verdict, alone = _verdicts(*surely, shown), _verdicts(*alone, shown)
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


def _beyond(observed, total, share, wider):
    """Return how many standard errors a count lies above what its share of a total leads one to expect."""
    return (observed - total * share) / np.sqrt(total * share * (1 - share) * wider)


def _verdicts(above, below, shown):
    """Return "over", "under" or "cannot be told"; false discoveries among the first two are kept down."""
    from scipy import stats
    from statsmodels.stats.multitest import multipletests

    chance = 2 * stats.norm.sf(np.maximum(above, below)[shown])
    told = np.full(len(shown), CANNOT_BE_TOLD, dtype=object)
    if len(chance):
        chance = np.nan_to_num(np.minimum(chance, 1), nan=1.0)  # of a group that is everybody
        real = multipletests(chance, FALSE_DISCOVERIES / FAMILIES, method="fdr_bh")[0]
        told[shown] = np.where(real, np.where(above > below, OVER, UNDER)[shown], CANNOT_BE_TOLD)
    return told
