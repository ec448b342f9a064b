"""The fewest cells that protect a small system, proved by integer programming.

If a need is not met by what is hidden, linear programming says why: by duality its widest move is no more
than a sum of what the cells that may be hidden would add, and at least the move asked for must be reached: a
cut (Fischetti and Salazar 2001, doi 10.1287/mnsc.47.7.1008.9805). Choosing cells by the cuts known so far
hides no more than the least that is enough, so its price is a lower bound; when its cells meet every need,
they are the least. First the price is made least, then, at no higher price, the sum of their places in an
order. Work is capped by rounds and nodes, never by seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from analysis.disclosure.system import DOWN, EITHER, NEAR, UP, loaded, solution

if TYPE_CHECKING:
    from analysis.disclosure.system import Truth


# Systems with more to choose from, or with more choices times needs, are not proved.
CHOICES, ASKED = 240, 24_000
PART_ROUNDS, WHOLE_ROUNDS, ORDER_ROUNDS, NODES = 40, 20, 6, 300


def is_small(choices: int, needs: int) -> bool:
    """Tell whether a system with so many cells to choose from and needs to meet is small enough to prove."""
    return choices <= CHOICES and choices * needs <= ASKED


def fewest(
    truth: Truth,
    needs: list[tuple[int, int]],
    start: np.ndarray,
    choices: np.ndarray,
    price: np.ndarray,
    order: np.ndarray,
) -> tuple[np.ndarray | None, float]:
    """Return (cells to hide beside `start`, or None; a lower bound of the price of any that meet the needs).

    `needs` are (cell, direction) that `start`, the hidden cells, may not meet; those that nothing can meet
    are passed over. `choices` are the numbers of the cells that may be hidden, with the `price` and the place
    in an `order` of each. The cells returned meet every need in fractions: in whole numbers it is for the
    caller to check.
    """
    widest = _Widest(truth, start, choices)
    nothing, everything = np.zeros(len(choices)), np.ones(len(choices))
    needs = [need for need in needs if widest.cut(need, nothing) is not None]
    needs = [need for need in needs if widest.cut(need, everything) is None]
    if not needs:
        return choices[:0], 0.0
    cover = _Cover(len(choices))
    cover.add(_unmet(widest, needs, nothing, further=True))
    for _ in range(PART_ROUNDS):
        shares, _ = cover.solved(price, whole=False)
        if shares is None or not cover.add(_unmet(widest, needs, shares)):
            break
    chosen, bound = _whole(widest, cover, needs, price)
    if chosen is None:
        return None, bound
    cover.limit(price, bound)
    first, _ = _whole(widest, cover, needs, order, ORDER_ROUNDS)
    return choices[chosen if first is None else first], bound


def _whole(widest, cover, needs, price, rounds=WHOLE_ROUNDS):
    """Return (the cheapest choice that meets every need, or None; a lower bound of its price)."""
    bound = 0.0
    for _ in range(rounds):
        if cover.nodes <= 0:  # all have been looked at that may be
            break
        chosen, lower = cover.solved(price, whole=True)
        bound = max(bound, lower)
        if chosen is None:
            break
        if not cover.add(_unmet(widest, needs, chosen.astype(float), further=True)):
            return (chosen if price @ chosen <= bound + NEAR else None), bound
    return None, bound


def _unmet(widest, needs, shares, further=False):
    """Return the cuts that `shares` of the choices do not reach; `further`: also those behind the first."""
    found = []
    for need in needs:
        hidden = shares
        while (cut := widest.cut(need, hidden)) is not None:
            found.append(cut)
            if not further:
                break
            hidden = np.where(cut > NEAR, 1, hidden)
    return found


class _Widest:
    """How far a cell can move where choices are hidden in part, and what keeps it from going further."""

    def __init__(self, truth, start, choices):
        shown = ~start
        shown[choices] = False
        rows = truth.matrix if truth.links is None else vstack([truth.matrix, truth.links])
        still = np.zeros(rows.shape[0] - len(shown))
        self._truth, self._choices = truth, choices.astype(np.int32)
        self._room = truth.room_below[choices].astype(float)
        self._low = np.where(shown, 0.0, -truth.room_below)
        self._high = np.where(shown, 0.0, np.inf)
        self._model = loaded(
            rows,
            np.zeros(rows.shape[1]),
            (-truth.parts.astype(float), np.full(rows.shape[1], np.inf)),
            (np.r_[self._low, still], np.r_[self._high, still]),
            presolve="off",
            solver="simplex",
        )

    def cut(self, need: tuple[int, int], shares: np.ndarray) -> np.ndarray | None:
        """Return what each choice adds to what a need lacks, as a share of it; None where it is met."""
        cell, side = need
        sides = [one for one in (UP, DOWN) if side in (one, EITHER) and self._truth.amount[one][cell]]
        cuts = [self._cut(cell, one, shares) for one in sides]
        return None if any(one is None for one in cuts) else np.maximum.reduce(cuts)

    def _cut(self, cell, side, shares):
        amount = float(self._truth.amount[side][cell])
        # What is hidden in part can move by that part of what is asked, else the least part would do.
        falls = np.where(shares > 1 - NEAR, self._room, shares * np.minimum(self._room, amount))
        rises = np.where(shares > 1 - NEAR, np.inf, shares * amount)
        model, row = self._model, self._truth.matrix[[cell]]
        columns = row.indices.astype(np.int32)
        ends = (self._low[cell], amount) if side == UP else (-amount, self._high[cell])
        model.changeRowsBounds(len(self._choices), self._choices, -falls, rises)
        model.changeRowBounds(int(cell), *ends)
        model.changeColsCost(len(columns), columns, -side * row.data.astype(float))
        found = solution(model)
        duals = np.array(model.getSolution().row_dual)[self._choices]
        model.changeColsCost(len(columns), columns, np.zeros(len(columns)))
        model.changeRowBounds(int(cell), self._low[cell], self._high[cell])
        if found is None:
            raise AssertionError("internal error: no move at all is a move")
        reached = side * float(row.data @ found[columns])
        if reached >= amount - NEAR:
            return None
        by_fall, by_rise = np.maximum(duals, 0), np.maximum(-duals, 0)
        by_rise[by_rise < NEAR] = 0
        used = by_fall @ falls + by_rise[by_rise > 0] @ rises[by_rise > 0]
        lacks = amount - (reached - used)
        cut = np.where(by_rise > 0, 1, np.minimum(by_fall * self._room / lacks, 1))
        return np.where(cut < NEAR, 0, cut)


class _Cover:
    """Choices, each 0 or 1, and the cuts of which each must be reached."""

    def __init__(self, size):
        self._cuts = np.empty((0, size))
        self._known = set()
        self._limits, self.nodes = [], NODES

    def add(self, cuts: list[np.ndarray]) -> int:
        """Add cuts and return how many are new."""
        new = {np.round(cut, 6).tobytes(): cut for cut in cuts}
        new = [cut for key, cut in new.items() if key not in self._known]
        self._known.update(np.round(cut, 6).tobytes() for cut in new)
        self._cuts = np.vstack([self._cuts, *new])
        return len(new)

    def limit(self, price: np.ndarray, most: float) -> None:
        """Allow no higher price from here on."""
        self._limits.append(LinearConstraint(price, -np.inf, most + NEAR))

    def solved(self, price: np.ndarray, whole: bool) -> tuple[np.ndarray | None, float]:
        """Return the cheapest choice, or None, in shares unless `whole`, and a lower bound of its price."""
        found = milp(
            price,
            integrality=np.full(len(price), int(whole)),
            bounds=Bounds(0, 1),
            constraints=[LinearConstraint(csr_array(self._cuts), 1, np.inf), *self._limits],
            options={"node_limit": max(self.nodes, 1), "mip_rel_gap": 0},
        )
        self.nodes -= found.mip_node_count or 0
        lower = found.mip_dual_bound if whole else found.fun
        if found.x is None:
            return None, 0.0 if lower is None else lower
        return (found.x > 0.5 if whole else found.x), lower
