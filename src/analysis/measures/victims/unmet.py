"""Is a need left unmet more often in one group than in others of the same offence, age and provider?"""

import warnings

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.status import phrase, require, text, whole_counts
from analysis.measures.victims.unknowns import NOT_SUPPLIED, is_missing, missing_as
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["unmet_in_words", "unmet_need"]

ASSESSED, ALL_MET, WAITING = "Needs assessed", "Needs met", "Waiting"
GIVEN = ("offence_group", "age_band", "provider")  # what groups are made alike in
GROUPS = {
    "Interpreter needed": "language_need",
    "Domestic abuse": "domestic_abuse",
    "Age": "age_band",
    "Sex": "sex",
    "Ethnic group": "ethnic_group",
    "Disability": "disability",
}
# With fewer with or without an unmet need a label of offence, age or provider joins others: a logistic
# regression of a label in which all end alike has no estimate.
FEWEST = 10
FALSE_DISCOVERIES = 0.05  # of all groups of the page that are called higher or lower
Z = limits.standard_normal(0.95)
UNKNOWN_END_OTHERWISE = 0.05
HIGHER, LOWER, CANNOT_BE_TOLD = "higher", "lower", "cannot be told"

FIGURES = ("share_pct", "expected_pct", "points", "lower", "upper")
COUNTS = ("people", "unmet", "waiting", "not_known", "fewest")
COLUMNS = ("characteristic", "group", "made_alike_in", *COUNTS, *FIGURES, "verdict", "finding")
HOW = "expected from a logistic regression of the others; Wilson and delta method; Benjamini and Hochberg"
NOT_SUPPLIED_BY_ANY = "no return says which group people are of"
NOBODY_ALIKE = "cannot be told: nobody of another group is alike enough to compare with"
TOO_FEW = "cannot be told: too few people"
CHANCE = "cannot be told: with so many groups, chance may explain what difference there is"
WHATEVER = "{}, whatever group the people are of of whom it is not known"
AS_KNOWN = "{}; people whose group is not known end as the others do"
MORE_OR_LESS = "A need is left unmet {} often than among similar people: {}"
NO_GROUP = "No group is shown to have a need left unmet more or less often than similar people"
ALIKE_IN = (
    "People are compared with others of the same {}; in nothing else are they made alike. Of the groups that "
    f"are called higher or lower, {FALSE_DISCOVERIES:.0%} at most are expected to be called so wrongly."
)
WITHOUT_AGE = " The returns do not give ages."
COULD_CHANGE = "cannot be told: people whose group is not known end otherwise, and could change what is said"


def unmet_need(
    people: pd.DataFrame,
    groups: dict[str, str] = GROUPS,
    given: tuple[str, ...] = GIVEN,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Return, for each group, the share of people with any need unmet beside what is expected of others.

    `people` has rows of `clients` by `stage` and `state`, by each field of `given` and of `groups` ({what a
    page calls it: field}). Somebody whose needs were assessed has a need unmet unless all are met ("Needs
    met"). Who still waits, or of whom it is not known what became of them, is counted under `waiting` and is
    in no share.

    A share is by person, so that needs of one person that end alike do no harm. `expected_pct` is the share
    of a group's people that would have a need unmet if they fared as people of the other groups with the same
    offence, age and provider do (a logistic regression of the others, without interactions; what a group is
    defined by is left out, and labels with few people are joined). `points` is the difference, and `lower`
    and `upper` its 95 % limits: Wilson's for the group's share, the delta method for what is expected
    (Newcombe's way to put two intervals together). Of two groups the smaller is compared.

    `verdict` is "higher" or "lower" where false discoveries among all groups are kept to 5 % (Benjamini and
    Hochberg), else "cannot be told". People whose group is not known (`not_known`) are compared with the
    others in the same way. Where they end otherwise, a verdict needs that it holds however they are
    distributed over the groups. `finding` says it in words.

    A group is compared where it and the others have `fewest` people or more with a need unmet, and without.
    `fewest` of a row is the least of these four counts, and of those who wait where anybody does: what is
    told of a row rests on none that is smaller. Fields that no return has are not among `made_alike_in`.

    >>> seen = pd.DataFrame({"stage": ["Needs assessed", "Needs met"] * 2, "state": "Need not met",
    ...                      "language_need": ["yes", "yes", "no", "no"], "clients": [90, 60, 300, 700]})
    >>> found = unmet_need(seen, {"Interpreter needed": "language_need"}, given=())
    >>> found[["group", "people", "share_pct", "expected_pct", "points", "verdict"]].round(1)
      group  people  share_pct  expected_pct  points verdict
    0   yes   150.0       60.0          30.0    30.0  higher
    """
    require(people, "stage", "state", "clients", *given, *groups.values())
    rows = people[people["stage"].isin([ASSESSED, ALL_MET])].reset_index(drop=True)
    clients, status = whole_counts(rows, "clients")
    given = [one for one in given if rows[one].ne(NOT_SUPPLIED).any()]
    at_first = rows["stage"].eq(ASSESSED).to_numpy()
    waits = at_first & (rows["state"].eq(WAITING).to_numpy() | is_missing(rows, "state"))
    ended = {
        "unmet": np.where(at_first & ~waits, clients, 0.0),
        "met": np.where(at_first, 0.0, clients),
        "waiting": np.where(waits, clients, 0.0),
    }
    rows = rows.assign(**ended)
    found, chances = [], []
    for name, field in groups.items():
        for row in _of_characteristic(rows, name, field, [one for one in given if one != field], fewest):
            chances.append(row.pop("chance"))
            found.append(row)
    real = _real(np.array(chances, dtype=float))
    told = [_told(row, is_real) for row, is_real in zip(found, real, strict=True)]
    frame = pd.DataFrame(told, columns=[*COLUMNS, "status"])
    numbers = dict.fromkeys([*COUNTS, *FIGURES], "float64")
    words = dict.fromkeys(["characteristic", "group", "made_alike_in", "verdict", "finding", "status"], "str")
    frame = frame.astype(numbers | words)
    if (status != SHOWN).any():
        frame = frame.iloc[:0]  # counts of which some are hidden would be compared as if they were all
    return frame.assign(method=text([HOW] * len(frame)))


def _of_characteristic(rows, name, field, given, fewest):
    """Return what is found of each group of a characteristic, as dictionaries."""
    label = rows[field].astype("str").str.strip()
    not_said = missing_as(rows, field)
    missing, absent = pd.notna(not_said), not_said == NOT_SUPPLIED
    about = {"characteristic": name, "made_alike_in": ", ".join(one.replace("_", " ") for one in given)}
    not_known = rows.loc[missing, ["unmet", "met"]].to_numpy().sum()
    if not len(rows) or absent.all():
        return [about | {"group": "everybody", "not_known": not_known, "chance": np.nan}]
    strata = rows.groupby(given, sort=True, dropna=False).ngroup() if given else pd.Series(0, rows.index)
    alike = rows[given].groupby(strata.to_numpy()).first() if given else pd.DataFrame(index=[0])

    people, place = rows[["unmet", "met"]].to_numpy(), strata.to_numpy()

    def counted(which):
        sides = [np.bincount(place, weights=side * which, minlength=len(alike)) for side in people.T]
        return np.column_stack(sides)

    unknown = counted(missing & ~absent)
    known = counted(~missing)
    usual = not unknown.sum() or _chance(compared(unknown, known, alike)) >= UNKNOWN_END_OTHERWISE
    found = []
    for group in _compared_groups(label[~missing], rows.loc[~missing, ["unmet", "met"]].sum(axis=1)):
        own = (label == group).to_numpy() & ~missing
        ours, others = counted(own), counted(~own & ~missing)
        unmet, met = ours.sum(axis=0)
        waiting = [rows.loc[which, "waiting"].sum() for which in (own, ~own & ~missing)]
        ended = [unmet, met, *others.sum(axis=0)]
        few = min(ended) < fewest
        counts = {"people": unmet + met, "unmet": unmet, "waiting": waiting[0], "not_known": not_known}
        counts["fewest"] = min(ended + [count for count in waiting if count])
        result = None if few else compared(ours, others, alike)
        row = about | {"group": group, "few": few, "usual": usual, **counts, "chance": _chance(result)}
        if result is not None:
            row |= dict(zip(FIGURES, 100 * np.array(result), strict=True))
        if row["chance"] < FALSE_DISCOVERIES:
            # With everyone whose group is not known against what is said.
            (more_unmet, more_met), none = unknown.T, np.zeros(len(unknown))
            of_met, of_unmet = np.column_stack([none, more_met]), np.column_stack([more_unmet, none])
            least, most = (
                compared(ours + add, others + rest, alike)
                for add, rest in ((of_met, of_unmet), (of_unmet, of_met))
            )
            row |= {"least": least[3] if least else -1.0, "most": most[4] if most else 1.0}
        found.append(row)
    return found


def _compared_groups(labels, people):
    """Return the groups that are compared with all others: of two only the smaller, the first of equals."""
    sizes = people.groupby(labels).sum()
    return [sizes.idxmin()] if len(sizes) == 2 else list(sizes.index)


def compared(ours: np.ndarray, others: np.ndarray, alike: pd.DataFrame) -> tuple[float, ...] | None:
    """Return the share with an unmet need, the share expected, their difference and its limits, as shares.

    `ours` and `others` are arrays of people with a need unmet and without, a row for each row of `alike`,
    whose columns are what people are alike in. None where nobody among the others is alike enough.
    """
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    design, here, there = _design(alike, others), ours.sum(axis=1) > 0, others.sum(axis=1) > 0
    rank = np.linalg.matrix_rank
    if not (here.any() and others.sum(axis=0).all()):
        return None
    if rank(design[here | there]) > rank(design[there]):
        return None
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # As many labels as rows fit exactly, which is no fault; nor is a row in which all end alike.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fitted = GLM(others[there], design[there], family=Binomial()).fit()
    people = ours.sum()
    weight = ours.sum(axis=1) / people
    chance = fitted.predict(design)
    slope = (weight * chance * (1 - chance)) @ design
    share, expected = ours[:, 0].sum() / people, weight @ chance
    lower, upper = (float(one) for one in limits.wilson_limits(ours[:, 0].sum(), people))
    of_expected = Z * np.sqrt(max(slope @ fitted.cov_params() @ slope, 0.0))
    points = share - expected
    return (
        share,
        expected,
        points,
        points - np.hypot(share - lower, of_expected),
        points + np.hypot(upper - share, of_expected),
    )


def _design(alike, others):
    """Return the columns of the regression: one, and one for each label but the first."""
    columns = [np.ones(len(alike))]
    for name in alike:
        codes = _joined(pd.factorize(alike[name], sort=True)[0], others)
        columns += [codes == code for code in np.unique(codes)[1:]]
    return np.column_stack(columns).astype(float)


def _joined(codes, others):
    """Return codes of labels in which those that few of the others have, with or without a need, are one.

    Where these are few together too, they join the label that most have.
    """
    people = np.array([np.bincount(codes, weights=side) for side in others.T])
    few = people.min(axis=0) < FEWEST
    enough_together = people[:, few].sum(axis=1).min() >= FEWEST
    rest = len(few) if enough_together or few.all() else np.where(few, 0, people.sum(axis=0)).argmax()
    return np.where(few[codes], rest, codes)


def _chance(result):
    """Return how likely a difference as large is by chance: 5 % where a limit is zero."""
    from scipy import stats

    if result is None:
        return np.nan
    _, _, points, lower, upper = result
    reach = points - lower if points > 0 else upper - points
    return 2 * stats.norm.sf(Z * abs(points) / reach)


def _real(chances):
    """Tell which differences are no chance, with false discoveries among them kept down."""
    from statsmodels.stats.multitest import multipletests

    real, compared_ones = np.zeros(len(chances), dtype=bool), ~np.isnan(chances)
    if compared_ones.any():
        real[compared_ones] = multipletests(chances[compared_ones], FALSE_DISCOVERIES, method="fdr_bh")[0]
    return real


def _told(row, real):
    """Return a row with `verdict`, `finding` and `status`."""
    if "few" not in row:
        return row | {"verdict": CANNOT_BE_TOLD, "finding": NOT_SUPPLIED_BY_ANY, "status": NOT_AVAILABLE}
    if row["few"] or "points" not in row:
        finding = TOO_FEW if row["few"] else NOBODY_ALIKE
        return row | {"verdict": CANNOT_BE_TOLD, "finding": finding, "status": NOT_AVAILABLE}
    verdict = HIGHER if row["points"] > 0 else LOWER
    if not real:
        verdict, finding = CANNOT_BE_TOLD, CHANCE
    elif row["least"] > 0 or row["most"] < 0:
        finding = WHATEVER.format(verdict)
    elif row["usual"]:
        finding = AS_KNOWN.format(verdict)
    else:
        verdict, finding = CANNOT_BE_TOLD, COULD_CHANGE
    return row | {"verdict": verdict, "finding": finding, "status": SHOWN}


def unmet_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row: `says` which groups have a need unmet more or less often, `alike` what is the same.

    `table` has rows as `unmet_need` gives them. Both are blank where no row is shown.

    >>> rows = {"characteristic": "Interpreter needed", "group": "yes", "points": 12, "verdict": "higher"}
    >>> told = pd.DataFrame([rows | {"made_alike_in": "offence group, age band", "status": "shown"}])
    >>> unmet_in_words(told)["says"].iloc[0]
    'A need is left unmet more often than among similar people: interpreter needed, yes (12 points more)'
    """
    require(table, "characteristic", "group", "made_alike_in", "points", "verdict", "status")
    shown = table[table["status"].eq(SHOWN)]
    says, alike = None, None
    if len(shown):
        said = [_named(shown, HIGHER, "more"), _named(shown, LOWER, "less")]
        says = ". ".join(filter(None, said)) or NO_GROUP
        fields = max(shown["made_alike_in"], key=len).split(", ")
        alike = ALIKE_IN.format(phrase(fields)) + WITHOUT_AGE * ("age band" not in fields)
    return pd.DataFrame({"says": text([says]), "alike": text([alike]), "status": text([SHOWN])})


def _named(shown, verdict, word):
    rows = shown[shown["verdict"].eq(verdict)]
    names = [
        f"{row.characteristic[:1].lower()}{row.characteristic[1:]}, {row.group} "
        f"({abs(row.points):.0f} points {word})"
        for row in rows.itertuples()
    ]
    return MORE_OR_LESS.format(word, "; ".join(names)) if names else ""
