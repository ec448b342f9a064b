"""What could close a gap: what each option brings for its money, how they rank, what would change that."""

from itertools import product

import numpy as np
import pandas as pd

from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, numbers, require, text

__all__ = ["options_compared", "options_in_words", "prices_to_be_best", "ranking_changes"]

COLUMNS = ("option", "gap", "lot", "people_lower", "people_upper", "cost", "cost_lower", "cost_upper",
           "cost_unit", "effect_pct", "effect_lower_pct", "effect_upper_pct", "decided_by")  # fmt: skip
COMPARED = (
    "gap", "option", "lot", "decided_by", "people_lower", "people_upper", "cost_a_year", "people_helped",
    "people_helped_lower", "people_helped_upper", "cost_per_person_helped", "lower", "upper", "rank",
    "dominated_by", "best_in_draws_pct", "method", "status",
)  # fmt: skip
DRAWS, SEED = 20_000, 20260630
ENDS = [0.025, 0.975]  # of 95 in a hundred draws
INPUTS = {"people": "how many people it reaches", "cost": "what it costs", "effect_pct": "how many it helps"}
ONE_AT_A_TIME = "one figure at an end of its range, the others in the middle"
NO_PRICE, NO_EFFECT = "nobody has given a price", "nobody has measured an effect"
NO_OTHER = "not applicable: no other option for this gap has both a price and an effect"
YEARS = 3  # over which a price that is paid once is spread: what lots of support commonly run for
ONCE, FOR_EACH = "pounds once", "pounds for each person reached"
ALL_OF_THEM = 100
NOT_GIVEN = "nobody has given one"
NOT_MEASURED = "nobody has measured one"
BEST, MAYBE, WORSE = "best value", "may be best value", "worse than another"
BEHIND, ALONE = "behind the best", "nothing to compare it with"
NO_PLACE = "cannot be ranked"
AS_THE_BEST, NO_RIVAL = "as much for a person helped as the best of the others", "nothing to compare"
OVERLAP, NONE_YET = "its range overlaps others", "no options can be compared yet"


def options_in_words(options):
    """Return the office's options with people, cost and effect as text, each with its range.

    Columns: `gap`, `option`, `lot`, `people`, `price`, `effect`, `effect_source`, `decided_by`, `said_by`,
    `said_on`, `status`.
    """
    require(options, "option", "people_lower", "people_upper", "cost", "cost_unit", "effect_pct")
    rows = list(options.itertuples())
    found = options.assign(
        people=[_range(row.people_lower, row.people_upper, "{:,.0f}") for row in rows],
        price=[_price(row) for row in rows],
        effect=[_effect(row) for row in rows],
    )
    words = ["gap", "option", "lot", "people", "price", "effect", "effect_source", "decided_by", "said_by"]
    found = found[[*words, "said_on"]].reset_index(drop=True)
    return found.astype(dict.fromkeys(words, "str")).assign(status=SHOWN)


def options_compared(options):
    """Return `compare_options` as a page shows it: where each option stands, in round figures.

    Pounds for each person helped have two figures, prices and people are whole. Columns: those of
    `compare_options`, with `pounds_each` for `cost_per_person_helped`, `place` ("best value", "may be best
    value" where its range meets another's, "behind the best", "worse than another", "nothing to compare it
    with" or "cannot be ranked"), `stands`, the same in words: which one it is worse than, or why it cannot be
    ranked, and `told`: which option of its gap costs least for each person, and which helps more.
    """
    found = compare_options(options)
    place = [_place(row, found[found["gap"] == row.gap]) for row in found.itertuples()]
    told = {gap: _told(group) for gap, group in found.assign(place=place).groupby("gap", sort=False)}
    stands = [_stands(row, at) for row, at in zip(found.itertuples(), place, strict=True)]
    money = {name: two_figures(found[name]) for name in ("lower", "upper")}
    people = {
        name: found[name].round() for name in ("people_helped", "people_helped_lower", "people_helped_upper")
    }
    return found.drop(columns="cost_per_person_helped").assign(
        pounds_each=two_figures(found["cost_per_person_helped"]),
        cost_a_year=found["cost_a_year"].round(),
        **money,
        **people,
        best_in_draws_pct=found["best_in_draws_pct"].round().astype("Int64"),
        place=text(place),
        stands=text(stands),
        told=text(found["gap"].map(told)),
    )


def ranking_changes(options):
    """Return what would put another option first, one figure at a time, in words.

    One range at a time, the others at their middle. A gap whose first place no single figure moves has no
    row: it is safe from any one of them, though not from several together; for that see `best_in_draws_pct`.

    Columns: `gap`, `best`, `option` and `input` (whose figure, and which), `best_then`, `method`, `status`,
    `changed_to` (the end of its range).
    """
    rows = []
    for gap, group in ranges(options).groupby("gap", sort=False):
        priced = group[group["priced"]]
        if len(priced) < 2:
            continue
        best = _best(priced)
        for number, name, end in product(priced.index, INPUTS, ("lower", "upper")):
            option = priced.loc[number]
            changed = priced.copy()
            changed.loc[number, name] = option[f"{name}_{end}"]
            then = _best(worked_out(changed))
            if then != best:
                words = _changed_to(name, option[f"{name}_{end}"], option["for_each_person"])
                rows.append([gap, best, option["option"], INPUTS[name], then, ONE_AT_A_TIME, SHOWN, words])
    columns = ["gap", "best", "option", "input", "best_then", "method", "status", "changed_to"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def prices_to_be_best(options):
    """Return what each option may cost a year, in round pounds, to be as good value as the best for its gap.

    For one without a price it says up to what an offer would be the best; for the best itself, up to what
    price it stays so. Columns: `gap`, `option`, `people_helped`, `price_to_be_best` (pounds a year),
    `method`, `status`, and `given`, the price that was given, spread over a year, in words.
    """
    rows = []
    for gap, group in ranges(options).groupby("gap", sort=False):
        for number, here in group.iterrows():
            others = group.drop(index=number)
            rival = others.loc[others["priced"], "cost_per_person_helped"].min()
            limit = rival * here["people_helped"]
            said = (limit, AS_THE_BEST, SHOWN) if np.isfinite(limit) else (np.nan, NO_RIVAL, NOT_AVAILABLE)
            cost = here["cost_a_year"]
            given = NOT_GIVEN if np.isnan(cost) else f"£{cost:,.0f} a year"
            rows.append([gap, here["option"], here["people_helped"], *said, given])
    columns = ["gap", "option", "people_helped", "price_to_be_best", "method", "status", "given"]
    words = dict.fromkeys(("gap", "option", "method", "status", "given"), "str")
    found = pd.DataFrame(rows, columns=columns).astype(words)
    return found.assign(
        people_helped=found["people_helped"].round(), price_to_be_best=two_figures(found["price_to_be_best"])
    )


def two_figures(values):
    """Return figures rounded to two figures: nobody knows a range of prices to the pound.

    >>> two_figures(pd.Series([6280.2, 141.7, 0.0])).tolist()
    [6300.0, 140.0, 0.0]
    """
    values = values.astype(float)
    some = np.isfinite(values) & (values != 0)
    unit = 10.0 ** (np.floor(np.log10(values.abs().where(some))) - 1)
    return (np.floor(values / unit + 0.5) * unit).where(some, values)  # halves up, as they are read


def _price(row):
    if np.isnan(row.cost):
        return NOT_GIVEN
    unit = row.cost_unit.removeprefix("pounds ")
    spread = (
        "" if row.cost_lower == row.cost_upper else f" ({_range(row.cost_lower, row.cost_upper, '£{:,.0f}')})"
    )
    return f"£{row.cost:,.0f} {unit}{spread}"


def _effect(row):
    if np.isnan(row.effect_pct):
        return NOT_MEASURED
    return f"{row.effect_pct:g}% ({_range(row.effect_lower_pct, row.effect_upper_pct, '{:g}%')})"


def _range(low, high, form):
    return form.format(low) if low == high else f"{form.format(low)} to {form.format(high)}"


def _place(row, group):
    if row.status != SHOWN:
        return NO_PLACE
    if pd.isna(row.rank):
        return ALONE
    if not pd.isna(row.dominated_by):
        return WORSE
    if row.rank > 1:
        return BEHIND
    others = group[(group["status"] == SHOWN) & (group["option"] != row.option)]
    return MAYBE if (others["lower"] <= row.upper).any() else BEST


def _told(group):
    """Return which option of a gap costs least for each person helped, and which one helps more people."""
    first = group[group["place"].isin([BEST, MAYBE])]
    if first.empty:
        return NONE_YET
    first, most = first.iloc[0], group.loc[group["people_helped"].idxmax()]
    costs = "costs" if first["place"] == BEST else "may cost"
    said = f"{first['option']} {costs} least for each person helped"
    if not round(most["people_helped"]) > round(first["people_helped"]):
        return said
    return (
        f"{said}; {most['option']} helps more people "
        f"({most['people_helped']:.0f} a year, not {first['people_helped']:.0f})"
    )


def _stands(row, place):
    why = {NO_PLACE: row.method, WORSE: row.dominated_by, MAYBE: OVERLAP}.get(place)
    return place if why is None else f"{'worse than' if place == WORSE else place}: {why}"


def _changed_to(name, value, for_each_person):
    if name == "people":
        return f"{value:,.0f} people"
    if name == "effect_pct":
        return f"{value:g} in a hundred"
    return f"£{value:,.0f} " + ("for each person" if for_each_person else "a year")


def compare_options(options):
    """Return the options for each gap, ranked by what one person helped costs.

    People helped in a year are those reached times the effect; a price that is paid once is spread over
    `YEARS`. The middle of a range of people is its mean. Options for the same gap are compared. One is
    worse where another helps as many or more for as little or less, and one of the two strictly:
    `dominated_by` names the one of them that helps most. `best_in_draws_pct` is in how many of a hundred
    draws an option is the best value, every range drawn at once: people evenly between their ends, cost and
    effect by a triangle with its top at the figure given. `lower` and `upper` are of the cost for each person
    helped, in 95 of a hundred draws. An option without a price or an effect keeps its row and has no rank,
    nor has one with nothing to compare it with.

    Columns: `gap`, `option`, `lot`, `decided_by`, `people_lower`, `people_upper`, `cost_a_year`,
    `people_helped`, `people_helped_lower`, `people_helped_upper`, `cost_per_person_helped`, `lower`, `upper`,
    `rank`, `dominated_by`, `best_in_draws_pct`, `method`, `status`.

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
    known = ranges(options)
    cost, helped = draws_of(known)
    each, priced = worth(cost, helped), known["priced"].to_numpy()
    ends = np.full((4, len(known)), np.nan)
    ends[:, priced] = np.vstack([np.quantile(drawn[:, priced], ENDS, axis=0) for drawn in (each, helped)])
    best, worse = np.full(len(known), np.nan), np.full(len(known), None, dtype=object)
    by_gap = known.groupby("gap", sort=False)
    for _, group in by_gap:
        at = group.index[group["priced"]].to_numpy()
        worse[at] = [_dominated_by(group.loc[at], number) for number in at]
        if len(at) > 1:
            best[at] = _best_shares(each[:, at])
    several = by_gap["priced"].transform("sum") > 1
    rank = by_gap["cost_per_person_helped"].rank(method="min").where(several)
    how = f"{DRAWS:,} seeded draws of people, cost and effect; once paid, over {YEARS} years"
    why = np.where(known["cost_a_year"].isna(), NO_PRICE, NO_EFFECT)
    names = ("lower", "upper", "people_helped_lower", "people_helped_upper")
    found = known.assign(
        **dict(zip(names, ends, strict=True)),
        rank=rank.astype("Int64"),
        dominated_by=text(worse),
        best_in_draws_pct=best,
        method=text(np.where(priced, np.where(several, how, NO_OTHER), why)),
        status=text(np.where(priced, SHOWN, NOT_AVAILABLE)),
        _gap=pd.factorize(known["gap"])[0],
    )
    ordered = found.sort_values(["_gap", "rank"], kind="stable", ignore_index=True)
    return ordered[list(COMPARED)].astype(dict.fromkeys(("gap", "option", "lot", "decided_by"), "str"))


def _best_shares(each):
    """Return in how many of a hundred draws each option costs least for a person helped; ties share."""
    first = each == each.min(axis=1, keepdims=True)
    return 100 * (first / first.sum(axis=1, keepdims=True)).mean(axis=0)


def _dominated_by(priced, number):
    """Return the option that dominates one, None where none does."""
    here, others = priced.loc[number], priced.drop(index=number)
    more, dearer = others["people_helped"], others["cost_a_year"]
    as_good = (more >= here["people_helped"]) & (dearer <= here["cost_a_year"])
    strictly = (more > here["people_helped"]) | (dearer < here["cost_a_year"])
    found = others[as_good & strictly].sort_values(["people_helped", "cost_a_year"], ascending=[False, True])
    return None if found.empty else found["option"].iloc[0]


def _best(rows):
    return rows.loc[rows["cost_per_person_helped"].idxmin(), "option"]


def ranges(options):
    """Return the options with their figures at the middle and at both ends, costs in pounds a year.

    A price for each person stays as it is, and is marked `for_each_person`: it grows with those reached.
    `people` is the middle of its range. `priced` tells whether both a cost and an effect are known.
    """
    require(options, *COLUMNS)
    spread = options["cost_unit"].eq(ONCE).map({True: float(YEARS), False: 1.0})
    found = options.assign(
        for_each_person=options["cost_unit"].eq(FOR_EACH),
        **{name: numbers(options, name) / spread for name in ("cost", "cost_lower", "cost_upper")},
        people=(options["people_lower"] + options["people_upper"]) / 2,
    )
    ends = {"effect_lower_pct": "effect_pct_lower", "effect_upper_pct": "effect_pct_upper"}
    return worked_out(found.rename(columns=ends).reset_index(drop=True))


def worked_out(found):
    """Return the options with what follows from the figures at hand: `priced`, and the cost of one helped."""
    helped = found["people"] * found["effect_pct"] / ALL_OF_THEM
    cost = found["cost"] * np.where(found["for_each_person"], found["people"], 1.0)
    priced = cost.notna() & helped.notna()
    each = np.where(priced, worth(cost.to_numpy(), helped.to_numpy()), np.nan)
    return found.assign(cost_a_year=cost, people_helped=helped, cost_per_person_helped=each, priced=priced)


def worth(cost, helped):
    """Return what one person helped costs, infinite where nobody is helped."""
    cost, helped = np.broadcast_arrays(np.asarray(cost, dtype=float), np.asarray(helped, dtype=float))
    return np.divide(cost, helped, out=np.full(cost.shape, np.inf), where=helped > 0)


def draws_of(known):
    """Return what options cost a year and whom they help in seeded draws: a row a draw, a column an option.

    Those without a price or an effect are NaN.
    """
    # A stream for each input and a row for each option: one more at the end moves none of the others.
    uniform = [np.random.default_rng([SEED, stream]).random((len(known), DRAWS)).T for stream in range(3)]
    lower, upper = (known[name].to_numpy(dtype=float) for name in ("people_lower", "people_upper"))
    people = lower + uniform[0] * (upper - lower)
    cost = _triangle(uniform[1], *(known[name] for name in ("cost_lower", "cost", "cost_upper")))
    effects = ("effect_pct_lower", "effect_pct", "effect_pct_upper")
    effect = _triangle(uniform[2], *(known[name] for name in effects))
    cost = cost * np.where(known["for_each_person"].to_numpy(), people, 1.0)
    return cost, people * effect / ALL_OF_THEM


def _triangle(uniform, lower, top, upper):
    """Return draws of a triangular distribution by its inverse; where the ends are one, that figure."""
    lower, top, upper = (ends.to_numpy(dtype=float) for ends in (lower, top, upper))
    width = upper - lower
    share = np.divide(top - lower, width, out=np.zeros_like(width), where=width > 0)
    left = lower + np.sqrt(uniform * width * (top - lower))
    right = upper - np.sqrt((1 - uniform) * width * (upper - top))
    return np.where(uniform < share, left, right)
