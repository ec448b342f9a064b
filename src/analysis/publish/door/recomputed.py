"""The numbers of a local measure, worked out anew from the cells that are shown, or hidden with them."""

import re

import numpy as np
import pandas as pd

from analysis import measures
from analysis.disclosure.release import TOTAL
from analysis.errors import InputError
from analysis.publish.door.references import references_of
from analysis.publish.pieces.tabulate import HEADINGS
from analysis.publish.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

RATE = re.compile(r"rate_per_(10{2,6})")
AVERAGE = re.compile(r"(mean|median)_[a-z_]+")
FUNNEL = ("inner_lower", "inner_upper", "outer_lower", "outer_upper", "comparisons", "dispersion")
COUNTED = measures.RECORDED_COUNT
NO_REASON = "not given: what it is worked out from is not there"
TOLERANCE = 1e-9
NUMERIC = "iuf"  # whole, whole and positive, decimal: neither true and false nor complex numbers

# What is worked out from a count and one other cell: which numbers, and whether that cell is a margin.
FORMULAS = {
    "share_pct": (lambda count, other: count / other * 100, "margin"),
    "share": (lambda count, other: count / other, "margin"),
    "ratio": (lambda count, other: count / other, "any"),
    "change": (lambda count, other: count - other, "any"),
    "change_pct": (lambda count, other: (count - other) / other * 100, "any"),
}


class Working:
    """The rows of a measure on their way through: their cells, their state, and what was worked out."""

    def __init__(self, measure, keys, status, tabulation, some_hidden, open_cards):
        self.measure, self.keys, self.tabulation = measure, keys, tabulation
        self.status, self.some_hidden, self.open_cards = status, some_hidden, open_cards
        self.made = {}

    @property
    def unit(self):
        """Return the name of the column of counts."""
        return self.tabulation.unit

    @property
    def shown(self):
        """Return which rows are shown so far."""
        return self.status == SHOWN

    @property
    def counts(self):
        """Return each row's count where its cell is shown, else NaN."""
        found = [self.tabulation.shown(key) for key in self.keys]
        return np.array([np.nan if number is None else number for number in found], dtype=float)

    def given(self, name):
        """Return a column of the measure as floats."""
        return self.measure[name].to_numpy(dtype=float, na_value=np.nan)

    def hide(self, which, state=SUPPRESSED):
        """Take rows to a state that is not shown; a suppressed row stays suppressed."""
        self.status = np.where(which & (self.status != SUPPRESSED), state, self.status).astype(object)

    def agree(self, name, worked_out):
        """Tell whether a given column is what was worked out, wherever both are there and shown."""
        given = self.given(name)
        both = self.shown & ~np.isnan(given) & ~np.isnan(worked_out)
        return bool(np.all(np.abs(given - worked_out)[both] <= self.slack(worked_out)[both])), int(both.sum())

    def slack(self, worked_out):
        """Return by how much a number may differ from what was worked out.

        Where shown counts are rounded, the measure was made from others.
        """
        rounding, slack = self.tabulation.policy.rounding, TOLERANCE * np.maximum(np.abs(worked_out), 1)
        if rounding == 1:
            return slack
        # A rounded count is off by half of it, and what is worked out from two of them by as much of each.
        return slack + np.abs(worked_out) * rounding / np.maximum(self.counts, 1) + rounding


def numbers_of(working, names):
    """Return the columns `names` and `method` worked out anew, by their names; `working` has the state.

    Raises InputError for a count that is not the solved one, and for a number that cannot be had from
    the cells of the tabulation, by the name of its column.
    """
    rest = [name for name in names if name != working.unit]
    _count(working)
    rest = _with_other_cells(working, rest)
    rest = _rates(working, rest)
    rest = _averages(working, rest)
    rest = _intervals(working, rest)
    rest = _funnel(working, rest)
    rest = _ranks(working, rest)
    if rest:
        raise _refusal(rest[0], working.tabulation)
    return working.made


def _refusal(name, tabulation, why=""):
    return InputError(
        f'The column "{name}" cannot be recomputed from the tabulation "{tabulation.name}", so it may not '
        f"leave. {why or 'Drop it, or list the tabulation that it is worked out from.'}"
    )


def _count(working):
    unit, tabulation = working.unit, working.tabulation
    if unit not in working.measure.columns:
        raise InputError(f'The measure has no column "{unit}": it is what "{tabulation.name}" counts.')
    if working.measure[unit].dtype.kind not in NUMERIC:
        raise InputError(f'The column "{unit}" wants whole numbers as numbers, not as text.')
    given, solved = working.given(unit), working.counts
    # Half of what counts are rounded to lies between a count and its rounded self; with 1 that is none.
    allowed = tabulation.policy.rounding // 2
    known = working.shown | ((working.status == NOT_AVAILABLE) & ~np.isnan(given))
    known &= ~np.isnan(solved)
    wrong = known & ~(np.abs(given - solved) <= allowed)
    if wrong.any():
        raise InputError(
            f'The column "{unit}" differs from the solved "{tabulation.name}" in {int(wrong.sum())} rows, '
            f"first row {int(np.argmax(wrong)) + 1}. Build the edition again, or count as it counts."
        )
    keep = ~np.isnan(solved) & (working.status != SUPPRESSED)
    keep &= (working.status == SHOWN) | ~np.isnan(given)
    working.made[unit] = np.where(keep, solved, np.nan)


def _with_other_cells(working, names):
    """Work out shares, ratios and changes, and the totals that shares are of."""
    total = f"total_{working.unit}"
    left = []
    for name in names:
        if name == total:
            formula, wanted = (lambda count, other: other), "margin"
        elif name in FORMULAS:
            formula, wanted = FORMULAS[name]
        else:
            left.append(name)
            continue
        other = _other_cell(working, name, formula, wanted)
        with np.errstate(divide="ignore", invalid="ignore"):
            worked_out = formula(working.counts, other["number"])
        working.hide(other["hidden"])
        working.hide(np.isnan(worked_out) | np.isinf(worked_out), NOT_AVAILABLE)
        working.made[name] = np.where(np.isinf(worked_out), np.nan, worked_out)
        if name in ("share_pct", "share"):
            working.made.setdefault("_whole", other["number"])
    return left


def _other_cell(working, name, formula, wanted):
    """Return the numbers and the hidden ones of the other cells with which the measure was made."""
    best = None
    for other in references_of(working.keys, working.tabulation, wanted):
        with np.errstate(divide="ignore", invalid="ignore"):
            worked_out = formula(working.counts, other["number"])
        worked_out = np.where(np.isinf(worked_out), np.nan, worked_out)
        right, compared = working.agree(name, worked_out)
        blank = working.shown & np.isnan(working.given(name)) & ~np.isnan(worked_out)
        if right and not blank.any() and (best is None or compared > best[0]):
            best = (compared, other)
    # A column that no shown number bears out is let through only where it is hidden with its margin.
    if best is None or (not best[0] and not (best[1]["hidden"] | ~working.shown).all()):
        raise _refusal(name, working.tabulation)
    return best[1]


def _rates(working, names):
    """Work out rates, and let through the denominator that they were made with."""
    rates = [name for name in names if RATE.fullmatch(name)]
    left = [name for name in names if name not in rates]
    if not rates:
        return left
    found = next((other for other in left if _is_denominator(working, rates, other)), None)
    if found is None:
        raise _refusal(
            rates[0], working.tabulation, "A rate wants its denominator beside it, in whole people."
        )
    people = _denominator(working, found)
    for name in rates:
        per = int(RATE.fullmatch(name)[1])
        worked_out = working.counts / people * per
        working.hide(np.isnan(worked_out), NOT_AVAILABLE)
        working.made |= {name: worked_out, "_people": people, "_per": per}
    working.made[found] = np.where(working.shown, people, np.nan)
    return [name for name in left if name != found]


def _is_denominator(working, rates, name):
    """Tell whether every one of `rates` is the count over the column `name`."""
    if name in (*FUNNEL, "lower", "upper", "rank") or AVERAGE.fullmatch(name) or name.startswith("overall_"):
        return False
    for rate in rates:
        with np.errstate(divide="ignore", invalid="ignore"):
            worked_out = working.counts / working.given(name) * int(RATE.fullmatch(rate)[1])
        blank = np.isnan(working.given(rate)) != np.isnan(worked_out)
        if (blank & working.shown).any() or not working.agree(rate, worked_out)[0]:
            return False
    return True


def _denominator(working, name):
    if not working.open_cards:
        raise _refusal(name, working.tabulation, "Name the open card that it is from in uses=[…].")
    if any(letter.isdigit() for letter in name) and name not in HEADINGS:
        raise _refusal(name, working.tabulation, "The name of a column holds no digit.")
    people = working.given(name)
    known = working.shown & ~np.isnan(people)
    small = known & ((people < working.tabulation.policy.hide_below) | (people < working.counts))
    if small.any() or (people[known] != np.round(people[known])).any():
        raise _refusal(
            name, working.tabulation, "A denominator is a whole number of people, and more than were counted."
        )
    return people


def _averages(working, names):
    """Let means and medians of groups that are large enough through, too coarse to give one person away."""
    left = []
    for name in names:
        if not AVERAGE.fullmatch(name):
            left.append(name)
            continue
        counts, below = working.counts, working.tabulation.policy.hide_below
        # The mean of a whole beside the means of all its parts but one is the mean of that one.
        wholes = np.array([TOTAL in labels for _, labels in working.keys]) & working.some_hidden
        working.hide(working.shown & (wholes | (counts < below)))
        working.made[name] = np.where(working.shown, _coarse(working.given(name), counts, below), np.nan)
    return left


def _coarse(means, counts, below):
    """Return means rounded so far that the sum behind one could be `below` higher or lower.

    Of 57 people the mean 1.02 of something counted from one says that one of them has two.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        places = np.floor(np.log10(counts / (2 * below)))
    step = 10.0 ** -np.clip(np.nan_to_num(places, nan=0, posinf=0, neginf=0), 0, 4)
    return np.round(np.round(means / step) * step, 4)


def _intervals(working, names):
    """Work out the limits of rates and shares, and the words that say how."""
    ends = [name for name in ("lower", "upper") if name in names]
    if not ends:
        _methods(working, None)
        return names
    if all(np.isnan(working.given(name)[working.shown]).all() for name in ends):
        working.made |= {name: np.full(len(working.keys), np.nan) for name in ends}
        _methods(working, None)
    else:
        for found in _possible_intervals(working):
            if all(working.agree(name, found[name].to_numpy(dtype=float))[0] for name in ends):
                working.made |= {name: found[name].to_numpy(dtype=float) for name in ends}
                _methods(working, found["method"])
                break
        else:
            raise _refusal(ends[0], working.tabulation)
    return [name for name in names if name not in ends]


def _possible_intervals(working):
    rows = {"count": np.where(working.shown, working.counts, np.nan)}
    if "_people" in working.made:
        rows["people"] = np.where(working.shown, working.made["_people"], np.nan)
        yield measures.rate(pd.DataFrame(rows), "count", "people", per=working.made["_per"])
    if "_whole" in working.made:
        whole = np.where(working.shown, working.made["_whole"], np.nan)
        percent = "share_pct" in working.made
        yield measures.proportion(pd.DataFrame(rows | {"whole": whole}), "count", "whole", as_percent=percent)


def _methods(working, worked_out):
    if "method" not in working.measure.columns:
        return
    given = working.measure["method"].astype(object).tolist()
    made = [None] * len(given)
    for row, words in enumerate(given):
        if working.status[row] == NOT_AVAILABLE:
            made[row] = NO_REASON
        elif working.status[row] == SHOWN and worked_out is not None:
            made[row] = worked_out.iloc[row]
        elif working.status[row] == SHOWN and isinstance(words, str):
            made[row] = COUNTED
    working.made["method"] = pd.Series(made, dtype="str")


def _funnel(working, names):
    """Work out a funnel's limits from the rows that are shown."""
    rate = next((name for name in working.made if RATE.fullmatch(name)), None)
    wanted = [name for name in names if name in FUNNEL or name == f"overall_{rate}"]
    if not wanted or rate is None:
        return names
    shown = working.shown
    rows = pd.DataFrame(
        {
            "count": np.where(shown, working.counts, np.nan),
            "people": np.where(shown, working.made["_people"], np.nan),
        }
    )
    found = measures.funnel_of_rates(rows, "count", "people", per=working.made["_per"])
    for name in wanted:
        working.made[name] = np.where(shown, found[name].to_numpy(dtype=float), np.nan)
    if "position" in working.measure.columns:
        working.made["position"] = pd.Series(
            np.where(shown, found["position"].astype(object), None), dtype="str"
        )
    return [name for name in names if name not in wanted]


def _ranks(working, names):
    """Work out ranks, or leave them blank while a cell is hidden: a rank tells who lies above and below."""
    if "rank" not in names:
        return names
    if working.some_hidden or not working.shown.all():
        working.made["rank"] = np.full(len(working.keys), np.nan)
    else:
        for name in [name for name in working.made if not name.startswith("_") and name != "method"]:
            ranks = pd.Series(working.made[name]).rank(method="min", ascending=False).to_numpy()
            if working.agree("rank", ranks)[0]:
                working.made["rank"] = ranks
                break
        else:
            raise _refusal("rank", working.tabulation)
    return [name for name in names if name != "rank"]
