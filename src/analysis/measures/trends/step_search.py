"""The search for steps in the level of counts: made ready, tested, located, measured."""

from dataclasses import dataclass

import numpy as np

from analysis.measures.trends.baselines import YEARS_FOR_A_TREND
from analysis.measures.trends.panels import alike, step_columns
from analysis.measures.trends.regression import fitted
from analysis.measures.trends.segments import (
    MOST_BREAKS,
    SHORTEST_SHARE,
    best_breaks,
    break_interval,
    information_criterion,
    largest_f,
    largest_f_chance,
)

FEWEST_IN_SEGMENT = 3
# A series must count this many a period on average: below it steps of chance look like steps.
LEAST_MEAN = 1.0
SETTLES_WITHIN = 20
DRAWS_FOR_MORE = 999


@dataclass(frozen=True)
class Series:
    """One series made ready: `events` of its periods with a figure, `periods` (their columns), `fixed` (what
    is there without a step, season first), `rules` (the columns from which a declared rule holds), those of
    them that are the last of the fixed terms (`declared`), and the `shortest` segment.
    """

    events: np.ndarray
    periods: np.ndarray
    fixed: np.ndarray
    rules: tuple
    declared: tuple
    shortest: int


def ready(many, row, declared):
    """Return a `Series`, or why there is none, in words."""
    periods = np.flatnonzero(np.isfinite(many.counts[row]))
    needed = YEARS_FOR_A_TREND * many.period
    if len(periods) < needed:
        return f"{len(periods)} {many.name}s with a figure, {needed} are needed"
    events = many.counts[row, periods]
    if events.mean() < LEAST_MEAN:
        return f"fewer than one a {many.name} on average: too few to judge"
    shortest = max(int(np.ceil(SHORTEST_SHARE * len(periods))), FEWEST_IN_SEGMENT)
    part = many.numbers[periods] % many.period
    seasons = [np.ones(len(periods)), *((part == number).astype(float) for number in np.unique(part)[1:])]
    steps_ = step_columns(many.counts.shape[1], declared)
    inside = []
    for number, column in enumerate(declared):
        after = int((periods >= column).sum())
        if 2 <= after <= len(periods) - 2:
            inside.append(column)
            seasons.append(steps_[periods, number])
    fixed = np.column_stack(seasons)
    if np.linalg.matrix_rank(fixed) < fixed.shape[1]:
        return "the periods do not tell season and recording changes apart"
    return Series(events, periods, fixed, tuple(declared), tuple(inside), shortest)


def _scaled(events):
    """Return counts on the scale on which chance is alike whatever the level (Anscombe 1948)."""
    return 2 * np.sqrt(events + 3 / 8)


def tested(every):
    """Return p-values of any step, whether a trend is kept, and p-values of each declared step."""
    chance, trended = np.ones(len(every)), np.zeros(len(every), dtype=bool)
    declared_p = [()] * len(every)
    keys = [(one.periods.tobytes(), one.declared) for one in every]
    for which in alike(keys).values():
        one = every[which[0]]
        values = np.array([_scaled(every[number].events) for number in which])
        plain, slope = one.fixed, _with_trend(one)
        found, scores = {}, {}
        for name, fixed in (("plain", plain), ("slope", slope)):
            largest, _, left = largest_f(values, fixed, one.shortest)
            rest = np.maximum(left, 1e-9)
            stepped = rest / (1 + largest / (values.shape[1] - fixed.shape[1] - 1))
            found[name] = largest
            terms = fixed.shape[1] + 1
            scores[name] = np.minimum(
                information_criterion(rest, values.shape[1], terms),
                information_criterion(stepped, values.shape[1], terms + 2),
            )
        steep = scores["slope"] < scores["plain"]
        # The p-value of the better of the two models calls up to 32 % of steady trends a step, at 5 %.
        chance[which] = np.maximum(
            largest_f_chance(found["plain"], plain, one.shortest),
            largest_f_chance(found["slope"], slope, one.shortest),
        )
        trended[which] = steep
        for number, position in enumerate(which):
            declared_p[position] = _declared_chances(one, values[number], slope if steep[number] else plain)
    return chance, trended, declared_p


def _with_trend(one):
    return np.column_stack([one.fixed, _trend(one)])


def _trend(one):
    return (one.periods - one.periods.mean()) / len(one.periods)


def _declared_chances(one, values, fixed):
    """Return the p-value of each declared step, by Student's t: its date was not searched for."""
    from scipy import special

    if not one.declared:
        return ()
    solved = np.linalg.lstsq(fixed, values, rcond=None)[0]
    freedom = len(values) - fixed.shape[1]
    spread = ((values - fixed @ solved) ** 2).sum() / freedom
    errors = np.sqrt(spread * np.diag(np.linalg.inv(fixed.T @ fixed)))
    first = one.fixed.shape[1] - len(one.declared)
    own = slice(first, one.fixed.shape[1])
    return tuple(2 * special.stdtr(freedom, -np.abs(solved[own]) / np.maximum(errors[own], 1e-12)))


def located(one, trended, rate, confidence):
    """Return [(first, earliest, latest)], places among the periods of a series in which there is a step.

    A further step is looked for as long as one more than there are has a p-value of at most `rate` (the
    sequential procedure of Bai and Perron 2003); each time all of them are located again.
    """
    values = _scaled(one.events)
    fixed = _with_trend(one) if trended else one.fixed
    made = _with_so_many(values, fixed, one.shortest, 1)
    while len(made[0]) < MOST_BREAKS and _one_more(one, values, made[0], rate):
        more = _with_so_many(values, fixed, one.shortest, len(made[0]) + 1)
        if more is None:
            break
        made = more
    at, adjusted = made
    found = []
    for number, place in enumerate(at):
        low, high = break_interval(adjusted, at, number, confidence)
        low, high = (place, place) if np.isnan(low) else (int(low), int(high))
        found.append((place, int(np.clip(low, 1, place)), int(np.clip(high, place, len(values) - 1))))
    return found


def _one_more(one, values, at, rate):
    """Return whether there is a step beside those at hand, whether or not a trend is taken out."""
    there = step_columns(len(values), at)
    for fixed in (one.fixed, _with_trend(one)):
        design = np.column_stack([fixed, there])
        largest, _, _ = largest_f(values[None], design, one.shortest)
        if largest_f_chance(largest, design, one.shortest, DRAWS_FOR_MORE)[0] > rate:
            return False
    return True


def _with_so_many(values, fixed, shortest, number):
    """Return the best so many steps and the series without its fixed terms, or None without room.

    Season, trend and declared steps are estimated together with the steps, in turn until neither moves
    (Bai and Perron 2003, section on partial structural change).
    """
    _, first, _ = largest_f(values[None], fixed, shortest)
    at = (int(first[0]),)
    for _ in range(SETTLES_WITHIN):
        design = np.column_stack([fixed, step_columns(len(values), at)])
        solved = np.linalg.lstsq(design, values, rcond=None)[0]
        adjusted = values - fixed[:, 1:] @ solved[1 : fixed.shape[1]]
        all_found = best_breaks(adjusted, number, shortest)
        if len(all_found) <= number:
            return None
        now = all_found[number][1]
        if now == at:
            break
        at = now
    return at, adjusted


def ratios(one, trended, firsts, confidence):
    """Return (ratio, lower, upper) of each declared step and then of each found one."""
    from scipy import special

    parts = [one.fixed]
    if firsts:
        parts.append(step_columns(len(one.periods), tuple(firsts)))
    if trended:
        parts.append(_trend(one)[:, None])
    design = np.column_stack(parts)
    fit = fitted(one.events[None], design, np.ones((1, len(one.events))))
    start = one.fixed.shape[1] - len(one.declared)
    own = slice(start, one.fixed.shape[1] + len(firsts))
    solved = fit.coefficients[0, own]
    # Counts of separate events scatter as Poisson's at least: less is luck, and no reason to be surer.
    errors = np.sqrt(np.diag(fit.covariance[0])[own] * max(fit.dispersion[0], 1.0))
    reach = special.stdtrit(fit.degrees_of_freedom[0], 0.5 + confidence / 2) * errors
    with np.errstate(over="ignore"):  # nothing at all before a step: the ratio has no upper end
        return [tuple(item) for item in np.exp(np.column_stack([solved, solved - reach, solved + reach]))]
