"""Did a series change its level, and was it what happens that changed or how it is recorded?"""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text
from analysis.measures.trends.alerts import CANNOT_BE_TOLD, FALSE_DISCOVERY_RATE, held_in_check
from analysis.measures.trends.panels import declared_steps, panel
from analysis.measures.trends.step_search import Series, located, ratios, ready, tested

__all__ = ["steps"]

CHANGE_IN_RECORDING, RISE, FALL = "a change in recording", "a rise", "a fall"
NO_STEP = "no step"
_SIZES = ("rate_ratio", "lower", "upper")
_PERIODS = ("step_from", "earliest", "latest")


def steps(table, count, by=None, period=12, recording=None):
    """Return a row for each step in the level of each series, and one for each series without any.

    `finding` is "a rise", "a fall", "a change in recording", "no step" or "cannot be told". A step at a date
    on which `recording` says that the rule changed for this group (see `panels.declared_steps`), or whose
    interval holds such a date, is a change in recording whatever its direction: what else happened on that
    day cannot be told from it. Without a declared date a change in recording looks like any other step.

    Season is taken out, and a steady trend where it explains the series better; the search is for the date
    with the largest F, its p-value drawn from series without a step (the larger one of those with and without
    a trend), and held in check over all series, at 5 %; further steps one at a time by the
    same test (Bai and Perron 2003). `rate_ratio` is the level after over before with its interval (`lower`,
    `upper`, quasi-Poisson), `step_from` the first period of the new level, `earliest` and `latest` between
    which that lies. Periods are taken as independent of one another.

    Three years with a figure are needed and one event a period on average; a step in the first or last 15 %
    of a series is too near its end to be seen here: `alerts` watches the end. A series that steadily grows to
    more than twice its size can be called a step. A series with a suppressed figure has no finding.

    >>> months = pd.date_range("2021-01-01", periods=60, freq="MS")
    >>> counts = pd.DataFrame({"period_start": months, "offences": [30, 34, 27] * 10 + [55, 61, 58] * 10})
    >>> steps(counts, "offences")[["step_from", "finding"]]
                 step_from finding
    0  2023-07-01 00:00:00  a rise
    >>> declared = pd.DataFrame({"started_on": ["2023-07-15"]})
    >>> steps(counts, "offences", recording=declared)["finding"].tolist()
    ['a change in recording']
    """
    many = panel(table, count, by, period=period)
    hidden = many.suppressed.any(axis=1)
    declared = declared_steps(many, recording)
    every = [None if hidden[row] else ready(many, row, declared[row]) for row in range(len(many.keys))]
    able = [row for row, one in enumerate(every) if isinstance(one, Series)]
    chances, trended, declared_chances = tested([every[row] for row in able])
    adjusted = _adjusted_together(chances, declared_chances)
    rows = [
        {"series": row, "finding": None if hidden[row] else CANNOT_BE_TOLD, "why": every[row]}
        for row in set(range(len(many.keys))).difference(able)
    ]
    for number, row in enumerate(able):
        searched, own = adjusted[number]
        found = []
        if searched <= FALSE_DISCOVERY_RATE:
            found = located(every[row], trended[number], FALSE_DISCOVERY_RATE)
        sizes = ratios(every[row], trended[number], [place for place, _, _ in found])
        known = len(every[row].declared)
        described = [
            *_declared(many, every[row], sizes[:known], declared_chances[number], own),
            *_found(many, every[row], found, sizes[known:]),
        ]
        for item in described or [{"column": 0, "finding": NO_STEP}]:
            tested_ = {"p_value": chances[number], "p_adjusted": searched}
            rows.append({"series": row} | tested_ | item)
    return _table(many, rows, len(able))


def _adjusted_together(chances, declared_chances):
    """Return for each series the adjusted p-value of its search, and those of its declared steps."""
    family = np.array([*chances, *(chance for own in declared_chances for chance in own)], dtype=float)
    adjusted, _ = held_in_check(family)
    ends = len(chances) + np.cumsum([0, *(len(own) for own in declared_chances)])
    return [(adjusted[number], adjusted[ends[number] : ends[number + 1]]) for number in range(len(chances))]


def _declared(many, one, sizes, chances, adjusted):
    """Yield the declared steps of a series that are there."""
    for column, size, chance, checked in zip(one.declared, sizes, chances, adjusted, strict=True):
        if checked <= FALSE_DISCOVERY_RATE:
            yield {
                "column": column,
                "finding": CHANGE_IN_RECORDING,
                **dict.fromkeys(_PERIODS, many.labels[column]),
                **dict(zip(_SIZES, size, strict=True)),
                "p_value": chance,
                "p_adjusted": checked,
            }


def _found(many, one, found, sizes):
    """Yield the steps of a series that the search found."""
    for places, size in zip(found, sizes, strict=True):
        columns = one.periods[list(places)]
        # One period of grace: a rule declared for a day is often kept from the next month on.
        recorded = any(columns[1] - 1 <= column <= columns[2] + 1 for column in one.rules)
        yield {
            "column": columns[0],
            "finding": CHANGE_IN_RECORDING if recorded else RISE if size[0] > 1 else FALL,
            **dict(zip(_PERIODS, many.labels[columns], strict=True)),
            **dict(zip(_SIZES, size, strict=True)),
        }


def _table(many, rows, judged):
    names = ["series", "column", "finding", *_PERIODS, *_SIZES, "p_value", "p_adjusted", "why"]
    found = pd.DataFrame(rows, columns=names).sort_values(["series", "column"], ignore_index=True)
    told = found["finding"].notna() & found["finding"].ne(CANNOT_BE_TOLD)
    how = f"largest F over dates, more steps one at a time; false discovery rate {FALSE_DISCOVERY_RATE:g}"
    how = f"{how} over {judged} series"
    reasons = "not given: " + found["why"].astype(object).where(
        found["why"].notna(), "a period is suppressed"
    )
    keys = many.keys.iloc[found["series"].astype(int)].reset_index(drop=True)
    values = {name: found[name].astype(float) for name in (*_SIZES, "p_value", "p_adjusted")}
    return pd.concat([keys, found[list(_PERIODS)].astype(object)], axis=1).assign(
        **values,
        finding=text(found["finding"]),
        why=text(found["why"]),
        comparisons=judged,
        method=text(np.where(told, how, reasons)),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )
