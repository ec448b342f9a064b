"""Is a group a larger share of the victims than of the residents? With the unknowns as what they are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures import limits
from analysis.measures.estimates import groups_of
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    pooled,
    pooled_status,
    refuse,
    require,
    text,
)
from analysis.measures.victims.unknowns import MISSING, is_missing, refuse_overlapping, whole_counts, words

OVER, UNDER, CANNOT_BE_TOLD = "over", "under", "cannot be told"
# People who live elsewhere are residents of no place that is compared: where they are is as good as unknown.
OUTSIDE = "Outside the area"

FINDINGS = {
    (OVER, OVER): "over-represented, whatever the unknown values are",
    (UNDER, UNDER): "under-represented, whatever the unknown values are",
    (CANNOT_BE_TOLD, OVER): "cannot be told: the known values alone say over, and the unknown could undo it",
    (
        CANNOT_BE_TOLD,
        UNDER,
    ): "cannot be told: the known values alone say under, and the unknown could undo it",
    (CANNOT_BE_TOLD, CANNOT_BE_TOLD): "cannot be told, from the known values either",
}

_COUNTS = ("victims", "victims_known", "victims_unknown", "residents", "total_residents", "expected")
_FIGURES = (
    "victims_share_pct", "residents_share_pct", "ratio", "lower", "upper",
    "least_ratio", "most_ratio", "lower_with_unknowns", "upper_with_unknowns",
)  # fmt: skip


@dataclass(frozen=True)
class Residents:
    """Residents by stratum and group, and the share that each group has of each stratum."""

    strata: dict
    groups: dict
    people: np.ndarray

    @property
    def of_stratum(self):
        """Return the share of each group in each stratum: NaN where nobody lives."""
        total = self.people.sum(axis=1, keepdims=True)
        return self.people / np.where(total > 0, total, np.nan)


def representation(
    victims,
    residents,
    group,
    by=None,
    standardised_for=None,
    value="victims",
    population="residents",
    confidence=0.95,
):
    """Return, for each label of `group`, its share of the victims over its share of the residents.

    `victims` has rows of `value` by `group`, with labels for what is not known; `residents` rows of
    `population` by the same labels. `by` splits the victims (by offence, say), and the residents where they
    have those columns. With `standardised_for` (`age_band`, `district`), columns of both, the victims
    `expected` of a group are those of each stratum times the group's share of its residents: being young, or
    living where crime is, is then no part of the ratio.

    `ratio` is victims over `expected`, of the known alone, and `lower`, `upper` Wilson's limits of the share
    of victims over that of residents, who were counted and have no error. `least_ratio` and `most_ratio` are
    the ratios with none and all of the unknown in the group; `lower_with_unknowns` and `upper_with_unknowns`
    are those with chance added. `verdict` is "over" only where `lower_with_unknowns` lies above 1, "under"
    only where `upper_with_unknowns` lies below: the rest is "cannot be told". `known_only` is what the
    interval of the known alone would have said, and `finding` says both in words.

    A group of residents without a victim among `victims` has none; one that is not shown keeps its place.

    Raises InputError for a label of victims that the residents have not, and for residents of no known group.

    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [600, 300, 50]})
    >>> live = pd.DataFrame({"sex": ["Female", "Male"], "residents": [5_000, 5_000]})
    >>> representation(seen, live, "sex")[["sex", "ratio", "least_ratio", "most_ratio", "verdict"]].round(2)
          sex  ratio  least_ratio  most_ratio verdict
    0  Female   1.33         1.26        1.37    over
    1    Male   0.67         0.63        0.74   under
    """
    by, strata = listed(by), listed(standardised_for)
    require(victims, group, value, *by, *strata)
    refuse_overlapping(victims, by)
    require(residents, group, population, *strata)
    counts, status = whole_counts(victims, value)
    people, resident_status = whole_counts(residents, population)
    for column in (group, *strata):
        refuse(
            residents,
            is_missing(residents, column),
            f'Residents whose "{column}" is not known',
            "Residents are counted by known labels: leave the rest out.",
        )
    shared = [name for name in by if name in residents.columns]
    unknown_group = is_missing(victims, group)
    unknown_place = _unknown_place(victims, strata)
    read, rows = {}, []
    for key, positions in groups_of(victims, by):
        chosen = tuple(victims[name].iloc[positions[0]] for name in shared)
        if chosen not in read:
            read[chosen] = _residents(residents, people, resident_status, group, strata, shared, chosen)
        held, state_of_residents = read[chosen]
        cells = victims.iloc[positions]
        known = ~unknown_group[positions]
        placed = ~unknown_place[positions]
        column = _positions(cells[group], held.groups, known, group)
        stratum = _stratum_positions(cells, strata, held.strata, placed)
        numbers = counts[positions]
        state = _state(np.append(status[positions], state_of_residents))
        figures = _figures(np.nan_to_num(numbers), known, placed, column, stratum, held, confidence)
        for place, label in enumerate(held.groups):
            rows.append([*key, label, *figures[:, place], state])
    return _told(rows, by, group, strata, value, population)


def _state(status):
    return pooled_status(status, np.zeros(len(status)))[0]


def _unknown_place(victims, strata):
    unknown = np.zeros(len(victims), dtype=bool)
    for column in strata:
        outside = victims[column].astype("str").str.strip().eq(OUTSIDE).to_numpy()
        unknown |= outside | is_missing(victims, column)
    return unknown


def _residents(residents, people, status, group, strata, shared, chosen):
    """Return the `Residents` of one group of victims, and the state of their rows."""
    which = np.ones(len(residents), dtype=bool)
    for name, label in zip(shared, chosen, strict=True):
        which &= residents[name].to_numpy(dtype=object) == label
    if not which.any():
        if not any(label == OUTSIDE or label in MISSING for label in chosen):
            names = " and ".join(f'"{name}"' for name in shared)
            raise InputError(f"Victims have {names or 'a group'} for which there are no residents.")
        # Victims of no known place keep their rows: nobody lives in a place that is not known.
        labels = {label: at for at, label in enumerate(residents[group].astype("str").str.strip().unique())}
        return Residents({}, labels, np.full((1, len(labels)), np.nan)), SHOWN
    rows = residents[which]
    groups = {label: place for place, label in enumerate(rows[group].astype("str").str.strip().unique())}
    keys = list(_keys(rows, strata))
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    table = np.zeros((len(places), len(groups)))
    at = [places[key] for key in keys], rows[group].astype("str").str.strip().map(groups).to_numpy()
    np.add.at(table, at, np.nan_to_num(people[which]))
    state = _state(status[which])
    if state != SHOWN:
        return Residents(places, groups, table), state
    # A stratum where nobody lives has no shares; victims in it are refused as those of one that is not there.
    lived_in = table.sum(axis=1) > 0
    kept = [key for key, some in zip(places, lived_in, strict=True) if some]
    if not kept:
        raise InputError("There are no residents to compare with.")
    return Residents({key: place for place, key in enumerate(kept)}, groups, table[lived_in]), state


def _keys(rows, strata):
    if not strata:
        return [()] * len(rows)
    return zip(*(rows[name].astype("str").str.strip() for name in strata), strict=True)


def _positions(labels, known_labels, known, column):
    found = labels.astype("str").str.strip().map(known_labels)
    wrong = found.isna().to_numpy() & known
    if wrong.any():
        label = labels.iloc[int(np.argmax(wrong))]
        raise InputError(
            f'Column "{column}" of the victims has a label that is not a group of the residents: '
            f"{'; '.join(known_labels)}. {nearest(label, known_labels)}".rstrip()
        )
    return found.where(found.notna(), -1).to_numpy(dtype=int)


def _stratum_positions(cells, strata, places, placed):
    if not places:  # of no known place, where no residents stand for them: one stratum is as good as another
        return np.zeros(len(cells), dtype=int)
    found = np.array([places.get(key, -1) for key in _keys(cells, strata)])
    wrong = (found < 0) & placed
    if wrong.any():
        names = " and ".join(f'"{name}"' for name in strata)
        raise InputError(
            f"{int(wrong.sum())} rows of victims have {names} for which there are no residents: both tables "
            "want the same labels."
        )
    return found


def _figures(numbers, known, placed, column, stratum, held, confidence):
    """Return the counts and figures of each group of residents: one row per name, one column per group."""
    share, size = held.of_stratum, len(held.groups)
    total = numbers.sum()
    both = known & placed
    observed = np.bincount(column[both], numbers[both], size)
    named = np.bincount(column[known], numbers[known], size)
    fully_known, nameless = numbers[both].sum(), numbers[~known].sum()
    known_by_stratum = np.bincount(stratum[both], numbers[both], len(share))
    by_stratum = np.bincount(stratum[placed], numbers[placed], len(share))
    unplaced = numbers[~placed].sum()
    expected = known_by_stratum @ share
    # A victim whose stratum is not known may be of the one with most, or with fewest, of the group.
    most_expected = by_stratum @ share + unplaced * share.max(axis=0)
    least_expected = by_stratum @ share + unplaced * share.min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = limits.wilson_limits(observed, np.full(size, fully_known), confidence)
        least = limits.wilson_limits(named, np.full(size, total), confidence)[0]
        most = limits.wilson_limits(named + nameless, np.full(size, total), confidence)[1]
        people = held.people.sum(axis=0)
        return np.array(
            [
                observed,
                np.full(size, fully_known),
                np.full(size, total - fully_known),
                people,
                np.full(size, people.sum()),
                expected,
                observed / fully_known * 100,
                people / people.sum() * 100,
                observed / expected,
                lower * fully_known / expected,
                upper * fully_known / expected,
                named / most_expected,
                (named + nameless) / least_expected,
                least * total / most_expected,
                most * total / least_expected,
            ]
        )


def _told(rows, by, group, strata, value, population):
    names = [*by, group, *_COUNTS, *_FIGURES, "status"]
    table = pd.DataFrame(rows, columns=names)
    for name in (*_COUNTS, *_FIGURES):
        table[name] = table[name].astype("float64")
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
    how += f"; standardised for {' and '.join(name.replace('_', ' ') for name in strata)}" if strata else ""
    verdict = _verdicts(table["lower_with_unknowns"], table["upper_with_unknowns"])
    alone = _verdicts(table["lower"], table["upper"])
    finding = [FINDINGS.get(pair) for pair in zip(verdict, alone, strict=True)]
    for name in _FIGURES:
        table[name] = table[name].where(shown)
    for name in _COUNTS:
        table[name] = table[name].where(given == SHOWN)
    renamed = {"victims": value, "victims_known": f"{value}_known", "victims_unknown": f"{value}_unknown"}
    renamed |= {"victims_share_pct": f"{value}_share_pct", "residents": population}
    renamed |= {"total_residents": f"total_{population}", "residents_share_pct": f"{population}_share_pct"}
    return table.rename(columns=renamed).assign(
        verdict=words(status, verdict),
        known_only=words(status, alone),
        finding=words(status, np.array(finding, dtype=object)),
        method=text(np.where(shown, how, np.where(given == SHOWN, reason, hidden))),
        status=text(status),
    )


def _verdicts(lower, upper):
    return np.select([lower > 1, upper < 1], [OVER, UNDER], CANNOT_BE_TOLD).astype(object)


def verdicts_by_chance(*compared, confidence=0.95):
    """Return how many groups of several comparisons chance alone would call over or under: one row.

    `compared` are tables of `representation`. Each verdict is wrong once in twenty where a group has just its
    share (at `confidence` 0.95), so of twenty groups one is expected. Where values are unknown it is fewer.

    Columns: `comparisons`, `expected_by_chance`, `method`, `status`.
    """
    shown = sum(int(table["status"].eq(SHOWN).sum()) for table in compared)
    found = {"comparisons": [shown], "expected_by_chance": [shown * (1 - confidence)]}
    return pd.DataFrame(found).assign(
        method=text(["each group judged by itself"]), status=text([SHOWN if shown else NOT_AVAILABLE])
    )


def of_characteristic(residents, characteristic, column):
    """Return the residents of one characteristic, by groups in `column`, added up over districts.

    `residents` has `residents` by `characteristic` and `group`, a row for each district.
    """
    require(residents, "characteristic", "group", "residents")
    rows = residents[residents["characteristic"].eq(characteristic)]
    return pooled(rows, ["group"], ["residents"]).rename(columns={"group": column})
