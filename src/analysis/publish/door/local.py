"""The way of a local measure through the door: every row looked up, every number worked out anew."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import areas
from analysis.disclosure.policy import AS_PUBLISHED
from analysis.errors import InputError
from analysis.publish.door import matching
from analysis.publish.door.ceilings import ceiling
from analysis.publish.door.place_columns import place_columns
from analysis.publish.door.recomputed import NUMERIC, Working, numbers_of
from analysis.publish.states import NOT_AVAILABLE, STATES, SUPPRESSED, blanked
from analysis.publish.wording import quarters_in_words
from analysis.settings import is_quarter
from analysis.sources.local.fields import NOT_SUPPLIED

FLOORS = {
    "force": "the police force area",
    "district": "the district",
    "msoa": "the neighbourhood (MSOA)",
}
PRINTED = "Shown as its publisher prints it: nothing was hidden, and nothing was added."
NOT_HELD = "Not everything that it needs is there"
A_QUARTER = re.compile(r"20\d\d-Q[1-4]")
ALL_HIDDEN = "All that was chosen is hidden, so that nobody can be recognised."
NO_ROWS = "The files read hold no row about it."


@dataclass(frozen=True)
class Passed:
    """A local measure that may leave: its rows, what was done to it, and why it cannot be shown if it cannot.

    `left_out` says that hidden cells of what it shows are not among its rows. Counts in the column `counted`
    that are above `ceiling` are known by anybody to be larger than every hidden one.
    """

    frame: pd.DataFrame
    periods: tuple
    missing: tuple
    controls: tuple
    left_out: bool
    counted: str = ""
    ceiling: float = np.inf


def is_invented(tabulation):
    """Return whether a tabulation is of an invented area."""
    return areas.area(tabulation.area).invented


def passed(measure, tabulation, open_cards):
    """Return the `Passed` of a measure made from the local source of `tabulation`.

    The column `period` may be called `quarter`, and quarters before the tabulation's first are left out.
    Nothing of the measure itself leaves but the choice of rows and columns, the order of the shown ones,
    and the denominators that come from `open_cards`.
    """
    measure, period = _with_period(_supplied(_plain(measure), tabulation), tabulation)
    keys = matching.keys_of(measure, tabulation)
    status = matching.state_of_rows(measure, keys, tabulation)
    if not keys:
        why = _not_held(tabulation) if tabulation.reason else NO_ROWS
        return Passed(measure.iloc[0:0], (), (why,), _controls(tabulation, False), False)
    left_out, some_kept = matching.not_chosen(keys, tabulation)
    chosen = left_out and some_kept
    if chosen:
        kept = np.flatnonzero(status != SUPPRESSED)
        measure, keys = measure.iloc[kept].reset_index(drop=True), [keys[row] for row in kept]
        status = status[kept]
    working = Working(measure, keys, status, tabulation, left_out or some_kept, open_cards)
    frame = _worked_out(working).rename(columns={"period": period})
    order = matching.untelling_order(keys, working.status, tabulation, working.measure)
    frame = frame.iloc[order].reset_index(drop=True)
    missing = ()
    if not len(frame):
        missing = (ALL_HIDDEN,)
    elif frame["status"].eq(NOT_AVAILABLE).all():
        missing = (_not_held(tabulation),)
    periods = tuple(period for period in tabulation.periods if period in {key[0] for key in keys})
    controls = _controls(tabulation, chosen)
    most = np.inf if left_out else ceiling(keys, tabulation)
    return Passed(frame, periods, missing, controls, left_out, tabulation.unit, most)


def _not_held(tabulation):
    """Return why a tabulation has no figures, as a sentence."""
    why = A_QUARTER.sub(lambda found: quarters_in_words([found[0]]), tabulation.reason)
    if why[:1].isupper():
        return why
    return f"{NOT_HELD}: {why}." if why else f"{NOT_HELD}."


def _supplied(measure, tabulation):
    """Return a measure without the rows of what its extract has no column for: they are no cell of a table.

    An office's first extract has a few of the fields. The other cells of such a period are not available,
    and the tabulation says why.
    """
    lacking = np.zeros(len(measure), dtype=bool)
    for column in set(tabulation.by) & set(measure.columns):
        lacking |= measure[column].astype(object).eq(NOT_SUPPLIED).to_numpy(dtype=bool)
    return measure[~lacking].reset_index(drop=True)


def _with_period(measure, tabulation):
    """Return a measure with its column `period`, without the quarters that lie before the first to be shown.

    With it comes the name under which the measure has that column.
    """
    name = "period"
    if "quarter" in measure.columns and "period" not in measure.columns and "quarter" not in tabulation.by:
        measure, name = measure.rename(columns={"quarter": "period"}), "quarter"
    quarterly = tabulation.periods and all(map(is_quarter, tabulation.periods))
    if "period" in measure.columns and quarterly:
        # An extract holds more quarters than an edition shows.
        first = min(tabulation.periods)
        earlier = [
            type(label) is str and is_quarter(label) and label < first
            for label in measure["period"].astype(object)
        ]
        measure = measure[~np.array(earlier, dtype=bool)].reset_index(drop=True)
    return measure, name


def _plain(measure):
    """Return a measure as a DataFrame and nothing else, once its columns and states are known to be right."""
    measure = pd.DataFrame(measure, copy=True).reset_index(drop=True)
    for name in measure.columns:
        if type(name) is not str or not name.isidentifier() or name.startswith("_"):
            raise InputError("A column of the measure has no plain name of letters, digits and underscores.")
    if measure.columns.duplicated().any():
        twice = measure.columns[measure.columns.duplicated()][0]
        raise InputError(f'The measure has the column "{twice}" twice. Rename one of them.')
    measure.attrs = {}
    if "status" not in measure.columns:
        raise InputError(
            'The measure has no column "status". Every row says whether it is shown, suppressed or '
            "not available."
        )
    for number, state in enumerate(measure["status"].astype(object), start=1):
        if type(state) is not str or state not in STATES:
            raise InputError(
                f'The measure\'s column "status", row {number}, is none of shown, suppressed and '
                "not available."
            )
    return measure


def _worked_out(working):
    """Return the rows anew, their columns in the order of the measure's."""
    measure, tabulation = working.measure, working.tabulation
    keys = matching.key_columns(working.keys, tabulation)
    known = (*keys, "status", "method")
    numbers = [name for name in measure.columns if name not in known and measure[name].dtype.kind in NUMERIC]
    for name in numbers:
        if np.isinf(working.given(name)).any():
            raise InputError(
                f'The measure\'s column "{name}" holds an infinite number: its denominator is nought.'
            )
    words = [name for name in measure.columns if name not in (*known, *numbers, tabulation.unit)]
    if any(name.startswith("overall_") for name in numbers) and "position" in words:
        words.remove("position")
    columns = keys | place_columns(measure, words, working.keys, tabulation)
    columns |= numbers_of(working, numbers)
    order = [name for name in measure.columns if name in columns]
    if "period" not in order and len(set(keys["period"])) > 1:
        order.insert(0, "period")
    frame = pd.DataFrame({name: columns[name] for name in order})
    frame = _whole(frame, tabulation.unit).assign(status=pd.Series(working.status, dtype="str"))
    return blanked(frame)


def _whole(frame, unit):
    """Write counts as whole numbers, also where some of them are blank."""
    for name in frame.columns:
        if name in (unit, f"total_{unit}", "change", "rank") and frame[name].notna().any():
            frame[name] = frame[name].astype("Int64")
    return frame


def _controls(tabulation, chosen):
    policy = tabulation.policy
    if policy.name == AS_PUBLISHED:
        return (PRINTED,)
    below = policy.hide_below
    small = f"Counts of 1 to {below - 1} {tabulation.unit.replace('_', ' ')} are hidden"
    sentences = [
        f"{small}{'' if policy.show_zeros else ', and noughts with them'}.",
        "Further cells are hidden, so that no hidden one can be worked out from this table, from others or "
        "from earlier editions; a marker does not tell which kind a cell is.",
        "Shares, rates and everything else that is worked out from a hidden cell are hidden with it.",
        f"Nothing is published for areas smaller than {FLOORS[policy.floor]}.",
    ]
    if policy.rounding > 1:
        sentences.insert(1, f"Counts are rounded to the nearest {policy.rounding}.")
    if chosen:
        sentences.append("Hidden cells are left out, because some of them were chosen and others were not.")
    on = f" on {policy.decided_on}" if policy.decided_on else ""
    return (*sentences, f"Decided by: {policy.decided_by}{on}.")
