"""How long a control chart of Poisson counts runs until it signals: average run lengths, by Markov chains."""

import functools

import numpy as np

from analysis.errors import InputError

UPPER, LOWER, TWO = "upper", "lower", "two"
# Counts move an average by jumps, so a coarse chain is far off: at mean 4, weight 0.2 and width 2.8275, for
# which Borror, Champ and Rigdon print 351, 31 cells give 355, 101 give 322, 201 give 317, 501 give 321 and
# simulation 321. 201 are within 2 % and take a hundredth of a second.
STATES = 201
LARGEST_CHAIN = 2_000
WIDTH_WITHIN = 1e-4  # errors: a width closer than this changes no limit by one event


def reference_value(in_control, out_of_control, steps_in_one=1):
    """Return the reference value k that tells two Poisson means apart soonest (Lucas 1985).

    (out - in) / (ln out - ln in), rounded to whole steps of one over `steps_in_one`, and never to zero.
    """
    if min(in_control, out_of_control) <= 0 or in_control == out_of_control:
        raise InputError("A reference value needs two different means above zero.")
    between = (out_of_control - in_control) / np.log(out_of_control / in_control)
    return max(round(between * steps_in_one), 1) / steps_in_one


def cusum_run_length(mean, reference, limit, side=UPPER, head_start=0.0, steps_in_one=1):
    """Return the average run length of a cumulative sum of Poisson counts with this `mean`.

    The sum S = max(0, S + count - reference) for the upper side, max(0, S + reference - count) for the
    lower, starts at `head_start` and signals when it reaches `limit`. All three are whole steps of one over
    `steps_in_one`, so the chain is exact. Method: Lucas 1985.
    """
    _side(side, (UPPER, LOWER))
    stride, top, start = (
        _whole(value, steps_in_one, name)
        for value, name in ((reference, "reference"), (limit, "limit"), (head_start, "head start"))
    )
    if not 0 <= start < top:
        raise InputError(f"The head start {head_start} needs to be from 0 up to the limit {limit}.")
    if top > LARGEST_CHAIN:
        raise InputError(f"A limit of {limit} in steps of 1/{steps_in_one} makes too long a chain.")
    return float(_cusum_lengths(mean, stride, top, side, steps_in_one)[start])


def _cusum_lengths(mean, stride, top, side, steps_in_one):
    """Return the average run length from each state 0, 1, ... top - 1."""
    from scipy import stats

    sign = 1 if side == UPPER else -1
    most = int(stats.poisson.isf(1e-15, mean)) + 1
    chances = stats.poisson.pmf(np.arange(most + 1), mean)
    states = np.arange(top)
    moves = np.zeros((top, top))
    for events, chance in enumerate(chances):
        to = np.maximum(states + sign * (events * steps_in_one - stride), 0)
        inside = to < top
        np.add.at(moves, (states[inside], to[inside]), chance)
    return np.linalg.solve(np.eye(top) - moves, np.ones(top))


def ewma_limits(in_control, weight, width, side=TWO):
    """Return the lower and upper limit of a weighted average of Poisson counts, `width` errors off."""
    reach = width * np.sqrt(weight * in_control / (2 - weight))
    return (in_control if side == UPPER else in_control - reach), (
        in_control if side == LOWER else in_control + reach
    )


def ewma_run_length(mean, in_control, weight, width, side=TWO, head_start=0.0, states=STATES):
    """Return the average run length of an exponentially weighted average of Poisson counts with this `mean`.

    z = weight x count + (1 - weight) x z starts at the `in_control` mean, and signals outside the limits of
    `ewma_limits`. An upper chart never falls below the in-control mean and a lower one never rises above it;
    `head_start` is the share of the way to its limit at which such a chart starts. The average is cut into
    `states` cells, so the answer is close, not exact. Method: Borror, Champ and Rigdon 1998.
    """
    _side(side, (UPPER, LOWER, TWO))
    if not 0 < weight <= 1:
        raise InputError(f"weight is {weight}: it needs a share above 0, at most 1.")
    if side == TWO and head_start:
        raise InputError("A head start needs an upper or a lower chart: a two-sided one starts between both.")
    low, high = ewma_limits(in_control, weight, width, side)
    start = in_control + head_start * ((high if side == UPPER else low) - in_control)
    edges = np.linspace(low, high, states + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    moves = _ewma_moves(middles, edges, mean, weight, side)
    if moves.sum(axis=1).min() > 1 - 1e-12:
        return np.inf  # no cell leads outside: an average of counts is never below zero
    lengths = np.linalg.solve(np.eye(states) - moves, np.ones(states))
    first = _ewma_moves(np.array([start]), edges, mean, weight, side)[0]
    return float(1 + first @ lengths)


def _ewma_moves(starts, edges, mean, weight, side):
    """Return the chance of moving from each of `starts` to each cell; the rest of it is a signal."""
    from scipy import special

    bounds = (edges[None, :] - (1 - weight) * starts[:, None]) / weight
    # A limit itself is inside, the lower as the upper: only beyond it does a chart signal.
    whole = np.floor(bounds + 1e-9)
    whole[:, 0] = np.ceil(bounds[:, 0] - 1e-9) - 1
    whole = np.maximum(whole, -1).astype(int)
    chances = np.concatenate([[0.0], special.pdtr(np.arange(whole.max() + 1), mean)])
    below = chances[whole + 1]
    moves = np.diff(below, axis=1)
    if side == UPPER:
        moves[:, 0] += below[:, 0]
    if side == LOWER:
        moves[:, -1] += 1 - below[:, -1]
    return moves


@functools.lru_cache(maxsize=4096)
def cusum_limit(in_control, reference, run_length, side=UPPER, steps_in_one=1):
    """Return the smallest limit whose in-control average run length is at least `run_length`."""
    stride = _whole(reference, steps_in_one, "reference")

    def long_enough(top):
        return _cusum_lengths(in_control, stride, top, side, steps_in_one)[0] >= run_length

    top = 1
    while not long_enough(top):
        top *= 2
        if top > LARGEST_CHAIN:
            raise InputError(
                f"No limit gives an average run of {run_length:g}: the reference value {reference:g} lies "
                f"too close to the mean {in_control:g}, or on its wrong side."
            )
    low = top // 2
    while top - low > 1:
        middle = (low + top) // 2
        low, top = (low, middle) if long_enough(middle) else (middle, top)
    return top / steps_in_one


@functools.lru_cache(maxsize=4096)
def ewma_width(in_control, weight, run_length, side=TWO):
    """Return the width, in errors, whose in-control average run length is `run_length` or just above it."""
    narrow, wide = 0.5, 1.0
    while ewma_run_length(in_control, in_control, weight, wide, side) < run_length:
        narrow, wide = wide, wide * 1.5
        if wide > 50:
            raise InputError(f"No width gives an average run of {run_length:g} periods.")
    while wide - narrow > WIDTH_WITHIN:
        middle = (narrow + wide) / 2
        if ewma_run_length(in_control, in_control, weight, middle, side) < run_length:
            narrow = middle
        else:
            wide = middle
    return wide


def _side(side, known):
    if side not in known:
        raise InputError(f'side is "{side}": it needs {" or ".join(known)}.')


def _whole(value, steps_in_one, name):
    steps = value * steps_in_one
    if abs(steps - round(steps)) > 1e-6:
        raise InputError(f"The {name} {value} is not a whole number of steps of 1/{steps_in_one}.")
    return round(steps)
