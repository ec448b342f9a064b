"""The interval: assumptions drawn from their ranges, together, and carried through to each area.

Uncertainty is propagated by simulation, as in JCGM 101:2008 (Evaluation of measurement data, supplement 1).
"""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np
import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.measures.hidden import ranges
from analysis.measures.hidden.ranges import QUANTITIES
from analysis.measures.rates.status import text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = [
    "assumptions_listed",
    "assumptions_to_move",
    "interval_if",
    "status_interval",
    "value_of_knowing",
]

# An interval that is worked out while somebody waits: its ends move by one or two in a hundred between seeds.
DRAWS_IF_MOVED = 20_000
AS_ABOVE, AS_MOVED = "With the ranges above", "With the ranges as moved"
DRAWS, SEED, CONFIDENCE = 100_000, 9, 0.95
TAILS = [(1 - CONFIDENCE) / 2, 1 - (1 - CONFIDENCE) / 2]
# Nobody knows how far assumptions err together: those of one survey, or by one author, are likely to. All of
# them are given this correlation, and that range is beside the one in which each errs by itself.
TOGETHER = 0.6
IF_TOGETHER = f"if the assumptions err together (a correlation of {TOGETHER:g} between each two)"
STEP = 10  # people: ends are moved outwards to whole tens, for nobody can be counted from them
WHOLE, DISTRICT = "whole area", "district"
WHOLE_AREA = "Whole area"
NOT_FOUND = "not found"
STEPS = 11  # places in a range at which an assumption is taken as known, evenly likely
ALL_FOUND = "every other assumption drawn from its range"
NO_TABLE = "not computed: a figure of the census is not there"


def status_interval(
    passports: pd.DataFrame, arrivals: pd.DataFrame, assumptions: pd.DataFrame, draws: int = DRAWS
) -> pd.DataFrame:
    """Return how many residents may have no recourse, and how many victims are among them, as intervals.

    A row an area and quantity, the whole area last: `lower` and `upper` hold 95 % of the draws and
    are moved outwards to whole tens, so that they never meet. There is no middle: nobody knows which number
    of the interval is true, and none is offered. A share is drawn once for all areas, and how many people of
    an area it makes is then drawn for each area by itself (Poisson); the whole is their sum.

    Assumptions are drawn independently. `lower_together` and `upper_together` are the ends where all of them
    err together, each with a correlation of 0.6 with each other; `together` says so in words.

    `passports` and `arrivals` are census tables of one set of areas, `assumptions` those of
    `tables.people.status_assumptions`. Where one that a quantity needs is not found, its rows are "not
    available" and `method` names it.

    Columns: `area_code`, `area_name`, `level`, `quantity`, `lower`, `upper`, `lower_together`,
    `upper_together`, `together`, `confidence_pct`, `draws`, `method`, `status`.

    Raises InputError for what `ranges.by_group` refuses.
    """
    rows, people = ranges.by_name(assumptions), ranges.by_group(passports, arrivals)
    both, parts = [_drawn(rows, people, draws, together) for together in (0.0, TOGETHER)], []
    for quantity in QUANTITIES:
        absent = ranges.not_found(rows, quantity)
        ends = np.full((4, len(people.area_codes) + 1), np.nan)
        if not absent:
            ends = np.vstack([_limits(_by_chance(drawn.counts(quantity))) for drawn in both])
        parts.append(_rows(people, quantity, ends, absent, rows, draws))
    found = pd.concat(parts, ignore_index=True)
    order = np.arange(len(found)).reshape(len(QUANTITIES), -1).T.ravel()
    return found.iloc[order].reset_index(drop=True)


@dataclasses.dataclass
class Draws:
    """The shares in every draw, {assumption: array}, and the people that follow from them."""

    people: ranges.Residents
    share: dict

    def holding(self, name: str, share: float) -> Draws:
        """Return the same draws with one assumption held at a share in all of them."""
        held = np.full_like(self.share[name], share)
        return dataclasses.replace(self, share=self.share | {name: held})

    def counts(self, quantity: str) -> np.ndarray:
        """Return people of a quantity, draws by areas (the whole last), a share of the quantity before."""
        found = self._without_recourse
        for name in ranges.NEEDS[quantity][len(ranges.OF_RESIDENTS) :]:
            found = found * self.share[name][:, None]
        return found

    @functools.cached_property
    def _without_recourse(self):
        share, people = {name: values[:, None] for name, values in self.share.items()}, self.people
        # Those who arrived in those years and hold another passport are among all who arrived in them.
        lately = np.minimum(people.other * share[ranges.LATELY], people.lately)
        earlier = people.other - lately
        abroad = (
            people.union * share[ranges.EU_PASSPORT]
            + lately * share[ranges.OTHER_LATELY]
            + earlier * share[ranges.OTHER_BEFORE]
        )
        found = share[ranges.CHANGED] * abroad + people.without * share[ranges.NO_PASSPORT]
        return np.column_stack([found, found.sum(axis=1)])


def _drawn(rows, people, draws, together=0.0):
    """Return seeded Draws of the assumptions that are found."""
    known = [name for name in ranges.NAMES if name in rows.index and rows.loc[name, "status"] == SHOWN]
    spread = ranges.positions(draws, known, SEED, together) if known else {}
    return Draws(people, {name: ranges.values(rows.loc[name], spread[name]) for name in known})


def _by_chance(counts):
    """Return people drawn for each area by itself, where so many are expected; the whole is their sum."""
    found = np.random.default_rng(SEED).poisson(np.nan_to_num(counts[:, :-1])).astype(float)
    found[np.isnan(counts[:, :-1])] = np.nan
    return np.column_stack([found, found.sum(axis=1)])


def _limits(counts):
    """Return the two ends of the middle 95 % of the draws, moved outwards to whole tens."""
    low, high = np.quantile(counts, TAILS, axis=0)
    return np.array([np.floor(low / STEP) * STEP, (np.floor(high / STEP) + 1) * STEP])


def _rows(people, quantity, ends, absent, rows, draws):
    """Return the rows of one quantity, the whole area last."""
    # Of no area nothing is known: the whole is not nobody.
    whole = len(people.status) and (people.status == SHOWN).all()
    state = np.append(people.status, SHOWN if whole else NOT_AVAILABLE).astype(object)
    how = (
        f"range assumed for each share, drawn independently of the others, {draws:,} draws; holds "
        f"{CONFIDENCE:.0%} of them"
    )
    told = np.where(state == SHOWN, how, NO_TABLE).astype(object)
    if absent:
        state[:] = NOT_AVAILABLE
        told[:] = f"not computed, for lack of: {'; '.join(rows['called'].get(name, name) for name in absent)}"
    shown = state == SHOWN
    return pd.DataFrame(
        {
            "area_code": [*people.area_codes, ""],
            "area_name": [*people.area_names, WHOLE_AREA],
            "level": [*[DISTRICT] * len(people.area_codes), WHOLE],
            "quantity": quantity,
            "lower": np.where(shown, ends[0], np.nan),
            "upper": np.where(shown, ends[1], np.nan),
            "lower_together": np.where(shown, ends[2], np.nan),
            "upper_together": np.where(shown, ends[3], np.nan),
            "together": IF_TOGETHER,
            "confidence_pct": CONFIDENCE * 100,
            "draws": draws,
            "method": text(told),
            "status": text(state),
        }
    )


def assumptions_listed(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return every assumption for a page: its range and what that rests on, or why none may stand.

    `found` is "yes" or "no"; `range` says "3 to 9%", or "not found". Columns: `called`, `serves_for`,
    `range`, `rests_on`, `not_for`, `could_come_from`, `found`, `status` ("shown": what is missing is known).
    """
    rows = ranges.by_name(assumptions)
    found = (rows["status"] == SHOWN).to_numpy()
    spans = [f"{low:g} to {high:g}%" for low, high in zip(rows["low_pct"], rows["high_pct"], strict=True)]
    sources = [f"{source} ({whom})" for source, whom in zip(rows["source"], rows["population"], strict=True)]
    looked = rows["method"].astype("str").str.removeprefix("not found: ")
    kept = rows[["called", "serves_for", "could_come_from"]].reset_index(drop=True)
    kept.insert(2, "range", text(np.where(found, spans, NOT_FOUND)))
    kept.insert(3, "rests_on", text(np.where(found, sources, looked)))
    kept.insert(4, "not_for", text(np.where(found, rows["not_for"], "")))
    return kept.assign(found=text(np.where(found, "yes", "no")), status=SHOWN)


def assumptions_to_move(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the assumptions of the interval for victims that are found, a row for each that can be moved.

    Each is in per cent, and can be moved up to double its high end, or to a hundred.
    """
    rows = ranges.by_name(assumptions)
    absent = ranges.not_found(rows, ranges.VICTIMS)
    rows = rows.loc[[name for name in ranges.NEEDS[ranges.VICTIMS] if name not in absent]]
    most = [
        2 * high if name == ranges.CHANGED else min(2 * high, 100) for name, high in rows["high_pct"].items()
    ]
    return pd.DataFrame(
        {
            "name": list(rows.index),
            "called": [f"{called} (%)" for called in rows["called"]],
            "low": rows["low_pct"].to_numpy(float),
            "high": rows["high_pct"].to_numpy(float),
            "least": 0.0,
            "most": most,
            "step": [10.0 ** (math.floor(math.log10(high)) - 2) for high in rows["high_pct"]],
        }
    )


def interval_if(
    passports: pd.DataFrame, arrivals: pd.DataFrame, assumptions: pd.DataFrame, moved: dict
) -> pd.DataFrame:
    """Return the interval for victims in the whole area twice: with the ranges that stand, and as `moved`.

    Columns: those of `status_interval`, and `ranges` ("With the ranges above", …).

    Raises InputError for a name that is not an assumption, and for what makes no range.
    """
    rows = assumptions.set_index("assumption", drop=False)
    for name, (low, high) in moved.items():
        refuse_unknown(name, rows.index, f'No assumption is called "{name}".')
        if not 0 <= low < high or (high > 100 and name != ranges.CHANGED):
            raise InputError(
                f'The assumption "{name}" needs a low end below its high end, within 0 to 100 per cent: both '
                "alike would make a point of the estimate."
            )
        rows.loc[name, ["low_pct", "high_pct"]] = [float(low), float(high)]
    parts = [
        status_interval(passports, arrivals, held.reset_index(drop=True), draws=DRAWS_IF_MOVED).assign(
            ranges=named
        )
        for named, held in ((AS_ABOVE, assumptions), (AS_MOVED, rows))
    ]
    both = pd.concat(parts, ignore_index=True)
    return both[both["level"].eq(WHOLE) & both["quantity"].eq(ranges.VICTIMS)].reset_index(drop=True)


def value_of_knowing(
    passports: pd.DataFrame, arrivals: pd.DataFrame, assumptions: pd.DataFrame
) -> pd.DataFrame:
    """Return by how much the interval for victims would narrow if an assumption were known exactly.

    What it would turn out to be is not known either: `narrower_pct` is the mean over places evenly spread in
    its range, `narrower_least_pct` and `narrower_most_pct` the least and the most of them (a negative one is
    an interval that grew). The most useful first. `could_come_from` says where the evidence could be had.

    Columns: `assumption`, `called`, `quantity`, `narrower_pct`, `narrower_least_pct`, `narrower_most_pct`,
    `could_come_from`, `method`, `status`.
    """
    columns = ["narrower_pct", "narrower_least_pct", "narrower_most_pct"]
    places = (np.arange(STEPS) + 0.5) / STEPS

    def narrowed(drawn, row, width):
        left = np.array([_width(drawn.holding(row.name, one)) for one in ranges.values(row, places)])
        narrower = (1 - left / width) * 100
        return [narrower.mean(), narrower.min(), narrower.max()]

    found = _by_assumption(passports, arrivals, assumptions, columns, narrowed, "narrower_pct")
    sources = ranges.by_name(assumptions)["could_come_from"]
    found.insert(len(found.columns) - 2, "could_come_from", text(found["assumption"].map(sources)))
    return found


def _by_assumption(passports, arrivals, assumptions, columns, figures, first):
    """Return what `figures` says of each assumption, those with the largest `first` at the top."""
    rows, people = ranges.by_name(assumptions), ranges.by_group(passports, arrivals)
    absent = ranges.not_found(rows, ranges.VICTIMS)
    if not absent and not (people.status == SHOWN).all():
        absent = ["a figure of the census"]
    told, state, found = ALL_FOUND, SHOWN, []
    if absent:
        told, state = "not computed: this is not found", NOT_AVAILABLE
        found = [
            [name, rows["called"].get(name, name), ranges.VICTIMS, *[np.nan] * len(columns)]
            for name in absent
        ]
    else:
        drawn = _drawn(rows, people, DRAWS_IF_MOVED)
        width = _width(drawn)
        for name in ranges.NEEDS[ranges.VICTIMS]:
            row = rows.loc[name]
            found.append([name, row["called"], ranges.VICTIMS, *figures(drawn, row, width)])
    table = pd.DataFrame(found, columns=["assumption", "called", "quantity", *columns])
    table = table.sort_values(first, ascending=False, kind="stable", ignore_index=True)
    return table.assign(method=told, status=state)


def _width(drawn):
    """Return the width of the interval of the whole area before any end is moved."""
    return np.ptp(np.quantile(drawn.counts(ranges.VICTIMS)[:, -1], TAILS))
