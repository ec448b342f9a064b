"""The ranges of an option's people, cost and effect, in one unit, and seeded draws from them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.status import numbers, refuse

YEARS = 3  # over which a price that is paid once is spread: what lots of support commonly run for
A_YEAR, ONCE, FOR_EACH = "pounds a year", "pounds once", "pounds for each person reached"
UNITS = (A_YEAR, ONCE, FOR_EACH)
ALL_OF_THEM = 100


@dataclass(frozen=True)
class Draws:
    """`cost` a year in pounds and people `helped` in a year: a row a draw and a column an option."""

    cost: np.ndarray
    helped: np.ndarray


def ranges(options, years=YEARS):
    """Return the options with their figures at the middle and at both ends, costs in pounds a year.

    A price for each person stays as it is, and is marked `for_each_person`: it grows with those reached.
    `people` is the middle of its range. `priced` tells whether both a cost and an effect are known.

    Raises InputError for what `compare_options` refuses.
    """
    if not years > 0:
        raise InputError(f"years is {years}. A price paid once is spread over one year at least.")
    named = options.reset_index(drop=True)
    refuse(named, named.duplicated("option").to_numpy(), "An option appears twice", "Give each its own name.")
    unit = named["cost_unit"].to_numpy(dtype=object)
    given = ~np.isnan(numbers(named, "cost"))
    for strange in named.loc[given & ~np.isin(unit.astype(str), UNITS), "cost_unit"]:
        if pd.isna(strange):
            raise InputError("A cost has no unit. Say whether it is a year's, once, or for each person.")
        raise InputError(f'"cost_unit" is "{strange}". {nearest(strange, UNITS)} Known: {", ".join(UNITS)}.')
    found = named.assign(for_each_person=unit == FOR_EACH)
    spread = np.where(unit == ONCE, float(years), 1.0)
    for name in ("cost", "cost_lower", "cost_upper"):
        found[name] = numbers(named, name) / spread
    found["people"] = (numbers(named, "people_lower") + numbers(named, "people_upper")) / 2
    for name in ("cost", "effect_pct", "people"):
        _between(named, found, name)
    return worked_out(found)


def _between(named, found, name):
    """Refuse a figure that does not lie between its ends, and give the ends of an effect their own names."""
    low, high = (
        f"{name.removesuffix('_pct')}_{end}{'_pct' * name.endswith('_pct')}" for end in ("lower", "upper")
    )
    figure, least, most = (numbers(found, column) for column in (name, low, high))
    some, every = (
        kind(~np.isnan(np.column_stack([figure, least, most])), axis=1) for kind in (np.any, np.all)
    )
    refuse(named, some & ~every, f'"{name}" or an end of its range is blank', "Fill in all three, or none.")
    wrong = (figure < least) | (figure > most) | (least < 0)
    refuse(named, wrong, f'"{name}" does not lie between its ends', "Turn them round, or correct the figure.")
    if name == "effect_pct":
        refuse(named, most > ALL_OF_THEM, f'"{name}" is beyond {ALL_OF_THEM}', "Give a share of people.")
    found[f"{name}_lower"], found[f"{name}_upper"] = least, most


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


def draws_of(known, draws, seed):
    """Return seeded Draws of the options `ranges` gives; columns without a price or an effect are NaN."""
    if not draws >= 1:
        raise InputError(f"{draws} draws are asked for. Ask for one at least.")
    # A stream for each input and a row for each option: one more at the end moves none of the others.
    uniform = [
        np.random.default_rng([seed, stream]).random((len(known), int(draws))).T for stream in range(3)
    ]
    people = _even(uniform[0], known["people_lower"], known["people_upper"])
    cost = _triangle(uniform[1], *(known[name] for name in ("cost_lower", "cost", "cost_upper")))
    effects = ("effect_pct_lower", "effect_pct", "effect_pct_upper")
    effect = _triangle(uniform[2], *(known[name] for name in effects))
    cost = cost * np.where(known["for_each_person"].to_numpy(), people, 1.0)
    return Draws(cost, people * effect / ALL_OF_THEM)


def _even(uniform, lower, upper):
    lower, upper = lower.to_numpy(dtype=float), upper.to_numpy(dtype=float)
    return lower + uniform * (upper - lower)


def _triangle(uniform, lower, top, upper):
    """Return draws of a triangular distribution by its inverse; where the ends are one, that figure."""
    lower, top, upper = (ends.to_numpy(dtype=float) for ends in (lower, top, upper))
    width = upper - lower
    share = np.divide(top - lower, width, out=np.zeros_like(width), where=width > 0)
    left = lower + np.sqrt(uniform * width * (top - lower))
    right = upper - np.sqrt((1 - uniform) * width * (upper - top))
    return np.where(uniform < share, left, right)
