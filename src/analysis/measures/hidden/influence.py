"""Which assumption moves the interval most, and which evidence would narrow it most."""

import numpy as np
import pandas as pd

from analysis.measures.hidden import ranges, residents
from analysis.measures.hidden.interval import CONFIDENCE, SEED, drawn_of, limits
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text

DRAWS = 20_000
STEPS = 11  # places in a range at which an assumption is taken as known, evenly likely
ALL_FOUND = "every other assumption drawn from its range"


def status_tornado(
    passports, arrivals, assumptions, quantity=ranges.VICTIMS, confidence=CONFIDENCE, draws=DRAWS, seed=SEED
):
    """Return how far each assumption by itself moves the interval of the whole area, largest move first.

    It is held at its low end and at its high end while the others are drawn: each gives an interval, and no
    point. `movement_pct` is how far the middle of all draws moves between the two, in per cent of the width
    of the interval with nothing held.

    Columns: `assumption`, `called`, `quantity`, `lower_at_low`, `upper_at_low`, `lower_at_high`,
    `upper_at_high`, `movement_pct`, `method`, `status`. Where it cannot be computed: what is
    not found, a row each, "not available".
    """
    rows, people, absent = _given(passports, arrivals, assumptions, quantity)
    columns = ["lower_at_low", "upper_at_low", "lower_at_high", "upper_at_high", "movement_pct"]
    if absent:
        return _not_computed(rows, quantity, absent, columns)
    drawn = drawn_of(rows, people, draws, seed)
    width = _width(drawn, quantity, confidence)
    found = []
    for name in ranges.NEEDS[quantity]:
        ends, middles = [], []
        for held in ("low_pct", "high_pct"):
            whole = drawn.holding(name, float(rows.loc[name, held]) / 100).counts(quantity)[:, -1]
            ends += list(limits(whole, confidence))
            middles.append(np.median(whole))
        movement = abs(middles[1] - middles[0]) / width * 100
        found.append([name, rows.loc[name, "called"], quantity, *ends, movement])
    table = pd.DataFrame(found, columns=["assumption", "called", "quantity", *columns])
    return _told(table.sort_values("movement_pct", ascending=False, kind="stable", ignore_index=True))


def value_of_knowing(
    passports, arrivals, assumptions, quantity=ranges.VICTIMS, confidence=CONFIDENCE, draws=DRAWS, seed=SEED
):
    """Return by how much the interval of the whole area would narrow if an assumption were known exactly.

    What it would turn out to be is not known either: `narrower_pct` is the mean over places evenly spread in
    its range, `narrower_least_pct` and `narrower_most_pct` the least and the most of them (a negative one is
    an interval that grew). The most useful first. `could_come_from` says where the evidence could be had.

    Columns: `assumption`, `called`, `quantity`, `narrower_pct`, `narrower_least_pct`, `narrower_most_pct`,
    `could_come_from`, `method`, `status`.
    """
    rows, people, absent = _given(passports, arrivals, assumptions, quantity)
    columns = ["narrower_pct", "narrower_least_pct", "narrower_most_pct"]
    if absent:
        return _not_computed(rows, quantity, absent, [*columns, "could_come_from"])
    drawn = drawn_of(rows, people, draws, seed)
    width = _width(drawn, quantity, confidence)
    places = (np.arange(STEPS) + 0.5) / STEPS
    found = []
    for name in ranges.NEEDS[quantity]:
        known = ranges.values(rows.loc[name], places)
        left = np.array([_width(drawn.holding(name, one), quantity, confidence) for one in known])
        narrower = (1 - left / width) * 100
        figures = [narrower.mean(), narrower.min(), narrower.max()]
        source = rows.loc[name].get("could_come_from")
        found.append([name, rows.loc[name, "called"], quantity, *figures, source])
    table = pd.DataFrame(found, columns=["assumption", "called", "quantity", *columns, "could_come_from"])
    return _told(table.sort_values("narrower_pct", ascending=False, kind="stable", ignore_index=True))


def _width(drawn, quantity, confidence):
    """Return the width of the interval of the whole area before any end is moved."""
    tail = (1 - confidence) / 2
    return np.ptp(np.quantile(drawn.counts(quantity)[:, -1], [tail, 1 - tail]))


def _given(passports, arrivals, assumptions, quantity):
    """Return the assumptions, the residents, and what the quantity lacks."""
    rows, people = ranges.by_name(assumptions), residents.by_group(passports, arrivals)
    absent = ranges.not_found(rows, quantity)
    if not absent and not (people.status == SHOWN).all():
        absent = ["a figure of the census"]
    return rows, people, absent


def _told(table):
    return table.assign(method=text([ALL_FOUND] * len(table)), status=text([SHOWN] * len(table)))


def _not_computed(rows, quantity, absent, columns):
    """Return the assumptions that are missing, a row each, with no figure."""
    called = [str(rows.loc[name, "called"]) if name in rows.index else name for name in absent]
    table = pd.DataFrame({"assumption": absent, "called": called, "quantity": quantity})
    for name in columns:
        table[name] = text([None] * len(table)) if name == "could_come_from" else np.nan
    told = text(["not computed: this is not found"] * len(table))
    return table.assign(method=told, status=text([NOT_AVAILABLE] * len(table)))
