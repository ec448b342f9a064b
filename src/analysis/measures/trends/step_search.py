"""The search for steps in the level of counts: Bai and Perron's breaks, tested, located, measured."""

from dataclasses import dataclass
from itertools import compress

import numpy as np

from analysis.measures.trends.baselines import YEARS_FOR_A_TREND, fitted
from analysis.measures.trends.panels import alike, step_columns

SHORTEST_SHARE = 0.15  # of the series, in each segment: the trimming of Bai and Perron
MOST_BREAKS = 5
DRAWS = 9_999
SEED = 18980101
CONFIDENCE = 0.95
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
    steps_ = step_columns(many.counts.shape[1], declared)[periods]
    inside = [2 <= after <= len(periods) - 2 for after in steps_.sum(axis=0)]
    fixed = np.column_stack([*seasons, steps_[:, inside]])
    if np.linalg.matrix_rank(fixed) < fixed.shape[1]:
        return "the periods do not tell season and recording changes apart"
    return Series(events, periods, fixed, declared, tuple(compress(declared, inside)), shortest)


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
    return np.column_stack([one.fixed, (one.periods - one.periods.mean()) / len(one.periods)])


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


def located(one, trended, rate):
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
        low, high = break_interval(adjusted, at, number)
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


def ratios(one, trended, firsts):
    """Return (ratio, lower, upper) of each declared step and then of each found one."""
    from scipy import special

    trend = _with_trend(one)[:, [-1] if trended else []]
    design = np.column_stack([one.fixed, step_columns(len(one.periods), firsts), trend])
    fit = fitted(one.events[None], design, np.ones((1, len(one.events))))
    start = one.fixed.shape[1] - len(one.declared)
    own = slice(start, one.fixed.shape[1] + len(firsts))
    solved = fit.coefficients[0, own]
    # Counts of separate events scatter as Poisson's at least: less is luck, and no reason to be surer.
    errors = np.sqrt(np.diag(fit.covariance[0])[own] * max(fit.dispersion[0], 1.0))
    reach = special.stdtrit(fit.degrees_of_freedom[0], 0.5 + CONFIDENCE / 2) * errors
    with np.errstate(over="ignore"):  # nothing at all before a step: the ratio has no upper end
        return [tuple(item) for item in np.exp(np.column_stack([solved, solved - reach, solved + reach]))]


def best_breaks(values, most=MOST_BREAKS, shortest=None):
    """Return [(sum of squares, breaks)] for 0 to `most` breaks in the mean of `values`, each the very best.

    A break is how many values lie before it. `shortest` is the fewest in a segment (15 % of the series where
    not given). Stops at as many breaks as there is room for. Method: Bai and Perron 2003, exact.
    """
    values = np.asarray(values, dtype=float)
    length = len(values)
    shortest = max(int(SHORTEST_SHARE * length), 1) if shortest is None else shortest
    cost = _segment_costs(values - values.mean())
    room = min(most, length // shortest - 1)
    best = [np.where(np.arange(1, length + 1) >= shortest, cost[0], np.inf)]
    last = []
    for breaks in range(1, room + 1):
        ends = np.full(length, np.inf)
        from_ = np.zeros(length, dtype=int)
        for end in range((breaks + 1) * shortest - 1, length):
            starts = np.arange(breaks * shortest, end - shortest + 2)
            sums = best[-1][starts - 1] + cost[starts, end]
            ends[end], from_[end] = sums.min(), starts[sums.argmin()]
        best.append(ends)
        last.append(from_)
    found = []
    for breaks in range(room + 1):
        path, end = [], length - 1
        for level in range(breaks - 1, -1, -1):
            path.append(int(last[level][end]))
            end = path[-1] - 1
        found.append((float(best[breaks][-1]), tuple(reversed(path))))
    return found


def _segment_costs(values):
    """Return the sum of squares about its mean of every stretch, at [start, end]."""
    sums, squares = (np.concatenate([[0.0], np.cumsum(item)]) for item in (values, values**2))
    start, end = np.indices((len(values),) * 2)
    counted = np.maximum(end - start + 1, 1)
    within = squares[end + 1] - squares[start] - (sums[end + 1] - sums[start]) ** 2 / counted
    return np.where(end >= start, np.maximum(within, 0.0), np.inf)


def information_criterion(squares, length, terms):
    """Return the BIC of a Gaussian regression with so many `terms`, its variance being one of them."""
    return length * (np.log(squares / length) + 1 + np.log(2 * np.pi)) + terms * np.log(length)


def break_interval(values, breaks, number):
    """Return between which breaks the break `number` lies, the series varying differently on both sides.

    Bai 1997: the shift is small and the series without trend within its segments. NaN where there is no
    shift, or the two sides vary too differently for an interval.
    """
    from scipy import optimize

    edges = (0, *breaks, len(values))
    here = edges[number + 1]
    before, after = values[edges[number] : here], values[here : edges[number + 2]]
    shift = after.mean() - before.mean()
    spreads = before.var(), after.var()
    outside = (1 - CONFIDENCE) / 2
    if shift == 0 or min(spreads) <= 0:
        return np.nan, np.nan
    ratio = spreads[1] / spreads[0]
    if not outside < break_chance(0.0, ratio) < 1 - outside:
        return np.nan, np.nan
    ends = []
    for chance, direction in ((outside, -1.0), (1 - outside, 1.0)):
        reach = direction
        while (break_chance(reach, ratio) - chance) * direction < 0:
            reach *= 2
        root = optimize.brentq(
            lambda x, chance=chance: break_chance(x, ratio) - chance, *sorted((0.0, reach))
        )
        ends.append(root * spreads[0] / shift**2)
    return here - int(np.ceil(ends[1])), here - int(np.floor(ends[0]))


def break_chance(at, ratio=1.0):
    """Return the chance that the largest point of Bai's (1997) limiting process lies at or before `at`.

    W(s) - |s| / 2 on the left and, with `ratio` the variance after over that before, sqrt(ratio) W(s) -
    |s| / 2 on the right, W being a Brownian motion on each side.
    """
    if at > 0:
        # The right side, turned about and measured in its own variance, is a left side.
        return 1 - break_chance(-at / ratio, 1 / ratio)
    from scipy import special

    size, fraction = -at, 1 / ratio
    root = np.sqrt(size)
    curve = np.sqrt(size / (2 * np.pi)) * np.exp(-size / 8)
    far = np.exp(fraction * (1 + fraction) * size / 2 + special.log_ndtr(-(0.5 + fraction) * root))
    near = np.exp(special.log_ndtr(-root / 2))
    return (
        -curve
        - ratio * (ratio + 2) / (ratio + 1) * far
        + (size / 2 - 2 + (ratio + 2) ** 2 / (ratio + 1)) * near
    )


def largest_f(values, fixed, shortest):
    """Return the largest F of one step in the mean, the step it stands at, and what is left without one.

    `values` is (series, periods); `fixed` (periods, terms) holds what is there without a step, a column of
    ones among it. A step is how many periods lie before it; what is left is a sum of squares.
    """
    length = values.shape[1]
    orthogonal, _ = np.linalg.qr(fixed)
    candidates = np.arange(shortest, length - shortest + 1)
    steps = (np.arange(length)[:, None] >= candidates).astype(float)
    steps = steps - orthogonal @ (orthogonal.T @ steps)
    sizes = (steps**2).sum(axis=0)
    rest = values - (values @ orthogonal) @ orthogonal.T
    total = (rest**2).sum(axis=1)
    open_ = sizes > 1e-9  # a step that the fixed terms hold already explains nothing more
    explained = np.where(open_, (rest @ steps) ** 2 / np.where(open_, sizes, 1.0), 0.0)
    freedom = length - fixed.shape[1] - 1
    left = np.maximum(total[:, None] - explained, 1e-12 * np.maximum(total[:, None], 1e-300))
    ratios = freedom * explained / left
    best = ratios.argmax(axis=1)
    return ratios[np.arange(len(values)), best], candidates[best], total


def largest_f_chance(found, fixed, shortest, draws=DRAWS):
    """Return the p-value of each largest F: how often series without a step show as large a one.

    Drawn from the normal distribution through the same `fixed` terms, so no large sample is needed; beyond
    what so many draws can tell, Bonferroni's bound over the candidates.
    """
    from scipy import special

    length = len(fixed)
    random = np.random.Generator(np.random.PCG64(SEED))
    drawn, _, _ = largest_f(random.standard_normal((draws, length)), fixed, shortest)
    drawn.sort()
    as_large = draws - np.searchsorted(drawn, found, side="left")
    candidates = length - 2 * shortest + 1
    bound = candidates * special.fdtrc(1, length - fixed.shape[1] - 1, np.maximum(found, 0))
    return np.minimum((1 + as_large) / (1 + draws), bound)
