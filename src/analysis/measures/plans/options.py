"""What could close a gap: what each option brings for its money, and what a further person helped costs."""

import itertools

import numpy as np
import pandas as pd

from analysis.measures.rates.status import numbers, phrase, require, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["options_compared", "options_in_words"]

COLUMNS = ("option", "gap", "lot", "people_lower", "people_upper", "cost", "cost_lower", "cost_upper",
           "cost_unit", "effect_pct", "effect_lower_pct", "effect_upper_pct", "decided_by")  # fmt: skip
COMPARED = (
    "gap", "option", "lot", "decided_by", "people_lower", "people_upper", "cost_a_year", "people_helped",
    "people_helped_lower", "people_helped_upper", "cost_per_person_helped", "lower", "upper", "rank",
    "compared_with", "further_people", "cost_per_further_person", "dominated_by", "dominated_by_mix",
    "holds_pct", "method", "status",
)  # fmt: skip
DRAWS, SEED = 20_000, 20260630
ENDS = [0.025, 0.975]  # of 95 in a hundred draws
SAME = 1e-9  # by what part two figures may differ that are worked out from the same ones
NO_PRICE, NO_EFFECT = "nobody has given a price", "nobody has measured an effect"
NO_OTHER = "not applicable: no other option for this gap has both a price and an effect"
YEARS = 3  # over which a price that is paid once is spread: what lots of support commonly run for
ONCE, FOR_EACH = "pounds once", "pounds for each person reached"
ALL_OF_THEM = 100
NOT_GIVEN = "nobody has given one"
NOT_MEASURED = "nobody has measured one"
CONSIDER, WORSE, DEARER = "worth considering", "worse than another", "dearer for each further person"
ALONE, NO_PLACE = "nothing to compare it with", "cannot be ranked"
IN_DRAWS = "in {share:.0f} of 100 draws"
NEARLY_ALL = 99.5  # of a hundred draws: from here on it reads as all of them
NONE_YET = "no options can be compared yet"
STANDING = ["rank", "further_people", "cost_per_further_person", "holds_pct"]
STANDING += ["compared_with", "dominated_by", "dominated_by_mix"]


def options_in_words(options: pd.DataFrame) -> pd.DataFrame:
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


def options_compared(options: pd.DataFrame) -> pd.DataFrame:
    """Return `compare_options` as a page shows it: where each option stands, in round figures.

    Pounds for each person have two figures, prices and people are whole. Columns: those of `compare_options`,
    with `pounds_each` for `cost_per_person_helped` and `pounds_each_further` for `cost_per_further_person`,
    `place` ("worth considering", "worse than another", "dearer for each further person", "nothing to compare
    it with" or "cannot be ranked"), `stands`, the same in words: which one is better and in how many draws,
    or why it cannot be ranked, and `told`: which option of its gap costs least, and what each further person
    costs whom another one helps, in how many draws where that is not all of them.
    """
    found = compare_options(options)
    place = [_place(row) for row in found.itertuples()]
    told = {gap: _told(group) for gap, group in found.groupby("gap", sort=False)}
    stands = [_stands(row, at) for row, at in zip(found.itertuples(), place, strict=True)]
    each = {"cost_per_person_helped": "pounds_each", "cost_per_further_person": "pounds_each_further"}
    money = {name: two_figures(found[name]) for name in (*each, "lower", "upper")}
    people = ("people_helped", "people_helped_lower", "people_helped_upper", "further_people", "cost_a_year")
    rounded = found.assign(**money, **{name: found[name].round() for name in people})
    return rounded.rename(columns=each).assign(
        place=text(place), stands=text(stands), told=text(found["gap"].map(told))
    )


def two_figures(values: pd.Series) -> pd.Series:
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


def _place(row):
    if row.status != SHOWN:
        return NO_PLACE
    if np.isnan(row.holds_pct):
        return ALONE
    if not pd.isna(row.rank):
        return CONSIDER
    return DEARER if pd.isna(row.dominated_by) else WORSE


def _stands(row, place):
    if place == NO_PLACE:
        return f"{place}: {row.method}"
    if place == ALONE:
        return place
    said = {
        CONSIDER: place,
        WORSE: f"worse than {row.dominated_by}",
        DEARER: f"each further person costs more than with {row.dominated_by_mix}",
    }[place]
    return f"{said} ({IN_DRAWS.format(share=row.holds_pct)})"


def _told(group):
    """Return which option of a gap costs least, and what each further person costs whom another helps."""
    steps = [rows for _, rows in group[group["rank"].notna()].groupby("rank")]
    if not steps:
        return NONE_YET
    first, alike = steps[0].iloc[0], len(steps[0]) > 1
    price, helped = f"£{first['cost_a_year']:,.0f} a year", f"{_people(first['people_helped'])} helped"
    costs = f"cost least, {price} each," if alike else f"costs least, {price}"
    said = [f"{phrase(steps[0]['option'])} {costs} for {helped}"]
    if len(steps) == 1:
        said[0] += ", and they are alike" if alike else ", and no other helps more"
    for rows in steps[1:]:
        each = two_figures(rows["cost_per_further_person"]).iloc[0]
        helps, people = "help" if len(rows) > 1 else "helps", _people(rows["people_helped"].iloc[0])
        said.append(
            f"{phrase(rows['option'])} {helps} more, {people}, at £{each:,.0f} for each further person"
        )
    for at, rows in enumerate(steps):
        if rows["holds_pct"].iloc[0] < NEARLY_ALL:
            said[at] += f" ({IN_DRAWS.format(share=rows['holds_pct'].iloc[0])})"
    return "; ".join(said)


def _people(number):
    whole = round(number)
    return f"{whole:,} {'person' if whole == 1 else 'people'}" if whole else "less than one person"


def compare_options(options: pd.DataFrame) -> pd.DataFrame:
    """Return the options for each gap, with what each further person costs whom a dearer one helps.

    People helped in a year are those reached times the effect; a price that is paid once is spread over
    `YEARS`. The middle of a range of people is its mean. Options for one gap are alternatives. One is
    worse where another helps as many or more for as little or less, and one of the two strictly:
    `dominated_by` names the one of them that helps most. One is dearer for each further person where that
    further person costs more than with an option that helps still more (`dominated_by_mix`): part of that
    one beside a cheaper one would help as many for less. The others are worth considering, and have a `rank`
    from the cheapest on; `further_people` and `cost_per_further_person` set each against the rank before,
    `compared_with`.

    `holds_pct` is in how many of a hundred draws this is so: that the one named is better, that a mix or
    another is, or that none is. People are drawn evenly between their ends, cost and effect by a triangle
    with its top at the figure given. The options for a gap reach the same people: in a draw all lie at the
    same place of their ranges of people. Effects with the same range are one effect and drawn once, and so
    are equal prices; other effects and prices are drawn independently. `lower` and `upper` are of the cost
    for each person helped, in 95 of a hundred draws. An option without a price or an effect keeps its row and
    has no rank, nor has one with nothing to compare it with.

    Columns: `gap`, `option`, `lot`, `decided_by`, `people_lower`, `people_upper`, `cost_a_year`,
    `people_helped`, `people_helped_lower`, `people_helped_upper`, `cost_per_person_helped`, `lower`, `upper`,
    `rank`, `compared_with`, `further_people`, `cost_per_further_person`, `dominated_by`, `dominated_by_mix`,
    `holds_pct`, `method`, `status`.

    >>> options = pd.DataFrame({"option": ["hosts", "rooms"], "gap": "shelter", "lot": "one",
    ...     "people_lower": [10, 20], "people_upper": [10, 20], "cost": [5000.0, 14000.0],
    ...     "cost_lower": [5000.0, 14000.0], "cost_upper": [5000.0, 14000.0], "cost_unit": "pounds a year",
    ...     "effect_pct": 50.0, "effect_lower_pct": 50.0, "effect_upper_pct": 50.0,
    ...     "decided_by": "Commissioner"})
    >>> found = compare_options(options)
    >>> found[["option", "cost_per_person_helped", "rank", "holds_pct"]].values.tolist()
    [['hosts', 1000.0, 1, 100.0], ['rooms', 1400.0, 2, 100.0]]
    >>> found[["further_people", "cost_per_further_person"]].values.tolist()[1]
    [5.0, 1800.0]
    """
    known = ranges(options)
    cost, helped = draws_of(known)
    each, priced = worth(cost, helped), known["priced"].to_numpy()
    ends = np.full((4, len(known)), np.nan)
    ends[:, priced] = np.vstack([np.quantile(drawn[:, priced], ENDS, axis=0) for drawn in (each, helped)])
    parts = [_compared(known.loc[rows.index], cost, helped) for _, rows in known.groupby("gap", sort=False)]
    found = pd.concat([known, pd.concat(parts)], axis=1) if parts else known.assign(**dict.fromkeys(STANDING))
    several = found["holds_pct"].notna()
    how = f"{DRAWS:,} seeded draws of people, cost and effect; once paid, over {YEARS} years"
    why = np.where(known["cost_a_year"].isna(), NO_PRICE, NO_EFFECT)
    names = ("lower", "upper", "people_helped_lower", "people_helped_upper")
    found = found.assign(
        **dict(zip(names, ends, strict=True)),
        rank=found["rank"].astype("Int64"),
        method=text(np.where(priced, np.where(several, how, NO_OTHER), why)),
        status=text(np.where(priced, SHOWN, NOT_AVAILABLE)),
        _gap=pd.factorize(known["gap"])[0],
    )
    ordered = found.sort_values(["_gap", "rank", "cost_a_year"], kind="stable", ignore_index=True)
    words = ("gap", "option", "lot", "decided_by", "compared_with", "dominated_by", "dominated_by_mix")
    return ordered[list(COMPARED)].astype(dict.fromkeys(words, "str"))


def _compared(group, cost, helped):
    """Return how the options of a gap stand to one another, at their middles and in how many draws."""
    found = pd.DataFrame(np.nan, group.index, STANDING).astype(dict.fromkeys(STANDING[4:], object))
    priced = group[group["priced"]]
    at = priced.index.to_numpy()
    if len(at) < 2:
        return found
    middle = [priced[name].to_numpy()[None] for name in ("cost_a_year", "people_helped")]
    (better,), (beyond,) = _dominated(*middle), _mixed(*middle)
    betters, mixes = _dominated(cost[:, at], helped[:, at]), _mixed(cost[:, at], helped[:, at])
    off = betters.any(axis=2) | mixes.any(axis=2)
    for number, row in enumerate(at):
        if better[number].any():
            named = priced[better[number]].sort_values(
                ["people_helped", "cost_a_year"], ascending=[False, True]
            )
            found.loc[row, "dominated_by"] = named["option"].iloc[0]
            held = betters[:, number, list(at).index(named.index[0])]
        elif beyond[number].any():
            named = priced[beyond[number]].sort_values("cost_a_year")
            found.loc[row, "dominated_by_mix"] = named["option"].iloc[0]
            held = off[:, number]
        else:
            held = ~off[:, number]
        found.loc[row, "holds_pct"] = 100 * held.mean()
    kept = priced[~better.any(axis=1) & ~beyond.any(axis=1)]
    found.loc[kept.index, "rank"] = kept["cost_a_year"].rank(method="min")
    steps = [rows for _, rows in kept.groupby("cost_a_year")]
    for before, rows in itertools.pairwise(steps):
        more = rows["people_helped"] - before["people_helped"].iloc[0]
        found.loc[rows.index, "further_people"] = more
        further = (rows["cost_a_year"] - before["cost_a_year"].iloc[0]) / more
        found.loc[rows.index, "cost_per_further_person"] = further
        found.loc[rows.index, "compared_with"] = phrase(before["option"])
    return found


def _dominated(cost, helped):
    """Tell for each draw, option and other option whether the other is better."""
    cheaper, more = _below(cost), _below(-helped)
    no_dearer, no_fewer = ~cheaper.swapaxes(1, 2), ~more.swapaxes(1, 2)
    return no_dearer & no_fewer & (cheaper | more)


def _below(figures):
    """Tell for each draw, option and other option whether the other's figure is lower."""
    here, other = figures[:, :, None], figures[:, None, :]
    return other < here - SAME * np.maximum(abs(here), abs(other))


def _mixed(cost, helped):
    """Tell for each option and each that helps more whether part of that beside a cheaper one is better."""
    found = np.zeros((*cost.shape, cost.shape[1]), dtype=bool)
    for cheap in range(cost.shape[1]):
        # What each further person costs from here on.
        paid, more = cost - cost[:, [cheap]], helped - helped[:, [cheap]]
        further = np.divide(paid, more, out=np.full(paid.shape, np.nan), where=(paid > 0) & (more > 0))
        found |= _below(further) & _below(-helped)
    return found


def ranges(options: pd.DataFrame) -> pd.DataFrame:
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


def worked_out(found: pd.DataFrame) -> pd.DataFrame:
    """Return the options with what follows from the figures at hand: `priced`, and the cost of one helped."""
    helped = found["people"] * found["effect_pct"] / ALL_OF_THEM
    cost = found["cost"] * np.where(found["for_each_person"], found["people"], 1.0)
    priced = cost.notna() & helped.notna()
    each = np.where(priced, worth(cost.to_numpy(), helped.to_numpy()), np.nan)
    return found.assign(cost_a_year=cost, people_helped=helped, cost_per_person_helped=each, priced=priced)


def worth(cost: np.ndarray, helped: np.ndarray) -> np.ndarray:
    """Return what one person helped costs, infinite where nobody is helped."""
    cost, helped = np.broadcast_arrays(np.asarray(cost, dtype=float), np.asarray(helped, dtype=float))
    return np.divide(cost, helped, out=np.full(cost.shape, np.inf), where=helped > 0)


def draws_of(known: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return what options cost a year and whom they help in seeded draws: a row a draw, a column an option.

    Those without a price or an effect are NaN.
    """
    uniform = [
        _uniform(stream, known, columns)
        for stream, columns in enumerate(
            [
                ["gap"],
                ["gap", "cost_lower", "cost", "cost_upper", "cost_unit"],
                ["gap", "effect_pct_lower", "effect_pct", "effect_pct_upper"],
            ]
        )
    ]
    lower, upper = (known[name].to_numpy(dtype=float) for name in ("people_lower", "people_upper"))
    people = lower + uniform[0] * (upper - lower)
    cost = _triangle(uniform[1], *(known[name] for name in ("cost_lower", "cost", "cost_upper")))
    effects = ("effect_pct_lower", "effect_pct", "effect_pct_upper")
    effect = _triangle(uniform[2], *(known[name] for name in effects))
    cost = cost * np.where(known["for_each_person"].to_numpy(), people, 1.0)
    return cost, people * effect / ALL_OF_THEM


def _uniform(stream, known, columns):
    """Return draws from zero to one: options alike in `columns` have the same."""
    # A stream for each input and a row for each quantity: one more at the end moves none of the others.
    number = known.groupby(columns, sort=False, dropna=False).ngroup().to_numpy()
    drawn = np.random.default_rng([SEED, stream]).random((number.max(initial=-1) + 1, DRAWS))
    return drawn[number].T


def _triangle(uniform, lower, top, upper):
    """Return draws of a triangular distribution by its inverse; where the ends are one, that figure."""
    lower, top, upper = (ends.to_numpy(dtype=float) for ends in (lower, top, upper))
    width = upper - lower
    share = np.divide(top - lower, width, out=np.zeros_like(width), where=width > 0)
    left = lower + np.sqrt(uniform * width * (top - lower))
    right = upper - np.sqrt((1 - uniform) * width * (upper - top))
    return np.where(uniform < share, left, right)
