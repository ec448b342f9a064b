"""Where the mean of a series shifts: Bai and Perron's breaks by dynamic programming, and a test for any."""

import numpy as np

SHORTEST_SHARE = 0.15  # of the series, in each segment: the trimming of Bai and Perron
MOST_BREAKS = 5
DRAWS = 9_999
SEED = 18980101


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


def break_interval(values, breaks, number, confidence=0.95):
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
    outside = (1 - confidence) / 2
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


def largest_f_chance(found, fixed, shortest, draws=DRAWS, seed=SEED):
    """Return the p-value of each largest F: how often series without a step show as large a one.

    Drawn from the normal distribution through the same `fixed` terms, so no large sample is needed; beyond
    what so many draws can tell, Bonferroni's bound over the candidates.
    """
    from scipy import special

    length = len(fixed)
    random = np.random.Generator(np.random.PCG64(seed))
    drawn, _, _ = largest_f(random.standard_normal((draws, length)), fixed, shortest)
    drawn.sort()
    as_large = draws - np.searchsorted(drawn, found, side="left")
    candidates = length - 2 * shortest + 1
    bound = candidates * special.fdtrc(1, length - fixed.shape[1] - 1, np.maximum(found, 0))
    return np.minimum((1 + as_large) / (1 + draws), bound)
