"""What could close a gap: what each option brings for its money, and what would change the ranking."""

from itertools import product

import numpy as np
import pandas as pd

from analysis.measures.services.option_ranges import YEARS, draws_of, ranges, worked_out, worth
from analysis.measures.status import NOT_AVAILABLE, SHOWN, require, text

COLUMNS = ("option", "gap", "lot", "people_lower", "people_upper", "cost", "cost_lower", "cost_upper",
           "cost_unit", "effect_pct", "effect_lower_pct", "effect_upper_pct", "decided_by")  # fmt: skip
COMPARED = (
    "gap", "option", "lot", "decided_by", "people_lower", "people_upper", "cost_a_year", "people_helped",
    "people_helped_lower", "people_helped_upper", "cost_per_person_helped", "lower", "upper", "rank",
    "dominated_by", "best_in_draws_pct", "method", "status",
)  # fmt: skip
DRAWS, SEED = 20_000, 20260630
INPUTS = {"people": "how many people it reaches", "cost": "what it costs", "effect_pct": "how many it helps"}
NO_PRICE, NO_EFFECT = "nobody has given a price", "nobody has measured an effect"
ALONE = "not applicable: no other option for this gap has both a price and an effect"


def compare_options(options, years=YEARS, draws=DRAWS, seed=SEED):
    """Return the options for each gap, ranked by what one person helped costs.

    People helped in a year are those reached times the effect; a price that is paid once is spread over
    `years`. The middle of a range of people is its mean. Options for the same gap are compared. One is
    worse where another helps as many or more for as little or less, and one of the two strictly:
    `dominated_by` names the one of them that helps most. `best_in_draws_pct` is in how many of a hundred
    draws an option is the best value, every range drawn at once: people evenly between their ends, cost and
    effect by a triangle with its top at the figure given. `lower` and `upper` are of the cost for each person
    helped, in 95 of a hundred draws. An option without a price or an effect keeps its row and has no rank,
    nor has one with nothing to compare it with.

    Columns: `gap`, `option`, `lot`, `decided_by`, `people_lower`, `people_upper`, `cost_a_year`,
    `people_helped`, `people_helped_lower`, `people_helped_upper`, `cost_per_person_helped`, `lower`, `upper`,
    `rank`, `dominated_by`, `best_in_draws_pct`, `method`, `status`.

    Raises InputError for an option that appears twice, a unit that is unknown and a range that does not hold
    its figure.

    >>> options = pd.DataFrame({"option": ["hosts", "rooms"], "gap": "shelter", "lot": "one",
    ...     "people_lower": 10, "people_upper": 10, "cost": [5000.0, 9000.0], "cost_lower": [5000.0, 9000.0],
    ...     "cost_upper": [5000.0, 9000.0], "cost_unit": "pounds a year", "effect_pct": 50.0,
    ...     "effect_lower_pct": 50.0, "effect_upper_pct": 50.0, "decided_by": "Commissioner"})
    >>> found = compare_options(options)
    >>> found[["option", "cost_per_person_helped", "rank", "best_in_draws_pct"]].values.tolist()
    [['hosts', 1000.0, 1, 100.0], ['rooms', 1800.0, 2, 0.0]]
    >>> found["dominated_by"].iloc[1]
    'hosts'
    """
    require(options, *COLUMNS)
    known = ranges(options, years)
    drawn = draws_of(known, draws, seed)
    rows = []
    for _, group in known.groupby("gap", sort=False):
        at = group.index.to_numpy()
        best = _best_shares(drawn.cost[:, at], drawn.helped[:, at], group["priced"].to_numpy())
        each = group["cost_per_person_helped"]
        ranks = each.rank(method="min") if group["priced"].sum() > 1 else each * np.nan
        for place, number in enumerate(at):
            row = known.loc[number]
            rows.append({**row, **_of_draws(drawn, number, row["priced"]), "rank": ranks[number],
                         "dominated_by": _dominated_by(group, number),
                         "best_in_draws_pct": best[place]})  # fmt: skip
    drawn_of = ["lower", "upper", "people_helped_lower", "people_helped_upper", "rank", "dominated_by"]
    found = pd.DataFrame(rows, columns=[*known.columns, *drawn_of, "best_in_draws_pct"])
    why = np.where(found["cost_a_year"].isna(), NO_PRICE, NO_EFFECT)
    how = f"{draws:,} seeded draws of people, cost and effect; once paid, over {years} years"
    found["method"] = text(np.where(found["priced"], np.where(found["rank"].isna(), ALONE, how), why))
    found["status"] = text(np.where(found["priced"], SHOWN, NOT_AVAILABLE))
    ordered = found.assign(_gap=pd.factorize(found["gap"])[0]).sort_values(["_gap", "rank"], kind="stable")
    words = dict.fromkeys(("gap", "option", "lot", "decided_by", "dominated_by"), "str")
    return ordered[list(COMPARED)].astype(words | {"rank": "Int64"}).reset_index(drop=True)


def _of_draws(drawn, number, priced):
    """Return the ends of what is drawn of one option: 95 of a hundred draws."""
    names = ("lower", "upper", "people_helped_lower", "people_helped_upper")
    if not priced:
        return dict.fromkeys(names, np.nan)
    each = worth(drawn.cost[:, number], drawn.helped[:, number])
    ends = [*np.quantile(each, [0.025, 0.975]), *np.quantile(drawn.helped[:, number], [0.025, 0.975])]
    return dict(zip(names, ends, strict=True))


def _best_shares(cost, helped, priced):
    """Return in how many of a hundred draws each option costs least for a person helped; ties share."""
    if priced.sum() < 2:
        return np.full(len(priced), np.nan)
    each = np.where(priced, worth(cost, helped), np.inf)
    least = each.min(axis=1, keepdims=True)
    first = (each == least) & priced
    return np.where(priced, 100 * (first / first.sum(axis=1, keepdims=True)).mean(axis=0), np.nan)


def _dominated_by(group, number):
    """Return the option that dominates one, None where none does."""
    here, others = group.loc[number], group.drop(index=number)
    if not here["priced"]:
        return None
    others = others[others["priced"]]
    as_good = (others["people_helped"] >= here["people_helped"]) & (
        others["cost_a_year"] <= here["cost_a_year"]
    )
    strictly = (others["people_helped"] > here["people_helped"]) | (
        others["cost_a_year"] < here["cost_a_year"]
    )
    found = others[as_good & strictly]
    if found.empty:
        return None
    return found.sort_values(["people_helped", "cost_a_year"], ascending=[False, True])["option"].iloc[0]


def what_changes_the_ranking(options, years=YEARS):
    """Return each single figure that, at an end of its range, makes another option the best for its gap.

    One range at a time, the others at their middle. Where no row stands for a gap its first place is safe
    from any one of them, though not from several together: for that see `best_in_draws_pct`.

    Columns: `gap`, `best`, `option` (whose figure it is), `input` (in words), `end` ("lower" or "upper"),
    `value` (people, per cent, or pounds: a year's, or for each person where the price is so), `best_then`,
    `method`, `status`.

    Raises InputError as `compare_options` does.
    """
    require(options, *COLUMNS)
    rows = []
    for gap, group in ranges(options, years).groupby("gap", sort=False):
        priced = group[group["priced"]]
        if len(priced) < 2:
            continue
        best = _best(priced)
        for number, name, end in product(priced.index, INPUTS, ("lower", "upper")):
            changed = priced.copy()
            value = float(priced.loc[number, f"{name}_{end}"])
            changed.loc[number, name] = value
            then = _best(worked_out(changed))
            if then != best:
                rows.append([gap, best, priced.loc[number, "option"], INPUTS[name], end, value, then])
    columns = ["gap", "best", "option", "input", "end", "value", "best_then"]
    found = pd.DataFrame(rows, columns=columns).astype(
        {**{name: "str" for name in columns}, "value": "float64"}
    )
    return found.assign(
        method=text(["one figure at an end of its range, the others in the middle"] * len(found)),
        status=text([SHOWN] * len(found)),
    )


def price_to_be_best(options, years=YEARS):
    """Return what each option may cost a year to be as good value as the best for its gap.

    For one without a price it says up to what an offer would be the best; for the best itself, up to what
    price it stays so. Columns: `gap`, `option`, `people_helped`, `cost_a_year` (blank without a price),
    `price_to_be_best` (pounds a year), `method`, `status`.
    """
    require(options, *COLUMNS)
    rows = []
    for gap, group in ranges(options, years).groupby("gap", sort=False):
        for number in group.index:
            here, others = group.loc[number], group.drop(index=number)
            rival = others.loc[others["priced"], "cost_per_person_helped"].min()
            limit = rival * here["people_helped"]
            known = bool(np.isfinite(limit))
            method = (
                "as much for a person helped as the best of the others" if known else "nothing to compare"
            )
            rows.append([gap, here["option"], here["people_helped"], here["cost_a_year"],
                         limit if known else np.nan, method, SHOWN if known else NOT_AVAILABLE])  # fmt: skip
    columns = ["gap", "option", "people_helped", "cost_a_year", "price_to_be_best", "method", "status"]
    words = dict.fromkeys(("gap", "option", "method", "status"), "str")
    return pd.DataFrame(rows, columns=columns).astype(words)


def _best(rows):
    return rows.loc[rows["cost_per_person_helped"].idxmin(), "option"]
