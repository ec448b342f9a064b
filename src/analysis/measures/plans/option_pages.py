"""Options as a page shows them: costs and effects in words, how they rank, what would change it."""

import numpy as np
import pandas as pd

from analysis.measures.plans.options import (
    FOR_EACH,
    YEARS,
    compare_options,
    price_to_be_best,
    what_changes_the_ranking,
)
from analysis.measures.rates.status import SHOWN, require, text

NOT_GIVEN = "nobody has given one"
NOT_MEASURED = "nobody has measured one"
BEST, WORSE = "best value", "worse than another"
BEHIND, ALONE = "behind the best", "nothing to compare it with"
NO_PLACE = "cannot be ranked"


def options_in_words(options):
    """Return the office's options with people, cost and effect as text, each with its range.

    Columns: `gap`, `option`, `lot`, `people`, `price`, `effect`, `effect_source`, `decided_by`, `said_by`,
    `said_on`, `status`.
    """
    require(options, "gap", "option", "lot", "people_lower", "people_upper", "cost", "cost_unit",
            "effect_pct", "effect_source", "decided_by", "said_by", "said_on")  # fmt: skip
    rows = [
        [row.gap, row.option, row.lot, _range(row.people_lower, row.people_upper, "{:,.0f}"), _price(row),
         _effect(row), row.effect_source, row.decided_by, row.said_by, row.said_on]
        for row in options.itertuples()
    ]  # fmt: skip
    columns = ["gap", "option", "lot", "people", "price", "effect", "effect_source", "decided_by", "said_by",
               "said_on"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found.astype(dict.fromkeys(columns[:-1], "str")).assign(status=text([SHOWN] * len(found)))


def options_compared(options, years=YEARS):
    """Return `compare_options` as a page shows it: where each option stands, in round figures.

    Pounds for each person helped have two figures, prices and people are whole. Columns: those of
    `compare_options`, with `pounds_each` for `cost_per_person_helped`, `place` ("best value",
    "behind the best", "worse than another", "nothing to compare it with" or "cannot be ranked") and `stands`,
    the same in words: which one it is worse than, or why it cannot be ranked.
    """
    found = compare_options(options, years)
    place = [_place(row) for row in found.itertuples()]
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
    )


def ranking_changes(options, years=YEARS):
    """Return what would put another option first, one figure at a time, in words.

    Columns: `gap`, `best`, `option` and `input` (whose figure, and which), `changed_to` (the end of its
    range), `best_then`, `method`, `status`. A gap whose first place no single figure moves has no row.
    """
    found = what_changes_the_ranking(options, years)
    units = dict(zip(options["option"], options["cost_unit"], strict=True))
    changed = [_end(row, units.get(row.option)) for row in found.itertuples()]
    return found.assign(changed_to=text(changed)).drop(columns=["value", "end"])


def prices_to_be_best(options, years=YEARS):
    """Return `price_to_be_best` in round pounds, with the price that was given, spread over a year.

    Columns: those of `price_to_be_best`, with `given` in words for `cost_a_year`.
    """
    found = price_to_be_best(options, years)
    given = [NOT_GIVEN if np.isnan(cost) else f"£{cost:,.0f} a year" for cost in found["cost_a_year"]]
    return found.assign(
        given=text(given),
        people_helped=found["people_helped"].round(),
        price_to_be_best=two_figures(found["price_to_be_best"]),
    ).drop(columns="cost_a_year")


def two_figures(values):
    """Return figures rounded to two figures: nobody knows a range of prices to the pound.

    >>> two_figures(pd.Series([6280.2, 141.7, 0.0])).tolist()
    [6300.0, 140.0, 0.0]
    """
    return values.map(_round, na_action="ignore")


def _round(value):
    if not np.isfinite(value) or value == 0:
        return value
    unit = 10.0 ** (np.floor(np.log10(abs(value))) - 1)
    return float(np.floor(value / unit + 0.5) * unit)  # halves up, as they are read


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
    if pd.isna(row.rank):
        return ALONE
    if not pd.isna(row.dominated_by):
        return WORSE
    return BEST if row.rank == 1 else BEHIND


def _stands(row, place):
    why = {NO_PLACE: row.method, WORSE: row.dominated_by}.get(place)
    return place if why is None else f"{'worse than' if place == WORSE else place}: {why}"


def _end(row, unit):
    if row.input == "how many people it reaches":
        return f"{row.value:,.0f} people"
    if row.input == "how many it helps":
        return f"{row.value:g} in a hundred"
    return f"£{row.value:,.0f} " + ("for each person" if unit == FOR_EACH else "a year")
