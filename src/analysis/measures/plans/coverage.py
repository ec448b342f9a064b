"""The best use of a budget: which options reach most people, everyone counted once, by exact optimisation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.estimates import framed, with_ends
from analysis.measures.rates.status import SHOWN, numbers, require

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
# A choice stands at a limit if it reaches so much of what the best choice there would: closer than anybody
# can say what a channel reaches.
NEARLY = 0.95
PENNY_PART = 1e-4  # of a pound: what rounding may add to a sum of money


@dataclass(frozen=True)
class Problem:
    """Options with their costs, audiences with their people, and which option reaches which audience.

    `material` is the number of the material that an option needs, or -1; `leads` that of the group that it
    comes first in, `follows` that of the group that it waits for, or -1; `people` are three arrays, by
    "value", "lower" and "upper"; `reaches` is sparse, a row for each audience and a column for each option;
    `limits` is what a choice must keep to, its cost in the first row.
    """

    options: np.ndarray
    costs: np.ndarray
    material: np.ndarray
    materials: np.ndarray
    material_costs: np.ndarray
    leads: np.ndarray
    follows: np.ndarray
    people: dict
    in_all: float
    reaches: object
    limits: object
    left_out: int


def best_cover(options, audiences, reached_by, budget, materials=None):
    """Return how many people each `budget` can reach at most, and with which options: a row for each budget.

    `options` has `option`, `cost` and, where something must be made first, `material`; `materials` gives the
    `cost` of each `material`, which is paid once however many options use it. An option that `follows` a
    group is bought only with one that `leads` that group. `audiences` has `audience` and its `people` (and
    `lower`, `upper` where it is an estimate), `reached_by` a row for each `audience` and `option` that
    reaches it. An audience reached twice counts once. `budget` is a number or several: several give the curve
    of reach against budget.

    Columns: `budget`, `spent`, `options_bought`, `bought` (their names), `people_reached` with `lower` and
    `upper` (that choice at the limits of the audiences), `people_in_all`, `share_pct`,
    `greedy_people_reached` (taking what reaches most per pound, again and again), `lost_by_greedy`,
    `robust` (at each limit the choice reaches at least 95 per cent of what the best choice there would),
    `method`, `status`. Of the choices that reach as many the cheapest is taken. A budget below the cheapest
    option reaches nobody, and `method` says so.

    Raises InputError for a budget that is negative or no number.
    """
    problem = posed(options, audiences, reached_by, materials)
    rows = [_row(problem, amount, *_chosen(problem, amount)) for amount in _budgets(budget)]
    columns = ["budget", "spent", "options_bought", "bought", "people_reached", "lower", "upper"]
    columns += ["people_in_all", "share_pct", "greedy_people_reached", "lost_by_greedy"]
    columns += ["robust", "method", "status"]
    return framed(rows, columns, ["bought", "method", "status"]).astype({"robust": "boolean"})


def best_options(options, audiences, reached_by, budget, materials=None):
    """Return what to buy with one `budget`: a row for each option and material of the best choice.

    Arguments and refusals are those of `best_cover`. Columns: `kind` ("material" or "option"), `name`,
    `cost`, and `people_reached` by it, which is blank for a material.
    """
    (amount,) = _budgets(budget)
    problem = posed(options, audiences, reached_by, materials)
    chosen = np.flatnonzero(_chosen(problem, amount)[0])
    people = problem.reaches.T @ problem.people["value"]
    made = np.unique(problem.material[chosen])
    rows = [["material", problem.materials[at], problem.material_costs[at], np.nan] for at in made if at >= 0]
    rows += [["option", problem.options[at], problem.costs[at], people[at]] for at in chosen]
    return framed(rows, ["kind", "name", "cost", "people_reached"], ["kind", "name"])


def posed(options, audiences, reached_by, materials=None):
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
    return Problem(*bought, people, in_all, reaches[kept], limits, left_out)


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


def first_costs(problem, bought=None):
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


def _reached(problem, chosen, end="value"):
    return float(problem.people[end][problem.reaches @ chosen.astype(float) > 0].sum())


def _chosen(problem, budget, end="value"):
    """Return which options reach most people within the budget, and which step by step.

    Of choices that reach as many it is the cheaper; of more than `MANY` options it is (all but) the best.
    """
    from scipy.optimize import linprog

    by_steps, people = greedy(problem, budget, end), problem.people[end].sum()
    if not by_steps.any():
        return by_steps, by_steps
    programme, in_parts = _in_parts(problem, budget, end)
    spent = _spent(problem, by_steps) / max(budget, PENNY_PART)
    worth = MILLION * (SAME * spent - _reached(problem, by_steps, end) / people)
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
    return chosen, by_steps


def _in_parts(problem, budget, end):
    """Return the linear programme of a choice, and the answer where options may be bought in parts."""
    from scipy.optimize import linprog

    people, (rows, columns) = problem.people[end], problem.limits.shape
    # In millionths of the people and of the budget: the solver ends where less than a millionth is left.
    aim = MILLION * SAME / max(budget, PENNY_PART) * problem.limits[[0]].toarray()[0]
    aim[columns - len(people) :] = -MILLION * people / people.sum()
    most, bounds = np.append(budget, np.zeros(rows - 1)), np.tile([0.0, 1.0], (columns, 1))
    programme = {"c": aim, "A_ub": problem.limits, "b_ub": most, "bounds": bounds}
    return programme, linprog(**programme)


def greedy(problem, budget, end="value"):
    """Return the choice of taking, again and again, what reaches most further people per pound."""
    chosen = np.zeros(len(problem.options), dtype=bool)
    left, people = budget, problem.people[end]
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


def _in_proportion(problem, end):
    """Tell whether every audience is the same part of itself at a limit: the best choice is then the same."""
    people, limit = problem.people["value"], problem.people[end]
    return np.allclose(limit * people.sum(), people * limit.sum(), rtol=1e-12, atol=0)


def _nearly_best(problem, budget, end, reached):
    """Tell whether a choice that reaches so many at a limit is (all but) the best there."""
    people = problem.people[end].sum()
    if _in_proportion(problem, end) or not people:
        return True
    # No choice reaches more than one that may buy options in parts, which is found much faster.
    most = people * (SAME - _in_parts(problem, budget, end)[1].fun / MILLION)
    return reached >= NEARLY * most or reached >= NEARLY * _reached(
        problem, _chosen(problem, budget, end)[0], end
    )


def _row(problem, budget, chosen, by_steps):
    reached = {end: _reached(problem, chosen, end) for end in ("value", "lower", "upper")}
    robust = all(_nearly_best(problem, budget, end, reached[end]) for end in ("lower", "upper"))
    by_greedy = _reached(problem, by_steps)
    first = first_costs(problem)
    method = EXACT if len(first) <= MANY else ALL_BUT_EXACT
    if len(first) and (first > budget + PENNY_PART).all():
        method = NOTHING.format(cost=first.min())
    if problem.left_out:
        several = "s" if problem.left_out > 1 else ""
        method += f"; {problem.left_out} audience{several} without a figure left out"
    share = reached["value"] / problem.in_all * 100 if problem.in_all > 0 else np.nan
    return [
        budget,
        _spent(problem, chosen),
        int(chosen.sum()),
        ", ".join(map(str, problem.options[chosen])),
        *reached.values(),
        problem.in_all,
        share,
        by_greedy,
        reached["value"] - by_greedy,
        robust,
        method,
        SHOWN,
    ]
