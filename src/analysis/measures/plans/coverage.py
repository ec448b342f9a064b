"""The best use of a budget: which options reach most people, everyone counted once, by exact optimisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.estimates import framed, with_ends
from analysis.measures.rates.status import numbers, require
from analysis.states import SHOWN

EXACT = "exact: integer programming (HiGHS), nobody counted twice"
ALL_BUT_EXACT = EXACT.replace("exact", "to within a few per cent")
# It names no option: that could be a place of a language that is not shown for places.
NOTHING = "nothing can be bought: the cheapest costs {cost:,.2f}"
# Choices whose people differ by less than this part of all reach as many, and the cheaper is taken.
SAME = 1e-6
MILLION = 1e6
# Of so many options those are left as they stand in parts that would cost this part of all who are reached:
# exact takes two minutes in London, this a sixth of it, and reached at most 2% fewer at any of its budgets.
MANY, WITHIN = 200, 0.005
PENNY_PART = 1e-4  # of a pound: what rounding may add to a sum of money
# A choice is compared in so many draws with those that are the best in `TRIED` of them, and at other budgets.
DRAWS, TRIED, SEED = 1_000, 20, 20260630
TAIL = 0.95  # limits are those of nine in ten: one in twenty lies above the upper one


@dataclass(frozen=True)
class Problem:
    """Options with their costs, audiences with their people, and which option reaches which audience.

    `material` is the number of the material that an option needs, or -1; `leads` that of the group that it
    comes first in, `follows` that of the group that it waits for, or -1; `people` are three arrays, by
    "value", "lower" and "upper", `first` tells for which of the audiences a share is set aside, `together`
    has the number of those that are drawn as one; `reaches` is sparse, a row for each audience and a column
    for each option; `limits` is what a choice must keep to, its cost in the first row.
    """

    options: np.ndarray
    costs: np.ndarray
    material: np.ndarray
    materials: np.ndarray
    material_costs: np.ndarray
    leads: np.ndarray
    follows: np.ndarray
    people: dict
    first: np.ndarray
    together: np.ndarray
    in_all: float
    reaches: Any
    limits: object
    left_out: int


def best_cover(
    options: pd.DataFrame,
    audiences: pd.DataFrame,
    reached_by: pd.DataFrame,
    budget: float | Iterable[float],
    materials: pd.DataFrame | None = None,
    share: float = 0.0,
) -> pd.DataFrame:
    """Return how many people each `budget` can reach at most, and with which options: a row for each budget.

    `options` has `option`, `cost` and, where something must be made first, `material`; `materials` gives the
    `cost` of each `material`, which is paid once however many options use it. An option that `follows` a
    group is bought only with one that `leads` that group. `audiences` has `audience` and its `people` (and
    `lower`, `upper` of nine in ten, where it is an estimate), `reached_by` a row for each `audience` and
    `option` that reaches it. An audience reached twice counts once. `budget` is a number or several: several
    give the curve of reach against budget.

    Of the audiences that come `first` a choice reaches at least as many as that `share` of the budget could
    reach of them by itself; the rest of the money is free, for them and for all others.

    Columns: `budget`, `spent`, `options_bought`, `bought` (their names), `people_reached` with `lower` and
    `upper` (that choice at the limits of the audiences), `people_in_all`, `share_pct`, `best_in_draws_pct`,
    `fewer_on_average`, `method`, `status`. Of the choices that reach as many the cheapest is taken. A budget
    below the cheapest option reaches nobody, and `method` says so.

    `best_in_draws_pct` is in how many of a hundred draws of the audiences no other choice reaches more, and
    `fewer_on_average` how many people it falls short of the best one, over all draws. The others are the best
    choices in some of the draws. Audiences that are `drawn_with` one another lie at the same place of their
    ranges, the others are drawn independently.

    Raises InputError for a budget that is negative or no number.
    """
    problem, amounts = posed(options, audiences, reached_by, materials), _budgets(budget)
    best = [_chosen(problem, amount, share) for amount in amounts]
    shares = _best_in_draws(problem, amounts, best)
    rows = [
        _row(problem, amount, chosen, *draws)
        for amount, (chosen, _), draws in zip(amounts, best, shares, strict=True)
    ]
    columns = ["budget", "spent", "options_bought", "bought", "people_reached", "lower", "upper"]
    columns += ["people_in_all", "share_pct", "best_in_draws_pct", "fewer_on_average"]
    columns += ["method", "status"]
    return framed(rows, columns, ["bought", "method", "status"])


def best_options(
    options: pd.DataFrame,
    audiences: pd.DataFrame,
    reached_by: pd.DataFrame,
    budget: float,
    materials: pd.DataFrame | None = None,
    share: float = 0.0,
) -> pd.DataFrame:
    """Return what to buy with one `budget`: a row for each option and material of the best choice.

    Arguments and refusals are those of `best_cover`. Columns: `kind` ("material" or "option"), `name`,
    `cost`, and `people_reached` by it, which is blank for a material.
    """
    (amount,) = _budgets(budget)
    problem = posed(options, audiences, reached_by, materials)
    chosen = np.flatnonzero(_chosen(problem, amount, share)[0])
    people = problem.reaches.T @ problem.people["value"]
    made = np.unique(problem.material[chosen])
    rows = [["material", problem.materials[at], problem.material_costs[at], np.nan] for at in made if at >= 0]
    rows += [["option", problem.options[at], problem.costs[at], people[at]] for at in chosen]
    return framed(rows, ["kind", "name", "cost", "people_reached"], ["kind", "name"])


def posed(
    options: pd.DataFrame,
    audiences: pd.DataFrame,
    reached_by: pd.DataFrame,
    materials: pd.DataFrame | None = None,
) -> Problem:
    """Return the Problem that the tables of `best_cover` pose."""
    from scipy.sparse import coo_array

    require(options, "option", "cost")
    require(audiences, "audience", "people")
    require(reached_by, "audience", "option")
    costs = numbers(options, "cost")
    names, groups = options["option"].to_numpy(dtype=object), audiences["audience"].to_numpy(dtype=object)
    figures, lower, upper, status = with_ends(audiences, "people")
    known = status == SHOWN
    pairs = reached_by.drop_duplicates(["audience", "option"])
    row, column = _places(pairs["audience"], groups), _places(pairs["option"], names)
    reaches = coo_array((np.ones(len(pairs)), (row, column)), shape=(len(groups), len(names))).tocsr()
    kept = np.flatnonzero(known & (np.diff(reaches.indptr) > 0))
    people = {"value": figures[kept], "lower": lower[kept], "upper": upper[kept]}
    material, made, made_costs = _materials(options, materials)
    groups = [options.get(name, pd.Series(None, options.index, dtype="str")) for name in ("leads", "follows")]
    leads, follows = pd.factorize(pd.concat(groups))[0].reshape(2, -1)
    limits = _limits(costs, made_costs, material, leads, follows, reaches[kept])
    in_all, left_out = float(figures[known].sum()), int((~known).sum())
    bought = names, costs, material, made, made_costs, leads, follows
    first = audiences.get("first", pd.Series(False, audiences.index)).to_numpy(dtype=bool)
    together = pd.factorize(audiences.get("drawn_with", audiences["audience"]))[0]
    return Problem(*bought, people, first[kept], together[kept], in_all, reaches[kept], limits, left_out)


def _limits(costs, made_costs, material, leads, follows, reaches):
    """Return what a choice must keep to: what it costs, then rows that may come to zero at most.

    A column for each option bought, material made, group started and audience reached.
    """
    from scipy.sparse import block_array, csr_array, eye_array

    def belongs(numbers, width):
        some = np.flatnonzero(numbers >= 0)
        return csr_array((np.ones(len(some)), (some, numbers[some])), shape=(len(numbers), width))

    groups = max([-1, *leads, *follows]) + 1
    needs, waits = np.flatnonzero(material >= 0), np.flatnonzero(follows >= 0)
    options, audiences = eye_array(len(costs)).tocsr(), eye_array(reaches.shape[0])
    rows = [
        [costs[None], made_costs[None], csr_array((1, groups)), csr_array((1, reaches.shape[0]))],
        [options[needs], -belongs(material[needs], len(made_costs)), None, None],
        [options[waits], None, -belongs(follows[waits], groups), None],
        [-belongs(leads, groups).T, None, eye_array(groups), None],
        [-reaches, None, None, audiences],
    ]
    return block_array([[part if part is None else csr_array(part) for part in row] for row in rows]).tocsr()


def _places(found, known):
    return found.map(dict(zip(known, range(len(known)), strict=True))).to_numpy(dtype=int)


def _materials(options, materials):
    """Return the number of each option's material (-1 for none), and the materials with their costs."""
    none = np.full(len(options), -1)
    if "material" not in options.columns or not options["material"].notna().any():
        return none, np.array([], dtype=object), np.array([])
    costs, names = numbers(materials, "cost"), materials["material"].to_numpy(dtype=object)
    given = options["material"].notna().to_numpy()
    none[given] = _places(options.loc[given, "material"], names)
    return none, names, costs


def _budgets(budget):
    amounts = np.atleast_1d(np.asarray(budget, dtype=float))
    wrong = amounts[~np.isfinite(amounts) | (amounts < 0)]
    if len(wrong):
        raise InputError(f"The budget is {wrong[0]:g}. It needs an amount of money, zero or more.")
    return amounts.tolist()


def first_costs(problem: Problem, bought: np.ndarray | None = None) -> np.ndarray:
    """Return what each option costs with its material, unless it is made for what is `bought`.

    One that must wait for another costs more than any budget.
    """
    bought = np.zeros(len(problem.costs), dtype=bool) if bought is None else bought
    needs = (problem.material >= 0) & ~np.isin(problem.material, problem.material[bought])
    waits = (problem.follows >= 0) & ~np.isin(problem.follows, problem.leads[bought])
    costs = np.where(waits, np.inf, problem.costs)
    costs[needs] += problem.material_costs[problem.material[needs]]
    return costs


def _spent(problem, chosen):
    made = np.unique(problem.material[chosen & (problem.material >= 0)])
    return float(problem.costs[chosen].sum() + problem.material_costs[made].sum())


def _reached(problem, chosen, people):
    return float(people[problem.reaches @ chosen.astype(float) > 0].sum())


def _chosen(problem, budget, share):
    """Return which options reach most people within the budget, and how many of those `first` it must reach.

    That is as many as the `share` of the budget could reach of them by itself.
    """
    people = problem.people["value"]
    first, nothing = np.where(problem.first, people, 0.0), np.zeros(len(problem.options), dtype=bool)
    aside = _best(problem, budget * share, first, nothing) if first.any() and share else nothing
    # A choice that is the best to within a few per cent may hold what reaches nobody of them.
    aside = aside & (problem.reaches.T @ first > 0)
    least = _reached(problem, aside, first)
    return _best(problem, budget, people, aside, least), least


def _best(problem, budget, people, start, least=0.0):
    """Return the choice that reaches most of `people`, and at least so many of those that come `first`.

    Of choices that reach as many it is the cheaper; of more than `MANY` options it is (all but) the best.
    `start` can be paid for and reaches as many as it must: no choice that is worse than going on from it by
    what reaches most per pound is taken.
    """
    from scipy.optimize import linprog

    by_steps = greedy(problem, budget, people, start)
    if not by_steps.any():
        return by_steps
    programme, in_parts = _in_parts(problem, budget, people, least)
    spent = _spent(problem, by_steps) / max(budget, PENNY_PART)
    worth = MILLION * (SAME * spent - _reached(problem, by_steps, people) / people.sum())
    # What costs more, bought or left, than step by step can be improved on, stands as it is in parts.
    many, bounds = len(by_steps) > MANY, programme["bounds"]
    spare = min(worth - in_parts.fun + 1, WITHIN * -in_parts.fun if many else np.inf)
    bounds[in_parts.lower.marginals > spare, 1] = 0
    bounds[-in_parts.upper.marginals > spare, 0] = 1
    whole = np.arange(len(bounds)) < len(by_steps) + len(problem.materials)
    answer = linprog(**programme, integrality=whole.astype(int), options={"mip_rel_gap": WITHIN * many})
    chosen = by_steps if answer.x is None or answer.fun > worth else answer.x[: len(by_steps)] > 0.5
    # Whatever the solver says of it, a choice is taken for what it costs and reaches, worked out again.
    if answer.x is None or _spent(problem, chosen) > budget + PENNY_PART:
        raise RuntimeError(f"The optimisation of the budget {budget:g} did not end well: {answer.message}")
    return greedy(problem, budget, people, chosen) if many else chosen


def _in_parts(problem, budget, people, least):
    """Return the linear programme of a choice, and the answer where options may be bought in parts."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    rows, columns = problem.limits.shape
    # In millionths of the people and of the budget: the solver ends where less than a millionth is left.
    aim = MILLION * SAME / max(budget, PENNY_PART) * problem.limits[[0]].toarray()[0]
    aim[columns - len(people) :] = -MILLION * people / people.sum()
    most, bounds, limits = np.append(budget, np.zeros(rows - 1)), np.tile([0.0, 1.0], (columns, 1)), []
    if least:
        first = np.where(problem.first, problem.people["value"], 0.0) / least
        limits.append(csr_array(np.append(np.zeros(columns - len(people)), -first)[None]))
        most = np.append(most, SAME - 1)
    programme = {"c": aim, "A_ub": vstack([problem.limits, *limits]).tocsr(), "b_ub": most, "bounds": bounds}
    return programme, linprog(**programme)


def greedy(problem: Problem, budget: float, people: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return a choice with what reaches most further people per pound added to it, again and again."""
    chosen, left = start.copy(), budget - _spent(problem, start)
    by_option = problem.reaches.T.tocsr()
    while True:
        unreached = np.where(problem.reaches @ chosen.astype(float) > 0, 0.0, people)
        cost, gain = first_costs(problem, chosen), by_option @ unreached
        can = ~chosen & (cost <= left + PENNY_PART) & (gain > 0)
        if not can.any():
            return chosen
        worth = np.where(can, gain / np.maximum(cost, np.finfo(float).tiny), -np.inf)
        best = int(np.argmax(worth))
        chosen[best], left = True, left - cost[best]


def _draws(problem):
    """Return seeded draws of the people of each audience: a row a draw.

    Each half of a range is half of a normal distribution; audiences `together` are at one place of theirs.
    """
    from scipy.stats import norm, qmc

    several = problem.together.max(initial=-1) + 1
    if not several:
        return np.zeros((DRAWS, 0))
    position = qmc.LatinHypercube(several, rng=np.random.default_rng(SEED)).random(DRAWS)
    at = norm.ppf(position)[:, problem.together] / norm.ppf(TAIL)
    value, lower, upper = (problem.people[end] for end in ("value", "lower", "upper"))
    return np.maximum(value + np.where(at > 0, at * (upper - value), at * (value - lower)), 0.0)


def _best_in_draws(problem, amounts, best):
    """Yield for each choice in how many of a hundred draws it is the best, and how far it is off on average.

    It is compared with the best choices at other amounts, and with the best one in some of the draws: each
    time in the first in which no choice known so far reaches more.
    """
    drawn, people = _draws(problem), problem.people["value"]
    first, known = np.where(problem.first, people, 0.0), []

    def in_draws(choice):
        return drawn @ (problem.reaches @ choice.astype(float) > 0)

    def add(choice):
        known.append((_spent(problem, choice), _reached(problem, choice, first), in_draws(choice)))

    def most(amount, least):
        can = [paid <= amount + PENNY_PART and of_first >= least * (1 - SAME) for paid, of_first, _ in known]
        return np.max([reached for (*_, reached), kept in zip(known, can, strict=True) if kept], axis=0)

    for chosen, _ in best:
        add(chosen)
    cases = [(amount, *choice) for amount, choice in zip(amounts, best, strict=True)]
    for amount, chosen, least in cases:
        left, mine = np.full(DRAWS, chosen.any() and len(chosen) <= MANY), in_draws(chosen)
        for _ in range(TRIED):
            left &= mine >= most(amount, least) * (1 - SAME)
            if not left.any():
                break
            draw = left.argmax()
            left[draw] = False
            add(_best(problem, amount, drawn[draw], chosen, least))
    for amount, chosen, least in cases:
        short = most(amount, least) - in_draws(chosen)
        held = 100 * (short <= SAME * people.sum()).mean()
        yield (held, short.mean()) if chosen.any() else (np.nan, np.nan)


def _row(problem, budget, chosen, best_in_draws, fewer):
    first = first_costs(problem)
    method = EXACT if len(first) <= MANY else ALL_BUT_EXACT
    if len(first) and (first > budget + PENNY_PART).all():
        method = NOTHING.format(cost=first.min())
    if problem.left_out:
        several = "s" if problem.left_out > 1 else ""
        method += f"; {problem.left_out} audience{several} without a figure left out"
    reached = [_reached(problem, chosen, problem.people[end]) for end in ("value", "lower", "upper")]
    share = reached[0] / problem.in_all * 100 if problem.in_all > 0 else np.nan
    bought = ", ".join(map(str, problem.options[chosen]))
    figures = [_spent(problem, chosen), int(chosen.sum()), bought, *reached, problem.in_all, share]
    return [budget, *figures, best_in_draws, fewer, method, SHOWN]
